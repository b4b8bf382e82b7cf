"""From rendered Oracle text to PostgreSQL with the same meaning, for the embedded database alone.

Only what is listed here is carried; everything else is a TranslationError. Hints are dropped: PostgreSQL has none.
`timestamp - number` keeps its Oracle meaning by operators that the server module creates.
"""

import re
from functools import cache

import sqlglot
from sqlglot import exp

from ...errors import TranslationError
from ...statements.parsed import parse
from .server import LOCK_WAIT_S

_STATEMENTS = (exp.Select, exp.Union, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create)
_FUNCTIONS = (
    *(exp.And, exp.Or, exp.Case, exp.If, exp.Cast, exp.Exists, exp.Coalesce, exp.Nullif),
    *(exp.PercentileCont, exp.WithinGroup, exp.DateStrToDate, exp.Count, exp.Max, exp.Min, exp.Sum, exp.RowNumber),
    *(
        exp.Abs,
        exp.Floor,
        exp.Round,
        exp.Pow,
        exp.Mod,
        exp.DateTrunc,
        exp.ToChar,
        exp.TimeToStr,
        exp.JSONObject,
        exp.JSONValue,
    ),
    *(exp.Greatest, exp.Least, exp.Upper, exp.Lower, exp.Trim, exp.Substring),
)
# TRUNC of a time, to midnight or to the Monday of its ISO week, in both databases a plain time; other units differ.
_TRUNC_UNITS = {"DD": "day", "IW": "week"}
_DATES = (exp.DateStrToDate, exp.CurrentTimestamp, exp.DateTrunc)
_MASKS = ("yyyy-mm-dd hh24:mi:ss", "yyyy-mm-dd", "fm999,999,999,990")
_PSEUDO_COLUMNS = ("rownum", "rowid", "level", "systimestamp", "user", "sysdate")


def to_postgres(text: str, where: str) -> str:
    """Translate one rendered statement.

    Args:
        text: the rendered Oracle text, header included.
        where: its file, for errors.

    Returns:
        PostgreSQL text with psycopg's %(name)s for each bind.

    Raises:
        TranslationError: the statement holds something that PostgreSQL would not read with the same meaning.
    """
    try:
        tree = parse(text)  # an index without its schema: PostgreSQL makes it in that of its table
        if not isinstance(tree, _STATEMENTS):
            raise TranslationError(f"{where}: the embedded database carries no {type(tree).__name__} statement")
        for hint in list(tree.find_all(exp.Hint)):
            hint.pop()
        for node in list(tree.walk()):
            _refuse(node, where)
        for difference in reversed(list(tree.find_all(exp.Sub))):
            _count_days(difference)
        for node in reversed(list(tree.walk())):  # children first, for what is replaced is not looked at again
            _replace(node, _carry(node))
        return tree.sql(
            "postgres", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE, normalize_functions=False
        )
    except sqlglot.errors.SqlglotError as error:
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise TranslationError(f"{where}: the embedded database cannot carry this: {plain}") from None


@cache
def insert_target(text: str) -> tuple[list[str], list[str]]:
    """Return the table of an `insert ... values` statement, by the parts of its name, and its columns."""
    target = sqlglot.parse_one(text, read="oracle").find_all(exp.Schema).__next__()
    return [part.name.lower() for part in target.this.parts], [column.name.lower() for column in target.expressions]


