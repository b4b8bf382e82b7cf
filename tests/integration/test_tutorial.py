"""The tutorial, command by command, on a smaller company than its own: what each prints has the words of the page.

Numbers, times and names may differ; lines that look alike count once, and `...` stands for any lines.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.database.session import Database
from runner.engine import ledger
from runner.environment import file as environment
from runner.environment.file import HOME
from tests.command import called
from tests.conftest import server_folder

PAGE = (HOME / "docs" / "tutorial.md").read_text(encoding="utf-8")
MAKEFILE = (HOME / "runner" / "project" / "lapse.mk").read_text(encoding="utf-8")
DEMO = ("migrate", "demo", "plan", "run", "revocations 3", "runs")
JOB = "sql/jobs/lose_a_day/10_delete_a_day.sql"
SMALLER = {  # 20 programs and 500 users: in each file, what stands there and what takes its place
    "sql/macros/company.sql": {
        "cross join digit m\n": "join digit m on m.d = 0\n",
        "where th.d < 5": "where th.d = 0 and hu.d < 5",
    },
    "sql/jobs/demo/30_log_accesses.sql": {"th.d < 8": "th.d = 0 and hu.d < 4", "48000": "2000"},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the tutorial has it, of a smaller company."""
    monkeypatch.setattr(ledger, "os_user", lambda: "anna")
    monkeypatch.chdir(tmp_path)
    assert called("init", "permissions").code == 0
    folder = tmp_path / "permissions"
    [job] = re.findall(r"^```\n(-- name: .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    files = {JOB: job} | {name: (HOME / name).read_text(encoding="utf-8") for name in SMALLER}
    for name, text in files.items():
        for there, instead in SMALLER.get(name, {}).items():
            assert there in text
            text = text.replace(there, instead)  # noqa: PLW2901
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def new_database(project: Path) -> None:
    file = project / "environments" / "demo.toml"
    text = re.sub(r'url = ".*"', f'url = "{server_folder()}"', file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    Database(environment.read("demo")).dialect.create()


def told() -> Iterator[tuple[str, list[str]]]:
    """Give each command of the page with what it prints there."""
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            yield command, lines


def printed(command: str, project: Path) -> list[str]:
    """Run a command of the page, and return the lines that it prints."""
    if command in ("make demo", "rm -r .demo"):
        new_database(project)
        inner = DEMO if command == "make demo" else ()
        return [line for each in inner for line in printed(f"lapse --env demo {each}", project)]
    words, _, head = command.partition(" | head -n ")
    if "log-day accept" in words:
        [day] = re.findall(r"\d{4}-\d\d-\d\d", called("--env", "demo", "log-day", "list").out)
        words = re.sub(r"\d{4}-\d\d-\d\d", day, words)
    result = called(*shlex.split(words)[1:])
    assert result.code == (4 if "stopped with exit code 4" in result.out else 0), result.err
    return result.out.splitlines()[: int(head) if head else None]


def shapes(lines: list[str]) -> list[str]:
    """Return the lines without what differs from day to day and from company to company."""
    found: list[str] = []
    for line in lines:
        shape = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?|(?<= )-(?= |$)", "TIME", line)
        shape = re.sub(r"\d[\d,.]*(?<!,)", "0", shape)
        shape = " ".join(re.sub(r"^[a-z]+(-0)? +(?=u0 |0 +0 +0$)", "program ", shape).split())
        found += [shape] if found[-1:] != [shape] else []
    return found


def test_every_command_of_the_tutorial_prints_what_the_page_shows(project: Path) -> None:
    for command, lines in told():
        found = iter(shapes(printed(command, project)))
        any_lines = False
        for expected in shapes([line for line in lines if not line.startswith("== ")]):
            if expected == "...":
                any_lines = True
                continue
            each = next(found, None)
            while any_lines and each not in (None, expected):
                each = next(found, None)
            assert each == expected, f"{command}: {expected} not {each}"
            any_lines = False
        assert any_lines or next(found, None) is None, command
        assert all(f'"{line}"' in MAKEFILE for line in lines if line.startswith("== ")), command
