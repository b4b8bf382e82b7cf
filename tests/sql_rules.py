"""The rules that every shipped SQL file keeps and no environment can break: in a test, not in `lapse lint`."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from sqlfluff.core import FluffConfig, Linter
from sqlglot import exp

from runner.dba import tree
from runner.environment.file import HOME, Environment
from runner.statements.header import comments
from runner.statements.parsed import parse

DATE, TIMESTAMP, ZONED = "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"
_WIDER = {DATE: (TIMESTAMP, ZONED), TIMESTAMP: (ZONED,)}
_COMPUTED = (exp.Func, exp.Binary, exp.Neg)
_DATES = (exp.StrToDate, exp.DateStrToDate, exp.DateTrunc, exp.CurrentDate)
_ZONED = (exp.Systimestamp, exp.CurrentTimestamp)
_AS_ITS_FIRST = (exp.Paren, exp.Max, exp.Min, exp.Coalesce, exp.Greatest, exp.Least)
_VERB = re.compile(r"(?P<within>\b(for|then)\s+)?\b(select|insert|update|delete|merge)\s*\Z", re.IGNORECASE)

Types = dict[tuple[str, str], str]
Problem = tuple[int, str]


def problems(text: str, types: Types) -> list[tuple[str, int, str]]:
    """Return what is wrong with a rendered statement, as (rule, line, message).

    Args:
        text: the statement.
        types: as of `column_types`.

    Raises:
        sqlglot.errors.SqlglotError: the statement cannot be read.
    """
    root = parse(text.replace("/*+", "/* "))
    found = {
        "hint": _misplaced(text),
        "star": _stars(root),
        "function": _functions(root),
        "date": _dates(root, types),
        "group": _beside_aggregates(root),
    }
    return [(rule, line, message) for rule, each in found.items() for line, message in each]


def column_types(environment: Environment) -> Types:
    """Return the DATE and TIMESTAMP columns of lapse's own tables, by table and column."""
    return {
        (tree.table_name(created.this.this) or "", column.name.lower()): word
        for created in tree.created(environment)
        for column in created.find_all(exp.ColumnDef)
        for word in (DATE, TIMESTAMP)
        if column.kind is not None and column.kind.is_type(word)
    }


def style(text: str) -> list[str]:
    """Return what sqlfluff says of a text, as `LINE: RULE message`."""
    found = _linter().lint_string(text).get_violations()
    return [f"{each.line_no}: {each.rule_code()} {each.desc()}" for each in found]


def style_rules() -> str:
    """Return what a judgement of `style` depends on besides the text."""
    return version("sqlfluff") + (HOME / ".sqlfluff").read_text(encoding="utf-8")


@cache
def _linter() -> Linter:
    return Linter(config=FluffConfig.from_path(str(HOME / ".sqlfluff")))


def _misplaced(text: str) -> Iterator[Problem]:
    """Hints that Oracle does not read, or that are easily lost."""
    for at, comment in comments(text):
        line = text.count("\n", 0, at) + 1
        verb = _VERB.search(re.sub(r"--[^\n]*", "--", text[:at]))
        if re.match(r"--\s*\+", comment):
            yield line, "a hint after -- ends with its line: write /*+ ... */ right after the verb"
        elif re.match(r"/\*\s+\+", comment):
            yield line, "a space in front of the + makes a hint a comment: write /*+"
        elif comment.startswith("/*+") and (verb is None or verb["within"]):
            yield line, f"{comment} does not stand right behind select, insert, update, delete or merge"


def _stars(root: exp.Expr) -> Iterator[Problem]:
    for star in root.find_all(exp.Star):
        if isinstance(star.parent, exp.Select | exp.Column):
            owner = star.parent if isinstance(star.parent, exp.Column) else star
            yield tree.line(owner), f"{owner.sql('oracle')} changes with the table: name each column"


def _beside_aggregates(root: exp.Expr) -> Iterator[Problem]:
    """Subqueries beside an aggregate without GROUP BY: ORA-00937 on Oracle, though other databases take them."""
    for query in root.find_all(exp.Select):
        if query.args.get("group") is None and any(_own(each, exp.AggFunc) for each in query.selects):
            for each in query.selects:
                if _own(each, exp.Subquery, within=exp.AggFunc):
                    yield tree.line(each), "a subquery beside an aggregate is ORA-00937: join it as a view"


def _own(selected: exp.Expr, kind: type[exp.Expr], within: type[exp.Expr] = exp.Subquery) -> bool:
    """Whether a selected expression has a node of a kind that does not stand within another one."""
    nodes = selected.walk(prune=lambda each: isinstance(each, within))
    return any(isinstance(each, kind) for each in nodes)


def _functions(root: exp.Expr) -> Iterator[Problem]:
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


def _dates(root: exp.Expr, types: Types) -> Iterator[Problem]:
    """Oracle converts a DATE beside a TIMESTAMP, and a TIMESTAMP beside one with a time zone; the index is lost.

    The types of the customer's columns are not known here and not judged.
    """
    for node, sides in tree.comparisons(root):
        found = [_type_of(side, types) for side in sides]
        for side, own in zip(sides, found, strict=True):
            other = next((each for each in found if each in _WIDER.get(own or "", ())), None)
            if isinstance(side, exp.Column) and other is not None:
                message = (
                    f"{side.sql()} is a {own}, compared with a {other}: Oracle converts the column, and its index is"
                )
                yield tree.line(node), f"{message} lost; cast the other side as {str(own).lower()}"


def _type_of(node: exp.Expr | None, types: Types) -> str | None:
    """Return DATE, TIMESTAMP or ZONED; None for another type and where the type is not known without a database."""
    if isinstance(node, exp.Column):
        return _type_of_column(node, types)
    if isinstance(node, exp.Placeholder):
        return DATE if node.name.lower() == "as_of" else None
    if isinstance(node, _DATES) or (isinstance(node, exp.CurrentTimestamp) and node.args.get("sysdate")):
        return DATE
    if isinstance(node, _ZONED):
        return ZONED
    if isinstance(node, exp.StrToTime | exp.Localtimestamp):
        return TIMESTAMP
    if isinstance(node, exp.Cast):
        return DATE if node.to.is_type("date") else TIMESTAMP if node.to.is_type("timestamp") else None
    if isinstance(node, exp.Subquery):
        query = node.this
        return _type_of(query.selects[0].unalias(), types) if isinstance(query, exp.Query) else None
    if isinstance(node, exp.Add | exp.Sub):
        return _type_of_sum(node, types)
    return _type_of(node.this, types) if isinstance(node, _AS_ITS_FIRST) else None


def _type_of_column(column: exp.Column, types: Types) -> str | None:
    origin = tree.source(column)
    if isinstance(origin, exp.Subquery) and isinstance(origin.this, exp.Query):
        projected = [each for each in origin.this.selects if each.alias_or_name.lower() == column.name.lower()]
        return _type_of(projected[0].unalias(), types) if projected else None
    return types.get((tree.table_name(origin) or "", column.name.lower()))


def _type_of_sum(node: exp.Add | exp.Sub, types: Types) -> str | None:
    """A time less a time is no time; TIMESTAMP and a number make a DATE, TIMESTAMP and an interval a TIMESTAMP."""
    left, right = _type_of(node.this, types), _type_of(node.expression, types)
    if left is None or right is not None:
        return None
    by = node.expression
    interval = isinstance(by, exp.Interval) or (isinstance(by, exp.Anonymous) and "interval" in by.name.lower())
    return left if interval else DATE