def _refuse(node: exp.Expr, where: str) -> None:  # noqa: C901 - one branch a kind of node
    """Raise for what PostgreSQL lacks, or reads with another meaning."""
    reason = None
    if isinstance(node, exp.Anonymous) or (
        isinstance(node, exp.Func) and not isinstance(node, (*_FUNCTIONS, exp.CurrentTimestamp))
    ):
        reason = f"the function {node.sql('oracle')}"
    elif isinstance(node, exp.CurrentTimestamp) and not node.args.get("sysdate"):
        reason = "a clock other than SYSDATE"
    elif isinstance(node, exp.Literal) and node.is_string and node.this == "":
        reason = "'', which is NULL on Oracle"
    elif isinstance(node, exp.Column) and not node.table and node.name.lower() in _PSEUDO_COLUMNS:
        reason = f"the pseudo-column {node.name}"
    elif isinstance(node, exp.Column) and node.args.get("join_mark"):
        reason = "the outer join (+); write left join"
    elif isinstance(node, exp.JSONPath) and not all(isinstance(part, exp.JSONPathKey) for part in node.expressions[1:]):
        reason = "a JSON path of more than keys"
    elif isinstance(node, (exp.Connect, exp.Like, exp.ILike, exp.RegexpLike, exp.Returning)):
        reason = type(node).__name__.upper()
    elif unknown := _unknown_mask(node) or _unknown_cut(node):
        reason = unknown
    elif (
        isinstance(node, exp.Lock)
        and node.args.get("wait") is not True
        and str(node.args.get("wait")) != str(LOCK_WAIT_S)
    ):
        reason = f"a lock without NOWAIT or WAIT {LOCK_WAIT_S}, which is how long its sessions wait"
    if reason:
        raise TranslationError(f"{where}: the embedded database cannot carry {reason} with the same meaning")


def _unknown_mask(node: exp.Expr) -> str | None:
    if isinstance(node, (exp.ToChar, exp.TimeToStr)) and _mask(node) not in _MASKS:
        return f"a TO_CHAR without one of the masks {_MASKS}"
    if isinstance(node, exp.DateTrunc) and node.unit.name not in _TRUNC_UNITS:
        return f"a TRUNC to another unit than {' and '.join(_TRUNC_UNITS)}"
    return None


def _unknown_cut(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Trim) and any(value for name, value in node.args.items() if name != "this"):
        return "a TRIM of other than blanks at both ends"
    if isinstance(node, exp.Substring) and not (_is_positive(node, "start") and _is_positive(node, "length")):
        return "a SUBSTR without two positive numbers"
    return None


def _is_positive(node: exp.Expr, argument: str) -> bool:
    number = node.args.get(argument)
    return isinstance(number, exp.Literal) and number.is_int and int(number.this) > 0


def _mask(node: exp.Expr) -> str | None:
    mask = node.args.get("format")
    return mask.this.lower() if isinstance(mask, exp.Literal) else None


def _replace(node: exp.Expr, carried: exp.Expr | None) -> None:
    if carried is None:
        node.pop()
    elif carried is not node:
        node.replace(carried)


def _carry(node: exp.Expr) -> exp.Expr | None:  # noqa: C901 - one branch a kind of node
    if isinstance(node, exp.From) and isinstance(node.this, exp.Table) and node.this.name.lower() == "dual":
        return None
    if isinstance(node, exp.Identifier) and "#" in node.name:  # to PostgreSQL an operator, where it is not quoted
        return exp.to_identifier(node.name.lower(), quoted=True)
    if isinstance(node, exp.CurrentTimestamp):
        return _seconds(exp.Anonymous(this="statement_timestamp"))
    if isinstance(node, exp.DateStrToDate):
        return exp.cast(node.this, exp.DataType.build("timestamp", dialect="postgres"))
    if isinstance(node, exp.Cast) and node.to.is_type("date"):
        node.set("to", exp.DataType.build("timestamp", dialect="postgres"))
        return node if isinstance(node.this, exp.Literal) else _seconds(node.copy())
    if isinstance(node, exp.ColumnDef) and node.kind is not None and node.kind.is_type("date"):
        node.set("kind", exp.DataType.build("timestamp(0)", dialect="postgres"))
    if isinstance(node, exp.DateTrunc):
        return _truncated(_TRUNC_UNITS[node.unit.name], node.this)
    if isinstance(node, exp.DPipe):
        joined = exp.Anonymous(this="concat", expressions=[node.this, node.expression])
        return exp.Nullif(this=joined, expression=exp.Literal.string(""))  # both NULL is NULL on Oracle
    if isinstance(node, exp.Literal) and node.is_string:
        return exp.Literal.string(node.this.replace("%", "%%"))
    if isinstance(node, exp.Mod):
        return exp.Anonymous(this="mod", expressions=[node.this, node.expression])
    if isinstance(node, exp.Div):
        exact = exp.cast(node.this, "numeric")
        return exp.Div(this=exact, expression=node.expression, typed=True, safe=False)
    if isinstance(node, (exp.Greatest, exp.Least)):
        return _null_if_any_is(node)
    if isinstance(node, (exp.Upper, exp.Lower)):
        node.set("this", exp.Collate(this=node.this, expression=exp.to_identifier("pg_c_utf8", quoted=True)))
    if isinstance(node, (exp.Trim, exp.Substring)):
        cut = _trimmed(node) if isinstance(node, exp.Trim) else node.copy()
        return exp.Nullif(this=cut, expression=exp.Literal.string(""))  # nothing left is NULL on Oracle
    if isinstance(node, exp.JSONPath):
        keys = "".join(f'."{part.this}"' for part in node.expressions[1:])
        return exp.Literal.string(f"${keys}".replace("%", "%%"))
    if isinstance(node, exp.JSONObject):
        node.set("return_type", exp.DataType.build("text", dialect="postgres"))
    if isinstance(node, exp.Lock) and isinstance(node.args.get("wait"), exp.Literal):
        node.set("wait", None)
    if isinstance(node, exp.Update):
        _bare_targets(node)
    if isinstance(node, exp.When):
        _move_condition(node)
        _keep_aliases(node)
    return node


