"""The page with every setting of an environment file, from the models that read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tomli_w

from runner.environment.file import Environment
from runner.environment.variables import PREFIX, SEPARATOR

_HEAD = """# Environment reference

Made by `make references` from the models in `runner/environment`. An environment is one file,
`environments/NAME.toml`, for one database. Only `url` in `[database]` is required. An unknown key is refused, and the
nearest one suggested. `lapse --env NAME env` prints every setting as it is in force.

The variable below a key overrides the file; what is not a number, a text or a path is written in it as JSON. Relative
paths are counted from the folder of the file.

"""
_FORMATS = {
    "identifier": "a name in Oracle",
    "table": "`table` or `schema.table`",
    "hint": "a hint without `/*+` and `*/`",
    "column type": "`varchar2(n)`, `nvarchar2(n)`, `char(n)`, `nchar(n)`, `number`, `date` or `timestamp`",
    "path": "a path",
}
_NUMBERS = {"integer": "a whole number", "number": "a number"}

Schema = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A section of the file.

    Attributes:
        path: its names, from the outermost.
        is_list: whether it may stand several times, as [[path]].
        about: what it is for.
        keys: the schema of each key.
        required: the keys that have no default.
    """

    path: tuple[str, ...]
    is_list: bool
    about: str
    keys: Schema
    required: tuple[str, ...] = ()

    @property
    def example(self) -> Schema:
        """The section as in a file: each key with the example of its model, else with its default."""
        values = {key: _whole(each.get("examples", [each.get("default")])[0]) for key, each in self.keys.items()}
        found: Any = {key: value for key, value in values.items() if value not in (None, {})}
        found = [found] if self.is_list else found
        for name in reversed(self.path):
            found = {name: found}
        return dict(found)


def page() -> str:
    """Return the page."""
    return _HEAD + "\n".join(map(_written, sections()))


def sections() -> list[Section]:
    """Return the sections in the order of their models."""
    schema = Environment.model_json_schema()
    found = [_found((name,), field, schema["$defs"]) for name, field in schema["properties"].items()]
    return [section for each in found for section in each]


def _found(path: tuple[str, ...], field: Schema, models: Schema) -> Iterator[Section]:
    is_list = "items" in field
    if (model := _model(field.get("items", field), models)) is None:  # names of the operator's, such as those of hints
        yield Section(path[:-1], is_list, "Keys of your choice, so the variable sets all of them.", {path[-1]: field})
        return
    own = {key: each for key, each in model["properties"].items() if is_list or _model(each, models) is None}
    if own:
        yield Section(path, is_list, model["description"], own, tuple(model.get("required", ())))
    for key, each in model["properties"].items():
        if key not in own:
            yield from _found((*path, key), each, models)


def _model(field: Schema, models: Schema) -> Schema | None:
    return models[field["$ref"].rpartition("/")[2]] if "$ref" in field else None


def _written(section: Section) -> str:
    name = ".".join(section.path or tuple(section.keys))
    title = f"[[{name}]]" if section.is_list else f"[{name}]"
    table = ["| key, and its variable | takes | default | meaning |", "| --- | --- | --- | --- |"]
    table += [_row(section, key, field) for key, field in section.keys.items()]
    example = tomli_w.dumps(section.example).strip()
    return f"## `{title}`\n\n{section.about}\n\n" + "\n".join(table) + f"\n\n```toml\n{example}\n```\n"


def _row(section: Section, key: str, field: Schema) -> str:
    words = section.path if section.is_list else (*section.path, key)
    variable = f"<br>`{PREFIX}{SEPARATOR.join(words).upper()}`" if section.path != ("review",) else ""
    default = "required" if key in section.required else _default(field.get("default"))
    return f"| `{key}`{variable} | {_takes(field)} | {default} | {field['description']} |"


def _default(value: Any) -> str:
    if value in (None, {}):
        return "none"
    if isinstance(value, dict):
        return "as above"
    return f"`{tomli_w.dumps({'x': _whole(value)}).strip().removeprefix('x = ')}`"


def _takes(field: Schema) -> str:
    """Say what a value may be, from its schema."""
    match field:
        case {"anyOf": [other, {"type": "null"}]}:
            return _takes(other)
        case {"type": "array", "items": items}:
            return f"a list, each {_takes(items)}"
        case {"type": "object", "additionalProperties": values}:
            return f"names, each with {_takes(values)}"
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "integer" | "number" as kind, "minimum": least, "maximum": most}:
            return f"{_NUMBERS[kind]} from {_whole(least):,} to {_whole(most):,}"
        case {"type": "string", "format": kind}:
            most = f", at most {field['maxLength']} characters" if "maxLength" in field else ""
            return _FORMATS[kind] + most
        case {"type": "string"}:
            return "a text"
        case {"$ref": _}:
            return "the keys of `[columns.access_log]`"
    raise ValueError(f"a value of this kind has no words yet: {field}")


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
