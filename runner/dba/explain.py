"""How the database would run the statements, and whether it listens to their hints; see docs/architecture.md.

The Oracle part has not yet run on an Oracle server.
"""

from collections import Counter
from dataclasses import dataclass

from ..database.revision import check_revision
from ..database.session import Row, Session
from ..engine.run import clock
from ..statements.binds import BINDS
from ..statements.catalog import Statement
from .hint_report import HintVerdict, judge


@dataclass(frozen=True)
class Explained:
    """The plan of one statement; what follows `plan` is None where the database has no PLAN_TABLE to be read.

    Attributes:
        path: its file, relative to sql/.
        index: the index that its header counts on.
        undo: how its effect is taken back, as its header says.
        plan: the plan, line by line.
        problems: why its hints cannot be trusted.
        hints_used: the hints that the database used.
        hints_unused: those that it did not, each with the reason.
        accesses: how it reaches each table and index: the rows of sql/explain/30_read_accesses.sql.
        passes: how many lines of the plan read the whole of a table or index, or of its partitions, by its name.
    """

    path: str
    index: str
    undo: str
    plan: list[str]
    problems: list[str] | None = None
    hints_used: list[str] | None = None
    hints_unused: list[str] | None = None
    accesses: list[Row] | None = None
    passes: dict[str, int] | None = None


def explain(session: Session, jobs: list[str]) -> list[Explained]:
    """Explain each statement of some jobs; nothing is changed.

    Args:
        session: any session with the rights of the runtime account.
        jobs: the jobs.

    Returns:
        The plans, in the order in which the statements run.

    Raises:
        LapseError: lapse's tables are missing, or the database refused a statement.
    """
    check_revision(session)
    now = clock(session, None)
    binds = {name: now if bind.type == "date" else bind.sample for name, bind in BINDS.items()}
    return [_explain(session, step, binds) for job in jobs for step in session.catalog.job(job)]


def assess(step: Statement, plan: list[str], accesses: list[Row]) -> Explained:
    """Say what a plan of Oracle means.

    Args:
        step: the statement.
        plan: the lines of sql/explain/20_read_plan.sql.
        accesses: the rows of sql/explain/30_read_accesses.sql.
    """
    verdict: HintVerdict = judge(step.text, plan, {row["object_name"] for row in accesses})
    passes = Counter(row["object_name"] for row in accesses if row["is_pass"])
    header = step.header
    return Explained(
        step.path,
        header.index,
        header.undo,
        plan,
        verdict.problems,
        verdict.used,
        verdict.unused,
        accesses,
        dict(passes),
    )


def _explain(session: Session, step: Statement, binds: dict[str, object]) -> Explained:
    wanted = {name: binds[name] for name in step.header.binds}
    rows = session.explain(step, wanted)
    if rows is not None:
        return Explained(step.path, step.header.index, step.header.undo, rows)
    plan = [row["line"] for row in session.query("explain/20_read_plan.sql")]
    accesses = session.query("explain/30_read_accesses.sql")
    session.execute("explain/10_empty_plan_table.sql")
    session.rollback()
    return assess(step, plan, accesses)
