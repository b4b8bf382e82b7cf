"""A program that several users left at once may have lost its feed: it is held. One that dwindled is not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, OPEN_LIMITS, Company, Key, days_before

OLD = days_before(400)
SECOND = timedelta(seconds=1)
WEEK = days_before(7)
IDLE = ("wiki", "idle")
# Limits open, and what tells that a program fell silent as it is without an entry in the environment.
USUAL = OPEN_LIMITS | {"silent_program_min_users": 3, "silent_program_min_permissions": 10}


def filled_office(company: Company) -> Company:
    """A log that is alive, and a program with one permission that nobody used."""
    usual = company.having(guards=USUAL)
    usual.log(("pulse", "pulse", AS_OF))
    usual.grant((*IDLE, OLD))
    return usual


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def seen(company: Company, *times: datetime) -> None:
    """Let a user for each of the times use the wiki then, and never since."""
    company.log(*(("wiki", f"u{number}", at) for number, at in enumerate(times)))


def held(program: str, permissions: int, since: datetime, users: int = 3) -> dict[str, Any]:
    words = f"no access by anyone since {since}, although {users} users or more were active in the week before"
    return {"program_id": program, "permissions": permissions, "reason": f"{words}: its feed may be dead"}


LATEST = days_before(40)


def test_three_users_within_a_week_and_then_none_for_a_week_hold_their_program(
    company: Company, subtests: pytest.Subtests
) -> None:
    for case, times, since in [
        ("three users at once", [LATEST, LATEST, LATEST], LATEST),
        ("two users", [LATEST, LATEST], None),
        ("three within 7 days", [LATEST, days_before(43), days_before(47) + SECOND], LATEST),
        ("the third 7 days before", [LATEST, days_before(43), days_before(47)], None),
        ("the third 8 days before", [LATEST, days_before(43), days_before(48)], None),
        ("silent for 7 days", [WEEK, WEEK, WEEK], WEEK),
        ("for a second less", [WEEK + SECOND, WEEK, WEEK], None),
        ("four left, one works on", [days_before(1), LATEST, LATEST, LATEST, LATEST], None),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            office.grant(("stock", "idle", OLD))
            seen(office, *times)
            report = office.run()
            assert report["exit_code"] == 0
            assert report["held"] == ([held("wiki", 1, since)] if since else [])
            kept: set[Key] = {IDLE} if since else set()
            assert office.permissions() == kept
            assert office.revoked() == {IDLE, ("stock", "idle")} - kept


def test_users_of_a_silent_program_need_no_permission_and_one_user_counts_once(office: Company) -> None:
    seen(office, LATEST, LATEST)
    office.log(*(("wiki", "u0", LATEST - timedelta(hours=n)) for n in range(5)))
    assert office.run()["held"] == []
    assert office.revoked() == {IDLE}


def test_both_numbers_are_settings(company: Company, subtests: pytest.Subtests) -> None:
    for guards, is_held in [
        ({"silent_program_min_users": 4}, True),
        ({"silent_program_min_users": 5}, False),
        ({"max_program_silence_days": 40}, True),
        ({"max_program_silence_days": 41}, False),
    ]:
        with subtests.test(guards=guards, is_held=is_held):
            company.empty()
            office = filled_office(company)
            seen(office, *(LATEST for _ in range(4)))
            ruled = office.having(guards=guards)
            assert [program["program_id"] for program in ruled.run()["held"]] == (["wiki"] if is_held else [])
            assert ruled.permissions() == ({IDLE} if is_held else set())


def test_one_of_many_programs_without_its_feed_for_forty_days_keeps_all_and_each_other_loses_its_idle_one(
    office: Company,
) -> None:
    programs = [f"p{n:02}" for n in range(20)]
    users = [f"u{n}" for n in range(5)]
    died = days_before(40)
    for program in programs:
        office.grant(*((program, user, OLD) for user in (*users, "away")))
        office.log(*((program, user, days_before(day, hours=n)) for day in range(100) for n, user in enumerate(users)))
    office.execute("delete from {access_log} l where l.program_id = 'p07' and l.accessed_at > :at", at=died)
    short = office.having(policy={"inactivity_days": 30})

    report = short.run()

    assert (report["exit_code"], report["message"]) == (0, None)
    assert report["held"] == [held("p07", 6, died)]
    assert short.revoked() == {IDLE} | {(program, "away") for program in programs if program != "p07"}
    assert short.permissions() == {(p, u) for p in programs for u in (*users, "away")} - short.revoked()
    shown = short.call("show", str(report["run_id"]))
    assert f"held: 6 permissions of p07: {held('p07', 6, died)['reason']}" in shown.out.splitlines()

    short.decide("p07", when_silent="revoke")
    assert short.run()["held"] == []
    assert {user for program, user in short.permissions() if program == "p07"} == set()
    assert len(short.permissions()) == 19 * 5


def test_a_feed_that_comes_back_frees_its_program_after_look_back_days_and_its_users_stay(office: Company) -> None:
    seen(office, LATEST, LATEST, LATEST)
    office.grant(("wiki", "u0", OLD))
    short = office.having(policy={"inactivity_days": 30})
    assert short.run()["held"] == [held("wiki", 2, LATEST)]
    office.log(("wiki", "u0", days_before(2)))
    reason = f"used again after a silence since {days_before(30):%Y-%m-%d}: missing rows may still arrive"
    assert short.run()["held"] == [held("wiki", 2, LATEST) | {"reason": reason}]
    assert short.permissions() == {("wiki", "u0"), IDLE}
    office.log(("pulse", "pulse", AS_OF + timedelta(days=3)))
    assert short.run(as_of=AS_OF + timedelta(days=3))["held"] == []
    assert (short.permissions(), short.revoked()) == ({("wiki", "u0")}, {IDLE})


DIED = days_before(15)
GONE = ("wiki", "gone")


def came_back(program: str = "wiki") -> dict[str, Any]:
    reason = f"used again after a silence since {DIED:%Y-%m-%d}: missing rows may still arrive"
    return {"program_id": program, "permissions": 2, "reason": reason}


def filled_gap(company: Company) -> Company:
    """The wiki's feed died 15 days before as-of; an evening 6 days before holds it and takes what is idle elsewhere."""
    office = filled_office(company)
    office.log(*(("pulse", "pulse", days_before(day)) for day in range(1, 31)))
    seen(office, DIED, DIED, DIED)
    office.grant((*GONE, OLD), ("stock", "idle", OLD))
    assert evening(office, 6) == [held("wiki", 2, DIED)]
    assert office.revoked() == {("stock", "idle")}
    return office


