"""Faults of a process: killed, its server killed under it, its log on a full disk."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults import state
from tests.faults.instants import Once, steps, watched
from tests.faults.locks import hold_candidate
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.server import Meanwhile, until

_FULL = Path("/dev/full")
_LEDGER = ("abandon_dead_runs", "start_run", "fence_run", "record_step", "finish_run", "count_items")


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
    with hold_candidate(played) as let_go, played.process() as process:
        played.server.wait_for_waiting()
        hit = _kill(process)
        return hit and _go_on(played, let_go)


def kill_at_commit(played: Round) -> bool:
    """Its session goes on with the commit, and the next run comes meanwhile."""
    with played.server.gate_closed() as open_gate, played.process() as process:
        played.server.wait_for_waiting(at_gate=True)
        hit = _kill(process)
        return hit and _go_on(played, open_gate)


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
        played.expect(code == 1 or "finish" in played.detail, f"exit code {code} although the server was gone")
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
    company, ledger = played.company, [f"ledger/{name}.sql" for name in _LEDGER]
    instant = played.random.choice([*steps(company, "sync"), *steps(company, "revoke"), *ledger])
    often = played.random.randint(1, 15) if "merge" in instant or "fence" in instant else 1
    played.detail = f"{instant} {often}"
    return Once(instant, lambda _session: act(), often)


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
    Kind("server killed: at a statement", server_killed_at_a_statement),
    Kind("server killed: and gone for long", server_killed_and_gone_for_long),
    Kind("server killed: at the commit of revoke", server_killed_at_commit),
    Kind("server killed: under a process", server_killed_under_a_process, is_timed=True),
    Kind("disk full: output, log or both", log_on_a_full_disk),
]
