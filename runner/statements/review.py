"""The gate of a reviewed environment: what a DBA has read, held byte for byte against what is handed out to run."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from ..environment.file import Environment
from ..errors import ReviewError

_DIFF_LINES = 40


def folder(environment: Environment) -> Path:
    """Return where the review of an environment is kept: review/NAME of its project."""
    return environment.project / "review" / environment.name


def diff(name: str, before: bytes, after: bytes, sides: tuple[str, str], context: int = 3) -> list[str]:
    """Return the lines of a unified diff of one file of the review.

    Args:
        name: the file, relative to the review's folder.
        before: what was reviewed.
        after: what would run now.
        sides: what both are called.
        context: how many equal lines to show around a change.
    """
    old, new = (side.decode(errors="replace").splitlines() for side in (before, after))
    return list(difflib.unified_diff(old, new, f"{sides[0]}/{name}", f"{sides[1]}/{name}", lineterm="", n=context))


class Gate:
    """The check between rendered SQL and the database, where the environment requires a review.

    Args:
        environment: whose review is held against the SQL; one that requires none lets everything pass.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._root = folder(environment)
        self.is_closed = environment.review.required

    def check(self, texts: Mapping[str, str], whole: str | None = None) -> None:
        """Check that texts were reviewed.

        Args:
            texts: what is to run, by the file of the review that it must equal.
            whole: a folder of the review that must hold these files and no other: a step that is gone differs too.

        Raises:
            ReviewError: something differs; the text shows where.
        """
        if not self.is_closed:
            return
        names = set(texts)
        if whole is not None:
            names |= {str(path.relative_to(self._root)) for path in (self._root / whole).rglob("*.sql")}
        rendered = {name: texts[name].encode() for name in names if name in texts}
        reviewed = {name: self._read(name) for name in names if (self._root / name).is_file()}
        if rendered != reviewed:
            raise ReviewError(self._difference(sorted(names), reviewed, rendered))

    def _read(self, name: str) -> bytes:
        """Return what was reviewed: a file of the review itself, for a link would follow what it leads to."""
        file = self._root.resolve() / name
        if file.resolve() != file:
            raise ReviewError(f"{self._root / name} is reached by a link: replace it by a file; nothing was done")
        return file.read_bytes()

    def _difference(self, names: list[str], reviewed: dict[str, bytes], rendered: dict[str, bytes]) -> str:
        environment = self._environment
        command = f"'{environment.command} review'"
        if not self._root.is_dir():
            return (
                f"{environment.name} requires a review and there is none in {self._root}; nothing was done. Run "
                f"{command}, have a DBA approve it, and commit it"
            )
        diff = [line for name in names for line in _diff(name, reviewed, rendered)]
        cut = [f"... and {len(diff) - _DIFF_LINES} more lines"] if len(diff) > _DIFF_LINES else []
        return (
            f"the SQL differs from its review in {self._root}; nothing was done. If the change is intended, run "
            f"{command}, have a DBA approve the diff, and commit it\n" + "\n".join(diff[:_DIFF_LINES] + cut)
        )


def _diff(name: str, reviewed: dict[str, bytes], rendered: dict[str, bytes]) -> list[str]:
    if reviewed.get(name) == rendered.get(name):
        return []
    lines = diff(name, reviewed.get(name, b""), rendered.get(name, b""), ("reviewed", "to run"), context=0)
    return lines or [f"{name}: the lines are the same, their ends are not, or one of the files is missing"]
