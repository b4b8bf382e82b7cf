"""The Oracle of these tests: one that LAPSE_TEST_ORACLE_URL names, or the container of compose.yaml."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

PASSWORD = "only_for_tests"  # of every account in the container; compose.yaml and container/*.sql repeat it
OWNER = "lapse_owner"
RUNTIME = "lapse_app"
OPERATOR = "lapse_operator"

HOW_TO_RUN = (
    "run 'make test-oracle' where a container engine is, or name a database of your own: "
    "LAPSE_TEST_ORACLE_URL=oracle+oracledb://USER@HOST:1521?service_name=NAME LAPSE_PASSWORD=... make test-oracle"
)

_ASKED_FOR_S = 3
# Lines for SQL*Plus itself, and comments.
_NO_SQL = re.compile(r"(set|whenever|spool|exit)\b.*|--.*")
_BLOCK = re.compile(r"(declare|begin)\b")


@dataclass(frozen=True)
class Server:
    """A database to test on.

    Attributes:
        url: as [database] url names it, with the account that may create tables.
        password_file: holds its password, as cron would find it; None where a wallet does.
        is_container: whether it has the accounts of tests/oracle/container, SYSTEM with the same password among them.
    """

    url: str
    password_file: Path | None
    is_container: bool

    def url_of(self, account: str) -> str:
        """Return the URL of another account."""
        return sa.make_url(self.url).set(username=account).render_as_string(hide_password=False)

    def settings(self, account: str | None = None) -> dict[str, str]:
        """Return the section [database] of an environment; of another account where one is named."""
        secret = {"password_file": str(self.password_file)} if self.password_file else {}
        return {"url": self.url_of(account) if account else self.url, **secret}

    def engine_of(self, account: str) -> sa.Engine:
        """Return an engine of an account of the container; lapse has no hand in it."""
        return sa.create_engine(self.url_of(account), poolclass=sa.NullPool, connect_args={"password": PASSWORD})

    def answers(self) -> bool:
        """Say whether the account that the container makes last can log in."""
        try:
            with self.engine_of(RUNTIME).connect():
                return True
        except sa.exc.DBAPIError:
            return False


def keep(password: str, folder: Path) -> Path:
    """Write a password file as lapse demands it: for its owner's eyes alone."""
    file = folder / "oracle.password"
    file.touch(mode=0o600)
    file.write_text(password, encoding="utf-8")
    return file


@cache
def lacking() -> str | None:
    """Say what is missing to start the container, or None where nothing is."""
    if shutil.which("docker") is None:
        return "there is no docker on this host"
    for command, lack in (
        (["docker", "info"], "docker is here, but no engine answers it"),
        (["docker", "compose", "version"], "docker is here, but without its compose plugin"),
    ):
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_ASKED_FOR_S)
        except (OSError, subprocess.SubprocessError):
            return lack
    return None


def statements(script: str) -> list[str]:
    """Return the statements of a script for SQL*Plus, which end with a ';' or, blocks always, a '/' on its own line."""
    found, lines = [], list[str]()
    for line in script.split("\n"):
        if not lines and (not line.strip() or _NO_SQL.fullmatch(line)):
            continue
        is_end = line == "/" or (line.endswith(";") and not _BLOCK.match((lines or [line])[0]))
        if line != "/":
            lines.append(line.removesuffix(";") if is_end else line)
        if is_end:
            found.append("\n".join(lines).strip())
            lines = []
    return found


def run_script(engine: sa.Engine, script: str) -> int:
    """Run a script for SQL*Plus, statement by statement in one session; return how many there were."""
    texts = statements(script)
    with engine.begin() as connection:
        for text in texts:
            connection.exec_driver_sql(text)
    return len(texts)
