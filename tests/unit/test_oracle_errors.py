"""What Oracle's errors call for, and how Oracle is reached; no server."""

import socket
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import oracledb
import pytest
from oracledb import errors

from runner.database.oracle import Oracle
from runner.database.session import Database, Session
from runner.engine.history import read_scn
from runner.environment.file import read
from runner.errors import DatabaseError, Fault, SettingsError
from tests.unit.conftest import DATABASE, ReadToml

ORACLE = Oracle(read("prod"))

PASSWORD = "tiger-lily"


def _raised(message: str) -> oracledb.Error:
    """Return what the driver makes of a server's message, code and class included."""
    code = int(message.partition(":")[0].removeprefix("ORA-"))
    error = errors._Error(message, code=code)
    made: oracledb.Error = error.exc_type(error)
    return made


def _driver(number: int, **words: Any) -> oracledb.Error:
    """Return an error of the driver itself."""
    made = errors._create_exception(number, **words)
    assert isinstance(made, oracledb.Error)
    return made


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_an_error_of_the_server_calls_for_what_it_is() -> None:
    for message, code, fault in (
        ("ORA-00060: deadlock detected while waiting for resource", "ORA-00060", Fault.AGAIN),
        ("ORA-08177: can't serialize access for this transaction", "ORA-08177", Fault.AGAIN),
        ("ORA-00054: resource busy and acquire with NOWAIT specified", "ORA-00054", Fault.LOCKED),
        ("ORA-30006: resource busy; acquire with WAIT timeout expired", "ORA-30006", Fault.LOCKED),
        ("ORA-00028: your session has been killed", "DPY-4011", Fault.LOST),
        ("ORA-03113: end-of-file on communication channel", "DPY-4011", Fault.LOST),
        ("ORA-03135: connection lost contact", "DPY-4011", Fault.LOST),
        ("ORA-02396: exceeded maximum idle time, please connect again", "DPY-4011", Fault.LOST),
        ("ORA-01033: ORACLE initialization or shutdown in progress", "ORA-01033", Fault.LOST),
        ("ORA-01034: ORACLE not available", "ORA-01034", Fault.LOST),
        ("ORA-01017: invalid username/password; logon denied", "ORA-01017", Fault.FATAL),
        ("ORA-28000: The account is locked.", "ORA-28000", Fault.FATAL),
        ("ORA-00942: table or view does not exist", "ORA-00942", Fault.FATAL),
        ("ORA-01031: insufficient privileges", "ORA-01031", Fault.FATAL),
        ("ORA-01555: snapshot too old", "ORA-01555", Fault.FATAL),
        ("ORA-01653: unable to extend table", "ORA-01653", Fault.FATAL),
        ("ORA-00001: unique constraint (A.B_PK) violated", "ORA-00001", Fault.ITEM),
        ("ORA-01400: cannot insert NULL into (A.B.C)", "ORA-01400", Fault.ITEM),
        ("ORA-02291: integrity constraint (A.B_FK) violated - parent key not found", "ORA-02291", Fault.ITEM),
        ("ORA-12899: value too large for column A.B.C (actual: 300, maximum: 255)", "ORA-12899", Fault.ITEM),
        ("ORA-20001: refused by a trigger of the customer's", "ORA-20001", Fault.ITEM),
    ):
        found, words, called = ORACLE.classify(_raised(message))
        assert (found, called) == (code, fault)
        assert message in words
        assert "Help:" not in words
        assert "\n" not in words


def test_an_error_of_the_driver_calls_for_what_it_is() -> None:
    for error, code, fault in (
        (_driver(errors.ERR_CONNECTION_CLOSED), "DPY-4011", Fault.LOST),
        (_driver(errors.ERR_NOT_CONNECTED), "DPY-1001", Fault.LOST),
        (_driver(errors.ERR_CONNECTION_FAILED, connection_id="x"), "DPY-6005", Fault.LOST),
        (_driver(errors.ERR_CALL_TIMEOUT_EXCEEDED, timeout=3_600_000), "DPY-4024", Fault.FATAL),
        (_driver(errors.ERR_INVALID_BIND_NAME, name="as_of"), "DPY-4008", Fault.FATAL),
        (_driver(errors.ERR_MISSING_BIND_VALUE, name="as_of"), "DPY-4010", Fault.FATAL),
    ):
        found, words, called = ORACLE.classify(error)
        assert (found, called) == (code, fault)
        assert words.startswith(f"{code}: ")


def test_an_error_without_a_code_goes_by_its_class() -> None:
    for error in (oracledb.DatabaseError("odd"), oracledb.InterfaceError()):
        code, _, fault = ORACLE.classify(error)
        assert (code, fault) == (type(error).__name__, Fault.ITEM)


def test_a_closed_port_is_a_lost_connection_whose_text_says_what_to_set(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("LAPSE_PASSWORD", PASSWORD)
    url = f"oracle+oracledb://lapse_app@127.0.0.1:{closed_port}?service_name=PROD"
    database = Database(read_toml(f'[database]\nurl = "{url}"\n'))
    with pytest.raises(DatabaseError, match=r"set \[database\] url, and the password in LAPSE_PASSWORD") as raised:
        database.session()
    assert (raised.value.code, raised.value.fault) == ("DPY-6005", Fault.LOST)
    assert url in str(raised.value)
    whole = "".join(traceback.format_exception(raised.value))
    assert "DPY-6005" in whole
    assert PASSWORD not in whole


def test_an_unreadable_password_file_stops_before_anything_is_reached(read_toml: ReadToml) -> None:
    database = Database(read_toml(DATABASE + 'password_file = "secret"\n'))
    with pytest.raises(SettingsError, match="the password file cannot be read"):
        database.session()


class _Answering:
    """A connection whose statements answer with one number, or fail."""

    description = (("SCN",),)

    def __init__(self, error: oracledb.Error | None) -> None:
        self.error = error
        self.asked: list[str] = []

    def cursor(self) -> Any:
        return nullcontext(self)

    def execute(self, text: str, _binds: object) -> None:
        self.asked.append(text)
        if self.error:
            raise self.error

    def __iter__(self) -> Iterator[tuple[int]]:
        return iter([(4_711_000_000_000,)])

    def rollback(self) -> None:
        pass

    def close(self) -> None:
        pass


def _session(monkeypatch: pytest.MonkeyPatch, connection: _Answering) -> Session:
    database = Database(read("prod"))
    monkeypatch.setattr(database.dialect, "connect", lambda: connection)
    return database.session()


def test_the_scn_is_read_once_and_nothing_of_it_fails_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    for message in (None, "ORA-01031: insufficient privileges", "ORA-08180: no snapshot found based on specified time"):
        connection = _Answering(_raised(message) if message else None)
        with _session(monkeypatch, connection) as session:
            assert read_scn(session) == (None if message else 4_711_000_000_000)
        assert len(connection.asked) == 1


def test_a_session_lost_with_the_scn_starts_the_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = _Answering(_raised("ORA-03113: end-of-file on communication channel"))
    with _session(monkeypatch, lost) as session, pytest.raises(DatabaseError) as raised:
        read_scn(session)
    assert raised.value.fault is Fault.LOST


def test_holders_of_a_lock_are_nobody_where_the_dictionary_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = _Answering(_raised("ORA-00942: table or view does not exist"))
    with _session(monkeypatch, refusing) as session:
        assert session.lock_holders("lapse_owner.lapse_lock") == []
    assert "gv$locked_object" in refusing.asked[0]
