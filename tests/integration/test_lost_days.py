"""A day that a log has lost stops the evenings that would judge by it, and no other."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from tests.company import AS_OF, LONG_AGO, Company, days_before

OLD = days_before(400)
IDLE = ("books", "idle")
TODAY = datetime.combine(AS_OF, time())
THURSDAY, FRIDAY, MONDAY = (datetime(2024, 8, day) for day in (8, 9, 12))


def feed(company: Company, days: int = 20, usual: int = 110, **few: int) -> None:
    """Log so many rows on each of the days before as-of; `few` says of some, such as d0809, how many they have."""
    for ago in range(1, days + 1):
        fill(company, TODAY - timedelta(days=ago), few.get(f"d{TODAY - timedelta(days=ago):%m%d}", usual))


def fill(company: Company, day: datetime, rows: int) -> None:
    company.log(*(("pulse", f"u{n}", day + timedelta(hours=9, seconds=n)) for n in range(rows)))


def lost(company: Company) -> set[tuple[str, datetime]]:
    """Return log and day of each day that is lost, accepted or not."""
    rows = company.query(
        "select d.access_log, d.log_day from {log_day} d where d.usual_rows >= 100 and d.log_rows * 100 < d.usual_rows"
    )
    return {(row["access_log"], row["log_day"]) for row in rows}


def filled_office(company: Company) -> Company:
    """A permission that nobody used for 400 days."""
    company.grant((*IDLE, OLD))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def assert_stopped(office: Company, words: str, as_of: datetime = AS_OF) -> None:
    report = office.run(as_of=as_of)
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert f"{words}: insert the missing rows, or accept the day, see lapse log-day list" in report["message"]
    assert "judge ran only its guards and changed nothing; revoke was not started" in report["message"]
    assert IDLE in office.permissions()
    assert office.revoked() == set()


def assert_goes_on(office: Company, as_of: datetime = AS_OF) -> None:
    report = office.run(as_of=as_of)
    assert (report["exit_code"], report["message"]) == (0, None)
    assert office.revoked() == {IDLE}


def test_a_day_with_under_one_percent_of_the_usual_hundred_rows_or_more_is_lost(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case, usual, rows, is_lost in [
        ("under 1 %", 110, 1, True),
        ("over 1 %", 110, 2, False),
        ("half of 1 %", 200, 1, True),
        ("exactly 1 %", 200, 2, False),
        ("none of 100", 100, 0, True),
        ("none of 99", 99, 0, False),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            feed(office, 9, usual, d0812=rows)
            if is_lost:
                counted = f"{rows} row{'' if rows == 1 else 's'}, {usual} are usual"
                assert_stopped(office, f"has lost 1 day of the last 90, the oldest 2024-08-12 ({counted})")
            else:
                assert_goes_on(office)


def test_percent_of_a_lost_day_is_a_setting_and_zero_knows_none(office: Company) -> None:
    feed(office, 9, 100, d0812=4)
    assert_stopped(office.having(guards={"lost_day_percent": 5}), "the oldest 2024-08-12 (4 rows, 100 are usual)")
    office.execute("delete from {access_log} l where l.accessed_at >= :day and l.accessed_at < :day + 1", day=MONDAY)
    office.execute("delete from {log_day} d")
    office.execute("delete from {watermark} w where w.run_id > 0")
    assert_goes_on(office.having(guards={"lost_day_percent": 0}))


def test_the_median_is_what_is_usual_and_days_without_rows_are_no_part_of_it(office: Company) -> None:
    few = {f"d08{day:02}": 0 for day in (1, 2, 5, 6, 7)}
    feed(office, 20, 150, **few, d0809=9000, d0808=100, d0812=100)
    words = "has lost 5 days of the last 90, the oldest 2024-08-01 (0 rows, 150 are usual)"
    assert_stopped(office, words)
    assert lost(office) == {(office.names["access_log"], datetime(2024, 8, day)) for day in (1, 2, 5, 6, 7)}


def test_a_weekend_is_measured_by_weekends_and_a_workday_by_workdays(office: Company) -> None:
    quiet = {f"d{day:%m%d}": 1 for day in (TODAY - timedelta(days=n) for n in range(30)) if day.weekday() > 4}
    feed(office, 20, 5000, **quiet | {"d0810": 0})
    assert_goes_on(office)


def test_a_weekend_without_its_hundred_rows_is_lost(office: Company) -> None:
    feed(office, 20, 110, d0810=0)
    assert_stopped(office, "the oldest 2024-08-10 (0 rows, 110 are usual)")


def test_days_before_the_first_row_of_a_log_are_not_lost(office: Company) -> None:
    feed(office, 6)
    assert_goes_on(office)
    assert lost(office) == set()


def test_every_evening_stops_from_the_next_on_until_the_rows_are_there(office: Company) -> None:
    feed(office, 20, d0816=0)
    office.grant(("books", "seen", OLD))
    for day in (17, 18, 19, 20):
        assert office.run(as_of=datetime(2024, 8, day, 18))["exit_code"] == 4
    assert office.permissions() == {IDLE, ("books", "seen")}
    fill(office, datetime(2024, 8, 16), 110)
    office.log(("books", "seen", datetime(2024, 8, 16)))
    assert_goes_on(office, AS_OF + timedelta(hours=1))
    assert office.permissions() == {("books", "seen")}


@pytest.mark.parametrize("has_newer_row", [True, False])
def test_a_day_is_not_lost_before_its_log_has_newer_rows(office: Company, has_newer_row: bool) -> None:
    late = office.having(guards={"min_log_volume_percent": 0, "max_log_age_hours": 72})
    feed(late, 20, d0819=1)
    if has_newer_row:
        late.log(("pulse", "pulse", TODAY))
        assert_stopped(late, "has lost 1 day of the last 90, the oldest 2024-08-19 (1 row, 110 are usual)")
    else:
        assert_goes_on(late)


@pytest.mark.parametrize(("days", "stops"), [(11, True), (10, False)])
def test_a_lost_day_stops_the_evening_while_the_inactivity_period_touches_it(
    office: Company, days: int, stops: bool
) -> None:
    feed(office, 20, d0809=0)  # it ends 10 days and 18 hours before as-of
    assert office.run()["exit_code"] == 4
    short = office.having(policy={"inactivity_days": days})
    if stops:
        assert_stopped(short, f"has lost 1 day of the last {days}, the oldest 2024-08-09 (0 rows, 110 are usual)")
    else:
        assert_goes_on(short)
    assert len(lost(office)) == stops


def test_a_program_of_more_days_is_held_while_one_of_them_is_lost_and_the_others_go_on(office: Company) -> None:
    feed(office, 20, d0809=0)
    office.decide("longer", 20)
    office.decide("long", 10)
    office.grant(("longer", "idle", OLD), ("long", "idle", OLD))
    short = office.having(policy={"inactivity_days": 8})
    office.log(("longer", "bad", days_before(1)))
    with office.refusing("user_id <> 'bad'"):
        [longer] = short.run()["held"]
    assert longer["reason"] == "accesses that could not be written, see lapse rejected"
    report = short.run()
    reason = "an access log has lost a day of its 20 days, see lapse log-day list"
    assert report["held"] == [{"program_id": "longer", "permissions": 1, "reason": reason}]
    assert (short.permissions(), short.revoked()) == ({("longer", "idle")}, {IDLE, ("long", "idle")})
    accept(short, FRIDAY)
    assert short.run()["held"] == []
    assert short.permissions() == set()


def accept(company: Company, day: datetime, accepted_as: str = "holiday") -> None:
    log = company.names["access_log"]
    done = company.call("log-day", "accept", log, f"{day:%Y-%m-%d}", "--as", accepted_as, "--reason", "audit")
    assert done.code == 0, done.err


def test_each_of_two_lost_days_must_be_accepted(office: Company) -> None:
    feed(office, 20, d0808=0, d0809=1)
    assert_stopped(office, "has lost 2 days of the last 90, the oldest 2024-08-08 (0 rows, 110 are usual)")
    accept(office, THURSDAY)
    assert_stopped(office, "has lost 1 day of the last 90, the oldest 2024-08-09 (1 row, 110 are usual)")
    accept(office, FRIDAY)
    assert_goes_on(office)


def test_a_holiday_accepted_on_the_evening_after_it_lets_that_evening_go_on(office: Company) -> None:
    feed(office, 25, d0819=0)
    office.log(("pulse", "pulse", TODAY))
    report = office.run()
    assert (report["exit_code"], report["steps"][-1]["step"]) == (4, "guard log volume")
    accept(office, TODAY - timedelta(days=1))
    assert_goes_on(office)


def newest_window(company: Company) -> datetime:
    text = "select w.read_from from {watermark} w where w.run_id = (select max(m.run_id) from {watermark} m)"
    begin: datetime = company.query(text)[0]["read_from"]
    return begin


def test_a_backfill_of_several_days_is_read_from_the_oldest_on_and_keeps_its_users(
    office: Company,
) -> None:
    first = days_before(6)
    feed(office, 30, d0808=0, d0809=0)
    office.execute("delete from {access_log} l where l.accessed_at > :at", at=first)
    office.grant(("books", "seen", OLD))
    words = "has lost 2 days of the last 90, the oldest 2024-08-08 (0 rows, 110 are usual)"
    assert_stopped(office, words, first)
    for ago in range(5, 0, -1):
        fill(office, TODAY - timedelta(days=ago), 110)
        assert_stopped(office, words, TODAY - timedelta(days=ago) + timedelta(hours=18))
    office.log(("pulse", "pulse", FRIDAY + timedelta(days=1)))  # of the day after: of no day that was lost
    assert_stopped(office, words, TODAY)
    assert newest_window(office) > FRIDAY + timedelta(days=1), "no evening reads again what has not changed"

    fill(office, FRIDAY, 110)
    office.log(("books", "seen", THURSDAY + timedelta(seconds=1)))
    fill(office, THURSDAY, 110)
    assert_goes_on(office)
    assert newest_window(office) == THURSDAY
    assert office.permissions() == {("books", "seen")}
    assert lost(office) == set()


def test_a_lost_day_of_the_window_does_not_shorten_it(office: Company) -> None:
    feed(office, 25, d0819=0)
    office.log(("pulse", "pulse", TODAY))
    office.grant(("books", "seen", OLD))
    assert office.run()["exit_code"] == 4
    fill(office, TODAY - timedelta(days=1), 110)
    office.log(("books", "seen", TODAY - timedelta(days=2)))
    assert_goes_on(office, AS_OF + timedelta(hours=1))
    assert newest_window(office) == TODAY - timedelta(days=3)
    assert office.permissions() == {("books", "seen")}


def test_a_backfill_may_come_in_parts_until_look_back_days_after_half_of_it(office: Company) -> None:
    feed(office, 30, d0808=0)
    office.grant(("books", "early", OLD))
    assert office.run()["exit_code"] == 4
    fill(office, THURSDAY, 53)
    office.log(("books", "early", THURSDAY))
    assert_stopped(office, "the oldest 2024-08-08 (54 rows, 110 are usual)", AS_OF + timedelta(minutes=1))
    office.log(("pulse", "pulse", THURSDAY))
    assert_goes_on(office, AS_OF + timedelta(hours=1))
    office.grant(("books", "late", OLD))
    office.log(("books", "late", THURSDAY))
    assert_goes_on(office, AS_OF + timedelta(hours=2))
    assert office.permissions() == {("books", "early"), ("books", "late")}
    assert newest_window(office) == THURSDAY
    office.log(("books", "too late", THURSDAY))
    office.run("sync", as_of=AS_OF + timedelta(days=3, hours=1))
    assert newest_window(office) > THURSDAY + timedelta(days=5)
    count_workdays(office, 100, 200)  # what is usual grows: over half of the day's rows are no longer half of it
    office.run("sync", as_of=AS_OF + timedelta(days=3, hours=2))
    assert f"{THURSDAY:%Y-%m-%d}" not in office.call("log-day", "list").out


def test_what_lapses_by_days_that_touch_a_day_accepted_as_lost_says_so(office: Company) -> None:
    feed(office, 30, d0809=0)
    office.decide("short", 10)
    office.grant(("short", "idle", OLD))
    office.run()
    accept(office, FRIDAY, "lost")
    office.run()
    archived = office.query("select v.program_id, v.lost_day from {revocation} v order by v.program_id")
    assert [tuple(row.values()) for row in archived] == [("books", FRIDAY), ("short", None)]


def test_what_lapses_by_a_day_that_is_lost_no_more_says_nothing_of_it(office: Company) -> None:
    feed(office, 30, d0819=0)
    office.log(("pulse", "pulse", TODAY))
    office.run()
    accept(office, TODAY - timedelta(days=1), "lost")
    fill(office, TODAY - timedelta(days=1), 110)
    assert_goes_on(office, AS_OF + timedelta(hours=1))
    assert office.query("select v.user_id, v.lost_day from {revocation} v") == [{"user_id": "idle", "lost_day": None}]


def test_of_several_lost_days_the_newest_is_named_and_none_whose_acceptance_ended(office: Company) -> None:
    feed(office, 30, d0807=0, d0808=0, d0809=0)
    office.run()
    for day, accepted_as in [(7, "lost"), (8, "lost"), (9, "lost"), (9, "holiday")]:
        accept(office, datetime(2024, 8, day), accepted_as)
    assert_goes_on(office)
    assert office.query("select v.lost_day from {revocation} v") == [{"lost_day": THURSDAY}]


def count_workdays(company: Company, ago: int, rows: int) -> None:
    """Write 30 workdays of so many rows behind lapse's back, the newest so many days ago."""
    for day in (TODAY - timedelta(days=ago + n) for n in range(30)):
        company.execute(
            "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, run_id)"
            " values (:log, :day, 'workday', :log_rows, 0, 1)",
            log=company.names["access_log"],
            day=day,
            log_rows=rows,
        )


