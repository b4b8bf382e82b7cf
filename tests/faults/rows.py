"""What stands in the tables of a made-up company: rows in plain Python, and how they get into the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from runner.environment.sections import AccessLog
from tests.company import Company, Key

DAY = timedelta(days=1)
# Who makes a day a busy one: so many rows, which is what a kind of day must usually have before one can be lost.
PULSE: Key = ("pulse", "pulse")
BUSY_ROWS = 100

LogRow = tuple[str, str, datetime]


class Row(NamedTuple):
    """The columns of a permission besides its key."""

    granted_at: datetime | None
    granted_by: str | None = None
    ticket_no: int | None = None
    cost_share: Decimal | None = None
    valid_to: datetime | None = None


class Policy(NamedTuple):
    """The settings of one program; no days are those of the environment."""

    days: int | None = None
    mode: str = "enforce"
    when_silent: str = "hold"
    notice: str = "on"


class Exemption(NamedTuple):
    """A dated exception of a program, a user, or both."""

    program_id: str | None
    user_id: str | None
    starts_at: datetime
    ends_at: datetime

    def protects(self, key: Key, as_of: datetime) -> bool:
        """Whether it is meant for this permission, and in force at as-of or since."""
        meant = self.program_id in (None, key[0]) and self.user_id in (None, key[1])
        return meant and self.starts_at <= datetime.now() and self.ends_at > as_of


class Pause(NamedTuple):
    """A time during which evenings revoke nothing, by the database's clock."""

    starts_at: datetime
    ends_at: datetime


@dataclass
class Data:
    """What stands in the customer's tables, and what people have told lapse.

    Attributes:
        logs: the rows of each access log.
        permissions: the rows of each (program, user): one, unless a rival grants a second.
        exemptions: of programs and users.
        policies: by program.
        notices: when each permission was noted.
        restored: when a permission was put back.
        pauses: of the evenings.
        accepted: days that are no reason to stop, by log, as what: `holiday` or `lost`.
        unwritable: accesses of these the database refuses to write.
        dismissed: up to when people have given up what was refused.
    """

    logs: list[list[LogRow]] = field(default_factory=lambda: [[]])
    permissions: dict[Key, list[Row]] = field(default_factory=dict)
    exemptions: list[Exemption] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    notices: dict[Key, datetime] = field(default_factory=dict)
    restored: dict[Key, datetime] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    accepted: dict[tuple[int, datetime], str] = field(default_factory=dict)
    unwritable: set[Key] = field(default_factory=set)
    dismissed: dict[Key, datetime] = field(default_factory=dict)

    @property
    def log(self) -> list[LogRow]:
        """The rows of the first access log."""
        return self.logs[0]


def busy(day: datetime) -> list[LogRow]:
    """Return the rows that make a day a busy one."""
    return [(*PULSE, day)] * BUSY_ROWS


def fill(company: Company, data: Data) -> None:
    """Put the data into the empty tables; what the database refuses is the caller's to arrange."""
    for log, rows in zip(company.database.environment.logs, data.logs, strict=True):
        write_log(company, log, rows)
    width = 1 + len(company.database.environment.columns.permission.extra)
    company.grant(*((*key, *row[:width]) for key, rows in data.permissions.items() for row in rows))
    for exemption in data.exemptions:
        company.exempt(*exemption)
    for program, (days, mode, when_silent, notice) in data.policies.items():
        company.decide(program, days, revocation_mode=mode, when_silent=when_silent, notice=notice)
    for pause in data.pauses:
        company.pause(*pause)
    for (log_no, day), accepted_as in data.accepted.items():
        company.accept_day(company.database.environment.logs[log_no].table, day, accepted_as)


def fill_history(company: Company, data: Data) -> None:
    """Put in what evenings before have left, once there is a run."""
    for key, at in data.notices.items():
        company.note(key, at)
    for key, at in data.restored.items():
        company.restored(key, at)
    for key, at in data.dismissed.items():
        company.dismiss(key, at)


def write_log(company: Company, log: AccessLog, rows: Sequence[LogRow]) -> None:
    """Add rows to an access log; those of busy days, which are alike, are written once and multiplied there."""
    names = ", ".join((log.columns.program_id, log.columns.user_id, log.columns.accessed_at))
    beats = {row for row in rows if is_pulse(row)}
    single = [row for row in rows if row not in beats]
    insert = company.statement(f"insert into {log.table} ({names}) values (:program_id, :user_id, :accessed_at)")
    with company.session() as session:
        session.insert_rows(insert, sorted(beats))
        if beats:
            digits = " union all ".join(f"select {n} as n from dual" for n in range(10))
            session.execute(
                company.statement(
                    f"insert into {log.table} ({names}) select {names} from {log.table} l"
                    f" cross join (select 10 * a.n + b.n as n from ({digits}) a cross join ({digits}) b) m"
                    f" where m.n > 0 and l.{log.columns.user_id} = :pulse"
                    f" and l.{log.columns.accessed_at} between :oldest and :newest"
                ),
                pulse=PULSE[1],
                oldest=min(at for _, _, at in beats),
                newest=max(at for _, _, at in beats),
            )
        session.insert_rows(insert, single)
        session.commit()


def is_pulse(row: tuple[Any, ...]) -> bool:
    """Whether a row of a log belongs to a busy day."""
    return row[:2] == PULSE
