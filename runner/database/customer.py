"""The customer's two tables: held against the environment, and made on the embedded database."""

from ..environment.sections import AccessLog
from ..errors import SettingsError, UsageError
from .session import Database, Session


def check_columns(session: Session) -> None:
    """Hold the customer's tables against the environment.

    Args:
        session: any session.

    Raises:
        SettingsError: a table or a named column is missing, or the permission table has a column that the environment
            does not name, which a revocation would lose.
    """
    for finding, todo in column_faults(session):
        raise SettingsError(f"{finding}: {todo}; nothing was done")


def column_faults(session: Session) -> list[tuple[str, str]]:
    """Return what `check_columns` would refuse, each with what to do about it.

    Args:
        session: any session.
    """
    tables, columns = session.database.environment.tables, session.database.environment.columns
    permission = columns.permission
    found = session.columns(tables.permission)
    names = [permission.program_id, permission.user_id, permission.granted_at]
    faults: list[tuple[str, str]] = []
    of_log = ("[tables] access_log", "[columns.access_log]")
    if session.database.environment.access_logs:
        of_log = ("its table in [[access_logs]]", "its columns in [[access_logs]]")
    for log in session.database.environment.logs:
        used = [log.columns.program_id, log.columns.user_id, log.columns.accessed_at]
        faults += _faults(log.table, of_log, used, session)
    of_permission = ("[tables] permission", "[columns.permission]")
    faults += _faults(tables.permission, of_permission, [*names, *permission.extra], session)
    if unknown := sorted(set(found or []) - {*names, *permission.extra}):
        finding = f"{tables.permission} has columns that [columns.permission.extra] does not name: {', '.join(unknown)}"
        faults.append((finding, "a revocation would lose them, so name each with its type"))
    return faults


def create_missing(database: Database, log: AccessLog | None) -> None:
    """Make a table of the customer's with its indexes where it is missing; on the embedded database only.

    Args:
        database: where.
        log: the access log; None for the permission table.

    Raises:
        UsageError: the table is missing on Oracle, where it is the customer's to make.
    """
    settings = database.environment
    table = log.table if log else settings.tables.permission
    files = ("10_access_log", "20_access_log_ix") if log else ("30_permission",)
    with database.session() as session:
        if session.columns(table) is not None:
            return
        if not settings.database.is_embedded:
            raise UsageError(
                f"there is no table {table}; on Oracle it is yours to make (see: {settings.command} script customer)"
            )
        for file in files:
            session.execute(session.catalog.statement(f"customer/{file}.sql", log.table if log else None))
        session.commit()


def _faults(table: str, settings: tuple[str, str], names: list[str], session: Session) -> list[tuple[str, str]]:
    """Hold one table against the names of its columns: program, user, time, any others; `settings` name both."""
    found = session.columns(table)
    if found is None:
        return [(f"there is no table {table}, or no right to see it", f"set {settings[0]}, or make or grant it")]
    if missing := [name for name in names if name not in found]:
        return [(f"{table} has no column {', '.join(missing)}; it has {', '.join(found)}", f"set {settings[1]}")]
    faults = [
        (f"{table}.{name} is of type {found[name].type}", "lapse compares ids as text: it must be a character column")
        for name in names[:2]
        if not found[name].is_text
    ]
    at = found[names[2]]
    if not at.is_time:
        faults.append((f"{table}.{names[2]} is of type {at.type}", "it must be DATE or TIMESTAMP without a time zone"))
    return faults
