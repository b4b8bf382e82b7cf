"""The records of a CSV file: each becomes the values of a table row, or is rejected with a reason."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from itertools import chain, compress, count
from typing import Any, TextIO

from ..environment.identifiers import is_utf8
from ..errors import LapseError
from .csv_header import Column, column_positions
from .csv_times import Times, plain_times

RECORD_SIZE = 16 * 1024 * 1024
BLOCK_SIZE = 16 * 1024
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([Ee][+-]?\d{1,3})?", re.ASCII)


@dataclass(slots=True)
class Line:
    """A record of the file with the number of the line it begins on."""

    number: int
    cells: list[str]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Block:
    """Lines column by column, which is faster: their numbers, cells and values."""

    numbers: list[int]
    cells: list[list[str]]
    values: list[tuple[Any, ...]]

    def lines(self) -> Iterator[Line]:
        """Return the lines one by one."""
        return map(Line, self.numbers, self.cells, self.values)

    def add(self, line: Line) -> None:
        """Add a line."""
        self.numbers.append(line.number)
        self.cells.append(line.cells)
        self.values.append(line.values)


Reject = Callable[[int, str, list[str]], None]


class Records:
    """The records of a CSV file, read strictly: cells are not altered, and malformed records are errors.

    Args:
        file: the file, opened without translation of line ends.
        name: its name in error messages.
        delimiter: the character between two cells.

    Attributes:
        place: the name of the file and the number of the line that its header begins on, for errors.

    Raises:
        LapseError: on reading, if a record is longer than RECORD_SIZE, or the file ends within a quote.
    """

    def __init__(self, file: TextIO, name: str, delimiter: str = ",") -> None:
        csv.field_size_limit(RECORD_SIZE)
        self._file = file
        self.name = name
        self.place = name
        self.delimiter = delimiter
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)
        self._number = 1  # of the line that the current record begins on
        self._raw: list[str] = []  # its lines
        self._size = 0
        self._is_at_end = False
        self._ahead = StringIO()  # what was read of the file, but not yet taken for records
        self._passed = 0  # how many lines the reader was not given

    def header(self) -> list[str]:
        """Return the first record that is not empty; without a byte order mark before it.

        Raises:
            LapseError: it is not CSV, or there is none.
        """

        def refuse(number: int, reason: str, _cells: list[str]) -> None:
            raise LapseError(f"{self.name}:{number}: {reason}; nothing was loaded")

        for [number], [header] in self._quoted_blocks(refuse, 1):
            self.place = f"{self.name}:{number}"
            return header
        raise LapseError(f"{self.name}: the file is empty, without even a header; nothing was loaded")

    def blocks(self, reject: Reject) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the numbers of lines and the cells of many records at a time; `reject` is that of `read_blocks`."""
        yield from self._plain_blocks()
        yield from self._quoted_blocks(reject, BLOCK_SIZE)

    def _plain_blocks(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Read up to the first block with a quote. Without one each line is a record, which is much faster to read."""
        while text := self._file.read(BLOCK_SIZE) + self._file.readline(RECORD_SIZE):
            lines = StringIO(text, newline="")
            if '"' in text or len(text) >= RECORD_SIZE:
                self._ahead = lines
                return
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
            yield list(compress(count(self._number), rows)), list(filter(None, rows))
            self._number += len(rows)
            self._passed += len(rows)

    def _quoted_blocks(self, reject: Reject, least: int) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Read records of one or more lines; each block has at least that many characters."""
        while not self._is_at_end:
            numbers, rows, size = [], [], 0
            fault = None
            try:
                for cells in self._reader:
                    if cells:
                        numbers.append(self._number)
                        rows.append(cells)
                    size += self._size
                    self._begin_record()
                    if rows and size >= least:
                        break
            except csv.Error as error:
                fault = error
            if rows:
                yield numbers, rows
            if fault and self._is_at_end:
                raise LapseError(
                    f"{self.name}:{self._number}: a quote is opened here and never closed: close it, or double it if "
                    "it belongs to the text; nothing was loaded"
                )
            if fault:
                reject(self._number, f"not CSV: {fault}", ["".join(self._raw)])
                self._begin_record()

    def _begin_record(self) -> None:
        self._number = self._passed + self._reader.line_num + 1
        self._raw.clear()
        self._size = 0

    def _lines(self) -> Iterator[str]:
        lines = iter(lambda: self._ahead.readline() or self._file.readline(RECORD_SIZE), "")
        for line in chain([next(lines, "").removeprefix("\ufeff")], lines):
            self._raw.append(line)
            self._size += len(line)
            if self._size >= RECORD_SIZE:
                raise LapseError(
                    f"{self.name}:{self._number}: the record that begins here is longer than {RECORD_SIZE:,} "
                    "characters; is there a quote that is never closed? nothing was loaded"
                )
            yield line
        self._is_at_end = True


def read_blocks(
    records: Records, columns: list[Column], header: list[str], reject: Reject, times: Times
) -> Iterator[Block]:
    """Read the lines after the header, many at a time.

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
    places = list(zip(columns, column_positions(header, columns, records.place, records.delimiter), strict=True))
    for numbers, rows in records.blocks(reject):
        is_whole = set(map(len, rows)) == {len(header)}
        values = _plain_rows(places, rows) if is_whole else None
        if values is not None:
            yield Block(numbers, rows, values)
            continue
        good = Block([], [], [])
        for number, row in zip(numbers, rows, strict=True):
            try:
                if len(row) != len(header):
                    raise ValueError(f"{len(row)} cells, but the header has {len(header)}")
                good.add(Line(number, row, tuple(to_value(column, row[at], times) for column, at in places)))
            except ValueError as error:
                reject(number, str(error), row)
            except LapseError as error:
                raise LapseError(f"{records.name}:{number}: {error}; nothing was loaded") from None
        yield good


def _plain_rows(places: Sequence[tuple[Column, int]], rows: list[list[str]]) -> list[tuple[Any, ...]] | None:
    """Return the values of records, or None where not all of their cells are plain."""
    cells = list(zip(*rows, strict=True))
    found = [plain_values(column, cells[at]) for column, at in places]
    values = [column for column in found if column is not None]
    return list(zip(*values, strict=True)) if len(values) == len(places) else None


def plain_values(column: Column, cells: Sequence[str]) -> Sequence[Any] | None:
    """Return the values of many cells, much faster than `to_value` one by one; None where not all of them are plain.

    Args:
        column: their column.
        cells: their texts; a plain one is neither empty nor refused, and a plain time has a usual form.
    """
    text = "".join(cells)
    is_long = max(map(len, cells)) > column.size
    if column.is_number or is_long or not all(cells) or "\0" in text or not is_utf8(text):
        return None
    if not column.is_time:
        return cells
    times = plain_times(cells)
    return [time.replace(microsecond=0) for time in times] if times and column.whole_seconds else times


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
    if not is_utf8(cell):
        raise ValueError(f"{name} is not Unicode text")
    if len(cell) > column.size:
        raise ValueError(f"{name} is longer than {column.size} characters")
    if column.is_number and not _NUMBER.fullmatch(cell):
        raise ValueError(f"{name} is not a number: {cell[:40]!r}")
    if column.is_time:
        time = times.read(name, cell)
        return time.replace(microsecond=0) if column.whole_seconds else time
    return Decimal(cell) if column.is_number else cell
