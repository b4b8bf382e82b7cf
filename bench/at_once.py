"""Start eight runs at once, repeatedly: one works, the others end with 75. Measures how soon they end."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from runner.database.session import Database
from runner.environment.file import read

LAPSE = Path(sys.executable).with_name("lapse")
AS_OF = datetime(2026, 8, 20, 18)
ROUNDS = 20
RUNS = 8
ITEMS = 3000
LOCKED = 75


def main() -> None:
    """Run the rounds and print the results; end with 1 if a round had not exactly one worker."""
    failed = False
    slowest = []
    with tempfile.TemporaryDirectory(prefix="lapse-bench-", ignore_cleanup_errors=True) as folder:
        file = _environment(Path(folder))
        server = Database(read(str(file))).session()  # keeps the server running, as a real one would
        for number in range(1, ROUNDS + 1):
            ended = _round(file)
            codes = sorted(code for code, _ in ended)
            failed |= codes != [0] + [LOCKED] * (RUNS - 1)
            slowest.append(max((seconds for code, seconds in ended if code != 0), default=0.0))
            print(f"round {number}: {codes.count(0)} worked; exit codes {codes}; slowest other {slowest[-1]:.2f} s")
        server.close()
    print(f"{ROUNDS} rounds of {RUNS} runs at once: the slowest of the others took {max(slowest):.2f} s (claimed: 2 s)")
    sys.exit(failed)


def _round(file: Path) -> list[tuple[int, float]]:
    """Start the runs and return the exit code and the seconds of each."""
    with ThreadPoolExecutor(RUNS) as threads:
        return list(threads.map(_run, [file] * RUNS))


def _run(file: Path) -> tuple[int, float]:
    started = time.perf_counter()
    done = _lapse(file, "run", "--as-of", str(AS_OF))
    return done.returncode, time.perf_counter() - started


def _environment(folder: Path) -> Path:
    """Write a log whose items are within the look-back, so that each round syncs them again, one by one, for seconds.

    One row is older than the inactivity period, because a log that covers less stops the run.
    """
    file = folder / "bench.toml"
    file.write_text(f'[database]\nurl = "embedded:{folder}/database"\n[sync]\nchunk_rows = 1\n', encoding="utf-8")
    _filled(_lapse(file, "migrate"))
    for name, at, rows in (("access-log", AS_OF - timedelta(hours=1), ITEMS), ("permission", AS_OF, 1)):
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(["program_id", "user_id", "accessed_at" if name == "access-log" else "granted_at"])
            writer.writerow(["program-0", "u0", at - timedelta(days=100)] if name == "access-log" else [1, 1, at])
            writer.writerows([f"program-{number % 20}", f"u{number}", at] for number in range(rows))
        _filled(_lapse(file, "load", name, str(path)))
    return file


def _filled(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        sys.exit(f"{done.args} ended with {done.returncode}:\n{done.stderr}")


def _lapse(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
    command = [str(LAPSE), "--env", str(file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=kept)


if __name__ == "__main__":
    main()
