"""What a monitor asks: does the evening's run do its work?"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from runner.dba.review import write
from runner.environment import file as environment
from tests.command import called
from tests.company import AS_OF, Company, days_before

HOUR = 1 / 24


def asked(company: Company) -> dict[str, Any]:
    done = company.call("status", "--json")
    found: dict[str, Any] = json.loads(done.out)
    assert done.code == found["exit_code"]
    return found


def state(company: Company) -> tuple[int, list[tuple[str, str]]]:
    """Return the exit code, and the findings by their state."""
    found = asked(company)
    return found["exit_code"], [(each["state"], each["finding"]) for each in found["findings"]]


def good_evening(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("pulse", "pulse", days_before(300)))
    assert company.run()["exit_code"] == 0


def clock(company: Company) -> datetime:
    with company.session() as session:
        now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
        return now


def ran(company: Company, run_id: int, jobs: str = "sync judge revoke", status: str = "done", ago: float = 0) -> None:
    """Write a run into the ledger as if it had been so, that many days ago."""
    company.execute(
        "insert into {run} (run_id, environment, jobs, as_of, status, started_at, heartbeat_at, judged_at, finished_at,"
        " sql_digest, lapse_version, host_name, os_user)"
        " values (:run_id, 'test', :jobs, sysdate - :ago, :status, sysdate - :ago, sysdate - :ago, sysdate - :ago,"
        " sysdate - :ago, 'x', 'x', 'x', 'x')",
        run_id=run_id,
        jobs=jobs,
        status=status,
        ago=ago,
    )


# ----- whether evenings end well -----


def test_an_evening_that_ended_well_is_ok_in_one_line_with_its_figures(company: Company) -> None:
    ran(company, 1)
    done = company.call("status")
    first = done.out.splitlines()[0]
    assert done.code == 0
    assert first.startswith("LAPSE OK - test: run 1 ended well at ")
    assert ": 0 permissions revoked, 0 programs held | 'last_success_age'=" in first
    assert first.endswith("'rejected_items'=0;0;;0 'lost_days'=0;0;;0 'exemptions_ending'=0;0;;0")
    assert asked(company)["findings"] == []


def test_plan_and_sync_are_no_evening_and_a_run_with_other_jobs_is_one(company: Company) -> None:
    nothing = (2, [("critical", "no evening has ended well yet")])
    company.log(("a", "u1", AS_OF))
    assert state(company) == nothing
    company.plan()
    company.run("sync")
    assert state(company) == nothing
    company.run("sync", "judge", "revoke", "purge", before=days_before(2000))
    company.plan()
    assert state(company) == (0, [])


def test_revoke_without_the_sync_and_judge_of_its_own_run_is_an_evening_that_was_stopped(company: Company) -> None:
    company.log(("a", "u1", AS_OF))
    for job in ("sync", "judge", "revoke"):
        company.run(job)
    code, [overdue, (stopped, why)] = state(company)
    assert (code, overdue[0], stopped) == (2, "critical", "warning")
    assert why.startswith("run 3 was stopped: guard run is judged ")


def test_an_evening_is_overdue_after_26_hours_and_not_before(company: Company) -> None:
    ran(company, 1, ago=26.1 * HOUR)
    code, [(critical, finding)] = state(company)
    assert (code, critical) == (2, "critical")
    assert finding.startswith("no evening has ended well since ")
    assert finding.endswith(", over 26 hours ago")
    assert state(company.having(status={"max_evening_age_hours": 27})) == (0, [])
    ran(company, 2, status="rejected", ago=25.9 * HOUR)
    assert state(company) == (0, [])


def test_an_evening_that_was_stopped_warns_and_says_why(company: Company) -> None:
    good_evening(company)
    company.execute("delete from {access_log} l")
    assert company.run()["exit_code"] == 4
    [row] = asked(company)["findings"]
    assert (row["state"], row["run_id"], row["todo"]) == ("warning", 2, "see lapse show 2")
    assert row["finding"].startswith("run 2 was stopped: ")
    assert company.call("status").out.startswith("LAPSE WARNING - test: run 2 was stopped: ")


def test_an_evening_that_failed_or_died_is_critical_and_one_that_works_is_not(company: Company) -> None:
    ran(company, 1)
    for run_id, status, expected in ((2, "failed", "critical"), (3, "abandoned", "critical"), (4, "running", "ok")):
        ran(company, run_id, status=status)
        found, finding = state(company)[1][0]
        assert (found, finding.startswith(f"run {run_id} ")) == (expected, True), status
    company.execute("delete from {run} r where r.run_id in (2, 3)")
    assert state(company)[0] == 0
    assert "; run 4 has been running since " in company.call("status").out.splitlines()[0]
    company.execute("update {run} r set r.heartbeat_at = r.heartbeat_at - 3 / 24 where r.run_id = 4")
    code, [(found, finding)] = state(company)
    assert (code, found) == (1, "warning")
    assert finding.startswith("run 4 has not given a sign of life since ")


def test_other_runs_that_failed_since_the_last_good_evening_warn(company: Company) -> None:
    ran(company, 1)
    ran(company, 2, "sync judge", "failed")
    finding = "1 other run failed or died since the last good evening, the newest run 2"
    assert state(company) == (1, [("warning", finding)])
    ran(company, 3)
    assert state(company) == (0, [])


# ----- what else needs attention -----


def test_items_that_are_still_to_be_written_warn(company: Company) -> None:
    company.log(("a", "bad", days_before(1)), ("a", "good", days_before(1)))
    with company.refusing("user_id <> 'bad'"):
        company.run()
    finding = "1 rejected item could not be written yet, the newest in run 1"
    assert state(company) == (1, [("warning", finding)])
    assert asked(company)["rejected_items"] == 1
    company.run()
    assert state(company) == (0, [])
    assert asked(company)["rejected_items"] == 0


def test_a_pause_warns_while_it_lasts(company: Company) -> None:
    ran(company, 1)
    assert company.call("pause", "--until", "2999-12-31", "--reason", "month | end").code == 0
    [row] = asked(company)["findings"]
    assert row["finding"] == "paused until 2999-12-31 00:00:00 (month | end): runs revoke nothing"
    assert (row["ends_at"], row["reason"]) == ("2999-12-31 00:00:00", "month | end")
    assert company.call("status").out.count("|") == 1, "what is behind another one would be performance data too"
    assert company.call("resume").code == 0
    assert state(company) == (0, [])


def test_lost_days_warn_for_each_log_until_somebody_accepts_them(company: Company) -> None:
    ran(company, 1)
    log = company.names["access_log"]
    for name, day, rows in ((log, 7, 0), (log, 5, 9), (log, 6, 10), ("a_log_of_old", 5, 0)):
        company.execute(
            "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, usual_rows, run_id)"
            " values (:log, :log_day, 'workday', :log_rows, 0, 1000, 1)",
            log=name,
            log_day=datetime(2024, 8, day),
            log_rows=rows,
        )
    [row] = asked(company)["findings"]
    assert (row["access_log"], row["lost_days"], row["oldest_day"]) == (log, 2, "2024-08-05 00:00:00")
    assert row["finding"] == f"2 lost days of {log} not accepted, the oldest 2024-08-05"
    for accepted, left in (
        ("2024-08-05", f"1 lost day of {log} not accepted, the oldest 2024-08-07"),
        ("2024-08-07", None),
    ):
        assert company.call("log-day", "accept", log, accepted, "--as", "lost", "--reason", "audit").code == 0
        assert [finding for _, finding in state(company)[1]] == ([left] if left else [])


def test_exemptions_that_end_within_14_days_warn_unless_a_wider_one_lasts_longer(company: Company) -> None:
    ran(company, 1)
    now = clock(company)
    begin, soon, later = now - timedelta(days=9), now + timedelta(days=13), now + timedelta(days=15)
    company.exempt("a", None, begin, later)
    company.exempt("a", "ann", begin, soon)  # the program's own lasts longer
    company.exempt("b", None, begin, now - timedelta(hours=1))  # has ended
    company.exempt("c", None, now + timedelta(days=1), soon)  # to come
    assert state(company) == (0, [])
    company.exempt(None, "ann", begin, soon)
    finding = f"1 exemption ends within 14 days, the first on {soon:%Y-%m-%d %H:%M:%S}"
    assert state(company) == (1, [("warning", finding)])


def test_programs_held_for_over_14_days_warn_until_a_judgement_releases_them(company: Company) -> None:
    for run_id, ago, held in ((1, 15, "ab"), (2, 13, "a"), (3, 0, "abc")):
        ran(company, run_id, ago=ago)
        for program in "abc":
            company.execute(
                "insert into {run_program} (run_id, program_id, permission_rows, rows_without_grant_date,"
                " inactivity_days, revocation_mode, when_silent, notice, held_reason)"
                " values (:run_id, :program, 1, 0, 90, 'enforce', 'hold', 'on', :reason)",
                run_id=run_id,
                program=program,
                reason="silent" if program in held else None,
            )
    assert state(company) == (1, [("warning", "1 program held for over 14 days, first a")])
    assert asked(company)["held_programs"] == 3
    assert state(company.having(status={"max_held_days": 16})) == (0, [])


def test_candidates_mostly_in_held_programs_warn_where_there_are_more_than_the_floor(company: Company) -> None:
    ran(company, 1)
    for number in range(4):
        company.execute(
            "insert into {candidate} (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days,"
            " protected_by) values (1, 'a', :usr, sysdate, 1, 90, :rule)",
            usr=f"u{number}",
            rule="held_program" if number < 2 else None,
        )
    assert state(company) == (0, [])
    company.execute("update {candidate} c set c.protected_by = 'held_program' where c.user_id = 'u2'")
    assert state(company) == (1, [("warning", "3 of 4 candidates of run 1 are in held programs, over 50 %")])
    assert state(company.having(guards={"percent_floor": 4})) == (0, [])


@contextmanager
def reviewed(company: Company) -> Iterator[Company]:
    strict = company.having(review={"required": True})
    write(environment.read(str(strict.file)))
    yield strict


def test_sql_that_differs_from_its_review_is_critical_where_the_next_run_stops_on_it(company: Company) -> None:
    ran(company, 1)
    with reviewed(company) as strict:
        assert state(strict) == (0, [])
        own = "the SQL of lapse status is not what was reviewed, so it was not run; the evenings do not need it"
        next_run = "the next run will end with exit code 5: the SQL is not what was reviewed"
        for path, found in (
            ("status/10_overdue.sql", (3, [("unknown", own)])),
            ("jobs/judge/20_list_candidates.sql", (2, [("critical", next_run)])),
        ):
            [text] = strict.file.parent.glob(f"review/*/sql/{path}")
            text.write_text(text.read_text(encoding="utf-8") + "-- \n", encoding="utf-8")
            assert state(strict) == found


def test_what_cannot_be_found_out_is_unknown_in_one_line(company: Company) -> None:
    no_tables = company.having(tables={"prefix": "nobody_"})
    for arguments, words in (
        (("--env", str(no_tables.file)), "lapse's own tables cannot be read"),
        (("--env", "nobody"), "there is no environment file"),
        ((), "no environment given"),
        (("--bogus",), "--bogus"),
        (("--all", "--env", "demo"), "--all means every environment"),
    ):
        done = called("status", *arguments)
        [line] = done.out.splitlines()
        assert (done.code, line.startswith("LAPSE UNKNOWN - "), words in line) == (3, True, True), line
        assert json.loads(called("status", *arguments, "--json").out)["exit_code"] == 3


# ----- what it notes: nothing that changes the state -----


def noted(company: Company) -> list[dict[str, Any]]:
    """Return the notes, which the text says as well, a line each."""
    assert state(company) == (0, [])
    notes: list[dict[str, Any]] = asked(company)["notes"]
    lines = company.call("status").out.splitlines()
    assert [line for line in lines if line.startswith("note: ")] == [f"note: {row['note']}" for row in notes]
    return notes


def test_rows_dated_more_than_a_day_ahead_are_noted(company: Company) -> None:
    good_evening(company)
    ahead = clock(company).replace(microsecond=0) + timedelta(days=2)
    company.log(("pulse", "pulse", ahead - timedelta(days=1, hours=2)))
    assert noted(company) == []
    company.log(("pulse", "pulse", ahead), ("pulse", "pulse", ahead + timedelta(days=1)))
    [row] = noted(company)
    newest = str(ahead + timedelta(days=1))
    assert (row["access_log"], row["log_rows"], row["newest_at"]) == (company.names["access_log"], 2, newest)
    assert f"clock: 2, the newest {newest}" in row["note"]


def test_candidates_that_another_spelling_protects_are_noted_with_their_twins(company: Company) -> None:
    good_evening(company)
    company.log(("wiki", "ann", days_before(1)), ("wiki", "bob", days_before(1)))
    company.grant(("wiki", "Ann", days_before(300)), ("WIKI", "bob", days_before(300)))
    company.run()
    [row] = [row for row in noted(company) if "candidates" in row]
    assert row["candidates"] == 2
    assert '"Ann" of program "wiki" ("ann" of program "wiki"' in row["note"]
    assert '"bob" of program "WIKI" ("bob" of program "wiki"' in row["note"]
    company.execute("update {permission} p set p.user_id = 'ann' where p.user_id = 'Ann'")
    company.execute("update {permission} p set p.program_id = 'wiki' where p.program_id = 'WIKI'")
    company.run()
    assert [row for row in noted(company) if "candidates" in row] == []


def test_each_log_shows_its_items_and_is_noted_where_most_of_them_hold_no_permission(company: Company) -> None:
    company.grant(("wiki", "ann", days_before(10)), ("wiki", "bob", days_before(10)))
    company.log(*(("wiki", user, AS_OF) for user in ("ann", "bob", "0001", "0002")))
    company.run()
    [log] = asked(company)["logs"]
    name = company.names["access_log"]
    assert (log["access_log"], log["items"], log["items_without_permission"]) == (name, 4, 2)
    assert (log["without_permission_percent"], log["synced_to"]) == (50, str(AS_OF))
    assert noted(company) == []
    company.log(("wiki", "0003", AS_OF))
    company.run()
    [row] = noted(company)
    assert (row["access_log"], row["items"], row["items_without_permission"]) == (name, 5, 3)
    pairs = "3 of 5 (program, user) pairs in the last 24 hours of"
    assert row["note"].startswith(f"{pairs} {name} have no permission. ")
