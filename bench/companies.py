"""Made-up companies: each is built once, and copied for every timed run."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from .process import CACHE, run
from .server import FIRST, LAPSE, Server

HERE = Path(__file__).parent
SQL = HERE / "sql"
_BUILD = SQL / "company"
_SCHEMAS = [HERE / "peers" / name / "schema.sql" for name in ("bare", "spring-batch")]


@dataclass(frozen=True)
class Company:
    """What a company is made of, and where it stands.

    Attributes:
        rows: of the access log, in the days up to the first evening.
        permissions: before the first evening.
        new_rows: of the day after the first evening.
        due: permissions due on the measured evening.
        overdue: permissions due on the first evening.
        programs: how many there are.
        days: of the log.
        is_new: whether the first evening is still to come.
    """

    rows: int
    permissions: int
    new_rows: int = 0
    due: int = 0
    overdue: int = 500
    programs: int = 200
    days: int = 200
    is_new: bool = False

    def __str__(self) -> str:
        parts = [(self.rows, "log rows"), (self.permissions, "permissions"), (self.programs, "programs")]
        if self.is_new:
            parts.append((self.overdue, "candidates on the first evening"))
        else:
            parts += [(self.new_rows, "new rows"), (self.due, "due")]
        return ", ".join(f"{number:,} {what}" for number, what in parts if number)


@contextmanager
def copy_of(company: Company) -> Iterator[Server]:
    """Give a fresh copy of a company with its server up; it is removed afterwards."""
    source, copy = built(company), _empty_place("copy")
    _copy(source, copy)
    subprocess.run(["sync"], check=True)
    with Server(copy) as server:
        yield server


def built(company: Company) -> Path:
    """Return the data folder of a company, its server stopped; build it where it was not yet built."""
    name = sha256(f"{company!r}{_sources()}".encode()).hexdigest()[:12]
    finished = CACHE / "companies" / name
    if not finished.exists():
        print(f"building a company of {company}", flush=True)
        _build(company, finished)
    return finished


def _build(company: Company, finished: Path) -> None:
    place = _empty_place("building")
    _copy(_empty_database(), place)
    with Server(place, is_kept=True) as server:
        facts = {name: int(value) for name, value in asdict(company).items()}
        server.psql(_BUILD / "company.sql", **facts)
        if not company.is_new:
            server.psql(_BUILD / "index_to_build.sql")
            run([LAPSE, "--env", server.settings, "run", "--as-of", FIRST], server.env)
            server.psql(_BUILD / "no_index_to_build.sql")
        server.psql(*_SCHEMAS, _BUILD / "peers.sql", _BUILD / "vacuum.sql")
        if company.new_rows:
            server.psql(_BUILD / "evening.sql", **facts)
        server.psql(_BUILD / "finish.sql")
    server.settings.unlink()
    place.rename(finished)


def _empty_database() -> Path:
    """Return a database with lapse's tables and the customer's, all of them empty."""
    empty = CACHE / "companies" / f"empty-{_sources()}"
    if not empty.exists():
        place = _empty_place("empty")
        settings = Server(place, is_kept=True).settings
        run([LAPSE, "--env", settings, "migrate"])
        for table, time in (("access-log", "accessed_at"), ("permission", "granted_at")):
            header = place.with_suffix(".csv")
            header.write_text(f"program_id,user_id,{time}\n", encoding="utf-8")
            run([LAPSE, "--env", settings, "load", table, header])
            header.unlink()
        settings.unlink()
        place.rename(empty)
    return empty


@cache
def _sources() -> str:
    """Digest what a company depends on besides its sizes: with other sources it is built again."""
    root = HERE.parent
    files = [*_BUILD.glob("*.sql"), *_SCHEMAS, *(root / "migrations" / "versions").glob("*.py")]
    files += [*(root / "sql").rglob("*.sql"), *(root / "runner" / "database" / "embedded").glob("*.py")]
    return sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()[:8]


def _empty_place(name: str) -> Path:
    """Return a path in the cache at which nothing is."""
    place = CACHE / "companies" / name
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", "--reflink=auto", source, target], check=True)
