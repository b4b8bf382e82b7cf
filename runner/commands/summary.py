"""What is printed of a run: the sentence that matters first, then what a person must know, then tables and commands."""

from collections.abc import Iterator, Sequence
from enum import Enum

from ..errors import ENDED_WELL
from . import output
from .output import Row

_NOUNS = ("permission", "log row")  # names of counts begin with these, in the plural
_SAID_FIRST = ("permissions", "lapsing", "permissions_revoked")
_RESTORED = (
    ("permissions_to_restore", "would be restored"),
    ("permissions_restored", "restored"),
    ("permissions_already_restored", "already restored"),
)
_MOST_LINES = 20  # of held programs, and of programs in a plan


class Detail(Enum):
    """How much is printed: the last line, the summary, or the table of all steps too."""

    QUIET = "quiet"
    NORMAL = "normal"
    VERBOSE = "verbose"


def run_report(report: Row, lapse: str, detail: Detail) -> None:
    """Print how a run ended and what it did.

    Args:
        report: as `engine.run.execute` or `engine.history.read_run` returns it.
        lapse: the command with its environment, for the advice.
        detail: how much.
    """
    if detail is not Detail.QUIET:
        _print_outcome(report)
        _print_what_protects(report, detail)
        _print_what_needs_a_person(report, lapse)
        if detail is Detail.VERBOSE:
            output.as_table([_step_columns(step) for step in report["steps"]], "no steps were run")
        _print_commands(report, lapse)
    _print_end(report, lapse, detail)


def restore_report(report: Row, lapse: str, detail: Detail) -> None:
    """Print how a restore ended, or what it would restore, and what stays in the archive and why; as `run_report`."""
    if detail is not Detail.QUIET:
        _print_restored(report)
        if detail is Detail.VERBOSE and "run_id" in report:
            output.as_table([_step_columns(step) for step in report["steps"]], "no steps were run")
    elif "run_id" not in report:  # of a dry run, whose first line is the answer
        output.say(f"would be restored: {output.counted(report['counts']['permissions_to_restore'], 'permission')}")
    if "run_id" in report:
        _print_end(report, lapse, detail)


def plan_report(plan: Row, lapse: str, accept: str, detail: Detail) -> None:
    """Print what would lapse, each guard that would stop the run, what protects the rest, and the programs.

    Args:
        plan: as `jobs.plan.plan` returns it.
        lapse: the command with its environment, for the advice.
        accept: the command that accepts the plan.
        detail: how much.
    """
    if detail is not Detail.QUIET:
        _print_outcome(plan)
        _print_what_protects(plan, detail)
        _print_what_needs_a_person(plan, lapse)
        for days, count in plan["what_if"].items():
            idle = f"{output.counted(count, 'permission')} idle for {output.counted(days, 'day')} or more"
            output.say(f"{idle}, before any rule protects {'it' if count == 1 else 'them'}")
        if losing := [row for row in plan["programs"] if row["lapsing"]]:
            output.as_table(losing[:_MOST_LINES], "")
            _print_rest(len(losing), "more program")
        if detail is Detail.VERBOSE:
            output.as_table([_step_columns(step) for step in plan["steps"]], "no steps were run")
        _print_commands(plan, lapse)
        if plan["lapsing"]:
            output.say(f"to revoke exactly these (limits waived, guards still apply): {accept}")
    _print_end(plan, lapse, detail)


def outcome(report: Row) -> list[str]:
    """Return the sentence that matters most of a run; of one whose jobs are no evening, one for each of its steps."""
    return list(_work(report)) if report["status"] in ENDED_WELL else [_stop(report)]


def _print_outcome(report: Row) -> None:
    """Print the sentence that matters, then why."""
    is_done = report["status"] in ENDED_WELL
    for sentence in outcome(report):
        output.say(sentence)
    message = report.get("message")
    if message and report["status"] == "stopped" and "accept" not in report:
        output.say(message)  # of the ledger, where it alone has the command that accepts the list
        return
    for guard in report.get("guards", []):
        for reason in guard["reasons"]:
            output.prose(f"would be stopped by {guard['step']}: {reason}" if is_done else reason)
    if message and report["status"] != "stopped":
        output.prose(message)


def _print_restored(report: Row) -> None:
    counts, granted, rejected = report["counts"], report["granted_since"], report.get("rejected", [])
    if report.get("message"):
        output.prose(f"{report['status']}: {report['message']}")
    for name, said in _RESTORED:
        if counts.get(name) or (name in counts and name != "permissions_already_restored"):
            output.say(f"{said}: {output.counted(counts[name], 'permission')}")
    if granted:
        output.say(f"not restored (re-granted since): {output.counted(len(granted), 'permission')}")
        output.as_table(granted, "")
    if rejected:
        refused = output.counted(len(rejected), "permission")
        output.prose(f"not restored (refused by the database; the next restore tries again): {refused}")
        names = ("program_id", "user_id", "error_message")
        output.as_table([{name: row[name] for name in names} for row in rejected], "")


