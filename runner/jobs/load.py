"""CSV files into the customer's tables, in constant memory; bad lines are kept with their number and reason."""

import csv
import itertools
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from ..database.customer import create_missing
from ..database.session import Database, Session
from ..engine.lock import hold_lock
from ..engine.signals import Stop
from ..environment.sections import AccessLog
from ..errors import DatabaseError, Fault, LapseError
from ..statements.catalog import Statement
from .csv_lines import Line, Records, log_columns, permission_columns, read_lines
from .encoded import check_encoding, open_text

BATCH_ROWS = 5000


class _Rejects:
    """FILE.rejected.csv, made when the first line is rejected; as a context, of a load that fails it leaves no file.

    Attributes:
        path: of the file, which is UTF-8 whatever the encoding of the other.
        header: of the lines to come.
        count: of the lines so far.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: list[str] = []
        self.count = 0
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)  # that of an earlier load
        return self

    def add(self, number: int, reason: str, cells: list[str]) -> None:
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(["line", "reason", *self.header])
        csv.writer(self._file).writerow([number, reason, *cells])
        self.count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
            if error:
                self.path.unlink()


def load(database: Database, name: str, path: Path, log: str | None = None, encoding: str = "utf-8") -> dict[str, Any]:
    """Load a CSV file with a header line into a table of the customer's, in one transaction.

    Args:
        database: where; on the embedded database a missing table is made.
        name: access_log or permission.
        path: the file; its columns are named program_id, user_id and accessed_at or granted_at, or as the customer's.
        log: the table of the access log to load into, where the environment has several.
        encoding: of the file, by a name that Python knows; a byte order mark is skipped.

    Returns:
        The table, the rows loaded, the lines rejected and the file they were kept in, or None, and for how many runs
        the access log is to be read again, for rows were loaded that their sync had passed.

    Raises:
        UsageError: there is no such encoding.
        LockedError: it is an access log, and a run works just now; nothing was loaded.
        LapseError: the file cannot be read, is not in its encoding or lacks a column, or the database failed; nothing
            of it was loaded.
    """
    check_encoding(encoding)
    settings = database.environment
    chosen = settings.log(log) if name == "access_log" else None
    table = chosen.table if chosen else settings.tables.permission
    database.catalog.hand_out_before_load()
    rejects = _Rejects(path.with_name(path.name + ".rejected.csv"))
    try:
        with open_text(path, encoding) as file:
            create_missing(database, chosen)
            with _no_run_meanwhile(database, chosen) as lock, database.session() as session:
                with rejects:
                    loaded, oldest = _load(session, chosen, Records(file, str(path)), rejects)
                    again = _read_again(session, chosen, oldest) if chosen and oldest else 0
                    if lock:
                        lock.query("ledger/read_clock.sql")  # a lock that died with its session kept no run away
                session.commit()
                session.filled(table)
                session.commit()
    except OSError as error:
        raise LapseError(f"{error.filename or path}: {error.strerror}; nothing was loaded") from None
    kept = str(rejects.path) if rejects.count else None
    return {"table": table, "loaded": loaded, "rejected": rejects.count, "rejected_file": kept, "runs_passed": again}


@contextmanager
def _no_run_meanwhile(database: Database, log: AccessLog | None) -> Iterator[Session | None]:
    """Hold the lock while an access log is loaded: a run would miss the rows and could revoke."""
    with database.session() as session:
        is_alone = log is None or session.columns(session.catalog.templates.own("lock")) is None
    with nullcontext() if is_alone else hold_lock(database, Stop()) as lock:
        yield lock


def _load(session: Session, log: AccessLog | None, records: Records, rejects: _Rejects) -> tuple[int, datetime | None]:
    """Insert the lines of the file; return how many, and the oldest time among them."""
    if log:
        statement, columns = session.catalog.statement("load/access_log.sql", log.table), log_columns(log)
    else:
        statement = session.catalog.statement("load/permission.sql")
        columns = permission_columns(session.database.environment)
    rejects.header = records.header()
    loaded, oldest = 0, None
    lines = read_lines(records, columns, rejects.header, rejects.add)
    while batch := list(itertools.islice(lines, BATCH_ROWS)):
        loaded += _insert(session, statement, batch, rejects)
        times = [line.values[2] for line in batch if line.values[2]]
        oldest = min([*times, *([oldest] if oldest else [])], default=None)
    return loaded, oldest


def _read_again(session: Session, log: AccessLog, oldest: datetime) -> int:
    """Reopen the windows that are later than the loaded rows; return how many."""
    if session.columns(session.catalog.templates.own("watermark")) is None:
        return 0
    return session.execute(session.catalog.statement("load/read_log_again.sql", log.table), oldest=oldest)


def _insert(session: Session, statement: Statement, lines: list[Line], rejects: _Rejects) -> int:
    """Insert lines; where the database refuses some, halve until each of them stands alone. Return how many went in."""
    if not lines:
        return 0
    try:
        session.insert_rows(statement, [line.values for line in lines])
    except DatabaseError as error:
        if error.fault is not Fault.ITEM:
            raise
        if len(lines) == 1:
            rejects.add(lines[0].number, f"{error.code}: {error.detail}", lines[0].cells)
            return 0
        middle = len(lines) // 2
        return _insert(session, statement, lines[:middle], rejects) + _insert(
            session, statement, lines[middle:], rejects
        )
    return len(lines)
