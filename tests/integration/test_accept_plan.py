"""A plan that a person has accepted lifts the limits for what it lists, and for nothing else."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.plan import plan
from tests.company import AS_OF, Company, days_before

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
# What a run stopped by a guard leaves as it was; its sync, which is complete, has carried the log.
KEPT = ("permission", "revocation", "held_program", "notice", "policy", "exemption", "plan", "plan_item")


@pytest.fixture
def office(company: Company) -> Company:
    """Seven permissions of which four would lapse, where no limit lets a single one go; a fifth would at 80 days."""
    company.log(("pulse", "pulse", AS_OF), ("pulse", "pulse", days_before(1)), ("books", "away", days_before(85)))
    company.grant(*((*key, days_before(200)) for key in sorted(LISTED | {("books", "away")})))
    company.grant(("books", "new", days_before(1)), ("stock", "new", days_before(1)))
    return company.having(guards=NONE_MAY_GO)


def digest_of(company: Company, as_of: datetime = AS_OF) -> str:
    digest: str = plan(company.database, as_of)["digest"]
    assert len(digest) == 64
    return digest


def run(company: Company, *options: str) -> dict[str, Any]:
    """Run the command and return its report."""
    report: dict[str, Any] = json.loads(company.call("run", *AT, "--json", *options).out)
    return report


def regrant(company: Company, granted_at: datetime) -> None:
    text = "update {permission} p set p.granted_at = :granted_at where p.program_id = 'books' and p.user_id = 'old0'"
    company.execute(text, granted_at=granted_at)


def withdraw(company: Company) -> None:
    company.execute("delete from {permission} p where p.program_id = 'books' and p.user_id = 'old0'")


def test_the_digest_printed_by_plan_is_what_run_accepts(office: Company) -> None:
    told = office.lapse("plan", *AT).out
    assert "would be stopped by guard candidates within limits" in told
    digest = told.rstrip().rpartition(" --accept-plan ")[2]
    done = office.lapse("run", *AT, "--accept-plan", digest)
    assert done.code == 0, done.err
    assert office.revoked() == LISTED
    assert office.permissions() == STAYING


def test_plan_gives_the_same_set_at_the_same_as_of_the_same_digest(office: Company) -> None:
    digest = digest_of(office)
    assert digest_of(office) == digest
    office.grant(("wages", "new", days_before(1)), ("wages", "undated", None))
    office.log(("books", "new", days_before(1)), ("books", "old0", days_before(95)))
    office.decide("stock", 60)
    office.exempt("books", "new", days_before(1), datetime(2999, 1, 1))
    office.run("sync", as_of=days_before(9))
    assert digest_of(office.having(guards={"percent_floor": 3}, policy={"inactivity_days": 91})) == digest


@pytest.mark.parametrize(
    "change",
    [
        lambda office: office.grant(("books", "another", days_before(200))),
        lambda office: regrant(office, days_before(200, seconds=1)),
        lambda office: regrant(office, days_before(200, microseconds=-1)),
        withdraw,
        lambda office: office.log(("books", "old0", days_before(1))),
        lambda office: office.exempt("books", "old0", days_before(1), datetime(2999, 1, 1)),
    ],
    ids=["one more", "older grant", "newer grant", "one less", "one used", "one exempt"],
)
def test_another_set_has_another_digest(office: Company, change: Change) -> None:
    digest = digest_of(office)
    change(office)
    assert digest_of(office) != digest


def test_the_same_set_at_another_as_of_has_another_digest(office: Company) -> None:
    ats = [AS_OF, AS_OF - timedelta(seconds=1), AS_OF - timedelta(days=1)]
    made = [plan(office.database, at) for at in ats]
    assert made[0]["rows"] == made[1]["rows"] == made[2]["rows"]
    assert len({each["digest"] for each in made}) == 3


@pytest.mark.parametrize("limit", NONE_MAY_GO)
def test_an_accepted_plan_lifts_each_limit_for_what_it_lists(company: Company, office: Company, limit: str) -> None:
    limited = company.having(guards={limit: 0})
    digest = digest_of(limited)
    stopped = run(limited)
    assert (stopped["exit_code"], limit in stopped["message"]) == (4, True)
    assert limited.permissions() == LISTED | STAYING
    assert run(limited, "--accept-plan", digest)["exit_code"] == 0
    assert limited.revoked() == LISTED
    assert limited.permissions() == STAYING


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda office: office.log(("books", "old0", days_before(1))), {("books", "old0")}),
        (lambda office: regrant(office, days_before(1)), {("books", "old0")}),
        (withdraw, set()),
        (lambda office: office.exempt("books", "old0", days_before(1), datetime(2999, 1, 1)), {("books", "old0")}),
        (lambda office: office.decide("stock", revocation_mode="report"), {("stock", "old0")}),
        (lambda office: office.decide("books", 365), {("books", f"old{n}") for n in range(3)}),
    ],
    ids=["used", "granted anew", "removed", "exempt", "reported", "given more days"],
)
def test_what_is_no_longer_eligible_stays_and_the_others_go(
    office: Company, change: Change, left: set[tuple[str, str]]
) -> None:
    digest = digest_of(office)
    change(office)
    standing = office.permissions()
    report = run(office, "--accept-plan", digest)
    assert report["exit_code"] == 0, report["message"]
    assert office.permissions() == STAYING | left
    assert office.revoked() == standing - STAYING - left
    assert report["counts"]["permissions_revoked"] == len(office.revoked())


@pytest.mark.parametrize(
    "change",
    [
        lambda office: office.grant(("wages", "old0", days_before(200))),
        lambda office: office.execute("update {permission} p set p.user_id = 'old9' where p.user_id = 'old2'"),
        lambda office: office.decide("books", 80),
    ],
    ids=["one more", "another in place of one", "fewer days"],
)
def test_a_candidate_outside_the_plan_stops_the_run_and_nothing_goes(office: Company, change: Change) -> None:
    digest = digest_of(office)
    change(office)
    before = office.tables(*KEPT)
    report = run(office, "--accept-plan", digest)
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "1 permissions would lapse that the accepted plan does not list" in report["message"]
    assert office.tables(*KEPT) == before
    assert run(office, "--accept-plan", digest_of(office))["exit_code"] == 0
    assert not office.permissions() & LISTED


def test_a_candidate_that_only_a_later_as_of_makes_due_stops_the_run(office: Company) -> None:
    digest = digest_of(office, days_before(0, hours=1))
    earlier = digest_of(office, days_before(6))
    office.grant(("books", "edge", days_before(90)))
    assert digest_of(office, days_before(0, seconds=1)) != digest
    assert run(office, "--accept-plan", digest)["exit_code"] == 4
    assert office.permissions() == LISTED | STAYING | {("books", "edge")}
    report = run(office, "--as-of", str(days_before(0, seconds=1)), "--accept-plan", earlier)
    assert report["exit_code"] == 0, report["message"]
    assert office.permissions() == STAYING | {("books", "edge")}


def test_an_unknown_digest_ends_before_anything_is_done(office: Company) -> None:
    digest = digest_of(office)
    before = office.tables()
    for wrong in (digest.upper(), digest[:-1], "", "'--"):
        result = office.call("run", *AT, "--accept-plan", wrong)
        assert (result.code, "no plan has the digest" in result.err) == (2, True)
    assert run(office, "--accept-plan", "0" * 64)["status"] == "failed"
    assert office.tables() == before
    assert office.statuses() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda office: office.execute("delete from {access_log} l where l.user_id = 'pulse'"), "the newest row of"),
        (lambda office: office.execute("delete from {watermark} w"), "does not tell of the 90 days"),
    ],
    ids=["stale log", "young log"],
)
def test_the_other_guards_still_stop_a_run_with_an_accepted_plan(office: Company, change: Change, reason: str) -> None:
    digest = digest_of(office)
    change(office)
    before = office.tables(*KEPT)
    report = run(office, "--accept-plan", digest)
    assert (report["exit_code"], reason in report["message"]) == (4, True)
    assert office.tables(*KEPT) == before


def test_a_held_program_stays_held_whatever_was_accepted(office: Company) -> None:
    digest = digest_of(office)
    report = run(office.having(guards={"silent_program_min_permissions": 2}), "--accept-plan", digest)
    assert report["exit_code"] == 0, report["message"]
    assert [held["program_id"] for held in report["held"]] == ["stock"]
    assert office.permissions() == STAYING | {("stock", "old0")}


def test_the_ledger_keeps_the_digest_of_the_run_that_accepted_it(office: Company) -> None:
    digest = digest_of(office)
    assert [run(office, *options)["exit_code"] for options in ((), ("--accept-plan", digest), ())] == [4, 0, 0]
    kept = office.query("select r.accepted_plan from {run} r order by r.run_id")
    assert [row["accepted_plan"] for row in kept] == [None, digest, None]
    assert json.loads(office.call("show", "2", "--json").out)["accepted_plan"] == digest
    audited = json.loads(office.call("audit", "--from", "2000-01-01", "--to", "2999-01-01", "--json").out)
    assert {row["accepted_plan"] for row in audited} == {digest}
    assert len(audited) == len(LISTED)


def test_without_the_digest_the_limits_hold_whatever_was_planned_or_accepted(office: Company) -> None:
    digest_of(office)
    assert run(office, "--accept-plan", digest_of(office))["exit_code"] == 0
    office.grant(("books", "old0", days_before(200)))
    assert digest_of(office)
    assert office.call("sync", *AT).code == 0
    for job in ("revoke", "run"):
        result = office.call(job, *AT)
        assert (result.code, "would revoke 1 of 4" in result.out) == (4, True)
    assert office.permissions() == STAYING | {("books", "old0")}
    for job in ("sync", "revoke"):
        assert office.call(job, *AT, "--accept-plan", digest_of(office)).code == 2


def test_a_plan_is_kept_once_however_often_it_is_made(office: Company) -> None:
    digest = digest_of(office)
    kept = office.tables("plan", "plan_item")
    assert [sorted(row[1:]) for row in kept["plan_item"]] == [sorted(key) for key in sorted(LISTED)]
    for options in ((), ("--json",), ("--csv",), ("--exit-code",)):
        assert office.call("plan", *AT, *options).code in (0, 10)
    assert office.tables("plan", "plan_item") == kept
    withdraw(office)
    assert digest_of(office) != digest
    assert (len(office.tables("plan")["plan"]), len(office.tables("plan_item")["plan_item"])) == (2, 7)


def test_a_plan_without_candidates_has_no_digest_and_is_not_kept(office: Company) -> None:
    office.execute("delete from {permission} p where p.user_id < 'new' or p.user_id > 'new'")
    assert plan(office.database, AS_OF)["digest"] is None
    assert "--accept-plan" not in office.call("plan", *AT).out
    assert office.tables("plan", "plan_item") == {"plan": [], "plan_item": []}
