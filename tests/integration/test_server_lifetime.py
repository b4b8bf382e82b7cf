"""The embedded server starts with the first process that uses it and stops with the last, whatever became of others."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command import lapse, start
from tests.conftest import server_folder

pytestmark = pytest.mark.usefixtures("embedded_only")

HOLD = """
import sys
from runner.database.session import Database
from runner.environment.file import read
with Database(read(sys.argv[1])).session():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An environment with a database of its own, whose server does not run."""
    written = tmp_path / "own.toml"
    written.write_text(f'[database]\nurl = "{server_folder()}"\n', encoding="utf-8")
    assert lapse("--env", str(written), "migrate").code == 0
    return written


def is_up(file: Path) -> bool:
    folder = file.read_text(encoding="utf-8").split('"')[1].removeprefix("embedded:")
    return (Path(folder) / "postmaster.pid").exists()


@contextmanager
def holder(file: Path) -> Iterator[subprocess.Popen[str]]:
    """While the block runs, a process of its own has a session open."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def four_at_once(file: Path, command: str) -> list[int]:
    started = [start("--env", str(file), command) for _ in range(4)]
    for process in started:
        process.communicate(timeout=120)
    return [process.returncode for process in started]


def test_four_commands_at_once_start_one_server_and_leave_none(file: Path) -> None:
    assert four_at_once(file, "runs") == [0] * 4
    assert not is_up(file)


def test_server_stops_with_the_last_living_process_though_a_younger_one_was_killed(file: Path) -> None:
    with holder(file):
        with holder(file) as killed:
            killed.send_signal(signal.SIGKILL)
        assert is_up(file)
    assert not is_up(file)


def test_server_stays_for_those_that_still_use_it(file: Path) -> None:
    with holder(file):
        assert lapse("--env", str(file), "runs").code == 0
        assert is_up(file)
    assert not is_up(file)
