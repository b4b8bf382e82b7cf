"""CSV files into the customer's tables, in constant memory; bad lines are kept with their number and reason."""

import csv
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from runner import review
from runner.customer import create_missing
from runner.database import Database, Session
from runner.environment import Environment
from runner.errors import DatabaseError, Fault, LapseError
from runner.lock import hold_lock
from runner.names import is_utf8
from runner.render import Statement
from runner.sections import AccessLog
from runner.signals import Stop

BATCH_ROWS = 5000
_LINE_SIZE = 64 * 1024 * 1024
_TEXT_SIZE = 255
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d{1,3})?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """A column of the file: the words it may go by, and what its values must be."""

    bind: str
    names: tuple[str, ...]
    is_time: bool = False
    required: bool = True
    is_number: bool = False
    size: int = _TEXT_SIZE


@dataclass(frozen=True)
class Line:
    """A record of the file with the number of the line it begins on."""

    number: int
    cells: list[str]
    values: list[Any]


class Records:
    """The records of a CSV file, read strictly: a cell is what stands in the file, or its record is no CSV.

    Attributes:
        raw: the lines that the record at hand was read from.
    """

    def __init__(self, file: TextIO) -> None:
        csv.field_size_limit(_LINE_SIZE)
        self._file = file
        self._reader = csv.reader(self._lines(), strict=True)
        self.raw: list[str] = []

    @property
    def line_num(self) -> int:
        """How many lines were read."""
        return self._reader.line_num

    def __next__(self) -> list[str]:
        self.raw = []
        return next(self._reader)

    def _lines(self) -> Iterator[str]:
        while line := self._file.readline(_LINE_SIZE):
            if len(line) == _LINE_SIZE:
                raise LapseError(
                    f"{self._file.name}: a line of more than {_LINE_SIZE:,} characters; nothing was loaded"
                )
            self.raw.append(line)
            yield line


