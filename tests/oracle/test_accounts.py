"""The runtime account has what `lapse grants` prints, can do its work with it, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from runner import migrate
from runner.errors import DatabaseError
from tests.command import Result, lapse
from tests.company import AS_OF, OPEN_LIMITS, Company, days_before
from tests.oracle.server import OWNER, Server, run_script

TABLES = {"schema": OWNER, "prefix": "staff_", "access_log": "app.access_log", "permission": "app.permission"}
# 23ai says ORA-41900 where only this one right to an object is missing.
REFUSALS = ("ORA-00942", "ORA-01031", "ORA-41900")


@dataclass
class Office:
    """One set of tables as three accounts see it: their owner, the runtime account, and SYSTEM, who sees all rows."""

    owner: Company
    runtime: Company
    keeper: Company


@pytest.fixture(scope="module")
def staff(server: Server, dba: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The tables of the owner, and the runtime account with the grants that lapse prints for it."""

    def company(account: str) -> Company:
        settings = {"database": server.settings(account), "tables": TABLES, "guards": OPEN_LIMITS}
        return Company(tmp_path_factory.mktemp(account), settings)

    office = Office(company(OWNER), company("lapse_app"), company("system"))
    with office.owner.session() as session:
        migrate.migrate(session)
    office.owner.ddl(f"create table {OWNER}.staff_private (n number)")
    result = office.runtime.lapse("grants")
    assert result.code == 0
    run_script(dba, result.out)
    yield office
    with office.owner.session() as session:
        migrate.migrate(session, "base")
    office.owner.ddl("drop table {version}")
    office.owner.ddl(f"drop table {OWNER}.staff_private")


@pytest.fixture
def office(staff: Office, dba: sa.Engine) -> Office:
    """The office with a permission that would lapse and one that would not, and statistics of the customer's tables."""
    staff.keeper.empty()
    staff.keeper.log(("books", "active", AS_OF), ("books", "old", days_before(150)))
    staff.keeper.grant(("books", "active", days_before(200)), ("books", "old", days_before(200)))
    with dba.begin() as connection:
        for table in ("access_log", "permission"):
            connection.exec_driver_sql(f"begin dbms_stats.gather_table_stats('APP', '{table.upper()}'); end;")
    return staff


def test_runtime_account_does_a_whole_run_with_the_grants_alone(office: Office) -> None:
    result = office.runtime.lapse("run", "--as-of", str(AS_OF), "--json")
    assert result.code == 0
    assert json.loads(result.out)["counts"]["permissions_revoked"] == 1
    assert office.keeper.permissions() == {("books", "active")}
    assert office.keeper.revoked() == {("books", "old")}


@pytest.mark.parametrize(
    "command",
    ["plan", "runs", "show 1", "candidates 1", "why old books", "revocations 1", "rejected 1", "explain"],
)
def test_every_other_command_of_the_evening_works_with_the_grants_alone(office: Office, command: str) -> None:
    assert office.runtime.run()["exit_code"] == 0
    result = office.runtime.lapse(*command.split())
    assert (result.code, "ORA-" in result.out) == (0, False)


def test_restore_puts_back_what_the_run_took(office: Office) -> None:
    office.runtime.run()
    assert office.runtime.lapse("restore", "1").code == 0
    assert office.keeper.permissions() == {("books", "active"), ("books", "old")}


@pytest.mark.parametrize(
    "text",
    [
        "create table lapse_app.own (n number)",
        "drop table {permission}",
        "truncate table {permission}",
        "alter table {permission} add (note varchar2(10))",
        "create index lapse_app.own_ix on {permission} (user_id)",
        "drop table {last_access}",
        "truncate table {revocation}",
        f"select n from {OWNER}.staff_private",
        "insert into {access_log} (program_id) values ('books')",
        "delete from {access_log}",
        "update {permission} set granted_at = sysdate",
        "delete from {revocation}",
        "delete from {run}",
        "delete from {candidate}",
        "delete from {log_day}",
        "insert into {policy} select * from {policy}",
        "delete from {exemption}",
        "alter system switch logfile",
        "grant create session to lapse_app",
    ],
)
def test_runtime_account_can_do_nothing_else(office: Office, text: str) -> None:
    before = office.keeper.tables()
    with pytest.raises(sa.exc.DBAPIError) as caught:
        office.runtime.ddl(text)
    assert str(caught.value.orig).startswith(REFUSALS)
    assert office.keeper.tables() == before


@contextmanager
def without(dba: sa.Engine, right: str, table: str) -> Iterator[None]:
    """While the block runs, the runtime account lacks a right."""
    run_script(dba, f"revoke {right} on {table} from lapse_app;")
    try:
        yield
    finally:
        run_script(dba, f"grant {right} on {table} to lapse_app;")


def test_missing_right_ends_the_run_and_rejects_nothing(office: Office, dba: sa.Engine) -> None:
    with without(dba, "update", f"{OWNER}.staff_last_access"):
        report = office.runtime.run("sync")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert any(code in report["message"] for code in REFUSALS)
    assert office.keeper.rejected() == set()
    assert office.keeper.last_accesses() == {}


def doctor(office: Office) -> Result:
    """Ask the doctor as the runtime account; the clock of the container runs by UTC, so this host's shall too."""
    return lapse("--env", str(office.runtime.file), "doctor", "--json", TZ="UTC")


def bad(result: Result) -> list[str]:
    return [finding["finding"] for finding in json.loads(result.out) if not finding["ok"]]


def test_doctor_finds_nothing_bad_where_all_is_set_up(office: Office) -> None:
    result = doctor(office)
    assert bad(result) == []
    assert result.code == 0


@pytest.mark.parametrize(
    ("right", "table"),
    [
        ("delete", "app.permission"),
        ("select", "app.access_log"),
        ("select", f"{OWNER}.staff_lock"),
        ("update", f"{OWNER}.staff_run"),
    ],
)
def test_doctor_names_a_missing_grant(office: Office, dba: sa.Engine, right: str, table: str) -> None:
    with without(dba, right, table):
        result = doctor(office)
    assert result.code == 1
    assert any(f"no right to {right} on {table.upper()}" in finding for finding in bad(result))


def test_doctor_names_a_right_too_many(office: Office, dba: sa.Engine) -> None:
    run_script(dba, "grant update on app.permission to lapse_app;")
    try:
        result = doctor(office)
    finally:
        run_script(dba, "revoke update on app.permission from lapse_app;")
    assert result.code == 1
    assert any("may update on APP.PERMISSION" in finding for finding in bad(result))


def test_tables_of_the_owner_are_found_by_current_schema_too(office: Office) -> None:
    bare = office.runtime.having(database={"current_schema": OWNER}, tables={"schema": None})
    assert bare.run("sync")["exit_code"] == 0
    with pytest.raises(DatabaseError):
        office.runtime.query("select a.user_id from staff_last_access a")
