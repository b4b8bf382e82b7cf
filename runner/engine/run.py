"""One run: lock, as-of, ledger and the jobs in their order; see docs/architecture.md."""

import logging
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import tenacity

from runner.database.customer import check_columns
from runner.database.session import Database, Session
from runner.engine.ledger import EVENING, PLAN, Run, read_counts, read_held, read_run
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.engine.transactions import RUN_BINDS, Progress, run_job
from runner.environment.file import Environment
from runner.errors import (
    DatabaseError,
    Exit,
    Fault,
    InterruptedRunError,
    LapseError,
    LockedError,
    StoppedError,
    UsageError,
)
from runner.statements import review
from runner.statements.catalog import Catalog
from runner.statements.header import Transaction

log = logging.getLogger("lapse")

_LEVEL = {"done": logging.INFO, "rejected": logging.WARNING, "stopped": logging.ERROR, "failed": logging.ERROR}
_PLAN_PATIENCE_S = 600


@dataclass(frozen=True)
class Request:
    """What a run is asked to do.

    Attributes:
        jobs: the jobs, in their order.
        as_of: the instant to evaluate; None reads the database's clock.
        parameters: binds that these jobs use besides those of every run.
        stops_at_guards: whether a guard's reasons stop the run; a plan only collects them.
        checks_columns: whether the jobs touch the customer's tables, which are then held against the environment.
    """

    jobs: tuple[str, ...] = EVENING
    as_of: datetime | None = None
    parameters: dict[str, object] = field(default_factory=dict)
    stops_at_guards: bool = True
    checks_columns: bool = True


def execute(environment: Environment, request: Request, progress: Progress, stop: Stop) -> dict[str, Any]:
    """Run jobs under one run_id.

    A run that loses its session is started again, as another run, from what was committed; at most three in all.

    Args:
        environment: where.
        request: what to run.
        progress: told how far a chunk step is.
        stop: whether a signal asked the run to stop.

    Returns:
        The report of the run, as --json prints it; its exit_code says how it ended.

    Raises:
        LapseError: the run could not begin, and nothing was done; or it lost its session and could not begin again.
    """
    lost: list[int] = []
    try:
        return _with_restarts(environment, request, progress, stop, lost)
    except (DatabaseError, LockedError, InterruptedRunError) as error:
        if isinstance(error, InterruptedRunError) and not lost:
            raise InterruptedRunError("interrupted by a signal before the run began; nothing was done") from None
        if not lost:
            raise
        raise LapseError(
            f"run {lost[-1]} lost its session and could not be restarted ({_why_not(error)}); "
            "what it had committed stands: run again"
        ) from error


def check_jobs(environment: Environment, request: Request) -> None:
    """Refuse, before anything is done, a job that is not there, comes twice, or needs what a request does not give.

    Args:
        environment: where.
        request: what to run.

    Raises:
        UsageError: it is one of these.
    """
    catalog = Catalog(environment)
    for job in request.jobs:
        steps = catalog.job(job)
        if request.jobs.count(job) > 1:
            raise UsageError(f"the job {job} is named twice; nothing was done")
        offered = {*RUN_BINDS, *request.parameters}
        if missing := sorted({bind for step in steps for bind in step.header.binds} - offered):
            raise UsageError(f"{job} needs {', '.join(missing)}: it has a command of its own; nothing was done")


def _why_not(error: LapseError) -> str:
    if isinstance(error, DatabaseError):
        return f"{error.code}: {error.detail}"
    if isinstance(error, LockedError):
        return "another run, or still its own lost session, holds the lock"
    return str(error)


def clock(session: Session, as_of: datetime | None) -> datetime:
    """Return the as-of of a run: the one asked for, or the database's clock now.

    Raises:
        UsageError: it lies in the future; accesses until then would count as never having happened.
    """
    now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
    session.rollback()
    if as_of is not None and as_of > now:
        raise UsageError(f"--as-of {as_of} is later than the database's clock, {now}: nothing was done")
    return (as_of or now).replace(microsecond=0)


def _with_restarts(
    environment: Environment, request: Request, progress: Progress, stop: Stop, lost: list[int]
) -> dict[str, Any]:
    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, DatabaseError) and error.fault is Fault.LOST),
        stop=tenacity.stop_after_attempt(3),
        wait=tenacity.wait_random_exponential(multiplier=1, max=20),
        before_sleep=_log_restart,
        sleep=stop.sleep,
        reraise=True,
    ):
        with attempt:
            stop.check()
            last = attempt.retry_state.attempt_number == 3
            return _attempt(Database(environment), request, progress, stop, None if last else lost)
    raise AssertionError("tenacity returns or raises")


def _attempt(
    database: Database, request: Request, progress: Progress, stop: Stop, lost: list[int] | None
) -> dict[str, Any]:
    """Run once; a run that loses its session adds its number to `lost` and raises, unless that is None."""
    patience = _PLAN_PATIENCE_S if request.jobs == EVENING else 0
    with hold_lock(database, stop, patience) as lock:  # first of all: who comes second knows it at once
        review.check(database.catalog)
        with database.session() as session:
            if request.checks_columns:
                check_columns(session)
            as_of = clock(session, request.as_of)
            run = Run(session, lock, stop, as_of, request.jobs, request.parameters, request.stops_at_guards)
            stop.cancel = session.cancel
            try:
                _work(run, progress, lost)
            finally:
                stop.cancel = None
            report = _finish(run)
    facts = {name: report[name] for name in ("run_id", "status", "exit_code", "counts")}
    log.log(_LEVEL[run.status], "run %s: %s", run.run_id, run.message or run.status, extra=facts)
    return report


