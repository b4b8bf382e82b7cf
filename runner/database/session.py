"""Sessions on the environment's database: rendered statements in, affected counts and rows out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from ..environment.file import Environment
from ..errors import DatabaseError, Fault, SettingsError, SqlFileError
from ..statements.catalog import Catalog, Statement
from ..statements.review import Gate
from .dialect import Column, Dialect

Row = dict[str, Any]


class Database:
    """The environment's database and the SQL rendered for it.

    Args:
        environment: the settings.

    Raises:
        SettingsError: the environment has a hint that no file asks for, or the embedded database is not installed.
    """

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.catalog = Catalog(environment, Gate(environment))
        self.dialect = _dialect(environment)

    def session(self) -> "Session":
        """Open a session.

        Raises:
            SettingsError: the password cannot be read, or there is no embedded database, or it cannot be started.
            DatabaseError: the database cannot be reached.
        """
        return Session(self)


class Session(AbstractContextManager["Session"]):
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
        self._is_busy = False
        environment = database.environment
        try:
            with self._errors(
                f"cannot connect to {environment.name}, {environment.database.url} "
                "(set [database] url, and the password in LAPSE_PASSWORD or password_file); nothing was done"
            ):
                self.connection = self._dialect.connect()
        except DatabaseError as error:
            error.at_connect = True
            raise

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
        statement = self._statement(statement)
        with self._cursor(statement.where, self._dialect.streaming_cursor if statement.is_query else None) as cursor:
            cursor.execute(*self._bound(statement, binds))
            return sum(1 for _ in cursor) if statement.is_query else int(cursor.rowcount)

    def query(self, statement: Statement | str, **binds: Any) -> list[Row]:
        """Run a query and return its rows as dicts of lower-case column names; arguments and errors as of execute."""
        statement = self._statement(statement)
        with self._cursor(statement.where) as cursor:
            cursor.execute(*self._bound(statement, binds))
            names = [column[0].lower() for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def stream(self, statement: Statement | str, **binds: Any) -> Iterator[Row]:
        """Run a query once its first row is asked for, and yield the rows as they come; otherwise as query."""
        statement = self._statement(statement)
        with self._cursor(statement.where, self._dialect.streaming_cursor) as cursor:
            cursor.execute(*self._bound(statement, binds))
            names = [column[0].lower() for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def begin_reading(self) -> None:
        """Roll back, and begin a transaction that locks nothing and whose queries all see the state of this moment."""
        self.rollback()
        with self._errors("beginning to read"):
            self._dialect.begin_reading(self.connection)

    def explain(self, statement: Statement, binds: dict[str, Any]) -> list[str] | None:
        """Explain a statement without running it; arguments and errors as of execute.

        Returns:
            The plan, or None where it now stands in the session's plan table.
        """
        text = self._dialect.explain_text(statement.text, statement.where)
        with self._cursor(statement.where) as cursor:
            cursor.execute(text, self._dialect.binds(binds))
            return [row[0] for row in cursor] if cursor.description else None

    def insert_rows(self, statement: Statement, rows: Iterable[Sequence[Any]]) -> int:
        """Insert many rows by one `insert ... values` statement, all or none of them; return how many.

        Args:
            statement: the rendered statement.
            rows: the values, in the order of its declared binds.

        Raises:
            DatabaseError: the database refused them; the rows before them in this transaction stand.
        """
        with self._errors(statement.where), self._dialect.savepoint(self.connection):
            return self._dialect.insert_rows(self.connection, statement.text, rows)

    def filled(self, table: str) -> None:
        """Tell the database that a table was filled, for the statistics of its planner."""
        with self._errors(f"gathering statistics of {table}"):
            self._dialect.filled(self.connection, table)

    def columns(self, table: str) -> dict[str, Column] | None:
        """Return a table's columns by their lower-case names; None where there is no table, or no right to read it."""
        where = f"reading the columns of {table}"
        text = self._dialect.text(f"select t.* from {table} t where 1 = 0", where)  # noqa: S608 - names are checked
        try:
            with self._errors(where), self._dialect.savepoint(self.connection), self._cursor(where) as cursor:
                cursor.execute(text)
                return {column[0].lower(): self._dialect.column(column) for column in cursor.description}
        except DatabaseError as error:
            if error.code != self._dialect.no_table:
                raise
            return None

    def tag(self, job: str, step: Statement) -> None:
        """Tell the database which step runs; errors as of execute."""
        with self._errors(step.where):
            self._dialect.tag(self.connection, job, step)

    def lock_holders(self, table: str) -> list[str]:
        """Roll back, and return the other sessions that hold rows of a table, as far as the database shows them."""
        self.rollback()
        owner, _, name = table.upper().rpartition(".")
        try:
            with self._errors("looking for lock holders"):
                holders = self._dialect.lock_holders(self.connection, table)
            if holders is None:
                rows = self.query("locks/list_lock_holders.sql", table_owner=owner or None, table_name=name)
                holders = [row["holder"] for row in rows]
        except DatabaseError:
            return []
        else:
            return holders
        finally:
            self.rollback()

    def commit(self) -> None:
        """Commit. A deferred constraint can still raise a DatabaseError here."""
        try:
            with self._errors("commit"):
                self.connection.commit()
        except DatabaseError as error:
            error.at_commit = True
            raise

    def rollback(self) -> None:
        """Roll back; end the session if that fails, so that nothing of it can be committed."""
        try:
            self.connection.rollback()
        except self._dialect.driver_error:
            self._end()

    def cancel(self) -> None:
        """Cancel the statement that runs, which then fails; without one, do nothing."""
        if self._is_busy:
            with suppress(self._dialect.driver_error):
                self.connection.cancel()

    def close(self) -> None:
        """End the session; what is not committed is rolled back."""
        self.rollback()
        self._end()

    def _end(self) -> None:
        with suppress(self._dialect.driver_error):
            self.connection.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _statement(self, statement: Statement | str) -> Statement:
        return self.catalog.statement(statement) if isinstance(statement, str) else statement

    def _bound(self, statement: Statement, binds: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return what is handed to the driver: the text, and exactly the binds that the statement declares."""
        if binds.keys() != set(statement.header.binds):
            declared = sorted(statement.header.binds)
            raise SqlFileError(f"declared binds {declared}, got {sorted(binds)}", statement.where)
        return self._dialect.text(statement.text, statement.where), self._dialect.binds(binds)

    @contextmanager
    def _cursor(self, where: str, opened: Callable[[Any], Any] | None = None) -> Iterator[Any]:
        with self._errors(where), opened(self.connection) if opened else self.connection.cursor() as cursor:
            self._is_busy = True
            try:
                yield cursor
            finally:
                self._is_busy = False

    @contextmanager
    def _errors(self, where: str) -> Iterator[None]:
        try:
            yield
        except self._dialect.driver_error as error:
            raise DatabaseError(where, *self._dialect.classify(error)) from error
        except OSError as error:  # of a host that has no address, say
            raise DatabaseError(where, "network", str(error), Fault.LOST) from error


def _dialect(environment: Environment) -> Dialect:
    if environment.database.is_embedded:
        try:
            from .embedded.postgres import Embedded
        except ImportError as missing:
            raise SettingsError(
                f"{environment.name} uses the embedded database, which is not installed ({missing.name}): "
                "install lapse[embedded], in the clone by 'make setup'; nothing was done"
            ) from None
        return Embedded(environment)
    from .oracle import Oracle

    return Oracle(environment)
