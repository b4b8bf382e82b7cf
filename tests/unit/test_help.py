"""What the command says of itself: each command helps, and none would do the dangerous half of an evening."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from runner.commands.main import commands
from tests.command import called


def _commands(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
    else:
        for name, each in inner.items():
            yield from _commands(each, *path, name)


def _found(path: tuple[str, ...]) -> Any:
    command: Any = commands()
    for name in path:
        command = command.commands[name]
    return command


COMMANDS = sorted(_commands(commands()))


def test_every_command_helps_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAPSE_ENV", raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    general = called("--help").out
    assert "..." not in general.partition("\n")[2], "each sentence is whole, however narrow the terminal"
    assert [line[:-1] for line in general.splitlines() if line.endswith(":") and line[0] != " "] == [
        *("Options", "Every evening", "Look", "Exceptions and policies", "Repair", "For the DBA", "Set up")
    ]
    for path in COMMANDS:
        assert path[0] in general.split(), path
        result = called(*path, "-h")
        assert (result.code, result.err) == (0, ""), path
        assert f" {' '.join(path)} [OPTIONS]" in result.out, path
        assert ("--env" in result.out) == (path != ("init",)), path


def test_every_example_is_a_call_of_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is parsed as it stands in the help, up to the redirection; the command itself is not called."""
    for path in COMMANDS:
        command = _found(path)
        lines = (command.epilog or "").splitlines()
        examples = [re.split("[<>]", line)[0].strip() for line in lines if line.startswith("  lapse ")]
        assert examples, path
        for example in examples:
            calls: list[Any] = []
            monkeypatch.setattr(command, "callback", lambda calls=calls, **given: calls.append(given))
            result = called(*shlex.split(example)[1:])
            assert (result.code, result.err, len(calls)) == (0, "", 1), example


def test_a_shell_completes_commands_options_and_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_LAPSE_COMPLETE", "complete_bash")
    for line, expected in (
        ("lapse --env ", ["demo", "dev", "prod"]),
        ("lapse runs --env p", ["prod"]),
        ("lapse rejected d", ["dismiss"]),
        ("lapse policy set wiki --mode r", ["report"]),
        ("lapse runs --ex", ["--excel"]),
    ):
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        assert called().out.split() == expected, line


def test_evening_is_one_command_and_revoke_alone_is_none() -> None:
    assert {("run",), ("sync",), ("plan",), ("candidates",), ("why",), ("job",)} <= set(COMMANDS)
    assert ("revoke",) not in COMMANDS
