"""One run at a time: who comes second changes nothing, and who was taken over stops."""

import signal
import subprocess
import sys

import pytest

from runner.errors import LapseError, LockedError
from runner.ledger import hold_lock
from tests.company import AS_OF, Company, days_before

HOLD_AND_WAIT = """
import sys, time
from runner import environment
from runner.database import Database
from runner.ledger import hold_lock
with hold_lock(Database(environment.read(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def office(company: Company) -> Company:
    """A company where a run would write a last access and revoke a permission."""
    company.log(("books", "active", AS_OF))
    company.grant(("books", "active", days_before(200)), ("books", "old", days_before(200)))
    return company


@pytest.mark.parametrize("command", ["run", "sync", "revoke"])
def test_second_run_exits_75_and_changes_nothing(office: Company, command: str) -> None:
    before = office.tables()
    with hold_lock(office.database):
        result = office.lapse(command, "--as-of", str(AS_OF))
        assert result.code == 75
        assert "another run holds the lock" in result.err
        assert office.tables() == before
    assert office.lapse("run", "--as-of", str(AS_OF)).code == 0
    assert office.permissions() == {("books", "active")}


def test_reading_commands_do_not_ask_for_the_lock(office: Company) -> None:
    with hold_lock(office.database):
        assert office.lapse("plan", "--as-of", str(AS_OF)).code == 0
        assert office.lapse("runs").code == 0


def test_run_lets_go_of_the_lock_however_it_ends(office: Company) -> None:
    assert office.having(guards={"max_revocations": 0}).run()["status"] == "stopped"
    with hold_lock(office.database):
        pass
    with office.refusing("count_name <> 'permissions_left'", "run_count"):
        assert office.run()["status"] == "failed"
    with hold_lock(office.database):
        pass
    with pytest.raises(LapseError, match="lies after"):
        office.run(as_of=AS_OF.replace(year=9999))
    with hold_lock(office.database):
        pass
    assert office.run()["status"] == "done"
    with hold_lock(office.database), pytest.raises(LockedError):
        office.run()


def test_lock_dies_with_its_killed_session(office: Company) -> None:
    command = [sys.executable, "-c", HOLD_AND_WAIT, str(office.file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError):
            office.run()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    office.wait_for_the_lock()
    report = office.run()
    assert (report["exit_code"], report["run_id"]) == (0, 1)
    assert office.permissions() == {("books", "active")}


def test_missing_row_of_the_lock_is_no_lock(office: Company) -> None:
    before = office.tables()
    office.execute("delete from {lock} k")
    try:
        with pytest.raises(LapseError, match="the row 'run' of the lock's table is missing"):
            office.run()
        assert office.tables() == before
    finally:
        office.execute("insert into {lock} (lock_name) values ('run')")


def abandon(office: Company) -> None:
    office.execute("update {run} r set r.status = 'abandoned' where r.status = 'running'")


def test_run_taken_over_in_its_sync_stops_and_writes_nothing_more(company: Company) -> None:
    company.log(*((f"p{n}", "ann", AS_OF) for n in range(6)))
    company.grant(("books", "old", days_before(200)))

    def take_over(done: int, total: int) -> None:
        if done == 2:
            abandon(company)

    report = company.having(sync={"chunk_rows": 1}).run(progress=take_over)
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "taken over by another run" in report["message"]
    assert set(company.last_accesses()) == {("p0", "ann"), ("p1", "ann")}
    assert company.permissions() == {("books", "old")}
    assert company.statuses() == ["abandoned"]
    assert company.synced_to() == []


def test_run_taken_over_before_its_revoke_revokes_nothing(company: Company) -> None:
    company.log(("books", "active", AS_OF), ("stock", "active", AS_OF))
    company.grant(("books", "old", days_before(200)))

    def take_over(done: int, total: int) -> None:
        if done == total:
            abandon(company)

    report = company.run(progress=take_over)
    assert report["exit_code"] == 1
    assert "what sync has committed stands" in report["message"]
    assert "revoke was not started and changed nothing" in report["message"]
    assert company.permissions() == {("books", "old")}
    assert company.revoked() == set()
    assert company.statuses() == ["abandoned"]
