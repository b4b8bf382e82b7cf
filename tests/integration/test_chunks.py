"""The law of the chunk: whatever its size, its result is that of a commit after every single item."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.engine.progress import Progress
from runner.engine.signals import Stop
from runner.jobs.restore import Choice, restore
from runner.statements import templates
from tests.company import Company, Key, Table, days_before
from tests.steps import step

# What the name of a user says: the database takes it, refuses it when it is written, or only at the commit.
FATES = ("good", "bad", "late")
EIGHT = set(range(8))

Items = dict[Key, int]  # days before as-of of the newest access


@contextmanager
def refusals(company: Company) -> Iterator[None]:
    with (
        company.refusing("substr(user_id, 1, 3) <> 'bad'"),
        company.refusing_at_commit("user_id not in ('late0', 'late1', 'late2', 'late3')"),
    ):
        yield


def is_bad(key: Key) -> bool:
    return not key[1].startswith("good")


def synced(company: Company, known: Items, items: Items, chunk_rows: int) -> tuple[dict[str, Any], dict[str, Table]]:
    """Sync items on top of known last accesses with chunks of this size; return the report and the two tables."""
    company.empty()
    company.execute(
        "insert into {run} (run_id, environment, jobs, as_of, status, started_at, heartbeat_at,"
        " sql_digest, lapse_version, host_name, os_user)"
        " values (1, 'test', 'sync', :at, 'done', :at, :at, 'none', 'none', 'none', 'none')",
        at=days_before(300),
    )
    for (program, user), days in known.items():
        company.execute(
            "insert into {last_access} (program_id, user_id, last_access_at, run_id) values (:program, :usr, :at, 1)",
            program=program,
            usr=user,
            at=days_before(days),
        )
    company.log(*((program, user, days_before(days)) for (program, user), days in items.items()))
    report = company.having(sync={"chunk_rows": chunk_rows}).run("sync")
    return report, company.tables("last_access", "rejected_item", without=["rejected_at"])


def expected_accesses(known: Items, items: Items) -> dict[Key, datetime]:
    good = {key: days for key, days in items.items() if not is_bad(key)}
    return {key: days_before(min(known.get(key, days), days)) for key, days in (known | good).items()}


keys = st.tuples(
    st.sampled_from(["books", "Books", "stock", "größe"]),
    st.builds("{}{}".format, st.sampled_from([*FATES, "good", "good"]), st.integers(0, 3)),
)
item_sets = st.dictionaries(keys, st.integers(0, 200), max_size=24)


@given(known=item_sets, items=item_sets, chunk_rows=st.integers(2, 30))
@example(known={}, items={("books", "bad0"): 1, ("books", "bad1"): 1}, chunk_rows=2)
@example(known={}, items={("books", f"late{n}"): 1 for n in range(4)}, chunk_rows=30)
@settings(max_examples=25)
def test_any_chunk_size_gives_the_result_of_a_commit_per_item(
    company: Company, known: Items, items: Items, chunk_rows: int
) -> None:
    known = {key: days for key, days in known.items() if not is_bad(key)}
    with refusals(company):
        report, tables = synced(company, known, items, chunk_rows)
        each_report, each_tables = synced(company, known, items, chunk_rows=1)
    assert tables == each_tables
    assert company.last_accesses() == expected_accesses(known, items)
    assert company.rejected() == {key for key in items if is_bad(key)}
    merge, each = step(report, "merge last access"), step(each_report, "merge last access")
    for name in ("affected", "unchanged", "rejected"):
        assert merge[name] == each[name]
    newer = [key for key, days in items.items() if days < known.get(key, days + 1)]
    assert (merge["affected"] + merge["rejected"], merge["unchanged"]) == (len(newer), 0)
    assert report["exit_code"] == (3 if any(is_bad(key) for key in items) else 0)


def test_neighbours_of_bad_items_are_all_written(company: Company, subtests: pytest.Subtests) -> None:
    for fate in ["bad", "late"]:
        with subtests.test(fate=fate):
            for chunk_rows, bad in [
                (2, {0}),
                (2, {3, 4}),
                (3, {7}),
                (3, {2, 3, 4, 5}),
                (8, {0, 7}),
                (100, {3}),
                (100, EIGHT),
            ]:
                items = {(f"p{n}", f"{fate}0" if n in bad else "good"): 5 for n in EIGHT}
                with refusals(company):
                    report, _ = synced(company, {}, items, chunk_rows)
                assert report["exit_code"] == 3, (chunk_rows, bad)
                assert set(company.last_accesses()) == {key for key in items if not is_bad(key)}, (chunk_rows, bad)
                assert company.rejected() == {key for key in items if is_bad(key)}, (chunk_rows, bad)


def test_rejected_item_keeps_its_access_and_the_database_s_own_words(company: Company) -> None:
    with refusals(company):
        synced(company, {}, {("books", "bad1"): 4, ("books", "good1"): 5, ("books", "late1"): 6}, chunk_rows=10)
    rows = company.query(
        "select x.run_id, x.item_no, x.user_id, x.accessed_at, x.error_code, x.error_message"
        " from {rejected_item} x order by x.item_no"
    )
    assert [(row["run_id"], row["item_no"], row["user_id"], row["accessed_at"]) for row in rows] == [
        (2, 1, "bad1", days_before(4)),
        (2, 3, "late1", days_before(6)),
    ]
    assert "test_refused_ck" in rows[0]["error_message"].lower()
    assert "test_deferred_ck" in rows[1]["error_message"].lower()
    assert all(row["error_code"] for row in rows)


def test_key_too_long_for_last_access_is_rejected_alone(company: Company) -> None:
    long = "x" * 256
    company.ddl(
        "alter table {access_log} modify (user_id varchar2(300 char))",
        embedded="alter table {access_log} alter column user_id type varchar(300)",
    )
    try:
        report, _ = synced(company, {}, {("books", "good0"): 1, ("books", long): 2, ("books", "z"): 3}, chunk_rows=10)
        assert report["exit_code"] == 3
        assert set(company.last_accesses()) == {("books", "good0"), ("books", "z")}
        assert company.rejected() == {("books", long)}
    finally:
        company.execute("delete from {access_log} l")
        company.ddl(
            "alter table {access_log} modify (user_id varchar2(255 char))",
            embedded="alter table {access_log} alter column user_id type varchar(255)",
        )


@pytest.mark.parametrize(("allowed", "exit_code"), [(2, 1), (3, 3)])
def test_more_than_max_rejected_fails_and_one_less_does_not(company: Company, allowed: int, exit_code: int) -> None:
    items = {("books", f"bad{n}"): 3 for n in range(3)} | {("books", f"good{n}"): 3 for n in range(3)}
    company.log(*((program, user, days_before(days)) for (program, user), days in items.items()))
    with refusals(company):
        report = company.having(sync={"max_rejected": allowed}).run("sync")
    assert report["exit_code"] == exit_code
    assert ("max_rejected = 2" in (report["message"] or "")) == (exit_code == 1)


def test_run_revokes_nothing_when_too_many_items_are_rejected(company: Company) -> None:
    company.grant(("books", "unused", days_before(400)), ("stock", "good0", days_before(400)))
    company.log(("books", "bad0", days_before(3)), ("books", "good0", days_before(3)))
    with refusals(company):
        report = company.having(sync={"max_rejected": 0}).run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "revoke was not started and changed nothing" in report["message"]
    assert company.permissions() == {("books", "unused"), ("stock", "good0")}
    assert company.revoked() == set()
    assert {step["job"] for step in report["steps"]} == {"sync"}


@pytest.mark.parametrize("chunk_rows", [1, 4])
def test_fatal_error_fails_at_once_and_rejects_nothing(company: Company, chunk_rows: int) -> None:
    company.log(*((f"p{n}", "ann", days_before(n)) for n in range(8)))
    gone: list[int] = []

    def take_the_table_away(done: int, total: int) -> None:
        if not gone:
            company.ddl("alter table {last_access} rename to test_gone")
            gone.append(done)

    try:
        report = company.having(sync={"chunk_rows": chunk_rows}).run("sync", progress=take_the_table_away)
    finally:
        company.ddl("alter table test_gone rename to {last_access}")
    assert gone == [chunk_rows]
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert f"items {chunk_rows + 1} to {2 * chunk_rows}" in report["message"]
    assert company.rejected() == set()
    assert set(company.last_accesses()) == {(f"p{n}", "ann") for n in range(chunk_rows)}
    assert company.run("sync")["exit_code"] == 0
    assert len(company.last_accesses()) == 8


def test_refused_staging_fails_the_sync_and_rejects_nothing(company: Company) -> None:
    company.log(("books", "ann", days_before(1)), ("books", "bob", days_before(1)))
    with company.refusing("user_id <> 'bob'", table="sync_item"):
        report = company.run("sync")
    assert (report["exit_code"], report["steps"][-1]["status"]) == (1, "failed")
    assert company.last_accesses() == {}
    assert company.rejected() == set()


def test_steps_that_share_a_commit_write_each_item_all_of_them_or_none(
    company: Company, subtests: pytest.Subtests
) -> None:
    """A restore puts a permission back in one step and marks its archived row in the next."""
    for fate in ["first step", "second step", "commit"]:
        for bad, chunk_rows in [({0}, 8), ({3, 4}, 3), ({2}, 1), (EIGHT, 3)]:
            with subtests.test(fate=fate, bad=bad, chunk_rows=chunk_rows):
                company.empty()
                keys = {("books", f"{'bad' if n in bad else 'good'}{n}") for n in range(8)}
                good = {key for key in keys if not is_bad(key)}
                company.log(("pulse", "pulse", days_before(0)))
                company.grant(*((*key, days_before(200)) for key in keys))
                assert company.run()["counts"]["permissions_revoked"] == 8
                names = ", ".join(f"'bad{n}'" for n in range(8))
                refused = {
                    "first step": company.refusing(f"user_id not in ({names})", "permission"),
                    "second step": company.refusing(f"user_id not in ({names}) or restored_at is null", "revocation"),
                    "commit": company.refusing_at_commit(f"user_id not in ({names})", "permission"),
                }
                with refused[fate]:
                    database = company.having(sync={"chunk_rows": chunk_rows}).database
                    report = restore(database, Choice(1), "mistake", Progress(), Stop())
                marked = company.query("select v.user_id from {revocation} v where v.restored_at is not null")
                assert company.permissions() == {("books", row["user_id"]) for row in marked} == good
                assert (company.rejected(), report["exit_code"]) == (keys - good, 3)
                for name in ("restore permissions", "mark restored"):
                    counted = [step(report, name)[word] for word in ("affected", "unchanged", "rejected")]
                    assert counted == [len(good), 0, len(bad)]
                kept = company.query("select s.step from {run_step} s where s.run_id = 2 order by s.step_no")
                assert [row["step"] for row in kept] == [each["step"] for each in report["steps"]]


_LEAVE_UNMARKED = """
create function test_leave() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger test_leave before update on {revocation} for each row when (new.user_id = 'u2')
execute function test_leave()
"""


@pytest.mark.usefixtures("embedded_only")
def test_steps_that_share_a_commit_but_do_not_write_the_same_items_fail_and_keep_nothing_of_the_range(
    company: Company,
) -> None:
    """A permission that was put back and not marked would be put back twice."""
    users = [f"u{n}" for n in range(4)]
    company.log(("pulse", "pulse", days_before(0)))
    company.grant(*(("books", user, days_before(200)) for user in users))
    assert company.run()["counts"]["permissions_revoked"] == 4
    database = company.having(sync={"chunk_rows": 2}).database
    company.ddl("", embedded=_LEAVE_UNMARKED)
    try:
        report = restore(database, Choice(1), "mistake", Progress(), Stop())
    finally:
        company.ddl("", embedded="drop function test_leave() cascade")
    assert (report["exit_code"], company.rejected()) == (1, set())
    assert "items 3 to 4: " in report["message"]
    assert "share a commit but changed [2, 1] rows" in report["message"]
    assert "what restore committed is kept; the next run of restore starts with its first step" in report["message"]
    marked = company.query("select v.user_id from {revocation} v where v.restored_at is not null")
    assert company.permissions() == {("books", row["user_id"]) for row in marked} == {("books", "u0"), ("books", "u1")}

    again = restore(database, Choice(1), "mistake", Progress(), Stop())
    assert (again["exit_code"], step(again, "mark restored")["affected"]) == (0, 2)
    assert company.permissions() == {("books", user) for user in users}


_LOSE_ITEM_2 = """
create function test_lose() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger test_lose before insert on {sync_item} for each row when (new.item_no = 2) execute function test_lose()
"""


@pytest.mark.usefixtures("embedded_only")
def test_items_with_a_gap_in_their_numbers_fail_the_sync_and_none_is_lost(company: Company) -> None:
    company.log(*(("books", f"u{n}", days_before(n)) for n in range(4)))
    company.ddl("", embedded=_LOSE_ITEM_2)
    try:
        report = company.run("sync")
    finally:
        company.ddl("", embedded="drop function test_lose() cascade")
    assert (report["exit_code"], report["steps"][-1]["status"]) == (1, "failed")
    assert "3 items are staged, but the highest item number is 4" in report["message"]
    assert company.synced_to() == [None]
    assert company.run("sync")["exit_code"] == 0
    assert len(company.last_accesses()) == 4


def test_step_that_writes_more_rows_than_its_items_fails_and_keeps_none(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.log(*(("books", f"u{n}", days_before(n)) for n in range(4)))
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    [merge] = copy.glob("jobs/sync/*_merge_last_access.sql")
    text = merge.read_text(encoding="utf-8")
    merge.write_text(text.replace("between :item_from and :item_to", "between :item_from and 2 * :item_to"))
    monkeypatch.setattr(templates, "SQL", copy)
    report = company.having(sync={"chunk_rows": 2}).run("sync")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "4 rows for the items 1 to 2" in report["message"]
    assert (company.last_accesses(), company.rejected()) == ({}, set())


@pytest.mark.usefixtures("embedded_only")
def test_items_that_vanish_while_they_are_written_fail_the_sync_and_are_read_again(company: Company) -> None:
    company.log(*(("books", f"u{n}", days_before(n)) for n in range(4)))

    def lose_the_last(done: int, _items: int) -> None:
        if done == 2:
            assert company.execute("delete from {sync_item} i where i.item_no = 4") == 1

    report = company.having(sync={"chunk_rows": 2}).run("sync", progress=lose_the_last)
    assert (report["exit_code"], report["steps"][-1]["status"]) == (1, "failed")
    assert "only 3 of 4 items are still staged" in report["message"]
    assert company.synced_to() == [None]
    assert set(company.last_accesses()) == {("books", f"u{n}") for n in range(3)}
    assert company.run("sync")["exit_code"] == 0
    assert set(company.last_accesses()) == {("books", f"u{n}") for n in range(4)}
