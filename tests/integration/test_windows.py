"""Windows: what a sync reads is written down first, and only a sync that came to its end moves the next one forward."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

TODAY = AS_OF.replace(hour=0)
SHORT: dict[str, Any] = {"look_back_days": 1}


def windows(company: Company) -> list[tuple[datetime, datetime | None, datetime | None]]:
    """What the runs read: from, to, and as-of of those that came to their end."""
    text = "select w.read_from, w.read_to, w.synced_to from {watermark} w where w.run_id > 0 order by w.run_id"
    return [(row["read_from"], row["read_to"], row["synced_to"]) for row in company.query(text)]


def log_days(company: Company) -> dict[date, tuple[int, int]]:
    """Rows of each whole day of which the log has any, and those without program or user."""
    text = "select d.log_day, d.log_rows, d.rows_without_id from {log_day} d where d.log_rows + d.rows_without_id > 0"
    rows = company.query(text)
    return {row["log_day"].date(): (row["log_rows"], row["rows_without_id"]) for row in rows}


def test_window_stands_before_a_row_of_the_log_is_read_and_is_closed_last(company: Company) -> None:
    company.log(("books", "ann", days_before(1)))
    with company.refusing("user_id <> 'ann'", table="sync_item"):
        assert company.run("sync")["status"] == "failed"
    [(_, read_to, synced_to)] = windows(company)
    assert (read_to, synced_to) == (days_before(1), None)
    report = company.run("sync")
    assert [each[2] for each in windows(company) if each[2]] == [AS_OF]
    assert report["steps"][0]["affected"] == report["steps"][-1]["affected"] == 1
    assert company.last_accesses() == {("books", "ann"): days_before(1)}


def test_window_that_was_not_finished_is_read_again(company: Company, subtests: pytest.Subtests) -> None:
    for table, condition in [
        ("sync_item", "user_id <> 'ann'"),
        ("last_access", "run_id <> 2"),
        ("log_day", "run_id <> 2"),
        ("run_count", "run_id <> 2"),
        ("watermark", "run_id <> 2 or synced_to is null"),
    ]:
        with subtests.test(table=table, condition=condition):
            company.empty()
            strict = company.having(sync=SHORT | {"max_rejected": 0})
            strict.log(("books", "first", days_before(20)))
            strict.run("sync", as_of=days_before(20))
            strict.log(("books", "ann", days_before(5)))
            with strict.refusing(condition, table=table):
                assert strict.run("sync", as_of=days_before(5))["status"] == "failed"
            strict.log(("books", "behind it", days_before(15)), ("books", "bob", days_before(1)))

            assert strict.run("sync")["exit_code"] == 0

            assert strict.last_accesses() == {
                ("books", "first"): days_before(20),
                ("books", "behind it"): days_before(15),
                ("books", "ann"): days_before(5),
                ("books", "bob"): days_before(1),
            }
            assert log_days(strict) == {days_before(days).date(): (1, 0) for days in (20, 15, 5, 1)}
            assert [each[2] for each in windows(strict)].count(None) == 1


def test_run_that_fails_behind_its_sync_has_moved_the_window(company: Company) -> None:
    strict = company.having(sync=SHORT)
    strict.log(("books", "ann", days_before(20)), ("pulse", "pulse", AS_OF))
    strict.grant(("books", "old", days_before(200)))
    with strict.refusing("user_id <> 'old'", "candidate"):
        report = strict.run()
    assert "sync is complete; what judge committed is kept" in report["message"]
    assert strict.synced_to() == [AS_OF]
    assert strict.permissions() == {("books", "old")}
    assert strict.run()["exit_code"] == 0
    assert [each[0] for each in windows(strict)][-1] == days_before(1)
    assert strict.revoked() == {("books", "old")}


@pytest.mark.parametrize("look_back", [1, 3])
def test_window_begins_at_the_newest_row_read_less_the_look_back(company: Company, look_back: int) -> None:
    careful = company.having(sync={"look_back_days": look_back})
    careful.log(("books", "ann", days_before(1)))
    careful.run("sync")
    begin = days_before(1 + look_back)
    careful.log(("books", "late", begin), ("books", "too late", begin - timedelta(seconds=1)))
    careful.run("sync", as_of=AS_OF + timedelta(hours=1))
    assert windows(careful)[-1] == (begin, days_before(1), AS_OF + timedelta(hours=1))
    assert careful.last_accesses() == {("books", "ann"): days_before(1), ("books", "late"): begin}


def test_earlier_as_of_reads_from_the_window_before_it(company: Company) -> None:
    strict = company.having(sync=SHORT)
    strict.log(("books", "ann", days_before(30)))
    strict.run("sync", as_of=days_before(20))
    strict.log(("books", "bob", AS_OF))
    strict.run("sync")
    strict.log(("books", "gap", days_before(15)))
    strict.run("sync", as_of=days_before(10))
    assert strict.last_accesses() == {
        ("books", "ann"): days_before(30),
        ("books", "gap"): days_before(15),
        ("books", "bob"): AS_OF,
    }


# ----- the days of the log -----


def test_only_whole_days_are_counted(company: Company) -> None:
    yesterday = TODAY - timedelta(days=1)
    company.log(
        ("books", "ann", yesterday),
        ("books", "bob", TODAY - timedelta(seconds=1)),
        (None, "bob", TODAY - timedelta(seconds=1)),
        ("books", "ann", TODAY),
    )
    company.run("sync")
    assert log_days(company) == {yesterday.date(): (2, 1)}
    company.run("sync", as_of=AS_OF + timedelta(days=1))
    assert log_days(company) == {yesterday.date(): (2, 1), TODAY.date(): (1, 0)}


def test_day_is_counted_again_while_all_of_it_is_read(company: Company) -> None:
    company.log(("books", "ann", days_before(1)), ("books", "ann", days_before(4)), ("books", "ann", days_before(5)))
    company.run("sync")
    assert {day: rows for day, (rows, _) in log_days(company).items()} == {
        days_before(days).date(): 1 for days in (1, 4, 5)
    }
    in_the_morning = days_before(4).replace(hour=0)  # before the window begins, at 18:00 of that day
    at_its_first_second = days_before(3).replace(hour=0)
    company.log(*(("books", "bob", at) for at in (days_before(1), at_its_first_second, in_the_morning)))
    company.run("sync", as_of=AS_OF + timedelta(minutes=1))
    assert windows(company)[-1][0] == days_before(4)
    assert {day: rows for day, (rows, _) in log_days(company).items()} == {
        days_before(1).date(): 2,
        days_before(3).date(): 1,
        days_before(4).date(): 1,  # what is not read clears no day
        days_before(5).date(): 1,
    }
    assert company.last_accesses()["books", "bob"] == days_before(1)


def test_without_look_back_each_day_is_counted_once(company: Company) -> None:
    strict = company.having(sync=SHORT)
    strict.log(("books", "ann", TODAY), ("books", "ann", days_before(0, hours=1)))
    strict.run("sync")
    strict.log(("books", "ann", TODAY + timedelta(hours=23)), ("books", "ann", TODAY + timedelta(hours=30)))
    strict.run("sync", as_of=AS_OF + timedelta(days=1))
    assert log_days(strict) == {TODAY.date(): (3, 0)}


def test_days_without_a_row_count_as_zero_since_the_first_row(company: Company) -> None:
    company.log(("books", "ann", days_before(1)), ("books", "ann", days_before(4)))
    company.run("sync")
    rows = company.query("select d.log_day, d.log_rows from {log_day} d order by d.log_day")
    assert [(row["log_day"].date(), row["log_rows"]) for row in rows] == [
        (days_before(4).date(), 1),
        (days_before(3).date(), 0),
        (days_before(2).date(), 0),
        (days_before(1).date(), 1),
    ]


def test_days_of_an_unfinished_window_are_counted_by_the_next_one(company: Company) -> None:
    company.log(("books", "ann", days_before(1)), ("books", "ann", days_before(9)))
    with company.refusing("log_rows < 0", "log_day"):
        assert company.run("sync")["status"] == "failed"
    assert log_days(company) == {}
    assert company.run("sync")["exit_code"] == 0
    assert log_days(company) == {days_before(1).date(): (1, 0), days_before(9).date(): (1, 0)}
