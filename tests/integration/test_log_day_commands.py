"""Lost days of the access logs, as people list and accept them."""

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.engine.ledger import os_user
from tests.company import Company, days_before

LOST, QUIET, BUSY, YOUNG = (f"2024-08-{day:02}" for day in (7, 8, 9, 12))
HOLIDAY = ("--as", "holiday", "--reason", "audit 7")


@pytest.fixture
def office(company: Company) -> Company:
    """A log with a lost day, two that are not, one that is too young to be one, and a lost day of a log of old."""
    log = company.names["access_log"]
    for table, day, rows, usual in (
        (log, LOST, 9, 1000),
        (log, QUIET, 10, 1000),
        (log, BUSY, 1200, 1000),
        (log, YOUNG, 0, None),
        ("a_log_of_old", LOST, 0, 1000),
    ):
        company.execute(
            "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, usual_rows, run_id)"
            " values (:log, :log_day, 'workday', :log_rows, 0, :usual_rows, 1)",
            log=table,
            log_day=datetime.fromisoformat(day),
            log_rows=rows,
            usual_rows=usual,
        )
    return company


def listed(company: Company) -> list[dict[str, Any]]:
    result = company.call("log-day", "list", "--json")
    assert result.code == 0, result.err
    rows: list[dict[str, Any]] = json.loads(result.out)
    return rows


def accepted(company: Company) -> list[dict[str, Any]]:
    return company.query(
        "select t.accepted_as, t.reason, t.accepted_by, t.ended_by from {accepted_day} t"
        " order by t.access_log, t.log_day, t.accepted_id"
    )


def refused(company: Company, *arguments: str, command: str = "accept") -> str:
    """Accept or reopen a day that must not be; return what the command said."""
    before = company.tables()
    result = company.call("log-day", command, *arguments)
    assert result.code == 2, result.out
    assert company.tables() == before
    return result.err


def test_no_lost_day_is_said(company: Company) -> None:
    assert company.call("log-day", "list").out == "no lost days\n"
    assert listed(company) == []


def test_the_list_holds_the_lost_days_of_the_environments_logs_and_no_other_day(office: Company) -> None:
    row = {
        "access_log": office.names["access_log"],
        "log_day": LOST,
        "day_kind": "workday",
        "log_rows": 9,
        "usual_rows": 1000,
        "accepted_as": None,
        "reason": None,
        "accepted_by": None,
        "accepted_at": None,
    }
    assert listed(office) == [row]
    [line] = csv.DictReader(io.StringIO(office.call("log-day", "list", "--csv").out))
    assert line == {name: "" if value is None else str(value) for name, value in row.items()}


def test_an_accepted_day_stays_in_the_list_with_who_why_and_when(office: Company) -> None:
    log = office.names["access_log"]
    done = office.call("log-day", "accept", log.upper(), LOST, *HOLIDAY)
    assert done.code == 0, done.err
    assert "audit 7" in done.out
    assert "If its rows can still be loaded, load them instead." in done.out
    [row] = listed(office)
    assert (row["access_log"], row["log_day"], row["accepted_as"], row["reason"]) == (log, LOST, "holiday", "audit 7")
    assert row["accepted_by"]
    assert row["accepted_at"]


def test_accepting_again_ends_the_first_acceptance_and_keeps_it(office: Company) -> None:
    log = office.names["access_log"]
    assert "has ended" not in office.call("log-day", "accept", log, LOST, *HOLIDAY).out
    office.execute("update {accepted_day} t set t.accepted_by = 'ann', t.accepted_at = t.accepted_at - 30")
    [before] = listed(office)
    again = office.call("log-day", "accept", log, LOST, "--as", "lost", "--reason", "the disk")
    assert (again.code, "the previous acceptance has ended" in again.out) == (0, True)
    [after] = listed(office)
    assert (after["accepted_as"], after["reason"], after["accepted_by"]) == ("lost", "the disk", os_user())
    assert after["accepted_at"] > before["accepted_at"]
    assert [tuple(row.values()) for row in accepted(office)] == [
        ("holiday", "audit 7", "ann", os_user()),
        ("lost", "the disk", os_user(), None),
    ]


