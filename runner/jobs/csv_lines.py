"""The records of a CSV file: each becomes the values of a table row, or is rejected with a reason."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TextIO

from ..environment.file import Environment
from ..environment.identifiers import is_utf8
from ..environment.sections import AccessLog
from ..errors import LapseError

LINE_SIZE = 64 * 1024 * 1024
_TEXT_SIZE = 255
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d{1,3})?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """A column of the file: the names it may have, and the type of its values."""

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


Reject = Callable[[int, str, list[str]], None]


class Records:
    """The records of a CSV file, read strictly: cells are not altered, and malformed records are errors.

    Args:
        file: the file, opened without translation of line ends.
        name: its name in error messages.

    Attributes:
        raw: the lines of the current record.

    Raises:
        LapseError: on reading, if a line is longer than LINE_SIZE.
    """

    def __init__(self, file: TextIO, name: str) -> None:
        csv.field_size_limit(LINE_SIZE)
        self._file = file
        self.name = name
        self._reader = csv.reader(self._lines(), strict=True)
        self.raw: list[str] = []

    @property
    def line_num(self) -> int:
        """How many lines were read."""
        return self._reader.line_num

    def header(self) -> list[str]:
        """Return the first record; without a byte order mark before it.

        Raises:
            LapseError: it is not CSV.
        """
        try:
            return next(self, [])
        except csv.Error as error:
            raise LapseError(f"{self.name}:1: not CSV: {error}; nothing was loaded") from None

    def __next__(self) -> list[str]:
        self.raw = []
        return next(self._reader)

    def _lines(self) -> Iterator[str]:
        mark = "\ufeff"
        while line := self._file.readline(LINE_SIZE):
            if len(line) == LINE_SIZE:
                raise LapseError(f"{self.name}: a line is longer than {LINE_SIZE:,} characters; nothing was loaded")
            self.raw.append(line)
            yield line.removeprefix(mark)
            mark = ""


def read_lines(records: Records, columns: list[Column], header: list[str], reject: Reject) -> Iterator[Line]:
    """Read the lines after the header.

    Args:
        records: the file, its header read.
        columns: the columns to read, in the order of the values.
        header: the names in the file.
        reject: called for each rejected record with the number of its first line, the reason and its cells.

    Raises:
        LapseError: the header lacks a column or has one twice.
    """
    places = column_positions(header, columns, records.name)
    number = records.line_num + 1
    while True:
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            reject(number, f"not CSV: {error}", ["".join(records.raw)])
        else:
            if cells:
                try:
                    if len(cells) != len(header):
                        raise ValueError(f"{len(cells)} cells, but the header has {len(header)}")
                    values = [to_value(column, cells[at]) for column, at in zip(columns, places, strict=True)]
                    yield Line(number, cells, values)
                except ValueError as error:
                    reject(number, str(error), cells)
        number = records.line_num + 1


def to_value(column: Column, cell: str) -> Any:
    """Return the value of a cell: its text unchanged, a time or number, or None if it is empty and may be.

    Args:
        column: its column.
        cell: its text.

    Raises:
        ValueError: it is not such a value; the text of the error is the reason.
    """
    name = column.names[0]
    if cell == "":
        if column.required:
            raise ValueError(f"{name} is empty")
        return None
    if "\0" in cell:
        raise ValueError(f"{name} contains a NUL byte")
    if not is_utf8(cell):
        raise ValueError(f"{name} is not Unicode text")
    if len(cell) > column.size:
        raise ValueError(f"{name} is longer than {column.size} characters")
    if column.is_number and not _NUMBER.fullmatch(cell):
        raise ValueError(f"{name} is not a number: {cell[:40]!r}")
    if column.is_time:
        return _time(name, cell)
    return Decimal(cell) if column.is_number else cell


def _time(name: str, cell: str) -> datetime:
    if not _TIME.fullmatch(cell):
        raise ValueError(f"{name} is not a time: {cell[:40]!r}; write YYYY-MM-DD HH:MM:SS, without a time zone")
    try:
        if cell[11:13] == "24":  # some versions of Python read it as the next day
            raise ValueError("hour must be in 0..23")
        return datetime.fromisoformat(cell)
    except ValueError as error:
        raise ValueError(f"{name} is not a time: {cell[:40]!r}, {error}") from None


def log_columns(log: AccessLog) -> list[Column]:
    """Return the columns of an access log, in the order of the binds that load it; `log` is its settings."""
    return [
        Column("program_id", ("program_id", log.columns.program_id)),
        Column("user_id", ("user_id", log.columns.user_id)),
        Column("accessed_at", ("accessed_at", log.columns.accessed_at), is_time=True),
    ]


def permission_columns(environment: Environment) -> list[Column]:
    """Return the columns of the permission table, in the order of the binds that load it."""
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


def column_positions(header: list[str], columns: list[Column], file: str) -> list[int]:
    """Return the positions of the columns in the header; the name used by lapse takes precedence over the customer's.

    Args:
        header: the names in the file, in any case.
        columns: the columns to find.
        file: its name in error messages.

    Raises:
        LapseError: a column is missing, or present twice.
    """
    found = [cell.strip().lower() for cell in header]
    places = []
    for column in columns:
        at = next((found.index(name.lower()) for name in column.names if name.lower() in found), None)
        if at is None:
            shown = str(header)[:500]
            if any("\0" in cell for cell in header):
                shown = "NUL characters: if the file is UTF-16, add --encoding utf-16-le, or -be"
            raise LapseError(f"{file}:1: no column {column.names[-1]}; the header has {shown}; nothing was loaded")
        if found.count(found[at]) > 1:
            raise LapseError(f"{file}:1: two columns are named {found[at]}; nothing was loaded")
        places.append(at)
    return places
