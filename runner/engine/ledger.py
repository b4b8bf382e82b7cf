"""What lapse writes about its own runs, and the lock that lets one of them work; see docs/architecture.md."""

import logging
import os
import pwd
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runner import __version__
from runner.database.session import Session
from runner.engine.signals import Stop
from runner.errors import DatabaseError, Exit, FencedError, LapseError, UsageError

log = logging.getLogger("lapse")

MESSAGE_BYTES = 4000
PLAN = ("sync", "judge")
EVENING = (*PLAN, "revoke")


@dataclass
class StepResult:
    """What one step did; the fields of a step in the ledger, in logs and in --json."""

    job: str
    step: str
    transaction: str
    status: str = "done"
    affected: int = 0
    unchanged: int = 0
    chunks: int = 0
    rejected: int = 0
    seconds: float = 0.0


@dataclass
class Run:
    """One execution of one or more jobs, with its session, its lock and its row in the ledger.

    Attributes:
        session: does the work and commits.
        lock: a second session, which holds the lock and never commits.
        stop: whether a signal asked it to stop.
        as_of: the instant it evaluates, whole seconds of the database's clock.
        jobs: the jobs, in their order.
        parameters: binds of its own that the run offers to its steps.
        stops_at_guards: whether a guard's reasons stop it; a plan only collects them.
        run_id: number of the run, known once it has started.
        steps: what its steps did so far.
        reasons: what its guards answered, by step.
        status, exit_code, message: how it ended.
    """

    session: Session
    lock: Session
    stop: Stop
    as_of: datetime
    jobs: Sequence[str]
    parameters: dict[str, object] = field(default_factory=dict)
    stops_at_guards: bool = True
    run_id: int = 0
    steps: list[StepResult] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    status: str = "running"
    exit_code: Exit = Exit.DONE
    message: str | None = None

    def start(self) -> None:
        """Write the row of the run; every other run still marked running is dead, because this one holds the lock."""
        if dead := self.session.execute("ledger/abandon_dead_runs.sql"):
            runs = f"{dead} dead run" + ("s" if dead > 1 else "")
            log.warning("marked %s as abandoned; resuming from the last commit", runs)
        run_id: int = self.session.query("ledger/next_run_id.sql")[0]["run_id"]
        self.session.execute(
            "ledger/start_run.sql",
            run_id=run_id,
            environment=self.session.database.environment.name,
            jobs=" ".join(self.jobs),
            as_of=self.as_of,
            accepted_plan=self.parameters.get("accepted_plan"),
            accept_reason=self.parameters.get("accept_reason"),
            sql_digest=self.session.catalog.digest(self.jobs),
            lapse_version=__version__,
            host_name=clip(socket.gethostname(), 255),
            os_user=clip(os_user(), 255),
        )
        self.session.commit()
        self.run_id = run_id

    def fence(self) -> None:
        """Make sure, within the transaction at hand, that this run may still work.

        Raises:
            InterruptedRunError: a signal asked it to stop.
            FencedError: the run has been marked abandoned by another.
            DatabaseError: the row cannot be updated.
        """
        self.stop.check()
        if self.session.execute("ledger/fence_run.sql", run_id=self.run_id) != 1:
            raise self._fenced()

    def commit(self) -> None:
        """Commit the transaction at hand, unless the run was asked to stop or has lost its lock.

        Raises:
            InterruptedRunError: a signal asked it to stop; nothing is committed.
            DatabaseError: the lock's session is gone, or the database refused the commit.
        """
        self.stop.check()
        self.lock.query("ledger/read_clock.sql")
        self.session.commit()

    def record(self, result: StepResult) -> None:
        """Write the row of the step that has just ended into the transaction at hand, and its line into the log."""
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
                    f"the end of run {self.run_id} ({self.status}) could not be written into the ledger "
                    f"({error.code}: {error.detail}): the next run marks it abandoned"
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
        return FencedError(
            f"run {self.run_id} was taken over by another run while it worked; this one stops, the other goes on"
        )

    def _facts(self, result: StepResult) -> dict[str, object]:
        return {"run_id": self.run_id, **vars(result), "seconds": round(result.seconds, 3)}

    def _insert(self, number: int, result: StepResult) -> None:
        values = vars(result) | {"transaction_kind": result.transaction, "seconds": round(result.seconds, 3)}
        del values["transaction"]
        self.session.execute("ledger/record_step.sql", run_id=self.run_id, step_no=number, **values)


def read_counts(session: Session, run_id: int) -> dict[str, int]:
    """Return what a run counted besides the rows of its steps, by name."""
    return {
        row["count_name"]: int(row["count_value"]) for row in session.query("ledger/show_counts.sql", run_id=run_id)
    }


def read_held(session: Session, run_id: int) -> list[dict[str, Any]]:
    """Return the programs that a run left alone, each with its permissions and the reason."""
    return session.query("ledger/list_held_programs.sql", run_id=run_id)


def read_run(session: Session, run_id: int) -> dict[str, Any]:
    """Return the report of one run as the ledger keeps it.

    Raises:
        UsageError: there is no such run.
    """
    found = session.query("ledger/show_run.sql", run_id=run_id)
    if not found:
        raise UsageError(f"there is no run {run_id}; see: lapse --env {session.database.environment.argument} runs")
    steps = session.query("ledger/show_steps.sql", run_id=run_id)
    seconds = [{"seconds": float(step["seconds"])} for step in steps]
    return found[0] | {
        "steps": [step | own for step, own in zip(steps, seconds, strict=True)],
        "counts": read_counts(session, run_id),
        "held": read_held(session, run_id),
    }


def clip(text: str, size: int) -> str:
    """Cut a text to so many bytes of UTF-8; no column of the ledger refuses a message for its length."""
    return text.encode(errors="replace")[:size].decode(errors="ignore")


def os_user() -> str:
    """Return the account of the operating system that lapse runs under, whatever LOGNAME or USER say."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
