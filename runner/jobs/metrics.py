"""The metrics of environments in the text format of Prometheus; see docs/monitoring.md."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import State
from .status import Status

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

_EACH = "environment"
_RULE = "rule"

Value = float | int | None


def _timestamp(status: Status, name: str) -> Value:
    """Return a time as seconds since 1970: the clock of this host less the age of the time by the database's clock."""
    figures = status.figures
    return None if figures[name] is None else round(time.time() - (figures["now"] - figures[name]).total_seconds())


def _duration(status: Status) -> Value:
    start, end = status.figures["last_started_at"], status.figures["last_finished_at"]
    return None if start is None or end is None else (end - start).total_seconds()


def _figure(name: str) -> Callable[[Status], Value]:
    return lambda status: status.figures[name]


# What is exported of an environment whose tables could be read: name, help, value; None is not exported.
_GAUGES: tuple[tuple[str, str, Callable[[Status], Value]], ...] = (
    (
        "lapse_last_success_timestamp_seconds",
        "End of the last evening that ended well.",
        lambda status: _timestamp(status, "ended_well_at"),
    ),
    ("lapse_last_run_duration_seconds", "Duration of the last evening, however it ended.", _duration),
    (
        "lapse_run_in_progress",
        "Whether an evening is marked as running.",
        lambda status: int(status.figures["newest_status"] == "running"),
    ),
    ("lapse_permissions", "Permissions of the newest judgement.", lambda status: status.permissions),
    (
        "lapse_permissions_revoked",
        "Permissions revoked by the last evening that ended well.",
        _figure("permissions_revoked"),
    ),
    (
        "lapse_permissions_revoked_by_all_runs",
        "Permissions revoked by all evenings that the ledger still has.",
        _figure("revoked_by_all_runs"),
    ),
    ("lapse_held_programs", "Programs held by the newest judgement.", _figure("held_programs")),
    ("lapse_rejected_items", "Rejected items that are still to be written.", _figure("rejected_items")),
    ("lapse_days_lost", "Lost days of the access logs that nobody has accepted.", _figure("lost_days")),
    ("lapse_exemptions_ending", "Exemptions that end within exemption_days.", _figure("exemptions_ending")),
    ("lapse_pauses", "Pauses in force.", _figure("pauses")),
)


def exposition(statuses: Sequence[Status]) -> str:
    """Return the metrics of environments in the text format.

    Args:
        statuses: of the environments, as found out just now.
    """
    from prometheus_client import generate_latest

    return generate_latest(_registry(statuses, None)).decode()


def write(path: Path, statuses: Sequence[Status], exit_code: int | None = None) -> None:
    """Write the metrics of environments to a file that every account may read; it is replaced in one step.

    Args:
        path: of the file, in a folder that there is.
        statuses: of the environments, as found out just now.
        exit_code: of the evening that has just ended, where the ledger may not know it; None for that of the ledger.

    Raises:
        OSError: the file cannot be written; one that was there before is unchanged.
    """
    from prometheus_client import write_to_textfile

    registry = _registry(statuses, exit_code)
    mask = os.umask(0o022)
    try:
        write_to_textfile(str(path), registry)
    finally:
        os.umask(mask)


def _registry(statuses: Sequence[Status], exit_code: int | None) -> "CollectorRegistry":
    """Return a registry of its own: the client's default one holds metrics of this process."""
    from prometheus_client import CollectorRegistry, Gauge

    registry = CollectorRegistry()
    gauges: dict[str, Gauge] = {}
    for status in statuses:
        for name, words, rule, value in _samples(status, exit_code):
            if value is None:
                continue
            labels = {_EACH: status.environment} | ({_RULE: rule} if rule else {})
            if name not in gauges:
                gauges[name] = Gauge(name, words, list(labels), registry=registry)
            gauges[name].labels(**labels).set(float(value))
    return registry


def _samples(status: Status, exit_code: int | None) -> Iterator[tuple[str, str, str | None, Value]]:
    """Yield name, help, rule and value of each sample of an environment."""
    figures = status.figures
    yield "lapse_up", "Whether lapse's tables could be read.", None, int(bool(figures))
    states = ", ".join(f"{state:d} {state.word}" for state in State)
    yield "lapse_status", f"{states}: the exit code of lapse status.", None, status.state
    ended = exit_code if exit_code is not None else figures["last_exit_code"] if figures.get("last_run_id") else None
    yield "lapse_last_run_exit_code", "Exit code of the last evening.", None, ended
    if not figures:
        return
    for name, words, value in _GAUGES:
        yield name, words, None, value(status)
    words = "Permissions of the newest judgement past their inactivity period, by the rule that protects them."
    for rule, permissions in status.candidates.items():
        yield "lapse_candidates", words, rule, permissions
