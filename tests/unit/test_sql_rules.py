"""The rules of tests/sql_rules.py: what each finds, and what it lets pass."""

from functools import cache

from runner.environment.file import Environment
from tests.sql_rules import Types, column_types, problems, style

GOOD = "select p.user_id\n  from permission p\n where p.granted_at <= :as_of\n"


@cache
def _types() -> Types:
    return column_types(Environment.model_validate({"database": {"url": "embedded:x"}}))


def _rules(text: str) -> list[str]:
    return [rule for rule, _, _ in problems(text, _types())]


def _where(where: str, more: str = "") -> list[str]:
    text = f"select a.user_id\n  from lapse_last_access a\n  join lapse_run r\n    on r.run_id = a.run_id{more}\n"
    return _rules(f"{text} where {where}")


def test_star_is_found_and_a_count_of_rows_is_none() -> None:
    for columns in ("*", "a.*", "a.user_id, (select * from dual)"):
        ((rule, line, message),) = problems(f"select 1,\n       {columns}\n  from lapse_last_access a", _types())
        assert (rule, line) == ("star", 2)
        assert message.endswith("name each column")
    assert _rules("select count(*) from lapse_last_access a") == []


def test_hint_that_oracle_does_not_read_is_found() -> None:
    for text in (
        "select l.user_id /*+ full(l) */ from access_log l",
        "select l.user_id from /*+ full(l) */ access_log l",
        "select /* why */ /*+ full(l) */ l.user_id from access_log l",
        "select l.user_id from access_log l for update /*+ full(l) */",
        "merge into t a using u b on (a.n = b.n) when matched then update /*+ full(a) */ set a.m = 1",
        "select --+ full(l)\n l.user_id from access_log l",
        "select /* + full(l) */ l.user_id from access_log l",
    ):
        assert _rules(text) == ["hint"], text
    assert _rules("insert /*+ append */ into t (n) select /*+ full(l) */ '--+ ' as n from access_log l") == []


def test_subquery_beside_an_aggregate_is_found_unless_it_is_grouped_or_joined() -> None:
    count = "(select count(*) from lapse_run r)"
    for columns in (f"max(a.user_id), {count}", f"nvl(max(a.user_id), 'x'), 1 + {count}"):
        assert _rules(f"select {columns} from lapse_last_access a") == ["group"]
    for good in (
        f"select a.user_id, {count} from lapse_last_access a",
        f"select max(a.user_id), {count} from lapse_last_access a group by a.program_id",
        f"select max(nvl(a.user_id, {count})) from lapse_last_access a",
        "select max(a.user_id), k.n from lapse_last_access a cross join (select count(*) as n from lapse_run r) k",
    ):
        assert _rules(good) == []


def test_function_over_a_column_is_found() -> None:
    for where in (
        "trunc(a.last_access_at) >= :x",
        ":x <= trunc(a.last_access_at)",
        "nvl(a.last_access_at, :x) > :x",
        "upper(a.user_id) = r.os_user",
        "cast(a.user_id as number) = 1",
        "to_char(a.last_access_at, 'yyyy') in ('2024', '2025')",
        "trunc(a.last_access_at) between :x and :y",
        "trunc(a.last_access_at) is null",
        "(trunc(a.last_access_at)) = :x",
        "nvl(:program_id, a.program_id) = a.user_id",
        "a.last_access_at + 90 < :as_of",
        "a.user_id || 'x' = :x",
        "exists (select 1 from lapse_policy y where upper(y.program_id) = 'X')",
    ):
        assert _where(where) == ["function"], where
    assert _where("a.user_id = :x", more="\n   and upper(a.user_id) = r.os_user") == ["function"]


def test_function_that_leaves_the_column_bare_is_good() -> None:
    for where in (
        "a.last_access_at > :as_of - nvl(r.exit_code, 90)",
        "a.last_access_at >= trunc(:as_of, 'dd')",
        "a.last_access_at > nvl((select max(x.synced_to) from lapse_run x), date '0001-01-01')",
        "a.program_id = nvl(:program_id, a.program_id)",
        "exists (select 1 from (select b.n, b.d from (select 1 as n, 2 as d from dual) b) c where mod(c.n, 7) = 1)",
    ):
        assert _where(where) == [], where
    text = (
        "with w as (select 1 as n from dual) select upper(a.user_id), case when trunc(a.run_id) = 1 then 1 end "
        "from lapse_last_access a join w v on mod(v.n, 2) = 1 group by upper(a.user_id) having max(a.run_id) + 1 > 2"
    )
    assert _rules(text) == []


