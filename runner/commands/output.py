"""The output on stdout: tables, sentences, JSON, CSV."""

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TextIO

from ..errors import ClosedPipeError, Exit, OutputError
from . import table

Row = table.Row

_FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"  # noqa: RUF001 - a spreadsheet accepts the wide ones too


@dataclass
class _Stdout:
    """Whether anything has been printed."""

    is_begun: bool = False


_stdout = _Stdout()


def set_up() -> None:
    """Write UTF-8 on stdout and stderr in every locale; what is not UTF-8, for example in a file name, is escaped."""
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
    if out is not None:
        with _failure():
            out.flush()


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


def drop_buffered() -> None:
    """Discard what stdout could not take; else the end of the process tries again, and ends with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def as_json(document: Any) -> None:
    """Print one JSON document; times are written as YYYY-MM-DD HH:MM:SS, numbers of any driver as numbers."""
    script(json_text(document, indent=2))


def as_json_rows(rows: Iterable[Row], document: Row | None = None) -> None:
    """Print rows as one JSON list, a line each, once all of them are read: where reading fails, nothing is printed.

    Args:
        rows: any number of them; they are not held in memory.
        document: what to print as `as_json` does, with the rows as its last value; None for the list alone.
    """
    head, tail = "[", "]"
    if document is not None:
        head, tail = json_text(document, indent=2).removesuffix("\n}") + ',\n  "rows": [', "]\n}"
    count = 0
    with table.waiting_lines() as kept:
        for row in rows:
            kept.write(json_text(row) + "\n")
            count += 1
        kept.seek(0)
        script(head)
        for number, line in enumerate(kept, start=1):
            script(line.rstrip("\n") + ("," if number < count else ""))
        script(tail)


def json_text(document: Any, indent: int | None = None) -> str:
    """Return a JSON document in which control characters and invalid UTF-8 are escaped."""
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


def as_csv(rows: Iterable[Row], names: Sequence[str], *, with_mark: bool = False) -> None:
    """Print rows as CSV with a header line; a text that a spreadsheet would run gets a leading apostrophe.

    Args:
        rows: with these columns and others.
        names: the columns to print, in order.
        with_mark: whether to begin with a byte order mark, by which Excel knows that the text is UTF-8.
    """
    writer = csv.writer(_Lines())
    writer.writerow([("\ufeff" if with_mark else "") + names[0], *names[1:]])
    writer.writerows([_without_formula(row[name]) for name in names] for row in rows)


def as_table(rows: Iterable[Row], empty: str) -> None:
    """Print rows in columns, on a terminal within its width; or a sentence if there are none."""
    line = None
    for line in table.lines(rows, _width()):
        say(line)
    if line is None:
        say(empty)


def _width() -> int | None:
    """Return the width of stdout in characters; None where it is no terminal, so that each line stays whole."""
    return shutil.get_terminal_size().columns if is_terminal() else None


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def in_words(name: str) -> str:
    """Return a code, or the name of a column, as people read it: `held program` for held_program."""
    return name.replace("_", " ")


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, given in the singular: `1 row`, `2,000 rows`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def say(text: str) -> None:
    """Print a text for people, with control characters escaped."""
    script(visible(text))


def prose(text: str) -> None:
    """Print a sentence without a command to copy; a terminal gets it folded at words."""
    width = _width()
    say(text if width is None else table.folded(visible(text), width, "  "))


def script(text: str) -> None:
    """Print a text for another program, unchanged."""
    with _failure():
        print(text)  # noqa: T201


def visible(text: str) -> str:
    """Return a text with control characters escaped; line ends and tabs stay."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in "\n\t" else repr(each)[1:-1] for each in text)


def _without_formula(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    first = next((each for each in value if each in _FORMULA_STARTS or (each.isprintable() and each != " ")), " ")
    return f"'{value}" if first in _FORMULA_STARTS else value
