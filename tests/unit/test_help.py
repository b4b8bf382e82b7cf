"""What the command says of itself: each command helps, and none would do the dangerous half of an evening."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from runner.commands.main import app
from tests.command import called


def _commands(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
    else:
        for name, each in inner.items():
            yield from _commands(each, *path, name)


COMMANDS = sorted(_commands(get_command(app)))


def test_every_command_helps_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAPSE_ENV", raising=False)
    general = called("--help").out
    for path in COMMANDS:
        assert path[0] in general.split(), path
        result = called(*path, "--help")
        assert (result.code, result.err) == (0, ""), path
        assert f" {' '.join(path)} [OPTIONS]" in result.out, path
        assert "--env" in result.out, path


def test_evening_is_one_command_and_revoke_alone_is_none() -> None:
    assert {("run",), ("sync",), ("plan",), ("candidates",), ("why",), ("job",)} <= set(COMMANDS)
    result = called("--env", "demo", "revoke")
    assert result.code == 2
    assert "No such command 'revoke'" in result.err
