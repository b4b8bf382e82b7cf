"""The command `lapse`; see docs/architecture.md. Heavy imports stand in the commands, because --help must be quick."""

import atexit
import gc
import logging
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from runner import __version__, dba, loads, log, log_days, pauses, records, restores, rules, show, signals
from runner.cli import AsOf, Csv, Env, Json, database_of, environment_of, not_blank
from runner.errors import Exit, LapseError, UsageError
from runner.records import CANDIDATE
from runner.signals import listening_stop

if TYPE_CHECKING:
    from runner.run import Request

_EXITS = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 done with rejected items, 4 stopped by a guard or limit, "
    "5 SQL differs from its review, 10 plan --exit-code has candidates, 75 another run or a load holds the lock."
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Revokes Oracle permissions that nobody used, by SQL that a DBA has read.",
    epilog=_EXITS,
)
app.add_typer(loads.app, name="load")
app.add_typer(rules.policy_app, name="policy")
app.add_typer(rules.exempt_app, name="exempt")
app.add_typer(log_days.app, name="log-day")
app.add_typer(pauses.app)
app.add_typer(records.app)
app.add_typer(restores.app)
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
    signals.handle(signal.default_int_handler)  # so that what a command opened is closed
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _check_text(given)
        try:
            app(given)
        finally:
            show.flush()
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


def _run(context: typer.Context, env: str | None, request: "Request", json: bool) -> None:
    from runner.run import execute

    report = execute(environment_of(context, env), request, log.Progress(), listening_stop())
    show.as_json(report) if json else show.run_report(report)
    raise typer.Exit(report["exit_code"])


@app.command()
def run(
    context: typer.Context,
    as_of: AsOf = None,
    accept_plan: Annotated[
        int | None,
        typer.Option(
            "--accept-plan",
            metavar="RUN",
            help="Revoke only what this plan, or stopped run, listed and what still lapses; limits are waived.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", help="Why the plan is accepted; kept for the audit.", show_default=False, callback=not_blank
        ),
    ] = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Sync, judge, revoke: what cron calls every evening."""
    from runner.run import Request

    if (accept_plan is None) != (not reason):
        raise UsageError("--accept-plan RUN and --reason WHY go together; nothing was done")
    if accept_plan is not None:
        from runner.plan import check_accepted

        check_accepted(database_of(context, env), accept_plan)
    parameters: dict[str, object] = {"accepted_plan": accept_plan, "accept_reason": reason}
    _run(context, env, Request(as_of=as_of, parameters=parameters), json)


@app.command()
def sync(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Carry each user's newest access per program forward, and revoke nothing."""
    from runner.run import Request

    _run(context, env, Request(("sync",), as_of), json)


@app.command()
def job(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Folders of sql/jobs, in the order to run.")],
    as_of: AsOf = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Run jobs of your own under one run, in the order named."""
    from runner.run import Request, check_jobs

    if "demo" in names:  # whose tables are made first, and never where a review is demanded
        raise UsageError("the demo has a command of its own, lapse demo; nothing was done")
    request = Request(tuple(names), as_of)
    check_jobs(environment_of(context, env), request)
    _run(context, env, request, json)


@app.command()
def demo(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Fill empty tables with a made-up company; refuses where the customer's tables have rows."""
    from runner.customer import create_missing
    from runner.run import Request

    database = database_of(context, env)
    if database.environment.review.required:
        raise UsageError(f"{database.environment.name} demands a review: the demo is not for it, nothing was done")
    create_missing(database, database.environment.logs[0])
    create_missing(database, None)
    _run(context, env, Request(("demo",), as_of), json)


@app.command()
def plan(
    context: typer.Context,
    as_of: AsOf = None,
    what_if: Annotated[
        str | None,
        typer.Option(
            "--what-if", metavar="DAYS,...", help="Count the permissions idle for so many days.", show_default=False
        ),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 10 when permissions would lapse.")] = False,
    csv: Csv = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Show which permissions would be revoked now, and why. Changes none of your tables."""
    from runner.plan import candidates
    from runner.plan import plan as make_plan

    environment = environment_of(context, env)
    made = make_plan(environment, as_of, _days(what_if), log.Progress(), listening_stop())
    is_judged = made["status"] in ("done", "rejected")
    rows = candidates(database_of(context, env), made["run_id"]) if is_judged and (json or csv) else []
    if json:
        show.as_json(made | {"rows": rows})
    elif not is_judged:
        show.run_report(made)
    elif csv:
        show.as_csv(rows, CANDIDATE)
    else:
        lapse = f"lapse --env {environment.argument}"
        again = f" --as-of '{made['as_of']}'" if as_of else ""
        accept = f"{lapse} run{again} --accept-plan {made['run_id']} --reason WHY"
        show.plan_report(made, lapse, accept)
    if made["exit_code"]:
        raise typer.Exit(made["exit_code"])
    if exit_code and made["lapsing"]:
        raise typer.Exit(Exit.CANDIDATES)


def _days(text: str | None) -> list[int]:
    try:
        days = [] if text is None else [int(part) for part in text.split(",")]
    except ValueError:
        days = [0]
    if any(not 1 <= each <= 36500 for each in days):
        raise UsageError(f"--what-if {text}: write days from 1 to 36500 with commas, say 30,60,180")
    return days


@app.command()
def why(
    context: typer.Context,
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose permission.")],
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="Of which program.")],
    env: Env = None,
    json: Json = False,
) -> None:
    """Say why a user keeps or loses a permission: its dates, and what the newest judgement says of it."""
    from runner.why import why as explain

    found = explain(database_of(context, env), user, program)
    show.as_json(found) if json else show.answers(found)
    if not found["answers"]:
        logging.getLogger("lapse").error("%s", found["message"])
        raise typer.Exit(found["exit_code"])
