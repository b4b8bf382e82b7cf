"""The command `lapse` in a process of its own, as cron starts it."""

import io
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pytest

from runner.commands import log
from runner.commands.main import main

LAPSE = Path(sys.executable).with_name("lapse")


@dataclass
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str


def lapse(*arguments: str, **variables: str) -> Result:
    """Run the command in a process of its own, without the variables LAPSE_* of the caller."""
    process = start(*arguments, variables=variables)
    out, err = process.communicate(timeout=120)
    return Result(process.returncode, out, err)


def start(
    *arguments: str,
    out: int | IO[str] = subprocess.PIPE,
    err: int | IO[str] = subprocess.PIPE,
    under: Sequence[str] = (),
    variables: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[str]:
    """Start the command as lapse() does, and do not wait for it.

    Args:
        arguments: of the command.
        out: where its output goes.
        err: where its log goes.
        under: a command and its arguments that start it in its turn.
        variables: of its environment.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
    kept |= {name: os.environ[name] for name in ("LAPSE_PASSWORD",) if name in os.environ}
    command = [*under, str(LAPSE), *arguments]
    return subprocess.Popen(command, stdout=out, stderr=err, text=True, encoding="utf-8", env=kept | dict(variables))


def call(*arguments: str) -> int:
    """Run the command within this process, whose log and signals stay as they are; return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "set_up", lambda: None)
        patch.setattr(signal, "signal", lambda number, handler: handler)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
    return int(ended.value.code or 0)


def called(*arguments: str) -> Result:
    """Run the command within this process, and return what it printed and its exit code."""
    logger = logging.getLogger("lapse")
    before = logger.handlers[:], logger.level, logger.propagate
    with (
        redirect_stdout(io.StringIO()) as out,
        redirect_stderr(io.StringIO()) as err,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(signal, "signal", lambda number, handler: handler)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
    logger.handlers[:], logger.level, logger.propagate = before
    return Result(int(ended.value.code or 0), out.getvalue(), err.getvalue())
