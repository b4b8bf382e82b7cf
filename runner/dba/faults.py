"""The hints of a statement, held against its aliases and the known indexes; for `lapse lint`.

Oracle takes a hint that it cannot read for a comment and says nothing, so each one must prove itself here.
"""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from ..environment.identifiers import nearest_name
from . import tree
from .hints import Hint, HintComment
from .tree import Dictionary, Index

# What the arguments of a hint are: an alias and its indexes, an alias and more, aliases alone, or no alias at all.
_INDEX = (
    "index index_asc index_combine index_desc index_ffs index_join index_ss index_ss_asc index_ss_desc no_index "
    "no_index_ffs no_index_ss no_parallel_index parallel_index use_nl_with_index"
)
_ALIAS = (
    "cardinality cluster dynamic_sampling full hash no_parallel no_px_join_filter parallel pq_distribute "
    "px_join_filter rowid"
)
_ALIASES = (
    "cache driving_site fact leading merge no_cache no_fact no_merge no_push_pred no_swap_join_inputs "
    "no_use_hash no_use_merge no_use_nl push_pred swap_join_inputs use_hash use_merge use_nl"
)
_NONE = (
    "all_rows append append_values change_dupkey_error_index cursor_sharing_exact disable_parallel_dml "
    "enable_parallel_dml first_rows gather_plan_statistics hash_aj hash_sj ignore_row_on_dupkey_index inline "
    "materialize merge_aj merge_sj monitor nl_aj nl_sj no_expand no_gather_optimizer_statistics no_monitor "
    "no_push_subq no_query_transformation no_result_cache no_rewrite no_semijoin no_star_transformation no_unnest "
    "no_use_hash_aggregation noappend noparallel opt_param optimizer_features_enable ordered push_subq qb_name "
    "result_cache rewrite semijoin star_transformation unnest use_concat use_hash_aggregation"
)
_NAMES = {"index": _INDEX, "alias": _ALIAS, "aliases": _ALIASES, "": _NONE}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
# The hints that ask for an index.
ASK_FOR_INDEX = frozenset(name for name in _INDEX.split() if not name.startswith("no_"))
# Index hints that keep Oracle from an index, or read all of it: their leading column may stay open.
_UNRESTRICTED = {
    name for name in _KINDS if name.startswith("no_") or name.endswith(("_ffs", "_ss", "_ss_asc", "_ss_desc"))
}
_NO_ALIAS = re.compile(r"\d+|auto|default|manual", re.IGNORECASE)  # parallel(4), parallel(auto)
_GIVEN_NAME = re.compile(r'"?(sel|ins|upd|del|mrg|set|misc)\$', re.IGNORECASE)  # what Oracle itself calls a query block
_THROUGH = (exp.And, exp.Paren, exp.Where, exp.Exists, exp.In, exp.Subquery, exp.Select, exp.Join)

_FEW = 8


