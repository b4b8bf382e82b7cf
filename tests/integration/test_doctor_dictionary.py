"""The doctor's queries of Oracle's dictionary, asked of a made-up one; tests/oracle asks a real one."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from runner.commands import dba
from runner.database.oracle import Oracle
from runner.database.revision import newest_revision
from runner.environment import file as environment
from tests.command import called
from tests.company import Company
from tests.dictionary import Dictionary, row

GOLDEN = Path(__file__).with_name("doctor.txt")


@pytest.fixture(scope="module")
def made_up(migrated: Company) -> Iterator[Dictionary]:
    """One dictionary for the whole module, in a transaction that is never committed."""
    if not migrated.embedded:
        pytest.skip("looks into the embedded database; tests/oracle has its counterpart")
    with migrated.database.dialect.engine.connect() as connection:
        yield Dictionary(connection)
        connection.rollback()


@pytest.fixture
def dictionary(made_up: Dictionary) -> Iterator[Dictionary]:
    """The dictionary in which all is well, whatever a test does to it."""
    production = made_up.database.environment
    with made_up.changed():
        yield made_up
    made_up.use(production)


class Case(NamedTuple):
    """One thing that is wrong, and the nearest thing that is not.

    Attributes:
        check: which finds it.
        wrong: the change of the dictionary.
        finding: what is found then, and nothing else by this check.
        right: another change, after which the check finds nothing.
        hides: whether it hides what other checks would find.
    """

    check: str
    wrong: tuple[str, ...]
    finding: str
    right: tuple[str, ...]
    hides: bool = False


def privilege(view: str, *, to: str, on: str, **more: str) -> str:
    schema, _, table = on.partition(".")
    return row(view, grantee=to, table_schema=schema, table_name=table, **more)


def changed(view: str, change: str, **where: str) -> str:
    return f"update {view} set {change} where " + " and ".join(f"{name} = '{value}'" for name, value in where.items())


def trigger(event: str, status: str) -> str:
    names = {"owner": "APP", "trigger_name": "PERMISSION_TR", "table_owner": "APP", "table_name": "PERMISSION"}
    return row("all_triggers", **names, trigger_type="AFTER EACH ROW", triggering_event=event, status=status)


def child(table: str, rule: str, status: str = "ENABLED") -> tuple[str, ...]:
    key = {"owner": "HR", "constraint_name": f"{table}_FK", "table_name": table}
    refers = {"r_owner": "APP", "r_constraint_name": "PERMISSION_PK"}
    return (
        row("all_constraints", **key, **refers, constraint_type="R", delete_rule=rule, status=status),
        row("all_cons_columns", **key, column_name="PROGRAM", position=1),
        row("all_cons_columns", **key, column_name="PERSON", position=2),
    )


def child_index(table: str, *columns: str) -> tuple[str, ...]:
    names = {"index_owner": "HR", "index_name": f"{table}_IX", "table_owner": "HR", "table_name": table}
    return tuple(
        row("all_ind_columns", **names, column_name=column, column_position=position)
        for position, column in enumerate(columns, start=1)
    )


def policy(table: str, **more: str) -> str:
    names = {"object_owner": "APP", "object_name": table, "policy_name": "REGIONS", "pf_owner": "SEC", "function": "F"}
    return row("all_policies", **(names | {"sel": "NO", "ins": "NO", "del": "NO", "enable": "YES"} | more))


def synonym(owner: str, name: str, table: str) -> str:
    return row("all_synonyms", owner=owner, synonym_name=name, table_owner="APP", table_name=table)


def limited(resource: str, limit: str) -> str:
    return f"update user_resource_limits set \"limit\" = '{limit}' where resource_name = '{resource}'"


def column(name: str, *, hidden: str, virtual: str, by_user: str = "YES") -> str:
    place = {"owner": "APP", "table_name": "PERMISSION", "column_name": name}
    return row("all_tab_cols", **place, hidden_column=hidden, virtual_column=virtual, user_generated=by_user)


def partition(name: str, position: int, **statistics: str) -> tuple[str, ...]:
    place: dict[str, str | int] = {"table_name": "ACCESS_LOG", "partition_name": name, "partition_position": position}
    return (
        row("all_tab_partitions", table_owner="APP", **place),
        row("all_tab_statistics", owner="APP", **place, object_type="PARTITION", **statistics),
    )


def renamed(index: str) -> tuple[str, ...]:
    return tuple(
        changed(view, "index_name = 'OTHER_IX'", index_name=index) for view in ("all_indexes", "all_ind_columns")
    )


def turned_round(positions: str) -> str:
    return changed("all_ind_columns", f"column_position = {positions}", index_name="PERMISSION_PK")


def another_index(*columns: str) -> tuple[str, ...]:
    names = {"index_name": "PERMISSION_IX", "table_owner": "APP", "table_name": "PERMISSION"}
    return (
        row("all_indexes", owner="APP", **names, status="VALID", visibility="VISIBLE"),
        *(
            row("all_ind_columns", index_owner="APP", **names, column_name=column, column_position=position)
            for position, column in enumerate(columns, start=1)
        ),
    )


def key_column(name: str, position: int) -> str:
    key = {"owner": "APP", "constraint_name": "PERMISSION_PK", "table_name": "PERMISSION"}
    return row("all_cons_columns", **key, column_name=name, position=position)


def broken_part(view: str, **more: str) -> str:
    return row(view, **({"index_owner": "APP", "index_name": "ACCESS_LOG_IX", "status": "UNUSABLE"} | more))


LOG, PERMISSION, RUN = "APP.ACCESS_LOG", "APP.PERMISSION", "LAPSE_OWNER.LAPSE_RUN"
VERSION = "Oracle Database 19c Enterprise Edition"
IDLE = "the session that holds the lock is idle in its transaction for the whole run"
SESSIONS = "a run needs 2 sessions, and where cron's run waits for a plan, that is 4"
HIDDEN = "a permission whose accesses are hidden would be revoked"
NEWEST = {"last_analyzed": "2024-08-20", "stale_stats": "NO"}

CASES = (
    Case(
        "database version",
        ("update product_component_version set version = '12.2.0.1.0'",),
        f"bad {VERSION}, version 12.2.0.1.0",
        ("update product_component_version set version = '23.0.0.0.0'",),
    ),
    Case(
        "database version",
        ("update product_component_version set product = 'PL/SQL'",),
        "look the dictionary does not say which version the database is",
        (row("product_component_version", product="PL/SQL", version="12.0.0.0.0"),),
        hides=True,
    ),
    Case(
        "tables",
        (
            changed("all_objects", "owner = 'HR'", object_name="PERMISSION"),
            synonym("APP", "PERMISSION", "STAFF_PERMISSION"),
        ),
        "look app.permission leads to APP.STAFF_PERMISSION, which the dictionary does not show to this account as a"
        " table or a view: no other check of the dictionary finds anything of it",
        (
            changed("all_objects", "object_name = 'STAFF_PERMISSION'", object_name="PERMISSION"),
            synonym("APP", "PERMISSION", "STAFF_PERMISSION"),
        ),
        hides=True,
    ),
    Case(
        "column types",
        (changed("all_tab_columns", "data_type = 'TIMESTAMP(6) WITH LOCAL TIME ZONE'", column_name="ACCESSED_AT"),),
        "bad APP.ACCESS_LOG.ACCESSED_AT is TIMESTAMP(6) WITH LOCAL TIME ZONE",
        (changed("all_tab_columns", "data_type = 'DATE'", column_name="ACCESSED_AT"),),
    ),
    Case(
        "column types",
        (changed("all_tab_columns", "data_type = 'NVARCHAR2'", table_name="PERMISSION", column_name="PROGRAM_ID"),),
        "bad APP.PERMISSION.PROGRAM_ID is NVARCHAR2",
        (changed("all_tab_columns", "char_length = 20", table_name="PERMISSION", column_name="PROGRAM_ID"),),
    ),
    Case(
        "column types",
        (changed("all_tab_columns", "data_type = 'CHAR'", table_name="PERMISSION", column_name="USER_ID"),),
        "look APP.PERMISSION.USER_ID is CHAR",
        (row("all_tab_columns", owner="APP", table_name="PERMISSION", column_name="NOTE", data_type="NUMBER"),),
    ),
    Case(
        "views",
        (changed("all_objects", "object_type = 'VIEW'", object_name="ACCESS_LOG"),),
        "look APP.ACCESS_LOG is a view: policies, triggers, keys, foreign keys, indexes, columns and statistics of the"
        " tables behind it cannot be checked",
        (changed("all_objects", "object_type = 'VIEW'", object_name="LAPSE_POLICY"),),
        hides=True,
    ),
    Case(
        "permission columns",
        (column("NOTE", hidden="YES", virtual="NO"),),
        "bad APP.PERMISSION.NOTE is invisible: a revocation would lose its value",
        (
            column("SYS_C00004_08041522:48:47$", hidden="YES", virtual="NO"),
            column("SYS_NC00005$", hidden="YES", virtual="NO", by_user="NO"),
        ),
    ),
    Case(
        "permission columns",
        (column("USER_KEY", hidden="NO", virtual="YES"),),
        "bad APP.PERMISSION.USER_KEY is virtual: a restore would fail (ORA-54013)",
        (column("USER_KEY", hidden="YES", virtual="YES"),),
    ),
    Case(
        "permission identity",
        (
            row(
                "all_tab_identity_cols",
                owner="APP",
                table_name="PERMISSION",
                column_name="ID",
                generation_type="ALWAYS",
            ),
        ),
        "bad APP.PERMISSION.ID is generated always as identity: a restore would fail (ORA-32795)",
        (
            row(
                "all_tab_identity_cols",
                owner="APP",
                table_name="PERMISSION",
                column_name="ID",
                generation_type="BY DEFAULT",
            ),
            row(
                "all_tab_identity_cols",
                owner="APP",
                table_name="ACCESS_LOG",
                column_name="ID",
                generation_type="ALWAYS",
            ),
        ),
    ),
    Case(
        "row security",
        (policy("ACCESS_LOG", sel="YES", package="P"),),
        f"bad policy REGIONS with the function SEC.P.F may hide rows of {LOG}: {HIDDEN}",
        (policy("ACCESS_LOG", sel="YES", enable="NO"), policy("ACCESS_LOG", ins="YES"), policy("PERMISSION")),
    ),
    Case(
        "row security",
        (policy("PERMISSION", **{"del": "YES"}),),
        f"bad policy REGIONS with the function SEC.F may hide rows of {PERMISSION}: {HIDDEN}",
        (policy("PERMISSION", sel="YES"), row("session_privs", privilege="EXEMPT ACCESS POLICY")),
    ),
    Case(
        "row security",
        (
            changed("all_objects", "object_name = 'USE_OF_PROGRAMS'", object_name="ACCESS_LOG"),
            synonym("APP", "ACCESS_LOG", "USE_OF_PROGRAMS"),
            policy("ACCESS_LOG", sel="YES"),
        ),
        f"bad policy REGIONS with the function SEC.F may hide rows of {LOG}: {HIDDEN}",
        (
            synonym("HR", "ACCESS_LOG", "ACCESS_LOG"),
            policy("ACCESS_LOG", sel="YES", object_owner="HR"),
            synonym("PUBLIC", "ACCESS_LOG", "ACCESS_LOG"),
            policy("ACCESS_LOG", sel="YES", object_owner="PUBLIC"),
        ),
        hides=True,
    ),
    Case(
        "row security",
        (changed("all_objects", "object_type = 'VIEW'", object_name="PERMISSION"),),
        f"look policies of the tables behind the view {PERMISSION} cannot be seen: a permission whose accesses they"
        " hide would be revoked",
        (
            changed("all_objects", "object_type = 'VIEW'", object_name="PERMISSION"),
            row("session_privs", privilege="EXEMPT ACCESS POLICY"),
        ),
        hides=True,
    ),
    Case(
        "ids compare",
        (changed("all_tab_columns", "data_type = 'CHAR'", table_name="PERMISSION", column_name="USER_ID"),),
        "bad ACCESS_LOG.USER_ID is VARCHAR2(255), but PERMISSION.USER_ID is CHAR(255): no access would ever be found",
        (changed("all_tab_columns", "data_type = 'CHAR'", column_name="USER_ID"),),
    ),
    Case(
        "access log index",
        (changed("all_ind_columns", "column_position = 2", column_name="ACCESSED_AT"),),
        f"bad no usable index of {LOG} starts with ACCESSED_AT",
        (
            changed("all_objects", "object_type = 'VIEW'", object_name="ACCESS_LOG"),
            changed("all_indexes", "status = 'UNUSABLE'", index_name="ACCESS_LOG_IX"),
        ),
    ),
    Case(
        "permission index",
        (changed("all_indexes", "visibility = 'INVISIBLE'", index_name="PERMISSION_PK"),),
        f"bad no usable index of {PERMISSION} starts with PROGRAM_ID and USER_ID",
        (changed("all_indexes", "status = 'N/A'", index_name="PERMISSION_PK"),),
    ),
    Case(
        "permission index",
        (turned_round("3 - column_position"),),
        "bad the index APP.PERMISSION_PK starts with USER_ID, PROGRAM_ID, but hints name it as PROGRAM_ID, USER_ID:"
        " Oracle ignores them",
        (turned_round("3 - column_position"), *another_index("PROGRAM_ID", "USER_ID", "GRANTED_AT")),
    ),
    Case(
        "permission key",
        (changed("all_constraints", "status = 'DISABLED', validated = 'NOT VALIDATED'", constraint_type="P"),),
        f"bad the key PERMISSION_PK of {PERMISSION} is disabled, not validated: duplicate permissions are possible",
        (
            changed("all_constraints", "status = 'DISABLED'", constraint_type="P"),
            changed("all_indexes", "uniqueness = 'UNIQUE'", index_name="PERMISSION_PK"),
        ),
    ),
    Case(
        "permission key",
        (changed("all_cons_columns", "position = 3", column_name="USER_ID"),),
        f"bad no primary or unique key of {PERMISSION} starts with PROGRAM_ID and USER_ID: duplicate permissions are"
        " possible",
        (changed("all_constraints", "constraint_type = 'U'", constraint_type="P"), key_column("ROLE_ID", 3)),
    ),
    Case(
        "unusable indexes",
        (changed("all_indexes", "status = 'UNUSABLE'", index_name="LAPSE_LAST_ACCESS_PK"),),
        "bad index LAPSE_OWNER.LAPSE_LAST_ACCESS_PK of LAPSE_OWNER.LAPSE_LAST_ACCESS is unusable",
        (changed("all_indexes", "status = 'N/A'", index_name="LAPSE_LAST_ACCESS_PK"),),
    ),
    Case(
        "unusable indexes",
        (
            broken_part("all_ind_partitions", partition_name="P1"),
            broken_part("all_ind_subpartitions", partition_name="P2", subpartition_name="P2A"),
        ),
        f"bad index APP.ACCESS_LOG_IX of {LOG} is unusable in 2 partitions",
        (
            broken_part("all_ind_partitions", partition_name="P1", status="USABLE"),
            broken_part("all_ind_partitions", partition_name="P1", index_owner="HR"),
        ),
    ),
    Case(
        "hinted indexes",
        renamed("ACCESS_LOG_IX"),
        "bad hint stage_items names the index ACCESS_LOG_IX, which none of the tables has",
        renamed("PERMISSION_PK"),
    ),
    Case(
        "system rights",
        tuple(row("session_privs", privilege=each) for each in ("DROP ANY TABLE",)),
        "bad the account has the system privilege DROP ANY TABLE, which it does not need (1 of 1)",
        (
            row("session_privs", privilege="SET CONTAINER"),
            row("session_privs", privilege="EXEMPT ACCESS POLICY"),
            policy("ACCESS_LOG", sel="YES"),
        ),
    ),
    Case(
        "system rights",
        (row("session_privs", privilege="EXEMPT ACCESS POLICY"), policy("ACCESS_LOG", sel="YES", enable="NO")),
        "bad the account has the system privilege EXEMPT ACCESS POLICY, which it does not need (1 of 1)",
        (
            row("session_privs", privilege="EXEMPT ACCESS POLICY"),
            changed("all_objects", "object_type = 'VIEW'", object_name="ACCESS_LOG"),
        ),
        hides=True,
    ),
    Case(
        "roles",
        (row("session_roles", role="DBA"),),
        "bad the account has the role DBA",
        (row("session_roles", role="NIGHTLY"),),
    ),
    Case(
        "statistics",
        (changed("all_tab_statistics", "last_analyzed = null", table_name="ACCESS_LOG"),),
        f"bad {LOG} has no statistics",
        (changed("all_tab_statistics", "last_analyzed = null", table_name="LAPSE_LAST_ACCESS"),),
    ),
    Case(
        "statistics",
        (
            "insert into lapse_owner.lapse_run values ('2024-08-20')",
            changed("all_tab_statistics", "stale_stats = 'YES'", table_name="LAPSE_CANDIDATE"),
        ),
        "look LAPSE_OWNER.LAPSE_CANDIDATE has stale statistics from 2024-08-20 00:00:00",
        (
            "insert into lapse_owner.lapse_run values ('2024-08-20')",
            changed("all_tab_statistics", "stale_stats = 'YES', stattype_locked = 'ALL'", table_name="LAPSE_CANDIDATE"),
        ),
    ),
    Case(
        "newest partition",
        (*partition("P1", 1, **NEWEST), *partition("P2", 2)),
        f"look partition P2 of {LOG} has no statistics",
        (*partition("P1", 1), *partition("P2", 2, **NEWEST)),
    ),
    Case(
        "session limits",
        (limited("IDLE_TIME", "15"),),
        f"bad the profile of the account limits IDLE_TIME to 15 minutes: {IDLE}",
        (limited("SESSIONS_PER_USER", "15"),),
    ),
    Case(
        "session limits",
        (limited("SESSIONS_PER_USER", "1"),),
        f"bad the profile of the account limits SESSIONS_PER_USER to 1: {SESSIONS}",
        (limited("SESSIONS_PER_USER", "4"),),
    ),
    Case(
        "session limits",
        (limited("SESSIONS_PER_USER", "3"),),
        f"look the profile of the account limits SESSIONS_PER_USER to 3: {SESSIONS}",
        (limited("SESSIONS_PER_USER", "10"),),
        hides=True,
    ),
    Case(
        "password",
        ("update user_users set account_status = 'EXPIRED(GRACE)', expiry_date = '2024-08-20'",),
        "look the account LAPSE_APP is EXPIRED(GRACE), its password expires on 2024-08-20",
        ("update user_users set expiry_date = current_date + 30",),
    ),
    Case(
        "password",
        ("update user_users set account_status = 'OPEN & IN ROLLOVER'",),
        "look the account LAPSE_APP is OPEN & IN ROLLOVER",
        ("update user_users set account_status = 'OPEN'",),
        hides=True,
    ),
    Case(
        "password",
        ("update user_users set account_status = 'EXPIRED(GRACE) & LOCKED'",),
        "bad the account LAPSE_APP is EXPIRED(GRACE) & LOCKED",
        ("update user_users set expiry_date = current_date + 15",),
        hides=True,
    ),
    Case(
        "triggers",
        (trigger("INSERT OR UPDATE OR DELETE", "ENABLED"),),
        f"look trigger APP.PERMISSION_TR fires after each row: insert or update or delete on {PERMISSION}",
        (trigger("UPDATE", "ENABLED"), trigger("DELETE", "DISABLED")),
    ),
    Case(
        "foreign keys",
        child("SEAT", "CASCADE"),
        f"bad foreign key SEAT_FK of HR.SEAT to {PERMISSION} is on delete cascade: a run would delete rows that no"
        " archive keeps",
        child("SEAT", "CASCADE", "DISABLED"),
    ),
    Case(
        "foreign keys",
        child("BADGE", "SET NULL"),
        f"bad foreign key BADGE_FK of HR.BADGE to {PERMISSION} is on delete set null: a run would change rows that no"
        " archive keeps",
        child("BADGE", "SET NULL", "DISABLED"),
    ),
    Case(
        "foreign keys",
        child("DESK", "NO ACTION"),
        f"look foreign key DESK_FK of HR.DESK to {PERMISSION}: a permission with rows there cannot be deleted, and the"
        " revoke would roll back (ORA-02292)",
        child("DESK", "NO ACTION", "DISABLED"),
    ),
    Case(
        "foreign key indexes",
        (*child("CHAIR", "NO ACTION"), *child_index("CHAIR", "PROGRAM", "SINCE", "PERSON")),
        "bad foreign key CHAIR_FK of HR.CHAIR has no index: the DELETE locks all of it, and waits for whoever changes"
        " it",
        (*child("CHAIR", "NO ACTION"), *child_index("CHAIR", "PERSON", "PROGRAM", "SINCE")),
    ),
    Case(
        "parameters",
        (changed("v$parameter", "value = '15'", name="max_idle_blocker_time"),),
        f"bad max_idle_blocker_time is 15 minutes: {IDLE}",
        (row("v$parameter", name="max_idle_time_of_others", value="15"),),
    ),
    Case(
        "parameters",
        (changed("v$parameter", "value = 'TRUE'", name="optimizer_ignore_hints"),),
        "bad optimizer_ignore_hints is TRUE: the plans that the hints of lapse ask for are not used",
        (changed("v$parameter", "value = 'FALSE'", name="optimizer_ignore_hints"),),
    ),
    Case(
        "undo retention",
        ("insert into lapse_owner.lapse_run_step values ('statement', 1500.4)",),
        "look a step of a run took 1501 seconds, but undo_retention is 900: it could have failed (ORA-01555)",
        ("insert into lapse_owner.lapse_run_step values ('chunk', 1500), ('statement', 899)",),
    ),
    Case(
        "rights needed",
        (changed("all_tab_privs", "privilege = 'READ'", table_name="LAPSE_LOCK"),),
        "bad no right to select on LAPSE_OWNER.LAPSE_LOCK, or the table does not exist",
        (changed("all_tab_privs", "privilege = 'SELECT'", privilege="READ"),),
    ),
    Case(
        "rights needed",
        ("delete from all_col_privs where table_name = 'LAPSE_RUN' and column_name = 'JUDGED_AT'",),
        "bad no right to update (judged_at) on LAPSE_OWNER.LAPSE_RUN, or the table does not exist",
        (
            changed("all_tab_privs", "grantee = 'NIGHTLY'", grantee="LAPSE_APP"),
            row("session_roles", role="NIGHTLY"),
        ),
    ),
    Case(
        "rights on tables",
        (privilege("all_tab_privs", to="PUBLIC", on=LOG, privilege="DELETE"),),
        f"bad PUBLIC may delete on {LOG}",
        (privilege("all_tab_privs", to="SOMEBODY", on=LOG, privilege="DELETE"),),
    ),
    Case(
        "rights on tables",
        (privilege("all_tab_privs", to="PUBLIC", on=LOG, privilege="SELECT"),),
        f"look PUBLIC may select on {LOG}, and so lock its rows: READ would do",
        (
            privilege("all_tab_privs", to="PUBLIC", on=LOG, privilege="READ"),
            privilege("all_tab_privs", to="PUBLIC", on=PERMISSION, privilege="SELECT"),
        ),
    ),
    Case(
        "rights on tables",
        (privilege("all_col_privs", to="LAPSE_APP", on=RUN, column_name="SQL_DIGEST", privilege="UPDATE"),),
        f"bad LAPSE_APP may update (sql_digest) on {RUN}",
        (
            privilege(
                "all_col_privs",
                to="LAPSE_APP",
                on="LAPSE_OWNER.LAPSE_CANDIDATE",
                column_name="DETAIL",
                privilege="UPDATE",
            ),
        ),
    ),
)


def test_all_is_well_with_the_grants_of_lapse(dictionary: Dictionary) -> None:
    for account in ("LAPSE_APP", "LAPSE_OPERATOR", "LAPSE_OWNER"):
        dictionary.connect_as(account)
        assert dictionary.found() == [], account


def test_what_is_wrong_is_found_and_what_is_nearly_wrong_is_not(
    dictionary: Dictionary, subtests: pytest.Subtests
) -> None:
    for case in CASES:
        with subtests.test(finding=case.finding):
            with dictionary.changed(*case.wrong):
                assert dictionary.found(case.check) == [case.finding]
            with dictionary.changed(*case.right):
                assert dictionary.found(case.check) == []


def test_types_of_times_and_the_version_are_said(dictionary: Dictionary) -> None:
    with dictionary.database.session() as session:
        said = [
            found["finding"]
            for path in ("10_version", "30_column_types")
            for found in session.query(f"doctor/oracle/{path}.sql")
        ]
    assert said == [
        "Oracle Database 19c Enterprise Edition, version 19.0.0.0.0",
        "APP.ACCESS_LOG.ACCESSED_AT is TIMESTAMP(6)",
        "APP.PERMISSION.GRANTED_AT is TIMESTAMP(6)",
        "LAPSE_OWNER.LAPSE_LAST_ACCESS.LAST_ACCESS_AT is TIMESTAMP(6)",
    ]


def test_each_account_is_held_to_rights_of_its_own(dictionary: Dictionary, subtests: pytest.Subtests) -> None:
    run, archive, exists = "LAPSE_OWNER.LAPSE_RUN", "LAPSE_OWNER.LAPSE_REVOCATION", "or the table does not exist"
    for account, change, check, finding in (
        (
            "LAPSE_APP",
            "delete from all_tab_privs where table_name = 'LAPSE_LAST_ACCESS' and privilege = 'UPDATE'",
            "rights needed",
            f"no right to update on LAPSE_OWNER.LAPSE_LAST_ACCESS, {exists}",
        ),
        (
            "LAPSE_APP",
            privilege("all_tab_privs", to="LAPSE_APP", on=archive, privilege="UPDATE"),
            "rights on tables",
            f"LAPSE_APP may update on {archive}",
        ),
        (
            "LAPSE_APP",
            privilege("all_tab_privs", to="LAPSE_APP", on=run, privilege="UPDATE"),
            "rights on tables",
            f"LAPSE_APP may update on {run}",
        ),
        (
            "LAPSE_APP",
            privilege("all_tab_privs", to="LAPSE_APP", on=PERMISSION, privilege="INSERT"),
            "rights on tables",
            f"LAPSE_APP may insert on {PERMISSION}",
        ),
        (
            "LAPSE_OPERATOR",
            "delete from all_col_privs where table_name = 'LAPSE_REVOCATION' and column_name = 'RESTORED_BY'",
            "rights needed",
            f"no right to update (restored_by) on {archive}, {exists}",
        ),
        (
            "LAPSE_OPERATOR",
            privilege("all_col_privs", to="LAPSE_OPERATOR", on=archive, column_name="GRANTED_AT", privilege="UPDATE"),
            "rights on tables",
            f"LAPSE_OPERATOR may update (granted_at) on {archive}",
        ),
        (
            "LAPSE_OPERATOR",
            "delete from all_tab_privs where table_name = 'LAPSE_RESTORE_ITEM' and privilege = 'DELETE'",
            "rights needed",
            f"no right to delete on LAPSE_OWNER.LAPSE_RESTORE_ITEM, {exists}",
        ),
        (
            "LAPSE_OPERATOR",
            privilege("all_tab_privs", to="LAPSE_OPERATOR", on=PERMISSION, privilege="DELETE"),
            "rights on tables",
            f"LAPSE_OPERATOR may delete on {PERMISSION}",
        ),
        (
            "LAPSE_OPERATOR",
            row("session_privs", privilege="CREATE TABLE"),
            "system rights",
            "the account has the system privilege CREATE TABLE, which it does not need (1 of 1)",
        ),
        (
            "LAPSE_OWNER",
            "delete from all_tab_privs where grantee = 'LAPSE_OWNER' and table_name = 'PERMISSION'",
            "rights needed",
            f"no right to read on {PERMISSION}, {exists}",
        ),
        (
            "LAPSE_OWNER",
            privilege("all_tab_privs", to="LAPSE_OWNER", on=PERMISSION, privilege="DELETE"),
            "rights on tables",
            f"LAPSE_OWNER may delete on {PERMISSION}",
        ),
        (
            "LAPSE_OWNER",
            "insert into session_privs values ('CREATE TABLE'), ('CREATE ANY TABLE')",
            "system rights",
            "the account has the system privilege CREATE ANY TABLE, which it does not need (1 of 1)",
        ),
    ):
        with subtests.test(account=account, finding=finding), dictionary.changed(change):
            dictionary.connect_as(account)
            assert dictionary.found("rights needed", "rights on tables", "system rights") == [f"bad {finding}"], check


def test_account_that_the_environment_does_not_name_is_held_to_the_rights_of_cron(dictionary: Dictionary) -> None:
    dictionary.connect_as("SOMEBODY")
    missing = dictionary.found()
    assert missing == dictionary.found("rights needed")
    assert "bad no right to delete on APP.PERMISSION, or the table does not exist" in missing
    assert "bad no right to insert on APP.PERMISSION, or the table does not exist" not in missing


def test_account_of_cron_that_restores_too_has_the_rights_of_both(dictionary: Dictionary) -> None:
    settings = dictionary.database.environment
    accounts = settings.database.model_copy(update={"operator_account": "lapse_app"})
    dictionary.use(settings.model_copy(update={"database": accounts}))
    assert "bad no right to insert on APP.PERMISSION, or the table does not exist" in dictionary.found("rights needed")
    for view in ("all_tab_privs", "all_col_privs"):
        dictionary.run(changed(view, "grantee = 'LAPSE_APP'", grantee="LAPSE_OPERATOR"))
    assert dictionary.found() == []


def test_right_to_one_column_does_not_stand_for_the_others(dictionary: Dictionary) -> None:
    dictionary.run(
        "delete from all_col_privs"
        " where grantee = 'LAPSE_APP' and table_name = 'LAPSE_RUN' and column_name <> 'MESSAGE'"
    )
    missing = ("exit_code", "finished_at", "heartbeat_at", "judged_at", "status")
    assert dictionary.found() == [
        f"bad no right to update ({column}) on LAPSE_OWNER.LAPSE_RUN, or the table does not exist" for column in missing
    ]


def test_twenty_system_privileges_are_named_and_all_are_counted(dictionary: Dictionary) -> None:
    dictionary.run("insert into session_privs select 'ALTER THING ' || n from generate_series(10, 39) n")
    dictionary.run(row("session_privs", privilege="DROP ANY TABLE"))
    found = dictionary.found("system rights")
    assert len(found) == 20
    assert found[0] == "bad the account has the system privilege DROP ANY TABLE, which it does not need (1 of 31)"
    assert found[19].endswith(" ALTER THING 28, which it does not need (20 of 31)")


def test_privileges_on_a_schema_count_where_the_version_has_them(dictionary: Dictionary) -> None:
    dictionary.run(
        *(
            row("session_schema_privs", privilege=privilege, schema=schema)
            for privilege, schema in (
                ("SELECT ANY TABLE", "APP"),
                ("DELETE ANY TABLE", "APP"),
                ("CREATE ANY INDEX", "APP"),
                ("READ ANY TABLE", "HR"),
            )
        ),
        "delete from all_tab_privs where grantee = 'LAPSE_APP' and table_schema = 'APP'",
    )
    assert dictionary.found() == [
        f"bad no right to {right}, or the table does not exist"
        for right in ("read on APP.ACCESS_LOG", "delete on APP.PERMISSION", "select on APP.PERMISSION")
    ]
    dictionary.run(row("all_objects", owner="SYS", object_name="SESSION_SCHEMA_PRIVS", object_type="VIEW"))
    assert dictionary.found() == [
        "bad LAPSE_APP may delete on APP.ACCESS_LOG",
        "look LAPSE_APP may select on APP.ACCESS_LOG, and so lock its rows: READ would do",
        "bad the account may create any index on schema APP",
        "bad the account may read any table on schema HR",
    ]


def test_what_the_account_may_not_read_is_said_and_is_not_bad(dictionary: Dictionary) -> None:
    dictionary.run(
        "delete from all_objects where object_name in ('V_$PARAMETER', 'DBA_IND_COLUMNS')",
        "update v$parameter set value = '15' where name = 'max_idle_time'",
        trigger("DELETE", "ENABLED"),
    )
    assert dictionary.found() == [
        "look triggers of app.permission and foreign keys to it cannot be checked, except those on tables that the"
        " account may see",
        "look trigger APP.PERMISSION_TR fires after each row: delete on APP.PERMISSION",
        "look max_idle_time, max_idle_blocker_time, optimizer_ignore_hints and undo_retention cannot be checked: the"
        " account may not read v$parameter",
    ]


def test_what_is_seen_in_part_is_not_said_of_the_whole(dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Oracle, "driver_name", "python-oracledb")
    monkeypatch.setattr(dba, "database_of", lambda *_: dictionary.database)
    triggers = "ok   triggers: no trigger of app.permission{} fires when lapse deletes or restores a permission"
    assert triggers.format("") in called("--env", "prod", "doctor").out.splitlines()
    dictionary.run("delete from all_objects where object_name = 'DBA_TRIGGERS'")
    said = called("--env", "prod", "doctor").out.splitlines()
    grants = "; ".join(
        f"grant read on sys.dba_{view} to LAPSE_APP"
        for view in ("triggers", "constraints", "cons_columns", "ind_columns")
    )
    assert said[-6].partition(" -> ")[2] == f"as SYS, in the PDB: {grants}; or run doctor once as a DBA"
    assert said[-5:-2] == [
        triggers.format(" that this account can see"),
        "ok   foreign keys: no enabled foreign key that this account can see refers to app.permission",
        "ok   foreign key indexes: every enabled foreign key to app.permission that this account can see has an index,"
        " usable or not, that starts with its columns",
    ]


def test_newest_row_of_a_log_is_shown_beside_the_clock_and_one_ahead_is_not(dictionary: Dictionary) -> None:
    dictionary.run(
        "insert into app.access_log values ('books', 'ann', '2024-08-20 03:00:00'), ('books', 'ann', '2024-08-19'),"
        " ('books', 'ann', '2999-12-31')"
    )
    with dictionary.database.session() as session:
        (found,) = session.query("doctor/tables/52_newest_rows.sql")
    assert found["verdict"] == "ok"
    assert found["finding"].startswith(
        "app.access_log has its newest row at 2024-08-20 03:00:00, the database clock says "
    )


def test_owner_of_the_tables_needs_no_grant_but_is_too_mighty(dictionary: Dictionary) -> None:
    dictionary.run(
        changed("all_objects", "owner = 'LAPSE_APP'", object_name="PERMISSION"),
        row("all_synonyms", owner="APP", synonym_name="PERMISSION", table_owner="LAPSE_APP", table_name="PERMISSION"),
        *(
            changed(view, f"{column} = 'LAPSE_APP'", **{column: "APP"}, table_name="PERMISSION")
            for view, column in (
                ("all_tab_columns", "owner"),
                ("all_tab_cols", "owner"),
                ("all_tab_statistics", "owner"),
                ("all_constraints", "owner"),
                ("all_cons_columns", "owner"),
                ("all_indexes", "table_owner"),
                ("all_ind_columns", "table_owner"),
            )
        ),
        "delete from all_tab_privs where table_name = 'PERMISSION'",
    )
    assert dictionary.found() == ["bad the account owns LAPSE_APP.PERMISSION, so it can alter and drop the table"]


def test_names_without_a_schema_are_found_where_oracle_would(dictionary: Dictionary, tmp_path: Path) -> None:
    file = tmp_path / "bare.toml"
    url = "oracle+oracledb://lapse_app@X"
    file.write_text(f'[database]\nurl = "{url}"\n[tables]\nschema = "lapse_owner"\n', encoding="utf-8")
    dictionary.use(environment.read(str(file)))
    dictionary.run(changed("all_indexes", "status = 'UNUSABLE'", index_name="ACCESS_LOG_IX"))
    assert dictionary.found("access log index") == []
    dictionary.run(
        *(
            row("all_synonyms", owner=owner, synonym_name=table, table_owner="APP", table_name=table)
            for owner, table in (("PUBLIC", "ACCESS_LOG"), ("LAPSE_APP", "PERMISSION"))
        )
    )
    assert dictionary.found("access log index") == ["bad no usable index of APP.ACCESS_LOG starts with ACCESSED_AT"]
    dictionary.run(changed("all_indexes", "status = 'VALID'", index_name="ACCESS_LOG_IX"))
    assert dictionary.found() == []
    dictionary.run(
        policy("ACCESS_LOG", sel="YES", object_owner="PUBLIC"),
        policy("PERMISSION", sel="YES", object_owner="LAPSE_APP"),
        policy("PERMISSION", sel="YES", object_owner="PUBLIC"),
    )
    assert dictionary.found() == [
        f"bad policy REGIONS with the function SEC.F may hide rows of {synonym}: {HIDDEN}"
        for synonym in ("LAPSE_APP.PERMISSION", "PUBLIC.ACCESS_LOG")
    ]


def test_output_on_a_dictionary_in_which_everything_is_wrong(
    dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To write the file again: delete it, and run this test twice."""
    dictionary.run(
        *(change for case in CASES if not case.hides for change in case.wrong),
        privilege("all_tab_privs", to="LAPSE_APP", on=PERMISSION, privilege="INSERT"),
        "update lapse_owner.lapse_version set version_num = '0001'",
        "delete from lapse_owner.lapse_lock",
        "insert into app.permission values ('books', 'ann', null), ('books', 'ANN', '2024-01-01')",
        "insert into app.access_log values ('books', 'ann', '2999-12-31 00:00:00')",
        "insert into lapse_owner.lapse_last_access values ('Books', 'ann', '2999-12-31 00:00:00')",
        row("session_schema_privs", privilege="DROP ANY TABLE", schema="APP"),
        row("all_objects", owner="SYS", object_name="SESSION_SCHEMA_PRIVS", object_type="VIEW"),
    )
    monkeypatch.setattr(Oracle, "driver_name", "python-oracledb")
    monkeypatch.setattr(dba, "database_of", lambda *_: dictionary.database)
    result = called("--env", "prod", "doctor")
    assert (result.code, result.err) == (1, "")
    said = result.out.replace(newest_revision(), "NEWEST")
    if not GOLDEN.exists():
        GOLDEN.write_text(said, encoding="utf-8")
        pytest.fail(f"{GOLDEN} is new: read it")
    assert said == GOLDEN.read_text(encoding="utf-8")
    well = {line[5:].partition(": ")[0] for line in said.splitlines() if line.startswith("ok ")}
    assert well & {case.check for case in CASES} == {"column types", "tables", "views"}
