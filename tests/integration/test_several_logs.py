"""Several access logs feed one environment: who used a program by any of them has used it."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runner.errors import SettingsError
from tests.company import AS_OF, LONG_AGO, Company, days_before
from tests.rival import rival

OLD = days_before(400)
MAIN: dict[str, Any] = {"table": "test_access_log"}
BADGE: dict[str, Any] = {
    "table": "test_badge_log",
    "columns": {"program_id": "gate", "user_id": "person", "accessed_at": "seen_at"},
}


def badge(company: Company, *rows: tuple[str, str, datetime]) -> None:
    for gate, person, seen_at in rows:
        company.execute(
            "insert into test_badge_log (gate, person, seen_at) values (:gate, :person, :seen_at)",
            gate=gate,
            person=person,
            seen_at=seen_at,
        )


def watermarks(company: Company, log: str) -> list[datetime | None]:
    text = "select w.synced_to from {watermark} w where w.access_log = :log and w.run_id > 0 order by w.run_id"
    return [row["synced_to"] for row in company.query(text, log=log)]


@pytest.fixture
def both(company: Company) -> Iterator[Company]:
    """Two fresh logs that tell of every day; the second one calls its columns differently."""
    company.ddl(
        "create table test_badge_log (gate varchar2(255 char), person varchar2(255 char), seen_at timestamp(6))",
        embedded="create table test_badge_log (gate varchar(255), person varchar(255), seen_at timestamp)",
    )
    try:
        company.execute(
            "insert into {watermark} (access_log, run_id, read_from, read_to, synced_to)"
            " values ('test_badge_log', 0, :at, :at, :at)",
            at=LONG_AGO,
        )
        company.log(("pulse", "pulse", AS_OF))
        badge(company, ("pulse", "pulse", AS_OF))
        yield company.fed_by(MAIN, BADGE)
    finally:
        company.ddl("drop table test_badge_log")


def test_newest_access_of_all_logs_counts(company: Company, both: Company) -> None:
    company.log(("books", "ann", days_before(10)), ("books", "bob", days_before(200)))
    badge(company, ("books", "ann", days_before(20)), ("books", "bob", days_before(30)), ("books", "cem", AS_OF))
    both.grant(*(("books", user, OLD) for user in ("ann", "bob", "cem", "dora")))
    report = both.run()
    assert report["exit_code"] == 0
    assert both.last_accesses() == {
        ("books", "ann"): days_before(10),
        ("books", "bob"): days_before(30),
        ("books", "cem"): AS_OF,
        ("pulse", "pulse"): AS_OF,
    }
    assert both.permissions() == {("books", "ann"), ("books", "bob"), ("books", "cem")}
    assert both.revoked() == {("books", "dora")}


def test_each_log_has_a_watermark_of_its_own(company: Company, both: Company) -> None:
    company.log(("pulse", "pulse", days_before(20)), ("pulse", "pulse", days_before(1)))
    badge(company, ("pulse", "pulse", days_before(20)))
    both.run("sync", as_of=days_before(20))
    company.run("sync", as_of=days_before(1))
    badge(company, ("books", "ann", days_before(10)))
    company.log(("books", "bob", days_before(10)))  # behind the window of its log

    both.run("sync")

    assert ("books", "ann") in both.last_accesses()
    assert ("books", "bob") not in both.last_accesses()
    assert watermarks(both, "test_badge_log") == [days_before(20), AS_OF]
    assert watermarks(both, "test_access_log") == [days_before(20), days_before(1), AS_OF]


def test_rows_that_no_sync_carries_are_counted_over_all_logs(company: Company, both: Company) -> None:
    later = AS_OF.replace(hour=19)
    company.log(("books", "ann", later), (None, "ann", days_before(1)))
    badge(company, ("books", "ann", later), ("books", "bob", later))
    company.execute("insert into test_badge_log (gate, seen_at) values ('books', :at)", at=days_before(2))
    counts = both.run("sync")["counts"]
    assert counts["log_rows_left_for_later"] == 3
    assert counts["log_rows_without_program_or_user"] == 2


def test_one_stale_log_stops_the_revocation_and_is_named(company: Company, both: Company) -> None:
    company.execute("update test_badge_log b set b.seen_at = :at", at=days_before(3))
    both.grant(("books", "old", OLD))
    report = both.run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "newest row of test_badge_log: 2024-08-17 18:00:00" in report["message"]
    assert "test_access_log" not in report["message"]
    assert both.permissions() == {("books", "old")}


def test_both_stale_logs_are_named(company: Company, both: Company) -> None:
    company.execute("delete from test_badge_log b")
    company.execute("delete from {access_log} l")
    message = both.run()["message"]
    assert "newest row of test_badge_log: none" in message
    assert "newest row of test_access_log: none" in message


def test_log_with_half_of_its_usual_volume_stops_the_revocation_and_is_named(company: Company, both: Company) -> None:
    badge(company, *(("pulse", "pulse", days_before(days)) for days in range(4, 26)))
    both.grant(("books", "old", OLD))
    report = both.run()
    assert report["exit_code"] == 4
    assert "test_badge_log has 0 rows of 2024-08-19, under 50 % of what is usual on such a day" in report["message"]
    assert "test_access_log" not in report["message"]
    assert both.permissions() == {("books", "old")}


def test_log_added_later_is_read_from_its_beginning(company: Company, both: Company) -> None:
    company.grant(("books", "ann", OLD), ("books", "bob", OLD))
    company.run("sync")
    badge(company, ("books", "ann", days_before(50)), ("books", "zoe", days_before(300)))
    assert both.run()["exit_code"] == 0
    assert both.last_accesses()["books", "zoe"] == days_before(300)
    assert both.permissions() == {("books", "ann")}


def test_log_added_later_that_does_not_reach_back_stops_the_revocation(company: Company, both: Company) -> None:
    company.grant(("books", "old", OLD))
    assert company.run("sync")["exit_code"] == 0
    company.execute("delete from {watermark} w where w.access_log = 'test_badge_log'")
    report = both.run()
    assert report["exit_code"] == 4
    assert "test_badge_log covers less than the 90 days before as-of" in report["message"]
    assert "test_access_log covers" not in report["message"]
    assert both.permissions() == {("books", "old")}


def test_window_of_one_log_that_is_not_finished_revokes_nothing(company: Company, both: Company) -> None:
    both.grant(("books", "old", OLD))
    with both.refusing("run_id = 0 or synced_to is null or access_log <> 'test_badge_log'", "watermark"):
        report = both.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert both.query("select w.access_log from {watermark} w where w.run_id > 0 and w.synced_to is not null") == []
    assert both.permissions() == {("books", "old")}
    assert both.run()["exit_code"] == 0
    assert both.revoked() == {("books", "old")}


def test_revoke_needs_the_finished_windows_of_all_logs(company: Company, both: Company) -> None:
    both.grant(("books", "old", OLD))
    reopen = "update {watermark} w set w.synced_to = null where w.run_id > 0 and w.access_log = 'test_badge_log'"
    with rival(("judge", "guard program limits"), lambda: both.execute(reopen)):
        report = both.run()
    assert (report["exit_code"], "has not finished sync and judge" in report["message"]) == (4, True)
    assert (both.permissions(), both.revoked()) == ({("books", "old")}, set())


def test_judge_lists_without_a_sync_of_its_own_run_and_revoke_takes_nothing_without_both(
    company: Company, both: Company
) -> None:
    both.grant(("books", "old", OLD))
    both.run("sync")
    assert both.run("judge")["exit_code"] == 0
    assert both.protected() == {("books", "old"): None}
    for jobs in (("judge", "revoke"), ("sync", "revoke"), ("revoke",)):
        report = both.run(*jobs)
        assert (report["exit_code"], report["status"]) == (4, "stopped")
        assert "this run has not finished sync and judge: use lapse run" in report["message"]
    assert (both.permissions(), both.revoked()) == ({("books", "old")}, set())
    assert both.run()["exit_code"] == 0
    assert both.revoked() == {("books", "old")}


def test_access_of_any_log_after_as_of_protects(company: Company, both: Company) -> None:
    both.grant(("books", "ann", OLD), ("books", "bob", OLD), ("books", "cem", OLD))
    badge(company, ("books", "ann", days_before(0, hours=1)))
    company.log(("books", "bob", days_before(0, hours=1)), ("pulse", "pulse", days_before(1)))
    badge(company, ("pulse", "pulse", days_before(1)))
    report = both.run(as_of=days_before(0, hours=2))
    assert report["exit_code"] == 0
    assert both.protected() == {("books", "ann"): "came_back", ("books", "bob"): "came_back", ("books", "cem"): None}
    assert both.permissions() == {("books", "ann"), ("books", "bob")}


def test_program_used_by_one_log_alone_is_not_silent(company: Company, both: Company) -> None:
    careful = both.having(guards={"silent_program_min_permissions": 2})
    both.grant(*((program, user, OLD) for program in ("books", "stock") for user in ("ann", "bob")))
    badge(company, ("books", "stranger", days_before(50)))
    report = careful.run()
    assert [row["program_id"] for row in report["held"]] == ["stock"]
    assert both.permissions() == {("stock", "ann"), ("stock", "bob")}


def test_missing_column_of_any_log_is_named_before_anything_runs(company: Company, both: Company) -> None:
    wrong = company.fed_by(MAIN, BADGE | {"columns": {"program_id": "door", "user_id": "person"}})
    with pytest.raises(SettingsError, match="test_badge_log has no column door, accessed_at; it has gate") as caught:
        wrong.run()
    assert "set its columns in [[access_logs]]; nothing was done" in str(caught.value)
    assert both.statuses() == []


# ----- load -----


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "input.csv"
    path.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n", encoding="utf-8")
    return path


def test_load_goes_into_the_log_that_is_named_and_takes_back_its_watermark_alone(both: Company, file: Path) -> None:
    both.run("sync")
    before = both.tables("access_log")

    result = both.call("load", "access-log", str(file), "--table", "TEST_BADGE_LOG", "--json")

    assert result.code == 0
    report = json.loads(result.out)
    assert (report["table"], report["loaded"], report["runs_passed"]) == ("test_badge_log", 1, 1)
    assert both.query("select b.gate, b.person, b.seen_at from test_badge_log b where b.gate <> 'pulse'") == [
        {"gate": "books", "person": "ann", "seen_at": days_before(30)}
    ]
    assert both.tables("access_log") == before
    assert (watermarks(both, "test_badge_log"), watermarks(both, "test_access_log")) == ([], [AS_OF])
    both.run("sync")
    assert both.last_accesses()["books", "ann"] == days_before(30)


@pytest.mark.parametrize("named", [(), ("--table", "test_other_log")], ids=["none named", "another named"])
def test_load_into_no_log_of_the_environment_does_nothing_and_names_them(
    both: Company, file: Path, named: tuple[str, ...]
) -> None:
    before = both.tables("access_log"), both.query("select count(*) as n from test_badge_log b")
    result = both.call("load", "access-log", str(file), *named)
    assert result.code == 2
    assert "choose the access log: --table test_access_log or --table test_badge_log; nothing was done" in result.err
    assert (both.tables("access_log"), both.query("select count(*) as n from test_badge_log b")) == before
