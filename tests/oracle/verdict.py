"""Everything lapse does, once, on one database, and a file that says how it went: what `make first-oracle` runs.

A part that fails does not stop the next one. The tables have a prefix of their own and are dropped in the end. The
embedded database may be the target too, to try this program; what only Oracle can do is then not run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from runner.database import schema
from runner.database.session import Database
from runner.environment.file import HOME, read
from runner.errors import LapseError
from tests.oracle.server import HOW_TO_RUN, run_script

FILE = HOME / "oracle-verdict.md"
LAPSE = str(Path(sys.executable).with_name("lapse"))
PASSED, FAILED, NOT_RUN = "passed", "failed", "not run"
_SETTINGS = """\
database = {{ url = {url} }}
tables = {{ prefix = "first_", access_log = "first_access_log", permission = "first_permission" }}
[guards]
max_revocations = 60000
max_revocation_percent = 60
max_program_revocations = 60000
max_program_revocation_percent = 100
"""
_PASSWORDS = ("LAPSE_PASSWORD", "LAPSE_WALLET_PASSWORD")
_KEPT_LINES = 200

Outcome = tuple[str, str]  # passed, failed or not run, and the words of lapse and the database
Part = tuple[str, Callable[["Target"], Outcome]]  # title, and what runs it


class Target:
    """The database that is tried, and where the environment file that names it is written."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.is_embedded = url.startswith("embedded:")
        self.file = folder / "first.toml"
        self.file.write_text(_SETTINGS.format(url=json.dumps(url)), encoding="utf-8")
        self.database = Database(read(str(self.file)))

    def lapse(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of lapse in a process of its own."""
        return subprocess.run([LAPSE, "--env", str(self.file), *arguments], capture_output=True, text=True, check=False)

    def clean(self) -> None:
        """Drop the tables of this program; those that are not there are no error."""
        with suppress(LapseError, sa.exc.DBAPIError), self.database.session() as session:
            schema.migrate(session, "base")
        for name in ("first_access_log", "first_permission", "first_version"):
            with suppress(sa.exc.DBAPIError), self.database.dialect.engine.begin() as connection:
                connection.exec_driver_sql(f"drop table {name}")


def command(*arguments: str) -> Part:
    """Make a part of a command of lapse, which passes with exit code 0."""
    return "lapse " + " ".join(arguments), lambda target: _outcome(target.lapse(*arguments))


def _outcome(done: "subprocess.CompletedProcess[str]") -> Outcome:
    failure = f"{done.stdout}{done.stderr}\nexit code {done.returncode}"
    return (FAILED, failure) if done.returncode else (PASSED, done.stdout)


def _down(target: Target) -> Outcome:
    if target.is_embedded:
        return NOT_RUN, "the script is Oracle's"
    script = target.lapse("migrate", "--sql", "--down")
    if script.returncode:
        return _outcome(script)
    return PASSED, f"{run_script(target.database.dialect.engine, script.stdout)} statements run"


def _explain(target: Target) -> Outcome:
    """Explain every step of every job: a line a step, and its problems."""
    lines, status = [], PASSED
    for job in target.database.catalog.job_names:
        done = target.lapse("explain", job, "--json")
        found = json.loads(done.stdout)
        status = FAILED if done.returncode else status
        lines += [_explained(plan) for plan in found] if isinstance(found, list) else [f"{job}: {done.stdout}"]
    return status, "\n".join(lines)


def _explained(plan: dict[str, Any]) -> str:
    if plan["problems"] is None:
        return f"{plan['path']}: explained, not judged"
    passes = ", ".join(f"{count} of {name}" for name, count in plan["passes"].items()) or "none"
    line = f"{plan['path']}: passes: {passes}; hints used: {', '.join(plan['hints_used']) or 'none'}"
    return "\n  BAD: ".join([line, *plan["problems"]])


def _evening(target: Target) -> Outcome:
    """Time an evening over the demo's data, and say how much of it its statements took."""
    started = time.perf_counter()
    done = target.lapse("run", "--json")
    whole = time.perf_counter() - started
    if done.returncode:
        return _outcome(done)
    steps = sorted(json.loads(done.stdout)["steps"], key=lambda step: -float(step["seconds"]))
    spent = sum(step["seconds"] for step in steps)
    lines = [f"{step['seconds']:8.2f} s  {step['step']}, {step['affected']} rows" for step in steps[:10]]
    return PASSED, "\n".join([f"{whole:.1f} s in all, {spent:.1f} s of it in its steps; the slowest:", *lines])


def _tests(target: Target) -> Outcome:
    if target.is_embedded:
        return NOT_RUN, "these tests need an Oracle"
    words = [sys.executable, "-m", "pytest", str(HOME / "tests" / "oracle"), "-q", "--tb=line", "-rfEs"]
    variables = os.environ | {"LAPSE_TEST_ORACLE_URL": target.url}
    return _outcome(subprocess.run(words, capture_output=True, text=True, check=False, cwd=HOME, env=variables))


PARTS = (
    command("migrate"),
    ("the script of lapse migrate --sql --down", _down),
    command("migrate"),
    command("demo"),
    command("doctor"),
    command("plan"),
    ("lapse explain, every step", _explain),
    ("lapse run, timed", _evening),
    command("status"),
    ("tests/oracle", _tests),
)


def write(target: Target, file: Path, secrets: Collection[str] = (), parts: Sequence[Part] = PARTS) -> Counter[str]:
    """Run the parts, and write the verdict again after each of them, without any of the secrets.

    Returns how many passed, failed and were not run. Raises LapseError, with nothing written, where the database cannot
    be reached.
    """
    done: list[tuple[str, float, Outcome]] = []
    with target.database.session() as session:  # keeps an embedded server running between the commands
        server = getattr(session.connection, "version", "embedded PostgreSQL")
        target.clean()
        for title, run in parts:
            started = time.perf_counter()
            try:
                outcome = run(target)
            except Exception as error:  # whatever it is, the next part runs
                outcome = FAILED, f"{type(error).__name__}: {error}"
            done.append((title, time.perf_counter() - started, outcome))
            page = _page(target, server, done)
            for secret in sorted(secrets, key=len, reverse=True):
                page = page.replace(secret, "***")
            file.write_text(page, encoding="utf-8")
            sys.stderr.write(f"{outcome[0]:8} {title}\n")
        target.clean()
    return Counter(status for _, _, (status, _) in done)


def _page(target: Target, server: str, done: Sequence[tuple[str, float, Outcome]]) -> str:
    lines = ["# The verdict of a database on lapse", "", f"- database: {server}, {target.database.dialect.driver_name}"]
    lines += [f"- lapse: {version('lapse')}, Python {sys.version.split()[0]}, {datetime.now():%Y-%m-%d %H:%M}"]
    lines += ["", "| part | result | seconds |", "| --- | --- | --- |"]
    lines += [f"| {title} | {status} | {seconds:.1f} |" for title, seconds, (status, _) in done]
    for title, _, (status, words) in done:
        said = words.strip().splitlines()
        cut = [f"({len(said) - _KEPT_LINES} lines left out)"] if len(said) > _KEPT_LINES else []
        lines += ["", f"## {title}: {status}", "", "````text", *cut, *said[-_KEPT_LINES:], "````"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Try the database of LAPSE_TEST_ORACLE_URL."""
    url = os.environ.get("LAPSE_TEST_ORACLE_URL")
    if not url:
        sys.exit(f"no Oracle: {HOW_TO_RUN.replace('test-oracle', 'first-oracle')}")
    kept = [*_PASSWORDS, "LAPSE_TEST_ORACLE_URL", "LAPSE_TEST_ORACLE_CONTAINER"]
    for name in [name for name in os.environ if name.startswith("LAPSE_") and name not in kept]:
        del os.environ[name]
    secrets = {os.environ[name] for name in _PASSWORDS if os.environ.get(name)}
    try:
        with tempfile.TemporaryDirectory(prefix="lapse-first-") as folder:
            results = write(Target(url, Path(folder)), FILE, secrets)
    except LapseError as error:
        sys.exit(f"no verdict: {error}")
    counts = ", ".join(f"{results[each]} {each}" for each in (PASSED, FAILED, NOT_RUN) if results[each])
    sys.stderr.write(f"of {results.total()} parts {counts}: see {FILE}\n")
    sys.exit(results[PASSED] < results.total())


if __name__ == "__main__":
    main()
