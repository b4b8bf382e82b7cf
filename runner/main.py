"""The command `lapse`; design: the command. Heavy imports stand in the commands, for --help must be quick."""

import atexit
import gc
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from runner import __version__, dba, log, records, rules, show
from runner.cli import AsOf, Csv, Env, Json, RunId, database_of, environment_of
from runner.errors import Exit, LapseError, UsageError

_EXITS = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 done with rejected items, 4 stopped by a guard or limit, "
    "5 SQL differs from its review, 10 plan --exit-code has candidates, 75 another run holds the lock."
)

PLAN = [
    *("program_id", "user_id", "granted_at", "last_access_at", "inactivity_days", "noticed_at"),
    *("lapses_because", "protected_by"),
]
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
app.add_typer(rules.policy_app, name="policy")
app.add_typer(rules.exempt_app, name="exempt")
app.add_typer(records.app)
app.add_typer(dba.app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    show.set_up()
    gc.set_threshold(100_000)  # all that is loaded stays: to look for garbage in it takes a third of a short command
    atexit.register(gc.freeze)
    log.set_up()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what a command opened is closed
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _check_text(given)
        app(given)
    except LapseError as error:
        if "--json" in given:
            show.as_json({"status": "failed", "exit_code": int(error.exit_code), "message": str(error)})
        logging.getLogger("lapse").error("%s", error)
        sys.exit(error.exit_code)
    except OSError as error:
        logging.getLogger("lapse").error("%s: %s", error.filename or "output", error.strerror or error)
        sys.exit(Exit.ERROR)


def _check_text(arguments: list[str]) -> None:
    try:
        " ".join(arguments).encode()
    except UnicodeEncodeError:
        raise UsageError("an argument is not UTF-8; nothing was done") from None


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


def _load(
    context: typer.Context, env: str | None, name: str, file: Path, json: bool, log_table: str | None = None
) -> None:
    from runner.load import load

    report = load(database_of(context, env), name, file, log_table)
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
def load_access_log(
    context: typer.Context,
    file: CsvFile,
    table: Annotated[
        str | None,
        typer.Option("--table", help="The access log, where the environment names several.", show_default=False),
    ] = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Load program_id, user_id, accessed_at; bad lines go to FILE.rejected.csv."""
    _load(context, env, "access_log", file, json, table)


@load_app.command("permission")
def load_permission(context: typer.Context, file: CsvFile, env: Env = None, json: Json = False) -> None:
    """Load program_id, user_id, granted_at and the extra columns; bad lines go to FILE.rejected.csv."""
    _load(context, env, "permission", file, json)


def _run(
    context: typer.Context, env: str | None, jobs: list[str], as_of: AsOf, json: bool, **parameters: object
) -> None:
    from runner.run import execute

    report = execute(environment_of(context, env), jobs, as_of, log.Progress(), parameters)
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
def run(
    context: typer.Context,
    as_of: AsOf = None,
    accept_plan: Annotated[
        str | None,
        typer.Option(
            "--accept-plan", metavar="DIGEST", help="Lift the limits for what that plan lists.", show_default=False
        ),
    ] = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Sync, then revoke: what cron calls every evening."""
    if accept_plan is not None:
        from runner.plan import check_accepted

        check_accepted(database_of(context, env), accept_plan)
    _run(context, env, ["sync", "revoke"], as_of, json, accepted_plan=accept_plan)


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
def plan(
    context: typer.Context,
    as_of: AsOf = None,
    why: Annotated[
        tuple[str, str] | None,
        typer.Option("--why", metavar="USER PROGRAM", help="Say it of one permission.", show_default=False),
    ] = None,
    what_if: Annotated[
        str | None,
        typer.Option("--what-if", metavar="DAYS,...", help="Count at other days of inactivity.", show_default=False),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 10 when there are candidates.")] = False,
    csv: Csv = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Say what would lapse now and why, with the guards' answers; the company's tables stay as they are."""
    from runner.plan import plan as make_plan
    from runner.plan import why as say_why

    database = database_of(context, env)
    if why is not None:
        if csv or exit_code or what_if is not None:
            raise UsageError("--why goes with --as-of and --json alone")
        verdict = say_why(database, as_of, *why)
        show.as_json(verdict) if json else show.verdict(verdict)
        return
    made = make_plan(database, as_of, _days(what_if))
    if json:
        show.as_json(made)
    elif csv:
        show.as_csv([*made["rows"], *made["protected"]], PLAN)
    else:
        again = f" --as-of '{made['as_of']}'" if as_of else ""
        show.plan_report(made, f"lapse --env {database.environment.argument} run{again}")
    if exit_code and made["candidates"]:
        raise typer.Exit(Exit.CANDIDATES)


def _days(text: str | None) -> list[int]:
    try:
        days = [] if text is None else [int(part) for part in text.split(",")]
    except ValueError:
        days = [0]
    if any(not 1 <= each <= 36500 for each in days):
        raise UsageError(f"--what-if {text}: write days from 1 to 36500 with commas, say 30,60,180")
    return days
