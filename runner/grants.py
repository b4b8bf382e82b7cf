"""The least privileges of the runtime account, as a script for a DBA; the SQL stands in sql/grants.

Not yet run on an Oracle server.
"""

import re
from collections.abc import Iterator

from runner.render import UNNAMED_ACCOUNT, Catalog, Statement

_SCHEMA = re.compile(r"^ +on ([^\s.]+)\.", re.MULTILINE)


def script(catalog: Catalog) -> str:
    """Return the grants as a script for SQL*Plus; needs no database.

    Args:
        catalog: the SQL as the environment renders it.

    Returns:
        The script: a statement a file of sql/grants, in their order, less the grants of a schema to itself.
    """
    database = catalog.environment.database
    account = (database.grantee or "").lower()
    lines = [
        f"-- The least privileges of the account that runs lapse on {catalog.environment.name}: for a DBA.",
        "-- A name without a schema is found in the schema of who runs this: be its owner there.",
    ]
    if not account:
        lines.append(
            f"-- The URL of [database] names no account: put that of the wallet in place of {UNNAMED_ACCOUNT}."
        )
    lines += ["set define off", "whenever sqlerror exit failure rollback", ""]
    if database.current_schema:
        lines += [f"alter session set current_schema = {database.current_schema};", ""]
    for statement in _grants(catalog):
        if account and _schema(statement) == account:
            lines += [f"-- {statement.header.name}: not needed, {account} owns the table", ""]
        else:
            lines += [f"{statement.text.rstrip()};", ""]
    return "\n".join(lines)


def _grants(catalog: Catalog) -> Iterator[Statement]:
    return (statement for statement in catalog.all() if statement.path.startswith("grants/"))


def _schema(statement: Statement) -> str | None:
    found = _SCHEMA.search(statement.text)
    return found[1].lower() if found else None
