"""The runbook has a line for everything that can wake somebody: each exit code, each guard, each rule of status."""

import re

from runner.environment.file import HOME
from runner.errors import Exit

PAGE = (HOME / "docs" / "runbook.md").read_text(encoding="utf-8")
SQL = HOME / "sql"


def first_cells(head: str) -> list[str]:
    """Return the first column of the table whose head begins so."""
    table = PAGE.partition(f"\n| {head} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)[1:]


def names(*patterns: str) -> set[str]:
    """Return the names in the headers of SQL files."""
    files = [file for pattern in patterns for file in SQL.glob(pattern)]
    return {re.findall(r"^-- name: +(.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)[0] for file in files}


def test_every_exit_code_every_guard_and_every_rule_of_status_has_one_line() -> None:
    assert first_cells("exit code") == [f"{each:d}" for each in Exit]
    assert sorted(first_cells("guard")) == sorted(names("jobs/*/*_guard_*.sql"))
    assert sorted(first_cells("rule")) == sorted(names("status/*.sql", "notes/*.sql"))
