"""Both sessions of a run as a DBA meets them: seen in v$session, killed, and kept out by one another."""

import time

import pytest
import sqlalchemy as sa

from tests.company import AS_OF, Company, days_before
from tests.integration.test_killed import ITEMS, fill, outcome, undisturbed
from tests.oracle.server import OWNER
from tests.oracle.sessions import kill, shown

WORKS = "s.action is not null"
HOLDS_THE_LOCK = "s.action is null and s.taddr is not null"


def test_dba_sees_job_and_step_of_the_working_session(company: Company, dba: sa.Engine) -> None:
    company.log(("books", "ann", AS_OF))
    seen: list[tuple[str, str | None, str | None]] = []
    company.run("sync", progress=lambda done, total: seen.extend(shown(dba)))
    assert seen == [("lapse", "merge last access", "lapse sync"), ("lapse", None, None)]


@pytest.mark.parametrize("which", [WORKS, HOLDS_THE_LOCK], ids=["working session", "session of the lock"])
def test_run_whose_session_is_killed_starts_again_by_itself(company: Company, dba: sa.Engine, which: str) -> None:
    fill(company)
    killed: list[int] = []

    def kill_once(done: int, total: int) -> None:
        if not killed:
            killed.append(kill(dba, which))

    report = company.run(progress=kill_once)
    assert killed == [1]
    assert (report["exit_code"], report["run_id"]) == (0, 2)
    assert company.statuses() == ["abandoned", "done"]
    assert len(company.last_accesses()) == ITEMS + 1
    assert outcome(company) == undisturbed(company)


def test_run_whose_sessions_are_killed_again_and_again_gives_up(company: Company, dba: sa.Engine) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))
    killed: list[int] = []
    report = company.run(progress=lambda done, total: killed.append(kill(dba, "1 = 1")))
    assert killed == [2, 2, 2]
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert company.permissions() == {("books", "old")}
    assert company.revoked() == set()


def test_killed_run_leaves_the_lock_to_the_next_one(company: Company, dba: sa.Engine) -> None:
    company.log(("books", "ann", AS_OF))
    with company.session() as holder:
        assert len(holder.query("ledger/hold_lock.sql")) == 1
        assert company.lapse("run").code == 75
        assert kill(dba, "s.taddr is not null") == 1
        company.wait_for_the_lock()
    assert company.run("sync")["exit_code"] == 0


def test_row_of_the_lock_held_by_any_other_session_exits_75(company: Company) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)))
    before = company.tables()
    with company.session() as other:
        other.execute(company.statement("update {lock} k set k.lock_name = k.lock_name"))
        result = company.lapse("run", "--as-of", str(AS_OF))
    assert result.code == 75
    assert "another run, or a load, holds the lock; nothing was done" in result.err
    assert company.tables() == before


def test_the_holder_of_the_lock_is_named_with_what_kills_it(company: Company, dba: sa.Engine) -> None:
    """By whoever may read gv_$locked_object, gv_$session and gv_$transaction; the others are told of no holder."""
    with company.session() as holder:
        assert len(holder.query("ledger/hold_lock.sql")) == 1
        with dba.connect() as connection:
            text = company.database.catalog.statement("locks/list_lock_holders.sql").text
            owner, _, name = company.names["lock"].upper().rpartition(".")
            key = {"table_owner": owner or OWNER.upper(), "table_name": name}
            [named] = [row[0] for row in connection.exec_driver_sql(text, key)]
            assert list(connection.exec_driver_sql(text, key | {"table_owner": "ANOTHER"})) == []
            session, _, rest = named.removeprefix("session ").partition(" of ")
            assert f"{OWNER.upper()} on " in rest
            assert "), since " in rest
            connection.exec_driver_sql(f"alter system kill session '{session}' immediate")
        company.wait_for_the_lock()


def test_a_run_knows_its_scn_and_what_stood_then_can_be_read(company: Company) -> None:
    company.log(("books", "ann", AS_OF))
    company.grant(("books", "old", days_before(200)), ("books", "ann", days_before(200)))
    time.sleep(10)  # the SCN of a time is that of some 3 seconds before
    run_id = company.run()["run_id"]
    assert company.permissions() == {("books", "ann")}
    [row] = company.query("select r.scn from {run} r where r.run_id = :run_id", run_id=run_id)
    with company.database.dialect.engine.connect() as connection:
        text = f"select p.user_id from {company.names['permission']} as of scn {int(row['scn'])} p"
        assert sorted(user for (user,) in connection.exec_driver_sql(text)) == ["ann", "old"]
