"""Whether an environment can work, proven with a connection; the rules stand in sql/doctor, a query each.

A query returns rows of verdict, finding and todo; none means that all is well. Those of sql/doctor/tables can be asked
of any database, the others of Oracle's dictionary; they have not yet been run on an Oracle server.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..database.customer import column_faults
from ..database.revision import newest_revision, revision_fault
from ..database.session import Database, Session
from ..errors import DatabaseError, Fault
from ..statements.catalog import Statement


class Verdict(StrEnum):
    """What a finding means for whoever asks: nothing to do, something to look at, something to repair."""

    OK = "ok"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """The answer of one check.

    Attributes:
        check: its name.
        verdict: whether the environment can work as far as this check goes; `look` where lapse cannot judge it.
        finding: what was found.
        todo: what to do about it, or None.
    """

    check: str
    verdict: Verdict
    finding: str
    todo: str | None = None

    def __str__(self) -> str:
        """Return the line that a person reads."""
        return f"{self.verdict:<4} {self.check}: {self.finding}" + (f" -> {self.todo}" if self.todo else "")


def examine(database: Database) -> list[Finding]:
    """Ask every check, whatever the others found.

    Args:
        database: the environment's database.

    Returns:
        The answers, at least one a check.

    Raises:
        DatabaseError: the database cannot be reached, or was lost meanwhile.
        SettingsError: the settings cannot be used.
    """
    connected = Finding("connection", Verdict.OK, f"connected by {database.dialect.driver_name}")
    with database.session() as session:
        findings = [connected, _revision(session), *_columns(session)]
        for folder in _folders(session):
            for statement in database.catalog.folder(f"doctor/{folder}"):
                findings += _ask(session, statement)
    if not database.dialect.has_dictionary:
        findings.append(Finding("dictionary", Verdict.OK, "this database has no Oracle dictionary to check"))
    return findings


def _folders(session: Session) -> list[str]:
    """Return the folders of sql/doctor with the checks that can be asked here."""
    if not session.database.dialect.has_dictionary:
        return ["tables"]
    return ["tables", *(row["folder"] for row in session.query("doctor/oracle_folders.sql"))]


def _revision(session: Session) -> Finding:
    try:
        fault = revision_fault(session)
    except DatabaseError as error:
        return _refused("own tables", session, error)
    if fault:
        session.rollback()
        return Finding("own tables", Verdict.BAD, *fault)
    return Finding("own tables", Verdict.OK, f"lapse's own tables stand at revision {newest_revision()}")


def _columns(session: Session) -> Iterator[Finding]:
    faults = column_faults(session)
    for finding, todo in faults:
        yield Finding("columns", Verdict.BAD, finding, todo)
    if not faults:
        yield Finding("columns", Verdict.OK, "the customer's tables have the columns that the environment names")


def _ask(session: Session, statement: Statement) -> list[Finding]:
    """Ask one query."""
    name = statement.header.name
    known = {"host_now": datetime.now().replace(microsecond=0)}
    try:
        rows = session.query(statement, **{bind: known[bind] for bind in statement.header.binds})
    except DatabaseError as error:
        return [_refused(name, session, error)]
    return [Finding(name, Verdict(row["verdict"]), row["finding"], row["todo"]) for row in rows] or [
        Finding(name, Verdict.OK, statement.header.purpose)
    ]


def _refused(check: str, session: Session, error: DatabaseError) -> Finding:
    """Make an answer of the database's error, as long as the session lives."""
    if error.fault is Fault.LOST:
        raise error
    session.rollback()
    finding = f"cannot be checked ({error.words})"
    return Finding(check, Verdict.BAD, finding, "see what else is bad, then ask again")
