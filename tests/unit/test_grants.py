"""The runtime account gets what the SQL files do to each table, and nothing more."""

import re
from collections import defaultdict

import pytest
import sqlglot
from sqlglot import exp

from runner import environment
from runner.environment import Environment
from runner.grants import script
from runner.render import OWN_TABLES, Catalog
from tests.unit.conftest import ReadToml

Rights = dict[str, set[str]]

# Not done by the runtime account: policies, exemptions and purges are for the owner of lapse's tables; filling and
# making tables is the customer's; EXPLAIN PLAN and grants are a DBA's.
OWNERS = ("policy/set", "policy/unset", "exemption/add", "exemption/end", "jobs/purge/")
NOT_NIGHTLY = ("customer/", "load/", "jobs/demo/", "explain/", "grants/", "doctor/oracle/", *OWNERS)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(environment.read("prod"))


def words(settings: Environment) -> dict[str, str]:
    """Return the design's word for each table that the environment names."""
    own = f"{settings.tables.own_schema}.{settings.tables.prefix}"
    named = {settings.tables.access_log: "access_log", settings.tables.permission: "permission"}
    return named | {f"{own}{word}": word for word in OWN_TABLES}


def used_rights(text: str) -> Rights:
    """Return what one statement does to each table it names."""
    tree = sqlglot.parse_one(text, read="oracle")
    rights: Rights = defaultdict(set)
    target = tree.this if isinstance(tree, exp.Insert | exp.Update | exp.Delete | exp.Merge) else None
    target = target.this if isinstance(target, exp.Schema) else target
    for table in tree.find_all(exp.Table):
        if table is not target:
            rights[name_of(table)].add("SELECT")
    if target is None:
        return rights
    if not isinstance(tree, exp.Merge):
        rights[name_of(target)].add(type(tree).__name__.upper())
        # a WHERE, or a column on the right of SET, reads the table too
        if any(column.table == target.alias for column in tree.find_all(exp.Column) if target.alias):
            rights[name_of(target)].add("SELECT")
        return rights
    rights[name_of(target)] |= {
        "SELECT",
        *(type(when.args["then"]).__name__.upper() for when in tree.find_all(exp.When)),
    }
    return rights


def name_of(table: exp.Table) -> str:
    return ".".join(part.name.lower() for part in table.parts)


def granted(catalog: Catalog) -> Rights:
    """Return the rights on tables that the files of sql/grants give, by the design's word of the table."""
    names = words(catalog.environment)
    rights: Rights = defaultdict(set)
    for statement in catalog.all():
        tree = sqlglot.parse_one(statement.text, read="oracle") if "\n   on " in statement.text else None
        if statement.path.startswith("grants/") and isinstance(tree, exp.Grant):
            verbs = {privilege.this.name.upper() for privilege in tree.args["privileges"]}
            rights[names[name_of(tree.args["securable"])]] |= verbs
    return rights


def pairs(rights: Rights) -> set[tuple[str, str]]:
    return {(word, verb) for word, verbs in rights.items() for verb in verbs}


def test_the_reading_of_rights_is_right() -> None:
    assert used_rights("select a.x from t a where exists (select 1 from u b) for update") == {
        "t": {"SELECT"},
        "u": {"SELECT"},
    }
    assert used_rights("insert into s.t (x) select b.x from u b") == {"s.t": {"INSERT"}, "u": {"SELECT"}}
    assert used_rights("delete from t a") == {"t": {"DELETE"}}
    assert used_rights("update t a set a.x = 1 where a.y = 2") == {"t": {"UPDATE", "SELECT"}}
    assert used_rights(
        "merge into t a using (select b.x from u b) s on (a.x = s.x) "
        "when matched then update set a.y = 1 when not matched then insert (a.x) values (s.x)"
    ) == {"t": {"SELECT", "INSERT", "UPDATE"}, "u": {"SELECT"}}


def test_grants_are_what_the_sql_does_to_each_table(catalog: Catalog) -> None:
    names = words(catalog.environment)
    used: set[tuple[str, str]] = set()
    for statement in catalog.all():
        if not statement.path.startswith(NOT_NIGHTLY):
            rights = used_rights(statement.text)
            used |= pairs({names[name]: verbs for name, verbs in rights.items() if name in names})
    given = pairs(granted(catalog))
    assert used - given == set(), "missing in sql/grants"
    assert given - used == set(), "needless in sql/grants"


