"""On the embedded server itself: what the translation carries has Oracle's meaning there, and how sessions plan."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from runner.database.session import Database, Row, Session
from runner.errors import DatabaseError, Fault, SqlFileError
from runner.statements.catalog import Statement
from runner.statements.header import Header, Transaction, used_binds
from tests.unit.conftest import ReadToml

AS_OF = datetime(2024, 8, 20, 18)
ROWS = "(select 5 as x from dual union all select null as x from dual) v"
TABLES = (
    "create table target (run_id number(9), k varchar2(9), v number(9), w date, x varchar2(9))",
    "create table source (k varchar2(9), v number(9), w date)",
    "insert into target (run_id, k, v, w, x) select 1, 'a', 1, date '2024-01-01', null from dual",
    "insert into target (run_id, k, v, w, x) select 1, 'b', 2, date '2024-01-01', 'kept' from dual",
    "insert into target (run_id, k, v, w, x) select 2, 'a', 3, date '2024-01-01', null from dual",
    "insert into source (k, v, w) select 'a', 1, date '2024-02-01' from dual",
    "insert into source (k, v, w) select 'a', 1, date '2024-03-01' from dual",
    "insert into source (k, v, w) select 'b', 2, date '2024-04-01' from dual",
    "insert into source (k, v, w) select 'c', 3, date '2024-05-01' from dual",
)
MERGE = """merge into target c
using (select s.k, max(s.v) as v, max(s.w) as w from source s group by s.k) s on (c.run_id = :run_id and c.k = s.k)
when matched then update set c.x = 'y', c.w = case when c.v = s.v and c.w < s.w then s.w else c.w end
 where c.x is null
