"""Rows as plain text, aligned by the width that a terminal gives each character: a table, or records where wide."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

Row = dict[str, Any]

_GAP = "  "
_MOST_LINES = 3  # of one cell, or nearly; where it would need more, a record is easier to read
_HEADING = 40
_WORDS = re.compile("(?<= )")
_WORDS_OF_NAME = re.compile("(?<=_)")


def lines(rows: Sequence[Row], width: int | None = None) -> Iterator[str]:
    """Lay out rows: numbers to the right, `-` for NULL, control characters escaped.

    They are a table below their names. Where it is wider than the width, it is folded at words; where a cell would be
    folded too often, each row is a record of lines `name  value`. A word is never cut.

    Args:
        rows: at least one; all have the columns of the first.
        width: of the terminal in characters. None for one line a row.

    Returns:
        The lines, without their ends.
    """
    from rich.cells import cell_len

    names = list(rows[0])
    is_right = [all(isinstance(row[name], int | float | Decimal | None) for row in rows) for name in names]
    body = [[_cell(row[name]) for name in names] for row in rows]
    # Of each cell of the table its words: what may stand on a line of its own.
    cells = [[_WORDS_OF_NAME.split(name) for name in names], *([_WORDS.split(cell) for cell in line] for line in body)]
    columns = list(zip(*cells, strict=True))
    widths = [max(cell_len("".join(words)) for words in column) for column in columns]
    room = None if width is None else width - len(_GAP) * (len(names) - 1)
    if width is not None and room is not None and room < sum(widths):
        longest = [max(cell_len(word.rstrip(" ")) for words in column for word in words) for column in columns]
        least = [max(word, -(-size // _MOST_LINES)) for word, size in zip(longest, widths, strict=True)]
        if room < sum(least):
            yield from _records(names, body, width)
            return
        widths = _shared(least, widths, room)
    for line in cells:
        parts = (_folded(words, size) for words, size in zip(line, widths, strict=True))
        for each in zip_longest(*parts, fillvalue=""):
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


def _records(names: list[str], rows: list[list[str]], width: int) -> Iterator[str]:
    """Yield each row as a heading and a line for each of its columns."""
    longest = max(map(len, names))
    indent = " " * (longest + len(_GAP))
    for number, row in enumerate(rows, start=1):
        yield f"-- {number:,} of {len(rows):,} ".ljust(min(width, _HEADING), "-")
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
    from rich.cells import cell_len, set_cell_size

    return " " * (size - cell_len(text)) + text if is_right else set_cell_size(text, size)


def _folded(words: Sequence[str], size: int) -> list[str]:
    """Put words on lines of at most `size` characters; a longer word has a line of its own."""
    from rich.cells import cell_len

    if cell_len(whole := "".join(words)) <= size:
        return [whole]
    parts = [""]
    for word in words:
        if parts[-1] and cell_len((parts[-1] + word).rstrip(" ")) > size:
            parts.append("")
        parts[-1] += word
    return [part.rstrip(" ") for part in parts]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in str(value))
