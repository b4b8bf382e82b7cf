"""A table is aligned by what a terminal shows, as narrow as the terminal, and never loses a character of an id."""

import os
import pty
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from runner.commands import table

IDS = [
    "프로그램-가나다라마바사아자차카타파하",
    "an_id_of_a_user_that_is_longer_than_its_column",
    "e\u0301te\u0301",
    "x",
]
ROWS = [{"program_id": each, "user_id": "ann", "granted_at": None, "permissions": 1234} for each in IDS]


def test_columns_stand_below_each_other_whatever_the_width_of_a_character() -> None:
    head, *body = table.lines(ROWS)
    at = cell_len(head[: head.index("user_id")])
    assert [cell_len(line[: line.index("ann")]) for line in body] == [at] * len(ROWS)
    assert {cell_len(line) for line in (head, *body)} == {cell_len(head)}


def test_numbers_stand_right_and_null_is_a_dash() -> None:
    assert list(table.lines([{"n": 5, "day": None}, {"n": 12000, "day": "2024-01-01"}])) == [
        "     n  day",
        "     5  -",
        "12,000  2024-01-01",
    ]


@pytest.mark.parametrize("width", [40, 60, 79])
def test_a_terminal_gets_no_line_wider_than_itself_and_every_character_of_an_id(width: int) -> None:
    lines = list(table.lines(ROWS, width))
    assert max(map(cell_len, lines)) <= width
    assert len(lines) > 1 + len(ROWS)
    shown = [text for row in ROWS for text in (row["program_id"], row["user_id"], "-", "1,234")]
    assert Counter("".join(lines).replace(" ", "")) == Counter("".join(map(str, [*ROWS[0], *shown])))


def test_a_terminal_too_narrow_for_its_columns_gets_whole_lines_to_wrap() -> None:
    assert list(table.lines(ROWS, 20)) == list(table.lines(ROWS))


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text() | st.none() | st.integers()}), min_size=1))
def test_what_is_no_terminal_gets_a_printable_line_a_row(rows: list[dict[str, object]]) -> None:
    lines = list(table.lines(rows))
    assert len(lines) == 1 + len(rows)
    assert all(line.isprintable() for line in lines)


PRINT = "from runner.commands import output; output.as_table([{'program_id': 'p' * 50, 'user_id': 'u' * 50}], '')"


def test_the_width_of_stdout_counts_where_it_is_a_terminal() -> None:
    environment = {**os.environ, "COLUMNS": "70"}
    reader, terminal = pty.openpty()
    subprocess.run([sys.executable, "-c", PRINT], stdout=terminal, env=environment, check=True)
    os.close(terminal)
    shown = os.read(reader, 10_000).decode().splitlines()
    os.close(reader)
    piped = subprocess.run([sys.executable, "-c", PRINT], env=environment, check=True, capture_output=True, text=True)
    assert (len(shown) > 2, max(map(len, shown)) <= 70) == (True, True)
    assert sum(line.count("p") for line in shown[1:]) == sum(line.count("u") for line in shown[1:]) == 50
    assert piped.stdout.splitlines()[1:] == ["p" * 50 + "  " + "u" * 50]
