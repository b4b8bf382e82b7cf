"""Waiting for rows: a deadlock is no fault of the items, and a revocation does not wait for ever."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from runner.engine import transactions
from runner.errors import DatabaseError
from runner.statements import templates
from runner.statements.catalog import Statement
from tests.company import AS_OF, Company, days_before
from tests.oracle.sessions import waits_for_a_row
from tests.steps import step

TAKEN_BACK = ("permission", "revocation", "notice")


@contextmanager
def deadlock(company: Company, dba: sa.Engine, touch: str) -> Iterator[list[str]]:
    """While the block runs, let a rival session make one deadlock that the run loses, for it waits first.

    Args:
        company: whose rows.
        dba: sees who waits.
        touch: updates the row of :usr; the rival holds that of b before the run comes, and then asks for that of a.

    Yields:
        What the rival got: "a" once the run's transaction, which held it, was taken back; or the code of an error.
    """
    got: list[str] = []
    statement = company.statement(touch)

    def ask_for_a() -> None:
        deadline = time.monotonic() + 30
        while not waits_for_a_row(dba) and time.monotonic() < deadline:
            time.sleep(0.05)
        try:
            rival.execute(statement, usr="a")
            got.append("a")
        except DatabaseError as error:
            got.append(error.code)
        rival.rollback()

    with company.session() as rival:
        assert rival.execute(statement, usr="b") == 1
        thread = threading.Thread(target=ask_for_a, daemon=True)
        thread.start()
        yield got
        thread.join(timeout=60)


def test_chunk_that_loses_a_deadlock_is_repeated_and_written_whole(company: Company, dba: sa.Engine) -> None:
    company.log(("books", "a", days_before(50)), ("books", "b", days_before(50)))
    company.run("sync", as_of=days_before(20))
    company.log(("books", "a", AS_OF), ("books", "b", AS_OF), ("books", "c", AS_OF))
    with deadlock(company, dba, "update {last_access} a set a.run_id = a.run_id where a.user_id = :usr") as got:
        report = company.run("sync")
    assert got == ["a"]
    merge = step(report, "merge last access")
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert (merge["affected"], merge["chunks"], merge["rejected"]) == (3, 1, 0)
    assert company.last_accesses() == {("books", user): AS_OF for user in ("a", "b", "c")}
    assert company.rejected() == set()


def changed_sql(tmp_path: Path, step: Statement, old: str, new: str) -> Path:
    """Copy sql/ with one text of one step changed."""
    copy = tmp_path / "sql"
    shutil.copytree(templates.SQL, copy)
    file = copy / step.path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return copy


@pytest.fixture
def office(company: Company) -> Company:
    """A company with two permissions that would lapse and one that would not."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(200)) for user in ("held", "old")), ("books", "new", days_before(1)))
    return company


def test_candidate_held_for_too_long_rolls_the_revocation_back(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.tables(*TAKEN_BACK)
    hold = office.statement("update {permission} p set p.granted_at = p.granted_at where p.user_id = 'held'")
    with office.session() as rival, monkeypatch.context() as patch:
        assert rival.execute(hold) == 1
        patch.setattr(transactions, "LOCK_BUDGET_S", 1)
        report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "ORA-00054" in report["message"]
    assert "all of revoke was rolled back" in report["message"]
    assert office.tables(*TAKEN_BACK) == before
    assert office.run()["exit_code"] == 0
    assert office.permissions() == {("books", "new")}


def test_candidate_held_for_a_moment_is_asked_for_again(office: Company) -> None:
    hold = office.statement("update {permission} p set p.granted_at = p.granted_at where p.user_id = 'held'")
    with office.session() as rival:
        assert rival.execute(hold) == 1
        release = threading.Timer(5, rival.rollback)
        release.start()
        report = office.run()
        release.join()
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert office.permissions() == {("books", "new")}
    assert office.revoked() == {("books", "held"), ("books", "old")}


def test_fewer_deleted_than_archived_rolls_all_of_it_back(
    office: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [delete] = [step for step in office.database.catalog.job("revoke") if step.header.name == "delete permissions"]
    sparing = changed_sql(tmp_path, delete, " where exists (", " where p.user_id <> 'held' and exists (")
    before = office.tables(*TAKEN_BACK)
    with monkeypatch.context() as patch:
        patch.setattr(templates, "SQL", sparing)
        report = office.run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "archived 2 and deleted 1 permissions" in report["message"]
    assert office.tables(*TAKEN_BACK) == before
