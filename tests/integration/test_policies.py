"""Policies of programs, as people set, list and unset them, and what they then do to a run."""

import json
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

WHY = ("--reason", "audit 7")
HOSTILE = [
    "'; delete from test_permission p; --",
    "{{ guards.max_revocations }}",
    "Ünïcödé 程序 %s %% :program_id",
    'two\nlines "and" a\ttab',
    " books ",
    "-x",
    "p" * 255,
]


def filled_office(company: Company) -> Company:
    """Two programs, each with one permission unused for 200 days, one for 50 days, and one in use."""
    company.log(("pulse", "pulse", AS_OF))
    for program in ("books", "stock"):
        company.grant(*((program, user, days_before(age)) for user, age in (("old", 200), ("mid", 50), ("new", 1))))
    return company


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


def listed(company: Company) -> list[dict[str, Any]]:
    """The policies as the command lists them, without when they were set."""
    result = company.call("policy", "list", "--json")
    assert result.code == 0, result.err
    rows: list[dict[str, Any]] = json.loads(result.out)
    for row in rows:
        assert row.pop("set_at")
    return rows


def set_policy(company: Company, program: str, *options: str) -> None:
    done = company.call("policy", "set", *WHY, *options, "--", program)
    assert done.code == 0, done.err


def test_a_policy_set_by_the_command_is_listed_and_unset(office: Company) -> None:
    options = ("--days", "30", "--mode", "report", "--when-silent", "revoke", "--notice", "off")
    done = office.call("policy", "set", "books", *options, *WHY)
    assert done.code == 0, done.err
    [policy] = listed(office)
    who = policy.pop("set_by")
    assert who
    assert policy == {
        "program_id": "books",
        "inactivity_days": 30,
        "revocation_mode": "report",
        "when_silent": "revoke",
        "notice": "off",
        "permissions": 3,
        "reason": "audit 7",
    }
    assert "books" in done.out
    assert office.call("policy", "unset", "books").code == 0
    assert listed(office) == []
    assert "no program has its own policy" in office.call("policy", "list").out


def test_what_is_not_named_holds_as_the_environment_has_it(office: Company) -> None:
    set_policy(office.having(policy={"inactivity_days": 77}), "books", "--mode", "enforce")
    [policy] = listed(office.having(policy={"inactivity_days": 77}))
    kept = ("inactivity_days", "revocation_mode", "when_silent", "notice")
    assert [policy[name] for name in kept] == [77, "enforce", "hold", "on"]
    assert listed(office)[0]["inactivity_days"] == 90  # nothing of the other environment was written down


OPTIONS = [
    (("--days", "1"), "inactivity_days", 1),
    (("--days", "36500"), "inactivity_days", 36500),
    (("--mode", "off"), "revocation_mode", "off"),
    (("--mode", "enforce"), "revocation_mode", "enforce"),
    (("--when-silent", "hold"), "when_silent", "hold"),
    (("--notice", "on"), "notice", "on"),
]


def test_what_is_not_named_stays_as_it_was(office: Company) -> None:
    set_policy(office, "books", "--days", "30", "--mode", "report", "--when-silent", "revoke", "--notice", "off")
    [policy] = listed(office)
    for option, name, value in OPTIONS:
        done = office.call("policy", "set", "books", *option, "--reason", f"audit {name}")
        assert done.code == 0, done.err
        assert policy[name] != value
        policy |= {name: value, "reason": f"audit {name}"}
        assert listed(office) == [policy]


def test_setting_the_same_twice_leaves_one_policy(office: Company) -> None:
    for _ in range(2):
        set_policy(office, "books", "--days", "30")
    assert [(row["program_id"], row["inactivity_days"]) for row in listed(office)] == [("books", 30)]


NO_POLICIES = [
    ("set", "books", "--days", "30"),
    ("set", "books", *WHY),
    ("set", "books", "--days", "30", "--reason", ""),
    ("set", "", "--days", "30", *WHY),
    ("set", "books", "--days", "0", *WHY),
    ("set", "books", "--days", "36501", *WHY),
    ("set", "books", "--days", "2.5", *WHY),
    ("set", "books", "--mode", "on", *WHY),
    ("set", "books", "--when-silent", "off", *WHY),
    ("set", "books", "--notice", "hold", *WHY),
    ("unset", "books"),
    ("unset", ""),
]


def test_what_cannot_be_a_policy_is_a_usage_error_and_changes_nothing(office: Company) -> None:
    office.decide("stock", 30)
    before = office.tables()
    for arguments in NO_POLICIES:
        result = office.call("policy", *arguments)
        assert (arguments, result.code, "Traceback" in result.err) == (arguments, 2, False)
        assert result.err
        assert office.tables("policy")["policy"] == before["policy"]
    assert office.tables() == before


