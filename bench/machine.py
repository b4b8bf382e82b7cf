"""What was measured on: the machine, and the versions."""

import os
import platform
import shutil
import subprocess
import time
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryFile
from zipfile import ZipFile

from .companies import HERE
from .peers import dbt_command, spring_jar
from .process import CACHE, MissingError
from .server import binaries


def facts() -> dict[str, str]:
    """Return what a reader needs to judge the figures, by what it is of."""
    return {
        "machine": f"{os.cpu_count()} cores ({_cpu()}), {_memory_gb():.0f} GB of memory, Linux {platform.release()}",
        "disk": f"{_output('findmnt', '-no', 'FSTYPE', '--target', CACHE)}, a write and fsync in {_fsync_ms():.2f} ms",
        "lapse": _output("git", "-C", HERE, "describe", "--always", "--dirty", "--exclude=*"),
        "Python": platform.python_version(),
        "PostgreSQL": _output(binaries() / "postgres", "--version").split()[-1],
        "Java": _java(),
        "Spring Batch": _spring(),
        "dbt": _dbt(),
    }


def _output(*command: str | Path) -> str:
    """Return what a command prints, or that it is not here."""
    if shutil.which(command[0]) is None:
        return "none"
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _fsync_ms(times: int = 50) -> float:
    """Return the milliseconds of a commit's least work: 8 kB written and flushed to the disk of the cache."""
    with TemporaryFile(dir=CACHE) as file:
        started = time.perf_counter()
        for _ in range(times):
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - started) / times * 1000


def _java() -> str:
    if shutil.which("java") is None:
        return "none"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    return told.split('"')[1]


def _spring() -> str:
    try:
        with ZipFile(spring_jar()) as jar:
            core = next(Path(name).stem for name in jar.namelist() if "/spring-batch-core-" in name)
    except MissingError as error:
        return str(error)
    return core.removeprefix("spring-batch-core-")


def _dbt() -> str:
    try:
        places: Sequence[str] = [str(path) for path in dbt_command().parents[1].glob("lib/python3*/site-packages")]
    except MissingError as error:
        return str(error)
    versions = {found.name: found.version for found in distributions(path=list(places))}
    return f"{versions['dbt-core']}, dbt-postgres {versions['dbt-postgres']}"
