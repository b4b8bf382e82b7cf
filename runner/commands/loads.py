"""The commands that load CSV files into the customer's tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import Exit
from . import output
from .groups import Group, examples
from .options import Env, Json, database_of

CsvFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        dir_okay=False,
        allow_dash=True,
        help="CSV file with a header line; - is standard input.",
        show_default=False,
    ),
]
Encoding = Annotated[
    str,
    typer.Option("--encoding", metavar="NAME", help="Encoding of the file, for example cp949 or utf-16."),
]
Delimiter = Annotated[
    str, typer.Option("--delimiter", metavar="CHARACTER", help="What stands between two cells, for example ';' or tab.")
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=HEADER",
        help="Name of a column in the file, for example user_id=Account. May be repeated.",
        show_default=False,
    ),
]

app = typer.Typer(cls=Group, no_args_is_help=True, help="Load a CSV file into a table of the customer.")


@app.command(
    "access-log",
    epilog=examples(
        "--env prod load access-log log.csv --delimiter ';' --encoding cp949",
        "--env prod load access-log log.csv --map program_id=App --map user_id=Account --map accessed_at=Time",
        "--env prod load access-log - < log.csv",
    ),
)
def load_access_log(
    context: typer.Context,
    file: CsvFile,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="TABLE", help="The access log, if the environment has several."),
    ] = None,
    delimiter: Delimiter = ",",
    named: Map = None,
    encoding: Encoding = "utf-8",
    env: Env = None,
    json: Json = False,
) -> None:
    """Load accesses: program_id, user_id, accessed_at.

    Times are written 2026-05-07 19:52:00, with / or T, or with a zone offset if [database] time_zone is set. Rows that
    the log has already (program, user and time) are not loaded again. Rejected lines go to FILE.rejected.csv, in UTF-8;
    those of standard input to stdin.rejected.csv.
    """
    _load(context, env, json, "access_log", file, table, encoding=encoding, delimiter=delimiter, named=named)


@app.command("permission", epilog=examples("--env prod load permission permission.csv --map granted_at='Granted on'"))
def load_permission(
    context: typer.Context,
    file: CsvFile,
    delimiter: Delimiter = ",",
    named: Map = None,
    encoding: Encoding = "utf-8",
    env: Env = None,
    json: Json = False,
) -> None:
    """Load permissions: program_id, user_id, granted_at, extra columns.

    Rows that the table has already are not loaded again. Rejected lines go to FILE.rejected.csv, in UTF-8; those of
    standard input to stdin.rejected.csv.
    """
    _load(context, env, json, "permission", file, None, encoding=encoding, delimiter=delimiter, named=named)


def _load(
    context: typer.Context,
    env: str | None,
    json: bool,
    name: str,
    file: Path,
    table: str | None,
    *,
    encoding: str,
    delimiter: str,
    named: list[str] | None,
) -> None:
    """Load a file and print what became of it; end with the exit code."""
    from ..jobs.csv_header import Format, delimiter_of
    from ..jobs.load import load

    how = Format(encoding, delimiter_of(delimiter), tuple(named or ()))
    report = load(database_of(context, env), name, file, table, how)
    if json:
        output.as_json(report)
    else:
        for sentence in _sentences(report):
            output.prose(sentence)
    raise typer.Exit(Exit.REJECTED if report["rejected"] else Exit.DONE)


def _sentences(report: dict[str, Any]) -> Iterator[str]:
    there = report["already_there"]
    if there and not report["loaded"] and not report["rejected"]:
        rows = "the only row" if there == 1 else f"all {there:,} rows"
        yield f"nothing was loaded: {rows} of the file {'is' if there == 1 else 'are'} in {report['table']} already"
    else:
        yield f"{output.counted(report['loaded'], 'row')} loaded into {report['table']}"
        if there:
            yield f"{output.counted(there, 'row')} not loaded again: {'it is' if there == 1 else 'they are'} there"
    if report["converted_to"]:
        yield f"times with a zone offset were converted to {report['converted_to']}"
    if report["runs_passed"]:
        yield "the file has rows older than those already synced; the next sync reads the log again from there"
    if report["rejected"]:
        yield f"{output.counted(report['rejected'], 'line')} rejected, kept in {report['rejected_file']}"
        yield f"the first is {report['first_rejected']}"
