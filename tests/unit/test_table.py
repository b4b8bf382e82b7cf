"""A table is aligned by what a terminal shows, as narrow as the terminal, and never loses a character of an id."""

import os
import pty
import subprocess
import sys
from collections import Counter

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


NIGHT = {"run_id": 12, "started_at": "2026-11-29 18:00:00", "reason": "연말 정산까지 필요함 as agreed with the owners"}


def test_a_terminal_gets_a_table_folded_at_words_where_that_fits() -> None:
    assert list(table.lines([NIGHT], 40)) == [
        "run_id  started_at  reason",
        "    12  2026-11-29  연말 정산까지 필요함",
        "        18:00:00    as agreed with the",
        "                    owners",
    ]


def test_a_terminal_too_narrow_for_that_gets_records() -> None:
    assert list(table.lines([NIGHT, NIGHT | {"reason": None}], 30)) == [
        "-- 1 of 2 --------------------",
        "run_id      12",
        "started_at  2026-11-29",
        "            18:00:00",
        "reason      연말 정산까지",
        "            필요함 as agreed",
        "            with the owners",
        "-- 2 of 2 --------------------",
        "run_id      12",
        "started_at  2026-11-29",
        "            18:00:00",
        "reason      -",
    ]


@given(st.integers(1, 120), st.text("ab 가나", max_size=60), st.text("xy 字", max_size=60))
def test_no_word_is_ever_cut_or_lost(width: int, first: str, second: str) -> None:
    lines = list(table.lines([{"first_name": first, "b": second, "n": 5}], width))
    words = Counter(f"{first} {second}".split())
    shown = Counter(" ".join(lines).split())
    assert words - shown == Counter()
    longest = max(map(cell_len, ["first_name", *words]))
    assert all(cell_len(line) <= max(width, len("first_name  ") + longest) for line in lines)


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
    assert shown[1:] == [f"program_id  {'p' * 50}", f"user_id     {'u' * 50}"]
    assert piped.stdout.splitlines()[1:] == ["p" * 50 + "  " + "u" * 50]


def test_rows_are_read_once_and_none_is_lost_where_they_do_not_fit_into_memory() -> None:
    count = table.IN_MEMORY // 100
    told = list(table.lines({"user_id": f"user {number}", "note": "n" * 100} for number in range(count)))
    assert [line.split("  ")[0] for line in told[1:]] == [f"user {number}" for number in range(count)]


def test_no_rows_are_no_lines() -> None:
    assert list(table.lines(iter([]))) == []
