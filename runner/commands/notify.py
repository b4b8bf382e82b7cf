"""The notification of an evening, and the command that tries the receivers."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..errors import Exit, LapseError
from . import output
from .groups import SET_UP, examples
from .options import Env, environment_of

if TYPE_CHECKING:
    from ..database.session import Database
    from ..jobs.evening import Evening

app = typer.Typer()


@app.command(rich_help_panel=SET_UP, epilog=examples("--env prod notify"))
def notify(context: typer.Context, env: Env = None) -> None:
    """Send a test message to each receiver of [notify].

    Says for each whether it accepted the message; ends with 1 if one did not. Needs no database.
    """
    from ..environment.secret import notify_urls
    from ..jobs.receivers import Answer, Message, send

    environment = environment_of(context, env)
    words = ", ".join(environment.notify.on) or "nothing: [notify] on is empty"
    text = f"This is a test. Evenings of {environment.name} send a notification on: {words}\n"
    receivers = send(notify_urls(environment), Message(f"lapse {environment.name}: test", text))
    for receiver in receivers:
        output.say(str(receiver))
    output.say(f"evenings notify on: {words}")
    if any(receiver.answer is not Answer.ACCEPTED for receiver in receivers):
        raise typer.Exit(Exit.ERROR)


@contextmanager
def notification_at_end(database: "Database") -> "Iterator[Evening]":
    """Send the notification of an evening that `[notify] on` calls for, once the block has ended, however it did.

    What keeps it from being sent is logged, and changes nothing else.

    Yields:
        The evening, which is to be told the report of its run.
    """
    from ..jobs.evening import Evening

    evening = Evening()
    try:
        yield evening
    except BaseException as error:
        evening.failed_by(error)
        raise
    finally:
        if database.environment.notify.on:
            _notify(database, evening)


def _notify(database: "Database", evening: "Evening") -> None:
    from ..jobs.evening import occasions, read_newly_held

    with suppress(LapseError):  # the database is gone since the run, and how that ended is to be told nevertheless
        evening.newly_held = read_newly_held(database, evening)
    if occasions(evening) & set(database.environment.notify.on):
        try:
            _send(database, evening)
        except Exception as error:  # whatever it is, the evening has ended; the text of a foreign one may hold a URL
            reason = str(error) if isinstance(error, LapseError) else type(error).__name__
            _log_failure(database, evening, reason)


def _send(database: "Database", evening: "Evening") -> None:
    from ..environment.secret import notify_urls
    from ..jobs.receivers import Answer, send
    from .notification_text import message

    environment = database.environment
    is_shipped = not database.catalog.templates.overlay.files
    text = message(evening, environment.name, environment.command, is_shipped=is_shipped)
    urls = notify_urls(environment)
    with ExitStack() as folders:
        receivers = send(urls, replace(text, attachment=_attachment(database, evening, folders)))
    if failed := [str(each) for each in receivers if each.answer is not Answer.ACCEPTED]:
        _log_failure(database, evening, ", ".join(failed))


def _attachment(database: "Database", evening: "Evening", folders: ExitStack) -> Path | None:
    """Return the page of `lapse report` on the run, where `[notify] attach_report` asks for it and it can be made.

    Args:
        database: of the evening.
        evening: which has ended.
        folders: whose end removes the page.
    """
    language, report = database.environment.notify.attach_report, evening.report
    if language is None or report is None:
        return None
    try:
        from tempfile import TemporaryDirectory

        from ..report.page import write
        from ..report.reading import read

        folder = folders.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))  # which nobody else can read
        path = Path(folder) / f"report-{database.environment.name}-run-{report['run_id']}.html"
        with database.session() as session:
            write(read(session, report["run_id"]), path, language)
    except Exception as error:  # whatever it is, a full disk too: the notification itself matters more
        logging.getLogger("lapse").warning(
            "the report is not attached to the notification, it could not be made: %s", error
        )
        return None
    return path


def _log_failure(database: "Database", evening: "Evening", reason: str) -> None:
    """Say what kept a notification from arriving, and once more how the evening ended: cron mails the last line."""
    lapse = database.environment.command
    logging.getLogger("lapse").warning(
        "the notification did not reach every receiver: %s; to try them: %s notify. The evening itself ended with %s%s",
        reason,
        lapse,
        f"exit code {int(evening.exit_code)}",
        f": {lapse} show {evening.report['run_id']}" if evening.report else "",
    )
