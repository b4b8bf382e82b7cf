"""What the names, indexes and hints of an environment break in the SQL, found without a database."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot.errors import SqlglotError

from ..environment.file import Environment
from ..errors import SqlFileError
from ..statements.catalog import Catalog, Statement
from . import faults, hints, order, tree

_FOR_A_DBA = "optional/"  # has PL/SQL and no hints


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        file: sql/PATH.
        line: its line in the rendered text.
        rule: file (its header, binds or kind), syntax, hint or order.
        message: what is wrong and what to do.
    """

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def lint(environment: Environment) -> list[Finding]:
    """Judge every file of sql/ as the environment renders it.

    Args:
        environment: the settings that the templates name.

    Returns:
        The findings, by file and line.

    Raises:
        SettingsError: the environment has a hint that no file asks for.
    """
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of DDL that it only copies
    catalog = Catalog(environment)
    known = tree.dictionary(environment)
    findings: set[Finding] = set()
    for path in catalog.templates.paths():
        try:
            for statement in catalog.each(path):
                if not path.startswith(_FOR_A_DBA):
                    findings.update(judge(statement, known))
        except SqlFileError as error:
            findings.add(_as_finding(error, path))
    for job in catalog.job_names:
        try:
            catalog.job(job)
        except SqlFileError as error:
            findings.add(_as_finding(error, f"jobs/{job}"))
    return sorted(findings)


def judge(statement: Statement, known: tree.Dictionary) -> Iterator[Finding]:
    """Yield what is wrong with the hints of one statement.

    Args:
        statement: as rendered.
        known: the tables and indexes there are.
    """
    file = f"sql/{statement.path}"
    try:
        root, comments = hints.read(statement.text)
    except SqlglotError as error:
        first = str(error).partition("\n")[0]
        yield Finding(file, 1, "syntax", f"not readable as Oracle SQL, so its hints are not checked: {first}")
        return
    yield from (Finding(file, line, "hint", message) for line, message in faults.check(comments, known))
    for line, message in order.check(statement, root, comments, known):
        yield Finding(file, line, "order", message)


def _as_finding(error: SqlFileError, path: str) -> Finding:
    return Finding(error.file or f"sql/{path}", error.line or 1, "file", error.message)
