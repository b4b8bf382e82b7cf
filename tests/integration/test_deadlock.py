"""A deadlock or a locked row is no fault of the items: the transaction is repeated, and nothing is rejected."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from runner.engine.ledger import EVENING
from runner.engine.signals import Stop
from tests.company import AS_OF, Company, days_before
from tests.steps import step

pytestmark = pytest.mark.usefixtures("embedded_only")

WAITING = "select count(*) from pg_stat_activity where application_name = 'lapse' and wait_event_type = 'Lock'"


@contextmanager
def deadlock(company: Company, touch: str) -> Iterator[list[str]]:
    """While the block runs, let a rival session make one deadlock that the run loses.

    Args:
        company: whose rows.
        touch: updates the row of :usr; the rival holds that of b before the run comes, and then asks for that of a.

    Yields:
        What the rival got: "a" once the run's transaction, which held it, was taken back.
    """
    got: list[str] = []
    statement = company.statement(touch)

    def ask_for_a() -> None:
        with company.database.dialect.engine.connect() as connection:
            while not connection.exec_driver_sql(WAITING).scalar_one():
                time.sleep(0.01)
                connection.rollback()
        rival.execute(statement, usr="a")
        got.append("a")
        rival.rollback()

    with company.session() as rival:
        rival.connection.execute("set deadlock_timeout = '20s'")  # the run finds the deadlock, and loses
        assert rival.execute(statement, usr="b") == 1
        thread = threading.Thread(target=ask_for_a, daemon=True)
        thread.start()
        yield got
        thread.join(timeout=30)


def test_chunk_that_loses_a_deadlock_is_repeated_and_written_whole(company: Company) -> None:
    company.log(("books", "a", days_before(50)), ("books", "b", days_before(50)))
    company.run("sync", as_of=days_before(20))
    company.log(("books", "a", AS_OF), ("books", "b", AS_OF), ("books", "c", AS_OF))
    with deadlock(company, "update {last_access} a set a.run_id = a.run_id where a.user_id = :usr") as got:
        report = company.run("sync")
    assert got == ["a"]
    merge = step(report, "merge last access")
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert (merge["affected"], merge["chunks"], merge["rejected"]) == (3, 1, 0)
    assert company.last_accesses() == {("books", user): AS_OF for user in ("a", "b", "c")}
    assert company.rejected() == set()


class Acts(Stop):
    """Does something each time that the run pauses, in the place of the pause."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        super().__init__()
        self.acts = list(acts)

    def sleep(self, _seconds: float) -> None:
        if self.acts:
            self.acts.pop(0)()


def test_revoke_asks_again_for_a_locked_permission_and_takes_what_lapses_by_then(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.database.embedded.server.LOCK_WAIT_S", 0.1)
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(200)) for user in ("a", "b", "c")), ("books", "new", days_before(1)))
    with company.session() as rival:
        rival.execute(
            company.statement("update {permission} p set p.granted_at = :granted_at where p.user_id = 'b'"),
            granted_at=days_before(1),
        )
        stop = Acts(*[rival.connection.info.get_parameters] * 4, rival.commit)  # asked more often than of a deadlock
        report = company.run(stop=stop)
    assert stop.acts == []
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert len(report["steps"]) == sum(len(company.database.catalog.job(job)) for job in EVENING)
    assert company.permissions() == {("books", "b"), ("books", "new")}
    assert company.revoked() == {("books", "a"), ("books", "c")}
    assert company.protected() == {("books", "a"): None, ("books", "b"): "changed", ("books", "c"): None}
    assert report["counts"]["permissions_revoked"] == 2


def test_chunk_that_loses_each_deadlock_is_tried_four_times_and_rejects_nothing(company: Company) -> None:
    company.log(("books", "a", AS_OF))
    company.ddl(
        "create function test_lose() returns trigger language plpgsql as $$ begin raise deadlock_detected; end $$;"
        " create trigger test_lose before insert on {last_access} for each row execute function test_lose()"
    )
    tries: list[bool] = []
    stop = Acts(*[lambda: tries.append(True)] * 9)
    try:
        report = company.run("sync", stop=stop)
    finally:
        company.ddl("drop function test_lose() cascade")
    assert (report["exit_code"], report["status"], len(tries)) == (1, "failed", 3)
    assert (company.last_accesses(), company.rejected()) == ({}, set())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session waits for a row a moment, and a run asks once more at most."""
    monkeypatch.setattr("runner.database.embedded.server.LOCK_WAIT_S", 0.1)
    monkeypatch.setattr("runner.engine.transactions.LOCK_BUDGET_S", 0.1)


@pytest.mark.usefixtures("impatient")
def test_chunk_whose_row_stays_locked_fails_the_step_and_rejects_nothing(company: Company) -> None:
    company.log(*(("books", user, days_before(50)) for user in "abcd"))
    company.run("sync", as_of=days_before(20))
    company.log(*(("books", user, AS_OF) for user in "abcd"))
    company.grant(("books", "old", days_before(200)))
    small = company.having(sync={"chunk_rows": 2})
    with company.session() as rival:
        rival.execute(company.statement("update {last_access} a set a.run_id = a.run_id where a.user_id = 'c'"))
        report = small.run()
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert "items 3 to 4" in report["message"]
    assert (step(report, "merge last access")["status"], report["steps"][-1]["step"]) == ("failed", "merge last access")
    assert company.rejected() == set()
    before, now = days_before(50), AS_OF
    assert company.last_accesses() == dict(
        zip([("books", user) for user in "abcd"], (now, now, before, before), strict=True)
    )
    assert company.permissions() == {("books", "old")}
    assert small.run()["exit_code"] == 0
    assert company.last_accesses() == {("books", user): AS_OF for user in "abcd"}


@pytest.mark.usefixtures("impatient")
def test_permission_that_stays_locked_fails_the_revoke_which_names_the_holder(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "a", days_before(200)), ("books", "b", days_before(200)))
    with company.session() as rival:
        rival.execute(company.statement("update {permission} p set p.granted_at = p.granted_at where p.user_id = 'b'"))
        report = company.run()
        pid = rival.connection.info.backend_pid
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert f"process {pid} of lapse" in report["message"]
    assert "all of revoke was rolled back" in report["message"]
    assert company.permissions() == {("books", "a"), ("books", "b")}
    assert company.revoked() == set()
    assert company.run()["counts"]["permissions_revoked"] == 2


@pytest.mark.usefixtures("impatient")
def test_a_locked_permission_that_stays_holds_up_nobody(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "a", days_before(200)), ("books", "b", days_before(200)))
    company.exempt("books", "b", days_before(1), days_before(-1))
    with company.session() as rival:
        rival.execute(company.statement("update {permission} p set p.granted_at = p.granted_at where p.user_id = 'b'"))
        report = company.run()
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert (company.permissions(), company.revoked()) == ({("books", "b")}, {("books", "a")})
