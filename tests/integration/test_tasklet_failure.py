"""A failure anywhere in revoke leaves every row as it was; what sync and judge wrote before it stands."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from runner.database.session import Database, Session
from runner.engine.ledger import Run
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.errors import DatabaseError, Fault, LapseError
from runner.statements import templates
from tests.company import AS_OF, Company, Key, days_before
from tests.rival import rival

BROKEN_STEP = """\
-- name:        broken step
-- purpose:     fail as a statement fails
-- transaction: tasklet
-- binds:       run_id
-- index:       none
-- undo:        none
insert into {{ lapse_run_count }}
       (run_id, job, count_name, count_value)
values (:run_id, 'revoke', 'broken', 1 / 0)
"""


@pytest.fixture
def office(company: Company) -> Company:
    """A company with permissions that would lapse and others that would not, and a notice that would be forgotten."""
    fill(company)
    return company


def fill(company: Company) -> None:
    company.log(("books", "active", AS_OF), ("books", "old", days_before(150)))
    company.grant(*(("books", user, days_before(200)) for user in ("active", "old", "never used")))
    company.grant(("stock", "undated", None))
    company.note(("books", "active"), days_before(20))


def steps_in_ledger(company: Company, run_id: int) -> list[tuple[Any, ...]]:
    rows = company.query(
        "select s.step, s.transaction_kind, s.status from {run_step} s"
        " where s.run_id = :run_id and s.job = 'revoke' order by s.step_no",
        run_id=run_id,
    )
    return [tuple(row.values()) for row in rows]


def assert_nothing_went(office: Company) -> None:
    assert len(office.permissions()) == 4
    assert office.revoked() == set()
    assert [row[:2] for row in office.tables("notice")["notice"]] == [("books", "active")]
    assert office.query("select c.count_name from {run_count} c where c.job = 'revoke'") == []
    assert office.protected() == {("books", "old"): None, ("books", "never used"): None}


def run_in_ledger(company: Company, run_id: int) -> dict[str, Any]:
    return company.query("select r.status, r.exit_code, r.message from {run} r where r.run_id = :n", n=run_id)[0]


def assert_revokes_after_all(company: Company) -> None:
    assert company.run()["exit_code"] == 0
    assert company.permissions() == {("books", "active"), ("stock", "undated")}
    assert company.revoked() == {("books", "old"), ("books", "never used")}


def test_failure_behind_any_step_leaves_every_row_as_it_was(
    office: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    steps = office.database.catalog.job("revoke")
    for number, after in enumerate(steps, 1):
        broken = copy / after.path.replace(".sql", "_broken.sql")
        broken.write_text(BROKEN_STEP, encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(templates, "SQL", copy)
            report = office.run()
        broken.unlink()
        assert (report["exit_code"], report["status"]) == (1, "failed")
        assert_nothing_went(office)
        assert steps_in_ledger(office, report["run_id"]) == [
            *(
                (step.header.name, kind, "rolled back" if kind == "tasklet" else "done")
                for step in steps[:number]
                for kind in [str(step.header.transaction)]
            ),
            ("broken step", "tasklet", "failed"),
        ]
        kept = office.query("select s.step from {run_step} s order by s.step_no")
        assert [row["step"] for row in kept] == [each["step"] for each in report["steps"]]
        ledger = run_in_ledger(office, report["run_id"])
        assert (ledger["status"], ledger["exit_code"]) == ("failed", 1)
        assert "broken step" in ledger["message"]
        assert "sync is complete; judge is complete; all of revoke was rolled back" in ledger["message"]
        assert_revokes_after_all(office)
        office.empty()
        fill(office)


@pytest.mark.parametrize(
    ("table", "condition", "failed"),
    [
        ("revocation", "user_id <> 'old'", "archive permissions"),
        ("run_count", "count_name <> 'permissions_revoked'", "count permissions"),
    ],
)
def test_row_refused_by_the_database_leaves_every_row_as_it_was(
    office: Company, table: str, condition: str, failed: str
) -> None:
    with office.refusing(condition, table):
        report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert_nothing_went(office)
    assert steps_in_ledger(office, report["run_id"])[-1] == (failed, "tasklet", "failed")
    assert_revokes_after_all(office)


def test_row_refused_at_the_commit_leaves_every_row_as_it_was(office: Company) -> None:
    with office.refusing_at_commit("user_id <> 'old'", "revocation"):
        report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert_nothing_went(office)
    kinds = {(kind, status) for _, kind, status in steps_in_ledger(office, report["run_id"])}
    assert kinds == {("guard", "done"), ("tasklet", "rolled back")}
    assert_revokes_after_all(office)


def test_sync_and_judgement_of_the_same_run_stand_when_its_revoke_fails(office: Company) -> None:
    office.log(("stock", "undated", AS_OF))
    with office.refusing("user_id <> 'old'", "revocation"):
        report = office.run()
    assert report["exit_code"] == 1
    assert "sync is complete; judge is complete; all of revoke was rolled back" in report["message"]
    assert office.last_accesses()["stock", "undated"] == AS_OF
    assert office.synced_to() == [AS_OF]
    assert report["counts"]["lapsing"] == 2
    assert_nothing_went(office)


@contextmanager
def at(message: str, act: Callable[[], object]) -> Iterator[None]:
    """While the block runs, do something each time that the log says this."""

    class Acts(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith(message):
                act()

    logger, handler = logging.getLogger("lapse"), Acts()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)


@pytest.mark.usefixtures("embedded_only")
def test_run_that_loses_its_lock_within_revoke_commits_nothing_and_begins_again(office: Company) -> None:
    left: list[set[Key]] = []
    lost: list[bool] = []

    def lose() -> None:
        if not lost:
            office.end_session_of_lock()
            lost.append(True)

    with at("revoke: delete permissions", lose), at("run 2 begins", lambda: left.append(office.permissions())):
        report = office.run()
    assert (lost, [len(each) for each in left]) == ([True], [4])
    assert (report["exit_code"], report["run_id"]) == (0, 2)
    assert office.statuses() == ["abandoned", "done"]
    assert office.query("select distinct v.run_id from {revocation} v") == [{"run_id": 2}]
    assert office.permissions() == {("books", "active"), ("stock", "undated")}


@pytest.mark.usefixtures("embedded_only")
def test_run_whose_lock_another_took_within_revoke_leaves_every_row_as_it_was(office: Company) -> None:
    with ExitStack() as other:

        def take_over() -> None:
            office.end_session_of_lock()
            other.enter_context(hold_lock(office.database, Stop()))

        with at("revoke: delete permissions", take_over), pytest.raises(LapseError, match="could not be restarted"):
            office.run()
        assert_nothing_went(office)
    assert_revokes_after_all(office)


@pytest.mark.usefixtures("embedded_only")
def test_run_that_loses_its_session_within_revoke_each_time_reports_what_it_counted(office: Company) -> None:
    ended = "select pg_terminate_backend(a.pid, 10000) from pg_stat_activity a where a.application_name = 'lapse'"

    def end_sessions() -> None:
        with office.database.dialect.engine.connect() as connection:
            connection.exec_driver_sql(f"{ended} and a.pid <> pg_backend_pid()")

    with at("revoke: lock candidates", end_sessions):
        report = office.run()
    assert (report["exit_code"], report["counts"]["lapsing"]) == (1, 2)
    assert office.statuses() == ["abandoned", "abandoned", "failed"]
    assert_nothing_went(office)


@pytest.mark.parametrize(
    ("job", "is_reached", "outcome"),
    [
        ("revoke", True, "the last commit of revoke succeeded nevertheless"),
        ("revoke", False, "it is unknown whether the last commit of revoke succeeded"),
        ("sync", True, "what sync committed is kept, possibly its last items too"),
    ],
)
def test_commit_without_an_answer_is_looked_up_in_the_ledger(
    office: Company, monkeypatch: pytest.MonkeyPatch, job: str, is_reached: bool, outcome: str
) -> None:
    commit = Session.commit
    step, answered = {"revoke": ("count permissions", 0), "sync": ("stage items", 1)}[job]
    left: list[int] = []  # commits that are answered before the one that is not

    def refuse(session: Session, database: Database) -> None:
        raise DatabaseError("cannot connect", "connection", "the server is down", Fault.LOST)

    def commit_without_an_answer(session: Session) -> None:
        commit(session)
        if left != [0]:
            left[:] = [number - 1 for number in left]
            return
        left.clear()
        if not is_reached:
            patch.setattr(Session, "__init__", refuse)
        lost = DatabaseError("commit", "connection", "no answer", Fault.FATAL)
        lost.at_commit = True
        raise lost

    with monkeypatch.context() as patch, rival((job, step), lambda: left.append(answered)):
        patch.setattr(Session, "commit", commit_without_an_answer)
        report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert outcome in report["message"]


@pytest.mark.usefixtures("embedded_only")
def test_commit_that_is_refused_whatever_its_rows_is_told_as_rolled_back(office: Company) -> None:
    office.ddl(
        "create function test_refuse() returns trigger language plpgsql as $$"
        " begin raise serialization_failure; end $$;"
        " create constraint trigger test_refuse after insert on {revocation} deferrable initially deferred"
        " for each row execute function test_refuse()"
    )
    try:
        report = office.run()
    finally:
        office.ddl("drop function test_refuse() cascade")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "judge is complete; the last commit of revoke was rolled back" in report["message"]
    assert_nothing_went(office)


def test_run_that_cannot_write_its_row_is_an_error_and_no_run(office: Company) -> None:
    with office.refusing("status <> 'running'", "run"), pytest.raises(DatabaseError):
        office.run()
    assert (office.statuses(), office.last_accesses()) == ([], {})


def abandon(office: Company) -> None:
    office.execute("update {run} r set r.status = 'abandoned' where r.status = 'running'")


def test_run_taken_over_as_it_begins_writes_nothing(office: Company) -> None:
    untouched = ("permission", "last_access", "watermark", "log_day", "candidate", "revocation", "notice", "run_count")
    before = office.tables(*untouched)
    with at("run 1 begins", lambda: abandon(office)):
        report = office.run()
    assert report["exit_code"] == 1
    assert "taken over by another run" in report["message"]
    assert (office.tables(*untouched), office.statuses()) == (before, ["abandoned"])


@pytest.mark.usefixtures("embedded_only")
def test_run_taken_over_behind_its_last_commit_says_so(office: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = Run.finish

    def taken_over(run: Run) -> None:
        abandon(office)
        finish(run)

    monkeypatch.setattr(Run, "finish", taken_over)
    report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "taken over by another run" in report["message"]
    assert office.statuses() == ["abandoned"]
    assert office.revoked() == {("books", "old"), ("books", "never used")}


def test_run_whose_end_cannot_be_written_fails_though_its_work_stands(office: Company) -> None:
    with office.refusing("status <> 'done'", "run"):
        report = office.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "the end of run 1 (done) could not be recorded in the ledger" in report["message"]
    assert office.statuses() == ["running"]
    assert office.revoked() == {("books", "old"), ("books", "never used")}
    assert office.run()["counts"]["permissions_revoked"] == 0
    assert office.statuses() == ["abandoned", "done"]
