"""Rows as plain text, aligned by the width that a terminal gives each character: a table, or records where wide."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, zip_longest
from tempfile import SpooledTemporaryFile, gettempdir
from typing import IO, Any

from ..errors import LapseError

Row = dict[str, Any]

IN_MEMORY = 1_000_000  # bytes of rows that wait until the last one is known; more of them wait in a file without a name

_GAP = "  "
_MOST_LINES = 3  # of one cell, or nearly; where it would need more, a record is easier to read
_HEADING = 40
_WORDS = re.compile("(?<= )")
_WORDS_OF_NAME = re.compile("(?<=_)")


@dataclass
class _Column:
    """What is known of a column from the cells seen so far.

    Attributes:
        name: its name, which is a cell too.
        size: the width of its widest cell.
        word: the width of its widest word, which is never cut.
        is_right: whether it has only numbers.
    """

    name: str
    size: int = 0
    word: int = 0
    is_right: bool = True

    def __post_init__(self) -> None:
        self._fit(self.name, _WORDS_OF_NAME)

    @property
    def least(self) -> int:
        """The width that it needs where it is folded."""
        return max(self.word, -(-self.size // _MOST_LINES))

    def cell(self, value: Any) -> str:
        """Return the cell of a value."""
        self.is_right = self.is_right and isinstance(value, int | float | Decimal | None)
        text = _cell(value)
        self._fit(text, _WORDS)
        return text

    def _fit(self, text: str, boundary: re.Pattern[str]) -> None:
        size = _size(text)
        self.size = max(self.size, size)
        if size > self.word:
            self.word = max(self.word, *(_size(word.rstrip(" ")) for word in boundary.split(text)))


@contextmanager
def waiting_lines() -> Iterator[IO[str]]:
    """Open a file without a name, in memory while it is small, for lines that wait until the last row is read.

    Raises:
        LapseError: there is no room for it.
    """
    try:
        with SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8") as kept:
            yield kept
    except OSError as error:
        raise LapseError(
            f"{gettempdir()}: {error.strerror}; the rows wait there until all are read: make room, or set TMPDIR to "
            "another folder"
        ) from None


def lines(rows: Iterable[Row], width: int | None = None) -> Iterator[str]:
    """Lay out rows: numbers to the right, `-` for NULL, control characters escaped.

    They are a table below their names. Where it is wider than the width, it is folded at words; where a cell would be
    folded too often, each row is a record of lines `name  value`. A word is never cut.

    Args:
        rows: all have the columns of the first.
        width: of the terminal in characters. None for one line a row.

    Returns:
        The lines, without their ends, once all rows are read; none without rows.
    """
    columns: list[_Column] = []
    count = 0
    with waiting_lines() as kept:
        for row in rows:
            columns = columns or [_Column(name) for name in row]
            kept.write(json.dumps([column.cell(row[column.name]) for column in columns]) + "\n")
            count += 1
        kept.seek(0)
        yield from _laid_out(columns, map(json.loads, kept), count, width)


def _laid_out(columns: list[_Column], rows: Iterable[list[str]], count: int, width: int | None) -> Iterator[str]:
    """Yield the lines of so many rows of cells."""
    if not columns:
        return
    names = [column.name for column in columns]
    is_right = [column.is_right for column in columns]
    widths = [column.size for column in columns]
    room = None if width is None else width - len(_GAP) * (len(columns) - 1)
    if width is None or room is None or room >= sum(widths):
        for row in chain([names], rows):
            yield _GAP.join(map(_padded, row, widths, is_right)).rstrip()
        return
    least = [column.least for column in columns]
    if room < sum(least):
        yield from _records(names, rows, count, width)
        return
    widths = _shared(least, widths, room)
    # Of each cell its words: what may stand on a line of its own.
    head = map(_WORDS_OF_NAME.split, names)
    for line in chain([head], (map(_WORDS.split, row) for row in rows)):
        for each in zip_longest(*map(_folded, line, widths), fillvalue=""):
            yield _GAP.join(map(_padded, each, widths, is_right)).rstrip()


def folded(text: str, width: int, indent: str = "") -> str:
    """Fold a text at words.

    Args:
        text: of one line or several.
        width: of the terminal in characters.
        indent: what each line but the first begins with.
    """
    parts = [part for line in text.split("\n") for part in _folded(_WORDS.split(line), max(width - len(indent), 1))]
    return f"\n{indent}".join(parts)


def _records(names: list[str], rows: Iterable[list[str]], count: int, width: int) -> Iterator[str]:
    """Yield each row as a heading and a line for each of its columns."""
    longest = max(map(len, names))
    indent = " " * (longest + len(_GAP))
    for number, row in enumerate(rows, start=1):
        yield f"-- {number:,} of {count:,} ".ljust(min(width, _HEADING), "-")
        for name, cell in zip(names, row, strict=True):
            yield from f"{name.ljust(longest)}{_GAP}{folded(cell, width, indent)}".split("\n")


def _shared(least: list[int], most: list[int], room: int) -> list[int]:
    """Return the widths of columns that share the room: as many as can be are whole, the widest gets the rest."""
    widths, rest = least[:], room - sum(least)
    by_lack = sorted(range(len(least)), key=lambda at: most[at] - least[at])
    for at in by_lack:
        if most[at] - least[at] <= rest:
            rest -= most[at] - least[at]
            widths[at] = most[at]
    widths[by_lack[-1]] += rest
    return widths


def _padded(text: str, size: int, is_right: bool) -> str:
    gap = " " * (size - _size(text))
    return gap + text if is_right else text + gap


def _size(text: str) -> int:
    """Return the width that a terminal gives to a printable text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _folded(words: Sequence[str], size: int) -> list[str]:
    """Put words on lines of at most `size` characters; a longer word has a line of its own."""
    if _size(whole := "".join(words)) <= size:
        return [whole]
    parts = [""]
    for word in words:
        if parts[-1] and _size((parts[-1] + word).rstrip(" ")) > size:
            parts.append("")
        parts[-1] += word
    return [part.rstrip(" ") for part in parts]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