@pytest.fixture
def gap(company: Company) -> Company:
    return filled_gap(company)


def evening(company: Company, days: float, **more: float) -> list[dict[str, Any]]:
    """Run so long before as-of and return the programs held."""
    report = company.run(as_of=days_before(days, **more))
    assert (report["exit_code"], report["message"]) == (0, None)
    found: list[dict[str, Any]] = report["held"]
    return found


def test_a_program_that_is_fed_again_stays_held_for_look_back_days_and_then_its_idle_ones_go(gap: Company) -> None:
    gap.log(("wiki", "u0", days_before(5)))
    assert gap.run("sync", as_of=days_before(4.5))["exit_code"] == 0  # a run without a judgement tells of no gap
    assert evening(gap, 4) == [came_back()]
    assert gap.protected() == {IDLE: "held_program", GONE: "held_program"}
    assert evening(gap, 3) == evening(gap, 1, seconds=1) == [came_back()]
    assert gap.permissions() == {IDLE, GONE}
    assert evening(gap, 1) == evening(gap, 0) == []
    assert (gap.permissions(), gap.revoked()) == (set(), {IDLE, GONE, ("stock", "idle")})


def test_rows_of_the_gap_that_come_within_look_back_days_keep_their_users_however_old(
    company: Company, subtests: pytest.Subtests
) -> None:
    for inserted in [5, 4, 3, 2]:
        with subtests.test(inserted=inserted):
            company.empty()
            gap = filled_gap(company)
            gap.log(("wiki", "u0", days_before(5)))
            for day in (4, 3, 2):
                if inserted == day + 1:
                    gap.log((*GONE, DIED + SECOND))
                assert evening(gap, day) == [came_back()]
            if inserted == 2:
                gap.log((*GONE, DIED + SECOND))
            assert GONE not in gap.last_accesses()
            assert evening(gap, 1) == []
            assert gap.last_accesses()[GONE] == DIED + SECOND
            assert (gap.permissions(), gap.revoked()) == ({GONE}, {IDLE, ("stock", "idle")})


