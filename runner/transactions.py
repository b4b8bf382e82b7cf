"""The four transaction kinds of a step, and how a job is made of them; design: transactions."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import tenacity

from runner.database import Session
from runner.errors import DatabaseError, Fault, LapseError, SqlFileError, StoppedError
from runner.header import Transaction
from runner.ledger import MESSAGE_BYTES, Run, StepResult, clip
from runner.render import Statement

# Told after each chunk: items done, items in all.
Progress = Callable[[int, int], None]


def run_job(run: Run, job: str, progress: Progress) -> None:
    """Run the steps of a job under the transaction kinds that they declare.

    Args:
        run: the run that the job belongs to.
        job: a folder of sql/jobs.
        progress: told how far a chunk step is.

    Raises:
        StoppedError: a guard answered.
        DatabaseError: a step failed; what its kind promises has been rolled back.
        LapseError: more items were rejected than may be.
    """
    steps = run.session.catalog.job(job)
    if any(step.header.transaction is Transaction.TASKLET for step in steps):
        _run_together(run, job, steps)
        return
    for step in steps:
        run.session.tag(job, step.header.name)
        if step.header.transaction is Transaction.CHUNK:
            _run_chunks(run, job, step, progress)
        else:
            _run_alone(run, job, step)


def _run_alone(run: Run, job: str, step: Statement) -> None:
    """A guard or a statement: a transaction of its own."""
    with _failure_kept(run) as before:
        for attempt in _again(run.session):
            with attempt:
                del run.steps[before:]
                run.fence()
                with _timed(run, job, step) as result:
                    _execute(run, step, result)
                run.record(result)
                run.session.commit()


def _run_together(run: Run, job: str, steps: list[Statement]) -> None:
    """All steps of a job with tasklets: one transaction, all or nothing, the rows of the ledger too."""
    with _failure_kept(run) as before:
        for attempt in _again(run.session):
            with attempt:
                del run.steps[before:]
                run.fence()
                for step in steps:
                    run.session.tag(job, step.header.name)
                    with _timed(run, job, step) as result:
                        _execute(run, step, result)
                    run.record(result)
                run.session.commit()


def _run_chunks(run: Run, job: str, step: Statement, progress: Progress) -> None:
    """A commit a range of items; a range with bad items is halved until each of them stands alone."""
    with _failure_kept(run):
        with _timed(run, job, step) as result:
            items = _count_items(run.session)
            _write_items(run, step, items, result, progress)
            if result.affected + result.unchanged + result.rejected != items:
                raise LapseError(
                    f"{step.where}: {items} items staged, but not as many merged, unchanged and rejected: {result}"
                )
        run.record(result)
        run.session.commit()


def _write_items(run: Run, step: Statement, items: int, result: StepResult, progress: Progress) -> None:
    settings = run.session.database.environment.sync
    size = settings.chunk_rows
    ranges = [(first, min(first + size - 1, items)) for first in range(1, items + 1, size)]
    ranges.reverse()
    while ranges:
        first, last = ranges.pop()
        try:
            affected = _write_range(run, step, first, last)
        except DatabaseError as error:
            run.session.rollback()
            if error.fault in (Fault.LOST, Fault.FATAL):
                where = f"{error.where}, items {first} to {last}"
                raise DatabaseError(where, error.code, error.detail, error.fault) from error
            if first < last:
                middle = (first + last) // 2
                ranges += [(middle + 1, last), (first, middle)]
                continue
            _reject(run, first, error)
            result.rejected += 1
            if result.rejected > settings.max_rejected:
                raise LapseError(
                    f"{step.where}: more than max_rejected = {settings.max_rejected} items were rejected, the last one "
                    f"with {error.code}: {error.detail} (all of them: lapse rejected {run.run_id})"
                ) from None
        else:
            result.chunks += 1
            result.affected += affected
            result.unchanged += last - first + 1 - affected
        progress(last, items)


def _write_range(run: Run, step: Statement, first: int, last: int) -> int:
    for attempt in _again(run.session):
        with attempt:
            run.fence()
            affected = run.session.execute(step, **_offered(run, step, item_from=first, item_to=last))
            if affected != last - first + 1:
                _check_staged(run, step, first, last, affected)
            run.session.commit()
            return affected
    raise AssertionError("tenacity returns or raises")


def _check_staged(run: Run, step: Statement, first: int, last: int, affected: int) -> None:
    """Tell items that needed no change from items that are no longer there."""
    items = run.session.query("ledger/count_range.sql", item_from=first, item_to=last)[0]["items"]
    if items != last - first + 1:
        raise LapseError(f"{step.where}: only {items} of the items {first} to {last} are staged any more")
    if affected > items:
        raise LapseError(f"{step.where}: {affected} rows for the {items} items {first} to {last}")


def _reject(run: Run, item_no: int, error: DatabaseError) -> None:
    for attempt in _again(run.session):
        with attempt:
            run.fence()
            kept = run.session.execute(
                "ledger/reject_item.sql",
                run_id=run.run_id,
                item_no=item_no,
                error_code=clip(error.code, 30),
                error_message=clip(error.detail, MESSAGE_BYTES),
            )
            if kept != 1:
                raise LapseError(f"item {item_no} was refused with {error.code} and is no longer staged")
            run.session.commit()


def _count_items(session: Session) -> int:
    row = session.query("ledger/count_items.sql")[0]
    session.rollback()
    if row["items"] != row["last_item_no"]:
        raise LapseError(f"{row['items']} items are staged, but the last one has number {row['last_item_no']}")
    return int(row["items"])


def _execute(run: Run, step: Statement, result: StepResult) -> None:
    binds = _offered(run, step)
    if step.header.transaction is not Transaction.GUARD:
        result.affected = run.session.execute(step, **binds)
        return
    reasons = [str(row["reason"]) for row in run.session.query(step, **binds)]
    result.affected = len(reasons)
    if reasons:
        raise StoppedError(f"{step.where}: " + "; ".join(reasons))


def _offered(run: Run, step: Statement, **items: int) -> dict[str, object]:
    """Pick what the step declares from what a run can offer."""
    own = {"run_id": run.run_id, "as_of": run.as_of, "accepted_plan": None}
    offered: dict[str, object] = {**own, **run.parameters, **items}
    for name in step.header.binds:
        if name not in offered:
            raise SqlFileError(f"{step.where}: no run offers the bind '{name}'; a step may use {', '.join(offered)}")
    return {name: offered[name] for name in step.header.binds}


@contextmanager
def _timed(run: Run, job: str, step: Statement) -> Iterator[StepResult]:
    """Add a step to the run, with the seconds it took and how it ended."""
    result = StepResult(job, step.header.name, step.header.transaction)
    run.steps.append(result)
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
def _failure_kept(run: Run) -> Iterator[int]:
    """Roll back what is not committed when the block fails, and keep its steps in the ledger all the same."""
    before = len(run.steps)
    try:
        yield before
    except BaseException:
        run.session.rollback()
        run.record_failure(before)
        raise


def _again(session: Session) -> tenacity.Retrying:
    """Repeat a transaction whose error calls for it, on the same session, with back-off, before the error counts."""
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(
            lambda error: isinstance(error, DatabaseError) and error.fault in (Fault.AGAIN, Fault.LOCKED)
        ),
        stop=tenacity.stop_after_attempt(4),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
        before_sleep=lambda _state: session.rollback(),
        reraise=True,
    )
