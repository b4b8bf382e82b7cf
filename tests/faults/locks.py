"""Faults of rows that a rival holds: a run chosen to lose a deadlock, or kept waiting for too long."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest import mock

from runner.database.embedded import server as embedded
from runner.database.embedded.postgres import Embedded
from runner.database.session import Session
from runner.engine import transactions
from runner.errors import Fault
from tests.company import AS_OF, Key
from tests.faults import state
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.server import Meanwhile, driver, until

TOUCH_PERMISSION = "update {permission} p set p.granted_at = p.granted_at where p.program_id = :p and p.user_id = :u"
TOUCH_ACCESS = "update {last_access} a set a.run_id = a.run_id where a.program_id = :p and a.user_id = :u"
LOCK_TIMEOUT = "55P03"
_DEADLOCK = "40P01"
_LOCK_WAIT_S = 0.05
_LOCK_BUDGET_S = 0.5


@contextmanager
def codes() -> Iterator[Counter[str]]:
    """Count the codes of the errors that lapse meets in this process while the block runs."""
    met: Counter[str] = Counter()
    classify = Embedded.classify

    def counted(dialect: Embedded, error: BaseException) -> tuple[str, str, Fault]:
        found = classify(dialect, error)
        met[found[0]] += 1
        return found

    with mock.patch.object(Embedded, "classify", counted):
        yield met


@contextmanager
def holding(played: Round, touch: str, *keys: Key) -> Iterator[Session]:
    """Hold rows by a rival's transaction until it is rolled back or the block ends."""
    with played.company.session() as rival:
        driver(rival).execute("set deadlock_timeout = '20s'")  # the run finds a deadlock first, and loses
        for program, user in keys:
            rival.execute(played.company.statement(touch), p=program, u=user)
        yield rival


@contextmanager
def hold_archive(played: Round) -> Iterator[Callable[[], None]]:
    """Let nobody write into the archive, until the block ends or what it is given is called.

    A run comes to wait for it in the midst of its tasklet, with all its permissions locked.
    """
    with holding(played, TOUCH_PERMISSION) as rival:
        driver(rival).execute(f"lock table {played.company.names['revocation']} in share mode")
        yield rival.close


def candidates(played: Round) -> list[Key]:
    """What a run would revoke now."""
    return played.model.lapsing(AS_OF)


def updated_together(played: Round) -> list[list[Key]]:
    """The last accesses that one chunk of the next sync will move forward, for each chunk that moves several."""
    known = played.model.last_access
    evening_before = AS_OF - timedelta(days=1)
    read_to = max(at for _, _, at in played.model.data.log if at <= evening_before)
    look_back = timedelta(days=played.company.database.environment.sync.look_back_days)
    since = read_to.replace(microsecond=0) - look_back
    staged = sorted({(program, user) for program, user, at in played.model.data.log if since <= at <= AS_OF})
    newest = played.model.accessed(AS_OF)
    size = played.company.database.environment.sync.chunk_rows
    chunks = [staged[first : first + size] for first in range(0, len(staged), size)]
    moved = [[key for key in chunk if key in known and known[key] < newest[key]] for chunk in chunks]
    return [keys for keys in moved if len(keys) > 1]


def deadlock_in_the_merge(played: Round) -> bool:
    *others, held = played.random.choice(updated_together(played))
    return _deadlock(played, TOUCH_ACCESS, held, others)


def deadlock_in_revoke(played: Round) -> bool:
    """The run holds its permissions and waits for the archive, which the rival holds."""
    archive = f"lock table {played.company.names['revocation']} in share mode"
    return _deadlock(played, TOUCH_PERMISSION, None, played.random.sample(candidates(played), 1), archive)


def lock_timeout_in_the_merge(played: Round) -> bool:
    return _held_too_long(played, TOUCH_ACCESS, played.random.choice(played.random.choice(updated_together(played))))


def candidate_held_past_the_budget(played: Round) -> bool:
    return _held_too_long(played, TOUCH_PERMISSION, played.random.choice(candidates(played)))


def _deadlock(played: Round, touch: str, held: Key | None, others: list[Key], table: str = "") -> bool:
    """Hold what the run comes to late, a row or a table, and ask for the rows that it has by then."""
    statement = played.company.statement(touch)

    def ask() -> None:
        with suppress(TimeoutError):
            played.server.wait_for_waiting()
            for program, user in others:
                rival.execute(statement, p=program, u=user)
        rival.close()

    with holding(played, touch, *filter(None, [held])) as rival:
        if table:
            driver(rival).execute(table)
        with Meanwhile(ask), codes() as met, hurried():
            code = played.run()
    played.expect(code == 0, f"exit code {code} after a deadlock")
    return met[_DEADLOCK] > 0


def _held_too_long(played: Round, touch: str, key: Key) -> bool:
    """Hold a row for longer than lapse waits at a time, or for longer than it asks again."""
    passing = played.random.random() < 0.5
    over: list[bool] = []

    def let_go() -> None:
        with suppress(TimeoutError):
            until(lambda: over or (passing and met[LOCK_TIMEOUT]), "a lock time-out")
        rival.close()

    before = state.read(played.company)
    with (
        holding(played, touch, key) as rival,
        codes() as met,
        hurried(),
        mock.patch.object(embedded, "LOCK_WAIT_S", _LOCK_WAIT_S),
        mock.patch.object(transactions, "LOCK_BUDGET_S", _LOCK_BUDGET_S),
        Meanwhile(let_go),
    ):
        code = played.run()
        over.append(True)
    played.detail += f" {'passing' if passing else 'lasting'} {met}"
    played.expect(code == 1 or (passing and code == 0), f"exit code {code} although a row was held")
    if code == 1:
        played.expect(state.read(played.company).archive == before.archive, "revoked although a row was held")
    return met[LOCK_TIMEOUT] > 1 or (passing and met[LOCK_TIMEOUT] > 0)


KINDS = [
    Kind("deadlock: in the merge", deadlock_in_the_merge, history_days=1),
    Kind("deadlock: in revoke", deadlock_in_revoke),
    Kind("lock time-out: in the merge", lock_timeout_in_the_merge, history_days=1),
    Kind("lock time-out: a candidate held past the budget", candidate_held_past_the_budget),
]
