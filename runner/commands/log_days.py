"""The commands for lost days: days of an access log whose rows are missing, as far as its other days tell."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from runner.commands import output
from runner.commands.options import Csv, Env, Json, ledger
from runner.commands.rules import Reason
from runner.errors import UsageError

if TYPE_CHECKING:
    from runner.database.session import Session

app = typer.Typer(no_args_is_help=True, help="Lost days of the access logs: list, accept, reopen.")

Log = Annotated[str, typer.Argument(metavar="LOG", help="The access log, as `lapse log-day list` names it.")]
Day = Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD.")]

COLUMNS = [
    *("access_log", "log_day", "day_kind", "log_rows", "usual_rows"),
    *("accepted_as", "reason", "accepted_by", "accepted_at"),
]


class Kind(StrEnum):
    """What a lost day is accepted as."""

    HOLIDAY = "holiday"
    LOST = "lost"


@app.command("list")
def list_lost_days(context: typer.Context, csv: Csv = False, env: Env = None, json: Json = False) -> None:
    """List the lost days of the access logs, each with its acceptance in force, if any."""
    with ledger(context, env) as session:
        rows = session.query("log_day/list_lost_days.sql")
    if json:
        output.as_json(rows)
    elif csv:
        output.as_csv(rows, COLUMNS)
    else:
        output.as_table(rows, "no lost day")


@app.command("accept")
def accept_lost_day(
    context: typer.Context,
    log: Log,
    day: Day,
    kind: Annotated[Kind, typer.Option("--as", help="Nobody worked, or the rows are lost for good.")],
    reason: Reason,
    env: Env = None,
) -> None:
    """Accept a lost day, so that evenings go on without its rows. An acceptance in force is replaced.

    lapse does not read an accepted day again. If its rows can still be loaded, load them instead.
    """
    from runner.engine.ledger import os_user

    by = os_user()
    with ledger(context, env) as session:
        key = {"access_log": _table(session, log), "log_day": day}
        replaced = session.execute("log_day/end_acceptance.sql", **key, ended_by=by)
        if not session.execute(
            "log_day/accept_lost_day.sql", **key, accepted_as=kind.value, reason=reason, accepted_by=by
        ):
            raise UsageError(_why_not(log, day, session.query("log_day/read_log_day.sql", **key)))
        rows = session.query("log_day/list_lost_days.sql")
        session.commit()
    own = (key["access_log"], f"{day:%Y-%m-%d}")
    output.as_table([row for row in rows if (row["access_log"], row["log_day"]) == own], "")
    if replaced:
        output.say("the acceptance that was in force has ended")
    output.say("lapse does not read an accepted day again. If its rows can still be loaded, load them instead.")


@app.command("reopen")
def reopen_lost_day(context: typer.Context, log: Log, day: Day, env: Env = None) -> None:
    """End the acceptance of a lost day, so that evenings stop again until its rows are there."""
    from runner.engine.ledger import os_user

    with ledger(context, env) as session:
        key = {"access_log": _table(session, log), "log_day": day}
        if not session.execute("log_day/end_acceptance.sql", **key, ended_by=os_user()):
            raise UsageError(f"{day:%Y-%m-%d} of {log} is not accepted; nothing was done")
        session.commit()
    output.say(f"{day:%Y-%m-%d} of {log} is no longer accepted: the evening stops again until its rows are there")


def _table(session: "Session", log: str) -> str:
    environment = session.database.environment
    tables = [each.table for each in environment.logs]
    if log.lower() not in tables:
        known = ", ".join(tables)
        raise UsageError(f"{log} is no access log of {environment.name}, which has: {known}; nothing was done")
    return log.lower()


def _why_not(log: str, day: datetime, counted: list[output.Row]) -> str:
    if not counted:
        return f"no sync has counted the rows of {log} of {day:%Y-%m-%d}; nothing was done"
    if accepted_by := counted[0]["accepted_by"]:
        return f"{accepted_by} has just accepted {day:%Y-%m-%d} of {log}; nothing was done"
    rows, usual = counted[0]["log_rows"], counted[0]["usual_rows"]
    beside = f", of usually {usual:,}" if usual is not None else ""
    return f"{log} has {rows:,} rows of {day:%Y-%m-%d}{beside}: that day is not lost; nothing was done"
