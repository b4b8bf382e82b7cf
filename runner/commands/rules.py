"""The commands for what people decide about a program or a user: policies and exemptions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from ..errors import UsageError
from . import output
from .groups import Group, examples
from .listing import Form, form_of, print_rows
from .options import Csv, Env, Excel, Json, ledger, not_blank, to_time

policy_app = typer.Typer(cls=Group, no_args_is_help=True, help="Settings of one program: days, mode, silence, notice.")
exempt_app = typer.Typer(cls=Group, no_args_is_help=True, help="Dated exemptions of users, programs or both.")


Program = Annotated[
    str, typer.Argument(metavar="PROGRAM", help="The program, spelt as in the permissions.", callback=not_blank)
]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; kept for the audit.", callback=not_blank)]


_UNTIL = "End of the exemption: YYYY-MM-DD (its first midnight) or 'YYYY-MM-DD HH:MM:SS'."
_POLICY = [
    *("program_id", "inactivity_days", "revocation_mode", "when_silent", "notice", "permissions"),
    *("set_by", "set_at", "reason"),
]
_EXEMPTION = [
    *("exemption_id", "state", "program_id", "user_id", "starts_at", "ends_at", "permissions"),
    *("approved_by", "added_by", "ended_by", "reason"),
]


class Mode(StrEnum):
    """How the candidates of a program are treated."""

    ENFORCE = "enforce"
    REPORT = "report"
    OFF = "off"


class Silence(StrEnum):
    """How the candidates of a program are treated while it is silent."""

    HOLD = "hold"
    REVOKE = "revoke"


class Notice(StrEnum):
    """Whether users get a notice before a permission lapses, if the environment has notice_days."""

    ON = "on"
    OFF = "off"


@policy_app.command(
    "set",
    epilog=examples(
        "--env prod policy set payroll --days 400 --reason 'used once a year'",
        "--env prod policy set payroll --mode report --reason 'its owner decides'",
    ),
)
def set_policy(
    context: typer.Context,
    program: Program,
    reason: Reason,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=36500, help="Inactivity period in days.")
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option("--mode", help="Revoke candidates, only report them, or do neither.")
    ] = None,
    when_silent: Annotated[
        Silence | None,
        typer.Option(
            "--when-silent",
            help="Hold or revoke while the program is silent: its feed seems dead, or nobody used it in its "
            "inactivity period.",
        ),
    ] = None,
    notice: Annotated[Notice | None, typer.Option("--notice", help="Send users a notice first, or not.")] = None,
    env: Env = None,
) -> None:
    """Set the policy of a program; settings not given keep their values."""
    from ..engine.ledger import os_user

    if all(setting is None for setting in (days, mode, when_silent, notice)):
        raise UsageError("give a setting: --days, --mode, --when-silent or --notice; nothing was done")
    with ledger(context, env) as session:
        session.execute(
            "policy/set_policy.sql",
            program_id=program,
            inactivity_days=days,
            revocation_mode=mode and mode.value,
            when_silent=when_silent and when_silent.value,
            notice=notice and notice.value,
            reason=reason,
            set_by=os_user(),
        )
        rows = session.query("policy/list_policies.sql", program_id=program)
        session.commit()
    output.as_table(rows, "")
    _warn_unknown(rows)


@policy_app.command("list", epilog=examples("--env prod policy list", "--env prod policy list --excel > policies.csv"))
def list_policies(
    context: typer.Context, csv: Csv = False, excel: Excel = False, env: Env = None, json: Json = False
) -> None:
    """List the programs that have their own policy."""
    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        rows = session.query("policy/list_policies.sql", program_id=None)
    print_rows(form, rows, _POLICY, "no program has its own policy; the policy of the environment applies to all")
    if form is Form.TABLE:
        _warn_unknown(rows)


@policy_app.command("unset", epilog=examples("--env prod policy unset payroll"))
def unset_policy(context: typer.Context, program: Program, env: Env = None) -> None:
    """Remove the policy of a program."""
    with ledger(context, env) as session:
        if not session.execute("policy/unset_policy.sql", program_id=program):
            raise UsageError(f"{program} has no policy; nothing was done")
        session.commit()
    output.say(f"{program}: the policy of the environment applies from now on")


@exempt_app.command(
    "add",
    epilog=examples(
        "--env prod exempt add --user lee02 --until 2027-03-01 --reason 'parental leave' --approved-by kim01"
    ),
)
def add_exemption(
    context: typer.Context,
    reason: Reason,
    approved_by: Annotated[
        str, typer.Option("--approved-by", metavar="WHO", help="Who approved it.", callback=not_blank)
    ],
    until: Annotated[datetime, typer.Option("--until", parser=to_time, metavar="TIME", help=_UNTIL)],
    program: Annotated[
        str | None, typer.Option("--program", metavar="PROGRAM", help="Exempt this program.", callback=not_blank)
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", metavar="USER", help="Exempt this user.", callback=not_blank)
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from", parser=to_time, metavar="TIME", help="Start of the exemption (default: now).", show_default=False
        ),
    ] = None,
    env: Env = None,
) -> None:
    """Exempt a user, a program or both from revocation until a date."""
    from ..engine.ledger import os_user

    if program is user is None:
        raise UsageError("give --program, --user or both; nothing was done")
    with ledger(context, env) as session:
        added = session.execute(
            "exemption/add_exemption.sql",
            program_id=program,
            user_id=user,
            reason=reason,
            approved_by=approved_by,
            added_by=os_user(),
            starts_at=since,
            ends_at=until,
        )
        if not added:
            raise UsageError(f"--until {until} is in the past or not later than --from; nothing was done")
        found = session.query("exemption/count_matched.sql", program_id=program, user_id=user)[0]
        lapse = session.database.environment.command
        session.commit()
    matched = " of ".join(filter(None, [user and f"user {user}", program and f"program {program}"]))
    output.say(
        f"exempted {matched} from {since or 'now'} until {until} ({reason}; approved by {approved_by}): "
        f"{output.counted(found['permissions'], 'permission')}"
    )
    output.say(f"its ID, to end it, is in: {lapse} exempt list")
    if not found["permissions"]:
        output.say("warning: the exemption matches no permission; check the spelling")


@exempt_app.command(
    "list", epilog=examples("--env prod exempt list", "--env prod exempt list --excel > exemptions.csv")
)
def list_exemptions(
    context: typer.Context, csv: Csv = False, excel: Excel = False, env: Env = None, json: Json = False
) -> None:
    """List all exemptions: in force, to come, expired and ended."""
    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        rows = session.query("exemption/list_exemptions.sql")
    print_rows(form, rows, _EXEMPTION, "no exemptions")
    if form is Form.TABLE:
        _warn_unmatched(rows)


@exempt_app.command("end", epilog=examples("--env prod exempt end 12"))
def end_exemption(
    context: typer.Context,
    exemption_id: Annotated[int, typer.Argument(metavar="ID", help="Number of an exemption, see `lapse exempt list`.")],
    env: Env = None,
) -> None:
    """End an exemption now; its row stays for the audit."""
    from ..engine.ledger import os_user

    with ledger(context, env) as session:
        binds = {"exemption_id": exemption_id, "ended_by": os_user()}
        if not session.execute("exemption/end_exemption.sql", **binds):
            raise UsageError(f"there is no current or future exemption {exemption_id}; nothing was done")
        session.commit()
    output.say(f"exemption {exemption_id} has ended")


def _warn_unknown(rows: list[output.Row]) -> None:
    for row in rows:
        if not row["permissions"]:
            output.say(f"warning: no permission names the program {row['program_id']}; check the spelling")


def _warn_unmatched(rows: list[output.Row]) -> None:
    for row in rows:
        if not row["permissions"] and row["state"] in ("in force", "to come"):
            output.say(f"warning: exemption {row['exemption_id']} matches no permission; check the spelling")
