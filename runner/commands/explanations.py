"""Why a permission is kept or lost, and what execution plans say, as people read them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from . import output
from .listing import RULES
from .output import Row

if TYPE_CHECKING:
    from ..dba.explain import Explained

_IN_SENTENCE = ("answer", "detail", "is_candidate", "restore_command")  # the sentence of an answer has these
_DATES = ("granted_at", "last_access_at")


def answers(found: Row) -> None:
    """Print why a user keeps or loses a permission: a sentence, then its facts, for each row."""
    for answer in found["answers"]:
        told = {name: value for name, value in answer.items() if name in _DATES or value is not None}
        told |= {name: output.in_words(told[name]) for name in RULES if name in told}
        facts = [
            {"fact": output.in_words(name), "value": value} for name, value in told.items() if name not in _IN_SENTENCE
        ]
        output.prose(f"{found['user_id']} in {found['program_id']}: {answer['answer']}")
        if command := answer.get("restore_command"):
            output.say(f"to restore it: {command}")
        output.as_table(facts, "")


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
