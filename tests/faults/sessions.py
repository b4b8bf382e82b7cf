"""Faults of a session: terminated, before, in or behind a statement, or a commit."""

import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress

from runner.database.session import Session
from tests.faults import state
from tests.faults.instants import LOCK_TAKEN, Once, evening, path, steps, watched
from tests.faults.locks import TOUCH_ACCESS, codes, hold_archive, holding, updated_together
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.server import Meanwhile, backend, driver, until

_TERMINATED = "57P01"


class _LockLost(Once):
    """Terminate the session that holds the lock, and do something then."""

    def __init__(self, played: Round, instant: str, then: Callable[[], None]) -> None:
        super().__init__(instant, self._lose)
        self._played = played
        self._then = then

    def __call__(self, session: Session, name: str) -> None:
        """See which session takes the lock, and act at the instant."""
        if name == LOCK_TAKEN and not self.hit:
            self._lock = session
        super().__call__(session, name)

    def _lose(self, _session: Session) -> None:
        _terminate(self._played, self._lock)
        self._then()


def terminated_before_a_statement(played: Round) -> bool:
    instant, often = _any_step(played), 1
    if played.random.random() < 0.3:
        instant, often = path(played.company, "sync", "merge last access"), played.random.randint(1, 15)
    return _terminated(played, Once(instant, lambda session: _terminate(played, session), often))


def terminated_session_of_the_lock(played: Round) -> bool:
    instant = _any_step(played)
    once = _LockLost(played, instant, lambda: None)
    with watched(once), codes() as met, hurried():
        code = played.run()
    played.expect(code == 0, f"exit code {code} after one lost session")
    played.detail += f" {instant} {met}"
    return once.hit


def lock_lost_in_the_tasklet(played: Round) -> bool:
    """Its session dies while the permissions are locked, archived, deleted: that run may commit nothing of it."""
    revoke = steps(played.company, "revoke")[:-1]
    instant = played.random.choice(revoke[revoke.index(path(played.company, "revoke", "lock candidates")) :])
    before = state.read(played.company)
    once = _LockLost(played, instant, lambda: None)
    with watched(once), hurried():
        code = played.run()
    played.detail += f" {instant}"
    played.expect(code == 0, f"exit code {code} after one lost session")
    begun = state.read(played.company).runs[len(before.runs) :]
    kept = (begun[0]["archived"], begun[0]["deleted"], begun[0]["revoked"])
    played.expect(kept == (0, None, None), f"committed although its lock was gone: {begun[0]}")
    played.expect(len(begun) > 1, "the run that lost its lock was not started again")
    return once.hit


def another_run_takes_the_lock(played: Round) -> bool:
    """The lock's session dies, the run works on, and another run comes: it must wait, or the first one must stop."""
    instant = _any_step(played)
    others: list[subprocess.Popen[str]] = []

    def come() -> None:
        others.append(until_the_end.enter_context(played.process()))
        until(lambda: others[0].poll() is not None or played.server.waiting(), "the other run")

    once = _LockLost(played, instant, come)
    with ExitStack() as until_the_end:
        with watched(once), hurried():
            code = played.run(alone=False)
        for other in others:
            _, words = other.communicate()
            ends = {code, other.returncode}
            played.expect(ends in ({0}, {0, 1}, {0, 75}), f"exit codes {ends} of two runs: {words[-500:]}")
            played.detail += f" {instant} {code} {other.returncode}"
    return once.hit


def terminated_in_a_chunk(played: Round) -> bool:
    chunks = updated_together(played)
    key = played.random.choice(played.random.choice(chunks))
    with holding(played, TOUCH_ACCESS, key) as rival:
        return _terminated_waiting(played, rival.close)


def terminated_in_the_tasklet(played: Round) -> bool:
    with hold_archive(played) as let_go:
        return _terminated_waiting(played, let_go)


def terminated_at_commit(played: Round) -> bool:
    with played.server.gate_closed() as open_gate:
        return _terminated_waiting(played, open_gate, at_gate=True)


def terminated_behind_a_commit(played: Round) -> bool:
    """The commit takes place, and nobody hears of it."""
    company = played.company
    instant = played.random.choice([f"commit after {each}" for each in _committed(played)])

    def lose(session: Session) -> None:
        driver(session).commit()
        _terminate(played, session)
        with session._errors("commit"):
            driver(session).execute("select 1")

    played.detail = f"{company.file} {instant}"
    return _terminated(played, Once(instant, lose))


def _any_step(played: Round) -> str:
    return played.random.choice(evening(played.company))


def _terminate(played: Round, session: Session) -> None:
    played.server.terminate(backend(session))


def _committed(played: Round) -> list[str]:
    catalog = played.company.database.catalog
    alone = [*catalog.job("sync"), *catalog.job("judge"), catalog.job("revoke")[-1]]
    return [each.path for each in alone]


def _terminated(played: Round, once: Once) -> bool:
    with watched(once), codes() as met, hurried():
        code = played.run()
    played.expect(code == 0, f"exit code {code} after one lost session")
    played.detail += f" {met}"
    return once.hit and met[_TERMINATED] > 0


def _terminated_waiting(played: Round, let_go: Callable[[], None], *, at_gate: bool = False) -> bool:
    """Terminate the session that waits, and only then end what it waits for."""

    def terminate() -> None:
        with suppress(TimeoutError):
            played.server.terminate(played.server.wait_for_waiting(at_gate=at_gate))
        let_go()

    with Meanwhile(terminate), codes() as met, hurried():
        code = played.run()
    played.expect(code == 0, f"exit code {code} after one lost session")
    return met[_TERMINATED] > 0


KINDS = [
    Kind("session terminated: before a statement", terminated_before_a_statement),
    Kind("session terminated: that of the lock", terminated_session_of_the_lock),
    Kind("session terminated: that of the lock, in the tasklet", lock_lost_in_the_tasklet),
    Kind("session terminated: that of the lock, and another run", another_run_takes_the_lock),
    Kind("session terminated: in a chunk", terminated_in_a_chunk, history_days=1),
    Kind("session terminated: in the tasklet", terminated_in_the_tasklet),
    Kind("session terminated: at the commit of revoke", terminated_at_commit),
    Kind("session terminated: behind a commit", terminated_behind_a_commit),
]
