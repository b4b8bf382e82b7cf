"""Where a review is required, no command runs SQL that differs from what was read, and none does part of its work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
AT = ("--as-of", str(AS_OF))
EVERYTHING = ("access_log", "permission", "last_access", "revocation", "exemption", "run", "run_step", "run_count")


@pytest.fixture
def pinned(company: Company) -> Iterator[Company]:
    """Two access logs and SQL that was reviewed; run 1 planned, and run 2 revoked one of three permissions."""
    company.ddl("create table test_second_log as select * from {access_log} where 1 = 0")
    try:
        both = company.fed_by({"table": "test_access_log"}, {"table": "test_second_log"})
        pinned = both.having(review={"required": True})
        company.execute("delete from {watermark} w")
        pinned.read_long_ago()
        company.log(("books", "busy", AS_OF))
        company.execute("insert into test_second_log values ('stock', 'busy', :at)", at=AS_OF)
        company.grant(("books", "busy", OLD), ("stock", "busy", OLD), ("books", "old", OLD))
        assert pinned.call("review").code == 0
        assert pinned.call("plan", *AT).code == 0
        assert pinned.call("run", *AT).code == 0
        assert company.revoked() == {("books", "old")}
        yield pinned
    finally:
        company.ddl("drop table test_second_log")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A file for each table of the customer's."""
    log, permission = tmp_path / "log.csv", tmp_path / "permission.csv"
    log.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(3)}\n", encoding="utf-8")
    permission.write_text(f"program_id,user_id,granted_at\nbooks,ann,{OLD}\n", encoding="utf-8")
    return {"LOG": str(log), "PERMISSION": str(permission), "AS_OF": str(AS_OF)}


COMMANDS = [
    "run --as-of AS_OF",
    "run --as-of AS_OF --accept-plan 1 --reason read",
    "sync --as-of AS_OF",
    "plan --as-of AS_OF",
    "job sync judge --as-of AS_OF",
    "restore 2 --reason mistake",
    "restore 2 --dry-run",
    "load access-log LOG --table test_second_log",
    "load permission PERMISSION",
    "purge --before 2001-01-01 --yes",
    "exempt add --user bot --until 2099-01-01 --reason import --approved-by cfo",
]


def test_command_whose_sql_differs_from_its_review_ends_with_5_and_changes_nothing(
    pinned: Company, files: dict[str, str]
) -> None:
    commands = {command: [files.get(word, word) for word in command.split()] for command in COMMANDS}
    before = pinned.tables(*EVERYTHING), pinned.query("select l.* from test_second_log l")
    reviewed = {path: path.read_bytes() for path in (pinned.folder / "review").rglob("*.sql")}
    for path, text in reviewed.items():
        path.write_bytes(text + b"-- another text")
    for command, arguments in commands.items():
        refused = pinned.call(*arguments)
        assert (refused.code, "differs from its review" in refused.err) == (5, True), command
        assert (pinned.tables(*EVERYTHING), pinned.query("select l.* from test_second_log l")) == before, command
    for path, text in reviewed.items():
        path.write_bytes(text)
    for command, arguments in commands.items():
        done = pinned.call(*arguments)
        assert done.code == 0, f"{command}: {done.err}"


@pytest.mark.parametrize("file", ["chunk/reject_item.lapse_sync_item.sql", "reports/why_used.sql"])
def test_run_ends_with_5_before_it_writes_where_only_what_it_may_need_later_differs(pinned: Company, file: str) -> None:
    [path] = (pinned.folder / "review").rglob(file.replace("lapse_", "test_"))
    path.write_bytes(path.read_bytes() + b"-- another text")
    before = pinned.tables()
    assert pinned.call("run", *AT).code == 5
    assert pinned.tables() == before


def test_environment_without_the_review_it_requires_ends_with_5(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", OLD))
    pinned = company.having(review={"required": True})
    refused = pinned.call("run", *AT)
    assert refused.code == 5
    assert "there is none in" in refused.err
    assert (company.permissions(), company.statuses()) == ({("books", "old")}, [])
