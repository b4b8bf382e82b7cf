"""The SQL that the pages of docs/ tell a DBA to run: two parsers of Oracle's dialect read it, in the house style."""

import re
from pathlib import Path

import pytest
from sqlglot import exp

from runner.environment.file import HOME
from runner.statements.parsed import parse
from tests.blocks import Block, blocks
from tests.sql_rules import style

BLOCKS = [block for page in sorted((HOME / "docs").glob("*.md")) for block in blocks(page)]
# What sqlglot copies without reading it, and what sqlfluff cannot read.
_COPIED = re.compile(r"create audit policy |create synonym |alter system kill session ")
_UNREAD = re.compile(
    r"create audit policy |alter system kill session |create (unique )?index [\w.]+\n +on [\w.]+ \([^)]*[(+]"
    r"|create or replace trigger [\w.]+\nafter logon "
)


def told_in(language: str) -> list[Block]:
    """Return the blocks of one language."""
    return [block for block in BLOCKS if block.language == language]


def name(block: Block) -> str:
    """Return where a block stands."""
    return f"{block.page.stem}: {block.heading}"


@pytest.mark.parametrize("block", told_in("sql"), ids=name)
def test_every_statement_is_read_by_two_parsers_and_keeps_the_house_style(block: Block) -> None:
    for text in block.statements:
        assert not isinstance(parse(text), exp.Command) or _COPIED.match(text), text
        assert _UNREAD.match(text) or style(f"{text}\n") == []
        assert re.sub(r"'[^']*'", "", text) == re.sub(r"'[^']*'", "", text).lower() or _COPIED.match(text)


@pytest.mark.parametrize("block", told_in("plsql"), ids=name)
def test_every_block_of_plsql_is_one_unit_that_sqlfluff_reads_in_the_house_style(block: Block) -> None:
    assert block.text.endswith("\nend;\n/\n")
    assert _UNREAD.match(block.text) or style(block.text) == []


def reading(section: str) -> tuple[int, list[Path]]:
    """Return the minutes and files of a table that says what to read, whose lines must be right.

    Lines are those without headers; the page may be a tenth off, so that a line more does not change it.
    """
    jobs = HOME / "review" / "prod" / "sql" / "jobs"
    rows = re.findall(r"^\| (\d+) \| (`.+`) \| (\d+) \|", section, re.MULTILINE)
    seen: list[Path] = []
    for _, globs, lines in rows:
        files = [file.resolve() for glob in re.findall(r"`([^`]+)`", globs) for file in sorted(jobs.glob(glob))]
        files = [file for file in files if file.is_file()]
        texts = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        found = sum(1 for line in texts if not line.startswith("-- "))
        assert abs(found - int(lines)) <= found / 10, globs
        seen += files
    return sum(int(minutes) for minutes, _, _ in rows), seen


def test_the_hour_of_reading_and_the_rest_name_every_step_once_and_count_their_lines() -> None:
    page = (HOME / "docs" / "dba-guide.md").read_text(encoding="utf-8")
    hour, rest = page.partition("\n## What to read in one hour\n")[2].partition("\n## ")[0].split("\nThe rest takes ")
    (minutes, first), (more, later) = reading(hour), reading(rest)
    assert minutes == 60
    assert rest.startswith("two and a quarter hours.")
    assert more == 135
    seen = first + later
    assert len(seen) == len(set(seen))
    review = HOME / "review" / "prod"
    folders = ("jobs", "ledger", "chunk", "locks", "grants", "reports", "status", "notes")
    own = {file for folder in folders for file in (review / "sql" / folder).rglob("*.sql")}
    assert own | set((review / "migrations").glob("*.sql")) <= set(seen)
    revoke = set((review / "sql" / "jobs" / "revoke").glob("*.sql"))
    assert revoke <= set(first), "what deletes is read in the first hour"