def test_what_a_person_can_mend_is_named_before_a_silence_that_ended(gap: Company) -> None:
    gap.log(("wiki", "u0", days_before(5)), ("wiki", "bad", days_before(5)))
    with gap.refusing("user_id <> 'bad'"):
        report = gap.run(as_of=days_before(4))
    reason = "accesses that could not be written, see lapse rejected"
    assert report["held"] == [{"program_id": "wiki", "permissions": 2, "reason": reason}]
    assert evening(gap, 3) == [came_back()]
    assert gap.permissions() == {IDLE, GONE}


def test_the_gap_is_read_once_and_no_later_evening_reads_so_far_back(gap: Company) -> None:
    gap.log(("wiki", "u0", days_before(5)))
    for day in (4, 1, 0.5):
        evening(gap, day)
    begins = gap.query("select w.read_from from {watermark} w where w.run_id > 1 order by w.run_id")
    assert [row["read_from"] for row in begins] == [days_before(9), DIED, days_before(4)]


def test_a_program_that_falls_silent_again_before_its_gap_is_read_stays_held_until_then(gap: Company) -> None:
    gap.log(("wiki", "u0", days_before(6) + SECOND))
    later = gap.having(guards={"max_program_silence_days": 3})
    assert evening(later, 3) == [came_back()]
    assert evening(later, 2) == [came_back()]
    gap.log((*GONE, DIED + SECOND))
    assert evening(later, 0) == []
    assert (gap.permissions(), gap.revoked()) == ({GONE}, {IDLE, ("stock", "idle")})


def test_a_policy_that_revokes_in_silence_knows_no_gap(gap: Company) -> None:
    gap.log(("wiki", "u0", days_before(5)))
    assert evening(gap, 4) == [came_back()]
    gap.decide("wiki", when_silent="revoke")
    assert evening(gap, 3) == []
    assert gap.permissions() == set()


def test_a_program_of_one_idle_user_lapses_as_does_the_ninth_permission_but_not_the_tenth(office: Company) -> None:
    office.grant(*(("nine", f"u{n}", OLD) for n in range(9)), *(("ten", f"u{n}", OLD) for n in range(10)))
    report = office.run()
    reason = "no access by anyone in its inactivity period: the program or its log may be dead"
    assert report["held"] == [{"program_id": "ten", "permissions": 10, "reason": reason}]
    assert office.permissions() == {("ten", f"u{n}") for n in range(10)}
    assert office.revoked() == {IDLE} | {("nine", f"u{n}") for n in range(9)}


def test_silence_over_a_policy_of_fewer_days_than_the_week_holds(office: Company) -> None:
    office.decide("ten", 3)
    office.grant(*(("ten", f"u{n}", OLD) for n in range(10)))
    office.log(("ten", "u0", days_before(5)))
    reason = "no access by anyone in its inactivity period: the program or its log may be dead"
    assert office.run()["held"] == [{"program_id": "ten", "permissions": 10, "reason": reason}]
    assert (len(office.permissions()), office.revoked()) == (10, {IDLE})


def test_a_policy_of_fewer_days_than_the_week_of_silence_is_held_to_the_week(office: Company) -> None:
    office.decide("wiki", 5)
    seen(office, days_before(6), days_before(6), days_before(6))
    assert office.run()["held"] == []
    assert office.revoked() == {IDLE}
