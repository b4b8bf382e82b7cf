"""A cell of a CSV file is a value or a reason; no cell changes on its way."""

import csv
import re
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Literal
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.errors import LapseError
from runner.jobs.csv_header import Column
from runner.jobs.csv_lines import Line, Records, plain_values, read_blocks, to_value
from runner.jobs.csv_times import Times
from runner.jobs.encoded import open_text

TEXT = Column("user_id", ("user_id", "usr"))
TIME = Column("accessed_at", ("accessed_at", "zeit"), is_time=True)
OPTIONAL = Column("granted_at", ("granted_at",), is_time=True, required=False)
WHOLE = replace(TIME, whole_seconds=True)
SPLIT = datetime(2024, 8, 20, 18, 0, 15, 750_000)
TIMES = Times()


def _read(path: Path) -> tuple[list[Line], list[tuple[int, str, list[str]]]]:
    """Return the lines of a file, and what was rejected of it: numbers, reasons and cells."""
    rejected: list[tuple[int, str, list[str]]] = []
    with open_text(path, "utf-8") as file:
        records = Records(file, path.name)
        blocks = read_blocks(records, [TEXT, TIME], records.header(), lambda *what: rejected.append(what), TIMES)
        return [line for block in blocks for line in block.lines()], rejected


def _refuse(number: int, reason: str, _cells: list[str]) -> None:
    pytest.fail(f"{number}: {reason}")


@given(st.text(max_size=300))
@example("x" * 255)
@example("x" * 256)
@example(" 007 ")
def test_a_text_is_taken_unchanged_or_refused(cell: str) -> None:
    allowed = 0 < len(cell) <= 255 and "\0" not in cell and not any(0xD800 <= ord(each) <= 0xDFFF for each in cell)
    if allowed:
        assert to_value(TEXT, cell, TIMES) == cell
    else:
        with pytest.raises(
            ValueError, match=r"^user_id (is empty|is longer than 255|contains a NUL byte|is not Unicode text)"
        ):
            to_value(TEXT, cell, TIMES)


_times = st.datetimes().map(str) | st.from_regex(r"[0-9]{4}-[0-9]{2}-?[0-9]{2}[T ]?[0-9:.,Z+-]{0,16}", fullmatch=True)


@given(st.lists(st.text(max_size=300) | _times, min_size=1, max_size=3), st.sampled_from([TEXT, TIME, OPTIONAL, WHOLE]))
@example(["2024-08-20 24:00"], TIME)
@example(["20240820T180015"], TIME)
@example(["2024-08-20 18:00:15Z"], TIME)
def test_cells_read_at_once_have_the_values_that_each_has_alone(cells: list[str], column: Column) -> None:
    values = plain_values(column, cells)
    assert values is None or list(values) == [to_value(column, cell, TIMES) for cell in cells]


@pytest.mark.parametrize(
    "cell", ["2024-08-20", "2024-08-20 18:00", "2024-08-20T18:00:15", "2024-08-20 18:00:15.123", str(SPLIT)]
)
def test_a_time_of_a_usual_form_is_plain(cell: str) -> None:
    assert plain_values(WHOLE, [cell, cell]) == [to_value(WHOLE, cell, TIMES)] * 2


def test_a_time_loses_its_fraction_where_the_table_keeps_none() -> None:
    for column, fraction in ((WHOLE, 0), (TIME, 750_000)):
        time = datetime(2024, 8, 20, 18, 0, 15, fraction)
        assert to_value(column, "2024-08-20 18:00:15.75", TIMES) == time
        assert plain_values(column, [str(SPLIT)]) == [time]


def test_an_empty_cell_is_null_where_the_column_may_be() -> None:
    assert to_value(OPTIONAL, "", TIMES) is None
    with pytest.raises(ValueError, match=r"^accessed_at is empty"):
        to_value(TIME, "", TIMES)


def test_bad_lines_are_rejected_with_number_reason_and_cells_and_good_ones_go_on(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(
        b"\xef\xbb\xbfuser_id,accessed_at\r\n"
        b"ann,2024-08-20\r\n"
        b"\r\n"
        b'"two\nlines",2024-08-21\r\n'
        b"bob\r\n"
        b"c\x00d,2024-08-20\r\n"
        b"cid,2023-02-29\r\n"
        b'd"e"x,2024-08-20\r\n'
        b'"d"x,2024-08-20\r\n'
        b"dan,2024-08-22,more\r\n"
        b"eve,2024-08-23"
    )
    lines, rejected = _read(path)
    assert [(line.number, line.values) for line in lines] == [
        (2, ("ann", datetime(2024, 8, 20))),
        (4, ("two\nlines", datetime(2024, 8, 21))),
        (9, ('d"e"x', datetime(2024, 8, 20))),
        (12, ("eve", datetime(2024, 8, 23))),
    ]
    assert rejected == [
        (6, "1 cells, but the header has 2", ["bob"]),
        (7, "user_id contains a NUL byte", ["c\0d", "2024-08-20"]),
        (8, "accessed_at is not a time: '2023-02-29', day is out of range for month", ["cid", "2023-02-29"]),
        (10, "not CSV: ',' expected after '\"'", ['"d"x,2024-08-20\r\n']),
        (11, "3 cells, but the header has 2", ["dan", "2024-08-22", "more"]),
    ]


@given(
    st.lists(st.lists(st.text('ab,é"\n\r\u2028\x85 ', max_size=4), min_size=1, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 20),
)
@example([["user_id"], ["ann"], ["two\nlines"], ["eve"]], "\r\n", 5)
def test_records_keep_their_cells_and_line_numbers_however_the_file_is_cut_into_blocks(
    rows: list[list[str]], end: str, size: int
) -> None:
    file, numbers = StringIO(newline=""), []
    for row in rows:
        numbers.append(1 + len(re.findall(r"\r\n|\r|\n", file.getvalue())))
        quoting: Literal[0, 1] = csv.QUOTE_ALL if "\r" in "".join(row) else csv.QUOTE_MINIMAL
        csv.writer(file, lineterminator=end, quoting=quoting).writerow(row)
    file.seek(0)
    with patch("runner.jobs.csv_lines.BLOCK_SIZE", size):
        records = Records(file, "log.csv")
        header = records.header()
        found = [each for block in records.blocks(_refuse) for each in zip(*block, strict=True)]
    assert (header, found) == (rows[0], list(zip(numbers[1:], rows[1:], strict=True)))


def test_record_that_never_ends_is_refused_by_the_line_it_begins_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.jobs.csv_lines.RECORD_SIZE", 1000)
    good = b"user_id,accessed_at\nann,2024-08-20\n"
    for rest, words in (
        (b'bob,"2024-08-20\ncid,2024-08-20\n', r"log\.csv:3: a quote is opened here and never closed: close it"),
        (b"bob," + b"x" * 2000, r"log\.csv:3: the record that begins here is longer than 1,000 characters"),
        (b'bob,"' + b"x\n" * 1000, r"log\.csv:3: the record .* is there a quote that is never closed\?"),
    ):
        (tmp_path / "log.csv").write_bytes(good + rest)
        with pytest.raises(LapseError, match=words) as caught:
            _read(tmp_path / "log.csv")
        assert str(caught.value).endswith("nothing was loaded")
