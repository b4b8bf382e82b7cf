"""The scripts of SQL plan baselines: each step by the SQL_ID that Oracle gives its text, and nothing else."""

import re

import pytest
from sqlfluff.core import Linter

from runner.dba.baseline import script, sql_id
from runner.engine.ledger import EVENING
from runner.environment.file import read
from runner.errors import UsageError
from runner.statements.catalog import Catalog
from tests.command import called

_OF_SQLPLUS = re.compile(r"^(set|whenever) .*$", re.MULTILINE)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(read("prod"))


def test_sql_id_is_that_of_oracle() -> None:
    """As v$sql has shown them on many databases."""
    assert sql_id("select * from dual") == "a5ks9fhw2v9s1"
    assert sql_id("select 1 from dual\n") == "520mkxqpf15q8"


def test_each_step_is_captured_once_by_the_id_of_its_text(catalog: Catalog) -> None:
    steps = [step for job in EVENING for step in catalog.job(job)]
    text = script(catalog, EVENING)
    calls = re.findall(r"^  capture\('(.*)', '(\w{13})'\);$", text, re.MULTILINE)
    assert calls == [(step.header.name, sql_id(step.text)) for step in steps]
    assert re.findall(r"^         '(\w{13})',?$", text, re.MULTILINE) == [found for _, found in calls]
    assert len({found for _, found in calls}) == len(steps) == len({step.header.name for step in steps})


def test_the_undo_names_the_same_steps_and_drops_only_what_was_loaded_by_hand(catalog: Catalog) -> None:
    text = script(catalog, ["revoke"], undo=True)
    named = re.findall(r"^             '(.*?)',?$", text, re.MULTILINE)
    assert named == [step.header.name for step in catalog.job("revoke")]
    assert "b.module = 'lapse'\n       and b.origin like 'MANUAL-LOAD%'\n" in text
    assert "load_plans" not in text


def test_both_scripts_are_read_by_a_parser_of_oracle(catalog: Catalog) -> None:
    for undo in (False, True):
        parsed = Linter(dialect="oracle").parse_string(_OF_SQLPLUS.sub("", script(catalog, EVENING, undo=undo)))
        assert parsed.violations == []


def test_the_command_prints_them_without_a_database() -> None:
    captured, dropped = (
        called("--env", "prod", "explain", "sync", "--baseline"),
        called("--env", "prod", "explain", "--baseline", "--undo"),
    )
    assert (captured.code, captured.err, dropped.code) == (0, "", 0)
    assert captured.out == script(Catalog(read("prod")), ["sync"])
    assert dropped.out == script(Catalog(read("prod")), EVENING, undo=True)


def test_options_that_do_not_go_together_are_refused(catalog: Catalog) -> None:
    for options in (("--undo",), ("--baseline", "--json")):
        assert called("--env", "prod", "explain", *options).code == 2
    with pytest.raises(UsageError, match="there is no job 'snyc'"):
        script(catalog, ["snyc"])
