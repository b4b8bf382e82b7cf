"""Explain proves each hint by Oracle's own hint report and plan, and says which one is only a comment."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from runner.dba.baseline import sql_id
from tests.command import Result
from tests.company import AS_OF, Company, days_before

# Some that an environment may name in place of those of the files, under the names of the test tables.
HINTS = {
    "stage_items": "index(l test_access_log_ix)",
    "merge_last_access": "leading(s) use_nl(a) index(a test_last_access_pk)",
    "delete_permissions": "leading(c@listed p) use_nl(p) index(p test_permission_pk)",
}


@pytest.fixture
def filled(company: Company) -> Company:
    """A company with some rows for the optimizer to see, synced."""
    company.log(*((f"p{n % 7}", f"u{n}", days_before(n % 180)) for n in range(2000)), ("pulse", "pulse", AS_OF))
    company.grant(*((f"p{n % 7}", f"u{n}", days_before(200)) for n in range(0, 2000, 10)))
    company.run("sync", "judge")
    return company


def explained(result: Result) -> dict[str, dict[str, Any]]:
    return {plan["path"]: plan for plan in json.loads(result.out)}


def problems(result: Result) -> list[str]:
    return [problem for plan in explained(result).values() for problem in plan["problems"]]


def test_plan_of_every_statement_is_shown_and_judged(filled: Company) -> None:
    result = filled.lapse("explain", "--json")
    plans = explained(result)
    assert result.code == 0
    assert list(plans) == [
        step.path for job in ("sync", "judge", "revoke") for step in filled.database.catalog.job(job)
    ]
    for path, plan in plans.items():
        assert any("Plan hash value" in line for line in plan["plan"]), path
        assert plan["problems"] == [], path
        assert plan["hints_unused"] == [], path
        assert all(access["operation"] and access["object_name"] for access in plan["accesses"]), path
    [delete] = [plan for path, plan in plans.items() if path.endswith("delete_permissions.sql")]
    assert delete["hints_used"]
    assert any(access["object_name"].startswith("test_permission") for access in delete["accesses"])


@pytest.mark.parametrize("name", HINTS)
def test_each_hint_is_used(filled: Company, name: str) -> None:
    result = filled.having(hints={name: HINTS[name]}).lapse("explain", "--json")
    assert problems(result) == []
    assert result.code == 0


@pytest.mark.parametrize("name", HINTS)
def test_hint_that_names_no_index_exits_1(filled: Company, name: str) -> None:
    misnamed = HINTS[name].replace("test_", "tset_")
    result = filled.having(hints={name: misnamed}).lapse("explain", "--json")
    assert result.code == 1
    assert any(misnamed.rpartition(" ")[2].rstrip(")") in problem for problem in problems(result))


@pytest.mark.parametrize("hint", ["idnex(l test_access_log_ix)", "index(x test_access_log_ix)", "use_nl("])
def test_misspelt_hint_exits_1(filled: Company, hint: str) -> None:
    result = filled.having(hints={"stage_items": hint}).lapse("explain", "--json")
    assert result.code == 1
    assert problems(result)


def test_explaining_changes_nothing(filled: Company) -> None:
    before = filled.tables()
    assert filled.lapse("explain", "revoke").code == 0
    assert filled.tables() == before


def test_nightly_stage_reads_the_log_by_a_range_of_its_index(filled: Company) -> None:
    hinted = filled.having(hints={"stage_items": HINTS["stage_items"]})
    [stage] = [step for step in hinted.database.catalog.job("sync") if step.header.name == "stage items"]
    accesses = explained(hinted.lapse("explain", "sync", "--json"))[stage.path]["accesses"]
    of_log = [access for access in accesses if access["object_name"].startswith("test_access_log")]
    assert [(access["operation"], access["options"], access["is_pass"]) for access in of_log] == [
        ("index", "range scan", 0)
    ]


def test_baselines_are_captured_for_each_step_and_dropped(filled: Company, dba: sa.Engine) -> None:
    steps = filled.database.catalog.job("sync")
    count = "select count(distinct b.action) from dba_sql_plan_baselines b where b.module = 'lapse'"
    with dba.begin() as connection:
        cached = connection.exec_driver_sql("select s.action, s.sql_id from v$sql s where s.module = 'lapse'")
        assert {(step.header.name, sql_id(step.text)) for step in steps} <= {tuple(row) for row in cached}
        for undo, expected in (((), len(steps)), (("--undo",), 0)):
            script = filled.lapse("explain", "sync", "--baseline", *undo).out
            connection.exec_driver_sql(script[script.index("\ndeclare") :].rstrip().removesuffix("/"))
            assert connection.exec_driver_sql(count).scalar_one() == expected
