"""The commands for lost days: days of an access log with far fewer rows than usual."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from . import output
from .groups import Group, examples
from .listing import form_of, print_rows
from .options import Csv, Env, Excel, Json, ledger, lock_rows, to_day
from .rules import Reason

if TYPE_CHECKING:
    from ..database.session import Session

app = typer.Typer(cls=Group, no_args_is_help=True, help="List, accept and reopen lost days of the access logs.")

Log = Annotated[str, typer.Argument(metavar="LOG", help="The access log, as `lapse log-day list` names it.")]
Day = Annotated[datetime, typer.Argument(metavar="DAY", parser=to_day, help="The day, YYYY-MM-DD.")]

COLUMNS = [
    *("access_log", "log_day", "day_kind", "log_rows", "usual_rows"),
    *("accepted_as", "reason", "accepted_by", "accepted_at"),
]


class Kind(StrEnum):
    """What a lost day is accepted as."""

    HOLIDAY = "holiday"
    LOST = "lost"


@app.command("list", epilog=examples("--env prod log-day list"))
def list_lost_days(
    context: typer.Context, csv: Csv = False, excel: Excel = False, env: Env = None, json: Json = False
) -> None:
    """List the lost days of the access logs and their acceptances."""
    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        rows = session.query("log_day/list_lost_days.sql")
    print_rows(form, rows, COLUMNS, "no lost days")


@app.command(
    "accept", epilog=examples("--env prod log-day accept app.access_log 2026-10-09 --as holiday --reason 'Hangul Day'")
)
def accept_lost_day(
    context: typer.Context,
    log: Log,
    day: Day,
    kind: Annotated[Kind, typer.Option("--as", help="holiday: nobody worked; lost: the rows are gone.")],
    reason: Reason,
    env: Env = None,
) -> None:
    """Accept a lost day, so that runs continue without its rows.

    Replaces an acceptance in force. lapse does not read an accepted day again: if you can still load its rows, load
    them instead.
    """
    from ..engine.ledger import os_user

    by = os_user()
    with ledger(context, env) as session:
        key = {"access_log": _table(session, log), "log_day": day}
        held = f"another session is accepting {day:%Y-%m-%d} of {log}, or a run is counting its rows"
        lock_rows(session, "log_day/lock_log_day.sql", held, **key)
        replaced = session.execute("log_day/end_acceptance.sql", **key, ended_by=by)
        if not session.execute(
            "log_day/accept_lost_day.sql", **key, accepted_as=kind.value, reason=reason, accepted_by=by
        ):
            raise UsageError(_refusal(log, day, session.query("log_day/read_log_day.sql", **key)))
        rows = session.query("log_day/list_lost_days.sql")
        session.commit()
    own = (key["access_log"], f"{day:%Y-%m-%d}")
    output.as_table([row for row in rows if (row["access_log"], row["log_day"]) == own], "")
    if replaced:
        output.say("the previous acceptance has ended")
    output.say("lapse does not read an accepted day again. If its rows can still be loaded, load them instead.")


@app.command("reopen", epilog=examples("--env prod log-day reopen app.access_log 2026-10-09"))
def reopen_lost_day(context: typer.Context, log: Log, day: Day, env: Env = None) -> None:
    """End the acceptance of a lost day.

    Runs stop again until its rows are loaded.
    """
    from ..engine.ledger import os_user

    with ledger(context, env) as session:
        key = {"access_log": _table(session, log), "log_day": day}
        if not session.execute("log_day/end_acceptance.sql", **key, ended_by=os_user()):
            raise UsageError(f"{day:%Y-%m-%d} of {log} is not accepted; nothing was done")
        session.commit()
    output.say(f"{day:%Y-%m-%d} of {log} is no longer accepted: runs stop until its rows are loaded")


def _table(session: "Session", log: str) -> str:
    environment = session.database.environment
    tables = [each.table for each in environment.logs]
    if log.lower() not in tables:
        known = ", ".join(tables)
        raise UsageError(f"{log} is not an access log of {environment.name}; known: {known}; nothing was done")
    return log.lower()


def _refusal(log: str, day: datetime, counted: list[output.Row]) -> str:
    if not counted:
        whole = "a sync counts the whole days from the log's first row to its newest"
        return f"no sync has counted the rows of {log} on {day:%Y-%m-%d}: {whole}; nothing was done"
    rows, usual = output.counted(counted[0]["log_rows"], "row"), counted[0]["usual_rows"]
    if usual is None:
        return (
            f"{log} has {rows} on {day:%Y-%m-%d}, and no sync has compared them with what is usual: it compares the "
            "days of the inactivity period before that of the newest row; nothing was done"
        )
    return f"{log} has {rows} on {day:%Y-%m-%d} (usual: {usual:,}), so that day is not lost; nothing was done"
