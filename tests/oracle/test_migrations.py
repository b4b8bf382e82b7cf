"""The script for SQL*Plus makes on Oracle what `migrate` makes, and its way back leaves nothing."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from runner.database import schema as migrate
from runner.database.revision import check_revision, newest_revision
from runner.statements.templates import OWN_TABLES
from tests.company import AS_OF, Company
from tests.oracle.server import run_script

# What the dictionary says of the tables; names that the database made up by itself are left out.
DICTIONARY = {
    "tables": "select t.table_name, t.temporary, t.duration from user_tables t",
    "columns": (
        "select c.table_name, c.column_name, c.data_type, c.char_length, c.data_precision, c.data_scale, c.nullable"
        " from user_tab_columns c"
    ),
    "constraints": (
        "select c.table_name, c.constraint_name, c.constraint_type, c.search_condition_vc"
        " from user_constraints c where c.generated = 'USER NAME'"
    ),
    "indexes": "select i.table_name, i.index_name, i.uniqueness from user_indexes i where i.generated = 'N'",
    "table comments": "select c.table_name, c.comments from user_tab_comments c",
    "column comments": "select c.table_name, c.column_name, c.comments from user_col_comments c",
}


@pytest.fixture
def bare(company: Company) -> Iterator[Company]:
    """A company whose own tables of lapse, of another prefix, are not made yet."""
    bare = company.having(tables={"prefix": "script_"})
    yield bare
    with bare.session() as session:
        migrate.migrate(session, "base")
    bare.ddl("drop table {version}")


def script(company: Company, *arguments: str) -> int:
    """Do what a DBA does with the script of `migrate --sql`; return how many statements that took."""
    result = company.lapse("migrate", "--sql", *arguments)
    assert (result.code, result.err) == (0, "")
    return run_script(company.database.dialect.engine, result.out)


def dictionary(company: Company) -> dict[str, set[tuple[object, ...]]]:
    """What stands in the dictionary about lapse's own tables, whatever their prefix."""
    prefix = company.database.environment.tables.prefix.upper()
    own = {f"{prefix}{word.upper()}" for word in OWN_TABLES}
    found = {}
    with company.database.dialect.engine.connect() as connection:
        for name, text in DICTIONARY.items():
            rows = [row for row in connection.exec_driver_sql(text) if row[0] in own]
            found[name] = {
                tuple(value.removeprefix(prefix) if isinstance(value, str) else value for value in row) for row in rows
            }
    return found


def test_script_makes_what_migrate_makes(bare: Company, company: Company) -> None:
    assert script(bare) > len(OWN_TABLES)
    with bare.session() as session:
        check_revision(session)
    made = dictionary(bare)
    assert made == dictionary(company)
    assert {row[0] for row in made["tables"]} == {word.upper() for word in OWN_TABLES}
    assert ("SYNC_ITEM", "Y", "SYS$SESSION") in made["tables"]
    assert {row[0] for row in made["constraints"]} == {word.upper() for word in OWN_TABLES if word != "version"}


def test_script_started_again_changes_nothing_and_names_the_rest(bare: Company) -> None:
    script(bare)
    made = dictionary(bare)
    for arguments, begins in (((), "base"), (("--from", "0004"), "0004")):
        with pytest.raises(sa.exc.DBAPIError, match=f"ORA-20000.* stand at {newest_revision()}, .* begins at {begins}"):
            script(bare, *arguments)
    assert dictionary(bare) == made
    assert script(bare, "--from", newest_revision()) == 1


def test_script_of_the_way_back_leaves_nothing(bare: Company) -> None:
    script(bare)
    bare.log(("books", "ann", AS_OF))
    assert bare.run("sync")["exit_code"] == 0
    script(bare, "--down")
    assert dictionary(bare) == {name: set() for name in DICTIONARY}


def test_migrate_takes_over_after_the_scripts(bare: Company) -> None:
    script(bare)
    script(bare, "--down")
    with bare.session() as session:
        assert migrate.migrate(session) == "base"
    with bare.session() as session:
        assert migrate.migrate(session) == newest_revision()
    assert bare.run("sync")["exit_code"] == 0
    assert len(bare.query("select k.lock_name from {lock} k where k.lock_name = 'run'")) == 1
