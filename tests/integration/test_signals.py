"""A signal stops the evening wherever it arrives, and nothing is taken unless all of it is.

The evening runs in a process of its own, whose log waits for its reader behind each line: a signal sent before the
reader goes on arrives behind that line, on whatever machine. It is sent once at each moment of another kind: as the
run begins, and as a stretch of steps of one transaction kind ends.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from runner.engine.ledger import EVENING
from runner.engine.signals import Stop
from runner.statements.header import Transaction
from tests.company import AS_OF, Company, Table, days_before

LINE_BY_LINE = """
import logging, sys
from runner.commands import log
from runner.commands.main import main

class Waits(logging.StreamHandler):
    def emit(self, record):
        super().emit(record)
        sys.stdin.readline()

def set_up():
    plain()
    logger = logging.getLogger("lapse")
    form, logger.handlers[:] = logger.handlers[0].formatter, [Waits(sys.stderr)]
    logger.handlers[0].setFormatter(form)

plain, log.set_up = log.set_up, set_up
main()
"""
STANDING = {("books", "busy"), ("books", "new")}
SLEEPING = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
LAPSING = {("books", "old"), ("books", "idle"), ("stock", "never")}


def fill(company: Company) -> None:
    """Make the company anew: three permissions lapse, two stay, and two programs were used."""
    company.empty()
    company.log(("books", "busy", days_before(1)), ("books", "old", days_before(120)), ("pulse", "pulse", AS_OF))
    company.grant(*((*key, days_before(200)) for key in sorted(LAPSING | {("books", "busy")})))
    company.grant(("books", "new", days_before(1)))


def outcome(company: Company) -> dict[str, Table]:
    tables = company.tables("last_access", "permission", "revocation", without=["run_id", "revoked_at"])
    return tables | company.tables("log_day", without=["run_id"])


class Evening:
    """`lapse run` in a process that goes on only when its log is read on."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []

    def read(self) -> str | None:
        """Return the message of the next line, behind which the process waits; None at the end."""
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        if not line:
            return None
        self.lines.append(json.loads(line)["message"])
        return self.lines[-1]

    def go_on(self) -> None:
        """Let the process go on."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def finish(self) -> int:
        """Let the process come to its end, and return its exit code."""
        self.go_on()
        while self.read() is not None:
            self.go_on()
        return self.process.wait(timeout=60)


@contextmanager
def evening(company: Company) -> Iterator[Evening]:
    command = [sys.executable, "-c", LINE_BY_LINE, "--env", str(company.file), "run", "--as-of", str(AS_OF), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe, text=True) as process:
        try:
            yield Evening(process)
        finally:
            process.kill()


def interrupted(company: Company, number: int, sent: signal.Signals) -> tuple[int, list[str]]:
    """Run an evening, send a signal behind this line of its log, and return its exit code and all lines."""
    fill(company)
    with evening(company) as run:
        while run.read() is not None and len(run.lines) <= number:
            run.go_on()
        run.process.send_signal(sent)
        if sent == signal.SIGKILL:
            return run.process.wait(timeout=60), run.lines
        return run.finish(), run.lines


@pytest.fixture(scope="module")
def lines(migrated: Company) -> list[str]:
    """What an undisturbed evening logs, line by line."""
    fill(migrated)
    with evening(migrated) as run:
        run.read()
        assert run.finish() == 0
    assert migrated.revoked() == LAPSING
    assert (run.lines[0][:12], run.lines[-1]) == ("run 1 begins", "run 1: done")
    assert len(run.lines) == 2 + sum(len(migrated.database.catalog.job(job)) for job in EVENING)
    return run.lines


@pytest.fixture
def expected(company: Company) -> dict[str, Table]:
    """What an undisturbed evening leaves."""
    fill(company)
    company.run()
    assert company.revoked() == LAPSING
    return outcome(company)


def moments(company: Company, *kinds: Transaction) -> list[int]:
    """Return the numbers of the lines behind which a signal arrives: the first, and where a stretch of steps ends.

    Args:
        company: whose evening.
        kinds: of the stretches.
    """
    steps = [(job, step.header.transaction) for job in EVENING for step in company.database.catalog.job(job)]
    ends = enumerate(pairwise([*steps, ("", None)]), 1)
    return [0, *(number for number, (step, after) in ends if step != after and step[1] in kinds)]


def assert_next_evening_completes(company: Company, expected: dict[str, Table]) -> None:
    assert company.run()["exit_code"] == 0
    assert company.statuses()[-1] == "done"
    assert outcome(company) == expected


def test_signal_at_any_moment_takes_nothing_and_the_next_evening_completes(
    company: Company, lines: list[str], expected: dict[str, Table]
) -> None:
    for number in moments(company, *Transaction):
        line = lines[number]
        code, told = interrupted(company, number, signal.SIGTERM)
        assert (code, told[: number + 1]) == (1, lines[: number + 1]), line
        assert "interrupted by a signal" in told[-1], line
        job = line.partition(":")[0]
        if lines[number + 1].startswith(job):
            assert f"{job} is complete" not in told[-1], line
        assert company.permissions() == STANDING | LAPSING, line
        assert company.revoked() == set(), line
        assert company.statuses() == ["failed"], line
        assert_next_evening_completes(company, expected)


_SLEEP = """
create function test_sleep() returns trigger language plpgsql as $$ begin perform pg_sleep(9); return new; end $$;
create trigger test_sleep before insert on {revocation} for each row execute function test_sleep()
"""


@pytest.mark.usefixtures("embedded_only")
def test_signal_cancels_the_statement_at_hand(company: Company) -> None:
    fill(company)
    stop = Stop()

    def ask_once_it_works() -> None:
        with company.database.dialect.engine.connect() as connection:
            while not connection.exec_driver_sql(SLEEPING).scalar_one():
                connection.rollback()
        stop.ask()

    company.ddl("", embedded=_SLEEP)
    try:
        asks = threading.Thread(target=ask_once_it_works, daemon=True)
        asks.start()
        report = company.run(stop=stop)
        asks.join(timeout=30)
    finally:
        company.ddl("", embedded="drop function test_sleep() cascade")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert report["message"].startswith("interrupted by a signal; sync is complete; judge is complete; all of revoke")
    assert (report["steps"][-1]["step"], report["steps"][-1]["status"]) == ("archive permissions", "failed")
    assert (company.permissions(), company.revoked()) == (STANDING | LAPSING, set())


def test_signal_behind_the_last_line_finds_the_evening_done(company: Company, lines: list[str]) -> None:
    code, told = interrupted(company, len(lines) - 1, signal.SIGTERM)
    assert (code, told) == (0, lines)
    assert company.permissions() == STANDING
    assert company.statuses() == ["done"]


def test_ctrl_c_and_a_lost_terminal_stop_the_evening_before_its_commit(company: Company, lines: list[str]) -> None:
    for sent in (signal.SIGINT, signal.SIGHUP):
        code, told = interrupted(company, lines.index("revoke: delete permissions"), sent)
        assert code == 1, sent
        assert "interrupted by a signal" in told[-1], sent
        assert "all of revoke was rolled back" in told[-1], sent
        steps = company.query("select s.step from {run_step} s order by s.step_no")
        assert steps[-1] == {"step": "delete permissions"}, sent
        assert company.permissions() == STANDING | LAPSING, sent
        assert company.revoked() == set(), sent


def test_a_signal_that_the_caller_has_it_ignore_stops_no_evening(company: Company, lines: list[str]) -> None:
    heeded = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        code, told = interrupted(company, lines.index("revoke: delete permissions"), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, heeded)
    assert (code, told) == (0, lines)
    assert company.permissions() == STANDING


def test_kill_among_chunks_and_before_the_commit_takes_nothing_and_the_next_evening_completes(
    company: Company, lines: list[str], expected: dict[str, Table]
) -> None:
    for number in moments(company, Transaction.CHUNK, Transaction.TASKLET):
        line = lines[number]
        code, _ = interrupted(company, number, signal.SIGKILL)
        assert code == -signal.SIGKILL
        company.wait_for_the_lock()
        assert company.permissions() == STANDING | LAPSING, line
        assert company.revoked() == set(), line
        assert company.statuses() == ["running"], line
        assert_next_evening_completes(company, expected)
        assert company.statuses()[0] == "abandoned", line
