"""What is timed: lapse, and its peers. Each is a function that runs once on the server of a copy of a company."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from shutil import which
from zipfile import ZipFile

from .companies import HERE, SQL
from .process import CACHE, Ended, FailedError, MissingError, run
from .server import AS_OF, FIRST, LAPSE, Server, psql

PEERS = HERE / "peers"
LOCKED = 75
REJECTED = 3
_STATEMENTS = CACHE / "statements.sql"
_LINES = CACHE / "load_lines.csv"


@dataclass(frozen=True)
class Peer:
    """Something that is run on a company and measured.

    Attributes:
        act: what is timed.
        figure: what is measured of it; the seconds of the whole process by default.
        builds: builds the peer, where it was not yet built.
        once: what is made on a copy of its own before the first round.
        before: what is done on each copy before it is timed.
        schema: that of the views which show what it left, by the name of the peer.
    """

    act: Callable[[Server], Ended]
    figure: Callable[[Server, Ended], float] = lambda _, ended: ended.seconds
    builds: Callable[[], object] | None = None
    once: Callable[[Server], object] | None = None
    before: Callable[[Server], object] | None = None
    schema: str = "lapse"


def lapse(*arguments: str, chunk_rows: int = 1000, codes: tuple[int, ...] = (0,)) -> Peer:
    """Return lapse with these arguments."""
    return Peer(partial(_lapse, arguments=arguments, chunk_rows=chunk_rows, codes=codes))


def _lapse(server: Server, arguments: tuple[str, ...], chunk_rows: int = 1000, codes: tuple[int, ...] = (0,)) -> Ended:
    env = {"LAPSE_SYNC__CHUNK_ROWS": str(chunk_rows)}
    return run([LAPSE, "--env", server.settings, *arguments], server.env | env, codes)


def python(statement: str) -> Peer:
    """Return a Python that runs a statement: what no program in Python can do without."""
    return Peer(lambda _: run([sys.executable, "-c", statement]))


def bare() -> Peer:
    """Return the evening with nothing around it, in psql."""
    file = PEERS / "bare" / "bare.sql"
    return Peer(lambda server: run(psql(file, chunk=1000, look_back=3), server.env), schema="bare")


def own_statements() -> Peer:
    """Return the statements that lapse itself sends in an evening, sent by psql in the same transactions."""

    def once(server: Server) -> None:
        recorder = [sys.executable, "-m", "bench.recorder", str(_STATEMENTS)]
        environment = ["--env", str(server.settings)]
        run([*recorder, *environment, *EVENING], server.env | {"PYTHONPATH": str(HERE.parent)})

    return Peer(lambda server: run(psql(_STATEMENTS), server.env), once=once)


def spring(chunk: int) -> Peer:
    """Return the evening as a job of Spring Batch."""

    def act(server: Server) -> Ended:
        url = f"--url=jdbc:postgresql://127.0.0.1:{server.env['PGPORT']}/postgres"
        as_of = f"--asOf={AS_OF.replace(' ', 'T')}"
        return run(["java", "-jar", spring_jar(), as_of, f"--chunk={chunk}", "--lookBackDays=3", url], server.env)

    return Peer(act, builds=spring_jar, before=_make_batch_tables, schema="spring")


@cache
def spring_jar() -> Path:
    """Return the built job of Spring Batch, built by Maven the first time.

    Raises:
        MissingError: it cannot be built here.
    """
    jar = CACHE / "spring-batch" / "app.jar"
    if not jar.exists():
        _build("Spring Batch", ["mvn", "-q", "-B", "-f", PEERS / "spring-batch", f"-Dtarget={jar.parent}", "package"])
    return jar


def _make_batch_tables(server: Server) -> None:
    """Make Spring Batch's own tables, by the script that it brings along."""
    script = CACHE / "spring-batch" / "schema.sql"
    with ZipFile(spring_jar()) as jar:
        core = next(name for name in jar.namelist() if "/spring-batch-core-" in name)
        with jar.open(core) as inner, ZipFile(inner) as library:
            script.write_bytes(library.read("org/springframework/batch/core/schema-postgresql.sql"))
    server.psql(script)


