"""Whether an environment can work, proven with a connection; the rules stand in sql/doctor, a query each.

A query returns rows of verdict (ok or bad), finding and todo; none means that all is well. Those of sql/doctor/oracle
read Oracle's dictionary; they have not yet been run on an Oracle server.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from runner.database.customer import column_faults
from runner.database.revision import check_revision, newest_revision
from runner.database.session import Database, Session
from runner.errors import DatabaseError, Fault, LapseError
from runner.statements.catalog import Statement


@dataclass(frozen=True)
class Finding:
    """The answer of one check.

    Attributes:
        check: its name.
        ok: whether the environment can work as far as this check goes.
        finding: what was found.
        todo: what to do about it, or None.
    """

    check: str
    ok: bool
    finding: str
    todo: str | None = None

    def __str__(self) -> str:
        """Return the line that a person reads."""
        return f"{'ok ' if self.ok else 'bad'} {self.check}: {self.finding}" + (f" -> {self.todo}" if self.todo else "")


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
    with database.session() as session:
        findings = [_connection(database), _revision(session), *_columns(session)]
        for statement in database.catalog.folder("doctor"):
            if database.dialect.has_dictionary or not statement.path.startswith("doctor/oracle/"):
                findings += _ask(session, statement)
    if not database.dialect.has_dictionary:
        findings.append(Finding("dictionary", True, "the checks of Oracle's dictionary are for Oracle, none was made"))
    return findings


def _connection(database: Database) -> Finding:
    return Finding("connection", True, f"connected by {database.dialect.driver_name}")


def _revision(session: Session) -> Finding:
    try:
        check_revision(session)
    except LapseError as error:
        _raise_if_lost(error)
        session.rollback()
        finding, _, todo = str(error).rpartition(": ")
        return Finding("own tables", False, finding, todo.removesuffix("; nothing was done"))
    return Finding("own tables", True, f"lapse's own tables stand at revision {newest_revision()}")


def _columns(session: Session) -> Iterator[Finding]:
    faults = column_faults(session)
    for finding, todo in faults:
        yield Finding("columns", False, finding, todo)
    if not faults:
        yield Finding("columns", True, "the customer's tables have the columns that the environment names")


def _ask(session: Session, statement: Statement) -> list[Finding]:
    """Ask one query; an error of the database is an answer too, as long as the session lives."""
    name = statement.header.name
    known = {"host_now": datetime.now().replace(microsecond=0)}
    try:
        rows = session.query(statement, **{bind: known[bind] for bind in statement.header.binds})
    except DatabaseError as error:
        _raise_if_lost(error)
        session.rollback()
        words = str(error).removeprefix(f"{error.where}: ")
        return [Finding(name, False, f"cannot be checked ({words})", "see what else is bad, then ask again")]
    return [Finding(name, row["verdict"] == "ok", row["finding"], row["todo"]) for row in rows] or [
        Finding(name, True, statement.header.purpose)
    ]


def _raise_if_lost(error: LapseError) -> None:
    if isinstance(error, DatabaseError) and error.fault is Fault.LOST:
        raise error
