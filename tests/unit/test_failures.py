"""However a command fails: its exit code tells, --json prints one document on stdout, and the reason is on stderr."""

import errno
import json
import os
import subprocess
from pathlib import Path

import pytest

from runner.environment import file as environment
from runner.errors import Exit
from tests.command import LAPSE, Result, called


def _failed(result: Result, code: int) -> str:
    """Hold a result to one JSON document that tells of the failure; return its message."""
    document = json.loads(result.out)
    assert (result.code, document["status"], document["exit_code"]) == (code, "failed", code)
    assert "Traceback" not in result.err
    assert document["message"] in result.err
    return str(document["message"])


USAGE = [
    (("run", "--force"), "lapse run has no option --force; see lapse run --help; nothing was done"),
    (("runs", "--jsn"), "lapse runs has no option --jsn; did you mean --json? Nothing was done"),
    (("--json", "runs"), "lapse has no option --json; the options of a command come after it; see lapse --help"),
    (("why",), "USER is missing; usage: lapse why [OPTIONS] USER PROGRAM; nothing was done"),
    (("log-day", "accept", "log", "2026-02-03"), "--as is missing: write holiday or lost; usage: lapse log-day accept"),
    (("show", "1", "2"), "too many arguments; usage: lapse show [OPTIONS] RUN; nothing was done"),
    (("audit", "--from", "yesterday"), "--from 'yesterday': not a time, write it as YYYY-MM-DD or 'YYYY-MM"),
    (("log-day", "reopen", "log", "2026-02-30"), "DAY '2026-02-30': not a day, write it as YYYY-MM-DD;"),
    (("show", "first"), "RUN 'first': write a whole number; nothing was done"),
    (("policy", "set", "wiki", "--days", "0"), "--days '0': write 1 or more; nothing was done"),
    (("policy", "set", "wiki", "--mode", "of"), "--mode 'of' is unknown: write enforce, report or off; nothing was"),
    (("policy", "set", "wiki", "--reason", "why"), "give a setting: --days, --mode, --when-silent or --notice;"),
    (("restore", "1", "--reason", " "), "--reason: must not be empty; nothing was done"),
    (("launch",), "lapse has no command 'launch'; see lapse --help; nothing was done"),
    (("stauts",), "lapse has no command 'stauts'; did you mean status? Nothing was done"),
    (("revoke",), "lapse has no command 'revoke'; see lapse --help; nothing was done"),
    (("rejected", "dismss", "3", "1"), "lapse rejected has no command 'dismss'; did you mean dismiss? Nothing was"),
    (("load", "access-log", "."), "is a directory; nothing was done"),
    (("run", "--accept-plan", "1"), "--accept-plan RUN and --reason WHY go together; nothing was done"),
    (("runs", "--csv", "--json"), "--json and --csv exclude each other; nothing was done"),
]


def test_a_usage_error_says_what_to_write() -> None:
    for arguments, message in USAGE:
        result = called("--env", "demo", *arguments)
        [line] = result.err.splitlines()
        assert message in json.loads(line)["message"]
        assert (result.code, "--json" in arguments or result.out == "") == (2, True)


@pytest.mark.parametrize("arguments", [("run", "--force"), ("why",), ("launch",), ("runs", "--csv")])
def test_a_usage_error_is_one_json_document(arguments: tuple[str, ...]) -> None:
    assert _failed(called("--env", "demo", *arguments, "--json"), 2).endswith("nothing was done")


def test_a_missing_environment_is_one_json_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAPSE_ENV", raising=False)
    assert "no environment given" in _failed(called("runs", "--json"), 2)
    assert "there is no environment file" in _failed(called("--env", "nowhere", "runs", "--json"), 2)
    assert (called("script").code, called("--env", "nowhere", "script").code) == (0, 2)  # the list needs none


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (OSError(errno.EIO, "Input/output error", "/some/file"), 1, "/some/file: Input/output error"),
        (KeyboardInterrupt(), 130, "interrupted by a signal"),
    ],
)
def test_what_interrupts_a_command_is_one_json_document(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
) -> None:
    def read(name: str) -> None:
        raise error

    monkeypatch.setattr(environment, "read", read)
    assert message in _failed(called("--env", "demo", "env", "--json"), code)
    assert called("--env", "demo", "env").out == ""


def test_a_fault_of_lapse_itself_is_one_json_document_and_a_traceback(tmp_path: Path) -> None:
    """The traceback is for the developer who fixes it."""
    broken = "from runner.environment import file; file.read = None; from runner.commands.main import main; main()"
    command = [str(LAPSE.with_name("python")), "-c", broken, "--env", "demo", "env", "--json"]
    done = subprocess.run(command, cwd=environment.HOME, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["message"] == "TypeError: 'NoneType' object is not callable"
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("arguments", [("--help",), ("--env", "demo", "render"), ("--env", "demo", "env", "--json")])
def test_a_reader_that_stops_reading_ends_the_command_quietly(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([LAPSE, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(("arguments", "code"), [(("demo", "env"), 1), (("nowhere", "status"), 3)])
def test_output_that_cannot_be_written_is_an_error_in_one_line_and_unknown_to_a_monitor(
    arguments: tuple[str, ...], code: int
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([LAPSE, "--env", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == code
    [line] = done.stderr.splitlines()
    assert json.loads(line)["message"] == "the output could not be written: No space left on device"


def test_the_page_of_commands_has_every_exit_code_with_its_meaning() -> None:
    section = (
        (environment.HOME / "docs" / "commands.md")
        .read_text(encoding="utf-8")
        .split("\n## Exit codes\n")[1]
        .split("\n## ")[0]
    )
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in section.splitlines() if line.startswith("|")]
    assert rows[2:] == [[f"{each:d}", each.meaning] for each in Exit]
    general = " ".join(called("--help").out.split())
    assert all(f"{each:d} {each.meaning}" in general for each in Exit)
