"""Every rendered statement held against two parsers of Oracle's dialect, our own rules and the style of .sqlfluff."""

import re
from functools import cache as once
from hashlib import sha256

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from runner.environment import file as environment
from runner.statements.catalog import Catalog, Statement
from runner.statements.header import used_binds
from tests.sql_rules import column_types, problems, style, style_rules
from tests.unit.conftest import ReadToml

ENVIRONMENTS = ("prod", "dev", "demo")
# Of JSON_VALUE, by which a restore reads extra columns; sqlfluff does not know it.
_RETURNING = re.compile(r" returning \w+(?:\(\d+\))? error on error null on empty")
# A column of ALL_POLICIES, which sqlfluff takes for a keyword.
_ENABLE = re.compile(r"\by\.enable\b")
# What a DBA alone runs and a parser cannot read: LOCAL indexes, partitions, auditing, ALTER SYSTEM, PL/SQL.
_NOT_FOR_SQLFLUFF = {
    "optional/audit/10_create_policy.sql",
    "optional/audit/20_enable_policy.sql",
    "optional/partitioned/10_access_log.sql",
    "optional/partitioned/20_access_log_ix.sql",
    "optional/resources/20_create_group.sql",
    "optional/resources/40_create_plan.sql",
    "optional/resources/42_limit_lapse.sql",
    "optional/resources/44_leave_the_others.sql",
    "optional/resources/70_use_plan.sql",
}
_NOT_FOR_SQLGLOT = {
    "optional/audit/20_enable_policy.sql",
    "optional/resources/10_open_pending_area.sql",
    "optional/resources/20_create_group.sql",
    "optional/resources/30_map_module.sql",
    "optional/resources/40_create_plan.sql",
    "optional/resources/42_limit_lapse.sql",
    "optional/resources/44_leave_the_others.sql",
    "optional/resources/50_submit_pending_area.sql",
    "optional/resources/60_grant_switch.sql",
}
EXTRA = '[columns.permission.extra]\ngrantor = "varchar2(30 char)"\nvalid_to = "date"\n'


@once
def _rendered() -> dict[str, tuple[str, Statement]]:
    """Each text of the shipped environments, by what is left without its schemas; the first one stands for it."""
    found: dict[str, tuple[str, Statement]] = {}
    for name in ENVIRONMENTS:
        for statement in Catalog(environment.read(name)).all():
            if statement.path in _NOT_FOR_SQLGLOT:
                continue
            bare = re.sub(r"\b(?:app|lapse_owner)\.", "", statement.text)
            found.setdefault(bare, (name, statement))
    return found


def test_every_statement_keeps_our_rules() -> None:
    types = {name: column_types(environment.read(name)) for name in ENVIRONMENTS}
    judged = {each.path: problems(each.text, types[name]) for name, each in _rendered().values()}
    assert {path: found for path, found in judged.items() if found} == {}


def test_every_statement_is_one_tree_with_its_binds_and_an_insert_names_its_columns() -> None:
    for _, statement in _rendered().values():
        [tree] = sqlglot.parse(statement.text, read="oracle")
        assert tree is not None, statement.path
        if not isinstance(tree, exp.Command):
            binds = {node.name.lower() for node in tree.find_all(exp.Placeholder)}
            assert binds == set(used_binds(statement.text)) == set(statement.header.binds), statement.path
        if isinstance(tree, exp.Insert):
            assert all(insert.find(exp.Schema) for insert in tree.find_all(exp.Insert)), statement.path


def test_what_a_parser_is_spared_is_what_it_cannot_read() -> None:
    catalog = Catalog(environment.read("prod"))
    for path in sorted(_NOT_FOR_SQLGLOT):
        with pytest.raises(SqlglotError):
            sqlglot.parse_one(catalog.statement(path).text, read="oracle")
    for path in sorted(_NOT_FOR_SQLFLUFF):
        assert any(" PRS " in fault for fault in style(catalog.statement(path).text)), path


def test_every_statement_keeps_the_house_style(read_toml: ReadToml, cache: pytest.Cache) -> None:
    """In prod alone, for another environment changes names; and with extra columns, which lengthen lists.

    A text that an earlier run of the tests found no fault with, by the same rules, is not judged again.
    """
    extra = Catalog(read_toml(EXTRA))
    paths = ("jobs/revoke/50_archive_permissions.sql", "jobs/restore/30_restore_permissions.sql", "load/permission.sql")
    lengthened = [extra.statement(path) for path in paths]
    assert [each.path for each in lengthened if "valid_to" not in each.text] == []
    shipped = Catalog(environment.read("prod")).all()
    texts = {
        each.rendered_path: _ENABLE.sub("y.enabled", _RETURNING.sub("", _shortened(each.text)))
        for each in (*shipped, *lengthened)
        if each.path not in _NOT_FOR_SQLFLUFF
    }
    judged = {path: sha256((style_rules() + text).encode()).hexdigest() for path, text in texts.items()}
    clean = set(cache.get("lapse/clean_sql", []))
    wrong = {path: found for path, text in texts.items() if judged[path] not in clean if (found := style(text))}
    cache.set("lapse/clean_sql", sorted(digest for path, digest in judged.items() if path not in wrong))
    assert wrong == {}


def _shortened(text: str) -> str:
    """Leave out the lines of a `union all` that differ from the line before in their literals alone."""
    kept: list[str] = []
    for line in text.split("\n"):
        if len(kept) > 1 and kept[-1].strip() == "union all" and _shape(line) == _shape(kept[-2]):
            kept.pop()
        else:
            kept.append(line)
    return "\n".join(kept)


def _shape(line: str) -> str:
    return re.sub(r"'[^']*'", "''", line)
