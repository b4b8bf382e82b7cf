"""From a template and an environment to the text that runs."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from runner.engine.ledger import EVENING
from runner.environment import file as environment
from runner.errors import SettingsError, SqlFileError
from runner.statements.catalog import Catalog
from runner.statements.templates import OWN_TABLES, SQL
from tests.unit.conftest import DATABASE, ReadToml

PATHS = sorted(str(path.relative_to(SQL)) for path in SQL.rglob("*.sql") if "macros" not in path.relative_to(SQL).parts)
RENAMED = """
[tables]
access_log = "his.zugriff"
permission = "his.recht"
schema = "besitzer"
prefix = "verfall_"
[columns.access_log]
program_id = "prog"
user_id = "usr"
accessed_at = "zeit"
[columns.permission]
program_id = "rprog"
user_id = "rusr"
granted_at = "erteilt"
"""
EXTRA = '[columns.permission.extra]\ngrantor = "varchar2(30 char)"\nVALID_TO = "date"\n"odd$#" = "number(5, 2)"\n'
HINTED = {
    "stage_items": "jobs/sync/30_stage_items.sql",
    "merge_last_access": "jobs/sync/40_merge_last_access.sql",
    "protect_restored": "jobs/judge/40_protect_restored.sql",
    "archive_permissions": "jobs/revoke/50_archive_permissions.sql",
    "delete_permissions": "jobs/revoke/60_delete_permissions.sql",
}
TWO_LOGS = """
[[access_logs]]
table = "web_log"
[[access_logs]]
table = "badge_log"
hints = {stage_items = "full(l)"}
"""

CUSTOMERS = {
    "extra": EXTRA,
    "renamed": RENAMED,
    "both": RENAMED + EXTRA,
    "hinted": "[hints]\n" + "".join(f'{name} = "full(x)"\n' for name in HINTED),
}

Catalogs = Callable[[str], Catalog]


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> Catalogs:
    """Give the catalog of a committed environment, or of a customer with names, columns and hints of their own."""

    @cache
    def catalog(name: str) -> Catalog:
        if name not in CUSTOMERS:
            return Catalog(environment.read(name))
        path = tmp_path_factory.mktemp(name) / "customer.toml"
        path.write_text(DATABASE + CUSTOMERS[name])
        return Catalog(environment.read(str(path)))

    return catalog


@pytest.fixture(scope="module")
def dev(catalogs: Catalogs) -> Catalog:
    return catalogs("dev")


def _tables(text: str) -> set[str]:
    """Return the tables that a statement names, as it names them."""
    code = re.sub(r"'[^']*'|--[^\n]*", " ", text)
    return set(re.findall(r"\b(?:from|join|into|update|on|table) (?!\w\.)([\w.$#]+)", code))


@pytest.mark.parametrize("name", ["demo", "prod", *CUSTOMERS])
def test_every_file_reads_as_if_written_by_hand(catalogs: Catalogs, name: str) -> None:
    for statement in catalogs(name).all():
        text, path = statement.text, statement.path
        assert not re.search(r"\{\{|\{%|\{#|%\}|\}\}", text), path
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path
        assert not re.search(r"[\t\r]|\n\n", text), path
        assert text.endswith("\n"), path
        assert text.isascii(), path
        code = re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", "", text, flags=re.DOTALL)
        assert code.strip() == code.strip().lower() != "", path


def test_all_are_the_files_there_are(dev: Catalog) -> None:
    tables_of_items = 2
    expected = [path for path in PATHS for _ in range(tables_of_items if path.startswith("chunk/") else 1)]
    assert [statement.path for statement in dev.all()] == expected
    assert {"jobs/revoke/60_delete_permissions.sql", "ledger/hold_lock.sql", "load/permission.sql"} <= set(PATHS)


def test_file_of_one_log_is_rendered_for_each_of_several(read_toml: ReadToml) -> None:
    catalog = Catalog(read_toml(TWO_LOGS))
    web, badge = catalog.each("load/access_log.sql")
    assert (web.table, badge.table) == (None, "badge_log")
    assert web == catalog.statement("load/access_log.sql") == catalog.statement("load/access_log.sql", "web_log")
    assert badge == catalog.statement("load/access_log.sql", "badge_log")
    assert badge.text == web.text.replace("web_log", "badge_log") != web.text
    assert [each.rendered_path for each in (web, badge)] == ["load/access_log.sql", "load/access_log.badge_log.sql"]
    assert [each.path for each in catalog.all()].count("load/access_log.sql") == 2
    assert [each.path for each in catalog.each("jobs/sync/30_stage_items.sql")] == ["jobs/sync/30_stage_items.sql"]


def test_files_about_the_items_of_a_chunk_name_its_table(dev: Catalog) -> None:
    merge, restore, guard = (
        dev.statement(f"jobs/{path}.sql")
        for path in ("sync/40_merge_last_access", "restore/30_restore_permissions", "judge/80_guard_limits")
    )
    count = dev.of_items("chunk/count_items.sql", merge)
    assert count.text.endswith("  from lapse_sync_item i\n")
    assert list(dev.each("chunk/count_items.sql")) == [dev.of_items("chunk/count_items.sql", restore), count]
    assert count.rendered_path == "chunk/count_items.lapse_sync_item.sql"
    with pytest.raises(SqlFileError, match=r"^guard limits \(sql/jobs/judge/80_guard_limits\.sql\): only a chunk has"):
        dev.of_items("chunk/count_items.sql", guard)


def test_no_step_of_a_job_is_longer_than_a_page() -> None:
    """The demo's company, which no DBA reviews, is made by arithmetic that has no shorter form."""
    catalog = Catalog(environment.read("prod"))
    steps = [step for job in catalog.job_names if job != "demo" for step in catalog.job(job)]
    lines = {step.path: step.text.count("\n") for step in steps}
    assert {path: count for path, count in lines.items() if count > 45} == {}
    assert len(steps) > 40


