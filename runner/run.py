"""One evening: lock, as-of, ledger and the jobs in their order; design: the command."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import tenacity

from runner import review
from runner.customer import check_columns
from runner.database import Database, Session
from runner.environment import Environment
from runner.errors import DatabaseError, Exit, Fault, LapseError, LockedError, StoppedError, UsageError
from runner.header import Transaction
from runner.ledger import Run, hold_lock, read_counts, read_held
from runner.transactions import Progress, run_job

log = logging.getLogger("lapse")

_LEVEL = {"done": logging.INFO, "rejected": logging.WARNING, "stopped": logging.ERROR, "failed": logging.ERROR}


@dataclass(frozen=True)
class _Asked:
    jobs: list[str]
    as_of: datetime | None
    parameters: dict[str, object]
    lost: list[int] = field(default_factory=list)  # runs that had begun and lost their sessions


def execute(
    environment: Environment,
    jobs: list[str],
    as_of: datetime | None,
    progress: Progress,
    parameters: dict[str, object] | None = None,
) -> dict[str, Any]:
    """Run jobs under one run_id.

    A run that loses its session is started anew, as another run, from what was committed; at most three in all.

    Args:
        environment: where.
        jobs: the jobs, in their order.
        as_of: the instant the run speaks of; None reads the database's clock.
        progress: told how far a chunk step is.
        parameters: binds that these jobs use besides those of every run.

    Returns:
        The report of the run, as --json prints it; its exit_code says how it ended.

    Raises:
        LapseError: the run could not begin, and nothing was done; or it lost its session and could not begin again.
    """
    asked = _Asked(jobs, as_of, parameters or {})
    try:
        return _until_kept(environment, asked, progress)
    except (DatabaseError, LockedError) as error:
        if not asked.lost:
            raise
        held = "another run, or still its own lost session, holds the lock"
        why = f"{error.code}: {error.detail}" if isinstance(error, DatabaseError) else held
        raise LapseError(
            f"run {asked.lost[-1]} lost its session on the way and could not be started again ({why}); "
            "what it had committed stands: run again"
        ) from error


def clock(session: Session, as_of: datetime | None) -> datetime:
    """Return the as-of of a run: the one asked for, or the database's clock now.

    Raises:
        UsageError: it lies in the future; accesses until then would count as never having happened.
    """
    now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
    session.rollback()
    if as_of is not None and as_of > now:
        raise UsageError(f"--as-of {as_of} lies after the database's clock, {now}: nothing was done")
    return (as_of or now).replace(microsecond=0)


def _until_kept(environment: Environment, asked: _Asked, progress: Progress) -> dict[str, Any]:
    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, DatabaseError) and error.fault is Fault.LOST),
        stop=tenacity.stop_after_attempt(3),
        wait=tenacity.wait_random_exponential(multiplier=1, max=20),
        before_sleep=_say_again,
        reraise=True,
    ):
        with attempt:
            last = attempt.retry_state.attempt_number == 3
            return _attempt(Database(environment), asked, progress, last=last)
    raise AssertionError("tenacity returns or raises")


def _attempt(database: Database, asked: _Asked, progress: Progress, *, last: bool) -> dict[str, Any]:
    with hold_lock(database) as lock:  # first of all: who comes second knows it at once
        review.check(database.catalog)
        with database.session() as session:
            run = Run(session, lock, clock(session, asked.as_of), asked.jobs, asked.parameters)
            steps = [step for job in run.jobs for step in session.catalog.job(job)]
            if any(session.database.environment.tables.permission in step.text for step in steps):
                check_columns(session)
            with _interruptible(run):
                try:
                    _work(run, progress, last=last)
                except DatabaseError:
                    asked.lost.extend([run.run_id] if run.run_id else [])
                    raise
                run.finish()
            report = _report(run)
    facts = {name: report[name] for name in ("run_id", "status", "exit_code", "counts")}
    log.log(_LEVEL[run.status], "run %s: %s", run.run_id, run.message or run.status, extra=facts)
    return report


def _work(run: Run, progress: Progress, *, last: bool) -> None:
    try:
        run.start()
        begins = "run %s begins: %s as of %s"
        log.info(begins, run.run_id, " and ".join(run.jobs), run.as_of, extra={"run_id": run.run_id})
        for job in run.jobs:
            run_job(run, job, progress)
    except StoppedError as error:
        _end_badly(run, "stopped", error)
    except LapseError as error:
        if isinstance(error, DatabaseError) and error.fault is Fault.LOST and not (last or run.interrupted):
            raise
        _end_badly(run, "failed", error)
    else:
        rejected = sum(step.rejected for step in run.steps)
        run.status, run.exit_code = ("rejected", Exit.REJECTED) if rejected else ("done", Exit.DONE)


def _end_badly(run: Run, status: str, error: LapseError) -> None:
    """Say what failed and what is untouched."""
    run.status, run.exit_code = status, error.exit_code
    begun = {step.job for step in run.steps}
    run.message = "; ".join(
        [
            "interrupted by a signal" if run.interrupted else str(error),
            *(_consequence(run, job, error) for job in run.jobs if job in begun),
            *(f"{job} was not started and changed nothing" for job in run.jobs if job not in begun),
        ]
    )


def _consequence(run: Run, job: str, error: LapseError) -> str:
    steps = run.session.catalog.job(job)
    if [step.status for step in run.steps if step.job == job] == ["done"] * len(steps):
        return f"{job} is complete"
    if isinstance(error, DatabaseError) and error.where == "commit" and error.fault in (Fault.LOST, Fault.FATAL):
        return f"whether the last commit of {job} took place is not known: see lapse show {run.run_id}, then run again"
    if all(step.transaction == Transaction.GUARD for step in run.steps if step.job == job):
        return f"{job} had only asked its guards: no row is gone or changed"
    if any(step.header.transaction is Transaction.TASKLET for step in steps):
        return f"all of {job} was rolled back: no row of it is gone or changed"
    return f"what {job} has committed stands, and the next run goes on from there"


def _report(run: Run) -> dict[str, Any]:
    counts: dict[str, int] = {}
    held: list[dict[str, Any]] = []
    with suppress(DatabaseError):  # of a lost session nothing more can be read
        counts = read_counts(run.session, run.run_id)
        held = read_held(run.session, run.run_id)
    return {
        "run_id": run.run_id,
        "environment": run.session.database.environment.name,
        "status": run.status,
        "exit_code": int(run.exit_code),
        "as_of": run.as_of,
        "steps": [asdict(step) | {"seconds": round(step.seconds, 3)} for step in run.steps],
        "counts": counts,
        "held": held,
        "message": run.message,
    }


def _say_again(state: tenacity.RetryCallState) -> None:
    error = state.outcome and state.outcome.exception()
    if not str(error).startswith("cannot connect"):  # that is said once, when the last attempt has failed
        log.warning("the database was lost (%s); starting again from what was committed", error)


@contextmanager
def _interruptible(run: Run) -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end a run in good order: its statement is cancelled, rolled back and recorded."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda _number, _frame: run.interrupt()) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
