"""One round: made-up data, one fault, and runs that must end where an undisturbed one would."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest import mock

from runner.database.session import Database
from runner.engine.ledger import Request
from runner.engine.progress import Progress
from runner.engine.run import execute
from runner.engine.signals import Stop
from runner.errors import DatabaseError, LapseError
from runner.statements.templates import OWN_TABLES
from tests.company import AS_OF, OPEN_LIMITS, Company
from tests.conftest import made_tables, server_folder
from tests.faults import data, state
from tests.faults.model import Model
from tests.faults.rows import fill
from tests.faults.server import Server, reaping, until

_TRIES = 6
_EMPTIED = ("access_log", "permission", *(word for word in OWN_TABLES if word not in ("lock", "version")))
# As a company has it that keeps one row per role.
_MANY_ROWS_A_KEY = "alter table {permission} drop constraint test_permission_pk"
_SILENCE = {"silent_program_min_users": 3, "silent_program_min_permissions": 10}
# What is committed outlives the server's death here; nobody waits long for a deadlock to be found.
_SERVER_SETTINGS = ("synchronous_commit = on", "deadlock_timeout = '100ms'")


class Kind(NamedTuple):
    """A kind of fault.

    Attributes:
        name: for the table of counts.
        inject: run lapse and disturb it; whether the fault took effect.
        history_days: how many days before an undisturbed evening comes first; 0: sometimes one of the day before.
        is_timed: whether it must know how long the command works.
    """

    name: str
    inject: "Callable[[Round], bool]"
    history_days: int = 0
    is_timed: bool = False


@dataclass
class Round:
    """One round, and the hands of its fault on it.

    Attributes:
        company: its environment.
        server: its server.
        random: all chance comes from here.
        usual_s: how long the command holds the lock, where its kind must know.
        model: the tables as they must be.
        history: what else is known of them.
        violations: what did not hold.
        words: what a run said that ended without a report.
        detail: what the fault was, in words.
        hit: whether it took effect.
    """

    company: Company
    server: Server
    random: Random
    usual_s: float
    model: Model = field(init=False)
    history: state.History = field(init=False)
    violations: list[str] = field(default_factory=list)
    words: str = ""
    detail: str = ""
    hit: bool = False

    def __post_init__(self) -> None:
        made = data.make(self.random)
        self.model = Model(self.company.database.environment, made)
        self.history = state.History({key: list(rows) for key, rows in made.permissions.items()})

    def expect(self, holds: object, otherwise: str) -> None:
        """Keep a violation, if something does not hold."""
        if not holds:
            self.violations.append(otherwise)

    def run(self, as_of: datetime | None = AS_OF, *, alone: bool = True) -> int:
        """Run lapse in this process; return the exit code, held against the ledger where no other run comes."""
        try:
            request = Request(as_of=as_of)
            report = execute(Database(self.company.database.environment), request, Progress(), Stop())
        except LapseError as error:
            self.detail += f" [{error}]"
            self.words = str(error)
            return int(error.exit_code)
        except Exception as error:
            self.violations.append(f"an error that nobody foresaw: {error!r}")
            return 1
        self.detail += f" [{report['status']}{': ' + report['message'] if report['message'] else ''}]"
        if alone:
            self.judge(report["exit_code"])
        return int(report["exit_code"])

    def judge(self, code: int, *, output_is_lost: bool = False) -> None:
        """Hold an exit code against what the ledger says of the newest run."""
        newest = (state.read(self.company).runs or [{"exit_code": None}])[-1]
        fitting = {1} if newest["exit_code"] is None or output_is_lost else {newest["exit_code"]}
        self.expect(code in fitting, f"exit code {code}, but the ledger says {newest}")

    @contextmanager
    def process(self, *arguments: str, **how: Any) -> Iterator["subprocess.Popen[str]"]:
        """Start the command on this evening; it does not outlive the block."""
        with self.company.start("run", "--as-of", str(AS_OF), *arguments, **how) as process:
            try:
                yield process
            finally:
                process.kill()


@contextmanager
def hurried() -> Iterator[None]:
    """Shorten the back-off of a run in this process while the block runs."""
    sleep = Stop.sleep
    with mock.patch.object(Stop, "sleep", lambda stop, seconds: sleep(stop, seconds / 20)):
        yield


# Plays a round, given its seed and its kind; returns it, and how often before the fault took no effect.
Play = Callable[[str, Kind], tuple[Round, int]]


@contextmanager
def grounds(folder: Path) -> Iterator[Play]:
    """Make the server and the tables for rounds.

    Args:
        folder: for the environment's files.

    Yields:
        What plays a round.
    """
    columns = {"permission": {"extra": data.EXTRA}}
    sections: dict[str, Any] = {"sync": {"chunk_rows": 7}, "columns": columns, "guards": OPEN_LIMITS | _SILENCE}
    with reaping(), contextmanager(made_tables)({"url": server_folder()}, folder, **sections) as company:
        with company.database.dialect.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for setting in _SERVER_SETTINGS:
                connection.exec_driver_sql(f"alter system set {setting}")
            connection.exec_driver_sql("select pg_reload_conf()")
        company.ddl(_MANY_ROWS_A_KEY)
        server = Server(company)
        usual = cache(lambda: _usual(company, server))
        yield lambda seed, kind: _play(company, server, usual() if kind.is_timed else 0, seed, kind)
        server.take_gate_away()


def _usual(company: Company, server: Server) -> float:
    _empty(company)
    measured = Round(company, server, Random(0), 0)
    fill(company, measured.model.data)
    with measured.process() as process:
        until(server.run_is_on, "the run")
        began = time.monotonic()
        process.communicate()
        return time.monotonic() - began


def _play(company: Company, server: Server, usual: float, seed: str, kind: Kind) -> tuple[Round, int]:
    for misses in range(_TRIES):
        _empty(company)
        played = Round(company, server, Random(f"{seed}/{misses}"), usual / (1 + misses))  # who came late comes sooner
        _try(played, kind)
        if played.hit or played.violations:
            return played, misses
    return played, _TRIES


def _try(played: Round, kind: Kind) -> None:
    company, model = played.company, played.model
    fill(company, model.data)
    if days := kind.history_days or int(played.random.random() < 0.2):
        earlier = AS_OF - timedelta(days=days)
        played.expect(played.run(earlier) == 0, "the evening before was disturbed")
        model.run(earlier)
    before = state.read(company)
    played.hit = kind.inject(played)
    company.wait_for_the_lock()
    _hold(played, before)
    if len(state.read(company).runs) > len(before.runs):
        played.expect("nothing was done" not in played.words, f"said of a run that had begun: {played.words}")
    for _ in range(2):  # the first goes on from what is there, the second has nothing left to do
        played.expect(played.run() == 0, "an undisturbed run did not end well")
    model.run(AS_OF)
    _hold(played, before)
    after = state.read(company)
    played.violations += state.differences(after, model)
    played.expect(Counter(found["status"] for found in after.runs)["running"] == 0, f"left running: {after.runs}")


def _hold(played: Round, before: state.State) -> None:
    try:
        after = state.read(played.company)
    except DatabaseError as error:
        played.violations.append(f"the tables cannot be read: {error}")
    else:
        played.violations += state.violations(before, after, played.history, played.model)


def _empty(company: Company) -> None:
    company.ddl("", embedded=f"truncate {', '.join(f'{{{word}}}' for word in _EMPTIED)}")
