"""Sync carries the newest access of each (program, user) forward, and nothing else."""

from datetime import timedelta

import pytest

from tests.company import AS_OF, Company, days_before
from tests.steps import step


def test_newest_access_of_each_program_and_user_is_carried(company: Company) -> None:
    company.log(
        ("books", "ann", days_before(9)),
        ("books", "ann", days_before(2)),
        ("books", "ann", days_before(5)),
        ("books", "bob", days_before(400)),
        ("stock", "ann", days_before(7)),
    )
    report = company.run("sync")
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert company.last_accesses() == {
        ("books", "ann"): days_before(2),
        ("books", "bob"): days_before(400),
        ("stock", "ann"): days_before(7),
    }


def test_last_access_never_moves_backwards(company: Company) -> None:
    company.log(("books", "ann", days_before(2)))
    company.run("sync")
    company.execute("delete from {access_log} l")
    company.log(("books", "ann", days_before(2, seconds=1)), ("books", "bob", days_before(1)))
    report = company.run("sync")
    assert company.last_accesses() == {("books", "ann"): days_before(2), ("books", "bob"): days_before(1)}
    merge = step(report, "merge last access")
    assert (merge["affected"], merge["unchanged"]) == (1, 0), "an access that is not newer is not even staged"


def test_only_what_moved_carries_the_number_of_the_run_that_moved_it(company: Company) -> None:
    company.log(("books", "ann", days_before(2)), ("books", "bob", days_before(2)))
    company.run("sync")
    company.log(("books", "bob", days_before(1)))
    company.run("sync")
    rows = company.query("select a.user_id, a.run_id from {last_access} a order by a.user_id")
    assert [(row["user_id"], row["run_id"]) for row in rows] == [("ann", 1), ("bob", 2)]


def test_rows_after_as_of_are_left_and_counted(company: Company) -> None:
    later = AS_OF + timedelta(seconds=1)
    company.log(("books", "ann", AS_OF), ("books", "ann", later), ("books", "bob", later))
    report = company.run("sync")
    assert report["counts"]["log_rows_left_for_later"] == 2
    assert company.last_accesses() == {("books", "ann"): AS_OF}
    assert company.run("sync", as_of=later)["counts"]["log_rows_left_for_later"] == 0
    assert company.last_accesses() == {("books", "ann"): later, ("books", "bob"): later}


def test_rows_without_program_user_or_time_are_not_carried_and_those_of_the_window_are_counted(
    company: Company,
) -> None:
    company.log(
        (None, "ann", days_before(1)),
        ("books", None, days_before(1)),
        (None, None, days_before(2)),
        ("books", "ann", None),
        ("books", "bob", days_before(1)),
        (None, "later", AS_OF + timedelta(seconds=1)),
    )
    report = company.run("sync")
    assert company.last_accesses() == {("books", "bob"): days_before(1)}
    assert report["counts"]["log_rows_without_program_or_user"] == 3


def test_log_row_never_creates_a_permission(company: Company) -> None:
    company.grant(("books", "ann", days_before(5)))
    company.log(("books", "stranger", days_before(1)), ("books", "ann", days_before(1)))
    company.run()
    assert company.permissions() == {("books", "ann")}
    assert ("books", "stranger") in company.last_accesses()


def test_second_sync_at_the_same_as_of_changes_nothing(company: Company) -> None:
    company.log(("books", "ann", days_before(1)), ("books", "bob", days_before(200)), ("stock", "bob", AS_OF))
    company.run("sync")
    before = company.tables("last_access", "access_log", "permission", "rejected_item")
    report = company.run("sync")
    assert company.tables("last_access", "access_log", "permission", "rejected_item") == before
    assert step(report, "merge last access")["affected"] == 0


def test_empty_log_is_no_error_for_sync(company: Company) -> None:
    report = company.run("sync")
    assert report["exit_code"] == 0
    assert company.last_accesses() == {}


def test_rejected_item_is_tried_again_and_settles_when_the_constraint_goes(company: Company) -> None:
    strict = company.having(sync={"look_back_days": 1})
    strict.log(("books", "bad", days_before(2)), ("books", "good", days_before(1)), ("pulse", "pulse", AS_OF))
    with strict.refusing("user_id <> 'bad'"):
        assert strict.run("sync")["exit_code"] == 3
        again = strict.run("sync", as_of=AS_OF + timedelta(hours=1))
        assert again["exit_code"] == 3
        assert set(strict.last_accesses()) == {("books", "good"), ("pulse", "pulse")}
    settled = strict.run("sync", as_of=AS_OF + timedelta(hours=2))
    assert (settled["exit_code"], step(settled, "merge last access")["affected"]) == (0, 1)
    assert strict.last_accesses()["books", "bad"] == days_before(2)
    strict.run("sync", as_of=AS_OF + timedelta(hours=3))
    kept = strict.query("select x.run_id from {rejected_item} x order by x.run_id")
    assert [row["run_id"] for row in kept] == [1, 2]


def test_statement_refused_at_its_commit_is_no_step_done(company: Company) -> None:
    company.log(("books", "ann", days_before(1)))
    with company.refusing_at_commit("count_name <> 'log_rows_left_for_later'", "run_count"):
        report = company.run("sync")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "what sync committed is kept" in report["message"]
    steps = company.query("select s.step, s.status from {run_step} s order by s.step_no")
    assert dict(tuple(row.values()) for row in steps)["count log rows"] == "rolled back"
    assert {row["status"] for row in steps[:-1]} == {"done"}
    assert company.tables("run_count")["run_count"] == []
    assert company.synced_to() == [None]


