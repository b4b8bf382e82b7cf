"""The results as a page: each claim with its target, what was measured, and whether it holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median

from .claims import CLAIMS, Claim
from .measure import Measured
from .trials import TRIALS, Scale

_HEAD = """\
# Results

Written by `make {target}`. The contestants of a trial take turns in each round, each on a fresh copy of its company
with the server up; in the quiet evening all share one. Before each, the tables are read once, and lapse's staging table
is emptied, as a session of Oracle finds it. Measured is the whole process, the sync alone, or peak memory. A figure is
the median of the rounds, with the least and the greatest in parentheses. The peers read the log from their last evening
less three days; in `evening`, `item by item` and `load` all must leave the same rows. A claim holds if the median
reaches its target; the targets are for the sizes of `make bench-full`. See [the claims](claims.py), [the
trials](trials.py) and [the peers](peers).
"""


def page(results: Mapping[str, Measured], scale: Scale, facts: Mapping[str, str]) -> str:
    """Return the page, in Markdown.

    Args:
        results: what came of the trials, by their names; a trial that is not among them was not run.
        scale: the sizes.
        facts: the machine and the versions.
    """
    target = "bench" if scale == "small" else "bench-full"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    lines = [
        _HEAD.format(target=target),
        *table(("measured on", ""), [("date", today), *facts.items()]),
        "",
        "## Claims",
        "",
    ]
    lines += table(
        ("claim", "target", "measured", "verdict"), [claim_row(claim, results.get(claim.trial)) for claim in CLAIMS]
    )
    lines += ["", "## What was timed", ""]
    lines += table(("trial", "contestant", "company", "measured"), _timed(results, scale))
    return "\n".join(lines) + "\n"


def claim_row(claim: Claim, result: Measured | None) -> tuple[str, ...]:
    """Return a claim, its target, what was measured, and the verdict."""
    if result is None:
        return claim.text, claim.target, "not run", "-"
    if result.fault:
        return claim.text, claim.target, result.fault.splitlines()[0], "does not hold"
    if missing := [result.missing[name] for name in claim.needs if name in result.missing]:
        return claim.text, claim.target, "; ".join(missing), "passed over"
    figures = [claim.reckon({name: row[name] for name in claim.needs}) for row in result.rounds]
    verdict = "holds" if claim.holds(median(figures)) else "does not hold"
    return claim.text, claim.target, _spread(figures, claim.unit), verdict


def _timed(results: Mapping[str, Measured], scale: Scale) -> Iterator[tuple[str, ...]]:
    for name, result in results.items():
        trial = TRIALS[name]
        for contestant, entry in trial.contestants.items():
            figures = [row[contestant].value for row in result.rounds if contestant in row]
            measured = _spread(figures, trial.unit) if figures else result.missing.get(contestant, "not measured")
            yield f"{name}: {trial.purpose}", contestant, str(entry.company.at(scale)), measured


def _spread(figures: Sequence[float], unit: str) -> str:
    """Return the median, and the least and the greatest."""
    middle, least, greatest = (
        f"{number:.2f}" if number < 100 else f"{number:.0f}" for number in (median(figures), min(figures), max(figures))
    )
    return f"{middle}{unit and f' {unit}'} ({least} to {greatest})"


def table(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> list[str]:
    """Return a table's lines in Markdown."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
