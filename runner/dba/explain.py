"""How the database would run the statements, and whether it listens to their hints; see docs/architecture.md.

The Oracle part has not yet run on an Oracle server.
"""

import re
from dataclasses import dataclass

from runner.database.revision import check_revision
from runner.database.session import Session
from runner.dba import hints
from runner.engine.run import clock
from runner.statements.binds import BINDS
from runner.statements.catalog import Statement
from runner.statements.header import comments

# A line of dbms_xplan's hint report: U unused, N not resolved, E syntax error; no letter: used.
_REPORTED = re.compile(r"\s+(?:([UNE])\s)?\s*-\s+([a-z_]+.*)", re.IGNORECASE)
_LETTERS = {"U": "was not used", "N": "names something that is not there", "E": "has a syntax error"}


@dataclass(frozen=True)
class Explained:
    """The plan of one statement.

    Attributes:
        path: its file, relative to sql/.
        index: the index that its header counts on.
        undo: how its effect is taken back, as its header says.
        plan: the plan, line by line.
        problems: why its hints cannot be trusted; None where the database has no hints to judge.
    """

    path: str
    index: str
    undo: str
    plan: list[str]
    problems: list[str] | None


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


def judge(text: str, plan: list[str], indexes: set[str]) -> list[str]:
    """Hold the hints of a statement against what the plan says of them.

    Args:
        text: the rendered statement.
        plan: dbms_xplan's lines with +HINT_REPORT.
        indexes: the indexes that the plan goes through, lower case.

    Returns:
        What is wrong, a sentence each; empty when every hint was used and every hinted index stands in the plan.
    """
    reported: dict[str, list[str | None]] = {}
    for match in filter(None, map(_REPORTED.fullmatch, plan)):
        reported.setdefault(_plain(match[2]), []).append(match[1])
    problems = []
    given = (comment[3:-2] for _, comment in comments(text) if comment.startswith("/*+"))
    for hint in (hint for body in given for hint in hints.parse(body) or ()):
        letters = reported.get(_plain(f"{hint.name}({' '.join(hint.arguments)})" if hint.arguments else hint.name))
        if not letters:
            problems.append(f"the {hint} is not in the hint report: is it right behind its verb?")
        elif letter := letters.pop():
            problems.append(f"the {hint} {_LETTERS[letter.upper()]}")
        if hint.name == "index":
            named = [word.lower() for word in hint.arguments[1:] if not word.startswith("(")]
            problems += [f"the index {index} of {hint} is not in the plan" for index in named if index not in indexes]
    return problems


def _explain(session: Session, step: Statement, binds: dict[str, object]) -> Explained:
    said = (step.path, step.header.index, step.header.undo)
    wanted = {name: binds[name] for name in step.header.binds}
    rows = session.explain(step, wanted)
    if rows is not None:
        return Explained(*said, rows, None)
    plan = [row["line"] for row in session.query("explain/20_read_plan.sql")]
    indexes = {row["index_name"] for row in session.query("explain/30_read_plan_indexes.sql")}
    session.execute("explain/10_empty_plan_table.sql")
    session.rollback()
    return Explained(*said, plan, judge(step.text, plan, indexes))


def _plain(hint: str) -> str:
    return re.sub(r'[\s"]+', "", hint).lower()
