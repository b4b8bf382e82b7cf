"""What sqlglot reads in a statement: what its aliases stand for and what it compares; for `lapse lint`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from ..database.revision_script import steps
from ..environment.file import Environment
from ..statements.parsed import parse

BLOCKS = (exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Merge)
_COMPARISONS = (
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE),
    *(exp.Like, exp.Is, exp.In, exp.Between),
)


@dataclass(frozen=True)
class Index:
    """An index that a hint may name; all names in lower case, the table with its schema."""

    name: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Dictionary:
    """What is known of the tables without a database.

    Attributes:
        indexes: of lapse's own tables, and of the customer's as the environment declares them.
        fresh: the tables that a run fills and reads in one go, so that their rows have no statistics.
        hints: the names of the hints that the environment sets, its logs included.
    """

    indexes: tuple[Index, ...] = ()
    fresh: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()


def dictionary(environment: Environment) -> Dictionary:
    """Return what the migrations and the environment say of the tables."""
    tables = environment.tables
    own = (f"{tables.own_schema}." if tables.own_schema else "") + tables.prefix
    declared = [
        *((log.table, log.indexes) for log in environment.logs),
        (tables.permission, environment.indexes.permission),
    ]
    return Dictionary(
        indexes=(
            *(index for tree in created(environment) for index in _indexes(tree)),
            *(Index(name, table, columns) for table, indexes in declared for name, columns in indexes.items()),
        ),
        fresh=frozenset(f"{own}{word}".lower() for word in ("candidate", "revocation", "run_program")),
        hints=frozenset(environment.hints).union(*(log.hints for log in environment.logs)),
    )


def line(node: exp.Expr) -> int:
    """Return the line of the first word below a node."""
    return min((each.meta["line"] for each in node.walk() if "line" in each.meta), default=1)


def sources(block: exp.Expr) -> dict[str, exp.Expr]:
    """Return what the aliases of a query block stand for, as they are written: tables, and queries in parentheses."""
    found = [from_.this] if isinstance(from_ := block.args.get("from_"), exp.From) else []
    found += [join.this for join in block.args.get("joins") or ()]
    if not isinstance(block, exp.Select):
        target = block.this
        found += [target.this if isinstance(target, exp.Schema) else target, block.args.get("using")]
    return {each.alias_or_name.lower(): each for each in found if isinstance(each, exp.Table | exp.Subquery)}


def source(column: exp.Column) -> exp.Expr | None:
    """Return what the alias of a column stands for, looked up from its query block outwards; None where nothing does.

    A column without an alias belongs to the only source of its block.
    """
    for block in _ancestors(column):
        if isinstance(block, BLOCKS):
            found = sources(block)
            if column.table.lower() in found:
                return found[column.table.lower()]
            if not column.table and len(found) == 1:
                return next(iter(found.values()))
    return None


def table_name(node: exp.Expr | None) -> str | None:
    """Return the lower-case name of a table, with its schema where it is written; None for a query or a `with` name."""
    if not isinstance(node, exp.Table):
        return None
    name = ".".join(part.name for part in node.parts).lower()
    clauses = [clause for each in _ancestors(node) if (clause := each.args.get("with_"))]
    return None if any(cte.alias.lower() == name for clause in clauses for cte in clause.expressions) else name


def comparisons(tree: exp.Expr) -> Iterator[tuple[exp.Expr, list[exp.Expr]]]:
    """Yield each comparison of a WHERE or an ON with its sides; a tuple is as many sides."""
    for node in tree.find_all(*_COMPARISONS):
        clause = node.find_ancestor(exp.Where, exp.Join, exp.Having, exp.When, *BLOCKS)
        if isinstance(clause, exp.Where | exp.Join | exp.Merge):
            args = [node.this, *(node.args.get(key) for key in ("expression", "low", "high"))]
            yield node, list(_flat([*args, *(node.args.get("expressions") or ())]))


def created(environment: Environment) -> Iterator[exp.Create]:
    """Yield the tree of each CREATE of the migrations."""
    for statement in (statement for step in steps(environment) for statement in step.statements):
        tree = parse(statement) if statement.startswith("create ") else None
        if isinstance(tree, exp.Create):
            yield tree


def _indexes(tree: exp.Create) -> Iterator[Index]:
    """Yield the index that a CREATE makes, or those behind the keys of its table."""
    if isinstance(tree.this, exp.Index):
        columns = tuple(ordered.this.name.lower() for ordered in tree.this.args["params"].args["columns"])
        yield Index(tree.this.name.lower(), table_name(tree.this.args["table"]) or "", columns)
        return
    name = table_name(tree.this.this) or ""
    for constraint in tree.find_all(exp.Constraint):
        for key in constraint.expressions:
            if isinstance(key, exp.PrimaryKey | exp.UniqueColumnConstraint):
                listed = key.expressions or key.this.expressions
                columns = tuple(column.name.lower() for column in listed)
                yield Index(constraint.name.lower(), name, columns)


def _ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _flat(nodes: list[exp.Expr | None]) -> Iterator[exp.Expr]:
    for node in nodes:
        if isinstance(node, exp.Tuple):
            yield from _flat(list(node.expressions))
        elif node is not None:
            yield node.unnest() if isinstance(node, exp.Paren) else node
