"""lapse's own tables, brought up to date by Alembic; see docs/architecture.md."""

import io
import re
from datetime import datetime

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from sqlalchemy.dialects import oracle
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DropTable

from runner.database.revision import newest_revision, revisions
from runner.database.session import Session
from runner.environment.file import HOME, Environment
from runner.errors import UsageError
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
    config = _config(environment)
    with session.database.dialect.engine.connect() as connection:
        before = MigrationContext.configure(connection, opts=options).get_current_revision() or "base"
        connection.rollback()
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        connection.commit()
    return before


def script(environment: Environment, *, down: bool = False, since: str = "base") -> str:
    """Return what `migrate` does as a script for SQL*Plus; needs no database.

    Each revision's stamp is committed at once, so that a script that stops goes on from there with `since`.

    Args:
        environment: whose schema and prefix the tables carry.
        down: the way back, from the newest revision to nothing.
        since: the revision that the tables stand at.

    Raises:
        UsageError: there is no such revision.
    """
    if since != "base" and since not in revisions():
        raise UsageError(f"there is no revision {since}; known: base, {', '.join(revisions())}")
    buffer = io.StringIO()
    config = _config(environment)
    config.output_buffer = buffer
    config.attributes["connection"] = None
    version = f"{environment.tables.prefix}version"
    first = ""
    if down:
        first = f"-- This drops {environment.tables.prefix}revocation, which a restore reads: export it first.\n\n"
        command.downgrade(config, f"{newest_revision()}:base", sql=True)
        table = sa.Table(version, sa.MetaData(), schema=environment.tables.own_schema)
        drop = DropTable(table).compile(dialect=oracle.dialect())  # type: ignore[no-untyped-call]
        buffer.write(f"{drop}\n\n/\n")
    else:
        command.upgrade(config, f"{since}:head", sql=True)
    body = re.sub(r"\n{3,}", "\n\n", buffer.getvalue()).strip()
    stamp = rf"^((?:insert into|update|delete from) \S*{re.escape(version)} .*\n\n/)$"
    stamped = re.sub(stamp, r"\1\n\ncommit\n\n/", body, flags=re.MULTILINE | re.IGNORECASE)
    return f"set define off\nwhenever sqlerror exit failure rollback\n\n{first}{stamped}\n"


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


def _config(environment: Environment) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HOME / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["environment"] = environment
    return config
