"""The commands for monitors: `status` as a Nagios plugin, `metrics` for Prometheus."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import Exit, LapseError, State, UsageError, worst
from . import output
from .groups import LOOK, examples
from .options import Env, Json, environment_name
from .plugin import PluginCommand, details, document, line, performance_data, worst_first

if TYPE_CHECKING:
    from ..database.session import Database

app = typer.Typer()

All = Annotated[bool, typer.Option("--all", help="All environments of environments/.")]


def _names(context: typer.Context, env: str | None, is_all: bool) -> list[str]:
    """Return the environments to look at."""
    from ..environment import file

    if not is_all:
        return [environment_name(context, env)]
    if env or context.find_root().obj:
        raise UsageError("--all means every environment: leave out --env; nothing was done")
    if not (names := file.names()):
        raise UsageError("--all finds no file in environments/; nothing was done")
    return names


@app.command(
    cls=PluginCommand,
    rich_help_panel=LOOK,
    epilog=f"{examples('--env prod status', 'status --all')}\n\n"
    f"Exit codes: {', '.join(f'{each:d} {each.meaning}' for each in State)}.",
)
def status(context: typer.Context, is_all: All = False, env: Env = None, json: Json = False) -> None:
    """Report whether the evenings work, as a Nagios plugin.

    One line with performance data, then the details. With --all one line for each environment, the worst first; the
    exit code is that of the first. Its exit codes are not those of the other commands.
    """
    from ..jobs.status import examine

    found = [examine(name, is_detailed=not is_all) for name in _names(context, env, is_all)]
    state = worst(each.state for each in found)
    if json and is_all:
        documents = [document(each) for each in found]
        output.as_json({"status": state.word, "exit_code": int(state), "environments": documents})
    elif json:
        output.as_json(document(found[0]))
    elif is_all:
        for each in worst_first(found):
            output.say(line(each))
    else:
        performance = performance_data(found[0])
        output.say(line(found[0]) + (f" | {performance}" if performance else ""))
        details(found[0])
    raise typer.Exit(state)


@app.command(rich_help_panel=LOOK, epilog=examples("--env prod metrics", "metrics --all --textfile lapse.prom"))
def metrics(
    context: typer.Context,
    textfile: Annotated[
        Path | None,
        typer.Option(
            "--textfile",
            metavar="PATH",
            help="Write a file for node_exporter's textfile collector instead of printing.",
            show_default=False,
        ),
    ] = None,
    is_all: All = False,
    env: Env = None,
) -> None:
    """Print metrics for Prometheus.

    An environment that cannot be read has lapse_up 0; the exit code is 0 nevertheless.
    """
    from ..jobs.metrics import exposition, write
    from ..jobs.status import examine

    found = [examine(name) for name in _names(context, env, is_all)]
    if textfile is not None:
        try:
            write(textfile, found)
        except OSError as error:
            raise LapseError(_not_written(textfile, error)) from error
    else:
        output.script(exposition(found).rstrip("\n"))
    for each in found:
        if not each.figures:
            logging.getLogger("lapse").warning("%s", line(each))


@contextmanager
def metrics_at_end(database: "Database") -> Iterator[None]:
    """Write the metrics of an environment that names a file for them once the block has ended, however it did.

    What keeps them from being written is logged, and changes nothing else.
    """
    if database.environment.metrics.textfile is None:
        yield
        return
    code = int(Exit.ERROR)
    try:
        yield
    except typer.Exit as ended:
        code = ended.exit_code
        raise
    except LapseError as error:
        code = int(error.exit_code)
        raise
    finally:
        _write_metrics(database, code)


def _write_metrics(database: "Database", exit_code: int) -> None:
    from ..jobs.metrics import write
    from ..jobs.status import examine_database

    environment = database.environment
    try:
        path = environment.resolve(environment.metrics.textfile or "")
        write(path, [examine_database(database)], exit_code)
    except Exception as error:  # whatever it is, the run has ended
        logging.getLogger("lapse").warning("%s", _not_written(environment.metrics.textfile, error))


def _not_written(path: Path | str | None, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or error
    return f"the metrics in {path} could not be written: {reason}; a file that was there before is unchanged"
