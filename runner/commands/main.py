"""The command `lapse`; see docs/architecture.md. Commands import heavy modules themselves, to keep --help fast."""

import atexit
import gc
import logging
import os
import signal
import sys
from functools import cache
from typing import Annotated, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from .. import __version__
from ..engine import signals
from ..errors import ClosedPipeError, Exit, LapseError, OutputError, UsageError
from . import (
    dba,
    loads,
    log,
    log_days,
    monitors,
    notify,
    output,
    pauses,
    projects,
    records,
    rejected,
    report,
    restores,
    rules,
    run,
)
from .groups import DECIDE, REPAIR, SET_UP, Group
from .options import Env

app = typer.Typer(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "color": False},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Revoke unused Oracle permissions with SQL that a DBA has reviewed.",
    epilog=f"Exit codes: {', '.join(f'{each:d} {each.meaning}' for each in Exit)}.",
)
app.add_typer(run.app)
app.add_typer(projects.app)
app.add_typer(loads.app, name="load", rich_help_panel=SET_UP)
app.add_typer(rules.policy_app, name="policy", rich_help_panel=DECIDE)
app.add_typer(rules.exempt_app, name="exempt", rich_help_panel=DECIDE)
app.add_typer(log_days.app, name="log-day", rich_help_panel=DECIDE)
app.add_typer(pauses.app)
app.add_typer(restores.app)
app.add_typer(rejected.app, name="rejected", rich_help_panel=REPAIR)
app.add_typer(monitors.app)
app.add_typer(notify.app)
app.add_typer(records.app)
app.add_typer(report.app)
app.add_typer(dba.app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and end with its exit code.

    Args:
        arguments: instead of those of the process.
    """
    if "_LAPSE_COMPLETE" in os.environ:  # a shell asks how to complete a line: typer answers, and ends the process
        commands().main(prog_name="lapse")
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"  # no other package has a say in the settings, so look for none
    output.set_up()
    gc.set_threshold(100_000)  # what is loaded stays loaded; collecting it takes a third of a short command
    atexit.register(gc.freeze)
    log.set_up()
    signals.handle(signal.default_int_handler)  # so that what a command opened is closed
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = _exit_code(given)
        output.flush()
    except OutputError as error:
        output.drop_buffered()
        if not isinstance(error, ClosedPipeError):
            logging.getLogger("lapse").error("%s", error)
        code = error.exit_code
    sys.exit(code)


def _exit_code(given: list[str]) -> int:
    """Run the command; report on stderr, and with --json on stdout, what stops it. Return the exit code."""
    try:
        _check_text(given)
        _print_version(given == ["--version"])  # without the commands, which cost more than this answer
        _invoke(given)
    except typer.Exit as ended:
        return ended.exit_code
    except OutputError:
        raise
    except LapseError as error:
        return _failed(given, error.exit_code, str(error))
    except typer.TyperException as error:
        return _refused(given, error)
    except KeyboardInterrupt:
        return _failed(given, Exit.INTERRUPTED, "interrupted by a signal; what was not committed is rolled back")
    except BrokenPipeError:  # from typer, which prints the help
        raise ClosedPipeError(Exit.CLOSED_PIPE.meaning) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(given, Exit.ERROR, where + (error.strerror or str(error)))
    except Exception as error:  # a defect of lapse
        message = f"{type(error).__name__}: {error}"
        _print_failure(given, Exit.ERROR, message)
        logging.getLogger("lapse").exception("%s", message)
        return Exit.ERROR
    return Exit.DONE


@cache
def commands() -> TyperGroup:
    """Return the commands as typer makes them of their functions, once for each process."""
    return cast("TyperGroup", get_command(app))


def _invoke(given: list[str]) -> None:
    """Parse the arguments and call the command; typer's own call would end the process, with codes of its own."""
    with commands().make_context("lapse", list(given)) as context:
        commands().invoke(context)


def _refused(given: list[str], error: typer.TyperException) -> int:
    from .refusals import help_of, refusal

    if text := help_of(error):
        sys.stderr.write(f"{text}\n")
        return error.exit_code
    return _failed(given, error.exit_code, refusal(error))


def _failed(given: list[str], code: int, message: str) -> int:
    _print_failure(given, code, message)
    logging.getLogger("lapse").error("%s", message)
    return code


def _print_failure(given: list[str], code: int, message: str) -> None:
    if "--json" in given and not output.is_begun():
        output.as_json({"status": "failed", "exit_code": int(code), "message": message})


def _check_text(arguments: list[str]) -> None:
    try:
        " ".join(arguments).encode()
    except UnicodeEncodeError:
        raise UsageError("an argument is not UTF-8; nothing was done") from None


def _print_version(wanted: bool) -> None:
    if wanted:
        output.say(f"lapse {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    env: Env = None,
    log_format: Annotated[
        log.Format | None,
        typer.Option(
            "--log-format", help="Log lines on stderr (default: text on a terminal, else json).", show_default=False
        ),
    ] = None,
    version: Annotated[  # eager, so that no other option is looked at, which takes longer than all the rest
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    context.obj = env
    if log_format:
        log.use(log_format)
