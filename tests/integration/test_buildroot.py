"""A real history of access rights, held against what plain Python makes of the same two files."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median_low

import pytest

from runner.environment.file import HOME
from runner.environment.sections import Guards
from tests.company import Company, Key
from tests.steps import step

FOLDER = HOME.parent / "shared" / "data" / "buildroot"
EVENING = datetime(2026, 8, 20, 18)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real history is not here: {FOLDER}")

Rows = list[tuple[str, str, datetime]]


def read(name: str) -> Rows:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return [(p, u, datetime.fromisoformat(at)) for p, u, at in list(csv.reader(lines))[1:]]


@pytest.fixture(scope="module")
def accesses() -> Rows:
    return read("access_log.csv")


@pytest.fixture(scope="module")
def grants() -> Rows:
    return read("permission.csv")


@pytest.fixture(scope="module")
def history(migrated: Company) -> Iterator[None]:
    """The real log in a table of its own, loaded once."""
    real = migrated.having(tables={"access_log": "real_access_log"})
    with real.session() as session:
        for name in ("10_access_log", "20_access_log_ix"):
            session.execute(f"customer/{name}.sql")
        session.commit()
    assert real.load("access_log", FOLDER / "access_log.csv")["loaded"] == 92_492
    yield
    real.ddl("drop table {access_log}")


@pytest.fixture
def buildroot(company: Company, history: None) -> Company:
    """The real log and the real permissions, and nothing synced yet."""
    real = company.having(tables={"access_log": "real_access_log"})
    assert real.load("permission", FOLDER / "permission.csv")["loaded"] == 2051
    return real


def newest(rows: Rows, as_of: datetime = EVENING) -> dict[Key, datetime]:
    found: dict[Key, datetime] = {}
    for program, user, at in rows:
        if at <= as_of and at >= found.get((program, user), at):
            found[program, user] = at
    return found


def lapsed(
    grants: Rows, accesses: Rows, last: dict[Key, datetime], days: int, kept: frozenset[str] = frozenset()
) -> set[Key]:
    """Granted and last used so many days ago or more, and not used since as-of; programs that are held aside."""
    cutoff = EVENING - timedelta(days=days)
    came_back = {(program, user) for program, user, at in accesses if at > EVENING}
    return {
        (program, user)
        for program, user, granted in grants
        if granted <= cutoff and last.get((program, user), granted) <= cutoff and program not in kept
    } - came_back


def test_run_revokes_what_plain_python_would_and_the_next_one_nothing(
    buildroot: Company, accesses: Rows, grants: Rows
) -> None:
    days, revoked = 37, 1916
    last = newest(accesses)
    report = buildroot.having(policy={"inactivity_days": days}).run(as_of=EVENING)
    assert report["exit_code"] == 0
    assert buildroot.last_accesses() == last
    assert len(last) == 33_541
    assert report["counts"]["log_rows_left_for_later"] == 7
    expected = lapsed(grants, accesses, last, days)
    rows = buildroot.query(
        "select v.program_id, v.user_id, v.granted_at, v.last_access_at, v.inactivity_days from {revocation} v"
    )
    assert sorted(tuple(row.values()) for row in rows) == sorted(
        (program, user, granted, last.get((program, user)), days)
        for program, user, granted in grants
        if (program, user) in expected
    )
    assert buildroot.permissions() == {(program, user) for program, user, _ in grants} - expected
    assert (len(expected), len(buildroot.permissions())) == (revoked, 2051 - revoked)
    assert report["counts"]["permissions_revoked"] == revoked
    assert report["counts"]["permissions"] == 2051
    assert report["counts"]["protected_came_back"] == 1

    before = buildroot.tables("last_access", "permission", "revocation")
    again = buildroot.having(policy={"inactivity_days": days}).run(as_of=EVENING)
    assert (again["exit_code"], again["counts"]["permissions_revoked"]) == (0, 0)
    assert step(again, "merge last access")["affected"] == 0
    assert buildroot.tables("last_access", "permission", "revocation") == before


def silent_programs(grants: Rows, last: dict[Key, datetime], days: int, usual: Guards) -> tuple[set[str], set[str]]:
    """Return the programs that several users left at once, and those of many permissions that nobody used."""
    week = timedelta(days=7)
    times: dict[str, list[datetime]] = {}
    for (program, _), at in last.items():
        times.setdefault(program, []).append(at)
    permissions = Counter(program for program, _, _ in grants)
    left, unused = set(), set()
    for program, rows in permissions.items():
        since = max(times.get(program, [datetime.min]))
        users = sum(at > since - week for at in times.get(program, []))
        if (
            since <= EVENING - timedelta(days=usual.max_program_silence_days)
            and users >= usual.silent_program_min_users
        ):
            left.add(program)
        if since <= EVENING - timedelta(days=days) and rows >= usual.silent_program_min_permissions:
            unused.add(program)
    return left, unused


def usual_rows(accesses: Rows) -> dict[str, int]:
    """Return the median of the rows of a workday and of a weekend day of the year before, of the days that have any."""
    days = Counter(at.date() for _, _, at in accesses)
    year = {day: rows for day, rows in days.items() if timedelta() < EVENING.date() - day <= timedelta(days=365)}
    kinds = {"workday": range(5), "weekend": range(5, 7)}
    return {
        kind: median_low(rows for day, rows in year.items() if day.weekday() in weekdays)
        for kind, weekdays in kinds.items()
    }


def test_usual_silence_and_lost_days_hold_one_program_and_nothing_that_would_lapse(
    buildroot: Company, accesses: Rows, grants: Rows
) -> None:
    """A log this thin has no usual hundred rows a day; the day without any row cannot be told from a quiet one."""
    last = newest(accesses)
    usual = Guards()
    silence = {name: getattr(usual, name) for name in ("silent_program_min_users", "silent_program_min_permissions")}
    report = buildroot.having(guards=silence).run(as_of=EVENING)
    assert (report["exit_code"], report["message"]) == (0, None)

    left, unused = silent_programs(grants, last, 90, usual)
    assert (left, unused) == ({"package/util-linux"}, set())
    assert {row["program_id"] for row in report["held"]} == left
    rules = Counter(buildroot.protected(report["run_id"]).values())
    assert rules == {None: 1825, "came_back": 1}
    assert buildroot.revoked() == lapsed(grants, accesses, last, 90, kept=frozenset(left))
    assert len(buildroot.permissions()) == 2051 - 1825

    empty = datetime(2026, 6, 13)
    assert not any(empty <= at < empty + timedelta(days=1) for _, _, at in accesses)
    [counted] = buildroot.query(
        "select d.day_kind, d.log_rows, d.usual_rows from {log_day} d where d.log_day = :day", day=empty
    )
    assert usual_rows(accesses) == {"workday": 9, "weekend": 9}
    assert counted == {"day_kind": "weekend", "log_rows": 0, "usual_rows": 9}
    assert json.loads(buildroot.call("log-day", "list", "--json").out) == []


def test_first_evening_over_its_limits_is_looked_at_and_accepted(
    buildroot: Company, accesses: Rows, grants: Rows
) -> None:
    with_limits = buildroot.having(guards=Guards().model_dump())
    expected = lapsed(grants, accesses, newest(accesses), 90)

    stopped = with_limits.call("run", "--as-of", str(EVENING), "--json")

    report = json.loads(stopped.out)
    assert (stopped.code, report["status"], len(expected)) == (4, "stopped", 1825)
    assert (
        "would revoke 1,825 of 2,051 (89 %) permissions, over max_revocations = 1000 and max_revocation_percent = 5;"
        in report["message"]
    )
    run_id = str(report["run_id"])
    listed = json.loads(with_limits.call("candidates", run_id, "--json").out)
    assert {(row["program_id"], row["user_id"]) for row in listed if row["protected_by"] is None} == expected
    assert (len(with_limits.permissions()), with_limits.revoked()) == (2051, set())
    accept = ("--accept-plan", run_id, "--reason", "looked at by the owner")
    accepted = with_limits.call("run", "--as-of", str(EVENING), *accept, "--json")
    assert (accepted.code, with_limits.revoked()) == (0, expected)
    assert len(with_limits.permissions()) == 226


@pytest.fixture
def bad_items(buildroot: Company, accesses: Rows) -> Iterator[set[Key]]:
    """A hundred items from all over the history, two of them side by side, that the database refuses."""
    items = sorted(newest(accesses))
    bad = {*items[::340], items[341]}
    assert len(bad) == 100
    names = ", ".join(f"'{program} {user}'" for program, user in sorted(bad))
    with buildroot.refusing(f"program_id || ' ' || user_id not in ({names})"):
        yield bad


def test_hundred_bad_items_are_rejected_and_all_others_written(
    buildroot: Company, accesses: Rows, grants: Rows, bad_items: set[Key]
) -> None:
    last = newest(accesses)
    report = buildroot.run(as_of=EVENING)
    assert (report["exit_code"], step(report, "merge last access")["rejected"]) == (3, 100)
    written = {key: at for key, at in last.items() if key not in bad_items}
    assert len(written) == 33_441
    assert buildroot.last_accesses() == written
    assert buildroot.rejected() == bad_items
    expected = lapsed(grants, accesses, written, 90, kept=frozenset(program for program, _ in bad_items))
    assert buildroot.revoked() == expected
    assert buildroot.permissions() == {(program, user) for program, user, _ in grants} - expected


def test_nightly_run_stages_only_the_new_log_rows(buildroot: Company, accesses: Rows) -> None:
    nightly = buildroot.having(sync={"look_back_days": 1})
    nightly.run("sync", as_of=EVENING)
    new = [(f"new/{n % 37}", f"u{n}", EVENING + timedelta(minutes=n + 1)) for n in range(1000)]
    nightly.log(*new)
    try:
        tomorrow = EVENING + timedelta(days=1)
        report = nightly.run("sync", as_of=tomorrow)
    finally:
        nightly.execute("delete from {access_log} l where l.program_id >= 'new/' and l.program_id < 'new0'")
    late = newest(accesses, tomorrow).items() - newest(accesses, EVENING).items()
    assert step(report, "stage items")["affected"] == 1000 + len(late), "the others of the window are recorded already"
    assert nightly.last_accesses() == newest(accesses + new, tomorrow)
