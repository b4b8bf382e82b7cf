"""The blocks of code in docs/recipes.md, by recipe."""

import re
from dataclasses import dataclass

from runner.environment.file import HOME

PAGE = HOME / "docs" / "recipes.md"
_BLOCK = re.compile(r"^## (?P<recipe>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block of code.

    Attributes:
        recipe: the heading above it.
        language: toml, sql or plsql.
        text: what it says.
    """

    recipe: str
    language: str
    text: str

    @property
    def statements(self) -> list[str]:
        """What a driver is given: SQL without semicolons, PL/SQL without the slash of SQL*Plus."""
        if self.language == "plsql":
            return [self.text.removesuffix("\n").removesuffix("/").strip()]
        return [each.strip() for each in self.text.split(";\n") if each.strip()]


def blocks() -> list[Block]:
    """Return all blocks of the page."""
    found, recipe = [], ""
    for match in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if match["recipe"]:
            recipe = match["recipe"]
        else:
            found.append(Block(recipe, match["language"], match["text"]))
    return found


def blocks_of(recipe: str, *languages: str) -> list[Block]:
    """Return the blocks of one recipe in some languages."""
    return [block for block in blocks() if block.recipe == recipe and block.language in languages]
