"""Why says of one permission whether it lapses, what protects it, or which run took it, and changes nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
FAR = datetime(2999, 1, 1)


@pytest.fixture
def office(company: Company) -> Company:
    """Two permissions that would lapse, where a limit lets none go, and one that is exempt, judged by run 1."""
    company.log(("pulse", "pulse", AS_OF), ("books", "old", days_before(300)))
    company.grant(("books", "old", OLD), ("books", "never", days_before(200)), ("books", "exempt", OLD))
    company.exempt("books", "exempt", days_before(1), FAR)
    limited = company.having(guards={"max_revocations": 0})
    assert limited.run()["exit_code"] == 4
    return limited


def clock(company: Company) -> datetime:
    now: datetime = company.query("select sysdate as now from dual")[0]["now"]
    return now


def why(company: Company, user: str, program: str = "books") -> dict[str, Any]:
    """Ask, in JSON and in words, and return the one answer; nothing has changed."""
    before = company.tables()
    told, said = company.call("why", user, program, "--json"), company.call("why", user, program)
    assert (told.code, said.code) == (0, 0), told.err
    found = json.loads(told.out)
    assert (found["user_id"], found["program_id"]) == (user, program)
    [answer] = found["answers"]
    assert said.out.splitlines()[-1] == f"{user} in {program}: {answer['answer']}"
    assert company.tables() == before
    return dict(answer)


def test_what_lapses_is_told_with_its_dates_and_the_judgement_it_rests_on(office: Company) -> None:
    answer = why(office, "old")
    dates = {"granted_at": str(OLD), "last_access_at": str(days_before(300)), "idle_until": str(days_before(210))}
    assert {name: answer[name] for name in dates} == dates
    assert (answer["verdict"], answer["inactivity_days"], answer["protected_by"]) == ("lapses", 90, None)
    assert answer["answer"].startswith("lapses: not used for 90 days, and no rule protects it")
    assert f"judged by run 1 as of {AS_OF}" in answer["answer"]
    never = why(office, "never")
    assert (never["verdict"], never["last_access_at"], never["idle_until"]) == ("lapses", None, str(days_before(110)))


def test_what_is_protected_is_told_with_its_rule_and_until_when(office: Company) -> None:
    answer = why(office, "exempt")
    assert (answer["verdict"], answer["protected_by"], answer["detail"]) == ("protected", "exempted", f"until {FAR}")
    assert answer["answer"].startswith(f"protected: exempted, until {FAR}")


def test_an_exemption_to_come_does_not_lengthen_the_one_in_force(office: Company) -> None:
    office.exempt("books", None, FAR + timedelta(days=9), FAR + timedelta(days=99))
    answer = why(office, "exempt")
    assert (answer["protected_by"], answer["detail"]) == ("exempted", f"until {FAR}")
    listed = json.loads(office.call("candidates", "1", "--json").out)
    assert [row["detail"] for row in listed if row["user_id"] == "exempt"] == [f"until {FAR}"]


def test_the_newest_judgement_counts(office: Company) -> None:
    office.exempt("books", "old", days_before(1), FAR)
    assert why(office, "old")["verdict"] == "lapses"
    office.run()
    answer = why(office, "old")
    assert (answer["verdict"], answer["judged_by_run"]) == ("protected", 2)
    assert office.run(as_of=AS_OF + timedelta(days=9))["exit_code"] == 4
    assert office.protected(3) == {}  # its log is stale: a run that could not judge changes no answer
    assert why(office, "old")["judged_by_run"] == 2
    office.run("judge")
    assert why(office, "old")["judged_by_run"] == 4


def test_what_is_in_use_is_told_with_the_instant_from_which_it_could_lapse(office: Company) -> None:
    now = clock(office)
    office.grant(("books", "new", now - timedelta(days=10)), ("stock", "used", OLD))
    office.log(("stock", "used", now - timedelta(days=5)))
    office.decide("stock", 30)
    assert why(office, "used", "stock")["verdict"] == "idle"  # no sync has carried the access yet
    office.run("sync", as_of=now)
    for user, program, until in (("new", "books", 80), ("used", "stock", 25)):
        answer = why(office, user, program)
        told = (answer["verdict"], answer["idle_until"])
        assert told == ("in use", str(now + timedelta(days=until)))
        assert f"it could lapse from {now + timedelta(days=until)} on" in answer["answer"]


def test_what_no_judgement_has_seen_is_called_idle_and_not_lapsing(office: Company) -> None:
    office.grant(("books", "late", OLD))
    office.execute("update {permission} p set p.granted_at = :at where p.user_id = 'never'", at=days_before(201))
    for user, since in (("late", days_before(310)), ("never", days_before(111))):
        answer = why(office, user)
        assert (answer["verdict"], answer["is_candidate"]) == ("idle", 0)
        assert f"since {since}" in answer["answer"]
        assert "judged by run" not in answer["answer"]


def test_without_a_grant_date_a_permission_never_lapses(office: Company) -> None:
    office.grant(("books", "undated", None))
    assert why(office, "undated")["answer"] == "never lapses: it has no grant date"


def test_what_was_revoked_is_told_with_its_run_and_how_to_put_it_back(office: Company) -> None:
    number = office.accept(1)["run_id"]
    answer = why(office, "old")
    assert (answer["verdict"], answer["run_id"], answer["granted_at"]) == ("revoked", number, str(OLD))
    assert answer["answer"].endswith(f"to put it back: lapse restore {number}")

    assert office.call("restore", str(number), "--user", "old").code == 0
    assert why(office, "old")["verdict"] == "idle"
    office.run()
    restored = why(office, "old")
    assert (restored["verdict"], restored["protected_by"]) == ("protected", "restored")
    assert why(office, "never")["verdict"] == "revoked"
    office.execute("delete from {permission} p where p.user_id = 'old'")
    gone = why(office, "old")
    assert (gone["verdict"], "restored" in gone["answer"], "lapse restore" in gone["answer"]) == (
        "revoked",
        True,
        False,
    )


def test_what_was_granted_again_after_its_revocation_is_told_as_it_stands(office: Company) -> None:
    office.accept(1)
    office.grant(("books", "old", clock(office) - timedelta(days=1)))
    assert why(office, "old")["verdict"] == "in use"


UNKNOWN = [("nobody", "books"), ("books", "old"), ("OLD", "books"), ("old", ""), ("", "books"), ("", "")]


def test_why_of_an_unknown_permission_exits_2(office: Company) -> None:
    for user, program in UNKNOWN:
        answer = office.call("why", user, program)
        assert (user, program, answer.code, answer.out) == (user, program, 2, "")
        assert ("has no permission for" if user and program else "neither is empty") in answer.err
