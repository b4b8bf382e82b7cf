"""How a plan is held against the hints of its statement, and what it reads.

The hint reports have the form of published output of dbms_xplan.display, 19c to 23ai, with other names.
"""

from collections.abc import Collection
from typing import Any

import pytest

from runner.commands import explanations
from runner.database.oracle import Oracle
from runner.dba.explain import assess
from runner.dba.hint_report import judge
from runner.environment.file import read
from runner.statements.catalog import Catalog, Statement
from runner.statements.header import Header, Transaction

PK = "lapse_last_access_pk"
MERGE = f"merge /*+ leading(s) use_nl(a) index(a {PK}) */ into lapse_last_access a"
TITLE = "Hint Report (identified by operation id / Query Block Name / Object Alias):"
RULE = "---------------------------------------------------------------------------"
USED = ("           -  leading(s)", "           -  use_nl(a)", f"           -  index(a {PK})")


def _plan(*lines: str, total: int | None = None) -> list[str]:
    """A plan whose report holds these lines, each a hint unless it begins with a digit."""
    hints = sum(not line.lstrip()[:1].isdigit() for line in lines) if total is None else total
    return [
        "Plan hash value: 1234567890",
        " ",
        "| Id  | Operation                      | Name                 |",
        "|*  4 |     INDEX UNIQUE SCAN          | LAPSE_LAST_ACCESS_PK |",
        "Predicate Information (identified by operation id):",
        "---------------------------------------------------",
        '   4 - access("A"."PROGRAM_ID"="S"."PROGRAM_ID")',
        " ",
        TITLE,
        f"Total hints for statement: {hints}",
        RULE,
        " ",
        "   1 -  SEL$3",
        *lines,
        " ",
        "Note",
        "-----",
        "   - dynamic statistics used: dynamic sampling (level=2)",
    ]


def _problems(text: str, *lines: str, indexes: Collection[str] = (PK,)) -> list[str]:
    return judge(text, _plan(*lines), indexes).problems


def test_hints_reported_as_used_are_no_problem() -> None:
    verdict = judge(MERGE, _plan(*USED), {PK})
    assert verdict.problems == []
    assert verdict.used == ["leading(s)", "use_nl(a)", f"index(a {PK})"]
    assert verdict.unused == []


@pytest.mark.parametrize(
    ("written", "reported"),
    [
        ("use_nl(a, b)", "use_nl(a b)"),
        ("use_nl(a b)", "USE_NL(A, B)"),
        (f"index(a {PK})", f'INDEX(@"SEL$3" "A"@"SEL$3" "{PK.upper()}")'),
        (f'index(@"SEL$3" "A"@"SEL$3" {PK})', f'index(@"SEL$3" "A"@"SEL$3" {PK})'),
        (f'index(@"SEL$3" "A"@"SEL$3" {PK})', f"INDEX(A {PK.upper()})"),
        (f"index_ss(a {PK})", f"index_ss (a {PK})"),
        ("index(l (a b))", "index(l (a b))"),
        ("index(l (a, b))", 'INDEX(@"SEL$3" "L"@"SEL$3" ("L"."A" "L"."B"))'),
        ("index(l(a b))", "index(l (a b))"),
        ("leading(c@listed p)", 'LEADING("C"@"LISTED" "P"@"DEL$1")'),
        ("opt_param('optimizer_index_cost_adj' 10)", "OPT_PARAM('optimizer_index_cost_adj' 10)"),
        ("opt_estimate(table, l, scale_rows=0.1)", "opt_estimate(table l scale_rows=0.1)"),
        ("parallel", "parallel"),
        ("qb_name(log)", "qb_name(log)"),
    ],
)
def test_a_hint_is_known_however_it_is_written(written: str, reported: str) -> None:
    text = f"select /*+ {written} */ 1 from t"
    assert _problems(text, f"           -  {reported}") == []
    [unused] = _problems(text, f"         U -  {reported} / rejected by IGNORE_OPTIM_EMBEDDED_HINTS")
    assert unused == f"the hint {reported} was not used: rejected by IGNORE_OPTIM_EMBEDDED_HINTS"


