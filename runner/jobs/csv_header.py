"""The header of a CSV file: which of its columns holds which of the table's."""

import csv
import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..environment.file import Environment
from ..environment.identifiers import nearest_name
from ..environment.sections import AccessLog
from ..errors import LapseError, UsageError
from .csv_times import Times

TEXT_SIZE = 255
_DELIMITERS = {",": "','", ";": "';'", "\t": "tab", "|": "'|'"}  # those to suggest, as a shell takes them
_SHOWN = 500


@dataclass(frozen=True)
class Column:
    """A column of the file: its name in messages, the names it may have in the header, and the type of its values."""

    bind: str
    names: tuple[str, ...]
    is_time: bool = False
    required: bool = True
    is_number: bool = False
    size: int = TEXT_SIZE
    whole_seconds: bool = False


@dataclass(frozen=True)
class Format:
    """How a file is written.

    Attributes:
        encoding: by a name that Python knows; a byte order mark is skipped.
        delimiter: the character between two cells.
        named: COLUMN=HEADER for each column that the header names otherwise.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    named: tuple[str, ...] = ()


CSV = Format()


def delimiter_of(text: str) -> str:
    r"""Return the delimiter that an option names: one character, `tab` or `\t`.

    Raises:
        UsageError: it is none.
    """
    delimiter = "\t" if text in ("tab", r"\t") else text
    if len(delimiter) != 1 or delimiter in '"\ufeff' or (not delimiter.isprintable() and delimiter != "\t"):
        raise UsageError(f"--delimiter {text}: write one character, for example ';', or tab; nothing was done")
    return delimiter


def log_columns(log: AccessLog) -> list[Column]:
    """Return the columns of an access log, in the order of the binds that load it; `log` is its settings."""
    return [
        Column("program_id", ("program_id", log.columns.program_id)),
        Column("user_id", ("user_id", log.columns.user_id)),
        Column("accessed_at", ("accessed_at", log.columns.accessed_at), is_time=True),
    ]


def permission_columns(environment: Environment) -> list[Column]:
    """Return the columns of the permission table, in the order of the binds that load it."""
    permission = environment.columns.permission
    return [
        Column("program_id", ("program_id", permission.program_id)),
        Column("user_id", ("user_id", permission.user_id)),
        Column("granted_at", ("granted_at", permission.granted_at), is_time=True, required=False),
        *(_extra(key, kind.lower()) for key, kind in permission.extra.items()),
    ]


def _extra(name: str, kind: str) -> Column:
    is_time, is_number = kind.startswith(("date", "timestamp")), kind.startswith("number")
    size = re.search(r"char2?\((\d+)", kind)
    return Column(name, (name,), is_time, False, is_number, int(size[1]) if size else TEXT_SIZE)


def columns_named(columns: Sequence[Column], named: Iterable[str]) -> list[Column]:
    """Return the columns with the names that `--map COLUMN=HEADER` gives some of them.

    Raises:
        UsageError: there is no such column, one is named twice, or two have one name.
    """
    given: dict[str, str] = {}
    for pair in named:
        ours, _, header = pair.partition("=")
        bind = next((column.bind for column in columns if ours.strip().lower() in column.names), None)
        if bind is None or not header.strip():
            known = {name for column in columns for name in column.names}
            near = nearest_name(ours.strip().lower(), known)
            meant = f"did you mean {near}? " if near and bind is None else ""
            names = ", ".join(column.names[-1] for column in columns)
            raise UsageError(
                f"--map {pair}: {meant}write COLUMN=HEADER, where COLUMN is one of {names} "
                "and HEADER is its name in the file; nothing was done"
            )
        if bind in given or _plain(header) in map(_plain, given.values()):
            raise UsageError(f"--map {pair}: the column or its header is named twice; nothing was done")
        given[bind] = header.strip()
    return [replace(each, names=(given[each.bind],)) if each.bind in given else each for each in columns]


def column_positions(header: list[str], columns: Sequence[Column], file: str, delimiter: str = ",") -> list[int]:
    """Return the positions of the columns in the header; the name used by lapse takes precedence over the customer's.

    Args:
        header: the names in the file, in any case and with any blanks.
        columns: the columns to find.
        file: its name and line, for errors.
        delimiter: between the names.

    Raises:
        LapseError: a column is missing, or present twice.
    """
    places = _places(header, columns)
    if missing := [column for column in columns if column.bind not in places]:
        names = ", ".join(column.names[-1] for column in missing)
        advice = _advice(header, columns, missing, delimiter)
        plural = "s" if len(missing) > 1 else ""
        raise LapseError(
            f"{file}: no column{plural} {names}; the header has {_shown(header)}; {advice}; nothing was loaded"
        )
    found = [_plain(cell) for cell in header]
    for at in places.values():
        if found.count(found[at]) > 1:
            raise LapseError(f"{file}: two columns are named {header[at].strip()}; nothing was loaded")
    return [places[column.bind] for column in columns]


def _places(header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return the positions of the columns that the header has, by their binds."""
    found = [_plain(cell) for cell in header]
    places = {}
    for column in columns:
        names = [_plain(name) for name in column.names]
        if name := next((name for name in names if name in found), None):
            places[column.bind] = found.index(name)
    return places


def _plain(name: str) -> str:
    """Return a name as it is compared: without blanks and case, and Hangul composed, whatever system wrote it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", name)).casefold()


def _shown(header: Sequence[str]) -> str:
    """Return the names that a message shows."""
    text = ", ".join(name if name.isprintable() else repr(name) for name in map(str.strip, header))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _advice(header: list[str], columns: Sequence[Column], missing: Sequence[Column], delimiter: str) -> str:
    """Return what would help to find the missing columns."""
    if any("\0" in cell for cell in header):
        return "if the file is UTF-16, add --encoding utf-16-le, or utf-16-be"
    line = delimiter.join(header)
    split = {other: next(csv.reader([line], delimiter=other), []) for other in _DELIMITERS if other != delimiter}
    others = [other for other in split if len(_places(split[other], columns)) == len(columns)]
    if not others and len(header) == 1:  # one that at least divides the line
        others = [other for other in split if len(split[other]) >= len(columns)]
    if others:
        return f"add --delimiter {_DELIMITERS[others[0]]}"
    if any(_is_time(cell) for cell in header):
        names = delimiter.join(column.names[-1] for column in columns)
        return f"the first line looks like data: write a header line before it, {names}"
    free = {_plain(cell): cell.strip() for cell in header}
    pairs = []
    for column in missing:
        near = nearest_name(_plain(column.names[-1]), free)
        pairs.append(f"--map {column.bind}={shlex.quote(free[near]) if near else 'HEADER'}")
    return f"if the file names {'it' if len(pairs) == 1 else 'them'} otherwise, add {' '.join(pairs)}"


def _is_time(cell: str) -> bool:
    try:
        Times().read("", cell.strip())
    except ValueError:
        return False
    except LapseError:  # one with a zone offset
        return True
    return True
