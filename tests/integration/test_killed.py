"""A run that dies leaves nothing to clean up: the next one goes on and ends where an undisturbed run would."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from runner.database.embedded.postgres import Embedded
from runner.database.session import Database, Session
from runner.engine.ledger import Run, StepResult
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.errors import DatabaseError, Fault, LapseError
from runner.statements.catalog import Statement
from tests.company import AS_OF, Company, Table, days_before
from tests.faults.rounds import hurried
from tests.steps import step

ITEMS = 3000


@pytest.fixture
def slow(company: Company) -> Company:
    """A company whose sync takes some seconds, since it commits every item on its own."""
    fill(company)
    return company.having(sync={"chunk_rows": 1})


def fill(company: Company) -> None:
    company.log(*((f"p{n % 7}", f"u{n}", days_before(n % 180)) for n in range(ITEMS)), ("pulse", "pulse", AS_OF))
    company.grant(*((f"p{n % 7}", f"u{n}", days_before(200 + n % 3)) for n in range(0, ITEMS, 10)))


def outcome(company: Company) -> dict[str, Table]:
    return company.tables(
        *("access_log", "permission", "last_access", "rejected_item", "revocation"), without=["run_id", "revoked_at"]
    )


def undisturbed(company: Company) -> dict[str, Table]:
    company.empty()
    fill(company)
    assert company.run()["exit_code"] == 0
    return outcome(company)


@pytest.fixture(autouse=True)
def _hurried() -> Iterator[None]:
    with hurried():
        yield


def kill_sessions(company: Company) -> None:
    with company.database.dialect.engine.connect() as connection:
        connection.exec_driver_sql(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where application_name = 'lapse' and pid <> pg_backend_pid()"
        )


def start_and_wait_until_it_writes(company: Company, rows: int = 100) -> subprocess.Popen[str]:
    process = company.start("run", "--as-of", str(AS_OF))
    deadline = time.monotonic() + 60
    while len(company.last_accesses()) < rows:
        assert process.poll() is None, "the run ended before it could be disturbed"
        assert time.monotonic() < deadline, "the run wrote nothing for a minute"
        time.sleep(0.02)
    return process


def test_run_after_a_kill_ends_where_an_undisturbed_one_would(company: Company, slow: Company) -> None:
    process = start_and_wait_until_it_writes(slow)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    company.wait_for_the_lock()
    written = len(company.last_accesses())
    assert 100 <= written < ITEMS
    assert company.statuses() == ["running"]
    report = company.run()
    assert (report["exit_code"], report["run_id"]) == (0, 2)
    assert company.statuses() == ["abandoned", "done"]
    dead = company.query("select r.finished_at from {run} r where r.run_id = 1")[0]
    assert company.synced_to() == [None, AS_OF]
    assert dead["finished_at"] is not None
    merge = step(report, "merge last access")
    assert (merge["affected"], merge["unchanged"]) == (ITEMS + 1 - written, 0), "what is written is not staged again"
    assert outcome(company) == undisturbed(company)


def test_terminated_run_says_so_and_the_next_one_completes(company: Company, slow: Company) -> None:
    process = start_and_wait_until_it_writes(slow)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "interrupted by a signal" in errors
    assert "Traceback" not in errors
    run = company.query("select r.status, r.exit_code, r.message from {run} r")[0]
    assert (run["status"], run["exit_code"]) == ("failed", 1)
    assert company.synced_to() == [None]
    assert "interrupted" in run["message"]
    assert "revoke was not started and changed nothing" in run["message"]
    assert company.revoked() == set()
    assert company.run()["exit_code"] == 0
    assert company.statuses() == ["failed", "done"]
    assert outcome(company) == undisturbed(company)


@pytest.mark.usefixtures("embedded_only")
@pytest.mark.parametrize("state", ["idle", "idle in transaction"], ids=["working session", "session of the lock"])
def test_run_that_loses_a_session_starts_again_by_itself(company: Company, state: str) -> None:
    fill(company)
    killed: list[bool] = []

    def kill_once(done: int, total: int) -> None:
        if not killed:
            with company.database.dialect.engine.connect() as connection:
                found = connection.exec_driver_sql(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where application_name = 'lapse' and pid <> pg_backend_pid() and state = %(state)s",
                    {"state": state},
                )
                killed.extend(found.scalars())

    report = company.run(progress=kill_once)
    assert killed == [True]
    assert (report["exit_code"], report["run_id"]) == (0, 2)
    assert company.statuses() == ["abandoned", "done"]
    assert len(company.last_accesses()) == ITEMS + 1
    assert outcome(company) == undisturbed(company)


@pytest.mark.usefixtures("embedded_only")
def test_run_that_loses_its_session_again_and_again_gives_up(company: Company) -> None:
    company.log(*(("books", f"ann{n}", AS_OF) for n in range(5)))
    company.grant(("books", "old", days_before(200)))

    company = company.having(sync={"chunk_rows": 1})  # each attempt commits an item before it loses its session
    report = company.run(progress=lambda done, total: kill_sessions(company))
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert company.statuses() == ["abandoned", "abandoned", "failed"]
    assert company.permissions() == {("books", "old")}


class Late(Stop):
    """A stop that is asked for behind each look."""

    def check(self) -> None:
        """Not asked for yet."""


@pytest.mark.usefixtures("embedded_only")
def test_run_that_loses_its_session_to_a_signal_does_not_start_again(company: Company) -> None:
    company.log(("books", "ann", AS_OF), ("books", "bob", AS_OF))
    stop = Late()

    def interrupt(done: int, total: int) -> None:
        stop.ask()
        kill_sessions(company)

    report = company.having(sync={"chunk_rows": 1}).run(progress=interrupt, stop=stop)
    assert (report["exit_code"], report["run_id"], company.statuses()) == (1, 1, ["failed"])
    assert report["message"].startswith("interrupted by a signal; what sync committed is kept")
    assert set(company.last_accesses()) == {("books", "ann")}


def test_run_whose_end_was_written_though_the_answer_was_lost_is_done(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))
    commit = Session.commit
    lost: list[bool] = []

    def lose_the_answer(session: Session) -> None:
        commit(session)
        if not lost and company.statuses() == ["done"]:
            lost.append(True)
            raise DatabaseError("commit", "connection", "the server closed it", Fault.LOST)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", lose_the_answer)
        report = company.run()
    assert (lost, report["exit_code"], report["status"]) == ([True], 0, "done")
    assert (company.statuses(), company.permissions()) == (["done"], set())


@pytest.mark.usefixtures("embedded_only")
def test_run_that_finds_no_database_after_its_loss_does_not_say_that_nothing_was_done(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.log(("books", "ann", AS_OF), ("books", "bob", AS_OF))

    def refuse(session: Session, database: Database) -> None:
        raise DatabaseError("cannot connect, nothing was done", "connection", "the server is down", Fault.LOST)

    def kill(done: int, total: int) -> None:
        kill_sessions(company)
        patch.setattr(Session, "__init__", refuse)

    with monkeypatch.context() as patch, pytest.raises(LapseError) as raised:
        company.having(sync={"chunk_rows": 1}).run(progress=kill)
    assert "run 1 lost its session and could not be restarted" in str(raised.value)
    assert "what it committed is kept: run again" in str(raised.value)
    assert "nothing was done" not in str(raised.value)
    assert raised.value.exit_code == 1
    assert set(company.last_accesses()) == {("books", "ann")}


@pytest.mark.usefixtures("embedded_only")
def test_run_that_finds_the_lock_taken_after_its_loss_does_not_say_that_another_does_its_work(company: Company) -> None:
    company.log(("books", "ann", AS_OF), ("books", "bob", AS_OF))

    with ExitStack() as other:

        def kill(done: int, total: int) -> None:
            kill_sessions(company)
            other.enter_context(hold_lock(company.database, Stop()))

        with pytest.raises(LapseError, match="or still its own lost session, holds the lock") as raised:
            company.having(sync={"chunk_rows": 1}).run(progress=kill)
    assert raised.value.exit_code == 1
    assert set(company.last_accesses()) == {("books", "ann")}


@pytest.mark.usefixtures("embedded_only")
def test_run_that_loses_its_session_right_before_a_step_starts_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))
    tag, lost = Embedded.tag, list[str]()

    def lose_once(dialect: Embedded, connection: Any, job: str, step: Statement) -> None:
        if job == "revoke" and not lost:
            lost.append(step.header.name)
            kill_sessions(company)
        tag(dialect, connection, job, step)

    monkeypatch.setattr(Embedded, "tag", lose_once)
    assert company.run()["exit_code"] == 0
    assert (len(lost), company.statuses(), company.permissions()) == (1, ["abandoned", "done"], set())


@pytest.mark.usefixtures("embedded_only")
def test_run_whose_restart_is_refused_says_that_what_it_committed_is_kept(company: Company) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))

    def change_and_kill(done: int, total: int) -> None:
        company.ddl("alter table {permission} add note varchar(9)")
        kill_sessions(company)

    try:
        with pytest.raises(LapseError, match=r"what it committed is kept: run again\. The run in its place .* note"):
            company.run(progress=change_and_kill)
    finally:
        company.ddl("alter table {permission} drop column note")
    assert set(company.last_accesses()) == {("books", "ann")}
    assert company.permissions() == {("books", "old")}


def test_run_that_a_defect_ends_does_not_look_as_if_it_worked_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))
    record = Run.record

    def break_in_revoke(run: Run, result: StepResult) -> None:
        record(run, result)
        if result.step == "delete permissions":
            raise KeyError("a defect")

    monkeypatch.setattr(Run, "record", break_in_revoke)
    with pytest.raises(KeyError, match="a defect"):
        company.run()
    [row] = company.query("select r.status, r.exit_code, r.message from {run} r")
    assert (row["status"], row["exit_code"]) == ("failed", 1)
    assert "KeyError: 'a defect'" in row["message"]
    assert "all of revoke was rolled back" in row["message"]
    assert company.permissions() == {("books", "old")}


@pytest.mark.usefixtures("embedded_only")
def test_a_lost_session_is_no_missing_table(company: Company) -> None:
    with company.session() as session:
        assert session.columns("test_no_such_table") is None
        kill_sessions(company)
        with pytest.raises(DatabaseError):
            session.columns(company.names["permission"])
