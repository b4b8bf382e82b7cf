"""Owner, runtime and operator account have what `lapse grants` prints, do their work with it, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest
import sqlalchemy as sa

from runner.database import schema as migrate
from runner.errors import DatabaseError
from tests.command import Result, lapse
from tests.company import AS_OF, OPEN_LIMITS, Company, days_before
from tests.oracle.server import OPERATOR, OWNER, RUNTIME, Server, run_script, statements

TABLES = {"schema": OWNER, "prefix": "staff_", "access_log": "app.access_log", "permission": "app.permission"}
# 23ai says ORA-41900 where only this one right to an object is missing.
REFUSALS = ("ORA-00942", "ORA-01031", "ORA-41900")


@dataclass
class Office:
    """One set of tables as four accounts see it: the three of lapse, and SYSTEM, who sees all rows."""

    owner: Company
    runtime: Company
    operator: Company
    keeper: Company


@pytest.fixture(scope="module")
def staff(server: Server, dba: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The tables of the owner, and the three accounts with the grants that lapse prints for them."""

    def company(account: str) -> Company:
        database = server.settings(account) | {"runtime_account": RUNTIME, "operator_account": OPERATOR}
        settings = {"database": database, "tables": TABLES, "guards": OPEN_LIMITS}
        return Company(tmp_path_factory.mktemp(account), settings)

    office = Office(company(OWNER), company(RUNTIME), company(OPERATOR), company("system"))
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


READING = ("runs", "show 1", "candidates 1", "why old books", "revocations 1", "rejected 1")


def assert_works(company: Company, *commands: str) -> None:
    for command in commands:
        result = company.call(*command.split())
        assert (result.code, "ORA-" in result.out) == (0, False), f"{command}: {result.out}{result.err}"


def test_every_other_command_of_the_evening_works_with_the_grants_alone(office: Office) -> None:
    assert office.runtime.run()["exit_code"] == 0
    assert_works(office.runtime, *READING, "explain", "plan")


def test_operator_reads_what_people_read_with_the_grants_alone(office: Office) -> None:
    assert office.runtime.run()["exit_code"] == 0
    lists = ("notices", "policy list", "exempt list", "log-day list")
    assert_works(office.operator, *READING, "restore 1 --dry-run", *lists)


def test_every_account_reads_the_status(office: Office) -> None:
    office.runtime.run()
    for company in (office.runtime, office.operator, office.owner):
        result = company.lapse("status")
        assert "ORA-" not in result.out + result.err


def restore(company: Company) -> Result:
    return company.lapse("restore", "1", "--reason", "audit")


def test_operator_puts_back_what_the_run_took(office: Office) -> None:
    office.runtime.run()
    assert restore(office.operator).code == 0
    assert office.keeper.permissions() == {("books", "active"), ("books", "old")}
    [row] = office.keeper.query("select v.restore_reason, v.restore_run_id from {revocation} v")
    assert (row["restore_reason"], row["restore_run_id"]) == ("audit", 2)


def test_runtime_account_puts_nothing_back(office: Office) -> None:
    office.runtime.run()
    result = restore(office.runtime)
    assert result.code == 1
    assert any(code in result.out + result.err for code in REFUSALS)
    assert office.keeper.permissions() == {("books", "active")}
    assert office.keeper.rejected() == set()
    assert office.keeper.query("select v.restored_at from {revocation} v") == [{"restored_at": None}]


def test_operator_runs_no_evening(office: Office) -> None:
    assert office.operator.run()["exit_code"] == 1
    assert office.keeper.permissions() == {("books", "active"), ("books", "old")}
    assert office.keeper.revoked() == set()
    assert office.keeper.last_accesses() == {}


LOST = datetime(2023, 7, 17)
ACCEPT = ("log-day", "accept", "app.access_log", f"{LOST:%Y-%m-%d}", "--as", "holiday", "--reason", "audit")
PAUSE = ("pause", "--until", "2999-12-31", "--reason", "audit")


