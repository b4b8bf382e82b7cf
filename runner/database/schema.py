"""lapse's own tables, brought up to date by Alembic; see docs/architecture.md."""

from datetime import datetime

import sqlalchemy as sa
from alembic import command, context
from sqlalchemy.ext.compiler import compiles

from runner.database.revision_script import config, script
from runner.database.session import Session
from runner.environment.file import Environment
from runner.statements.review import Gate


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


class Instant(sa.types.UserDefinedType[datetime]):
    """A time with all its fraction of a second, so that a customer's grant date compares equal to its copy."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """Return the type's name: nine digits, Oracle's most; the embedded database keeps six."""
        return "TIMESTAMP(9)"


@compiles(Instant, "postgresql")
def _instant(_element: Instant, _compiler: object, **_options: object) -> str:
    return "TIMESTAMP(6)"


def table(word: str) -> str:
    """Return the name of one of lapse's own tables, for revisions; `word` as in OWN_TABLES, for example "run_step"."""
    return f"{_environment().tables.prefix}{word}"


def schema() -> str | None:
    """Return the schema of lapse's own tables, for revisions."""
    return _environment().tables.own_schema


def _environment() -> Environment:
    environment: Environment = context.config.attributes["environment"]
    return environment
