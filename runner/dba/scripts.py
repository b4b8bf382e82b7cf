"""Scripts for a DBA that lapse never runs: tables, indexes, auditing, resources; the SQL stands in sql/.

Not yet run on an Oracle server.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import UsageError
from ..statements.catalog import Catalog
from ..statements.templates import UNNAMED_ACCOUNTS


@dataclass(frozen=True)
class Script:
    """A folder of sql/ that a DBA runs as a script.

    Attributes:
        folder: the folder, relative to sql/.
        about: what it makes.
        notes: what to know before running it, a line each.
        undo_notes: what to know before taking it back.
        names_runtime: whether it names the account of cron.
        has_undo: whether lapse prints what takes it back; no script of lapse drops a table of the customer's.
    """

    folder: str
    about: str
    notes: tuple[str, ...]
    undo_notes: tuple[str, ...] = ()
    names_runtime: bool = False
    has_undo: bool = True


SCRIPTS = {
    "customer": Script(
        "customer",
        "an access log and a permission table as lapse expects them, with their indexes",
        ("For a new installation; where you have these tables, see the script indexes.",),
        has_undo=False,
    ),
    "partitioned": Script(
        "optional/partitioned",
        "an access log partitioned by day, with a local index",
        ("Needs the Partitioning option. For a log of yours that is partitioned already, run the index alone.",),
        has_undo=False,
    ),
    "indexes": Script(
        "optional/indexes",
        "the indexes that lapse needs, for existing tables, built online",
        ("Leave out what you have under another name, and ONLINE in Standard Edition.",),
        ("It drops these names whoever created them: leave out what you had before.",),
    ),
    "audit": Script(
        "optional/audit",
        "a unified audit policy on the permission table, the archive and what people decide",
        ("Run it with the role AUDIT_ADMIN. It also audits your own application's changes of permissions.",),
    ),
    "resources": Script(
        "optional/resources",
        "a resource manager plan in which lapse yields to all others",
        (
            "Run it with ADMINISTER_RESOURCE_MANAGER, as a user who may ALTER SYSTEM and read v$parameter.",
            "If it stops before it submits: begin dbms_resource_manager.clear_pending_area(); end; and start it again.",
        ),
        names_runtime=True,
    ),
}


def script(catalog: Catalog, name: str, *, undo: bool = False) -> str:
    """Return one of SCRIPTS for SQL*Plus; needs no database.

    Args:
        catalog: the SQL as the environment renders it.
        name: of SCRIPTS.
        undo: take it back: the `undo` of each file, in the opposite order.

    Raises:
        UsageError: there is no such script, or nothing that takes it back.
    """
    if name not in SCRIPTS:
        raise UsageError(f"there is no script '{name}'; known: {', '.join(SCRIPTS)}")
    if undo and not SCRIPTS[name].has_undo:
        raise UsageError(f"the script '{name}' creates tables of yours, and lapse prints none that drops them")
    return "\n".join(_lines(catalog, SCRIPTS[name], undo=undo))


def _lines(catalog: Catalog, script: Script, *, undo: bool) -> Iterator[str]:
    yield "set define off"
    yield f"-- lapse on {catalog.environment.name}: {'takes back ' if undo else ''}{script.about}."
    yield "-- Optional, for a DBA: lapse never runs it. Not yet run on an Oracle server."
    yield from (f"-- {note}" for note in (script.undo_notes if undo else script.notes))
    if script.names_runtime and not catalog.templates.accounts["runtime"]:
        unnamed = UNNAMED_ACCOUNTS["runtime"].upper()
        yield f"-- The environment names no account of cron: put yours in place of {unnamed}."
    yield "-- Names without a schema are those of the account that runs this script."
    yield f"whenever sqlerror {'continue' if undo else 'exit failure rollback'}"
    yield "set echo on"
    statements = [each for path in catalog.templates.paths(script.folder) for each in catalog.each(path)]
    for statement in reversed(statements) if undo else statements:
        header = statement.header
        yield "" if undo else f"\n-- {header.name}: {header.purpose}"
        if header.index != "none" and not undo:
            yield f"-- index: {header.index}"
        # the header has no place here: a comment that ends with a semicolon would end a statement of SQL*Plus
        yield header.undo if undo else statement.body.rstrip()
        yield "/"
