"""The line of `lapse status`, which monitors read, and the metrics, which Prometheus reads."""

import os
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from runner.commands.plugin import line, performance_data, worst_first
from runner.environment.connection import Database
from runner.environment.file import Environment
from runner.errors import State, worst
from runner.jobs import metrics
from runner.jobs.status import Finding, Status

NOW = datetime(2026, 11, 29, 20)
FIGURES: dict[str, Any] = {
    "now": NOW,
    "newest_run_id": 8,
    "newest_status": "running",
    "last_run_id": 7,
    "last_exit_code": 3,
    "last_started_at": NOW - timedelta(hours=2),
    "last_finished_at": NOW - timedelta(hours=2, seconds=-41),
    "ended_well_run_id": 7,
    "ended_well_at": NOW - timedelta(hours=2, seconds=-41),
    "permissions_revoked": 17,
    "revoked_by_all_runs": 1700,
    "judged_run_id": 7,
    "held_programs": 1,
    "rejected_items": 2,
    "lost_days": 0,
    "exemptions_ending": 0,
    "pauses": 0,
}


def status(*findings: Finding, name: str = "prod", figures: dict[str, Any] = FIGURES) -> Status:
    settings = Environment(database=Database(url="embedded:x"))
    return Status(name, settings, findings, figures, {"held_program": 4, "lapsing": 17}, 20_312)


def test_the_worst_state_is_critical_before_unknown_before_warning_before_ok() -> None:
    for rank, state in enumerate((State.OK, State.WARNING, State.UNKNOWN, State.CRITICAL)):
        assert worst([state, *(other for other in State if other.severity < rank)]) is state
    assert worst([]) is State.OK
    found = [status(Finding(state, "x"), name=state.name) for state in State]
    assert [each.environment for each in worst_first(found)] == ["CRITICAL", "UNKNOWN", "WARNING", "OK"]


def test_the_line_has_the_state_and_what_makes_it() -> None:
    ended = "run 7 ended well at 2026-11-29 18:00:41: 17 permissions revoked, 1 program held"
    assert line(status()) == f"LAPSE OK - prod: {ended}"
    running = Finding(State.OK, "run 8 has been running since 20:00")
    assert line(status(running)) == f"LAPSE OK - prod: {ended}; run 8 has been running since 20:00"
    warned = [Finding(State.WARNING, "a | b"), Finding(State.WARNING, "c\n d" + " e" * 300)]
    told = line(status(running, *warned))
    assert told.startswith("LAPSE WARNING - prod: a / b; c d e e")
    assert told.endswith(" e ...; and 1 other finding")
    assert line(status(*warned, Finding(State.CRITICAL, "f"))) == "LAPSE CRITICAL - prod: f; and 2 other findings"


def test_performance_data_has_units_thresholds_and_the_least_value() -> None:
    assert performance_data(status()).split(" ") == [
        "'last_success_age'=7159s;;93600;0",
        "'last_run_duration'=41s;;;0",
        "'permissions'=20312;;;0",
        "'candidates'=21;;;0",
        "'held_candidates'=4;;;0",
        "'permissions_revoked'=17;;;0",
        "'held_programs'=1;;;0",
        *("'rejected_items'=2;0;;0", "'lost_days'=0;0;;0", "'exemptions_ending'=0;0;;0"),
    ]
    assert performance_data(status(figures={})) == ""


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return the values by name and labels, without that of the environment of which there is one."""
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_metrics_have_seconds_and_counts_of_each_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    warned = status(Finding(State.WARNING, "x"), name="etc")
    found = samples(metrics.exposition([status(), warned]))
    expected = {
        ("lapse_up",): 1,
        ("lapse_last_run_exit_code",): 3,
        ("lapse_last_success_timestamp_seconds",): 1_800_000_000 - 7159,
        ("lapse_last_run_duration_seconds",): 41,
        ("lapse_run_in_progress",): 1,
        ("lapse_permissions",): 20_312,
        ("lapse_permissions_revoked",): 17,
        ("lapse_permissions_revoked_by_all_runs",): 1700,
        ("lapse_candidates", "held_program"): 4,
        ("lapse_candidates", "lapsing"): 17,
        ("lapse_held_programs",): 1,
        ("lapse_rejected_items",): 2,
        ("lapse_days_lost",): 0,
        ("lapse_exemptions_ending",): 0,
        ("lapse_pauses",): 0,
    }
    states = {("lapse_status", "prod"): 0, ("lapse_status", "etc"): 1}
    each = {(name, label, *rest): value for (name, *rest), value in expected.items() for label in ("prod", "etc")}
    assert found == each | states


def test_an_environment_that_cannot_be_read_is_down_and_says_nothing_else() -> None:
    unknown = status(Finding(State.UNKNOWN, "x"), figures={})
    assert samples(metrics.exposition([unknown])) == {("lapse_up", "prod"): 0, ("lapse_status", "prod"): 3}


def test_the_file_is_readable_by_all_and_stays_as_it_was_where_it_cannot_be_written(tmp_path: Path) -> None:
    path, mask = tmp_path / "lapse.prom", os.umask(0o077)
    try:
        metrics.write(path, [status()], exit_code=5)
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        assert samples(path.read_text(encoding="utf-8"))["lapse_last_run_exit_code", "prod"] == 5
        before = path.read_bytes()
        unwritable = status(figures=FIGURES | {"held_programs": "many"})
        with pytest.raises(ValueError, match="many"):
            metrics.write(path, [unwritable])
        assert (path.read_bytes(), list(tmp_path.iterdir())) == (before, [path])
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(mask)
