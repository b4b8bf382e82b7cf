"""The commands that run jobs, and those that say what a run does with a permission."""

import logging
from typing import Annotated, Any, NoReturn

import typer

from runner.commands import log, output
from runner.commands.options import AsOf, Csv, Env, Json, database_of, not_blank
from runner.commands.records import CANDIDATE
from runner.engine.signals import listening_stop
from runner.errors import Exit, UsageError

app = typer.Typer()


def _end(report: dict[str, Any], json: bool) -> NoReturn:
    """Print the report of a run and end with its exit code."""
    output.as_json(report) if json else output.run_report(report)
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
    from runner.engine.ledger import Request
    from runner.engine.run import execute

    if (accept_plan is None) != (not reason):
        raise UsageError("--accept-plan RUN and --reason WHY go together; nothing was done")
    database = database_of(context, env)
    if accept_plan is not None:
        from runner.jobs.plan import check_accepted

        check_accepted(database, accept_plan)
    request = Request(as_of=as_of, parameters={"accepted_plan": accept_plan, "accept_reason": reason})
    _end(execute(database, request, log.Progress(), listening_stop()), json)


@app.command()
def sync(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Carry each user's newest access per program forward, and revoke nothing."""
    from runner.engine.ledger import Request
    from runner.engine.run import execute

    _end(execute(database_of(context, env), Request(("sync",), as_of), log.Progress(), listening_stop()), json)


@app.command()
def job(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Folders of sql/jobs, in the order to run.")],
    as_of: AsOf = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Run jobs of your own under one run, in the order named."""
    from runner.engine.ledger import Request
    from runner.engine.run import check_jobs, execute

    if "demo" in names:  # whose tables are made first, and never where a review is demanded
        raise UsageError("the demo has a command of its own, lapse demo; nothing was done")
    database, request = database_of(context, env), Request(tuple(names), as_of)
    check_jobs(database.catalog, request)
    _end(execute(database, request, log.Progress(), listening_stop()), json)


@app.command()
def demo(context: typer.Context, as_of: AsOf = None, env: Env = None, json: Json = False) -> None:
    """Fill empty tables with a made-up company; refuses where the customer's tables have rows."""
    from runner.database.customer import create_missing
    from runner.engine.ledger import Request
    from runner.engine.run import execute

    database = database_of(context, env)
    if database.environment.review.required:
        raise UsageError(f"{database.environment.name} demands a review: the demo is not for it, nothing was done")
    create_missing(database, database.environment.logs[0])
    create_missing(database, None)
    _end(execute(database, Request(("demo",), as_of), log.Progress(), listening_stop()), json)


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
    from runner.jobs.plan import candidates
    from runner.jobs.plan import plan as make_plan

    database = database_of(context, env)
    made = make_plan(database, as_of, _days(what_if), log.Progress(), listening_stop())
    is_judged = made["status"] in ("done", "rejected")
    rows = candidates(database, made["run_id"]) if is_judged and (json or csv) else []
    if json:
        output.as_json(made | {"rows": rows})
    elif not is_judged:
        output.run_report(made)
    elif csv:
        output.as_csv(rows, CANDIDATE)
    else:
        lapse = f"lapse --env {database.environment.argument}"
        again = f" --as-of '{made['as_of']}'" if as_of else ""
        accept = f"{lapse} run{again} --accept-plan {made['run_id']} --reason WHY"
        output.plan_report(made, lapse, accept)
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
    from runner.jobs.why import why as explain

    found = explain(database_of(context, env), user, program)
    output.as_json(found) if json else output.answers(found)
    if not found["answers"]:
        logging.getLogger("lapse").error("%s", found["message"])
        raise typer.Exit(found["exit_code"])
