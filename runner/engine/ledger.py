"""A run and its row in the ledger: what lapse writes about its own work."""

import logging
import os
import pwd
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .. import __version__
from ..database.session import Session
from ..errors import DatabaseError, Exit, FencedError, LapseError
from ..statements.catalog import Statement
from .history import packed, read_run, read_scn
from .progress import Progress
from .signals import Stop

log = logging.getLogger("lapse")

MESSAGE_BYTES = 4000
NAME_BYTES = 255
PLAN = ("sync", "judge")
EVENING = (*PLAN, "revoke")


@dataclass(frozen=True)
class Request:
    """What a run is asked to do.

    Attributes:
        jobs: the jobs, in their order.
        as_of: the instant to evaluate; None reads the database's clock.
        parameters: binds that these jobs use besides those of every run.
        stops_at_guards: whether a guard's reasons stop the run; a plan only collects them.
        checks_columns: whether the jobs touch the customer's tables, which are then held against the environment.
    """

    jobs: tuple[str, ...] = EVENING
    as_of: datetime | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    stops_at_guards: bool = True
    checks_columns: bool = True


@dataclass
class StepResult:
    """What one step did; the fields of a step in the ledger, and but for reasons in logs and in --json.

    Attributes:
        reasons: what a guard answered.
    """

    job: str
    step: str
    transaction: str
    status: str = "done"
    affected: int = 0
    unchanged: int = 0
    chunks: int = 0
    rejected: int = 0
    seconds: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """Return what logs and --json say of it."""
        return {name: value for name, value in vars(self).items() if name != "reasons"} | {
            "seconds": round(self.seconds, 3)
        }


