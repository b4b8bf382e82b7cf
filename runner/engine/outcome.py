"""How a run ended, in its row of the ledger and in words: what failed, what is unchanged, what to do."""

from contextlib import suppress
from typing import Any

from ..errors import DatabaseError, Exit, Fault, LapseError, LockedError
from ..statements.header import Transaction
from .history import read_run
from .ledger import EVENING, PLAN, Run


def end_well(run: Run) -> None:
    """Note that a run did all it was asked to."""
    rejected = sum(step.rejected for step in run.steps)
    run.status, run.exit_code = ("rejected", Exit.REJECTED) if rejected else ("done", Exit.DONE)
    run.message = _pause(run)


def end_badly(run: Run, status: str, error: LapseError) -> None:
    """Note that a run did not do all it was asked to.

    Args:
        run: the run.
        status: stopped or failed.
        error: why; the message says what failed, what is unchanged and how to go on.
    """
    run.status, run.exit_code = status, error.exit_code
    jobs = run.request.jobs
    begun = {step.job for step in run.steps}
    lapse = run.session.database.environment.command
    run.accept = _accept(run, lapse) if status == "stopped" and jobs == EVENING and "revoke" not in begun else None
    is_cancelled = isinstance(error, DatabaseError) and run.stop.asked
    run.message = "; ".join(
        [
            "interrupted by a signal" if is_cancelled else str(error),
            *(_consequence(run, job, error) for job in jobs if job in begun),
            *(f"{job} was not started and changed nothing" for job in jobs if job not in begun),
            *([f"its list: {lapse} candidates {run.run_id}; to accept it: {run.accept}"] if run.accept else []),
        ]
    )


def write_end(run: Run) -> None:
    """Write the end of the run into the ledger; an end that cannot be written makes the run fail."""
    try:
        run.finish()
    except LapseError as error:
        run.status, run.exit_code = "failed", Exit.ERROR
        if run.message != str(error):
            run.message = "; ".join(filter(None, [run.message, str(error)]))


def report(run: Run) -> dict[str, Any]:
    """Return what --json prints of a run that has ended."""
    kept = _read_kept(run)
    return {
        "run_id": run.run_id,
        "environment": run.session.database.environment.name,
        "jobs": " ".join(run.request.jobs),
        "status": run.status,
        "exit_code": int(run.exit_code),
        "as_of": run.as_of,
        "steps": [step.facts() for step in run.steps],
        "counts": kept.get("counts", {}),
        "held": kept.get("held", []),
        "guards": [
            {"step": step.step, "reasons": step.reasons} for step in run.steps if step.transaction == Transaction.GUARD
        ],
        "dismissed_items": kept.get("dismissed_items", 0),
        "abandoned_runs": run.abandoned,
        "accept": run.accept,
        "message": run.message,
    }


def sentence(run: Run) -> str:
    """Return how a run ended, for the log, whose last line cron mails."""
    if run.status == "rejected":
        lapse = run.session.database.environment.command
        look = f"{run.exit_code.meaning}: see {lapse} rejected {run.run_id}"
        return "; ".join(filter(None, [look, run.message]))
    return run.message or run.status


def not_restarted(run_id: int, error: LapseError) -> str:
    """Say that a run that had lost its session could not be started again, and why."""
    if isinstance(error, DatabaseError):
        reason = f"{error.code}: {error.detail}"
    elif isinstance(error, LockedError):
        reason = "another run, or still its own lost session, holds the lock"
    else:
        reason = str(error)
    return (
        f"run {run_id} lost its session and could not be restarted; what it committed is kept: run again. "
        f"The run in its place did not begin: {reason}"
    )


def _pause(run: Run) -> str | None:
    """Say until when revocation is paused, of an evening or a plan; nothing where that cannot be read."""
    if "revoke" in run.request.jobs:
        meaning = "revoked nothing"
    elif run.request.jobs == PLAN:
        meaning = "runs revoke nothing until then"
    else:
        return None
    with suppress(DatabaseError):
        for row in run.session.query("ledger/read_pause_of_run.sql", run_id=run.run_id):
            return f"paused until {row['ends_at']} ({row['reason']}): {meaning}"
    return None


def _consequence(run: Run, job: str, error: LapseError) -> str:
    """Say what a job that has begun has changed."""
    kinds = [step.header.transaction for step in run.session.catalog.job(job)]
    own = [step for step in run.steps if step.job == job]
    if [step.status for step in own] == ["done"] * len(kinds):
        return f"{job} is complete"
    if isinstance(error, DatabaseError) and error.at_commit and error.fault is not Fault.ITEM:
        return _outcome_of_commit(run, job)
    if all(step.transaction == Transaction.GUARD for step in own):
        return f"{job} ran only its guards and changed nothing"
    if Transaction.TASKLET in kinds:
        return f"all of {job} was rolled back: no row of it is deleted or changed"
    return f"what {job} committed is kept; the next run of {job} starts with its first step"


def _outcome_of_commit(run: Run, job: str) -> str:
    """Read back, on a new session, whether a commit took place whose answer was lost: its steps are in the ledger."""
    newest = next(step for step in reversed(run.steps) if step.job == job)
    if newest.transaction == Transaction.CHUNK and newest.status != "done":
        return f"what {job} committed is kept, possibly its last items too; the next run of {job} writes the rest"
    try:
        with run.session.database.session() as session:
            steps = read_run(session, run.run_id)["steps"]
    except LapseError:
        return f"it is unknown whether the last commit of {job} succeeded: see lapse show {run.run_id}, then run again"
    if any((row["job"], row["step"], row["status"]) == (job, newest.step, "done") for row in steps):
        return f"the last commit of {job} succeeded nevertheless: see lapse show {run.run_id}"
    return f"the last commit of {job} was rolled back"


def _accept(run: Run, lapse: str) -> str | None:
    """Return the command that accepts the list of a run that was stopped; None where the list is not complete."""
    try:
        judged_at = read_run(run.session, run.run_id)["judged_at"]
    except LapseError:
        return None
    as_of = f" --as-of '{run.as_of}'" if run.request.as_of else ""
    return f"{lapse} run{as_of} --accept-plan {run.run_id} --reason WHY" if judged_at else None


def _read_kept(run: Run) -> dict[str, Any]:
    """Read what the ledger has of the run, on a new session where its own is lost; nothing where there is none."""
    try:
        return read_run(run.session, run.run_id)
    except LapseError:
        with suppress(LapseError), run.session.database.session() as another:
            return read_run(another, run.run_id)
    return {}
