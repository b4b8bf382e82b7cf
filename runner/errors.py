"""The errors of lapse and their exit codes."""

from collections.abc import Iterable
from enum import Enum, IntEnum
from typing import Self


class _Code(IntEnum):
    """An exit code with its meaning in words, as the help and docs/commands.md have it."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make the member of a code, which keeps its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


class Exit(_Code):
    """The exit codes of every command but `lapse status`."""

    DONE = 0, "done"
    ERROR = 1, "error"
    USAGE = 2, "usage"
    REJECTED = 3, "done with rejected items"
    STOPPED = 4, "stopped by a guard or limit"
    REVIEW = 5, "SQL differs from its review"
    CANDIDATES = 10, "`plan --exit-code` has candidates that would lapse"
    LOCKED = 75, "another run, or a load, holds the lock"
    INTERRUPTED = 130, "interrupted by a signal, outside a run"
    CLOSED_PIPE = 141, "the reader of the output closed the pipe"


ENDED_WELL = ("done", "rejected")  # the states of a run that ends with DONE or REJECTED


class State(_Code):
    """The states of an environment, which are the exit codes of `lapse status`: those of a Nagios plugin."""

    OK = 0, "evenings end well"
    WARNING = 1, "something needs attention"
    CRITICAL = 2, "evenings do not end well, or the next one cannot"
    UNKNOWN = 3, "it cannot be found out: no database, no tables, invalid settings or arguments"

    @property
    def word(self) -> str:
        """The state as --json and the SQL files write it."""
        return self.name.lower()

    @property
    def severity(self) -> int:
        """Its place in the order from ok by warning and unknown to critical."""
        return (State.OK, State.WARNING, State.UNKNOWN, State.CRITICAL).index(self)


def worst(states: Iterable[State]) -> State:
    """Return the worst of some states, ok of none."""
    return max(states, key=lambda state: state.severity, default=State.OK)


class LapseError(Exception):
    """An expected error: its text says what failed, what is unchanged and what to do.

    Raised itself or as a subclass; the command prints the text without a traceback and ends with `exit_code`.
    """

    exit_code = Exit.ERROR


class UsageError(LapseError):
    """The command or its arguments are invalid."""

    exit_code = Exit.USAGE


class SettingsError(LapseError):
    """The environment file cannot be used."""


class SqlFileError(LapseError):
    """A file below sql/ breaks the rules of its header, its binds or its rendering.

    Attributes:
        message: what is wrong, without the place.
        file: the file or folder, None where the message names the step instead.
        line: the line in it; None where the whole file is meant.
    """

    def __init__(self, message: str, file: str | None = None, line: int | None = None) -> None:
        place = ":".join(str(part) for part in (file, line) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.file = file
        self.line = line


class TranslationError(LapseError):
    """The embedded database cannot carry a statement with the same meaning."""


class OutputError(LapseError):
    """The output could not be written completely."""


class ClosedPipeError(OutputError):
    """The reader of the output closed the pipe, as `head` does."""

    exit_code = Exit.CLOSED_PIPE


class StoppedError(LapseError):
    """A guard or limit stopped the job: nothing of it was kept."""

    exit_code = Exit.STOPPED


class ReviewError(LapseError):
    """The SQL about to run is not the SQL that was reviewed."""

    exit_code = Exit.REVIEW


class LockedError(LapseError):
    """Another run holds the lock."""

    exit_code = Exit.LOCKED


class InterruptedRunError(LapseError):
    """A signal stopped the run."""


class NotRestartedError(LapseError):
    """A run lost its session and could not be started again; what it committed is kept."""


class FencedError(LapseError):
    """Another run has taken over."""


class Fault(Enum):
    """How to react to an error of the database."""

    ITEM = "the data of one item: split the chunk"
    AGAIN = "repeat the transaction on the same session"
    LOST = "repeat the run on a new session"
    LOCKED = "another session holds the requested row"
    FATAL = "do not repeat"


class DatabaseError(LapseError):
    """The database refused a statement.

    Attributes:
        code: the database's own code, such as ORA-00001.
        detail: the database's own words.
        words: both, the code once.
        fault: what the error calls for.
        at_connect: whether there was no session yet.
        at_commit: whether it came from a commit, whose outcome it leaves open.
    """

    def __init__(self, where: str, code: str, detail: str, fault: Fault) -> None:
        self.words = detail if code in detail else f"{code}: {detail}"
        super().__init__(f"{where}: {self.words}")
        self.where = where
        self.code = code
        self.detail = detail
        self.fault = fault
        self.at_connect = False
        self.at_commit = False

    def add_place(self, place: str) -> None:
        """Name a place within the statement, such as a range of items."""
        self.args = (f"{self} ({place})",)

    def add_holders(self, holders: list[str]) -> None:
        """Name the sessions that may hold the requested rows, if the database shows them."""
        if holders:
            self.args = (f"{self}; other sessions with locks on the permission table: {', '.join(holders)}",)
