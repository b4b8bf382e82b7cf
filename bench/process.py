"""Processes that are timed: seconds, peak memory, and how they ended."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("LAPSE_BENCH_DIR") or Path(tempfile.gettempdir()) / "lapse-bench").absolute()


class FailedError(Exception):
    """A process ended badly, or what it left is wrong."""


class MissingError(Exception):
    """A peer cannot be built here."""


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        code: its exit code.
        seconds: from its start to its end.
        peak_mb: the most memory it held resident, in MB of 10^6 bytes; no other process counts, but it is never less
            than what this one held when it started the other.
        output, errors: what it wrote.
    """

    code: int
    seconds: float
    peak_mb: float
    output: str
    errors: str


def run(command: Sequence[str | Path], env: Mapping[str, str] | None = None, codes: tuple[int, ...] = (0,)) -> Ended:
    """Run a process to its end.

    Args:
        command: the program and its arguments.
        env: its variables, besides those of this process.
        codes: the exit codes it may have.

    Raises:
        FailedError: it ended with another exit code.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        started = time.perf_counter()
        process = subprocess.Popen(command, env={**variables(), **(env or {})}, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        ended = Ended(process.returncode, seconds, usage.ru_maxrss * 1024 / 1e6, output.read(), errors.read())
    if ended.code not in codes:
        told = (ended.errors.strip() or ended.output.strip() or "no output").splitlines()[-1]
        raise FailedError(f"{Path(command[0]).name} ended with {ended.code}: {told[:500]}")
    return ended


def variables() -> dict[str, str]:
    """Return the variables of this process without lapse's settings, and with those that quieten the peers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAPSE_", "PG"))}
    return kept | {"PGTZ": "UTC", "JAVA_TOOL_OPTIONS": "", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
