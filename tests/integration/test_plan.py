"""Plan says what run would then do, and does nothing."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import SettingsError, UsageError
from runner.plan import plan
from tests.company import AS_OF, Company, Key, days_before

PROGRAMS = ("books", "stock", "wages")
USERS = ("ann", "bob", "cem", "dora")


def reasons(made: dict[str, Any]) -> dict[str, list[str]]:
    return {guard["step"]: guard["reasons"] for guard in made["guards"] if guard["reasons"]}


keys = st.tuples(st.sampled_from(PROGRAMS), st.sampled_from(USERS))
ages = st.sampled_from([0, 1, 29, 30, 31, 89, 90, 91, 200])
grants = st.dictionaries(keys, st.none() | ages, max_size=12)
accesses = st.lists(st.tuples(keys, ages), max_size=12)


@given(granted=grants, synced=accesses, unsynced=accesses, exempt=st.none() | st.sampled_from(USERS))
@settings(max_examples=30)
def test_plan_lists_exactly_what_run_then_revokes(
    company: Company,
    granted: dict[Key, int | None],
    synced: list[tuple[Key, int]],
    unsynced: list[tuple[Key, int]],
    exempt: str | None,
) -> None:
    company.empty()
    company.decide("stock", 30)
    if exempt:
        company.exempt(None, exempt, days_before(1), AS_OF + timedelta(days=1))
    company.grant(*((*key, None if age is None else days_before(age)) for key, age in granted.items()))
    company.log(("pulse", "pulse", AS_OF), *((*key, days_before(age)) for key, age in synced))
    company.run("sync", as_of=days_before(40))
    lately = [(key, age) for key, age in unsynced if age <= 31]
    company.log(*((*key, days_before(age)) for key, age in lately))

    made = plan(company.database, AS_OF)
    report = company.run()

    assert report["exit_code"] == 0
    planned = {(row["program_id"], row["user_id"]) for row in made["rows"]}
    assert planned == company.revoked() == expected(granted, synced + lately, exempt)
    assert company.permissions() == set(granted) - planned
    assert (made["candidates"], made["permissions"]) == (len(planned), len(granted))
    counts = Counter(program for program, _ in planned)
    assert {row["program_id"]: row["candidates"] for row in made["programs"] if row["candidates"]} == dict(counts)


def expected(granted: dict[Key, int | None], accesses: list[tuple[Key, int]], exempt: str | None) -> set[Key]:
    days = {"stock": 30}
    newest: dict[Key, int] = {}
    for key, age in accesses:
        newest[key] = min(age, newest.get(key, age))
    return {
        (program, user)
        for (program, user), age in granted.items()
        if age is not None and user != exempt and min(age, newest.get((program, user), age)) >= days.get(program, 90)
    }


def test_plan_changes_nothing_but_its_own_list(company: Company) -> None:
    company.log(("books", "ann", AS_OF), ("books", "bob", days_before(100)))
    company.grant(("books", "ann", days_before(200)), ("books", "bob", days_before(200)))
    company.run("sync", as_of=days_before(5))
    before = company.tables()
    made = plan(company.database, AS_OF)
    assert made["candidates"] == 1
    after = company.tables()
    assert len(after.pop("plan")) == len(after.pop("plan_item")) == 1
    assert after == {name: rows for name, rows in before.items() if name in after}


def test_plan_counts_log_rows_that_no_sync_has_carried_yet(company: Company) -> None:
    company.grant(("books", "ann", days_before(200)), ("books", "bob", days_before(200)))
    company.log(("books", "ann", days_before(1)), ("books", "bob", AS_OF + timedelta(seconds=1)))
    made = plan(company.database, AS_OF)
    assert [(row["program_id"], row["user_id"]) for row in made["rows"]] == [("books", "bob")]
    assert company.last_accesses() == {}


def test_plan_lists_the_programs_that_lose_most_first(company: Company) -> None:
    company.grant(*((program, f"u{n}", days_before(200)) for n in range(3) for program in PROGRAMS[n:]))
    company.grant(("books", "new", days_before(1)))
    assert plan(company.database, AS_OF)["programs"] == [
        {"program_id": "wages", "permissions": 3, "candidates": 3, "protected": 0},
        {"program_id": "stock", "permissions": 2, "candidates": 2, "protected": 0},
        {"program_id": "books", "permissions": 2, "candidates": 1, "protected": 1},
    ]


def test_plan_shows_the_dates_it_judges_by(company: Company) -> None:
    company.grant(("books", "ann", days_before(200)))
    company.log(("books", "ann", days_before(150)))
    company.run("sync")
    assert plan(company.database, AS_OF)["rows"] == [
        {
            "program_id": "books",
            "user_id": "ann",
            "granted_at": days_before(200),
            "last_access_at": days_before(150),
            "inactivity_days": 90,
            "noticed_at": None,
            "protected_by": None,
            "lapses_because": f"not used since {days_before(150)}, over 90 days",
        }
    ]


@pytest.mark.parametrize(
    ("limits", "stops"),
    [
        ({"max_revocations": 1, "max_revocation_percent": 50}, False),
        ({"max_revocations": 0, "max_revocation_percent": 100}, True),
        ({"max_revocations": 100, "max_revocation_percent": 49}, True),
    ],
    ids=str,
)
def test_plan_says_when_a_limit_would_stop_the_run(company: Company, limits: dict[str, float], stops: bool) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(200)), ("books", "new", days_before(1)))
    limited = company.having(guards=limits)
    found = reasons(plan(limited.database, AS_OF))
    report = limited.run()
    assert ("guard candidates within limits" in found) == stops == (report["exit_code"] == 4)
    if stops:
        assert found["guard candidates within limits"][0] in report["message"]


@pytest.mark.parametrize("newest", [None, days_before(3)], ids=["empty log", "old log"])
def test_plan_says_when_the_log_is_stale(company: Company, newest: datetime | None) -> None:
    if newest:
        company.log(("pulse", "pulse", newest))
    found = reasons(plan(company.database, AS_OF))
    assert list(found) == ["guard log is fresh"]
    assert found["guard log is fresh"][0] in company.run()["message"]


def test_plan_refuses_what_run_would_refuse(company: Company) -> None:
    with pytest.raises(UsageError, match="lies after"):
        plan(company.database, AS_OF.replace(year=9999))
    missing = company.having(tables={"permission": "test_nowhere"})
    with pytest.raises(SettingsError, match="there is no table test_nowhere"):
        plan(missing.database, AS_OF)
