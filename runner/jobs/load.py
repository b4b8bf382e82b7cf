"""CSV files into the customer's tables, in constant memory; bad lines are kept with their number and reason."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ..database.customer import create_missing
from ..database.session import Database, Session
from ..engine.lock import hold_lock
from ..engine.signals import Stop
from ..environment.sections import AccessLog
from ..errors import DatabaseError, Fault, LapseError
from .csv_header import CSV, Column, Format, columns_named, log_columns, permission_columns
from .csv_lines import Block, Line, Records, read_blocks
from .csv_times import Times
from .encoded import check_encoding, name_of, open_text
from .known import known_accesses, newest_access, permission_rows
from .rejects import Rejects

BATCH_BLOCKS = 20


def load(database: Database, name: str, path: Path, log: str | None = None, written: Format = CSV) -> dict[str, Any]:
    """Load a CSV file with a header line into a table of the customer's, in one transaction.

    A line that the table had before is not loaded again.

    Args:
        database: where; on the embedded database a missing table is made.
        name: access_log or permission.
        path: the file, STDIN for standard input; its columns are named as lapse, the customer or `written` names them.
        log: the table of the access log to load into, where the environment has several.
        written: how the file is written.

    Returns:
        The table; the rows loaded, and those that were there already; the lines rejected, the first of them, and the
        file they were kept in, or None; the zone that times with an offset were converted to, or None; for how many
        runs the access log is to be read again, because their sync had passed rows of the file.

    Raises:
        UsageError: there is no such encoding, or no such column to name.
        LockedError: it is an access log, and a run works just now; nothing was loaded.
        LapseError: the file cannot be read, is not in its encoding or lacks a column, or the database failed; nothing
            of it was loaded.
    """
    check_encoding(written.encoding)
    settings = database.environment
    chosen = settings.log(log) if name == "access_log" else None
    table = chosen.table if chosen else settings.tables.permission
    columns = columns_named(log_columns(chosen) if chosen else permission_columns(settings), written.named)
    database.catalog.hand_out_before_load()
    rejects, times = Rejects(path), Times(settings.database.time_zone)
    with _file_errors(path), open_text(path, written.encoding) as file:
        create_missing(database, chosen)
        with (
            _no_run_meanwhile(database, chosen) as lock,
            database.session() as session,
            database.session() if chosen else nullcontext() as before,
        ):
            loading = _Loading(session, before, chosen, rejects)
            with rejects:
                records = Records(file, name_of(path), written.delimiter)
                rejects.header = records.header()
                blocks = read_blocks(records, loading.as_stored(columns), rejects.header, rejects.add, times)
                loading.load(_read(path, blocks))
                again = loading.read_again()
                if lock:
                    lock.query("ledger/read_clock.sql")  # a lock that died with its session kept no run away
            session.commit()
            session.filled(table)
            session.commit()
    return {
        "table": table,
        "loaded": loading.loaded,
        "already_there": loading.already_there,
        "rejected": rejects.count,
        "first_rejected": rejects.first,
        "rejected_file": str(rejects.path) if rejects.count else None,
        "converted_to": times.converted_to,
        "runs_passed": again,
    }


@contextmanager
def _no_run_meanwhile(database: Database, log: AccessLog | None) -> Iterator[Session | None]:
    """Hold the lock while an access log is loaded: a run would miss the rows and could revoke."""
    with hold_lock(database, Stop()) if log else nullcontext() as lock:
        yield lock


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """Raise what the system says of a file as the error of a load of this one."""
    try:
        yield
    except OSError as error:
        raise LapseError(f"{error.filename or name_of(path)}: {error.strerror}; nothing was loaded") from None


def _read(path: Path, blocks: Iterator[Block]) -> Iterator[Block]:
    """Read the blocks; an error of the file, raised while rows are inserted, is not taken for one of the database."""
    with _file_errors(path):
        yield from blocks


def _lines(blocks: Iterable[Block]) -> list[Line]:
    return [line for block in blocks for line in block.lines()]


class _Loading:
    """A load at work, in one transaction of its session.

    Args:
        session: of the load alone.
        before: another, which does not see what the load inserts, because a row may stand twice in a file; None for
            permissions.
        log: the settings of the access log; None for permissions.
        rejects: keeps the lines that are not loaded.

    Attributes:
        loaded: how many lines were inserted.
        already_there: how many the table had before.
    """

    def __init__(self, session: Session, before: Session | None, log: AccessLog | None, rejects: Rejects) -> None:
        self._session = session
        self._before = before
        self._log = log
        self._rejects = rejects
        path = "load/access_log.sql" if log else "load/permission.sql"
        self._statement = session.catalog.statement(path, log.table if log else None)
        self._newest = newest_access(before, log) if before and log else None
        self._oldest: datetime | None = None
        self.loaded = 0
        self.already_there = 0

    def load(self, blocks: Iterator[Block]) -> None:
        """Insert the lines that the table does not have.

        Raises:
            LapseError: the file cannot be used, or the database failed.
        """
        for first in blocks:
            self._load_batch(chain([first], islice(blocks, BATCH_BLOCKS - 1)))

    def _load_batch(self, blocks: Iterable[Block]) -> None:
        """Insert lines while they are read, except those that the access log may have: these are looked up first."""
        later: list[Block] = []
        others: list[Block] = []
        rows = self._later(blocks, later, others)
        refused = self._refusal(rows)
        for _ in rows:  # what the database refused before it was read
            pass
        if refused:
            self._halve(self._absent(_lines(later)))
        if self._log and self._before and others:
            lines = _lines(others)
            known = known_accesses(self._before, self._log, lines)
            self.already_there += len(known)
            self._halve([line for line in lines if line.number not in known])

    def _later(self, blocks: Iterable[Block], later: list[Block], others: list[Block]) -> Iterator[Sequence[Any]]:
        """Yield the rows of blocks that are later than the log's newest row; collect all in `later` and `others`."""
        for block in blocks:
            times = [values[2] for values in block.values] if self._log else []
            oldest = min(times, default=None)
            self._oldest = min(filter(None, (oldest, self._oldest)), default=None)
            if oldest is None or self._newest is None or oldest > self._newest:
                later.append(block)
                yield from block.values
            else:
                others.append(block)

    def read_again(self) -> int:
        """Reopen the windows of the access log that are later than lines of the file; return how many.

        A line that the log had before counts too: its sync may have missed it.
        """
        if not self._log or not self._oldest:
            return 0
        statement = self._session.catalog.statement("load/read_log_again.sql", self._log.table)
        return self._session.execute(statement, oldest=self._oldest)

    def as_stored(self, columns: Sequence[Column]) -> list[Column]:
        """Return the columns, that of the time in whole seconds where the access log has no others."""
        found = (self._session.columns(self._log.table) or {}) if self._log else {}
        dates = {name for name, column in found.items() if column.type == "DATE"}
        is_date = self._log is not None and self._log.columns.accessed_at in dates
        return [replace(each, whole_seconds=is_date) if each.is_time else each for each in columns]

    def _refusal(self, rows: Iterable[Sequence[Any]]) -> DatabaseError | None:
        """Insert rows, all or none; return the error where the database refuses some of them."""
        try:
            self.loaded += self._session.insert_rows(self._statement, rows)
        except DatabaseError as error:
            if error.fault is not Fault.ITEM:
                raise
            return error
        return None

    def _halve(self, lines: Sequence[Line]) -> None:
        """Insert lines; where the database refuses some, halve until each of them stands alone."""
        error = self._refusal(line.values for line in lines) if lines else None
        if error and len(lines) == 1:
            self._reject(lines[0], error)
        elif error:
            middle = len(lines) // 2
            self._halve(lines[:middle])
            self._halve(lines[middle:])

    def _absent(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Return the lines without the permissions that are there as they are in the file, which are counted."""
        if self._log:
            return lines
        absent = [line for line in lines if line.values not in permission_rows(self._session, line)]
        self.already_there += len(lines) - len(absent)
        return absent

    def _reject(self, line: Line, error: DatabaseError) -> None:
        """Reject a line that the database has refused, unless it is a permission that is there as it is."""
        there = [] if self._log else permission_rows(self._session, line)
        if line.values in there:
            self.already_there += 1
            return
        granted = ", ".join(str(row[2] or "without a date") for row in there)
        more = f"; the user has the program already, granted {granted}" if there else ""
        self._rejects.add(line.number, f"{error.code}: {error.detail}{more}", line.cells)
