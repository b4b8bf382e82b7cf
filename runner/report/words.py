"""The words of the page: one file a language; the templates hold none."""

import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ko")


class Words:
    """The words of one language.

    Args:
        language: one of LANGUAGES.

    Attributes:
        language: as given; for the lang attribute of the page.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = read(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, filled in.

        Args:
            key: its place in the file, as in `page.title`.
            values: what its placeholders stand for; `{n:word|words}` chooses by the number n.

        Raises:
            KeyError: there is no such text, or a placeholder without a value.
        """
        return _FORMATTER.vformat(self._texts[key], (), values)

    def code(self, kind: str, code: object) -> str:
        """Return what a code of the ledger means; a code that only a project's own SQL knows stands for itself.

        Args:
            kind: the table of the file, as in `status`.
            code: as the ledger has it, or None.
        """
        return "" if code is None else self._texts.get(f"{kind}.{code}", str(code).replace("_", " "))


@cache
def read(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their keys."""
    text = (files(__package__) / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text)))


def minute(time: datetime) -> str:
    """Return a time to the minute."""
    return f"{time:%Y-%m-%d %H:%M}"


def _flat(tree: Mapping[str, Any], *parents: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, str):
            yield ".".join((*parents, name)), value
        else:
            yield from _flat(value, *parents, name)


class _Formatter(string.Formatter):
    """Writes numbers with separators, times to the minute, and chooses between singular and plural."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, choice, many = format_spec.partition("|")
        if choice:
            return one if value == 1 else many
        if not format_spec and isinstance(value, int):
            return f"{value:,}"
        if not format_spec and isinstance(value, datetime):
            return minute(value)
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()
