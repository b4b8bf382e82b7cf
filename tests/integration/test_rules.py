"""Each rule alone keeps a permission that would lapse without it; one second, one row or one user less, and it lapses.

A row a rule: what protects is put in place and an evening runs, then one thing of it changes and the next one revokes.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.company import AS_OF, Company, days_before

KEY = ("books", "old")
NEW = ("books", "new")
OLD, EDGE, SECOND = days_before(400), days_before(90), timedelta(seconds=1)
FAR = datetime(2999, 1, 1)
FRIDAY = datetime(2024, 8, 16)
Act = Callable[[Company], object]


class Case(NamedTuple):
    """A rule: what makes it protect, and the nearest change after which it does not."""

    name: str
    protect: Act
    change: Act
    settings: Mapping[str, dict[str, Any]] = MappingProxyType({})
    detail: str = ""
    during: Callable[[Company], AbstractContextManager[None]] = lambda _: nullcontext()


def log_at(at: datetime, *users: str, program: str = "books") -> Act:
    return lambda office: office.log(*((program, user, at) for user in users or ("old",)))


def sql(text: str, **binds: object) -> Act:
    return lambda office: office.execute(text, **binds)


def each(*acts: Act) -> Act:
    return lambda office: [act(office) for act in acts]


def pause(office: Company) -> None:
    assert office.call("pause", "--until", str(FAR), "--reason", "audit").code == 0


def feed(company: Company, rows: int, *days: datetime) -> None:
    company.log(*(("pulse", "pulse", day + timedelta(seconds=n)) for day in days for n in range(rows)))


def lose_friday(office: Company) -> None:
    """A log that begins on a Thursday with 100 rows, and has as many of the Monday, but none of the Friday between."""
    feed(office, 100, FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=3))


def reaching(days: int) -> Act:
    """The log begins so many days before as-of."""
    return each(sql("delete from {watermark} w"), log_at(days_before(days), "pulse", program="pulse"))


READ_AGAIN = sql("delete from {watermark} w where w.run_id > 0")
SPELT = "update {last_access} a set a.last_access_at = :at where a.user_id = 'OLD '"
NOTED = "update {notice} n set n.noticed_at = :at"
SILENT_WEEK = (days_before(7), days_before(10), days_before(14, seconds=-1))
NEVER_JUDGED = sql("delete from {run_program} r")


def leave(program: str) -> Act:
    """Three users leave a program at once, a week ago."""
    return lambda office: office.log(*((program, f"u{n}", at) for n, at in enumerate(SILENT_WEEK)))


def come_back(office: Company) -> None:
    """A program that was held for its silence is found to be used again, a second less than look_back_days ago."""
    office.log(*(("books", f"u{n}", days_before(20)) for n in range(3)))
    assert [program["program_id"] for program in office.plan(as_of=days_before(10))["held"]] == ["books"]
    office.log(("books", "u0", days_before(4)))
    office.plan(as_of=days_before(3, seconds=-1))


PROTECTED = [
    Case(
        "restored",
        each(lambda office: office.run("sync"), lambda office: office.restored(KEY, EDGE + SECOND)),
        sql("update {revocation} v set v.restored_at = :at", at=EDGE),
        detail=f"restored {EDGE + SECOND}",
    ),
    Case(
        "exempted",
        lambda office: office.exempt(*KEY, OLD, AS_OF + SECOND),
        sql("update {exemption} e set e.ends_at = :at", at=AS_OF),
        detail=f"until {AS_OF + SECOND}",
    ),
    Case(
        "policy_off",
        lambda office: office.decide("books", revocation_mode="off"),
        sql("update {policy} y set y.revocation_mode = 'enforce'"),
    ),
    Case(
        "report_only",
        lambda office: office.decide("books", revocation_mode="report"),
        sql("update {policy} y set y.revocation_mode = 'enforce'"),
    ),
    Case(
        "held_program: an item that could not be written",
        log_at(days_before(1), "refused"),
        sql("update {access_log} l set l.program_id = 'stock' where l.user_id = 'refused'"),
        detail="accesses that could not be written, see lapse rejected",
        during=lambda office: office.refusing("user_id <> 'refused' or program_id <> 'books'"),
    ),
    Case(
        "held_program: an item that could not be written, spelt otherwise",
        log_at(days_before(1), "refused", program=" BOOKS"),
        sql("update {access_log} l set l.program_id = 'stock' where l.user_id = 'refused'"),
        detail="accesses that could not be written, see lapse rejected",
        during=lambda office: office.refusing("user_id <> 'refused' or program_id <> ' BOOKS'"),
    ),
    Case(
        "held_program: three users left at once",
        leave("books"),
        each(READ_AGAIN, NEVER_JUDGED, log_at(days_before(7, seconds=-1), "stranger")),
        {"guards": {"silent_program_min_users": 3}},
        detail=f"no access by anyone since {days_before(7)}, although 3 users or more were active in the week before:"
        " its feed may be dead",
    ),
    Case(
        "held_program: three users of another spelling left at once",
        leave("Books "),
        each(READ_AGAIN, NEVER_JUDGED, log_at(days_before(7, seconds=-1), "stranger", program="BOOKS")),
        {"guards": {"silent_program_min_users": 3}},
        detail=f"no access by anyone since {days_before(7)}, although 3 users or more were active in the week before:"
        " its feed may be dead",
    ),
    Case(
        "held_program: nobody uses it",
        lambda _: None,
        each(READ_AGAIN, log_at(EDGE + SECOND, "stranger")),
        {"guards": {"silent_program_min_permissions": 2}},
        detail="no access by anyone in its inactivity period: the program or its log may be dead",
    ),
    Case(
        "held_program: used again",
        come_back,
        sql("update {run_program} r set r.gap_ended_at = :at where r.gap_ended_at is not null", at=days_before(3)),
        {"guards": {"silent_program_min_users": 3}},
        detail=f"used again after a silence since {days_before(20):%Y-%m-%d}: missing rows may still arrive",
    ),
    Case(
        "held_program: the log covers less",
        each(reaching(100), lambda office: office.decide("books", 100)),
        sql("update {policy} y set y.inactivity_days = 99"),
        detail="an access log covers less than its 100 days",
    ),
    Case(
        "held_program: a lost day of its own days",
        each(lose_friday, lambda office: office.decide("books", 4)),
        sql("update {policy} y set y.inactivity_days = 3"),
        {"policy": {"inactivity_days": 2}},
        detail="an access log has lost a day of its 4 days, see lapse log-day list",
    ),
    Case(
        "came_back",
        log_at(AS_OF + SECOND),
        sql("update {access_log} l set l.program_id = 'stock' where l.user_id = 'old'"),
        detail=f"used {AS_OF + SECOND}",
    ),
    Case(
        "future_access",
        log_at(FAR),
        sql("update {access_log} l set l.program_id = 'stock' where l.user_id = 'old'"),
        detail=f"used {FAR}",
    ),
    Case(
        "other_spelling: used",
        log_at(EDGE + SECOND, "OLD "),
        each(
            sql("update {access_log} l set l.accessed_at = :at where l.user_id = 'OLD '", at=EDGE), sql(SPELT, at=EDGE)
        ),
        detail=f'"OLD " of program "books" used {EDGE + SECOND}',
    ),
    Case(
        "other_spelling: held",
        lambda office: office.grant((" Books", "Old", None)),
        sql("update {permission} p set p.user_id = 'Olde' where p.user_id = 'Old'"),
        detail='"Old" of program " Books" holds a permission too',
    ),
    Case(
        "paused",
        pause,
        sql("update {pause} z set z.ends_at = sysdate"),
        detail=f"until {FAR}",
    ),
    Case(
        "notice_missing",
        lambda _: None,
        sql(NOTED, at=days_before(7)),
        {"policy": {"notice_days": 7}},
        detail="given, until ",
    ),
    Case(
        "notice_running",
        lambda office: office.note(KEY, days_before(7) + SECOND),
        sql(NOTED, at=days_before(7)),
        {"policy": {"notice_days": 7}},
        detail=f"until {AS_OF + SECOND}",
    ),
]


def filled_office(company: Company) -> Company:
    """One permission that nobody used for 400 days, one of today, and a log that is alive."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant((*KEY, OLD), (*NEW, AS_OF))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def said(office: Company, run_id: int) -> str:
    """Return what a run says of the rule that protects the permission."""
    [row] = [row for row in office.candidates(run_id) if (row["program_id"], row["user_id"]) == KEY]
    return row["detail"] or ""


