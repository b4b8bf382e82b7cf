"""Made-up data of one round: a log of even days, permissions on both sides of every edge, all out of one seed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from tests.company import AS_OF, Company, Key

PROGRAMS = [f"program {n}" for n in range(8)]
USERS = [f"u{n:02}" for n in range(40)]
HISTORY_DAYS = 150
ROWS_A_DAY = 24
EXTRA = {
    "granted_by": "varchar2(40 char)",
    "ticket_no": "number(10)",
    "cost_share": "number(8,2)",
    "valid_to": "date",
}
_SECOND = timedelta(seconds=1)
_REMARKS = (None, "boss", 'R&D "süd" \\ 100 %', "o'neill", " ")

LogRow = tuple[str, str, datetime]


class Row(NamedTuple):
    """The columns of a permission besides its key."""

    granted_at: datetime | None
    granted_by: str | None = None
    ticket_no: int | None = None
    cost_share: Decimal | None = None
    valid_to: datetime | None = None


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


@dataclass
class Data:
    """What stands in the customer's tables, in the exemptions and the policies.

    Attributes:
        log: the access log.
        permissions: the rows of each (program, user): one, unless a rival grants a second.
        exemptions: of programs and users.
        days: of inactivity, by program, where a policy names some.
        switched_off: the programs whose policy revokes nothing.
    """

    log: list[LogRow] = field(default_factory=list)
    permissions: dict[Key, list[Row]] = field(default_factory=dict)
    exemptions: list[Exemption] = field(default_factory=list)
    days: dict[str, int] = field(default_factory=dict)
    switched_off: set[str] = field(default_factory=set)


def make(random: Random) -> Data:
    """Make the data of a round: each day of the log as many rows, each program some of them."""
    data = Data()
    habits = {(program, user): _habit(random) for program in PROGRAMS for user in USERS}
    now = {program: [user for user in USERS if habits[program, user] == "now"] for program in PROGRAMS}
    once = {program: [user for user in USERS if habits[program, user] in ("now", "once")] for program in PROGRAMS}
    for day in range(HISTORY_DAYS):
        for number in range(ROWS_A_DAY):
            at = AS_OF - timedelta(days=day + (number + random.random()) / ROWS_A_DAY)
            program = PROGRAMS[number % len(PROGRAMS)]
            users = (now if day < 90 else once)[program] or USERS
            data.log.append((program, random.choice(users), at))
    for (program, user), habit in habits.items():
        if habit == "edge":
            data.log.append((program, user, _edge(random)))
    data.log += [(random.choice(PROGRAMS), random.choice(USERS), AS_OF + n * _SECOND) for n in range(1, 6)]
    data.permissions = {key: [row(random, _grant(random))] for key in habits if random.random() < 0.75}
    data.exemptions = _exemptions(random)
    data.days = dict(zip(random.sample(PROGRAMS, 2), (60, 120), strict=True))
    return data


def row(random: Random, granted_at: datetime | None) -> Row:
    """Make a permission's columns, with extra ones that an archive could get wrong."""
    return Row(
        granted_at,
        random.choice(_REMARKS),
        random.choice((None, random.randrange(10**10))),
        random.choice((None, Decimal(random.randrange(10**8)) / 100)),
        random.choice((None, AS_OF + random.randrange(-(10**7), 10**7) * _SECOND)),
    )


def fill(company: Company, data: Data) -> None:
    """Put the data into the empty tables."""
    company.log(*data.log)
    company.grant(*((*key, *columns) for key, rows in data.permissions.items() for columns in rows))
    for exemption in data.exemptions:
        company.exempt(*exemption)
    for program, days in data.days.items():
        company.decide(program, days)


def _habit(random: Random) -> str:
    return random.choices(("now", "once", "edge", "never"), (45, 35, 8, 12))[0]


def _edge(random: Random) -> datetime:
    """An access of exactly 90 days ago, or a second off."""
    return AS_OF - timedelta(days=90) + random.choice((-1, 0, 1)) * _SECOND


def _grant(random: Random) -> datetime | None:
    draw = random.random()
    if draw < 0.05:
        return None
    if draw < 0.10:
        return _edge(random)
    if draw < 0.25:
        return AS_OF - timedelta(days=90 * random.random())
    return AS_OF - timedelta(days=91 + 300 * random.random())


def _exemptions(random: Random) -> list[Exemption]:
    start, end, never = AS_OF - timedelta(days=30), AS_OF + timedelta(days=30), datetime(9000, 1, 1)
    program, user = random.choice(PROGRAMS), random.choice(USERS)
    return [
        Exemption(None, user, start, end),
        Exemption(program, random.choice(USERS), AS_OF, end),
        Exemption(program, None, start, AS_OF),
        Exemption(program, None, never, never + _SECOND),
    ]
