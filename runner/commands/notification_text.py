"""The text of a notification: plain, without user ids, and without what people or the database have written."""

from collections.abc import Iterator
from platform import node

from ..errors import DatabaseError, Exit, LapseError, NotRestartedError, SettingsError, SqlFileError, UsageError
from ..jobs.evening import Evening
from ..jobs.receivers import Message
from . import output, summary
from .output import Row

_MOST_LINES = 20  # of newly held programs
_RUN_AGAIN = "read the last line of the log, which says what failed and what is unchanged; it is safe to run again"
_TODO = {
    Exit.DONE: "nothing",
    Exit.STOPPED: "see the runbook, Guards",
    Exit.REVIEW: "undo the change of the SQL, or have it reviewed; the log has the lines that differ",
    Exit.LOCKED: "run again once the other run or the load has ended",
    Exit.USAGE: "correct the command, see the last line of the log",
}


def message(evening: Evening, environment: str, lapse: str, *, is_shipped: bool) -> Message:
    """Return what is said of an evening.

    Args:
        evening: how it ended.
        environment: its name.
        lapse: the command with its environment, for the advice.
        is_shipped: whether all SQL is that which lapse ships, whose reasons name no user.
    """
    report = evening.report
    paragraphs = [
        _facts(evening, environment),
        _reasons(report) if report and is_shipped else [],
        _held(evening.newly_held, has_reasons=is_shipped),
        [f"To do: {todo}" for todo in _todo(evening, lapse)],
        [f"More: {lapse} show {report['run_id']}" if report else f"More: {lapse} runs"],
    ]
    body = "\n\n".join("\n".join(lines) for lines in map(list, paragraphs) if lines)
    look = list(_to_look_at(evening))
    # A telephone shows no more than the beginning.
    subject = [*look, _sentence(evening)] if evening.ended_well else [_sentence(evening), *look]
    return Message(f"lapse {environment}: {'; '.join(subject)}", f"{output.visible(body)}\n", _kind(evening))


def _to_look_at(evening: Evening) -> Iterator[str]:
    """Yield what somebody has to look at, however the evening ended."""
    if evening.newly_held:
        yield f"{output.counted(len(evening.newly_held), 'program')} newly held"
    if evening.report and evening.exit_code is Exit.REJECTED:
        yield output.counted(summary.rejected_items(evening.report["steps"]), "rejected item")


def _sentence(evening: Evening) -> str:
    """Return what matters most of an evening."""
    report = evening.report
    if report is None:
        return f"{'not started' if evening.is_not_begun else 'failed'}: {_cause(evening)}"
    if evening.ended_well and "permissions_revoked" not in evening.counts:  # the ledger could not be read any more
        return str(report["status"])
    return summary.outcome(report)[0]


def _cause(evening: Evening) -> str:
    """Return why there is no report, by the kind of the error: its own words may name users."""
    match evening.error:
        case DatabaseError(at_connect=True, code=code):
            return f"no connection to the database ({code})"
        case DatabaseError(code=code):
            return f"refused by the database ({code})"
        case SettingsError():
            return "the settings cannot be used"
        case SqlFileError():
            return "a file of sql/ cannot be used"
        case UsageError():
            return "the command cannot be understood"
        case NotRestartedError():
            return "connection lost, and not restarted"
        case LapseError() if evening.exit_code is Exit.ERROR:
            return "see the log"
    return evening.exit_code.meaning


def _facts(evening: Evening, environment: str) -> Iterator[str]:
    """Yield what every notification has: where, which run, how it ended, and its counts as far as it came."""
    from ..engine.history import protected

    report, counts = evening.report, evening.counts
    status = report["status"] if report else "failed"
    yield f"environment: {environment}, on {node()}"
    if report:
        yield f"run: {report['run_id']}, as of {report['as_of']}"
    else:
        yield "run: none; nothing was done" if evening.is_not_begun else "run: none, or one that broke off"
    yield f"status: {status}, exit code {int(evening.exit_code)} ({evening.exit_code.meaning})"
    if report is None:
        return
    if "permissions" in counts:  # so it was judged
        if evening.is_revocation_known:
            yield f"revoked: {evening.revoked:,} of {output.counted(counts['permissions'], 'permission')}"
        rules = [f"{count:,} {output.in_words(rule)}" for rule, count in sorted(protected(counts).items()) if count]
        yield f"protected: {', '.join(rules) or 'none'}"
        yield f"held programs: {len(report['held']):,}"
    yield f"rejected items: {summary.rejected_items(report['steps']):,}"


def _reasons(report: Row) -> list[str]:
    """Return why guards have stopped the run."""
    return [reason for guard in report["guards"] for reason in guard["reasons"]]


def _held(programs: list[Row], *, has_reasons: bool) -> Iterator[str]:
    for row in programs[:_MOST_LINES]:
        reason = f": {row['reason']}" if has_reasons else ""
        yield f"newly held: {output.counted(row['permissions'], 'permission')} of {row['program_id']}{reason}"
    if (rest := len(programs) - _MOST_LINES) > 0:
        yield f"... and {output.counted(rest, 'more newly held program')}"


def _todo(evening: Evening, lapse: str) -> Iterator[str]:
    report = evening.report
    if report and report["accept"]:
        yield f"read its list: {lapse} candidates {report['run_id']} --csv; to accept it: {report['accept']}"
    elif report and evening.exit_code is Exit.REJECTED:
        yield f"see {lapse} rejected {report['run_id']}"
    elif not (evening.newly_held and evening.exit_code is Exit.DONE):
        yield _TODO.get(evening.exit_code, _RUN_AGAIN)
    if evening.newly_held:
        yield "see the runbook, A held program; nothing of it is revoked meanwhile"


def _kind(evening: Evening) -> str:
    if evening.ended_well:
        return "warning" if evening.newly_held or evening.exit_code is Exit.REJECTED else "success"
    return "warning" if evening.exit_code is Exit.STOPPED else "failure"
