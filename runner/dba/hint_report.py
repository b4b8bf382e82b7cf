"""What dbms_xplan's hint report says of the hints of a statement; a line that is not understood is a problem.

The report is that of 19c and later with +HINT_REPORT, in the form that the SQL Tuning Guide shows. Oracle shows a hint
as it was written, or with quoted names and query blocks; a hint with a syntax error by its name alone.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..statements.header import comments
from . import hints
from .faults import ASK_FOR_INDEX
from .hints import Hint

_TITLE = re.compile(r"Hint Report \(.*\):")
_TOTAL = re.compile(r"Total hints for statement: (\d+)(?: \(.*\))?")
_RULE = re.compile(r"-+")
_BLOCK = re.compile(r"\s*\d+ -\s+\S.*")  # plan line, query block, alias
_HINT = re.compile(r"\s+(?:([UNE]) )?-\s+(\S.*?)(?: / (.*))?")  # letter, hint, reason
_LETTERS = {"U": "was not used", "N": "names something that is not there", "E": "has a syntax error"}
_SYNTAX_ERROR = "E"

Key = tuple[str, ...]


@dataclass
class HintVerdict:
    """What the database makes of the hints of a statement.

    Attributes:
        used: the hints that it used, as it shows them.
        unused: the others that it shows, each with the reason.
        problems: why the hints cannot be trusted, a sentence each.
    """

    used: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def judge(text: str, plan: Sequence[str], indexes: Collection[str]) -> HintVerdict:
    """Hold the hints of a statement against what the plan says of them.

    Args:
        text: the rendered statement.
        plan: dbms_xplan's lines with +HINT_REPORT.
        indexes: the indexes that the plan goes through, lower case.

    Returns:
        The verdict. It has no problems when every hint is reported as used, every index that a hint names is in the
        plan, and every line of the report was understood.
    """
    verdict = HintVerdict()
    given = list(_given(text, verdict))
    missing = Counter(map(_key, given))
    for letter, shown, reason in _reported(plan, verdict):
        key = _reported_key(letter, shown, missing)
        if key is None:
            verdict.problems.append(f"cannot judge the hint {shown} of the hint report: it cannot be read")
        else:
            missing[key] -= 1
            _sort(verdict, letter, shown, reason)
    for hint in given:
        if missing[_key(hint)] > 0:
            missing[_key(hint)] -= 1
            verdict.problems.append(f"the {hint} is not in the hint report: is it right behind its verb?")
    verdict.problems += _absent_indexes(given, indexes)
    return verdict


def _given(text: str, verdict: HintVerdict) -> Iterator[Hint]:
    """Yield the hints of a statement; a comment within a comment, or between quotes, holds none."""
    for _, comment in comments(text):
        body = comment[3:-2] if comment.startswith("/*+") else comment[3:] if comment.startswith("--+") else ""
        found = hints.parse(body)
        if found is None:
            verdict.problems.append(f"cannot judge {comment}: its parentheses or quotes do not balance")
        yield from found or ()


def _reported(plan: Sequence[str], verdict: HintVerdict) -> Iterator[tuple[str, str, str]]:
    """Yield letter, hint and reason of each hint of the report; the report ends at the next flush line."""
    lines = iter(line.rstrip() for line in plan)
    if not any(_TITLE.fullmatch(line) for line in lines):
        return
    total = _TOTAL.fullmatch(next(lines, ""))
    count = 0
    for line in lines:
        if match := _HINT.fullmatch(line):
            count += 1
            yield match[1] or "", match[2], match[3] or ""
        elif line and not _BLOCK.fullmatch(line) and not _RULE.fullmatch(line):
            if not line[0].isspace():
                break
            verdict.problems.append(f"cannot judge this line of the hint report: {line.strip()}")
    if total is None or int(total[1]) != count:
        said = f"counts {total[1]}" if total else "does not count its hints"
        verdict.problems.append(f"cannot judge the hint report: it {said}, and {count} could be read")


def _reported_key(letter: str, shown: str, missing: Counter[Key]) -> Key | None:
    """Return which hint the report shows; None where it cannot be read."""
    if letter == _SYNTAX_ERROR:
        name = re.split(r"[\s(]", shown.lower())[0]
        return next((key for key, left in missing.items() if left > 0 and key[0] == name), (name,))
    found = hints.parse(shown)
    return _key(found[0]) if found and len(found) == 1 else None


def _sort(verdict: HintVerdict, letter: str, shown: str, reason: str) -> None:
    if not letter:
        verdict.used.append(shown)
        return
    why = _LETTERS[letter] + (f": {reason}" if reason else "")
    verdict.unused.append(f"{shown} {why}")
    verdict.problems.append(f"the hint {shown} {why}")


def _absent_indexes(given: Iterable[Hint], indexes: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each hint that names indexes of which the plan has none; a list of columns names none."""
    for hint in given:
        words = [word for word in hint.arguments if not word.startswith("@")]
        named = [_plain(word) for word in words[1:] if not word.startswith("(")]
        if hint.name in ASK_FOR_INDEX and named and not any(index in indexes for index in named):
            there = f"index {named[0]}" if len(named) == 1 else f"indexes {', '.join(named)}"
            yield f"the {there} of {hint} {'is' if len(named) == 1 else 'are'} not in the plan"


def _key(hint: Hint) -> Key:
    """Return what a hint says, however it is written: without query blocks, quotes, commas and case."""
    return hint.name, *(_plain(word) for word in hint.arguments if not word.startswith("@"))


def _plain(word: str) -> str:
    if word.startswith("("):  # columns, perhaps with their table
        return " ".join(column.rpartition(".")[2] for column in re.split(r"[\s,]+", _bare(word[1:-1])) if column)
    return _bare(word.partition("@")[0])


def _bare(word: str) -> str:
    return word.replace('"', "").lower()
