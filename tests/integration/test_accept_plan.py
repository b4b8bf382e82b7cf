"""A list that a person has accepted lifts the limits for what stands in it, and for nothing else."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, Key, days_before

TOMORROW = AS_OF + timedelta(days=1)
AT = ("--as-of", str(AS_OF))
NONE_MAY_GO = {
    "max_revocations": 0,
    "max_revocation_percent": 0,
    "max_program_revocations": 0,
    "max_program_revocation_percent": 0,
}
LISTED = {("books", "old0"), ("books", "old1"), ("books", "old2"), ("stock", "old0")}
STAYING = {("books", "new"), ("books", "away"), ("stock", "new")}
Change = Callable[[Company], object]
TAKEN = ("permission", "revocation", "notice")


def filled_office(company: Company) -> Company:
    """Seven permissions of which four would lapse, where no limit lets a single one go; a fifth would at 80 days."""
    company.log(("pulse", "pulse", AS_OF), ("books", "away", days_before(85)))
    company.grant(*((*key, days_before(200)) for key in sorted(LISTED | {("books", "away")})))
    company.grant(("books", "new", days_before(1)), ("stock", "new", days_before(1)))
    return company.having(guards=NONE_MAY_GO)


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def run(company: Company, *options: str) -> dict[str, Any]:
    """Run the command and return its report."""
    report: dict[str, Any] = json.loads(company.call("run", *AT, "--json", *options).out)
    return report


def regrant(company: Company, granted_at: datetime) -> None:
    text = "update {permission} p set p.granted_at = :granted_at where p.program_id = 'books' and p.user_id = 'old0'"
    company.execute(text, granted_at=granted_at)


def withdraw(company: Company) -> None:
    company.execute("delete from {permission} p where p.program_id = 'books' and p.user_id = 'old0'")


def exempt(company: Company) -> None:
    company.exempt("books", "old0", days_before(1), datetime(2999, 1, 1))


@pytest.mark.parametrize("command", ["plan", "run"])
def test_the_number_that_a_plan_or_a_stopped_run_prints_is_what_run_accepts(office: Company, command: str) -> None:
    told = office.call(command, *AT)
    assert told.code == (0 if command == "plan" else 4), told.err
    number = told.out.rpartition(" --accept-plan ")[2].split()[0]
    assert office.permissions() == LISTED | STAYING
    done = office.call("run", *AT, "--accept-plan", number, "--reason", "the auditors asked for it")
    assert done.code == 0, done.err
    assert office.revoked() == LISTED
    assert office.permissions() == STAYING


def test_an_accepted_plan_lifts_each_limit_for_what_it_lists(company: Company, subtests: pytest.Subtests) -> None:
    for limit in NONE_MAY_GO:
        with subtests.test(limit=limit):
            company.empty()
            filled_office(company)
            limited = company.having(guards={limit: 0})
            stopped = limited.run()
            assert (stopped["exit_code"], limit in stopped["message"]) == (4, True)
            assert limited.permissions() == LISTED | STAYING
            assert limited.accept(stopped["run_id"])["exit_code"] == 0
            assert limited.revoked() == LISTED
            assert limited.permissions() == STAYING


def test_what_no_longer_lapses_as_it_was_listed_stays_and_the_others_go(
    company: Company, subtests: pytest.Subtests
) -> None:
    old = ("books", "old0")
    other = {old: "not_in_accepted_plan"}
    cases: list[tuple[str, Change, dict[Key, str]]] = [
        ("used", lambda office: office.log((*old, days_before(1))), {}),
        ("used after as-of", lambda office: office.log((*old, TOMORROW)), {old: "came_back"}),
        ("granted anew", lambda office: regrant(office, days_before(1)), {}),
        ("granted longer ago", lambda office: regrant(office, days_before(201)), other),
        ("granted a microsecond later", lambda office: regrant(office, days_before(200, microseconds=-1)), other),
        ("removed", withdraw, {}),
        ("exempt", exempt, {old: "exempted"}),
        (
            "reported",
            lambda office: office.decide("stock", revocation_mode="report"),
            {("stock", "old0"): "report_only"},
        ),
        ("given more days", lambda office: office.decide("stock", 365), {}),
    ]
    for case, change, rules in cases:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            accepted = office.plan()["run_id"]
            change(office)
            standing = office.permissions()
            report = office.accept(accepted)
            assert (report["exit_code"], report["message"]) == (0, None)
            found = office.protected(report["run_id"])
            assert {key: rule for key, rule in found.items() if rule} == rules
            going = {key for key, rule in found.items() if rule is None}
            assert going < LISTED
            assert len(going) == 3
            assert office.revoked() == going
            assert office.permissions() == standing - going


def test_what_is_due_but_not_listed_stays_and_the_listed_go(company: Company, subtests: pytest.Subtests) -> None:
    cases: list[tuple[str, Change, set[Key]]] = [
        ("another program", lambda office: office.grant(("wages", "old0", days_before(200))), {("wages", "old0")}),
        (
            "the same program",
            lambda office: office.grant(*(("books", f"x{n}", days_before(200)) for n in range(9))),
            set(),
        ),
        ("fewer days", lambda office: office.decide("books", 80), {("books", "away")}),
    ]
    for case, change, more in cases:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            accepted = office.plan()["run_id"]
            change(office)
            standing = office.permissions()
            report = office.accept(accepted)
            assert (report["exit_code"], report["message"]) == (0, None)
            assert office.revoked() == LISTED
            assert office.permissions() == standing - LISTED
            left_out = {
                key for key, rule in office.protected(report["run_id"]).items() if rule == "not_in_accepted_plan"
            }
            assert left_out == (standing - LISTED - STAYING) | more
            assert report["counts"]["protected_not_in_accepted_plan"] == len(left_out)


def test_a_plan_accepted_a_day_later_takes_only_what_it_listed_and_what_still_lapses(office: Company) -> None:
    office.grant(("books", "nearly", days_before(89.5)), ("stock", "nearly", days_before(89.5)))
    office.decide("mail", 2)
    office.grant(("mail", "nearly", days_before(1.5)))
    accepted = office.plan()
    assert accepted["lapsing"] == 4
    office.log(("pulse", "pulse", TOMORROW), ("books", "old0", TOMORROW - timedelta(hours=3)))

    report = office.accept(accepted["run_id"], as_of=TOMORROW)

    assert (report["exit_code"], report["message"]) == (0, None)
    nearly = {("books", "nearly"), ("stock", "nearly"), ("mail", "nearly")}
    assert office.protected(report["run_id"]) == dict.fromkeys(nearly, "not_in_accepted_plan") | dict.fromkeys(
        LISTED - {("books", "old0")}
    )
    assert office.revoked() == LISTED - {("books", "old0")}
    assert office.permissions() == STAYING | nearly | {("books", "old0")}


def test_a_plan_that_would_only_give_notice_can_be_accepted(office: Company) -> None:
    patient = office.having(policy={"notice_days": 7})
    run_id = patient.plan()["run_id"]
    done = patient.call("run", "--as-of", str(AS_OF), "--accept-plan", str(run_id), "--reason", "audit")
    assert done.code == 0, done.err
    assert office.permissions() == STAYING | LISTED
    noted = office.query("select n.program_id, n.user_id from {notice} n")
    assert {tuple(row.values()) for row in noted} == LISTED


def test_what_a_plan_would_note_may_be_noted_and_what_it_protects_may_not(company: Company, office: Company) -> None:
    patient = company.having(guards=NONE_MAY_GO, policy={"notice_days": 7})
    patient.note(("books", "old1"), days_before(7))
    patient.note(("books", "old2"), days_before(6.5))
    exempt(patient)
    accepted = patient.plan()["run_id"]
    patient.execute("delete from {exemption} e")
    patient.log(("pulse", "pulse", TOMORROW))
    report = patient.accept(accepted, as_of=TOMORROW)
    assert report["exit_code"] == 0
    assert patient.protected(report["run_id"]) == {
        ("books", "old0"): "not_in_accepted_plan",  # was exempt when the plan was made
        ("books", "old1"): None,
        ("books", "old2"): "not_in_accepted_plan",  # its notice ran when the plan was made
        ("stock", "old0"): "notice_missing",
    }
    assert patient.revoked() == {("books", "old1")}
    noted = {
        (row["program_id"], row["user_id"]) for row in patient.query("select n.program_id, n.user_id from {notice} n")
    }
    assert noted - patient.revoked() == {("books", "old2"), ("stock", "old0")}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda office: office.execute("delete from {access_log} l where l.user_id = 'pulse'"), "newest row of"),
        (lambda office: office.execute("delete from {watermark} w"), "covers less than the 90 days"),
    ],
    ids=["stale log", "young log"],
)
def test_the_other_guards_still_stop_a_run_with_an_accepted_plan(office: Company, change: Change, reason: str) -> None:
    accepted = office.plan()["run_id"]
    change(office)
    before = office.tables(*TAKEN)
    report = office.accept(accepted)
    assert (report["exit_code"], reason in report["message"]) == (4, True)
    assert office.tables(*TAKEN) == before


def test_a_held_program_stays_held_whatever_was_accepted(office: Company) -> None:
    accepted = office.plan()["run_id"]
    report = office.having(guards={"silent_program_min_permissions": 2}).accept(accepted)
    assert (report["exit_code"], report["message"]) == (0, None)
    assert [held["program_id"] for held in report["held"]] == ["stock"]
    assert office.permissions() == STAYING | {("stock", "old0")}


def refused(office: Company, *options: str) -> str:
    """Ask for a run that is refused before it does anything, and return why."""
    before = office.tables()
    answer = office.call("run", *AT, *options)
    assert (answer.code, answer.out) == (2, "")
    assert office.tables() == before
    return answer.err


def test_only_a_plan_or_a_run_stopped_after_its_judgement_can_be_accepted(company: Company, office: Company) -> None:
    company.run("sync", as_of=days_before(5))
    stale = office.run(as_of=TOMORROW + timedelta(days=9))
    assert (stale["exit_code"], office.protected(stale["run_id"])) == (4, {})
    done = company.run()
    assert (done["exit_code"], company.revoked()) == (0, LISTED)
    nothing = office.plan()
    assert (nothing["exit_code"], nothing["lapsing"]) == (0, 0)
    office.grant(*((*key, days_before(200)) for key in sorted(LISTED)))
    for number in (1, stale["run_id"], done["run_id"]):
        why = refused(office, "--accept-plan", str(number), "--reason", "x")
        assert f"run {number} is neither a plan nor a run stopped after its judgement" in why
    assert "has no candidates that lapse" in refused(office, "--accept-plan", str(nothing["run_id"]), "--reason", "x")
    assert "there is no run 77" in refused(office, "--accept-plan", "77", "--reason", "x")
    accepted = str(office.plan()["run_id"])
    for alone in (("--accept-plan", accepted), ("--reason", "x")):
        assert "go together" in refused(office, *alone)
    for blank in ("", " "):
        assert "must not be empty" in refused(office, "--accept-plan", accepted, "--reason", blank)
    assert office.permissions() == LISTED | STAYING


def test_a_plan_can_be_accepted_twice_and_takes_the_second_time_what_it_listed_and_came_again(office: Company) -> None:
    accepted = office.plan()["run_id"]
    assert office.accept(accepted)["counts"]["permissions_revoked"] == 4
    again = office.accept(accepted)
    assert (again["exit_code"], again["counts"]["permissions_revoked"]) == (0, 0)
    assert office.permissions() == STAYING


def test_the_ledger_keeps_what_was_accepted_and_why(office: Company) -> None:
    accepted = office.plan()["run_id"]
    options: list[tuple[str, ...]] = [(), ("--accept-plan", str(accepted), "--reason", "audit 7"), ()]
    assert [run(office, *each)["exit_code"] for each in options] == [4, 0, 0]
    kept = office.query("select r.accepted_plan, r.accept_reason from {run} r where r.run_id > 1 order by r.run_id")
    assert [tuple(row.values()) for row in kept] == [(None, None), (accepted, "audit 7"), (None, None)]
    shown = json.loads(office.call("show", "3", "--json").out)
    assert (shown["accepted_plan"], shown["accept_reason"]) == (accepted, "audit 7")
    audited = json.loads(office.call("audit", "--from", "2000-01-01", "--to", "2999-01-01", "--json").out)
    assert {(row["accepted_plan"], row["accept_reason"]) for row in audited} == {(accepted, "audit 7")}
    assert len(audited) == len(LISTED)


def test_without_an_accepted_plan_the_limits_hold_whatever_was_planned_or_accepted(office: Company) -> None:
    assert office.accept(office.plan()["run_id"])["exit_code"] == 0
    office.grant(("books", "old0", days_before(200)))
    office.plan()
    report = office.run()
    assert (report["exit_code"], "would revoke 1 of 4" in report["message"]) == (4, True)
    assert office.permissions() == STAYING | {("books", "old0")}
