"""How the steps of a job share transactions, and what all of these have in common; see docs/architecture.md."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

import tenacity

from ..errors import DatabaseError, Fault, StoppedError
from ..statements.catalog import Statement
from ..statements.header import Transaction
from .ledger import Run, StepResult

LOCK_BUDGET_S = 60.0


def transactions(steps: list[Statement]) -> Iterator[list[Statement]]:
    """Yield the steps of a job in groups that share their transactions.

    Args:
        steps: of the job, in their order. With a tasklet among them all share one transaction; consecutive chunk steps
            of the same items share the commit of each range; each other step is a transaction of its own.
    """
    if any(step.header.transaction is Transaction.TASKLET for step in steps):
        yield steps
        return
    for items, group in groupby(steps, key=lambda step: step.header.items):
        if items:
            yield list(group)
        else:
            yield from ([step] for step in group)


def run_in_one(run: Run, job: str, steps: list[Statement]) -> None:
    """Run a guard, a statement, or all steps of a job with tasklets in one transaction, the rows of the ledger too.

    Args:
        run: the run that the job belongs to.
        job: a folder of sql/jobs.
        steps: the steps.

    Raises:
        StoppedError: a guard answered, and the run stops at guards.
        InterruptedRunError: a signal asked the run to stop.
        DatabaseError: a step failed; all of the transaction has been rolled back.
    """
    with recording_failure(run) as before:
        for attempt in retrying(run):
            with attempt:
                del run.steps[before:]
                run.fence()
                for step in steps:
                    run.stop.check()
                    run.session.tag(job, step)
                    with timed(run, job, step) as result:
                        _execute(run, step, result)
                    run.record(result)
                run.commit()


def _execute(run: Run, step: Statement, result: StepResult) -> None:
    if step.header.transaction is not Transaction.GUARD:
        result.affected = run.session.execute(step, **run.binds(step))
        return
    result.reasons = [str(row["reason"]) for row in run.session.query(step, **run.binds(step))]
    result.affected = len(result.reasons)
    if result.reasons and run.request.stops_at_guards:
        raise StoppedError(f"{step.where}: " + "; ".join(result.reasons))


@contextmanager
def timed(run: Run, job: str, step: Statement) -> Iterator[StepResult]:
    """Add a step to the run, with the seconds it took and how it ended."""
    result = StepResult(job, step.header.name, step.header.transaction)
    run.begin(result)
    started = time.monotonic()
    try:
        yield result
    except StoppedError:
        result.status = "stopped"
        raise
    except BaseException:
        result.status = "failed"
        raise
    finally:
        result.seconds = time.monotonic() - started


@contextmanager
def recording_failure(run: Run) -> Iterator[int]:
    """Roll back what is not committed when the block fails, and keep its steps in the ledger all the same."""
    before = len(run.steps)
    try:
        yield before
    except BaseException as error:
        if isinstance(error, DatabaseError) and error.fault is Fault.LOCKED:
            error.add_holders(run.session.lock_holders(run.session.database.environment.tables.permission))
        run.session.rollback()
        run.record_failure(before)
        raise


def retrying(run: Run) -> tenacity.Retrying:
    """Repeat a transaction whose error calls for it, on the same session, with back-off, before the error counts.

    A deadlock is tried four times; a row that another session holds, for one budget of time.
    """
    deadlocks = 0

    def is_enough(state: tenacity.RetryCallState) -> bool:
        nonlocal deadlocks
        error = state.outcome and state.outcome.exception()
        if isinstance(error, DatabaseError) and error.fault is Fault.LOCKED:
            return (state.seconds_since_start or 0) >= LOCK_BUDGET_S
        deadlocks += 1
        return deadlocks >= 4

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(
            lambda error: isinstance(error, DatabaseError) and error.fault in (Fault.AGAIN, Fault.LOCKED)
        ),
        stop=is_enough,
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
        before_sleep=lambda _state: run.session.rollback(),
        sleep=run.stop.sleep,
        reraise=True,
    )