def check(found: list[HintComment], known: Dictionary) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the hints of a statement, with its line.

    Args:
        found: its comments of hints.
        known: the indexes there are.
    """
    named = {name for comment in found for name in _block_names(comment.hints or ())}
    for comment in found:
        if comment.hints is None:
            yield (
                comment.line,
                f"the parentheses or quotes of /*+ {comment.text} */ do not balance: Oracle ignores it from there on",
            )
        for hint in comment.hints or ():
            faults = _faults(hint, comment.block, known, named)
            yield from ((hint.line, f"{hint}: {fault}") for fault in faults)


def _block_names(hints: Iterable[Hint]) -> Iterator[str]:
    return (_plain(hint.arguments[0]) for hint in hints if hint.name == "qb_name" and hint.arguments)


def _faults(hint: Hint, block: exp.Expr, known: Dictionary, named: set[str]) -> Iterator[str]:
    kind = _KINDS.get(hint.name)
    if kind is None:
        yield f"no such hint, Oracle would take it for a comment{_did_you_mean(hint.name, _KINDS)}"
        return
    words = list(hint.arguments)
    if words and words[0].startswith("@"):
        del words[0]
    if not kind or not words or (kind == "alias" and _NO_ALIAS.fullmatch(words[0])):
        return
    visible = _visible(block, everywhere=any("@" in word or "." in word for word in hint.arguments))
    for word in words if kind == "aliases" else words[:1]:
        if (fault := _unknown_alias(word, visible, block)) is not None:
            yield fault
            return
        if (name := word.partition("@")[2]) and not _GIVEN_NAME.match(name) and _plain(name) not in named:
            yield f"no query block is named {name}: write qb_name({name}) in it{_did_you_mean(_plain(name), named)}"
            return
    if kind == "index":
        origin = visible[_plain(words[0]).rpartition(".")[2]]
        for word in words[1:]:
            yield from _index_faults(hint, word, origin, known)


def _visible(block: exp.Expr, *, everywhere: bool) -> dict[str, exp.Expr]:
    """The aliases that a hint may name: those of its query block, with `@` or a dot those of the whole statement."""
    if not everywhere:
        return tree.sources(block)
    found: dict[str, exp.Expr] = {}
    for each in block.root().walk():
        found |= tree.sources(each) if isinstance(each, tree.BLOCKS) else {}
    return found | tree.sources(block)


def _plain(word: str) -> str:
    """The alias of `alias@block` or `view.alias@block`, in lower case and without quotes."""
    return word.partition("@")[0].replace('"', "").lower()


def _unknown_alias(word: str, visible: dict[str, exp.Expr], block: exp.Expr) -> str | None:
    alias = _plain(word)
    if all(part in visible for part in alias.split(".")):
        return None
    for name, origin in visible.items():
        if alias in (tree.table_name(origin), getattr(origin, "name", "").lower()):
            return f"{word} is a table, and a hint names its alias: write {name}"
    if alias in _visible(block, everywhere=True):
        return f"{word} is an alias of another query block: move the hint behind the verb of that block"
    return f"no such alias{_did_you_mean(alias, visible)}"


def _index_faults(hint: Hint, word: str, origin: exp.Expr, known: Dictionary) -> Iterator[str]:
    table = tree.table_name(origin)
    if table is None:
        yield f"{hint.arguments[0]} stands for a query, which has no index"
        return
    index = _index(word, table, known)
    if index is None:
        there = [each.name for each in known.indexes if each.table == table]
        declare = f"; none of {table} is known, declare the customer's under [indexes] of the environment"
        yield f"no such index{_did_you_mean(_plain(word), there) or declare}"
    elif index.table != table:
        yield f"{index.name} is an index of {index.table}, but the alias stands for {table}"
    elif hint.name not in _UNRESTRICTED and not _is_restricted(index.columns[0], origin):
        yield (
            f"nothing restricts {index.columns[0]}, the leading column of {index.name}, so Oracle reads all of it: "
            "compare that column, bare, with AND, or drop the hint"
        )


def _index(word: str, table: str, known: Dictionary) -> Index | None:
    if not word.startswith("("):
        return next((each for each in known.indexes if each.name == _plain(word)), None)
    columns = tuple(re.findall(r"[\w$#]+", word.lower()))
    there = [each for each in known.indexes if each.table == table]
    if not there:  # columns alone name no index, and lapse doctor asks the database for one that they lead
        return Index(word, table, columns)
    return next((each for each in there if each.columns[: len(columns)] == columns), None)


def _is_restricted(column: str, origin: exp.Expr) -> bool:
    """Whether a comparison that must hold, in its block or a semi-join of it, restricts the column."""
    block = origin.find_ancestor(*tree.BLOCKS)
    if block is None:
        return False
    for node, sides in tree.comparisons(block):
        if isinstance(node, exp.NEQ | exp.Is) or not _must_hold(node, origin, block):
            continue
        mine = [side for side in sides if isinstance(side, exp.Column) and tree.source(side) is origin]
        others = [side for side in sides if side not in mine]
        if any(side.name.lower() == column for side in mine) and (others or isinstance(node, exp.In)):
            return True
    return False


def _must_hold(node: exp.Expr, origin: exp.Expr, block: exp.Expr) -> bool:
    while node is not block and node.parent is not None:
        parent = node.parent
        if parent is not block and not isinstance(parent, _THROUGH):
            return False
        if isinstance(parent, exp.Select) and node.arg_key == "expressions":
            return False
        if isinstance(parent, exp.Join) and parent.side and parent.this is not origin:
            return False
        node = parent
    return True


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    """Name what a misspelt word probably means, or all there is where that is not much."""
    names = sorted(known)
    if nearest := nearest_name(word, names):
        return f"; did you mean {nearest}?"
    return f"; there is {', '.join(names)}" if 0 < len(names) <= _FEW else ""
