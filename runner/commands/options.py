"""Options that several commands share, and the environment and database that they name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import DatabaseError, Fault, LapseError, UsageError
from . import log
from .summary import Detail

if TYPE_CHECKING:
    from ..database.session import Database, Session
    from ..environment.file import Environment


def to_day(text: str) -> datetime:
    """Return the first instant of a day.

    Raises:
        ValueError: it is not a day.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise ValueError("not a day, write it as YYYY-MM-DD") from None


def to_time(text: str) -> datetime:
    """Return a time; a day means its first instant.

    Raises:
        ValueError: it is neither.
    """
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form)
    raise ValueError("not a time, write it as YYYY-MM-DD or 'YYYY-MM-DD HH:MM:SS'")


def not_blank(value: str | None) -> str | None:
    """Refuse an empty or blank text; Oracle would store an empty one as NULL."""
    if value is not None and not value.strip():
        raise typer.BadParameter("must not be empty")
    return value


def _environment_names() -> list[str]:
    """Return what a shell offers after `--env`."""
    from ..environment.file import names

    return names()


Env = Annotated[
    str | None,
    typer.Option(
        "--env",
        metavar="NAME",
        help="NAME of environments/NAME.toml, or FILE.toml.",
        show_default=False,
        autocompletion=_environment_names,
    ),
]
RunId = Annotated[int, typer.Argument(metavar="RUN", help="Number of a run, see `lapse runs`.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Excel = Annotated[bool, typer.Option("--excel", help="Print CSV that Excel reads as UTF-8.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Also print the table of all steps.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the last line.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        parser=to_time,
        metavar="TIME",
        help="Evaluate as of TIME (default: the database clock).",
        show_default=False,
    ),
]


def _named(context: typer.Context, env: str | None) -> str | None:
    return env or context.find_root().obj or os.environ.get("LAPSE_ENV")


def is_named(context: typer.Context, env: str | None) -> bool:
    """Whether an environment is named, for a command that can do without one."""
    return bool(_named(context, env))


def detail(verbose: bool, quiet: bool) -> Detail:
    """Return how much is printed of a run.

    Raises:
        UsageError: both are given.
    """
    if verbose and quiet:
        raise UsageError("--verbose and --quiet exclude each other; nothing was done")
    return Detail.VERBOSE if verbose else Detail.QUIET if quiet else Detail.NORMAL


def environment_name(context: typer.Context, env: str | None) -> str:
    """Return what `--env` names after or before the command, or else LAPSE_ENV; the log names it from now on.

    Raises:
        UsageError: neither names anything.
    """
    name = _named(context, env)
    if not name:
        raise UsageError("no environment given: use --env NAME or set LAPSE_ENV; nothing was done")
    log.name_environment(Path(name).stem)
    return name


def environment_of(context: typer.Context, env: str | None) -> "Environment":
    """Return the environment of `environment_name`.

    Raises:
        UsageError: none is named, or there is no such environment.
        SettingsError: it cannot be used.
    """
    from ..environment import file as environment

    return environment.read(environment_name(context, env))


def database_of(context: typer.Context, env: str | None) -> "Database":
    """Return the database of that environment; arguments and errors as of `environment_of`."""
    from ..database.session import Database

    return Database(environment_of(context, env))


@contextmanager
def ledger(context: typer.Context, env: str | None) -> "Iterator[Session]":
    """Open a session on lapse's own tables, after checking that they have the revision of this version.

    Args:
        context: of the command.
        env: its `--env`.

    Raises:
        LapseError: the tables are missing or of another version.
    """
    from ..database.revision import check_revision

    with database_of(context, env).session() as session:
        check_revision(session)
        yield session


def lock_rows(session: "Session", path: str, held: str, **binds: Any) -> None:
    """Lock rows until the commit, so that nobody else decides on them meanwhile.

    Args:
        session: the session that will change or add what depends on them.
        path: a query below sql/ that locks them.
        held: what another session does that holds one, for the error.
        binds: those that the query declares.

    Raises:
        LapseError: another session holds one.
    """
    try:
        session.query(path, **binds)
    except DatabaseError as error:
        if error.fault is not Fault.LOCKED:
            raise
        raise LapseError(f"{held}; nothing was done, try again in a moment") from None
