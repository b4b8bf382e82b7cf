"""Whatever the company: plan calls unprotected exactly what run then revokes."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.plan import plan
from tests.company import AS_OF, Company, Key, days_before

PROGRAMS = ("books", "stock", "wages")
USERS = ("ann", "bob", "cem", "dora")


@dataclass
class Made:
    """A company by ages in days before as-of; `kind` picks the environment."""

    kind: int
    granted: dict[Key, float | None]
    synced: list[tuple[Key, float]]
    unsynced: list[tuple[Key, float]]
    policies: dict[str, tuple[int | None, str, str, str]]
    exempt: list[tuple[str | None, str | None, float]]
    refused: set[str]
    noted: dict[Key, float]
    restored: dict[Key, float]


def ages(*days: float) -> st.SearchStrategy[float]:
    """A moment of some of these days, or a second later."""
    second = 1 / 86400
    return st.sampled_from([*days, *(day - second for day in days if day)])


keys = st.tuples(st.sampled_from(PROGRAMS), st.sampled_from(USERS))
grants = st.sampled_from([None, *(200.0 + day for day in range(20))])
scopes = st.tuples(st.sampled_from(PROGRAMS), st.none()) | st.tuples(st.none(), st.sampled_from(USERS)) | keys
policies = st.tuples(
    st.sampled_from([None, 5, 30, 120]),
    st.sampled_from(["enforce", "enforce", "report", "off"]),
    st.sampled_from(["hold", "revoke"]),
    st.sampled_from(["on", "off"]),
)
companies = st.builds(
    Made,
    kind=st.integers(0, 3),
    granted=st.dictionaries(keys, ages(30, 90, 120) | ages(150, 200, 400) | grants, min_size=6),
    synced=st.lists(st.tuples(keys, ages(41, 90, 120, 150)), max_size=8),
    unsynced=st.lists(st.tuples(keys, ages(0, 5, 8, 30)), max_size=4),
    policies=st.dictionaries(st.sampled_from(PROGRAMS), policies),
    exempt=st.lists(st.tuples(scopes, ages(0, 1)).map(lambda drawn: (*drawn[0], drawn[1])), max_size=2),
    refused=st.sets(st.sampled_from(PROGRAMS), max_size=1),
    noted=st.dictionaries(keys, ages(7, 10, 60), max_size=6),
    restored=st.dictionaries(keys, ages(5, 30, 90), max_size=2),
)


@pytest.fixture
def environments(company: Company) -> list[Company]:
    """The company with and without notices, and with and without programs that are held for their silence."""
    return [
        company.having(policy={"notice_days": days}, guards={"silent_program_min_permissions": silent})
        for days in (0, 10)
        for silent in (1_000_000, 2)
    ]


def fill(company: Company, made: Made) -> None:
    company.empty()
    company.grant(*((*key, None if age is None else days_before(age)) for key, age in made.granted.items()))
    for program, (days, mode, silent, notice) in made.policies.items():
        company.decide(program, days, revocation_mode=mode, when_silent=silent, notice=notice)
    for scope, whom, age in made.exempt:
        company.exempt(scope, whom, days_before(9), days_before(age - 0.5))
    company.log(("pulse", "pulse", AS_OF), *((*key, days_before(age)) for key, age in made.synced))
    company.log(*((program, "refused", days_before(50)) for program in made.refused))
    company.run("sync", as_of=days_before(40))
    company.log(*((*key, days_before(age)) for key, age in made.unsynced))
    for key, age in made.noted.items():
        company.note(key, days_before(age))
    for key, age in made.restored.items():
        company.restored(key, days_before(age))


def totals(made: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Permissions, candidates and protected ones of each program, counted one by one."""
    losing, kept = (Counter(row["program_id"] for row in made[name]) for name in ("rows", "protected"))
    return {name: (losing[name] + kept[name], losing[name], kept[name]) for name in losing | kept}


@given(made=companies)
@settings(max_examples=20)
def test_a_permission_is_unprotected_exactly_when_run_revokes_it(environments: list[Company], made: Made) -> None:
    company = environments[made.kind]
    with company.refusing("user_id <> 'refused'"):
        fill(company, made)
        planned = plan(company.database, AS_OF, [90])
        report = company.run()

    assert report["exit_code"] == (3 if made.refused else 0), report["message"]
    everybody = {(row["program_id"], row["user_id"]): row for row in [*planned["rows"], *planned["protected"]]}
    assert set(everybody) == set(made.granted)
    free = {key for key, row in everybody.items() if row["protected_by"] is None}
    assert free == set(made.granted) - company.permissions()
    assert free == {key for key, row in everybody.items() if row["lapses_because"] is not None}
    assert report["counts"]["permissions_revoked"] == len(free) == planned["candidates"]
    noticed = company.database.environment.policy.notice_days > 0
    assert planned["what_if"][90] >= len(free) if noticed else planned["what_if"][90] == len(free)
    told = {row["program_id"]: tuple(row.values())[1:] for row in planned["programs"]}
    assert told == totals(planned)
    assert (planned["permissions"], planned["candidates"]) == (len(everybody), len(planned["rows"]))
