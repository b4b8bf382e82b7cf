"""The lines of a file that its table has already, so that a file loaded twice does not double its rows."""

from collections.abc import Sequence
from typing import Any

from ..database.session import Session
from ..environment.sections import AccessLog
from .csv_lines import Line


class Numbers:
    """A set of line numbers, one bit a line."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Add a number from 0 on."""
        self._bits.extend(bytes(max(0, (number >> 3) + 1 - len(self._bits))))
        self._bits[number >> 3] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        return number >> 3 < len(self._bits) and bool(self._bits[number >> 3] >> (number & 7) & 1)


def known_accesses(session: Session, log: AccessLog, lines: Sequence[Line]) -> list[int]:
    """Return the numbers of the lines that an access log has, by program, user and time.

    Args:
        session: one that has changed nothing yet; it is rolled back.
        log: the settings of the log.
        lines: of the file, as many as are looked up at once.

    Raises:
        DatabaseError: the database refused to look.
    """
    statement = session.catalog.statement("load/list_known_lines.sql", log.table)
    session.insert_rows(
        session.catalog.statement("load/stage_line.sql"), [(-line.number, *line.values) for line in lines]
    )
    session.tag("load", statement)
    found = [int(row["line_no"]) for row in session.query(statement)]
    session.rollback()
    return found


def permission_rows(session: Session, line: Line) -> list[list[Any]]:
    """Return the permissions of the program and user of a line, each as the values of a line.

    Args:
        session: the one that inserts.
        line: one that the database has refused.

    Raises:
        DatabaseError: the database refused to look.
    """
    program, user = line.values[:2]
    rows = session.query("load/read_permission.sql", program_id=program, user_id=user)
    return [[program, user, *row.values()] for row in rows]
