"""Guards and limits: over them, a revocation stops and every row is as before."""

import shutil
from pathlib import Path

import pytest

from runner import render
from tests.company import AS_OF, OUTCOME, Company, days_before


@pytest.fixture
def offices(company: Company) -> Company:
    """Twenty permissions of which two would lapse, synced, under a fresh log."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", f"new{n}", days_before(10)) for n in range(18)))
    company.grant(*(("books", f"old{n}", days_before(200)) for n in range(2)))
    company.run("sync")
    return company


@pytest.mark.parametrize(
    ("limits", "stops"),
    [
        ({"max_revocations": 2, "max_revocation_percent": 100}, False),
        ({"max_revocations": 1, "max_revocation_percent": 100}, True),
        ({"max_revocations": 0, "max_revocation_percent": 100}, True),
        ({"max_revocations": 1000, "max_revocation_percent": 10}, False),
        ({"max_revocations": 1000, "max_revocation_percent": 9.9}, True),
        ({"max_revocations": 1000, "max_revocation_percent": 0}, True),
    ],
    ids=str,
)
def test_over_a_limit_every_table_is_as_before(offices: Company, limits: dict[str, float], stops: bool) -> None:
    before = offices.tables(*OUTCOME)
    report = offices.having(guards=limits).run("revoke")
    if not stops:
        assert report["exit_code"] == 0
        assert offices.revoked() == {("books", "old0"), ("books", "old1")}
        assert len(offices.permissions()) == 18
        return
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "2 of 20 (10 %)" in report["message"]
    assert "no row of it is gone or changed" in report["message"]
    assert offices.tables(*OUTCOME) == before
    assert [(step["step"], step["status"]) for step in report["steps"][-2:]] == [
        ("count protected", "rolled back"),
        ("guard candidates within limits", "stopped"),
    ]


@pytest.mark.parametrize("limits", [{"max_revocations": 1}, {"max_revocation_percent": 9.9}], ids=str)
def test_a_limit_is_held_against_what_the_delete_really_took(
    offices: Company, limits: dict[str, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(render.SQL, tmp_path / "sql")
    (copy / "jobs/revoke/28_guard_candidates_within_limits.sql").unlink()  # as if candidates came after it had asked
    monkeypatch.setattr(render, "SQL", copy)
    before = offices.tables(*OUTCOME)

    report = offices.having(guards=limits).run("revoke")

    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "2 of 20 (10 %)" in report["message"]
    assert offices.tables(*OUTCOME) == before
    assert [(step["step"], step["status"]) for step in report["steps"][-2:]] == [
        ("count permissions", "rolled back"),
        ("guard limits", "stopped"),
    ]


@pytest.mark.parametrize("gone", ["70_count_permissions", "30_lock_candidates"])
def test_a_guard_whose_numbers_are_missing_stops_the_run(
    offices: Company, gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(render.SQL, tmp_path / "sql")
    (copy / f"jobs/revoke/{gone}.sql").unlink()
    monkeypatch.setattr(render, "SQL", copy)
    before = offices.tables(*OUTCOME)

    report = offices.having().run("revoke")

    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert offices.tables(*OUTCOME) == before


def test_zero_limits_let_a_run_without_revocations_pass(offices: Company) -> None:
    offices.execute("delete from {permission} p where p.user_id >= :old", old="old")
    report = offices.having(guards={"max_revocations": 0, "max_revocation_percent": 0}).run("revoke")
    assert report["exit_code"] == 0
    assert len(offices.permissions()) == 18


def test_empty_permission_table_passes_the_limits(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    report = company.having(guards={"max_revocations": 0, "max_revocation_percent": 0}).run()
    assert report["exit_code"] == 0
    assert report["counts"]["permissions_left"] == 0


def test_limit_speaks_of_what_would_really_go_not_of_what_was_archived_before(offices: Company) -> None:
    assert offices.run("revoke")["exit_code"] == 0
    report = offices.having(guards={"max_revocations": 0}).run("revoke")
    assert report["exit_code"] == 0
    assert len(offices.revoked()) == 2


@pytest.mark.parametrize(("seconds", "exit_code"), [(0, 0), (1, 4)], ids=["as old as allowed", "a second older"])
def test_stale_log_stops_the_revocation(company: Company, seconds: int, exit_code: int) -> None:
    company.log(("pulse", "pulse", days_before(2, seconds=seconds)))
    company.grant(("books", "old", days_before(200)), ("books", "new", days_before(1)))
    report = company.run()
    assert report["exit_code"] == exit_code
    assert company.permissions() == {("books", "new")} | ({("books", "old")} if exit_code else set())
    if exit_code:
        assert "more than 48 hours before as-of; " in report["message"]
        assert "sync is complete" in report["message"]


def test_log_that_is_only_newer_than_as_of_is_stale(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF.replace(hour=19)))
    company.grant(("books", "old", days_before(200)))
    assert company.run()["exit_code"] == 4
    assert company.permissions() == {("books", "old")}


def test_empty_log_stops_the_revocation(company: Company) -> None:
    company.grant(("books", "old", days_before(200)))
    report = company.run()
    assert (report["exit_code"], "of no time at all" in report["message"]) == (4, True)
    assert company.permissions() == {("books", "old")}


def test_revoke_without_a_sync_stops(company: Company) -> None:
    company.log(("books", "active", AS_OF))
    company.grant(("books", "active", days_before(200)))
    before = company.tables(*OUTCOME)
    report = company.run("revoke")
    assert (report["exit_code"], "run sync first" in report["message"]) == (4, True)
    assert company.tables(*OUTCOME) == before


@pytest.mark.parametrize(("seconds", "exit_code"), [(0, 0), (1, 4)], ids=["as long ago as allowed", "a second longer"])
def test_revoke_after_a_sync_too_long_ago_stops(company: Company, seconds: int, exit_code: int) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(200)), ("books", "new", days_before(1)))
    company.run("sync", as_of=days_before(2, seconds=seconds))
    assert company.run("revoke")["exit_code"] == exit_code
    assert company.permissions() == {("books", "new")} | ({("books", "old")} if exit_code else set())
