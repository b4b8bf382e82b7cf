"""The command that makes a project."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from . import output
from .groups import SET_UP, examples

app = typer.Typer()


@app.command(rich_help_panel=SET_UP, epilog=examples("init permissions"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)],
) -> None:
    """Make a project of your own in DIR.

    With environments, a Makefile, a crontab, a CI job and room for your own SQL. Needs no environment and no database.
    """
    from ..dba.project import make
    from ..environment.called import lapse

    made = make(folder)
    output.say(f"made in {folder.resolve()}:")
    for name in made:
        output.say(f"  {name}")
    demo = "make demo" if (command := lapse()) == "lapse" else f"make demo LAPSE={command}"
    output.say(f"next: cd {shlex.quote(str(folder))} && {demo}; then edit environments/prod.toml, see README.md")
