"""A made-up Oracle dictionary for the doctor: its views are tables of the embedded database, in one transaction.

sqlglot turns the doctor's queries over, so this proves their logic and not their Oracle, which is for tests/oracle.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
import sqlglot

from runner.database.dialect import Column
from runner.database.embedded.translation import to_postgres
from runner.database.revision import newest_revision
from runner.database.session import Database, Row, Session
from runner.environment import file as environment
from runner.environment.file import Environment
from runner.statements.catalog import Catalog, Statement

VIEWS = {
    "all_objects": "owner object_name object_type",
    "all_synonyms": "owner synonym_name table_owner table_name",
    "all_tab_columns": "owner table_name column_name data_type char_length:int",
    "all_tab_cols": "owner table_name column_name hidden_column virtual_column user_generated",
    "all_tab_identity_cols": "owner table_name column_name generation_type",
    "all_constraints": "owner constraint_name constraint_type table_name r_owner r_constraint_name delete_rule status"
    " validated",
    "all_cons_columns": "owner constraint_name table_name column_name position:int",
    "all_indexes": "owner index_name table_owner table_name uniqueness status visibility",
    "all_ind_columns": "index_owner index_name table_owner table_name column_name column_position:int",
    "all_ind_partitions": "index_owner index_name partition_name status",
    "all_ind_subpartitions": "index_owner index_name partition_name subpartition_name status",
    "all_triggers": "owner trigger_name trigger_type triggering_event table_owner table_name status",
    "all_policies": "object_owner object_name policy_name pf_owner package function sel ins del enable",
    "all_tab_privs": "grantee table_schema table_name privilege",
    "all_col_privs": "grantee table_schema table_name column_name privilege",
    "session_privs": "privilege",
    "session_roles": "role",
    "session_schema_privs": "privilege schema",
    "all_tab_statistics": "owner table_name partition_name partition_position:int object_type last_analyzed:timestamp"
    " stattype_locked stale_stats",
    "all_tab_partitions": "table_owner table_name partition_name partition_position:int",
    "user_resource_limits": 'resource_name "limit"',
    "user_users": "username account_status expiry_date:date",
    "v$parameter": "name value",
    "product_component_version": "product version",
}
# Views of the made-up dictionary that are views of it; dba_ shows what all_ hides from an account.
_MORE = {
    "all_tables": "select owner, object_name as table_name from all_objects where object_type = 'TABLE'",
    "all_views": "select owner, object_name as view_name from all_objects where object_type = 'VIEW'",
    **{
        f"dba_{name}": f"select * from all_{name}"
        for name in ("triggers", "constraints", "cons_columns", "ind_columns")
    },
}
_FUNCTIONS = (
    "create function sys_context(text, text) returns text language sql as"
    " $$ select current_setting('made_up.account') $$",
    "create function replace(text, text) returns text language sql as $$ select replace($1, $2, '') $$",
    "create function to_number(text) returns numeric language sql as $$ select $1::numeric $$",
    "create function days_after(timestamptz, int) returns timestamptz language sql as"
    " $$ select $1 + make_interval(days => $2) $$",
    "create operator + (leftarg = timestamptz, rightarg = int, function = days_after)",
)
_TABLES = {
    "app.access_log": "program_id text, user_id text, accessed_at timestamp",
    "app.permission": "program_id text, user_id text, granted_at timestamp",
    "lapse_owner.lapse_last_access": "program_id text, user_id text, last_access_at timestamp",
    "lapse_owner.lapse_run": "judged_at timestamp",
    "lapse_owner.lapse_run_step": "transaction_kind text, seconds numeric",
    "lapse_owner.lapse_lock": "lock_name text",
    "lapse_owner.lapse_version": "version_num text",
}
_OF_TABLES = ("doctor/tables/", "ledger/")
# What the session's account, schema and zones are holds no rule, and no embedded database has them.
_SESSION = "doctor/oracle/20_session.sql"
_GRANT = re.compile(r"^GRANT ([^;]+?)\s+ON (\w+)\.(\w+)\s+TO (\w+)", re.MULTILINE)
_PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]*)\))?")


def row(view: str, **values: str | int) -> str:
    """Return the statement that adds a row to a view; a column that is not given is null."""
    columns = ", ".join(f'"{name}"' for name in values)
    return f"insert into {view} ({columns}) values ({', '.join(map(_literal, values.values()))})"


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@cache
def _turned(statement: Statement) -> str:
    """Return a statement in PostgreSQL's words."""
    if statement.path.startswith(_OF_TABLES):
        return to_postgres(statement.text, statement.where)
    return sqlglot.transpile(statement.text, read="oracle", write="postgres", comments=False)[0].replace("%", "%%")


