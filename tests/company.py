"""A made-up company for the tests: an environment with its tables, and the hands that a test needs on it."""

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from runner.database.session import Database, Row, Session
from runner.engine.ledger import EVENING, Request
from runner.engine.lock import hold_lock
from runner.engine.progress import Progress
from runner.engine.run import execute
from runner.engine.signals import Stop
from runner.environment import file as environment
from runner.environment import toml
from runner.errors import LockedError
from runner.jobs.load import load
from runner.jobs.plan import candidates, plan
from runner.statements import templates
from runner.statements.catalog import Statement
from runner.statements.header import Header, Transaction, used_binds
from runner.statements.templates import OWN_TABLES, SQL
from tests.command import Result, called, lapse, start
from tests.hands import kept_session

AS_OF = datetime(2024, 8, 20, 18)
LONG_AGO = datetime(1990, 1, 1)
OPEN_LIMITS = {
    "max_revocations": 1_000_000,
    "max_revocation_percent": 100,
    "max_program_revocations": 1_000_000,
    "max_program_revocation_percent": 100,
    "percent_floor": 0,
    "silent_program_min_users": 1_000_000,
    "silent_program_min_permissions": 1_000_000,
}

Key = tuple[str, str]
Table = list[tuple[Any, ...]]

# Emptied between tests: children before parents. What is staged is a copy, private to its session on Oracle.
_EMPTIED = ("access_log", "permission", *(word for word in OWN_TABLES if word not in ("run", "lock", "version")), "run")
_COMPARED = tuple(name for name in _EMPTIED if name not in ("sync_item", "restore_item"))


def days_before(days: float, **more: float) -> datetime:
    """Return the instant so many days, and so much more, before AS_OF; seconds=-1 is a second later than that."""
    return AS_OF - timedelta(days=days, **more)


class _Items(Progress):
    """Tells a function of each commit of a chunk step."""

    def __init__(self, told: Callable[[int, int], None]) -> None:
        self._told = told

    def items(self, done: int, total: int) -> None:
        self._told(done, total)


