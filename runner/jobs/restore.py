"""Put back what a run took; see docs/architecture.md."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from ..database.revision import check_revision
from ..database.session import Database, Row, Session
from ..engine.history import read_run
from ..engine.ledger import MESSAGE_BYTES, Request, clip, os_user
from ..engine.progress import Progress
from ..engine.run import execute
from ..engine.signals import Stop
from ..errors import DatabaseError, UsageError


@dataclass(frozen=True)
class Choice:
    """What to restore.

    Attributes:
        revoked_by_run: the run that revoked.
        program_id: only this program's permissions; None for all.
        user_id: only this user's permissions; None for all.
    """

    revoked_by_run: int
    program_id: str | None = None
    user_id: str | None = None

    def __str__(self) -> str:
        """Return its words behind "revoked nothing" or "revoked": of a program, of a user, of both, or none."""
        named = {"program": self.program_id, "user": self.user_id}
        return "".join(f" of {word} {name}" for word, name in named.items() if name is not None)


def restore(database: Database, choice: Choice, reason: str, progress: Progress, stop: Stop) -> dict[str, Any]:
    """Restore each permission with all its columns; record as rejected what the database refuses.

    What was granted again since then stays as it is. A second restore changes nothing. What is restored lapses no
    earlier than its days of inactivity after the restore.

    Args:
        database: where.
        choice: what to restore.
        reason: why; kept in the archive.
        progress: told where the run is.
        stop: whether a signal asked to stop.

    Returns:
        The report of the run that restored, with granted_since: what was not restored because it was granted again;
        and rejected: what the database refused, with its words.

    Raises:
        UsageError: there is no such run, or it revoked nothing that was chosen.
        LapseError: the restore could not even begin; nothing was done.
    """
    with database.session() as session:
        _count_chosen(session, choice)
    own = {"restored_by": os_user(), "restore_reason": clip(reason, MESSAGE_BYTES)}
    report = execute(database, Request(("restore",), parameters=asdict(choice) | own), progress, stop)
    report |= {"granted_since": [], "rejected": []}
    with suppress(DatabaseError), database.session() as session:  # how the restore ended is said in any case
        report["granted_since"] = _granted_since(session, choice)
        report["rejected"] = session.query("reports/list_rejected.sql", run_id=report["run_id"])
    return report


def preview(database: Database, choice: Choice) -> dict[str, Any]:
    """Count what a restore would restore; write nothing, not even a run.

    Args:
        database: where.
        choice: what to restore.

    Returns:
        counts: how many permissions would be restored, how many have been before and how many were granted since;
        granted_since: these.

    Raises:
        UsageError: there is no such run, or it revoked nothing that was chosen.
    """
    with database.session() as session:
        chosen = _count_chosen(session, choice)
        granted = _granted_since(session, choice)
    counts = {
        "permissions_to_restore": chosen["revoked"] - chosen["restored"] - len(granted),
        "permissions_already_restored": chosen["restored"],
        "permissions_granted_since": len(granted),
    }
    return {"revoked_by_run": choice.revoked_by_run, "dry_run": True, "counts": counts, "granted_since": granted}


def _count_chosen(session: Session, choice: Choice) -> dict[str, int]:
    check_revision(session)
    read_run(session, choice.revoked_by_run)
    row = session.query("reports/count_restorable.sql", **asdict(choice))[0]
    if not row["revoked"]:
        raise UsageError(f"run {choice.revoked_by_run} revoked nothing{choice}; nothing was done")
    return {name: int(value) for name, value in row.items()}


def _granted_since(session: Session, choice: Choice) -> list[Row]:
    return session.query("reports/list_granted_since.sql", **asdict(choice))
