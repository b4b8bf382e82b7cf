"""What the page says first: the verdict, its figures, and what needs attention."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ..engine.ledger import PLAN
from ..errors import ENDED_WELL
from .data import Report
from .tables import share
from .words import Words

_MOST_RUNS = 5
_MOST_DAYS = 10
_LONG = timedelta(days=366)

Point = tuple[str, str]


def verdict(report: Report, words: Words) -> str:
    """Return what the runs did, in one or two sentences."""
    figures = report.figures
    told = {"revoked": recorded(report), "permissions": figures["permissions"], "as_of": report.judged_as_of}
    if report.judged_run_id is None:
        said = words("verdict.revoked_unjudged", **told)
    elif (lapsing := would_lapse(report)) is not None:
        kind = "planned" if is_plan(report) else "ended_badly"
        said = words(f"verdict.{kind}", lapsing=lapsing, **told)
    elif report.run_id is not None:
        said = words("verdict.revoked", **told)
    else:
        evenings = sum(run["is_evening"] for run in report.runs)
        said = words("verdict.revoked_period", evenings=evenings, **told)
    if figures["protected"]:
        said += " " + words("verdict.protected", protected=figures["protected"])
    return said


def tiles(report: Report, words: Words) -> Iterator[tuple[str, str, str]]:
    """Yield the figures: number, what it counts, and a note on it."""
    lapsing = would_lapse(report)
    figures = report.figures | {"revoked": recorded(report), "would_lapse": lapsing}
    names = ["revoked", "programs", "users", "restored"] if lapsing is None else ["would_lapse"]
    names += ["permissions", "candidates", "protected", "held_programs"] if report.judged_run_id is not None else []
    names += ["notices"] if report.notice_days else []
    names += ["without_grant_date"] if figures["without_grant_date"] else []
    for name in (*names, "rejected_items"):
        yield f"{figures[name]:,}", words(f"tile.{name}"), ""
    back, revoked = figures["put_back_within_30_days"], figures["revocations_90_days"]
    if revoked:
        note = words("tile.put_back_of", back=back, revoked=revoked)
        yield share(revoked, back), words("tile.put_back"), note


def attention(report: Report, words: Words) -> list[Point]:
    """Return what needs attention, each with the section that shows it."""
    points = list(_bad_runs(report, words))
    if days := _days_without_evening(report):
        told = ", ".join(f"{day}" for day in days[:_MOST_DAYS])
        if len(days) > _MOST_DAYS:
            told = words("attention.and_more", days=told, n=len(days) - _MOST_DAYS)
        points.append(("history", words("attention.no_evening", n=len(days), days=told)))
    if held := len({row["program_id"] for row in report.held_programs}):
        points.append(("held", words("attention.held", n=held)))
    points += _planned_stops(report, words)
    if lost := _lost_days_that_stop(report):
        points.append(("lost_days", words("attention.lost", n=lost)))
    for row in report.pauses:
        if row["starts_at"] <= report.made_at < row["ends_at"]:
            pause = {"until": row["ends_at"], "by": row["paused_by"], "reason": row["reason"]}
            points.append(("pauses", words("attention.paused", **pause)))
    if rejected := report.figures["open_items"]:
        points.append(("rejected", words("attention.rejected", n=rejected)))
    points += _exemptions(report, words)
    if accepted := sum(run["accepted_plan"] is not None for run in report.runs):
        points.append(("plans", words("attention.accepted", n=accepted)))
    if (texts := len({run["sql_digest"] for run in report.runs if run["is_evening"]})) > 1:
        points.append(("digests", words("attention.sql_changed", n=texts)))
    return points


def is_plan(report: Report) -> bool:
    """Return whether the report is on a plan, which revokes nothing."""
    return report.run_id is not None and report.runs[0]["jobs"] == " ".join(PLAN)


def would_lapse(report: Report) -> int | None:
    """Return what the run of the report would have revoked; None if it revoked, judged nothing, or is a period."""
    if report.run_id is None or report.judged_run_id is None or recorded(report):
        return None
    if is_plan(report) or report.runs[0]["status"] not in (*ENDED_WELL, "running"):
        return int(report.figures["candidates"] - report.figures["protected"])
    return None


def last_run(report: Report) -> dict[str, Any]:
    """Return the run whose steps and SQL the report shows."""
    return next(run for run in report.runs if run["run_id"] == report.last_run_id)


def recorded(report: Report) -> int:
    """Return how many permissions the runs of the report recorded as revoked."""
    return sum(run["revoked"] or 0 for run in report.runs)


def digests(report: Report) -> list[dict[str, Any]]:
    """Return each SQL that ran, by its digest and by who ran it, with its first and last run."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for run in report.runs:
        names = ("sql_digest", "lapse_version", "jobs", "os_user", "host_name")
        key = tuple(run[name] for name in names)
        row = dict(zip(names, key, strict=True))
        found.setdefault(key, row | {"first_run": run["run_id"]})["last_run"] = run["run_id"]
    return list(found.values())


def _bad_runs(report: Report, words: Words) -> Iterator[Point]:
    bad = [run for run in report.runs if run["status"] not in ENDED_WELL]
    for run in bad[-_MOST_RUNS:]:
        told = {"run": run["run_id"], "at": run["started_at"], "message": run["message"] or words("page.none")}
        yield "history", words(f"attention.{run['status']}", **told)
    if more := len(bad[:-_MOST_RUNS]):
        yield "history", words("attention.more_runs", n=more)


def _days_without_evening(report: Report) -> list[date]:
    """Return the days of the period on which no evening ended well, from the first known evening on."""
    if report.from_at is None or report.to_at is None or not report.history:
        return []
    ran = {row["as_of"].date() for row in report.history if row["status"] in ENDED_WELL}
    day = max(report.from_at.date(), report.history[0]["as_of"].date())
    last = min(report.to_at - timedelta(microseconds=1), report.made_at - timedelta(days=1)).date()
    days = (day + timedelta(days=n) for n in range((last - day).days + 1))
    return [each for each in days if each not in ran]


def _planned_stops(report: Report, words: Words) -> Iterator[Point]:
    """Yield what would stop an evening run that did what a plan looked at."""
    if is_plan(report):
        for step in report.steps:
            for reason in step["reasons"]:
                yield "steps", words("attention.would_stop", reason=reason)


def _lost_days_that_stop(report: Report) -> int:
    """Return how many open lost days are within the inactivity period; older ones only hold programs with a longer."""
    first = f"{report.made_at - timedelta(days=report.inactivity_days):%Y-%m-%d}"
    return sum(row["accepted_as"] is None and row["log_day"] >= first for row in report.lost_days)


def _exemptions(report: Report, words: Words) -> Iterator[Point]:
    """Yield the exemptions in force that end soon, and those that nobody has to renew within a year."""
    now = report.made_at
    ends = [row["ends_at"] for row in report.exemptions if row["starts_at"] <= now < row["ends_at"]]
    if soon := sum(end <= now + timedelta(days=report.exemption_days) for end in ends):
        yield "exemptions", words("attention.exemptions_end", n=soon, days=report.exemption_days)
    if long := sum(end > now + _LONG for end in ends):
        yield "exemptions", words("attention.exemptions_long", n=long)
