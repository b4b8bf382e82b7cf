"""A run as the ledger keeps it."""

from typing import Any

from runner.database.session import Session
from runner.errors import UsageError


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
    found = session.query("ledger/show_run.sql", run_id=run_id)
    if not found:
        raise UsageError(f"there is no run {run_id}; see: {session.database.environment.command} runs")
    steps = session.query("ledger/show_steps.sql", run_id=run_id)
    reasons = [step.pop("reasons") for step in steps]
    return found[0] | {
        "steps": [step | {"seconds": float(step["seconds"])} for step in steps],
        "guards": [
            {"step": step["step"], "reasons": lines.split("\n") if lines else []}
            for step, lines in zip(steps, reasons, strict=True)
            if step["transaction"] == "guard"
        ],
        "counts": read_counts(session, run_id),
        "held": read_held(session, run_id),
    }