def _work(run: Run, progress: Progress, lost: list[int] | None) -> None:
    try:
        run.stop.check()
        run.start()
        begins = "run %s begins: %s as of %s"
        log.info(begins, run.run_id, ", ".join(run.jobs), run.as_of, extra={"run_id": run.run_id})
        for job in run.jobs:
            run_job(run, job, progress)
    except StoppedError as error:
        _end_badly(run, "stopped", error)
    except LapseError as error:
        if not run.run_id:
            raise
        if isinstance(error, DatabaseError) and error.fault is Fault.LOST and lost is not None and not run.stop.asked:
            lost.append(run.run_id)
            raise
        _end_badly(run, "failed", error)
    else:
        rejected = sum(step.rejected for step in run.steps)
        run.status, run.exit_code = ("rejected", Exit.REJECTED) if rejected else ("done", Exit.DONE)
        run.message = _pause(run)


def _pause(run: Run) -> str | None:
    """Say until when revocation is paused, of an evening or a plan; nothing where that cannot be read."""
    if "revoke" in run.jobs:
        meaning = "revoked nothing"
    elif run.jobs == PLAN:
        meaning = "evenings revoke nothing until then"
    else:
        return None
    with suppress(DatabaseError):
        for row in run.session.query("pause/read_pause_of_run.sql", run_id=run.run_id):
            return f"paused until {row['ends_at']} ({row['reason']}): {meaning}"
    return None


def _finish(run: Run) -> dict[str, Any]:
    """Write the end of the run and return its report; an end that cannot be written makes the run fail."""
    try:
        run.finish()
    except LapseError as error:
        run.status, run.exit_code = "failed", Exit.ERROR
        run.message = "; ".join(filter(None, [run.message, str(error)]))
    return _report(run)


def _end_badly(run: Run, status: str, error: LapseError) -> None:
    """Say what failed, what is untouched, and how to go on."""
    run.status, run.exit_code = status, error.exit_code
    begun = {step.job for step in run.steps}
    cancelled = isinstance(error, DatabaseError) and run.stop.asked
    words = "interrupted by a signal" if cancelled else str(error)
    run.message = "; ".join(
        [
            words,
            *(_consequence(run, job, error) for job in run.jobs if job in begun),
            *(f"{job} was not started and changed nothing" for job in run.jobs if job not in begun),
            *(_advice(run) if status == "stopped" and run.jobs == EVENING and "revoke" not in begun else []),
        ]
    )


def _consequence(run: Run, job: str, error: LapseError) -> str:
    steps = run.session.catalog.job(job)
    if [step.status for step in run.steps if step.job == job] == ["done"] * len(steps):
        return f"{job} is complete"
    if isinstance(error, DatabaseError) and error.at_commit and error.fault is not Fault.ITEM:
        return _outcome_of_commit(run, job)
    if all(step.transaction == Transaction.GUARD for step in run.steps if step.job == job):
        return f"{job} ran only its guards and changed nothing"
    if any(step.header.transaction is Transaction.TASKLET for step in steps):
        return f"all of {job} was rolled back: no row of it is gone or changed"
    return f"what {job} has committed stands; the next run of {job} begins with its first step"


def _outcome_of_commit(run: Run, job: str) -> str:
    """Read back, on a new session, whether a commit took place whose answer was lost: its steps are in the ledger."""
    try:
        with run.session.database.session() as session:
            steps = read_run(session, run.run_id)["steps"]
    except LapseError:
        return f"whether the last commit of {job} took place is not known: see lapse show {run.run_id}, then run again"
    newest = next(step.step for step in reversed(run.steps) if step.job == job)
    if any((row["job"], row["step"], row["status"]) == (job, newest, "done") for row in steps):
        return f"the last commit of {job} took place all the same: see lapse show {run.run_id}"
    return f"the last commit of {job} did not take place"


def _advice(run: Run) -> list[str]:
    """A run that was stopped once its list was complete can be looked at, and accepted."""
    try:
        judged_at = read_run(run.session, run.run_id)["judged_at"]
    except LapseError:
        return []
    lapse = f"lapse --env {run.session.database.environment.argument}"
    accept = f"{lapse} run --accept-plan {run.run_id} --reason WHY"
    return [f"its list: {lapse} candidates {run.run_id}; to accept it: {accept}"] if judged_at else []


def _report(run: Run) -> dict[str, Any]:
    counts, held = _read_counted(run)
    return {
        "run_id": run.run_id,
        "environment": run.session.database.environment.name,
        "status": run.status,
        "exit_code": int(run.exit_code),
        "as_of": run.as_of,
        "steps": [asdict(step) | {"seconds": round(step.seconds, 3)} for step in run.steps],
        "counts": counts,
        "held": held,
        "guards": [{"step": step, "reasons": reasons} for step, reasons in run.reasons.items()],
        "message": run.message,
    }


def _read_counted(run: Run) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Read what the run counted, on a new session where its own is lost; nothing where there is none to be had."""
    try:
        return read_counts(run.session, run.run_id), read_held(run.session, run.run_id)
    except DatabaseError:
        with suppress(DatabaseError), run.session.database.session() as another:
            return read_counts(another, run.run_id), read_held(another, run.run_id)
    return {}, []


def _log_restart(state: tenacity.RetryCallState) -> None:
    error = state.outcome and state.outcome.exception()
    if not str(error).startswith("cannot connect"):  # that is said once, when the last attempt has failed
        log.warning("the database was lost (%s); restarting from the last commit", error)
