"""The review pin: what a DBA has read, held byte for byte against what is about to run; see docs/architecture.md."""

import difflib
from pathlib import Path

from runner.environment.file import HOME, Environment
from runner.errors import ReviewError
from runner.statements.catalog import Catalog

_DIFF_LINES = 40


def folder(environment: Environment) -> Path:
    """Return where the review of an environment is kept: review/NAME; of a file elsewhere, beside that file."""
    root = HOME if environment.argument == environment.name else environment.resolve(".")
    return root / "review" / environment.name


def write(catalog: Catalog) -> list[str]:
    """Write the review of an environment, to be committed.

    Args:
        catalog: the SQL as the environment renders it.

    Returns:
        The files that changed, went or came, relative to the review's folder.
    """
    root = folder(catalog.environment)
    rendered, reviewed = _rendered(catalog), _reviewed(root)
    changed = [path for path in sorted(rendered.keys() | reviewed.keys()) if rendered.get(path) != reviewed.get(path)]
    for path in changed:
        target = root / path
        if path in rendered:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(rendered[path])
        else:
            target.unlink()
    return changed


def check(catalog: Catalog) -> None:
    """Refuse to go on where the environment demands a review and what would run differs from it.

    Args:
        catalog: the SQL that is about to run.

    Raises:
        ReviewError: it differs; the text shows where.
    """
    if not catalog.environment.review.required:
        return
    root = folder(catalog.environment)
    rendered, reviewed = _rendered(catalog), _reviewed(root)
    if rendered == reviewed:
        return
    if not reviewed:
        raise ReviewError(
            f"{catalog.environment.name} demands a review and there is none in {root}; nothing was done: "
            f"'lapse --env {catalog.environment.argument} review', have a DBA approve it, and commit it"
        )
    diff = [line for path in sorted(rendered.keys() | reviewed.keys()) for line in _diff(path, reviewed, rendered)]
    cut = [f"... and {len(diff) - _DIFF_LINES} more lines"] if len(diff) > _DIFF_LINES else []
    raise ReviewError(
        f"the SQL differs from its review in {root}; nothing was done. If the change is meant: "
        f"'lapse --env {catalog.environment.argument} review', have a DBA approve the diff, and commit it\n"
        + "\n".join(diff[:_DIFF_LINES] + cut)
    )


def _rendered(catalog: Catalog) -> dict[str, bytes]:
    """All that lapse can run there, under the names that the review gives it; the demo's company is not for it."""
    from runner.database.schema import script

    texts = {f"sql/{each.rendered_path}": each.text for each in catalog.all() if "/demo/" not in each.path}
    texts["migrations/upgrade.sql"] = script(catalog.environment)
    texts["migrations/downgrade.sql"] = script(catalog.environment, down=True)
    return {path: text.encode() for path, text in texts.items()}


def _reviewed(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.sql"))}


def _diff(path: str, reviewed: dict[str, bytes], rendered: dict[str, bytes]) -> list[str]:
    before, after = (side.get(path, b"").decode(errors="replace").splitlines() for side in (reviewed, rendered))
    return list(difflib.unified_diff(before, after, f"reviewed/{path}", f"to run/{path}", lineterm="", n=0))
