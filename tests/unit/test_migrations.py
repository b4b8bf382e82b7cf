"""The revisions of lapse's own tables, read from the scripts that a DBA would run; no database."""

import importlib
import re
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from runner.database import schema as migrate
from runner.environment import file as environment
from runner.environment.file import HOME
from runner.errors import UsageError
from runner.statements.templates import OWN_TABLES
from tests.unit.conftest import ReadToml

FILES = sorted((HOME / "migrations" / "versions").glob("*.py"))
SUFFIXES = {"PRIMARY": "_pk", "FOREIGN": "_fk", "UNIQUE": "_uk", "CHECK": "_ck"}
RENAMED = '[tables]\nschema = "besitzer"\nprefix = "verfall_"\n'


@cache
def _script(*, down: bool = False) -> str:
    return migrate.script(environment.read("dev"), down=down)


def _statements(text: str) -> list[str]:
    """Split a script as SQL*Plus does, at lines that hold only a slash, and drop its settings and comments."""
    parts = re.split(r"^/$", text, flags=re.MULTILINE)
    bare = [re.sub(r"^(--.*|set define off|whenever .*)$", "", part, flags=re.MULTILINE).strip() for part in parts]
    return [part for part in bare if part]


def _revisions(text: str) -> dict[str, list[str]]:
    """Return the statements of each revision, without those that stamp it; "" holds what comes before the first."""
    before, *rest = re.split(r"^-- Running (?:up|down)grade (\S*) -> (\S*)$", text, flags=re.MULTILINE)
    found = {"": _statements(before)}
    for older, newer, body in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        stamp = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM|DROP TABLE) lapse_version\b|commit$")
        found[max(older, newer)] = [each for each in _statements(body) if not stamp.match(each)]
    return found


UP, DOWN = _revisions(_script()), _revisions(_script(down=True))
NUMBERS = [path.name[:4] for path in FILES]
CREATED = [each for each in (statement for body in UP.values() for statement in body) if each.startswith("CREATE")]


def _columns(create: str) -> list[str]:
    tree = sqlglot.parse_one(create, read="oracle")
    return [column.name.lower() for column in tree.find_all(exp.ColumnDef)]


def test_the_way_back_leaves_not_even_the_version_behind() -> None:
    assert _statements(_script())[0].startswith("CREATE TABLE lapse_version")
    assert _statements(_script(down=True))[-1] == "DROP TABLE lapse_version"


def test_a_script_goes_on_from_a_revision() -> None:
    rest = migrate.script(environment.read("dev"), since="0011")
    assert list(_revisions(rest)) == ["", *NUMBERS[11:]]
    assert _script().endswith(rest.split("\n\n", 1)[1])
    with pytest.raises(UsageError, match="there is no revision 12; known: base, 0001,"):
        migrate.script(environment.read("dev"), since="12")


def test_the_way_back_says_first_what_it_drops() -> None:
    assert "-- This drops lapse_revocation, which a restore reads: export it first." in _script(down=True)
    assert "export it first" not in _script()


def test_revisions_are_numbered_as_their_files_without_a_gap() -> None:
    modules = [importlib.import_module(f"migrations.versions.{path.stem}") for path in FILES]
    assert [f"{number:04}" for number in range(1, len(FILES) + 1)] == NUMBERS
    assert [module.revision for module in modules] == NUMBERS
    assert [module.down_revision for module in modules] == [None, *NUMBERS[:-1]]
    assert list(UP) == ["", *NUMBERS]
    assert list(DOWN) == ["", *reversed(NUMBERS)]


def test_a_revision_is_one_statement_and_its_reverse_too() -> None:
    for body in (script[number] for number in NUMBERS for script in (UP, DOWN)):
        if not all(statement.startswith("COMMENT ON ") for statement in body):
            assert len(body) == 1
        assert body


def test_a_downgrade_takes_away_what_its_upgrade_made() -> None:
    pairs = [pair for number in NUMBERS for pair in zip(UP[number], DOWN[number], strict=True)]
    for made, gone in pairs:
        if table := re.match(r"CREATE (?:GLOBAL TEMPORARY )?TABLE (\w+) ", made):
            assert gone == f"DROP TABLE {table[1]}"
        elif index := re.match(r"CREATE INDEX (\w+) ", made):
            assert gone == f"DROP INDEX {index[1]}"
        elif row := re.match(r"INSERT INTO (\w+) ", made):
            assert gone == f"DELETE FROM {row[1]}"
        else:
            assert gone == re.sub(r" IS '.+'$", " IS ''", made, flags=re.DOTALL)
            assert gone != made


