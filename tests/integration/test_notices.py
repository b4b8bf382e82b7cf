"""With notice_days a permission is noted first, and lapses no earlier than that many days later."""

from datetime import datetime, timedelta

import pytest

from tests.company import AS_OF, Company, Key, days_before

OLD = days_before(400)
LONG_NOTED = days_before(7)
STANDING = {("books", "old"), ("books", "new")}


def filled_office(company: Company) -> Company:
    """Seven days of notice, one permission that is about to lapse, one that is not, under a fresh log."""
    patient = company.having(policy={"notice_days": 7})
    patient.log(("pulse", "pulse", AS_OF))
    patient.grant(("books", "old", OLD), ("books", "new", days_before(1)))
    return patient


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def filled_noted(company: Company) -> Company:
    """The same, noted by run 1 so long ago that it would lapse now."""
    office = filled_office(company)
    assert office.run()["counts"]["permissions_revoked"] == 0
    note_at(office, LONG_NOTED)
    return office


@pytest.fixture
def noted(company: Company) -> Company:
    return filled_noted(company)


def note_at(office: Company, at: datetime) -> None:
    office.execute("update {notice} n set n.noticed_at = :at", at=at)


def notices(office: Company) -> dict[Key, datetime]:
    rows = office.query("select n.program_id, n.user_id, n.noticed_at from {notice} n")
    return {(row["program_id"], row["user_id"]): row["noticed_at"] for row in rows}


def clock(office: Company) -> datetime:
    now: datetime = office.query("select sysdate as now from dual")[0]["now"]
    return now


def test_candidate_is_noted_and_stays(office: Company) -> None:
    before = clock(office)
    report = office.run()
    assert (report["exit_code"], report["counts"]["protected_notice_missing"]) == (0, 1)
    assert office.permissions() == STANDING
    assert office.revoked() == set()
    [(key, noticed_at)] = notices(office).items()
    assert key == ("books", "old")
    assert before <= noticed_at <= clock(office)


def test_next_run_leaves_the_notice_as_it_is(office: Company) -> None:
    office.run()
    before = office.tables("notice", "permission", "revocation")
    office.run()
    assert office.tables("notice", "permission", "revocation") == before
    assert [row["run_id"] for row in office.query("select n.run_id from {notice} n")] == [1]


@pytest.mark.parametrize(("seconds", "lapses"), [(0, True), (-1, False)], ids=["seven days ago", "a second later"])
def test_permission_lapses_no_earlier_than_its_notice_runs_out(noted: Company, seconds: int, lapses: bool) -> None:
    noticed_at = days_before(7, seconds=seconds)
    note_at(noted, noticed_at)
    report = noted.run()
    assert noted.permissions() == STANDING - ({("books", "old")} if lapses else set())
    archived = noted.query("select v.user_id, v.noticed_at from {revocation} v")
    assert archived == ([{"user_id": "old", "noticed_at": noticed_at}] if lapses else [])
    assert noted.protected(report["run_id"]) == {("books", "old"): None if lapses else "notice_running"}


def comes_back(office: Company) -> None:
    office.log(("books", "old", days_before(1)))


def is_granted_anew(office: Company) -> None:
    office.execute("update {permission} p set p.granted_at = :at where p.user_id = 'old'", at=days_before(2))


def is_exempted(office: Company) -> None:
    office.exempt("books", "old", days_before(1), AS_OF + timedelta(days=1))


def is_only_reported(office: Company) -> None:
    office.decide("books", revocation_mode="report")


def loses_the_grant_date(office: Company) -> None:
    office.execute("update {permission} p set p.granted_at = null where p.user_id = 'old'")


def gets_more_days(office: Company) -> None:
    office.decide("books", 500)


def test_notice_is_forgotten_when_its_permission_no_longer_lapses(company: Company, subtests: pytest.Subtests) -> None:
    for happens in [comes_back, is_granted_anew, is_exempted, is_only_reported, loses_the_grant_date, gets_more_days]:
        with subtests.test(happens=happens):
            company.empty()
            noted = filled_noted(company)
            happens(noted)
            report = noted.run()
            assert (report["exit_code"], report["counts"]["permissions_revoked"]) == (0, 0)
            assert notices(noted) == {}
            assert noted.permissions() == STANDING


def test_notice_is_forgotten_when_its_permission_goes(noted: Company) -> None:
    noted.execute("delete from {permission} p where p.user_id = 'old'")
    noted.run()
    assert notices(noted) == {}
    assert noted.revoked() == set()


def test_an_access_after_as_of_ends_the_notice(noted: Company) -> None:
    noted.log(("books", "old", AS_OF + timedelta(seconds=1)))
    assert noted.protected(noted.run()["run_id"]) == {("books", "old"): "came_back"}
    assert notices(noted) == {}
    assert noted.permissions() == STANDING


