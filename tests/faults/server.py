"""The harness's own embedded server: killed and started again, watched and held up from outside."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import psutil
import psycopg

from runner.database.embedded.server import get_server  # type: ignore[attr-defined]
from runner.database.session import Session
from tests.company import Company

_PR_SET_CHILD_SUBREAPER = 36
_GATE = 780502
_LONGEST_S = 30

# At the commit of a transaction that wrote one of these rows, wait while the gate is closed.
_MAKE_GATE = (
    f"create function test_gate() returns trigger language plpgsql as"
    f" $$ begin perform pg_advisory_xact_lock_shared({_GATE}); return null; end $$",
    "create constraint trigger test_gate after insert on {revocation}"
    " deferrable initially deferred for each row execute function test_gate()",
)


class Server:
    """The server that a company lives on.

    Args:
        company: whose server; nobody else may use it.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        self._folder = Path(company.database.environment.database.url.removeprefix("embedded:"))
        for text in _MAKE_GATE:
            company.ddl(text)

    def kill(self, *, gently: bool) -> None:
        """Let the server die at once, as in a crash; return when none of its processes is left.

        Args:
            gently: by an immediate shutdown, not by SIGKILL.
        """
        server = get_server(self._folder)
        postmaster = psutil.Process(server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        if gently:
            stop = (server.bin_path / "pg_ctl", "-D", self._folder, "-m", "immediate", "stop")
            subprocess.run([str(word) for word in stop], user=server.system_user, check=True, capture_output=True)
        else:
            postmaster.send_signal(signal.SIGKILL)
        until(lambda: not any(_lives(process) for process in processes), "the end of the server")

    def start(self) -> None:
        """Start it again."""
        get_server(self._folder).ensure_postgres_running()

    def terminate(self, pid: int) -> bool:
        """Terminate a session and wait for its end."""
        with self.company.database.dialect.engine.connect() as connection:
            return bool(connection.exec_driver_sql(f"select pg_terminate_backend({pid}, 10000)").scalar_one())

    def waiting(self, *, at_gate: bool = False) -> list[int]:
        """Return the sessions that wait for a lock."""
        kind = "wait_event = 'advisory'" if at_gate else "wait_event <> 'advisory'"
        with self.company.database.dialect.engine.connect() as connection:
            return list(
                connection.exec_driver_sql(
                    f"select pid from pg_stat_activity where wait_event_type = 'Lock' and {kind}"
                ).scalars()
            )

    def wait_for_waiting(self, *, at_gate: bool = False) -> int:
        """Wait until a session waits for a lock, and return it."""
        until(lambda: self.waiting(at_gate=at_gate), "a session that waits")
        return self.waiting(at_gate=at_gate)[0]

    def run_is_on(self) -> bool:
        """Whether a run holds its lock."""
        with self.company.database.dialect.engine.connect() as connection:
            return bool(
                connection.exec_driver_sql(
                    "select count(*) from pg_locks where mode = 'RowShareLock'"
                    f" and relation = '{self.company.names['lock']}'::regclass"
                ).scalar_one()
            )

    def take_gate_away(self) -> None:
        """Leave the tables as they were found."""
        self.company.ddl("drop function test_gate() cascade")

    @contextmanager
    def gate_closed(self) -> Iterator[Callable[[], None]]:
        """Hold up the commits of revocations while the block runs, or until what it is given is called."""
        with self.company.session() as session:
            driver(session).execute(f"select pg_advisory_xact_lock({_GATE})")
            yield session.close


@contextmanager
def reaping() -> Iterator[None]:
    """Be the parent of every orphan below this process: a dead server whose parent never asks seems to live on."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def driver(session: Session) -> "psycopg.Connection[Any]":
    """Return a session's connection of the driver, for what no statement of Oracle's dialect says."""
    return cast("psycopg.Connection[Any]", session.connection)


def backend(session: Session) -> int:
    """Return the number of a session's process."""
    return driver(session).info.backend_pid


def until(holds: Callable[[], object], awaited: str) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it does not for half a minute.
    """
    deadline = time.monotonic() + _LONGEST_S
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {_LONGEST_S} s for {awaited}")
        time.sleep(0.005)


class Meanwhile:
    """Something done in a thread while the run works; what it raises is raised at the end of the block."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return not self._thread.is_alive()

    def __enter__(self) -> "Meanwhile":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            self._act()
        except BaseException as error:
            self._error = error


def _lives(process: psutil.Process) -> bool:
    """Whether a process lives; a dead child is reaped."""
    with suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
