"""Rows from the future: they protect their users, carry no last access forward, and count once their time has come."""

from datetime import datetime, timedelta

import pytest

from tests.company import Company

SECOND = timedelta(seconds=1)
KEPT, IDLE = ("books", "kept"), ("books", "idle")


def filled_now(company: Company) -> datetime:
    """The database's clock, to whole minutes; two permissions that nobody used, and a log that is alive."""
    clock: datetime = company.query("select sysdate as now from dual")[0]["now"]
    instant = clock.replace(second=0, microsecond=0)
    company.log(("pulse", "pulse", instant))
    company.grant(*((*key, instant - timedelta(days=400)) for key in (KEPT, IDLE)))
    return instant


@pytest.fixture
def now(company: Company) -> datetime:
    return filled_now(company)


def test_a_row_later_than_as_of_protects_and_one_more_than_a_day_ahead_is_named_by_its_own_rule(
    company: Company, subtests: pytest.Subtests
) -> None:
    for spelt in [KEPT, (" BOOKS", "Kept ")]:
        for case, ahead, rule in [
            ("a second", SECOND, "came_back"),
            ("23 hours", timedelta(hours=23), "came_back"),
            ("over a day", timedelta(days=1, minutes=10), "future_access"),
            ("800 years", timedelta(days=300_000), "future_access"),
        ]:
            with subtests.test(case, spelt=spelt):
                company.empty()
                now = filled_now(company)
                company.log((*spelt, now + ahead), ("books", "another", now + ahead), ("stock", "idle", now + ahead))
                report = company.run(as_of=now)
                assert (report["exit_code"], report["message"]) == (0, None)
                assert company.protected(report["run_id"]) == {KEPT: rule, IDLE: None}
                assert (company.permissions(), company.revoked()) == ({KEPT}, {IDLE})
                assert report["counts"]["log_rows_left_for_later"] == 3


def test_a_row_at_as_of_is_no_row_from_the_future(company: Company, now: datetime) -> None:
    company.log((*KEPT, now), ("books", "IDLE", now))
    report = company.run(as_of=now)
    assert company.protected(report["run_id"]) == {IDLE: "other_spelling"}
    assert company.last_accesses()[KEPT] == now
    assert report["counts"]["log_rows_left_for_later"] == 0


def test_where_spelling_counts_a_row_from_the_future_protects_its_own_spelling_alone(
    company: Company, now: datetime
) -> None:
    ahead = now + timedelta(days=2)
    company.log((*KEPT, ahead), ("books", "IDLE", ahead))
    exact = company.having(guards={"match_spelling": False})
    assert exact.protected(exact.run(as_of=now)["run_id"]) == {KEPT: "future_access", IDLE: None}
    assert (exact.permissions(), exact.revoked()) == ({KEPT}, {IDLE})


def test_of_several_rows_the_nearest_names_the_rule(company: Company, now: datetime) -> None:
    company.log(*((*KEPT, now + timedelta(days=days)) for days in (3000, 2, 0.5)))
    company.log((*IDLE, now + timedelta(days=3000)), (*IDLE, now + timedelta(days=2)))
    assert company.protected(company.run(as_of=now)["run_id"]) == {KEPT: "came_back", IDLE: "future_access"}
    assert company.permissions() == {KEPT, IDLE}


def test_a_row_from_the_future_moves_no_last_access_and_no_watermark_until_its_time_has_come(
    company: Company, now: datetime
) -> None:
    evening, ahead, used = now - timedelta(days=3), now - timedelta(days=1), now - timedelta(days=100)
    company.log((*KEPT, ahead), (*KEPT, used), ("pulse", "pulse", evening))
    early = company.run(as_of=evening)
    assert company.protected(early["run_id"]) == {KEPT: "came_back", IDLE: None}
    assert company.last_accesses()[KEPT] == used
    [window] = company.query("select w.read_to, w.synced_to from {watermark} w where w.run_id > 0")
    assert window == {"read_to": evening, "synced_to": evening}

    report = company.run(as_of=now)
    assert company.last_accesses()[KEPT] == ahead
    assert company.protected(report["run_id"]) == {}
    assert report["counts"]["log_rows_left_for_later"] == 0
    assert company.permissions() == {KEPT}


def test_a_row_far_ahead_of_the_clock_counts_as_an_access_once_the_clock_has_passed_it(
    company: Company, now: datetime
) -> None:
    company.log((*KEPT, now + timedelta(days=2)))
    assert company.protected(company.run(as_of=now)["run_id"])[KEPT] == "future_access"
    assert KEPT not in company.last_accesses()
    assert company.synced_to() == [now]
    # The clock of a database cannot be set: the row is moved back by the days that pass.
    company.execute("update {access_log} l set l.accessed_at = :at where l.user_id = 'kept'", at=now)
    assert company.protected(company.run(as_of=now)["run_id"]) == {}
    assert company.last_accesses()[KEPT] == now
    assert company.permissions() == {KEPT}