class Company:
    """One environment of the tests; tests of one session share its tables and find them empty.

    Args:
        folder: where the environment file is written.
        settings: its sections.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.settings = settings
        self.file = folder / "test.toml"
        self.file.write_text(toml.to_toml(environment.Environment(**settings)), encoding="utf-8")
        self.database = Database(environment.read(str(self.file)))
        tables = self.database.environment.tables
        own = f"{tables.own_schema}." if tables.own_schema else ""
        self.names = {"access_log": self.database.environment.logs[0].table, "permission": tables.permission}
        self.names |= {word: f"{own}{tables.prefix}{word}" for word in OWN_TABLES}

    @property
    def embedded(self) -> bool:
        """Whether it lives on the embedded database."""
        return self.database.environment.database.url.startswith("embedded:")

    def having(self, **sections: dict[str, Any]) -> "Company":
        """Return the company under other settings; tables and rows are the same unless [tables] says otherwise."""
        merged = {name: self.settings.get(name, {}) | section for name, section in sections.items()}
        return self._beside(self.settings | merged)

    def fed_by(self, *logs: dict[str, Any]) -> "Company":
        """Return the company with these access logs in the place of its one."""
        tables = {name: value for name, value in self.settings["tables"].items() if name != "access_log"}
        return self._beside(self.settings | {"tables": tables, "access_logs": logs})

    def _beside(self, settings: dict[str, Any]) -> "Company":
        folder = self.folder / f"{sum(1 for _ in self.folder.iterdir())}"
        folder.mkdir()
        return Company(folder, settings)

    # ----- rows -----

    def log(self, *rows: tuple[str | None, str | None, datetime | None]) -> None:
        """Add rows to the access log."""
        self._insert("load/access_log.sql", rows)

    def grant(self, *rows: tuple[Any, ...]) -> None:
        """Add permissions: program, user, granted_at and the extra columns."""
        self._insert("load/permission.sql", rows)

    def execute(self, text: str, **binds: Any) -> int:
        """Run and commit a statement of Oracle's dialect, {word} standing for a table; return the affected rows."""
        with kept_session(self.database) as session:
            affected = session.execute(self.statement(text), **binds)
            session.commit()
            return affected

    def query(self, text: str, **binds: Any) -> list[Row]:
        """Return the rows of a query of Oracle's dialect, {word} standing for a table."""
        with kept_session(self.database) as session:
            return session.query(self.statement(text), **binds)

    def statement(self, text: str) -> Statement:
        """Make a statement out of a text, as if it were a file of sql/."""
        rendered = text.format(**self.names)
        header = Header("test", "a test", Transaction.CALLER, tuple(used_binds(rendered)), "none", "none")
        return Statement("test.sql", header, rendered)

    def exempt(self, program: str | None, user: str | None, starts: datetime, ends: datetime) -> None:
        """Add an exemption without the command, in force at any time."""
        self.execute(
            "insert into {exemption}"
            " (program_id, user_id, reason, approved_by, added_by, starts_at, ends_at)"
            " values (:program, :usr, 'audit', 'cfo', 'ann', :starts, :ends)",
            program=program,
            usr=user,
            starts=starts,
            ends=ends,
        )

    def decide(self, program: str, days: int | None = None, **more: str) -> None:
        """Set a program's policy without the command; `more` are its other columns."""
        rest = {"revocation_mode": "enforce", "when_silent": "hold", "notice": "on"} | more
        self.execute(
            "insert into {policy}"
            " (program_id, inactivity_days, revocation_mode, when_silent, notice, reason, set_by, set_at)"
            " values (:program, :days, :revocation_mode, :when_silent, :notice, 'audit', 'cfo', sysdate)",
            program=program,
            days=days,
            **rest,
        )

    def note(self, key: Key, noticed_at: datetime) -> None:
        """Note a permission without the command, at any time."""
        self.execute(
            "insert into {notice} (program_id, user_id, noticed_at, run_id) values (:program, :usr, :noticed_at, 1)",
            program=key[0],
            usr=key[1],
            noticed_at=noticed_at,
        )

    def restored(self, key: Key, restored_at: datetime) -> None:
        """Add a revocation of long ago, by the first run, that was taken back."""
        self.execute(
            "insert into {revocation} (run_id, revocation_no, program_id, user_id, granted_at, inactivity_days,"
            " revoked_at, restored_at)"
            " select 1, count(*), :program, :usr, :long_ago, 90, :long_ago, :restored_at from {revocation} v",
            program=key[0],
            usr=key[1],
            long_ago=LONG_AGO,
            restored_at=restored_at,
        )

    def dismiss(self, key: Key, accessed_at: datetime) -> None:
        """Dismiss what was refused of a user up to a time, without the command."""
        self.execute(
            "insert into {dismissal} (run_id, item_no, program_id, user_id, accessed_at, reason, dismissed_by,"
            " dismissed_at) values (1, 1, :program, :usr, :accessed_at, 'audit', 'cfo', sysdate)",
            program=key[0],
            usr=key[1],
            accessed_at=accessed_at,
        )

    def pause(self, starts: datetime, ends: datetime) -> None:
        """Add a pause without the command, at any time."""
        self.execute(
            "insert into {pause} (reason, paused_by, starts_at, ends_at) values ('audit', 'cfo', :starts, :ends)",
            starts=starts,
            ends=ends,
        )

    def accept_day(self, log: str, day: datetime, accepted_as: str) -> None:
        """Accept a day of a log without the command, lost or not."""
        self.execute(
            "insert into {accepted_day}"
            " (access_log, log_day, accepted_as, reason, accepted_by, accepted_at)"
            " values (:log, :log_day, :accepted_as, 'audit', 'cfo', sysdate)",
            log=log,
            log_day=day,
            accepted_as=accepted_as,
        )

    def synced_to(self) -> list[datetime | None]:
        """Return how far the runs carried the logs; None for a window that is not finished."""
        rows = self.query("select w.synced_to from {watermark} w where w.run_id > 0 order by w.run_id")
        return [row["synced_to"] for row in rows]

    def last_accesses(self) -> dict[Key, datetime]:
        """Return what lapse knows of each (program, user)."""
        rows = self.query("select a.program_id, a.user_id, a.last_access_at from {last_access} a")
        return {(row["program_id"], row["user_id"]): row["last_access_at"] for row in rows}

    def permissions(self) -> set[Key]:
        """Return the permissions that stand."""
        rows = self.query("select p.program_id, p.user_id from {permission} p")
        return {(row["program_id"], row["user_id"]) for row in rows}

    def revoked(self) -> set[Key]:
        """Return the permissions in the archive."""
        rows = self.query("select v.program_id, v.user_id from {revocation} v")
        return {(row["program_id"], row["user_id"]) for row in rows}

    def rejected(self) -> set[Key]:
        """Return the items that were ever rejected."""
        rows = self.query("select x.program_id, x.user_id from {rejected_item} x")
        return {(row["program_id"], row["user_id"]) for row in rows}

    def statuses(self) -> list[str]:
        """Return how the runs ended, in their order."""
        return [row["status"] for row in self.query("select r.status from {run} r order by r.run_id")]

    def tables(self, *words: str, without: Sequence[str] = ()) -> dict[str, Table]:
        """Return all rows of tables, sorted, for a comparison row by row.

        Args:
            words: the tables; all that outlive a session when none is named.
            without: columns left out.
        """
        found = {}
        with kept_session(self.database) as session:
            for word in words or _COMPARED:
                rows = session.query(self.statement(f"select t.* from {{{word}}} t"))
                cut = (tuple(value for name, value in row.items() if name not in without) for row in rows)
                found[word] = sorted(cut, key=repr)
        return found

    def empty(self) -> None:
        """Take all rows out of all tables; the lock's row stays, and the log tells of every day."""
        with kept_session(self.database) as session:
            for word in _EMPTIED:
                session.execute(self.statement(f"delete from {{{word}}} t"))
            session.commit()
        self.read_long_ago()

    def read_long_ago(self) -> None:
        """Let the logs tell of every day: as if lapse had first read them long ago."""
        for log in self.database.environment.logs:
            text = (
                "insert into {watermark} (access_log, run_id, read_from, read_to, synced_to)"
                " values (:log, 0, :long_ago, :long_ago, :long_ago)"
            )
            self.execute(text, log=log.table, long_ago=LONG_AGO)

    # ----- lapse -----

    def run(
        self,
        *jobs: str,
        as_of: datetime = AS_OF,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stop: Stop | None = None,
        **parameters: object,
    ) -> dict[str, Any]:
        """Run jobs, those of an evening when none is named, and return the report."""
        request = Request(jobs or EVENING, as_of, parameters)
        return execute(self._ready(), request, _Items(progress), stop or Stop())

    def plan(self, as_of: datetime = AS_OF, what_if: Sequence[int] = ()) -> dict[str, Any]:
        """Plan an evening and return the report."""
        return plan(self._ready(), as_of, what_if, Progress(), Stop())

    def _ready(self) -> Database:
        """Return the database with its SQL rendered; that of a test's own templates is rendered anew."""
        return self.database if templates.SQL == SQL else Database(self.database.environment)

    def accept(self, run_id: int, as_of: datetime = AS_OF) -> dict[str, Any]:
        """Run an evening that accepts the list of a run, and return the report."""
        return self.run(as_of=as_of, accepted_plan=run_id, accept_reason="audit")

    def candidates(self, run_id: int) -> list[Row]:
        """Return the candidates of a run with all their columns."""
        with self.session() as session:
            return list(candidates(session, run_id))

    def protected(self, run_id: int | None = None) -> dict[Key, str | None]:
        """Return the candidates of a run, the newest without one, each with the rule that protects it."""
        text = (
            "select c.program_id, c.user_id, c.protected_by from {candidate} c"
            " where c.run_id = nvl(cast(:run_id as number), (select max(r.run_id) from {run} r))"
        )
        rows = self.query(text, run_id=run_id)
        return {(row["program_id"], row["user_id"]): row["protected_by"] for row in rows}

    def load(self, name: str, path: Path) -> dict[str, Any]:
        """Load a CSV file and return the report."""
        return load(self.database, name, path)

    def start(self, *arguments: str, **how: Any) -> subprocess.Popen[str]:
        """Start the command on this environment and do not wait for it; `how` as of tests.command.start."""
        return start("--env", str(self.file), *arguments, **how)

    def lapse(self, *arguments: str) -> Result:
        """Run the command on this environment, in a process of its own."""
        return lapse("--env", str(self.file), *arguments)

    def call(self, *arguments: str) -> Result:
        """Run the command on this environment, within this process."""
        return called("--env", str(self.file), *arguments)

    def wait_for_the_lock(self, seconds: float = 30) -> None:
        """Wait until the database has noticed that the holder of the lock is dead."""
        for left in range(int(seconds * 20), -1, -1):
            try:
                with hold_lock(self.database, Stop()):
                    return
            except LockedError:
                if not left:
                    raise
                time.sleep(0.05)

    # ----- what only the database itself can do -----

    def ddl(self, text: str, *, embedded: str | None = None) -> None:
        """Change the schema behind lapse's back.

        Args:
            text: of Oracle's dialect, {word} standing for a table.
            embedded: the same for the embedded database, where it differs.
        """
        chosen = embedded if embedded and self.embedded else text
        with self.database.dialect.engine.begin() as connection:
            connection.exec_driver_sql(chosen.format(**self.names))

    @contextmanager
    def refusing(self, condition: str, table: str = "last_access") -> Iterator[None]:
        """While the block runs, refuse each row for which the condition does not hold, when it is written."""
        self.ddl(f"alter table {{{table}}} add constraint test_refused_ck check ({condition})")
        try:
            yield
        finally:
            self.ddl(f"alter table {{{table}}} drop constraint test_refused_ck")

    @contextmanager
    def refusing_at_commit(self, condition: str, table: str = "last_access") -> Iterator[None]:
        """While the block runs, refuse each row for which the condition does not hold, at the commit and not before."""
        if self.embedded:
            self.ddl("", embedded=_REFUSE.format(condition=f"new.{condition}"))
            self.ddl("", embedded=_REFUSE_AT_COMMIT.replace("{table}", f"{{{table}}}"))
        else:
            self.ddl(
                f"alter table {{{table}}} add constraint test_deferred_ck check ({condition})"
                " deferrable initially deferred"
            )
        try:
            yield
        finally:
            self.ddl(
                f"alter table {{{table}}} drop constraint test_deferred_ck",
                embedded="drop function test_refuse() cascade",
            )

    def end_session_of_lock(self) -> None:
        """Let the embedded database end the session that holds the lock; the session that works goes on."""
        with self.database.dialect.engine.connect() as connection:
            ended = connection.exec_driver_sql(
                "select pg_terminate_backend(k.pid, 10000) from pg_locks k"
                f" where k.relation = '{self.names['lock']}'::regclass"
                " and k.mode = 'RowShareLock' and k.pid <> pg_backend_pid()"
            ).scalars()
            assert list(ended) == [True]

    def session(self) -> Session:
        """Open a session of the test's own."""
        return self.database.session()

    def _insert(self, path: str, rows: Sequence[Sequence[Any]]) -> None:
        with kept_session(self.database) as session:
            session.insert_rows(self.database.catalog.statement(path), rows)
            session.commit()


_REFUSE = """
create function test_refuse() returns trigger language plpgsql as $$
begin
  if not ({condition}) then
    raise check_violation using message = 'refused at commit by test_deferred_ck';
  end if;
  return null;
end $$
"""
_REFUSE_AT_COMMIT = """
create constraint trigger test_deferred_ck after insert or update on {table}
deferrable initially deferred for each row execute function test_refuse()
"""
