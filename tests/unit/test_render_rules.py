"""What a template, a macro and a job must not do, each in a folder of SQL files of its own."""

import shutil
from pathlib import Path

import pytest

from runner.environment import file as environment
from runner.environment.file import Environment
from runner.errors import SqlFileError, UsageError
from runner.statements import templates
from runner.statements.catalog import Catalog
from runner.statements.templates import SQL

STEP = """\
-- name:        {name}
-- purpose:     p
-- transaction: {kind}{items}
-- binds:       none
-- index:       i
-- undo:        u
{code}
"""


@pytest.fixture
def sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own in the place of sql/, with the macros."""
    folder = tmp_path / "sql"
    shutil.copytree(SQL / "macros", folder / "macros")
    (folder / "jobs" / "tidy").mkdir(parents=True)
    monkeypatch.setattr(templates, "SQL", folder)
    return folder


@pytest.fixture
def dev() -> Environment:
    return environment.read("dev").model_copy(update={"hints": {}})


def _step(name: str = "a", kind: str = "statement", code: str = "select 1 from dual") -> str:
    items = "\n-- items:       t (item_no)" if kind == "chunk" else ""
    return STEP.format(name=name, kind=kind, items=items, code=code)


def _write_job(sql: Path, steps: list[tuple[str, str]]) -> None:
    for number, (name, kind) in enumerate(steps, start=1):
        text = _step(name, kind, "delete\n  from t")
        (sql / "jobs" / "tidy" / f"{number}0_step.sql").write_text(text)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("select {{ nonsense }} from dual", r"^sql/jobs/tidy/10_a\.sql: 'nonsense' is undefined; templates may name: "),
        ("select p.{{ permission.nonsense }} from dual", r"^sql/jobs/tidy/10_a\.sql: .*no attribute 'nonsense'"),
        ("select {{ policy.days }} from dual", r"^sql/jobs/tidy/10_a\.sql: .*no attribute 'days'"),
        (
            "select {{ policy.get('days') }} from dual",
            r"^sql/jobs/tidy/10_a\.sql: .* no value here: ask for it with {% if",
        ),
        ("select 1\n  from {{ dual", r"^sql/jobs/tidy/10_a\.sql:8: "),
        ("select 1\n  from dual {% endfor %}", r"^sql/jobs/tidy/10_a\.sql:8: "),
        ("select :a from dual", r"^sql/jobs/tidy/10_a\.sql:7: the bind :a is used but not declared"),
    ],
)
def test_a_broken_template_names_its_file(sql: Path, dev: Environment, code: str, error: str) -> None:
    (sql / "jobs/tidy/10_a.sql").write_text(_step(code=code))
    with pytest.raises(SqlFileError, match=error):
        Catalog(dev).statement("jobs/tidy/10_a.sql")


def test_a_broken_macro_names_its_own_file(sql: Path, dev: Environment) -> None:
    (sql / "macros/zz.sql").write_text("{% macro broken() %}\n")
    (sql / "jobs/tidy/10_a.sql").write_text(_step(code="select {{ broken() }} from dual"))
    with pytest.raises(SqlFileError, match=r"^sql/macros/zz\.sql:1: "):
        Catalog(dev).statement("jobs/tidy/10_a.sql")


def test_a_file_that_is_not_there_is_named(dev: Environment) -> None:
    with pytest.raises(SqlFileError, match=r"^there is no file sql/ledger/nothing\.sql"):
        Catalog(dev).statement("ledger/nothing.sql")


@pytest.mark.parametrize(
    ("kinds", "error"),
    [
        (("statement", "caller"), "'caller' is not for steps; a step is guard, statement, chunk or tasklet"),
        (("tasklet", "statement"), "tasklet steps share one transaction, so statement steps, which commit"),
        (("chunk", "guard", "tasklet"), "tasklet steps share one transaction, so chunk steps, which commit"),
        (("chunk", "statement", "tasklet"), "so chunk and statement steps"),
    ],
)
def test_kinds_that_cannot_stand_in_one_job_are_refused(
    sql: Path, dev: Environment, kinds: tuple[str, ...], error: str
) -> None:
    _write_job(sql, [(f"step {number}", kind) for number, kind in enumerate(kinds)])
    with pytest.raises(SqlFileError, match=rf"^sql/jobs/tidy: .*{error}"):
        Catalog(dev).job("tidy")


@pytest.mark.parametrize(("kind", "bind"), [("statement", "nobody"), ("statement", "item_from"), ("chunk", "nobody")])
def test_a_bind_that_no_run_gives_is_refused(sql: Path, dev: Environment, kind: str, bind: str) -> None:
    text = _step("a", kind, f"delete\n  from t\n where t.x = :{bind}").replace("none", bind)
    (sql / "jobs/tidy/10_a.sql").write_text(text)
    with pytest.raises(SqlFileError, match=rf"^sql/jobs/tidy/10_a\.sql: unknown bind '{bind}'; a step may use "):
        Catalog(dev).job("tidy")


@pytest.mark.parametrize("kinds", [("guard", "tasklet", "tasklet", "guard"), ("guard", "statement", "chunk")])
def test_a_job_is_its_steps_in_the_order_of_their_files(sql: Path, dev: Environment, kinds: tuple[str, ...]) -> None:
    _write_job(sql, [(f"step {number}", kind) for number, kind in enumerate(kinds)])
    steps = Catalog(dev).job("tidy")
    assert [(step.header.name, step.header.transaction.value) for step in steps] == [
        (f"step {number}", kind) for number, kind in enumerate(kinds)
    ]


def test_two_steps_of_one_name_are_refused(sql: Path, dev: Environment) -> None:
    _write_job(sql, [("tidy up", "tasklet"), ("tidy up", "guard")])
    with pytest.raises(SqlFileError, match=r"^sql/jobs/tidy: two steps are named 'tidy up'"):
        Catalog(dev).job("tidy")


def test_a_job_without_steps_is_no_job(sql: Path, dev: Environment) -> None:
    with pytest.raises(UsageError, match=r"^there is no job 'tidy' in sql/jobs"):
        Catalog(dev).job("tidy")


def test_an_unknown_job_names_those_there_are(dev: Environment) -> None:
    with pytest.raises(UsageError, match=r"^there is no job 'revok' in sql/jobs; known: .*revoke, sync"):
        Catalog(dev).job("revok")


def test_a_file_that_is_not_utf_8_is_named(sql: Path, dev: Environment) -> None:
    (sql / "jobs/tidy/10_a.sql").write_bytes(_step(name="größe").encode("latin-1"))
    with pytest.raises(SqlFileError, match=r"^sql/jobs/tidy/10_a\.sql: not UTF-8: "):
        Catalog(dev).job("tidy")