def test_a_day_has_one_acceptance_in_force(office: Company) -> None:
    log = office.names["access_log"]
    key = {"access_log": log, "log_day": datetime.fromisoformat(LOST)}
    said = {"accepted_as": "lost", "reason": "the disk", "accepted_by": "bob"}
    with office.database.session() as session:
        assert session.execute("log_day/accept_lost_day.sql", **key, **said) == 1
        assert session.execute("log_day/accept_lost_day.sql", **key, **said) == 0
        session.commit()
    [row] = accepted(office)
    assert (row["accepted_by"], row["ended_by"]) == ("bob", None)


def test_a_day_that_another_session_is_accepting_is_refused_in_words(office: Company) -> None:
    log = office.names["access_log"]
    with office.session() as other:
        other.query("log_day/lock_log_day.sql", access_log=log, log_day=datetime.fromisoformat(LOST))
        done = office.call("log-day", "accept", log, LOST, *HOLIDAY)
    assert (done.code, accepted(office)) == (1, [])
    assert f"another session is accepting {LOST} of {log}, or a run is counting its rows; nothing was done" in done.err
    assert office.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0


def test_a_reopened_day_is_open_again_and_its_acceptance_is_kept(office: Company) -> None:
    log = office.names["access_log"]
    assert office.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0
    done = office.call("log-day", "reopen", log, LOST)
    assert done.code == 0, done.err
    assert f"{LOST} of {log} is no longer accepted: runs stop until its rows are loaded" in done.out
    [row] = listed(office)
    assert (row["log_day"], row["accepted_as"], row["reason"], row["accepted_by"]) == (LOST, None, None, None)
    assert [tuple(row.values()) for row in accepted(office)] == [("holiday", "audit 7", os_user(), os_user())]
    assert office.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0
    assert [row["ended_by"] for row in accepted(office)] == [os_user(), None]


def test_only_an_accepted_day_is_reopened(office: Company) -> None:
    log = office.names["access_log"]
    assert f"{LOST} of {log} is not accepted; nothing was done" in refused(office, log, LOST, command="reopen")
    assert office.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0
    assert f"{QUIET} of {log} is not accepted" in refused(office, log, QUIET, command="reopen")
    assert "a_log_of_old is not an access log of test" in refused(office, "a_log_of_old", LOST, command="reopen")
    assert office.call("log-day", "reopen", log, LOST).code == 0
    assert f"{LOST} of {log} is not accepted; nothing was done" in refused(office, log, LOST, command="reopen")


def test_a_day_that_is_lost_no_more_keeps_the_acceptance_it_has(office: Company) -> None:
    log = office.names["access_log"]
    assert office.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0
    office.execute("update {log_day} d set d.log_rows = 1000 where d.access_log = :log", log=log)
    assert f"{log} has 1,000 rows on {LOST}" in refused(office, log, LOST, "--as", "lost", "--reason", "the disk")
    assert [(row["accepted_as"], row["ended_by"]) for row in accepted(office)] == [("holiday", None)]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (QUIET, f"has 10 rows on {QUIET} (usual: 1,000), so that day is not lost; nothing was done"),
        (BUSY, f"has 1,200 rows on {BUSY} (usual: 1,000), so that day is not lost; nothing was done"),
        (YOUNG, f"has 0 rows on {YOUNG}, and no sync has compared them with what is usual"),
    ],
)
def test_only_a_lost_day_is_accepted(office: Company, day: str, why: str) -> None:
    log = office.names["access_log"]
    assert f"{log} {why}" in refused(office, log, day, *HOLIDAY)


