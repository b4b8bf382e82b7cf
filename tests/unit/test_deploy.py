"""What the schedulers of deploy/ say of lapse: its command line, its exit codes, the hour of the evening."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.commands.main import commands as lapse
from runner.environment.file import HOME
from runner.errors import Exit

DEPLOY = HOME / "deploy"
SERVICE = DEPLOY / "systemd" / "lapse@.service"
DAG = DEPLOY / "airflow" / "lapse_evenings.py"
CRONJOB = DEPLOY / "kubernetes" / "cronjob.yaml"
JOB = DEPLOY / "dbms_scheduler" / "create_job.sql"
SCHEDULERS = (SERVICE, DAG, CRONJOB, JOB)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _found(pattern: str, path: Path) -> str:
    """Return the one text that a pattern finds in a file."""
    [found] = re.findall(pattern, _text(path), re.MULTILINE)
    return str(found)


def _prose(path: Path) -> str:
    """Return a file with its comments unfolded."""
    return re.sub(r"\s*\n\s*(?:#|--)?\s*", " ", _text(path))


def _cron_job() -> Any:
    return yaml.safe_load(_text(CRONJOB))["spec"]


def _dag_words() -> list[str]:
    """Return the command of the DAG, the environment by the name of its attribute."""
    [command] = [
        each.elts
        for each in ast.walk(ast.parse(_text(DAG)))
        if isinstance(each, ast.List) and each.elts and ast.unparse(each.elts[0]) == "LAPSE"
    ]
    return [str(each.value) if isinstance(each, ast.Constant) else ast.unparse(each) for each in command[1:]]


def _image_words() -> list[str]:
    """Return what Kubernetes passes to lapse, which the image starts."""
    assert json.loads(_found(r"^ENTRYPOINT (.*)$", DEPLOY / "docker" / "Dockerfile")) == ["/opt/lapse/.venv/bin/lapse"]
    [container] = _cron_job()["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert "command" not in container
    return list(container["args"])


def _job_words() -> list[str]:
    words = re.findall(r"set_job_argument_value\('LAPSE_PROD', (\d), '([^']+)'\)", _text(JOB))
    assert [int(number) for number, _ in words] == list(range(1, int(_found(r"number_of_arguments => (\d)", JOB)) + 1))
    return [word for _, word in words]


def test_every_scheduler_runs_the_evening_as_cron_does() -> None:
    make = _found(r'"\$\(LAPSE\)" (--env "\$\(ENV\)" run) > ', HOME / "runner" / "project" / "lapse.mk")
    commands = {
        "make": make.replace('"', "").split(),
        "systemd": _found(r"^ExecStart=/opt/lapse/.venv/bin/lapse (.*)$", SERVICE).split(),
        "image": _image_words(),
        "airflow": _dag_words(),
        "dbms_scheduler": _job_words(),
    }
    environments = [words.pop(1) for words in commands.values()]
    assert environments == ["$(ENV)", "%i", "prod", "self.environment", "/opt/lapse/environments/prod.toml"]
    assert all(words == ["--env", "run"] for words in commands.values())
    cli: Any = lapse()
    assert "run" in cli.commands
    assert any("--env" in each.opts for each in cli.params)


def test_the_evening_is_at_18_utc_and_ends_within_12_hours_wherever_it_is_set() -> None:
    crontab = HOME / "crontab.example"
    assert (_found(r"^(0 18 \* \* \*) ", crontab), _found(r"^CRON_TZ=(.*)$", crontab)) == ("0 18 * * *", "UTC")
    assert _found(r"^OnCalendar=(.*)$", DEPLOY / "systemd" / "lapse@.timer") == "*-*-* 18:00:00 UTC"
    job = _cron_job()
    assert (job["schedule"], job["timeZone"]) == ("0 18 * * *", "Etc/UTC")
    assert _found(r"CronTriggerTimetable\((.*)\)", DAG) == '"0 18 * * *", timezone="UTC"'
    assert _found(r"start_date +=> (.*),", JOB).endswith(" 18:00:00 UTC'")
    assert _found(r"repeat_interval +=> '(.*)',", JOB) == "freq=daily; byhour=18; byminute=0; bysecond=0"

    assert _found(r"^TimeoutStartSec=(.*)$", SERVICE) == "12h"
    assert job["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 12 * 3600
    assert _found(r"execution_timeout=(.*),", DAG) == "timedelta(hours=12)"
    assert _found(r"'max_run_duration', (.*)\)", JOB) == "interval '12' hour"


@pytest.mark.parametrize("path", [*SCHEDULERS, DEPLOY / "README.md"], ids=lambda path: path.name)
def test_the_exit_codes_that_a_scheduler_names_are_those_of_lapse(path: Path) -> None:
    meanings = {int(code): code.meaning for code in Exit}
    told = {int(code): words for code, words in re.findall(r"\b(\d+) \(([^)]+)\)", _prose(path))}
    named = {code: words for code, words in told.items() if code in meanings}
    assert named == {code: meanings[code] for code in named}
    assert named.keys() >= {Exit.REJECTED, Exit.STOPPED, Exit.REVIEW, Exit.LOCKED}


def test_airflow_tries_again_what_found_the_lock_taken() -> None:
    assert int(_found(r"^LOCKED = (\d+)$", DAG)) == Exit.LOCKED


def test_every_folder_of_deploy_is_in_its_readme_and_is_checked() -> None:
    folders = {path.name for path in DEPLOY.iterdir() if path.is_dir()}
    readme, checks = _text(DEPLOY / "README.md"), _text(DEPLOY / "check")
    assert set(re.findall(r"^\| \[(\w+)\]\(\1\) \|", readme, re.MULTILINE)) == folders
    assert (
        set(re.findall(r"^\| (\w+) \|", readme.partition("\n## make check-deploy\n")[2], re.MULTILINE)) - {"of"}
        == folders
    )
    assert set(re.findall(r"\bdeploy/(\w+)/", checks)) | set(re.findall(r"\bdeploy/(\w+)$", checks)) >= folders
