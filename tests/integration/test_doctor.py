"""The doctor says what keeps an environment from working, and what to do about it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runner.dba import doctor
from runner.dba.doctor import Finding, Verdict, examine
from tests.command import called
from tests.company import Company, days_before

pytestmark = pytest.mark.usefixtures("embedded_only")


def bad(company: Company) -> dict[str, list[Finding]]:
    """Return the findings that are bad, by the name of the check."""
    found: dict[str, list[Finding]] = {}
    for finding in examine(company.database):
        if finding.verdict is Verdict.BAD:
            found.setdefault(finding.check, []).append(finding)
    return found


def test_environment_that_can_work(company: Company) -> None:
    assert bad(company) == {}
    result = company.call("doctor")
    assert result.code == 0
    lines = result.out.splitlines()
    assert [line for line in lines if not line.startswith("ok   ")] == []
    assert lines[-1] == "ok   dictionary: this database has no Oracle dictionary to check"


def test_json_holds_check_verdict_finding_and_todo(company: Company) -> None:
    result = company.call("doctor", "--json")
    findings = json.loads(result.out)
    assert {tuple(finding) for finding in findings} == {("check", "verdict", "finding", "todo")}
    assert all(finding["verdict"] == "ok" for finding in findings)


def test_nothing_is_changed(company: Company) -> None:
    company.grant(("books", "ann", days_before(100)))
    before = company.tables()
    examine(company.database)
    assert company.tables() == before


def test_every_missing_column_and_table_is_found_at_once(company: Company) -> None:
    other = company.having(
        tables={"access_log": "nowhere"}, columns={"permission": {"user_id": "person", "granted_at": "since"}}
    )
    findings = [(finding.finding, finding.todo) for finding in bad(other)["columns"]]
    assert len(findings) == 3
    assert findings[0] == (
        "there is no table nowhere, or no right to see it",
        "set [tables] access_log, or make or grant it",
    )
    assert "test_permission has no column person, since; it has" in findings[1][0]
    assert findings[1][1] == "set [columns.permission]"
    assert "does not name: granted_at, user_id" in findings[2][0]
    result = other.call("doctor")
    assert result.code == 1
    assert f"bad  columns: {findings[0][0]} -> {findings[0][1]}" in result.out.splitlines()


def test_missing_tables_of_lapse_leave_the_other_checks_standing(company: Company) -> None:
    other = company.having(tables={"prefix": "nobody_"})
    found = bad(other)
    assert set(found) == {"own tables", "lock row", "spellings in use"}
    assert found["own tables"][0].todo == f"run 'lapse --env {other.database.environment.argument} migrate' first"
    assert "nobody_lock" in found["lock row"][0].finding


def test_missing_row_of_the_lock_is_found(company: Company) -> None:
    company.execute("delete from {lock} k")
    try:
        assert bad(company)["lock row"][0].finding == "the row 'run' of test_lock is missing: no run can start"
    finally:
        company.execute("insert into {lock} (lock_name) values ('run')")


def test_clocks_more_than_five_minutes_apart_are_found(
    company: Company, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    class Clock:
        """This host's clock, gone wrong; the database's is the test's reference."""

        wrong_by = timedelta()

        @classmethod
        def now(cls) -> datetime:
            now: datetime = company.query("select sysdate as now from dual")[0]["now"]
            return now + cls.wrong_by

    monkeypatch.setattr(doctor, "datetime", Clock)
    for minutes, ok in [(-6, False), (-4, True), (4, True), (6, False)]:
        with subtests.test(minutes=minutes, ok=ok):
            monkeypatch.setattr(Clock, "wrong_by", timedelta(minutes=minutes))
            assert ("clock" not in bad(company)) is ok


def test_permissions_without_a_date_are_said_and_do_no_harm(company: Company) -> None:
    company.grant(("stock", "ann", days_before(1)))
    for user, words in (
        ("ann", "1 permission has no granted_at: it never lapses"),
        ("bob", "2 permissions have no granted_at: they never lapse"),
    ):
        company.grant(("books", user, None))
        said = [finding for finding in examine(company.database) if finding.check == "grant dates"]
        assert [(finding.verdict, finding.finding) for finding in said] == [("ok", words)]
    assert said[0].todo == "set granted_at of each permission that should lapse too"


def test_database_out_of_reach_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "away.toml"
    file.write_text('[database]\nurl = "oracle+oracledb://lapse_app@127.0.0.1:1?service_name=X"\n', encoding="utf-8")
    monkeypatch.setenv("LAPSE_PASSWORD", "hush")
    result = called("--env", str(file), "doctor")
    assert result.code == 1
    assert result.out == ""
    assert "cannot connect to away" in result.err
    assert "hush" not in result.err
    assert len(result.err.splitlines()) == 1
