"""The commands that run jobs."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ..engine.signals import listening_stop
from ..errors import ENDED_WELL, Exit, UsageError
from . import live, output, summary
from .groups import EVENING, REPAIR, SET_UP, examples
from .listing import Form, form_of, print_rows
from .monitors import metrics_at_end
from .notify import notification_at_end
from .options import AsOf, Csv, Env, Excel, Json, Quiet, Verbose, database_of, detail, ledger, not_blank, to_time
from .records import CANDIDATE
from .summary import Detail

if TYPE_CHECKING:
    from ..database.session import Database

app = typer.Typer()


def _end(report: dict[str, Any], lapse: str, how: Detail, json: bool) -> NoReturn:
    """Print the report of a run and end with its exit code."""
    output.as_json(report) if json else summary.run_report(report, lapse, how)
    raise typer.Exit(report["exit_code"])


@app.command(
    rich_help_panel=EVENING,
    epilog=examples("--env prod run", "--env prod run --accept-plan 41 --reason 'checked with the owners'"),
)
def run(
    context: typer.Context,
    as_of: AsOf = None,
    accept_plan: Annotated[
        int | None,
        typer.Option(
            "--accept-plan",
            metavar="RUN",
            help="Revoke only what this plan or stopped run listed and what still lapses; waive the limits.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", metavar="WHY", help="Why the plan is accepted; kept for the audit.", callback=not_blank
        ),
    ] = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Sync, judge and revoke; cron calls this every evening."""
    from ..engine.ledger import Request
    from ..engine.run import execute

    if (accept_plan is None) != (not reason):
        raise UsageError("--accept-plan RUN and --reason WHY go together; nothing was done")
    how, database = detail(verbose, quiet), database_of(context, env)
    with notification_at_end(database) as evening, metrics_at_end(database):
        if accept_plan is not None:
            from ..jobs.plan import check_accepted

            check_accepted(database, accept_plan)
        request = Request(as_of=as_of, parameters={"accepted_plan": accept_plan, "accept_reason": reason})
        with live.shown(is_quiet=quiet) as progress:
            report = evening.ended_with(execute(database, request, progress, listening_stop()))
        _end(report, database.environment.command, how, json)


