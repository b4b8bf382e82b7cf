"""Each recipe of docs/recipes.md is an environment that renders, with hints that fit its tables."""

import re

import pytest

from runner.dba.lint import judge
from runner.dba.tree import dictionary
from runner.environment import file as environment
from runner.statements.catalog import Catalog
from tests.blocks import RECIPES, Block, blocks, blocks_of
from tests.unit.conftest import ReadToml

FILES = [block for block in blocks() if block.language == "toml"]


def test_every_recipe_has_an_environment_file_and_says_what_does_not_work() -> None:
    text = RECIPES.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert [block.heading for block in FILES] == list(sections)
    assert [recipe for recipe, told in sections.items() if "\nWhat does not work:" not in told] == []


@pytest.mark.parametrize("block", FILES, ids=lambda block: block.heading)
def test_every_environment_file_renders_and_its_hints_fit_its_tables(block: Block, read_toml: ReadToml) -> None:
    settings = read_toml(block.text)
    names = {settings.tables.permission, *(log.table for log in settings.logs)}
    catalog = Catalog(settings)
    steps = [step for job in ("sync", "judge", "revoke", "restore") for step in catalog.job(job)]
    theirs = {step.path: {name for name in names if re.search(rf" {re.escape(name)}\s", step.text)} for step in steps}
    assert set().union(*theirs.values()) == names
    known = dictionary(settings)
    hinted = [step for step in steps if theirs[step.path] and "/*+" in step.text]
    assert [finding for step in hinted for finding in judge(step, known)] == []


def test_every_table_and_index_of_an_environment_file_is_made_by_its_recipe_or_shipped(read_toml: ReadToml) -> None:
    shipped = environment.read("prod")
    known = {shipped.tables.permission, shipped.tables.access_log}
    known |= {*shipped.indexes.access_log, *shipped.indexes.permission}
    known |= {"sso.logins", "logins_ix", "app.usage_log"}  # stand for a log of the customer's
    for block in FILES:
        settings = read_toml(block.text)
        used = {settings.tables.permission, *settings.indexes.permission}
        used = used.union(*({log.table, *log.indexes} for log in settings.logs))
        made = " ".join(each.text for each in blocks_of(block.heading, "sql", "plsql"))
        assert {name for name in used - known if not re.search(rf"\b{re.escape(name)}\b", made)} == set(), block.heading
