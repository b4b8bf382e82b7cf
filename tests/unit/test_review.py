"""The review pin: what runs is what was read, byte for byte."""

import shutil
from pathlib import Path

import pytest

from runner.environment import file as environment
from runner.errors import Exit, ReviewError
from runner.statements import review
from runner.statements.catalog import Catalog

PINNED = [
    path.stem
    for path in sorted((environment.HOME / "environments").glob("*.toml"))
    if environment.read(path.stem).review.required
]


@pytest.fixture
def pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment file that demands a review, with a folder of its own for it."""
    monkeypatch.setattr(review, "HOME", tmp_path)
    file = tmp_path / "strict.toml"
    file.write_text("[database]\nurl = 'embedded:none'\n[review]\nrequired = true\n", encoding="utf-8")
    review.write(_catalog(file))
    return file


def _catalog(file: Path) -> Catalog:
    return Catalog(environment.read(str(file)))


def test_production_demands_a_review() -> None:
    assert "prod" in PINNED


@pytest.mark.parametrize("name", PINNED)
def test_the_committed_review_is_what_would_run(name: str) -> None:
    review.check(Catalog(environment.read(name)))


def test_reviewing_twice_changes_nothing(pinned: Path) -> None:
    assert review.write(_catalog(pinned)) == []


def test_a_changed_hint_is_refused_and_its_line_shown(pinned: Path) -> None:
    pinned.write_text(pinned.read_text(encoding="utf-8") + "[hints]\nmerge_last_access = 'full(a)'\n", encoding="utf-8")
    with pytest.raises(ReviewError) as refused:
        review.check(_catalog(pinned))
    assert refused.value.exit_code is Exit.REVIEW
    assert "+++ to run/sql/jobs/sync/40_merge_last_access.sql" in str(refused.value)
    assert "+merge /*+ full(a) */ into lapse_last_access a" in str(refused.value)
    assert "-merge /*+ leading(s) use_nl(a) index(a lapse_last_access_pk) */ into lapse_last_access a" in str(
        refused.value
    )


def test_a_limit_raised_by_a_variable_is_refused(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPSE_GUARDS__MAX_REVOCATIONS", "99999")
    with pytest.raises(ReviewError, match="max_revocations = 99999"):
        review.check(_catalog(pinned))


@pytest.mark.parametrize("change", ["edited", "missing", "surplus"])
def test_a_review_that_was_tampered_with_is_refused(pinned: Path, change: str) -> None:
    file = review.folder(environment.read(str(pinned))) / "sql/jobs/revoke/60_delete_permissions.sql"
    if change == "edited":
        file.write_bytes(file.read_bytes().replace(b":as_of - ", b":as_of -  ", 1))
    elif change == "missing":
        file.unlink()
    else:
        file.with_name("65_delete_more.sql").write_text("delete from permission p\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=r"revoke/6\d_delete_"):
        review.check(_catalog(pinned))


def test_writing_a_review_takes_away_files_that_no_longer_run(pinned: Path) -> None:
    surplus = review.folder(environment.read(str(pinned))) / "sql/jobs/revoke/65_delete_more.sql"
    surplus.write_text("delete from permission p\n", encoding="utf-8")
    assert review.write(_catalog(pinned)) == ["sql/jobs/revoke/65_delete_more.sql"]
    assert not surplus.exists()
    review.check(_catalog(pinned))


def test_an_environment_without_the_demand_runs_unreviewed(pinned: Path) -> None:
    pinned.write_text("[database]\nurl = 'embedded:none'\n[guards]\nmax_revocations = 7\n", encoding="utf-8")
    review.check(_catalog(pinned))


def test_the_review_holds_the_jobs_the_ledger_the_migrations_and_the_grants(pinned: Path) -> None:
    root = review.folder(environment.read(str(pinned)))
    written = {str(path.relative_to(root)) for path in root.rglob("*.sql")}
    assert {f"sql/{step.path}" for job in ("sync", "judge", "revoke") for step in _catalog(pinned).job(job)} <= written
    assert {"migrations/upgrade.sql", "migrations/downgrade.sql", "sql/ledger/fence_run.sql"} <= written
    assert any(name.startswith("sql/grants/") for name in written)
    assert not any("/demo/" in name for name in written)


def test_a_review_that_was_never_written_is_named_as_missing(pinned: Path) -> None:
    shutil.rmtree(review.folder(environment.read(str(pinned))))
    with pytest.raises(ReviewError, match=r"strict demands a review and there is none in .*: 'lapse --env .* review'"):
        review.check(_catalog(pinned))
