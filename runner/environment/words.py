"""What to write instead of a refused value, by the type of pydantic's error, whose own words are for developers."""

from typing import Any

from pydantic_core import ErrorDetails

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


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
