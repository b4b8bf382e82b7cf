"""What other sessions do while an evening works costs the evening nothing: a row leaves the list, all others go."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from runner.database.session import Session
from runner.engine.signals import Stop
from tests.company import AS_OF, Company, Key, days_before
from tests.rival import rival

OLD = days_before(400)
FAR = datetime(2999, 1, 1)
LISTED = {("books", "rival"), ("books", "other"), ("wages", "rival"), ("stock", "other")}
STAYING = {("books", "new"), ("wages", "new")}
JUDGED = ("revoke", "guard run is judged")  # the last that revoke does before it locks
LOCKED = ("revoke", "lock candidates")
REGRANT = "update {permission} p set p.granted_at = :at where p.program_id = 'books' and p.user_id = 'rival'"
Act = Callable[[Company], object]


def filled_office(company: Company) -> Company:
    """Four permissions that lapse, one of them by a policy of 100 days, and two that are new."""
    company.log(("pulse", "pulse", AS_OF))
    company.decide("wages", 100)
    company.grant(*((*key, OLD) for key in sorted(LISTED)), *((*key, days_before(1)) for key in sorted(STAYING)))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def assert_left(office: Company, at: tuple[str, str], act: Act, left: dict[Key, str]) -> None:
    """Run an evening with a rival: exactly these leave the list, each by its rule, and all others are revoked."""
    with rival(at, lambda: act(office)):
        report = office.run()
    assert (report["exit_code"], report["status"], report["message"]) == (0, "done", None)
    assert office.protected(report["run_id"]) == {key: left.get(key) for key in LISTED}
    assert office.revoked() == LISTED - set(left)
    assert report["counts"]["permissions_revoked"] == len(LISTED) - len(left)


def remove(office: Company) -> None:
    office.execute("delete from {permission} p where p.program_id = 'books' and p.user_id = 'rival'")


def regrant(office: Company, granted_at: datetime | None) -> None:
    assert office.execute(REGRANT, at=granted_at) == 1


def test_permission_granted_again_before_the_lock_stays(company: Company, subtests: pytest.Subtests) -> None:
    for granted_at in [AS_OF, days_before(401), days_before(400, microseconds=-1), None]:
        with subtests.test(granted_at=granted_at):
            company.empty()
            office = filled_office(company)
            assert_left(office, JUDGED, partial(regrant, granted_at=granted_at), {("books", "rival"): "changed"})
            standing = office.query("select p.granted_at from {permission} p where p.user_id = 'rival'")
            assert standing == [{"granted_at": granted_at}]
            assert office.permissions() == STAYING | {("books", "rival")}


def test_permission_removed_before_the_lock_is_not_archived(office: Company) -> None:
    assert_left(office, JUDGED, remove, {("books", "rival"): "changed"})
    assert office.permissions() == STAYING


def test_permission_that_becomes_due_after_the_judgement_waits_for_the_next_evening(office: Company) -> None:
    limited = office.having(guards={"max_revocations": 4})
    assert_left(limited, JUDGED, lambda office: office.grant(*(("late", f"u{n}", OLD) for n in range(9))), {})
    assert limited.permissions() == STAYING | {("late", f"u{n}") for n in range(9)}
    assert limited.run()["exit_code"] == 4


ALL_OF_BOOKS = {("books", "rival"): "policy_changed", ("books", "other"): "policy_changed"}
WAGES = {("wages", "rival"): "policy_changed"}
SHORTER = "update {policy} y set y.inactivity_days = 30"
LONGER = "update {policy} y set y.inactivity_days = 500"
SAME = "update {policy} y set y.reason = 'another', y.when_silent = 'revoke'"
RULES: list[tuple[str, Act, dict[Key, str]]] = [
    ("used", lambda office: office.log(("books", "rival", days_before(-1))), {("books", "rival"): "came_back"}),
    ("late row", lambda office: office.log(("books", "rival", days_before(89))), {("books", "rival"): "came_back"}),
    (
        "row of its days",
        lambda office: office.log(("wages", "rival", days_before(99))),
        {("wages", "rival"): "came_back"},
    ),
    ("row of before its days", lambda office: office.log(("books", "rival", days_before(90))), {}),
    ("row of another", lambda office: office.log(("books", "rivals", AS_OF), ("mail", "rival", AS_OF)), {}),
    (
        "row of another spelling",
        lambda office: office.log((" Books", "RIVAL ", AS_OF)),
        {("books", "rival"): "came_back"},
    ),
    ("exempted", lambda office: office.exempt("stock", None, days_before(1), FAR), {("stock", "other"): "exempted"}),
    ("exempted from later on", lambda office: office.exempt("stock", None, FAR.replace(year=2998), FAR), {}),
    ("longer policy", lambda office: office.decide("books", 365), ALL_OF_BOOKS),
    ("policy that reports", lambda office: office.decide("books", revocation_mode="report"), ALL_OF_BOOKS),
    ("policy that is off", lambda office: office.decide("books", revocation_mode="off"), ALL_OF_BOOKS),
    ("policy of the same days", lambda office: office.decide("books", 90), {}),
    ("policy of another", lambda office: office.decide("mail", 365), {}),
    ("policy made shorter", lambda office: office.execute(SHORTER), WAGES),
    ("policy made longer", lambda office: office.execute(LONGER), WAGES),
    ("policy changed in words", lambda office: office.execute(SAME), {}),
    ("policy unset", lambda office: office.execute("delete from {policy} y"), WAGES),
]


def test_rule_that_comes_to_protect_during_the_evening_protects(company: Company, subtests: pytest.Subtests) -> None:
    for at in [JUDGED, LOCKED]:
        for case, act, left in RULES:
            with subtests.test(case, at=at):
                company.empty()
                office = filled_office(company)
                assert_left(office, at, act, left)
                assert office.permissions() == STAYING | set(left)


@pytest.mark.parametrize("change", ["y.when_silent = 'hold'", "y.notice = 'on'"])
def test_policy_that_comes_to_hold_or_to_give_notice_during_the_evening_protects(office: Company, change: str) -> None:
    office.decide("stock", when_silent="revoke", notice="off")
    update = f"update {{policy}} y set {change} where y.program_id = 'stock'"
    assert_left(office, JUDGED, lambda office: office.execute(update), {("stock", "other"): "policy_changed"})


def test_notice_of_what_leaves_the_list_or_lapses_ends_and_the_others_stand(office: Company) -> None:
    patient = office.having(policy={"notice_days": 7})
    patient.note(("books", "rival"), days_before(8))
    patient.note(("stock", "other"), days_before(8))
    patient.note(("books", "other"), days_before(6))
    with rival(LOCKED, lambda: patient.log(("books", "rival", AS_OF))):
        report = patient.run()
    assert report["exit_code"] == 0
    assert patient.protected(report["run_id"]) == {
        ("books", "rival"): "came_back",
        ("books", "other"): "notice_running",
        ("wages", "rival"): "notice_missing",
        ("stock", "other"): None,
    }
    assert patient.permissions() == STAYING | LISTED - {("stock", "other")}
    noted = patient.query("select n.program_id, n.user_id from {notice} n")
    assert {tuple(row.values()) for row in noted} == LISTED - {("books", "rival"), ("stock", "other")}


LEAVING: dict[str, tuple[Act, dict[Key, str]]] = {
    "used": (lambda office: office.log(("books", "rival", days_before(1))), {("books", "rival"): "came_back"}),
    "granted again": (lambda office: regrant(office, AS_OF), {("books", "rival"): "changed"}),
    "exempted": (
        lambda office: office.exempt("books", "rival", days_before(1), FAR),
        {("books", "rival"): "exempted"},
    ),
    "longer policy": (lambda office: office.decide("books", 365), ALL_OF_BOOKS),
}


def test_what_leaves_the_list_between_judgement_and_notice_gets_no_notice(
    company: Company, subtests: pytest.Subtests
) -> None:
    for at in [JUDGED, LOCKED]:
        for case, (act, left) in LEAVING.items():
            with subtests.test(case, at=at):
                company.empty()
                office = filled_office(company)
                patient = office.having(policy={"notice_days": 7})
                patient.note(("books", "rival"), days_before(401))  # of before the grant: it counts for nothing
                with rival(at, partial(act, patient)):
                    report = patient.run()
                assert (report["exit_code"], report["counts"]["permissions_revoked"]) == (0, 0)
                assert patient.protected(report["run_id"]) == {key: left.get(key, "notice_missing") for key in LISTED}
                rows = patient.query("select n.program_id, n.user_id from {notice} n")
                assert {tuple(row.values()) for row in rows} == LISTED - set(left)
                assert patient.permissions() == STAYING | LISTED


class Patience(Stop):
    """What a run sleeps by while it waits: the rival ends its transaction meanwhile."""

    def __init__(self, held: Session) -> None:
        super().__init__()
        self.held, self.waits = held, 0

    def sleep(self, seconds: float) -> None:
        """Let the rival commit in the place of sleeping."""
        self.waits += 1
        self.held.commit()


@pytest.mark.parametrize("granted_at", [AS_OF, OLD], ids=["granted again", "as it was"])
def test_revoke_waits_for_a_rival_that_holds_a_row_and_then_goes_on(office: Company, granted_at: datetime) -> None:
    with office.session() as holder:
        holder.execute(office.statement(REGRANT), at=granted_at)
        stop = Patience(holder)
        report = office.run(stop=stop)
    assert (report["exit_code"], stop.waits) == (0, 1)
    kept = {("books", "rival")} if granted_at == AS_OF else set()
    assert office.permissions() == STAYING | kept
    assert office.revoked() == LISTED - kept
    assert office.protected(report["run_id"])["books", "rival"] == ("changed" if kept else None)
    revoked = [(step["step"], step["status"]) for step in report["steps"] if step["job"] == "revoke"]
    assert revoked == [(step.header.name, "done") for step in office.database.catalog.job("revoke")]
