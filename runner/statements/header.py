"""The header of a SQL file, parsed strictly; see docs/architecture.md."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ..errors import SqlFileError

KEYS = ("name", "purpose", "transaction", "items", "binds", "index", "undo")

_LINE = re.compile(r"-- ([a-z]+):[ ]+(\S.*)")
_ITEMS = re.compile(r"([\w$#.]+) \(([\w$#]+)\)")
_BIND_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BLOCK = re.compile(r"(?:begin|declare)\b", re.IGNORECASE)  # of PL/SQL, which has semicolons of its own
# Oracle's lexical units, in the order they must be tried; only the last one holds a bind.
_LEXEME = re.compile(
    r"""--[^\n]*
      | /\*.*?\*/
      | [nN]?[qQ]'(?:\[.*?\] | \{.*?\} | \(.*?\) | <.*?> | (?P<q>[^\s\[{(<]).*?(?P=q))'
      | '(?:[^']|'')*'(?:\s*:)?
      | "[^"]*"
      | :\s*(?P<bind>"[^"]*"|\w[\w$#]*)
    """,
    re.VERBOSE | re.DOTALL,
)


class Transaction(StrEnum):
    """The transaction kinds of a step, and `caller` for a statement of the runner's own bookkeeping."""

    GUARD = "guard"
    STATEMENT = "statement"
    CHUNK = "chunk"
    TASKLET = "tasklet"
    CALLER = "caller"


@dataclass(frozen=True)
class Items:
    """What a chunk step works through.

    Attributes:
        table: the table that holds the items.
        number: its column that numbers them, from 1 without a gap.
    """

    table: str
    number: str


@dataclass(frozen=True)
class Header:
    """The facts that every SQL file states about itself.

    Attributes:
        name: what the step is called in logs and in the ledger.
        purpose: one sentence for the reader.
        transaction: its transaction kind.
        binds: the names of its binds, in the order declared.
        index: the index it counts on.
        undo: how its effect is taken back.
        items: of a chunk, the items it works through.
    """

    name: str
    purpose: str
    transaction: Transaction
    binds: tuple[str, ...]
    index: str
    undo: str
    items: Items | None = None


@cache
def parse(text: str, where: str) -> Header:
    """Read the header of a rendered SQL file and hold it against the statement below it.

    Args:
        text: the whole rendered file.
        where: its name, for errors.

    Returns:
        The header.

    Raises:
        SqlFileError: a key is missing, unknown or out of order, the transaction kind is unknown, a bind is declared
            and unused or used and undeclared, or the file holds no statement or more than one; with file and line.
    """
    lines = text.split("\n")  # and at nothing else, for SQL ends a comment nowhere else
    values: dict[str, tuple[int, str]] = {}
    number = 0
    for key in KEYS:
        line = lines[number] if number < len(lines) else ""
        match = _LINE.fullmatch(line.rstrip())
        if match is not None and match[1] == key:
            number += 1
            values[key] = number, match[2].strip()
        elif key != "items":
            raise SqlFileError(f"expected '-- {key}: ...', found {line[:60]!r}; {_rule()}", where, number + 1)
    if len(lines) > number and (extra := _LINE.fullmatch(lines[number].rstrip())):
        raise SqlFileError(f"unknown or repeated key '{extra[1]}'; {_rule()}", where, number + 1)
    transaction = _transaction(*values["transaction"], where)
    header = Header(
        name=values["name"][1],
        purpose=values["purpose"][1],
        transaction=transaction,
        binds=_declared(*values["binds"], where),
        index=values["index"][1],
        undo=values["undo"][1],
        items=_items(transaction, values.get("items"), where),
    )
    _check_statement(text, transaction, where)
    _check_binds(header.binds, values["binds"][0], text, where)
    return header


def used_binds(text: str) -> dict[str, int]:
    """Return the binds that a statement uses, each with the line of its first use, as the driver would see them."""
    found: dict[str, int] = {}
    for match in _LEXEME.finditer(text):
        if match["bind"]:
            found.setdefault(match["bind"].lower(), text.count("\n", 0, match.start()) + 1)
    return found


def replace_binds(text: str, replacement: Callable[[str], str]) -> str:
    """Return a statement with each bind, given by its name, replaced; comments and quotes stay as they are."""
    return _LEXEME.sub(lambda match: replacement(match["bind"].lower()) if match["bind"] else match[0], text)


def lowercase(text: str) -> str:
    """Return a statement in lower case, without blanks at line ends; comments and quotes stay as they are."""
    code, at = [], 0
    for match in _LEXEME.finditer(text):
        code += [_lower(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*code, _lower(text[at:])])


def _lower(code: str) -> str:
    return re.sub(r" +(?=\n)", "", code).lower()


def comments(text: str) -> list[tuple[int, str]]:
    """Return the comments of a statement, each with its offset; what looks like one between quotes is none."""
    return [(match.start(), match[0]) for match in _LEXEME.finditer(text) if match[0].startswith(("--", "/*"))]


def _rule() -> str:
    return "the header is " + ", ".join(KEYS) + ", in this order, a line each; items of a chunk alone"


def _items(transaction: Transaction, found: tuple[int, str] | None, where: str) -> Items | None:
    if (transaction is Transaction.CHUNK) != (found is not None):
        raise SqlFileError("a chunk, and no other kind, needs '-- items: TABLE (NUMBER)'", where, 1)
    if found is None:
        return None
    line, value = found
    match = _ITEMS.fullmatch(value)
    if match is None:
        raise SqlFileError(
            f"'{value}' is not a valid items value; write TABLE (NUMBER), for example lapse_sync_item (item_no)",
            where,
            line,
        )
    return Items(match[1], match[2])


def _transaction(line: int, value: str, where: str) -> Transaction:
    try:
        return Transaction(value)
    except ValueError:
        kinds = ", ".join(Transaction)
        raise SqlFileError(f"unknown transaction kind '{value}'; the kinds are {kinds}", where, line) from None


def _declared(line: int, value: str, where: str) -> tuple[str, ...]:
    if value == "none":
        return ()
    names = tuple(part.strip() for part in value.split(","))
    for name in names:
        if not _BIND_NAME.fullmatch(name):
            raise SqlFileError(
                f"'{name}' is not a bind name; write 'binds: none' or names separated by commas", where, line
            )
        if names.count(name) > 1:
            raise SqlFileError(f"the bind '{name}' is declared twice", where, line)
    return names


def _check_statement(text: str, transaction: Transaction, where: str) -> None:
    code = [match[0] for match in re.finditer(r"[^;\s][^;]*|;", _LEXEME.sub(_blank, text))]
    if not code:
        raise SqlFileError("no statement below the header", where)
    is_block = transaction is Transaction.CALLER and _BLOCK.match(code[0])  # never a step of a job
    if ";" in code and not is_block:
        raise SqlFileError("a file holds one statement, without the ';' that ends it in SQL*Plus", where)


def _blank(match: re.Match[str]) -> str:
    """Keep what counts as code; comments vanish, and what stands in quotes becomes a letter."""
    return " " if match[0].startswith(("--", "/*")) else "x"


def _check_binds(declared: tuple[str, ...], line_declared: int, text: str, where: str) -> None:
    used = used_binds(text)
    for name, line in used.items():
        if name not in declared:
            raise SqlFileError(f"the bind :{name} is used but not declared", where, line)
    for name in declared:
        if name not in used:
            raise SqlFileError(f"the bind '{name}' is declared but not used", where, line_declared)
