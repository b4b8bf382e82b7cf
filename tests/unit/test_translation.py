"""From Oracle text to PostgreSQL: what is carried with the same meaning, and that all else is an error."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.database.embedded.translation import to_postgres
from runner.environment import file as environment
from runner.environment.file import HOME
from runner.errors import TranslationError
from runner.statements.catalog import Catalog
from runner.statements.header import used_binds

ORACLE_ONLY = ("grants/", "explain/", "doctor/oracle", "ledger/oracle/", "locks/", "optional/")
EMBEDDED = [each for each in Catalog(environment.read("demo")).all() if not each.path.startswith(ORACLE_ONLY)]
SYSDATE = "date_trunc('second', CAST(statement_timestamp() AS TIMESTAMP))"
MERGE = """merge /*+ leading(s) use_nl(a) index(a a_pk) */ into a
using (select i.k, i.x from i) s on (a.k = s.k)
when matched then update set a.x = s.x where a.x < s.x
when not matched then insert (a.k, a.x) values (s.k, s.x) where s.k > 0"""

# Fragments a fuzzer may put together: what is carried, what is not, and what is no SQL.
_pieces = st.sampled_from(
    (
        *("a.x", ",", "=", "-", "/", "||", "(", ")", "'", "''", '"', ":b", "1", "%", "'%'", "sysdate", "distinct"),
        *("trunc(a.x,", "'iw')", "to_char(a.x,", "'yyyy')", "mod(a.x, 7)", "nvl(:b, 1)", "case when", "end", "(+)"),
        *("cast(a.x as date)", "least(", "trim(", "substr(a.x, 1,"),
        *("from t a", "where", "order by", "for update", "wait 60", "wait 1.5", "nowait", "/*+ full(a) */", "--", "\n"),
        *("merge into t a using s on (a.x = s.x)", "when matched then update set a.x = 1", "delete from t a", "union"),
    )
)
_texts = st.lists(_pieces, max_size=8).map(" ".join)


def test_oracle_is_carried_with_its_meaning() -> None:
    for oracle, postgres in (
        ("select /*+ full(a) index(b b_ix) */ a.x from t a", "SELECT a.x FROM t AS a"),
        ("insert into t (x) select /*+ full(a) */ a.x from a", "INSERT INTO t (x) SELECT a.x FROM a"),
        ("delete /*+ index(t t_pk) */ from t where t.x = :x", "DELETE FROM t WHERE t.x = %(x)s"),
        ("select 1 as one from dual", "SELECT 1 AS one"),
        ("select a.user# from app.log# a", 'SELECT a."user#" FROM app."log#" AS a'),
        ("select sysdate as now from dual", f"SELECT {SYSDATE} AS now"),
        ("select sysdate - 1 / 24 from dual", f"SELECT {SYSDATE} - CAST(1 AS DECIMAL) / 24"),
        ("select a.x from t a where a.x <= :as_of - 90", "SELECT a.x FROM t AS a WHERE a.x <= %(as_of)s - 90"),
        ("select cast(a.x as date) from t a", "SELECT date_trunc('second', CAST(a.x AS TIMESTAMP)) FROM t AS a"),
        ("select date '0001-01-01' from dual", "SELECT CAST('0001-01-01' AS TIMESTAMP)"),
        ("select trunc(a.x, 'iw') from t a", "SELECT date_trunc('week', CAST(a.x AS TIMESTAMP)) FROM t AS a"),
        ("select nvl(a.x, 0) from t a", "SELECT COALESCE(a.x, 0) FROM t AS a"),
        ("select a.x || a.y from t a", "SELECT NULLIF(concat(a.x, a.y), '') FROM t AS a"),
        ("select a.x / 2 from t a", "SELECT CAST(a.x AS DECIMAL) / 2 FROM t AS a"),
        ("select mod(a.x, 7) from t a", "SELECT mod(a.x, 7) FROM t AS a"),
        (
            "select least(a.x, 1) from t a",
            "SELECT CASE WHEN LEAST(a.x, 1) IS NULL OR a.x IS NULL THEN NULL ELSE LEAST(a.x, 1) END FROM t AS a",
        ),
        (
            "select a.x - cast(a.y as date) from t a",
            "SELECT CAST(EXTRACT(epoch FROM (date_trunc('second', CAST(a.x AS TIMESTAMP))"
            " - date_trunc('second', CAST(a.y AS TIMESTAMP)))) AS DECIMAL) / 86400 FROM t AS a",
        ),
        ("select upper(a.x) from t a", 'SELECT UPPER(a.x COLLATE "pg_c_utf8") FROM t AS a'),
        (
            "select trim(a.x) from t a",
            "SELECT NULLIF(CASE WHEN a.x LIKE '%% %%' THEN TRIM(a.x) ELSE a.x END, '') FROM t AS a",
        ),
        ("select substr(a.x, 1, 2) from t a", "SELECT NULLIF(SUBSTRING(a.x FROM 1 FOR 2), '') FROM t AS a"),
        ("select '100 %' from dual", "SELECT '100 %%'"),
        ("select '%(x)s' from dual where 1 = :x", "SELECT '%%(x)s' WHERE 1 = %(x)s"),
        ("select ':x it''s' from dual", "SELECT ':x it''s'"),
        (
            "select to_char(a.x, 'yyyy-mm-dd hh24:mi:ss') from t a",
            "SELECT TO_CHAR(a.x, 'yyyy-mm-dd hh24:mi:ss') FROM t AS a",
        ),
        ("select a.x from t a for update nowait", "SELECT a.x FROM t AS a FOR UPDATE NOWAIT"),
        ("select a.x from t a for update wait 60", "SELECT a.x FROM t AS a FOR UPDATE"),
        ("update t a set a.x = 1, a.y = :y where a.x = 2", "UPDATE t AS a SET x = 1, y = %(y)s WHERE a.x = 2"),
        ("select a.x from t a where a.x <> 1 order by a.x", "SELECT a.x FROM t AS a WHERE a.x <> 1 ORDER BY a.x"),
        (
            "select json_object('k' value a.x null on null returning clob) from t a",
            "SELECT JSON_OBJECT('k': a.x NULL ON NULL RETURNING TEXT) FROM t AS a",
        ),
        (
            "create table t (a date, b varchar2(10 char), c timestamp(6))",
            "CREATE TABLE t (a TIMESTAMP(0), b VARCHAR(10), c TIMESTAMP(6))",
        ),
        (
            MERGE,
            "MERGE INTO a USING (SELECT i.k, i.x FROM i) AS s ON (a.k = s.k) "
            "WHEN MATCHED AND a.x < s.x THEN UPDATE SET x = s.x "
            "WHEN NOT MATCHED AND s.k > 0 THEN INSERT (k, x) VALUES (s.k, s.x)",
        ),
    ):
        assert to_postgres(oracle, "f.sql") == postgres


def test_what_would_not_mean_the_same_is_refused_with_its_file() -> None:
    for oracle in (
        "select systimestamp from dual",
        "select current_timestamp from dual",
        "select current_date from dual",
        "select timestamp '2024-01-01 00:00:00' from dual",
        "select a.x from t a where a.x = ''",
        "select '' || a.x from t a",
        "select a.x from t a where rownum < 5",
        "select rowid from t",
        "select user from dual",
        "select a.x from t a, t b where a.x = b.x (+)",
        "select a.x from t a connect by prior a.x = a.y",
        "select level from dual connect by level < 5",
        "select decode(a.x, 1, 2) from t a",
        "select nvl2(a.x, 1, 2) from t a",
        "select substr(a.x, 2) from t a",
        "select substr(a.x, 0, 2) from t a",
        "select substr(a.x, -1, 2) from t a",
        "select substr(a.x, 1, 0) from t a",
        "select substr(a.x, 1, 1.5) from t a",
        "select substr(a.x, 1, :x) from t a",
        "select trim(leading from a.x) from t a",
        "select trim(both 'x' from a.x) from t a",
        "select replace(a.x, 'a', 'b') from t a",
        "select initcap(a.x) from t a",
        "select length(a.x) from t a",
        "select to_date('2024', 'yyyy') from dual",
        "select to_number('5') from dual",
        "select to_char(a.x, 'dd.mm.yyyy') from t a",
        "select to_char(a.x) from t a",
        "select trunc(a.x) from t a",
        "select trunc(a.x, 'mm') from t a",
        "select add_months(a.x, 1) from t a",
        "select listagg(a.x, ',') from t a",
        "select our_own(a.x) from t a",
        "select a.x from t a where a.x like 'a%'",
        "select a.x from t a where regexp_like(a.x, 'a')",
        "select a.x from t a minus select a.x from t a",
        "select a.x from t a for update wait 5",
        "select a.x from t a for update wait 1.5",
        "delete from t a where a.x = :x returning a.x into :y",
        "insert into t (a) values (:a) log errors reject limit unlimited",
        "insert all into t (a) values (1) select 1 from dual",
        "begin null; end;",
        "truncate table t",
        "drop table t",
        "grant select on t to u",
        "lock table t in exclusive mode",
        "commit",
        "select 1 from dual; delete from t",
        "select from where",
        "garbage",
        "",
    ):
        with pytest.raises(TranslationError, match=r"^sync \(sql/f\.sql\): the embedded database c"):
            to_postgres(oracle, "sync (sql/f.sql)")


def test_a_refusal_says_what_it_refuses() -> None:
    with pytest.raises(TranslationError, match=r"the function LENGTH\(a\.x\) with the same meaning"):
        to_postgres("select 1 from t a where length(a.x) > 0", "f.sql")


@given(_texts | _texts.map(lambda text: f"select a.x, {text} from t a") | _texts.map(lambda text: f"select {text}"))
def test_any_text_is_carried_or_refused(text: str) -> None:
    try:
        carried = to_postgres(text, "f.sql")
    except TranslationError as error:
        assert str(error).startswith("f.sql: ")  # noqa: PT017 - either outcome is right
    else:
        assert {name for name in used_binds(text) if f"%({name})s" not in carried} == set()


def test_every_statement_of_the_demo_is_carried_with_its_binds_and_without_comments() -> None:
    carried = {each.path: to_postgres(each.text, each.where) for each in EMBEDDED}
    assert len(carried) > 100
    lost = {each.path for each in EMBEDDED for name in each.header.binds if f"%({name})s" not in carried[each.path]}
    commented = {path for path, text in carried.items() if "/*" in text or "--" in re.sub("'[^']*'", "", text)}
    assert (lost, commented) == (set(), set())


def test_the_demo_carries_the_jobs_the_ledger_and_the_customers_tables() -> None:
    folders = {each.path.rpartition("/")[0] for each in EMBEDDED}
    assert {f"jobs/{name}" for name in ("sync", "judge", "revoke", "restore", "purge", "demo")} <= folders
    assert {"chunk", "ledger", "load", "customer", "reports"} <= folders


def test_nothing_else_knows_postgres() -> None:
    knowing = {
        str(path.parent.relative_to(HOME))
        for path in (HOME / "runner").rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("psycopg", "pgserver"))
    }
    assert knowing == {"runner/database/embedded"}
