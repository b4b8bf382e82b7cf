"""`lapse lint`: what an environment can break is found, each in its file and line, and nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.dba import lint
from runner.dba.tree import dictionary
from runner.engine.ledger import EVENING
from runner.environment.file import HOME
from runner.environment.file import read as read_environment
from runner.errors import SettingsError
from runner.statements import templates
from runner.statements.catalog import Catalog
from tests.command import called
from tests.unit.conftest import ReadToml

INDEXED = '[indexes.access_log]\naccess_log_ix = ["accessed_at", "program_id"]\n'
WriteSql = Callable[[str, str], None]


@pytest.fixture
def write_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteSql:
    """Write files of the job tidy, in a folder that stands in place of sql/."""
    folder = tmp_path / "sql"
    (folder / "jobs" / "tidy").mkdir(parents=True)
    (folder / "macros").mkdir()
    monkeypatch.setattr(templates, "SQL", folder)

    def write(name: str, text: str) -> None:
        (folder / "jobs/tidy" / name).write_text(text)

    return write


def _file(transaction: str = "statement", statement: str = "delete\n  from lapse_run r\n", name: str = "x") -> str:
    return (
        f"-- name:        {name}\n-- purpose:     x\n-- transaction: {transaction}\n-- binds:       none\n"
        f"-- index:       none\n-- undo:        none\n{statement}"
    )


def test_shipped_environments_have_no_finding() -> None:
    assert {name: found for name in ("prod", "dev", "demo") if (found := lint.lint(read_environment(name)))} == {}


def test_clean_environment_ends_with_0() -> None:
    files = len(Catalog(read_environment("demo")).templates.paths())
    ended = called("--env", "demo", "lint")
    assert (ended.code, ended.out) == (0, f"0 findings in {files} files\n")
    assert json.loads(called("--env", "demo", "lint", "--json").out) == []


def test_wrong_hints_of_the_environment_are_found_on_their_line(tmp_path: Path, read_toml: ReadToml) -> None:
    read_toml(
        "[hints]\nmerge_last_access = "
        '"index(a lapse_last_acess_pk) use_n1(a) full(lapse_last_access) full(z) leading(a z"\n'
    )
    file = str(tmp_path / "customer.toml")
    ended = called("--env", file, "lint")
    assert ended.code == 1
    assert "the parentheses or quotes of" in ended.out.splitlines()[0]
    balanced = (tmp_path / "customer.toml").read_text().replace(" leading(a z", "")
    (tmp_path / "customer.toml").write_text(balanced)
    findings = json.loads(called("--env", file, "lint", "--json").out)
    assert {(each["file"], each["line"], each["rule"]) for each in findings} == {
        ("sql/jobs/sync/40_merge_last_access.sql", 8, "hint")
    }
    text = Catalog(read_environment(file)).statement("jobs/sync/40_merge_last_access.sql").text
    assert "use_n1(a)" in text.splitlines()[7]
    assert {each["message"] for each in findings} == {
        "hint index(a lapse_last_acess_pk): no such index; did you mean lapse_last_access_pk?",
        "hint use_n1(a): no such hint, Oracle would take it for a comment; did you mean use_nl?",
        "hint full(lapse_last_access): lapse_last_access is a table, and a hint names its alias: write a",
        "hint full(z): no such alias; there is a, s",
    }


def test_parallel_query_that_prod_offers_stands_behind_the_verb_of_both_staging_steps_and_nowhere_by_default(
    read_toml: ReadToml,
) -> None:
    lines = (HOME / "environments" / "prod.toml").read_text(encoding="utf-8").splitlines()
    offered = [line.removeprefix("# ") for line in lines if line.startswith("# ") and "parallel(" in line]
    replaced = next(line for line in lines if line.startswith("stage_items = "))
    assert offered[0].startswith("stage_items = "), "it stands in place of the one above"
    assert lines.index(replaced) < lines.index(f"# {offered[0]}")
    settings = read_toml("\n".join(["[hints]", *offered]))
    for path, verb in (
        ("jobs/sync/30_stage_items.sql", "select /*+ parallel(l 4) */ l.program_id"),
        ("jobs/sync/30_stage_items.sql", "select /*+ no_merge parallel(b 4) */ b.program_id"),
        ("jobs/judge/20_list_candidates.sql", "select /*+ leading(r p a) use_hash(p a) parallel(p 4) parallel(a 4) */"),
    ):
        step = Catalog(settings).statement(path)
        assert verb in step.text
        assert list(lint.judge(step, dictionary(settings))) == []
    for name in ("prod", "dev", "demo"):
        catalog = Catalog(read_environment(name))
        assert [step.path for job in EVENING for step in catalog.job(job) if "parallel" in step.text] == []


def test_hints_that_the_guide_offers_are_good(read_toml: ReadToml) -> None:
    assert (
        lint.lint(
            read_toml(
                f'{INDEXED}[indexes.permission]\npermission_pk = ["program_id", "user_id"]\n[hints]\n'
                'stage_items = "index(l access_log_ix)"\n'
                'delete_permissions = "leading(c@listed p) use_nl(p) index(p permission_pk)"\n'
                """merge_last_access = 'index(@"SEL$1" "A"@"SEL$1" lapse_last_access_pk)'\n"""
            )
        )
        == []
    )


def test_index_of_the_customer_must_be_declared_and_led_by_a_column_that_is_compared(read_toml: ReadToml) -> None:
    hint = '[hints]\nstage_items = "index(l access_log_ix)"\n'
    for declared, message in (
        (INDEXED.replace('"accessed_at", ', ""), "nothing restricts program_id"),
        ("", "no such index"),
    ):
        (finding,) = lint.lint(read_toml(declared + hint))
        assert (finding.file, finding.rule) == ("sql/jobs/sync/30_stage_items.sql", "hint")
        assert message in finding.message


def test_indexes_of_the_environment_are_names_with_columns(read_toml: ReadToml) -> None:
    for wrong in ("ix = []", 'ix = ["a b"]', '"a b" = ["a"]', 'ix = "a"'):
        with pytest.raises(SettingsError, match=r"indexes\.access_log"):
            read_toml(f"[indexes.access_log]\n{wrong}\n")
    assert read_toml(INDEXED).indexes.access_log == {"access_log_ix": ("accessed_at", "program_id")}


def test_order_that_the_environment_took_away_is_found_in_its_hints(read_toml: ReadToml) -> None:
    for entry in ('archive_permissions = ""', 'archive_permissions = "full(p)"'):
        (finding,) = lint.lint(read_toml(f"[hints]\n{entry}\n"))
        assert (finding.file, finding.rule) == ("sql/jobs/revoke/50_archive_permissions.sql", "order")
        assert "add leading(l c p " in finding.message
        assert "or use_hash in [hints] archive_permissions (or remove that entry" in finding.message


def test_each_file_with_a_fault_of_its_own_is_a_finding_and_the_others_are_judged(
    write_sql: WriteSql, read_toml: ReadToml
) -> None:
    write_sql("10_header.sql", _file().replace("-- undo:        none\n", ""))
    write_sql("20_name.sql", _file(statement="delete\n  from {{ lapse_rum }} r\n"))
    write_sql("30_text.sql", _file(statement="select from where\n"))
    write_sql("40_good.sql", _file())
    write_sql("50_hint.sql", _file(statement="delete /*+ full(a) */\n  from lapse_run r\n"))
    found = {(each.file, each.line, each.rule): each.message for each in lint.lint(read_toml(""))}
    folder = "sql/jobs/tidy"
    assert list(found) == [
        (f"{folder}/10_header.sql", 6, "file"),
        (f"{folder}/20_name.sql", 1, "file"),
        (f"{folder}/30_text.sql", 1, "syntax"),
        (f"{folder}/50_hint.sql", 7, "hint"),
    ]
    assert "'lapse_rum' is undefined" in found[f"{folder}/20_name.sql", 1, "file"]
    assert "so its hints are not checked" in found[f"{folder}/30_text.sql", 1, "syntax"]


def test_kinds_that_cannot_share_a_job_are_a_finding(write_sql: WriteSql, read_toml: ReadToml) -> None:
    write_sql("10_a.sql", _file("tasklet", name="first"))
    write_sql("20_b.sql", _file("statement", name="second"))
    (finding,) = lint.lint(read_toml(""))
    assert finding.file == "sql/jobs/tidy"
    assert "tasklet steps share one transaction" in finding.message
