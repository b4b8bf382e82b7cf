"""A new project: a folder of the customer's own, with a copy of what a project begins with."""

import shlex
from pathlib import Path

from ..environment.called import location
from ..environment.file import ENVIRONMENTS, HOME, PACKAGE
from ..errors import UsageError

_SHIPPED = PACKAGE / "project"
_FILES = {
    "README.md": _SHIPPED / "README.md",
    **{f"{ENVIRONMENTS}/{name}.toml": HOME / ENVIRONMENTS / f"{name}.toml" for name in ("demo", "dev", "prod")},
    "sql/README.md": _SHIPPED / "sql.md",
    **{f"mail/notice.{language}.txt": _SHIPPED / f"notice.{language}.txt" for language in ("en", "ko")},
    "Makefile": _SHIPPED / "Makefile",
    "lapse.mk": _SHIPPED / "lapse.mk",
    "crontab.example": _SHIPPED / "crontab.example",
    ".gitignore": _SHIPPED / "gitignore",
    ".github/workflows/review.yml": _SHIPPED / "review.yml",
}
_CLONE = "/opt/lapse"  # of crontab.example


def make(folder: Path) -> list[str]:
    """Make a project.

    Args:
        folder: an empty one, or none yet; a repository without a file counts as empty.

    Returns:
        The files made, relative to the folder.

    Raises:
        UsageError: there is something in the folder.
    """
    if folder.is_dir() and (found := sorted({path.name for path in folder.iterdir()} - {".git"})):
        raise UsageError(f"{folder} is not empty, it has {found[0]}: name a new folder; nothing was done")
    for name, shipped in _FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = shipped.read_text(encoding="utf-8")
        file.write_text(_of_here(text, folder.resolve()) if name == "crontab.example" else text, encoding="utf-8")
    return list(_FILES)


def _of_here(crontab: str, folder: Path) -> str:
    """Return the crontab with the folder of the project, as cron's shell takes it, and the command of this host."""
    quoted = shlex.quote(str(folder)).replace("%", r"\%")  # at which cron would end the command
    return crontab.replace(f"{_CLONE}/.venv/bin/lapse", str(location())).replace(_CLONE, quoted)
