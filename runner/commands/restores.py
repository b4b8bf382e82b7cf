"""The command that puts back what a run revoked."""

from typing import Annotated

import typer

from runner.commands import output
from runner.commands.options import Env, Json, RunId, database_of, not_blank
from runner.engine.signals import listening_stop
from runner.errors import Exit, UsageError

app = typer.Typer()


@app.command()
def restore(
    context: typer.Context,
    run_id: RunId,
    program: Annotated[str | None, typer.Option("--program", help="Only this program's.", show_default=False)] = None,
    user: Annotated[str | None, typer.Option("--user", help="Only this user's.", show_default=False)] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            callback=not_blank,
            help="Why; required unless --dry-run, kept for the audit.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be put back.")] = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Put back what a run revoked: all that can go back; what has been granted again since stays as it is."""
    from runner.jobs.restore import Choice, preview
    from runner.jobs.restore import restore as put_back

    choice = Choice(run_id, program, user)
    if dry_run:
        report = preview(database_of(context, env), choice)
    elif reason is None:
        raise UsageError("--reason is required (it is kept for the audit); nothing was done")
    else:
        report = put_back(database_of(context, env), choice, reason, listening_stop())
    if json:
        output.as_json(report)
    else:
        output.restore_report(report)
    raise typer.Exit(report.get("exit_code", Exit.DONE))
