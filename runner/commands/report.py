"""The command `report`: what an evening or a period did, as one page for people who do not use lapse."""

import logging
import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import LapseError, UsageError
from . import output
from .groups import LOOK, examples
from .options import Env, Json, ledger, to_time

if TYPE_CHECKING:
    from ..report.data import Report

app = typer.Typer()


class Language(StrEnum):
    """The languages that a page can have."""

    EN = "en"
    KO = "ko"


@app.command(
    rich_help_panel=LOOK,
    epilog=examples("--env prod report", "--env prod report --from 2026-11-01 --to 2026-12-01 --lang ko"),
)
def report(
    context: typer.Context,
    run_id: Annotated[
        int | None,
        typer.Option(
            "--run",
            metavar="RUN",
            help="An evening or a plan (default: the newest evening that has ended).",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            parser=to_time,
            metavar="TIME",
            help="Instead, all runs that started in a period: its start (inclusive).",
            show_default=False,
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", parser=to_time, metavar="TIME", help="Its end (exclusive).", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE.html",
            help="A new file (default: report-ENV-run-N.html, or report-ENV-FROM-TO.html).",
            show_default=False,
        ),
    ] = None,
    language: Annotated[Language, typer.Option("--lang", help="Language of the page.")] = Language.EN,
    env: Env = None,
    json: Json = False,
) -> None:
    """Write one HTML page on an evening or a period.

    For a security officer or an auditor: what lapsed and why, what is protected, who decided what. The page needs no
    other file and no network. It has personal data, so only its owner may read the file.
    """
    from ..report.reading import read

    period = _period(run_id, since, until)
    if out:
        _check_new(out)
    with ledger(context, env) as session:
        found = read(session, run_id, period)
        path = out or Path(_name(found))
        _check_new(path)
        size = _write(found, path, language)
    _warn_of_no_judgement(found)
    written = {
        "path": str(path.absolute()),
        "bytes": size,
        "language": language,
        "run_id": found.run_id,
        "from_at": found.from_at,
        "to_at": found.to_at,
        "runs": len(found.runs),
        "revocations": found.figures["revoked"],
    }
    output.as_json(written) if json else _say(written)


def _period(run_id: int | None, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime] | None:
    """Return the period that the options name, None for a run."""
    if since is None and until is None:
        return None
    if run_id is not None:
        raise UsageError("--run means one run, --from and --to mean a period: give one of them; nothing was done")
    if since is None or until is None:
        raise UsageError("--from and --to go together; nothing was done")
    if until <= since:
        raise UsageError("--to must be later than --from: it is the end of the period (exclusive); nothing was done")
    return since, until


def _check_new(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path} exists; nothing was written. Remove it, or name another file with --out")


def _name(found: "Report") -> str:
    """Return the name of a file for a report."""
    if found.from_at is None or found.to_at is None:
        return f"report-{found.environment}-run-{found.run_id}.html"
    times = [f"{time:%Y-%m-%dT%H%M%S}".removesuffix("T000000") for time in (found.from_at, found.to_at)]
    return f"report-{found.environment}-{'-'.join(times)}.html"


def _write(found: "Report", path: Path, language: Language) -> int:
    """Write the page into a file that only its owner may read, and return its size in bytes."""
    from ..report import page

    mask = os.umask(0o077)
    try:
        return page.write(found, path, language)
    except OSError as error:
        raise LapseError(f"{path} could not be written: {error.strerror or error}; no part of it is kept") from error
    finally:
        os.umask(mask)


def _warn_of_no_judgement(found: "Report") -> None:
    if found.judged_run_id is None:
        which = f"run {found.run_id} was not" if found.run_id is not None else "no evening of the period was"
        logging.getLogger("lapse").warning("%s judged, so the report has no candidates", which)


def _say(written: dict[str, Any]) -> None:
    runs = f"run {written['run_id']}" if written["run_id"] is not None else output.counted(written["runs"], "run")
    output.say(f"{runs} revoked {output.counted(written['revocations'], 'permission')}")
    output.say("the page has personal data, so only you may read the file (mode 600)")
    output.say(f"{written['path']} ({written['bytes'] / 1_000_000:.1f} MB)")
