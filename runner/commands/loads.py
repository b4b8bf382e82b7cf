"""The commands that load CSV files into the customer's tables."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import Exit
from . import output
from .groups import Group, examples
from .options import Env, Json, database_of

CsvFile = Annotated[
    Path, typer.Argument(metavar="FILE", dir_okay=False, help="CSV file with a header line.", show_default=False)
]
Encoding = Annotated[
    str,
    typer.Option("--encoding", metavar="NAME", help="Encoding of the file, for example cp949 or utf-16."),
]

app = typer.Typer(cls=Group, no_args_is_help=True, help="Load a CSV file into a table of the customer.")


def _load(
    context: typer.Context,
    env: str | None,
    name: str,
    file: Path,
    encoding: str,
    json: bool,
    log_table: str | None = None,
) -> None:
    from ..jobs.load import load

    report = load(database_of(context, env), name, file, log_table, encoding)
    if json:
        output.as_json(report)
    else:
        output.say(f"{output.counted(report['loaded'], 'row')} loaded into {report['table']}")
        if report["runs_passed"]:
            older = "it is" if report["loaded"] == 1 else "some are"
            output.say(f"{older} older than rows already synced; the next sync reads the log again from there")
        if report["rejected"]:
            output.say(f"{output.counted(report['rejected'], 'line')} rejected, kept in {report['rejected_file']}")
    raise typer.Exit(Exit.REJECTED if report["rejected"] else Exit.DONE)


@app.command("access-log", epilog=examples("--env dev load access-log access_log.csv"))
def load_access_log(
    context: typer.Context,
    file: CsvFile,
    table: Annotated[
        str | None,
        typer.Option("--table", help="The access log, if the environment has several.", show_default=False),
    ] = None,
    encoding: Encoding = "utf-8",
    env: Env = None,
    json: Json = False,
) -> None:
    """Load accesses: program_id, user_id, accessed_at.

    Rejected lines go to FILE.rejected.csv, in UTF-8.
    """
    _load(context, env, "access_log", file, encoding, json, table)


@app.command("permission", epilog=examples("--env dev load permission permission.csv --encoding cp949"))
def load_permission(
    context: typer.Context, file: CsvFile, encoding: Encoding = "utf-8", env: Env = None, json: Json = False
) -> None:
    """Load permissions: program_id, user_id, granted_at, extra columns.

    Rejected lines go to FILE.rejected.csv, in UTF-8.
    """
    _load(context, env, "permission", file, encoding, json)