def test_a_rule_alone_keeps_the_permission_and_the_nearest_innocent_case_does_not(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case in PROTECTED:
        with subtests.test(case.name):
            company.empty()
            office = filled_office(company)
            ruled = office.having(**case.settings)
            case.protect(ruled)
            with case.during(ruled):
                kept = ruled.run()
            assert kept["exit_code"] in (0, 3), kept["message"]
            assert ruled.protected(kept["run_id"])[KEY] == case.name.partition(":")[0]
            assert said(ruled, kept["run_id"]).startswith(case.detail)
            assert ruled.permissions() >= {KEY, NEW}
            before = ruled.revoked()

            case.change(ruled)
            gone = ruled.run()

            assert (gone["exit_code"], gone["message"]) == (0, None)
            assert ruled.protected(gone["run_id"])[KEY] is None
            assert ruled.revoked() == before | {KEY}
            assert NEW in ruled.permissions()


def test_an_accepted_list_alone_keeps_what_it_did_not_name(office: Company) -> None:
    office.execute("delete from {permission} p where p.user_id = 'old'")
    listed = office.plan()["run_id"]
    office.grant((*KEY, OLD))
    accepted = office.accept(listed)
    assert office.protected(accepted["run_id"]) == {KEY: "not_in_accepted_plan"}
    assert office.permissions() == {KEY, NEW}
    assert office.accept(office.plan()["run_id"])["exit_code"] == 0
    assert (office.permissions(), office.revoked()) == ({NEW}, {KEY})


def test_a_plan_shows_what_would_lapse_without_the_pause_which_keeps_it(office: Company) -> None:
    pause(office)
    listed = office.plan()["run_id"]
    assert office.protected(listed) == {KEY: None}
    assert office.protected(office.accept(listed)["run_id"]) == {KEY: "paused"}
    assert (office.permissions(), office.revoked()) == ({KEY, NEW}, set())
    assert office.call("resume").code == 0
    office.accept(listed)
    assert (office.permissions(), office.revoked()) == ({NEW}, {KEY})


STALE = days_before(2, seconds=1)
GUARDS = [
    Case(
        "guard log is fresh",
        sql("update {access_log} l set l.accessed_at = :at", at=STALE),
        log_at(STALE + SECOND, "pulse", program="pulse"),
        detail=f"newest row of test_access_log: {STALE} (must be within 48 hours before as-of)",
    ),
    Case(
        "guard log volume",
        lambda office: feed(office, 4, *(FRIDAY - timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9))),
        lambda office: feed(office, 2, datetime(2024, 8, 19)),
        detail="test_access_log has 0 rows of 2024-08-19, under 50 % of what is usual on such a day",
    ),
    Case(
        "guard lost days",
        lose_friday,
        lambda office: feed(office, 50, FRIDAY),
        detail="test_access_log has lost 1 day of the last 90, the oldest 2024-08-16 (0 rows, 100 are usual):"
        " insert the missing rows, or accept the day, see lapse log-day list",
    ),
    Case(
        "guard log reaches back",
        reaching(90),
        each(READ_AGAIN, log_at(days_before(91), "pulse", program="pulse")),
        detail="test_access_log covers less than the 90 days before as-of",
    ),
    Case(
        "guard limits",
        lambda office: office.grant(("stock", "old", OLD)),
        sql("delete from {permission} p where p.program_id = 'stock'"),
        {"guards": {"max_revocations": 1}},
        detail="would revoke 2 of 3 (67 %) permissions, over max_revocations = 1",
    ),
    Case(
        "guard program limits",
        lambda office: office.grant(("books", "older", OLD)),
        sql("update {permission} p set p.program_id = 'stock' where p.user_id = 'older'"),
        {"guards": {"max_program_revocations": 1}},
        detail="program books would lose 2 of 3 (67 %), over max_program_revocations = 1",
    ),
]


def test_a_guard_alone_stops_the_evening_and_the_nearest_innocent_case_does_not(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case in GUARDS:
        with subtests.test(case.name):
            company.empty()
            office = filled_office(company)
            guarded = office.having(**case.settings)
            case.protect(guarded)
            before = guarded.tables("permission", "revocation", "notice")
            stopped = guarded.run()
            assert (stopped["exit_code"], stopped["status"], stopped["steps"][-1]["step"]) == (4, "stopped", case.name)
            assert case.detail in stopped["message"]
            assert guarded.tables("permission", "revocation", "notice") == before

            case.change(guarded)
            gone = guarded.run()

            assert (gone["exit_code"], gone["message"]) == (0, None)
            assert KEY in guarded.revoked()
            assert NEW in guarded.permissions()
