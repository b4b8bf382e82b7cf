"""Reports of runs, restores, plans and permissions, as people read them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from . import output
from .listing import RULES
from .output import Row

if TYPE_CHECKING:
    from ..dba.explain import Explained

_IN_SENTENCE = ("answer", "detail", "is_candidate", "restore_command")  # the sentence of an answer has these
_DATES = ("granted_at", "last_access_at")
_NOUNS = ("permission", "log row")  # names of counts begin with these, in the plural


def run_report(report: Row) -> None:
    """Print how a run ended, its steps and what it counted."""
    output.as_table([_step_columns(step) for step in report["steps"]], "no steps were run")
    counts = report["counts"]
    if "permissions_revoked" in counts and report["status"] in ("done", "rejected"):
        revoked, permissions = counts["permissions_revoked"], counts["permissions"]
        output.say(
            f"{revoked:,} of {output.counted(permissions, 'permission')} revoked, {permissions - revoked:,} left"
        )
        if withdrawn := counts.get("lapsing", 0) - revoked:
            gone = output.counted(withdrawn, "candidate")
            output.say(f"{gone} withdrawn after the judgement: see lapse candidates {report['run_id']}")
    for name, value in counts.items():
        if value and name not in ("permissions", "lapsing", "permissions_revoked"):
            output.say(_in_words(value, name))
    _print_held(report["held"])
    if report["status"] != "stopped":  # else its message has them
        _print_guards(report.get("guards", []))
    if dismissed := report.get("dismissed_items"):
        output.say(f"{output.counted(dismissed, 'rejected item')} dismissed: see lapse rejected {report['run_id']}")
    scn = f", SCN {report['scn']}" if report.get("scn") else ""
    output.say(f"run {report['run_id']}: {report['status']}, as of {report['as_of']}{scn}" + _message_of(report))


def restore_report(report: Row) -> None:
    """Print how a restore ended, or what it would restore, and what stays in the archive and why."""
    if "run_id" in report:
        run_report(report | {"counts": {}})
    counts = report["counts"]
    for name, said in (
        ("permissions_to_restore", "would be restored"),
        ("permissions_restored", "restored"),
        ("permissions_already_restored", "already restored"),
    ):
        if counts.get(name) or (name in counts and name != "permissions_already_restored"):
            output.say(f"{said}: {output.counted(counts[name], 'permission')}")
    if granted := report["granted_since"]:
        output.say(f"not restored (re-granted since): {output.counted(len(granted), 'permission')}")
        output.as_table(granted, "")
    if rejected := report.get("rejected"):
        refused = output.counted(len(rejected), "permission")
        output.say(f"not restored (refused by the database; the next restore tries again): {refused}")
        output.as_table(
            [{name: row[name] for name in ("program_id", "user_id", "error_message")} for row in rejected], ""
        )


def plan_report(plan: Row, lapse: str, accept: str, limit: int = 20) -> None:
    """Print what would lapse by program, what protects the rest, and each guard that would stop the run.

    Args:
        plan: as `jobs.plan.plan` returns it.
        lapse: the command with its environment, for the advice.
        accept: the command that accepts the plan.
        limit: the number of programs shown.
    """
    losing = [row for row in plan["programs"] if row["lapsing"]]
    output.as_table(losing[:limit], "no permission would lapse")
    if len(losing) > limit:
        output.say(f"... and {output.counted(len(losing) - limit, 'more program')}")
    for rule, count in sorted(plan["protected"].items(), key=lambda each: -each[1]):
        output.say(f"{count:,} protected: {output.in_words(rule)}")
    _print_held(plan["held"])
    for days, count in plan["what_if"].items():
        idle = f"{output.counted(count, 'permission')} idle for {output.counted(days, 'day')} or more"
        output.say(f"{idle}, before any rule protects {'it' if count == 1 else 'them'}")
    _print_guards(plan["guards"])
    if plan["message"]:
        output.say(plan["message"])
    output.say(
        f"{plan['lapsing']:,} of {output.counted(plan['permissions'], 'permission')} would lapse as of {plan['as_of']}"
    )
    if plan["candidates"]:
        output.say(f"each candidate with its reason: {lapse} candidates {plan['run_id']} --csv")
    if plan["lapsing"]:
        output.say(f"to revoke exactly these (limits waived, guards still apply): {accept}")


def answers(found: Row) -> None:
    """Print why a user keeps or loses a permission: a sentence and its facts for each row."""
    for answer in found["answers"]:
        told = {name: value for name, value in answer.items() if name in _DATES or value is not None}
        told |= {name: output.in_words(told[name]) for name in RULES if name in told}
        facts = [
            {"fact": output.in_words(name), "value": value} for name, value in told.items() if name not in _IN_SENTENCE
        ]
        output.as_table(facts, "")
        output.say(f"{found['user_id']} in {found['program_id']}: {answer['answer']}")


def plans(explained: "Sequence[Explained]") -> None:
    """Print execution plans, what they read, and what became of their hints."""
    for plan in explained:
        output.say(f"-- sql/{plan.path}")
        output.say(f"-- index: {plan.index}")
        output.say(f"-- undo:  {plan.undo}")
        for line in plan.plan:
            output.say(line)
        for line in _assessment(plan):
            output.say(line)
        for problem in plan.problems or ():
            output.say(f"BAD: {problem}")
        output.say("")
    if any(plan.problems is None for plan in explained):
        output.say("These are plans of the embedded database for translated SQL; hints are not checked.")
    else:
        problems = sum(len(plan.problems or ()) for plan in explained)
        output.say(f"{output.counted(problems, 'problem')} in {output.counted(len(explained), 'statement')}")


def _assessment(plan: "Explained") -> Iterator[str]:
    """Say what a plan of Oracle reads, and which hints it used; nothing of another database's."""
    if plan.passes is None:
        return
    yield "passes: " + (", ".join(f"{count} of {name}" for name, count in plan.passes.items()) or "none")
    for access in plan.accesses or ():
        yield f"access: {_access(access)}"
    yield "hints used: " + (", ".join(plan.hints_used or ()) or "none")
    yield "hints not used: " + (", ".join(plan.hints_unused or ()) or "none")


def _access(row: Row) -> str:
    """Return how a plan reaches a table or an index: `index range scan of access_log_ix (l@sel$1)`."""
    how = " ".join(row[name] for name in ("operation", "options") if row[name])
    alias = f" ({row['object_alias']})" if row["object_alias"] else ""
    start, stop = row["partition_start"], row["partition_stop"]
    return f"{how} of {row['object_name']}{alias}" + (f", partitions {start} to {stop}" if start else "")


def _step_columns(step: Row) -> Row:
    return {
        name: step[name]
        for name in ("job", "step", "transaction", "status", "affected", "chunks", "rejected", "seconds")
    }


def _in_words(count: int, name: str) -> str:
    """Return a count of a run in words: `permissions_restored` of 1 is `1 permission restored`."""
    words = output.in_words(name)
    for noun in _NOUNS:
        if words.startswith(f"{noun}s "):
            return output.counted(count, noun) + words.removeprefix(f"{noun}s")
    return f"{count:,} {words}"


def _print_held(programs: Sequence[Row]) -> None:
    for held in programs:
        output.say(
            f"held: {output.counted(held['permissions'], 'permission')} of {held['program_id']}: {held['reason']}"
        )


def _print_guards(guards: Sequence[Row]) -> None:
    for guard in guards:
        for reason in guard["reasons"]:
            output.say(f"would be stopped by {guard['step']}: {reason}")


def _message_of(report: Row) -> str:
    return f": {report['message']}" if report.get("message") else ""
