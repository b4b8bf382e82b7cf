"""What an auditor asks: who lost what when and why, by which SQL, and what was put back, when and by whom."""

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.commands.records import AUDIT
from runner.engine.ledger import EVENING, os_user
from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
EVER = ("--from", "2000-01-01", "--to", "9999-12-31")
STOOD = datetime(2024, 3, 1, 12)


@pytest.fixture
def office(company: Company) -> Company:
    """Three permissions revoked by run 1, of a program with days of its own and of one without, and one that stands."""
    company.log(("pulse", "pulse", AS_OF), ("books", "ann", days_before(200)), ("books", "new", days_before(1)))
    company.decide("stock", 120)
    company.grant(*(("books", user, OLD) for user in ("ann", "bob", "new")), ("stock", "=SUM(1)", OLD))
    assert company.run()["counts"]["permissions_revoked"] == 3
    return company


def audit(company: Company, *arguments: str) -> list[dict[str, Any]]:
    result = company.call("audit", *arguments, "--json")
    assert result.code == 0
    rows: list[dict[str, Any]] = json.loads(result.out)
    return rows


def revoke_at(office: Company, user: str, at: datetime) -> None:
    office.execute("update {revocation} v set v.revoked_at = :at where v.user_id = :usr", at=at, usr=user)


def test_audit_says_who_lost_what_when_why_and_by_which_sql(office: Company) -> None:
    digest = office.query("select r.sql_digest from {run} r")[0]["sql_digest"]
    revoked_at = office.query("select max(v.revoked_at) as at from {revocation} v")[0]["at"]
    rows = audit(office, *EVER)
    assert [list(row) for row in rows] == [AUDIT] * 3
    assert [(row["program_id"], row["user_id"]) for row in rows] == [
        ("books", "ann"),
        ("books", "bob"),
        ("stock", "=SUM(1)"),
    ]
    assert rows[0] == {
        "revoked_at": str(revoked_at),
        "program_id": "books",
        "user_id": "ann",
        "granted_at": str(OLD),
        "last_access_at": str(days_before(200)),
        "inactivity_days": 90,
        "policy_reason": None,
        "noticed_at": None,
        "lost_day": None,
        "dismissed_access_at": None,
        "dismissed_by": None,
        "dismiss_reason": None,
        "run_id": 1,
        "environment": "test",
        "as_of": str(AS_OF),
        "run_by": os_user(),
        "accepted_plan": None,
        "accept_reason": None,
        "sql_digest": digest,
        "restored_at": None,
        "restored_by": None,
        "restore_reason": None,
    }
    assert digest == office.database.catalog.digest(EVENING)
    assert (rows[2]["inactivity_days"], rows[2]["policy_reason"], rows[2]["last_access_at"]) == (120, "audit", None)


def test_audit_begins_with_its_first_instant_and_ends_before_its_last(office: Company) -> None:
    for user, seconds in (("ann", -1), ("bob", 0), ("=SUM(1)", 60)):
        revoke_at(office, user, STOOD + timedelta(seconds=seconds))
    minute = ("--from", str(STOOD), "--to", str(STOOD + timedelta(seconds=60)))
    assert [row["user_id"] for row in audit(office, *minute)] == ["bob"]
    second_more = (*minute[:3], str(STOOD + timedelta(seconds=61)))
    assert [row["user_id"] for row in audit(office, *second_more)] == ["bob", "=SUM(1)"]
    assert [row["user_id"] for row in audit(office, *EVER)] == ["ann", "bob", "=SUM(1)"]


def test_audit_says_what_was_restored_when_and_by_whom(office: Company) -> None:
    assert office.call("restore", "1", "--user", "ann", "--reason", "mistake").code == 0
    restored_at = office.query("select v.restored_at from {revocation} v where v.user_id = 'ann'")[0]["restored_at"]
    rows = {row["user_id"]: (row["restored_at"], row["restored_by"]) for row in audit(office, *EVER)}
    assert rows == {"ann": (str(restored_at), os_user()), "bob": (None, None), "=SUM(1)": (None, None)}


def test_audit_says_which_plan_was_accepted_and_why(company: Company) -> None:
    strict = company.having(guards={"max_revocations": 0})
    strict.log(("pulse", "pulse", AS_OF))
    strict.grant(("books", "old", OLD), ("books", "new", days_before(1)))
    planned = json.loads(strict.call("plan", "--as-of", str(AS_OF), "--json").out)["run_id"]
    strict.grant(("books", "granted later", OLD))
    accept = ("--accept-plan", str(planned), "--reason", "read by the owner")
    assert strict.call("run", "--as-of", str(AS_OF), *accept).code == 0
    [row] = audit(strict, *EVER)
    assert (row["user_id"], row["run_id"], row["accepted_plan"]) == ("old", planned + 1, planned)
    assert row["accept_reason"] == "read by the owner"
    assert strict.permissions() == {("books", "new"), ("books", "granted later")}


def test_audit_says_when_the_user_was_noted(company: Company) -> None:
    patient = company.having(policy={"notice_days": 7})
    patient.log(("pulse", "pulse", AS_OF))
    patient.grant(("books", "old", OLD))
    patient.run()
    assert audit(patient, *EVER) == []
    patient.execute("update {notice} n set n.noticed_at = :at", at=days_before(8))
    patient.run()
    assert [row["noticed_at"] for row in audit(patient, *EVER)] == [str(days_before(8))]


