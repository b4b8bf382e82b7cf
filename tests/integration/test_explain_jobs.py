"""Every step of every job can be explained with the binds that a run gives it."""

import json

import pytest

from runner.dba.explain import explain
from runner.engine.ledger import EVENING
from runner.statements.templates import SQL
from tests.company import Company


def test_every_step_of_a_job_is_explained_and_nothing_is_changed(company: Company, subtests: pytest.Subtests) -> None:
    for job in sorted(path.name for path in (SQL / "jobs").iterdir()):
        with subtests.test(job=job):
            before = company.tables()
            with company.session() as session:
                plans = explain(session, [job])
            assert [plan.path for plan in plans] == [step.path for step in company.database.catalog.job(job)]
            assert all(plan.plan for plan in plans)
            assert company.tables() == before


def test_command_prints_the_plan_of_each_step_of_an_evening(company: Company) -> None:
    before = company.tables()
    said, told = company.call("explain"), company.call("explain", "purge", "--json")
    steps = [step for job in EVENING for step in company.database.catalog.job(job)]
    assert (said.code, told.code) == (0, 0)
    assert [line for line in said.out.splitlines() if line.startswith("-- sql/")] == [
        f"-- sql/{step.path}" for step in steps
    ]
    assert [plan["path"] for plan in json.loads(told.out)] == [
        step.path for step in company.database.catalog.job("purge")
    ]
    assert company.tables() == before
