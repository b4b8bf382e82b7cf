"""Statements over rows that a run has just written: their hints must fix how they are joined; for `lapse lint`.

Fresh rows have no statistics, and a plan made for an empty table can take hours with a full one.
"""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from ..statements.catalog import Statement
from . import tree
from .hints import Hint, HintComment
from .tree import Dictionary

_JOINING = (exp.Select, exp.Update, exp.Delete, exp.Merge)
_METHODS = {"use_nl", "use_hash", "use_merge", "use_nl_with_index"}
_OF_SUBQUERY = {"no_unnest", "nl_sj", "hash_sj", "merge_sj", "nl_aj", "hash_aj", "merge_aj"}


def check(
    statement: Statement, root: exp.Expr, found: list[HintComment], known: Dictionary
) -> Iterator[tuple[int, str]]:
    """Yield the joins and subqueries whose order or method is left to statistics, with the hint to add and where.

    Args:
        statement: as rendered; one that reads no fresh table, or nothing beside it, is not judged.
        root: its tree.
        found: its comments of hints.
        known: the fresh tables, and the hints of the environment.
    """
    given = {id(comment.block): (comment.text, comment.hints or ()) for comment in found}
    read = _tables_read(root)
    fresh = sorted(known.fresh & set(read))
    if not fresh or len(read) < 2:
        return
    why = f"rows just written to {fresh[0]} have no statistics"
    for block in root.find_all(*_JOINING):
        text, own = given.get(id(block), ("", ()))
        where = _where(statement, text, known)
        if (wanted := _order_wanted(block, own)) is not None:
            yield tree.line(block), f"{why}, so this join needs its order and methods: add {wanted} in {where}"
        outer = _outer_block(block)
        if (
            outer is not None
            and not _runs_once(block)
            and not _is_placed(block, own, given.get(id(outer), ("", ()))[1])
        ):
            wanted = "no_unnest, a method such as nl_sj or hash_aj, or qb_name and a leading outside that names it"
            yield tree.line(block), f"{why}, so this subquery needs its place: add {wanted}, in {where}"


def _tables_read(root: exp.Expr) -> list[str]:
    """The tables of a statement, one a reference; what an INSERT writes to is not read."""
    target = root.this if isinstance(root, exp.Insert) else None
    target = target.this if isinstance(target, exp.Schema) else target
    names = (tree.table_name(table) for table in root.find_all(exp.Table) if table is not target)
    return [name for name in names if name is not None]


def _order_wanted(block: exp.Expr, own: Sequence[Hint]) -> str | None:
    """The hints that a join lacks: `leading` names every source but the last, a method every one but the first."""
    aliases = list(tree.sources(block))
    leading = _words(own, {"leading"})
    methods = _words(own, _METHODS)
    joined = [*leading, *(alias for alias in aliases if alias not in leading)]
    if len(joined) < 2 or (len(leading) >= len(joined) - 1 and set(joined[1:]) <= set(methods)):
        return None
    first, *others = joined if leading or not isinstance(block, exp.Merge) else reversed(joined)
    return f"leading({' '.join([first, *others])}) use_nl({' '.join(others)}), or use_hash"


def _outer_block(block: exp.Expr) -> exp.Expr | None:
    """The query block in whose WHERE a query stands as a subquery."""
    node = block.parent if isinstance(block, exp.Select) else None
    in_where = False
    while node is not None and not isinstance(node, tree.BLOCKS):
        in_where = in_where or isinstance(node, exp.Where)
        node = node.parent
    return node if in_where else None


def _runs_once(block: exp.Expr) -> bool:
    """Whether a query is a value of its own, such as `(select w.read_from from ...)`, that names nothing outside."""
    if not isinstance(block.parent, exp.Subquery) or isinstance(block.parent.parent, exp.In):
        return False
    own = {alias for select in block.find_all(exp.Select) for alias in tree.sources(select)}
    return all(column.table.lower() in own for column in block.find_all(exp.Column))


def _is_placed(block: exp.Expr, own: Sequence[Hint], outside: Sequence[Hint]) -> bool:
    if any(hint.name in _OF_SUBQUERY for hint in own):
        return True
    named = {f"{alias}@{name}" for name in _words(own, {"qb_name"}) for alias in tree.sources(block)}
    return bool(named & set(_words(outside, {"leading"})))


def _words(own: Sequence[Hint], names: set[str]) -> list[str]:
    return [word.replace('"', "").lower() for hint in own if hint.name in names for word in hint.arguments]


def _where(statement: Statement, text: str, known: Dictionary) -> str:
    """Where the hints of a query block stand: the file, unless the environment has replaced or removed those of it."""
    file = f"sql/{statement.path}"
    for name, hint in statement.hints:
        if hint == text and name in known.hints:
            return f"[hints] {name} (or remove that entry, and {file} has its own)"
    return file