def test_an_evening_of_one_log_is_under_a_thousand_lines() -> None:
    catalog = Catalog(environment.read("prod"))
    lines = {job: sum(step.text.count("\n") for step in catalog.job(job)) for job in EVENING}
    assert all(lines.values())
    assert sum(lines.values()) < 1000


def test_a_further_log_adds_eight_lines_to_a_step_at_most(read_toml: ReadToml) -> None:
    one, two = Catalog(read_toml("")), Catalog(read_toml(TWO_LOGS))
    for job in ("sync", "judge", "revoke"):
        for short, long in zip(one.job(job), two.job(job), strict=True):
            assert long.text.count("\n") - short.text.count("\n") <= 8, short.path


def test_a_statement_names_its_step_and_file(dev: Catalog) -> None:
    statement = dev.statement("jobs/revoke/60_delete_permissions.sql")
    assert statement.where == "delete permissions (sql/jobs/revoke/60_delete_permissions.sql)"


def test_names_of_the_environment_stand_and_defaults_are_gone(catalogs: Catalogs) -> None:
    defaults = {f"lapse_{word}": f"besitzer.verfall_{word}" for word in OWN_TABLES}
    defaults |= {"access_log": "his.zugriff", "permission": "his.recht"}
    for plain, renamed in zip(catalogs("dev").all(), catalogs("renamed").all(), strict=True):
        before, after = _tables(plain.text), _tables(renamed.text)
        assert after == {defaults.get(name, name) for name in before}, plain.path
        assert not after & defaults.keys(), plain.path


def test_renamed_columns_stand_where_the_defaults_stood(catalogs: Catalogs) -> None:
    for path, there, gone in (
        ("load/access_log.sql", "(prog, usr, zeit)", "(program_id"),
        ("load/permission.sql", "(rprog, rusr, erteilt)", "(program_id"),
        ("jobs/judge/20_list_candidates.sql", "p.rprog", "p.program_id"),
        ("jobs/sync/30_stage_items.sql", "l.zeit as accessed_at", "l.accessed_at"),
        ("jobs/revoke/20_lock_candidates.sql", " index(p (rprog rusr)) */", "program_id user_id"),
        ("jobs/revoke/60_delete_permissions.sql", "p.rprog", "p.program_id"),
        ("jobs/revoke/50_archive_permissions.sql", "p.erteilt", "p.granted_at"),
    ):
        text = catalogs("renamed").statement(path).text
        assert there in text
        assert gone not in text


