"""A time in a file is read as people and programs write it; with a zone offset it becomes the time of the database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.errors import LapseError, SettingsError
from runner.jobs.csv_times import Times
from tests.unit.conftest import ReadToml


def _read(cell: str, zone: str | None = None) -> datetime:
    return Times(zone).read("accessed_at", cell)


def test_time_without_an_offset_is_read_as_written() -> None:
    for cell, value in (
        ("2024-08-20", datetime(2024, 8, 20)),
        ("2024/8/2", datetime(2024, 8, 2)),
        ("2024-08-20 18:30", datetime(2024, 8, 20, 18, 30)),
        ("2024/08/20 9:05", datetime(2024, 8, 20, 9, 5)),
        ("2024-08-20T18:30:15", datetime(2024, 8, 20, 18, 30, 15)),
        ("2024-08-20 18:30:15.5", datetime(2024, 8, 20, 18, 30, 15, 500_000)),
        ("2024-08-20 18:30:15.123456789", datetime(2024, 8, 20, 18, 30, 15, 123_456)),
        ("0001-01-01", datetime(1, 1, 1)),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59)),
    ):
        for zone in (None, "Asia/Seoul"):
            times = Times(zone)
            assert times.read("accessed_at", cell) == value
            assert times.converted_to is None


@settings(max_examples=50)
@given(st.datetimes(), st.sampled_from(" T"))
def test_every_time_of_the_calendar_comes_back(value: datetime, separator: str) -> None:
    assert _read(value.isoformat(separator)) == value
    assert _read(value.isoformat(separator, timespec="seconds").replace("-", "/")) == value.replace(microsecond=0)


@settings(max_examples=50)
@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/St_Johns"]),
)
def test_every_instant_is_the_same_instant_in_the_zone_of_the_database(
    value: datetime, minutes: int, zone: str
) -> None:
    there = value.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert _read(there.isoformat(), zone) == _read(there.astimezone(UTC).isoformat(), zone)
    assert Times("UTC").read("accessed_at", there.isoformat()) == there.astimezone(UTC).replace(tzinfo=None)


def test_time_with_an_offset_is_converted_and_the_zone_remembered() -> None:
    times = Times("Europe/Berlin")
    for cell, local in (
        ("2026-05-07T10:52:00Z", datetime(2026, 5, 7, 12, 52)),
        ("2026/05/07 19:52 +09:00", datetime(2026, 5, 7, 12, 52)),
        ("2026-05-07 19:52:00.25+0900", datetime(2026, 5, 7, 12, 52, 0, 250_000)),
        ("2026-05-07 05:52-05", datetime(2026, 5, 7, 12, 52)),
        ("2026-03-29T01:00:00Z", datetime(2026, 3, 29, 3)),  # 02:30 does not exist that night
        ("2026-10-25T00:30:00Z", datetime(2026, 10, 25, 2, 30)),  # and this hour comes twice
        ("2026-10-25T01:30:00Z", datetime(2026, 10, 25, 2, 30)),
    ):
        assert times.read("accessed_at", cell) == local
    assert times.converted_to == "Europe/Berlin"


def test_offset_needs_the_zone_of_the_database() -> None:
    with pytest.raises(LapseError, match=r"^accessed_at has a zone offset, \+09:00, .* set \[database\] time_zone"):
        _read("2026-05-07T19:52:00+09:00")


def test_what_is_no_time_is_refused_and_says_what_to_write() -> None:
    for cell in (
        *("2024-08-20 18:30:15 Europe/Berlin", "20.08.2024", "08/20/2024", "20240820", "2024-W34-2", "24-08-20"),
        *("2024-08/20", "10000-01-01", "-2024-08-20", "2024-08-20 18", "2024-08-20 18:30:15.", "2024-08-20+09:00"),
        *(" 2024-08-20", "2024-08-20\n", "٢٠٢٤-08-20", "today", "NULL", "2024-08-20 18:30 +9"),
    ):
        with pytest.raises(ValueError, match=r"^accessed_at is not a time: .*; write YYYY-MM-DD HH:MM:SS or YYYY/MM"):
            _read(cell, "UTC")


def test_day_hour_or_offset_that_never_was_is_refused() -> None:
    for cell in (
        *("0000-00-00", "0000-01-01", "2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-08-20 24:00"),
        *("2024-08-20 25:00:00", "2024-08-20 18:60", "2024-08-20 23:59:60"),
        *("2024-08-20 18:00+24:00", "2024-08-20 18:00+09:60", "0001-01-01 00:00+09:00", "9999-12-31 23:59-01:00"),
    ):
        with pytest.raises(ValueError, match=r"^accessed_at is not a time: '"):
            _read(cell, "UTC")


@given(st.text() | st.text("0123456789-: T.+Z/", max_size=30))
@settings(max_examples=50)
@example("2024-08-20 18:30:15.000001")
def test_any_cell_is_a_time_or_a_reason(cell: str) -> None:
    try:
        value = _read(cell, "UTC")
    except ValueError as error:
        assert str(error).startswith("accessed_at ")  # noqa: PT017 - either outcome is right
    else:
        assert value.tzinfo is None


def test_zone_of_the_environment_is_an_iana_name(read_toml: ReadToml) -> None:
    text = "[database]\nurl = 'embedded:x'\ntime_zone = '{}'\n"
    assert read_toml(text.format("Asia/Seoul")).database.time_zone == "Asia/Seoul"
    for name, meant in (
        ("Asia/Soul", "did you mean 'Asia/Seoul'"),
        ("+09:00", "an IANA name"),
        ("../x", "an IANA"),
        ("Asia", "on this host"),
    ):
        with pytest.raises(SettingsError, match=rf"time_zone: there is no time zone .*{meant}"):
            read_toml(text.format(name))
