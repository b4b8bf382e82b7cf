"""The command `lapse`; design: the command. Heavy imports stand in the commands, for --help must be quick."""

import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runner import __version__, log, show
from runner.errors import Exit, LapseError, UsageError

if TYPE_CHECKING:
    from runner.database import Database
    from runner.environment import Environment

_FORMATS = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
_EXITS = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 done with rejected items, 4 stopped by a guard or limit, "
    "5 SQL differs from its review, 75 another run holds the lock."
)

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
RunId = Annotated[int, typer.Argument(metavar="RUN", help="Number of a run, see `lapse runs`.")]
CsvFile = Annotated[Path, typer.Argument(help="A CSV file with a header line, UTF-8.", show_default=False)]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Revokes Oracle permissions that nobody used, by SQL that a DBA has read.",
    epilog=_EXITS,
)
load_app = typer.Typer(no_args_is_help=True, help="Stream a CSV file into one of the environment's tables.")
app.add_typer(load_app, name="load")


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    log.set_up()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(given)
    except LapseError as error:
        if "--json" in given:
            show.as_json({"status": "failed", "exit_code": int(error.exit_code), "message": str(error)})
        logging.getLogger("lapse").error("%s", error)
        sys.exit(error.exit_code)


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    env: Env = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    context.obj = env
    if version:
        show.say(f"lapse {__version__}")
        raise typer.Exit


def _environment(context: typer.Context, env: str | None) -> "Environment":
    from runner import environment

    name = env or context.find_root().obj or os.environ.get("LAPSE_ENV")
    if not name:
        raise UsageError("name an environment: lapse --env NAME ..., or set LAPSE_ENV")
    return environment.read(name)


def _database(context: typer.Context, env: str | None) -> "Database":
    from runner.database import Database

    return Database(_environment(context, env))


@app.command("env")
def print_environment(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Print the effective settings, defaults and variables included, without secrets."""
    from runner.environment import to_toml

    settings = _environment(context, env)
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

    statements = list(Catalog(_environment(context, env)).all())
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
        show.say(migrations.script(_environment(context, env), down=down).rstrip())
        return
    database = _database(context, env)
    with database.session() as session:
        before = migrations.migrate(session)
    show.say(f"lapse's own tables of {database.environment.name}: from {before} to {newest_revision()}")


def _load(context: typer.Context, env: str | None, name: str, file: Path, json: bool) -> None:
    from runner.load import load

    report = load(_database(context, env), name, file)
    if json:
        show.as_json(report)
    else:
        show.say(f"{report['loaded']:,} rows loaded into {report['table']}")
        if report["rejected"]:
            show.say(f"{report['rejected']:,} lines rejected, kept in {report['rejected_file']}")
    raise typer.Exit(Exit.REJECTED if report["rejected"] else Exit.DONE)


@load_app.command("access-log")
def load_access_log(context: typer.Context, file: CsvFile, env: Env = None, json: Json = False) -> None:
    """Load program_id, user_id, accessed_at; bad lines go to FILE.rejected.csv."""
    _load(context, env, "access_log", file, json)


@load_app.command("permission")
def load_permission(context: typer.Context, file: CsvFile, env: Env = None, json: Json = False) -> None:
    """Load program_id, user_id, granted_at and the extra columns; bad lines go to FILE.rejected.csv."""
    _load(context, env, "permission", file, json)


def _run(context: typer.Context, env: str | None, jobs: list[str], as_of: datetime | None, json: bool) -> None:
    from runner.run import execute

    report = execute(_environment(context, env), jobs, as_of, log.Progress())
    if json:
        show.as_json(report)
    else:
        show.run_report(report)
    raise typer.Exit(report["exit_code"])


@app.command()
def sync(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Carry each user's newest access per program forward."""
    _run(context, env, ["sync"], as_of, json)


@app.command()
def revoke(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Take away the permissions that nobody used, after a sync."""
    _run(context, env, ["revoke"], as_of, json)


@app.command()
def run(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Sync, then revoke: what cron calls every evening."""
    _run(context, env, ["sync", "revoke"], as_of, json)


@app.command()
def plan(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Say what would lapse now, per program, with the guards' answers; changes nothing."""
    from runner.plan import plan as make_plan

    made = make_plan(_database(context, env), as_of)
    if json:
        show.as_json(made)
    else:
        show.plan_report(made)


@app.command()
def runs(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """List the runs, the newest first."""
    with _database(context, env).session() as session:
        rows = session.query("ledger/list_runs.sql")
    if json:
        show.as_json(rows)
    else:
        names = ("run_id", "jobs", "as_of", "status", "exit_code", "started_at", "finished_at")
        show.as_table([{name: row[name] for name in names} for row in rows], "no run yet")


@app.command("show")
def show_run(context: typer.Context, run_id: RunId, env: Env = None, json: Json = False) -> None:
    """Show one run: its steps and counts."""
    from runner.ledger import read_run

    with _database(context, env).session() as session:
        report = read_run(session, run_id)
    if json:
        show.as_json(report)
    else:
        show.run_report(report)


@app.command()
def revocations(
    context: typer.Context,
    run_id: RunId,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """List what one run took."""
    from runner.ledger import read_run

    with _database(context, env).session() as session:
        read_run(session, run_id)
        rows = session.query("ledger/list_revocations.sql", run_id=run_id)
    if json:
        show.as_json(rows)
    elif csv:
        show.as_csv(rows, ["program_id", "user_id", "granted_at", "last_access_at", "revoked_at", "run_id"])
    else:
        show.as_table(rows, f"run {run_id} revoked nothing")


@app.command()
def rejected(context: typer.Context, run_id: RunId, env: Env = None, json: Json = False) -> None:
    """List the items that one run could not write, with the database's words."""
    from runner.ledger import read_run

    with _database(context, env).session() as session:
        read_run(session, run_id)
        rows = session.query("ledger/list_rejected.sql", run_id=run_id)
    if json:
        show.as_json(rows)
    else:
        show.as_table(rows, f"run {run_id} rejected nothing")
