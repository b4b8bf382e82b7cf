"""The command that puts back what a run revoked."""

from typing import Annotated

import typer

from runner import show
from runner.cli import Env, Json, RunId, environment_of
from runner.signals import listening_stop

app = typer.Typer()


@app.command()
def restore(
    context: typer.Context,
    run_id: RunId,
    program: Annotated[str | None, typer.Option("--program", help="Only this program's.", show_default=False)] = None,
    user: Annotated[str | None, typer.Option("--user", help="Only this user's.", show_default=False)] = None,
    env: Env = None,
    json: Json = False,
) -> None:
    """Put back what a run revoked; what has been granted again since stays as it is."""
    from runner.restore import restore as put_back

    report = put_back(environment_of(context, env), run_id, program, user, listening_stop())
    if json:
        show.as_json(report)
    else:
        show.run_report(report)
        if report["granted_since"]:
            show.say("not restored (re-granted since):")
            show.as_table(report["granted_since"], "")
    raise typer.Exit(report["exit_code"])
