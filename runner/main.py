"""The command `lapse`; design: the command. Heavy imports stand in the commands, for --help must be quick."""

import atexit
import gc
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runner import __version__, dba, log, show
from runner.cli import AsOf, Env, Json, database_of, environment_of
from runner.errors import Exit, LapseError, UsageError

_EXITS = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 done with rejected items, 4 stopped by a guard or limit, "
    "5 SQL differs from its review, 75 another run holds the lock."
)

RunId = Annotated[int, typer.Argument(metavar="RUN", help="Number of a run, see `lapse runs`.")]
CsvFile = Annotated[Path, typer.Argument(help="A CSV file with a header line, UTF-8.", show_default=False)]

if TYPE_CHECKING:
    from runner.database import Session

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Revokes Oracle permissions that nobody used, by SQL that a DBA has read.",
    epilog=_EXITS,
)
load_app = typer.Typer(no_args_is_help=True, help="Stream a CSV file into one of the environment's tables.")
app.add_typer(load_app, name="load")
app.add_typer(dba.app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    gc.set_threshold(100_000)  # all that is loaded stays: to look for garbage in it takes a third of a short command
    atexit.register(gc.freeze)
    log.set_up()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what a command opened is closed
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(given)
    except LapseError as error:
        if "--json" in given:
            show.as_json({"status": "failed", "exit_code": int(error.exit_code), "message": str(error)})
        logging.getLogger("lapse").error("%s", error)
        sys.exit(error.exit_code)
    except OSError as error:
        logging.getLogger("lapse").error("%s: %s", error.filename or "output", error.strerror or error)
        sys.exit(Exit.ERROR)


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


def _load(context: typer.Context, env: str | None, name: str, file: Path, json: bool) -> None:
    from runner.load import load

    report = load(database_of(context, env), name, file)
    if json:
        show.as_json(report)
    else:
        show.say(f"{report['loaded']:,} rows loaded into {report['table']}")
        if report["runs_passed"]:
            show.say(
                "some of them are older than what a sync has read: the next one reads the log again from before them"
            )
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


def _run(context: typer.Context, env: str | None, jobs: list[str], as_of: AsOf, json: bool) -> None:
    from runner.run import execute

    report = execute(environment_of(context, env), jobs, as_of, log.Progress())
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
def demo(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Fill empty tables with a made-up company; refuses where the customer's tables have rows."""
    from runner.customer import create_missing

    database = database_of(context, env)
    if database.environment.review.required:
        raise UsageError(f"{database.environment.name} demands a review: the demo is not for it, nothing was done")
    create_missing(database, "access_log")
    create_missing(database, "permission")
    _run(context, env, ["demo"], as_of, json)


@app.command()
def restore(
    context: typer.Context,
    run_id: RunId,
    program: Annotated[str | None, typer.Option("--program", help="Only this program's.", show_default=False)] = None,
    user: Annotated[str | None, typer.Option("--user", help="Only this user's.", show_default=False)] = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Put back what a run took; what has been granted anew since stays as it is."""
    from runner.restore import restore as put_back

    report = put_back(environment_of(context, env), run_id, program, user)
    if json:
        show.as_json(report)
    else:
        show.run_report(report)
        if report["granted_since"]:
            show.say("left alone, for they have been granted anew since:")
            show.as_table(report["granted_since"], "")
    raise typer.Exit(report["exit_code"])


@app.command()
def plan(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Say what would lapse now, per program, with the guards' answers; changes nothing."""
    from runner.plan import plan as make_plan

    made = make_plan(database_of(context, env), as_of)
    if json:
        show.as_json(made)
    else:
        show.plan_report(made)


@contextmanager
def _ledger(context: typer.Context, env: str | None) -> "Iterator[Session]":
    """Open a session for reading the ledger, once its tables are what this version writes."""
    from runner.ledger import check_revision

    with database_of(context, env).session() as session:
        check_revision(session)
        yield session


@app.command()
def status(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """Say whether the evening's run does its work; ends with 1 when none has ended well for 25 hours."""
    with _ledger(context, env) as session:
        found = session.query("ledger/read_status.sql")[0]
    if json:
        show.as_json(found)
    else:
        show.as_table([{"fact": name.replace("_", " "), "value": value} for name, value in found.items()], "")
    raise typer.Exit(Exit.ERROR if found["problem"] else Exit.DONE)


@app.command()
def runs(context: typer.Context, env: Env = None, json: Json = False) -> None:
    """List the runs, the newest first."""
    with _ledger(context, env) as session:
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

    with _ledger(context, env) as session:
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

    with _ledger(context, env) as session:
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

    with _ledger(context, env) as session:
        read_run(session, run_id)
        rows = session.query("ledger/list_rejected.sql", run_id=run_id)
    if json:
        show.as_json(rows)
    else:
        show.as_table(rows, f"run {run_id} rejected nothing")
