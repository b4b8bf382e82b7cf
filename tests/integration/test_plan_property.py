"""Whatever the company: plan and run judge each permission as the rules in plain Python do, and run does just that."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import example, given, settings

from tests.company import AS_OF, LONG_AGO, Company, Key, days_before
from tests.drawn import COMES_BACK, FED, IDLE, NOTED, SECOND, Feed, Made, companies, feeds
from tests.faults.judge import Evening, Grant
from tests.faults.logged import Window, midnight
from tests.faults.model import Model
from tests.faults.rows import LogRow, busy, fill, fill_history, write_log

FIRST_SYNC = days_before(40)
GATE_LOG = "test_gate_log"


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
        company.having(guards={"silent_program_min_users": 3, "max_program_silence_days": 3}),
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
    evening, standing = model.plan(AS_OF), set(model.data.permissions)
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


def assert_run(
    company: Company,
    model: Model,
    accepted: int | None = None,
    listed: set[Grant] | None = None,
    as_of: datetime = AS_OF,
) -> Evening:
    """Run the evening, and hold what it revoked, noted and left against the model."""
    report = company.run(as_of=as_of) if accepted is None else company.accept(accepted)
    before = len(model.archive)
    evening = model.run(as_of, listed)
    revoked = model.archive[before:]
    assert company.permissions() == set(model.data.permissions)
    assert archived(company, report["run_id"]) == {(each.key, each.last_access_at, each.lost_day) for each in revoked}
    assert noted(company) == set(model.data.notices)
    assert company.last_accesses() == model.last_access
    if evening.stops:
        assert (report["exit_code"], report["guards"][-1]["step"]) == (4, next(iter(evening.stops)))
        assert company.protected(report["run_id"]) == {}
    else:
        assert report["exit_code"] in exit_codes(model), report["message"]
        assert report["counts"]["permissions_revoked"] == len(revoked)
        assert_judged(company, report["run_id"], evening)
    return evening


def exit_codes(model: Model) -> set[int]:
    """Return how an evening may end: what is dismissed is tried again only where its row of the log is read again."""
    dismissed = model.data.dismissed
    if any(at > dismissed.get(key, datetime.min) for key, at in model.rejected.items()):
        return {3}
    return {0, 3} if model.rejected else {0}


def archived(company: Company, run_id: int) -> set[tuple[Key, datetime | None, datetime | None]]:
    text = "select v.program_id, v.user_id, v.last_access_at, v.lost_day from {revocation} v where v.run_id = :run"
    rows = company.query(text, run=run_id)
    return {((row["program_id"], row["user_id"]), row["last_access_at"], row["lost_day"]) for row in rows}


def noted(company: Company) -> set[Key]:
    return {
        (row["program_id"], row["user_id"]) for row in company.query("select n.program_id, n.user_id from {notice} n")
    }


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
@example(made=replace(IDLE, refused={"books", "stock"}, dismissed=50))
@given(made=companies)
@settings(max_examples=10)
def test_plan_and_run_judge_each_permission_as_the_rules_say(environments: list[Company], made: Made) -> None:
    company = environments[made.kind]
    with company.refusing("user_id <> 'refused'"):
        model = begin(company, made)
        planned = assert_planned(company, model)
        evening = assert_run(company, model, *(planned if made.accepts else (None, None)))
        if "guard lost days" in evening.stops and made.lost:
            backfill(company, model, made)
            assert "guard lost days" not in assert_run(company, model).stops


def backfill(company: Company, model: Model, made: Made) -> None:
    """Insert the rows of the lost day; after a sync one more, by the first who would lapse, who then does not."""
    assert made.lost
    age, _, log = made.lost
    log_no = log % len(model.logs)
    day = midnight(days_before(age))
    seen = sorted(key for key, rule in model.judge(AS_OF).rules.items() if rule is None)[:1]
    insert(company, model, log_no, busy(day))
    company.run("sync")
    model.sync(AS_OF)
    insert(company, model, log_no, [(*key, day) for key in seen])


@example(feed=COMES_BACK)
@example(feed=replace(COMES_BACK, late=[("dora", 10, 7), ("cem", 9, 5)], plans={5}))
@example(feed=replace(COMES_BACK, late=[("dora", 10, 1)]))
@example(feed=replace(COMES_BACK, kind=4, spelt="BOOKS "))
@given(feed=feeds)
@settings(max_examples=5)
def test_evenings_of_a_feed_that_dies_and_comes_back_hold_and_read_its_gap_as_the_rules_say(
    environments: list[Company], feed: Feed
) -> None:
    company = environments[feed.kind]
    model = begin(company, feed.made())
    since = 99.0
    for age in sorted(feed.evenings, reverse=True):
        insert(company, model, 0, feed.rows(since, age))
        since, as_of = age, days_before(age)
        if age in feed.plans:
            assert_judged(company, company.plan(as_of)["run_id"], model.plan(as_of))
        else:
            assert_run(company, model, as_of=as_of)
