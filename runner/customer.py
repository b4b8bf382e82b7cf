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
    for finding, todo in column_faults(session):
        raise SettingsError(f"{finding}: {todo}; nothing was done")


def column_faults(session: Session) -> list[tuple[str, str]]:
    """Return what `check_columns` would refuse, each with what to do about it.

    Args:
        session: any session.
    """
    environment = session.database.environment
    log_columns = environment.columns.access_log
    permission_columns = environment.columns.permission
    log_names = [log_columns.program_id, log_columns.user_id, log_columns.accessed_at]
    names = [
        permission_columns.program_id,
        permission_columns.user_id,
        permission_columns.granted_at,
        *permission_columns.extra,
    ]
    table = environment.tables.permission
    found = session.columns(table)
    faults = [
        *_faults(
            environment.tables.access_log, "access_log", log_names, session.columns(environment.tables.access_log)
        ),
        *_faults(table, "permission", names, found),
    ]
    if unknown := sorted(set(found or []) - {name.lower() for name in names}):
        faults.append(
            (
                f"{table} has columns that [columns.permission.extra] does not name: {', '.join(unknown)}",
                "a revocation would lose them, so name each with its type",
            )
        )
    return faults


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


def _faults(table: str, key: str, names: list[str], found: list[str] | None) -> list[tuple[str, str]]:
    if found is None:
        return [(f"there is no table {table}, or no right to see it", f"set [tables] {key}, or make or grant it")]
    if missing := [name for name in names if name.lower() not in found]:
        return [(f"{table} has no column {', '.join(missing)}; it has {', '.join(found)}", f"set [columns.{key}]")]
    return []
