"""Reads what the page of `lapse report` shows, as the ledger has it."""

import json
import socket
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from .. import __version__
from ..database.session import Row, Session
from ..engine.history import read_run
from ..engine.ledger import os_user
from ..errors import UsageError
from ..statements.catalog import Catalog
from .data import Report

_LIMITS = (
    *("max_revocations", "max_revocation_percent", "max_program_revocations", "max_program_revocation_percent"),
    "percent_floor",
)


def read(session: Session, run_id: int | None = None, period: tuple[datetime, datetime] | None = None) -> Report:
    """Read what the page shows; all of it is the state of one moment.

    Args:
        session: begins a transaction that only reads, and must stay open while the report is used.
        run_id: the run to report on; None for the newest evening that has ended.
        period: its start and its end (exclusive), to report on all runs that started in it.

    Raises:
        UsageError: there is no such run, or it judges nothing.
    """
    session.begin_reading()
    reader = _Reader(session)
    made_at = reader.one("ledger/read_clock.sql")["now"]
    first, last = _runs_of(reader, period) if period else (_run(reader, run_id),) * 2
    runs = reader.all("report/20_runs.sql", first_run=first, last_run=last)
    newest = _last(runs)
    judged = _last([run for run in runs if run["judged_at"] and run["is_evening"] == newest["is_evening"]])
    evenings = reader.one("report/14_newest_judged.sql")
    current = evenings["as_of"] or judged.get("as_of") or made_at
    these = {"first_run": first, "last_run": last}
    judged_run = {"judged_run": judged.get("run_id")}
    by_run = {run["run_id"]: run for run in runs}
    time = {"from_at": runs[0]["started_at"], "to_at": max(run["finished_at"] or made_at for run in runs)}
    settings = session.database.environment
    statements, digest = _statements(session, newest["jobs"].split())
    return Report(
        environment=settings.name,
        version=__version__,
        made_at=made_at,
        made_by=f"{os_user()}@{socket.gethostname()}",
        utc_offset=_utc_offset(made_at),
        permission_table=settings.tables.permission,
        logs=reader.all("report/16_logs.sql"),
        first_as_of=evenings["first_as_of"],
        review_required=settings.review.required,
        exemption_days=settings.status.exemption_days,
        run_id=None if period else first,
        from_at=period[0] if period else None,
        to_at=period[1] if period else None,
        inactivity_days=settings.policy.inactivity_days,
        notice_days=settings.policy.notice_days,
        limits={name: getattr(settings.guards, name) for name in _LIMITS},
        runs=runs,
        history=reader.all("report/22_history.sql", last_run=last),
        figures=_figures(reader, runs, judged, {**these, **judged_run}),
        judged_run_id=judged.get("run_id"),
        judged_as_of=judged.get("as_of"),
        is_listed=_is_listed(judged),
        last_run_id=newest["run_id"],
        current_as_of=current,
        programs=(_listed(row, judged) for row in reader.each("report/40_programs.sql", **these, **judged_run)),
        protections=reader.all("report/42_protections.sql", **judged_run),
        protected=reader.each("report/44_protected_programs.sql", **judged_run),
        idle_days=reader.all("reports/count_idle_days.sql", as_of=current),
        about_to_lapse=reader.each("report/50_about_to_lapse.sql", as_of=current),
        notices=reader.each("reports/list_notices.sql"),
        held_programs=[
            _listed(row, by_run[row["run_id"]])
            for row in reader.all("report/60_held_programs.sql", **these, **judged_run)
        ],
        lost_days=reader.all("report/70_lost_days.sql"),
        pauses=reader.all("report/72_pauses.sql", **time),
        exemptions=reader.all("report/74_exemptions.sql", **time),
        rejected_items=_rejected(reader, runs),
        steps=_steps(reader, newest["run_id"]),
        statements=statements,
        sql_digest=digest,
        revocations=_revocations(reader, runs, time),
    )


