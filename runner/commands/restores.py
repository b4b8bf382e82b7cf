"""The command that restores what a run revoked."""

from typing import Annotated

import typer

from ..engine.signals import listening_stop
from ..errors import Exit, UsageError
from . import live, output, summary
from .groups import REPAIR, examples
from .options import Env, Json, Quiet, RunId, Verbose, database_of, detail, not_blank

app = typer.Typer()


@app.command(
    rich_help_panel=REPAIR,
    epilog=examples("--env prod restore 41 --dry-run", "--env prod restore 41 --user lee02 --reason 'back from leave'"),
)
def restore(
    context: typer.Context,
    run_id: RunId,
    program: Annotated[
        str | None,
        typer.Option(
            "--program", metavar="PROGRAM", help="Restore permissions of this program only.", show_default=False
        ),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="USER", help="Restore permissions of this user only.", show_default=False),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="WHY",
            callback=not_blank,
            help="Why; required unless --dry-run. Kept for the audit.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be restored.")] = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """Restore the permissions that a run revoked.

    Permissions that were re-granted since are left unchanged.
    """
    from ..jobs.restore import Choice, preview
    from ..jobs.restore import restore as put_back

    if not dry_run and reason is None:
        raise UsageError("--reason is required (it is kept for the audit); nothing was done")
    choice, how, database = Choice(run_id, program, user), detail(verbose, quiet), database_of(context, env)
    if dry_run or reason is None:
        report = preview(database, choice)
    else:
        with live.shown(is_quiet=quiet) as progress:
            report = put_back(database, choice, reason, progress, listening_stop())
    if json:
        output.as_json(report)
    else:
        summary.restore_report(report, database.environment.command, how)
    raise typer.Exit(report.get("exit_code", Exit.DONE))
