"""Oracle: how to reach it and what its errors call for; the rendered text goes to the driver unchanged.

Not yet run on an Oracle server. The URL takes every form of the driver: HOST:PORT?service_name=NAME; a TNS alias alone,
looked up in config_dir, with a wallet for mutual TLS; or a DSN in its query, `?dsn=config-file://PATH`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import oracledb
import sqlalchemy as sa

from ..environment.file import Environment
from ..environment.secret import password
from ..errors import Fault, SettingsError
from ..statements.binds import BINDS
from ..statements.catalog import Statement
from ..statements.header import replace_binds
from .dialect import FETCHED, Column, Dialect

_TEXT = (oracledb.DB_TYPE_VARCHAR, oracledb.DB_TYPE_NVARCHAR, oracledb.DB_TYPE_CHAR, oracledb.DB_TYPE_NCHAR)
_TIME = (oracledb.DB_TYPE_DATE, oracledb.DB_TYPE_TIMESTAMP)


class Oracle(Dialect):
    """Oracle 19c and later, by python-oracledb in thin mode."""

    driver_error = oracledb.Error
    driver_name = f"python-oracledb {oracledb.__version__}"
    no_table = "ORA-00942"
    has_dictionary = True

    # The driver's isrecoverable is False for several of these, so the lists are our own.
    faults: ClassVar = {
        Fault.AGAIN: ("ORA-00060", "ORA-08177"),
        Fault.LOCKED: ("ORA-00054", "ORA-02049", "ORA-30006"),
        Fault.LOST: (
            *("ORA-00028", "ORA-01012", "ORA-01033", "ORA-01034", "ORA-01089", "ORA-01092", "ORA-02396"),
            *("ORA-03113", "ORA-03114", "ORA-03135", "ORA-12170", "ORA-12514", "ORA-12528", "ORA-12537", "ORA-12541"),
            *("ORA-12547", "ORA-12571", "ORA-25402", "ORA-25408"),
            *("DPY-1001", "DPY-4011", "DPY-6000", "DPY-6001", "DPY-6005"),
        ),
        Fault.FATAL: (
            *("ORA-00257", "ORA-00604", "ORA-00904", "ORA-00933", "ORA-00936", "ORA-00942", "ORA-01017"),
            *("ORA-01013", "ORA-01031", "ORA-01536", "ORA-01555", "ORA-01652", "ORA-01653", "ORA-01654", "ORA-04031"),
            *("ORA-01502", "ORA-01659", "ORA-01688", "ORA-01691", "ORA-08103", "ORA-12801", "ORA-16000", "ORA-30032"),
            *("ORA-65114", "ORA-06550", "ORA-28000", "ORA-28001", "ORA-30009", "ORA-30036", "ORA-41900"),
            *("DPY-4008", "DPY-4010", "DPY-4024", "DPY-3015"),
        ),
    }

    @cached_property
    def engine(self) -> sa.Engine:
        """SQLAlchemy's engine, made when it is first asked for; nothing is connected yet.

        Raises:
            SettingsError: the password file cannot be used, or the driver knows nothing of what stands in the URL.
        """
        url = self.environment.database.url
        try:
            engine = sa.create_engine(
                url, poolclass=sa.NullPool, hide_parameters=True, connect_args=_connect_args(self.environment)
            )
            _, named = engine.dialect.create_connect_args(engine.url)
            oracledb.ConnectParams(**{name: value for name, value in named.items() if name != "dsn"})
        except (TypeError, ValueError, AttributeError, sa.exc.SQLAlchemyError, oracledb.Error) as error:
            raise SettingsError(f"the driver cannot take [database] url, {url}: {error}; nothing was done") from None
        # insert: before SQLAlchemy asks the first connection for its schema, where it will look for tables
        sa.event.listen(engine, "connect", self._set_up, insert=True)
        return engine

    def _set_up(self, raw: oracledb.Connection, _record: object) -> None:
        settings = self.environment.database
        raw.call_timeout = settings.call_timeout_s * 1000
        raw.module = "lapse"
        with raw.cursor() as cursor:  # whatever a logon trigger set: ids are compared byte for byte
            cursor.execute("alter session set nls_comp = binary nls_sort = binary")
        if settings.current_schema:
            raw.current_schema = settings.current_schema.upper()

    def connect(self) -> Any:
        """Open a connection by SQLAlchemy's engine, which knows the forms of the URL and fetches numbers and LOBs.

        It is detached from SQLAlchemy, whose wrapper of a lost connection raises errors that are none of the driver's.
        """
        try:
            pooled = self.engine.raw_connection()
            raw = pooled.driver_connection
            pooled.detach()
        except sa.exc.DBAPIError as error:  # of what SQLAlchemy itself asks the first connection
            raise error.orig or error from None
        return raw

    def begin_reading(self, connection: Any) -> None:
        """Begin a transaction that only reads and locks nothing; it needs undo for as long as it lasts."""
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")

    def streaming_cursor(self, connection: Any) -> Any:
        """Return a cursor as any other: the driver fetches arraysize rows at a time."""
        cursor = connection.cursor()
        cursor.arraysize = FETCHED
        return cursor

    def explain_text(self, rendered: str, where: str) -> str:
        """Return the statement that puts the plan into the session's plan table.

        EXPLAIN PLAN peeks at no bind and takes each as VARCHAR2, so each is cast to what a run binds.
        """
        del where
        cast = replace_binds(rendered, lambda name: f"cast(:{name} as {BINDS[name].type})")
        return f"explain plan set statement_id = 'lapse' for\n{cast}"

    def column(self, described: Any) -> Column:
        """Return what the driver describes of a column."""
        kind = described[1]
        return Column(kind.name.removeprefix("DB_TYPE_"), is_text=kind in _TEXT, is_time=kind in _TIME)

    @contextmanager
    def savepoint(self, connection: Any) -> Iterator[None]:
        """Roll back only what the block did, if it fails."""
        with connection.cursor() as cursor:
            cursor.execute("savepoint lapse_block")
            try:
                yield
            except oracledb.Error:
                cursor.execute("rollback to savepoint lapse_block")
                raise

    def tag(self, connection: Any, job: str, step: Statement) -> None:
        """Show the DBA in v$session what runs: action and client identifier travel with the next call."""
        connection.action = step.action
        connection.client_identifier = f"lapse {job}"[:64]

    def insert_rows(self, connection: Any, rendered: str, rows: Iterable[Sequence[Any]]) -> int:
        """Carry rows into a table by one array execution.

        The driver binds a datetime as DATE and drops its fraction of a second, unless told that a bind is a TIMESTAMP.
        """
        if batch := list(rows):
            with connection.cursor() as cursor:
                cursor.setinputsizes(*_sizes(batch))
                cursor.executemany(rendered, batch)
        return len(batch)

    def describe(self, error: BaseException) -> tuple[str, str]:
        """Return the code of a driver's error and the database's words."""
        detail = error.args[0] if error.args else None
        code = getattr(detail, "full_code", None) or type(error).__name__
        lines = (getattr(detail, "message", None) or str(error)).strip().splitlines()
        return code, "; ".join(line for line in lines if not line.startswith("Help:"))


def _connect_args(environment: Environment) -> dict[str, Any]:
    settings = environment.database
    options: dict[str, Any] = {"expire_time": 2, "tcp_connect_timeout": 20}
    if secret := password(environment):
        options["password"] = secret
    if settings.config_dir:
        options["config_dir"] = str(environment.resolve(settings.config_dir))
    if settings.wallet:
        options["wallet_location"] = str(environment.resolve(settings.wallet))
        options["wallet_password"] = os.environ.get("LAPSE_WALLET_PASSWORD")
    return options


def _sizes(rows: Sequence[Sequence[Any]]) -> list[oracledb.DbType | None]:
    """Say of each bind that it is a TIMESTAMP where a row holds a fraction of a second; None lets the driver choose."""
    return [
        oracledb.DB_TYPE_TIMESTAMP
        if any(isinstance(value, datetime) and value.microsecond for value in column)
        else None
        for column in zip(*rows, strict=True)
    ]
