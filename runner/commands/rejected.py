"""The commands for rejected items: list those of a run, dismiss one that can never be written, take that back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UsageError
from . import output
from .groups import Group, examples
from .listing import Form, form_of, print_rows
from .options import Csv, Env, Excel, Json, RunId, ledger, lock_rows, not_blank

if TYPE_CHECKING:
    from ..database.session import Session

Item = Annotated[int, typer.Argument(metavar="ITEM", help="Number of an item, see `lapse rejected list RUN`.")]

_WITH_VALUE = (["--env"], ["--reason"])
_DISMISSAL = ("dismissed_by", "dismissed_at", "dismiss_reason")
_COLUMNS = [
    *("item_no", "job", "program_id", "user_id", "accessed_at"),
    *("error_code", "error_message", "rejected_at", "run_id"),
    *_DISMISSAL,
]


class _ListByDefault(Group):
    """`lapse rejected RUN` lists, as `lapse rejected list RUN` does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command first, before those of its options that stand before it; `list` before a number of a run."""
        words = (n for n, arg in enumerate(args) if not arg.startswith("-") and args[n - 1 : n] not in _WITH_VALUE)
        first = next(words, None)
        if first is not None and not args[first].isdecimal():
            args = [args[first], *args[:first], *args[first + 1 :]]
        elif args and args[0] not in ctx.help_option_names:
            args = ["list", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ListByDefault, no_args_is_help=True, help="List rejected items (`rejected RUN`), dismiss and reopen them."
)


@app.command("list", epilog=examples("--env prod rejected 41", "--env prod rejected list 41 --csv"))
def list_rejected(
    context: typer.Context,
    run_id: RunId,
    csv: Csv = False,
    excel: Excel = False,
    env: Env = None,
    json: Json = False,
) -> None:
    """List the items that one run could not write, why, and who dismissed them."""
    from ..engine.history import read_run

    form = form_of(csv=csv, excel=excel, json=json)
    with ledger(context, env) as session:
        read_run(session, run_id)
        rows = session.query("reports/list_rejected.sql", run_id=run_id)
    if form is Form.TABLE and not any(row["dismissed_by"] for row in rows):
        rows = [{name: value for name, value in row.items() if name not in _DISMISSAL} for row in rows]
    print_rows(form, rows, _COLUMNS, f"run {run_id} rejected nothing")


@app.command(
    "dismiss",
    epilog=examples("--env prod rejected dismiss 41 3", "--env prod rejected dismiss 41 3 --reason 'user id too long'"),
)
def dismiss_item(
    context: typer.Context,
    run_id: RunId,
    item: Item,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="WHY",
            callback=not_blank,
            help="Why; kept for the audit. Without it, only show the effect.",
        ),
    ] = None,
    env: Env = None,
) -> None:
    """Dismiss an item that can never be written, so that it no longer holds its program.

    Covers all accesses of its user to its program up to its own. A newer access that cannot be written holds the
    program again.
    """
    from ..engine.ledger import os_user

    by = os_user()
    with ledger(context, env) as session:
        lapse = session.database.environment.command
        if reason is not None:
            _lock(session, run_id, item)
        row = _read(session, run_id, item)
        if row["dismissed_by"]:
            raise UsageError(
                f"{row['dismissed_by']} dismissed item {item} of run {run_id} at {row['dismissed_at']}; "
                "nothing was done"
            )
        if row["is_written"]:
            raise UsageError(
                f"an access as new as that of item {item} of run {run_id} has been written since, "
                "so the item holds nothing; nothing was done"
            )
        output.say(_effect(row))
        if reason is None:
            output.say(f"nothing was dismissed; to dismiss it: {lapse} rejected dismiss {run_id} {item} --reason WHY")
            return
        key = {"run_id": run_id, "item_no": item}
        session.execute("rejected/end_dismissal.sql", **key, ended_by=by)
        session.execute("rejected/add_dismissal.sql", **key, reason=reason, dismissed_by=by)
        session.commit()
    output.say(f"item {item} of run {run_id} is dismissed ({reason}); to undo: {lapse} rejected reopen {run_id} {item}")


@app.command("reopen", epilog=examples("--env prod rejected reopen 41 3"))
def reopen_item(context: typer.Context, run_id: RunId, item: Item, env: Env = None) -> None:
    """End the dismissal of an item, while no run works.

    The next run tries to write it again; until it is written it holds its program.
    """
    from ..engine.ledger import os_user
    from ..engine.lock import hold_lock
    from ..engine.signals import Stop

    with ledger(context, env) as session, hold_lock(session.database, Stop()):  # a run has judged without the item
        _lock(session, run_id, item)
        row = _read(session, run_id, item)
        if not row["dismissed_by"]:
            raise UsageError(f"item {item} of run {run_id} is not dismissed; nothing was done")
        session.execute("rejected/end_dismissal.sql", run_id=run_id, item_no=item, ended_by=os_user())
        session.commit()
    output.say(
        f"item {item} of run {run_id} is no longer dismissed: the next run tries to write it, "
        f"and {row['program_id']} is held until it is written"
    )


def _lock(session: "Session", run_id: int, item: int) -> None:
    """Lock all items of the user and program of one, so that at most one dismissal of theirs is in force."""
    held = f"another session is dismissing or reopening item {item} of run {run_id}, or another of its user and program"
    lock_rows(session, "rejected/lock_items.sql", held, run_id=run_id, item_no=item)


def _read(session: "Session", run_id: int, item: int) -> output.Row:
    """Return an item of a sync.

    Raises:
        UsageError: there is no such run or item, or it is an item of a restore.
    """
    from ..engine.history import read_run

    read_run(session, run_id)
    found = session.query("rejected/read_item.sql", run_id=run_id, item_no=item)
    if not found:
        lapse = session.database.environment.command
        raise UsageError(f"run {run_id} rejected no item {item}; see: {lapse} rejected {run_id}; nothing was done")
    if found[0]["job"] != "sync":
        raise UsageError(
            f"item {item} of run {run_id} is a permission that could not be restored: it holds no program, "
            "and the next restore tries it again; nothing was done"
        )
    return found[0]


def _effect(row: output.Row) -> str:
    """Say what the dismissal of an item means, and what it releases."""
    program, user, last = row["program_id"], row["user_id"], row["last_access_at"] or "never"
    lost = (
        f"accesses of {user} to {program} up to {row['accessed_at']} are not recorded (last recorded access: {last}): "
        "with a dismissal they count as never having happened, and the permission may lapse"
    )
    if row["other_items"]:
        others = output.counted(row["other_items"], "other rejected item")
        return f"{lost}; {program} stays held, by {others}"
    return (
        f"{lost}; {program} is no longer held by it, which releases {output.counted(row['permissions'], 'permission')}"
    )
