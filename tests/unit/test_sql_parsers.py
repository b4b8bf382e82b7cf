"""Every rendered statement held against two parsers of Oracle's dialect, and the house style of .sqlfluff."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from sqlglot import exp

from runner.environment import file as environment
from runner.environment.file import HOME
from runner.statements.catalog import Catalog, Statement
from runner.statements.header import used_binds
from tests.unit.conftest import ReadToml

EXTRA = '[columns.permission.extra]\ngrantor = "varchar2(30 char)"\nvalid_to = "date"\n'
GOOD = "select p.user_id\n  from permission p\n where p.granted_at <= :as_of\n"


@cache
def _linter() -> Linter:
    return Linter(config=FluffConfig.from_path(str(HOME / ".sqlfluff")))


def _faults(text: str) -> list[str]:
    found = _linter().lint_string(text).get_violations()
    return [f"{each.line_no}: {each.rule_code()} {each.desc()}" for each in found]


def _rendered() -> Iterator[tuple[str, Statement]]:
    """Give each statement of prod, and of dev those that differ from it by more than their schemas."""
    seen: set[str] = set()
    for name in ("prod", "dev"):
        for statement in Catalog(environment.read(name)).all():
            bare = re.sub(r"\b(?:app|lapse_owner)\.", "", statement.text)
            if bare not in seen:
                seen.add(bare)
                yield name, statement


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    return [statement for _, statement in _rendered()]


def test_every_statement_parses_as_oracle_and_keeps_the_house_style(statements: list[Statement]) -> None:
    assert {each.path: faults for each in statements if (faults := _faults(each.text))} == {}


@pytest.mark.parametrize("path", ["jobs/revoke/50_archive_permissions.sql", "load/permission.sql"])
def test_extra_columns_parse_and_keep_the_house_style(read_toml: ReadToml, path: str) -> None:
    text = Catalog(read_toml(EXTRA)).statement(path).text
    assert "valid_to" in text
    assert _faults(text) == []


def test_every_statement_is_one_tree_with_its_binds(statements: list[Statement]) -> None:
    for statement in statements:
        [tree] = sqlglot.parse(statement.text, read="oracle")
        assert tree is not None, statement.path
        if not isinstance(tree, exp.Command):
            binds = {node.name.lower() for node in tree.find_all(exp.Placeholder)}
            assert binds == set(used_binds(statement.text)) == set(statement.header.binds), statement.path


def test_no_statement_reads_columns_it_does_not_name(statements: list[Statement]) -> None:
    for statement in statements:
        tree = sqlglot.parse_one(statement.text, read="oracle")
        assert [star for star in tree.find_all(exp.Star) if not isinstance(star.parent, exp.Count)] == []
        assert all(insert.find(exp.Schema) for insert in tree.find_all(exp.Insert) if isinstance(tree, exp.Insert))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ("select p.user_id\n  from permission p\n where where\n", "PRS"),
        (GOOD.replace("select", "SELECT"), "CP01"),
        (GOOD.replace("p.user_id", "p.USER_ID"), "CP02"),
        (GOOD.replace("p.user_id", "MAX(p.user_id) as last"), "CP03"),
        (GOOD.replace("p.user_id", "NULL as nothing"), "CP04"),
        (GOOD.replace("<=", "!="), "CV01"),
        (GOOD.replace("<= :as_of", "= null"), "CV05"),
        (GOOD.replace("p.user_id", "*"), "AM04"),
        (GOOD.replace("from permission p", "from permission p\n  cross join policy p"), "AL04"),
        (GOOD.replace("permission p", "permission perm").replace("p.", "perm."), "AL06"),
        (GOOD.replace("p.granted_at", "granted_at"), "RF03"),
        (GOOD.replace("p.user_id", "p.user_id\n     , p.program_id"), "LT04"),
        (GOOD.replace("p.user_id", "p.user_id  as  u"), "LT01"),
        (GOOD.rstrip(), "LT12"),
        ("\n" + GOOD, "LT13"),
    ],
)
def test_the_house_style_refuses_what_it_says(wrong: str, rule: str) -> None:
    assert _faults(GOOD) == []
    assert rule in {fault.split()[1] for fault in _faults(wrong)}
