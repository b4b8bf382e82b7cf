"""Sessions on the environment's database: rendered statements in, affected counts and rows out."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

from runner.environment.file import Environment
from runner.errors import DatabaseError, Fault, SqlFileError
from runner.statements.catalog import Catalog, Statement

if TYPE_CHECKING:
    import sqlalchemy as sa

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a table as it stands in the database; is_time is that of a date or a timestamp without a zone."""

    type: str
    is_text: bool
    is_time: bool


class Dialect(Protocol):
    """What differs between the two databases: the modules runner.oracle and runner.embedded."""

    driver_error: type[Exception]
    driver_name: str
    has_dictionary: bool
    no_table: str

    def engine(self, environment: Environment) -> "sa.Engine":
        """Return an engine, for Alembic."""

    def connect(self, database: "Database") -> Any:
        """Open a connection of the driver; it commits nothing by itself."""

    def text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver."""

    def binds(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the binds as the driver shall take them."""

    def explain_text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver to explain a statement."""

    def column(self, described: Any) -> Column:
        """Return what the driver describes of a column."""

    def savepoint(self, connection: Any) -> AbstractContextManager[None]:
        """Take back what the block did, and that alone, when it fails."""

    def tag(self, connection: Any, job: str, step: Statement) -> None:
        """Tell the database what runs."""

    def lock_holders(self, session: "Session") -> list[str]:
        """Return the sessions that hold rows of the permission table, in words; none where that cannot be seen."""

    def insert_rows(self, connection: Any, rendered: str, where: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows at once."""

    def loaded(self, connection: Any, table: str) -> None:
        """Gather the planner's statistics of a table that was filled."""

    def classify(self, error: BaseException) -> tuple[str, str, Fault]:
        """Return code, words and fault of an error."""


class Database:
    """The environment's database and the SQL rendered for it.

    Args:
        environment: the settings.

    Raises:
        SettingsError: the environment has a hint that no file asks for, or the embedded database is not installed.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.catalog = Catalog(environment)
        self.dialect = _dialect(environment)

    @cached_property
    def engine(self) -> "sa.Engine":
        """SQLAlchemy's engine, made when it is first asked for."""
        return self.dialect.engine(self.environment)

    def session(self) -> "Session":
        """Open a session.

        Raises:
            SettingsError: the password cannot be read, or the embedded database cannot be started.
            DatabaseError: the database cannot be reached.
        """
        return Session(self)


