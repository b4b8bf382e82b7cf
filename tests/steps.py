"""What a step did, found by its name in the report of its run."""

from typing import Any


def step(report: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the result of the one step of this name."""
    [found] = [each for each in report["steps"] if each["step"] == name]
    result: dict[str, Any] = found
    return result