def dbt() -> Peer:
    """Return the evening as two models of dbt, parsed before, as on a host where it runs every evening."""

    project, made = str(PEERS / "dbt"), CACHE / "dbt"
    places = {
        "DBT_PROJECT_DIR": project,
        "DBT_PROFILES_DIR": project,
        "DBT_TARGET_PATH": str(made / "target"),
        "DBT_LOG_PATH": str(made / "logs"),
    }

    def act(server: Server, command: str = "run") -> Ended:
        given = f"{{as_of: '{AS_OF}', look_back_days: 3}}"
        return run([dbt_command(), command, "--vars", given], server.env | places)

    return Peer(act, builds=dbt_command, once=partial(act, command="parse"), schema="dbt")


@cache
def dbt_command() -> Path:
    """Return the command dbt, installed by pip the first time.

    Raises:
        MissingError: it cannot be installed here.
    """
    place = CACHE / "dbt" / "venv"
    if not (place / "bin" / "dbt").exists():
        _build("dbt", [sys.executable, "-m", "venv", place])
        _build("dbt", [place / "bin" / "pip", "-q", "install", "-r", PEERS / "dbt" / "requirements.txt"])
    return place / "bin" / "dbt"


def _build(peer: str, command: list[str | Path]) -> None:
    if which(command[0]) is None:
        raise MissingError(f"{peer} needs {command[0]}")
    print(f"building {peer}, once", flush=True)
    try:
        run(command)
    except FailedError as error:
        raise MissingError(f"{peer} cannot be built: {error}") from error


def reported() -> Peer:
    """Return `lapse report` of the first run."""

    def act(server: Server) -> Ended:
        page = CACHE / "report.html"
        page.unlink(missing_ok=True)
        return _lapse(server, ("report", "--run", "1", "--out", str(page)))

    return Peer(act)


def copied() -> Peer:
    """Return psql's \\copy of a file of new accesses."""
    copy = f"\\copy access_log (program_id, user_id, accessed_at) from '{_LINES}' csv header"
    return Peer(lambda server: run([*psql(), "-c", copy], server.env), once=_write_lines)


def loaded() -> Peer:
    """Return `lapse load` of the file that `copied` makes."""
    return lapse("load", "access-log", str(_LINES))


def _write_lines(server: Server) -> None:
    run([*psql(SQL / "load_lines.sql"), f"--output={_LINES}"], server.env)


def eight_at_once() -> Peer:
    """Return eight evenings started at once. One works, item by item; measured is the slowest of the others."""

    def act(server: Server) -> Ended:
        evening = partial(_lapse, arguments=EVENING, chunk_rows=1, codes=(0, LOCKED))
        with ThreadPoolExecutor(8) as threads:
            ended = list(threads.map(evening, [server] * 8))
        refused = [one for one in ended if one.code == LOCKED]
        if len(refused) != 7:
            raise FailedError(f"of eight evenings at once, {8 - len(refused)} worked")
        return max(refused, key=lambda one: one.seconds)

    return Peer(act)


def with_bad_items(peer: Peer) -> Peer:
    """Return a peer that runs where the database refuses one item in 1,000."""
    return replace(peer, before=lambda server: server.psql(SQL / "bad_items.sql"))


def after(peer: Peer, *arguments: str) -> Peer:
    """Return a peer that works on what another command of lapse left."""
    return replace(peer, before=lambda server: _lapse(server, arguments))


def peak(peer: Peer) -> Peer:
    """Return a peer of which the peak memory is measured, in MB."""
    return replace(peer, figure=lambda _, ended: ended.peak_mb)


def syncing(peer: Peer) -> Peer:
    """Return a peer of which the seconds of its sync are measured, as it records them itself."""
    file = SQL / f"sync_seconds_{peer.schema}.sql"
    return replace(peer, figure=lambda server, _: float(server.psql(file)))


EVENING = ("run", "--as-of", AS_OF)
FIRST_EVENING = ("run", "--as-of", FIRST)
