"""The commands that pause and resume all revocation."""

from datetime import datetime
from typing import Annotated

import typer

from ..errors import UsageError
from . import output
from .groups import DECIDE, examples
from .options import Env, ledger, to_time
from .rules import Reason

app = typer.Typer()

_UNTIL = "End of the pause; a date means its first midnight."


@app.command(
    rich_help_panel=DECIDE, epilog=examples("--env prod pause --until '2026-12-01 08:00:00' --reason 'year-end audit'")
)
def pause(
    context: typer.Context,
    until: Annotated[datetime, typer.Option("--until", parser=to_time, metavar="TIME", help=_UNTIL)],
    reason: Reason,
    env: Env = None,
) -> None:
    """Revoke nothing until a time.

    Runs sync and judge as usual. Replaces a pause in force.
    """
    from ..engine.ledger import os_user

    by = os_user()
    with ledger(context, env) as session:
        replaced = session.execute("pause/end_pause.sql", resumed_by=by)
        if not session.execute("pause/add_pause.sql", reason=reason, paused_by=by, ends_at=until):
            now = session.query("ledger/read_clock.sql")[0]["now"]
            raise UsageError(f"--until {until} is not later than the database's clock, {now}; nothing was done")
        session.commit()
    output.say(f"paused until {until} ({reason}): runs revoke nothing")
    if replaced:
        output.say("the previous pause has ended")


@app.command(rich_help_panel=DECIDE, epilog=examples("--env prod resume"))
def resume(context: typer.Context, env: Env = None) -> None:
    """End the pause, so that the next run revokes again."""
    from ..engine.ledger import os_user

    with ledger(context, env) as session:
        if not session.execute("pause/end_pause.sql", resumed_by=os_user()):
            raise UsageError("no pause is in force; nothing was done")
        session.commit()
    output.say("resumed: the next run revokes again")