def test_the_tables_are_those_that_the_sql_may_name() -> None:
    made = {name for create in CREATED for name in re.findall(r"^CREATE .*TABLE (\w+)", create)}
    assert made == {f"lapse_{word}" for word in OWN_TABLES}


def test_every_constraint_and_index_is_named_by_its_kind() -> None:
    for create in CREATED:
        name = re.match(r"CREATE .*?(?:TABLE|INDEX) (\w+)", create)
        assert name is not None
        if create.startswith("CREATE INDEX"):
            assert re.fullmatch(r"lapse_\w+_ix", name[1])
            continue
        kinds = re.findall(r"(PRIMARY|FOREIGN|UNIQUE|CHECK)\b ?(?:KEY)? ?\(", create)
        named = re.findall(r"CONSTRAINT (\w+) (PRIMARY|FOREIGN|UNIQUE|CHECK)\b", create)
        assert [kind for _, kind in named] == kinds, create
        for constraint, kind in named:
            assert constraint.startswith(name[1])
            assert constraint.endswith(SUFFIXES[kind])
        # Alembic's own table; and the counts of programs, where NULL stands for permissions without one
        assert "PRIMARY" in kinds or name[1] in ("lapse_version", "lapse_run_program")


def test_names_are_unique_and_no_longer_than_both_databases_keep() -> None:
    names = re.findall(r"(?:CONSTRAINT|CREATE .*?TABLE|CREATE INDEX) (\w+)", "\n".join(CREATED))
    assert len(names) == len(set(names))
    assert max(len(name) for name in names) <= 63


def test_every_table_and_column_has_a_comment() -> None:
    for create in CREATED:
        table = re.findall(r"^CREATE (?:GLOBAL TEMPORARY )?TABLE (\w+)", create)
        if table and table[0] != "lapse_version":  # Alembic's own
            comments = re.findall(rf"COMMENT ON (?:TABLE|COLUMN) ({table[0]}(?:\.\w+)?) IS '.+'", _script())
            assert comments == [table[0], *(f"{table[0]}.{column}" for column in _columns(create))]


def test_a_script_is_for_sqlplus_and_commits_each_stamp_at_once() -> None:
    for text in (_script(), _script(down=True)):
        assert text.startswith("set define off\nwhenever sqlerror exit failure rollback\n")
        statements = _statements(text)
        stamps = [
            at
            for at, each in enumerate(statements)
            if re.match(r"(INSERT INTO|UPDATE|DELETE FROM) lapse_version", each)
        ]
        assert len(stamps) == len(NUMBERS)
        assert {statements[at + 1] for at in stamps} == {"commit"}
        assert text.endswith("\n/\n")
        assert ":ret_0" not in text
        assert not re.search(r":\w", text)
        assert not re.search(r"\bIS NULL$", text, re.MULTILINE)
        assert "\n\n\n" not in text


def test_every_statement_of_a_script_parses_as_oracle() -> None:
    for text in (_script(), _script(down=True)):
        statements = _statements(text)
        assert len(statements) > 2 * len(NUMBERS)
        for statement in statements:
            assert "\n\n" not in statement  # a blank line ends a statement in SQL*Plus
            assert not statement.endswith(";")
            assert not isinstance(sqlglot.parse_one(statement, read="oracle"), exp.Command)


def test_schema_and_prefix_stand_before_every_name(read_toml: ReadToml) -> None:
    for down in (False, True):
        renamed = migrate.script(read_toml(RENAMED), down=down)
        assert "lapse_" not in re.sub(r"\blapse_version VARCHAR2|\.lapse_version IS", "", renamed)
        named = re.findall(r"(?:TABLE|COLUMN|INDEX|INTO|UPDATE|FROM|ON|REFERENCES) ((?:\w+\.)*verfall_\w+)", renamed)
        assert len(named) > 2 * len(NUMBERS)
        for name in named:
            assert name.startswith("besitzer.verfall_") or (name.endswith("_ix") and not down)


def test_a_script_needs_no_database(read_toml: ReadToml, tmp_path: Path) -> None:
    text = migrate.script(read_toml(f'[database]\nurl = "embedded:{tmp_path}/database"\n'))
    assert text == _script()
    assert not (tmp_path / "database").exists()
