"""Every step of every job can be explained with the binds that a run gives it."""

import pytest

from runner.dba.explain import explain
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