@pytest.mark.parametrize(
    ("letter", "words"),
    [("U", "was not used"), ("N", "names something that is not there"), ("E", "has a syntax error")],
)
def test_a_hint_with_a_letter_is_a_problem(letter: str, words: str) -> None:
    shown = "use_nl" if letter == "E" else "use_nl(a)"  # with a syntax error the report shows the name alone
    verdict = judge(MERGE, _plan(USED[0], f"         {letter} -  {shown}", USED[2]), {PK})
    assert verdict.problems == [f"the hint {shown} {words}"]
    assert verdict.unused == [f"{shown} {words}"]
    assert verdict.used == ["leading(s)", f"index(a {PK})"]


def test_a_hint_that_the_report_does_not_list_is_a_problem() -> None:
    problems = _problems(MERGE, USED[0], USED[2])
    assert problems == ["the hint use_nl(a) is not in the hint report: is it right behind its verb?"]
    assert len(judge(MERGE, ["Plan hash value: 1234567890"], {PK}).problems) == 3


def test_a_hinted_index_that_the_plan_does_not_go_through_is_a_problem() -> None:
    problems = _problems(MERGE, *USED, indexes={"another_ix"})
    assert problems == [f"the index {PK} of hint index(a {PK}) is not in the plan"]


def test_one_of_several_indexes_of_a_hint_is_enough() -> None:
    text = "select /*+ index(l one_ix two_ix) */ 1 from l"
    used = "           -  index(l one_ix two_ix)"
    assert _problems(text, used, indexes={"two_ix"}) == []
    [problem] = _problems(text, used, indexes={"three_ix"})
    assert problem == "the indexes one_ix, two_ix of hint index(l one_ix two_ix) are not in the plan"


def test_an_index_to_be_avoided_need_not_be_in_the_plan() -> None:
    assert (
        _problems("select /*+ no_index(l one_ix) */ 1 from l", "           -  no_index(l one_ix)", indexes=set()) == []
    )


def test_a_hint_that_one_of_two_blocks_does_not_use_is_a_problem() -> None:
    text = (
        "select 1 from t where exists (select /*+ no_unnest */ 1 from u) or exists (select /*+ no_unnest */ 1 from v)"
    )
    used, unused = "           -  no_unnest", "         U -  no_unnest"
    assert _problems(text, used, "   5 -  SEL$2", used) == []
    for reported in ((used, unused), (unused, used), (used, used, unused)):
        assert _problems(text, *reported) == ["the hint no_unnest was not used"]
    [problem] = _problems(text, used)
    assert "no_unnest is not in the hint report" in problem


def test_hints_within_comments_and_quotes_are_none() -> None:
    text = "-- index: /*+ full(a) */\nselect /* once /*+ full(b) */ '/*+ full(c) */' from dual"
    assert _problems(text) == []


def test_hints_of_a_line_count_too() -> None:
    text = "select --+ full(l)\n 1 from l"
    assert _problems(text, "           -  full(l)") == []
    assert len(_problems(text)) == 1


def test_a_comment_that_does_not_balance_cannot_be_judged() -> None:
    for body in ("use_nl(", "full(l))", "full(l", 'index(l "ix)'):
        problems = _problems(f"select /*+ {body} */ 1 from l")
        assert problems == [f"cannot judge /*+ {body} */: its parentheses or quotes do not balance"]


@pytest.mark.parametrize(
    "line",
    [
        "         X -  use_nl(a)",
        "           use_nl(a)",
        "           -  use_nl(a) full(b)",
        "           -  use_nl(a",
    ],
)
def test_a_line_that_is_not_understood_is_never_taken_for_used(line: str) -> None:
    problems = _problems(MERGE, *USED, line)
    assert any(problem.startswith("cannot judge") for problem in problems)


def test_a_report_that_counts_other_hints_than_it_lists_cannot_be_judged() -> None:
    [problem] = judge(MERGE, _plan(*USED, total=4), {PK}).problems
    assert problem == "cannot judge the hint report: it counts 4, and 3 could be read"
    [problem] = judge("select 1 from dual", [TITLE, RULE], set()).problems
    assert problem == "cannot judge the hint report: it does not count its hints, and 0 could be read"


