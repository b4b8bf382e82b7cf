"""A project: where its environments, its own sql/ and its review are, and what its files do to those shipped."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from runner.environment import called as calling
from runner.environment import file as environment
from runner.environment.file import HOME, read
from runner.errors import ReviewError, SqlFileError, UsageError
from runner.statements.catalog import Catalog
from runner.statements.review import Gate, folder
from runner.statements.templates import SQL
from tests.command import called

TOML = "[database]\nurl = 'embedded:none'\n[review]\nrequired = true\n"
DELETE = "jobs/revoke/60_delete_permissions.sql"
GREETING = """-- name:        greet
-- purpose:     say hello
-- transaction: guard
-- binds:       run_id
-- index:       none
-- undo:        none needed, it reads
select '{{ greeting() }}' as reason
  from {{ lapse_run }} r
 where r.run_id = :run_id
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one environment, which requires a review, as the current folder."""
    root = tmp_path / "work"
    (root / "environments").mkdir(parents=True)
    (root / "environments" / "here.toml").write_text(TOML, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def _own(project: Path, path: str, text: str) -> Path:
    file = project / "sql" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _replaced(project: Path) -> None:
    """Let the project replace a step, and add a job and a macro."""
    _own(project, DELETE, (SQL / DELETE).read_text(encoding="utf-8").replace("delete permissions", "take them away"))
    _own(project, "jobs/greet/10_greet.sql", GREETING)
    _own(project, "macros/greeting.sql", "{% macro greeting() -%}hello{%- endmacro %}\n")
    _own(project, "README.md", "what is here, and why\n")
    _own(project, ".hidden/x.sql", "no header")


def test_a_name_is_looked_up_in_the_current_project_and_a_file_belongs_to_its_own(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "environments" / "here.toml"
    assert (read("here").project, read("here").argument) == (project, "here")
    assert folder(read(str(file))) == project / "review" / "here"
    with pytest.raises(UsageError, match="known environments: here"):
        read("prod")
    beside = shutil.copy(file, project / "beside.toml")
    assert folder(read(str(beside))) == project / "review" / "beside"
    monkeypatch.chdir(project.parent)
    assert read(str(file)).argument == str(file)
    assert read("prod").project == HOME  # the clone is its own project


def test_an_installed_lapse_has_no_environments_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "HOME", environment.PACKAGE)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=rf"no folder environments in {tmp_path} .*lapse init DIR; nothing was"):
        read("demo")
    with pytest.raises(UsageError, match=r"^there is no environment file prod\.toml; nothing was done$"):
        read("prod.toml")


def test_files_of_the_project_replace_shipped_ones_and_add_to_them(project: Path) -> None:
    shipped = Catalog(read("here"))
    before = shipped.digest(["sync", "judge", "revoke"])
    _replaced(project)
    catalog = Catalog(read("here"))

    assert [step.header.name for step in catalog.job("revoke")].count("take them away") == 1
    assert [step.text for step in catalog.job("judge")] == [step.text for step in shipped.job("judge")]
    assert set(catalog.job_names) - set(shipped.job_names) == {"greet"}
    assert "select 'hello' as reason" in catalog.job("greet")[0].text
    assert set(catalog.templates.paths()) - set(shipped.templates.paths()) == {"jobs/greet/10_greet.sql"}
    assert catalog.digest(["sync", "judge", "revoke"]) != before


def test_env_and_review_say_what_the_files_of_the_project_do(project: Path) -> None:
    first = called("--env", "here", "review")
    assert first.out.startswith("first review: ")
    assert first.out.count("\n") == 1
    _replaced(project)

    words = [
        f"sql/{DELETE} replaces the file that lapse ships",
        "sql/jobs/greet/10_greet.sql adds to the files that lapse ships",
        "sql/macros/greeting.sql adds to the files that lapse ships",
    ]
    assert called("--env", "here", "env").out.splitlines()[-3:] == [f"# {line}" for line in words]
    assert json.loads(called("--env", "here", "env", "--json").out)["overlay"]["replaces"] == [DELETE]
    with pytest.raises(ReviewError, match="take them away"):
        Catalog(read("here"), Gate(read("here"))).job("revoke")
    with pytest.raises(ReviewError, match="10_greet"):
        Catalog(read("here"), Gate(read("here"))).job("greet")

    lines = called("--env", "here", "review").out.splitlines()
    assert lines[:3] == words
    assert {"new: sql/jobs/greet/10_greet.sql", f"changed: sql/{DELETE}"} <= set(lines)
    assert {"--- before/sql/" + DELETE, "+++ now/sql/" + DELETE, "+-- name:        take them away"} <= set(lines)
    assert lines[-1] == f"2 new, 0 gone, 1 changed below {project}/review/here"
    assert (project / "review/here/replaced/sql" / DELETE).read_bytes() == (SQL / DELETE).read_bytes()
    assert Catalog(read("here"), Gate(read("here"))).job("greet")

    (project / "sql/jobs/greet/10_greet.sql").unlink()
    lines = called("--env", "here", "review").out.splitlines()
    assert lines[2:] == ["gone: sql/jobs/greet/10_greet.sql", f"0 new, 1 gone, 0 changed below {project}/review/here"]
    assert called("--env", "here", "review").out.endswith(f"\nnothing changed below {project}/review/here\n")


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("Jobs/greet/10.sql", b"", r"'Jobs' differs from the shipped 'jobs' only by case"),
        (DELETE.upper().replace(".SQL", ".sql"), b"", "differs from the shipped"),
        ("jobs/greet/10.sql", b"\xff", "not UTF-8"),
        ("jobs/greet/10.sql.txt", b"", r"its name must end with \.sql or \.plsql"),
        ("jobs/greet/10.sql", b"", "expected '-- name: "),
        ("jobs/greet/10.sql", GREETING.partition("select")[0].encode(), "greeting|no statement below the header"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(project: Path, path: str, content: bytes, message: str) -> None:
    _own(project, path, "").write_bytes(content)
    with pytest.raises(SqlFileError, match=message) as refused:
        list(Catalog(read("here")).all())
    assert path in str(refused.value)


def test_a_link_could_lead_to_what_nobody_has_read(project: Path) -> None:
    file = _own(project, "jobs/greet/10_greet.sql", GREETING)
    for link, target in ((file, file.rename(project / "10.sql")), (file.parent, project), (project / "sql", project)):
        if link.is_dir():
            shutil.rmtree(link)
        link.symlink_to(target)
        with pytest.raises(SqlFileError, match=f"{link}: a link could change what was reviewed"):
            Catalog(read("here"))
        link.unlink()


@pytest.mark.parametrize("reached", ["cycler.__init__", "hint.__self__", "policy.parse_raw", "hints.clear()"])
def test_a_template_can_only_make_text_for_nobody_reviews_what_else_it_does(project: Path, reached: str) -> None:
    _own(project, "jobs/greet/10_greet.sql", GREETING.replace("greeting()", reached))
    with pytest.raises(SqlFileError, match=r"sql/jobs/greet/10_greet\.sql: .*(unsafe|not safely|parse_raw)"):
        Catalog(read("here")).job("greet")


def test_messages_name_the_command_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = tmp_path / "two words" / "lapse"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "lapse").symlink_to(command)
    for argv, path, said in (
        (str(command), str(tmp_path), "lapse"),
        (str(command), "/nowhere", f"'{command}'"),
        ("/usr/bin/pytest", "/nowhere", "lapse"),
    ):
        monkeypatch.setattr("sys.argv", [argv])
        monkeypatch.setenv("PATH", path)
        calling.lapse.cache_clear()
        assert calling.lapse() == said
    calling.lapse.cache_clear()


def test_init_makes_a_project_of_an_empty_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runner.dba.project.location", lambda: Path("/usr/bin/lapse"))
    root = tmp_path / "two words 5%"
    (root / ".git").mkdir(parents=True)
    result = called("init", str(root))
    assert (result.code, result.err) == (0, "")
    made = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert made == {line.strip() for line in result.out.splitlines() if line.startswith("  ")}
    assert (root / "lapse.mk").read_bytes() == (HOME / "runner/project/lapse.mk").read_bytes()
    crontab = (root / "crontab.example").read_text(encoding="utf-8")
    assert "\nLAPSE=/usr/bin/lapse\n" in crontab
    line = next(line for line in crontab.splitlines() if line.startswith("0 18"))
    assert f" make -s -C '{tmp_path}/two words 5\\%' run ENV=prod || " in line
    assert "/opt/lapse" not in crontab

    monkeypatch.chdir(root)
    assert (read("prod").project, Catalog(read("prod")).templates.overlay.files) == (root, ())
    (root / "Makefile").write_text("mine", encoding="utf-8")
    again = called("init", str(root))
    assert again.code == 2
    assert "is not empty" in again.err
    assert (root / "Makefile").read_text(encoding="utf-8") == "mine"


def test_make_check_fails_until_the_review_is_as_lapse_writes_it(project: Path) -> None:
    for name in ("Makefile", "lapse.mk"):
        shutil.copy(HOME / "runner/project" / name, project)
    writer = _own(project, "../lapse", "#!/bin/sh\nmkdir -p review/prod && cp text review/prod/a.sql\n")
    writer.chmod(0o755)
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)

    def check() -> int:
        return subprocess.run(
            ["make", "check", "LAPSE=./lapse"], cwd=project, check=False, capture_output=True
        ).returncode

    for text in ("new", "changed"):
        (project / "text").write_text(text, encoding="utf-8")
        assert check() == 2
        subprocess.run(["git", "add", "review"], cwd=project, check=True)
        assert check() == 0
