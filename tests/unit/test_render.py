"""From a template and an environment to the text that runs."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from runner import environment
from runner.errors import SettingsError
from runner.render import OWN_TABLES, SQL, Catalog
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
    "stage_items": "jobs/sync/20_stage_items.sql",
    "merge_last_access": "jobs/sync/40_merge_last_access.sql",
    "lock_candidates": "jobs/revoke/30_lock_candidates.sql",
    "archive_candidates": "jobs/revoke/40_archive_candidates.sql",
    "delete_candidates": "jobs/revoke/50_delete_candidates.sql",
}


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
    return set(re.findall(r"\b(?:from|join|into|update|on|table) ([\w.$#]+)", code))


@pytest.mark.parametrize("name", ["demo", "dev", "prod", *CUSTOMERS])
@pytest.mark.parametrize("path", PATHS)
def test_every_file_reads_as_if_written_by_hand(catalogs: Catalogs, name: str, path: str) -> None:
    text = catalogs(name).statement(path).text
    assert not re.search(r"\{\{|\{%|\{#|%\}|\}\}", text)
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert not re.search(r"[\t\r]|\n\n", text)
    assert text.endswith("\n")
    assert text.isascii()


@pytest.mark.parametrize("path", PATHS)
def test_every_file_is_lower_case_outside_strings_and_comments(path: str, dev: Catalog) -> None:
    code = re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", "", dev.statement(path).text, flags=re.DOTALL)
    assert code.strip() == code.strip().lower() != ""


def test_all_are_the_files_there_are(dev: Catalog) -> None:
    assert [statement.path for statement in dev.all()] == PATHS
    assert {"jobs/revoke/50_delete_candidates.sql", "ledger/hold_lock.sql", "load/permission.sql"} <= set(PATHS)


def test_a_statement_names_its_step_and_file(dev: Catalog) -> None:
    statement = dev.statement("jobs/revoke/50_delete_candidates.sql")
    assert statement.where == "delete candidates (sql/jobs/revoke/50_delete_candidates.sql)"


@pytest.mark.parametrize("path", PATHS)
def test_names_of_the_environment_stand_and_defaults_are_gone(catalogs: Catalogs, path: str) -> None:
    defaults = {f"lapse_{word}": f"besitzer.verfall_{word}" for word in OWN_TABLES}
    defaults |= {"access_log": "his.zugriff", "permission": "his.recht"}
    before = _tables(catalogs("dev").statement(path).text)
    after = _tables(catalogs("renamed").statement(path).text)
    assert after == {defaults.get(name, name) for name in before}
    assert not after & defaults.keys()


@pytest.mark.parametrize(
    ("path", "there", "gone"),
    [
        ("load/access_log.sql", "(prog, usr, zeit)", "(program_id"),
        ("load/permission.sql", "(rprog, rusr, erteilt)", "(program_id"),
        ("plan/10_list_permissions.sql", "select p.rprog as program_id,", "p.program_id"),
        ("jobs/sync/20_stage_items.sql", "l.zeit as accessed_at\n", "l.accessed_at"),
        ("jobs/revoke/50_delete_candidates.sql", "v.program_id = p.rprog\n", "p.program_id"),
        ("jobs/revoke/40_archive_candidates.sql", "       p.erteilt,\n", "p.granted_at"),
    ],
)
def test_renamed_columns_stand_where_the_defaults_stood(catalogs: Catalogs, path: str, there: str, gone: str) -> None:
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
    archive = catalog.statement("jobs/revoke/40_archive_candidates.sql").text
    assert "json_object('grantor' value p.grantor, 'valid_to' value p.valid_to, 'odd$#' value p.odd$# null" in archive
    assert "null as extra_columns" not in archive


def test_without_extra_columns_none_is_archived(dev: Catalog) -> None:
    archive = dev.statement("jobs/revoke/40_archive_candidates.sql").text
    assert "       null as extra_columns\n  from" in archive
    assert "json_object" not in archive


@pytest.mark.parametrize(("name", "path"), HINTED.items())
def test_a_hint_stands_right_behind_its_verb(read_toml: ReadToml, name: str, path: str) -> None:
    bare = Catalog(read_toml("")).statement(path).text
    hinted = Catalog(read_toml(f'[hints]\n{name} = "full(x)"\n')).statement(path).text
    assert re.findall(r"(\w+) /\*\+ full\(x\) \*/[ \n]", hinted) in (["select"], ["insert"], ["delete"], ["merge"])
    assert "/*+" not in bare
    assert hinted.replace(" /*+ full(x) */", "") == bare
    assert Catalog(read_toml(f'[hints]\n{name} = ""\n')).statement(path).text == bare


@pytest.mark.parametrize(("name", "nearest"), [("merge_last_acces", "merge_last_access"), ("delete", "delete_candi")])
def test_an_unknown_hint_names_the_nearest_one(read_toml: ReadToml, name: str, nearest: str) -> None:
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