def test_rejected_newer_access_of_a_known_item_is_tried_again_too(company: Company) -> None:
    strict = company.having(sync={"look_back_days": 1})
    strict.log(("books", "ann", days_before(50)))
    strict.run("sync", as_of=days_before(40))
    strict.log(("books", "ann", days_before(2)), ("pulse", "pulse", AS_OF))
    with strict.refusing("user_id <> 'ann' or last_access_at < timestamp '2024-08-01 00:00:00'"):
        assert strict.run("sync")["exit_code"] == 3
    assert strict.last_accesses() == {("books", "ann"): days_before(50), ("pulse", "pulse"): AS_OF}
    assert strict.run("sync", as_of=AS_OF + timedelta(hours=1))["exit_code"] == 0
    assert strict.last_accesses() == {("books", "ann"): days_before(2), ("pulse", "pulse"): AS_OF}


def test_fraction_of_a_second_in_the_log_is_carried(company: Company) -> None:
    company.ddl("insert into {access_log} values ('books', 'ann', timestamp '2024-08-20 17:59:59.25')")
    company.run("sync")
    assert company.last_accesses() == {("books", "ann"): AS_OF - timedelta(seconds=0.75)}


@pytest.mark.usefixtures("embedded_only")
def test_nightly_stage_reads_only_the_new_rows_by_the_index(company: Company) -> None:
    company.log(*((f"p{n % 50}", f"u{n % 997}", AS_OF - timedelta(minutes=20 * n)) for n in range(60_000)))
    strict = company.having(sync={"look_back_days": 1})
    strict.run("sync", as_of=days_before(1))
    run_id = strict.run("sync")["run_id"]
    strict.execute("delete from {sync_item} i")
    new = strict.query("select count(*) as n from {access_log} l where l.accessed_at >= :t", t=days_before(2))[0]["n"]
    [stage] = [each for each in strict.database.catalog.job("sync") if each.header.name == "stage items"]
    text = strict.database.dialect.text(stage.text, stage.where)
    binds = {"as_of": AS_OF, "run_id": run_id}
    with strict.database.dialect.engine.connect() as connection:
        connection.exec_driver_sql(f"analyze {strict.names['access_log']}")
        found = connection.exec_driver_sql(f"explain (analyze, format json) {text}", binds).scalar_one()
        connection.rollback()
    scans = [node for node in _nodes(found) if node.get("Relation Name") == "test_access_log"]
    assert 0 < new < 200
    assert [(scan["Index Name"], scan["Actual Rows"]) for scan in scans] == [("test_access_log_ix", new)]


def _nodes(plan: object) -> list[dict[str, object]]:
    if isinstance(plan, list):
        return [node for part in plan for node in _nodes(part)]
    if isinstance(plan, dict):
        return [plan, *(node for part in plan.values() for node in _nodes(part))]
    return []


def test_another_log_has_a_watermark_of_its_own(company: Company) -> None:
    company.log(("books", "ann", days_before(10)))
    company.run("sync")
    company.ddl("create table test_other_log as select * from {access_log} where 1 = 0")
    try:
        other = company.having(tables={"access_log": "test_other_log"})
        other.read_long_ago()
        other.log(("books", "bob", days_before(20)), ("pulse", "pulse", AS_OF))
        other.grant(("books", "bob", days_before(400)), ("books", "cid", days_before(400)))
        assert other.run()["counts"]["permissions_revoked"] == 1
        assert other.permissions() == {("books", "bob")}
        assert other.last_accesses()["books", "bob"] == days_before(20)
        assert other.last_accesses()["books", "ann"] == days_before(10)
    finally:
        company.ddl("drop table test_other_log")


@pytest.mark.usefixtures("embedded_only")
def test_staged_items_that_vanish_fail_the_sync_and_leave_the_watermark(company: Company) -> None:
    company.log(*(("books", f"u{number:02}", days_before(1)) for number in range(30)))
    company.grant(("books", "u29", days_before(400)))

    def vanish(done: int, _items: int) -> None:
        if done == 10:
            company.execute("delete from {sync_item} i")

    report = company.having(sync={"chunk_rows": 10}).run(progress=vanish)

    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "only 0 of 30 items are still staged" in report["message"]
    assert "judge was not started" in report["message"]
    assert "revoke was not started" in report["message"]
    assert company.synced_to() == [None]
    assert company.permissions() == {("books", "u29")}
    assert company.run()["status"] == "done"
    assert len(company.last_accesses()) == 30


def test_rows_of_a_log_that_was_away_are_read_when_they_come(company: Company) -> None:
    company.log(("books", "ann", days_before(30)))
    for evening in (20, 10, 1):
        company.run("sync", as_of=days_before(evening))
    company.log(("books", "ann", days_before(25)), ("books", "bob", days_before(15)), ("pulse", "pulse", AS_OF))
    company.grant(
        ("books", "ann", days_before(400)), ("books", "bob", days_before(400)), ("books", "old", days_before(400))
    )
    report = company.run()
    assert report["counts"]["permissions_revoked"] == 1
    assert company.permissions() == {("books", "ann"), ("books", "bob")}
    assert company.last_accesses()["books", "ann"] == days_before(25)
