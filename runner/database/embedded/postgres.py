"""The embedded PostgreSQL as a dialect: rendered Oracle text in, the same meaning out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg
from psycopg import sql

from ...errors import Fault
from ...statements.catalog import Statement
from ...statements.header import Transaction
from ..dialect import FETCHED, Column, Dialect
from . import server
from .translations import Translations

if TYPE_CHECKING:
    import sqlalchemy as sa

# The hints of Oracle that ask for nested loops, or for a subquery that is asked row by row.
_NESTED = ("use_nl", "nl_sj", "nl_aj", "no_unnest")
_NESTED_LOOPS = "set local enable_nestloop = on; set local enable_hashjoin = off; set local enable_mergejoin = off"
_HASH_JOINS = "set local enable_nestloop = off; set local enable_hashjoin = on; set local enable_mergejoin = off"

_NO_WAIT = "; set local synchronous_commit = off"

_numbers = count(1)  # of the cursors of the server, each with a name of its own

_translations = Translations()  # of all databases of the process

_TEXT = tuple(psycopg.adapters.types[name].oid for name in ("varchar", "bpchar", "text"))
# What a column of these types is sent as in binary form, which spares both sides most of the work of COPY.
_BINARY = dict.fromkeys(_TEXT, "text") | {psycopg.adapters.types[name].oid: name for name in ("timestamp", "int8")}
_TIME = tuple(psycopg.adapters.types[name].oid for name in ("timestamp", "date"))

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


class Embedded(Dialect):
    """PostgreSQL 18, started and stopped by lapse itself."""

    driver_error = psycopg.Error
    driver_name = f"psycopg {psycopg.__version__}"
    no_table = "42P01"

    # Classes of SQLSTATE and single codes, after appendix A of the PostgreSQL manual, and the two of `describe`.
    faults: ClassVar = {
        Fault.AGAIN: ("40001", "40P01"),
        Fault.LOCKED: ("55P03",),
        Fault.LOST: ("08", "25P03", "25P04", "57P", "connection"),
        Fault.FATAL: ("57014", "25", "28", "3D", "3F", "42", "53", "54", "58", "F0", "XX", "driver"),
    }

    @cached_property
    def engine(self) -> "sa.Engine":
        """SQLAlchemy's engine, whose connections are those of `connect`."""
        import sqlalchemy as sa
        from sqlalchemy.ext.compiler import compiles

        @compiles(sa.schema.CreateTable, "postgresql")
        def create_table(element: sa.schema.CreateTable, compiler: Any, **options: Any) -> str:
            """Leave room for updates in each block, as Oracle's PCTFREE 10 does, and make an unlogged table of a
            temporary one: on Oracle its rows are lost with the session, here only after a crash.
            """
            element.element.dialect_options["postgresql"]["with"] = {"fillfactor": 90}
            ddl: str = compiler.visit_create_table(element, **options)
            return ddl.replace("GLOBAL TEMPORARY", "UNLOGGED", 1)

        return sa.create_engine(
            "postgresql+psycopg://", creator=self.connect, poolclass=sa.NullPool, hide_parameters=True
        )

    def create(self) -> None:
        """Make the server of the environment's folder, where there is none."""
        server.create(self.environment)

    def connect(self) -> psycopg.Connection[Any]:
        """Open a connection to the server of the environment's folder, which is started where it does not run."""
        connection = server.connect(self.environment)
        _translations.keep(server.folder(self.environment))
        return connection

    def text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver for a rendered statement.

        Raises:
            TranslationError: PostgreSQL cannot carry it with the same meaning.
        """
        return _translations.text(rendered, where)

    def begin_reading(self, connection: psycopg.Connection[Any]) -> None:
        """Begin a transaction that only reads."""
        connection.execute("set transaction isolation level repeatable read, read only")

    def streaming_cursor(self, connection: psycopg.Connection[Any]) -> Any:
        """Return a cursor of the server: the driver's own would hold the whole result."""
        cursor = connection.cursor(f"lapse_{next(_numbers)}")
        cursor.itersize = FETCHED
        return cursor

    def explain_text(self, rendered: str, where: str) -> str:
        """Return the statement that answers with the plan of the translation."""
        return f"explain {self.text(rendered, where)}"

    def binds(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the binds as Oracle would take them: an empty string is NULL."""
        return {name: None if value == "" else value for name, value in values.items()}

    def column(self, described: Any) -> Column:
        """Return what the driver describes of a column."""
        code = described.type_code
        return Column(str(described.type_display), is_text=code in _TEXT, is_time=code in _TIME)

    @contextmanager
    def savepoint(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """Roll back only what the block did, if it fails."""
        connection.execute("")  # begins the transaction; else the block would commit as one of its own
        with connection.transaction():
            yield

    def tag(self, connection: psycopg.Connection[Any], job: str, step: Statement) -> None:
        """Join, in the current transaction, by nested loops where the hints of a step ask for them, else by hashing.

        What a run has just written has the statistics of yesterday, and no plan may depend on them. Chunk commits do
        not wait for the disk. The commit that records the step does, and flushes theirs with it.
        """
        del job
        nested = any(word.startswith(_NESTED) for _, hint in step.hints for word in hint.split())
        is_chunk = step.header.transaction is Transaction.CHUNK
        connection.execute((_NESTED_LOOPS if nested else _HASH_JOINS) + (_NO_WAIT if is_chunk else ""))

    def lock_holders(self, connection: psycopg.Connection[Any], table: str) -> list[str]:
        """Return the other sessions that hold rows of a table."""
        found = connection.execute(_LOCK_HOLDERS, [table])
        return [row[0] for row in found]

    def insert_rows(self, connection: psycopg.Connection[Any], rendered: str, rows: Iterable[Sequence[Any]]) -> int:
        """Carry rows into the table of an `insert ... values` statement by COPY, in binary form where it can."""
        from .translation import insert_target

        table, columns = insert_target(rendered)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("select {} from {} where false").format(names, sql.Identifier(*table)))
            types = [_BINARY.get(column.type_code, "") for column in cursor.description or ()]
            form = sql.SQL("binary" if all(types) else "text")
            copying = sql.SQL("copy {} ({}) from stdin (format {})").format(sql.Identifier(*table), names, form)
            with cursor.copy(copying) as copy:
                if all(types):
                    copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
            return cursor.rowcount

    def filled(self, connection: psycopg.Connection[Any], table: str) -> None:
        """Gather statistics: the server seldom runs long enough to do it by itself."""
        connection.execute(sql.SQL("analyze {}").format(sql.Identifier(*table.split("."))))

    def describe(self, error: BaseException) -> tuple[str, str]:
        """Return SQLSTATE, or `driver` for what the driver itself cannot carry, and the database's words."""
        state = error.sqlstate if isinstance(error, psycopg.Error) else None
        if isinstance(error, psycopg.Error) and state is not None:
            parts = (error.diag.message_primary, error.diag.message_detail)
            return state, "; ".join(part for part in parts if part)
        if isinstance(error, psycopg.DataError | psycopg.ProgrammingError):
            return "driver", f"{type(error).__name__}: {error}"
        return "connection", str(error).strip().splitlines()[0] if str(error) else "lost"