class Dictionary:
    """A made-up dictionary in which production is all well, until a test changes a row; the runtime account asks it.

    Args:
        connection: to the embedded database; the caller rolls back in the end.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        production = environment.read("prod")
        self.use(production.model_copy(update={"hints": {"stage_items": "index(l access_log_ix)"}}))
        self.connect_as("LAPSE_APP")
        self.run("create schema made_up", "create schema app", "create schema lapse_owner")
        self.run("set local search_path = made_up, public, pg_catalog", *_FUNCTIONS)
        self.run("create table dual (dummy text)", "insert into dual values ('X')")
        self.run(*(f"create table {view} ({_columns(columns)})" for view, columns in VIEWS.items()))
        self.run(*(f"create view {view} as {query}" for view, query in _MORE.items()))
        self.run(*(f"create table {table} ({columns})" for table, columns in _TABLES.items()))
        self._fill()

    def run(self, *texts: str) -> None:
        """Change the dictionary by statements of PostgreSQL."""
        for text in texts:
            self.connection.exec_driver_sql(text)

    def connect_as(self, account: str) -> None:
        """Let this account ask from now on."""
        self.run(f"set local made_up.account = '{account}'")

    @contextmanager
    def changed(self, *texts: str) -> Iterator[None]:
        """Change the dictionary, and take back in the end what these statements and the block changed."""
        with self.connection.begin_nested() as savepoint:
            self.run(*texts)
            yield
            savepoint.rollback()

    def use(self, settings: Environment) -> None:
        """Let this environment ask from now on; no review stands in its way."""
        self.database = _MadeUp(settings, self.connection)

    def found(self, *checks: str) -> list[str]:
        """Ask some checks, or all of them, and return what is not ok."""
        with self.database.session() as session:
            folders = [found["folder"] for found in session.query("doctor/oracle_folders.sql")]
            asked = (statement for folder in folders for statement in session.catalog.folder(f"doctor/{folder}"))
            rows = [
                row
                for each in asked
                if each.header.name in (checks or (each.header.name,))
                for row in session.query(each)
            ]
        assert all(row["todo"] for row in rows if row["verdict"] != "ok")
        return [f"{row['verdict']} {row['finding']}" for row in rows if row["verdict"] != "ok"]

    def _fill(self) -> None:
        for owner, table in sorted(self._grant()):
            self.run(row("all_objects", owner=owner, object_name=table, object_type="TABLE"))
            place = {"owner": owner, "table_name": table, "object_type": "TABLE"}
            self.run(row("all_tab_statistics", **place, last_analyzed="2024-08-20", stale_stats="NO"))
        for view in ("DBA_TRIGGERS", "DBA_CONSTRAINTS", "DBA_CONS_COLUMNS", "DBA_IND_COLUMNS", "V_$PARAMETER"):
            self.run(row("all_objects", owner="SYS", object_name=view, object_type="VIEW"))
        for table, time in (("ACCESS_LOG", "ACCESSED_AT"), ("PERMISSION", "GRANTED_AT")):
            for column in ("PROGRAM_ID", "USER_ID"):
                self._column("APP", table, column, "VARCHAR2", 255)
            self._column("APP", table, time, "TIMESTAMP(6)", 0)
        self._column("LAPSE_OWNER", "LAPSE_LAST_ACCESS", "LAST_ACCESS_AT", "TIMESTAMP(6)", 0)
        self._index("APP", "ACCESS_LOG_IX", "ACCESS_LOG", "ACCESSED_AT", "PROGRAM_ID", "USER_ID")
        self._index("APP", "PERMISSION_PK", "PERMISSION", "PROGRAM_ID", "USER_ID")
        self._index("LAPSE_OWNER", "LAPSE_LAST_ACCESS_PK", "LAPSE_LAST_ACCESS", "PROGRAM_ID", "USER_ID")
        key = {"owner": "APP", "constraint_name": "PERMISSION_PK", "table_name": "PERMISSION"}
        limits = ("IDLE_TIME", "CONNECT_TIME", "SESSIONS_PER_USER")
        parameters = {"max_idle_time": "0", "max_idle_blocker_time": "0", "optimizer_ignore_hints": "FALSE"}
        self.run(
            row("all_constraints", **key, constraint_type="P", status="ENABLED", validated="VALIDATED"),
            row("all_cons_columns", **key, column_name="USER_ID", position=1),
            row("all_cons_columns", **key, column_name="PROGRAM_ID", position=2),
            *(row("user_resource_limits", resource_name=each, limit="UNLIMITED") for each in limits),
            *(row("v$parameter", name=name, value=value) for name, value in parameters.items()),
            row("v$parameter", name="undo_retention", value="900"),
            row("session_privs", privilege="CREATE SESSION"),
            row("user_users", username="LAPSE_APP", account_status="OPEN"),
            row("product_component_version", product="Oracle Database 19c Enterprise Edition ", version="19.0.0.0.0"),
            "insert into lapse_owner.lapse_lock values ('run')",
            f"insert into lapse_owner.lapse_version values ('{newest_revision()}')",
        )

    def _grant(self) -> set[tuple[str, str]]:
        """Give the three accounts what sql/grants gives them, and return the tables, each with its owner."""
        catalog = self.database.catalog
        texts = (catalog.statement(path).text for path in catalog.templates.paths("grants"))
        grants = [grant for text in texts for grant in _GRANT.findall(text.upper())]
        for privileges, owner, table, account in grants:
            place = {"grantee": account, "table_schema": owner, "table_name": table}
            for privilege, columns in _PRIVILEGE.findall(privileges):
                for column in columns.split(", ") if columns else []:
                    self.run(row("all_col_privs", **place, column_name=column, privilege=privilege))
                if not columns:
                    self.run(row("all_tab_privs", **place, privilege=privilege))
        return {(owner, table) for _, owner, table, _ in grants}

    def _column(self, owner: str, table: str, column: str, kind: str, length: int) -> None:
        place = {"owner": owner, "table_name": table, "column_name": column}
        self.run(row("all_tab_columns", **place, data_type=kind, char_length=length))
        self.run(row("all_tab_cols", **place, hidden_column="NO", virtual_column="NO", user_generated="YES"))

    def _index(self, owner: str, name: str, table: str, *columns: str) -> None:
        place = {"table_owner": owner, "table_name": table, "index_name": name}
        self.run(row("all_indexes", owner=owner, **place, status="VALID", visibility="VISIBLE"))
        for position, column in enumerate(columns, start=1):
            self.run(row("all_ind_columns", index_owner=owner, **place, column_name=column, column_position=position))


def _columns(columns: str) -> str:
    named = (column.partition(":") for column in columns.split())
    return ", ".join(f"{name} {kind or 'text'}" for name, _, kind in named)


class _MadeUp(Database):
    def __init__(self, settings: Environment, connection: sa.Connection) -> None:
        super().__init__(settings)
        self.catalog = Catalog(settings)
        self.made_up = connection

    def session(self) -> Session:
        return _MadeUpSession(self)


class _MadeUpSession(Session):
    """A session of which only the queries of the doctor are made; nothing ends or rolls back the test's transaction."""

    def __init__(self, database: _MadeUp) -> None:
        self.database = database
        self.catalog = database.catalog
        self._made_up = database.made_up

    def query(self, statement: Statement | str, **binds: Any) -> list[Row]:
        statement = self._statement(statement)
        if statement.path == _SESSION:
            return [{"verdict": "ok", "finding": "account LAPSE_APP, schema LAPSE_APP", "todo": None}]
        return [dict(found) for found in self._made_up.exec_driver_sql(_turned(statement), binds).mappings()]

    def columns(self, table: str) -> dict[str, Column] | None:
        owner, _, name = table.upper().rpartition(".")
        rows = self._made_up.exec_driver_sql(
            "select column_name, data_type from all_tab_columns where owner = %(owner)s and table_name = %(name)s",
            {"owner": owner, "name": name},
        )
        found = {column.lower(): Column(kind, is_text=True, is_time=True) for column, kind in rows}
        return found or None

    def rollback(self) -> None:
        return

    def close(self) -> None:
        return
