"""Putting back what a run took: whole rows, each that can go back, nothing granted since overwritten."""

import json
import signal
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.database import schema as migrate
from tests.company import AS_OF, Company, Key, days_before
from tests.steps import step

OLD = days_before(400)
WHY = ("--reason", "left by mistake")
LAPSED = {("a", "u1"), ("a", "u2"), ("b", "u1")}
KEPT = {("kept", "u1")}


def filled_revoked(company: Company) -> Company:
    """Three permissions revoked by run 1, one that stands."""
    company.log(("kept", "u1", days_before(1)))
    company.grant(("kept", "u1", OLD), ("a", "u1", OLD), ("a", "u2", OLD), ("b", "u1", OLD))
    assert company.run()["counts"]["permissions_revoked"] == 3
    return company


@pytest.fixture
def revoked(company: Company) -> Company:
    return filled_revoked(company)


def marked(company: Company) -> set[Key]:
    """Return what the archive says was put back."""
    rows = company.query("select v.program_id, v.user_id from {revocation} v where v.restored_at is not null")
    return {(row["program_id"], row["user_id"]) for row in rows}


def restored(company: Company, *arguments: str, code: int = 0) -> dict[str, Any]:
    """Restore what run 1 revoked and return the report."""
    done = company.call("restore", "1", *WHY, "--json", *arguments)
    assert done.code == code, done.err
    report: dict[str, Any] = json.loads(done.out)
    return report


def test_restore_brings_back_every_row_as_it_was(company: Company) -> None:
    company.log(("kept", "u1", days_before(1)))
    company.grant(("kept", "u1", OLD), ("a", "u1", datetime(2020, 2, 29, 23, 59, 59, 999999)), ("b", "u2", OLD))
    before = company.tables("permission")
    company.run()
    assert company.permissions() == KEPT

    done = company.call("restore", "1", *WHY, "--json")

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

        assert wide.call("restore", "1", *WHY).code == 0

        assert wide.tables("permission") == before
    finally:
        with wide.session() as session:
            migrate.migrate(session, "base")
        for table in ("access_log", "permission"):
            wide.ddl(f"drop table {{{table}}}")


def test_restore_stops_at_an_archive_with_more_than_the_run_revoked(revoked: Company) -> None:
    forge = (
        "insert into {revocation} (run_id, revocation_no, program_id, user_id, granted_at, inactivity_days, revoked_at)"
        " values (1, 4, 'payroll', 'mallory', :granted_at, 90, sysdate)"
    )
    revoked.execute(forge, granted_at=OLD)
    before = revoked.tables("permission", "revocation")

    for chosen in [(), ("--program", "a", "--user", "u1")]:
        report = restored(revoked, *chosen, code=4)
        said = (
            "the archive has 4 permissions of run 1, which revoked 3: somebody else inserted the rest; restore ran only"
        )
        assert said in report["message"]
        assert revoked.tables("permission", "revocation") == before

    revoked.execute("delete from {revocation} v where v.user_id in ('mallory', 'u2')")  # one of them its personal data
    restored(revoked)
    assert revoked.permissions() == KEPT | {("a", "u1"), ("b", "u1")}


def test_restore_takes_only_the_program_and_user_asked_for(revoked: Company) -> None:
    restored(revoked, "--program", "a", "--user", "u2")
    assert revoked.permissions() == KEPT | {("a", "u2")}
    restored(revoked, "--user", "u1")
    assert revoked.permissions() == KEPT | LAPSED


def test_restore_twice_is_harmless_and_says_so(revoked: Company) -> None:
    restored(revoked)
    before = revoked.tables("permission", "revocation")

    again = revoked.call("restore", "1", *WHY)

    assert again.code == 0
    assert "restored: 0 permissions" in again.out.splitlines()
    assert "already restored: 3 permissions" in again.out.splitlines()
    assert revoked.tables("permission", "revocation") == before


def test_restore_leaves_a_permission_granted_since_and_lists_it(company: Company, subtests: pytest.Subtests) -> None:
    for since in [AS_OF + timedelta(days=3), AS_OF, AS_OF.replace(hour=0)]:
        with subtests.test(since=since):
            company.empty()
            revoked = filled_revoked(company)
            revoked.grant(("a", "u1", since))

            report = restored(revoked)

            granted = revoked.query(
                "select p.granted_at from {permission} p where p.program_id = 'a' and p.user_id = 'u1'"
            )
            assert [row["granted_at"] for row in granted] == [since]
            assert [(row["program_id"], row["user_id"]) for row in report["granted_since"]] == [("a", "u1")]
            assert [report["counts"][name] for name in ("permissions_restored", "permissions_granted_since")] == [2, 1]
            assert (report["rejected"], marked(revoked)) == ([], LAPSED - {("a", "u1")})
            assert revoked.permissions() == KEPT | LAPSED


