"""The page with the help of every command."""

from collections.abc import Iterator
from typing import Any

from runner.commands.main import commands

_WIDTH = 100  # characters of a line, whatever terminal the page is made on
_HEAD = """# CLI reference

Made by `make references` from what `lapse COMMAND --help` prints. [Commands](commands.md) says more of each, and has
the exit codes.

"""


def page() -> str:
    """Return the page."""
    parts = [f"## {title}\n\n```\n{text.rstrip()}\n```\n" for title, text in _helps(commands(), "lapse", None)]
    return _HEAD + "\n".join(parts)


def _helps(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    """Give the words and the help of a command, then of those within it."""
    context = command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=_WIDTH)
    yield context.command_path, command.get_help(context)
    for inner, each in sorted(getattr(command, "commands", {}).items()):
        yield from _helps(each, inner, context)
