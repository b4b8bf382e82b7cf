"""Run lapse, and write what its work session sends into a file for psql: python -m bench.recorder FILE ARGUMENTS.

Each statement stands there as translated for the embedded database, with its binds set; each commit where it was. The
session that holds the lock is left out.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import psycopg
from psycopg.abc import Params

from runner.commands.main import main

_BEGIN = ["\\set AUTOCOMMIT off", "\\o /dev/null"]


class Recorded(psycopg.Connection[Any]):
    """A connection that keeps what is sent."""

    sessions: ClassVar[list[list[str]]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sent: list[str] = []
        self.sessions.append(self.sent)
        self.cursor_factory = RecordedCursor
        self.server_cursor_factory = RecordedServerCursor

    def keep(self, query: Any, params: Params | None) -> None:
        """Keep a statement with its binds set."""
        if text := psycopg.ClientCursor(self).mogrify(query, params):
            self.sent.append(f"{text};")

    def commit(self) -> None:
        """Commit."""
        super().commit()
        self.sent.append("commit;")

    def rollback(self) -> None:
        """Roll back."""
        super().rollback()
        self.sent.append("rollback;")


class RecordedCursor(psycopg.Cursor[Any]):
    """A cursor that tells its connection what it executes."""

    def execute(self, query: Any, params: Params | None = None, **options: Any) -> "RecordedCursor":
        """Execute a statement, and keep it."""
        if isinstance(self.connection, Recorded):
            self.connection.keep(query, params)
        super().execute(query, params, **options)
        return self


class RecordedServerCursor(psycopg.ServerCursor[Any]):
    """The same of a cursor of the server."""

    def execute(self, query: Any, params: Params | None = None, **options: Any) -> "RecordedServerCursor":
        """Execute a query, and keep it."""
        if isinstance(self.connection, Recorded):
            self.connection.keep(query, params)
        super().execute(query, params, **options)
        return self


def record(file: Path, arguments: Sequence[str]) -> None:
    """Run lapse and write the file; of its sessions, the one that did most is the work session.

    Args:
        file: to be written.
        arguments: those of lapse.
    """
    sys.argv = ["lapse", *arguments]
    try:
        with patch.object(psycopg, "connect", Recorded.connect):
            main()
    finally:
        file.write_text("\n".join([*_BEGIN, *max(Recorded.sessions, key=len)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]), sys.argv[2:])
