"""The commands that read what runs recorded, for operators and auditors."""

import logging
from datetime import datetime
from typing import Annotated

import typer

from ..errors import UsageError
from . import explanations, output, summary
from .groups import EVENING, LOOK, examples
from .listing import Form, form_of, print_rows
from .options import Csv, Env, Excel, Json, RunId, database_of, ledger, to_time
from .summary import Detail

app = typer.Typer()

CANDIDATE = [
    *("program_id", "user_id", "granted_at", "permission_rows", "inactivity_days", "last_access_at"),
    *("protected_by", "detail"),
]
REVOCATION = ["program_id", "user_id", "granted_at", "last_access_at", "lost_day", "revoked_at", "run_id"]
NOTICE = [
    *("program_id", "user_id", "granted_at", "last_access_at", "inactivity_days"),
    *("noticed_at", "lapses_from", "lapses_on", "run_id"),
]
_RUNS = ("run_id", "jobs", "as_of", "status", "exit_code", "started_at", "finished_at")
AUDIT = [
    *("revoked_at", "program_id", "user_id", "granted_at", "last_access_at", "inactivity_days", "policy_reason"),
    *("noticed_at", "lost_day", "dismissed_access_at", "dismissed_by", "dismiss_reason"),
    *("run_id", "environment", "as_of", "run_by", "accepted_plan", "accept_reason"),
    *("sql_digest",),
    *("restored_at", "restored_by", "restore_reason"),
]


@app.command(rich_help_panel=LOOK, epilog=examples("--env prod runs", "--env prod runs --csv"))
def runs(context: typer.Context, csv: Csv = False, excel: Excel = False, env: Env = None, json: Json = False) -> None:
    """List the runs, newest first."""
    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        rows = session.query("ledger/list_runs.sql")
    if form is not Form.JSON:
        rows = [{name: row[name] for name in _RUNS} for row in rows]
    print_rows(form, rows, _RUNS, "no runs yet")


@app.command("show", rich_help_panel=LOOK, epilog=examples("--env prod show 41"))
def show_run(context: typer.Context, run_id: RunId, env: Env = None, json: Json = False) -> None:
    """Show the steps and counts of one run."""
    from ..engine.history import read_run

    with ledger(context, env) as session:
        report, lapse = read_run(session, run_id), session.database.environment.command
    if json:
        output.as_json(report)
    else:
        summary.run_report(report, lapse, Detail.VERBOSE)


@app.command(rich_help_panel=LOOK, epilog=examples("--env prod why lee02 payroll"))
def why(
    context: typer.Context,
    user: Annotated[str, typer.Argument(metavar="USER", help="User of the permission.")],
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="Program of the permission.")],
    env: Env = None,
    json: Json = False,
) -> None:
    """Explain why a user keeps, loses or lost a permission.

    Shows its dates and what the newest judgement decided.
    """
    from ..jobs.why import why as explain

    found = explain(database_of(context, env), user, program)
    output.as_json(found) if json else explanations.answers(found)
    if not found["answers"]:
        logging.getLogger("lapse").error("%s", found["message"])
        raise typer.Exit(found["exit_code"])


@app.command(rich_help_panel=LOOK, epilog=examples("--env prod revocations 41 --excel > revoked.csv"))
def revocations(
    context: typer.Context,
    run_id: RunId,
    csv: Csv = False,
    excel: Excel = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """List the permissions that one run revoked."""
    from ..engine.history import read_run

    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        read_run(session, run_id)
        rows = session.stream("ledger/list_revocations.sql", run_id=run_id)
        print_rows(form, rows, REVOCATION, f"run {run_id} revoked nothing")


@app.command(
    rich_help_panel=LOOK, epilog=examples("--env prod candidates 41", "--env prod candidates 41 --excel > listed.csv")
)
def candidates(
    context: typer.Context,
    run_id: RunId,
    csv: Csv = False,
    excel: Excel = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """List the candidates of one run, and what protects them.

    A candidate without a rule lapses.
    """
    from ..jobs.plan import candidates as listed

    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        print_rows(form, listed(session, run_id), CANDIDATE, f"run {run_id} has no candidates")


@app.command(rich_help_panel=EVENING, epilog=examples("--env prod notices --csv > notices.csv"))
def notices(
    context: typer.Context, csv: Csv = False, excel: Excel = False, env: Env = None, json: Json = False
) -> None:
    """List users whose permissions lapse soon, for your mailer."""
    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        print_rows(form, session.stream("reports/list_notices.sql"), NOTICE, "no notice is running")


@app.command(
    rich_help_panel=LOOK, epilog=examples("--env prod audit --from 2026-11-01 --to 2026-12-01 --excel > audit.csv")
)
def audit(
    context: typer.Context,
    since: Annotated[
        datetime, typer.Option("--from", parser=to_time, metavar="TIME", help="Start of the period (inclusive).")
    ],
    until: Annotated[
        datetime, typer.Option("--to", parser=to_time, metavar="TIME", help="End of the period (exclusive).")
    ],
    csv: Csv = False,
    excel: Excel = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """List who lost which permission, when, why and by which SQL.

    Also shows what was restored, when and by whom.
    """
    form = form_of(csv=csv, excel=excel, json=json)
    if until <= since:
        raise UsageError("--to must be later than --from: it is the end of the period (exclusive); nothing was done")
    with ledger(context, env) as session:
        rows = session.stream("reports/list_audit.sql", from_at=since, to_at=until)
        print_rows(form, rows, AUDIT, f"nothing was revoked from {since} until {until}")
