"""Plan says what run would then do, and why, and stops at nothing that would stop the run."""

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.commands.records import CANDIDATE
from runner.errors import SettingsError, UsageError
from tests.company import AS_OF, Company, days_before

AT = ("--as-of", str(AS_OF))
OLD = days_before(400)


def reasons(made: dict[str, Any]) -> dict[str, list[str]]:
    return {guard["step"]: guard["reasons"] for guard in made["guards"] if guard["reasons"]}


def filled_office(company: Company) -> Company:
    """Three permissions of which one would lapse, and one more at 30 days."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(100)), ("books", "mid", days_before(50)), ("books", "new", AS_OF))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def test_plan_carries_the_log_forward_as_run_would(company: Company) -> None:
    company.grant(("books", "ann", OLD), ("books", "bob", OLD), ("books", "cem", OLD))
    company.log(("books", "ann", days_before(1)), ("books", "bob", AS_OF + timedelta(seconds=1)))
    made = company.plan()
    assert company.protected(made["run_id"]) == {("books", "bob"): "came_back", ("books", "cem"): None}
    assert company.last_accesses() == {("books", "ann"): days_before(1)}
    assert company.synced_to() == [AS_OF]
    assert company.permissions() == {("books", "ann"), ("books", "bob"), ("books", "cem")}


def test_plan_lists_the_programs_that_lose_most_first(company: Company) -> None:
    programs = ("books", "stock", "wages")
    company.grant(*((program, f"u{n}", OLD) for n in range(3) for program in programs[n:]))
    company.grant(("books", "new", days_before(1)))
    company.grant(("mail", "exempt", OLD), ("mail", "new", days_before(1)))
    company.exempt("mail", None, days_before(1), AS_OF + timedelta(days=1))
    made = company.plan()
    assert made["programs"] == [
        {"program_id": "wages", "permissions": 3, "lapsing": 3, "protected": 0},
        {"program_id": "stock", "permissions": 2, "lapsing": 2, "protected": 0},
        {"program_id": "books", "permissions": 2, "lapsing": 1, "protected": 0},
        {"program_id": "mail", "permissions": 2, "lapsing": 0, "protected": 1},
    ]
    totals = {name: made[name] for name in ("permissions", "candidates", "lapsing", "protected")}
    assert totals == {"permissions": 9, "candidates": 7, "lapsing": 6, "protected": {"exempted": 1}}


def test_plan_goes_on_where_a_limit_would_stop_the_run_and_says_so(company: Company, subtests: pytest.Subtests) -> None:
    for limits, stops in [
        ({"max_revocations": 1, "max_revocation_percent": 34}, False),
        ({"max_revocations": 0, "max_revocation_percent": 100}, True),
        ({"max_revocations": 100, "max_revocation_percent": 33}, True),
    ]:
        with subtests.test(limits=limits, stops=stops):
            company.empty()
            office = filled_office(company)
            limited = office.having(guards=limits)
            made = limited.plan()
            report = limited.run()
            assert (made["exit_code"], made["status"], made["lapsing"]) == (0, "done", 1)
            assert list(reasons(made)) == (["guard limits"] if stops else [])
            assert (report["exit_code"] == 4) == stops
            assert all(f"{reason};" in report["message"] for [reason] in reasons(made).values())


@pytest.mark.parametrize("newest", [None, days_before(3)], ids=["empty log", "old log"])
def test_plan_judges_all_the_same_where_a_guard_of_the_log_would_stop_the_run(
    company: Company, newest: datetime | None
) -> None:
    company.grant(("books", "old", OLD))
    if newest:
        company.log(("pulse", "pulse", newest))
    made = company.plan()
    assert (made["exit_code"], made["lapsing"], list(reasons(made))) == (0, 1, ["guard log is fresh"])
    assert company.protected(made["run_id"]) == {("books", "old"): None}
    report = company.run()
    assert (report["exit_code"], reasons(made)["guard log is fresh"][0] in report["message"]) == (4, True)
    assert company.protected(report["run_id"]) == {}
    assert company.permissions() == {("books", "old")}


def test_reasons_of_guards_are_shown_as_they_were(company: Company) -> None:
    company.grant(*(("two\nlines", f"user {number}", OLD) for number in range(9)))
    company.log(("pulse", "pulse", AS_OF))
    limited = company.having(guards={"max_program_revocations": 1, "max_program_revocation_percent": 1})
    made = limited.plan()
    [reason] = reasons(made)["guard program limits"]
    assert "two\nlines" in reason
    shown = json.loads(company.call("show", str(made["run_id"]), "--json").out)
    assert reasons(shown) == reasons(made)
    assert all("reasons" not in step for step in shown["steps"])


def test_plan_refuses_what_run_would_refuse(office: Company) -> None:
    before = office.tables()
    with pytest.raises(UsageError, match="nothing was done"):
        office.plan(AS_OF.replace(year=9999))
    missing = office.having(tables={"permission": "test_nowhere"})
    with pytest.raises(SettingsError, match="there is no table test_nowhere"):
        missing.plan()
    pinned = office.having(review={"required": True})  # there is no review yet
    assert pinned.call("plan", *AT).code == pinned.call("run", *AT).code == 5
    assert office.tables() == before


def test_plan_prints_what_would_lapse_what_protects_and_what_would_stop_the_run(company: Company) -> None:
    office = company.having(guards={"silent_program_min_permissions": 3, "max_revocations": 1})
    office.log(("pulse", "pulse", AS_OF))
    office.grant(*(("wiki", f"u{n}", OLD) for n in range(3)), ("mail", "u0", OLD), ("mail", "u1", OLD))
    office.grant(("stock", "u0", OLD))
    office.exempt("stock", None, days_before(1), AS_OF + timedelta(days=1))

    told = office.call("plan", *AT)

    assert told.code == 0, told.err
    lines = told.out.splitlines()
    assert lines[:4] == [
        f"2 of 6 permissions would lapse as of {AS_OF}",
        "would be stopped by guard limits: would revoke 2 of 6 (33 %) permissions, over max_revocations = 1",
        "3 protected: held program",
        "1 protected: exempted",
    ]
    assert lines[4].startswith("held: 3 permissions of wiki: ")
    assert [line.split() for line in lines[5:7]] == [
        ["program_id", "permissions", "lapsing", "protected"],
        ["mail", "2", "2", "0"],
    ]
    assert lines[-2].startswith("to revoke exactly these (limits waived, guards still apply): ")
    assert office.permissions() == {*(("wiki", f"u{n}") for n in range(3)), *(("mail", f"u{n}") for n in range(2))} | {
        ("stock", "u0")
    }


def test_exit_code_tells_whether_anything_would_lapse(office: Company) -> None:
    forms: list[tuple[str, ...]] = [(), ("--json",), ("--csv",)]
    assert [office.call("plan", *AT, *form).code for form in forms] == [0, 0, 0]
    assert [office.call("plan", *AT, *form, "--exit-code").code for form in forms] == [10, 10, 10]
    office.exempt(None, "old", days_before(1), AS_OF + timedelta(days=1))
    assert [office.call("plan", *AT, *form, "--exit-code").code for form in forms] == [0, 0, 0]


def test_csv_and_json_list_every_candidate_with_its_reason(office: Company) -> None:
    office.grant(("=books", "two\nlines", days_before(100)), ("books", "undated", None))
    office.log(("books", "old", days_before(95)))
    office.exempt("=books", None, days_before(1), AS_OF + timedelta(days=1))
    made = json.loads(office.call("plan", *AT, "--json").out)
    rows = made.pop("rows")
    facts = {"permission_rows": 1, "inactivity_days": 90, "granted_at": str(days_before(100))}
    assert rows == [
        facts
        | {"program_id": "=books", "user_id": "two\nlines", "last_access_at": None}
        | {"protected_by": "exempted", "detail": f"until {AS_OF + timedelta(days=1)}"},
        facts
        | {"program_id": "books", "user_id": "old", "last_access_at": str(days_before(95))}
        | {"protected_by": None, "detail": None},
    ]
    assert (made["lapsing"], made["candidates"], made["permissions"], made["what_if"]) == (1, 2, 5, {})
    assert made["counts"]["permissions_without_grant_date"] == 1
    listed = list(csv.DictReader(io.StringIO(office.call("plan", *AT, "--csv").out, newline="")))
    assert listed == [
        {name: "'=books" if row[name] == "=books" else str(row[name] or "") for name in CANDIDATE} for row in rows
    ]
    assert json.loads(office.call("candidates", str(made["run_id"]), "--json").out) == rows


def test_what_if_counts_permissions_idle_for_so_many_days_whatever_protects_them(company: Company) -> None:
    second = timedelta(seconds=1)
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "at 90", days_before(90)), ("books", "nearly 90", days_before(90) + second))
    company.grant(("books", "used at 60", OLD), ("books", "used nearly 60", OLD), ("books", "undated", None))
    company.grant(("stock", "exempt", days_before(200)), ("books", "granted since", AS_OF + second))
    company.log(("books", "used at 60", days_before(60)), ("books", "used nearly 60", days_before(60) + second))
    company.exempt("stock", None, days_before(1), AS_OF + timedelta(days=1))
    told = company.call("plan", *AT, "--what-if", "60,90,1,200,201,59", "--json")
    assert told.code == 0, told.err
    assert json.loads(told.out)["what_if"] == {"60": 4, "90": 2, "1": 5, "200": 1, "201": 0, "59": 5}
    assert "2 permissions idle for 90 days or more" in company.call("plan", *AT, "--what-if", "90").out


NO_DAYS = ["", "0", "-1", "36501", "30,", "30,,60", "30;60", "1.5", "many", "30,0", "9" * 5000]


def test_what_if_of_no_days_exits_2(office: Company) -> None:
    before = office.tables()
    for days in NO_DAYS:
        answer = office.call("plan", *AT, f"--what-if={days}")
        assert (days, answer.code, answer.out, "Traceback" in answer.err) == (days, 2, "", False)
        assert "write numbers of days from 1 to 36500" in answer.err
    assert office.tables() == before
