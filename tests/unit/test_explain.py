"""How a plan is held against the hints of its statement; the plans are in the form that dbms_xplan documents."""

from runner.database.oracle import Oracle
from runner.dba.explain import judge
from runner.environment.file import read
from runner.statements.catalog import Catalog

MERGE = "merge /*+ leading(s) use_nl(a) index(a lapse_last_access_pk) */ into lapse_last_access a"


def _plan(*hints: str) -> list[str]:
    return [
        "Plan hash value: 1234567890",
        "| Id  | Operation                      | Name                 |",
        "|   4 |     INDEX UNIQUE SCAN          | LAPSE_LAST_ACCESS_PK |",
        "Hint Report (identified by operation id / Query Block Name / Object Alias):",
        f"Total hints for statement: {len(hints)}",
        "---------------------------------------------------------------------------",
        "   1 -  SEL$3",
        *hints,
    ]


USED = ("           -  leading(s)", "           -  use_nl(a)", "           -  index(a lapse_last_access_pk)")


def test_hints_reported_as_used_are_no_problem() -> None:
    assert judge(MERGE, _plan(*USED), {"lapse_last_access_pk"}) == []


def test_case_quotes_and_blanks_of_the_report_do_not_matter() -> None:
    shown = [line.upper().replace("INDEX(A LAPSE", 'INDEX("A"  LAPSE') for line in USED]
    assert judge(MERGE, _plan(*shown), {"lapse_last_access_pk"}) == []


def test_a_hint_with_a_letter_is_a_problem() -> None:
    for letter, words in (("U", "was not used"), ("N", "names something that is not there"), ("E", "syntax error")):
        plan = _plan(USED[0], f"         {letter} -  use_nl(a)", USED[2])
        problems = judge(MERGE, plan, {"lapse_last_access_pk"})
        assert len(problems) == 1
        assert "use_nl(a)" in problems[0]
        assert words in problems[0]


def test_a_hint_that_the_report_does_not_list_is_a_problem() -> None:
    problems = judge(MERGE, _plan(USED[0], USED[2]), {"lapse_last_access_pk"})
    assert problems == ["the hint use_nl(a) is not in the hint report: is it right behind its verb?"]


def test_a_hinted_index_that_the_plan_does_not_go_through_is_a_problem() -> None:
    problems = judge(MERGE, _plan(*USED), {"another_ix"})
    assert problems == ["the index lapse_last_access_pk of hint index(a lapse_last_access_pk) is not in the plan"]


def test_columns_in_place_of_an_index_are_part_of_their_hint() -> None:
    text = "delete /*+ leading(c@listed p) index(p (program_id user_id)) */ from permission p"
    used = ("           -  leading(c@listed p)", "           -  index(p (program_id user_id))")
    assert judge(text, _plan(*used), {"some_ix"}) == []
    [problem] = judge(text, _plan(used[0], used[1].replace("   -", " U -")), set())
    assert problem == "the hint index(p (program_id user_id)) was not used"


def test_a_hint_that_one_of_two_blocks_does_not_use_is_a_problem() -> None:
    text = (
        "select 1 from t where exists (select /*+ no_unnest */ 1 from u) or exists (select /*+ no_unnest */ 1 from v)"
    )
    used, unused = "           -  no_unnest", "         U -  no_unnest"
    assert judge(text, _plan(used, used), set()) == []
    for reported in ((used, unused), (unused, used)):
        assert judge(text, _plan(*reported), set()) == ["the hint no_unnest was not used"]
    [problem] = judge(text, _plan(used), set())
    assert "no_unnest is not in the hint report" in problem


def test_a_statement_without_hints_has_no_problems() -> None:
    assert judge("delete from permission p", _plan(), set()) == []


def test_explain_casts_each_bind_to_what_a_run_binds_and_changes_nothing_else() -> None:
    step = Catalog(read("prod")).statement("jobs/sync/10_open_windows.sql")
    text = Oracle(read("prod")).explain_text(step.text, step.where)
    assert text.startswith("explain plan set statement_id = 'lapse' for\n-- name:        open windows\n")
    assert "cast(:run_id as number),\n" in text
    assert "l.accessed_at <= cast(:as_of as date)\n" in text
    restored = text.replace("cast(:as_of as date)", ":as_of").replace("cast(:run_id as number)", ":run_id")
    assert restored.endswith(step.text)
