"""A real history of access rights, held against what plain Python makes of the same two files."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from runner.environment import HOME
from runner.sections import Guards
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


@pytest.mark.parametrize(("days", "revoked"), [(37, 1916), (90, 1825), (180, 1714)])
def test_run_revokes_what_plain_python_would(
    buildroot: Company, accesses: Rows, grants: Rows, days: int, revoked: int
) -> None:
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


def test_second_run_at_the_same_as_of_revokes_none_and_changes_no_last_access(buildroot: Company) -> None:
    buildroot.run(as_of=EVENING)
    before = buildroot.tables("last_access", "permission", "revocation")
    report = buildroot.run(as_of=EVENING)
    assert report["exit_code"] == 0
    assert report["counts"]["permissions_revoked"] == 0
    assert step(report, "merge last access")["affected"] == 0
    assert buildroot.tables("last_access", "permission", "revocation") == before


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


def test_more_bad_items_than_allowed_fail_the_run_and_revoke_nothing(buildroot: Company, bad_items: set[Key]) -> None:
    report = buildroot.having(sync={"max_rejected": 50}).run(as_of=EVENING)
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert len(buildroot.permissions()) == 2051
    assert buildroot.revoked() == set()


def test_nightly_run_stages_only_the_new_log_rows(buildroot: Company, accesses: Rows) -> None:
    nightly = buildroot.having(sync={"look_back_days": 0})
    nightly.run("sync", as_of=EVENING)
    new = [(f"new/{n % 37}", f"u{n}", EVENING + timedelta(minutes=n + 1)) for n in range(1000)]
    nightly.log(*new)
    try:
        tomorrow = EVENING + timedelta(days=1)
        report = nightly.run("sync", as_of=tomorrow)
    finally:
        nightly.execute("delete from {access_log} l where l.program_id >= 'new/' and l.program_id < 'new0'")
    newest_read = max(at for _, _, at in accesses if at <= EVENING)
    late = newest([row for row in accesses if row[2] >= newest_read], tomorrow)
    assert step(report, "stage items")["affected"] == 1000 + len(late)
    assert nightly.last_accesses() == newest(accesses + new, tomorrow)