def test_owner_accepts_a_lost_day_and_nobody_else_does(office: Office) -> None:
    office.runtime.run()
    office.keeper.execute(
        "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, usual_rows, run_id)"
        " values ('app.access_log', :lost, 'workday', 0, 0, 200, 1)",
        lost=LOST,
    )
    for other in (office.runtime, office.operator):
        assert other.lapse(*ACCEPT).code == 1
    accepted = "select a.log_day, a.accepted_as from {accepted_day} a"
    assert office.keeper.query(accepted) == []
    assert office.owner.lapse(*ACCEPT).code == 0
    assert office.keeper.query(accepted) == [{"log_day": LOST, "accepted_as": "holiday"}]


def test_owner_pauses_and_resumes_and_nobody_else_does(office: Office) -> None:
    for other in (office.runtime, office.operator):
        assert other.lapse(*PAUSE).code == 1
    assert office.keeper.query("select z.pause_id from {pause} z") == []
    assert office.owner.lapse(*PAUSE).code == 0
    for other in (office.runtime, office.operator):
        assert other.lapse("resume").code == 1
    assert office.runtime.run()["exit_code"] == 0
    assert office.keeper.protected() == {("books", "old"): "paused"}
    assert office.keeper.permissions() == {("books", "active"), ("books", "old")}
    assert office.owner.lapse("resume").code == 0
    assert office.runtime.run()["exit_code"] == 0
    assert office.keeper.permissions() == {("books", "active")}


def test_owner_dismisses_and_reopens_and_nobody_else_does(office: Office) -> None:
    office.runtime.run()
    office.keeper.execute(
        "insert into {rejected_item} (run_id, job, item_no, program_id, user_id, accessed_at, error_code,"
        " error_message, rejected_at) values (1, 'sync', 77, 'books', 'gone', :at, 'ORA-00001', 'refused', sysdate)",
        at=AS_OF,
    )
    dismissed = "select d.user_id, d.ended_at from {dismissal} d"
    for other in (office.runtime, office.operator):
        assert other.lapse("rejected", "dismiss", "1", "77", "--reason", "audit").code == 1
    assert office.keeper.query(dismissed) == []
    assert office.owner.lapse("rejected", "dismiss", "1", "77", "--reason", "audit").code == 0
    for other in (office.runtime, office.operator):
        assert other.lapse("rejected", "reopen", "1", "77").code == 1
    assert office.keeper.query(dismissed) == [{"user_id": "gone", "ended_at": None}]
    assert office.owner.lapse("rejected", "reopen", "1", "77").code == 0


FOR_NOBODY = [
    "drop table {permission}",
    "truncate table {permission}",
    "alter table {permission} add (note varchar2(10))",
    "drop table {last_access}",
    "truncate table {revocation}",
    f"select n from {OWNER}.staff_private",
    "insert into {access_log} (program_id) values ('books')",
    "delete from {access_log}",
    "update {permission} set granted_at = sysdate",
    "delete from {revocation}",
    "update {revocation} set revoked_at = sysdate",
    "delete from {run}",
    "update {run} set sql_digest = 'x'",
    "delete from {candidate}",
    "delete from {log_day}",
    "insert into {policy} select * from {policy}",
    "update {policy} set inactivity_days = 1",
    "delete from {exemption}",
    "insert into {accepted_day} (access_log, log_day) select t.access_log, t.log_day from {accepted_day} t",
    "update {accepted_day} set ended_at = sysdate",
    "delete from {accepted_day}",
    "insert into {dismissal} (program_id, user_id) select d.program_id, d.user_id from {dismissal} d",
    "update {dismissal} set ended_at = sysdate",
    "delete from {dismissal}",
    "insert into {pause} (starts_at, ends_at) select z.starts_at, z.ends_at from {pause} z",
    "update {pause} set ends_at = sysdate",
    "alter system switch logfile",
]


def assert_refused(company: Company, office: Office, *texts: str) -> None:
    """Let an account do what it may not: the database refuses it, and no row is another."""
    before = office.keeper.tables()
    for text in texts:
        with pytest.raises(sa.exc.DBAPIError) as caught:
            company.ddl(text)
        assert str(caught.value.orig).startswith(REFUSALS), text
        assert office.keeper.tables() == before, text


def test_runtime_account_can_do_nothing_else(office: Office) -> None:
    assert_refused(
        office.runtime,
        office,
        *FOR_NOBODY,
        "create table lapse_app.own (n number)",
        "create index lapse_app.own_ix on {permission} (user_id)",
        "insert into {permission} (program_id, user_id) values ('books', 'bob')",
        "update {revocation} set restored_at = sysdate",
        "insert into {restore_item} select * from {restore_item}",
        "grant create session to lapse_app",
    )


