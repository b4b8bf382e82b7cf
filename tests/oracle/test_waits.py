"""Waiting for rows: a deadlock is no fault of the items, and a revocation does not wait for ever."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from runner import render
from runner.errors import DatabaseError
from tests.company import AS_OF, OUTCOME, Company, days_before
from tests.oracle.sessions import waits_for_a_row


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
    ordered = company.having(hints={"merge_last_access": "leading(s) use_nl(a) index(a test_last_access_pk)"})
    ordered.log(("books", "a", days_before(50)), ("books", "b", days_before(50)))
    ordered.run("sync", as_of=days_before(20))
    ordered.log(("books", "a", AS_OF), ("books", "b", AS_OF), ("books", "c", AS_OF))
    with deadlock(ordered, dba, "update {last_access} a set a.run_id = a.run_id where a.user_id = :usr") as got:
        report = ordered.run("sync")
    assert got == ["a"]
    merge = report["steps"][3]
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert (merge["affected"], merge["chunks"], merge["rejected"]) == (3, 1, 0)
    assert ordered.last_accesses() == {("books", user): AS_OF for user in ("a", "b", "c")}
    assert ordered.rejected() == set()


def test_revoke_that_loses_a_deadlock_is_repeated_from_its_start(company: Company, dba: sa.Engine) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(200)) for user in ("a", "b")), ("books", "new", days_before(1)))
    company.run("sync")
    with deadlock(company, dba, "update {permission} p set p.granted_at = p.granted_at where p.user_id = :usr") as got:
        report = company.run("revoke")
    assert got == ["a"]
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert len(report["steps"]) == len(company.database.catalog.job("revoke"))
    assert company.permissions() == {("books", "new")}
    assert company.revoked() == {("books", "a"), ("books", "b")}
    assert report["counts"]["permissions_revoked"] == 2


def changed_sql(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """Copy sql/ with one text of one step of revoke changed."""
    copy = tmp_path / "sql"
    shutil.copytree(render.SQL, copy)
    file = copy / "jobs" / "revoke" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return copy


@pytest.fixture
def synced(company: Company) -> Company:
    """A company after its sync, with two permissions that would lapse and one that would not."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(200)) for user in ("held", "old")), ("books", "new", days_before(1)))
    company.run("sync")
    return company


def test_candidate_held_for_too_long_rolls_the_revocation_back(
    synced: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = changed_sql(tmp_path, "30_lock_candidates.sql", "wait 60", "wait 1")
    before = synced.tables(*OUTCOME)
    hold = synced.statement("update {permission} p set p.granted_at = p.granted_at where p.user_id = 'held'")
    with synced.session() as rival, monkeypatch.context() as patch:
        assert rival.execute(hold) == 1
        patch.setattr(render, "SQL", impatient)
        report = synced.run("revoke")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "ORA-30006" in report["message"]
    assert "all of revoke was rolled back" in report["message"]
    assert synced.tables(*OUTCOME) == before
    assert synced.run("revoke")["exit_code"] == 0
    assert synced.permissions() == {("books", "new")}


def test_fewer_deleted_than_archived_rolls_all_of_it_back(
    synced: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sparing = changed_sql(
        tmp_path, "50_delete_candidates.sql", " where exists (", " where p.user_id <> 'held' and exists ("
    )
    before = synced.tables(*OUTCOME)
    with monkeypatch.context() as patch:
        patch.setattr(render, "SQL", sparing)
        report = synced.run("revoke")
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "archived 2 permissions but deleted 1" in report["message"]
    assert synced.tables(*OUTCOME) == before
