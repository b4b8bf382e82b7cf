"""What the Oracle tier leans on without an Oracle: its scripts say the same as lapse, and are split into statements."""

import re

import pytest

from runner.database.revision_script import script
from runner.dba import grants
from runner.environment import file as environment
from runner.environment.file import HOME
from runner.statements.catalog import Catalog
from runner.statements.templates import OWN_TABLES
from tests.oracle.server import OWNER, PASSWORD, Server, statements

CONTAINER = HOME / "tests" / "oracle" / "container"


@pytest.fixture
def prod() -> Catalog:
    """Production has the names of the container: the customer is app, the owner of lapse's tables lapse_owner."""
    return Catalog(environment.read("prod"))


def words(text: str) -> list[str]:
    return re.sub(r"--[^\n]*", "", text).split()


def test_customer_of_the_container_has_the_tables_that_lapse_expects(prod: Catalog) -> None:
    made = statements((CONTAINER / "10_customer.sql").read_text(encoding="utf-8"))
    expected = [statement for statement in prod.all() if statement.path.startswith("customer/")]
    assert len(expected) == 3
    for statement in expected:
        assert words(statement.text) in [words(text) for text in made], statement.path


def test_accounts_of_the_container_share_the_password_of_the_tests() -> None:
    for made in CONTAINER.glob("*.sql"):
        accounts = re.findall(r'create user (\w+) identified by "(\w+)"', made.read_text(encoding="utf-8"))
        assert accounts
        assert {password for _, password in accounts} == {PASSWORD}
    for name in ("compose.yaml", "Makefile"):
        assert PASSWORD in (HOME / name).read_text(encoding="utf-8")


def test_accounts_of_the_container_have_the_system_privileges_that_lapse_prints(prod: Catalog) -> None:
    for account, system_rights in (
        ("lapse_app", "create session"),
        ("lapse_operator", "create session"),
        ("lapse_owner", "create session, create table, create sequence"),
    ):
        made = statements((CONTAINER / "20_accounts.sql").read_text(encoding="utf-8"))
        assert [text for text in made if text.startswith("grant") and text.endswith(f" {account}")] == [
            f"grant {system_rights} to {account}"
        ]
        printed = [
            text for text in statements(grants.script(prod)) if text.endswith(f" {account}") and " on " not in text
        ]
        assert [" ".join(text.split()) for text in printed] == [
            f"grant {right} to {account}" for right in system_rights.split(", ")
        ]


def test_scripts_for_sqlplus_are_split_into_whole_statements(prod: Catalog) -> None:
    up, down = (statements(script(prod.environment, down=down)) for down in (False, True))
    rights = statements(grants.script(prod))
    for text in up + down + rights:
        if not re.match(r"(declare|begin)\b", text):
            assert re.match(r"(create|insert|update|comment|delete|truncate|drop|grant|commit)\b", text), text
            assert not text.endswith((";", "/"))
    tables = [text for text in up if re.match(r"create (global temporary )?table", text)]
    assert len(tables) + 1 == len(OWN_TABLES) == sum(text.startswith("drop table") for text in down)
    assert [text.split()[0] for text in up].count("declare") == 2
    assert [text.split()[0] for text in down].count("declare") == 1
    assert (
        len(rights) == sum(statement.path.startswith("grants/") for statement in prod.all()) - 1
    )  # the list of an undo


def test_url_of_another_account_differs_in_the_account_alone() -> None:
    server = Server(f"oracle+oracledb://{OWNER}@127.0.0.1:49153?service_name=FREEPDB1", None, is_container=True)
    assert server.url_of("lapse_app") == "oracle+oracledb://lapse_app@127.0.0.1:49153?service_name=FREEPDB1"
    assert server.settings() == {"url": server.url}
