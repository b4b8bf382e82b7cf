"""A run as the ledger keeps it."""

import json
from collections.abc import Mapping
from typing import Any

from ..database.session import Session
from ..errors import DatabaseError, Fault, UsageError

_PROTECTED = "protected_"  # and the rule: the name of a count
_MOST_BYTES = 12  # of one character in JSON, as \ud83d\ude00


def read_counts(session: Session, run_id: int) -> dict[str, int]:
    """Return what a run counted besides the rows of its steps, by name."""
    return {
        row["count_name"]: int(row["count_value"]) for row in session.query("ledger/show_counts.sql", run_id=run_id)
    }


def rule_of(name: str) -> str | None:
    """Return the rule whose protected permissions a count of this name has; None of another count."""
    return name.removeprefix(_PROTECTED) if name.startswith(_PROTECTED) else None


def protected(counts: Mapping[str, int]) -> dict[str, int]:
    """Return, of what a run counted, the permissions that each rule protects, by rule."""
    return {rule: count for name, count in counts.items() if (rule := rule_of(name))}


def read_held(session: Session, run_id: int) -> list[dict[str, Any]]:
    """Return the programs that a run held, each with its permissions and the reason."""
    return session.query("ledger/list_held_programs.sql", run_id=run_id)


def read_run(session: Session, run_id: int) -> dict[str, Any]:
    """Return the report of one run as the ledger keeps it.

    Raises:
        UsageError: there is no such run.
    """
    found = session.query("reports/show_run.sql", run_id=run_id)
    if not found:
        raise UsageError(
            f"there is no run {run_id}; nothing was done (see: {session.database.environment.command} runs)"
        )
    steps = session.query("ledger/show_steps.sql", run_id=run_id)
    reasons = [step.pop("reasons") for step in steps]
    return found[0] | {
        "steps": [step | {"seconds": float(step["seconds"])} for step in steps],
        "guards": [
            {"step": step["step"], "reasons": json.loads(kept) if kept else []}
            for step, kept in zip(steps, reasons, strict=True)
            if step["transaction"] == "guard"
        ],
        "counts": read_counts(session, run_id),
        "held": read_held(session, run_id),
    }


def packed(reasons: list[str], size: int) -> str:
    """Return the reasons of a guard as a JSON array, so that they come back as they were.

    Args:
        reasons: what it answered.
        size: the most bytes; of reasons that do not fit the first are kept, the last of these as far as it fits.
    """
    kept: list[str] = []
    for reason in reasons:
        room = size - len(json.dumps([*kept, ""]))  # ASCII, which comes back from every character set
        if room <= 0:
            break
        part = reason[:room]
        while (over := len(json.dumps(part)) - len('""') - room) > 0:
            part = part[: -(1 + over // _MOST_BYTES)]
        if part or not reason:
            kept.append(part)
        if part != reason:
            break
    return json.dumps(kept)


def read_scn(session: Session) -> int | None:
    """Roll back, and return the system change number; None where the database has none or does not tell it.

    Raises:
        DatabaseError: the session is lost.
    """
    session.rollback()
    if not session.database.dialect.has_dictionary:
        return None
    try:
        return int(session.query("ledger/oracle/read_scn.sql")[0]["scn"])
    except DatabaseError as error:
        if error.fault is Fault.LOST:
            raise
        return None
    finally:
        session.rollback()
