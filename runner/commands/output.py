"""What a person or a program reads on stdout: tables, sentences, JSON, CSV."""

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

from runner.commands import table
from runner.errors import ClosedPipeError, Exit, OutputError

if TYPE_CHECKING:
    from runner.dba.explain import Explained

Row = table.Row

_SAID = ("answer", "detail", "is_candidate", "restore_command")  # by the sentence of an answer
_DATES = ("granted_at", "last_access_at")
_RULES = ("protected_by", "protected_next_by")
_NOUNS = ("permission", "log row")  # what the counts of a run begin with, in the plural
_RUN = "=+-@＝＋－＠\t\r\n"  # noqa: RUF001 - a spreadsheet takes the wide ones as well


@dataclass
class _Stdout:
    """Whether anything has been printed."""

    is_begun: bool = False


_stdout = _Stdout()


def set_up() -> None:
    """Speak UTF-8 on stdout and stderr, whatever the locale; what is no UTF-8, say of a file's name, is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    _stdout.is_begun = False


def is_begun() -> bool:
    """Whether anything has been printed since `set_up`."""
    return _stdout.is_begun


def flush() -> None:
    """Write what is still buffered: at the end of the process Python would only report a failure, with exit code 120.

    Raises:
        OutputError: stdout is full or closed; what was not written is lost.
    """
    out: TextIO | None = sys.stdout  # None where the caller has closed it
    if out is None:
        return
    try:
        with _failure():
            out.flush()
    except OutputError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())  # else the end of the process tries again
        raise


@contextmanager
def _failure() -> Iterator[None]:
    """Turn the error of a write to stdout into an OutputError."""
    _stdout.is_begun = True
    try:
        yield
    except BrokenPipeError:
        raise ClosedPipeError(Exit.CLOSED_PIPE.meaning) from None
    except OSError as error:
        raise OutputError(f"the output could not be written: {error.strerror or error}") from None


def as_json(document: Any) -> None:
    """Print one JSON document; times are written as YYYY-MM-DD HH:MM:SS, numbers of any driver as numbers."""
    script(json_text(document, indent=2))


def json_text(document: Any, indent: int | None = None) -> str:
    """Return a JSON document in which control characters, and what is no UTF-8, are escaped."""
    text = json.dumps(document, default=_number_or_text, ensure_ascii=False, indent=indent)
    return "\n".join(
        line if line.isprintable() else "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)
        for line in text.split("\n")
    )


def _number_or_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


class _Lines:
    """Stdout for a CSV writer: it quotes a carriage return, in Python before 3.13, only if its own lines end so."""

    def write(self, line: str) -> None:
        script(line.removesuffix("\r\n"))


def as_csv(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Print rows as CSV with a header line; a text that a spreadsheet would run gets an apostrophe in front."""
    writer = csv.writer(_Lines())
    writer.writerow(names)
    writer.writerows([_inert(row[name]) for name in names] for row in rows)


def as_table(rows: Sequence[Row], empty: str) -> None:
    """Print rows in columns, or a sentence where there are none; on a terminal they fit its width."""
    if not rows:
        say(empty)
        return
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    for line in table.lines(rows, shutil.get_terminal_size().columns if is_terminal else None):
        say(line)


def run_report(report: Row) -> None:
    """Print how a run ended, its steps and what it counted."""
    as_table([_short(step) for step in report["steps"]], "no step was run")
    counts = report["counts"]
    if "permissions_revoked" in counts and report["status"] in ("done", "rejected"):
        revoked, permissions = counts["permissions_revoked"], counts["permissions"]
        say(f"{revoked:,} of {counted(permissions, 'permission')} revoked, {permissions - revoked:,} left")
        if withdrawn := counts.get("lapsing", 0) - revoked:
            say(f"{withdrawn:,} left the list after the judgement: see lapse candidates {report['run_id']}")
    for name, value in counts.items():
        if value and name not in ("permissions", "lapsing", "permissions_revoked"):
            say(_named(value, name))
    _say_held(report["held"])
    say(f"run {report['run_id']}: {report['status']}, as of {report['as_of']}" + _because(report))


def restore_report(report: Row) -> None:
    """Print how a restore ended, or what one would put back; what stays in the archive, and why."""
    if "run_id" in report:
        run_report(report | {"counts": {}})
    counts = report["counts"]
    for name, said in (
        ("permissions_to_restore", "would be restored"),
        ("permissions_restored", "restored"),
        ("permissions_already_restored", "already restored"),
    ):
        if counts.get(name) or (name in counts and name != "permissions_already_restored"):
            say(f"{said}: {counted(counts[name], 'permission')}")
    if granted := report["granted_since"]:
        say(f"not restored (re-granted since): {counted(len(granted), 'permission')}")
        as_table(granted, "")
    if rejected := report.get("rejected"):
        refused = counted(len(rejected), "permission")
        say(f"not restored (refused by the database; the next restore tries again): {refused}")
        as_table([{name: row[name] for name in ("program_id", "user_id", "error_message")} for row in rejected], "")


