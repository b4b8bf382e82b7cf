"""Plan says of every permission why it would lapse or what protects it, and run then does exactly that."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.main import PLAN
from runner.plan import plan
from tests.company import AS_OF, Company, Key, days_before

AT = ("--as-of", str(AS_OF))
OLD = days_before(500)
LATE = timedelta(seconds=1)
FAR = datetime(2999, 1, 1)
REJECTED = "its program, which is held: accesses that could not be written: lapse rejected"
SILENT = "its program, which is held: not one access of anyone in all its days: a dead program, or its log"
UNTOLD = "its program, which is held: an access log that does not tell of all its days"


def lapsing(made: dict[str, Any]) -> set[Key]:
    return {(row["program_id"], row["user_id"]) for row in made["rows"]}


def verdicts(made: dict[str, Any]) -> dict[Key, str]:
    """What is said of each permission."""
    told = {(row["program_id"], row["user_id"]): row for row in [*made["rows"], *made["protected"]]}
    assert len(told) == made["permissions"]
    return {key: row["lapses_because"] or row["protected_by"] for key, row in told.items()}


def unused(since: datetime, days: int = 90) -> str:
    return f"not used since {since}, over {days} days"


def never_used(granted_at: datetime, days: int = 90) -> str:
    return f"granted {granted_at} and never used since, over {days} days"


EDGE = days_before(90)
EXPECTED = {
    ("undated", "ann"): "no date of its grant",
    ("off", "ann"): "a policy that is off",
    ("report", "ann"): "a policy that only reports: it would lapse",
    ("report", "in time"): "a grant within its days",
    ("exempt", "until later"): "an exemption",
    ("exempt", "until as-of"): never_used(OLD),
    ("exempt", "since as-of"): "an exemption",
    ("grant", "in time"): "a grant within its days",
    ("grant", "at the edge"): never_used(EDGE),
    ("access", "in time"): "an access within its days",
    ("access", "at the edge"): unused(EDGE),
    ("access", "come back"): "an access within its days",
    ("unsynced", "in time"): "an access within its days",
    ("unsynced", "at the edge"): unused(days_before(30), 30),
    ("unsynced", "after as-of"): never_used(OLD, 30),
    ("restore", "in time"): "a restore within its days",
    ("restore", "at the edge"): never_used(OLD),
    ("rejected", "ann"): REJECTED,
    ("settled", "ann"): never_used(OLD),
    **{("silent", user): SILENT for user in ("ann", "bob", "at the edge")},
    ("alive", "ann"): never_used(OLD),
    ("alive", "bob"): never_used(OLD),
    ("alive", "in time"): "an access within its days",
    ("long", "ann"): UNTOLD,
    ("noted", "at the edge"): never_used(OLD),
    ("noted", "in time"): f"its notice, until {AS_OF + LATE}",
    ("noted", "never"): "its notice, which the next run gives",
    ("noted", "used since"): "its notice, which the next run gives",
    ("again", "unsynced"): "its notice, which the next run gives",
}
LAPSING = {key for key, reason in EXPECTED.items() if ", over " in reason}


@pytest.fixture
def told(company: Company) -> Iterator[Company]:
    """A company with a permission for every reason, and the log of as-of partly synced."""
    company = company.having(policy={"notice_days": 100}, guards={"silent_program_min_permissions": 3})
    company.execute("delete from {watermark} w")
    granted = {("undated", "ann"): None, ("report", "in time"): EDGE + LATE}
    granted |= {("grant", "in time"): EDGE + LATE, ("grant", "at the edge"): EDGE}
    company.grant(*((*key, granted.get(key, OLD)) for key in EXPECTED))
    modes, days = {"off": "off", "report": "report"}, {"unsynced": 30, "long": 300, "again": 10}
    for program in sorted({program for program, _ in EXPECTED} - {"silent", "alive"}):
        notice, mode = "on" if program in ("noted", "again") else "off", modes.get(program, "enforce")
        company.decide(program, days.get(program), when_silent="revoke", notice=notice, revocation_mode=mode)
    for program in ("silent", "alive"):
        company.decide(program, notice="off")
    company.log(("pulse", "pulse", AS_OF), ("noted", "used since", EDGE))
    company.log(*(("access", user, EDGE) for user in ("at the edge", "come back")), ("access", "in time", EDGE + LATE))
    company.log(("alive", "in time", EDGE + LATE), ("silent", "at the edge", EDGE))
    company.log(("rejected", "refused", days_before(50)), ("settled", "refused before", days_before(100)))
    with company.refusing("user_id not in ('refused', 'refused before')"):
        company.run("sync", as_of=days_before(50))
    assert company.rejected() == {("rejected", "refused"), ("settled", "refused before")}
    with company.refusing("user_id <> 'refused'"):
        company.run("sync", as_of=days_before(40))
    company.log(("unsynced", "in time", days_before(30) + LATE), ("unsynced", "at the edge", days_before(30)))
    company.log(("unsynced", "after as-of", AS_OF + LATE), ("again", "unsynced", days_before(20)))
    company.log(("access", "come back", days_before(9)))
    company.exempt("exempt", "until later", days_before(9), AS_OF + LATE)
    company.exempt("exempt", "until as-of", days_before(9), AS_OF)
    company.exempt("exempt", "since as-of", AS_OF + LATE, FAR)
    company.restored(("restore", "in time"), EDGE + LATE)
    company.restored(("restore", "at the edge"), EDGE)
    company.note(("noted", "at the edge"), days_before(100))
    company.note(("noted", "in time"), days_before(100) + LATE)
    company.note(("noted", "used since"), days_before(100))
    company.note(("again", "unsynced"), days_before(100))
    with company.refusing("user_id <> 'refused'"):
        yield company


def test_every_permission_has_its_reason_to_the_second(told: Company) -> None:
    made = plan(told.database, AS_OF)
    assert verdicts(made) == EXPECTED
    assert lapsing(made) == LAPSING
    assert made["candidates"] == len(LAPSING)
    assert told.permissions() == set(EXPECTED)


def test_run_takes_those_that_lapse_and_none_that_is_protected(told: Company) -> None:
    report = told.run()
    assert (report["exit_code"], report["status"]) == (3, "rejected"), report["message"]
    assert told.permissions() == set(EXPECTED) - LAPSING
    assert report["counts"]["permissions_revoked"] == len(LAPSING)


def test_why_says_of_one_permission_what_plan_says_of_all(told: Company) -> None:
    before = told.tables()
    for program, user in (("access", "in time"), ("access", "at the edge"), ("noted", "in time"), ("silent", "ann")):
        reason = EXPECTED[program, user]
        answer = told.call("plan", "--why", user, program, *AT, "--json")
        assert answer.code == 0, answer.err
        verdict = json.loads(answer.out)
        assert (verdict["program_id"], verdict["user_id"], verdict["as_of"]) == (program, user, str(AS_OF))
        said = verdict["lapses_because"], verdict["protected_by"]
        assert said == ((reason, None) if (program, user) in LAPSING else (None, reason))
        text = told.call("plan", "--why", user, program, *AT).out
        assert f"would lapse: {reason}" in text or f"stays, protected by {reason}" in text
    assert told.tables() == before


@pytest.fixture
def office(company: Company) -> Company:
    """Three permissions of which one would lapse, and one more at 30 days."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(100)), ("books", "mid", days_before(50)), ("books", "new", AS_OF))
    return company


