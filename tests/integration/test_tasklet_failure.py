"""A failure anywhere in revoke leaves every row as it was."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from runner import render
from tests.company import AS_OF, OUTCOME, Company, days_before

STEPS = [path.stem for path in sorted((render.SQL / "jobs" / "revoke").glob("*.sql"))]

BROKEN_STEP = """\
-- name:        broken step
-- purpose:     fail as a statement fails
-- transaction: tasklet
-- binds:       run_id
-- index:       none
-- undo:        none
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
values (:run_id, 'revoke', 'broken', 1 / 0)
"""


@pytest.fixture
def synced(company: Company) -> Company:
    """A company after its sync, with permissions that would lapse and others that would not."""
    company.log(("books", "active", AS_OF), ("books", "old", days_before(150)))
    company.grant(*(("books", user, days_before(200)) for user in ("active", "old", "never used")))
    company.grant(("stock", "undated", None))
    company.run("sync")
    return company


def steps_in_ledger(company: Company, run_id: int) -> list[tuple[Any, ...]]:
    rows = company.query(
        "select s.step, s.transaction_kind, s.status from {run_step} s where s.run_id = :run_id order by s.step_no",
        run_id=run_id,
    )
    return [tuple(row.values()) for row in rows]


def run_in_ledger(company: Company, run_id: int) -> dict[str, Any]:
    return company.query("select r.status, r.exit_code, r.message from {run} r where r.run_id = :n", n=run_id)[0]


def assert_revokes_after_all(company: Company) -> None:
    assert company.run("revoke")["exit_code"] == 0
    assert company.permissions() == {("books", "active"), ("stock", "undated")}
    assert company.revoked() == {("books", "old"), ("books", "never used")}


@pytest.mark.parametrize("after", STEPS)
def test_failure_behind_any_step_leaves_every_row_as_it_was(
    synced: Company, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = synced.tables(*OUTCOME)
    steps = synced.database.catalog.job("revoke")[: STEPS.index(after) + 1]
    copy = tmp_path / "sql"
    shutil.copytree(render.SQL, copy)
    (copy / "jobs" / "revoke" / f"{after}_broken.sql").write_text(BROKEN_STEP, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(render, "SQL", copy)
        report = synced.run("revoke")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert synced.tables(*OUTCOME) == before
    assert steps_in_ledger(synced, report["run_id"]) == [
        *(
            (step.header.name, kind, "rolled back" if kind == "tasklet" else "done")
            for step in steps
            for kind in [str(step.header.transaction)]
        ),
        ("broken step", "tasklet", "failed"),
    ]
    ledger = run_in_ledger(synced, report["run_id"])
    assert (ledger["status"], ledger["exit_code"]) == ("failed", 1)
    assert "broken step" in ledger["message"]
    assert "all of revoke was rolled back" in ledger["message"]
    assert_revokes_after_all(synced)


@pytest.mark.parametrize(
    ("table", "condition", "failed"),
    [
        ("revocation", "user_id <> 'old'", "archive candidates"),
        ("run_count", "count_name <> 'permissions_left'", "count permissions"),
    ],
)
def test_row_refused_by_the_database_leaves_every_row_as_it_was(
    synced: Company, table: str, condition: str, failed: str
) -> None:
    before = synced.tables(*OUTCOME)
    with synced.refusing(condition, table):
        report = synced.run("revoke")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert synced.tables(*OUTCOME) == before
    assert steps_in_ledger(synced, report["run_id"])[-1] == (failed, "tasklet", "failed")
    assert_revokes_after_all(synced)


def test_row_refused_at_the_commit_leaves_every_row_as_it_was(synced: Company) -> None:
    before = synced.tables(*OUTCOME)
    with synced.refusing_at_commit("user_id <> 'old'", "revocation"):
        report = synced.run("revoke")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert synced.tables(*OUTCOME) == before
    kinds = {(kind, status) for _, kind, status in steps_in_ledger(synced, report["run_id"])}
    assert kinds == {("guard", "done"), ("tasklet", "rolled back")}
    assert_revokes_after_all(synced)


def test_sync_of_the_same_run_stands_when_its_revoke_fails(synced: Company) -> None:
    synced.log(("stock", "undated", AS_OF))
    with synced.refusing("user_id <> 'old'", "revocation"):
        report = synced.run()
    assert report["exit_code"] == 1
    assert "sync is complete; all of revoke was rolled back" in report["message"]
    assert synced.last_accesses()["stock", "undated"] == AS_OF
    assert len(synced.permissions()) == 4
    assert synced.revoked() == set()
