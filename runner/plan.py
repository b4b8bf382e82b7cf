"""What would lapse now, and why; design: the command. It writes its own list and nothing else."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from runner.customer import check_columns
from runner.database import Database, Row, Session
from runner.errors import UsageError
from runner.header import Transaction
from runner.ledger import check_revision, clip, os_user
from runner.render import Catalog
from runner.run import clock

_BATCH_ROWS = 5000


def plan(database: Database, as_of: datetime | None, what_if: Sequence[int] = ()) -> dict[str, Any]:
    """Say what `run` would revoke at this as-of, log rows since the last sync counted in, and keep the list.

    Args:
        database: where.
        as_of: the instant to speak of; None reads the database's clock.
        what_if: days of inactivity to count the candidates at, in place of the environment's.

    Returns:
        as_of, permissions, candidates, digest (None without candidates), programs with their permissions, candidates
        and protected ones, rows (the candidates, each with lapses_because), protected (all others, each with
        protected_by), guards with the reasons they would give to stop, and what_if with candidates by days.

    Raises:
        LapseError: the database, its tables or the environment cannot be used.
    """
    with database.session() as session:
        check_revision(session)
        check_columns(session)
        at = clock(session, as_of)
        permissions = session.query("plan/10_list_permissions.sql", as_of=at)
        candidates = [row for row in permissions if row["protected_by"] is None]
        made = {
            "as_of": at,
            "permissions": len(permissions),
            "candidates": len(candidates),
            "digest": _keep(session, at, candidates) if candidates else None,
            "programs": _programs(permissions),
            "guards": _ask_guards(session, at),
            "what_if": {days: _count(session, at, days) for days in what_if},
            "rows": candidates,
            "protected": [row for row in permissions if row["protected_by"] is not None],
        }
        session.commit()
        return made


def why(database: Database, as_of: datetime | None, user: str, program: str) -> Row:
    """Say of one permission why it would lapse now or what protects it.

    Args:
        database: where.
        as_of: the instant to speak of; None reads the database's clock.
        user: whose.
        program: of which program.

    Raises:
        UsageError: there is no such permission.
        LapseError: the database, its tables or the environment cannot be used.
    """
    if not (user and program):
        raise UsageError("--why takes the user, then the program; neither is empty")
    with database.session() as session:
        check_revision(session)
        check_columns(session)
        at = clock(session, as_of)
        found = session.query("plan/15_explain_permission.sql", as_of=at, program_id=program, user_id=user)
    if not found:
        raise UsageError(f"{user} has no permission for {program}")
    return found[0] | {"as_of": at}


def check_accepted(database: Database, digest: str) -> None:
    """Make sure that a digest names a plan that was made here.

    Raises:
        UsageError: it does not.
    """
    with database.session() as session:
        check_revision(session)
        if not session.query("plan/50_read_plan.sql", digest=digest):
            raise UsageError(f"no plan has the digest {digest}: copy it from 'lapse plan'; nothing was done")


def _keep(session: Session, as_of: datetime, candidates: list[Row]) -> str:
    """Keep the list under its digest: SHA-256 over as-of and every permission with its grant date."""
    lines = sorted(json.dumps([row["program_id"], row["user_id"], str(row["granted_at"])]) for row in candidates)
    digest = hashlib.sha256("\n".join([str(as_of), *lines]).encode()).hexdigest()
    facts = {"as_of": as_of, "made_by": clip(os_user(), 255), "candidates": len(candidates)}
    if session.execute("plan/30_keep_plan.sql", digest=digest, **facts):
        rows = sorted({(digest, row["program_id"], row["user_id"]) for row in candidates})
        statement = session.catalog.statement("plan/40_keep_plan_item.sql")
        for first in range(0, len(rows), _BATCH_ROWS):
            session.insert_rows(statement, rows[first : first + _BATCH_ROWS])
    return digest


def _programs(permissions: list[Row]) -> list[Row]:
    """Return the totals of each program, those that lose most first."""
    every = Counter(row["program_id"] for row in permissions)
    losing = Counter(row["program_id"] for row in permissions if row["protected_by"] is None)
    return [
        {
            "program_id": name,
            "permissions": every[name],
            "candidates": losing[name],
            "protected": every[name] - losing[name],
        }
        for name in sorted(every, key=lambda name: (-losing[name], name))
    ]


def _count(session: Session, as_of: datetime, days: int) -> int:
    """Count the candidates as if the environment had other days of inactivity; policies of programs keep theirs."""
    settings = session.database.environment
    policy = settings.policy.model_copy(update={"inactivity_days": days})
    statement = Catalog(settings.model_copy(update={"policy": policy})).statement("plan/20_count_candidates.sql")
    return int(session.query(statement, as_of=as_of)[0]["candidates"])


def _ask_guards(session: Session, as_of: datetime) -> list[dict[str, Any]]:
    """Ask the guards of revoke that need no run; those that do are asked when there is one."""
    known = {"as_of": as_of, "accepted_plan": None}
    answers = []
    for step in session.catalog.job("revoke"):
        if step.header.transaction is Transaction.GUARD and set(step.header.binds) <= set(known):
            rows = session.query(step, **{bind: known[bind] for bind in step.header.binds})
            answers.append({"step": step.header.name, "reasons": [row["reason"] for row in rows]})
    return answers