UNKNOWN = [("nobody", "books"), ("books", "old"), ("OLD", "books"), ("old", ""), ("", "books"), ("", "")]


def test_why_of_an_unknown_permission_exits_2(office: Company) -> None:
    for user, program in UNKNOWN:
        answer = office.call("plan", "--why", user, program, *AT)
        assert (user, program, answer.code, answer.out) == (user, program, 2, "")
        assert ("has no permission for" if user and program else "neither is empty") in answer.err


def test_why_judges_at_its_as_of(office: Company) -> None:
    known = office.lapse("plan", "--why", "old", "books", "--as-of", str(days_before(20)))
    assert known.code == 0, known.err
    assert "stays, protected by a grant within its days" in known.out


def test_why_refuses_an_option_that_it_would_pass_over(office: Company) -> None:
    for other in (("--csv",), ("--exit-code",), ("--what-if", "30")):
        answer = office.call("plan", "--why", "old", "books", *AT, *other)
        assert (answer.code, answer.out) == (2, "")
        assert "--why goes with --as-of and --json alone" in answer.err


def test_exit_code_tells_whether_there_are_candidates(office: Company) -> None:
    forms: list[tuple[str, ...]] = [(), ("--json",), ("--csv",)]
    assert [office.call("plan", *AT, *form).code for form in forms] == [0, 0, 0]
    assert [office.call("plan", *AT, *form, "--exit-code").code for form in forms] == [10, 10, 10]
    office.execute("delete from {permission} p where p.user_id = 'old'")
    assert [office.call("plan", *AT, *form, "--exit-code").code for form in forms] == [0, 0, 0]


def test_what_if_counts_what_an_environment_of_such_days_would_take_once_its_notices_ran_out(told: Company) -> None:
    asked = told.call("plan", *AT, "--what-if", "30,60,180,90", "--json")
    assert asked.code == 0, asked.err
    found = json.loads(asked.out)["what_if"]
    others = {days: told.having(policy={"inactivity_days": days, "notice_days": 0}) for days in (30, 60, 180, 90)}
    assert found == {str(days): plan(other.database, AS_OF)["candidates"] for days, other in others.items()}
    assert len(set(found.values())) > 2
    assert "would lapse at 180 days of inactivity" in told.call("plan", *AT, "--what-if", "180").out


NO_DAYS = ["", "0", "-1", "36501", "30,", "30,,60", "30;60", "1.5", "many", "30,0", "9" * 5000]


def test_what_if_of_no_days_exits_2(office: Company) -> None:
    before = office.tables()
    for days in NO_DAYS:
        answer = office.call("plan", *AT, f"--what-if={days}")
        assert (days, answer.code, answer.out, "Traceback" in answer.err) == (days, 2, "", False)
        assert "write days from 1 to 36500" in answer.err
    assert office.tables() == before


def test_csv_and_json_list_every_permission_with_its_reason(office: Company) -> None:
    office.grant(("=books", "two\nlines", days_before(100)), ("books", "undated", None))
    made = json.loads(office.call("plan", *AT, "--json").out)
    rows = [*made["rows"], *made["protected"]]
    assert [row["user_id"] for row in rows] == ["two\nlines", "old", "mid", "new", "undated"]
    assert all(list(row) == [*PLAN[:6], "protected_by", "lapses_because"] for row in rows)
    listed = list(csv.DictReader(io.StringIO(office.call("plan", *AT, "--csv").out, newline="")))
    assert listed == [
        {name: "'=books" if row[name] == "=books" else str(row[name] or "") for name in PLAN} for row in rows
    ]
    assert {name: made[name] for name in ("as_of", "permissions", "candidates", "programs", "what_if")} == {
        "as_of": str(AS_OF),
        "permissions": 5,
        "candidates": 2,
        "programs": [
            {"program_id": "=books", "permissions": 1, "candidates": 1, "protected": 0},
            {"program_id": "books", "permissions": 4, "candidates": 1, "protected": 3},
        ],
        "what_if": {},
    }
