"""The files for Prometheus and Grafana: they name only what lapse exports, and Prometheus takes the rules."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from runner.environment.file import HOME
from runner.errors import State
from runner.jobs import metrics
from tests.command import called
from tests.unit.test_plugin import samples, status

PAGE, ALERTS = HOME / "docs" / "monitoring.md", HOME / "docs" / "monitoring" / "alerts.yml"
DASHBOARD = HOME / "docs" / "monitoring" / "dashboard.json"
METRIC = re.compile(r"\blapse_\w+")


def exported() -> set[str]:
    return {name for name, *_ in samples(metrics.exposition([status()]))}


def expressions(found: Any) -> list[str]:
    """Return what stands under `expr` anywhere in a document."""
    if isinstance(found, list):
        return [each for inner in found for each in expressions(inner)]
    if isinstance(found, dict):
        return [value for key, value in found.items() if key == "expr"] + expressions(list(found.values()))
    return []


def test_alerts_and_dashboard_name_only_metrics_that_there_are_and_the_page_has_all_of_them() -> None:
    alerts, dashboard = yaml.safe_load(ALERTS.read_text(encoding="utf-8")), json.loads(DASHBOARD.read_bytes())
    used = {name for each in expressions(alerts) + expressions(dashboard) for name in METRIC.findall(each)}
    assert used == exported()
    told = re.findall(r"^\| `(lapse_\w+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(exported())


def test_the_page_and_the_help_have_every_state_with_its_exit_code() -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in PAGE.read_text(encoding="utf-8").splitlines()]
    assert all([f"{each:d}", each.name, each.meaning] in rows for each in State)
    told = " ".join(called("status", "--help").out.split())
    assert all(f"{each:d} {each.meaning}" in told for each in State)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool of Prometheus")
def test_prometheus_takes_the_alert_rules_and_the_metrics() -> None:
    rules = promtool("check", "rules", str(ALERTS))
    assert rules.returncode == 0, rules.stdout + rules.stderr
    found = promtool("check", "metrics", text=metrics.exposition([status(), status(name="etc")]))
    assert {line.split()[0] for line in found.stderr.splitlines()} <= {"lapse_days_lost"}  # a number of them, no unit


def promtool(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *arguments], input=text, capture_output=True, text=True, check=False)
