"""The types of names in an environment file: identifiers, tables, hints and types that cannot inject SQL."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

_IDENTIFIER = r"[A-Za-z][A-Za-z0-9_$#]*"
_COLUMN_TYPE = (
    r"(n?varchar2|n?char)\([1-9]\d{0,4}( (char|byte))?\)|number(\(\d{1,2}(, ?-?\d{1,3})?\))?|date|timestamp(\([0-6]\))?"
)


def identifier(value: str) -> str:
    """Return an Oracle identifier in lower case: Oracle folds unquoted names, and SQLAlchemy would quote others.

    Raises:
        ValueError: it is not an identifier.
    """
    if not re.fullmatch(_IDENTIFIER, value, re.ASCII) or len(value) > 128:
        raise ValueError("not an Oracle identifier: a letter, then letters, digits, _ $ #, at most 128 bytes")
    return value.lower()


def is_utf8(text: str) -> bool:
    """Whether a text can be written as UTF-8; the system passes invalid bytes as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def nearest_name(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known name that a misspelt word probably means, None where no name is like it.

    Args:
        word: as it was written.
        known: what could be meant.
        likeness: the least that counts, from 0 to 1.
    """
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)), None)


def _text(value: str) -> str:
    if "\0" in value or not is_utf8(value):
        raise ValueError("contains a NUL character, or is not UTF-8")
    return value


def _path(value: Path) -> Path:
    return Path(_text(str(value)))


def _percent(value: float) -> float:
    if "e" in str(value):
        raise ValueError("write 0, or a percentage from 0.0001 to 100")
    return int(value) if value.is_integer() else value


def _table_name(value: str) -> str:
    parts = value.split(".")
    if len(parts) > 2:
        raise ValueError("not a table name: write table or schema.table")
    return ".".join(identifier(part) for part in parts)


def _hint(value: str) -> str:
    if not re.fullmatch(r'[A-Za-z0-9_$#@"., ()]*', value, re.ASCII):
        raise ValueError("not a hint: write it without /*+ and */, on one line")
    return value.strip()


def _column_type(value: str) -> str:
    if not re.fullmatch(_COLUMN_TYPE, value, re.ASCII | re.IGNORECASE):
        raise ValueError("not a column type that the archive supports: varchar2(n), char(n), number, date, timestamp")
    return value


Identifier = Annotated[str, AfterValidator(identifier), Field(json_schema_extra={"format": "identifier"})]
TableName = Annotated[str, AfterValidator(_table_name), Field(json_schema_extra={"format": "table"})]
Hint = Annotated[str, AfterValidator(_hint), Field(json_schema_extra={"format": "hint"})]
ColumnType = Annotated[str, AfterValidator(_column_type), Field(json_schema_extra={"format": "column type"})]
IndexColumns = Annotated[tuple[Identifier, ...], Field(min_length=1)]
Text = Annotated[str, AfterValidator(_text)]
PathName = Annotated[Path, AfterValidator(_path)]
Days = Annotated[int, Field(ge=1, le=36500)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Percent = Annotated[float, Field(ge=0, le=100), AfterValidator(_percent)]
