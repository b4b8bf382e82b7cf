"""The effective settings as an environment file."""

from typing import Any

import tomli_w

from .file import Environment


def to_toml(environment: Environment) -> str:
    """Return the effective settings as TOML, defaults included; they hold no secret.

    Characters that a terminal would obey are escaped; all of them are in strings, where TOML takes an escape.
    """
    settings = _without_none(environment.model_dump(mode="json", by_alias=True))
    if settings["access_logs"]:
        for section in ("tables", "columns", "indexes"):
            del settings[section]["access_log"]
    else:
        del settings["access_logs"]
    text = tomli_w.dumps(settings)
    return "".join(each if each.isprintable() or each == "\n" else f"\\U{ord(each):08x}" for each in text)


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value
