"""What a monitor asks: does the evening's run do its work?"""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.company import AS_OF, Company, days_before

HOUR = 1 / 24


def _status(company: Company) -> tuple[int, str | None]:
    done = company.call("status", "--json")
    return done.code, json.loads(done.out)["problem"]


def test_status_of_a_company_without_a_run_is_a_problem(company: Company) -> None:
    assert _status(company) == (1, "no evening has run yet")


def test_plan_and_sync_are_no_evening(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.plan()
    company.run("sync")
    assert _status(company) == (1, "no evening has run yet")
    company.run()
    company.plan()
    assert _status(company) == (0, None)


def test_status_after_a_good_evening_is_well(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    assert _status(company) == (0, None)


def test_status_of_an_evening_that_was_stopped_names_it(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    company.execute("delete from {access_log} l")
    assert company.run()["exit_code"] == 4
    assert _status(company) == (4, "the newest evening: stopped")


def test_status_tells_when_the_evening_is_overdue(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    company.execute("update {run} r set r.finished_at = r.finished_at - :days", days=24.9 * HOUR)
    assert _status(company) == (0, None)
    company.execute("update {run} r set r.finished_at = r.finished_at - :days", days=0.2 * HOUR)
    code, problem = _status(company)
    assert code == 1
    assert problem is not None
    assert problem.startswith("no evening has ended well since ")


def test_status_counts_items_that_are_still_to_be_written(company: Company) -> None:
    company.log(("a", "bad", days_before(1)), ("a", "good", days_before(1)))
    with company.refusing("user_id <> 'bad'"):
        company.run()
    assert json.loads(company.call("status", "--json").out)["outstanding_items"] == 1
    company.run()
    assert json.loads(company.call("status", "--json").out)["outstanding_items"] == 0


# ----- what it warns of -----


def warned(company: Company) -> list[dict[str, Any]]:
    """Return the warnings, which the text says as well, a line each; none of them changes the exit code."""
    assert _status(company) == (0, None)
    warnings: list[dict[str, Any]] = json.loads(company.call("status", "--json").out)["warnings"]
    lines = company.call("status").out.splitlines()
    assert [line for line in lines if line.startswith("warning: ")] == [
        f"warning: {row['warning']}" for row in warnings
    ]
    return warnings


def good_evening(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("pulse", "pulse", days_before(300)))
    assert company.run()["exit_code"] == 0


def clock(company: Company) -> datetime:
    with company.session() as session:
        now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
        return now


def count_day(company: Company, log: str, day: int, rows: int) -> None:
    company.execute(
        "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, usual_rows, run_id)"
        " values (:log, :log_day, 'workday', :log_rows, 0, 1000, 1)",
        log=log,
        log_day=datetime(2024, 8, day),
        log_rows=rows,
    )


def test_a_company_in_order_is_not_warned_of(company: Company) -> None:
    good_evening(company)
    assert warned(company) == []


def test_a_pause_is_warned_of_while_it_lasts(company: Company) -> None:
    good_evening(company)
    assert company.call("pause", "--until", "2999-12-31", "--reason", "audit").code == 0
    [row] = warned(company)
    assert row["warning"] == "paused until 2999-12-31 00:00:00 (audit): runs revoke nothing"
    assert (row["ends_at"], row["reason"]) == ("2999-12-31 00:00:00", "audit")
    assert company.call("resume").code == 0
    assert warned(company) == []


def test_lost_days_are_warned_of_per_log_until_somebody_accepts_them(company: Company) -> None:
    good_evening(company)
    log = company.names["access_log"]
    for day, rows in ((7, 0), (5, 9), (6, 10)):
        count_day(company, log, day, rows)
    count_day(company, "a_log_of_old", 5, 0)
    [row] = warned(company)
    assert (row["access_log"], row["lost_days"], row["oldest_day"]) == (log, 2, "2024-08-05 00:00:00")
    assert row["warning"].startswith(f"2 lost days of {log} not accepted, the oldest 2024-08-05. ")
    for accepted, said in (("2024-08-05", "2 lost days"), ("2024-08-07", "1 lost day of")):
        assert warned(company)[0]["warning"].startswith(said)
        assert company.call("log-day", "accept", log, accepted, "--as", "lost", "--reason", "audit").code == 0
    assert warned(company) == []


def test_rows_dated_more_than_a_day_ahead_are_warned_of(company: Company) -> None:
    good_evening(company)
    ahead = clock(company).replace(microsecond=0) + timedelta(days=2)
    company.log(("pulse", "pulse", ahead - timedelta(days=1, hours=2)))
    assert warned(company) == []
    company.log(("pulse", "pulse", ahead), ("pulse", "pulse", ahead + timedelta(days=1)))
    [row] = warned(company)
    newest = str(ahead + timedelta(days=1))
    assert (row["access_log"], row["log_rows"], row["newest_at"]) == (company.names["access_log"], 2, newest)
    assert f"clock: 2, the newest {newest}" in row["warning"]


def test_candidates_that_another_spelling_protects_are_warned_of_with_their_twins(company: Company) -> None:
    good_evening(company)
    company.log(("wiki", "ann", days_before(1)), ("wiki", "bob", days_before(1)))
    company.grant(("wiki", "Ann", days_before(300)), ("WIKI", "bob", days_before(300)))
    company.run()
    [row] = [row for row in warned(company) if "candidates" in row]
    assert row["candidates"] == 2
    assert '"Ann" of program "wiki" ("ann" of program "wiki"' in row["warning"]
    assert '"bob" of program "WIKI" ("bob" of program "wiki"' in row["warning"]
    company.execute("update {permission} p set p.user_id = 'ann' where p.user_id = 'Ann'")
    company.execute("update {permission} p set p.program_id = 'wiki' where p.program_id = 'WIKI'")
    company.run()
    assert [row for row in warned(company) if "candidates" in row] == []


def test_each_log_shows_its_items_and_is_warned_of_where_most_of_them_hold_no_permission(company: Company) -> None:
    company.grant(("wiki", "ann", days_before(10)), ("wiki", "bob", days_before(10)))
    company.log(*(("wiki", user, AS_OF) for user in ("ann", "bob", "0001", "0002")))
    company.run()
    [log] = json.loads(company.call("status", "--json").out)["logs"]
    name = company.names["access_log"]
    assert (log["access_log"], log["items"], log["items_without_permission"]) == (name, 4, 2)
    assert (log["without_permission_percent"], log["synced_to"]) == (50, str(AS_OF))
    assert warned(company) == []
    company.log(("wiki", "0003", AS_OF))
    company.run()
    [row] = warned(company)
    assert (row["access_log"], row["items"], row["items_without_permission"]) == (name, 5, 3)
    pairs = "3 of 5 (program, user) pairs in the last 24 hours of"
    assert row["warning"].startswith(f"{pairs} {name} have no permission. ")


def test_warnings_do_not_hide_that_an_evening_was_stopped(company: Company) -> None:
    good_evening(company)
    assert company.call("pause", "--until", "2999-12-31", "--reason", "audit").code == 0
    company.execute("delete from {access_log} l")
    company.run()
    done = company.call("status", "--json")
    assert (done.code, json.loads(done.out)["problem"]) == (4, "the newest evening: stopped")
    assert len(json.loads(done.out)["warnings"]) == 1