def plan_report(plan: Row, lapse: str, accept: str, limit: int = 20) -> None:
    """Print what would lapse, program by program, what protects the others, and every guard that would stop the run.

    Args:
        plan: as `runner.jobs.plan.plan` returns it.
        lapse: the command with its environment, for the advice.
        accept: the command that accepts the plan.
        limit: so many programs are shown.
    """
    losing = [row for row in plan["programs"] if row["lapsing"]]
    as_table(losing[:limit], "no permission would lapse")
    if len(losing) > limit:
        say(f"... and {counted(len(losing) - limit, 'more program')}")
    for rule, count in sorted(plan["protected"].items(), key=lambda each: -each[1]):
        say(f"{count:,} protected: {rule.replace('_', ' ')}")
    _say_held(plan["held"])
    for days, count in plan["what_if"].items():
        idle = f"{counted(count, 'permission')} idle for {counted(days, 'day')} or more"
        say(f"{idle}, before any rule protects {'it' if count == 1 else 'them'}")
    for guard in plan["guards"]:
        for reason in guard["reasons"]:
            say(f"would be stopped by {guard['step']}: {reason}")
    if plan["message"]:
        say(plan["message"])
    say(f"{plan['lapsing']:,} of {counted(plan['permissions'], 'permission')} would lapse as of {plan['as_of']}")
    if plan["candidates"]:
        say(f"each candidate with its reason: {lapse} candidates {plan['run_id']} --csv")
    if plan["lapsing"]:
        say(f"to revoke exactly these (limits waived, guards still apply): {accept}")


def answers(found: Row) -> None:
    """Print why a user keeps or loses a permission, a sentence and its facts for each row."""
    for answer in found["answers"]:
        told = {name: value for name, value in answer.items() if name in _DATES or value is not None}
        told |= {name: told[name].replace("_", " ") for name in _RULES if name in told}
        facts = [{"fact": name.replace("_", " "), "value": value} for name, value in told.items() if name not in _SAID]
        as_table(facts, "")
        say(f"{found['user_id']} in {found['program_id']}: {answer['answer']}")


def plans(explained: "Sequence[Explained]") -> None:
    """Print plans, and what is wrong with the hints of their statements."""
    for plan in explained:
        say(f"-- sql/{plan.path}")
        say(f"-- index: {plan.index}")
        say(f"-- undo:  {plan.undo}")
        for line in plan.plan:
            say(line)
        for problem in plan.problems or ():
            say(f"BAD: {problem}")
        say("")
    if any(plan.problems is None for plan in explained):
        say("These are plans of the embedded database, for the translated text; hints are not judged here.")
    else:
        problems = sum(len(plan.problems or ()) for plan in explained)
        say(f"{counted(problems, 'problem')} in {counted(len(explained), 'statement')}")


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, which is given in the singular: `1 row`, `2,000 rows`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def say(text: str) -> None:
    """Print a text for people; control characters are made visible."""
    script(visible(text))


def script(text: str) -> None:
    """Print a text for another program, as it is."""
    with _failure():
        print(text)  # noqa: T201


def visible(text: str) -> str:
    """Return a text without control characters that a terminal would obey; the ends of lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in "\n\t" else repr(each)[1:-1] for each in text)


def _inert(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    first = next((each for each in value if each in _RUN or (each.isprintable() and each != " ")), " ")
    return f"'{value}" if first in _RUN else value


def _short(step: Row) -> Row:
    return {
        name: step[name]
        for name in ("job", "step", "transaction", "status", "affected", "chunks", "rejected", "seconds")
    }


def _named(count: int, name: str) -> str:
    """Return a count of a run in words: `permissions_restored` of 1 is `1 permission restored`."""
    words = name.replace("_", " ")
    for noun in _NOUNS:
        if words.startswith(f"{noun}s "):
            return counted(count, noun) + words.removeprefix(f"{noun}s")
    return f"{count:,} {words}"


def _say_held(programs: Sequence[Row]) -> None:
    for held in programs:
        say(f"held: {counted(held['permissions'], 'permission')} of {held['program_id']}: {held['reason']}")


def _because(report: Row) -> str:
    return f": {report['message']}" if report.get("message") else ""
