"""What the driver is told when lapse connects to Oracle, and how rows are bound; no server takes part."""

from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import oracledb
import pytest
import sqlalchemy as sa

from runner.database.oracle import Oracle
from runner.database.session import Database
from runner.environment.file import Environment, read
from runner.errors import DatabaseError, SettingsError
from tests.unit.conftest import DATABASE, ReadToml

ORACLE = Oracle(read("prod"))

INSERT = "insert into t (a, b, c) values (:a, :b, :c)"


class FakeCursor:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.sizes: tuple[Any, ...] = ()
        self.rows: list[Any] = []
        self.executed: list[str] = []

    def __enter__(self) -> "FakeCursor":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def setinputsizes(self, *sizes: Any) -> None:
        self.sizes = sizes

    def execute(self, text: str) -> None:
        self.executed.append(text)

    def executemany(self, text: str, rows: list[Any]) -> None:
        assert text == INSERT
        self.rows = rows


class FakeConnection:
    """A driver's connection that talks to nobody."""

    def __init__(self) -> None:
        self.cursor_made = FakeCursor()

    def cursor(self) -> FakeCursor:
        return self.cursor_made

    def rollback(self) -> None:
        pass

    def close(self) -> None:
        pass


def told(settings: Environment, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], FakeConnection]:
    """Connect, and return what oracledb.connect was told and the connection as it was left."""
    arguments: dict[str, Any] = {}
    raw = FakeConnection()

    def connect(*positional: Any, **named: Any) -> FakeConnection:
        assert positional == ()
        arguments.update(named)
        return raw

    monkeypatch.setattr(oracledb, "connect", connect)
    engine = Oracle(settings).engine
    monkeypatch.setattr(engine.dialect, "initialize", lambda connection: seen(connection, raw))
    engine.connect().close()
    return arguments, raw


def seen(connection: sa.Connection, raw: FakeConnection) -> None:
    """Keep the schema that SQLAlchemy would find when it asks the first connection."""
    del connection
    raw.schema_at_first_look = getattr(raw, "current_schema", None)  # type: ignore[attr-defined]


def arguments_of(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch, database: str) -> dict[str, Any]:
    return told(read_toml(f"[database]\n{database}\n"), monkeypatch)[0]