def test_operator_can_do_nothing_else(office: Office) -> None:
    assert_refused(
        office.operator,
        office,
        *FOR_NOBODY,
        "create table lapse_operator.own (n number)",
        "delete from {permission}",
        "insert into {revocation} select * from {revocation}",
        "update {run} set judged_at = sysdate",
        "update {last_access} set last_access_at = sysdate",
        "insert into {candidate} select * from {candidate}",
        "update {candidate} set protected_by = null",
        "delete from {watermark}",
        "delete from {notice}",
        "insert into {sync_item} select * from {sync_item}",
        "grant create session to lapse_operator",
    )


@contextmanager
def without(dba: sa.Engine, right: str, table: str) -> Iterator[None]:
    """While the block runs, the runtime account lacks a right."""
    run_script(dba, f"revoke {right} on {table} from {RUNTIME};")
    try:
        yield
    finally:
        run_script(dba, f"grant {right} on {table} to {RUNTIME};")


def test_missing_right_ends_the_run_and_rejects_nothing(office: Office, dba: sa.Engine) -> None:
    with without(dba, "update", f"{OWNER}.staff_last_access"):
        report = office.runtime.run("sync")
    assert (report["exit_code"], report["status"]) == (1, "failed")
    assert any(code in report["message"] for code in REFUSALS)
    assert office.keeper.rejected() == set()
    assert office.keeper.last_accesses() == {}


def doctor(company: Company) -> Result:
    """Ask the doctor as one account; the clock of the container runs by UTC, so this host's shall too."""
    return lapse("--env", str(company.file), "doctor", "--json", TZ="UTC")


def bad(result: Result) -> list[str]:
    return [finding["finding"] for finding in json.loads(result.out) if finding["verdict"] == "bad"]


def test_doctor_finds_nothing_bad_where_all_is_set_up(office: Office) -> None:
    for company in (office.owner, office.runtime, office.operator):
        result = doctor(company)
        assert (bad(result), result.code) == ([], 0)


@pytest.mark.parametrize(
    ("right", "table"),
    [
        ("delete", "app.permission"),
        ("read", "app.access_log"),
        ("select", f"{OWNER}.staff_lock"),
        ("update", f"{OWNER}.staff_run"),
    ],
)
def test_doctor_names_a_missing_grant(office: Office, dba: sa.Engine, right: str, table: str) -> None:
    with without(dba, right, table):
        result = doctor(office.runtime)
    assert result.code == 1
    assert any(f"no right to {right} on {table.upper()}" in finding for finding in bad(result))


@pytest.mark.parametrize("right", ["update", "insert"])
def test_doctor_names_a_right_too_many(office: Office, dba: sa.Engine, right: str) -> None:
    run_script(dba, f"grant {right} on app.permission to {RUNTIME};")
    try:
        result = doctor(office.runtime)
    finally:
        run_script(dba, f"revoke {right} on app.permission from {RUNTIME};")
    assert result.code == 1
    assert any(f"LAPSE_APP may {right} on APP.PERMISSION" in finding for finding in bad(result))


