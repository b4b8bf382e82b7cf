"""A cell of a CSV file is a value or a reason; no cell changes on its way."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.errors import LapseError
from runner.jobs.csv_lines import (
    Column,
    Line,
    Records,
    column_positions,
    log_columns,
    permission_columns,
    read_lines,
    to_value,
)
from runner.jobs.encoded import open_text
from tests.unit.conftest import ReadToml

TEXT = Column("user_id", ("user_id", "usr"))
TIME = Column("accessed_at", ("accessed_at", "zeit"), is_time=True)
OPTIONAL = Column("granted_at", ("granted_at",), is_time=True, required=False)

_digits_and_marks = st.text("0123456789-: T.+Z/", max_size=30)


def _read(path: Path) -> tuple[list[Line], list[tuple[int, str, list[str]]]]:
    """Return the lines of a file, and what was rejected of it: numbers, reasons and cells."""
    rejected: list[tuple[int, str, list[str]]] = []
    with open_text(path, "utf-8") as file:
        records = Records(file, path.name)
        lines = read_lines(records, [TEXT, TIME], records.header(), lambda *what: rejected.append(what))
        return list(lines), rejected


def test_a_time_is_read_as_written() -> None:
    for cell, value in (
        ("2024-08-20", datetime(2024, 8, 20)),
        ("2024-08-20 18:30", datetime(2024, 8, 20, 18, 30)),
        ("2024-08-20 18:30:15", datetime(2024, 8, 20, 18, 30, 15)),
        ("2024-08-20T18:30:15", datetime(2024, 8, 20, 18, 30, 15)),
        ("2024-08-20 18:30:15.5", datetime(2024, 8, 20, 18, 30, 15, 500_000)),
        ("2024-08-20 18:30:15.123456", datetime(2024, 8, 20, 18, 30, 15, 123_456)),
        ("2024-02-29", datetime(2024, 2, 29)),
        ("0001-01-01", datetime(1, 1, 1)),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59)),
    ):
        assert to_value(TIME, cell) == value


@given(st.datetimes(), st.sampled_from(" T"))
def test_every_time_of_the_calendar_comes_back(value: datetime, separator: str) -> None:
    assert to_value(TIME, value.isoformat(separator)) == value
    assert to_value(OPTIONAL, value.isoformat(separator, timespec="seconds")) == value.replace(microsecond=0)


def test_another_form_of_time_is_refused_and_says_which_is_right() -> None:
    for cell in (
        "2024-08-20 18:30:15+02:00",
        "2024-08-20T18:30:15Z",
        "2024-08-20 18:30:15 Europe/Berlin",
        "20.08.2024",
        "08/20/2024",
        "20240820",
        "2024-W34-2",
        "24-08-20",
        "2024-8-20",
        "10000-01-01",
        "-2024-08-20",
        "2024-08-20 18",
        "2024-08-20 18:30:15.1234567",
        "2024-08-20 18:30:15.",
        " 2024-08-20",
        "2024-08-20\n",
        "٢٠٢٤-08-20",
        "today",
        "NULL",
    ):
        with pytest.raises(
            ValueError, match=r"^accessed_at is not a time: .*; write YYYY-MM-DD HH:MM:SS, without a time zone"
        ):
            to_value(TIME, cell)


def test_a_day_or_hour_that_never_was_is_refused() -> None:
    for cell in (
        *("0000-00-00", "0000-01-01", "2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10"),
        *("2024-08-20 25:00:00", "2024-08-20 18:60", "2024-08-20 23:59:60"),
    ):
        with pytest.raises(ValueError, match=rf"^accessed_at is not a time: '{cell}', "):
            to_value(TIME, cell)


@given(st.text() | _digits_and_marks)
@example("2024-08-20 18:30:15.000001")
def test_any_cell_is_a_plain_time_or_a_reason(cell: str) -> None:
    try:
        value = to_value(TIME, cell)
    except ValueError as error:
        assert str(error).startswith("accessed_at ")  # noqa: PT017 - either outcome is right
    else:
        assert value.tzinfo is None
        assert value.isoformat(cell[10:11] or " ").startswith(cell[:19])


@given(st.text(max_size=300))
@example("x" * 255)
@example("x" * 256)
@example(" 007 ")
def test_a_text_is_taken_unchanged_or_refused(cell: str) -> None:
    allowed = 0 < len(cell) <= 255 and "\0" not in cell and not any(0xD800 <= ord(each) <= 0xDFFF for each in cell)
    if allowed:
        assert to_value(TEXT, cell) == cell
    else:
        with pytest.raises(
            ValueError, match=r"^user_id (is empty|is longer than 255|contains a NUL byte|is not Unicode text)"
        ):
            to_value(TEXT, cell)


def test_an_empty_cell_is_null_where_the_column_may_be() -> None:
    assert to_value(OPTIONAL, "") is None
    with pytest.raises(ValueError, match=r"^accessed_at is empty"):
        to_value(TIME, "")


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
        (2, ["ann", datetime(2024, 8, 20)]),
        (4, ["two\nlines", datetime(2024, 8, 21)]),
        (9, ['d"e"x', datetime(2024, 8, 20)]),
        (12, ["eve", datetime(2024, 8, 23)]),
    ]
    assert rejected == [
        (6, "1 cells, but the header has 2", ["bob"]),
        (7, "user_id contains a NUL byte", ["c\0d", "2024-08-20"]),
        (8, "accessed_at is not a time: '2023-02-29', day is out of range for month", ["cid", "2023-02-29"]),
        (10, "not CSV: ',' expected after '\"'", ['"d"x,2024-08-20\r\n']),
        (11, "3 cells, but the header has 2", ["dan", "2024-08-22", "more"]),
    ]


def test_columns_go_by_the_words_of_the_design_or_the_customers() -> None:
    for header, places in (
        (["user_id", "accessed_at"], [0, 1]),
        (["Accessed_At", "program_id", " USER_ID "], [2, 0]),
        (["zeit", "usr"], [1, 0]),
        (["usr", "user_id", "zeit"], [1, 2]),
    ):
        assert column_positions(header, [TEXT, TIME], "log.csv") == places


def test_a_missing_column_is_named_with_its_file() -> None:
    for header in ([], ["user_id"], ["user id", "accessed_at"]):
        with pytest.raises(
            LapseError, match=r"^log\.csv:1: no column (zeit|usr); the header has .*; nothing was loaded"
        ):
            column_positions(header, [TEXT, TIME], "log.csv")


def test_the_columns_of_a_table_stand_in_the_order_of_its_binds(read_toml: ReadToml) -> None:
    read = read_toml(
        '[columns.permission]\nuser_id = "usr"\n[columns.permission.extra]\nvalid_to = "DATE"\nby = "char(3)"'
    )
    columns = permission_columns(read)
    assert [column.names[-1] for column in columns] == ["program_id", "usr", "granted_at", "valid_to", "by"]
    assert [column.is_time for column in columns] == [False, False, True, True, False]
    assert [column.required for column in columns] == [True, True, False, False, False]
    assert all(column.required for column in log_columns(read.logs[0]))


def test_a_second_is_never_lost_between_two_times() -> None:
    first, second = (to_value(TIME, f"2024-08-20 18:30:{at}") for at in ("15", "16"))
    assert second - first == timedelta(seconds=1)
