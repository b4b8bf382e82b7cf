"""CSV files into the customer's tables, in constant memory; bad lines are kept with their number and reason."""

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from runner import review
from runner.customer import create_missing
from runner.database import Database, Session
from runner.environment import Environment
from runner.errors import DatabaseError, Fault, LapseError
from runner.render import Statement

BATCH_ROWS = 5000
_FIELD_BYTES = 64 * 1024 * 1024
_TEXT_SIZE = 255
_TIME = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """A column of the file: the words it may go by, and what its values must be."""

    bind: str
    names: tuple[str, ...]
    is_time: bool = False
    required: bool = True


@dataclass(frozen=True)
class Line:
    """A record of the file with the number of the line it begins on."""

    number: int
    cells: list[str]
    values: list[Any]


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
        LapseError: the file cannot be read or lacks a column, or the database failed; nothing of it was loaded.
    """
    review.check(database.catalog)
    if name == "access_log":
        database = Database(database.environment.reading(log))
    settings = database.environment
    table = settings.logs[0].table if name == "access_log" else settings.tables.permission
    rejects = _Rejects(path.with_name(path.name + ".rejected.csv"))
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            create_missing(database, name)
            with database.session() as session:
                loaded, oldest = _load(session, name, file, rejects)
                again = _read_again(session, oldest) if name == "access_log" and oldest else 0
                session.commit()
                session.loaded(table)
                session.commit()
    except OSError as error:
        raise LapseError(f"{error.filename or path}: {error.strerror}; nothing was loaded") from None
    finally:
        rejects.close()
    kept = str(rejects.path) if rejects.count else None
    return {"table": table, "loaded": loaded, "rejected": rejects.count, "rejected_file": kept, "runs_passed": again}


def _load(session: Session, name: str, file: TextIO, rejects: _Rejects) -> tuple[int, datetime | None]:
    """Insert the lines of the file; return how many, and the oldest time among them."""
    csv.field_size_limit(_FIELD_BYTES)
    statement = session.catalog.statement(f"load/{name}.sql")
    columns = _columns(session.database.environment, name)
    reader = csv.reader(file)
    header = next(reader, [])
    places = _places(header, columns, file.name)
    rejects.begin(header)
    loaded, oldest = 0, None
    lines = _lines(reader, columns, places, len(header), rejects)
    while batch := list(itertools.islice(lines, BATCH_ROWS)):
        loaded += _insert(session, statement, batch, rejects)
        times = [line.values[2] for line in batch if line.values[2]]
        oldest = min([*times, *([oldest] if oldest else [])], default=None)
    return loaded, oldest


def _read_again(session: Session, oldest: datetime) -> int:
    """Take back the watermarks behind which rows were loaded; return how many."""
    if session.columns(session.catalog.own("watermark")) is None:
        return 0
    return session.execute("load/read_log_again.sql", oldest=oldest)


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


def _lines(reader: Any, columns: list[Column], places: list[int], width: int, rejects: _Rejects) -> Iterator[Line]:
    number = reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rejects.add(number, f"not CSV: {error}", [])
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
        number = reader.line_num + 1


def _value(column: Column, cell: str) -> Any:
    name = column.names[0]
    if cell == "":
        if column.required:
            raise ValueError(f"{name} is empty")
        return None
    if "\0" in cell:
        raise ValueError(f"{name} holds a NUL byte")
    try:
        cell.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} is not UTF-8") from None
    return _time(name, cell) if column.is_time else _text(name, cell)


def _time(name: str, cell: str) -> datetime:
    if not _TIME.fullmatch(cell):
        raise ValueError(f"{name} is no time: {cell[:40]!r}; write YYYY-MM-DD HH:MM:SS, without a time zone")
    try:
        return datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{name} is no time: {cell[:40]!r}, {error}") from None


def _text(name: str, cell: str) -> str:
    if len(cell) > _TEXT_SIZE:
        raise ValueError(f"{name} is longer than {_TEXT_SIZE} characters")
    return cell


def _columns(environment: Environment, name: str) -> list[Column]:
    if name == "access_log":
        log = environment.logs[0].columns
        return [
            Column("program_id", ("program_id", log.program_id)),
            Column("user_id", ("user_id", log.user_id)),
            Column("accessed_at", ("accessed_at", log.accessed_at), is_time=True),
        ]
    permission = environment.columns.permission
    extra = permission.extra.items()
    return [
        Column("program_id", ("program_id", permission.program_id)),
        Column("user_id", ("user_id", permission.user_id)),
        Column("granted_at", ("granted_at", permission.granted_at), is_time=True, required=False),
        *(
            Column(key, (key,), is_time=kind.lower().startswith(("date", "timestamp")), required=False)
            for key, kind in extra
        ),
    ]


def _places(header: list[str], columns: list[Column], file: str) -> list[int]:
    found = [cell.strip().lower() for cell in header]
    places = []
    for column in columns:
        at = next((found.index(name.lower()) for name in column.names if name.lower() in found), None)
        if at is None:
            raise LapseError(f"{file}:1: no column {column.names[-1]}; the header has {header}; nothing was loaded")
        places.append(at)
    return places
