"""How commands are grouped: their help by what they are for, and what is said where there is no such command."""

from typing import Any

from typer.core import TyperGroup

from ..errors import UsageError

EVENING = "Every evening"
LOOK = "Look"
DECIDE = "Exceptions and policies"
REPAIR = "Repair"
DBA = "For the DBA"
SET_UP = "Set up"
_WHOLE = 200  # characters of a sentence, which is folded where the terminal is narrow
_SECTIONS = (EVENING, LOOK, DECIDE, REPAIR, DBA, SET_UP)


def examples(*commands: str) -> str:
    """Return the end of a command's help.

    Args:
        commands: examples, as a shell takes them behind `lapse`.
    """
    lines = [f"  lapse {command}" for command in commands]
    return "\n".join(["\b", "Example:" if len(lines) == 1 else "Examples:", *lines])  # \b keeps the lines as they are


class Group(TyperGroup):
    """Commands whose help is in sections: the `rich_help_panel` of a command names its own."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the sections in the order of this module; those of no section stand first, as in a small group."""
        width = max(map(len, self.commands))
        sections: dict[str, list[tuple[str, str]]] = {title: [] for title in ("Commands", *_SECTIONS)}
        for name, command in self.commands.items():
            panel = getattr(command, "rich_help_panel", None)
            row = (name.ljust(width), command.get_short_help_str(_WHOLE))
            sections[panel if panel in _SECTIONS else "Commands"].append(row)
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first argument names.

        Raises:
            UsageError: there is none.
        """
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from ..environment.identifiers import nearest_name

            nearest = nearest_name(args[0], self.commands, likeness=0.7)  # `revoke` means neither restore nor review
            advice = f"did you mean {nearest}? Nothing" if nearest else f"see {ctx.command_path} --help; nothing"
            raise UsageError(f"{ctx.command_path} has no command {args[0]!r}; {advice} was done")
        return super().resolve_command(ctx, args)
