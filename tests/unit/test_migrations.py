"""The revisions of lapse's own tables, and the scripts that a DBA would run; no database."""

import importlib
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import sqlglot
from alembic.ddl.oracle import OracleImpl
from sqlalchemy.dialects import oracle
from sqlalchemy.schema import CreateTable
from sqlglot import exp

from runner.database.revision_script import script, steps
from runner.environment import file as environment
from runner.environment.file import HOME
from runner.errors import UsageError
from runner.statements.header import lowercase
from runner.statements.templates import OWN_TABLES
from tests.oracle.server import statements
from tests.unit.conftest import ReadToml

FILES = sorted((HOME / "migrations" / "versions").glob("*.py"))
SUFFIXES = {"primary": "_pk", "foreign": "_fk", "unique": "_uk", "check": "_ck"}
RENAMED = '[tables]\nschema = "besitzer"\nprefix = "verfall_"\n'


@cache
def _script(*, down: bool = False, since: str | None = None) -> str:
    return script(environment.read("dev"), down=down, since=since)


def _revisions(*, down: bool = False) -> dict[str, list[str]]:
    """Return the statements of each revision, without those that stamp it."""
    return {step.number: list(step.statements) for step in steps(environment.read("dev"), down=down)}


UP, DOWN = _revisions(), _revisions(down=True)
NUMBERS = [path.name[:4] for path in FILES]
CREATED = [each for each in (statement for body in UP.values() for statement in body) if each.startswith("create")]


def _columns(create: str) -> list[str]:
    tree = sqlglot.parse_one(create, read="oracle")
    return [column.name.lower() for column in tree.find_all(exp.ColumnDef)]


def test_a_script_goes_on_from_a_revision() -> None:
    for down, since, rest in ((False, "0011", NUMBERS[11:]), (True, "0011", NUMBERS[10::-1]), (True, "base", [])):
        told = re.findall(r"^-- ==== (\d{4})\b", _script(down=down, since=since), re.MULTILINE)
        assert told == rest
    assert _script().endswith(_script(since="0011").partition("-- ==== 0012")[2])
    with pytest.raises(UsageError, match="there is no revision '12'; known: base, 0001,"):
        _script(since="12")


def test_the_way_back_says_first_what_it_drops_and_how_to_keep_the_archive() -> None:
    text = _script(down=True)
    assert "-- It drops lapse_revocation, which a restore reads, and all that lapse knows" in text
    assert "\n-- Export lapse_run and lapse_revocation first. " in text
    assert "It drops" not in _script()


def test_lower_case_stops_at_quotes_and_comments() -> None:
    assert lowercase("COMMENT ON t IS 'A ''B'' \n  C' -- WHY \n, \nX \"Y\" q'[IT'S]'") == (
        "comment on t is 'A ''B'' \n  C' -- WHY \n,\nx \"Y\" q'[IT'S]'"
    )


def test_revisions_are_numbered_as_their_files_without_a_gap() -> None:
    modules = [importlib.import_module(f"migrations.versions.{path.stem}") for path in FILES]
    assert [f"{number:04}" for number in range(1, len(FILES) + 1)] == NUMBERS
    assert [module.revision for module in modules] == NUMBERS
    assert [module.down_revision for module in modules] == [None, *NUMBERS[:-1]]
    assert list(UP) == NUMBERS
    assert list(DOWN) == NUMBERS[::-1]


def test_a_revision_is_one_statement_and_its_reverse_too() -> None:
    for body in (way[number] for number in NUMBERS for way in (UP, DOWN)):
        if not all(statement.startswith("comment on ") for statement in body):
            assert len(body) == 1
        assert body


def test_a_downgrade_takes_away_what_its_upgrade_made() -> None:
    pairs = [pair for number in NUMBERS for pair in zip(UP[number], DOWN[number], strict=True)]
    for made, gone in pairs:
        if table := re.match(r"create (?:global temporary )?table (\w+) ", made):
            assert gone == f"drop table {table[1]}"
        elif index := re.match(r"create index (\w+) ", made):
            assert gone == f"drop index {index[1]}"
        elif row := re.match(r"insert into (\w+) ", made):
            assert gone == f"delete from {row[1]}"
        else:
            assert gone == re.sub(r" is '.+'$", " is ''", made, flags=re.DOTALL)
            assert gone != made


