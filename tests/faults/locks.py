"""Faults of rows that a rival holds: a run chosen to lose a deadlock, or kept waiting for too long."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest import mock

from runner import embedded
from runner.database import Session
from runner.errors import Fault
from tests.company import AS_OF, Key
from tests.faults.rounds import Kind, Round, hurried
from tests.faults.server import Meanwhile, driver, until

TOUCH_PERMISSION = "update {permission} p set p.granted_at = p.granted_at where p.program_id = :p and p.user_id = :u"
TOUCH_ACCESS = "update {last_access} a set a.run_id = a.run_id where a.program_id = :p and a.user_id = :u"
_DEADLOCK, _LOCK_TIMEOUT = "40P01", "55P03"
_LOCK_WAIT_S = 0.05


@contextmanager
def codes() -> Iterator[Counter[str]]:
    """Count the codes of the errors that lapse meets in this process while the block runs."""
    met: Counter[str] = Counter()
    classify = embedded.classify

    def counted(error: BaseException) -> tuple[str, str, Fault]:
        found = classify(error)
        met[found[0]] += 1
        return found

    with mock.patch.object(embedded, "classify", counted):
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
def hold_candidate(played: Round) -> Iterator[Callable[[], None]]:
    """Hold a permission that would lapse, until the block ends or what it is given is called."""
    key = played.random.choice(candidates(played))
    with holding(played, TOUCH_PERMISSION, key) as rival:
        yield rival.close


def candidates(played: Round) -> list[Key]:
    """What a run would revoke now."""
    played.model.sync(AS_OF)
    return sorted(played.model.candidates(AS_OF))


def updated_together(played: Round) -> list[list[Key]]:
    """The last accesses that one chunk of the next sync will move forward, for each chunk that moves several."""
    known = played.model.last_access
    since = AS_OF - timedelta(days=4)
    staged = sorted({(program, user) for program, user, at in played.model.data.log if since < at <= AS_OF})
    newest = played.model.accessed(AS_OF)
    size = played.company.database.environment.sync.chunk_rows
    chunks = [staged[first : first + size] for first in range(0, len(staged), size)]
    moved = [[key for key in chunk if key in known and known[key] < newest[key]] for chunk in chunks]
    return [keys for keys in moved if len(keys) > 1]


def deadlock_in_the_merge(played: Round) -> bool:
    *others, held = played.random.choice(updated_together(played))
    return _deadlock(played, TOUCH_ACCESS, held, others)


def deadlock_in_revoke(played: Round) -> bool:
    others = candidates(played)
    held = others.pop(played.random.randrange(len(others) // 2, len(others)))
    return _deadlock(played, TOUCH_PERMISSION, held, others)


def lock_timeout_in_the_merge(played: Round) -> bool:
    key = played.random.choice(played.random.choice(updated_together(played)))
    return _lock_timeout(played, TOUCH_ACCESS, key, lasting_code=3)


def lock_timeout_in_revoke(played: Round) -> bool:
    return _lock_timeout(played, TOUCH_PERMISSION, played.random.choice(candidates(played)), lasting_code=1)


def _deadlock(played: Round, touch: str, held: Key, others: list[Key]) -> bool:
    """Hold the row that the run comes to late, and ask for those that it has by then."""
    statement = played.company.statement(touch)

    def ask() -> None:
        with suppress(TimeoutError):
            played.server.wait_for_waiting()
            for program, user in others:
                rival.execute(statement, p=program, u=user)
        rival.close()

    with holding(played, touch, held) as rival, Meanwhile(ask), codes() as met, hurried():
        code = played.run()
    played.expect(code == 0, f"exit code {code} after a deadlock")
    return met[_DEADLOCK] > 0


def _lock_timeout(played: Round, touch: str, key: Key, *, lasting_code: int) -> bool:
    """Hold a row for longer than lapse waits: once, or as often as it asks."""
    passing = played.random.random() < 0.5
    over: list[bool] = []

    def let_go() -> None:
        with suppress(TimeoutError):
            until(lambda: over or (passing and met[_LOCK_TIMEOUT]), "a lock time-out")
        rival.close()

    short = mock.patch.object(embedded, "LOCK_WAIT_S", _LOCK_WAIT_S)
    with holding(played, touch, key) as rival, codes() as met, hurried(), short, Meanwhile(let_go):
        code = played.run()
        over.append(True)
    played.detail += f" {'passing' if passing else 'lasting'} {met}"
    played.expect(code == lasting_code or (passing and code == 0), f"exit code {code}, not {lasting_code}")
    return met[_LOCK_TIMEOUT] > 0


KINDS = [
    Kind("deadlock: in the merge", deadlock_in_the_merge, has_history=True),
    Kind("deadlock: in revoke", deadlock_in_revoke),
    Kind("lock time-out: in the merge", lock_timeout_in_the_merge, has_history=True),
    Kind("lock time-out: in revoke", lock_timeout_in_revoke),
]
