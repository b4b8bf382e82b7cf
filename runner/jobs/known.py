"""The lines of a file that its table has already, so that a file loaded twice does not double its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..database.session import Session
from ..environment.sections import AccessLog
from .csv_lines import Line


def newest_access(session: Session, log: AccessLog) -> datetime | None:
    """Return the time of the newest row of an access log; None where it is empty. No later line can be in the log.

    Args:
        session: one that has changed nothing yet; it is rolled back.
        log: the settings of the log.

    Raises:
        DatabaseError: the database refused to look.
    """
    rows = session.query(session.catalog.statement("load/read_newest_access.sql", log.table))
    session.rollback()
    newest: datetime | None = rows[0]["newest_at"]
    return newest


def known_accesses(session: Session, log: AccessLog, lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines that an access log has, by program, user and time; errors as of newest_access.

    Args:
        session: one that has changed nothing yet; it is rolled back.
        log: the settings of the log.
        lines: of the file, as many as are looked up at once.
    """
    statement = session.catalog.statement("load/list_known_lines.sql", log.table)
    session.insert_rows(
        session.catalog.statement("load/stage_line.sql"), ((-line.number, *line.values) for line in lines)
    )
    session.tag("load", statement)
    found = {int(row["line_no"]) for row in session.query(statement)}
    session.rollback()
    return found


def permission_rows(session: Session, line: Line) -> list[tuple[Any, ...]]:
    """Return the permissions of the program and user of a line, each as the values of a line.

    Args:
        session: the one that inserts.
        line: one that the database has refused.

    Raises:
        DatabaseError: the database refused to look.
    """
    program, user = line.values[:2]
    rows = session.query("load/read_permission.sql", program_id=program, user_id=user)
    return [(program, user, *row.values()) for row in rows]
