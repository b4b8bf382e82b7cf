"""The rule of lint that joins with rows just written have a fixed order and method."""

from functools import cache

from runner.dba import lint, tree
from runner.environment.file import Environment
from runner.statements.catalog import Statement
from runner.statements.header import Header, Transaction

HEADER = Header("x", "x", Transaction.STATEMENT, (), "none", "none")
FRESH = "from lapse_candidate c where c.run_id = :run_id and c.protected_by is null"
LISTED = f"select 1 {FRESH} and c.user_id = p.user_id"


@cache
def _known() -> tree.Dictionary:
    return tree.dictionary(Environment.model_validate({"database": {"url": "embedded:x"}}))


def _orders(text: str) -> list[str]:
    """What the rule says; whatever else is found is a mistake of the test."""
    found = list(lint.judge(Statement("jobs/x/10_x.sql", HEADER, text), _known()))
    assert {finding.rule for finding in found} <= {"order"}
    return [finding.message for finding in found]


def test_join_with_fresh_rows_needs_its_order_and_methods() -> None:
    text = "select /*+ {} */ p.user_id from permission p join lapse_candidate c on c.user_id = p.user_id"
    for order, method in (
        ("leading(p c)", "use_nl(c)"),
        ("leading(c)", "use_hash(p)"),
        ("leading(c p)", "use_merge(p)"),
        ("LEADING(C)", "USE_NL(P)"),
    ):
        assert _orders(text.format(f"{order} {method}")) == []
        for lacking in (order, method):
            (message,) = _orders(text.format(lacking))
            assert "rows just written to lapse_candidate have no statistics" in message
            assert "add leading(" in message
            assert message.endswith(" in sql/jobs/x/10_x.sql")


def test_every_source_of_a_join_is_ordered_but_the_last() -> None:
    text = (
        "select /*+ {} */ p.user_id from permission p join lapse_revocation v on v.user_id = p.user_id "
        "join lapse_policy y on y.program_id = p.program_id"
    )
    assert _orders(text.format("leading(v p) use_nl(p y)")) == []
    for lacking in ("leading(v) use_nl(p y)", "leading(v p) use_nl(p)"):
        (message,) = _orders(text.format(lacking))
        assert "add leading(v p y) use_nl(p y)" in message


def test_merge_into_fresh_rows_needs_its_order_and_method() -> None:
    text = (
        "merge {} into lapse_candidate c using (select y.program_id from lapse_policy y) s "
        "on (c.program_id = s.program_id) when matched then update set c.protected_by = 'policy_off'"
    )
    assert _orders(text.format("/*+ leading(s) use_hash(c) */")) == []
    for lacking in ("", "/*+ use_hash(c) */", "/*+ leading(s) */"):
        (message,) = _orders(text.format(lacking))
        assert "add leading(s c) use_nl(c)" in message


def test_subquery_in_a_where_needs_its_place() -> None:
    for where in (
        "exists ({})",
        "not exists ({})",
        "p.user_id in ({})",
        "1 = ({})",
        "(p.user_id = 'x' or exists ({}))",
    ):
        text = f"delete {{}} from permission p where {where.format(LISTED.replace('select', 'select {}', 1))}"
        for hint in ("no_unnest", "nl_sj", "hash_sj", "nl_aj", "unnest hash_aj"):
            assert _orders(text.format("", f"/*+ {hint} */")) == []
        assert _orders(text.format("/*+ leading(c@listed p) use_nl(p) */", "/*+ qb_name(listed) unnest */")) == []
        for outside, inside in (("", ""), ("", "/*+ unnest */"), ("", "/*+ qb_name(listed) */")):
            (message,) = _orders(text.format(outside, inside))
            assert "add no_unnest, a method such as nl_sj or hash_aj, or qb_name" in message
        for given, wanted in (("c@listed p", "use_nl(p)"), ("p c@listed", "use_nl(c@listed)")):
            (message,) = _orders(text.format(f"/*+ leading({given}) */", "/*+ qb_name(listed) */"))
            assert f"add leading({given}) {wanted}" in message


def test_value_that_names_nothing_outside_is_read_once_and_needs_no_place() -> None:
    text = "delete from permission p where p.granted_at {} (select max(c.granted_at) " + FRESH + "{})"
    assert _orders(text.format(">", "")) == []
    for operator, more in (("in", ""), (">", " and c.user_id = p.user_id"), (">", " and user_id = 'x'")):
        (message,) = _orders(text.format(operator, more))
        assert "so this subquery needs its place" in message


def test_statement_that_joins_no_fresh_rows_is_free() -> None:
    for text in (
        f"select c.user_id {FRESH}",
        "select p.user_id from permission p join lapse_last_access a on a.user_id = p.user_id",
        "insert into lapse_candidate (user_id) select p.user_id from permission p, lapse_policy y",
        f"select p.user_id, (select 1 {FRESH}) as n from permission p",
        f"select 1 {FRESH} union all select 2 {FRESH}",
    ):
        assert _orders(text) == [], text