def test_the_tables_are_those_that_the_sql_may_name() -> None:
    made = {name for create in CREATED for name in re.findall(r"^create .*table (\w+)", create)}
    assert made == {f"lapse_{word}" for word in OWN_TABLES if word != "version"}


def test_every_constraint_and_index_is_named_by_its_kind() -> None:
    for create in CREATED:
        name = re.match(r"create .*?(?:table|index) (\w+)", create)
        assert name is not None
        if create.startswith("create index"):
            assert re.fullmatch(r"lapse_\w+_ix", name[1])
            continue
        kinds = re.findall(r"(primary|foreign|unique|check)\b ?(?:key)? ?\(", create)
        named = re.findall(r"constraint (\w+) (primary|foreign|unique|check)\b", create)
        assert [kind for _, kind in named] == kinds, create
        for constraint, kind in named:
            assert constraint.startswith(name[1])
            assert constraint.endswith(SUFFIXES[kind])
        # but the counts of programs, where NULL stands for permissions without one
        assert "primary" in kinds or name[1] == "lapse_run_program"


def test_names_are_unique_and_no_longer_than_both_databases_keep() -> None:
    names = re.findall(r"(?:constraint|create .*?table|create index) (\w+)", "\n".join(CREATED))
    assert len(names) == len(set(names))
    assert max(len(name) for name in names) <= 63


def test_every_table_and_column_has_a_comment() -> None:
    for create in CREATED:
        table = re.findall(r"^create (?:global temporary )?table (\w+)", create)
        if table:
            comments = re.findall(rf"comment on (?:table|column) ({table[0]}(?:\.\w+)?) is '.+'", _script())
            assert comments == [table[0], *(f"{table[0]}.{column}" for column in _columns(create))]


def test_a_script_is_for_sqlplus() -> None:
    for down in (False, True):
        text = _script(down=down)
        lines = text.split("\n")
        assert lines[0] == "set define off"
        settings = [line for line in lines if re.match(r"(set|whenever|spool|exit)\b", line)]
        assert settings == [
            "set define off",
            "whenever oserror exit failure",
            "whenever sqlerror exit failure rollback",
            "set echo on",
            f"spool lapse_{'down' if down else 'up'}.log append",
            "spool off",
            "exit",
        ]
        assert text.endswith("\n/\n\nspool off\nexit\n")
        for before, line in pairwise(lines):
            assert not (line == "/" and not before.strip()), "a blank line has ended the statement"
            assert line == line.rstrip(), f"blanks at the end of {line}"
            assert not line.endswith("-"), "SQL*Plus would go on with the next line"
        assert len(re.findall(r"^-- ==== \d{4}(?:, taken back)?: \w.+ ====$", text, re.MULTILINE)) == len(NUMBERS)
        assert "\n\n\n" not in text


def test_every_statement_of_a_script_parses_as_oracle() -> None:
    for down, blocks in ((False, 2), (True, 1)):
        texts = statements(_script(down=down))
        assert [text.startswith("declare\n") for text in texts] == [at < blocks for at in range(len(texts))]
        for text in texts[blocks:]:
            assert "\n\n" not in text  # a blank line ends a statement in SQL*Plus
            assert not re.search(r";$|\bis null$|:\w", text, re.MULTILINE)
            assert text == "commit" or not isinstance(sqlglot.parse_one(text, read="oracle"), exp.Command)


def test_the_table_of_the_stamps_is_the_one_that_migrate_makes() -> None:
    dialect = oracle.dialect()  # type: ignore[no-untyped-call]
    impl = OracleImpl(dialect, None, True, False, None, {})
    table = impl.version_table_impl(version_table="lapse_version", version_table_schema=None, version_table_pk=False)
    made = " ".join(lowercase(str(CreateTable(table).compile(dialect=dialect))).split())
    assert f"execute immediate '{made.replace('( ', '(').replace(' )', ')')}';" in _script()


def test_rows_of_a_temporary_table_are_emptied_before_it_is_dropped() -> None:
    kept = [name for create in CREATED for name in re.findall(r"^create global temporary table (\w+)", create)]
    assert sorted(kept) == ["lapse_restore_item", "lapse_sync_item"]
    texts = statements(_script(down=True))
    for name in kept:
        assert texts[texts.index(f"drop table {name}") - 1] == f"truncate table {name}"
    assert sum(text.startswith("truncate") for text in texts) == len(kept)
    assert "truncate" not in _script()


