"""Sessions on the environment's database: rendered statements in, affected counts and rows out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from types import TracebackType
from typing import Any, Protocol, Self, cast

import sqlalchemy as sa

from runner.environment import Environment
from runner.errors import DatabaseError, Fault, SqlFileError
from runner.render import Catalog, Statement

Row = dict[str, Any]


class Dialect(Protocol):
    """What differs between the two databases: the modules runner.oracle and runner.embedded."""

    driver_error: type[Exception]
    driver_name: str
    has_dictionary: bool

    def engine(self, environment: Environment) -> sa.Engine:
        """Return an engine."""

    def text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver."""

    def binds(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the binds as the driver shall take them."""

    def explain_text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver to explain a statement."""

    def tag(self, connection: sa.Connection, job: str, step: str) -> None:
        """Tell the database what runs."""

    def insert_rows(self, connection: sa.Connection, rendered: str, where: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows at once."""

    def loaded(self, connection: sa.Connection, table: str) -> None:
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
    def engine(self) -> sa.Engine:
        """The engine, made when the first session is opened."""
        return self.dialect.engine(self.environment)

    def session(self) -> "Session":
        """Open a session.

        Raises:
            SettingsError: the password cannot be read, or the embedded database cannot be started.
            DatabaseError: the database cannot be reached.
        """
        return Session(self)


class Session:
    """One session; a transaction begins with the first statement and ends with commit or rollback.

    Args:
        database: where to.

    Raises:
        DatabaseError: the database cannot be reached.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.catalog = database.catalog
        self._dialect = database.dialect
        environment = database.environment
        with self._errors(
            f"cannot connect to {environment.name}, {environment.database.url} "
            "(set [database] url, and the password in LAPSE_PASSWORD or password_file); nothing was done"
        ):
            self.connection = database.engine.connect()

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
        with self._run(self._statement(statement), binds) as result:
            if not result.returns_rows:
                return result.rowcount
            return sum(len(part) for part in result.partitions(1000))

    def query(self, statement: Statement | str, **binds: Any) -> list[Row]:
        """Run a query and return its rows as dicts of lower-case column names; arguments and errors as of execute."""
        with self._run(self._statement(statement), binds) as result:
            names = [name.lower() for name in result.keys()]  # noqa: SIM118 - a result, no dict
            return [dict(zip(names, row, strict=True)) for row in result]

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
        with self._errors(statement.where):
            result = self.connection.exec_driver_sql(text, self._dialect.binds(binds))
            return [row[0] for row in result] if result.returns_rows else None

    def insert_rows(self, statement: Statement, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows by one `insert ... values` statement, all or none of them.

        Args:
            statement: the rendered statement.
            rows: the values, in the order of its declared binds.

        Raises:
            DatabaseError: the database refused them; the rows before them in this transaction stand.
        """
        savepoint = self.connection.begin_nested()
        try:
            with self._errors(statement.where):
                self._dialect.insert_rows(self.connection, statement.text, statement.where, rows)
        except DatabaseError as error:
            if error.fault is not Fault.LOST:
                savepoint.rollback()
            raise
        savepoint.commit()

    def loaded(self, table: str) -> None:
        """Tell the database that a table was filled, for the statistics of its planner."""
        with self._errors(f"gathering statistics of {table}"):
            self._dialect.loaded(self.connection, table)

    def columns(self, table: str) -> dict[str, sa.types.TypeEngine[Any]] | None:
        """Return a table's columns by their lower-case names, each with its type; None where it does not exist."""
        schema, _, name = table.lower().rpartition(".")
        with self._errors(f"reading the columns of {table}"):
            try:
                found = sa.inspect(self.connection).get_columns(name, schema or None, oracle_resolve_synonyms=True)
            except sa.exc.NoSuchTableError:
                return None
        return {column["name"].lower(): column["type"] for column in found}

    def tag(self, job: str, step: str) -> None:
        """Tell the database which step runs."""
        self._dialect.tag(self.connection, job, step)

    def commit(self) -> None:
        """Commit; a deferred constraint may still refuse here, with a DatabaseError."""
        with self._errors("commit"):
            self.connection.commit()

    def rollback(self) -> None:
        """Roll back; on a lost session there is nothing left to roll back."""
        try:
            self.connection.rollback()
        except (sa.exc.DBAPIError, self._dialect.driver_error):
            self.connection.invalidate()

    def cancel(self) -> None:
        """Cancel the statement at hand, which then fails; without one, do nothing."""
        with suppress(self._dialect.driver_error):
            cast("Any", self.connection.connection.driver_connection).cancel()

    def close(self) -> None:
        """End the session; what is not committed is rolled back."""
        self.rollback()
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
    def _run(self, statement: Statement, binds: dict[str, Any]) -> Iterator[sa.CursorResult[Any]]:
        declared = set(statement.header.binds)
        if set(binds) != declared:
            raise SqlFileError(f"{statement.where}: binds declared {sorted(declared)}, given {sorted(binds)}")
        text = self._dialect.text(statement.text, statement.where)
        if self.connection.invalidated:  # SQLAlchemy would connect anew, to a session that staged and locked nothing
            raise DatabaseError(statement.where, "connection", "the session was lost before this", Fault.LOST)
        with self._errors(statement.where):
            yield self.connection.exec_driver_sql(text, self._dialect.binds(binds))

    @contextmanager
    def _errors(self, where: str) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            code, words, fault = self._dialect.classify(error.orig or error)
            lost = Fault.LOST if error.connection_invalidated else fault
            raise DatabaseError(where, code, words, lost) from error
        except self._dialect.driver_error as error:
            raise DatabaseError(where, *self._dialect.classify(error)) from error
        except OSError as error:  # of a host that has no address, say
            raise DatabaseError(where, "network", str(error), Fault.LOST) from error


def _dialect(environment: Environment) -> Dialect:
    if environment.database.url.startswith("embedded:"):
        from runner import embedded

        return cast("Dialect", embedded)
    from runner import oracle

    return cast("Dialect", oracle)
