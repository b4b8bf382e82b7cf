"""Putting back what a run took: whole rows, one transaction, nothing granted since overwritten."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runner import migrate
from tests.company import AS_OF, Company, days_before

OLD = days_before(400)


@pytest.fixture
def revoked(company: Company) -> Company:
    """Three permissions revoked by run 1, one that stands."""
    company.log(("kept", "u1", days_before(1)))
    company.grant(("kept", "u1", OLD), ("a", "u1", OLD), ("a", "u2", OLD), ("b", "u1", OLD))
    assert company.run()["counts"]["permissions_revoked"] == 3
    return company


def test_restore_brings_back_every_row_as_it_was(company: Company) -> None:
    company.log(("kept", "u1", days_before(1)))
    company.grant(("kept", "u1", OLD), ("a", "u1", datetime(2020, 2, 29, 23, 59, 59, 999999)), ("b", "u2", OLD))
    before = company.tables("permission")
    company.run()
    assert company.permissions() == {("kept", "u1")}

    done = company.lapse("restore", "1", "--json")

    assert done.code == 0, done.err
    assert json.loads(done.out)["counts"]["permissions_restored"] == 2
    assert company.tables("permission") == before


def test_restore_brings_back_extra_columns_with_their_types(company: Company) -> None:
    wide = company.having(
        tables={"prefix": "wide_", "access_log": "wide_access_log", "permission": "wide_permission"},
        columns={"permission": {"extra": {"role": "varchar2(30 char)", "rank_no": "number", "until": "date"}}},
    )
    with wide.session() as session:
        migrate.migrate(session)
        for name in ("10_access_log", "20_access_log_ix", "30_permission"):
            session.execute(f"customer/{name}.sql")
        session.commit()
    try:
        wide.read_long_ago()
        wide.log(("kept", "u1", days_before(1)))
        wide.grant(
            ("a", "u1", OLD, 'it\'s "%" é;--', 12345678901.25, datetime(2030, 1, 2, 3, 4, 5)),
            ("a", "u2", OLD, None, None, None),
        )
        before = wide.tables("permission")
        assert wide.run()["counts"]["permissions_revoked"] == 2
        assert wide.permissions() == set()

        assert wide.lapse("restore", "1").code == 0

        assert wide.tables("permission") == before
    finally:
        with wide.session() as session:
            migrate.migrate(session, "base")
        for table in ("access_log", "permission"):
            wide.ddl(f"drop table {{{table}}}")


def test_restore_takes_only_the_program_and_user_asked_for(revoked: Company) -> None:
    assert revoked.lapse("restore", "1", "--program", "a", "--user", "u2").code == 0
    assert revoked.permissions() == {("kept", "u1"), ("a", "u2")}
    assert revoked.lapse("restore", "1", "--user", "u1").code == 0
    assert revoked.permissions() == {("kept", "u1"), ("a", "u2"), ("a", "u1"), ("b", "u1")}


def test_restore_twice_is_harmless(revoked: Company) -> None:
    assert revoked.lapse("restore", "1").code == 0
    before = revoked.tables("permission", "revocation")

    again = revoked.lapse("restore", "1", "--json")

    assert again.code == 0
    assert json.loads(again.out)["counts"]["permissions_restored"] == 0
    assert revoked.tables("permission", "revocation") == before


def test_restore_leaves_a_permission_granted_since_and_lists_it(revoked: Company) -> None:
    since = AS_OF - timedelta(seconds=5)
    revoked.grant(("a", "u1", since))

    report = json.loads(revoked.lapse("restore", "1", "--json").out)

    granted = revoked.query("select p.granted_at from {permission} p where p.program_id = 'a' and p.user_id = 'u1'")
    assert [row["granted_at"] for row in granted] == [since]
    assert [(row["program_id"], row["user_id"]) for row in report["granted_since"]] == [("a", "u1")]
    assert report["counts"] == {"permissions_restored": 2, "permissions_granted_since": 1}
    assert revoked.permissions() == {("kept", "u1"), ("a", "u1"), ("a", "u2"), ("b", "u1")}


def test_a_restored_permission_starts_its_clock_anew(revoked: Company) -> None:
    revoked.lapse("restore", "1", "--program", "a")
    restored_at = revoked.query("select max(v.restored_at) as at from {revocation} v")[0]["at"]
    revoked.log(("kept", "u1", restored_at))
    revoked.grant(("c", "u1", OLD))

    report = revoked.run(as_of=restored_at)

    assert report["counts"]["permissions_revoked"] == 1
    assert revoked.protected() == {("a", "u1"): "restored", ("a", "u2"): "restored", ("c", "u1"): None}
    assert revoked.permissions() == {("kept", "u1"), ("a", "u1"), ("a", "u2")}
    revoked.execute("update {revocation} v set v.restored_at = :at where v.restored_at is not null", at=days_before(90))
    revoked.run(as_of=restored_at)
    assert revoked.permissions() == {("kept", "u1")}


def test_the_archive_says_who_put_back_what_and_when(revoked: Company) -> None:
    report = json.loads(revoked.lapse("restore", "1", "--program", "b", "--json").out)
    rows = revoked.query("select v.program_id, v.restored_by, v.restore_run_id, v.restored_at from {revocation} v")
    noted = {row["program_id"]: (bool(row["restored_by"]), row["restore_run_id"]) for row in rows}
    assert noted == {"a": (False, None), "b": (True, report["run_id"])}


def test_a_restore_that_fails_restores_nothing(revoked: Company) -> None:
    before = revoked.tables("permission", "revocation")
    with revoked.refusing("user_id <> 'u2'", "permission"):
        done = revoked.lapse("restore", "1")
    assert done.code == 1
    assert "all of restore was rolled back" in done.err
    assert revoked.tables("permission", "revocation") == before


def test_restore_of_an_unknown_run_says_so(company: Company, tmp_path: Path) -> None:
    done = company.lapse("restore", "77")
    assert done.code == 2
    assert "there is no run 77" in done.err
    assert company.statuses() == []


def test_restore_of_what_was_never_taken_says_that_nothing_was_restored(revoked: Company) -> None:
    before = revoked.tables("permission", "revocation")
    done = revoked.lapse("restore", "1", "--program", "misspelt")
    assert done.code == 0
    assert "0 permissions restored: the run revoked nothing that matches, or it has been restored already" in done.out
    assert revoked.tables("permission", "revocation") == before
