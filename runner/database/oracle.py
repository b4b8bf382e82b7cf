"""Oracle: how to reach it and what its errors call for; the rendered text goes to the driver unchanged.

Not yet run on an Oracle server. The URL takes every form of the driver: HOST:PORT?service_name=NAME; a TNS alias alone,
looked up in config_dir, with a wallet for mutual TLS; or a DSN in its query, `?dsn=config-file://PATH`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import oracledb
import sqlalchemy as sa

from runner.database.session import Column, Database, Session
from runner.environment.file import Environment, password
from runner.errors import Fault, SettingsError
from runner.statements.catalog import Statement
from runner.statements.header import replace_binds

driver_error = oracledb.Error
driver_name = f"python-oracledb {oracledb.__version__}"
has_dictionary = True
no_table = "ORA-00942"

# The driver's isrecoverable is False for several of these, so the lists are our own.
_AGAIN = {"ORA-00060", "ORA-08177"}
_LOCKED = {"ORA-00054", "ORA-02049", "ORA-30006"}
_LOST = {
    *("ORA-00028", "ORA-01012", "ORA-01033", "ORA-01034", "ORA-01089", "ORA-01092", "ORA-02396"),
    *("ORA-03113", "ORA-03114", "ORA-03135", "ORA-12170", "ORA-12514", "ORA-12528", "ORA-12537", "ORA-12541"),
    *("ORA-12547", "ORA-12571", "ORA-25402", "ORA-25408"),
    *("DPY-1001", "DPY-4011", "DPY-6000", "DPY-6001", "DPY-6005"),
}
_FATAL = {
    *("ORA-00257", "ORA-00604", "ORA-00904", "ORA-00933", "ORA-00936", "ORA-00942", "ORA-01017"),
    *("ORA-01013", "ORA-01031", "ORA-01536", "ORA-01555", "ORA-01652", "ORA-01653", "ORA-01654", "ORA-04031"),
    *("ORA-01502", "ORA-01659", "ORA-01688", "ORA-01691", "ORA-08103", "ORA-12801", "ORA-16000", "ORA-30032"),
    *("ORA-65114", "ORA-06550", "ORA-28000", "ORA-28001", "ORA-30009", "ORA-30036", "ORA-41900"),
    *("DPY-4008", "DPY-4010", "DPY-4024", "DPY-3015"),
}


_TEXT = (oracledb.DB_TYPE_VARCHAR, oracledb.DB_TYPE_NVARCHAR, oracledb.DB_TYPE_CHAR, oracledb.DB_TYPE_NCHAR)
_TIME = (oracledb.DB_TYPE_DATE, oracledb.DB_TYPE_TIMESTAMP)


def engine(environment: Environment) -> sa.Engine:
    """Return an engine on the environment's Oracle database, thin mode; nothing is connected yet.

    Raises:
        SettingsError: the password file cannot be used, or the driver knows nothing of what stands in the URL.
    """
    settings = environment.database
    options: dict[str, Any] = {"expire_time": 2, "tcp_connect_timeout": 20}
    if secret := password(environment):
        options["password"] = secret
    if settings.config_dir:
        options["config_dir"] = str(environment.resolve(settings.config_dir))
    if settings.wallet:
        options["wallet_location"] = str(environment.resolve(settings.wallet))
        options["wallet_password"] = os.environ.get("LAPSE_WALLET_PASSWORD")
    try:
        created = sa.create_engine(settings.url, poolclass=sa.NullPool, hide_parameters=True, connect_args=options)
        _, named = created.dialect.create_connect_args(created.url)
        oracledb.ConnectParams(**{name: value for name, value in named.items() if name != "dsn"})
    except (TypeError, ValueError, AttributeError, sa.exc.SQLAlchemyError, oracledb.Error) as error:
        raise SettingsError(
            f"the driver cannot take [database] url, {settings.url}: {error}; nothing was done"
        ) from None

    # insert: before SQLAlchemy asks the first connection for its schema, where it will look for tables
    @sa.event.listens_for(created, "connect", insert=True)
    def _set_up(raw: oracledb.Connection, _record: object) -> None:
        raw.call_timeout = settings.call_timeout_s * 1000
        raw.module = "lapse"
        with raw.cursor() as cursor:  # whatever a logon trigger set: ids are compared byte for byte
            cursor.execute("alter session set nls_comp = binary nls_sort = binary")
        if settings.current_schema:
            raw.current_schema = settings.current_schema.upper()

    return created


def connect(database: Database) -> Any:
    """Open a connection through SQLAlchemy's engine, which knows the forms of the URL and fetches numbers and LOBs."""
    try:
        return database.engine.raw_connection()
    except sa.exc.DBAPIError as error:  # of what SQLAlchemy itself asks the first connection
        raise error.orig or error from None


