"""What is wrong with the rendered SQL of an environment, found without a database; see docs/architecture.md."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from runner.environment.file import HOME, Environment
from runner.errors import SettingsError, SqlFileError
from runner.statements.catalog import Catalog, Statement

try:
    import sqlfluff.core
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    from runner.dba import hints, order, tree
except ImportError as missing:
    raise SettingsError(f"lint needs {missing.name}, which is not installed: run 'make setup'") from None

_COMPUTED = (exp.Func, exp.Binary, exp.Neg)
_WIDER = {tree.DATE: (tree.TIMESTAMP, tree.ZONED), tree.TIMESTAMP: (tree.ZONED,)}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        file: sql/PATH.
        line: its line in the rendered text.
        rule: file (its header, binds or kind), syntax, hint, star, function, date or order, or sqlfluff's, say LT01.
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
        SettingsError: the environment has a hint that no file asks for, or .sqlfluff is missing.
    """
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of DDL that it only copies
    catalog = Catalog(environment)
    known = tree.dictionary(environment)
    findings: set[Finding] = set()
    for path in catalog.templates.paths():
        try:
            for statement in catalog.each(path):
                findings.update(judge(statement, known), _style(statement))
        except SqlFileError as error:
            findings.add(_as_finding(error, path))
    for job in catalog.job_names:
        try:
            catalog.job(job)
        except SqlFileError as error:
            findings.add(_as_finding(error, f"jobs/{job}"))
    return sorted(findings)


def judge(statement: Statement, known: tree.Dictionary) -> Iterator[Finding]:
    """Yield what our own rules say of one statement.

    Args:
        statement: as rendered.
        known: the tables and indexes there are.
    """
    file = f"sql/{statement.path}"
    try:
        root = tree.parse(statement.text.replace("/*+", "/* "))  # hints are judged on their own
        problems = {
            "hint": hints.check(statement.text, known),
            "star": _stars(root),
            "function": _functions(root),
            "date": _dates(root, known),
            "order": order.check(statement, known),
        }
        for rule, found in problems.items():
            yield from (Finding(file, line, rule, message) for line, message in found)
    except SqlglotError as error:
        first = str(error).partition("\n")[0]
        yield Finding(file, 1, "syntax", f"sqlglot cannot read this as Oracle SQL, so nothing vouches for it: {first}")


def _stars(root: exp.Expr) -> Iterator[hints.Problem]:
    for star in root.find_all(exp.Star):
        if isinstance(star.parent, exp.Select | exp.Column):
            owner = star.parent if isinstance(star.parent, exp.Column) else star
            yield tree.line(owner), f"{owner.sql('oracle')} changes with the table: name each column"


def _functions(root: exp.Expr) -> Iterator[hints.Problem]:
    """The rule of bare columns, for each comparison of a WHERE or an ON.

    A side must not be a function of a table's column; `x.c = nvl(:c, x.c)`, which Oracle expands, alone is free. It may
    be arithmetic or || with one only where another side is a bare column, which an index can then find:
    `a.last_access_at > :as_of - nvl(y.inactivity_days, 90)` is good, `a.last_access_at + 90 > :as_of` is not. Columns
    of queries in parentheses and of `with` have no index and are free, and so is nvl in a WHERE of what a left join
    may not have found, which can only be judged behind the join.
    """
    for node, sides in tree.comparisons(root):
        bare = [side for side in sides if isinstance(side, exp.Column)]
        for side in sides:
            if not isinstance(side, _COMPUTED) or (bare and not isinstance(side, exp.Func)) or _optional(side, bare):
                continue
            if (column := _table_column(side)) is not None and not _behind_outer_join(node, column):
                text = side.sql("oracle", normalize_functions=False)
                message = f"{text} hides {column.sql()} from every index: leave it bare, compute on the other side"
                yield tree.line(node), message


def _optional(side: exp.Expr, bare: list[exp.Column]) -> bool:
    """Whether a side is `nvl(:bind, column)` against the bare column itself."""
    if not isinstance(side, exp.Coalesce) or not isinstance(side.this, exp.Placeholder):
        return False
    return len(side.expressions) == 1 and side.expressions[0] in bare


def _table_column(side: exp.Expr) -> exp.Column | None:
    """Return a table's column that a side computes with; subqueries in it are not looked into."""
    for node in side.walk(prune=lambda each: isinstance(each, exp.Query)):
        if isinstance(node, exp.Column) and tree.table_name(tree.source(node)) is not None:
            return node
    return None


def _behind_outer_join(node: exp.Expr, column: exp.Column) -> bool:
    origin = tree.source(column)
    join = origin.parent if origin is not None else None
    is_outer = isinstance(join, exp.Join) and join.side == "LEFT"
    clause = node.find_ancestor(exp.Where, exp.Join, *tree.BLOCKS)
    return is_outer and isinstance(clause, exp.Where) and isinstance(column.parent, exp.Coalesce)


def _dates(root: exp.Expr, known: tree.Dictionary) -> Iterator[hints.Problem]:
    """Oracle converts a DATE beside a TIMESTAMP, and a TIMESTAMP beside one with a time zone; the index is lost.

    The types of the customer's columns are not known here and not judged.
    """
    for node, sides in tree.comparisons(root):
        types = [tree.type_of(side, known) for side in sides]
        for side, own in zip(sides, types, strict=True):
            other = next((each for each in types if each in _WIDER.get(own or "", ())), None)
            if isinstance(side, exp.Column) and other is not None:
                message = (
                    f"{side.sql()} is a {own}, compared with a {other}: Oracle converts the column, and its index is"
                )
                yield tree.line(node), f"{message} lost; cast the other side as {str(own).lower()}"


def _style(statement: Statement) -> Iterator[Finding]:
    for line, rule, message in _violations(statement.text):
        yield Finding(f"sql/{statement.path}", line, rule, f"{message} ({rule})")


@cache
def _violations(text: str) -> list[tuple[int, str, str]]:
    """What sqlfluff says of a text; slow, so that each is judged once."""
    found = _linter().lint_string(text).get_violations()
    return [(each.line_no, each.rule_code(), each.desc()) for each in found]


@cache
def _linter() -> sqlfluff.core.Linter:
    path = HOME / ".sqlfluff"
    if not path.is_file():
        raise SettingsError(f"{path} is missing, the house style of SQL: restore it from the repository")
    config = sqlfluff.core.FluffConfig.from_path(str(path), extra_config_path=str(path), ignore_local_config=True)
    return sqlfluff.core.Linter(config=config)


def _as_finding(error: SqlFileError, path: str) -> Finding:
    return Finding(error.file or f"sql/{path}", error.line or 1, "file", error.message)
