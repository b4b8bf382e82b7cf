"""The revision that lapse's own tables stand at, and the one that this version needs."""

from ..environment.file import HOME
from ..errors import DatabaseError, Fault, LapseError
from .session import Session


def newest_revision() -> str:
    """Return the revision that lapse's own tables must stand at: the highest number of migrations/versions."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Return all revisions of lapse's own tables, the oldest first."""
    return sorted(path.name[:4] for path in (HOME / "migrations" / "versions").glob("[0-9]*.py"))


def check_revision(session: Session) -> None:
    """Make sure that lapse's own tables are the ones that this version writes.

    Raises:
        LapseError: they are missing or of another version; the text says what to do.
    """
    if fault := revision_fault(session):
        finding, todo = fault
        raise LapseError(f"{finding}: {todo}; nothing was done")


def revision_fault(session: Session) -> tuple[str, str] | None:
    """Return what `check_revision` would refuse, and what to do about it; None where all is well.

    Args:
        session: any session.
    """
    todo = f"run '{session.database.environment.command} migrate' first"
    try:
        rows = session.query("ledger/read_schema_version.sql")
    except DatabaseError as error:
        if error.fault is not Fault.FATAL:
            raise
        return f"lapse's own tables cannot be read ({error.words})", todo
    found = rows[0]["version_num"] if rows else "base"
    if found == newest_revision():
        return None
    return f"lapse's own tables stand at revision {found}, this version needs {newest_revision()}", todo
