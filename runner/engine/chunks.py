"""Chunk steps: items in ranges, each with a commit of its own, until every bad item stands alone."""

from contextlib import ExitStack

from ..database.session import Session
from ..errors import DatabaseError, Fault, LapseError
from ..statements.catalog import Statement
from .ledger import MESSAGE_BYTES, Run, StepResult, clip
from .transactions import recording_failure, retrying, timed

# Consecutive chunk steps of the same items, each with what it did.
Group = list[tuple[Statement, StepResult]]


def run_chunks(run: Run, job: str, steps: list[Statement]) -> None:
    """Commit the items in ranges; halve a range that is refused until each bad item stands alone.

    Args:
        run: the run that the job belongs to.
        job: a folder of sql/jobs.
        steps: chunk steps of the same items, which share each commit; each reports the time of the whole group.

    Raises:
        InterruptedRunError: a signal asked the run to stop.
        DatabaseError: a range failed for another reason than an item; it has been rolled back.
        LapseError: more items were rejected than may be.
    """
    with recording_failure(run):
        with ExitStack() as steps_timed:
            group = [(step, steps_timed.enter_context(timed(run, job, step))) for step in steps]
            items = _count_items(run.session, steps[0])
            ranges = _ranges(items, run.session.database.environment.sync.chunk_rows)
            while ranges:
                first, last = ranges.pop()
                try:
                    affected = _write_range(run, group, first, last)
                except DatabaseError as error:
                    run.session.rollback()
                    if error.fault is not Fault.ITEM:
                        error.add_place(f"items {first} to {last}")
                        raise
                    if first < last:
                        middle = (first + last) // 2
                        ranges += [(middle + 1, last), (first, middle)]
                        continue
                    _reject(run, group, first, error)
                else:
                    _count(group, last - first + 1, affected)
                run.progress.items(last, items)
            _check_counts(run, group, items)
        run.fence()
        for _, result in group:
            run.record(result)
        run.commit()


def _ranges(items: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges of so many items, the first of them last."""
    ranges = [(first, min(first + size - 1, items)) for first in range(1, items + 1, size)]
    return ranges[::-1]


def _count(group: Group, items: int, affected: list[int]) -> None:
    for (_, result), rows in zip(group, affected, strict=True):
        result.chunks += 1
        result.affected += rows
        result.unchanged += items - rows


def _check_counts(run: Run, group: Group, items: int) -> None:
    """Check that every item was written, unchanged or rejected, and that none disappeared."""
    step, _ = group[0]
    if (left := _count_items(run.session, step)) != items:  # else those that vanished count as unchanged
        raise LapseError(f"{step.where}: only {left} of {items} items are still staged")
    for step, result in group:
        if result.affected + result.unchanged + result.rejected != items:
            raise LapseError(
                f"{step.where}: {items} items were staged, but written, unchanged and rejected do not add up: {result}"
            )


def _write_range(run: Run, group: Group, first: int, last: int) -> list[int]:
    """Write a range of items by each step of the group and commit; return the rows of each step."""
    for attempt in retrying(run):
        with attempt:
            run.fence()
            affected = []
            for step, result in group:
                run.session.tag(result.job, step)
                affected.append(run.session.execute(step, **run.binds(step, item_from=first, item_to=last)))
            _check_range(group, first, last, affected)
            run.commit()
            return affected
    raise AssertionError("tenacity returns or raises")


def _check_range(group: Group, first: int, last: int, affected: list[int]) -> None:
    """Make sure that no step changed more rows than there are items, and all of the group changed as many."""
    for (step, _), rows in zip(group, affected, strict=True):
        if rows > last - first + 1:
            raise LapseError(f"{step.where}: {rows} rows for the items {first} to {last}")
    if len(set(affected)) > 1:
        names = " and ".join(step.where for step, _ in group)
        raise LapseError(f"items {first} to {last}: {names} share a commit but changed {affected} rows")


def _reject(run: Run, group: Group, item_no: int, error: DatabaseError) -> None:
    """Record an item that the database refused, once for the group.

    Raises:
        LapseError: these are more than max_rejected now; or the item is no longer there.
    """
    step, result = group[0]
    for attempt in retrying(run):
        with attempt:
            run.fence()
            kept = run.session.execute(
                run.session.catalog.of_items("chunk/reject_item.sql", step),
                run_id=run.run_id,
                job=result.job,
                item_no=item_no,
                error_code=clip(error.code, 30),
                error_message=clip(error.detail, MESSAGE_BYTES),
            )
            if kept != 1:
                raise LapseError(f"item {item_no} was refused with {error.code} and is no longer staged")
            run.commit()
    for _, each in group:
        each.rejected += 1
    most = run.session.database.environment.sync.max_rejected
    if result.rejected > most:
        raise LapseError(
            f"{step.where}: more than max_rejected = {most} items were rejected, the last one "
            f"with {error.code}: {error.detail} (list them: lapse rejected {run.run_id})"
        ) from None


def _count_items(session: Session, step: Statement) -> int:
    row = session.query(session.catalog.of_items("chunk/count_items.sql", step))[0]
    session.rollback()
    if row["items"] != row["last_item_no"]:
        raise LapseError(f"{row['items']} items are staged, but the highest item number is {row['last_item_no']}")
    return int(row["items"])
