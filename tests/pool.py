"""The sessions of the embedded database that were opened within the process of the tests, kept for the next to open.

A new session has to read the catalogs of the database first, which takes longer than most of what is asked of it.
"""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import psycopg
from psycopg import pq

_free: dict[Hashable, list[pq.abc.PGconn]] = defaultdict(list)
_ENDED = pq.PGconn.connect(b"host=/nowhere")


class Kept(psycopg.Connection[Any]):
    """A connection whose session goes back to the pool when it is closed, unless it is lost."""

    key: Hashable = None

    def close(self) -> None:
        """Roll back, keep the session without any state, and be closed."""
        if self.closed:
            return
        try:
            self.rollback()
            self.autocommit = True
            self.execute("discard all", prepare=False)
            self.execute("set application_name = 'free'", prepare=False)  # tests look for the sessions of lapse
        except psycopg.Error:
            super().close()
        else:
            _free[self.key].append(self.pgconn)
            self.pgconn = _ENDED


def connect(uri: str, **options: Any) -> psycopg.Connection[Any]:
    """Return a connection with a session of the pool that still answers, or with a new one."""
    key = (uri, *sorted(options.items()))
    while _free[key]:
        kept = Kept(_free[key].pop())
        if _answers(kept):
            break
        psycopg.Connection.close(kept)
    else:
        kept = Kept.connect(uri, **options)
    kept.key = key
    return kept


def _answers(kept: Kept) -> bool:
    try:
        kept.autocommit = True
        kept.execute("reset application_name", prepare=False)
        kept.autocommit = False
    except psycopg.Error:
        return False
    return True