# What a DBA can do wrong, how it is taken back, and the check that finds it.
WRONG = (
    (
        "create trigger app.permission_tr after delete on app.permission begin null; end;",
        "drop trigger app.permission_tr",
        "triggers",
    ),
    (
        "create table app.seat (program_id varchar2(255 char), user_id varchar2(255 char), constraint seat_fk"
        " foreign key (program_id, user_id) references app.permission (program_id, user_id) on delete cascade)",
        "drop table app.seat purge",
        "foreign keys",
    ),
    (
        "create table app.seat (program_id varchar2(255 char), user_id varchar2(255 char), constraint seat_fk"
        " foreign key (program_id, user_id) references app.permission (program_id, user_id))",
        "drop table app.seat purge",
        "foreign key indexes",
    ),
    (
        "alter table app.permission add (note varchar2(10) invisible)",
        "alter table app.permission drop column note",
        "permission columns",
    ),
    (
        "alter table app.permission add (user_key as (upper(user_id)))",
        "alter table app.permission drop column user_key",
        "permission columns",
    ),
    (
        "alter table app.permission add (id number generated always as identity)",
        "alter table app.permission drop column id",
        "permission identity",
    ),
    ("alter index app.access_log_ix unusable", "alter index app.access_log_ix rebuild", "unusable indexes"),
    ("alter index app.permission_pk invisible", "alter index app.permission_pk visible", "permission index"),
    (
        "begin dbms_stats.delete_table_stats('APP', 'PERMISSION'); end;",
        "begin dbms_stats.gather_table_stats('APP', 'PERMISSION'); end;",
        "statistics",
    ),
    (
        "alter profile default limit idle_time 60",
        "alter profile default limit idle_time unlimited",
        "session limits",
    ),
    (
        "alter profile default limit sessions_per_user 3",
        "alter profile default limit sessions_per_user unlimited",
        "session limits",
    ),
    (
        "begin execute immediate 'create function app.all_rows (owner varchar2, name varchar2) return varchar2 is"
        " begin return null; end;'; dbms_rls.add_policy('APP', 'ACCESS_LOG', 'REGIONS', 'APP', 'ALL_ROWS'); end;",
        "begin dbms_rls.drop_policy('APP', 'ACCESS_LOG', 'REGIONS'); execute immediate 'drop function app.all_rows';"
        " end;",
        "row security",
    ),
    (
        f"grant select on app.access_log to {RUNTIME}",
        f"revoke select on app.access_log from {RUNTIME}",
        "rights on tables",
    ),
    (
        f"grant drop any table on schema app to {RUNTIME}",
        f"revoke drop any table on schema app from {RUNTIME}",
        "rights on schemas",
    ),
    (f"grant exempt access policy to {RUNTIME}", f"revoke exempt access policy from {RUNTIME}", "system rights"),
)


@pytest.fixture
def sees_all(dba: sa.Engine) -> Iterator[None]:
    """The runtime account sees the whole dictionary, which the doctor says is a role too many."""
    run_script(dba, f"grant select_catalog_role to {RUNTIME};")
    yield
    run_script(dba, f"revoke select_catalog_role from {RUNTIME};")


@pytest.mark.parametrize(("wrong", "back", "check"), WRONG)
@pytest.mark.usefixtures("sees_all")
def test_doctor_finds_what_a_dba_can_do_wrong(
    office: Office, dba: sa.Engine, wrong: str, back: str, check: str
) -> None:
    def found() -> set[str]:
        findings = json.loads(doctor(office.runtime).out)
        assert [each for each in findings if "cannot be checked (" in each["finding"]] == []
        return {each["check"] for each in findings if each["verdict"] != "ok"}

    before = found()
    assert check not in before
    with dba.begin() as connection:
        connection.exec_driver_sql(wrong)
    try:
        assert check in found()
    finally:
        with dba.begin() as connection:
            connection.exec_driver_sql(back)
    assert found() == before


def test_doctor_says_what_an_account_may_not_read_and_ends_well(office: Office) -> None:
    result = doctor(office.runtime)
    looks = {finding["check"] for finding in json.loads(result.out) if finding["verdict"] == "look"}
    assert (looks, result.code) == ({"dictionary rights", "parameters"}, 0)


def test_tables_of_the_owner_are_found_by_current_schema_too(office: Office) -> None:
    bare = office.runtime.having(database={"current_schema": OWNER}, tables={"schema": None})
    assert bare.run("sync")["exit_code"] == 0
    with pytest.raises(DatabaseError):
        office.runtime.query("select a.user_id from staff_last_access a")


def test_undo_takes_back_every_right_and_lists_what_is_left(office: Office, dba: sa.Engine) -> None:
    *revokes, listing = statements(office.runtime.lapse("grants", "--undo").out)

    def left() -> list[str]:
        with dba.begin() as connection:
            return list(connection.exec_driver_sql(listing).scalars())

    before = left()
    assert any(each.startswith(f"{RUNTIME.upper()} has READ on APP.ACCESS_LOG, granted by ") for each in before)
    try:
        with dba.begin() as connection:
            for revoke in revokes:
                connection.exec_driver_sql(revoke)
        assert left() == []
    finally:
        run_script(dba, office.runtime.lapse("grants").out)
    assert left() == before
