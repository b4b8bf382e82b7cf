"""Made-up data of one round: a log of even days, permissions on both sides of every edge, all out of one seed."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tests.company import AS_OF, Key
from tests.faults.logged import midnight
from tests.faults.rows import DAY, Data, Exemption, Policy, Row, busy

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
_FAR_AHEAD = datetime(2999, 1, 1)


def make(random: Random) -> Data:
    """Make the data of a round: each day of the log as many rows, each program some of them."""
    data = Data()
    habits = {(program, user): _habit(random) for program in PROGRAMS for user in USERS}
    now = {program: [user for user in USERS if habits[program, user] == "now"] for program in PROGRAMS}
    once = {program: [user for user in USERS if habits[program, user] in ("now", "once")] for program in PROGRAMS}
    dead, died = random.choice([None, *PROGRAMS]), random.randint(5, 100)
    for day in range(HISTORY_DAYS):
        fed = [program for program in PROGRAMS if program != dead or day >= died]
        for number in range(ROWS_A_DAY):
            at = AS_OF - timedelta(days=day + (number + random.random()) / ROWS_A_DAY)
            program = fed[number % len(fed)]
            users = (now if day < 90 else once)[program] or USERS
            data.log.append((program, random.choice(users), at))
    for (program, user), habit in habits.items():
        if habit == "edge":
            data.log.append((program, user, _edge(random)))
    data.permissions = {key: [row(random, _grant(random))] for key in habits if random.random() < 0.75}
    ahead = [*(AS_OF + n * _SECOND for n in range(1, 6)), _FAR_AHEAD]
    data.log.extend((random.choice(PROGRAMS), random.choice(USERS), at) for at in ahead)
    _spell(random, data)
    data.exemptions = _exemptions(random)
    short, long = random.sample(PROGRAMS, 2)
    data.policies = {short: Policy(60, when_silent=random.choice(("hold", "revoke"))), long: Policy(120)}
    if random.random() < 0.25:
        _lose_a_day(random, data)
    return data


def spelt_otherwise(random: Random, key: Key) -> Key:
    """Return another spelling of a program and a user."""
    program, user = key
    return random.choice(((program, user.upper()), (program.upper(), user), (program, f" {user} ")))


def row(random: Random, granted_at: datetime | None) -> Row:
    """Make a permission's columns, with extra ones that an archive could get wrong."""
    return Row(
        granted_at,
        random.choice(_REMARKS),
        random.choice((None, random.randrange(10**10))),
        random.choice((None, Decimal(random.randrange(10**8)) / 100)),
        random.choice((None, AS_OF + random.randrange(-(10**7), 10**7) * _SECOND)),
    )


def _spell(random: Random, data: Data) -> None:
    """Let some be seen, and some hold a permission, under another spelling of themselves."""
    seen, holding = random.sample(sorted(data.permissions), 8), random.sample(sorted(data.permissions), 4)
    data.log.extend((*spelt_otherwise(random, key), AS_OF - 120 * random.random() * DAY) for key in seen)
    data.permissions |= {spelt_otherwise(random, key): [row(random, _grant(random))] for key in holding}


def _lose_a_day(random: Random, data: Data) -> None:
    """Make all days busy ones but one, which somebody has accepted, as a holiday or as lost."""
    lost = midnight(AS_OF) - random.randint(10, 85) * DAY
    days = [midnight(AS_OF) - back * DAY for back in range(1, HISTORY_DAYS)]
    data.logs = [[each for each in data.log if midnight(each[2]) != lost]]
    data.log.extend(each for day in days if day != lost for each in busy(day))
    data.accepted = {(0, lost): random.choice(("holiday", "lost"))}


def _habit(random: Random) -> str:
    return random.choices(("now", "once", "edge", "never"), (45, 35, 8, 12))[0]


def _edge(random: Random) -> datetime:
    """An access of exactly 90 days ago, or a second off."""
    return AS_OF - 90 * DAY + random.choice((-1, 0, 1)) * _SECOND


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