def test_extra_columns_are_made_loaded_and_archived(catalogs: Catalogs) -> None:
    catalog = catalogs("extra")
    load = catalog.statement("load/permission.sql")
    assert load.header.binds == ("program_id", "user_id", "granted_at", "extra_1", "extra_2", "extra_3")
    assert "(program_id, user_id, granted_at, grantor, valid_to, odd$#)\n" in load.text
    assert (
        "  valid_to date,\n  odd$# number(5, 2),\n  constraint" in catalog.statement("customer/30_permission.sql").text
    )
    archive = catalog.statement("jobs/revoke/50_archive_permissions.sql").text
    assert "json_object('grantor' value p.grantor, 'valid_to' value p.valid_to, 'odd$#' value p.odd$# null" in archive
    assert "null as extra_columns" not in archive


def test_without_extra_columns_none_is_archived(dev: Catalog) -> None:
    archive = dev.statement("jobs/revoke/50_archive_permissions.sql").text
    assert "       null as extra_columns\n  from" in archive
    assert "json_object" not in archive


def test_a_hint_stands_right_behind_its_verb(read_toml: ReadToml) -> None:
    for name, path in HINTED.items():
        bare = Catalog(read_toml(f'[hints]\n{name} = ""\n')).statement(path).text
        hinted = Catalog(read_toml(f'[hints]\n{name} = "full(x)"\n')).statement(path).text
        assert re.findall(r"(\w+) /\*\+ full\(x\) \*/[ \n]", hinted) in (["select"], ["update"], ["delete"], ["merge"])
        assert hinted.replace(" /*+ full(x) */", "") == bare


def test_a_file_has_hints_of_its_own_that_the_environment_replaces_or_removes(read_toml: ReadToml) -> None:
    path = HINTED["merge_last_access"]
    own = Catalog(read_toml("")).statement(path).text
    assert "\nmerge /*+ leading(s) use_nl(a) index(a lapse_last_access_pk) */ into" in own
    other, none = (
        Catalog(read_toml(f"[hints]\nmerge_last_access = '{hint}'\n")).statement(path).text for hint in ("full(a)", "")
    )
    assert "\nmerge /*+ full(a) */ into" in other
    assert "\nmerge into" in none


def test_hints_of_a_log_go_before_those_of_all(read_toml: ReadToml) -> None:
    text = Catalog(read_toml("[hints]\nstage_items = 'cache(l)'\n" + TWO_LOGS)).statement(HINTED["stage_items"]).text
    web, badge, _ = re.split(r"\n +from (?:web|badge)_log l\n", text)
    assert "select /*+ cache(l) */" in web
    assert "select /*+ full(l) */" in badge


def test_an_unknown_hint_names_the_nearest_one(read_toml: ReadToml) -> None:
    for name, nearest in (("merge_last_acces", "merge_last_access"), ("delete_perm", "delete_permissions")):
        with pytest.raises(
            SettingsError, match=rf"^hints\.{name}: no SQL file asks for this hint; did you mean '{nearest}"
        ):
            Catalog(read_toml(f'[hints]\n{name} = ""\n'))


def test_the_digest_tells_one_hint_and_one_job_apart(read_toml: ReadToml) -> None:
    plain, hinted = (Catalog(read_toml(f'[hints]\nstage_items = "{hint}"\n')) for hint in ("", "full(l)"))
    assert re.fullmatch(r"[0-9a-f]{64}", plain.digest(["sync", "revoke"]))
    assert plain.digest(["sync"]) != hinted.digest(["sync"])
    assert plain.digest(["revoke"]) == hinted.digest(["revoke"])
    assert len({plain.digest(jobs) for jobs in (["sync"], ["revoke"], ["sync", "revoke"], ["revoke", "sync"])}) == 4
