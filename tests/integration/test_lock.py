"""One run at a time: who comes second changes nothing, and who was taken over stops."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import pytest

from runner.database.session import Session
from runner.engine.ledger import EVENING, PLAN, Request, Run
from runner.engine.lock import hold_lock
from runner.engine.progress import Progress
from runner.engine.signals import Stop
from runner.errors import InterruptedRunError, LapseError, LockedError
from tests.company import AS_OF, Company, days_before

HOLD_AND_WAIT = """
import sys, time
from runner.environment import file as environment
from runner.database.session import Database
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
with hold_lock(Database(environment.read(sys.argv[1])), Stop()):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def office(company: Company) -> Company:
    """A company where a run would write a last access and revoke a permission."""
    company.log(("books", "active", AS_OF))
    company.grant(("books", "active", days_before(200)), ("books", "old", days_before(200)))
    return company


def test_second_run_exits_75_and_changes_nothing(office: Company) -> None:
    with hold_lock(office.database, Stop()) as lock:
        start_run(office, lock, EVENING)
        before = office.tables()
        for command in ("run", "sync", "plan", "job revoke"):
            result = office.call(*command.split(), "--as-of", str(AS_OF))
            assert result.code == 75, command
            assert "another run, or a load, holds the lock; nothing was done" in result.err, command
            assert office.tables() == before, command
    assert office.call("run", "--as-of", str(AS_OF)).code == 0
    assert office.permissions() == {("books", "active")}


def start_run(office: Company, lock: Session, jobs: Sequence[str]) -> None:
    """Write the row of a run that works: the lock is held by the session given."""
    with office.session() as session:
        Run(Request(tuple(jobs)), session, lock, Stop(), Progress(), AS_OF).start()


@pytest.mark.usefixtures("embedded_only")
def test_status_and_a_refused_run_name_who_holds_the_lock(office: Company) -> None:
    def holders() -> list[str]:
        found: list[str] = json.loads(office.call("status", "--json").out)["lock_holders"]
        return found

    with hold_lock(office.database, Stop()) as lock:
        start_run(office, lock, EVENING)
        [holder] = holders()
        assert holder.startswith("process ")
        assert f"the run lock is held by {holder}" in office.call("status").out
        assert f"; it is held by {holder}" in office.call("run", "--as-of", str(AS_OF)).err
    assert holders() == []


class Pauses(Stop):
    """Notes that the run pauses, and does something in the place of the pause."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act = act
        self.pauses = 0

    def sleep(self, _seconds: float) -> None:
        self.pauses += 1
        self.act()


def test_a_run_that_has_not_written_its_row_yet_is_not_taken_for_a_load(office: Company) -> None:
    with hold_lock(office.database, Stop()) as lock:
        stop = Pauses(lambda: start_run(office, lock, EVENING))
        with pytest.raises(LockedError):
            office.run(stop=stop)
    assert stop.pauses == 1


def test_run_waits_for_a_plan_and_then_does_its_work(office: Company) -> None:
    with ExitStack() as planning:
        start_run(office, planning.enter_context(hold_lock(office.database, Stop())), PLAN)
        stop = Pauses(planning.close)
        report = office.run(stop=stop)
    assert stop.pauses == 1
    assert (report["exit_code"], report["run_id"]) == (0, 2)
    assert office.permissions() == {("books", "active")}


def test_run_that_waits_for_a_plan_ends_by_a_signal_and_has_done_nothing(office: Company) -> None:
    with hold_lock(office.database, Stop()) as lock:
        start_run(office, lock, PLAN)
        before = office.tables()
        stop = Pauses(lambda: None)
        stop.act = stop.ask
        with pytest.raises(InterruptedRunError, match="before the run began; nothing was done"):
            office.run(stop=stop)
        assert office.tables() == before


def test_only_the_evening_waits_and_for_a_plan_alone(office: Company) -> None:
    stop = Pauses(lambda: None)
    for holder, jobs in [
        *((holder, EVENING) for holder in (EVENING, ("sync",), ("restore",), (*PLAN, "restore"))),
        *((PLAN, jobs) for jobs in (("sync",), PLAN, ("purge",))),
    ]:
        with hold_lock(office.database, Stop()) as lock:
            start_run(office, lock, holder)
            with pytest.raises(LockedError):
                office.run(*jobs, stop=stop)
            abandon(office)
        assert stop.pauses == 0, f"{jobs} waited for {holder}"


def test_patience_with_a_plan_comes_to_an_end(office: Company) -> None:
    with hold_lock(office.database, Stop()) as lock:
        start_run(office, lock, PLAN)
        stop = Pauses(lambda: None)
        with pytest.raises(LockedError), hold_lock(office.database, stop, patience_s=0.1):
            pass
    assert stop.pauses > 0


def test_reading_commands_do_not_ask_for_the_lock(office: Company) -> None:
    with hold_lock(office.database, Stop()):
        assert office.call("runs").code == 0
        assert office.call("why", "old", "books").code == 0


def test_run_lets_go_of_the_lock_however_it_ends(office: Company) -> None:
    assert office.having(guards={"max_revocations": 0}).run()["status"] == "stopped"
    with hold_lock(office.database, Stop()):
        pass
    with office.refusing("count_name <> 'permissions_revoked'", "run_count"):
        assert office.run()["status"] == "failed"
    with hold_lock(office.database, Stop()):
        pass
    with pytest.raises(LapseError, match="later than the database's clock"):
        office.run(as_of=AS_OF.replace(year=9999))
    with hold_lock(office.database, Stop()):
        pass
    assert office.run()["status"] == "done"
    with hold_lock(office.database, Stop()) as lock:
        start_run(office, lock, EVENING)
        with pytest.raises(LockedError):
            office.run()


def test_lock_dies_with_its_killed_session(office: Company) -> None:
    command = [sys.executable, "-c", HOLD_AND_WAIT, str(office.file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError):
            office.run("sync")
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
        with pytest.raises(LapseError, match="the lock table has no row 'run'"):
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
    assert company.synced_to() == [None]


def test_run_taken_over_before_its_revoke_revokes_nothing(company: Company) -> None:
    company.log(("books", "active", AS_OF), ("stock", "active", AS_OF))
    company.grant(("books", "old", days_before(200)))

    def take_over(done: int, total: int) -> None:
        if done == total:
            abandon(company)

    report = company.run(progress=take_over)
    assert report["exit_code"] == 1
    assert "what sync committed is kept" in report["message"]
    assert "judge was not started and changed nothing" in report["message"]
    assert "revoke was not started and changed nothing" in report["message"]
    assert company.permissions() == {("books", "old")}
    assert company.revoked() == set()
    assert company.statuses() == ["abandoned"]
