"""A table of the page: its columns, of a few kinds, and each row as the texts of its cells."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ..database.session import Row
from .words import Words, minute

Cell = Callable[[Row, Words], str]
NUMBER, DATE = "n", "d"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its place among the words of the columns.
        cell: the text of a row's cell.
        kind: NUMBER or DATE, for how it is sorted, aligned and wrapped; empty for texts.
    """

    name: str
    cell: Cell
    kind: str = ""


class Table:
    """A table of the page, whose rows are read once, while the page is written.

    Args:
        name: its place among the words of the sections.
        columns: its columns, from left to right.
        rows: what it shows.
        words: the words of the page.
        has_heads: whether the first cell of a row names the row.

    Attributes:
        count: the rows read so far.
    """

    def __init__(
        self, name: str, columns: Sequence[Column], rows: Iterable[Row], words: Words, *, has_heads: bool = True
    ) -> None:
        self.name, self.columns, self.has_heads = name, columns, has_heads
        self.count = 0
        self._rows, self._words = iter(rows), words

    @property
    def is_empty(self) -> bool:
        """Whether there is no row to come."""
        for row in self._rows:
            self._rows = chain([row], self._rows)
            return False
        return True

    @property
    def classes(self) -> str:
        """The classes of its columns of numbers and dates by their places, so that no cell needs one."""
        return " ".join(f"{column.kind}{place}" for place, column in enumerate(self.columns, 1) if column.kind)

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the texts of each row."""
        cells, words = [column.cell for column in self.columns], self._words
        for row in self._rows:
            self.count += 1
            yield [cell(row, words) for cell in cells]


def text(name: str) -> Column:
    """Return a column of texts, numbers of runs and other names as the ledger has them."""
    return Column(name, lambda row, words: "" if row[name] is None else str(row[name]))


def number(name: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name, lambda row, words: "" if row[name] is None else f"{int(row[name]):,}", kind=NUMBER)


def identifier(name: str) -> Column:
    """Return a column of the numbers of runs, without separators."""
    return Column(name, lambda row, words: "" if row[name] is None else str(row[name]), kind=NUMBER)


def day(name: str, missing: str | None = None) -> Column:
    """Return a column of dates.

    Args:
        name: of the column.
        missing: the word for none, of those of the page; None leaves the cell empty.
    """

    def cell(row: Row, words: Words) -> str:
        return f"{row[name]:%Y-%m-%d}" if row[name] else words(f"page.{missing}") if missing else ""

    return Column(name, cell, DATE)


def time(name: str) -> Column:
    """Return a column of times to the minute."""
    return Column(name, lambda row, words: minute(row[name]) if row[name] else "", DATE)


def coded(name: str, kind: str | None = None) -> Column:
    """Return a column of codes, shown by their words.

    Args:
        name: of the column.
        kind: the table of the words, if not called as the column.
    """
    return Column(name, lambda row, words: words.code(kind or name, row[name]))


def or_all(name: str) -> Column:
    """Return a column of names, where none means all."""
    return Column(name, lambda row, words: words("page.all") if row[name] is None else str(row[name]))


def share(of: int | float, counted: int | float) -> str:
    """Return a share in percent; of nothing, nothing."""
    return f"{counted * 100 / of:.1f} %" if of else ""
