"""What went wrong for others does not go wrong here: a test a lesson, what stayed asserted as well as what went."""

import json
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runner.errors import LockedError
from runner.statements import templates
from tests.company import AS_OF, Company, Key, days_before
from tests.sql_rules import problems
from tests.steps import step

OLD = days_before(400)
NEW = {("books", "busy"), ("books", "new")}
GONE = {("books", "old1"), ("books", "old2")}
# Takes the lock, starts a run, and hangs until it is killed.
HANG = """
import sys, time
from datetime import datetime
from runner.environment import file as environment
from runner.database.session import Database
from runner.engine.ledger import Request, Run
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
database = Database(environment.read(sys.argv[1]))
with hold_lock(database, Stop()) as lock, database.session() as session:
    Run(Request(), session, lock, Stop(), lambda done, items: None, datetime(2024, 8, 20, 18)).start()
    print("started", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def office(company: Company) -> Company:
    """Two permissions that lapse, one of a busy user and one that is new."""
    company.log(("books", "busy", days_before(1)), ("pulse", "pulse", AS_OF))
    company.grant(*((*key, OLD) for key in sorted(GONE)), ("books", "busy", OLD), ("books", "new", days_before(10)))
    return company


def assert_nothing_went(office: Company) -> None:
    assert_nothing_went_but(office, set())


def assert_nothing_went_but(office: Company, more: set[Key]) -> None:
    """Everything stands, and so does what the test granted besides."""
    assert office.permissions() == NEW | GONE | more
    assert office.revoked() == set()


def kill_a_run(office: Company) -> None:
    command = [sys.executable, "-c", HANG, str(office.file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        with pytest.raises(LockedError):
            office.run()
        process.send_signal(signal.SIGKILL)
    office.wait_for_the_lock()


def test_wrongly_removed_users_are_back_by_one_command_and_counted(office: Company) -> None:
    before = office.tables("permission")
    office.run()
    assert office.permissions() == NEW
    assert office.call("restore", "1", "--reason", "mistake").code == 0
    assert office.tables("permission") == before
    assert json.loads(office.call("status", "--json").out)["put_back_percent"] == 100


def test_log_that_stopped_or_lost_its_rows_revokes_nobody(office: Company) -> None:
    office.log(*(("pulse", "pulse", days_before(days, seconds=n)) for days in range(4, 25) for n in range(4)))
    lost = office.run()
    assert (lost["exit_code"], "has 1 row of 2024-08-19" in lost["message"]) == (4, True)
    office.execute("delete from {access_log} l where l.accessed_at > :at", at=days_before(3))
    stopped = office.run()
    assert (stopped["exit_code"], "newest row of" in stopped["message"]) == (4, True)
    assert_nothing_went(office)


def test_clock_of_who_never_logged_in_starts_at_the_grant(office: Company) -> None:
    office.grant(("books", "hired lately", days_before(89)), ("books", "undated", None))
    office.run()
    assert office.permissions() == NEW | {("books", "hired lately"), ("books", "undated")}
    assert office.revoked() == GONE


def test_use_of_another_kind_counts_by_a_log_of_its_own(office: Company) -> None:
    office.ddl("create table test_gate_log as select * from {access_log} where 1 = 0")
    try:
        both = office.fed_by({"table": "test_access_log"}, {"table": "test_gate_log"})
        office.execute("insert into {watermark} values ('test_gate_log', 0, :at, :at, :at)", at=OLD)
        for user in ("old1", "pulse"):
            office.execute("insert into test_gate_log values ('books', :usr, :at)", usr=user, at=days_before(1))
        assert both.run()["exit_code"] == 0
        assert office.permissions() == NEW | {("books", "old1")}
        assert office.revoked() == {("books", "old2")}
    finally:
        office.ddl("drop table test_gate_log")


def test_days_are_the_programs_own_and_a_bot_has_its_exemption(office: Company) -> None:
    office.decide("stock", 500)
    office.grant(("stock", "yearly", OLD), ("books", "bot", OLD))
    in_2099 = ("--until", "2099-01-01", "--reason", "nightly import", "--approved-by", "cfo")
    assert office.call("exempt", "add", "--user", "bot", *in_2099).code == 0
    office.run()
    assert office.permissions() == NEW | {("stock", "yearly"), ("books", "bot")}
    assert office.revoked() == GONE


def test_program_whose_users_would_log_in_for_the_notice_alone_gives_none(office: Company) -> None:
    patient = office.having(policy={"notice_days": 14})
    patient.decide("stock", notice="off")
    patient.grant(("stock", "away", OLD))
    patient.run()
    assert office.revoked() == {("stock", "away")}
    assert {row["user_id"] for row in json.loads(patient.call("notices", "--json").out)} == {"old1", "old2"}
    assert office.permissions() == NEW | GONE


def test_plan_lists_what_the_evening_takes_and_says_of_the_rest_why_it_stays(office: Company) -> None:
    office.decide("stock", revocation_mode="report")
    office.exempt("books", "bot", OLD, datetime(2999, 1, 1))
    office.grant(("stock", "away", OLD), ("books", "bot", OLD))
    made = office.plan()
    listed = {(row["program_id"], row["user_id"]): row for row in office.candidates(made["run_id"])}
    assert {key for key, row in listed.items() if row["protected_by"] is None} == GONE
    assert {key: (row["protected_by"], row["detail"]) for key, row in listed.items() if key not in GONE} == {
        ("stock", "away"): ("report_only", None),
        ("books", "bot"): ("exempted", "until 2999-01-01 00:00:00"),
    }
    assert_nothing_went_but(office, {("stock", "away"), ("books", "bot")})
    office.run()
    assert office.revoked() == GONE
    assert office.permissions() == NEW | {("stock", "away"), ("books", "bot")}


@pytest.mark.parametrize("limit", ["max_revocations", "max_revocation_percent"])
def test_limit_stops_who_would_match_too_many_and_zero_means_zero(office: Company, limit: str) -> None:
    for value, exit_code in ((0, 4), (1, 4), (50, 0)):
        assert office.permissions() == NEW | GONE
        assert office.having(guards={limit: value}).run()["exit_code"] == exit_code
    assert office.permissions() == NEW


def test_delete_takes_no_row_that_was_not_archived(
    office: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    [archive] = (copy / "jobs/revoke").glob("*_archive_permissions.sql")
    archive.write_text(archive.read_text(encoding="utf-8") + "   and c.user_id <> 'old2'\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(templates, "SQL", copy)
        report = office.run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "listed 2, archived 1 and deleted 1" in report["message"]
    assert_nothing_went(office)


def test_both_conditions_must_hold_to_the_second(company: Company) -> None:
    cutoff, later = days_before(90), days_before(90, seconds=-1)
    company.log(("pulse", "pulse", AS_OF), *(("a", user, cutoff) for user in ("00", "10")))
    company.log(*(("a", user, later) for user in ("01", "11")))
    company.grant(*(("a", user, cutoff if user[0] == "0" else later) for user in ("00", "01", "10", "11")))
    company.run()
    assert company.revoked() == {("a", "00")}
    assert company.permissions() == {("a", "01"), ("a", "10"), ("a", "11")}


@pytest.mark.parametrize("chunk_rows", [1, 3, 100])
def test_neighbouring_bad_items_cost_nobody_else_anything(company: Company, chunk_rows: int) -> None:
    company.log(*(("a", f"u{n}", days_before(1)) for n in range(9)))
    with company.refusing("user_id not in ('u3', 'u4', 'u5')"):
        report = company.having(sync={"chunk_rows": chunk_rows}).run("sync")
    assert (report["exit_code"], company.rejected()) == (3, {("a", f"u{n}") for n in (3, 4, 5)})
    assert set(company.last_accesses()) == {("a", f"u{n}") for n in (0, 1, 2, 6, 7, 8)}


def test_killed_run_is_abandoned_by_the_next_one(office: Company) -> None:
    kill_a_run(office)
    assert office.statuses() == ["running"]
    assert office.run()["run_id"] == 2
    assert office.statuses() == ["abandoned", "done"]
    assert office.permissions() == NEW


def test_lock_dies_with_its_run_and_its_row_needs_no_hand(office: Company) -> None:
    before = office.query("select k.* from {lock} k")
    kill_a_run(office)
    assert office.run()["exit_code"] == 0
    assert office.query("select k.* from {lock} k") == before


@pytest.mark.usefixtures("embedded_only")
def test_serialization_failure_is_tried_again(office: Company) -> None:
    office.ddl("create sequence test_once")
    office.ddl(
        "create function test_fail_once() returns trigger language plpgsql as $$ begin"
        " if nextval('test_once') = 1 then raise serialization_failure; end if; return new; end $$"
    )
    try:
        office.ddl(
            "create trigger test_once before insert on {last_access} for each row execute function test_fail_once()"
        )
        report = office.run()
    finally:
        office.ddl("drop function test_fail_once() cascade")
        office.ddl("drop sequence test_once")
    assert (report["exit_code"], office.rejected(), len(office.last_accesses())) == (0, set(), 2)
    assert office.permissions() == NEW


def test_duplicates_of_a_key_are_one_item_and_a_misplaced_hint_is_found(office: Company) -> None:
    office.log(*(("books", "old1", days_before(1)) for _ in range(5)))
    assert step(office.run("sync"), "stage items")["affected"] == 3
    assert office.last_accesses()["books", "old1"] == days_before(1)
    [(rule, _, problem)] = problems("select a.n from t a /*+ full(a) */", {})
    assert rule == "hint"
    assert "does not stand right behind select, insert, update, delete or merge" in problem


def test_accepted_plan_is_good_for_what_it_showed_and_no_more(office: Company) -> None:
    strict = office.having(guards={"max_revocations": 0})
    planned = strict.plan()["run_id"]
    office.grant(("books", "old3", OLD))
    office.log(("books", "old2", days_before(1)))
    assert strict.run()["exit_code"] == 4
    assert strict.accept(planned)["exit_code"] == 0
    assert office.revoked() == {("books", "old1")}
    assert office.permissions() == NEW | {("books", "old2"), ("books", "old3")}


def test_user_who_cannot_go_back_keeps_nobody_else_out_and_a_restore_lasts(office: Company) -> None:
    before = office.tables("permission")
    office.run()
    again = ("restore", "1", "--reason", "mistake")
    with office.refusing("user_id <> 'old2'", "permission"):
        assert office.call(*again).code == 3
    assert office.permissions() == NEW | GONE - {("books", "old2")}
    assert office.call(*again).code == 0
    office.run(as_of=AS_OF + timedelta(hours=1))
    assert office.tables("permission") == before


def test_missing_data_is_not_unused_access(office: Company) -> None:
    careful = office.having(guards={"silent_program_min_permissions": 2})
    office.grant(*((program, user, OLD) for program in ("silent", "stuck") for user in ("ann", "bob")))
    office.log(("stuck", "bad", days_before(1)))
    with office.refusing("user_id <> 'bad'"):
        assert {row["program_id"] for row in careful.run()["held"]} == {"silent", "stuck"}
    kept = NEW | {(program, user) for program in ("silent", "stuck") for user in ("ann", "bob")}
    assert (office.permissions(), office.revoked()) == (kept, GONE)
    office.execute("delete from {access_log} l")
    assert office.having().run()["exit_code"] == 4
    assert office.permissions() == kept
