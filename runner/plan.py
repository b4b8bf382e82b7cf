"""What would lapse now, read only; design: the command."""

from collections import Counter
from datetime import datetime
from typing import Any

from runner.customer import check_columns
from runner.database import Database, Session
from runner.header import Transaction
from runner.ledger import check_revision
from runner.run import clock


def plan(database: Database, as_of: datetime | None) -> dict[str, Any]:
    """Say what `run` would revoke at this as-of, log rows since the last sync counted in; nothing is changed.

    Args:
        database: where.
        as_of: the instant to speak of; None reads the database's clock.

    Returns:
        as_of, permissions, candidates, programs with their permissions and candidates, the candidates themselves,
        and the guards and limits with the reasons they would give to stop.

    Raises:
        LapseError: the database, its tables or the environment cannot be used.
    """
    with database.session() as session:
        check_revision(session)
        check_columns(session)
        at = clock(session, as_of)
        rows = session.query("plan/10_list_candidates.sql", as_of=at)
        totals = {row["program_id"]: int(row["permissions"]) for row in session.query("plan/20_count_permissions.sql")}
        permissions = sum(totals.values())
        guards = _ask_guards(session, at)
    candidates = Counter(row["program_id"] for row in rows)
    programs = [
        {"program_id": name, "permissions": totals.get(name, count), "candidates": count}
        for name, count in candidates.most_common()
    ]
    return {
        "as_of": at,
        "permissions": permissions,
        "candidates": len(rows),
        "programs": programs,
        "guards": guards,
        "rows": rows,
    }


def _ask_guards(session: Session, as_of: datetime) -> list[dict[str, Any]]:
    """Ask the guards of revoke that need no run; those that do are asked when there is one."""
    answers = []
    for step in session.catalog.job("revoke"):
        if step.header.transaction is Transaction.GUARD and set(step.header.binds) <= {"as_of"}:
            rows = session.query(step, **dict.fromkeys(step.header.binds, as_of))
            answers.append({"step": step.header.name, "reasons": [row["reason"] for row in rows]})
    return answers