@pytest.mark.parametrize(("file", "table"), [("46_revocation", "lapse_revocation"), ("42_run", "lapse_run")])
def test_the_record_may_be_changed_only_where_the_sql_changes_it(catalog: Catalog, file: str, table: str) -> None:
    set_columns = {
        assignment.this.name
        for statement in catalog.all()
        if not statement.path.startswith(NOT_NIGHTLY)
        for update in [sqlglot.parse_one(statement.text, read="oracle")]
        if isinstance(update, exp.Update) and name_of(update.this).endswith(f".{table}")
        for assignment in update.expressions
    }
    text = catalog.statement(f"grants/{file}.sql").text
    columns = re.findall(r"^grant .*update \((.*)\)$", text, re.MULTILINE)
    assert {name.strip() for name in columns[0].split(",")} == set_columns


def test_the_doctor_asks_for_the_same_rights(catalog: Catalog) -> None:
    names = words(catalog.environment)
    text = catalog.statement("doctor/oracle/80_rights_needed.sql").text
    asked = re.findall(r"select '([^']+)' as name_used, '(\w+)(?: \(COLUMNS\))?' as privilege", text)
    assert {(names[name], verb) for name, verb in asked} == pairs(granted(catalog))
    assert re.findall(r"'([^']+)' as name_used, 'UPDATE \(COLUMNS\)'", text) == [
        "lapse_owner.lapse_run",
        "lapse_owner.lapse_revocation",
    ]


def test_no_right_to_change_the_schema_and_no_right_on_any_table(catalog: Catalog) -> None:
    statements = [statement for statement in catalog.all() if statement.path.startswith("grants/")]
    code = [re.sub(r"--.*", "", statement.text) for statement in statements]
    assert [
        text for text in code if re.search(r"\b(any|all|create(?! session)|alter|drop|index|admin|option)\b", text)
    ] == []
    assert all(text.split()[-2:] == ["to", "lapse_app"] for text in code)


def test_locked_rows_need_select_for_read_is_not_enough(catalog: Catalog) -> None:
    names = words(catalog.environment)
    locking = {
        names[name_of(table)]
        for statement in catalog.all()
        if "for update" in statement.text and statement.path.startswith(("jobs/", "ledger/"))
        for table in [sqlglot.parse_one(statement.text, read="oracle").find(exp.Table)]
        if isinstance(table, exp.Table)
    }
    assert locking >= {"permission", "lock"}
    assert all("SELECT" in granted(catalog)[word] for word in locking)


def test_script_is_for_sqlplus(catalog: Catalog) -> None:
    printed = script(catalog)
    assert "set define off\nwhenever sqlerror exit failure rollback\n" in printed
    statements = re.findall(r"^(grant [^;]+);$", printed, re.MULTILINE)
    assert statements[0] == "grant create session\n   to lapse_app"
    assert statements[1] == "grant select\n   on app.access_log\n   to lapse_app"
    assert len(statements) == 1 + 2 + len(OWN_TABLES)
    assert not re.search(r"-$", printed, re.MULTILINE), "SQL*Plus would go on with the next line"


def test_account_behind_a_proxy_gets_the_rights(read_toml: ReadToml) -> None:
    settings = read_toml('[database]\nurl = "oracle+oracledb://batch[nightly]@PROD"\n')
    assert "to nightly;" in script(Catalog(settings))
    assert "batch" not in script(Catalog(settings))


def test_wallet_that_names_the_account_leaves_a_placeholder(read_toml: ReadToml) -> None:
    printed = script(Catalog(read_toml('[database]\nurl = "oracle+oracledb://PROD"\n')))
    assert "to lapse_app;" in printed
    assert "-- The URL of [database] names no account: put that of the wallet in place of lapse_app." in printed


def test_nobody_grants_to_himself(read_toml: ReadToml) -> None:
    printed = script(Catalog(read_toml('[tables]\nschema = "LAPSE_APP"\npermission = "app.permission"\n')))
    assert "-- grant run: not needed, lapse_app owns the table" in printed
    assert "on lapse_app." not in printed.lower()
    assert "on app.permission" in printed


def test_current_schema_is_where_names_without_a_schema_are_found(read_toml: ReadToml) -> None:
    url = "oracle+oracledb://lapse_app@PROD"
    printed = script(Catalog(read_toml(f'[database]\nurl = "{url}"\ncurrent_schema = "app"\n')))
    assert "\nalter session set current_schema = app;\n" in printed
