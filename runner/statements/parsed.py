"""The tree that sqlglot reads in a statement of Oracle's dialect."""

import re

import sqlglot
from sqlglot import exp

# Behind `create index` and `create unique index` sqlglot reads no schema; blanks in its place keep lines and columns.
_INDEX_SCHEMA = re.compile(r'(?<=index )[\w$#"]+\.(?=[\w$#"]+\s+on\b)', re.IGNORECASE)


def parse(text: str) -> exp.Expr:
    """Return the tree of a statement, an index without its schema; what sqlglot only copies is an exp.Command.

    Raises:
        sqlglot.errors.SqlglotError: it cannot be read.
    """
    plain = _INDEX_SCHEMA.sub(lambda schema: " " * len(schema[0]), text)
    return sqlglot.parse_one(plain, read="oracle", error_level=sqlglot.ErrorLevel.RAISE)