LOST = datetime(2024, 8, 7)


@pytest.fixture
def gap(company: Company) -> Company:
    """Two permissions revoked by run 2, one of them within days that touch a day whose rows are lost for good."""
    for days in range(1, 31):
        day = days_before(days).replace(hour=9)
        if day.date() != LOST.date():
            company.log(*(("books", f"u{number}", day + timedelta(seconds=number)) for number in range(110)))
    company.decide("short", 5)
    company.grant(("books", "idle", OLD), ("short", "idle", OLD), ("books", "new", days_before(1)))
    assert company.run()["status"] == "stopped"
    log = company.names["access_log"]
    said = company.call("log-day", "accept", log, f"{LOST:%Y-%m-%d}", "--as", "lost", "--reason", "the disk")
    assert said.code == 0, said.err
    assert company.run()["counts"]["permissions_revoked"] == 2
    assert company.permissions() == {("books", "new")}
    return company


@pytest.mark.parametrize("command", [("audit", *EVER), ("revocations", "2")], ids=["audit", "revocations"])
def test_what_rests_on_a_day_accepted_as_lost_names_it(gap: Company, command: tuple[str, ...]) -> None:
    days = {"books": "2024-08-07", "short": None}
    rows = json.loads(gap.call(*command, "--json").out)
    assert {row["program_id"]: row["lost_day"] for row in rows} == days
    lines = csv.DictReader(io.StringIO(gap.call(*command, "--csv").out))
    assert {line["program_id"]: line["lost_day"] or None for line in lines} == days
    heading, *table = gap.call(*command).out.splitlines()
    assert "lost_day" in heading.split()
    assert ["2024-08-07" in line.split() for line in table] == ["books" in line.split() for line in table]


def test_audit_as_csv_runs_in_no_spreadsheet(office: Company) -> None:
    result = office.call("audit", *EVER, "--csv")
    assert result.code == 0
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert list(rows[0]) == AUDIT
    assert [row["user_id"] for row in rows] == ["ann", "bob", "'=SUM(1)"]
    assert (rows[1]["granted_at"], rows[1]["last_access_at"], rows[1]["restored_by"]) == (str(OLD), "", "")


def test_audit_of_a_time_without_revocations_says_so(office: Company) -> None:
    result = office.call("audit", "--from", "2001-01-01", "--to", "2001-02-01")
    assert result.code == 0
    assert result.out == "nothing was revoked from 2001-01-01 00:00:00 until 2001-02-01 00:00:00\n"
    assert office.call("audit", "--from", "2001-01-01").code == 2
    assert office.call("audit", "--from", "yesterday", "--to", "2001-01-01").code == 2


# ----- how much of it was put back -----


def put_back(company: Company) -> tuple[int, int, int | None]:
    found = json.loads(company.call("status", "--json").out)
    return found["revocations_90_days"], found["put_back_within_30_days"], found["put_back_percent"]


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (1, False)], ids=["30 days later", "a second more"])
def test_restored_within_30_days_is_put_back(office: Company, seconds: int, counts: bool) -> None:
    assert put_back(office) == (3, 0, 0)
    office.execute("update {revocation} v set v.revoked_at = sysdate - 40")
    assert office.call("restore", "1", "--user", "ann", "--reason", "mistake").code == 0
    office.execute(
        "update {revocation} v set v.restored_at = v.revoked_at + 30 + :seconds / 86400 where v.user_id = 'ann'",
        seconds=seconds,
    )
    assert put_back(office) == ((3, 1, 33) if counts else (3, 0, 0))


@pytest.mark.parametrize(("days", "counts"), [(30, True), (31, False), (-1, False)])
def test_granted_anew_within_30_days_is_put_back(office: Company, days: int, counts: bool) -> None:
    revoked_at = office.query("select sysdate - 60 as at from dual")[0]["at"]
    for user in ("ann", "bob", "=SUM(1)"):
        revoke_at(office, user, revoked_at)
    office.grant(("stock", "=SUM(1)", revoked_at + timedelta(days=days)))
    assert put_back(office) == ((3, 1, 33) if counts else (3, 0, 0))


def test_only_revocations_of_the_last_90_days_are_counted(office: Company) -> None:
    assert office.call("restore", "1", "--reason", "mistake").code == 0
    assert put_back(office) == (3, 3, 100)
    office.execute("update {revocation} v set v.revoked_at = v.revoked_at - 90 where v.user_id <> 'ann'")
    assert put_back(office) == (1, 1, 100)
    office.execute("update {revocation} v set v.revoked_at = v.revoked_at - 91 where v.user_id = 'ann'")
    assert put_back(office) == (0, 0, None)


def test_ledger_keeps_whom_nobody_knows_by_number_and_a_long_host_as_far_as_it_goes(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_000)
    monkeypatch.setattr("socket.gethostname", lambda: "x" + "é" * 200)
    run_id = office.run("sync")["run_id"]
    [run] = office.query("select r.os_user, r.host_name from {run} r where r.run_id = :run_id", run_id=run_id)
    assert (run["os_user"], run["host_name"]) == ("uid 4000000000", "x" + "é" * 127)  # 255 bytes
