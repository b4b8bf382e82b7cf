"""The gate of a review: what is handed out to run is what was read, byte for byte."""

import re
import shutil
from pathlib import Path

import pytest

from runner.dba.review import Change, Kind, write
from runner.environment import file as environment
from runner.errors import Exit, ReviewError
from runner.statements import review
from runner.statements.catalog import Catalog
from runner.statements.review import Gate

JOBS = ("sync", "judge", "revoke")
PINNED = [
    path.stem
    for path in sorted((environment.HOME / "environments").glob("*.toml"))
    if environment.read(path.stem).review.required
]


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    """An environment file that requires a review, with a folder of its own for it."""
    file = tmp_path / "strict.toml"
    file.write_text("[database]\nurl = 'embedded:none'\n[review]\nrequired = true\n", encoding="utf-8")
    write(environment.read(str(file)))
    return file


def _catalog(file: Path) -> Catalog:
    settings = environment.read(str(file))
    return Catalog(settings, Gate(settings))


def _reviewed(file: Path) -> Path:
    return review.folder(environment.read(str(file)))


def _add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_production_requires_a_review_and_the_committed_one_is_what_would_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "prod" in PINNED
    shutil.copytree(environment.HOME / "review", tmp_path / "review")  # which `write` changes where it differs
    monkeypatch.setattr("runner.dba.review.folder", lambda read: tmp_path / "review" / read.name)
    for name in PINNED:
        assert write(environment.read(name)).changes == ()


def test_whatever_was_reviewed_is_handed_out(pinned: Path) -> None:
    catalog = _catalog(pinned)
    catalog.hand_out_before(JOBS)
    assert all(catalog.job(name) for name in JOBS)
    assert all(catalog.folder(name) for name in ("ledger", "reports", "policy", "load", "status", "doctor"))


def test_a_changed_hint_is_refused_and_its_line_shown(pinned: Path) -> None:
    _add(pinned, "[hints]\nmerge_last_access = 'full(a)'\n")
    catalog = _catalog(pinned)
    with pytest.raises(ReviewError) as refused:
        catalog.job("sync")
    assert refused.value.exit_code is Exit.REVIEW
    words = str(refused.value)
    assert "+++ to run/sql/jobs/sync/40_merge_last_access.sql" in words
    assert "+merge /*+ full(a) */ into lapse_last_access a" in words
    assert "-merge /*+ leading(s) use_nl(a) index(a lapse_last_access_pk) */ into lapse_last_access a" in words
    for asked in (catalog.job, lambda name: catalog.statement(f"jobs/{name}/40_merge_last_access.sql")):
        with pytest.raises(ReviewError):
            asked("sync")
    assert len(catalog.job("judge")) > 1  # which was reviewed as it is


def test_a_long_difference_is_cut(pinned: Path) -> None:
    for file in (_reviewed(pinned) / "sql/jobs/judge").glob("*.sql"):
        file.write_bytes(b"another text")
    with pytest.raises(ReviewError) as refused:
        _catalog(pinned).job("judge")
    lines = str(refused.value).splitlines()
    assert re.fullmatch(r"\.\.\. and \d{3} more lines", lines[-1])
    assert len(lines) < 50


def test_a_limit_raised_by_a_variable_is_refused(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPSE_GUARDS__MAX_REVOCATIONS", "99999")
    with pytest.raises(ReviewError, match="max_revocations = 99999"):
        _catalog(pinned).job("judge")


@pytest.mark.parametrize("change", ["edited", "missing", "surplus", "linked"])
def test_a_job_whose_review_was_tampered_with_is_refused(pinned: Path, change: str) -> None:
    [file] = (_reviewed(pinned) / "sql/jobs/revoke").glob("*_delete_permissions.sql")
    if change == "edited":
        file.write_bytes(file.read_bytes().replace(b":as_of - ", b":as_of -  ", 1))
    elif change == "missing":
        file.unlink()
    elif change == "linked":
        file.rename(pinned.with_name(file.name))
        file.symlink_to(pinned.with_name(file.name))
    else:
        file.with_name("99_delete_more.sql").write_text("delete from permission p\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=r"revoke/\d\d_delete_"):
        _catalog(pinned).job("revoke")


@pytest.mark.parametrize("name", ["ledger/finish_run.sql", "locks/list_lock_holders.sql", "reports/why_used.sql"])
def test_what_a_run_needs_later_is_held_against_the_review_before_it_begins(pinned: Path, name: str) -> None:
    (_reviewed(pinned) / "sql" / name).write_text("another text\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=name):
        _catalog(pinned).hand_out_before(JOBS)


def test_what_a_chunk_asks_of_its_items_is_held_against_the_review(pinned: Path) -> None:
    (_reviewed(pinned) / "sql/chunk/count_items.lapse_sync_item.sql").unlink()
    with pytest.raises(ReviewError, match=r"chunk/count_items\.lapse_sync_item"):
        _catalog(pinned).hand_out_before(JOBS)
    _catalog(pinned).hand_out_before(["judge"])


def test_reviewing_again_changes_nothing_and_takes_away_files_that_no_longer_run(pinned: Path) -> None:
    settings = environment.read(str(pinned))
    assert write(settings).changes == ()
    surplus = _reviewed(pinned) / "sql/jobs/revoke/65_delete_more.sql"
    surplus.write_text("delete from permission p\n", encoding="utf-8")
    assert write(settings).changes == (Change("sql/jobs/revoke/65_delete_more.sql", Kind.GONE),)
    assert not surplus.exists()
    assert _catalog(pinned).job("revoke")


def test_an_environment_that_requires_no_review_runs_unreviewed(pinned: Path) -> None:
    pinned.write_text("[database]\nurl = 'embedded:none'\n[guards]\nmax_revocations = 7\n", encoding="utf-8")
    assert any("max_revocations = 7" in step.text for step in _catalog(pinned).job("judge"))


def test_the_review_holds_the_jobs_the_ledger_the_migrations_and_the_grants(pinned: Path) -> None:
    root = _reviewed(pinned)
    written = {str(path.relative_to(root)) for path in root.rglob("*.sql")}
    assert {f"sql/{step.path}" for job in JOBS for step in _catalog(pinned).job(job)} <= written
    assert {"migrations/upgrade.sql", "migrations/downgrade.sql", "sql/ledger/fence_run.sql"} <= written
    assert any(name.startswith("sql/grants/") for name in written)
    assert not any("/demo/" in name for name in written)


def test_a_review_that_was_never_written_is_named_as_missing(pinned: Path) -> None:
    shutil.rmtree(_reviewed(pinned))
    with pytest.raises(
        ReviewError, match=r"strict requires a review and there is none in .* Run 'lapse --env .* review'"
    ):
        _catalog(pinned).job("sync")