def _count_days(difference: exp.Sub) -> None:
    """What is left of a time when a date is taken off is a number of days on Oracle, and would be an interval."""
    start = difference.expression.unnest()
    if isinstance(start, _DATES) or (isinstance(start, exp.Cast) and start.to.is_type("date")):
        between = exp.Paren(this=exp.Sub(this=exp.cast(difference.this.copy(), "date"), expression=start.copy()))
        seconds = exp.Extract(this=exp.var("epoch"), expression=between)
        difference.replace(exp.Div(this=seconds, expression=exp.Literal.number(86400)))


def _null_if_any_is(node: exp.Greatest | exp.Least) -> exp.Expr:
    """PostgreSQL passes over NULL. It looks at the function first, from which it learns the types of binds."""
    values = [value for value in (node.this, *node.expressions) if not isinstance(value, exp.Literal)]
    is_null = exp.or_(*(exp.Is(this=value.copy(), expression=exp.Null()) for value in (node, *values)))
    return exp.Case(ifs=[exp.If(this=is_null, true=exp.Null())], default=node.copy())


def _trimmed(node: exp.Trim) -> exp.Expr:
    """Trim only a text that has a blank: on PostgreSQL LIKE is cheaper than TRIM.

    One LIKE, not one for each end: a dearer key would make the planner hash the larger side.
    """
    has_blank = exp.Like(this=node.this.copy(), expression=exp.Literal.string("%% %%"))
    return exp.Case(ifs=[exp.If(this=has_blank, true=node.copy())], default=node.this.copy())


def _seconds(node: exp.Expr) -> exp.Expr:
    """Drop the time zone and the fraction of a second, as an Oracle DATE does."""
    return _truncated("second", node)


def _truncated(unit: str, node: exp.Expr) -> exp.Expr:
    plain = exp.cast(node, exp.DataType.build("timestamp", dialect="postgres"))
    return exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(unit), plain])


def _bare_targets(update: exp.Update) -> None:
    """PostgreSQL takes no alias in front of a column that SET assigns."""
    for assignment in update.expressions:
        if isinstance(assignment.this, exp.Column):
            assignment.this.set("table", None)


def _move_condition(when: exp.When) -> None:
    """Oracle's WHERE behind UPDATE or INSERT of a MERGE is PostgreSQL's AND behind WHEN."""
    then = when.args["then"]
    if isinstance(then, exp.Update | exp.Insert) and (condition := then.args.get("where")):
        then.set("where", None)
        when.set("condition", condition.this)


def _keep_aliases(when: exp.When) -> None:
    """Put parentheses where sqlglot would take the alias off a column of the target that SET compares with another."""
    then = when.args["then"]
    if isinstance(then, exp.Update):
        for assignment in then.expressions:
            for equal in list(assignment.expression.find_all(exp.EQ)):
                equal.set("this", exp.Paren(this=equal.this.copy()))
