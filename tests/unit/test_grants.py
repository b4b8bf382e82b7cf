"""Each account gets what the SQL files of its jobs and commands do to each table, and nothing more."""

import re
from collections import defaultdict
from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from runner.dba.grants import script
from runner.environment import file as environment
from runner.environment.file import Environment
from runner.statements.catalog import Catalog, Statement
from runner.statements.templates import OWN_TABLES
from tests.unit.conftest import ReadToml

Rights = dict[str, set[str]]

OWNER, RUNTIME, OPERATOR = ACCOUNTS = ("owner", "runtime", "operator")
ALL = frozenset(ACCOUNTS)
NOBODY: frozenset[str] = frozenset()  # the customer's, or a DBA's
GRANTS = tuple(f"grants/{account}/" for account in ACCOUNTS)

# Which accounts run the files of a folder.
WHOSE = {
    "jobs/sync/": {RUNTIME},
    "jobs/judge/": {RUNTIME},
    "jobs/revoke/": {RUNTIME},
    "jobs/restore/": {OPERATOR},
    "jobs/purge/": {OWNER},
    "jobs/demo/": NOBODY,
    "ledger/": ALL,
    "status/": {RUNTIME, OPERATOR},
    "notes/": {RUNTIME, OPERATOR},
    "report/": {RUNTIME, OPERATOR},
    "reports/": {RUNTIME, OPERATOR},
    "locks/": ALL,
    "doctor/tables/": ALL,
    "doctor/oracle": NOBODY,
    "customer/": NOBODY,
    "load/": NOBODY,
    "explain/": NOBODY,
    "grants/": NOBODY,
    "optional/": NOBODY,
}
# What people decide: everybody may read it, the owner alone changes it.
DECIDED = ("policy/", "exemption/", "log_day/", "pause/", "rejected/")
# Each run looks at the columns of the customer's tables, which Oracle shows to whoever may read them.
LOOKED_AT = {("access_log", "READ"), ("permission", "READ")}


def whose(catalog: Catalog, statement: Statement) -> frozenset[str]:
    """Return the accounts that run a file; those about the items of a chunk go with the jobs that have such items."""
    if statement.path.startswith("chunk/"):
        steps = [step for name in catalog.job_names for step in catalog.job(name) if step.header.items]
        named = [step for step in steps if step.header.items and step.header.items.table == statement.table]
        return frozenset().union(*(whose(catalog, step) for step in named))
    if statement.path.startswith(DECIDED):
        tree = parsed(statement)
        return ALL if isinstance(tree, exp.Select) and not tree.args.get("locks") else frozenset({OWNER})
    folders = [folder for folder in WHOSE if statement.path.startswith(folder)]
    assert folders, f"say in WHOSE which accounts run sql/{statement.path}"
    return frozenset(WHOSE[folders[0]])


def parsed(statement: Statement) -> exp.Expr:
    return _tree(statement.text)


@cache
def _tree(text: str) -> exp.Expr:
    """Parse a text, once for all tests: none of them changes a tree."""
    return sqlglot.parse_one(text, read="oracle")


def run_by(catalog: Catalog, account: str) -> list[Statement]:
    return [statement for statement in catalog.all() if account in whose(catalog, statement)]


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(environment.read("prod"))


def words(settings: Environment) -> dict[str, str]:
    """Return the word of OWN_TABLES for each table that the environment names."""
    own = f"{settings.tables.own_schema}.{settings.tables.prefix}"
    named = {settings.tables.access_log: "access_log", settings.tables.permission: "permission"}
    return named | {f"{own}{word}": word for word in OWN_TABLES}


def used_rights(text: str) -> Rights:
    """Return what one statement does to each table it names.

    READ is enough to read a table. SELECT is needed to lock its rows, and, where SQL92_SECURITY is true as it is by
    default, to read what an UPDATE or DELETE changes; of the target of a MERGE the manual says nothing, so SELECT.
    """
    tree = sqlglot.parse_one(text, read="oracle")
    rights: Rights = defaultdict(set)
    target = tree.this if isinstance(tree, exp.Insert | exp.Update | exp.Delete | exp.Merge) else None
    target = target.this if isinstance(target, exp.Schema) else target
    for table in tree.find_all(exp.Table):
        if table is not target:
            select = table.parent_select
            is_locked = select is not None and bool(select.args.get("locks")) and table is select.args["from_"].this
            rights[name_of(table)].add("SELECT" if is_locked else "READ")
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


