"""The blocks of code in the pages of docs/, by page and heading."""

import re
from dataclasses import dataclass
from pathlib import Path

from runner.environment.file import HOME

RECIPES = HOME / "docs" / "recipes.md"
_BLOCK = re.compile(r"^## (?P<heading>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block of code.

    Attributes:
        page: the file that it stands in.
        heading: the heading above it.
        language: toml, sql or plsql; other blocks are left out.
        text: what it says.
    """

    page: Path
    heading: str
    language: str
    text: str

    @property
    def statements(self) -> list[str]:
        """What a driver is given: SQL without semicolons, PL/SQL without the slash of SQL*Plus."""
        if self.language == "plsql":
            return [self.text.removesuffix("\n").removesuffix("/").strip()]
        return [each.strip() for each in self.text.split(";\n") if each.strip()]


def blocks(page: Path = RECIPES) -> list[Block]:
    """Return all blocks of a page."""
    found, heading = [], ""
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if match["heading"]:
            heading = match["heading"]
        elif match["language"] in ("toml", "sql", "plsql"):
            found.append(Block(page, heading, match["language"], match["text"]))
    return found


def blocks_of(recipe: str, *languages: str) -> list[Block]:
    """Return the blocks of one recipe in some languages."""
    return [block for block in blocks() if block.heading == recipe and block.language in languages]
