"""Exact instants of a run in this process: before a statement of it, or before one of its commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from runner.database.session import Row, Session
from runner.engine.ledger import EVENING
from runner.statements.catalog import Statement

if TYPE_CHECKING:
    from tests.company import Company

# Told before each statement and each commit of the run: which session, and the instant's name.
Watcher = Callable[[Session, str], None]

LOCK_TAKEN = "ledger/hold_lock.sql"


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell the watcher of each statement and commit of this thread's sessions while the block runs.

    A statement is told by its path, a commit as `commit after` the path of the step before it. What the watcher
    itself does is not told.
    """
    execute, query, commit = Session.execute, Session.query, Session.commit
    home = threading.current_thread()
    step, busy = "nothing", False

    def tell(session: Session, name: str) -> None:
        nonlocal step, busy
        if busy or threading.current_thread() is not home:
            return
        step = name if name.startswith("jobs/") else step
        busy = True
        try:
            watcher(session, f"commit after {step}" if name == "commit" else name)
        finally:
            busy = False

    def watched_execute(self: Session, statement: Statement | str, **binds: Any) -> int:
        tell(self, _path(statement))
        return execute(self, statement, **binds)

    def watched_query(self: Session, statement: Statement | str, **binds: Any) -> list[Row]:
        tell(self, _path(statement))
        return query(self, statement, **binds)

    def watched_commit(self: Session) -> None:
        tell(self, "commit")
        commit(self)

    with (
        mock.patch.object(Session, "execute", watched_execute),
        mock.patch.object(Session, "query", watched_query),
        mock.patch.object(Session, "commit", watched_commit),
    ):
        yield


class Once:
    """A watcher that acts once, at the n-th time of one instant.

    Args:
        instant: which.
        act: given the session that comes to it.
        nth: which time of it.
    """

    def __init__(self, instant: str, act: Callable[[Session], None], nth: int = 1) -> None:
        self.hit = False
        self._instant = instant
        self._act = act
        self._left = nth

    def __call__(self, session: Session, name: str) -> None:
        """Act, if this is the instant."""
        if name == self._instant:
            self._left -= 1
            if not self._left:
                self.hit = True
                self._act(session)


def path(company: "Company", job: str, step: str) -> str:
    """Return the path of a step by its name."""
    return next(each.path for each in company.database.catalog.job(job) if each.header.name == step)


def evening(company: "Company") -> list[str]:
    """Return the paths of all steps of an evening, and the commits behind its jobs."""
    return [instant for job in EVENING for instant in steps(company, job)]


def steps(company: "Company", job: str) -> list[str]:
    """Return the paths of a job's steps, and the commit behind the last one."""
    paths = [each.path for each in company.database.catalog.job(job)]
    return [*paths, f"commit after {paths[-1]}"]


def _path(statement: Statement | str) -> str:
    return statement if isinstance(statement, str) else statement.path
