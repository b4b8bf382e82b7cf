"""Sync and judge as a run of their own, what it lists, and whether a list can be accepted; see docs/architecture.md."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ..database.revision import check_revision
from ..database.session import Database, Row, Session
from ..engine.history import protected, read_run
from ..engine.ledger import EVENING, PLAN, Request
from ..engine.progress import Progress
from ..engine.run import execute
from ..engine.signals import Stop
from ..errors import UsageError


def plan(
    database: Database, as_of: datetime | None, what_if: Sequence[int], progress: Progress, stop: Stop
) -> dict[str, Any]:
    """Sync and judge, as a run of its own, and count what the evening would revoke.

    Args:
        database: where.
        as_of: the instant to evaluate; None reads the database's clock.
        what_if: days of inactivity to count the idle permissions at.
        progress: told where the run is.
        stop: whether a signal asked the run to stop.

    Returns:
        The report of the run, with permissions, candidates and lapsing as numbers of permission rows, programs with
        the same of each program that has candidates, protected by rule, and what_if with idle permissions by days.

    Raises:
        LapseError: the run could not begin, and nothing was done.
    """
    report = execute(database, Request(PLAN, as_of, stops_at_guards=False), progress, stop)
    counts = report["counts"]
    by_rule = protected(counts)
    lapsing = counts.get("lapsing", 0)
    with database.session() as session:
        programs = session.query("reports/count_program_candidates.sql", run_id=report["run_id"])
        curve = session.query("reports/count_idle_days.sql", as_of=report["as_of"]) if what_if else []
    return report | {
        "permissions": counts.get("permissions", 0),
        "candidates": lapsing + sum(by_rule.values()),
        "lapsing": lapsing,
        "protected": by_rule,
        "programs": programs,
        "what_if": {days: sum(row["permissions"] for row in curve if row["idle_days"] >= days) for days in what_if},
    }


def candidates(session: Session, run_id: int) -> Iterator[Row]:
    """Return the candidates of a run, each with the rule that protects it, or None where it lapses; to be read once.

    Raises:
        UsageError: there is no such run, or it has no finished judgement.
    """
    if read_run(session, run_id)["judged_at"] is None:
        raise UsageError(f"run {run_id} has no finished judgement, so it has no candidates")
    return session.stream("reports/list_candidates.sql", run_id=run_id)


def check_accepted(database: Database, run_id: int) -> None:
    """Make sure that the list of a run can be accepted: that of a plan, or of a run that was stopped.

    Raises:
        UsageError: it cannot; the text says why.
    """
    with database.session() as session:
        check_revision(session)
        found = read_run(session, run_id)
        lists = session.query("ledger/count_accepted.sql", run_id=run_id)[0]["candidates"]
    is_plan = found["jobs"] == " ".join(PLAN)
    was_stopped = found["jobs"] == " ".join(EVENING) and found["status"] == "stopped"
    if found["judged_at"] is None or not (is_plan or was_stopped):
        raise UsageError(
            f"run {run_id} is neither a plan nor a run stopped after its judgement, so its list cannot be accepted; "
            "nothing was done"
        )
    if not lists:
        raise UsageError(f"run {run_id} has no candidates that lapse, or its list was purged; nothing was done")