@dataclass
class Run:
    """One execution of one or more jobs, with its session, its lock and its row in the ledger.

    Attributes:
        request: what it was asked to do.
        session: does the work and commits.
        lock: a second session, which holds the lock and never commits.
        stop: whether a signal asked it to stop.
        progress: told where it is.
        as_of: the instant it evaluates, whole seconds of the database's clock.
        run_id: number of the run, known once it has started.
        abandoned: how many dead runs it found and marked as abandoned.
        steps: what its steps did so far.
        status, exit_code, message: how it ended.
        accept: the command that accepts its list, where it was stopped and has one.
    """

    request: Request
    session: Session
    lock: Session
    stop: Stop
    progress: Progress
    as_of: datetime
    run_id: int = 0
    abandoned: int = 0
    steps: list[StepResult] = field(default_factory=list)
    status: str = "running"
    exit_code: Exit = Exit.DONE
    message: str | None = None
    accept: str | None = None

    def binds(self, step: Statement, **items: int) -> dict[str, object]:
        """Return the binds that a step declares.

        Args:
            step: the step.
            items: of a chunk, the first and the last item.
        """
        own = {"run_id": self.run_id, "as_of": self.as_of, "accepted_plan": None}
        given: dict[str, object] = {**own, **self.request.parameters, **items}
        return {name: given[name] for name in step.header.binds}

    def start(self) -> None:
        """Write the row of the run; every other run still marked running is dead, because this one holds the lock."""
        scn = read_scn(self.session)
        if dead := self.session.execute("ledger/abandon_dead_runs.sql"):
            self.abandoned = dead
            runs = f"{dead} dead run" + ("s" if dead > 1 else "")
            log.warning("marked %s as abandoned; resuming from the last commit", runs)
        run_id: int = self.session.query("ledger/next_run_id.sql")[0]["run_id"]
        self.session.execute(
            "ledger/start_run.sql",
            run_id=run_id,
            environment=self.session.database.environment.name,
            jobs=" ".join(self.request.jobs),
            as_of=self.as_of,
            scn=scn,
            accepted_plan=self.request.parameters.get("accepted_plan"),
            accept_reason=self.request.parameters.get("accept_reason"),
            sql_digest=self.session.catalog.digest(self.request.jobs),
            lapse_version=__version__,
            host_name=clip(socket.gethostname(), NAME_BYTES),
            os_user=os_user(),
        )
        self.session.commit()
        self.run_id = run_id
        begins = "run %s begins: %s as of %s"
        log.info(begins, run_id, ", ".join(self.request.jobs), self.as_of, extra={"run_id": run_id})

    def begin(self, result: StepResult) -> None:
        """Add a step that begins now."""
        self.steps.append(result)
        steps = sum(len(self.session.catalog.job(job)) for job in self.request.jobs)
        self.progress.step(result.job, result.step, len(self.steps), steps)

    def fence(self) -> None:
        """Make sure, in the current transaction, that this run may still work.

        Raises:
            InterruptedRunError: a signal asked it to stop.
            FencedError: the run has been marked abandoned by another.
            DatabaseError: the row cannot be updated.
        """
        self.stop.check()
        if self.session.execute("ledger/fence_run.sql", run_id=self.run_id) != 1:
            raise self._fenced()

    def commit(self) -> None:
        """Commit the current transaction, unless the run was asked to stop or has lost its lock.

        Raises:
            InterruptedRunError: a signal asked it to stop; nothing is committed.
            DatabaseError: the lock's session is gone, or the database refused the commit.
        """
        self.stop.check()
        self.lock.query("ledger/read_clock.sql")
        self.session.commit()

    def record(self, result: StepResult) -> None:
        """Write the row of a step that has ended, in the current transaction, and its line of the log."""
        self._insert(next(number for number, step in enumerate(self.steps, start=1) if step is result), result)
        log.info("%s: %s", result.job, result.step, extra=self._facts(result))

    def record_failure(self, first: int) -> None:
        """Keep in the ledger the steps from index `first` on, whose transaction has just been rolled back."""
        for result in self.steps[first:]:
            if result.transaction in ("tasklet", "statement") and result.status == "done":
                result.status = "rolled back"
            level = logging.INFO if result.status == "done" else logging.WARNING
            log.log(level, "%s: %s %s", result.job, result.step, result.status, extra=self._facts(result))
        with suppress(DatabaseError):
            for number, result in enumerate(self.steps[first:], start=first + 1):
                self._insert(number, result)
            self.session.commit()

    def finish(self) -> None:
        """Write how the run ended, on a new session where its own is lost.

        Raises:
            FencedError: another run has marked it abandoned.
            LapseError: its end cannot be written.
        """
        try:
            self._write_end(self.session)
        except DatabaseError:
            try:
                with self.session.database.session() as another:
                    self._write_end(another)
            except DatabaseError as error:
                raise LapseError(
                    f"the end of run {self.run_id} ({self.status}) could not be recorded in the ledger "
                    f"({error.code}: {error.detail}); the next run marks it as abandoned"
                ) from error

    def _write_end(self, session: Session) -> None:
        session.rollback()
        written = session.execute(
            "ledger/finish_run.sql",
            run_id=self.run_id,
            status=self.status,
            exit_code=int(self.exit_code),
            message=clip(self.message, MESSAGE_BYTES) if self.message else None,
        )
        session.commit()
        if written != 1 and read_run(session, self.run_id)["status"] != self.status:  # else the answer alone was lost
            raise self._fenced()

    def _fenced(self) -> FencedError:
        return FencedError(f"run {self.run_id} was taken over by another run; this one stops, the other continues")

    def _facts(self, result: StepResult) -> dict[str, object]:
        return {"run_id": self.run_id, **result.facts()}

    def _insert(self, number: int, result: StepResult) -> None:
        values = result.facts()
        values["transaction_kind"] = values.pop("transaction")
        reasons = packed(result.reasons, MESSAGE_BYTES) if result.reasons else None
        self.session.execute("ledger/record_step.sql", run_id=self.run_id, step_no=number, reasons=reasons, **values)


def clip(text: str, size: int) -> str:
    """Cut a text to at most `size` bytes of UTF-8, so that it fits its column."""
    return text.encode(errors="replace")[:size].decode(errors="ignore")


def os_user() -> str:
    """Return the operating system account of the process; LOGNAME and USER are ignored."""
    try:
        return clip(pwd.getpwuid(os.getuid()).pw_name, NAME_BYTES)
    except KeyError:
        return f"uid {os.getuid()}"
