"""What is wrong with a value or a key, by the type of pydantic's error, whose own words are for developers."""

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..errors import SettingsError
from .identifiers import nearest_name
from .variables import variable_of

_UNKNOWN = "extra_forbidden"
_NUMBER = "write a whole number"
_TEXT = "write a text in quotes"
_WORDS = {
    "missing": "is missing",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "float_type": "write a number",
    "float_parsing": "write a number",
    "finite_number": "write a number",
    "greater_than_equal": "write {ge} or more",
    "less_than_equal": "write {le} or less",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_type": _TEXT,
    "too_long": "write at most {max_length} characters",
    "path_type": _TEXT,
    "dict_type": "write keys with values: a section, or {{ key = value }}",
    "model_type": "write keys with values: a section, or {{ key = value }}",
    "tuple_type": "write a list in brackets",
    "too_short": "write a list that is not empty",
    "literal_error": "write {expected}",
    "value_error": "{error}",
}


def advice(fault: ErrorDetails) -> str:
    """Return what to write instead of a value that pydantic refused.

    Args:
        fault: one of the errors of its ValidationError; the words of a ValueError of ours are kept.
    """
    words = _WORDS.get(fault["type"])
    if words is None:
        return fault["msg"]
    return words.format(**{name: _whole(value) for name, value in fault.get("ctx", {}).items()})


def refusal(path: Path, error: ValidationError, settings: type[BaseModel]) -> SettingsError:
    """Return the error that lists all faults of an environment, each with the variable that it came from, if any.

    Args:
        path: of its file.
        error: with the faults.
        settings: the model that was to take them.
    """
    faults = error.errors()
    variables = [variable_of(fault["loc"]) for fault in faults]
    lines = [
        f"  {f'variable {variable}: ' if variable else ''}{_explain(fault, settings)}"
        for fault, variable in zip(faults, variables, strict=True)
    ]
    source = "the settings in the variables" if all(variables) else str(path)
    return SettingsError("\n".join([f"{source} cannot be used, nothing was done:", *lines]))


def unknown_key(location: tuple[int | str, ...], settings: type[BaseModel]) -> str:
    """Say that there is no such key, and which there are in its place.

    Args:
        location: of the key in the file.
        settings: the model of the whole file.
    """
    known = _known_keys(location[:-1], settings)
    nearest = nearest_name(str(location[-1]), known)
    meant = f"did you mean '{nearest}'? " if nearest else ""
    return f"{_path(location)}: unknown key; {meant}(known: {', '.join(known)})"


def _explain(fault: ErrorDetails, settings: type[BaseModel]) -> str:
    if fault["type"] == _UNKNOWN:
        return unknown_key(fault["loc"], settings)
    return f"{_path(fault['loc'])}: ".removeprefix(": ") + advice(fault)


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _known_keys(location: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    for part in location:
        if isinstance(part, int):  # which of several
            continue
        annotation = model.model_fields[part].annotation
        candidates = get_args(annotation) or (annotation,)
        model = next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
