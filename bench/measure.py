"""Measure the claims of the README on the embedded database: medians, and ratios taken in one run."""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from runner.database.session import Database
from runner.environment.file import read

LAPSE = Path(sys.executable).with_name("lapse")
AS_OF = "2026-08-20 18:00:00"
PERMISSIONS = 60_000
ITEMS = 10_000
REPEATS = 9


def main() -> None:
    """Measure each claim and print the result."""
    with tempfile.TemporaryDirectory(prefix="lapse-bench-", ignore_cleanup_errors=True) as folder:
        file = _environment(Path(folder))
        database = Database(read(str(file)))
        database.dialect.create()
        with database.session():  # keeps the server running between the commands
            _lapse(file, "migrate")
            _fill(file, Path(folder))
            help_s = _median(lambda: _command("--help"))
            print(f"lapse --help: {help_s:.2f} s (claimed: within 0.3 s)")
            _measure_chunks(file)
            quiet_s = _median(lambda: _lapse(file, "run", "--as-of", AS_OF))
            print(f"a quiet run over {PERMISSIONS:,} permissions: {quiet_s:.2f} s (claimed: within 1 s)")


def _measure_chunks(file: Path) -> None:
    """Sync the same items with the default chunk and one by one, each into empty tables."""
    rates: dict[str, float] = {}
    for name, rows in (("the default chunk", {}), ("chunk_rows = 1", {"LAPSE_SYNC__CHUNK_ROWS": "1"})):
        _lapse(file, "migrate", LAPSE_TABLES__PREFIX=f"b{len(rates)}_")
        report = _lapse(file, "sync", "--as-of", AS_OF, "--json", LAPSE_TABLES__PREFIX=f"b{len(rates)}_", **rows)
        step = next(step for step in report["steps"] if step["transaction"] == "chunk")
        rates[name] = step["affected"] / step["seconds"]
        print(f"sync with {name}: {rates[name]:,.0f} items a second ({step['affected']:,} items)")
    ratio = rates["the default chunk"] / rates["chunk_rows = 1"]
    print(f"ratio: {ratio:.1f} (claimed: at least 20)")


def _environment(folder: Path) -> Path:
    file = folder / "bench.toml"
    file.write_text(f'[database]\nurl = "embedded:{folder}/database"\n', encoding="utf-8")
    return file


def _fill(file: Path, folder: Path) -> None:
    """Load a log whose items are older than the look-back but one, and one older than 90 days; nothing lapses."""
    _load(file, folder, "access-log", "accessed_at", ITEMS)
    _load(file, folder, "permission", "granted_at", PERMISSIONS)
    _lapse(file, "run", "--as-of", AS_OF)


def _load(file: Path, folder: Path, name: str, time_column: str, rows: int) -> None:
    as_of = datetime.fromisoformat(AS_OF)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["program_id", "user_id", time_column])
        for number in range(rows):
            at = as_of - timedelta(days={0: 0.1, 1: 100}.get(number, 10))
            writer.writerow([f"program-{number % 200:03}", f"u{number // 12:06}-{number % 12}", at])
    _lapse(file, "load", name, str(path))


def _median(command: Any) -> float:
    taken = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        command()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _lapse(file: Path, *arguments: str, **variables: str) -> Any:
    done = _command("--env", str(file), *arguments, **variables)
    return json.loads(done) if "--json" in arguments else done


def _command(*arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [LAPSE, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **variables}
    )
    if done.returncode:
        sys.exit(f"lapse {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
