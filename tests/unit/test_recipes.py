"""Each recipe of docs/recipes.md is an environment that renders, and DDL that two parsers of Oracle's dialect read."""

import re

import pytest
from sqlglot import exp

from runner.dba.lint import judge
from runner.dba.tree import dictionary
from runner.environment import file as environment
from runner.statements.catalog import Catalog
from runner.statements.parsed import parse
from tests.recipes import Block, blocks
from tests.sql_rules import style
from tests.unit.conftest import ReadToml

RECIPES = {block.recipe for block in blocks()}
# What sqlglot copies without reading it, and what sqlfluff cannot read.
_COPIED = re.compile(r"create audit policy |create synonym ")
_UNREAD = re.compile(r"create audit policy |create (unique )?index [\w.]+\n +on [\w.]+ \([^)]*\(")


def named(language: str) -> list[Block]:
    """Return the blocks of one language."""
    return [block for block in blocks() if block.language == language]


def test_every_recipe_has_its_environment_file_and_what_does_not_work() -> None:
    assert {block.recipe for block in named("toml")} == RECIPES
    assert {block.language for block in blocks()} == {"toml", "sql", "plsql"}
    page = (environment.HOME / "docs" / "recipes.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(sections) == RECIPES
    assert [recipe for recipe, text in sections.items() if "\nWhat does not work:" not in text] == []


@pytest.mark.parametrize("block", named("toml"), ids=lambda block: block.recipe)
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


def test_every_table_and_index_of_an_environment_file_is_made_on_its_page_or_is_an_example_of_the_shipped_one(
    read_toml: ReadToml,
) -> None:
    shipped = environment.read("prod")
    known = {shipped.tables.permission, shipped.tables.access_log, *shipped.indexes.access_log, "permission_pk"}
    known |= {"sso.logins", "logins_ix", "app.usage_log"}  # the customer's, of any name
    for block in named("toml"):
        settings = read_toml(block.text)
        made = " ".join(each.text for each in blocks() if each.recipe == block.recipe and each.language != "toml")
        used = {settings.tables.permission, *settings.indexes.permission}
        used = used.union(*({log.table, *log.indexes} for log in settings.logs))
        assert {name for name in used - known if not re.search(rf"\b{re.escape(name)}\b", made)} == set(), block.recipe


@pytest.mark.parametrize("block", named("sql"), ids=lambda block: block.recipe)
def test_every_sql_statement_is_read_by_two_parsers_and_keeps_the_house_style(block: Block) -> None:
    for text in block.statements:
        assert not isinstance(parse(text), exp.Command) or _COPIED.match(text), text
        assert _UNREAD.match(text) or style(f"{text}\n") == []
        assert text == _lower(text)


@pytest.mark.parametrize("block", named("plsql"), ids=lambda block: block.recipe)
def test_every_block_of_plsql_is_one_unit_that_sqlfluff_reads_in_the_house_style(block: Block) -> None:
    assert block.text.endswith("\nend;\n/\n")
    assert len(block.statements) == 1
    assert style(block.text) == []


def _lower(text: str) -> str:
    """Return a statement in lower case but for its literals."""
    return re.sub(r"'[^']*'|[^']+", lambda part: part[0] if part[0].startswith("'") else part[0].lower(), text)