class _Reader:
    """A session whose rows have numbers as Python has them, of any driver."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lapse = session.database.environment.command

    def all(self, path: str, **binds: Any) -> list[Row]:
        """Return the rows of a query."""
        return [_plain(row) for row in self.session.query(path, **binds)]

    def one(self, path: str, **binds: Any) -> Row:
        """Return the only row of a query."""
        return self.all(path, **binds)[0]

    def each(self, path: str, **binds: Any) -> Iterator[Row]:
        """Yield the rows of a query, which runs once the first is asked for."""
        return map(_plain, self.session.stream(path, **binds))


def _plain(row: Row) -> Row:
    return {name: _number(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _run(reader: _Reader, run_id: int | None) -> int:
    """Return the run to report on."""
    if run_id is None:
        newest = reader.one("report/10_newest_evening.sql")["run_id"]
        if newest is None:
            raise UsageError(f"no evening has ended yet; nothing was written. The first one: {reader.lapse} run")
        return int(newest)
    found = read_run(reader.session, run_id)
    if "judge" not in found["jobs"].split():
        raise UsageError(
            f"run {run_id} ran {found['jobs']}, which judges no permission; nothing was written "
            f"(evenings and plans: {reader.lapse} runs)"
        )
    return run_id


def _runs_of(reader: _Reader, period: tuple[datetime, datetime]) -> tuple[int, int]:
    """Return the first and the last run of a period."""
    found = reader.one("report/12_runs_of_period.sql", from_at=period[0], to_at=period[1])
    if found["first_run"] is None:
        raise UsageError(
            f"no run started from {period[0]} until {period[1]}; nothing was written (see: {reader.lapse} runs)"
        )
    return found["first_run"], found["last_run"]


def _utc_offset(clock: datetime) -> str:
    """Return how far a clock without a zone is ahead of UTC, to the quarter of an hour, by the clock of this host."""
    ahead = clock - datetime.now(UTC).replace(tzinfo=None)
    quarters = round(ahead / timedelta(minutes=15))
    return f"{'-' if quarters < 0 else '+'}{abs(quarters) // 4:02}:{abs(quarters) % 4 * 15:02}"


def _last(runs: list[Row]) -> Row:
    """Return the last evening of some runs, else the last run; an empty row of none."""
    evenings = [run for run in runs if run["is_evening"]]
    return (evenings or runs or [{}])[-1]


def _figures(reader: _Reader, runs: list[Row], judged: Row, binds: dict[str, int | None]) -> Row:
    """Return the numbers of the report: candidates are those of the judged run, the rest is of all runs."""
    return {
        **reader.one("report/30_figures.sql", **binds),
        **{name: judged.get(name) or 0 for name in ("candidates", "protected")},
        "notices": sum(run["notices"] for run in runs),
        "rejected_items": sum(run["rejected"] for run in runs),
        **reader.one("reports/count_put_back.sql"),
    }


def _is_listed(judged: Row) -> bool:
    """Whether the list of a judged run still has all its candidates; a purge keeps only those whose notice runs."""
    return not judged or bool(judged["listed"] == (judged["candidates"] or 0))


def _listed(row: Row, run: Row) -> Row:
    """Return a program's row without the counts of a list that a purge has deleted."""
    if _is_listed(run):
        return row
    return row | {name: None for name in ("candidates", "protected") if name in row}


def _steps(reader: _Reader, run_id: int) -> list[Row]:
    rows = enumerate(reader.all("ledger/show_steps.sql", run_id=run_id), start=1)
    return [
        row
        | {
            "step_no": number,
            "transaction_kind": row["transaction"],
            "reasons": json.loads(row["reasons"]) if row["reasons"] else [],
        }
        for number, row in rows
    ]


def _rejected(reader: _Reader, runs: Iterable[Row]) -> Iterator[Row]:
    for run in runs:
        if run["rejected"]:
            yield from reader.each("reports/list_rejected.sql", run_id=run["run_id"])


def _revocations(reader: _Reader, runs: Iterable[Row], time: dict[str, datetime]) -> Iterator[Row]:
    """Yield what `lapse audit` lists of these runs; its end is exclusive, and another run may begin in that second."""
    known = {run["run_id"] for run in runs}
    until = time["to_at"] + timedelta(seconds=1)
    rows = reader.each("reports/list_audit.sql", from_at=time["from_at"], to_at=until)
    return (row for row in rows if row["run_id"] in known)


def _statements(session: Session, jobs: list[str]) -> tuple[list[Row], str | None]:
    """Return the SQL of some jobs as it is rendered now, reviewed or not, and its digest; none where a job is gone."""
    catalog = Catalog(session.database.environment)
    if not set(jobs) <= set(catalog.job_names):
        return [], None
    steps = [step for job in jobs for step in catalog.job(job)]
    return [{"path": step.path, "text": step.text} for step in steps], catalog.digest(jobs)