def test_what_an_accepted_plan_leaves_out_is_not_noted_and_keeps_the_notice_it_has(noted: Company) -> None:
    noted.exempt(None, "old", days_before(1), AS_OF + timedelta(days=1))
    noted.grant(("mail", "away", OLD))
    accepted = noted.plan()["run_id"]
    noted.execute("delete from {exemption} e")
    noted.grant(("mail", "old", OLD))
    assert noted.accept(accepted)["exit_code"] == 0
    left_out = {("books", "old"): "not_in_accepted_plan", ("mail", "old"): "not_in_accepted_plan"}
    assert noted.protected() == left_out | {("mail", "away"): "notice_missing"}
    given = notices(noted)
    assert set(given) == {("books", "old"), ("mail", "away")}
    assert given["books", "old"] == LONG_NOTED
    assert noted.permissions() == STANDING | set(noted.protected())


def test_restored_permission_is_noted_anew_before_it_lapses_again(noted: Company) -> None:
    assert noted.run()["counts"]["permissions_revoked"] == 1
    assert noted.call("restore", "2", "--reason", "mistake").code == 0
    assert noted.protected(noted.run()["run_id"]) == {("books", "old"): "restored"}
    assert notices(noted) == {}
    noted.execute("update {revocation} v set v.restored_at = :at", at=days_before(100))
    assert_noted_anew(noted)


def test_notice_of_before_the_newest_access_does_not_count(noted: Company) -> None:
    noted.execute("delete from {watermark} w where w.run_id > 0")
    noted.log(("books", "old", days_before(150)))
    note_at(noted, days_before(200))
    assert_noted_anew(noted)


def test_notice_of_before_the_grant_does_not_count(noted: Company) -> None:
    noted.execute("update {permission} p set p.granted_at = :at where p.user_id = 'old'", at=days_before(150))
    note_at(noted, days_before(200))
    assert_noted_anew(noted)


def assert_noted_anew(noted: Company) -> None:
    """The next run gives a new notice in the place of the old one, and only that one lets the permission lapse."""
    assert noted.run()["counts"]["permissions_revoked"] == 0
    assert notices(noted)["books", "old"] > AS_OF
    assert noted.permissions() == STANDING
    note_at(noted, LONG_NOTED)
    assert noted.run()["counts"]["permissions_revoked"] == 1
    assert noted.permissions() == {("books", "new")}


def test_program_whose_policy_gives_no_notice_lapses_at_once(office: Company) -> None:
    office.decide("mail", notice="off")
    office.grant(("mail", "old", OLD))
    office.run()
    assert office.permissions() == STANDING
    assert office.query("select v.program_id, v.noticed_at from {revocation} v") == [
        {"program_id": "mail", "noticed_at": None}
    ]
    assert set(notices(office)) == {("books", "old")}


def test_policy_that_stops_giving_notice_lets_the_noted_lapse(office: Company) -> None:
    office.run()
    office.decide("books", notice="off")
    office.run()
    assert office.permissions() == {("books", "new")}
    office.run()
    assert notices(office) == {}


def test_without_notice_days_nobody_is_noted_and_the_noted_lapse(noted: Company) -> None:
    note_at(noted, AS_OF)
    noted.grant(("mail", "old", OLD))
    report = noted.having(policy={"notice_days": 0}).run()
    assert report["counts"]["permissions_revoked"] == 2
    assert noted.permissions() == {("books", "new")}
    assert set(notices(noted)) <= {("books", "old")}
    noted.having(policy={"notice_days": 0}).run()
    assert notices(noted) == {}


def test_program_that_is_held_gives_no_notice_and_keeps_those_given(office: Company) -> None:
    careful = office.having(guards={"silent_program_min_permissions": 2})
    assert careful.run()["held"] != []
    assert notices(office) == {}
    office.run()
    note_at(office, LONG_NOTED)
    careful.run()
    assert notices(office) == {("books", "old"): LONG_NOTED}
    assert office.permissions() == STANDING


def test_limit_that_trips_notes_nobody(office: Company) -> None:
    before = office.tables("permission", "revocation", "notice")
    report = office.having(guards={"max_revocations": 0}).run()
    assert (report["exit_code"], "would revoke or give notice of 1 of 2" in report["message"]) == (4, True)
    assert office.tables("permission", "revocation", "notice") == before
    assert notices(office) == {}


def test_guard_that_answers_notes_nobody_and_forgets_nobody(noted: Company) -> None:
    noted.execute("delete from {access_log} l")
    noted.log(("books", "old", days_before(3)))
    noted.grant(("books", "other", OLD))
    assert noted.run()["exit_code"] == 4
    assert notices(noted) == {("books", "old"): LONG_NOTED}
