"""The variables LAPSE_<SECTION>__<KEY>, which override the environment file."""

import json
import os
from collections.abc import Collection
from typing import Any

from ..errors import SettingsError
from .identifiers import is_utf8, nearest_name

PREFIX = "LAPSE_"
SEPARATOR = "__"


def check_variables(sections: Collection[str]) -> None:
    """Refuse the variables that pydantic-settings would ignore, and those that set what only the file may set.

    Args:
        sections: the sections of an environment file.

    Raises:
        SettingsError: a variable is not UTF-8, names an unknown section, or would lift a review.
    """
    for name, value in _variables().items():
        if not is_utf8(name + value):
            raise SettingsError(f"the variable {name!r} is not UTF-8; nothing was done")
        section, separator, _ = name.lower().removeprefix(PREFIX.lower()).partition(SEPARATOR)
        if section == "review":
            raise SettingsError(
                f"the variable {name} cannot lift a review: only the environment file sets [review]; nothing was done"
            )
        if separator and section not in sections:
            nearest = nearest_name(section, sections)
            known = f"known sections: {', '.join(sections)}"
            meant = f"did you mean {PREFIX}{nearest.upper()}{SEPARATOR}...?" if nearest else f"{known};"
            raise SettingsError(f"the variable {name} names no section; {meant} Nothing was done")


def variable_of(location: tuple[int | str, ...]) -> str | None:
    """Return the variable that sets a key, alone or with others as JSON; None where the file or a default does.

    Args:
        location: section and key, as pydantic names them.
    """
    wanted = [str(part).lower() for part in location]
    for name, value in _variables().items():
        path = name.lower().removeprefix(PREFIX.lower()).split(SEPARATOR)
        if path == wanted[: len(path)] and _is_in(value, location[len(path) :]):
            return name
    return None


def _variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}


def _is_in(value: str, location: tuple[int | str, ...]) -> bool:
    """Whether the JSON of a variable has a key; a location without parts is the variable itself."""
    try:
        found: Any = json.loads(value) if location else value
        for part in location:
            found = found[part]
    except (ValueError, LookupError, TypeError):
        return False
    return True