def _work(report: Row) -> Iterator[str]:
    """Yield what a run that ended well did: what it revoked or would revoke, else the rows of its steps."""
    counts = report["counts"]
    permissions = counts.get("permissions", 0)
    if "permissions_revoked" in counts:
        revoked = counts["permissions_revoked"]
        whole = output.counted(permissions, "permission")
        yield f"{revoked:,} of {whole} revoked, {permissions - revoked:,} left"
    elif "permissions" in counts:
        whole = output.counted(permissions, "permission")
        yield f"{counts.get('lapsing', 0):,} of {whole} would lapse as of {report['as_of']}"
    elif not any(name in counts for name, _ in _RESTORED):
        steps = [step for step in report["steps"] if step["transaction"] in ("chunk", "tasklet")]
        if not steps and counts and not any(counts.values()):  # a zero that a job of one's own has counted
            yield from (_in_words(count, name) for name, count in counts.items())
            return
        for step in steps or [step for step in report["steps"] if step["transaction"] == "statement"]:
            if step["transaction"] == "chunk":
                yield f"{step['step']}: {output.counted(step['affected'], 'row')}, {step['unchanged']:,} unchanged"
            elif step["affected"]:
                yield f"{step['step']}: {output.counted(step['affected'], 'row')}"


def _stop(report: Row) -> str:
    """Return how a run ended that did not end well, and that nothing was revoked where that is certain."""
    last = report["steps"][-1] if report["steps"] else None
    words = str(report["status"])
    if last and report["status"] == "stopped":
        words += f" by {last['step']}"
    elif last and report["status"] == "failed":
        words += f" in {last['job']}"
    is_before = not any(step["job"] == "revoke" for step in report["steps"])
    is_certain = report["status"] == "stopped" or (report["status"] == "failed" and is_before)
    return f"{words}: nothing was revoked" if "revoke" in report["jobs"].split() and is_certain else words


def _print_what_protects(report: Row, detail: Detail) -> None:
    """Print the candidates that each rule protects, what else was counted, and the held programs."""
    from ..engine.history import protected, rule_of

    counts = report["counts"]
    for rule, count in sorted(protected(counts).items(), key=lambda each: -each[1]):
        if count:
            output.say(f"{count:,} protected: {output.in_words(rule)}")
    held_programs = report["held"]
    for held in held_programs if detail is Detail.VERBOSE else held_programs[:_MOST_LINES]:
        permissions = output.counted(held["permissions"], "permission")
        output.prose(f"held: {permissions} of {held['program_id']}: {held['reason']}")
    if detail is not Detail.VERBOSE:
        _print_rest(len(held_programs), "more held program")
    for name, count in counts.items():
        if count and not rule_of(name) and name not in _SAID_FIRST:
            output.say(_in_words(count, name))


def _print_what_needs_a_person(report: Row, lapse: str) -> None:
    run_id = report["run_id"]
    if items := rejected_items(report["steps"]):
        dismissed = report.get("dismissed_items") or 0
        told = f" ({dismissed:,} dismissed)" if dismissed else ""
        output.say(f"{output.counted(items, 'item')} could not be written{told}: see {lapse} rejected {run_id}")
    if report["status"] in ENDED_WELL and "permissions_revoked" in report["counts"]:
        withdrawn = report["counts"].get("lapsing", 0) - report["counts"]["permissions_revoked"]
        if withdrawn:
            gone = output.counted(withdrawn, "candidate")
            output.say(f"{gone} withdrawn after the judgement: see {lapse} candidates {run_id}")
    if dead := report.get("abandoned_runs"):
        output.say(f"{output.counted(dead, 'dead run')} marked as abandoned: see {lapse} runs")


def _print_commands(report: Row, lapse: str) -> None:
    """Print the commands that look closer, and the one that accepts the list of a run that was stopped."""
    from ..engine.history import protected

    counts, run_id = report["counts"], report["run_id"]
    if counts.get("lapsing") or any(protected(counts).values()):
        output.say(f"each candidate with its reason: {lapse} candidates {run_id}")
    if counts.get("permissions_revoked") and report["status"] in ENDED_WELL:
        output.say(f"what was revoked: {lapse} revocations {run_id}")
    if accept := report.get("accept"):
        output.say(f"to revoke what it lists (limits waived, guards still apply): {accept}")


def _print_end(report: Row, lapse: str, detail: Detail) -> None:
    """Print the last line: the run, how it ended, and where its steps are, unless they are above."""
    run_id = report["run_id"]
    code = f" with exit code {report['exit_code']}" if report["exit_code"] else ""
    scn = f", SCN {report['scn']}" if report.get("scn") else ""
    steps = "" if detail is Detail.VERBOSE else f"; its steps: {lapse} show {run_id}"
    output.say(f"run {run_id}: {report['status']}{code}, as of {report['as_of']}{scn}{steps}")


def _print_rest(count: int, noun: str) -> None:
    if count > _MOST_LINES:
        output.say(f"... and {output.counted(count - _MOST_LINES, noun)}")


def rejected_items(steps: Sequence[Row]) -> int:
    """Return how many items were rejected: the steps of a job that share its commits count the same ones."""
    of_job: dict[str, int] = {}
    for step in steps:
        of_job[step["job"]] = max(of_job.get(step["job"], 0), step["rejected"])
    return sum(of_job.values())


def _step_columns(step: Row) -> Row:
    names = ("job", "step", "status", "affected", "rejected", "seconds")
    return {name: step[name] for name in names}


def _in_words(count: int, name: str) -> str:
    """Return a count of a run in words: `permissions_restored` of 1 is `1 permission restored`."""
    words = output.in_words(name)
    for noun in _NOUNS:
        if words.startswith(f"{noun}s "):
            return output.counted(count, noun) + words.removeprefix(f"{noun}s")
    return f"{count:,} {words}"