def test_nvl_of_what_a_left_join_may_not_have_found_is_good() -> None:
    text = "select a.user_id from lapse_last_access a {} join lapse_policy y on y.program_id = a.program_id {} {} = :x"
    assert _rules(text.format("left", "where", "nvl(y.notice, 'on')")) == []
    for join, clause, side in (
        ("", "where", "nvl(y.notice, 'on')"),
        ("left", "and", "nvl(y.notice, 'on')"),
        ("left", "where", "upper(y.notice)"),
    ):
        assert _rules(text.format(join, clause, side)) == ["function"]


def test_date_column_beside_a_timestamp_is_found() -> None:
    for where in (
        "r.as_of < systimestamp",
        "r.as_of < a.last_access_at",
        "a.last_access_at > r.as_of",
        "r.as_of < localtimestamp",
        "r.as_of >= timestamp '2024-01-01 00:00:00'",
        "r.as_of = to_timestamp('2024', 'yyyy')",
        "r.as_of > cast(:x as timestamp)",
        "r.as_of > a.last_access_at - interval '3' day",
        "r.as_of between :as_of and localtimestamp",
        "r.as_of < (select max(b.last_access_at) from lapse_last_access b)",
        "a.last_access_at < systimestamp",
        "r.as_of in (select 1 from dual where systimestamp > r.as_of)",
    ):
        assert _where(where) == ["date"], where
    text = "select r.run_id\n  from lapse_run r\n where r.run_id = 1\n   and r.as_of < localtimestamp"
    message = "r.as_of is a DATE, compared with a TIMESTAMP: Oracle converts the column, and its index is lost; "
    assert problems(text, _types()) == [("date", 4, message + "cast the other side as date")]


def test_comparison_that_keeps_the_type_of_the_column_is_good() -> None:
    for where in (
        "r.as_of <= :as_of",
        "r.as_of >= :as_of - 48 / 24",
        "r.as_of < sysdate",
        "r.as_of > cast(a.last_access_at as date)",
        "r.as_of > a.last_access_at - 3",
        "r.as_of = date '2024-01-01'",
        "a.last_access_at <= :as_of",
        "a.last_access_at < localtimestamp",
        "r.as_of - r.synced_to > 3 and r.run_id = 1",
    ):
        assert "date" not in _where(where), where
    assert _rules("select p.user_id from permission p where p.granted_at < systimestamp") == []


def test_type_of_a_column_is_seen_through_a_query() -> None:
    text = (
        "select r.run_id from lapse_run r join (select max(a.last_access_at) as newest from lapse_last_access a) n "
        "on {} > n.newest"
    )
    assert _rules(text.format("r.as_of")) == ["date"]
    assert _rules(text.format("r.run_id")) == []


def test_house_style_refuses_what_it_says() -> None:
    for text, rule in (
        ("select p.user_id\n  from permission p\n where where\n", "PRS"),
        (GOOD.replace("select", "SELECT"), "CP01"),
        (GOOD.replace("p.user_id", "p.USER_ID"), "CP02"),
        (GOOD.replace("p.user_id", "MAX(p.user_id) as last"), "CP03"),
        (GOOD.replace("p.user_id", "NULL as nothing"), "CP04"),
        (GOOD.replace("<=", "!="), "CV01"),
        (GOOD.replace("<= :as_of", "= null"), "CV05"),
        (GOOD.replace("p.user_id", "*"), "AM04"),
        (GOOD.replace("from permission p", "from permission p\n  cross join policy p"), "AL04"),
        (GOOD.replace("permission p", "permission perm").replace("p.", "perm."), "AL06"),
        (GOOD.replace("p.granted_at", "granted_at"), "RF03"),
        (GOOD.replace("p.user_id", "p.user_id\n     , p.program_id"), "LT04"),
        (GOOD.replace("p.user_id", "p.user_id  as  u"), "LT01"),
        (GOOD.rstrip(), "LT12"),
        ("\n" + GOOD, "LT13"),
    ):
        assert rule in {fault.split()[1] for fault in style(text)}, text
    assert style(GOOD) == []
