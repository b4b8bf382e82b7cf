"""lapse's own tables, brought up to date by Alembic; see docs/architecture.md."""

from alembic import command

from ..statements.review import Gate
from .revision_script import config, script
from .session import Session


def migrate(session: Session, revision: str = "head") -> str:
    """Bring lapse's own tables to a revision; each revision is one DDL and stands when a later one fails.

    Args:
        session: a session of the owner of the tables, whose engine Alembic connects by.
        revision: where to; "base" takes all tables away.

    Returns:
        The revision that the tables stood at before, or "base".

    Raises:
        ReviewError: the script differs from its review.
    """
    from alembic.runtime.migration import MigrationContext

    environment = session.database.environment
    settings = environment.tables
    gate = Gate(environment)
    if gate.is_closed:
        gate.check({"migrations/upgrade.sql": script(environment)})
    options = {"version_table": f"{settings.prefix}version", "version_table_schema": settings.own_schema}
    configured = config(environment)
    with session.database.dialect.engine.connect() as connection:
        before = MigrationContext.configure(connection, opts=options).get_current_revision() or "base"
        connection.rollback()
        configured.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(configured, revision)
        else:
            command.upgrade(configured, revision)
        connection.commit()
    return before
