"""Rows as a table of plain text, aligned by the width that a terminal gives each character."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

_GAP = "  "
_FEWEST_CHARACTERS = 10  # of a column on the average; where there are fewer, whole lines are easier to read


def lines(rows: Sequence[Row], width: int | None = None) -> Iterator[str]:
    """Lay out rows in columns below their names: numbers to the right, `-` for NULL, control characters escaped.

    Args:
        rows: at least one; all have the columns of the first.
        width: of the terminal in characters; long cells are folded, never cut, to fit in. None for one line a row.

    Returns:
        The lines, without their ends.
    """
    from rich.cells import cell_len, set_cell_size

    names = list(rows[0])
    is_right = [all(isinstance(row[name], int | float | Decimal | None) for row in rows) for name in names]
    cells = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    is_fit = width is None or sum(widths) + len(_GAP) * (len(widths) - 1) <= width
    if width is not None and not is_fit and width >= _FEWEST_CHARACTERS * len(names):
        yield from _folded(cells, is_right, width)
        return
    for line in cells:
        padded = (
            " " * (size - cell_len(cell)) + cell if right else set_cell_size(cell, size)
            for cell, size, right in zip(line, widths, is_right, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _folded(cells: list[list[str]], is_right: list[bool], width: int) -> Iterator[str]:
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, len(_GAP), 0, 0))
    for name, right in zip(cells[0], is_right, strict=True):
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for line in cells[1:]:
        table.add_row(*map(Text, line))
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    yield from (line.rstrip() for line in out.getvalue().splitlines())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in str(value))