def test_service_name_goes_to_the_driver_with_the_password_apart(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPSE_PASSWORD", "tiger-lily")
    url = 'url = "oracle+oracledb://lapse_app@db.example.com:1522?service_name=PROD"'
    given = arguments_of(read_toml, monkeypatch, url)
    assert (given["user"], given["password"], given["expire_time"]) == ("lapse_app", "tiger-lily", 2)
    assert {"config_dir", "wallet_location", "wallet_password"}.isdisjoint(given)
    params = oracledb.ConnectParams()
    params.parse_connect_string(given["dsn"])
    assert (params.host, params.port, params.service_name) == ("db.example.com", 1522, "PROD")
    assert params.sid is None


def test_tns_alias_is_looked_up_in_config_dir(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = arguments_of(read_toml, monkeypatch, 'url = "oracle+oracledb://lapse_app@PROD_NIGHT"\nconfig_dir = "tns"')
    assert (given["user"], given["dsn"], given["config_dir"]) == ("lapse_app", "PROD_NIGHT", str(tmp_path / "tns"))
    (tmp_path / "tns").mkdir()
    (tmp_path / "tns" / "tnsnames.ora").write_text(
        "PROD_NIGHT = (DESCRIPTION = (ADDRESS = (PROTOCOL = tcps)(HOST = night)(PORT = 2484))"
        "(CONNECT_DATA = (SERVICE_NAME = NIGHT)))\n",
        encoding="utf-8",
    )
    params = oracledb.ConnectParams(config_dir=given["config_dir"])
    params.parse_connect_string(given["dsn"])
    assert (params.host, params.port, params.service_name, params.protocol) == ("night", 2484, "NIGHT", "tcps")


def test_centralized_configuration_goes_through_the_query(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    for dsn in (
        "config-file:///etc/lapse/prod.json",
        "config-file:///etc/lapse/prod.json?key=night",
        "config-ociobject://objectstorage.example.com/n/space/b/bucket/o/prod.json",
        "config-azure://lapse.azconfig.io/?key=prod",
    ):
        given = arguments_of(read_toml, monkeypatch, f'url = "oracle+oracledb://?dsn={dsn}"')
        assert given["dsn"] == dsn
        assert "user" not in given
        named = arguments_of(read_toml, monkeypatch, f'url = "oracle+oracledb://lapse_app@?dsn={dsn}"')
        assert (named["user"], named["dsn"]) == ("lapse_app", dsn)


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the driver leaves it open
def test_centralized_configuration_in_a_file_is_read_by_the_driver(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = '{"connect_descriptor": "db.example.com:1521/PROD", "user": "lapse_app"}'
    (tmp_path / "prod.json").write_text(text, encoding="utf-8")
    url = f'url = "oracle+oracledb://?dsn=config-file://{tmp_path}/prod.json"'
    params = oracledb.ConnectParams()
    params.parse_connect_string(arguments_of(read_toml, monkeypatch, url)["dsn"])
    assert (params.host, params.service_name, params.user) == ("db.example.com", "PROD", "lapse_app")


def test_wallet_and_config_dir_count_from_the_file(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = 'url = "oracle+oracledb://lapse_app@prod_high"\nwallet = "wallet"\nconfig_dir = "../network"'
    monkeypatch.setenv("LAPSE_PASSWORD", "of the account")
    monkeypatch.setenv("LAPSE_WALLET_PASSWORD", "of the wallet")
    settings = read_toml(f"[database]\n{database}\n")
    monkeypatch.setenv("LAPSE_PASSWORD", "of the account")  # reading takes it away
    given, _ = told(settings, monkeypatch)
    assert (given["dsn"], given["wallet_location"]) == ("prod_high", str(tmp_path / "wallet"))
    assert given["config_dir"] == str(tmp_path.parent / "network")
    assert (given["password"], given["wallet_password"]) == ("of the account", "of the wallet")


def test_account_is_the_one_that_the_url_names(read_toml: ReadToml) -> None:
    for url, account in (
        ("oracle+oracledb://lapse_app@db:1521?service_name=X", "lapse_app"),
        ("oracle+oracledb://batch[lapse_app]@X", "lapse_app"),
        ("oracle+oracledb://X", None),
        ("oracle+oracledb://db:1521?service_name=X", None),
        ("oracle+oracledb://?dsn=config-file:///etc/x.json", None),
        ("embedded:somewhere/a@b", None),
    ):
        assert read_toml(f'[database]\nurl = "{url}"\n').database.account == account


def test_engine_shows_no_password(read_toml: ReadToml, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("tiger-lily")
    (tmp_path / "secret").chmod(0o600)
    engine = Oracle(read_toml(DATABASE + 'password_file = "secret"\n')).engine
    shown = (str(engine.url), repr(engine.url), engine.url.render_as_string(hide_password=False), repr(engine))
    assert [text for text in shown if "tiger-lily" in text or "lapse_app" not in text] == []
    assert engine.hide_parameters


def test_current_schema_is_set_before_sqlalchemy_looks(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    url = 'url = "oracle+oracledb://lapse_app@X"'
    _, raw = told(read_toml(f'[database]\n{url}\ncurrent_schema = "app"\ncall_timeout_s = 7\n'), monkeypatch)
    assert vars(raw)["current_schema"] == vars(raw)["schema_at_first_look"] == "APP"
    assert vars(raw)["call_timeout"] == 7000


def test_without_current_schema_the_account_keeps_its_own(read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch) -> None:
    _, raw = told(read_toml('[database]\nurl = "oracle+oracledb://lapse_app@X"\n'), monkeypatch)
    assert "current_schema" not in vars(raw)


def test_ids_are_compared_byte_for_byte_whatever_a_logon_trigger_set(
    read_toml: ReadToml, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, raw = told(read_toml('[database]\nurl = "oracle+oracledb://lapse_app@X"\n'), monkeypatch)
    assert raw.cursor_made.executed == ["alter session set nls_comp = binary nls_sort = binary"]


def test_current_schema_that_is_no_identifier_is_refused(read_toml: ReadToml) -> None:
    with pytest.raises(SettingsError, match="current_schema: not an Oracle identifier"):
        read_toml('[database]\nurl = "oracle+oracledb://lapse_app@X"\ncurrent_schema = "a b"\n')


def inserted(rows: list[tuple[Any, ...]]) -> FakeCursor:
    raw = FakeConnection()
    ORACLE.insert_rows(raw, INSERT, rows)
    return raw.cursor_made


def test_bind_with_a_fraction_of_a_second_is_a_timestamp() -> None:
    whole, fraction = datetime(2024, 8, 20, 18), datetime(2024, 8, 20, 18, 0, 0, 1)
    rows = [("x", None, whole), ("y", whole, whole), ("z", fraction, None)]
    cursor = inserted(rows)
    assert cursor.sizes == (None, oracledb.DB_TYPE_TIMESTAMP, None)
    assert cursor.rows == rows


def test_whole_seconds_are_left_to_the_driver() -> None:
    assert inserted([("x", datetime(2024, 8, 20), None)]).sizes == (None, None, None)


def test_a_url_that_the_driver_cannot_take_is_an_error() -> None:
    for rest in (
        "?nonsense=1",
        "?port=x",
        "?mode=x",
        "?plugin=x",
        "/sid?service_name=s",
        "?service_name=s)(x=",
        "?ssl_version=1",
    ):
        read = Environment.model_validate({"database": {"url": f"oracle+oracledb://u@h:1{rest}"}})
        with pytest.raises(SettingsError, match=r"the driver cannot take \[database\] url, .*; nothing was done"):
            _ = Oracle(read).engine


def test_described_column_is_text_or_time() -> None:
    for kind, is_text, is_time in (
        (oracledb.DB_TYPE_VARCHAR, True, False),
        (oracledb.DB_TYPE_NCHAR, True, False),
        (oracledb.DB_TYPE_CLOB, False, False),
        (oracledb.DB_TYPE_NUMBER, False, False),
        (oracledb.DB_TYPE_DATE, False, True),
        (oracledb.DB_TYPE_TIMESTAMP, False, True),
        (oracledb.DB_TYPE_TIMESTAMP_TZ, False, False),
        (oracledb.DB_TYPE_TIMESTAMP_LTZ, False, False),
    ):
        column = ORACLE.column(("NAME", kind, None, None, None, None, True))
        assert (column.is_text, column.is_time) == (is_text, is_time)
        assert f"DB_TYPE_{column.type}" == kind.name


def test_block_that_fails_is_taken_back_alone() -> None:
    raw = FakeConnection()
    with ORACLE.savepoint(raw):
        pass
    assert raw.cursor_made.executed == ["savepoint lapse_block"]
    with pytest.raises(oracledb.IntegrityError), ORACLE.savepoint(raw):
        raise oracledb.IntegrityError("refused")
    assert raw.cursor_made.executed[1:] == ["savepoint lapse_block", "rollback to savepoint lapse_block"]


def test_a_lost_connection_raises_errors_of_the_driver_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = oracledb.DatabaseError("DPY-1001: not connected to database")
    raw = FakeConnection()
    monkeypatch.setenv("LAPSE_PASSWORD", "hush")
    monkeypatch.setattr(oracledb, "connect", lambda **_named: raw)
    database = Database(read("prod"))
    monkeypatch.setattr(database.dialect.engine.dialect, "initialize", lambda _connection: None)
    session = database.session()
    for name in ("rollback", "commit", "close", "cursor"):
        monkeypatch.setattr(raw, name, mock.Mock(side_effect=lost), raising=False)
    session.rollback()
    session.rollback()
    with pytest.raises(DatabaseError, match="DPY-1001"):
        session.commit()
    with pytest.raises(DatabaseError, match="DPY-1001"):
        session.query("ledger/read_clock.sql")
    session.close()