def used_by(catalog: Catalog, account: str) -> set[tuple[str, str]]:
    """Return what the files that an account runs do to each table, by its word in OWN_TABLES."""
    names = words(catalog.environment)
    used = set(LOOKED_AT)
    for statement in run_by(catalog, account):
        rights = used_rights(statement.text)
        used |= pairs({names[name]: verbs for name, verbs in rights.items() if name in names})
    return {(word, verb) for word, verb in used if verb != "READ" or (word, "SELECT") not in used}


def granted_by_column(catalog: Catalog, account: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the rights that the files of sql/grants give to each table; no columns stand for all."""
    names = words(catalog.environment)
    rights: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for statement in catalog.all():
        tree = parsed(statement) if "\n   on " in statement.text else None
        if statement.path.startswith(f"grants/{account}/") and isinstance(tree, exp.Grant):
            for privilege in tree.args["privileges"]:
                columns = tuple(column.name for column in privilege.expressions)
                rights[names[name_of(tree.args["securable"])]].append((privilege.this.name.upper(), columns))
    return rights


def granted(catalog: Catalog, account: str) -> Rights:
    """Return the rights on tables that the files of sql/grants give, by its word in OWN_TABLES."""
    rights = granted_by_column(catalog, account)
    return defaultdict(set, {word: {verb for verb, _ in privileges} for word, privileges in rights.items()})


def pairs(rights: Rights) -> set[tuple[str, str]]:
    return {(word, verb) for word, verbs in rights.items() for verb in verbs}


def test_the_reading_of_rights_is_right() -> None:
    assert used_rights("select a.x from t a where exists (select 1 from u b) for update") == {
        "t": {"SELECT"},
        "u": {"READ"},
    }
    assert used_rights("insert into s.t (x) select b.x from u b") == {"s.t": {"INSERT"}, "u": {"READ"}}
    assert used_rights("delete from t a") == {"t": {"DELETE"}}
    assert used_rights("update t a set a.x = 1 where a.y = 2") == {"t": {"UPDATE", "SELECT"}}
    assert used_rights(
        "merge into t a using (select b.x from u b) s on (a.x = s.x) "
        "when matched then update set a.y = 1 when not matched then insert (a.x) values (s.x)"
    ) == {"t": {"SELECT", "INSERT", "UPDATE"}, "u": {"READ"}}


def test_grants_are_what_the_sql_of_the_account_does_to_each_table(catalog: Catalog) -> None:
    for account in (RUNTIME, OPERATOR):
        used, given = used_by(catalog, account), pairs(granted(catalog, account))
        assert used - given == set(), "missing in sql/grants"
        assert given - used == set(), "needless in sql/grants"


def test_owner_may_read_the_tables_of_the_customer_that_its_commands_read_and_owns_the_others(catalog: Catalog) -> None:
    used = {(word, verb) for word, verb in used_by(catalog, OWNER) if word not in OWN_TABLES}
    assert pairs(granted(catalog, OWNER)) == used == {("access_log", "READ"), ("permission", "READ")}


def test_taking_putting_back_and_deciding_are_for_three_accounts(catalog: Catalog) -> None:
    runtime, operator = granted(catalog, RUNTIME), granted(catalog, OPERATOR)
    assert runtime["permission"] == {"SELECT", "DELETE"}
    assert operator["permission"] == {"READ", "INSERT"}
    assert runtime["revocation"] == {"READ", "INSERT"}
    assert operator["revocation"] == {"SELECT", "UPDATE"}
    for decided in ("policy", "exemption", "accepted_day", "dismissal", "pause"):
        assert runtime[decided] == operator[decided] == {"READ"}
    assert runtime["access_log"] == operator["access_log"] == {"READ"}
    deletable = {word for word, verbs in operator.items() if "DELETE" in verbs}
    assert deletable == {"restore_item"}


def test_the_record_may_be_changed_only_where_the_sql_changes_it(catalog: Catalog) -> None:
    for account, word in ((RUNTIME, "run"), (OPERATOR, "run"), (OPERATOR, "revocation")):
        set_columns = {
            assignment.this.name
            for statement in run_by(catalog, account)
            for update in [parsed(statement)]
            if isinstance(update, exp.Update) and name_of(update.this).endswith(f".lapse_{word}")
            for assignment in update.expressions
        }
        [columns] = [columns for verb, columns in granted_by_column(catalog, account)[word] if verb == "UPDATE"]
        assert set(columns) == set_columns


def test_the_doctor_asks_for_the_same_rights_and_columns(catalog: Catalog) -> None:
    for account in ACCOUNTS:
        names = words(catalog.environment)
        asked = [(names[table], verb, column.lower()) for table, verb, column in asked_of(catalog, account)]
        assert sorted(asked) == sorted(
            (word, verb, column)
            for word, privileges in granted_by_column(catalog, account).items()
            for verb, columns in privileges
            for column in columns or ("*",)
        )


def asked_of(catalog: Catalog, account: str) -> list[tuple[str, str, str]]:
    """Return the rights that the doctor asks for: table, verb, column or *."""
    text = catalog.statement("doctor/oracle_19c/80_rights_needed.sql").text
    row = (
        r"select '{}' as account_kind, '([^']+)' as name_used, '(\w+)' as privilege,"
        r" '(\w+|\*)' as column_name"
    )
    return re.findall(row.format(account), text)


def test_no_right_to_change_the_schema_and_no_right_on_any_table(catalog: Catalog) -> None:
    for account in ACCOUNTS:
        statements = [statement for statement in catalog.all() if statement.path.startswith(f"grants/{account}/")]
        code = [re.sub(r"--.*", "", statement.text) for statement in statements]
        beyond = re.compile(r"\b(any|all|create(?! session)|alter|drop|index|admin|option)\b")
        makes_tables = [f"grant create {kind} to lapse_owner" for kind in ("table", "sequence") if account == OWNER]
        assert [" ".join(text.split()) for text in code if beyond.search(text)] == makes_tables
        name = {OWNER: "lapse_owner", RUNTIME: "lapse_app", OPERATOR: "lapse_operator"}[account]
        assert all(text.split()[-2:] == ["to", name] for text in code)


def test_locked_rows_need_select_for_read_is_not_enough(catalog: Catalog) -> None:
    for account, locked in ((RUNTIME, {"permission", "lock"}), (OPERATOR, {"lock"})):
        names = words(catalog.environment)
        locking = {
            names[name_of(table)]
            for statement in run_by(catalog, account)
            if "for update" in statement.text
            for table in [parsed(statement).find(exp.Table)]
            if isinstance(table, exp.Table)
        }
        assert locking == locked
        assert all("SELECT" in granted(catalog, account)[word] for word in locking)


def sections(printed: str) -> dict[str, str]:
    """Return the text of each section of the script, by the account that its heading names."""
    parts = re.split(r"^-- ==== \d\. (\w+): \w+ ====$", printed, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_script_is_for_sqlplus_with_a_section_an_account(catalog: Catalog) -> None:
    printed = script(catalog)
    assert "set define off\nwhenever sqlerror exit failure rollback\n" in printed
    assert not re.search(r"-$", printed, re.MULTILINE), "SQL*Plus would go on with the next line"
    found = {
        account: re.findall(r"^(grant [^;]+);$", text, re.MULTILINE) for account, text in sections(printed).items()
    }
    assert list(found) == list(ACCOUNTS)
    for account, name in ((OWNER, "lapse_owner"), (RUNTIME, "lapse_app"), (OPERATOR, "lapse_operator")):
        assert found[account][0] == f"grant create session\n   to {name}"
        assert all(text.endswith(f"\n   to {name}") for text in found[account])
        assert f"grant read\n   on app.access_log\n   to {name}" in found[account]
    staged = {"sync_item", "restore_item"}  # each the business of one account
    assert len(found[RUNTIME]) == len(found[OPERATOR]) == 1 + 2 + len(OWN_TABLES) - len(staged) + 1
    assert "grant create table\n   to lapse_owner" in found[OWNER]


def test_every_grant_has_its_undo_which_takes_back_the_same_rights_one_a_statement(catalog: Catalog) -> None:
    """Oracle revokes UPDATE from the whole table only, so the columns of a grant are not named again."""
    grants = [statement for statement in catalog.all() if statement.path.startswith(GRANTS)]
    for statement in grants:
        given = " ".join(re.sub(r"--.*|\(.*?\)", "", statement.text).split())
        found = re.fullmatch(r"grant (.+?)( on \S+)? to (\S+)", given)
        assert found, given
        privileges = [privilege.strip() for privilege in found[1].split(",")]
        expected = [f"revoke {privilege}{found[2] or ''} from {found[3]}" for privilege in privileges]
        assert statement.header.undo.split("; ") == expected
    revokes = re.findall(r"^(revoke [^;]+);$", script(catalog, undo=True), re.MULTILINE)
    assert revokes == [each for grant in reversed(_in_order(grants)) for each in grant.header.undo.split("; ")]
    assert not any("," in revoke for revoke in revokes)


def _in_order(grants: list[Statement]) -> list[Statement]:
    return sorted(grants, key=lambda each: ACCOUNTS.index(each.path.split("/")[1]))


def test_undo_ends_with_a_list_of_what_the_accounts_have_left_and_a_grant_script_has_none(catalog: Catalog) -> None:
    last = script(catalog, undo=True).rstrip().rpartition("\n-- ==== what is left ====\n")[2]
    assert last.endswith(catalog.statement("grants/rights_left.sql").text.rstrip() + ";")
    assert re.findall(r"^  from (\w+)", last, re.MULTILINE) == ["dba_tab_privs", "dba_col_privs", "dba_sys_privs"]
    assert last.count("('LAPSE_OWNER', 'LAPSE_APP', 'LAPSE_OPERATOR')") == 3
    assert "revoke" not in last.partition("select ")[2]
    assert "dba_tab_privs" not in script(catalog)


def test_undo_goes_on_where_a_right_is_gone_and_leaves_an_owner_his_tables(read_toml: ReadToml) -> None:
    printed = script(Catalog(read_toml('[tables]\nschema = "LAPSE_APP"\npermission = "app.permission"\n')), undo=True)
    assert "set define off\nwhenever sqlerror continue\n" in printed
    found = sections(printed)
    assert list(found) == [OPERATOR, RUNTIME, OWNER]
    assert "on lapse_app." not in found[RUNTIME].lower()
    assert (
        "\nrevoke select on app.permission from lapse_app;\nrevoke delete on app.permission from lapse_app;\n"
        in found[RUNTIME]
    )
    assert "\ngrant " not in printed


def test_account_behind_a_proxy_gets_the_rights(read_toml: ReadToml) -> None:
    settings = read_toml('[database]\nurl = "oracle+oracledb://batch[nightly]@PROD"\n')
    assert "to nightly;" in script(Catalog(settings))
    assert "batch" not in script(Catalog(settings))


def test_account_without_a_name_leaves_a_placeholder_and_says_so(read_toml: ReadToml) -> None:
    found = sections(script(Catalog(read_toml('[database]\nurl = "oracle+oracledb://PROD"\n'))))
    assert "to lapse_app;" in found[RUNTIME]
    assert "-- The URL of [database] names no account: put that of the wallet in place of lapse_app." in found[RUNTIME]
    assert "to lapse_operator;" in found[OPERATOR]
    assert "names no operator_account: put the account that restores in place of lapse_operator." in found[OPERATOR]
    assert "to lapse_owner;" in found[OWNER]
    assert "names no schema: put the owner of lapse's tables in place of lapse_owner." in found[OWNER]


def test_nobody_grants_to_himself(read_toml: ReadToml) -> None:
    printed = script(Catalog(read_toml('[tables]\nschema = "LAPSE_APP"\npermission = "app.permission"\n')))
    found = sections(printed)
    assert "-- grant run: not needed, lapse_app owns the table" in found[RUNTIME]
    assert "on lapse_app." not in found[RUNTIME].lower()
    assert "on app.permission" in found[RUNTIME]
    assert "-- lapse_app is the owner account too" in found[RUNTIME]
    assert "grant read, insert\n   on lapse_app.lapse_run_step\n   to lapse_operator;" in found[OPERATOR]


def test_one_account_for_cron_and_restores_is_said_to_have_both_sections(read_toml: ReadToml) -> None:
    url = "oracle+oracledb://lapse_app@PROD"
    one = f'[database]\nurl = "{url}"\noperator_account = "LAPSE_APP"\n[tables]\nschema = "lapse_owner"\n'
    found = sections(script(Catalog(read_toml(one))))
    assert "-- lapse_app is the runtime account too: it has the rights of these sections together." in found[OPERATOR]
    assert "-- lapse_app is the operator account too: it has the rights of these sections together." in found[RUNTIME]
    assert "too" not in found[OWNER].replace("It also needs", "").split("grant")[0]
    assert "grant select, delete\n   on permission\n   to lapse_app;" in found[RUNTIME]
    assert "grant read, insert\n   on permission\n   to lapse_app;" in found[OPERATOR]


def test_current_schema_is_where_names_without_a_schema_are_found(read_toml: ReadToml) -> None:
    url = "oracle+oracledb://lapse_app@PROD"
    printed = script(Catalog(read_toml(f'[database]\nurl = "{url}"\ncurrent_schema = "app"\n')))
    assert "\nalter session set current_schema = app;\n" in printed
    found = sections(printed)
    assert "-- grant permission: not needed, app owns the table" in found[OWNER]
    assert "   on permission\n   to lapse_app;" in found[RUNTIME]
