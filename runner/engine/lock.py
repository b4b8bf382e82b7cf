"""The lock that lets one run, or one load, work at a time; see docs/architecture.md."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..database.revision import check_revision
from ..database.session import Database, Session
from ..errors import DatabaseError, Fault, LapseError, LockedError
from .ledger import PLAN
from .signals import Stop

log = logging.getLogger("lapse")

_LOOKS = 3  # in quick succession, because what holds the lock may be an evening that has no row yet
_FIRST_POLL_S, _POLL_S = 0.2, 1.0


@contextmanager
def hold_lock(database: Database, stop: Stop, patience_s: float = 0) -> Iterator[Session]:
    """Hold the lock during the block, on a separate session that never commits.

    Args:
        database: whose lock.
        stop: ends the waiting.
        patience_s: for how many seconds to wait while a plan or a load holds the lock; for any other run not at all.

    Yields:
        The session that holds it; when it dies, so does the lock.

    Raises:
        LockedError: another run, or a load, holds the lock.
        LapseError: lapse's tables are missing, of another version, or without the lock's row.
    """
    with database.session() as session:
        check_revision(session)
        deadline, looks = time.monotonic() + patience_s, 0
        while not _lock(session):
            stop.check()
            if time.monotonic() >= deadline or not _is_brief(session):
                raise LockedError(_refusal(session))
            looks += 1
            if looks == _LOOKS:
                log.info("a plan or a load holds the lock; waiting up to %s s", round(patience_s))
            stop.sleep(_FIRST_POLL_S if looks < _LOOKS else _POLL_S)
        yield session


def _lock(session: Session) -> bool:
    """Lock the row; False where another session holds it."""
    try:
        rows = session.query("ledger/hold_lock.sql")
    except DatabaseError as error:
        session.rollback()
        if error.fault is Fault.LOCKED:
            return False
        raise
    if len(rows) != 1:
        again = f"run '{session.database.environment.command} migrate' again"
        raise LapseError(f"the lock table has no row 'run': {again}; nothing was done")
    return True


def _refusal(session: Session) -> str:
    """Return the message that the lock is held; it names the holder if the database shows it."""
    holders = session.lock_holders(session.catalog.templates.own("lock"))
    held = f"; it is held by {', '.join(holders)}" if holders else ""
    return (
        "another run, or a load, holds the lock; nothing was done, try again once it has ended "
        f"(see: {session.database.environment.command} runs){held}"
    )


def _is_brief(session: Session) -> bool:
    """Whether a plan or a load may hold the lock. A load has no row in the ledger; a new run may not have one yet."""
    running = session.query("ledger/list_running.sql")
    session.rollback()
    return not running or bool(running[0]["jobs"] == " ".join(PLAN))
