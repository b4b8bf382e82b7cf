"""Hints, held against the aliases, indexes and predicates of their statement."""

from functools import cache

from runner.database.revision_script import script
from runner.dba import faults, hints, tree
from runner.environment.file import Environment

INDEXES = {
    "access_log": {"access_log_ix": ["accessed_at", "program_id", "user_id"]},
    "permission": {"permission_pk": ["program_id", "user_id"]},
}
GOOD = (
    "index(l access_log_ix)",
    "INDEX(L ACCESS_LOG_IX)",
    "index(l)",
    "index (l, access_log_ix)",
    "full(l) parallel(l 4)",
    "index(l (accessed_at program_id))",
    'index(@"SEL$1" l@"SEL$1" access_log_ix)',
    'index("L"@"SEL$1" "ACCESS_LOG_IX")',
    "first_rows(10)",
    "parallel(4)",
    "parallel(auto)",
    "parallel",
    "cardinality(l 1000)",
    "qb_name(log)",
    "no_index(l access_log_ix)",
    "opt_param('optimizer_index_cost_adj' 10)",
    "dynamic_sampling(4)",
    "result_cache gather_plan_statistics",
    "",
)
MERGE = """\
merge {} into lapse_last_access a
using (select {} i.program_id, i.user_id from lapse_sync_item i) s
   on (a.program_id = s.program_id and a.user_id = s.user_id)
 when matched then
      update
         set a.run_id = 1
       where a.last_access_at < sysdate"""


@cache
def _known() -> tree.Dictionary:
    settings = {"database": {"url": "embedded:x"}, "indexes": INDEXES}
    return tree.dictionary(Environment.model_validate(settings))


def _faults(text: str) -> list[str]:
    return [message for _, message in faults.check(hints.read(text)[1], _known())]


def _of_log(hint: str, where: str = "l.accessed_at > :as_of") -> list[str]:
    return _faults(f"select /*+ {hint} */ l.user_id from access_log l where {where}")


def _of_join(hint: str) -> list[str]:
    return _faults(
        f"select /*+ {hint} */ p.user_id from permission p join access_log l on l.user_id = p.user_id "
        "where l.accessed_at > :as_of and p.program_id = 'x'"
    )


def test_good_hint_has_no_fault() -> None:
    assert {hint: faults for hint in GOOD if (faults := _of_log(hint))} == {}


def test_misspelt_hint_names_the_nearest() -> None:
    for hint, nearest in (
        ("indx(l access_log_ix)", "index"),
        ("use_n1(l)", "use_nl"),
        ("paralel(l 4)", "parallel"),
        ("fulll(l)", "full"),
    ):
        (fault,) = _of_log(hint)
        assert "no such hint" in fault
        assert fault.endswith(f"did you mean {nearest}?")


def test_prose_in_a_hint_is_no_hint() -> None:
    faults = _of_log("index(l access_log_ix) because")
    assert [fault.partition(":")[0] for fault in faults] == ["hint because"]


def test_unbalanced_parentheses_are_a_fault() -> None:
    for hint in ("index(l access_log_ix", "full(l))", "(l)", "full(l"):
        (fault,) = _of_log(hint)
        assert "do not balance" in fault


def test_what_looks_like_a_hint_between_quotes_is_none() -> None:
    assert _faults("select '/*+ nonsense(z) */' as text from access_log l") == []


def test_every_verb_takes_a_hint() -> None:
    for text in (
        "insert /*+ append */ into permission (user_id) select /*+ full(l) */ l.user_id from access_log l",
        "update /*+ index(p permission_pk) */ permission p set p.user_id = 'x' where p.program_id = 'y'",
        "delete /*+ full(p) */ from permission p",
        MERGE.format("/*+ leading(s) use_nl(a) index(a lapse_last_access_pk) */", "/*+ full(i) */"),
        MERGE.format("", "/*+ full(i) */"),
        "select 1 from dual union all select /*+ full(l) */ 2 from access_log l",
    ):
        assert _faults(text) == []


def test_unknown_alias_names_the_nearest() -> None:
    (fault,) = _of_join("leading(p lo) use_nl(l)")
    assert fault == "hint leading(p lo): no such alias; did you mean l?"


def test_table_name_in_place_of_its_alias_is_a_fault() -> None:
    for name in ("access_log", "ACCESS_LOG"):
        (fault,) = _of_log(f"index({name} access_log_ix)")
        assert fault.endswith(f"{name} is a table, and a hint names its alias: write l")


def test_schema_and_table_in_place_of_the_alias_is_a_fault() -> None:
    (fault,) = _faults("select /*+ full(app.access_log) */ l.user_id from app.access_log l")
    assert fault.endswith("write l")


def test_alias_of_another_query_block_is_a_fault() -> None:
    nested = "select /*+ full(l) */ n.user_id from (select l.user_id from access_log l) n"
    (fault,) = _faults(nested)
    assert "l is an alias of another query block" in fault
    assert _faults(nested.replace("full(l)", "full(n.l)")) == []
    assert _faults(nested.replace("full(l)", 'full(l@"SEL$2")')) == []


def test_misspelt_index_names_the_nearest_of_the_table() -> None:
    (fault,) = _faults(MERGE.format("/*+ index(a lapse_last_acess_pk) */", ""))
    assert fault == "hint index(a lapse_last_acess_pk): no such index; did you mean lapse_last_access_pk?"


