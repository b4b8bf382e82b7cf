"""The commands for the DBA: what will run, before it runs."""

from pathlib import Path
from typing import Annotated

import typer

from runner import show
from runner.cli import Env, Json, database_of, environment_of
from runner.errors import UsageError

app = typer.Typer()


@app.command("env")
def printenvironment_of(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Print the effective settings, defaults and variables included, without secrets."""
    from runner.environment import to_toml

    settings = environment_of(context, env)
    if json:
        show.as_json(settings.model_dump(mode="json", by_alias=True))
    else:
        show.say(to_toml(settings).rstrip())


@app.command()
def render(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write a file each below DIR, instead of printing.", metavar="DIR"),
    ] = None,
    env: Env = None,
) -> None:
    """Print every SQL file as it will run; needs no database."""
    from runner.render import Catalog

    statements = list(Catalog(environment_of(context, env)).all())
    for statement in statements:
        if out is None:
            show.say(f"-- sql/{statement.path}\n{statement.text}")
        else:
            target = out / statement.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(statement.text, encoding="utf-8")
    if out is not None:
        show.say(f"{len(statements)} files written below {out}")


@app.command()
def migrate(
    context: typer.Context,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print the script for SQL*Plus instead; needs no database.")
    ] = False,
    down: Annotated[
        bool, typer.Option("--down", help="With --sql: the way back, which drops lapse's own tables.")
    ] = False,
    env: Env = None,
) -> None:
    """Bring lapse's own tables up to date."""
    from runner import migrate as migrations
    from runner.ledger import newest_revision

    if down and not sql:
        raise UsageError("--down goes with --sql: lapse never drops its own tables, a DBA may")
    if sql:
        show.say(migrations.script(environment_of(context, env), down=down).rstrip())
        return
    database = database_of(context, env)
    with database.session() as session:
        before = migrations.migrate(session)
    show.say(f"lapse's own tables of {database.environment.name}: from {before} to {newest_revision()}")
