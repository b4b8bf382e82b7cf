"""lint: every rule with what it finds and what it lets pass, and the shipped environments without a finding."""

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from runner.commands.main import main
from runner.dba import lint, tree
from runner.environment.file import HOME, Environment
from runner.environment.file import read as read_environment
from runner.errors import SettingsError
from runner.statements import templates
from runner.statements.catalog import Catalog, Statement
from runner.statements.header import Header, Transaction
from tests.unit.conftest import ReadToml

INDEXED = '[indexes.access_log]\naccess_log_ix = ["accessed_at", "program_id"]\n'
HEADER = Header("x", "x", Transaction.STATEMENT, (), "none", "none")

Ended = tuple[int, str]
Lapse = Callable[..., Ended]


@pytest.fixture
def lapse(capsys: pytest.CaptureFixture[str]) -> Lapse:
    """Run the command; how it ended and what it printed."""

    def run(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return int(ended.value.code or 0), capsys.readouterr().out

    return run


@pytest.fixture
def sql_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of SQL in place of sql/, with one job that has no step."""
    folder = tmp_path / "sql"
    (folder / "jobs" / "tidy").mkdir(parents=True)
    (folder / "macros").mkdir()
    monkeypatch.setattr(templates, "SQL", folder)
    return folder


def _file(transaction: str = "statement", statement: str = "delete\n  from lapse_run r\n", purpose: str = "x") -> str:
    return (
        f"-- name:        {purpose}\n-- purpose:     x\n-- transaction: {transaction}\n-- binds:       none\n"
        f"-- index:       none\n-- undo:        none\n{statement}"
    )


@cache
def _known() -> tree.Dictionary:
    return tree.dictionary(Environment.model_validate({"database": {"url": "embedded:x"}}))


def _found(text: str) -> list[tuple[str, int, str]]:
    statement = Statement("jobs/x/10_x.sql", HEADER, text)
    return [(finding.rule, finding.line, finding.message) for finding in lint.judge(statement, _known())]


def _rules(where: str, more: str = "") -> list[str]:
    text = f"select a.user_id\n  from lapse_last_access a\n  join lapse_run r\n    on r.run_id = a.run_id{more}\n"
    return [rule for rule, _, _ in _found(f"{text} where {where}")]


@pytest.mark.parametrize("name", ["prod", "dev", "demo"])
def test_shipped_environment_has_no_finding(name: str) -> None:
    assert lint.lint(read_environment(name)) == []


def test_clean_environment_ends_with_0(lapse: Lapse) -> None:
    code, out = lapse("--env", "demo", "lint")
    assert code == 0
    assert out == f"0 findings in {len(Catalog(read_environment('demo')).templates.paths())} files\n"


def test_clean_environment_is_an_empty_list_in_json(lapse: Lapse) -> None:
    code, out = lapse("lint", "--env", "demo", "--json")
    assert code == 0
    assert json.loads(out) == []


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (
            'merge_last_access = "index(a lapse_last_acess_pk)"',
            "sql/jobs/sync/40_merge_last_access.sql:8: hint index(a lapse_last_acess_pk): no such index; "
            "did you mean lapse_last_access_pk?",
        ),
        (
            'merge_last_access = "use_n1(a)"',
            "sql/jobs/sync/40_merge_last_access.sql:8: hint use_n1(a): no such hint, Oracle would take it for a "
            "comment; did you mean use_nl?",
        ),
        (
            'merge_last_access = "full(lapse_last_access)"',
            "sql/jobs/sync/40_merge_last_access.sql:8: hint full(lapse_last_access): lapse_last_access is a table, "
            "and a hint names its alias: write a",
        ),
        (
            'merge_last_access = "full(z)"',
            "sql/jobs/sync/40_merge_last_access.sql:8: hint full(z): no such alias; did you mean s?",
        ),
    ],
)
def test_wrong_hint_of_the_environment_is_found(
    tmp_path: Path, read_toml: ReadToml, lapse: Lapse, entry: str, finding: str
) -> None:
    read_toml(f"[hints]\n{entry}\n")
    code, out = lapse("--env", str(tmp_path / "customer.toml"), "lint")
    assert code == 1
    assert out.splitlines() == [
        finding,
        f"1 findings in {len(Catalog(read_environment('demo')).templates.paths())} files",
    ]


def test_finding_in_json_has_file_line_rule_and_message(tmp_path: Path, read_toml: ReadToml, lapse: Lapse) -> None:
    read_toml(INDEXED + '[hints]\nstage_items = "index(l acess_log_ix)"\n')
    code, out = lapse("--env", str(tmp_path / "customer.toml"), "lint", "--json")
    assert code == 1
    (finding,) = json.loads(out)
    text = Catalog(read_environment(str(tmp_path / "customer.toml"))).statement(finding["file"][4:]).text
    assert finding["file"] == "sql/jobs/sync/30_stage_items.sql"
    assert finding["rule"] == "hint"
    assert "/*+ index(l acess_log_ix) */" in text.splitlines()[finding["line"] - 1]
    assert finding["message"].endswith("did you mean access_log_ix?")


def test_declared_index_of_the_customer_is_good(read_toml: ReadToml) -> None:
    assert lint.lint(read_toml(INDEXED + '[hints]\nstage_items = "index(l access_log_ix)"\n')) == []


@pytest.mark.parametrize(
    "entry",
    [
        'stage_items = "index(l access_log_ix)"',
        'delete_permissions = "leading(c@listed p) use_nl(p) index(p permission_pk)"',
        """merge_last_access = 'index(@"SEL$1" "A"@"SEL$1" lapse_last_access_pk)'""",
    ],
)
def test_hints_that_the_guide_offers_are_good(read_toml: ReadToml, entry: str) -> None:
    indexed = '[indexes.permission]\npermission_pk = ["program_id", "user_id"]\n'
    assert lint.lint(read_toml(f"{INDEXED}{indexed}[hints]\n{entry}\n")) == []


def test_index_that_is_led_by_another_column_is_found(read_toml: ReadToml) -> None:
    indexed = INDEXED.replace('"accessed_at", ', "")
    (finding,) = lint.lint(read_toml(indexed + '[hints]\nstage_items = "index(l access_log_ix)"\n'))
    assert "nothing restricts program_id" in finding.message


def test_indexes_of_the_environment_are_names_with_columns(read_toml: ReadToml) -> None:
    for wrong in ("ix = []", 'ix = ["a b"]', '"a b" = ["a"]', 'ix = "a"'):
        with pytest.raises(SettingsError, match=r"indexes\.access_log"):
            read_toml(f"[indexes.access_log]\n{wrong}\n")
    assert read_toml(INDEXED).indexes.access_log == {"access_log_ix": ("accessed_at", "program_id")}


def test_wrong_header_is_a_finding_and_the_other_files_are_judged(sql_folder: Path, read_toml: ReadToml) -> None:
    (sql_folder / "jobs/tidy/10_a.sql").write_text(_file().replace("-- undo:        none\n", ""))
    (sql_folder / "jobs/tidy/20_b.sql").write_text(_file(statement="DELETE\n  from lapse_run r\n"))
    found = [(finding.file, finding.line, finding.rule) for finding in lint.lint(read_toml(""))]
    assert found == [("sql/jobs/tidy/10_a.sql", 6, "file"), ("sql/jobs/tidy/20_b.sql", 7, "CP01")]


def test_unknown_name_in_a_template_is_a_finding(sql_folder: Path, read_toml: ReadToml) -> None:
    (sql_folder / "jobs/tidy/10_a.sql").write_text(_file(statement="delete\n  from {{ lapse_rum }} r\n"))
    (finding,) = lint.lint(read_toml(""))
    assert finding.file == "sql/jobs/tidy/10_a.sql"
    assert "lapse_rum" in finding.message


def test_kinds_that_cannot_share_a_job_are_a_finding(sql_folder: Path, read_toml: ReadToml) -> None:
    (sql_folder / "jobs/tidy/10_a.sql").write_text(_file("tasklet", purpose="first"))
    (sql_folder / "jobs/tidy/20_b.sql").write_text(_file("statement", purpose="second"))
    (finding,) = lint.lint(read_toml(""))
    assert finding.file == "sql/jobs/tidy"
    assert "tasklet steps share one transaction" in finding.message


def test_text_that_is_no_sql_is_a_finding() -> None:
    ((rule, _, message),) = _found("select from where")
    assert rule == "syntax"
    assert "sqlglot cannot read this" in message


def test_unbalanced_hint_is_a_finding_of_its_hint() -> None:
    assert [rule for rule, _, _ in _found("select /*+ full(a */ a.user_id from lapse_last_access a")] == ["hint"]


@pytest.mark.parametrize("columns", ["*", "a.*", "a.user_id, (select * from dual)"])
def test_star_is_found(columns: str) -> None:
    ((rule, line, message),) = _found(f"select 1,\n       {columns}\n  from lapse_last_access a")
    assert (rule, line) == ("star", 2)
    assert message.endswith("name each column")


def test_count_of_rows_is_no_star() -> None:
    assert _found("select count(*) from lapse_last_access a") == []


@pytest.mark.parametrize(
    "where",
    [
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
    ],
)
def test_function_over_a_column_is_found(where: str) -> None:
    assert _rules(where) == ["function"]


def test_function_over_a_column_in_a_join_is_found() -> None:
    assert _rules("a.user_id = :x", more="\n   and upper(a.user_id) = r.os_user") == ["function"]


@pytest.mark.parametrize(
    "where",
    [
        "a.last_access_at > :as_of - nvl(r.exit_code, 90)",
        "a.last_access_at >= trunc(:as_of, 'dd')",
        "a.last_access_at > nvl((select max(x.synced_to) from lapse_run x), date '0001-01-01')",
        "a.program_id = nvl(:program_id, a.program_id)",
        "exists (select 1 from (select b.n, b.d from (select 1 as n, 2 as d from dual) b) c where mod(c.n, 7) = 1)",
    ],
)
def test_function_that_leaves_the_column_bare_is_good(where: str) -> None:
    assert _rules(where) == []


def test_nvl_of_what_a_left_join_may_not_have_found_is_good() -> None:
    text = "select a.user_id from lapse_last_access a {} join lapse_policy y on y.program_id = a.program_id {} {} = :x"
    assert _found(text.format("left", "where", "nvl(y.notice, 'on')")) == []
    for bad in (("", "where", "nvl(y.notice, 'on')"), ("left", "and", "nvl(y.notice, 'on')")):
        assert [rule for rule, _, _ in _found(text.format(*bad))] == ["function"]
    assert [rule for rule, _, _ in _found(text.format("left", "where", "upper(y.notice)"))] == ["function"]


def test_function_outside_where_and_on_is_good() -> None:
    text = (
        "with w as (select 1 as n from dual) select upper(a.user_id), case when trunc(a.run_id) = 1 then 1 end "
        "from lapse_last_access a join w v on mod(v.n, 2) = 1 group by upper(a.user_id) having max(a.run_id) + 1 > 2"
    )
    assert _found(text) == []


@pytest.mark.parametrize(
    "where",
    [
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
    ],
)
def test_date_column_beside_a_timestamp_is_found(where: str) -> None:
    assert _rules(where) == ["date"]


def test_message_names_both_types_and_what_to_do() -> None:
    text = "select r.run_id\n  from lapse_run r\n where r.run_id = 1\n   and r.as_of < localtimestamp"
    assert _found(text) == [
        (
            "date",
            4,
            "r.as_of is a DATE, compared with a TIMESTAMP: Oracle converts the column, and its index is lost; "
            "cast the other side as date",
        )
    ]


@pytest.mark.parametrize(
    "where",
    [
        "r.as_of <= :as_of",
        "r.as_of >= :as_of - 48 / 24",
        "r.as_of < sysdate",
        "r.as_of > cast(a.last_access_at as date)",
        "r.as_of > a.last_access_at - 3",
        "r.as_of = date '2024-01-01'",
        "a.last_access_at <= :as_of",
        "a.last_access_at < localtimestamp",
        "r.as_of - r.synced_to > 3 and r.run_id = 1",
    ],
)
def test_comparison_that_keeps_the_type_of_the_column_is_good(where: str) -> None:
    assert [rule for rule in _rules(where) if rule == "date"] == []


def test_type_of_a_column_is_seen_through_a_query() -> None:
    text = (
        "select r.run_id from lapse_run r join (select max(a.last_access_at) as newest from lapse_last_access a) n "
        "on {} > n.newest"
    )
    assert [rule for rule, _, _ in _found(text.format("r.as_of"))] == ["date"]
    assert _found(text.format("r.run_id")) == []


def test_column_of_the_customer_is_not_judged() -> None:
    assert _found("select p.user_id from permission p where p.granted_at < systimestamp") == []


FRESH = "from lapse_candidate c where c.run_id = :run_id and c.protected_by is null"
LISTED = f"select 1 {FRESH} and c.user_id = p.user_id"


def _orders(text: str) -> list[str]:
    """What the rule of fixed orders says; whatever else is found is a mistake of the test."""
    found = _found(text)
    assert {rule for rule, _, _ in found} <= {"order"}
    return [message for _, _, message in found]


@pytest.mark.parametrize(
    "hints",
    [
        "leading(p c) use_nl(c)",
        "leading(c) use_hash(p)",
        "leading(c p) use_merge(p)",
        "LEADING(C) USE_NL(P)",
    ],
)
def test_join_with_fresh_rows_needs_its_order_and_methods(hints: str) -> None:
    text = "select /*+ {} */ p.user_id from permission p join lapse_candidate c on c.user_id = p.user_id"
    assert _orders(text.format(hints)) == []
    for dropped in hints.split(") "):
        rest = hints.replace(dropped + ")" * (not dropped.endswith(")")), "").strip()
        (message,) = _orders(text.format(rest))
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


@pytest.mark.parametrize(
    "where",
    [
        "exists ({})",
        "not exists ({})",
        "p.user_id in ({})",
        "1 = ({})",
        "(p.user_id = 'x' or exists ({}))",
    ],
)
def test_subquery_in_a_where_needs_its_place(where: str) -> None:
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


@pytest.mark.parametrize(
    "text",
    [
        f"select c.user_id {FRESH}",
        "select p.user_id from permission p join lapse_last_access a on a.user_id = p.user_id",
        "insert into lapse_candidate (user_id) select p.user_id from permission p, lapse_policy y",
        f"select p.user_id, (select 1 {FRESH}) as n from permission p",
        f"select 1 {FRESH} union all select 2 {FRESH}",
    ],
)
def test_statement_that_joins_no_fresh_rows_is_free(text: str) -> None:
    assert _orders(text) == []


def test_order_that_the_environment_took_away_is_found_in_its_hints(read_toml: ReadToml) -> None:
    for entry in ('archive_permissions = ""', 'archive_permissions = "full(p)"'):
        (finding,) = lint.lint(read_toml(f"[hints]\n{entry}\n"))
        assert (finding.file, finding.rule) == ("sql/jobs/revoke/50_archive_permissions.sql", "order")
        assert "add leading(l c p " in finding.message
        assert "or use_hash in [hints] archive_permissions (or remove that entry" in finding.message


def test_missing_house_style_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = read_environment(str(HOME / "environments" / "demo.toml"))
    lint._linter.cache_clear()
    lint._violations.cache_clear()
    monkeypatch.setattr(lint, "HOME", tmp_path)
    with pytest.raises(SettingsError, match="restore it"):
        lint.lint(environment)


def test_missing_sqlfluff_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sqlfluff.core", None)
    monkeypatch.delitem(sys.modules, "runner.dba.lint")
    with pytest.raises(SystemExit) as ended:
        main(["--env", "demo", "lint"])
    assert ended.value.code == 1
    assert "lint needs sqlfluff.core, which is not installed: run 'make setup'" in capsys.readouterr().err
