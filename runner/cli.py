"""What the commands share: their common options, and the environment and database that these name."""

import os
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from runner.errors import UsageError

if TYPE_CHECKING:
    from runner.database import Database
    from runner.environment import Environment

_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]

Env = Annotated[
    str | None,
    typer.Option("--env", help="NAME of environments/NAME.toml, or FILE.toml.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=_FORMATS,
        help="The instant to speak of; without it, the database's clock.",
        show_default=False,
    ),
]


def environment_of(context: typer.Context, env: str | None) -> "Environment":
    """Return the environment named by `--env` behind the command, before it, or by LAPSE_ENV.

    Raises:
        UsageError: none is named.
        SettingsError: it cannot be used.
    """
    from runner import environment

    name = env or context.find_root().obj or os.environ.get("LAPSE_ENV")
    if not name:
        raise UsageError("name an environment: lapse --env NAME ..., or set LAPSE_ENV")
    return environment.read(name)


def database_of(context: typer.Context, env: str | None) -> "Database":
    """Return the database of that environment; arguments and errors as of `environment_of`."""
    from runner.database import Database

    return Database(environment_of(context, env))
