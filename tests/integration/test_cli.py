"""The command as cron and people meet it: exit codes, stdout, stderr."""

import csv
import io
import json
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runner.engine.ledger import EVENING
from tests.command import Result, called, lapse
from tests.company import AS_OF, Company, days_before

AT = ("--as-of", str(AS_OF))
STEP_FACTS = {"run_id", "job", "step", "transaction", "status", "affected", "chunks", "rejected", "seconds"}


@pytest.fixture
def office(company: Company) -> Company:
    """A company where a run would revoke one permission of two."""
    company.log(("books", "active", AS_OF), ("books", "old", days_before(120)))
    company.grant(("books", "active", days_before(200)), ("books", "old", days_before(200)))
    return company


def called_with(*arguments: str, **variables: str) -> Result:
    """Run the command within this process, with variables of its environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        return called(*arguments)


def document(result: Result) -> Any:
    """The one JSON document on stdout; json.loads refuses a second one and whatever stands around it."""
    return json.loads(result.out)


def log_lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.err.splitlines()]


def assert_foreseen(result: Result, code: int, *words: str) -> None:
    """The command ended with this code and said why in one line of log, without a traceback."""
    assert result.code == code
    [line] = log_lines(result)
    assert line["level"] == "error"
    for word in words:
        assert word in line["message"]
    assert "Traceback" not in result.err + result.out


def test_run_revokes_and_exits_0(office: Company) -> None:
    result = office.lapse("run", *AT)
    assert result.code == 0
    assert "1 of 2 permissions revoked, 1 left" in result.out
    assert office.permissions() == {("books", "active")}


def test_error_of_a_step_exits_1_and_says_what_is_untouched(office: Company) -> None:
    with office.refusing("user_id <> 'old'", "revocation"):
        result = office.call("run", *AT)
    assert result.code == 1
    assert "all of revoke was rolled back: no row of it is deleted or changed" in result.out
    assert log_lines(result)[-1]["level"] == "error"
    assert len(office.permissions()) == 2


def test_usage_error_exits_2_and_changes_nothing(office: Company, subtests: pytest.Subtests) -> None:
    for arguments in [
        ("run", "--as-of", "yesterday"),
        ("run", "--as-of", "9999-01-01"),
        ("run", "--force"),
        ("launch",),
        ("job", "sync", "sync"),
        ("job", "sync", "purge"),
        ("job", "sync", "restore"),
        ("show", "999"),
        ("rejected", "999"),
        ("revocations", "999"),
        ("migrate", "--down"),
    ]:
        with subtests.test(arguments=arguments):
            before = office.tables()
            result = office.call(*arguments)
            assert result.code == 2
            assert "Traceback" not in result.err
            assert result.err
            assert office.tables() == before


def test_rejected_items_exit_3_and_can_be_listed(office: Company) -> None:
    office.log(("stock", "bad", days_before(1)))
    with office.refusing("user_id <> 'bad'"):
        result = office.call("run", *AT, "--json")
    assert result.code == 3
    assert (document(result)["status"], document(result)["exit_code"]) == ("rejected", 3)
    [item] = document(office.call("rejected", "1", "--json"))
    assert (item["program_id"], item["user_id"], item["accessed_at"]) == ("stock", "bad", str(days_before(1)))
    assert "test_refused_ck" in item["error_message"].lower()
    assert "stock" in office.call("rejected", "1").out
    assert office.revoked() == {("books", "old")}


def test_limit_exits_4(office: Company) -> None:
    result = office.having(guards={"max_revocations": 0}).call("run", *AT)
    assert result.code == 4
    assert "over max_revocations = 0" in result.err
    assert len(office.permissions()) == 2


def test_json_of_a_run_has_the_words_of_the_design(office: Company) -> None:
    result = office.call("run", *AT, "--json")
    report = document(result)
    assert {"run_id", "status", "as_of", "steps", "exit_code", "message", "counts"} <= set(report)
    assert (report["run_id"], report["status"], report["as_of"]) == (1, "done", str(AS_OF))
    assert all(STEP_FACTS - {"run_id"} <= set(step) for step in report["steps"])
    assert [(step["job"], step["step"]) for step in report["steps"]] == [
        (job, step.header.name) for job in EVENING for step in office.database.catalog.job(job)
    ]
    assert document(office.call("show", "1", "--json"))["steps"] == report["steps"]


def test_json_is_printed_for_a_failure_too(office: Company) -> None:
    report = document(office.call("run", "--as-of", "9999-01-01", "--json"))
    assert (report["status"], report["exit_code"]) == ("failed", 2)
    assert "is later than the database's clock" in report["message"]


def test_json_is_one_document_and_stderr_stays_silent(office: Company, subtests: pytest.Subtests) -> None:
    for arguments in [("runs",), ("show", "1"), ("revocations", "1"), ("rejected", "1"), ("candidates", "1"), ("env",)]:
        with subtests.test(arguments=arguments):
            office.run()
            result = office.call(*arguments, "--json")
            assert (result.code, result.err) == (0, "")
            assert isinstance(document(result), list | dict)


def test_json_of_a_plan_is_one_document_and_its_log_stays_on_stderr(office: Company) -> None:
    before = office.tables("permission", "revocation", "notice")
    result = office.call("plan", *AT, "--json")
    made = document(result)
    assert (result.code, made["status"], made["lapsing"], made["permissions"]) == (0, "done", 1, 2)
    assert {line["run_id"] for line in log_lines(result)} == {made["run_id"]}
    assert office.tables("permission", "revocation", "notice") == before
    assert office.call("plan", *AT, "--exit-code").code == 10


def test_evening_over_its_limits_can_be_looked_at_and_accepted(office: Company) -> None:
    strict = office.having(guards={"max_revocations": 0})
    stopped = strict.call("run", *AT)
    assert stopped.code == 4
    assert "lapse --env" in stopped.err
    listed = document(strict.call("candidates", "1", "--json"))
    assert [(row["program_id"], row["user_id"], row["protected_by"]) for row in listed] == [("books", "old", None)]
    before = office.tables()
    assert strict.call("run", *AT, "--accept-plan", "1").code == 2
    assert strict.call("run", *AT, "--accept-plan", "9", "--reason", "reviewed").code == 2
    assert office.tables() == before
    accepted = document(strict.call("run", *AT, "--accept-plan", "1", "--reason", "reviewed", "--json"))
    assert (accepted["exit_code"], accepted["counts"]["permissions_revoked"]) == (0, 1)
    assert office.permissions() == {("books", "active")}


def test_log_on_stderr_is_json_with_the_facts_of_each_step(office: Company) -> None:
    result = office.call("run", *AT)
    steps = [line for line in log_lines(result) if "step" in line]
    assert [line["step"] for line in steps] == [
        step.header.name for job in EVENING for step in office.database.catalog.job(job)
    ]
    assert all(set(line) >= STEP_FACTS | {"time", "level", "message"} for line in steps)
    assert {(line["environment"], line["run_id"]) for line in log_lines(result)} == {("test", 1)}
    assert all(datetime.fromisoformat(line["time"]).utcoffset() is not None for line in steps)
    [merge] = [line for line in steps if line["step"] == "merge last access"]
    assert (merge["run_id"], merge["job"], merge["transaction"]) == (1, "sync", "chunk")
    assert (merge["affected"], merge["chunks"], merge["rejected"]) == (2, 1, 0)


def test_a_log_of_text_says_in_each_line_which_environment_and_run(office: Company) -> None:
    result = office.call("--log-format", "text", "sync", *AT)
    lines = [re.sub(r"[\d.]+ s$", "N s", line.partition(" test ")[2]) for line in result.err.splitlines()]
    assert lines[0] == f"run 1: run 1 begins: sync as of {AS_OF}"
    assert "run 1: sync: merge last access: 2 affected, 1 chunk, N s" in lines
    refused = office.call("--log-format", "text", "show", "9")
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d test error: there is no run 9; ", refused.err)


def test_ledger_commands_tell_what_happened(office: Company) -> None:
    assert "no runs yet" in office.call("runs").out
    office.run()
    office.having(guards={"max_log_age_hours": 0}).run(as_of=days_before(-1))
    assert [(run["run_id"], run["status"]) for run in document(office.call("runs", "--json"))] == [
        (2, "stopped"),
        (1, "done"),
    ]
    taken = [
        {
            **{"program_id": "books", "user_id": "old", "run_id": 1},
            **{"granted_at": str(days_before(200)), "last_access_at": str(days_before(120)), "lost_day": None},
        }
    ]
    listed = document(office.call("revocations", "1", "--json"))
    assert [{name: value for name, value in row.items() if name != "revoked_at"} for row in listed] == taken
    lines = list(csv.DictReader(io.StringIO(office.call("revocations", "1", "--csv").out)))
    assert lines == [{name: "" if value is None else str(value) for name, value in row.items()} for row in listed]
    columns = ["program_id", "user_id", "granted_at", "last_access_at", "lost_day", "revoked_at", "run_id"]
    assert list(lines[0]) == columns
    assert "run 2 revoked nothing" in office.call("revocations", "2").out
    assert "run 1 rejected nothing" in office.call("rejected", "1").out
    assert "run 1: done" in office.call("show", "1").out


def test_environment_is_named_before_or_behind_the_command_or_by_a_variable(office: Company) -> None:
    file = str(office.file)
    for result in (
        called_with("--env", file, "runs", "--json"),
        called_with("runs", "--env", file, "--json"),
        called_with("runs", "--json", LAPSE_ENV=file),
        called_with("runs", "--env", file, "--json", LAPSE_ENV="nowhere"),
    ):
        assert (result.code, document(result)) == (0, [])
    assert_foreseen(called_with("runs"), 2, "no environment given")
    assert_foreseen(called_with("--env", "nowhere", "runs"), 2, "there is no environment file", "demo")


def test_variable_overrides_a_setting(office: Company) -> None:
    result = called_with("--env", str(office.file), "run", *AT, LAPSE_POLICY__INACTIVITY_DAYS="180")
    assert result.code == 0
    assert len(office.permissions()) == 2


def test_load_exits_3_with_rejected_lines_and_0_without(office: Company, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("program_id,user_id,accessed_at\nbooks,ann,2024-01-31\nbooks,ann,never\n", encoding="utf-8")
    result = office.call("load", "access-log", str(file), "--json")
    assert (result.code, document(result)["loaded"], document(result)["rejected"]) == (3, 1, 1)
    file.write_text("program_id,user_id,granted_at\nbooks,ann,2024-01-31\n", encoding="utf-8")
    assert office.call("load", "permission", str(file)).code == 0
    assert ("books", "ann") in office.permissions()


def test_missing_tables_of_lapse_are_an_error_that_says_what_to_do(office: Company) -> None:
    elsewhere = office.having(tables={"prefix": "nowhere_"})
    for command in ("run", "plan"):
        assert_foreseen(elsewhere.call(command), 1, "migrate' first; nothing was done")


def test_older_revision_is_an_error_that_says_what_to_do(office: Company) -> None:
    [found] = office.query("select v.version_num from {version} v")
    office.execute("update {version} v set v.version_num = '0004'")
    try:
        assert_foreseen(office.call("run", *AT), 1, "stand at revision 0004", "migrate' first; nothing was done")
    finally:
        office.execute("update {version} v set v.version_num = :number", number=found["version_num"])
    assert len(office.permissions()) == 2


def test_folder_that_cannot_hold_a_database_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    (tmp_path / "here.toml").write_text('[database]\nurl = "embedded:file/database"\n', encoding="utf-8")
    assert_foreseen(called_with("--env", str(tmp_path / "here.toml"), "migrate"), 1, "cannot be started")


def test_only_migrate_makes_a_database(tmp_path: Path) -> None:
    (tmp_path / "here.toml").write_text('[database]\nurl = "embedded:database"\n', encoding="utf-8")
    for command in ("runs", "plan", "demo"):
        result = called_with("--env", str(tmp_path / "here.toml"), command)
        assert result.code == 1
        assert (
            f"there is no database in {tmp_path}/database: run 'lapse --env {tmp_path}/here.toml migrate'" in result.err
        )
    assert [path.name for path in tmp_path.iterdir()] == ["here.toml"]


def test_folder_with_a_blank_in_its_name_can_hold_a_database() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "here.toml").write_text('[database]\nurl = "embedded:two words/größe"\n', encoding="utf-8")
        assert lapse("--env", str(folder / "here.toml"), "migrate").code == 0
        assert (folder / "two words" / "größe" / "PG_VERSION").exists()


@pytest.mark.parametrize("command", ["runs", "run"])
def test_oracle_that_cannot_be_reached_is_an_error_in_one_line(tmp_path: Path, command: str) -> None:
    url = "oracle+oracledb://u@127.0.0.1:1/?service_name=X"
    (tmp_path / "far.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    result = called_with("--env", str(tmp_path / "far.toml"), command, LAPSE_PASSWORD="sesame")
    assert result.code == 1
    assert [line["level"] for line in log_lines(result)] == ["error"]
    assert "127.0.0.1:1" in log_lines(result)[-1]["message"]
    assert "\n" not in log_lines(result)[-1]["message"]
    assert "sesame" not in result.err + result.out
    assert "Traceback" not in result.err


def test_a_column_of_a_type_that_lapse_cannot_judge_is_refused(company: Company, subtests: pytest.Subtests) -> None:
    for column, kind, words in [
        ("user_id", "number", "must be a character column"),
        ("accessed_at", "timestamp with time zone", "must be DATE or TIMESTAMP without a time zone"),
    ]:
        with subtests.test(column=column, kind=kind, words=words):
            columns = {"program_id": "varchar(30)", "user_id": "varchar(30)", "accessed_at": "timestamp"} | {
                column: kind
            }
            embedded = ", ".join(f"{name} {kind.replace('number', 'numeric')}" for name, kind in columns.items())
            oracle = ", ".join(f"{name} {kind.replace('varchar(', 'varchar2(')}" for name, kind in columns.items())
            company.ddl(f"create table test_odd_log ({oracle})", embedded=f"create table test_odd_log ({embedded})")
            try:
                done = company.having(tables={"access_log": "test_odd_log"}).call("run")
            finally:
                company.ddl("drop table test_odd_log")
            assert done.code == 1
            assert f"test_odd_log.{column} is of type" in done.err
            assert words in done.err
            assert company.statuses() == []


def test_a_host_without_an_address_is_an_error_in_one_line() -> None:
    url = "oracle+oracledb://u@host.invalid:1521?service_name=X"
    done = called_with("--env", "dev", "runs", LAPSE_DATABASE__URL=url, LAPSE_PASSWORD="secret-word")
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert f"cannot connect to dev, {url} (set [database] url" in done.err
    assert "secret-word" not in done.err


def test_a_folder_that_cannot_be_written_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = called_with("--env", "demo", "render", "--out", str(tmp_path / "taken"))
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert f"{tmp_path}/taken/" in done.err
    assert "Not a directory" in done.err
