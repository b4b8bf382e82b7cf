"""Companies drawn by hypothesis, by ages in days before as-of, from what is usual and what is at the edge of a rule."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from hypothesis import strategies as st

from tests.company import AS_OF, Key, days_before
from tests.faults.logged import midnight
from tests.faults.rows import DAY, Data, Exemption, LogRow, Pause, Policy, Row, busy

PROGRAMS = ("books", "stock", "wages")
USERS = ("ann", "bob", "cem", "dora")
SPELT = [("books", "ANN"), ("books", " ann"), ("Stock", "bob"), ("stock ", "cem"), ("WAGES", "Dora ")]
FAR_AHEAD = datetime(2999, 1, 1)
SECOND = 1 / 86400  # of a day

T = TypeVar("T")


@dataclass
class Made:
    """A company by ages in days before as-of.

    Attributes:
        kind: which environment.
        accepts: whether the list of the plan is accepted.
        is_old: whether lapse has read its logs long ago.
        granted: the age of each permission; None without a grant date.
        first: of the logs' first rows.
        newest: of their newest rows.
        early: accesses that the first sync, 40 days before, finds, if they are old enough; a number
            picks the log.
        late: accesses that are inserted after it.
        fallen: a program whose feed died while several used it, and when.
        later: accesses after as-of.
        policies: by program.
        exempt: whom, and when that ends.
        refused: programs an access of which, 50 days before, cannot be written.
        dismissed: the age up to which such accesses are given up.
        noted: when permissions were noted.
        restored: when they were put back.
        is_paused: whether the evenings are paused.
        lost: a day without a row where others are busy, as what it is accepted, and in which log.
    """

    kind: int
    accepts: bool
    is_old: bool
    granted: dict[Key, float | None]
    first: float
    newest: float
    early: list[tuple[Key, float, int]]
    late: list[tuple[Key, float, int]]
    fallen: tuple[str, float] | None
    later: dict[Key, datetime]
    policies: dict[str, Policy]
    exempt: list[tuple[str | None, str | None, float]]
    refused: set[str]
    dismissed: float | None
    noted: dict[Key, float]
    restored: dict[Key, float]
    is_paused: bool
    lost: tuple[int, str, int] | None

    def rows(self, accesses: list[tuple[Key, float, int]], logs: int) -> list[list[LogRow]]:
        """Return accesses as rows of so many logs, but for what a dead feed swallowed."""
        program, died = self.fallen or ("", 0)
        fed = [(key, age, log) for key, age, log in accesses if key[0] != program or age >= died]
        return [[(*key, days_before(age)) for key, age, log in fed if log % logs == number] for number in range(logs)]

    def data(self, logs: int) -> Data:
        """Return it as rows, those that are late excepted."""
        data = Data(self.rows(self.early, logs))
        for rows in data.logs:
            rows += [("pulse", "first", days_before(self.first)), ("pulse", "newest", days_before(self.newest))]
        data.log.extend((program, "refused", days_before(50)) for program in sorted(self.refused))
        data.log.extend((*key, at) for key, at in self.later.items())
        if self.fallen:
            program, age = self.fallen
            data.log.extend((program, user, days_before(age + n)) for user, n in (("ann", 0), ("bob", 3), ("cem", 6.9)))
        if self.lost:
            self.lose(data, *self.lost)
        data.permissions = {key: [Row(age if age is None else days_before(age))] for key, age in self.granted.items()}
        data.policies = dict(self.policies)
        data.exemptions = [
            Exemption(program, user, days_before(9), days_before(age - 0.5)) for program, user, age in self.exempt
        ]
        data.notices = {key: days_before(age) for key, age in self.noted.items()}
        data.restored = {key: days_before(age) for key, age in self.restored.items()}
        data.pauses = [Pause(AS_OF, FAR_AHEAD if self.is_paused else AS_OF + DAY)]
        data.unwritable = {(program, "refused") for program in self.refused}
        if self.dismissed is not None:
            data.dismissed = dict.fromkeys(data.unwritable, days_before(self.dismissed))
        return data

    @staticmethod
    def lose(data: Data, age: int, accepted_as: str, log: int) -> None:
        """Make three days of five busy in a log, but for one; such a day has 100 rows, so most companies have none."""
        log_no = log % len(data.logs)
        day = midnight(days_before(age))
        data.logs[log_no] = [row for row in data.logs[log_no] if midnight(row[2]) != day]
        for each in (midnight(days_before(back)) for back in range(1, 131)):
            is_quiet = each.toordinal() % 5 in (0, 1)
            data.logs[log_no] += [] if each == day else [("pulse", "quiet", each)] if is_quiet else busy(each)
        if accepted_as != "open":
            data.accepted = {(log_no, day): accepted_as}


def ages(*days: float) -> st.SearchStrategy[float]:
    """A moment of some of these days, or a second later."""
    return st.sampled_from([*days, *(day - SECOND for day in days if day)])


def rarely(strategy: st.SearchStrategy[T], usually: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """One time of about six this, else what is usual."""
    return st.integers(1, 6).flatmap(lambda drawn: strategy if drawn == 3 else usually)  # a draw is often the least


usual = st.tuples(st.sampled_from(PROGRAMS), st.sampled_from(USERS))
keys = rarely(st.sampled_from(SPELT), usual)
logs = st.integers(0, 1)
grants = st.sampled_from([None, *(200.0 + day for day in range(20))])
scopes = st.tuples(st.sampled_from(PROGRAMS), st.none()) | st.tuples(st.none(), st.sampled_from(USERS)) | usual
policies = st.builds(
    Policy,
    st.sampled_from([None, 5, 30, 120, 120]),
    st.sampled_from(["enforce", "enforce", "enforce", "enforce", "report", "off"]),
    st.sampled_from(["hold", "revoke"]),
    st.sampled_from(["on", "off"]),
)
lost: st.SearchStrategy[tuple[int, str, int] | None] = (
    st.tuples(st.sampled_from([20, 23, 90]), st.sampled_from(["lost", "lost", "holiday", "open"]), logs)
    | st.tuples(st.sampled_from([91, 110]), st.sampled_from(["open", "open", "lost"]), logs)
    | st.tuples(st.sampled_from([1, 2, 20]), st.just("lost"), logs)
)
companies = st.builds(
    Made,
    kind=st.integers(0, 3),
    accepts=st.booleans(),
    is_old=st.booleans(),
    granted=st.dictionaries(keys, ages(30, 90, 120) | ages(150, 200, 400) | grants, min_size=6),
    first=rarely(st.just(60), st.sampled_from([190, 95, 130])),
    newest=rarely(st.sampled_from([2, 2.1]), st.just(0)),
    early=st.lists(st.tuples(keys, ages(0, 5, 7, 8, 30, 41, 90, 120, 150), logs), max_size=12),
    late=st.lists(st.tuples(keys, ages(5, 30, 42, 60, 100), logs), max_size=4),
    fallen=st.none() | st.tuples(st.sampled_from(PROGRAMS), ages(5, 7, 60, 95)),
    later=st.dictionaries(keys, st.sampled_from([AS_OF + DAY, FAR_AHEAD]), max_size=2),
    policies=st.dictionaries(st.sampled_from(PROGRAMS), policies),
    exempt=st.lists(st.tuples(scopes, ages(0, 1)).map(lambda drawn: (*drawn[0], drawn[1])), max_size=2),
    refused=rarely(st.sampled_from(PROGRAMS).map(lambda program: {program}), st.builds(set[str])),
    dismissed=st.none() | st.sampled_from([50, 50 + SECOND]),
    noted=st.dictionaries(keys, ages(7, 10, 60), max_size=6),
    restored=st.dictionaries(keys, ages(5, 30, 90), max_size=2),
    is_paused=rarely(st.just(True), st.just(False)),
    lost=rarely(lost, rarely(lost, st.none())),
)


# For what a draw seldom puts together: lost days at the edges of a period, dead feeds, notices of so many days.
IDLE = Made(
    kind=0,
    accepts=False,
    is_old=True,
    granted={(program, user): 400 for program in PROGRAMS for user in USERS},
    first=230,
    newest=0,
    early=[(("books", "ann"), 120, 0), (("books", " bob"), 100, 0), (("stock", "ann"), 30, 1)],
    late=[(("wages", "ann"), 60, 0)],
    fallen=None,
    later={},
    policies={"books": Policy(120)},
    exempt=[],
    refused=set(),
    dismissed=None,
    noted={},
    restored={},
    is_paused=False,
    lost=None,
)
NOTED = {("stock", "bob"): 10, ("stock", "cem"): 10 - SECOND, ("stock", "dora"): 60}
FED = [(("stock", "dora"), 8.0, 0)]


@dataclass
class Feed:
    """A program that several use until its feed dies, and that is fed again; rows of the gap come late.

    Attributes:
        kind: which environment.
        spelt: the program, as the log has it.
        died: the age of the last row before the gap.
        back: of the first one after it.
        late: rows of the gap: who, their age, and the age of the evening before which they are inserted.
        evenings: their ages.
        plans: of these, the ones that are plans only.
        days: of the program's policy.
    """

    kind: int
    spelt: str
    died: int
    back: int
    late: list[tuple[str, float, float]]
    evenings: set[float]
    plans: set[float]
    days: int | None

    def made(self) -> Made:
        """Return the company until the feed dies; what keeps the logs alive goes on."""
        alive = [(("pulse", "alive"), float(age), log) for age in range(1, 40) for log in (0, 1)]
        users = [((self.spelt, user), float(self.died + age), 0) for user, age in (("ann", 0), ("bob", 3), ("cem", 6))]
        return replace(IDLE, kind=self.kind, early=alive + users, late=[], policies={"books": Policy(self.days)})

    def rows(self, since: float, age: float) -> list[LogRow]:
        """Return what is inserted between two evenings, or before the first."""
        daily = [("ann", float(back)) for back in range(self.back, -1, -1) if age <= back < since]
        late = [(user, at) for user, at, inserted in self.late if age <= inserted < since]
        return [(self.spelt, user, days_before(at)) for user, at in daily + late]


feeds = st.builds(
    Feed,
    kind=st.sampled_from([2, 2, 3, 4]),
    spelt=rarely(st.just("BOOKS "), st.just("books")),
    died=st.sampled_from([14, 18]),
    back=st.sampled_from([5, 5, 8, 3]),
    late=st.lists(st.tuples(st.sampled_from(USERS), ages(9, 12), st.sampled_from([7, 4, 2, 1, 0])), max_size=4),
    evenings=st.sets(ages(*range(10)), min_size=4),
    plans=st.sets(ages(*range(10)), max_size=3),
    days=st.sampled_from([None, None, 10, 120]),
)
COMES_BACK = Feed(
    kind=2,
    spelt="books",
    died=14,
    back=5,
    late=[("dora", 10, 2)],
    evenings={7, 5, 2 + SECOND, 2, 1},
    plans=set(),
    days=None,
)
