"""Purge takes old records out of the ledger, and nothing that anybody may still ask for or that a run counts on."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.command import Result
from tests.company import AS_OF, Company, Table, days_before

OLD = days_before(400)
KEPT_ALWAYS = ("access_log", "permission", "last_access", "policy", "notice")
BEFORE, LONG_AGO = 1100, 1200  # days ago; records are kept for 1095


@pytest.fixture
def office(company: Company) -> Company:
    """Runs 1 and 2 of long ago left records of every kind, all of them settled; run 3 is of today.

    Of the old watermarks that of run 2 is the newest, by which the log tells of the days since.
    """
    company.log(("pulse", "pulse", AS_OF), ("mail", "bad", days_before(1)))
    company.grant(("books", "old", OLD), ("mail", "away", OLD), ("mail", "new", days_before(1)))
    company.exempt("books", "away", days_before(20), days_before(10))
    with company.refusing("user_id <> 'bad'"):
        assert company.run()["exit_code"] == 3
    assert company.run()["counts"]["permissions_revoked"] == 1
    age(company, LONG_AGO)
    company.log(("books", "ann", days_before(0, hours=1)))
    company.run()
    return company


def age(company: Company, days: int) -> None:
    """Let everything in the ledger be so many days old."""
    at = ago(company, days)
    for table, columns in {
        "run": ("started_at", "finished_at"),
        "revocation": ("revoked_at",),
        "rejected_item": ("rejected_at",),
        "watermark": ("synced_to", "read_to"),
        "exemption": ("starts_at", "ends_at"),
    }.items():
        changes = ", ".join(f"t.{column} = :at" for column in columns)
        company.execute(f"update {{{table}}} t set {changes}", at=at)
    company.execute("update {watermark} w set w.synced_to = w.synced_to + w.run_id, w.read_to = w.read_to + w.run_id")


def ago(company: Company, days: float) -> datetime:
    now: datetime = company.query("select sysdate as now from dual")[0]["now"]
    return now - timedelta(days=days)


def purge(company: Company, days: float = BEFORE, *arguments: str) -> Result:
    return company.call("purge", "--before", str(ago(company, days)), *arguments)


def purged(company: Company, days: float = BEFORE) -> dict[str, Any]:
    result = purge(company, days, "--yes", "--json")
    report: dict[str, Any] = json.loads(result.out)
    assert result.code == report["exit_code"] == 0, report["message"]
    return report


def to_purge(company: Company, days: float = BEFORE) -> dict[str, tuple[int, int]]:
    """Of each kind of record how many would go, and of how many."""
    rows = json.loads(purge(company, days, "--json").out)
    return {row["record_kind"]: (row["to_purge"], row["in_all"]) for row in rows}


def run_ids(company: Company, table: str = "run") -> set[int]:
    """Of which runs a table has rows; the window of long ago that the tests begin with is of none."""
    return {row["run_id"] for row in company.query(f"select distinct r.run_id from {{{table}}} r where r.run_id > 0")}


def without_purges(tables: dict[str, Table]) -> dict[str, Table]:
    """Leave out what the runs that purged wrote about themselves."""
    purges = {row[0] for row in tables["run"] if "purge" in row}
    return {
        name: [row for row in rows if not (name in ("run", "run_step") and row[0] in purges)]
        for name, rows in tables.items()
    }


def test_without_yes_purge_says_what_would_go_and_of_how_many_and_changes_nothing(office: Company) -> None:
    before = office.tables()
    assert to_purge(office) == {
        "revocations": (2, 2),
        "rejected items": (1, 1),
        "candidates": (3, 3),
        "exemptions": (1, 1),
        "dismissals": (0, 0),
        "runs": (1, 3),
    }
    result = purge(office)
    assert result.code == 0
    assert [line.split() for line in result.out.splitlines() if line.startswith("runs")] == [["runs", "1", "3"]]
    assert "nothing was deleted; to delete these records: lapse --env " in result.out
    last, quiet = result.out.splitlines()[-1], purge(office, BEFORE, "-q").out.splitlines()
    assert [line.partition("--before")[0] for line in quiet] == [last.partition("--before")[0]], "the clock goes on"
    assert office.tables() == before


def test_of_empty_tables_nothing_would_go(company: Company) -> None:
    assert set(to_purge(company).values()) == {(0, 0)}


def test_purge_takes_what_is_old_and_leaves_the_rest(office: Company) -> None:
    before = office.tables()
    report = purged(office)
    assert (report["run_id"], report["status"]) == (4, "done")
    after = office.tables()
    for name in ("revocation", "rejected_item", "candidate", "exemption"):
        assert (len(before[name]) > 0, after[name]) == (True, []), name
    assert {name: after[name] for name in KEPT_ALWAYS} == {name: before[name] for name in KEPT_ALWAYS}
    after = without_purges(after)
    for name in ("run", "run_step", "run_count", "run_program"):
        assert 1 in {row[0] for row in before[name]}, name
        assert after[name] == [row for row in before[name] if row[0] in (2, 3)], name
    assert run_ids(office, "watermark") == {2, 3}


def test_purge_is_a_run_with_its_steps(office: Company) -> None:
    purged(office)
    shown = json.loads(office.call("show", "4", "--json").out)
    taken = {step["step"]: step["affected"] for step in shown["steps"]}
    assert (shown["jobs"], shown["status"]) == ("purge", "done")
    assert (taken["purge revocations"], taken["purge candidates"], taken["purge runs"]) == (2, 3, 1)


def test_purge_twice_is_harmless(office: Company) -> None:
    purged(office)
    before = office.tables()
    report = purged(office)
    assert {step["affected"] for step in report["steps"]} == {0}
    assert without_purges(office.tables()) == without_purges(before)


def test_record_of_the_very_instant_stays(office: Company) -> None:
    at = ago(office, BEFORE)
    office.execute("update {revocation} v set v.revoked_at = :at where v.user_id = 'old'", at=at)
    office.execute(
        "update {revocation} v set v.revoked_at = :at where v.user_id = 'away'", at=at - timedelta(seconds=1)
    )
    result = office.call("purge", "--before", str(at), "--yes")
    assert result.code == 0
    assert office.revoked() == {("books", "old")}


def assert_refused(office: Company, days: float, *words: str) -> None:
    before = office.tables()
    result = purge(office, days, "--yes", "--json")
    assert result.code == 4
    report = json.loads(result.out)
    assert report["status"] == "stopped"
    assert all(word in report["message"] for word in words), report["message"]
    assert without_purges(office.tables()) == without_purges(before)


def test_purge_refuses_what_is_younger_than_the_retention(office: Company) -> None:
    assert_refused(
        office, 1094.9, "records are kept for 1095 days (audit_retention_days = 1095, or the longest policy)"
    )
    assert_refused(office, 0, "guard retention")
    assert_refused(office, -300, "guard retention")
    purged(office, 1095.1)


def test_longer_policy_keeps_longer(office: Company) -> None:
    office.decide("books", 1150)
    office.decide("mail", revocation_mode="report")
    assert_refused(office, BEFORE, "records are kept for 1150 days")
    purged(office, 1150.1)
    assert office.revoked() == set()


def test_longer_inactivity_of_the_environment_keeps_longer(office: Company) -> None:
    short = office.having(policy={"audit_retention_days": 30, "inactivity_days": 1150})
    assert_refused(short, BEFORE, "records are kept for 1150 days")
    purged(short, 1150.1)
    assert office.revoked() == set()


def test_rejected_item_that_is_outstanding_stays_with_its_run(office: Company) -> None:
    office.execute("delete from {last_access} a where a.user_id = 'bad'")
    assert to_purge(office)["rejected items"] == (0, 1)
    purged(office)
    assert office.rejected() == {("mail", "bad")}
    assert run_ids(office) == {1, 2, 3, 4}
    office.run()
    assert ("mail", "bad") in office.last_accesses()


def test_rejected_item_of_a_restore_goes_whatever_is_known_of_its_access(office: Company) -> None:
    office.execute("update {rejected_item} x set x.job = 'restore'")
    office.execute("delete from {last_access} a where a.user_id = 'bad'")
    assert to_purge(office)["rejected items"] == (1, 1)
    purged(office)
    assert office.rejected() == set()


def test_revocation_restored_lately_stays_with_both_its_runs(office: Company) -> None:
    assert office.call("restore", "1", "--user", "old", "--reason", "mistake").code == 0
    office.execute("update {run} r set r.finished_at = :at where r.run_id = 4", at=ago(office, LONG_AGO))
    purged(office)
    assert office.revoked() == {("books", "old")}
    assert office.permissions() == {("books", "old"), ("mail", "new")}
    assert run_ids(office) == {1, 2, 3, 4, 5}
    assert office.run()["counts"]["permissions_revoked"] == 0


def test_revocation_restored_long_ago_goes(office: Company) -> None:
    assert office.call("restore", "1", "--user", "old", "--reason", "mistake").code == 0
    office.execute("update {revocation} v set v.restored_at = :at where v.user_id = 'old'", at=ago(office, BEFORE + 1))
    office.execute("update {run} r set r.finished_at = :at where r.run_id = 4", at=ago(office, BEFORE + 1))
    purged(office)
    assert office.revoked() == set()
    assert run_ids(office) == {2, 3, 5}


def test_exemption_in_force_or_of_the_retention_stays(office: Company) -> None:
    for user, days in (("for long", -10), ("ended lately", BEFORE - 1)):
        office.exempt("books", user, ago(office, LONG_AGO), ago(office, days))
    purged(office)
    rows = office.query("select e.user_id from {exemption} e order by e.user_id")
    assert [row["user_id"] for row in rows] == ["ended lately", "for long"]


@pytest.mark.parametrize(("days", "kept"), [(29.9, 2), (30.1, 0)])
def test_list_goes_after_its_own_days_and_its_counts_stay(company: Company, days: float, kept: int) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.decide("stock", revocation_mode="report")
    company.grant(("books", "old", OLD), ("stock", "old", OLD))
    made = company.plan()
    counts = company.tables("run_count", "run_program")
    company.execute("update {run} r set r.finished_at = :at", at=ago(company, days))
    assert to_purge(company)["candidates"] == (2 - kept, 2)
    purged(company)
    assert len(company.protected(made["run_id"])) == kept
    assert company.tables("run_count", "run_program") == counts
    assert (counts["run_count"] != [], run_ids(company)) == (True, {1, 2})


def test_days_that_lists_are_kept_are_a_setting(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", OLD))
    company.plan()
    company.execute("update {run} r set r.finished_at = :at", at=ago(company, 40))
    longer = company.having(policy={"candidate_retention_days": 60})
    assert to_purge(longer)["candidates"] == (0, 1)
    assert to_purge(company)["candidates"] == (1, 1)


def test_candidate_stays_while_its_notice_runs_and_holds_its_run(company: Company) -> None:
    patient = company.having(policy={"notice_days": 14})
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "noted", OLD), ("books", "used since", OLD))
    assert patient.run()["exit_code"] == patient.run()["exit_code"] == 0
    assert len(company.tables("notice")["notice"]) == 2
    company.execute("delete from {notice} n where n.user_id = 'used since'")
    age(company, LONG_AGO)
    purged(patient)
    assert (set(company.protected(1)), company.protected(2)) == ({("books", "noted")}, {})
    assert run_ids(company) == {1, 2, 3}
    assert company.permissions() == {("books", "noted"), ("books", "used since")}


def test_run_goes_once_its_list_has_gone(office: Company) -> None:
    """A list may be kept for longer than anything else; its run, steps and counts wait for it."""
    longer = office.having(policy={"candidate_retention_days": LONG_AGO + 10})
    purged(longer)
    assert run_ids(office) == {1, 2, 3, 4}
    purged(office)
    assert run_ids(office) == {2, 3, 4, 5}


def test_newest_watermark_of_each_log_stays_with_its_run(office: Company) -> None:
    age(office, LONG_AGO)
    office.execute("update {watermark} w set w.access_log = 'test_other_log' where w.run_id in (0, 1)")
    purged(office)
    assert run_ids(office, "watermark") == {1, 3}
    assert run_ids(office) == {1, 3, 4}


def test_newest_old_watermark_of_a_log_stays_beside_newer_ones_of_another(office: Company) -> None:
    office.execute("update {watermark} w set w.access_log = 'test_other_log' where w.run_id in (1, 3)")
    purged(office)
    assert run_ids(office, "watermark") == {1, 2, 3}


def test_watermark_that_has_read_furthest_stays(office: Company) -> None:
    office.execute("update {watermark} w set w.read_to = :at where w.run_id = 1", at=ago(office, 0))
    purged(office)
    assert run_ids(office, "watermark") == {1, 2, 3}


def test_window_that_was_never_finished_goes_with_its_run(office: Company) -> None:
    office.execute("update {watermark} w set w.synced_to = null where w.run_id = 1")
    purged(office)
    assert run_ids(office, "watermark") == {2, 3}
    assert run_ids(office) == {2, 3, 4}


def test_log_reaches_as_far_back_after_a_purge_as_before(office: Company) -> None:
    strict = office.having(policy={"audit_retention_days": 30, "inactivity_days": 90})
    now = ago(office, 0)
    office.log(("pulse", "pulse", now))
    office.execute("delete from {watermark} w")
    for run, days in ((1, 150), (2, 91), (3, 1)):
        at = now - timedelta(days=days)
        office.execute("insert into {watermark} values ('test_access_log', :run, :at, :at, :at)", run=run, at=at)
    office.grant(("books", "older", now - timedelta(days=200)))
    purged(strict, 90.5)
    assert run_ids(office, "watermark") == {2, 3}
    report = strict.run(as_of=now)
    assert (report["exit_code"], report["message"]) == (0, None)
    assert ("books", "older") in office.revoked()
