"""Faults of a process: killed, asked to stop, its server killed under it, its log on a full disk."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runner.engine.ledger import EVENING
from runner.environment.file import HOME
from tests.faults import state
from tests.faults.doomed import LOG_LINE
from tests.faults.instants import Once, evening, path, watched
from tests.faults.locks import hold_archive
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.server import Meanwhile, until

_FULL = Path("/dev/full")
_LEDGER = (
    *(f"ledger/{name}.sql" for name in ("abandon_dead_runs", "start_run", "fence_run", "record_step", "finish_run")),
    "chunk/count_items.sql",
)


def kill_somewhere(played: Round) -> bool:
    with played.process() as process:
        until(lambda: played.server.run_is_on() or process.poll() is not None, "the run")
        time.sleep(played.random.random() * played.usual_s)
        hit = _kill(process)
    runs = state.read(played.company).runs
    played.detail = f"the dead run had come to {runs[-1] if runs else 'nothing'}"
    return hit


def kill_in_a_wait(played: Round) -> bool:
    """Its session goes on waiting, and the next run comes meanwhile."""
    with hold_archive(played) as let_go, played.process() as process:
        played.server.wait_for_waiting()
        hit = _kill(process)
        return hit and _go_on(played, let_go)


def kill_at_commit(played: Round) -> bool:
    """Its session goes on with the commit, and the next run comes meanwhile."""
    with played.server.gate_closed() as open_gate, played.process() as process:
        played.server.wait_for_waiting(at_gate=True)
        hit = _kill(process)
        return hit and _go_on(played, open_gate)


def killed_at(job: str, step: str, most: int = 1) -> Callable[[Round], bool]:
    """Return what kills the process before a step, or before one of the first executions of it."""

    def kill(played: Round) -> bool:
        nth = played.random.randint(min(most, 2), most)
        code, _ = _strike(played, signal.SIGKILL, path(played.company, job, step), nth)
        played.detail += f" {nth}"
        return code == -signal.SIGKILL

    return kill


def asked_to_stop_at_a_log_line(number: signal.Signals) -> Callable[[Round], bool]:
    """Return what sends a signal when the process has just written one of its log lines."""

    def ask(played: Round) -> bool:
        lines = sum(len(played.company.database.catalog.job(job)) for job in EVENING) + 2  # the first and the last
        nth = played.random.choice((played.random.randint(1, lines), lines))
        code, words = _strike(played, number, LOG_LINE, nth)
        said = [json.loads(line)["message"] for line in words.splitlines()]
        played.detail += f" {nth}: {said[nth - 1 : nth]}"
        if nth < lines:
            played.expect(code == 1, f"exit code {code} although it was asked to stop at line {nth}")
        else:
            played.expect(code == 0, f"exit code {code} although its work was done")
        return len(said) >= nth

    return ask


def asked_to_stop_at_a_statement(played: Round) -> bool:
    """Before a statement or a commit of the run; a signal that comes in the commit itself comes too late."""
    number = played.random.choice((signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
    instant, nth = _any_statement(played)
    code, words = _strike(played, number, instant, nth)
    played.detail += f" {number.name} {instant} {nth} {words[-300:]}"
    return code == 1 or "commit" in instant or "finish" in instant


def asked_to_stop_somewhere(played: Round) -> bool:
    number = played.random.choice((signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
    before = state.read(played.company)
    with played.process() as process:
        until(lambda: played.server.run_is_on() or process.poll() is not None, "the run")
        time.sleep(played.random.random() * played.usual_s)
        hit = process.poll() is None
        process.send_signal(number)
        process.communicate()
    _hold_to(played, before, process.returncode)
    return hit


def server_killed_at_a_statement(played: Round) -> bool:
    gently = played.random.random() < 0.3

    def fall() -> None:
        played.server.kill(gently=gently)
        played.server.start()

    once = _at_any_statement(played, fall)
    with watched(once), hurried():
        code = played.run()
    played.expect(code == 0, f"exit code {code} although the server came back")
    return once.hit


def server_killed_and_gone_for_long(played: Round) -> bool:
    gently = played.random.random() < 0.3
    once = _at_any_statement(played, lambda: played.server.kill(gently=gently))
    with watched(once), hurried():
        code = played.run(alone=False)
    if once.hit:
        played.server.start()
        played.expect(code == 1, f"exit code {code} although the server was gone")
    return once.hit


def server_killed_at_commit(played: Round) -> bool:
    gently = played.random.random() < 0.3

    def fall() -> None:
        played.server.wait_for_waiting(at_gate=True)
        played.server.kill(gently=gently)
        played.server.start()

    with played.server.gate_closed(), Meanwhile(fall):
        played.run()
    return True


def server_killed_under_a_process(played: Round) -> bool:
    gently = played.random.random() < 0.3
    with played.process() as process:
        until(lambda: played.server.run_is_on() or process.poll() is not None, "the run")
        time.sleep(played.random.random() * played.usual_s)
        hit = process.poll() is None
        played.server.kill(gently=gently)
        time.sleep(played.random.random())
        played.server.start()
        process.communicate()
    played.judge(process.returncode)
    return hit


def log_on_a_full_disk(played: Round) -> bool:
    """Neither output nor log can be written, at all or from some byte on: the run must not mind."""
    which = played.random.choice(("output", "log", "both", "log from some byte on"))
    limit, file = played.random.randint(1, 4000), played.company.folder / "log"
    arguments = played.random.choice(((), ("--json",)))
    played.detail = which
    with _FULL.open("w") as full, file.open("w") as short:
        hows: dict[str, dict[str, Any]] = {
            "output": {"out": full},
            "log": {"out": subprocess.DEVNULL, "err": full},
            "both": {"out": full, "err": full},
            "log from some byte on": {"out": subprocess.DEVNULL, "err": short, "under": _limited_to(limit)},
        }
        with played.process(*arguments, **hows[which]) as process:
            process.communicate()
    played.judge(process.returncode, output_is_lost=which in ("output", "both"))
    return file.stat().st_size == limit if "from" in which else True


def _limited_to(size: int) -> tuple[str, ...]:
    """What starts a command that can write no file beyond a size."""
    return ("prlimit", f"--fsize={size}")


def _at_any_statement(played: Round, act: Callable[[], None]) -> Once:
    instant, often = _any_statement(played)
    played.detail = f"{instant} {often}"
    return Once(instant, lambda _session: act(), often)


def _any_statement(played: Round) -> tuple[str, int]:
    """Choose a statement or a commit of the evening, and which time of it."""
    instant = played.random.choice([*evening(played.company), *_LEDGER])
    merge = path(played.company, "sync", "merge last access")
    return instant, played.random.randint(1, 15) if instant in (merge, "ledger/fence_run.sql") else 1


def _strike(played: Round, number: signal.Signals, instant: str, nth: int) -> tuple[int, str]:
    """Run the command in a process that is sent a signal at an exact instant; return its exit code and its log."""
    before = state.read(played.company)
    doomed = (sys.executable, "-m", "tests.faults.doomed", number.name, instant, str(nth))
    with played.process(under=doomed, variables={"PYTHONPATH": str(HOME)}) as process:
        _, words = process.communicate()
    _hold_to(played, before, process.returncode)
    return process.returncode, words


def _hold_to(played: Round, before: state.State, code: int) -> None:
    """A process that was struck ends well if and only if it revoked, and then wholly."""
    after = state.read(played.company)
    begun = after.runs[len(before.runs) :]
    revoked = any(found["deleted"] for found in begun)
    if code == -signal.SIGKILL:
        return
    played.expect((code == 0) == revoked, f"exit code {code}, but the ledger says {begun}")
    played.expect(all(found["status"] != "running" for found in begun), f"left running by a signal: {begun}")
    if not revoked:
        played.expect(after.archive == before.archive, "archived by a run that was stopped")
        played.expect(after.permissions == before.permissions, "permissions changed by a run that was stopped")


def _kill(process: "subprocess.Popen[str]") -> bool:
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def _go_on(played: Round, let_go: Callable[[], None]) -> bool:
    """Let the next run come while the dead one's session still waits for something, and end the wait then."""

    def end_the_wait() -> None:
        time.sleep(0.3 * played.random.random())
        let_go()

    with Meanwhile(end_the_wait):
        code = played.run()
    played.expect(code == 0, f"exit code {code} of the run after a dead one")
    return True


