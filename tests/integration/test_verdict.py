"""What `make first-oracle` writes, tried on the embedded database: a failing part is told, and stops no other."""

import functools
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.command import called
from tests.company import Company
from tests.oracle import verdict
from tests.oracle.verdict import PARTS, Target, command

pytestmark = pytest.mark.usefixtures("embedded_only")
EXPLAIN = "lapse explain, every step"


class Quick(Target):
    """A target whose commands run within this process."""

    def lapse(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        done = called("--env", str(self.file), *arguments)
        return subprocess.CompletedProcess(arguments, done.code, done.out, done.err)


class Judged(Quick):
    """A target that judges the hints of its statements, as Oracle does."""

    def lapse(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        plan = {"path": f"jobs/{arguments[1]}/10_x.sql", "passes": {"permission": 2}, "hints_used": ["full(p)"]}
        return subprocess.CompletedProcess(arguments, 1, json.dumps([plan | {"problems": ["full(l) was not used"]}]))

    def clean(self) -> None:
        """It has made nothing."""


@pytest.fixture
def target(company: Company, tmp_path: Path) -> Target:
    return Quick(company.database.environment.database.url, tmp_path)


def results(page: str) -> list[str]:
    return re.findall(r"^\| .* \| (passed|failed|not run) \| [\d.]+ \|$", page, re.MULTILINE)


def test_each_part_is_told_with_its_words_and_no_secret_is(company: Company, target: Target, tmp_path: Path) -> None:
    def lost(_target: Target) -> verdict.Outcome:
        raise ConnectionError("ORA-01017 for scott/t1g@r at db")

    own = dict(PARTS)
    parts = (
        *(command("migrate"), ("lost", lost), command("doctor"), command("job", "nope"), command("runs")),
        *((title, own[title]) for title in ("the script of lapse migrate --sql --down", EXPLAIN, "tests/oracle")),
    )
    before = company.tables()
    told = verdict.write(target, tmp_path / "verdict.md", {"t1g@r"}, parts)
    assert told == {"passed": 2, "failed": 4, "not run": 2}
    page = (tmp_path / "verdict.md").read_text(encoding="utf-8")
    assert results(page) == ["passed", "failed", "failed", "failed", "passed", "not run", "failed", "not run"]
    assert "ConnectionError: ORA-01017 for scott/*** at db\n" in page
    assert "t1g@r" not in page
    assert "there is no table first_permission" in page
    assert "there is no job 'nope'" in page
    assert "exit code 2\n" in page
    assert "jobs/purge/50_purge_runs.sql: explained, not judged\n" in page
    assert "psycopg" in page
    with target.database.session() as session:
        assert session.columns("first_run") is None
    assert company.tables() == before


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("passed", "of 2 parts 2 passed: "),
        ("failed", "of 2 parts 1 passed, 1 failed: "),
        ("not run", "of 2 parts 1 passed, 1 not run: "),
    ],
)
def test_a_verdict_is_good_only_if_all_parts_passed(
    company: Company,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    last: str,
    said: str,
) -> None:
    parts = (("one", lambda _: ("passed", "")), ("two", lambda _: (last, "its words")))
    monkeypatch.setattr(verdict, "FILE", tmp_path / "verdict.md")
    monkeypatch.setattr(verdict, "Target", Judged)
    monkeypatch.setattr(verdict, "write", functools.partial(verdict.write, parts=parts))
    monkeypatch.setenv("LAPSE_TEST_ORACLE_URL", company.database.environment.database.url)
    with pytest.raises(SystemExit) as ended:
        verdict.main()
    assert (ended.value.code, capsys.readouterr().err.splitlines()[-1].startswith(said)) == (last != "passed", True)
    page = (tmp_path / "verdict.md").read_text(encoding="utf-8")
    assert results(page) == ["passed", last]
    assert f"## two: {last}\n\n````text\nits words\n````\n" in page


def test_a_hint_that_is_not_used_fails_the_explaining(company: Company, tmp_path: Path) -> None:
    judged = Judged(company.database.environment.database.url, tmp_path)
    assert verdict.write(judged, tmp_path / "verdict.md", (), ((EXPLAIN, dict(PARTS)[EXPLAIN]),)) == {"failed": 1}
    page = (tmp_path / "verdict.md").read_text(encoding="utf-8")
    told = "jobs/revoke/10_x.sql: passes: 2 of permission; hints used: full(p)\n  BAD: full(l) was not used\n"
    assert told in page


def test_without_a_server_there_is_one_line_and_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verdict, "FILE", tmp_path / "verdict.md")
    for url, said in (
        ("", "no Oracle: run 'make first-oracle'"),
        ("oracle+oracledb://scott:t1g@127.0.0.1:9?service_name=X", "no verdict: "),
        ("oracle+oracledb://scott@127.0.0.1:9?service_name=X", "no verdict: cannot connect to first"),
    ):
        monkeypatch.setenv("LAPSE_TEST_ORACLE_URL", url)
        with pytest.raises(SystemExit) as ended:
            verdict.main()
        assert str(ended.value.code).startswith(said)
        assert "t1g" not in str(ended.value.code)
    assert capsys.readouterr() == ("", "")
    assert not (tmp_path / "verdict.md").exists()
