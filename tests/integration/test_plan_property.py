"""Whatever the company: plan and run judge each permission as the rules in plain Python do, and run does just that."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.company import AS_OF, LONG_AGO, Company, Key, days_before
from tests.faults.logged import Window, midnight
from tests.faults.model import Evening, Grant, Model
from tests.faults.rows import DAY, Data, Exemption, LogRow, Pause, Policy, Row, busy, fill, fill_history, write_log

PROGRAMS = ("books", "stock", "wages")
USERS = ("ann", "bob", "cem", "dora")
SPELT = [("books", "ANN"), ("books", " ann"), ("Stock", "bob"), ("stock ", "cem"), ("WAGES", "Dora ")]
FIRST_SYNC = days_before(40)
GATE_LOG = "test_gate_log"
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
        refused: programs an access of which cannot be written.
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
        data.policies = self.policies
        data.exemptions = [
            Exemption(program, user, days_before(9), days_before(age - 0.5)) for program, user, age in self.exempt
        ]
        data.notices = {key: days_before(age) for key, age in self.noted.items()}
        data.restored = {key: days_before(age) for key, age in self.restored.items()}
        data.pauses = [Pause(AS_OF, FAR_AHEAD if self.is_paused else AS_OF + DAY)]
        data.unwritable = {(program, "refused") for program in self.refused}
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
    noted=st.dictionaries(keys, ages(7, 10, 60), max_size=6),
    restored=st.dictionaries(keys, ages(5, 30, 90), max_size=2),
    is_paused=rarely(st.just(True), st.just(False)),
    lost=rarely(lost, rarely(lost, st.none())),
)


@pytest.fixture
def environments(company: Company) -> Iterator[list[Company]]:
    """The company with one log and with two; with notices, programs held for silence, and spellings, or without."""
    gate = {"table": GATE_LOG, "columns": {"program_id": "gate", "user_id": "person", "accessed_at": "seen_at"}}
    company.ddl(
        f"create table {GATE_LOG} (gate varchar2(255 char), person varchar2(255 char), seen_at timestamp(6))",
        embedded=f"create table {GATE_LOG} (gate varchar(255), person varchar(255), seen_at timestamp)",
    )
    two = company.fed_by({"table": company.names["access_log"]}, gate)
    noting = {"notice_days": 10}
    yield [
        company,
        company.having(policy=noting, guards={"silent_program_min_permissions": 2}),
        two.having(guards={"silent_program_min_users": 2}),
        two.having(
            policy=noting,
            guards={"silent_program_min_users": 3, "silent_program_min_permissions": 3, "match_spelling": False},
        ),
    ]
    company.ddl(f"drop table {GATE_LOG}")


def begin(company: Company, made: Made) -> Model:
    """Put a company into the tables, sync once, and let the late rows come; return its model after the same."""
    tables = company.database.environment.logs
    model = Model(company.database.environment, made.data(len(tables)))
    company.empty()
    company.execute(f"delete from {GATE_LOG} g")
    if made.is_old:
        for log in model.logs:
            log.windows.append(Window(LONG_AGO, LONG_AGO))
    else:
        company.execute("delete from {watermark} w")
    fill(company, model.data)
    company.run("sync", as_of=FIRST_SYNC)
    model.sync(FIRST_SYNC)
    fill_history(company, model.data)
    for number, rows in enumerate(made.rows(made.late, len(tables))):
        insert(company, model, number, rows)
    return model


def insert(company: Company, model: Model, log_no: int, rows: list[LogRow]) -> None:
    write_log(company, company.database.environment.logs[log_no], rows)
    model.logs[log_no].rows.extend(rows)


def assert_judged(company: Company, run_id: int, evening: Evening) -> None:
    """Hold the list of a run, and the programs it held, against what the model says of each."""
    columns = "c.program_id, c.user_id, c.granted_at, c.protected_by, c.detail"
    text = f"select {columns} from {{candidate}} c where c.run_id = :run"
    rows = {
        ((row["program_id"], row["user_id"]), row["granted_at"]): (row["protected_by"], row["detail"])
        for row in company.query(text, run=run_id)
    }
    assert {grant: rule for grant, (rule, _) in rows.items()} == {each[:2]: each.rule for each in evening.candidates}
    for each in evening.candidates:
        detail = rows[each.key, each.granted_at][1]
        fits = any(detail.startswith(words) for words in each.said) if each.said else detail is None
        assert fits, f"{each} has the detail {detail}"
    text = "select r.program_id, r.held_reason from {run_program} r where r.run_id = :run and r.held_reason is not null"
    held = {row["program_id"]: row["held_reason"] for row in company.query(text, run=run_id)}
    assert held.keys() == evening.holds.keys()
    assert all(held[program].startswith(hold) for program, hold in evening.holds.items()), held


def assert_planned(company: Company, model: Model) -> tuple[int, set[Grant]]:
    """Plan, and hold the plan against the model; return its run and what it lists."""
    model.sync(AS_OF)
    evening, standing = model.judge(AS_OF), set(model.data.permissions)
    planned = company.plan(what_if=[30, 90, 150])
    assert company.permissions() == standing
    assert_judged(company, planned["run_id"], evening)
    assert {each["step"]: len(each["reasons"]) for each in planned["guards"] if each["reasons"]} == evening.stops

    def of(program: str, keys: set[Key]) -> int:
        return sum(each == program for each, _ in keys)

    candidates = set(evening.rules)
    lapsing = {key for key, rule in evening.rules.items() if rule is None}
    assert (planned["permissions"], planned["candidates"]) == (len(standing), len(candidates))
    assert planned["lapsing"] == len(lapsing)
    assert {
        row["program_id"]: (row["permissions"], row["lapsing"], row["protected"]) for row in planned["programs"]
    } == {each: (of(each, standing), of(each, lapsing), of(each, candidates - lapsing)) for each, _ in candidates}
    idle_since = [
        max(row.granted_at, model.last_access.get(key, row.granted_at))
        for key, [row] in model.data.permissions.items()
        if row.granted_at
    ]
    assert planned["what_if"] == {days: sum(at <= days_before(days) for at in idle_since) for days in (30, 90, 150)}
    return planned["run_id"], evening.listed


def assert_run(company: Company, model: Model, accepted: int | None, listed: set[Grant] | None) -> Evening:
    """Run the evening, and hold what it revoked, noted and left against the model."""
    report = company.run() if accepted is None else company.accept(accepted)
    before = len(model.archive)
    evening = model.run(AS_OF, listed)
    revoked = model.archive[before:]
    assert company.permissions() == set(model.data.permissions)
    assert archived(company, report["run_id"]) == {(each.key, each.last_access_at, each.lost_day) for each in revoked}
    assert noted(company) == set(model.data.notices)
    assert company.last_accesses() == model.last_access
    if evening.stops:
        assert (report["exit_code"], report["guards"][-1]["step"]) == (4, next(iter(evening.stops)))
        assert company.protected(report["run_id"]) == {}
    else:
        assert report["exit_code"] == (3 if model.rejected else 0), report["message"]
        assert report["counts"]["permissions_revoked"] == len(revoked)
        assert_judged(company, report["run_id"], evening)
    return evening


def archived(company: Company, run_id: int) -> set[tuple[Key, datetime | None, datetime | None]]:
    text = "select v.program_id, v.user_id, v.last_access_at, v.lost_day from {revocation} v where v.run_id = :run"
    rows = company.query(text, run=run_id)
    return {((row["program_id"], row["user_id"]), row["last_access_at"], row["lost_day"]) for row in rows}


def noted(company: Company) -> set[Key]:
    return {
        (row["program_id"], row["user_id"]) for row in company.query("select n.program_id, n.user_id from {notice} n")
    }


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
    noted={},
    restored={},
    is_paused=False,
    lost=None,
)
NOTED = {("stock", "bob"): 10, ("stock", "cem"): 10 - SECOND, ("stock", "dora"): 60}
FED = [(("stock", "dora"), 8.0, 0)]


@example(made=replace(IDLE, lost=(90, "open", 0)))
@example(made=replace(IDLE, lost=(91, "open", 0)))
@example(made=replace(IDLE, lost=(90, "lost", 1), kind=2))
@example(made=replace(IDLE, lost=(91, "lost", 0)))
@example(made=replace(IDLE, lost=(90, "holiday", 0)))
@example(made=replace(IDLE, is_old=False, first=95, early=[]))
@example(made=replace(IDLE, kind=1, noted=NOTED))
@example(made=replace(IDLE, kind=1, noted=NOTED, is_paused=True))
@example(made=replace(IDLE, kind=3, early=FED, fallen=("stock", 7)))
@example(made=replace(IDLE, kind=3, early=FED, fallen=("stock", 7 - SECOND)))
@given(made=companies)
@settings(max_examples=60)
def test_plan_and_run_judge_each_permission_as_the_rules_say(environments: list[Company], made: Made) -> None:
    company = environments[made.kind]
    with company.refusing("user_id <> 'refused'"):
        model = begin(company, made)
        planned = assert_planned(company, model)
        evening = assert_run(company, model, *(planned if made.accepts else (None, None)))
        if "guard lost days" in evening.stops and made.lost:
            backfill(company, model, made)
            assert "guard lost days" not in assert_run(company, model, None, None).stops


def backfill(company: Company, model: Model, made: Made) -> None:
    """Insert the rows of the lost day, one of them by the first who would lapse, who then does not."""
    assert made.lost
    age, _, log = made.lost
    log_no = log % len(model.logs)
    day = midnight(days_before(age))
    seen = sorted(key for key, rule in model.judge(AS_OF).rules.items() if rule is None)[:1]
    insert(company, model, log_no, [*busy(day), *((*key, day) for key in seen)])
