"""What differs between databases: a base class with defaults, of which each dialect overrides its differences."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..environment.file import Environment
from ..errors import Fault
from ..statements.catalog import Statement

if TYPE_CHECKING:
    import sqlalchemy as sa


FETCHED = 1000  # rows that a streaming cursor asks for at a time


@dataclass(frozen=True)
class Column:
    """A column of a table as it stands in the database; is_time is that of a date or a timestamp without a zone."""

    type: str
    is_text: bool
    is_time: bool


class Dialect(ABC):
    """One kind of database.

    Args:
        environment: the settings.

    Attributes:
        driver_error: what the driver raises.
        driver_name: the driver and its version.
        no_table: the code of the error that a table is missing, or may not be seen.
        faults: the first characters of error codes, by what they call for, looked up in this order.
        has_dictionary: whether Oracle's dictionary can be asked.
    """

    driver_error: ClassVar[type[Exception]]
    driver_name: ClassVar[str]
    no_table: ClassVar[str]
    faults: ClassVar[Mapping[Fault, tuple[str, ...]]]
    has_dictionary: ClassVar[bool] = False

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    @property
    @abstractmethod
    def engine(self) -> "sa.Engine":
        """SQLAlchemy's engine, for Alembic."""

    def create(self) -> None:  # noqa: B027 - a default
        """Make the database where lapse itself makes it and where there is none, which only `lapse migrate` does.

        Raises:
            SettingsError: it cannot be made or started.
        """

    @abstractmethod
    def connect(self) -> Any:
        """Open a connection of the driver; it commits nothing by itself."""

    @abstractmethod
    def begin_reading(self, connection: Any) -> None:
        """Begin a transaction that only reads, and in which every query sees the state of its beginning."""

    @abstractmethod
    def streaming_cursor(self, connection: Any) -> Any:
        """Return a cursor that fetches rows as they are asked for, whatever the size of the result."""

    @abstractmethod
    def explain_text(self, rendered: str, where: str) -> str:
        """Return the text that explains a statement; arguments and errors as of `text`."""

    @abstractmethod
    def column(self, described: Any) -> Column:
        """Return what the driver describes of a column."""

    @abstractmethod
    def savepoint(self, connection: Any) -> AbstractContextManager[None]:
        """Roll back only what the block did, if it fails."""

    @abstractmethod
    def insert_rows(self, connection: Any, rendered: str, rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows by an `insert ... values` statement; return how many.

        Args:
            connection: the session's.
            rendered: the statement; its binds stand in the order of its columns.
            rows: the values, in the order of the binds.
        """

    @abstractmethod
    def describe(self, error: BaseException) -> tuple[str, str]:
        """Return the code of a driver's error and the database's words."""

    def text(self, rendered: str, where: str) -> str:
        """Return what is handed to the driver for a rendered statement: the statement itself, byte for byte.

        Args:
            rendered: the statement.
            where: its file, for errors.
        """
        del where
        return rendered

    def binds(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the binds in the form that the driver expects: as they are."""
        return values

    def tag(self, connection: Any, job: str, step: Statement) -> None:
        """Tell the database which step of which job runs next; nothing by default."""
        return

    def lock_holders(self, connection: Any, table: str) -> list[str] | None:
        """Return the other sessions that hold rows of a table; None where sql/locks asks for them."""
        del connection, table
        return None

    def filled(self, connection: Any, table: str) -> None:
        """Gather the planner's statistics of a table that was filled; by default they are left to the DBA."""
        return

    def classify(self, error: BaseException) -> tuple[str, str, Fault]:
        """Return the code of a driver's error, the database's words, and what they call for."""
        code, words = self.describe(error)
        called = (fault for fault, codes in self.faults.items() if code.startswith(codes))
        return code, words, next(called, Fault.ITEM)
