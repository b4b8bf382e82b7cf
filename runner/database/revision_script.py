"""lapse's own tables as a script for SQL*Plus, from the revisions of migrations/; needs no database."""

import io
import shlex
from dataclasses import dataclass
from functools import cache

import jinja2
from alembic.config import Config
from alembic.ddl.oracle import OracleImpl
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table
from sqlalchemy.dialects import oracle

from ..environment.file import HOME, Environment
from ..errors import UsageError
from ..statements.header import lowercase
from .revision import newest_revision, revisions

BASE = "base"


@dataclass(frozen=True)
class Revision:
    """One step of lapse's own tables, in one direction.

    Attributes:
        number: the revision.
        before: the revision before it, or BASE.
        purpose: what it is about, in a few words.
        statements: what it runs on Oracle: one DDL, or comments.
        temporary: the temporary tables that it creates, whose rows a session keeps beyond its commits.
    """

    number: str
    before: str
    purpose: str
    statements: tuple[str, ...]
    temporary: tuple[str, ...] = ()


def config(environment: Environment) -> Config:
    """Return how Alembic finds the revisions, and for which environment."""
    found = Config()
    folder = str(HOME / "migrations").replace("%", "%%")
    found.set_main_option("script_location", folder)
    found.set_main_option("prepend_sys_path", folder)  # for lapse_names.py
    found.set_main_option("path_separator", "os")
    found.attributes["environment"] = environment
    return found


def steps(environment: Environment, *, down: bool = False) -> list[Revision]:
    """Return the revisions with their statements, in the order they run; needs no database.

    Args:
        environment: whose schema and prefix the tables carry.
        down: the way back, the newest revision first.
    """
    configured = config(environment)
    directory = ScriptDirectory.from_config(configured)
    found: list[Revision] = []
    with EnvironmentContext(configured, directory):
        for each in directory.walk_revisions():
            upgrade = _recorded(each.module.upgrade)
            statements = _recorded(each.module.downgrade).statements if down else upgrade.statements
            before = str(each.down_revision or BASE)
            temporary = tuple(upgrade.temporary)
            found.append(Revision(each.revision, before, each.doc.rstrip("."), tuple(statements), temporary))
    return found if down else found[::-1]


def script(environment: Environment, *, down: bool = False, since: str | None = None) -> str:
    """Return what `migrate` does, or its way back, as a script for SQL*Plus; needs no database.

    Args:
        environment: whose schema and prefix the tables carry.
        down: the way back, to nothing.
        since: the revision that the tables stand at; by default nothing, and on the way back the newest one.

    Raises:
        UsageError: there is no such revision.
    """
    known = [BASE, *revisions()]
    since = (newest_revision() if down else BASE) if since is None else since
    if since not in known:
        raise UsageError(f"there is no revision '{since}'; known: {', '.join(known)}")
    rest = [each for each in steps(environment, down=down) if (known.index(each.number) > known.index(since)) != down]
    tables = environment.tables
    return _template().render(
        name=environment.name,
        command=f"lapse --env {shlex.quote(environment.name)}",  # from wherever it is called: a DBA reviews the script
        schema=tables.own_schema,
        own=f"{tables.own_schema}.{tables.prefix}" if tables.own_schema else tables.prefix,
        prefix=tables.prefix,
        since=since,
        until=BASE if down else newest_revision(),
        down=down,
        revisions=rest,
    )


class _Recorder(OracleImpl):
    """Keeps the statements of a revision instead of running them."""

    def __init__(self) -> None:
        dialect = oracle.dialect()  # type: ignore[no-untyped-call]
        super().__init__(dialect, None, True, False, io.StringIO(), {"oracle_batch_separator": ""})
        self.statements: list[str] = []
        self.temporary: list[str] = []

    def static_output(self, text: str) -> None:
        """Take one statement as SQLAlchemy compiled it."""
        self.statements.append(lowercase(text))

    def create_table(self, table: Table, **more: object) -> None:
        """Note a table whose rows outlive the commit."""
        if table.dialect_options["oracle"]["on_commit"]:
            self.temporary.append(table.fullname)
        super().create_table(table, **more)


def _recorded(migrate: object) -> _Recorder:
    """Return what an upgrade or downgrade would run."""
    assert callable(migrate)
    migration = MigrationContext.configure(dialect_name="oracle", opts={"as_sql": True})
    migration.impl = recorder = _Recorder()
    with Operations.context(migration):
        migrate()
    return recorder


@cache
def _template() -> jinja2.Template:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HOME / "migrations"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    ).get_template("sqlplus.sql")
