"""The records of a CSV file: each becomes the values of a table row, or is rejected with a reason."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any, TextIO

from ..environment.identifiers import is_utf8
from ..errors import LapseError
from .csv_header import Column, column_positions
from .csv_times import Times

RECORD_SIZE = 16 * 1024 * 1024
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d{1,3})?", re.ASCII)


@dataclass(slots=True)
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
        delimiter: the character between two cells.

    Attributes:
        number: the number of the line that the current record begins on.
        raw: the lines of the current record.

    Raises:
        LapseError: on reading, if a record is longer than RECORD_SIZE, or the file ends within a quote.
    """

    def __init__(self, file: TextIO, name: str, delimiter: str = ",") -> None:
        csv.field_size_limit(RECORD_SIZE)
        self._file = file
        self.name = name
        self.delimiter = delimiter
        self.number = 0
        self.raw: list[str] = []
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)
        self._size = 0
        self._is_at_end = False

    @property
    def place(self) -> str:
        """The name of the file and the number, for errors."""
        return f"{self.name}:{self.number}"

    def header(self) -> list[str]:
        """Return the first record that is not empty; without a byte order mark before it.

        Raises:
            LapseError: it is not CSV, or there is none.
        """
        try:
            while not (header := next(self)):
                pass
        except csv.Error as error:
            raise LapseError(f"{self.place}: not CSV: {error}; nothing was loaded") from None
        except StopIteration:
            raise LapseError(f"{self.name}: the file is empty, without even a header; nothing was loaded") from None
        return header

    def __next__(self) -> list[str]:
        self.number = self._reader.line_num + 1
        self.raw.clear()
        self._size = 0
        try:
            return next(self._reader)
        except csv.Error:
            if self._is_at_end:
                raise LapseError(
                    f"{self.place}: a quote is opened here and never closed: close it, or double it if it belongs to "
                    "the text; nothing was loaded"
                ) from None
            raise

    def _lines(self) -> Iterator[str]:
        lines = iter(partial(self._file.readline, RECORD_SIZE), "")
        for line in chain([next(lines, "").removeprefix("\ufeff")], lines):
            self.raw.append(line)
            self._size += len(line)
            if self._size >= RECORD_SIZE:
                raise LapseError(
                    f"{self.place}: the record that begins here is longer than {RECORD_SIZE:,} characters; "
                    "is there a quote that is never closed? nothing was loaded"
                )
            yield line
        self._is_at_end = True


def read_lines(
    records: Records, columns: list[Column], header: list[str], reject: Reject, times: Times
) -> Iterator[Line]:
    """Read the lines after the header.

    Args:
        records: the file, its header read.
        columns: the columns to read, in the order of the values.
        header: the names in the file.
        reject: called for each rejected record with the number of its first line, the reason and its cells.
        times: reads the times.

    Raises:
        LapseError: the header lacks a column or has one twice, or a time has a zone offset and the zone of the database
            is not known.
    """
    places = column_positions(header, columns, records.place, records.delimiter)
    while True:
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            reject(records.number, f"not CSV: {error}", ["".join(records.raw)])
            continue
        if not cells:
            continue
        try:
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} cells, but the header has {len(header)}")
            values = [to_value(column, cells[at], times) for column, at in zip(columns, places, strict=True)]
        except ValueError as error:
            reject(records.number, str(error), cells)
        except LapseError as error:
            raise LapseError(f"{records.place}: {error}; nothing was loaded") from None
        else:
            yield Line(records.number, cells, values)


def to_value(column: Column, cell: str, times: Times) -> Any:
    """Return the value of a cell: its text unchanged, a time or number, or None if it is empty and may be.

    Args:
        column: its column.
        cell: its text.
        times: reads the times.

    Raises:
        ValueError: it is not such a value; the text of the error is the reason.
        LapseError: it is a time with a zone offset, and the zone of the database is not known.
    """
    name = column.bind
    if cell == "":
        if column.required:
            raise ValueError(f"{name} is empty")
        return None
    if "\0" in cell:
        raise ValueError(f"{name} contains a NUL byte")
    if not (cell.isascii() or is_utf8(cell)):
        raise ValueError(f"{name} is not Unicode text")
    if len(cell) > column.size:
        raise ValueError(f"{name} is longer than {column.size} characters")
    if column.is_number and not _NUMBER.fullmatch(cell):
        raise ValueError(f"{name} is not a number: {cell[:40]!r}")
    if column.is_time:
        time = times.read(name, cell)
        return time.replace(microsecond=0) if column.whole_seconds and time.microsecond else time
    return Decimal(cell) if column.is_number else cell
