"""The customer's two tables: held against the environment, made on the embedded database, filled from CSV files."""

from runner.database import Database, Session
from runner.errors import SettingsError, UsageError
from runner.render import SQL


def check_columns(session: Session) -> None:
    """Hold the customer's tables against the environment.

    Args:
        session: any session.

    Raises:
        SettingsError: a table or a named column is missing, or the permission table has a column that the environment
            does not name, which a revocation would lose.
    """
    environment = session.database.environment
    log_columns = environment.columns.access_log
    permission_columns = environment.columns.permission
    log_names = [log_columns.program_id, log_columns.user_id, log_columns.accessed_at]
    _check(session, environment.tables.access_log, "access_log", log_names)
    names = [
        permission_columns.program_id,
        permission_columns.user_id,
        permission_columns.granted_at,
        *permission_columns.extra,
    ]
    found = _check(session, environment.tables.permission, "permission", names)
    if unknown := sorted(set(found) - {name.lower() for name in names}):
        raise SettingsError(
            f"{environment.tables.permission} has columns that [columns.permission.extra] does not name: "
            f"{', '.join(unknown)}; a revocation would lose them, so nothing was done: name each with its type"
        )


def create_missing(database: Database, name: str) -> None:
    """Make a table of the customer's with its indexes where it is missing; on the embedded database only.

    Args:
        database: where.
        name: access_log or permission.

    Raises:
        UsageError: the table is missing on Oracle, where it is the customer's to make.
    """
    table = getattr(database.environment.tables, name)
    with database.session() as session:
        if session.columns(table) is not None:
            return
        if not database.environment.database.url.startswith("embedded:"):
            raise UsageError(f"there is no table {table}; on Oracle it is yours to make (see sql/customer/)")
        for path in sorted((SQL / "customer").glob(f"*_{name}*.sql")):
            session.execute(f"customer/{path.name}")
        session.commit()


def _check(session: Session, table: str, key: str, names: list[str]) -> list[str]:
    found = session.columns(table)
    if found is None:
        raise SettingsError(f"there is no table {table} ([tables] {key}), or no right to see it; nothing was done")
    if missing := [name for name in names if name.lower() not in found]:
        raise SettingsError(
            f"{table} has no column {', '.join(missing)}; it has {', '.join(found)}: "
            f"set [columns.{key}]; nothing was done"
        )
    return found