def test_index_of_another_table_is_a_fault() -> None:
    (fault,) = _of_join("index(p access_log_ix)")
    assert "access_log_ix is an index of access_log, but the alias stands for permission" in fault


def test_index_by_columns_must_exist() -> None:
    (fault,) = _of_log("index(l (user_id))")
    assert "no such index" in fault


def test_index_of_a_query_is_a_fault() -> None:
    (fault,) = _faults("select /*+ index(n some_ix) */ n.user_id from (select l.user_id from access_log l) n")
    assert "n stands for a query" in fault


def test_index_of_a_table_without_declared_indexes_says_where_to_declare() -> None:
    (fault,) = _faults("select /*+ index(o other_ix) */ o.c from other o where o.c = 1")
    assert "none of other is known" in fault
    assert "[indexes]" in fault


def test_index_by_columns_needs_no_declared_index_for_doctor_asks_the_database() -> None:
    text = "select /*+ index(o (c d)) */ o.c from other o where o.{} = 1"
    assert _faults(text.format("c")) == []
    (fault,) = _faults(text.format("d"))
    assert "nothing restricts c" in fault


def test_query_block_must_bear_the_name_that_a_hint_gives_it() -> None:
    text = (
        "select /*+ leading(l@{} p) use_nl(p) */ p.user_id from permission p where exists "
        "(select /*+ qb_name(used) */ 1 from access_log l where l.user_id = p.user_id)"
    )
    assert _faults(text.format("used")) == _faults(text.format('"USED"')) == _faults(text.format('"SEL$2"')) == []
    (fault,) = _faults(text.format("usd"))
    assert fault == "hint leading(l@usd p): no query block is named usd: write qb_name(usd) in it; did you mean used?"


def test_restricted_leading_column_is_good() -> None:
    for where in (
        "l.accessed_at = :as_of",
        ":as_of >= l.accessed_at",
        "l.accessed_at between :as_of - 3 and :as_of",
        "(l.accessed_at > :as_of and l.user_id is not null)",
        "l.accessed_at in (select r.as_of from lapse_run r)",
        "exists (select 1 from lapse_run r where r.as_of = l.accessed_at)",
    ):
        assert _of_log("index(l access_log_ix)", where) == []


def test_open_leading_column_is_a_fault() -> None:
    for where in (
        "l.user_id = 'x'",
        "l.accessed_at is null",
        "l.accessed_at <> :as_of",
        "l.accessed_at = l.accessed_at",
        "trunc(l.accessed_at) = :as_of",
        "(l.accessed_at > :as_of or l.user_id = 'x')",
        "not l.accessed_at > :as_of",
        "not exists (select 1 from lapse_run r where r.as_of = l.accessed_at)",
        "l.user_id = (select max(r.status) from lapse_run r where r.as_of = l.accessed_at)",
    ):
        (fault,) = _of_log("index(l access_log_ix)", where)
        assert "nothing restricts accessed_at, the leading column of access_log_ix" in fault
        assert _of_log("index_ffs(l access_log_ix)", where) == []


def test_outer_join_restricts_only_the_table_it_joins() -> None:
    joined = (
        "select /*+ {} */ p.user_id from permission p "
        "left join lapse_last_access a on a.program_id = p.program_id where p.user_id = 'x'"
    )
    assert _faults(joined.format("index(a lapse_last_access_pk)")) == []
    (fault,) = _faults(joined.format("index(p permission_pk)"))
    assert "nothing restricts program_id" in fault


def test_fault_stands_on_the_line_of_its_hint() -> None:
    text = "select /*+ full(l)\n           indx(l)\n       */ l.user_id\n  from access_log l"
    assert [line for line, _ in faults.check(hints.read(text)[1], _known())] == [2]


def test_indexes_of_own_tables_come_from_the_migrations() -> None:
    indexes = {index.name: index for index in _known().indexes}
    assert indexes["lapse_last_access_pk"].columns == ("program_id", "user_id")
    assert indexes["lapse_last_access_pk"].table == "lapse_last_access"
    assert indexes["lapse_revocation_ix"].columns[:2] == ("program_id", "user_id")
    assert indexes["lapse_run_program_uk"].columns == ("run_id", "program_id")


def test_schema_and_prefix_reach_the_indexes() -> None:
    settings = {"database": {"url": "embedded:x"}, "tables": {"schema": "Owner", "prefix": "x_", "permission": "app.P"}}
    known = tree.dictionary(Environment.model_validate(settings | {"indexes": {"permission": {"P_PK": ["A"]}}}))
    assert tree.Index("x_lock_pk", "owner.x_lock", ("lock_name",)) in known.indexes
    assert tree.Index("p_pk", "app.p", ("a",)) in known.indexes
    assert any(index.table == "owner.x_revocation" and index.name == "x_revocation_ix" for index in known.indexes)


def test_capitals_in_schema_and_prefix_are_not_quoted_in_the_migrations() -> None:
    settings = {"database": {"url": "embedded:x"}, "tables": {"schema": "Owner", "prefix": "LAPSE_"}}
    text = script(Environment.model_validate(settings))
    assert "create table owner.lapse_run (" in text
    assert '"' not in text
