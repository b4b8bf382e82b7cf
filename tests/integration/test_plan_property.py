"""Whatever the company: plan and run judge each permission as a few lines of Python do, and run does just that."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import AS_OF, Company, Key, days_before

PROGRAMS = ("books", "stock", "wages")
USERS = ("ann", "bob", "cem", "dora")


@dataclass
class Made:
    """A company by ages in days before as-of; `kind` picks the environment, `accepted` whether the plan is accepted."""

    kind: int
    accepted: bool
    granted: dict[Key, float | None]
    synced: list[tuple[Key, float]]
    unsynced: list[tuple[Key, float]]
    later: set[Key]
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
    accepted=st.booleans(),
    granted=st.dictionaries(keys, ages(30, 90, 120) | ages(150, 200, 400) | grants, min_size=6),
    synced=st.lists(st.tuples(keys, ages(41, 90, 120, 150)), max_size=8),
    unsynced=st.lists(st.tuples(keys, ages(0, 5, 8, 30)), max_size=4),
    later=st.sets(keys, max_size=2),
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
    company.log(*((*key, days_before(-2)) for key in sorted(made.later)))
    for key, age in made.noted.items():
        company.note(key, days_before(age))
    for key, age in made.restored.items():
        company.restored(key, days_before(age))


@dataclass
class Judge:
    """The rules, read from the design and not from the SQL."""

    made: Made
    notice_days: int
    silent_min: int

    def __post_init__(self) -> None:
        self.newest: dict[Key, float] = {}
        for key, age in self.made.synced + self.made.unsynced:
            self.newest[key] = min(age, self.newest.get(key, age))

    def idle(self, key: Key) -> float | None:
        """Since how many days nobody granted or used it; None without a grant date."""
        granted = self.made.granted[key]
        return None if granted is None else min(granted, self.newest.get(key, granted))

    def days(self, program: str) -> int:
        return self.made.policies.get(program, (None, ""))[0] or 90

    def candidates(self) -> dict[Key, str | None]:
        idle = {key: self.idle(key) for key in self.made.granted}
        return {key: self.rule(key) for key, days in idle.items() if days is not None and days >= self.days(key[0])}

    def rule(self, key: Key) -> str | None:
        program, user = key
        _, mode, _, _ = self.made.policies.get(program, (None, "enforce", "hold", "on"))
        if self.made.restored.get(key, 1000) < self.days(program):
            return "restored"
        if any(each in (program, None) and who in (user, None) and age < 0.5 for each, who, age in self.made.exempt):
            return "exempted"
        if mode != "enforce":
            return "policy_off" if mode == "off" else "report_only"
        if self.is_held(program):
            return "held_program"
        if key in self.made.later:
            return "came_back"
        return self.notice(key)

    def is_held(self, program: str) -> bool:
        _, _, when_silent, _ = self.made.policies.get(program, (None, "enforce", "hold", "on"))
        permissions = sum(each == program for each, _ in self.made.granted)
        heard = any(each == program and age < self.days(program) for (each, _), age in self.newest.items())
        silent = permissions >= self.silent_min and not heard and when_silent == "hold"
        return silent or program in self.made.refused

    def notice(self, key: Key) -> str | None:
        _, _, _, notice = self.made.policies.get(key[0], (None, "enforce", "hold", "on"))
        if not self.notice_days or notice == "off":
            return None
        given, granted = self.made.noted.get(key), self.made.granted[key]
        since = min(self.newest.get(key, 1000), self.made.restored.get(key, 1000))
        if given is None or granted is None or given > granted or since < given:
            return "notice_missing"
        return "notice_running" if given < self.notice_days else None


@given(made=companies)
@settings(max_examples=25)
def test_plan_and_run_judge_each_permission_as_the_rules_say(environments: list[Company], made: Made) -> None:
    company = environments[made.kind]
    environment = company.database.environment
    judge = Judge(made, environment.policy.notice_days, environment.guards.silent_program_min_permissions)
    expected = judge.candidates()
    lapsing = {key for key, rule in expected.items() if rule is None}
    with company.refusing("user_id <> 'refused'"):
        fill(company, made)
        planned = company.plan(what_if=[30, 90, 150])
        assert company.permissions() == set(made.granted)
        report = company.accept(planned["run_id"]) if made.accepted else company.run()

    assert report["exit_code"] == (3 if made.refused else 0), report["message"]
    assert company.protected(planned["run_id"]) == expected
    left_out = {key: "not_in_accepted_plan" for key, rule in expected.items() if rule == "notice_running"}
    assert company.protected(report["run_id"]) == expected | (left_out if made.accepted else {})
    assert company.permissions() == set(made.granted) - lapsing
    assert report["counts"]["permissions_revoked"] == len(lapsing) == planned["lapsing"]
    assert (planned["permissions"], planned["candidates"]) == (len(made.granted), len(expected))
    assert {
        row["program_id"]: (row["permissions"], row["lapsing"], row["protected"]) for row in planned["programs"]
    } == {
        program: (
            sum(each == program for each, _ in made.granted),
            sum(each == program for each, _ in lapsing),
            sum(each == program for each, _ in expected) - sum(each == program for each, _ in lapsing),
        )
        for program in {each for each, _ in expected}
    }
    idle = [judge.idle(key) for key in made.granted]
    counted = {days: sum(each is not None and each >= days for each in idle) for days in (30, 90, 150)}
    assert planned["what_if"] == counted
