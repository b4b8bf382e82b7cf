"""Programs of which nobody can tell who still works with them are left alone, and said to be."""

import json
from datetime import datetime
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
SILENT = "no access by anyone in its inactivity period: the program or its log may be dead"
REJECTED = "accesses that could not be written, see lapse rejected"
WIKI = {("wiki", f"u{n}") for n in range(3)}
MAIL = {("mail", f"u{n}") for n in range(2)}


def filled_office(company: Company) -> Company:
    """Two programs that nobody used, of three permissions, which make one silent, and of two."""
    quiet = company.having(guards={"silent_program_min_permissions": 3})
    quiet.log(("pulse", "pulse", AS_OF))
    quiet.grant(*((*key, OLD) for key in sorted(WIKI | MAIL)))
    return quiet


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def held(program: str, permissions: int, reason: str) -> dict[str, Any]:
    return {"program_id": program, "permissions": permissions, "reason": reason}


def test_silent_program_is_held_from_the_minimum_of_permissions_on(office: Company) -> None:
    report = office.run()
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert report["held"] == [held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI
    assert office.revoked() == MAIL


def test_every_permission_counts_for_the_minimum_old_or_new(office: Company) -> None:
    office.grant(("mail", "new", days_before(1)))
    report = office.run()
    assert report["held"] == [held("mail", 3, SILENT), held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI | MAIL | {("mail", "new")}
    assert office.revoked() == set()


def test_minimum_of_zero_holds_every_silent_program(office: Company) -> None:
    office.grant(("used", "away", OLD))
    office.log(("used", "busy", days_before(1)))
    office.having(guards={"silent_program_min_permissions": 0}).run()
    assert office.permissions() == WIKI | MAIL
    assert office.revoked() == {("used", "away")}


@pytest.mark.parametrize(
    ("accessed_at", "silent"),
    [(days_before(90), True), (days_before(90, seconds=-1), False)],
    ids=["90 days ago", "a second later"],
)
def test_one_access_of_anyone_within_the_days_breaks_the_silence(
    office: Company, accessed_at: datetime, silent: bool
) -> None:
    office.log(("wiki", "stranger", accessed_at))
    report = office.run()
    assert report["held"] == ([held("wiki", 3, SILENT)] if silent else [])
    assert office.permissions() == (WIKI if silent else set())
    assert office.revoked() == (MAIL if silent else MAIL | WIKI)


def test_an_access_after_as_of_breaks_no_silence_but_keeps_its_own_permission(office: Company) -> None:
    office.log(("wiki", "u1", AS_OF.replace(hour=19)), ("mail", "u1", AS_OF.replace(hour=19)))
    report = office.run()
    assert report["held"] == [held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI | {("mail", "u1")}
    assert office.protected(report["run_id"])["mail", "u1"] == "came_back"


def test_silence_is_measured_by_the_days_of_the_program(company: Company, subtests: pytest.Subtests) -> None:
    for days, silent in [(30, True), (None, False), (365, False)]:
        with subtests.test(days=days, silent=silent):
            company.empty()
            office = filled_office(company)
            office.decide("wiki", days)
            office.log(("wiki", "stranger", days_before(40)))
            assert office.run()["held"] == ([held("wiki", 3, SILENT)] if silent else [])
            assert office.permissions() == (WIKI if silent else set())


def test_policy_may_let_a_silent_program_lapse(office: Company) -> None:
    office.grant(*(("dead", f"u{n}", OLD) for n in range(4)))
    office.decide("dead", when_silent="revoke")
    office.decide("wiki", when_silent="hold")
    report = office.run()
    assert report["held"] == [held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI
    assert office.revoked() == MAIL | {("dead", f"u{n}") for n in range(4)}


def test_program_with_rejected_items_is_held_and_says_why(office: Company) -> None:
    office.log(("mail", "bad", days_before(1)), ("stock", "busy", days_before(1)))
    office.grant(("stock", "away", OLD))
    with office.refusing("user_id <> 'bad'"):
        report = office.run()
    assert (report["exit_code"], report["status"]) == (3, "rejected")
    assert report["held"] == [held("mail", 2, REJECTED), held("wiki", 3, SILENT)]
    assert office.permissions() == MAIL | WIKI
    assert office.revoked() == {("stock", "away")}
    assert office.run()["held"] == [held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI


def test_program_held_for_two_reasons_names_the_one_that_a_person_can_mend(office: Company) -> None:
    office.log(("wiki", "bad", days_before(200)))
    with office.refusing("user_id <> 'bad'"):
        report = office.run()
    assert report["held"] == [held("wiki", 3, REJECTED)]
    assert office.permissions() == WIKI
    assert office.run()["held"] == [held("wiki", 3, SILENT)]
    assert office.permissions() == WIKI


def test_rejected_program_too_long_for_any_permission_holds_up_nobody(office: Company) -> None:
    office.ddl(
        "alter table {access_log} modify (program_id varchar2(400 char))",
        embedded="alter table {access_log} alter column program_id type varchar(400)",
    )
    try:
        office.log(("x" * 300, "ann", days_before(1)))
        report = office.run()
        assert (report["exit_code"], report["message"]) == (3, None)
        assert report["held"] == [held("wiki", 3, SILENT)]
        assert office.rejected() == {("x" * 300, "ann")}
        assert office.revoked() == MAIL
    finally:
        office.empty()
        office.ddl(
            "alter table {access_log} modify (program_id varchar2(255 char))",
            embedded="alter table {access_log} alter column program_id type varchar(255)",
        )


def test_run_and_show_name_the_programs_held(office: Company) -> None:
    sentence = f"held: 3 permissions of wiki: {SILENT}"
    ran = office.call("run", "--as-of", str(AS_OF))
    shown = office.call("show", "1")
    assert (ran.code, shown.code) == (0, 0)
    assert sentence in ran.out.splitlines()
    assert sentence in shown.out.splitlines()
    assert json.loads(office.call("show", "1", "--json").out)["held"] == [held("wiki", 3, SILENT)]


def test_show_names_what_that_run_held_and_no_other(office: Company) -> None:
    office.run()
    office.decide("wiki", when_silent="revoke")
    office.run()
    assert "held: " not in office.call("show", "2").out
    assert "held: 3 permissions of wiki" in office.call("show", "1").out
    assert office.permissions() == set()


def test_plan_says_of_each_candidate_that_its_program_is_held(office: Company) -> None:
    made = office.plan()
    assert (made["held"], made["lapsing"]) == ([held("wiki", 3, SILENT)], 2)
    assert office.protected(made["run_id"]) == dict.fromkeys(WIKI, "held_program") | dict.fromkeys(MAIL)
    assert office.permissions() == WIKI | MAIL


def test_a_run_that_is_stopped_says_what_it_held(office: Company) -> None:
    report = office.having(guards={"max_revocations": 1}).run()
    assert (report["exit_code"], report["held"]) == (4, [held("wiki", 3, SILENT)])
    assert office.permissions() == WIKI | MAIL
