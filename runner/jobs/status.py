"""Whether the evenings of an environment work: its state, the findings behind it, and its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..database.revision import check_revision
from ..database.session import Database, Row, Session
from ..engine.history import protected, read_counts
from ..engine.ledger import EVENING
from ..environment import file
from ..errors import LapseError, ReviewError, SqlFileError, State, worst
from ..statements.catalog import Statement


@dataclass(frozen=True)
class Finding:
    """One thing that a person on call should know.

    Attributes:
        state: what it makes of the state of the environment.
        finding: what is so, in one sentence.
        todo: what to do about it, None where there is nothing to do.
        facts: further columns of its rule.
    """

    state: State
    finding: str
    todo: str | None = None
    facts: Row = field(default_factory=dict)

    def row(self) -> Row:
        """Return it as --json prints it."""
        return {"state": self.state.word, "finding": self.finding, "todo": self.todo, **self.facts}


@dataclass(frozen=True)
class Status:
    """What was found out about one environment.

    Attributes:
        environment: its name.
        settings: its environment file, None where that cannot be used.
        findings: of the rules in sql/status, of the review, or why nothing could be found out.
        figures: of sql/reports/read_figures.sql, with details those of count_put_back.sql too; empty where the tables
            could not be read.
        candidates: permissions of the newest judgement past their inactivity period, by the rule that protects them;
            those that lapse are under `lapsing`.
        permissions: permissions of the newest judgement, None where there is none.
        details: logs, notes and lock_holders, where they were asked for.
    """

    environment: str
    settings: file.Environment | None
    findings: Sequence[Finding]
    figures: Row = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)
    permissions: int | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The worst state of the findings."""
        return worst(finding.state for finding in self.findings)


def examine(name: str, *, is_detailed: bool = False) -> Status:
    """Find out how an environment is; no foreseeable failure is raised, each is a finding.

    Args:
        name: of the environment, or the path of its file.
        is_detailed: whether to read the details too, for which the customer's tables are read.
    """
    try:
        database = Database(file.read(name))
    except LapseError as error:
        return Status(Path(name).stem, None, [_unknown(error)])
    return examine_database(database, is_detailed=is_detailed)


def examine_database(database: Database, *, is_detailed: bool = False) -> Status:
    """Find out how the environment of a database is; as of `examine`."""
    settings = database.environment
    findings: list[Finding] = []
    try:
        database.catalog.hand_out_before(EVENING)
    except ReviewError as error:
        run = f"the next run will end with exit code {error.exit_code:d}"
        findings.append(_stale(database, State.CRITICAL, f"{run}: the SQL is not what was reviewed"))
    except LapseError as error:
        return Status(settings.name, settings, [_unknown(error)])
    try:
        with database.session() as session:
            return _read(session, findings, is_detailed=is_detailed)
    except ReviewError:  # of what this very function reads
        found = "the SQL of lapse status is not what was reviewed, so it was not run; the evenings do not need it"
        findings = findings or [_stale(database, State.UNKNOWN, found)]
    except LapseError as error:
        findings.append(_unknown(error))
    return Status(settings.name, settings, findings)


def _read(session: Session, findings: list[Finding], *, is_detailed: bool) -> Status:
    check_revision(session)
    figures = session.query("reports/read_figures.sql")[0]
    rules = session.catalog.folder("status")
    found = [*findings, *(_finding(statement, row) for statement in rules for row in session.query(statement))]
    judged = figures["judged_run_id"]
    counts = {} if judged is None else read_counts(session, judged)
    candidates = protected(counts)
    if judged is not None:
        candidates["lapsing"] = counts.get("lapsing", 0)
    settings = session.database.environment
    details: dict[str, Any] = {}
    if is_detailed:
        figures |= session.query("reports/count_put_back.sql")[0]
        details = _details(session)
    return Status(settings.name, settings, found, figures, candidates, counts.get("permissions"), details)


def _details(session: Session) -> dict[str, Any]:
    logs = session.query("reports/list_log_items.sql")
    notes = [row for statement in session.catalog.folder("notes") for row in session.query(statement)]
    notes += [row for row in logs if row["note"]]
    return {
        "logs": [{name: value for name, value in row.items() if name != "note"} for row in logs],
        "notes": notes,
        "lock_holders": session.lock_holders(session.catalog.templates.own("lock")),
    }


def _finding(statement: Statement, row: Row) -> Finding:
    facts = dict(row)
    try:
        return Finding(State[str(facts.pop("state")).upper()], facts.pop("finding"), facts.pop("todo"), facts)
    except KeyError:
        columns = "the columns state (ok, warning, critical or unknown), finding and todo"
        raise SqlFileError(f"a rule of lapse status needs {columns}", f"sql/{statement.path}") from None


def _unknown(error: LapseError) -> Finding:
    return Finding(State.UNKNOWN, " ".join(str(error).split()))


def _stale(database: Database, state: State, finding: str) -> Finding:
    todo = f"undo the change, or run '{database.environment.command} review' and have a DBA approve the difference"
    return Finding(state, finding, todo)
