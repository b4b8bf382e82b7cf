"""The effective settings, written as the file that would give them again."""

import json
import re
from typing import Any

from runner.environment.file import Environment


def to_toml(environment: Environment) -> str:
    """Return the effective settings as TOML, defaults included; they hold no secret."""
    lines: list[str] = []

    def section(path: str, values: dict[str, Any]) -> None:
        plain = {key: value for key, value in values.items() if not isinstance(value, dict) and value is not None}
        tables = {key: value for key, value in values.items() if isinstance(value, dict)}
        if path and (plain or not tables):
            lines.extend(
                ["", f"[{path}]", *(f"{_toml_key(key)} = {_toml_value(value)}" for key, value in plain.items())]
            )
        for key, value in tables.items():
            section(f"{path}.{key}" if path else key, value)

    settings = environment.model_dump(mode="json", by_alias=True)
    logs = settings.pop("access_logs")
    if logs:
        for each in ("tables", "columns", "indexes"):
            del settings[each]["access_log"]
    section("", settings)
    for log in logs:
        lines.extend(["", "[[access_logs]]", *(f"{key} = {_toml_value(value)}" for key, value in log.items())])
    return "\n".join(lines[1:]) + "\n"


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else _toml_value(key)


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "".join(
            each if each.isprintable() else _toml_escape(each) for each in json.dumps(value, ensure_ascii=False)
        )
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    return str(value)


def _toml_escape(character: str) -> str:
    return f"\\U{ord(character):08x}"