@pytest.mark.parametrize(("ago", "stops"), [(366, False), (336, True)], ids=["of before the year", "of the year"])
def test_what_is_usual_is_the_median_of_a_year(office: Company, ago: int, stops: bool) -> None:
    feed(office, 20)
    count_workdays(office, ago, 20_000)
    report = office.having(policy={"inactivity_days": 10}).run()
    assert report["exit_code"] == (4 if stops else 0)
    assert ("110 rows, 20000 are usual" in (report["message"] or "")) is stops
    assert (IDLE in office.permissions()) is stops


def test_what_lapses_by_a_holiday_says_nothing_of_a_lost_day(office: Company) -> None:
    feed(office, 30, d0809=0)
    office.run()
    accept(office, FRIDAY)
    office.run()
    assert office.query("select v.user_id, v.lost_day from {revocation} v") == [{"user_id": "idle", "lost_day": None}]


@pytest.fixture
def both(office: Company) -> Iterator[Company]:
    """A second log, fed each day and since as long."""
    office.ddl(
        "create table test_door_log (program_id varchar2(9 char), user_id varchar2(9 char), accessed_at timestamp(6))",
        embedded="create table test_door_log (program_id varchar(9), user_id varchar(9), accessed_at timestamp)",
    )
    try:
        yield office.fed_by({"table": office.names["access_log"]}, {"table": "test_door_log"})
    finally:
        office.ddl("drop table test_door_log")


def test_a_day_that_one_of_two_logs_lost_stops_the_evening_and_names_that_log(office: Company, both: Company) -> None:
    office.execute(
        "insert into {watermark} (access_log, run_id, read_from, read_to, synced_to)"
        " values ('test_door_log', 0, :at, :at, :at)",
        at=LONG_AGO,
    )
    feed(office, 20)
    copied = (
        "insert into test_door_log (program_id, user_id, accessed_at) select l.program_id, l.user_id, l.accessed_at"
    )
    friday = "l.accessed_at >= :day and l.accessed_at < :day + 1"
    office.execute(f"{copied} from {{access_log}} l where not ({friday})", day=FRIDAY)
    assert_stopped(both, "test_door_log has lost 1 day of the last 90, the oldest 2024-08-09 (0 rows, 110 are usual)")
    assert lost(both) == {("test_door_log", FRIDAY)}
    office.accept_day(office.names["access_log"], FRIDAY, "lost")
    assert_stopped(both, "test_door_log has lost 1 day of the last 90, the oldest 2024-08-09 (0 rows, 110 are usual)")
    office.execute(f"{copied} from {{access_log}} l where {friday}", day=FRIDAY)
    assert_goes_on(both)
