"""The command `lapse`; see docs/architecture.md. Heavy imports stand in the commands, because --help must be quick."""

import atexit
import gc
import logging
import signal
import sys
from typing import Annotated

import typer

from runner import __version__
from runner.commands import dba, loads, log, log_days, output, pauses, records, restores, rules, run
from runner.commands.options import Env
from runner.engine import signals
from runner.errors import Exit, LapseError, UsageError

_EXITS = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 done with rejected items, 4 stopped by a guard or limit, "
    "5 SQL differs from its review, 10 plan --exit-code has candidates, 75 another run or a load holds the lock."
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Revokes Oracle permissions that nobody used, by SQL that a DBA has read.",
    epilog=_EXITS,
)
app.add_typer(run.app)
app.add_typer(loads.app, name="load")
app.add_typer(rules.policy_app, name="policy")
app.add_typer(rules.exempt_app, name="exempt")
app.add_typer(log_days.app, name="log-day")
app.add_typer(pauses.app)
app.add_typer(records.app)
app.add_typer(restores.app)
app.add_typer(dba.app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    output.set_up()
    gc.set_threshold(100_000)  # all that is loaded stays: to look for garbage in it takes a third of a short command
    atexit.register(gc.freeze)
    log.set_up()
    signals.handle(signal.default_int_handler)  # so that what a command opened is closed
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _check_text(given)
        try:
            app(given)
        finally:
            output.flush()
    except LapseError as error:
        if "--json" in given:
            output.as_json({"status": "failed", "exit_code": int(error.exit_code), "message": str(error)})
        logging.getLogger("lapse").error("%s", error)
        sys.exit(error.exit_code)
    except OSError as error:
        logging.getLogger("lapse").error("%s: %s", error.filename or "output", error.strerror or error)
        sys.exit(Exit.ERROR)


def _check_text(arguments: list[str]) -> None:
    try:
        " ".join(arguments).encode()
    except UnicodeEncodeError:
        raise UsageError("an argument is not UTF-8; nothing was done") from None


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    env: Env = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    context.obj = env
    if version:
        output.say(f"lapse {__version__}")
        raise typer.Exit
