"""The command as whoever called it can call it again."""

import shlex
import shutil
import sys
from functools import cache
from pathlib import Path

_NAME = "lapse"


@cache
def lapse() -> str:
    """Return the command as a shell takes it: its name where the PATH finds this very one, else the path called."""
    called, found = _called(), shutil.which(_NAME)
    return shlex.quote(str(called)) if called and not (found and called.samefile(found)) else _NAME


def location() -> Path:
    """Return where the command is, for whoever has another PATH, as cron has."""
    return (_called() or Path(shutil.which(_NAME) or _NAME)).absolute()


def _called() -> Path | None:
    """Return the path by which the command was called; None within another program, such as pytest."""
    path = Path(sys.argv[0])
    return path if path.name == _NAME and path.is_file() else None