def test_an_older_permission_is_not_taken_for_a_grant_since(revoked: Company) -> None:
    day_before = AS_OF.replace(hour=0) - timedelta(seconds=1)
    revoked.grant(("a", "u1", day_before))

    report = restored(revoked, code=3)

    [refused] = report["rejected"]
    assert (refused["job"], refused["program_id"], refused["user_id"]) == ("restore", "a", "u1")
    assert "test_permission_pk" in refused["error_message"].lower()
    assert (report["granted_since"], marked(revoked)) == ([], LAPSED - {("a", "u1")})
    granted = revoked.query("select p.granted_at from {permission} p where p.program_id = 'a' and p.user_id = 'u1'")
    assert [row["granted_at"] for row in granted] == [day_before]


@pytest.fixture
def many(company: Company) -> Iterator[Company]:
    """A company that keeps one row per role, under no key; two of ann's three lapsed in run 1."""
    many = company.having(
        tables={"permission": "test_many_permission"}, columns={"permission": {"extra": {"role": "varchar2(10 char)"}}}
    )
    with many.session() as session:
        session.execute("customer/30_permission.sql")
        session.commit()
    many.ddl("alter table {permission} drop constraint test_many_permission_pk")
    many.log(("pulse", "pulse", AS_OF))
    many.grant(("books", "ann", days_before(1), "reader"))
    many.grant(("books", "ann", OLD, "admin"), ("books", "ann", OLD, "writer"))
    assert many.run()["counts"]["permissions_revoked"] == 2
    yield many
    many.ddl("drop table {permission}")


def roles(many: Company) -> list[tuple[object, ...]]:
    rows = many.query("select p.role, p.granted_at from {permission} p order by p.role")
    return [tuple(row.values()) for row in rows]


def test_rows_of_one_user_go_back_each_on_its_own_beside_an_older_one(many: Company) -> None:
    with many.refusing("role <> 'writer'", "permission"):
        report = restored(many, code=3)
    assert (report["counts"]["permissions_restored"], len(report["rejected"])) == (1, 1)
    assert roles(many) == [("admin", OLD), ("reader", days_before(1))]

    assert restored(many)["counts"]["permissions_restored"] == 1

    assert roles(many) == [("admin", OLD), ("reader", days_before(1)), ("writer", OLD)]


def test_rows_of_a_user_with_a_grant_since_stay_in_the_archive(many: Company) -> None:
    many.grant(("books", "ann", AS_OF + timedelta(days=1), "owner"))
    before = roles(many)
    report = restored(many)
    assert [row["user_id"] for row in report["granted_since"]] == ["ann", "ann"]
    assert (roles(many), marked(many)) == (before, set())


def test_a_restored_permission_starts_its_clock_anew(revoked: Company) -> None:
    restored(revoked, "--program", "a")
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


def test_the_archive_says_who_put_back_what_when_and_why(revoked: Company) -> None:
    report = restored(revoked, "--program", "b")
    rows = revoked.query(
        "select v.program_id, v.restored_by, v.restore_reason, v.restore_run_id, v.restored_at from {revocation} v"
    )
    noted = {
        row["program_id"]: (bool(row["restored_by"]), row["restore_reason"], row["restore_run_id"]) for row in rows
    }
    assert noted == {"a": (False, None, None), "b": (True, WHY[1], report["run_id"])}
    assert [row["restored_at"] is None for row in rows if row["program_id"] == "a"] == [True, True]
    audited = json.loads(revoked.call("audit", "--from", "2000-01-01", "--to", "2100-01-01", "--json").out)
    assert {row["program_id"]: row["restore_reason"] for row in audited} == {"a": None, "b": WHY[1]}


def test_restore_without_a_reason_is_refused(revoked: Company) -> None:
    before = revoked.tables()
    for reason in ((), ("--reason", " ")):
        done = revoked.call("restore", "1", *reason)
        assert (done.code, "--reason" in done.err, "nothing was done" in done.err) == (2, True, True)
    assert revoked.tables() == before


@pytest.mark.parametrize("chunk_rows", [1, 2, 10])
def test_a_refused_permission_does_not_keep_the_others(revoked: Company, chunk_rows: int) -> None:
    company = revoked.having(sync={"chunk_rows": chunk_rows})
    with company.refusing("user_id <> 'u2'", "permission"):
        done = company.call("restore", "1", *WHY)
    assert done.code == 3
    assert "restored: 2 permissions" in done.out.splitlines()
    [refused] = [line for line in done.out.splitlines() if "test_refused_ck" in line.lower()]
    assert refused.split()[:2] == ["a", "u2"]
    assert (company.permissions(), marked(company)) == (KEPT | LAPSED - {("a", "u2")}, LAPSED - {("a", "u2")})
    assert [row["job"] for row in json.loads(company.call("rejected", "2", "--json").out)] == ["restore"]
    evening = company.run()
    assert (evening["exit_code"], evening["held"]) == (0, []), "what a restore could not put back is no access"

    assert restored(company)["counts"]["permissions_restored"] == 1

    assert (company.permissions(), marked(company)) == (KEPT | LAPSED, LAPSED)