class Session:
    """One session of the driver; a transaction begins with the first statement and ends with commit or rollback.

    Args:
        database: where to.

    Raises:
        DatabaseError: the database cannot be reached.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalog = database.catalog
        self._dialect = database.dialect
        self._is_executing = False
        environment = database.environment
        with self._errors(
            f"cannot connect to {environment.name}, {environment.database.url} "
            "(set [database] url, and the password in LAPSE_PASSWORD or password_file); nothing was done"
        ):
            self.connection = database.dialect.connect(database)

    def execute(self, statement: Statement | str, **binds: Any) -> int:
        """Run a statement.

        Args:
            statement: a rendered statement, or the path of one below sql/.
            binds: exactly the binds that it declares.

        Returns:
            The affected rows; of a query, the rows read.

        Raises:
            DatabaseError: the database refused it.
        """
        with self._run(self._statement(statement), binds) as cursor:
            if cursor.description is None:
                return int(cursor.rowcount)
            return sum(len(rows) for rows in iter(lambda: cursor.fetchmany(1000), []))

    def query(self, statement: Statement | str, **binds: Any) -> list[Row]:
        """Run a query and return its rows as dicts of lower-case column names; arguments and errors as of execute."""
        with self._run(self._statement(statement), binds) as cursor:
            names = [column[0].lower() for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def explain(self, statement: Statement, binds: dict[str, Any]) -> list[str] | None:
        """Explain a statement without running it.

        Args:
            statement: the rendered statement.
            binds: a value for each of its binds.

        Returns:
            The plan, or None where it now stands in the session's plan table.

        Raises:
            DatabaseError: the database refused it.
        """
        text = self._dialect.explain_text(statement.text, statement.where)
        with self._cursor(text, statement.where, binds) as cursor:
            return [row[0] for row in cursor] if cursor.description else None

    def insert_rows(self, statement: Statement, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows by one `insert ... values` statement, all or none of them.

        Args:
            statement: the rendered statement.
            rows: the values, in the order of its declared binds.

        Raises:
            DatabaseError: the database refused them; the rows before them in this transaction stand.
        """
        with self._errors(statement.where), self._dialect.savepoint(self.connection):
            self._dialect.insert_rows(self.connection, statement.text, statement.where, rows)

    def loaded(self, table: str) -> None:
        """Tell the database that a table was filled, for the statistics of its planner."""
        with self._errors(f"gathering statistics of {table}"):
            self._dialect.loaded(self.connection, table)

    def columns(self, table: str) -> dict[str, Column] | None:
        """Return a table's columns by their lower-case names; None where there is no table, or no right to read it."""
        where = f"reading the columns of {table}"
        text = self._dialect.text(f"select t.* from {table} t where 1 = 0", where)  # noqa: S608 - names are checked
        try:
            with self._errors(where), self._dialect.savepoint(self.connection), self._cursor(text, where, {}) as cursor:
                return {column[0].lower(): self._dialect.column(column) for column in cursor.description}
        except DatabaseError as error:
            if error.code != self._dialect.no_table:
                raise
            return None

    def tag(self, job: str, step: Statement) -> None:
        """Tell the database which step runs."""
        self._dialect.tag(self.connection, job, step)

    def lock_holders(self) -> list[str]:
        """Roll back, and return the other sessions that hold rows of the permission table, as far as can be seen."""
        self.rollback()
        try:
            return self._dialect.lock_holders(self)
        except DatabaseError:
            return []
        finally:
            self.rollback()

    def commit(self) -> None:
        """Commit; a deferred constraint may still refuse here, with a DatabaseError."""
        try:
            with self._errors("commit"):
                self.connection.commit()
        except DatabaseError as error:
            error.at_commit = True
            raise

    def rollback(self) -> None:
        """Roll back; a session that cannot is ended, so that nothing of it can be committed any more."""
        try:
            self.connection.rollback()
        except self._dialect.driver_error:
            self._end()

    def cancel(self) -> None:
        """Cancel the statement at hand, which then fails; without one, do nothing."""
        if self._is_executing:
            with suppress(self._dialect.driver_error):
                self.connection.cancel()

    def close(self) -> None:
        """End the session; what is not committed is rolled back."""
        self.rollback()
        self._end()

    def _end(self) -> None:
        with suppress(self._dialect.driver_error):
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _statement(self, statement: Statement | str) -> Statement:
        return self.catalog.statement(statement) if isinstance(statement, str) else statement

    @contextmanager
    def _run(self, statement: Statement, binds: dict[str, Any]) -> Iterator[Any]:
        declared = set(statement.header.binds)
        if set(binds) != declared:
            raise SqlFileError(f"{statement.where}: binds declared {sorted(declared)}, given {sorted(binds)}")
        text = self._dialect.text(statement.text, statement.where)
        with self._cursor(text, statement.where, binds) as cursor:
            yield cursor

    @contextmanager
    def _cursor(self, text: str, where: str, binds: dict[str, Any]) -> Iterator[Any]:
        with self._errors(where), self.connection.cursor() as cursor:
            self._is_executing = True
            try:
                cursor.execute(text, self._dialect.binds(binds))
            finally:
                self._is_executing = False
            yield cursor

    @contextmanager
    def _errors(self, where: str) -> Iterator[None]:
        try:
            yield
        except self._dialect.driver_error as error:
            raise DatabaseError(where, *self._dialect.classify(error)) from error
        except OSError as error:  # of a host that has no address, say
            raise DatabaseError(where, "network", str(error), Fault.LOST) from error


def _dialect(environment: Environment) -> Dialect:
    if environment.database.url.startswith("embedded:"):
        from runner.database.embedded import server as embedded

        return cast("Dialect", embedded)
    from runner.database import oracle

    return cast("Dialect", oracle)
