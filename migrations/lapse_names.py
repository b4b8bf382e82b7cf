"""What the revisions share: the names that the environment gives lapse's own tables, and the type of an exact time."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.ext.compiler import compiles


class Instant(sa.types.UserDefinedType[datetime]):
    """A time with all its fraction of a second, so that a customer's grant date compares equal to its copy."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """Return the type's name: nine digits, Oracle's most; the embedded database keeps six."""
        return "TIMESTAMP(9)"


@compiles(Instant, "postgresql")
def _instant(_element: Instant, _compiler: object, **_options: object) -> str:
    return "TIMESTAMP(6)"


def table(word: str) -> str:
    """Return the name of one of lapse's own tables; `word` without the prefix, for example "run_step"."""
    return f"{_tables().prefix}{word}"


def schema() -> str | None:
    """Return the schema of lapse's own tables; None for that of the account."""
    own: str | None = _tables().own_schema
    return own


def _tables() -> Any:
    """Return the section [tables] of the environment, whose class the installed package and the repository each name
    in their own way.
    """
    return context.config.attributes["environment"].tables