def column(described: Any) -> Column:
    """Return what the driver describes of a column."""
    kind = described[1]
    return Column(kind.name.removeprefix("DB_TYPE_"), is_text=kind in _TEXT, is_time=kind in _TIME)


@contextmanager
def savepoint(connection: Any) -> Iterator[None]:
    """Take back what the block did, and that alone, when it fails."""
    with connection.cursor() as cursor:
        cursor.execute("savepoint lapse_block")
        try:
            yield
        except oracledb.Error:
            cursor.execute("rollback to savepoint lapse_block")
            raise


def text(rendered: str, where: str) -> str:
    """Return what is handed to the driver for a rendered statement: the statement itself, byte for byte."""
    del where
    return rendered


def explain_text(rendered: str, where: str) -> str:
    """Return the statement that puts the plan into the session's plan table.

    EXPLAIN PLAN peeks at no bind and takes each as VARCHAR2, so each is cast to what a run binds.
    """
    return f"explain plan set statement_id = 'lapse' for\n{replace_binds(text(rendered, where), _cast)}"


# Of the binds that a step may use; all others are numbers.
_BIND_TYPES = dict.fromkeys(("as_of", "before"), "date") | dict.fromkeys(
    ("program_id", "user_id", "restored_by", "restore_reason"), "varchar2(4000)"
)


def _cast(name: str) -> str:
    return f"cast(:{name} as {_BIND_TYPES.get(name, 'number')})"


def binds(values: dict[str, Any]) -> dict[str, Any]:
    """Return the binds as they are."""
    return values


def lock_holders(session: Session) -> list[str]:
    """Return the sessions that hold rows of the permission table; the runtime account may not see them."""
    return [str(row["holder"]) for row in session.query("locks/list_lock_holders.sql")]


def tag(connection: Any, job: str, step: Statement) -> None:
    """Show the DBA in v$session what runs: action and client identifier travel with the next call."""
    raw = connection.driver_connection
    raw.action = step.header.name[:64]
    raw.client_identifier = f"lapse {job}"[:64]


def insert_rows(connection: Any, rendered: str, where: str, rows: Iterable[Sequence[Any]]) -> None:
    """Carry rows into a table by one array execution of an `insert ... values` statement.

    The driver binds a datetime as DATE and drops its fraction of a second, unless told that a bind is a TIMESTAMP.

    Args:
        connection: the session.
        rendered: the statement.
        where: its file, for errors.
        rows: the values, in the order of the binds.
    """
    values = list(rows)
    with connection.cursor() as cursor:
        cursor.setinputsizes(*_sizes(values))
        cursor.executemany(text(rendered, where), values)


def _sizes(rows: Sequence[Sequence[Any]]) -> list[oracledb.DbType | None]:
    """Say of each bind that it is a TIMESTAMP where a row holds a fraction of a second; None lets the driver choose."""
    return [
        oracledb.DB_TYPE_TIMESTAMP
        if any(isinstance(value, datetime) and value.microsecond for value in column)
        else None
        for column in zip(*rows, strict=True)
    ]


def loaded(connection: Any, table: str) -> None:
    """Do nothing: statistics are the DBA's."""


def classify(error: BaseException) -> tuple[str, str, Fault]:
    """Return the code of a driver's error, the database's words, and what they call for."""
    detail = error.args[0] if error.args else None
    code = getattr(detail, "full_code", None) or type(error).__name__
    lines = (getattr(detail, "message", None) or str(error)).strip().splitlines()
    words = "; ".join(line for line in lines if not line.startswith("Help:"))
    for fault, codes in (
        (Fault.AGAIN, _AGAIN),
        (Fault.LOCKED, _LOCKED),
        (Fault.LOST, _LOST),
        (Fault.FATAL, _FATAL),
    ):
        if code in codes:
            return code, words, fault
    return code, words, Fault.ITEM
