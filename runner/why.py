"""Why one user keeps or loses one permission; see docs/architecture.md."""

from datetime import datetime
from typing import Any

from runner.database import Database, Row
from runner.errors import UsageError
from runner.ledger import check_revision
from runner.run import clock


def why(database: Database, user: str, program: str) -> dict[str, Any]:
    """Read a permission and its last access again, and say what the newest judgement says of it.

    Args:
        database: where.
        user: whose.
        program: of which program.

    Returns:
        user_id, program_id, and answers: one a permission row, else one of the newest revocation; each with verdict
        (lapses, protected, in use, idle, no grant date, revoked), its facts, and a sentence.

    Raises:
        UsageError: there is no such permission, and never was.
        LapseError: the database or its tables cannot be used.
    """
    if not (user and program):
        raise UsageError("name the user, then the program; neither is empty")
    key = {"program_id": program, "user_id": user}
    with database.session() as session:
        check_revision(session)
        now = clock(session, None)
        rows = session.query("reports/why_permission.sql", **key)
        revoked = session.query("reports/why_revoked.sql", **key)
    if not rows and not revoked:
        raise UsageError(f"{user} has no permission for {program}, and lapse never revoked one")
    taken = {(row["run_id"], row["granted_at"]) for row in revoked}
    for row in rows:
        if (row["judged_by_run"], row["granted_at"]) in taken:  # and put back since: that judgement is carried out
            row |= {"is_candidate": 0, "protected_by": None, "detail": None}
    gone = [] if rows else revoked[:1]
    return key | {"answers": [_standing(row, now) for row in rows] + [_revoked(row) for row in gone]}


def _standing(row: Row, now: datetime) -> dict[str, Any]:
    verdict, words = _verdict(row, now)
    judged = f" (judged by run {row['judged_by_run']} as of {row['judged_as_of']})" if row["is_candidate"] else ""
    return row | {"verdict": verdict, "answer": words + judged}


def _verdict(row: Row, now: datetime) -> tuple[str, str]:
    if row["granted_at"] is None:
        return "no grant date", "never lapses: it has no grant date"
    if row["idle_until"] > now:
        words = "in use" if row["last_access_at"] else "not past its inactivity period"
        return "in use", f"{words}: it could lapse from {row['idle_until']:%Y-%m-%d %H:%M:%S} on"
    if not row["is_candidate"]:
        return "idle", f"idle for its {row['inactivity_days']} days since {row['idle_until']}: the next run judges it"
    if row["protected_by"]:
        rule = row["protected_by"].replace("_", " ")
        return "protected", f"protected: {rule}" + (f", {row['detail']}" if row["detail"] else "")
    return "lapses", f"lapses: not used for {row['inactivity_days']} days, and no rule protects it"


def _revoked(row: Row) -> dict[str, Any]:
    if row["restored_at"]:
        words = f"revoked by run {row['run_id']}, restored {row['restored_at']}, and gone since then"
    else:
        words = f"revoked by run {row['run_id']} at {row['revoked_at']}; to put it back: lapse restore {row['run_id']}"
    return row | {"verdict": "revoked", "answer": words}