def test_the_published_reports_are_read() -> None:
    """Their query blocks are transformed, their aliases quoted since 23ai, and hints of the statement come first."""
    text = (
        "select /*+ all_rows FULL(c) QB_NAME(Outer) NONSENS(c) */ * from customer c where id in"
        " (select /*+ USE_NL(cp) QB_NAME(Inner) INDEX_DESC (cp pk_company) */ 12 from company cp)"
    )
    report = [
        TITLE,
        "Total hints for statement: 7 (U - Unused (2), E - Syntax error (1))",
        RULE,
        "",
        "   0 -  STATEMENT",
        "           -  all_rows",
        "",
        "   1 -  OUTER",
        "         E -  NONSENS",
        "           -  QB_NAME(Outer)",
        "",
        '   4 -  OUTER / "C"@"OUTER"',
        "           -  FULL(c)",
        "",
        "   5 -  SEL$5DA710D3",
        "           -  QB_NAME(Inner)",
        "",
        "  17 -  INNER / CP@INNER",
        "         U -  INDEX_DESC (cp pk_company) / index specified in the hint doesn't exist",
        "         U -  USE_NL(cp)",
        "",
        "Query Block Registry:",
        "---------------------",
        '  <q o="2" f="y"><n><![CDATA[SEL$1]]></n></q>',
    ]
    verdict = judge(text, report, set())
    assert verdict.used == ["all_rows", "QB_NAME(Outer)", "FULL(c)", "QB_NAME(Inner)"]
    assert verdict.problems == [
        "the hint NONSENS has a syntax error",
        "the hint INDEX_DESC (cp pk_company) was not used: index specified in the hint doesn't exist",
        "the hint USE_NL(cp) was not used",
        "the index pk_company of hint index_desc(cp pk_company) is not in the plan",
    ]


def test_a_statement_without_hints_has_no_problems() -> None:
    assert _problems("delete from permission p") == []
    assert judge("delete from permission p", ["Plan hash value: 1"], set()).problems == []


def _access(line: int, operation: str, options: str | None, name: str, **more: Any) -> dict[str, Any]:
    row = {"plan_line": line, "operation": operation, "options": options, "object_name": name, "is_pass": 0}
    return row | {"object_alias": None, "partition_start": None, "partition_stop": None} | more


def test_passes_and_accesses_come_from_the_rows_of_the_plan_table(capsys: pytest.CaptureFixture[str]) -> None:
    header = Header("merge", "a test", Transaction.CALLER, (), "by its key", "none needed")
    whole = {"is_pass": 1, "partition_start": "key", "partition_stop": "12"}
    accesses = [
        _access(3, "table access", "full", "permission", is_pass=1, object_alias="p@sel$1"),
        _access(5, "table access", "full", "permission", is_pass=1, object_alias="q@sel$2"),
        _access(6, "table access", "full", "access_log", **whole),
        _access(8, "index", "full scan (min/max)", "access_log_ix"),
        _access(9, "index", "unique scan", PK, object_alias="a@mrg$1"),
    ]
    found = assess(Statement("jobs/x.sql", header, MERGE), _plan(*USED), accesses)
    assert found.passes == {"permission": 2, "access_log": 1}
    assert found.problems == []
    explanations.plans([found])
    assert capsys.readouterr().out.splitlines()[-10:] == [
        "passes: 2 of permission, 1 of access_log",
        "access: table access full of permission (p@sel$1)",
        "access: table access full of permission (q@sel$2)",
        "access: table access full of access_log, partitions key to 12",
        "access: index full scan (min/max) of access_log_ix",
        f"access: index unique scan of {PK} (a@mrg$1)",
        f"hints used: leading(s), use_nl(a), index(a {PK})",
        "hints not used: none",
        "",
        "0 problems in 1 statement",
    ]


def test_explain_casts_each_bind_to_what_a_run_binds_and_changes_nothing_else() -> None:
    step = Catalog(read("prod")).statement("jobs/sync/10_open_windows.sql")
    text = Oracle(read("prod")).explain_text(step.text, step.where)
    assert text.startswith("explain plan set statement_id = 'lapse' for\n-- name:        open windows\n")
    assert "cast(:run_id as number),\n" in text
    assert "l.accessed_at <= cast(:as_of as date)\n" in text
    restored = text.replace("cast(:as_of as date)", ":as_of").replace("cast(:run_id as number)", ":run_id")
    assert restored.endswith(step.text)
