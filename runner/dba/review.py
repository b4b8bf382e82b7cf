"""The review of an environment, written for a DBA to read and to commit."""

from ..database.revision_script import script
from ..environment.file import Environment
from ..statements.catalog import Catalog
from ..statements.review import folder


def write(environment: Environment) -> list[str]:
    """Write the review of an environment, to be committed.

    Args:
        environment: whose SQL.

    Returns:
        The files that changed, went or came, relative to the review's folder.
    """
    root = folder(environment)
    rendered = _rendered(environment)
    reviewed = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.sql")}
    changed = [path for path in sorted(rendered.keys() | reviewed.keys()) if rendered.get(path) != reviewed.get(path)]
    for path in changed:
        target = root / path
        if path in rendered:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(rendered[path])
        else:
            target.unlink()
    return changed


def _rendered(environment: Environment) -> dict[str, bytes]:
    """All that lapse can run there, under the names that the review gives it; the demo's company is not for it."""
    statements = Catalog(environment).all()
    texts = {f"sql/{each.rendered_path}": each.text for each in statements if not each.path.startswith("jobs/demo/")}
    texts["migrations/upgrade.sql"] = script(environment)
    texts["migrations/downgrade.sql"] = script(environment, down=True)
    return {path: text.encode() for path, text in texts.items()}