class _Rejects:
    """FILE.rejected.csv, made when the first line is rejected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._header: list[str] = []
        self._file: TextIO | None = None

    def begin(self, header: list[str]) -> None:
        """Take away the file of an earlier load; the header is that of the lines to come."""
        self.path.unlink(missing_ok=True)
        self._header = header

    def add(self, number: int, reason: str, cells: list[str]) -> None:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            csv.writer(self._file).writerow(["line", "reason", *self._header])
        csv.writer(self._file).writerow([number, reason, *cells])
        self.count += 1

    def close(self) -> None:
        if self._file:
            self._file.close()


def load(database: Database, name: str, path: Path, log: str | None = None) -> dict[str, Any]:
    """Load a CSV file with a header line into a table of the customer's, in one transaction.

    Args:
        database: where; on the embedded database a missing table is made.
        name: access_log or permission.
        path: the file, UTF-8; its columns go by the words of the design or by the customer's names.
        log: the table of the access log to load into, where the environment has several.

    Returns:
        The table, the rows loaded, the lines rejected and the file they were kept in, or None, and for how many runs
        the access log is to be read again, for rows were loaded that their sync had passed.

    Raises:
        LockedError: it is an access log, and a run works just now; nothing was loaded.
        LapseError: the file cannot be read or lacks a column, or the database failed; nothing of it was loaded.
    """
    review.check(database.catalog)
    settings = database.environment
    chosen = settings.log(log) if name == "access_log" else None
    table = chosen.table if chosen else settings.tables.permission
    rejects = _Rejects(path.with_name(path.name + ".rejected.csv"))
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            create_missing(database, chosen)
            with _no_run_meanwhile(database, chosen) as lock, database.session() as session:
                loaded, oldest = _load(session, chosen, file, rejects)
                again = _read_again(session, chosen, oldest) if chosen and oldest else 0
                if lock:
                    lock.query("ledger/read_clock.sql")  # a lock that died with its session kept no run away
                session.commit()
                session.loaded(table)
                session.commit()
    except OSError as error:
        raise LapseError(f"{error.filename or path}: {error.strerror}; nothing was loaded") from None
    finally:
        rejects.close()
    kept = str(rejects.path) if rejects.count else None
    return {"table": table, "loaded": loaded, "rejected": rejects.count, "rejected_file": kept, "runs_passed": again}


@contextmanager
def _no_run_meanwhile(database: Database, log: AccessLog | None) -> Iterator[Session | None]:
    """Keep runs away while an access log is loaded: one that works would not see the rows, and revoke all the same."""
    with database.session() as session:
        is_alone = log is None or session.columns(session.catalog.own("lock")) is None
    with nullcontext() if is_alone else hold_lock(database, Stop()) as lock:
        yield lock


def _load(session: Session, log: AccessLog | None, file: TextIO, rejects: _Rejects) -> tuple[int, datetime | None]:
    """Insert the lines of the file; return how many, and the oldest time among them."""
    if log:
        statement, columns = session.catalog.statement("load/access_log.sql", log.table), _log_columns(log)
    else:
        statement = session.catalog.statement("load/permission.sql")
        columns = _permission_columns(session.database.environment)
    records = Records(file)
    try:
        header = next(records, [])
    except csv.Error as error:
        raise LapseError(f"{file.name}:1: not CSV: {error}; nothing was loaded") from None
    places = _places(header, columns, file.name)
    rejects.begin(header)
    loaded, oldest = 0, None
    lines = _lines(records, columns, places, len(header), rejects)
    while batch := list(itertools.islice(lines, BATCH_ROWS)):
        loaded += _insert(session, statement, batch, rejects)
        times = [line.values[2] for line in batch if line.values[2]]
        oldest = min([*times, *([oldest] if oldest else [])], default=None)
    return loaded, oldest


def _read_again(session: Session, log: AccessLog, oldest: datetime) -> int:
    """Take back the windows that had passed the loaded rows; return how many."""
    if session.columns(session.catalog.own("watermark")) is None:
        return 0
    return session.execute(session.catalog.statement("load/read_log_again.sql", log.table), oldest=oldest)


def _insert(session: Session, statement: Statement, lines: list[Line], rejects: _Rejects) -> int:
    """Insert lines; where the database refuses some, halve until each of them stands alone. Return how many went in."""
    if not lines:
        return 0
    try:
        session.insert_rows(statement, [line.values for line in lines])
    except DatabaseError as error:
        if error.fault is not Fault.ITEM:
            raise
        if len(lines) == 1:
            rejects.add(lines[0].number, f"{error.code}: {error.detail}", lines[0].cells)
            return 0
        middle = len(lines) // 2
        return _insert(session, statement, lines[:middle], rejects) + _insert(
            session, statement, lines[middle:], rejects
        )
    return len(lines)


def _lines(records: Records, columns: list[Column], places: list[int], width: int, rejects: _Rejects) -> Iterator[Line]:
    number = records.line_num + 1
    while True:
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            rejects.add(number, f"not CSV: {error}", ["".join(records.raw)])
        else:
            if cells:
                try:
                    if len(cells) != width:
                        raise ValueError(f"{len(cells)} cells where the header has {width}")
                    yield Line(
                        number,
                        cells,
                        [_value(column, cells[at]) for column, at in zip(columns, places, strict=True)],
                    )
                except ValueError as error:
                    rejects.add(number, str(error), cells)
        number = records.line_num + 1


def _value(column: Column, cell: str) -> Any:
    name = column.names[0]
    if cell == "":
        if column.required:
            raise ValueError(f"{name} is empty")
        return None
    if "\0" in cell:
        raise ValueError(f"{name} holds a NUL byte")
    if not is_utf8(cell):
        raise ValueError(f"{name} is not UTF-8")
    if len(cell) > column.size:
        raise ValueError(f"{name} is longer than {column.size} characters")
    if column.is_number and not _NUMBER.fullmatch(cell):
        raise ValueError(f"{name} is no number: {cell[:40]!r}")
    if column.is_time:
        return _time(name, cell)
    return Decimal(cell) if column.is_number else cell


def _time(name: str, cell: str) -> datetime:
    if not _TIME.fullmatch(cell):
        raise ValueError(f"{name} is no time: {cell[:40]!r}; write YYYY-MM-DD HH:MM:SS, without a time zone")
    try:
        if cell[11:13] == "24":  # which some versions of Python take for the next day
            raise ValueError("hour must be in 0..23")
        return datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{name} is no time: {cell[:40]!r}, {error}") from None


def _log_columns(log: AccessLog) -> list[Column]:
    return [
        Column("program_id", ("program_id", log.columns.program_id)),
        Column("user_id", ("user_id", log.columns.user_id)),
        Column("accessed_at", ("accessed_at", log.columns.accessed_at), is_time=True),
    ]


def _permission_columns(environment: Environment) -> list[Column]:
    permission = environment.columns.permission
    return [
        Column("program_id", ("program_id", permission.program_id)),
        Column("user_id", ("user_id", permission.user_id)),
        Column("granted_at", ("granted_at", permission.granted_at), is_time=True, required=False),
        *(_extra(key, kind.lower()) for key, kind in permission.extra.items()),
    ]


def _extra(name: str, kind: str) -> Column:
    is_time, is_number = kind.startswith(("date", "timestamp")), kind.startswith("number")
    size = re.search(r"char2?\((\d+)", kind)
    return Column(name, (name,), is_time, False, is_number, int(size[1]) if size else _TEXT_SIZE)


def _places(header: list[str], columns: list[Column], file: str) -> list[int]:
    found = [cell.strip().lower() for cell in header]
    places = []
    for column in columns:
        at = next((found.index(name.lower()) for name in column.names if name.lower() in found), None)
        if at is None:
            is_text = all(is_utf8(cell) and "\0" not in cell for cell in header)
            shown = str(header)[:500] if is_text else "what is no UTF-8: save the file as CSV in UTF-8"
            raise LapseError(f"{file}:1: no column {column.names[-1]}; the header has {shown}; nothing was loaded")
        if found.count(found[at]) > 1:
            raise LapseError(f"{file}:1: two columns are named {found[at]}; nothing was loaded")
        places.append(at)
    return places
