"""The doctor's queries of Oracle's dictionary, asked of a made-up one: their logic, not their Oracle.

The views are tables of the embedded database, which live as long as a transaction; sqlglot turns the queries over. What
a real dictionary answers is for tests/oracle.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import sqlglot

from runner.environment import file as environment
from runner.statements.catalog import Catalog
from runner.statements.templates import SQL
from tests.company import Company

pytestmark = pytest.mark.usefixtures("embedded_only")

VIEWS = {
    "all_objects": "owner text, object_name text, object_type text",
    "all_synonyms": "owner text, synonym_name text, table_owner text, table_name text",
    "all_tab_columns": "owner text, table_name text, column_name text, data_type text, char_length int",
    "all_ind_columns": "index_owner text, index_name text, table_owner text, table_name text, column_name text,"
    " column_position int",
    "all_indexes": "owner text, index_name text, table_owner text, table_name text, status text, visibility text",
    "all_tab_privs": "grantee text, table_schema text, table_name text, privilege text",
    "all_col_privs": "grantee text, table_schema text, table_name text, column_name text, privilege text",
    "session_privs": "privilege text",
    "session_roles": "role text",
    "all_tab_statistics": "owner text, table_name text, object_type text, last_analyzed timestamp, stale_stats text",
    "product_component_version": "product text, version text",
}
FUNCTIONS = (
    "create function sys_context(text, text) returns text language sql as"
    " $$ select current_setting('made_up.account') $$",
    "create function replace(text, text) returns text language sql as $$ select replace($1, $2, '') $$",
    "create function to_number(text) returns numeric language sql as $$ select $1::numeric $$",
)
# Speaks of clocks and zones alone, and holds no rule.
NOT_ASKED = "session"
GRANT = re.compile(r"^grant ([^;]+?)\s+on (\w+)\.(\w+)\s+to (\w+)", re.MULTILINE)
PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]*)\))?")


class Dictionary:
    """A made-up dictionary in which production is all well, until a test changes a row; the runtime account asks it."""

    def __init__(self, connection: sa.Connection, catalog: Catalog) -> None:
        self.connection = connection
        self.catalog = catalog
        self.connect_as("LAPSE_APP")
        self.run("create schema made_up", "set local search_path = made_up, public, pg_catalog", *FUNCTIONS)
        self.run("create table dual (dummy text)", "insert into dual values ('X')")
        self.run(*(f"create table {view} ({columns})" for view, columns in VIEWS.items()))
        self._fill()

    def run(self, *texts: str) -> None:
        """Change the dictionary by statements of PostgreSQL."""
        for text in texts:
            self.connection.exec_driver_sql(text)

    def connect_as(self, account: str) -> None:
        """Let this account ask from now on."""
        self.run(f"set local made_up.account = '{account}'")

    def put(self, view: str, *values: Any) -> None:
        """Add a row to a view."""
        names = [column.split()[0] for column in VIEWS[view].split(",")]
        marks = ", ".join(f"%({name})s" for name in names)
        row = dict(zip(names, values, strict=True))
        self.connection.exec_driver_sql(f"insert into {view} ({', '.join(names)}) values ({marks})", row)

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Take back in the end what the block changes."""
        with self.connection.begin_nested() as savepoint:
            yield
            savepoint.rollback()

    def bad(self) -> dict[str, list[str]]:
        """Return what is found to be bad, by the query that found it."""
        rows = [(name, row) for name, row in self.rows() if row["verdict"] == "bad"]
        assert all(row["todo"] for _, row in rows)
        return {name: [row["finding"] for other, row in rows if other == name] for name, _ in rows}

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Ask every query and return its rows with its name."""
        for path in sorted((SQL / "doctor" / "oracle").glob("*.sql")):
            query = self.catalog.statement(f"doctor/oracle/{path.name}")
            if query.header.name != NOT_ASKED:
                turned = sqlglot.transpile(query.text, read="oracle", write="postgres", comments=False)[0]
                for row in self.connection.exec_driver_sql(turned.replace("%", "%%")).mappings():
                    yield query.header.name, dict(row)

    def _fill(self) -> None:
        production = Catalog(environment.read("prod"))
        tables: set[tuple[str, str]] = set()
        for path in sorted((SQL / "grants").rglob("*.sql")):
            text = production.statement(str(path.relative_to(SQL))).text
            for privileges, owner, table, account in GRANT.findall(text):
                tables.add((owner.upper(), table.upper()))
                for privilege, columns in PRIVILEGE.findall(privileges.upper()):
                    place = (account.upper(), owner.upper(), table.upper())
                    for column in columns.split(", ") if columns else []:
                        self.put("all_col_privs", *place, column, privilege)
                    if not columns:
                        self.put("all_tab_privs", *place, privilege)
        for owner, table in tables:
            self.put("all_objects", owner, table, "TABLE")
            self.put("all_tab_statistics", owner, table, "TABLE", datetime(2024, 8, 20), "NO")
        for table, time in (("ACCESS_LOG", "ACCESSED_AT"), ("PERMISSION", "GRANTED_AT")):
            for column in ("PROGRAM_ID", "USER_ID"):
                self.put("all_tab_columns", "APP", table, column, "VARCHAR2", 255)
            self.put("all_tab_columns", "APP", table, time, "TIMESTAMP(6)", 0)
        self.put("all_tab_columns", "LAPSE_OWNER", "LAPSE_LAST_ACCESS", "LAST_ACCESS_AT", "TIMESTAMP(6)", 0)
        self._index("APP", "ACCESS_LOG_IX", "ACCESS_LOG", "ACCESSED_AT", "PROGRAM_ID", "USER_ID")
        self._index("APP", "PERMISSION_PK", "PERMISSION", "USER_ID", "PROGRAM_ID")
        self._index("LAPSE_OWNER", "LAPSE_LAST_ACCESS_PK", "LAPSE_LAST_ACCESS", "PROGRAM_ID", "USER_ID")
        self.put("session_privs", "CREATE SESSION")
        self.put("product_component_version", "Oracle Database 19c Enterprise Edition ", "19.0.0.0.0")

    def _index(self, owner: str, name: str, table: str, *columns: str) -> None:
        self.put("all_indexes", owner, name, owner, table, "VALID", "VISIBLE")
        for position, column in enumerate(columns, start=1):
            self.put("all_ind_columns", owner, name, owner, table, column, position)


@pytest.fixture
def dictionary(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dictionary]:
    monkeypatch.setenv("LAPSE_HINTS__STAGE_ITEMS", "index(l access_log_ix)")
    with company.database.dialect.engine.connect() as connection:
        yield Dictionary(connection, Catalog(environment.read("prod")))
        connection.rollback()


def test_all_is_well_with_the_grants_of_lapse(dictionary: Dictionary, subtests: pytest.Subtests) -> None:
    for account in ["LAPSE_APP", "LAPSE_OPERATOR", "LAPSE_OWNER"]:
        with subtests.test(account=account):
            dictionary.connect_as(account)
            assert dictionary.bad() == {}


def test_account_that_the_environment_does_not_name_is_held_to_the_rights_of_cron(dictionary: Dictionary) -> None:
    dictionary.connect_as("SOMEBODY")
    bad = dictionary.bad()
    assert list(bad) == ["rights needed"]
    assert "no right to delete on APP.PERMISSION, or the table does not exist" in bad["rights needed"]
    assert "no right to insert on APP.PERMISSION, or the table does not exist" not in bad["rights needed"]


def test_types_of_times_and_the_version_are_said(dictionary: Dictionary) -> None:
    said = [row["finding"] for _, row in dictionary.rows() if row["verdict"] == "ok"]
    assert said == [
        "Oracle Database 19c Enterprise Edition, version 19.0.0.0.0",
        "APP.ACCESS_LOG.ACCESSED_AT is TIMESTAMP(6)",
        "APP.PERMISSION.GRANTED_AT is TIMESTAMP(6)",
        "LAPSE_OWNER.LAPSE_LAST_ACCESS.LAST_ACCESS_AT is TIMESTAMP(6)",
    ]


def test_one_thing_gone_wrong_is_the_one_thing_found(dictionary: Dictionary, subtests: pytest.Subtests) -> None:
    for change, query, finding in [
        (
            "update product_component_version set version = '12.2.0.1.0'",
            "database version",
            "Oracle Database 19c Enterprise Edition, version 12.2.0.1.0",
        ),
        (
            "update all_tab_columns set data_type = 'TIMESTAMP(6) WITH LOCAL TIME ZONE'"
            " where column_name = 'ACCESSED_AT'",
            "column types",
            "APP.ACCESS_LOG.ACCESSED_AT is TIMESTAMP(6) WITH LOCAL TIME ZONE",
        ),
        (
            "update all_tab_columns set data_type = 'NUMBER'"
            " where table_name = 'PERMISSION' and column_name = 'USER_ID'",
            "column types",
            "APP.PERMISSION.USER_ID is NUMBER",
        ),
        (
            "update all_tab_columns set data_type = 'CHAR' where table_name = 'PERMISSION' and column_name = 'USER_ID'",
            "ids compare",
            "ACCESS_LOG.USER_ID is VARCHAR2(255), but PERMISSION.USER_ID is CHAR(255): no access would ever be found",
        ),
        (
            "update all_indexes set status = 'UNUSABLE' where index_name = 'ACCESS_LOG_IX'",
            "access log index",
            "no usable index of APP.ACCESS_LOG starts with ACCESSED_AT",
        ),
        (
            "update all_ind_columns set column_position = 3"
            " where index_name = 'PERMISSION_PK' and column_name = 'PROGRAM_ID'",
            "permission index",
            "no usable index of APP.PERMISSION starts with PROGRAM_ID and USER_ID",
        ),
        (
            "update all_indexes set index_name = 'OTHER_IX' where index_name = 'ACCESS_LOG_IX';"
            "update all_ind_columns set index_name = 'OTHER_IX' where index_name = 'ACCESS_LOG_IX'",
            "hinted indexes",
            "hint stage_items names the index ACCESS_LOG_IX, which none of the tables has",
        ),
        (
            "delete from all_tab_privs where table_name = 'LAPSE_LAST_ACCESS' and privilege = 'UPDATE'",
            "rights needed",
            "no right to update on LAPSE_OWNER.LAPSE_LAST_ACCESS, or the table does not exist",
        ),
        (
            "delete from all_col_privs where table_name = 'LAPSE_RUN' and column_name = 'JUDGED_AT'",
            "rights needed",
            "no right to update (judged_at) on LAPSE_OWNER.LAPSE_RUN, or the table does not exist",
        ),
        (
            "update all_tab_privs set privilege = 'READ' where table_name = 'LAPSE_LOCK'",
            "rights needed",
            "no right to select on LAPSE_OWNER.LAPSE_LOCK, or the table does not exist",
        ),
        (
            "insert into session_privs values ('CREATE TABLE'), ('DROP ANY TABLE')",
            "system rights",
            "the account has system privileges that it does not need: DROP ANY TABLE, CREATE TABLE",
        ),
        ("insert into session_roles values ('DBA')", "roles", "the account has the role DBA"),
        (
            "insert into all_tab_privs values ('PUBLIC', 'APP', 'ACCESS_LOG', 'DELETE')",
            "rights on tables",
            "PUBLIC may delete on APP.ACCESS_LOG",
        ),
        (
            "insert into all_tab_privs values ('LAPSE_APP', 'LAPSE_OWNER', 'LAPSE_REVOCATION', 'UPDATE')",
            "rights on tables",
            "LAPSE_APP may update on LAPSE_OWNER.LAPSE_REVOCATION",
        ),
        (
            "insert into all_col_privs values ('LAPSE_APP', 'LAPSE_OWNER', 'LAPSE_RUN', 'SQL_DIGEST', 'UPDATE')",
            "rights on tables",
            "LAPSE_APP may update (sql_digest) on LAPSE_OWNER.LAPSE_RUN",
        ),
        (
            "insert into all_tab_privs values ('LAPSE_APP', 'LAPSE_OWNER', 'LAPSE_RUN', 'UPDATE')",
            "rights on tables",
            "LAPSE_APP may update on LAPSE_OWNER.LAPSE_RUN",
        ),
        (
            "insert into all_tab_privs values ('LAPSE_APP', 'APP', 'PERMISSION', 'INSERT')",
            "rights on tables",
            "LAPSE_APP may insert on APP.PERMISSION",
        ),
        (  # which would let it lock the log
            "update all_tab_privs set privilege = 'SELECT' where grantee = 'LAPSE_APP' and table_name = 'ACCESS_LOG'",
            "rights on tables",
            "LAPSE_APP may select on APP.ACCESS_LOG",
        ),
        (
            "update all_tab_statistics set last_analyzed = null where table_name = 'ACCESS_LOG'",
            "statistics",
            "APP.ACCESS_LOG has no statistics",
        ),
        (
            "update all_tab_statistics set stale_stats = 'YES' where table_name = 'LAPSE_LAST_ACCESS'",
            "statistics",
            "LAPSE_OWNER.LAPSE_LAST_ACCESS has stale statistics from 2024-08-20 00:00:00",
        ),
    ]:
        with subtests.test(finding=finding), dictionary.changed():
            dictionary.run(change)
            assert dictionary.bad() == {query: [finding]}


def test_each_account_is_held_to_rights_of_its_own(dictionary: Dictionary, subtests: pytest.Subtests) -> None:
    for account, change, query, finding in [
        (
            "LAPSE_OPERATOR",
            "delete from all_col_privs where table_name = 'LAPSE_REVOCATION' and column_name = 'RESTORED_BY'",
            "rights needed",
            "no right to update (restored_by) on LAPSE_OWNER.LAPSE_REVOCATION, or the table does not exist",
        ),
        (
            "LAPSE_OPERATOR",
            "insert into all_col_privs values"
            " ('LAPSE_OPERATOR', 'LAPSE_OWNER', 'LAPSE_REVOCATION', 'GRANTED_AT', 'UPDATE')",
            "rights on tables",
            "LAPSE_OPERATOR may update (granted_at) on LAPSE_OWNER.LAPSE_REVOCATION",
        ),
        (
            "LAPSE_OPERATOR",
            "delete from all_tab_privs where table_name = 'LAPSE_RESTORE_ITEM' and privilege = 'DELETE'",
            "rights needed",
            "no right to delete on LAPSE_OWNER.LAPSE_RESTORE_ITEM, or the table does not exist",
        ),
        (
            "LAPSE_OPERATOR",
            "insert into all_tab_privs values ('LAPSE_OPERATOR', 'APP', 'PERMISSION', 'DELETE')",
            "rights on tables",
            "LAPSE_OPERATOR may delete on APP.PERMISSION",
        ),
        (
            "LAPSE_OPERATOR",
            "insert into session_privs values ('CREATE TABLE')",
            "system rights",
            "the account has system privileges that it does not need: CREATE TABLE",
        ),
        (
            "LAPSE_OWNER",
            "delete from all_tab_privs where grantee = 'LAPSE_OWNER' and table_name = 'PERMISSION'",
            "rights needed",
            "no right to read on APP.PERMISSION, or the table does not exist",
        ),
        (
            "LAPSE_OWNER",
            "insert into all_tab_privs values ('LAPSE_OWNER', 'APP', 'PERMISSION', 'DELETE')",
            "rights on tables",
            "LAPSE_OWNER may delete on APP.PERMISSION",
        ),
        (
            "LAPSE_OWNER",
            "insert into session_privs values ('CREATE TABLE'), ('CREATE ANY TABLE')",
            "system rights",
            "the account has system privileges that it does not need: CREATE ANY TABLE",
        ),
    ]:
        with subtests.test(account=account, finding=finding), dictionary.changed():
            dictionary.run(change)
            dictionary.connect_as(account)
            assert dictionary.bad() == {query: [finding]}


def test_right_to_one_column_does_not_stand_for_the_others(dictionary: Dictionary) -> None:
    dictionary.run(
        "delete from all_col_privs"
        " where grantee = 'LAPSE_APP' and table_name = 'LAPSE_RUN' and column_name <> 'MESSAGE'"
    )
    missing = ("exit_code", "finished_at", "heartbeat_at", "judged_at", "status")
    assert dictionary.bad() == {
        "rights needed": [
            f"no right to update ({column}) on LAPSE_OWNER.LAPSE_RUN, or the table does not exist" for column in missing
        ]
    }


def test_account_of_cron_that_restores_too_has_the_rights_of_both(
    dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAPSE_DATABASE__OPERATOR_ACCOUNT", "lapse_app")
    dictionary.catalog = Catalog(environment.read("prod"))
    missing = dictionary.bad()["rights needed"]
    assert "no right to insert on APP.PERMISSION, or the table does not exist" in missing
    for view in ("all_tab_privs", "all_col_privs"):
        dictionary.run(f"update {view} set grantee = 'LAPSE_APP' where grantee = 'LAPSE_OPERATOR'")
    assert dictionary.bad() == {}


def test_what_is_as_good_is_no_finding(dictionary: Dictionary, subtests: pytest.Subtests) -> None:
    for change in [
        "update all_tab_columns set data_type = 'DATE' where data_type like 'TIMESTAMP%%'",
        "update all_tab_columns set data_type = 'CHAR' where data_type = 'VARCHAR2'",
        "update all_tab_privs set grantee = 'NIGHTLY' where grantee = 'LAPSE_APP';"
        " insert into session_roles values ('NIGHTLY')",
        "update all_tab_statistics set last_analyzed = null where table_name = 'LAPSE_LAST_ACCESS'",
        "update product_component_version set version = '23.0.0.0.0'",
        "insert into all_col_privs values ('LAPSE_APP', 'LAPSE_OWNER', 'LAPSE_CANDIDATE', 'DETAIL', 'UPDATE')",
        "insert into session_privs values ('SET CONTAINER')",
    ]:
        with subtests.test(change=change), dictionary.changed():
            dictionary.run(*change.split("; "))
            assert dictionary.bad() == {}


def test_owner_of_the_tables_needs_no_grant_but_is_too_mighty(dictionary: Dictionary) -> None:
    dictionary.run(
        "update all_objects set owner = 'LAPSE_APP' where object_name = 'PERMISSION'",
        "insert into all_synonyms values ('APP', 'PERMISSION', 'LAPSE_APP', 'PERMISSION')",
        *(
            f"update {view} set {column} = 'LAPSE_APP' where {column} = 'APP' and table_name = 'PERMISSION'"
            for view, column in (
                ("all_tab_columns", "owner"),
                ("all_tab_statistics", "owner"),
                ("all_indexes", "table_owner"),
                ("all_ind_columns", "table_owner"),
            )
        ),
        "delete from all_tab_privs where table_name = 'PERMISSION'",
    )
    assert dictionary.bad() == {
        "rights on tables": ["the account owns LAPSE_APP.PERMISSION, so it can alter and drop the table"]
    }


def test_names_without_a_schema_are_found_where_oracle_would(company: Company, tmp_path: Path) -> None:
    file = tmp_path / "bare.toml"
    url = "oracle+oracledb://lapse_app@X"
    file.write_text(f'[database]\nurl = "{url}"\n[tables]\nschema = "lapse_owner"\n', encoding="utf-8")
    with company.database.dialect.engine.connect() as connection:
        bare = Dictionary(connection, Catalog(environment.read(str(file))))
        assert "no usable index of LAPSE_APP.ACCESS_LOG starts with ACCESSED_AT" in bare.bad()["access log index"]
        bare.put("all_synonyms", "PUBLIC", "ACCESS_LOG", "APP", "ACCESS_LOG")
        bare.put("all_synonyms", "LAPSE_APP", "PERMISSION", "APP", "PERMISSION")
        assert bare.bad() == {}
        connection.rollback()
