"""A transient error of the database is no fault of the items: the transaction is repeated, nothing is rejected."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.company import AS_OF, Company, days_before

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
        with company.database.engine.connect() as connection:
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
    merge = report["steps"][3]
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert (merge["affected"], merge["chunks"], merge["rejected"]) == (3, 1, 0)
    assert company.last_accesses() == {("books", user): AS_OF for user in ("a", "b", "c")}
    assert company.rejected() == set()


def test_revoke_that_loses_a_deadlock_is_repeated_from_its_start(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(200)) for user in ("a", "b")), ("books", "new", days_before(1)))
    company.run("sync")
    with deadlock(company, "update {permission} p set p.granted_at = p.granted_at where p.user_id = :usr") as got:
        report = company.run("revoke")
    assert got == ["a"]
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert len(report["steps"]) == len(company.database.catalog.job("revoke"))
    assert company.permissions() == {("books", "new")}
    assert company.revoked() == {("books", "a"), ("books", "b")}
    assert report["counts"]["permissions_revoked"] == 2