KINDS = [
    Kind("process killed: at any instant", kill_somewhere, is_timed=True),
    Kind("process killed: while it waits for a row", kill_in_a_wait),
    Kind("process killed: at the commit of revoke", kill_at_commit),
    Kind("process killed: the window is written", killed_at("sync", "empty staging"), history_days=7),
    Kind("process killed: the items are staged", killed_at("sync", "merge last access"), history_days=7),
    Kind("process killed: between chunks", killed_at("sync", "merge last access", most=12), history_days=7),
    Kind("process killed: between judge and revoke", killed_at("revoke", "guard run is judged"), history_days=7),
    Kind("SIGTERM: at a log line", asked_to_stop_at_a_log_line(signal.SIGTERM)),
    Kind("SIGINT: at a log line", asked_to_stop_at_a_log_line(signal.SIGINT)),
    Kind("SIGHUP: at a log line", asked_to_stop_at_a_log_line(signal.SIGHUP)),
    Kind("asked to stop: at a statement or a commit", asked_to_stop_at_a_statement),
    Kind("asked to stop: at any instant", asked_to_stop_somewhere, is_timed=True),
    Kind("server killed: at a statement", server_killed_at_a_statement),
    Kind("server killed: and gone for long", server_killed_and_gone_for_long),
    Kind("server killed: at the commit of revoke", server_killed_at_commit),
    Kind("server killed: under a process", server_killed_under_a_process, is_timed=True),
    Kind("disk full: output, log or both", log_on_a_full_disk),
]
