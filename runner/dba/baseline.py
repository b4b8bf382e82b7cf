"""The scripts that capture SQL plan baselines for the steps of jobs, and drop them; the SQL stands in sql/explain.

Not yet run on an Oracle server.
"""

from collections.abc import Sequence
from hashlib import md5

from ..statements.catalog import Catalog

_DIGITS = "0123456789abcdfghjkmnpqrstuvwxyz"  # Oracle's 32: without e, i, l and o


def script(catalog: Catalog, jobs: Sequence[str], *, undo: bool = False) -> str:
    """Return a script for SQL*Plus; needs no database.

    Args:
        catalog: the SQL as the environment renders it.
        jobs: the jobs whose steps are meant.
        undo: drop the baselines instead of capturing them.

    Raises:
        UsageError: there is no such job.
        SqlFileError: a file breaks a rule.
    """
    steps = [
        {"action": step.action.replace("'", "''"), "sql_id": sql_id(step.text)}
        for job in jobs
        for step in catalog.job(job)
    ]
    named = {"jobs": jobs, "environment": catalog.environment, "steps": steps}
    text, _ = catalog.templates.render(f"explain/{'drop' if undo else 'capture'}_baselines.plsql", named)
    return text


def sql_id(text: str) -> str:
    """Return the SQL_ID that Oracle computes for a statement: half of an MD5, in base 32.

    The driver sends the text without the blanks and line ends around it.
    """
    digest = md5(text.strip().encode() + b"\0", usedforsecurity=False).digest()
    number = int.from_bytes(digest[8:12], "little") << 32 | int.from_bytes(digest[12:], "little")
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))
