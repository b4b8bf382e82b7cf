"""A run as the ledger keeps it."""

import json
from typing import Any

from ..database.session import Session
from ..errors import DatabaseError, Fault, UsageError

_MOST_BYTES = 12  # of one character in JSON, as \ud83d\ude00


def read_counts(session: Session, run_id: int) -> dict[str, int]:
    """Return what a run counted besides the rows of its steps, by name."""
    return {
        row["count_name"]: int(row["count_value"]) for row in session.query("ledger/show_counts.sql", run_id=run_id)
    }


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
        raise UsageError(f"there is no run {run_id}; see: {session.database.environment.command} runs")
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
