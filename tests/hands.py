"""The session by which tests lay hands on their tables, kept open from one call to the next: to open one takes longer
than most of what is asked of it.
"""

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from runner.database.session import Database, Session
from runner.errors import DatabaseError
from runner.statements.catalog import Statement
from runner.statements.header import Header, Transaction

_PING = Statement("test.sql", Header("ping", "ping", Transaction.CALLER, (), "none", "none"), "select 1 as x from dual")
_kept: dict[str, Session] = {}


@contextmanager
def kept_session(database: Database) -> Iterator[Session]:
    """Yield the session that is kept for a database; what the block does not commit is rolled back.

    Kept is that of the main thread on the embedded database. Another thread opens one for the block; so do tests on
    Oracle, where a session that has touched a temporary table keeps it from being dropped.

    Args:
        database: the session may have been opened for another of the same settings, so hand it rendered statements.
    """
    is_embedded = database.environment.database.url.startswith("embedded:")
    if not is_embedded or threading.current_thread() is not threading.main_thread():
        with database.session() as session:
            yield session
        return
    session = _session(database)
    try:
        yield session
    finally:
        session.rollback()


def _session(database: Database) -> Session:
    place = repr(database.environment.database)
    if (kept := _kept.get(place)) and _answers(kept):
        return kept
    session = _kept[place] = database.session()
    atexit.register(session.close)
    session.connection.prepare_threshold = None  # tests change tables under it
    session.connection.execute("set application_name = 'tests'")
    session.commit()
    return session


def _answers(session: Session) -> bool:
    try:
        return bool(session.query(_PING))
    except DatabaseError:
        session.close()
        return False
