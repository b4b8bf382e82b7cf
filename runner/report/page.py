"""The page of `lapse report`: one file that needs nothing else, written as its rows are read."""

import base64
import hashlib
from datetime import time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from . import charts, columns, findings, scope, tables
from .data import Report
from .tables import Table
from .words import Words, read

_PIECES = 5000  # of the page, written at once


def write(report: Report, path: Path, language: str) -> int:
    """Write the page, in place of what the file held, once it is complete.

    Args:
        report: what it shows; its iterators are read once, in their order.
        path: the file.
        language: one of `words.LANGUAGES`.

    Returns:
        The size of the page in bytes.
    """
    words = Words(language)
    environment = Environment(
        loader=FunctionLoader(_text), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    stream = environment.get_template("page.html.jinja").stream(_Page(report, words).facts())
    stream.enable_buffering(_PIECES)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            stream.dump(file, encoding="utf-8", errors="xmlcharrefreplace")
            size = file.tell()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return size


class _Page:
    """What the template shows of a report."""

    def __init__(self, report: Report, words: Words) -> None:
        self.report, self.words = report, words

    def facts(self) -> dict[str, Any]:
        """Return the variables of the template."""
        report, words = self.report, self.words
        style, script = _text("page.css"), _text("page.js")
        return {
            "t": words,
            "report": report,
            "style": Markup(style),
            "script": Markup(script),
            "policy": f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
            "base-uri 'none'; form-action 'none'",
            "when": self.when(),
            "verdict": findings.verdict(report, words),
            "tiles": list(findings.tiles(report, words)),
            "points": findings.attention(report, words),
            "scope": list(scope.sentences(report, words)),
            "last": findings.last_run(report),
            "recorded": findings.recorded(report),
            "share": tables.share,
            **self.charts(),
            "tables": self.tables(),
        }

    def charts(self) -> dict[str, Any]:
        """Return the charts, each None where there is nothing to draw, and the tables of their figures."""
        report, words = self.report, self.words
        history = charts.history(report.history, words) if report.history else None
        idle = charts.idle(report.idle_days, report.inactivity_days, words) if report.idle_days else None
        return {
            "history": history,
            "history_table": Table("evenings", columns.HISTORY, history.rows if history else (), words),
            "protections": charts.protections(report.protections, words) if report.protections else None,
            "idle": idle,
            "idle_table": Table("idle", columns.IDLE, idle.rows if idle else (), words),
        }

    def tables(self) -> dict[str, Table]:
        """Return the tables of the page by the names of their sections."""
        report, words = self.report, self.words
        of_run = report.run_id is not None
        rows: dict[str, tuple[Any, Any]] = {
            "history": (columns.RUNS, report.runs),
            "messages": (columns.MESSAGES, [run for run in report.runs if run["message"]]),
            "programs": (
                columns.PROGRAMS if findings.would_lapse(report) is None else columns.PROGRAMS_OF_PLAN,
                report.programs,
            ),
            "protections": (columns.PROTECTIONS, report.protections),
            "protected": (columns.PROTECTED, report.protected),
            "about_to_lapse": (columns.ABOUT_TO_LAPSE, report.about_to_lapse),
            "notices": (columns.NOTICES, report.notices),
            "held": (columns.HELD, report.held_programs),
            "lost_days": (columns.LOST_DAYS, report.lost_days),
            "pauses": (columns.PAUSES, report.pauses),
            "exemptions": (columns.EXEMPTIONS, report.exemptions),
            "plans": (columns.PLANS, [run for run in report.runs if run["accepted_plan"] is not None]),
            "rejected": (columns.REJECTED, report.rejected_items),
            "digests": (columns.DIGESTS, findings.digests(report)),
            "steps": (columns.STEPS, report.steps),
            "limits": (columns.LIMITS, [{"name": name, "value": value} for name, value in report.limits.items()]),
            "rule": (columns.RULES, [{"code": code} for code in _codes("rule")]),
        }
        every = columns.REVOCATIONS if of_run else columns.REVOCATIONS_OF_RUNS
        return {name: Table(name, columns, found, words) for name, (columns, found) in rows.items()} | {
            "revocations": Table("revocations", every, report.revocations, words, has_heads=False)
        }

    def when(self) -> str:
        """Return the run and its time, or the period, of the report."""
        report, words = self.report, self.words
        first, last = report.from_at, report.to_at
        if first is None or last is None:
            return words("page.run_and_day", run=report.run_id, at=report.runs[0]["as_of"])
        if first.time() == last.time() == time.min:
            return words("page.days", first=f"{first.date()}", last=f"{last.date() - timedelta(days=1)}")
        return words("page.times", first=first, last=last)


def _codes(kind: str) -> list[str]:
    return [key.removeprefix(f"{kind}.") for key in read("en") if key.startswith(f"{kind}.")]


def _digest(text: str) -> str:
    """Return what the policy of the page calls a style or script by that it lets pass."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
