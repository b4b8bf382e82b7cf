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
    called = Path(sys.argv[0])
    if called.name != _NAME or not called.is_file():  # within another program, such as pytest
        return _NAME
    found = shutil.which(_NAME)
    return _NAME if found and called.samefile(found) else shlex.quote(str(called))