def test_a_program_without_permissions_is_reported_as_matching_nothing(office: Company) -> None:
    misspelt = office.call("policy", "set", "bokos", "--days", "30", *WHY)
    spelt = office.call("policy", "set", "books", "--days", "30", *WHY)
    assert (misspelt.code, spelt.code) == (0, 0)
    assert "no permission names the program bokos" in misspelt.out
    assert "no permission names" not in spelt.out
    assert {row["program_id"]: row["permissions"] for row in listed(office)} == {"bokos": 0, "books": 3}
    told = office.call("policy", "list").out
    assert "no permission names the program bokos; check the spelling" in told
    assert told.count("check the spelling") == 1


def test_hostile_names_go_in_and_out_as_data(office: Company) -> None:
    office.grant(*((name, user, days_before(age)) for name in HOSTILE for user, age in ((name, 50), ("new", 1))))
    for name in HOSTILE:
        done = office.call("policy", "set", "--days", "30", "--reason", name, "--", name)
        assert done.code == 0, done.err
        assert "no permission names" not in done.out
    rows = {(row["program_id"], row["reason"], row["permissions"]) for row in listed(office)}
    assert rows == {(name, name, 2) for name in HOSTILE}
    standing = office.permissions()
    office.run()
    assert office.revoked() == {("books", "old"), ("stock", "old"), *((name, name) for name in HOSTILE)}
    assert office.permissions() == standing - office.revoked()
    for name in HOSTILE:
        assert office.call("policy", "unset", "--", name).code == 0
    assert listed(office) == []


def test_a_policy_rules_its_own_program_and_no_other(company: Company, subtests: pytest.Subtests) -> None:
    for case, options, listed, rule in [
        ("as it is", ("--mode", "enforce"), {"old"}, None),
        ("50 days", ("--mode", "enforce", "--days", "50"), {"old", "mid"}, None),
        ("report", ("--mode", "report"), {"old"}, "report_only"),
        ("report at 50 days", ("--mode", "report", "--days", "50"), {"old", "mid"}, "report_only"),
        ("off", ("--mode", "off", "--days", "50"), {"old", "mid"}, "policy_off"),
        ("201 days", ("--days", "201"), set(), None),
    ]:
        with subtests.test(case):
            company.empty()
            office = filled_office(company)
            everybody = office.permissions()
            set_policy(office, "books", *options)
            report = office.run()
            assert report["exit_code"] == 0
            ruled = {("books", user): rule for user in listed}
            assert office.protected(report["run_id"]) == ruled | {("stock", "old"): None}
            assert office.revoked() == {("stock", "old")} | (set(ruled) if rule is None else set())
            assert office.permissions() == everybody - office.revoked()


def test_a_program_that_only_reports_lapses_once_it_enforces(office: Company) -> None:
    set_policy(office, "books", "--mode", "report")
    office.run()
    assert ("books", "old") in office.permissions()
    set_policy(office, "books", "--mode", "enforce")
    report = office.run()
    assert office.permissions() == {(program, user) for program in ("books", "stock") for user in ("mid", "new")}
    assert "protected_report_only" not in report["counts"]
    [archived] = office.query("select v.policy_reason from {revocation} v where v.program_id = 'books'")
    assert archived["policy_reason"] == "audit 7"


def test_silence_holds_a_program_until_its_policy_says_otherwise(office: Company) -> None:
    strict = office.having(guards={"silent_program_min_permissions": 3})
    set_policy(strict, "books", "--when-silent", "revoke")
    report = strict.run()
    assert strict.revoked() == {("books", "old")}
    assert ("stock", "old") in strict.permissions()
    assert [(row["program_id"], row["permissions"]) for row in report["held"]] == [("stock", 3)]


def test_notice_off_lets_a_program_lapse_without_one(office: Company) -> None:
    noting = office.having(policy={"notice_days": 14})
    set_policy(noting, "books", "--notice", "off")
    report = noting.run()
    assert noting.revoked() == {("books", "old")}
    assert ("stock", "old") in noting.permissions()
    assert report["counts"]["protected_notice_missing"] == 1
    noted = noting.query("select n.program_id, n.user_id from {notice} n")
    assert [tuple(row.values()) for row in noted] == [("stock", "old")]


def test_sql_that_differs_from_its_review_sets_and_unsets_nothing(office: Company) -> None:
    pinned = office.having(review={"required": True})
    pinned.decide("stock", 30)
    assert pinned.call("review").code == 0
    assert pinned.call("policy", "set", "books", "--days", "30", *WHY).code == 0
    for file in (pinned.folder / "review/test/sql/policy").iterdir():
        file.write_bytes(file.read_bytes() + b"-- another text")
    before = pinned.tables()
    for command in (("set", "books", "--days", "60", *WHY), ("set", "wages", "--days", "60", *WHY), ("unset", "stock")):
        result = pinned.call("policy", *command)
        assert result.code == 5
        assert "-- another text" in result.err
    assert pinned.tables() == before
    assert [row["inactivity_days"] for row in listed(office)] == [30, 30]
