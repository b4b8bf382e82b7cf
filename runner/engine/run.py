"""One run, from top to bottom: lock, as-of, ledger, and the transactions of its jobs; see docs/architecture.md."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import tenacity

from ..database.customer import check_columns
from ..database.session import Database, Session
from ..errors import DatabaseError, Fault, InterruptedRunError, LapseError, NotRestartedError, StoppedError, UsageError
from ..statements import binds
from ..statements.catalog import Catalog
from . import outcome
from .chunks import run_chunks
from .ledger import EVENING, Request, Run
from .lock import hold_lock
from .progress import Progress
from .signals import Stop
from .transactions import run_in_one, transactions

log = logging.getLogger("lapse")

_LEVEL = {"done": logging.INFO, "rejected": logging.WARNING, "stopped": logging.ERROR, "failed": logging.ERROR}
_ATTEMPTS = 3
_PLAN_PATIENCE_S = 600


def execute(database: Database, request: Request, progress: Progress, stop: Stop) -> dict[str, Any]:
    """Run jobs under one run_id.

    A run that loses its session is started again, as another run, from what was committed; at most three in all.

    Args:
        database: where.
        request: what to run.
        progress: told where the run is.
        stop: whether a signal asked the run to stop.

    Returns:
        The report of the run, as --json prints it; its exit_code says how it ended.

    Raises:
        NotRestartedError: the run lost its session and could not begin again.
        LapseError: any other: the run could not begin, and nothing was done.
    """
    lost: list[int] = []
    try:
        for attempt in _attempts(stop):
            with attempt:
                stop.check()
                is_last = attempt.retry_state.attempt_number == _ATTEMPTS
                return _run_once(database, request, progress, stop, None if is_last else lost)
    except LapseError as error:
        if lost:
            raise NotRestartedError(outcome.not_restarted(lost[-1], error)) from error
        if isinstance(error, InterruptedRunError):
            raise InterruptedRunError("interrupted by a signal before the run began; nothing was done") from None
        raise
    raise AssertionError("tenacity returns or raises")


def _run_once(
    database: Database, request: Request, progress: Progress, stop: Stop, lost: list[int] | None
) -> dict[str, Any]:
    """Run once; a run that loses its session adds its number to `lost` and raises, unless that is None."""
    catalog = database.catalog
    patience = _PLAN_PATIENCE_S if request.jobs == EVENING else 0
    with hold_lock(database, stop, patience) as lock:  # first, so that a second run ends at once
        catalog.hand_out_before(request.jobs)
        check_jobs(catalog, request)
        with database.session() as session:
            if request.checks_columns:
                check_columns(session)
            run = Run(request, session, lock, stop, progress, clock(session, request.as_of))
            with _cancelled_by_signals(run), _keeping_how_it_ended(run, lost):
                run.start()
                for job in request.jobs:
                    for steps in transactions(catalog.job(job)):
                        run_transaction = run_chunks if steps[0].header.items else run_in_one
                        run_transaction(run, job, steps)
            outcome.write_end(run)
            report = outcome.report(run)
    facts = {name: report[name] for name in ("run_id", "status", "exit_code", "counts")}
    log.log(_LEVEL[run.status], "run %s: %s", run.run_id, outcome.sentence(run), extra=facts)
    return report


def check_jobs(catalog: Catalog, request: Request) -> None:
    """Refuse an unknown job, a repeated job, and a job that needs values the request lacks, before anything is done.

    Args:
        catalog: the SQL.
        request: what to run.

    Raises:
        UsageError: it is one of these.
    """
    for job in request.jobs:
        steps = catalog.job(job)
        if request.jobs.count(job) > 1:
            raise UsageError(f"the job {job} is given twice; nothing was done")
        if missing := binds.missing((step.header for step in steps), request.parameters):
            raise UsageError(f"{job} needs {', '.join(missing)}: it has its own command; nothing was done")


def clock(session: Session, as_of: datetime | None) -> datetime:
    """Return the as-of of a run: the one asked for, or the database's clock now.

    Raises:
        UsageError: it lies in the future; accesses until then would count as never having happened.
    """
    now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
    session.rollback()
    if as_of is not None and as_of > now:
        raise UsageError(f"--as-of {as_of} is later than the database's clock, {now}; nothing was done")
    return (as_of or now).replace(microsecond=0)


@contextmanager
def _cancelled_by_signals(run: Run) -> Iterator[None]:
    """Let a signal cancel the running statement while the block runs."""
    run.stop.cancel = run.session.cancel
    try:
        yield
    finally:
        run.stop.cancel = None


@contextmanager
def _keeping_how_it_ended(run: Run, lost: list[int] | None) -> Iterator[None]:
    """Turn what the block raises into how the run ended; an error before the run has a number is raised on."""
    try:
        run.stop.check()
        yield
    except StoppedError as error:
        outcome.end_badly(run, "stopped", error)
    except LapseError as error:
        if not run.run_id:
            raise
        if isinstance(error, DatabaseError) and error.fault is Fault.LOST and lost is not None and not run.stop.asked:
            lost.append(run.run_id)
            raise
        outcome.end_badly(run, "failed", error)
    except Exception as error:  # a defect of lapse itself: its traceback is printed, and the run must not look alive
        if run.run_id:
            outcome.end_badly(run, "failed", LapseError(f"{type(error).__name__}: {error}"))
            outcome.write_end(run)
        raise
    else:
        outcome.end_well(run)


def _attempts(stop: Stop) -> tenacity.Retrying:
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, DatabaseError) and error.fault is Fault.LOST),
        stop=tenacity.stop_after_attempt(_ATTEMPTS),
        wait=tenacity.wait_random_exponential(multiplier=1, max=20),
        before_sleep=_log_restart,
        sleep=stop.sleep,
        reraise=True,
    )


def _log_restart(state: tenacity.RetryCallState) -> None:
    error = state.outcome and state.outcome.exception()
    if isinstance(error, DatabaseError) and not error.at_connect:  # that is said once, when the last attempt has failed
        log.warning("lost the connection to the database (%s); restarting from the last commit", error)