class _Database:
    """What a script leaves behind, statement by statement: objects, the row of the lock, the stamp."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.stamp = "base"
        self.committed = "base"

    def run(self, texts: list[str]) -> str | None:
        """Run statements as SQL*Plus does after `whenever sqlerror exit failure rollback`; return the error."""
        for text in texts:
            error = self._one(text)
            if error:
                self.stamp = self.committed
                return error
        self.committed = self.stamp  # `exit` commits
        return None

    def _one(self, text: str) -> str | None:
        if "execute immediate" in text:
            self.there.add("lapse_version")
            return None
        if begins := re.search(r"if stands_at <> '(\w+)'", text):
            assert "lapse_version" in self.there
            return None if self.stamp == begins[1] else f"stands at {self.stamp}"
        if text.startswith(("update lapse_version", "delete from lapse_version", "insert into lapse_version")):
            old = re.search(r"where v.version_num = '(\w+)'", text)
            new = re.search(r"(?:set v.version_num = |values \()'(\w+)'", text)
            if (old[1] if old else "base") == self.stamp:
                self.stamp = new[1] if new else "base"
        elif found := re.match(r"(create|drop|truncate) .*?(?:table|index) (\w+)", text):
            self.committed = self.stamp
            if (found[1] == "create") == (found[2] in self.there):
                return "ORA-00955" if found[1] == "create" else "ORA-00942"
            if found[1] != "truncate":
                self.there ^= {found[2]}
        elif text == "commit":
            self.committed = self.stamp
        return None


@cache
def _changes(*, down: bool = False, since: str | None = None) -> list[str]:
    """Return the statements of a script without the comments, which can be repeated."""
    return [text for text in statements(_script(down=down, since=since)) if not text.startswith("comment on ")]


def test_a_script_that_stopped_is_safe_to_start_again() -> None:
    """It changes nothing that is done, stamps nothing that is not, and what it names as the rest completes it.

    Stopped before each statement of its first and its last revisions.
    """
    for down in (False, True):
        whole = _changes(down=down)
        done, ready = _Database(), _Database()
        done.run(_changes())
        if down:
            ready.run(_changes())
            done.run(whole)
        for cut in (*range(9), *range(len(whole) - 6, len(whole))):
            stopped = _Database()
            stopped.there, stopped.stamp, stopped.committed = set(ready.there), ready.stamp, ready.stamp
            stopped.run(whole[:cut])
            stopped.stamp = stopped.committed  # killed: what was not committed is rolled back
            there, stamp = set(stopped.there), stopped.stamp
            error = stopped.run(whole)
            if error is None:
                assert (stopped.there, stopped.stamp) == (done.there, done.stamp)
                continue
            assert (stopped.there, stopped.stamp) == (there, stamp)
            rest = _changes(down=down, since=stamp)
            if (error := stopped.run(rest)) is not None:
                assert error in ("ORA-00955", "ORA-00942"), "only the stamp of a finished DDL is missing"
                assert (stopped.there, stopped.stamp) == (there, stamp)
                assert next(text for text in rest if not text.startswith("declare")) in whole[:cut]


def test_schema_and_prefix_stand_before_every_name(read_toml: ReadToml) -> None:
    for down in (False, True):
        renamed = script(read_toml(RENAMED), down=down)
        assert "lapse_" not in re.sub(r"\blapse_version varchar2|\.lapse_version is", "", renamed)
        named = re.findall(r"(?:table|column|index|into|update|from|on|references) ((?:\w+\.)*verfall_\w+)", renamed)
        assert len(named) > 2 * len(NUMBERS)
        for name in named:
            assert name.startswith("besitzer.verfall_") or (name.endswith("_ix") and not down)


def test_a_script_needs_no_database(read_toml: ReadToml, tmp_path: Path) -> None:
    text = script(read_toml(f'[database]\nurl = "embedded:{tmp_path}/database"\n'))
    assert text == _script().replace("lapse on dev", "lapse on customer").replace("--env dev", "--env customer")
    assert not (tmp_path / "database").exists()
