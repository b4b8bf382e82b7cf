"""What the page says of itself: what it covers, what it rests on, and what it cannot show."""

from collections.abc import Iterator

from .data import Report
from .words import Words


def sentences(report: Report, words: Words) -> Iterator[str]:
    """Yield what an auditor asks: which rows, since when, by which clock, and who could have changed it."""
    table = {"table": report.permission_table}
    if report.judged_run_id is None:
        yield words("section.scope.permissions_unjudged", **table)
    else:
        yield words("section.scope.permissions", without=report.figures["without_grant_date"], **table)
    for log in report.logs:
        yield words("section.scope.log", log=log["access_log"], first=log["first_day"], last=log["last_day"])
    since = "never_judged" if report.first_as_of is None else "since"
    yield words(f"section.scope.{since}", at=report.first_as_of)
    review = "review" if report.review_required else "no_review"
    yield words(f"section.scope.{review}", environment=report.environment)
    yield words("section.scope.clock", offset=report.utc_offset, by=report.made_by)
    yield words("section.scope.ledger")
    yield words("section.scope.page")
