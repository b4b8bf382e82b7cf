"""The review of an environment, written for a DBA to read and to commit."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..database.revision_script import script
from ..environment.file import Environment
from ..statements.catalog import Catalog
from ..statements.review import diff, folder
from ..statements.templates import SQL


class Kind(StrEnum):
    """What became of a file of the review."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One file of the review that is not what it was.

    Attributes:
        path: relative to the review's folder.
        kind: what became of it.
        lines: of a changed one, its unified diff.
    """

    path: str
    kind: Kind
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A review as it was written.

    Attributes:
        folder: where.
        is_first: whether there was none before.
        changes: to the one before, by path.
        overlay: what the files of the project do to those that lapse ships, a line each.
    """

    folder: Path
    is_first: bool
    changes: tuple[Change, ...]
    overlay: str

    def count(self, kind: Kind) -> int:
        """Count the changes of a kind."""
        return sum(change.kind is kind for change in self.changes)


def write(environment: Environment) -> Written:
    """Write the review of an environment, to be committed.

    Args:
        environment: whose SQL.
    """
    root = folder(environment)
    catalog = Catalog(environment)
    rendered = _rendered(catalog)
    files = [path for path in root.rglob("*sql") if path.is_file()]
    reviewed = {str(path.relative_to(root)): path.read_bytes() for path in files}
    paths = sorted(rendered.keys() | reviewed.keys())
    changes = tuple(_change(path, reviewed, rendered) for path in paths if rendered.get(path) != reviewed.get(path))
    for change in changes:
        target = root / change.path
        if change.kind is Kind.GONE:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(rendered[change.path])
    return Written(root, not reviewed, changes, str(catalog.templates.overlay))


def _change(path: str, reviewed: dict[str, bytes], rendered: dict[str, bytes]) -> Change:
    if path not in rendered:
        return Change(path, Kind.GONE)
    if path not in reviewed:
        return Change(path, Kind.NEW)
    return Change(path, Kind.CHANGED, tuple(diff(path, reviewed[path], rendered[path], ("before", "now"))))


def _rendered(catalog: Catalog) -> dict[str, bytes]:
    """All that lapse can run there, under the names that the review gives it; the demo's company is not for it.

    With it what it replaces, as shipped: else a file of the project would hide what an upgrade changes there.
    """
    texts = {f"sql/{each.rendered_path}": each.text for each in catalog.all() if not each.path.startswith("jobs/demo/")}
    texts["migrations/upgrade.sql"] = script(catalog.environment)
    texts["migrations/downgrade.sql"] = script(catalog.environment, down=True)
    replaced = {f"replaced/sql/{path}": (SQL / path).read_bytes() for path in catalog.templates.overlay.replaces}
    return replaced | {path: text.encode() for path, text in texts.items()}