def test_what_cannot_be_marked_is_not_put_back(revoked: Company) -> None:
    with revoked.refusing("restored_at is null or user_id <> 'u2'", "revocation"):
        report = restored(revoked, code=3)
    assert (revoked.permissions(), marked(revoked)) == (KEPT | LAPSED - {("a", "u2")}, LAPSED - {("a", "u2")})
    assert [(row["program_id"], row["user_id"]) for row in report["rejected"]] == [("a", "u2")]
    for name in ("restore permissions", "mark restored"):
        assert [step(report, name)[word] for word in ("affected", "unchanged", "rejected")] == [2, 0, 1]


def test_restore_of_more_refused_permissions_than_may_be_keeps_what_it_has_put_back(revoked: Company) -> None:
    strict = revoked.having(sync={"max_rejected": 0, "chunk_rows": 1})
    with strict.refusing("user_id <> 'u2'", "permission"):
        done = strict.call("restore", "1", *WHY)
    assert done.code == 1
    for words in ("max_rejected = 0", "lapse rejected 2", "what restore committed is kept"):
        assert words in done.out
    assert (strict.permissions(), marked(strict)) == (KEPT | {("a", "u1")}, {("a", "u1")})
    restored(strict)
    assert (strict.permissions(), marked(strict)) == (KEPT | LAPSED, LAPSED)


def test_restores_in_a_row_bring_all_good_ones_back_past_more_refusals_than_may_be(company: Company) -> None:
    bad, good = {("a", f"bad{n}") for n in range(3)}, {("a", f"good{n}") for n in range(3)}
    company.log(("kept", "u1", days_before(1)))
    company.grant(*((*key, OLD) for key in sorted(bad | good)))
    assert company.run()["counts"]["permissions_revoked"] == 6
    strict = company.having(sync={"max_rejected": 1, "chunk_rows": 1})
    with strict.refusing("substr(user_id, 1, 3) <> 'bad'", "permission"):
        for _ in range(3):
            restored(strict, code=1)
        assert (strict.permissions(), marked(strict)) == (good, good)
    restored(strict)
    assert (strict.permissions(), marked(strict)) == (good | bad, good | bad)


def test_killed_restore_leaves_each_row_back_and_marked_or_neither(company: Company) -> None:
    users = [f"u{n}" for n in range(1500)]
    company.log(("kept", "u1", days_before(1)))
    company.grant(*(("a", user, OLD) for user in users))
    assert company.run()["counts"]["permissions_revoked"] == len(users)
    process = company.having(sync={"chunk_rows": 1}).start("restore", "1", *WHY)
    deadline = time.monotonic() + 60
    while len(company.permissions()) < 20:
        assert process.poll() is None, "the restore ended before it could be killed"
        assert time.monotonic() < deadline, "the restore put back nothing for a minute"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    company.wait_for_the_lock()

    back = company.permissions()
    assert 20 <= len(back) < len(users)
    assert marked(company) == back
    counts = restored(company)["counts"]
    assert (counts["permissions_restored"], counts["permissions_already_restored"]) == (1500 - len(back), len(back))
    assert marked(company) == company.permissions() == {("a", user) for user in users}


def test_dry_run_says_what_would_go_back_and_writes_nothing(revoked: Company) -> None:
    restored(revoked, "--program", "b")
    revoked.grant(("a", "u1", AS_OF))
    before = revoked.tables()

    done = revoked.call("restore", "1", "--dry-run")
    report = json.loads(revoked.call("restore", "1", "--dry-run", "--json").out)

    assert done.code == 0
    assert revoked.call("restore", "1", "--dry-run", "-q").out == "would be restored: 1 permission\n"
    lines = done.out.splitlines()
    assert lines[:3] == [
        "would be restored: 1 permission",
        "already restored: 1 permission",
        "not restored (re-granted since): 1 permission",
    ]
    assert [line.split()[:2] for line in lines if line.startswith("a ")] == [["a", "u1"]]
    assert report["counts"] == {
        "permissions_to_restore": 1,
        "permissions_already_restored": 1,
        "permissions_granted_since": 1,
    }
    assert [row["user_id"] for row in report["granted_since"]] == ["u1"]
    assert revoked.tables() == before


def test_restore_of_an_unknown_run_says_so(company: Company) -> None:
    done = company.call("restore", "77", *WHY)
    assert done.code == 2
    assert "there is no run 77" in done.err
    assert company.statuses() == []


def test_restore_of_what_was_never_taken_says_so(company: Company, subtests: pytest.Subtests) -> None:
    for chosen, words in [
        (("1", "--program", "x"), "run 1 revoked nothing of program x"),
        (("1", "--user", "x"), "run 1 revoked nothing of user x"),
        (("1", "--program", "a", "--user", "x"), "run 1 revoked nothing of program a of user x"),
        (("2",), "run 2 revoked nothing"),
    ]:
        for how in [WHY, ("--dry-run",)]:
            with subtests.test(chosen=chosen, words=words, how=how):
                company.empty()
                revoked = filled_revoked(company)
                revoked.run()
                before = revoked.tables()
                done = revoked.call("restore", *chosen, *how)
                assert (done.code, f"{words}; nothing was done" in done.err) == (2, True)
                assert revoked.tables() == before
