"""The least privileges of the three accounts of lapse, as a script for a DBA; the SQL stands in sql/grants.

Not yet run on an Oracle server.
"""

import re
from collections.abc import Iterator

from ..statements.catalog import Catalog, Statement
from ..statements.templates import UNNAMED_ACCOUNTS

_ON_SCHEMA = re.compile(r"^ +on ([^\s.]+)\.", re.MULTILINE)
_ON_TABLE = re.compile(r"^ +on ", re.MULTILINE)

_WORK = {
    "owner": "It creates lapse's tables, sets policies, exemptions, accepted days and pauses, and purges.",
    "runtime": "Cron uses it. It deletes permissions and cannot insert any. It only reads what people decide.",
    "operator": "It restores: it inserts permissions and cannot delete any. It only reads what people decide.",
}
_NOT_NAMED = {
    "owner": "[tables] names no schema: put the owner of lapse's tables in place of {}.",
    "runtime": "The URL of [database] names no account: put that of the wallet in place of {}.",
    "operator": "[database] names no operator_account: put the account that restores in place of {}.",
}
_HEAD = (
    "-- The least privileges of the three accounts of lapse on {}: for a DBA.",
    "-- Names without a schema are those of the account that runs this script: run it as their owner.",
    "-- Before migrate the script stops after section 1: run migrate as the owner, then the script again.",
    "-- READ is for tables that are only read; SELECT is for those whose rows are locked, merged, updated or deleted",
    "-- by a condition, which SQL92_SECURITY, true by default, asks for.",
    "-- It may be run twice. 'lapse grants --undo' prints the script that takes the rights back.",
    "set define off",
    "whenever sqlerror exit failure rollback",
    "",
)
_UNDO_HEAD = (
    "-- Takes back the rights of the three accounts of lapse on {}: for a DBA.",
    "-- To remove lapse: run sections 3 and 2, then the script of 'lapse migrate --sql --down' as the owner, then",
    "-- section 1, after which the owner cannot connect.",
    "-- Names without a schema are those of the account that runs this script: run it as their owner.",
    "-- It goes on after an error, so it may be run twice. ORA-01952: the account did not have that system privilege.",
    "-- ORA-01927: this account did not grant that right. Either it was not there, or another account granted it (WITH",
    "-- GRANT OPTION) and it stays. The list at the end shows what is left, and who granted it.",
    "set define off",
    "whenever sqlerror continue",
    "",
)
_LEFT = (
    "-- ==== what is left ====",
    "-- Needs SELECT_CATALOG_ROLE. 'no rows selected' says that the three accounts have no right left. What another",
    "-- account granted, that account must revoke.",
    "set linesize 300",
    "",
)
_QUOTA = "It also needs a quota on a tablespace that you choose: alter user {} quota SIZE on TABLESPACE"


def script(catalog: Catalog, *, undo: bool = False) -> str:
    """Return the grants as a script for SQL*Plus; needs no database.

    Args:
        catalog: the SQL as the environment renders it.
        undo: take the rights back, the last one first: the `undo` of each file, in the opposite order; and list what
            is left.

    Returns:
        The script: a section an account, in it a statement a file of sql/grants, in their order, less the grants of a
        schema to itself.
    """
    database = catalog.environment.database
    lines = [line.format(catalog.environment.name) for line in (_UNDO_HEAD if undo else _HEAD)]
    if database.current_schema:
        lines += [f"alter session set current_schema = {database.current_schema};", ""]
    accounts = list(enumerate(UNNAMED_ACCOUNTS, start=1))
    for number, account in reversed(accounts) if undo else accounts:
        lines += [*_heading(catalog, number, account, undo=undo), "", *_grants(catalog, account, undo=undo)]
    if undo:
        lines += [*_LEFT, f"{catalog.statement('grants/rights_left.sql').text.rstrip()};", ""]
    return "\n".join(lines)


def _heading(catalog: Catalog, number: int, account: str, *, undo: bool) -> Iterator[str]:
    """What a section says before its statements, shared names and missing ones included."""
    named = catalog.templates.accounts
    name = named[account] or UNNAMED_ACCOUNTS[account]
    yield f"-- ==== {number}. {account}: {name} ===="
    if not undo:
        yield f"-- {_WORK[account]}"
    if not named[account]:
        yield "-- " + _NOT_NAMED[account].format(name)
    if account == "owner" and not undo:
        yield "-- " + _QUOTA.format(name)
    if same := [other for other, its in named.items() if other != account and its and its.lower() == name.lower()]:
        yield f"-- {name} is the {' and the '.join(same)} account too: it has the rights of these sections together."


def _grants(catalog: Catalog, account: str, *, undo: bool) -> Iterator[str]:
    """The grants to one account or what takes them back, each with an empty line behind it."""
    owner = (catalog.templates.accounts[account] or "").lower()
    statements = [each for each in catalog.all() if each.path.startswith(f"grants/{account}/")]
    for statement in reversed(statements) if undo else statements:
        if owner and _schema(catalog, statement) == owner:
            yield f"-- {statement.header.name}: not needed, {owner} owns the table"
        elif undo:
            yield from (f"{revoke};" for revoke in statement.header.undo.split("; "))
        else:
            yield f"{statement.text.rstrip()};"
        yield ""


def _schema(catalog: Catalog, statement: Statement) -> str | None:
    """The schema of the table that a grant is about, where it is known."""
    found = _ON_SCHEMA.search(statement.text)
    if found:
        return found[1].lower()
    is_on_table = _ON_TABLE.search(statement.text)
    return (catalog.environment.database.current_schema or "").lower() if is_on_table else None