@app.command(rich_help_panel=REPAIR, epilog=examples("--env prod sync"))
def sync(
    context: typer.Context,
    as_of: AsOf = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Only record the newest access of each user and program."""
    from ..engine.ledger import Request
    from ..engine.run import execute

    how, database = detail(verbose, quiet), database_of(context, env)
    with live.shown(is_quiet=quiet) as progress:
        report = execute(database, Request(("sync",), as_of), progress, listening_stop())
    _end(report, database.environment.command, how, json)


@app.command(rich_help_panel=REPAIR, epilog=examples("--env prod job sync judge"))
def job(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Folders of sql/jobs, in the order to run them.")],
    as_of: AsOf = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Run your own jobs under one run, in the given order."""
    from ..engine.ledger import Request
    from ..engine.run import check_jobs, execute

    if "demo" in names:  # which creates its tables first, and is refused where a review is required
        raise UsageError("demo cannot be run as a job: use lapse demo; nothing was done")
    how, database, request = detail(verbose, quiet), database_of(context, env), Request(tuple(names), as_of)
    check_jobs(database.catalog, request)  # before a connection is made
    with live.shown(is_quiet=quiet) as progress:
        report = execute(database, request, progress, listening_stop())
    _end(report, database.environment.command, how, json)


@app.command(rich_help_panel=SET_UP, epilog=examples("--env demo demo"))
def demo(
    context: typer.Context,
    as_of: AsOf = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Fill empty tables with a made-up company.

    Refuses if the customer's tables have rows.
    """
    from ..database.customer import create_missing
    from ..engine.ledger import Request
    from ..engine.run import execute

    how, database = detail(verbose, quiet), database_of(context, env)
    if database.environment.review.required:
        raise UsageError(f"{database.environment.name} requires a review, so it takes no demo data; nothing was done")
    create_missing(database, database.environment.logs[0])
    create_missing(database, None)
    with live.shown(is_quiet=quiet) as progress:
        report = execute(database, Request(("demo",), as_of), progress, listening_stop())
    _end(report, database.environment.command, how, json)


@app.command(
    rich_help_panel=REPAIR,
    epilog=examples("--env prod purge --before 2023-01-01", "--env prod purge --before 2023-01-01 --yes"),
)
def purge(
    context: typer.Context,
    before: Annotated[
        datetime, typer.Option("--before", parser=to_time, metavar="TIME", help="Delete records older than TIME.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only count.")] = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Delete old records from the ledger.

    Always keeps the records of the last audit_retention_days.
    """
    from ..engine.ledger import Request
    from ..engine.run import execute

    how = detail(verbose, quiet)
    with ledger(context, env) as session:
        database = session.database
        rows = session.query("reports/count_purgeable.sql", before=before)
        reasons = [row["reason"] for row in session.query("jobs/purge/10_guard_retention.sql", before=before)]
    if not yes:
        if json:
            output.as_json(rows)
        else:
            if how is not Detail.QUIET:
                output.as_table(rows, "")
                for reason in reasons:
                    output.say(f"would be stopped by guard retention: {reason}")
            again = f"{database.environment.command} purge --before '{before}' --yes"
            output.say("nothing was deleted" + ("" if reasons else f"; to delete these records: {again}"))
        return
    request = Request(("purge",), parameters={"before": before}, checks_columns=False)
    with live.shown(is_quiet=quiet) as progress:
        report = execute(database, request, progress, listening_stop())
    _end(report, database.environment.command, how, json)


@app.command(rich_help_panel=EVENING, epilog=examples("--env prod plan", "--env prod plan --what-if 30,60,180"))
def plan(
    context: typer.Context,
    as_of: AsOf = None,
    what_if: Annotated[
        str | None,
        typer.Option(
            "--what-if",
            metavar="DAYS,...",
            help="Also count the permissions idle for N days or more, for example 30,60,180.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 10 if permissions would lapse.")] = False,
    csv: Csv = False,
    excel: Excel = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Show which permissions would be revoked now, and why.

    Changes none of your tables.
    """
    from ..jobs.plan import plan as make_plan

    form, how, days = form_of(csv=csv, excel=excel, json=json), detail(verbose, quiet), _days(what_if)
    database = database_of(context, env)
    lapse = database.environment.command
    with live.shown(is_quiet=quiet) as progress:
        made = make_plan(database, as_of, days, progress, listening_stop())
    is_judged = made["status"] in ENDED_WELL
    if exit_code and made["lapsing"] and not made["exit_code"]:
        made["exit_code"] = int(Exit.CANDIDATES)
    if is_judged and form is not Form.TABLE:
        _print_candidates(made, database, form)
    elif form is Form.JSON:
        output.as_json(made | {"rows": []})
    elif not is_judged:
        summary.run_report(made, lapse, how)
    else:
        again = f" --as-of '{made['as_of']}'" if as_of else ""
        accept = f"{lapse} run{again} --accept-plan {made['run_id']} --reason WHY"
        summary.plan_report(made, lapse, accept, how)
    raise typer.Exit(made["exit_code"])


def _print_candidates(plan: output.Row, database: "Database", form: Form) -> None:
    """Print what a plan lists, as CSV or as the last value of its JSON."""
    from ..jobs.plan import candidates

    with database.session() as session:
        rows = candidates(session, plan["run_id"])
        if form is Form.JSON:
            output.as_json_rows(rows, plan)
        else:
            print_rows(form, rows, CANDIDATE, "")


def _days(text: str | None) -> list[int]:
    try:
        days = [] if text is None else [int(part) for part in text.split(",")]
    except ValueError:
        days = [0]
    if any(not 1 <= each <= 36500 for each in days):
        raise UsageError(
            f"--what-if {text}: write numbers of days from 1 to 36500, for example 30,60,180; nothing was done"
        )
    return days