def test_a_day_that_no_sync_has_counted_is_refused(office: Company) -> None:
    log = office.names["access_log"]
    assert f"no sync has counted the rows of {log} on 2024-01-01" in refused(office, log, "2024-01-01", *HOLIDAY)


def test_a_log_of_no_environment_is_refused_and_those_there_are_named(office: Company) -> None:
    two = office.fed_by({"table": office.names["access_log"]}, {"table": "another_log"})
    said = refused(two, "a_log_of_old", LOST, *HOLIDAY)
    assert f"a_log_of_old is not an access log of test; known: {office.names['access_log']}, another_log" in said


def test_a_day_is_accepted_as_something_and_for_a_reason(office: Company, subtests: pytest.Subtests) -> None:
    for options in [
        ("--reason", "audit"),
        ("--as", "holiday"),
        ("--as", "gone", "--reason", "audit"),
        ("--as", "lost", "--reason", " "),
    ]:
        with subtests.test(options=options):
            refused(office, office.names["access_log"], LOST, *options)


def test_the_same_day_of_another_log_is_accepted_by_itself(office: Company) -> None:
    both = office.fed_by({"table": office.names["access_log"]}, {"table": "a_log_of_old"})
    assert both.call("log-day", "accept", "a_log_of_old", LOST, *HOLIDAY).code == 0
    assert {(row["access_log"], row["accepted_as"]) for row in listed(both)} == {
        (office.names["access_log"], None),
        ("a_log_of_old", "holiday"),
    }


# ----- whole evenings -----

IDLE = ("books", "idle")


def feed(company: Company, day: datetime, rows: int = 110) -> None:
    company.log(*(("books", f"u{number}", day + timedelta(hours=9, seconds=number)) for number in range(rows)))


@pytest.fixture
def works(company: Company) -> Company:
    """A log of 30 days with 110 rows a day, none of one of them, and a permission that nobody used for 200 days."""
    for days in range(1, 31):
        day = days_before(days).replace(hour=0)
        if day != datetime.fromisoformat(LOST):
            feed(company, day)
    company.grant((*IDLE, days_before(200)))
    return company


def test_evenings_stop_at_a_lost_day_until_it_is_accepted(works: Company) -> None:
    assert works.run()["status"] == "stopped"
    assert [(row["log_day"], row["log_rows"], row["usual_rows"]) for row in listed(works)] == [(LOST, 0, 110)]
    assert works.permissions() == {IDLE}
    assert works.call("log-day", "accept", works.names["access_log"], LOST, *HOLIDAY).code == 0
    assert works.run()["status"] == "done"
    assert (works.permissions(), works.revoked()) == (set(), {IDLE})


def test_evenings_stop_again_at_a_day_that_is_reopened_until_its_rows_are_there(works: Company) -> None:
    works.run()
    log = works.names["access_log"]
    assert works.call("log-day", "accept", log, LOST, *HOLIDAY).code == 0
    assert works.call("log-day", "reopen", log, LOST).code == 0
    assert works.run()["status"] == "stopped"
    assert works.permissions() == {IDLE}
    feed(works, datetime.fromisoformat(LOST))
    assert works.run()["status"] == "done"
    assert (works.permissions(), works.revoked()) == (set(), {IDLE})


def test_a_lost_day_that_is_backfilled_is_read_by_the_next_evening_and_lost_no_more(works: Company) -> None:
    works.run()
    feed(works, datetime.fromisoformat(LOST))
    works.log((*IDLE, datetime.fromisoformat(LOST)))
    assert works.run()["status"] == "done"
    assert listed(works) == []
    assert works.permissions() == {IDLE}


def test_an_accepted_day_is_not_read_again(works: Company) -> None:
    works.run()
    assert works.call("log-day", "accept", works.names["access_log"], LOST, *HOLIDAY).code == 0
    feed(works, datetime.fromisoformat(LOST))
    works.run()
    assert [(row["log_rows"], row["accepted_as"]) for row in listed(works)] == [(0, "holiday")]
