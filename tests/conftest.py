"""The embedded database that the tests run on; tests/oracle/conftest.py puts a real Oracle in its place."""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from runner.database import schema as migrate
from tests import pool
from tests.company import OPEN_LIMITS, Company

settings.register_profile(
    "lapse", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("lapse")

# A shell has its background jobs ignore some of these, and nohup its command; the processes of the tests heed them.
for _number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)

_SERVER_SETTINGS = (
    *("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"),
    "deadlock_timeout = '100ms'",
)
LONGEST = ("test_sql_style.py", "test_plan_property.py", "test_signals.py", "test_buildroot.py")
CUSTOMER_FILES = ("10_access_log", "20_access_log_ix", "30_permission")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files run first, so that in the end no worker is left alone with one."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _pooled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg, "connect", pool.connect)
        yield


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's LAPSE_* from changing what is tested; the way to the Oracle of the tests stays."""
    for name in os.environ:
        if name.startswith("LAPSE_") and name not in ("LAPSE_TEST_ORACLE_URL", "LAPSE_PASSWORD"):
            monkeypatch.delenv(name)


def server_folder() -> str:
    """Return the URL of a new embedded database.

    It stands outside of pytest's own folder: under root its server runs as another user, and each pytest that starts
    shuts that folder to others. It stops when the tests end, and only then may its folder go.
    """
    folder = Path(tempfile.mkdtemp(prefix="lapse-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"embedded:{folder / 'database'}"


@pytest.fixture(scope="session")
def database_url() -> str:
    """Where the tests run; tests/oracle brings its own."""
    return server_folder()


@pytest.fixture(scope="session")
def migrated(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The tables of the company, made once; the open Database keeps an embedded server running."""
    yield from made_tables({"url": database_url}, tmp_path_factory.mktemp("environment"))


def made_tables(database: dict[str, str], folder: Path, **sections: dict[str, Any]) -> Iterator[Company]:
    """Make the tables of a company, lapse's own and the customer's, and take them away in the end."""
    company = Company(
        folder,
        {
            "database": database,
            "tables": {"prefix": "test_", "access_log": "test_access_log", "permission": "test_permission"},
            "guards": OPEN_LIMITS,
            **sections,
        },
    )
    company.database.dialect.create()
    if company.embedded:
        _make_fast(company)
    with company.session() as session:
        migrate.migrate(session)
        for name in CUSTOMER_FILES:
            session.execute(f"customer/{name}.sql")
        session.commit()
    yield company
    with company.session() as session:
        migrate.migrate(session, "base")
    for table in ("access_log", "permission"):
        company.ddl(f"drop table {{{table}}}")


@pytest.fixture
def company(migrated: Company, tmp_path: Path) -> Company:
    """A company with empty tables, limits wide open, and an environment file of its own."""
    migrated.empty()
    folder = tmp_path / "environment"
    folder.mkdir()
    return Company(folder, migrated.settings)


@pytest.fixture
def embedded_only(company: Company) -> None:
    """Skip where the test needs a hand that only the embedded database offers."""
    if not company.embedded:
        pytest.skip("looks into the embedded database; tests/oracle has its counterpart")


def _make_fast(company: Company) -> None:
    """A power cut may cost the tests their server."""
    with company.database.dialect.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in _SERVER_SETTINGS:
            connection.exec_driver_sql(f"alter system set {setting}")
        connection.exec_driver_sql("select pg_reload_conf()")
