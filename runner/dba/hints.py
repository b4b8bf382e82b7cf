"""The hints of a rendered statement, each with the query block that it is for; for `lapse lint` and `explain`."""

import re
from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from ..statements.header import comments
from ..statements.parsed import parse as tree_of

# The last one is a quote that nothing ends.
_LEXEME = re.compile(r"""'[^']*'|(?:[^\s,()"']|"[^"]*")+|[()]|["']""")


@dataclass(frozen=True)
class Hint:
    """One hint.

    Attributes:
        name: in lower case.
        arguments: its arguments; a list of columns stays one, with its parentheses.
        line: where it stands in the rendered file.
    """

    name: str
    arguments: tuple[str, ...]
    line: int

    def __str__(self) -> str:
        return f"hint {self.name}({' '.join(self.arguments)})" if self.arguments else f"hint {self.name}"


@dataclass(frozen=True)
class HintComment:
    """A hint comment after the verb of a query block.

    Attributes:
        text: the comment, without its marks.
        line: where it begins in the rendered file.
        block: the query block.
        hints: the hints in it; None where its parentheses or quotes do not balance.
    """

    text: str
    line: int
    block: exp.Expr
    hints: tuple[Hint, ...] | None


@cache
def read(text: str) -> tuple[exp.Expr, list[HintComment]]:
    """Return the tree of a rendered statement, and its comments of hints.

    Raises:
        sqlglot.errors.SqlglotError: the statement cannot be read.
    """
    found = [(at, comment) for at, comment in comments(text) if comment.startswith("/*+")]
    marked = text
    for number, (at, comment) in reversed(list(enumerate(found))):
        mark = f"/*+ full(hint_{number}) */" + "\n" * comment.count("\n")
        marked = marked[:at] + mark + marked[at + len(comment) :]
    root = tree_of(marked)
    blocks = _blocks(root)
    lines = [text.count("\n", 0, at) + 1 for at, _ in found]
    return root, [
        HintComment(comment[3:-2].strip(), line, blocks.get(number, root), parse(comment[3:-2], line))
        for number, (line, (_, comment)) in enumerate(zip(lines, found, strict=True))
    ]


def _blocks(root: exp.Expr) -> dict[int, exp.Expr]:
    """Return the query block behind whose verb each marked hint stands; of a MERGE sqlglot keeps none."""
    found = root.find_all(exp.Hint)
    return {int(re.sub(r"\D", "", hint.sql())): hint.parent for hint in found if hint.parent is not None}


def parse(body: str, line: int = 1) -> tuple[Hint, ...] | None:
    """Take the text of a hint comment apart; None where its parentheses or quotes do not balance."""
    hints: list[Hint] = []
    depth, opened = 0, 0
    arguments: list[str] = []
    for match in _LEXEME.finditer(body):
        word = match[0]
        depth += (word == "(") - (word == ")")
        if depth < 0 or depth > 2 or (word == "(" and not hints) or word in ("'", '"'):
            return None
        if depth == 2 and word == "(":
            opened = match.start()
        elif depth == 1 and word == ")":
            arguments.append(body[opened : match.end()])
        elif depth == 1 and word != "(":
            arguments.append(word)
        elif depth == 0 and word == ")":
            hints[-1] = Hint(hints[-1].name, tuple(arguments), hints[-1].line)
            arguments = []
        elif depth == 0:
            hints.append(Hint(word.lower(), (), line + body.count("\n", 0, match.start())))
    return None if depth else tuple(hints)