when not matched then insert (run_id, k, w) values (:run_id, s.k, s.w)"""


@pytest.fixture
def session(database_url: str, read_toml: ReadToml) -> Iterator[Session]:
    """A session whose transaction, tables and all, is rolled back."""
    database = Database(read_toml(f'[database]\nurl = "{database_url}"\n'))
    database.dialect.create()
    with database.session() as opened:
        yield opened


@pytest.fixture
def filled(session: Session) -> Session:
    """The session with two tables."""
    for text in TABLES:
        session.execute(_statement(text))
    return session


def _statement(text: str) -> Statement:
    header = Header("test", "a test", Transaction.CALLER, tuple(used_binds(text)), "none", "none")
    return Statement("test.sql", header, text)


def _query(session: Session, text: str, **binds: Any) -> list[Row]:
    return session.query(_statement(text), **binds)


def test_a_code_is_known_by_its_beginning(session: Session) -> None:
    with pytest.raises(DatabaseError) as raised:
        _query(session, "select date '2024-01-01' + 999999999 as d from dual")
    assert (raised.value.code, raised.value.fault) == ("22008", Fault.ITEM)  # and 08 is that of a lost session


@pytest.mark.parametrize("binds", [{}, {"a": 1, "b": 2}])
def test_a_statement_takes_exactly_the_binds_it_declares(session: Session, binds: dict[str, Any]) -> None:
    with pytest.raises(SqlFileError, match="declared binds"):
        _query(session, "select :a as a from dual", **binds)


def test_greatest_and_least_of_a_null_are_null(session: Session) -> None:
    for bind, greatest, least in ((4, 5, 3), (7, 7, 3), (1, 5, 1), (None, None, None)):
        rows = _query(session, f"select greatest(v.x, :b, 3) as g, least(v.x, :b, 3) as l from {ROWS}", b=bind)
        assert rows == [{"g": greatest, "l": least}, {"g": None, "l": None}]


def test_greatest_and_least_take_texts_and_times_whose_types_only_a_bind_lacks(session: Session) -> None:
    text = "select greatest(v.x, :b) as g, least(:b, v.x) as l from (select {} as x from dual) v"
    assert _query(session, text.format("'a'"), b="b") == [{"g": "b", "l": "a"}]
    new_year = datetime(2024, 1, 1)
    assert _query(session, text.format("date '2024-01-01'"), b=AS_OF) == [{"g": AS_OF, "l": new_year}]


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (datetime(2024, 5, 22, 18), 90),
        (datetime(2024, 5, 22, 17, 59, 59), 90),
        (datetime(2024, 5, 22, 18, 0, 1), 89),
        (datetime(2024, 8, 20, 18), 0),
        (datetime(2024, 8, 20, 18, 0, 1), -1),
        (datetime(1, 1, 1), 739117),
        (None, None),
    ],
)
def test_time_less_a_date_is_a_number_of_days(session: Session, since: datetime | None, days: int | None) -> None:
    text = "select floor(:as_of - cast(v.y as date)) as days from (select cast(:since as date) as y from dual) v"
    assert _query(session, text, as_of=AS_OF, since=since) == [{"days": days}]


def test_days_between_are_exact_and_count_as_numbers(session: Session) -> None:
    text = """select v.x - cast(v.y as date) as days, cast(v.x as date) - (trunc(v.y, 'dd')) - 1 as less,
        round((v.x - date '2024-08-20') * 24) as hours
        from (select :as_of as x, cast(:since as date) as y from dual) v
        where v.x - cast(v.y as date) >= :bound"""
    [row] = _query(session, text, as_of=AS_OF, since=datetime(2024, 8, 19, 6), bound=1)
    assert row == {"days": Decimal("1.5"), "less": Decimal("0.75"), "hours": 18}


def test_fraction_of_a_second_is_no_part_of_a_date(session: Session) -> None:
    text = "select :as_of - cast(:since as date) as days from dual"
    [row] = _query(session, text, as_of=AS_OF.replace(microsecond=1), since=AS_OF.replace(microsecond=999_999))
    assert row == {"days": 0}


def test_case_blanks_and_beginnings_of_a_text(session: Session) -> None:
    text = "select upper(:a) as u, lower(:a) as l, trim(:b) as t, trim(:c) as n, substr(:a, 2, 1) as s, "
    text += "substr(:a, 9, 1) as o from dual"
    [row] = _query(session, text, a="äßÉ", b="  a b ", c="  ")
    assert row == {"u": "ÄßÉ", "l": "äßé", "t": "a b", "n": None, "s": "ß", "o": None}


def test_lock_without_waiting_goes_with_a_join_and_an_exists(filled: Session) -> None:
    text = """select c.k from target c join source s on s.k = c.k and s.w < date '2024-02-02'
        where c.run_id = 1 and exists (select 1 from source o where o.k = c.k) for update nowait"""
    assert _query(filled, text) == [{"k": "a"}]


@pytest.mark.parametrize(
    ("hints", "nested"),
    [
        ("leading(c p) use_nl(p) index(p)", True),
        ("qb_name(listed) nl_sj", True),
        ("nl_aj index(a)", True),
        ("no_unnest", True),
        ("leading(s) use_hash(c)", False),
        ("hash_sj", False),
        ("index(c)", False),
        ("", False),
    ],
)
def test_hints_of_a_step_decide_for_their_transaction_between_nested_loops_and_hashing(
    database_url: str, read_toml: ReadToml, hints: str, nested: bool
) -> None:
    settings = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin")
    hinted = f'[database]\nurl = "{database_url}"\n[hints]\nmerge_last_access = "{hints}"\n'

    database = Database(read_toml(hinted))
    database.dialect.create()
    with database.session() as session:

        def shown() -> list[str]:
            return [session.connection.execute(f"show {name}").fetchone()[0] for name in settings]

        usual = shown()
        for path, expected in (
            ("jobs/judge/40_protect_restored.sql", True),
            ("jobs/judge/48_protect_came_back.sql", False),
            ("jobs/sync/40_merge_last_access.sql", nested),
        ):
            session.tag("job", session.catalog.statement(path))
            assert shown() == (["on", "off", "off"] if expected else ["off", "on", "off"])
        session.rollback()
        assert shown() == usual


def test_only_the_commit_of_a_chunk_does_not_wait_for_the_disk(session: Session) -> None:
    session.connection.execute("set synchronous_commit = on")
    session.commit()
    for path, expected in (
        ("jobs/sync/40_merge_last_access.sql", "off"),
        ("jobs/restore/40_mark_restored.sql", "off"),
        ("jobs/revoke/60_delete_permissions.sql", "on"),
        ("jobs/sync/70_close_windows.sql", "on"),
        ("jobs/judge/80_guard_limits.sql", "on"),
    ):
        session.tag("job", session.catalog.statement(path))
        assert session.connection.execute("show synchronous_commit").fetchone() == (expected,)
        session.rollback()


def test_merge_updates_where_it_says_and_adds_what_is_missing(filled: Session) -> None:
    assert filled.execute(_statement(MERGE), run_id=1) == 2
    rows = _query(filled, "select c.k, c.v, c.w, c.x from target c where c.run_id = 1 order by c.k")
    assert [tuple(row.values()) for row in rows] == [
        ("a", 1, datetime(2024, 3, 1), "y"),
        ("b", 2, datetime(2024, 1, 1), "kept"),
        ("c", None, datetime(2024, 5, 1), None),
    ]


def test_update_sets_what_a_query_finds_where_another_row_exists(filled: Session) -> None:
    text = """update target c set c.x = 'y', c.w = (select max(s.w) from source s where s.k = c.k)
        where c.run_id = 1 and exists (select 1 from target o where o.k = c.k and o.run_id = 2)"""
    assert filled.execute(_statement(text)) == 1
    assert _query(filled, "select c.k, c.w from target c where c.x = 'y'") == [{"k": "a", "w": datetime(2024, 3, 1)}]


def test_counts_sums_and_windows(filled: Session) -> None:
    text = """select v.k, v.n, v.t, v.r from (
        select s.k, count(distinct s.v) as n, sum(case when s.w > date '2024-02-01' then 1 else 0 end) as t,
        row_number() over (partition by max(s.v) order by s.k desc) as r from source s group by s.k) v order by v.k"""
    rows = _query(filled, text)
    assert [tuple(row.values()) for row in rows] == [("a", 1, 1, 1), ("b", 1, 1, 1), ("c", 1, 1, 1)]
    text = "select s.w, row_number() over (partition by s.k order by s.w desc) as r from source s where s.k = 'a'"
    assert {row["w"].month: row["r"] for row in _query(filled, text)} == {3: 1, 2: 2}
