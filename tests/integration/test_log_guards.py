"""What is known of the access log before anything is revoked on its word: its volume, its reach and its freshness."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

MONDAY = date(2024, 8, 19)  # the last whole day before AS_OF
SUNDAY, SATURDAY = date(2024, 8, 18), date(2024, 8, 17)
OLD = days_before(400)


def workdays_before(day: date, number: int) -> list[date]:
    return _days_before(day, number, range(5))


def weekend_days_before(day: date, number: int) -> list[date]:
    return _days_before(day, number, range(5, 7))


def _days_before(day: date, number: int, weekdays: range) -> list[date]:
    days = (day - timedelta(days=ago) for ago in range(1, 100))
    return [each for each in days if each.weekday() in weekdays][:number]


def fill(company: Company, rows: int, *days: date) -> None:
    """Log so many rows on each of the days, from its first second on."""
    company.log(
        *(("pulse", "pulse", datetime.combine(day, time()) + timedelta(seconds=n)) for day in days for n in range(rows))
    )


def filled_office(company: Company) -> Company:
    """One permission that would lapse and one that would not."""
    company.grant(("books", "old", OLD), ("books", "new", days_before(1)))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def assert_revoked(office: Company, report: dict[str, Any]) -> None:
    assert (report["exit_code"], report["message"]) == (0, None)
    assert office.permissions() == {("books", "new")}
    assert office.revoked() == {("books", "old")}


def assert_stopped(office: Company, report: dict[str, Any], message: str) -> None:
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert message in report["message"]
    assert (
        "sync is complete; judge ran only its guards and changed nothing; revoke was not started" in report["message"]
    )
    assert office.permissions() == {("books", "new"), ("books", "old")}
    assert office.revoked() == set()


# ----- volume -----


def test_last_whole_day_is_held_against_the_usual_day_of_the_three_weeks_before(
    company: Company, subtests: pytest.Subtests
) -> None:
    for rows, stops in [(5, False), (4, True), (0, True)]:
        with subtests.test(rows=rows, stops=stops):
            company.empty()
            office = filled_office(company)
            fill(office, 10, *workdays_before(MONDAY, 15))
            fill(office, rows, MONDAY)
            fill(office, 100, AS_OF.date())  # a day that is not over says nothing
            report = office.run()
            if stops:
                words = f"test_access_log has {rows} rows of 2024-08-19, under 50 % of what is usual on such a day; "
                assert_stopped(office, report, words)
                assert report["steps"][-1]["step"] == "guard log volume"
            else:
                assert_revoked(office, report)


def test_day_begins_with_its_first_second_and_ends_before_the_next(office: Company) -> None:
    fill(office, 4, *workdays_before(MONDAY, 14))
    midnight = datetime.combine(MONDAY, time())
    office.log(("pulse", "pulse", midnight - timedelta(seconds=1)), ("pulse", "pulse", midnight + timedelta(days=1)))
    assert_stopped(office, office.run(), "has 0 rows of 2024-08-19")
    office.log(("pulse", "pulse", midnight), ("pulse", "pulse", midnight + timedelta(days=1, seconds=-1)))
    assert_revoked(office, office.run())


@pytest.mark.parametrize(("full", "stops"), [(8, True), (7, False)])
def test_eight_busier_workdays_decide_and_no_single_day_however_full(office: Company, full: int, stops: bool) -> None:
    days = workdays_before(MONDAY, 15)  # all of the three weeks; those without a row count as well
    fill(office, 10, *days[:full])
    fill(office, 2, *days[full:-2])
    fill(office, 1000, days[0])
    fill(office, 4, MONDAY)
    report = office.run()
    if stops:
        assert_stopped(office, report, "has 4 rows of 2024-08-19, under 50 % of what is usual")
    else:
        assert_revoked(office, report)


@pytest.mark.parametrize(("busy", "stops"), [(slice(7, 15), True), (slice(8, 16), False)])
def test_the_three_weeks_are_the_twenty_one_days_before(office: Company, busy: slice, stops: bool) -> None:
    tuesday = MONDAY + timedelta(days=1)
    days = workdays_before(tuesday, 16)
    assert [(tuesday - day).days for day in days[14:]] == [21, 22]
    fill(office, 10, *days[busy])
    fill(office, 4, tuesday)
    report = office.run(as_of=AS_OF + timedelta(days=1))
    if stops:
        assert_stopped(office, report, "has 4 rows of 2024-08-20, under 50 % of what is usual")
    else:
        assert_revoked(office, report)


def test_days_before_the_three_weeks_say_nothing(office: Company) -> None:
    days = workdays_before(MONDAY, 40)
    fill(office, 2, *days[:15])
    fill(office, 50, *days[15:])
    fill(office, 1, MONDAY)
    assert_revoked(office, office.run())


def test_weekend_is_measured_by_the_weekends_of_seven_weeks(company: Company, subtests: pytest.Subtests) -> None:
    for case, weekend_days, rows, stops in [
        ("half of the usual", slice(14), 1, False),
        ("no row", slice(14), 0, True),
        ("eight busier ones", slice(6, 14), 0, True),
        ("seven, and one of before the seven weeks", slice(7, 15), 0, False),
    ]:
        for day in [SUNDAY, SATURDAY]:
            with subtests.test(case, day=day):
                company.empty()
                office = filled_office(company)
                fill(office, 60, *workdays_before(day, 30))
                fill(office, 2, *weekend_days_before(day, 15)[weekend_days])
                fill(office, rows, day)
                fill(office, 1, day + timedelta(days=1))
                report = office.run(as_of=datetime.combine(day + timedelta(days=1), time(18)))
                if stops:
                    assert_stopped(office, report, f"has 0 rows of {day}, under 50 % of what is usual on such a day; ")
                else:
                    assert_revoked(office, report)


def test_workday_is_measured_by_workdays(office: Company) -> None:
    fill(office, 10, *workdays_before(MONDAY, 14))
    fill(office, 1, *weekend_days_before(MONDAY, 14))
    fill(office, 2, MONDAY)
    assert_stopped(office, office.run(), "has 2 rows of 2024-08-19, under 50 % of what is usual")


def test_zero_percent_of_the_volume_stops_no_run(office: Company) -> None:
    fill(office, 10, *workdays_before(MONDAY, 14))
    office.log(("pulse", "pulse", AS_OF))
    assert_stopped(office, office.run(), "guard log volume")
    assert_revoked(office, office.having(guards={"min_log_volume_percent": 0}).run())


def test_hundred_percent_of_the_volume_takes_a_full_day(office: Company) -> None:
    strict = office.having(guards={"min_log_volume_percent": 100})
    fill(office, 3, *workdays_before(MONDAY, 14))
    fill(office, 2, MONDAY)
    assert_stopped(office, strict.run(), "has 2 rows of 2024-08-19, under 100 % of what is usual")
    office.log(("pulse", "pulse", datetime.combine(MONDAY, time(12))))
    assert_revoked(office, strict.run())


# ----- reach -----


def test_log_must_have_a_row_of_the_whole_days_before_the_cutoff(company: Company, subtests: pytest.Subtests) -> None:
    for case, accessed_at, reaches in [
        ("the last whole day", datetime(2024, 5, 21, 23, 59, 59), True),
        ("a second later", datetime(2024, 5, 22), False),
        ("the first whole day", datetime(2024, 2, 23), True),
        ("a second earlier", datetime(2024, 2, 22, 23, 59, 59), False),
        ("1970", datetime(1970, 1, 1), False),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            office.execute("delete from {watermark} w")
            office.log(("pulse", "pulse", AS_OF), ("pulse", "pulse", accessed_at))
            report = office.run()
            if reaches:
                assert_revoked(office, report)
                continue
            words = "covers less than the 90 days before as-of: it has no row from the 90 days before 2024-05-22"
            assert_stopped(office, report, words)
            assert report["steps"][-1]["step"] == "guard log reaches back"
            assert office.protected(report["run_id"]) == {}


@pytest.mark.parametrize(
    ("synced_to", "read_to", "reaches"),
    [
        (days_before(90), days_before(90), True),
        (days_before(90, seconds=-1), days_before(90), False),
        (days_before(90), days_before(92), True),
        (days_before(90), days_before(92, seconds=1), False),
    ],
    ids=["90 days ago", "a second later", "of a log of 48 hours before", "of a log that was stale"],
)
def test_a_sync_that_long_ago_has_seen_what_the_log_no_longer_tells(
    office: Company, synced_to: datetime, read_to: datetime, reaches: bool
) -> None:
    office.execute(
        "update {watermark} w set w.synced_to = :synced_to, w.read_to = :read_to", synced_to=synced_to, read_to=read_to
    )
    office.log(("pulse", "pulse", AS_OF))
    report = office.run()
    if reaches:
        assert_revoked(office, report)
    else:
        assert_stopped(office, report, "and no sync had read it by then")


def test_a_sync_of_another_log_is_no_history_of_this_one(office: Company) -> None:
    office.execute("update {watermark} w set w.access_log = 'test_other_log'")
    office.log(("pulse", "pulse", AS_OF))
    assert_stopped(office, office.run(), "guard log reaches back")


def test_program_with_more_days_than_the_log_tells_of_is_held_and_the_others_go_on(office: Company) -> None:
    office.execute("delete from {watermark} w")
    office.log(("pulse", "pulse", AS_OF), ("pulse", "pulse", days_before(100)))
    office.decide("longer", 365)
    office.decide("long", 95)
    office.decide("short", 30)
    office.grant(("longer", "old", OLD), ("long", "old", OLD), ("short", "old", days_before(30)))

    report = office.run()

    assert report["exit_code"] == 0
    assert office.permissions() == {("books", "new"), ("longer", "old")}
    assert office.revoked() == {("books", "old"), ("long", "old"), ("short", "old")}
    reason = "an access log covers less than its 365 days"
    assert report["held"] == [{"program_id": "longer", "permissions": 1, "reason": reason}]
    office.log(("pulse", "pulse", days_before(366)))
    assert len(office.run()["held"]) == 1  # what no sync has read says nothing
    office.execute("delete from {watermark} w")
    assert office.run()["held"] == []
    assert office.permissions() == {("books", "new")}


# ----- freshness -----


def test_log_that_stopped_three_days_ago_lets_nothing_lapse(office: Company) -> None:
    office.log(("books", "old", days_before(3)), ("books", "new", days_before(4)))
    office.grant(("books", "away", OLD))
    written = ("last_access", "watermark", "log_day", "run", "run_step", "run_count")
    before = office.tables()

    report = office.run()

    assert (report["exit_code"], report["status"]) == (4, "stopped")
    newest = "newest row of test_access_log: 2024-08-17 18:00:00 (must be within 48 hours before as-of)"
    assert newest in report["message"]
    assert report["steps"][-1]["step"] == "guard log is fresh"
    after = office.tables()
    assert {name: rows for name, rows in after.items() if name not in written} == {
        name: rows for name, rows in before.items() if name not in written
    }
    assert office.last_accesses() == {("books", "old"): days_before(3), ("books", "new"): days_before(4)}
    assert {name for name in report["counts"] if not name.startswith("log_rows")} == set()
