"""Tests that only a real Oracle can run; without one each of them skips and says what is missing.

The integration suite runs here once more: `test_whole_suite.py` collects its modules as children of this folder, so
that they meet the database of this conftest. Nothing of it has yet run on an Oracle server.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from runner.environment.file import HOME
from tests.company import Company
from tests.conftest import made_tables
from tests.oracle.server import HOW_TO_RUN, OWNER, PASSWORD, Server, keep, lacking

_HERE = Path(__file__).parent
_INTEGRATION = HOME / "tests" / "integration"
_ON_ITS_OWN = "test_demo.py"  # brings an embedded database of its own; test_demo.py of this folder is its counterpart
_OWN_DATABASE = os.environ.get("LAPSE_TEST_ORACLE_URL")
_OWN_PASSWORD = os.environ.get("LAPSE_PASSWORD")
_IS_CONTAINER = "LAPSE_TEST_ORACLE_CONTAINER" in os.environ  # make first-oracle has started it
_READY_WITHIN_S = 120


class WholeSuite(pytest.File):
    """The modules of the integration suite, below a folder whose fixtures lead to Oracle."""

    def collect(self) -> Iterator[pytest.Module]:
        """Collect each module again."""
        for path in sorted(_INTEGRATION.glob("test_*.py")):
            if path.name != _ON_ITS_OWN:
                module: pytest.Module = pytest.Module.from_parent(
                    self, path=path, name=path.stem, nodeid=f"{self.nodeid}::{path.stem}"
                )
                yield module


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Put the integration suite in the place of the module that stands for it, where there is an Oracle."""
    if module_path.name == "test_whole_suite.py" and not _no_oracle(parent.config):
        suite: WholeSuite = WholeSuite.from_parent(parent, path=module_path)
        return suite
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip here and not in a fixture: then pytest tells the reason once, and not for each test."""
    if reason := _no_oracle(item.config):
        pytest.skip(reason)


def _no_oracle(config: pytest.Config) -> str | None:
    """Return why the tests of this folder cannot run; None where there is an Oracle for them."""
    if _OWN_DATABASE:
        return None
    asked_for = any(Path(given.split("::")[0]).resolve().is_relative_to(_HERE) for given in config.args)
    lack = lacking() or (None if asked_for else "its container is only started when tests/oracle is named")
    return f"no Oracle: {lack}; {HOW_TO_RUN}" if lack else None


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    """What pytest-docker starts."""
    return str(HOME / "compose.yaml")


@pytest.fixture(scope="package")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The Oracle of these tests: that of LAPSE_TEST_ORACLE_URL, or else a container of its own."""
    folder = tmp_path_factory.mktemp("password")
    if _OWN_DATABASE:
        return Server(_OWN_DATABASE, keep(_OWN_PASSWORD, folder) if _OWN_PASSWORD else None, _IS_CONTAINER)
    host = request.getfixturevalue("docker_ip")
    services = request.getfixturevalue("docker_services")
    url = f"oracle+oracledb://{OWNER}@{host}:{services.port_for('oracle', 1521)}?service_name=FREEPDB1"
    started = Server(url, keep(PASSWORD, folder), is_container=True)
    services.wait_until_responsive(check=started.answers, timeout=_READY_WITHIN_S, pause=1)
    return started


@pytest.fixture(scope="package")
def _password_of_the_file_alone() -> Iterator[None]:
    """A password in the caller's environment would go before the one in the file."""
    with pytest.MonkeyPatch.context() as variables:
        variables.delenv("LAPSE_PASSWORD", raising=False)
        yield


@pytest.fixture(scope="package", autouse=True)
def database_url(_password_of_the_file_alone: None, server: Server) -> str:
    """Where every test of this folder runs."""
    return server.url


@pytest.fixture(scope="package")
def migrated(database_url: str, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The tables of the company on Oracle; those of the embedded database may stand in the same pytest run."""
    yield from made_tables(server.settings(), tmp_path_factory.mktemp("oracle"))


@pytest.fixture(scope="package")
def dba(server: Server) -> sa.Engine:
    """SYSTEM, who sees and kills the sessions of others."""
    if not server.is_container:
        pytest.skip("needs SYSTEM and the accounts of tests/oracle/container: unset LAPSE_TEST_ORACLE_URL")
    return server.engine_of("system")
