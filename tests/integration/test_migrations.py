"""lapse's own tables come, go without a trace, and come again."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from runner.database import schema as migrate
from runner.database.revision import check_revision, newest_revision
from runner.errors import LapseError
from runner.statements.templates import OWN_TABLES
from tests.company import AS_OF, Company

MADE = {word for word in OWN_TABLES if word != "version"}


@pytest.fixture
def bare(company: Company) -> Iterator[Company]:
    """A company whose own tables of lapse, of another prefix, are not made yet."""
    bare = company.having(tables={"prefix": "bare_"})
    yield bare
    to(bare, "base")
    bare.ddl("drop table {version}")


def to(company: Company, revision: str) -> str:
    with company.session() as session:
        return migrate.migrate(session, revision)


def objects(company: Company) -> set[str]:
    """The tables and indexes whose names begin with the prefix."""
    inspector = sa.inspect(company.database.dialect.engine)
    names = [*inspector.get_table_names(), *inspector.get_temp_table_names()]  # Oracle lists the staging table apart
    tables = {name for name in names if name.startswith("bare_")}
    return tables | {str(index["name"]) for name in tables for index in inspector.get_indexes(name)}


def test_upgrade_makes_every_table_and_downgrade_leaves_nothing(bare: Company) -> None:
    assert objects(bare) == set()
    assert to(bare, "head") == "base"
    made = objects(bare)
    assert {f"bare_{word}" for word in OWN_TABLES} < made
    assert "bare_revocation_ix" in made
    assert to(bare, "base") == newest_revision()
    assert objects(bare) == {"bare_version"}
    assert bare.query("select v.version_num from {version} v") == []
    to(bare, "head")
    assert objects(bare) == made


def test_migrating_twice_is_harmless(bare: Company) -> None:
    to(bare, "head")
    bare.run("sync")
    before = bare.tables("run", "run_step", "lock", "version")
    assert to(bare, "head") == newest_revision()
    assert bare.tables("run", "run_step", "lock", "version") == before
    assert bare.run("sync")["run_id"] == 2


def test_tables_of_one_prefix_leave_those_of_another_alone(bare: Company, company: Company) -> None:
    company.log(("books", "ann", AS_OF))
    company.run("sync")
    before = company.tables()
    to(bare, "head")
    to(bare, "base")
    assert company.tables() == before


def test_every_table_and_column_has_a_comment(bare: Company) -> None:
    to(bare, "head")
    inspector = sa.inspect(bare.database.dialect.engine)
    for word in sorted(MADE):
        assert inspector.get_table_comment(f"bare_{word}")["text"], word
        columns = inspector.get_columns(f"bare_{word}")
        assert columns
        assert [column["name"] for column in columns if not column["comment"]] == [], word


def test_every_constraint_has_a_name_that_says_what_it_is(bare: Company) -> None:
    to(bare, "head")
    inspector = sa.inspect(bare.database.dialect.engine)
    for word in sorted(MADE):
        table = f"bare_{word}"
        unique = {key["name"] for key in inspector.get_unique_constraints(table)}
        assert {inspector.get_pk_constraint(table)["name"], *unique} - {None} in ({f"{table}_pk"}, {f"{table}_uk"})
        for key in inspector.get_foreign_keys(table):
            assert key["name"] == f"{table}_fk"
        for check in inspector.get_check_constraints(table):
            assert str(check["name"]).endswith("_ck")


def test_tables_refuse_what_makes_no_sense(company: Company, subtests: pytest.Subtests) -> None:
    for table, row in [
        ("exemption", "values (1, null, null, 'audit', 'cfo', 'ann', sysdate, sysdate + 1, null)"),
        ("exemption", "values (1, 'books', null, 'audit', 'cfo', 'ann', sysdate, sysdate - 1, null)"),
        ("policy", "values ('books', 0, 'enforce', 'hold', 'on', 'audit', 'cfo', sysdate)"),
        ("policy", "values ('books', 9, 'maybe', 'hold', 'on', 'audit', 'cfo', sysdate)"),
        ("policy", "values ('books', 9, 'enforce', 'maybe', 'on', 'audit', 'cfo', sysdate)"),
        ("policy", "values ('books', 9, 'enforce', 'hold', 'maybe', 'audit', 'cfo', sysdate)"),
        ("lock", "values ('run')"),
        ("watermark", "(access_log, run_id, read_to) values ('test_access_log', 1, sysdate)"),
        (
            "candidate",
            "(run_id, program_id, user_id, granted_at, permission_rows, inactivity_days)"
            " values (99, 'books', 'of no run', sysdate, 1, 90)",
        ),
    ]:
        with subtests.test(table=table, row=row):
            before = company.tables(table)
            with pytest.raises(LapseError):
                company.execute(f"insert into {{{table}}} {row}")
            assert company.tables(table) == before


def test_tables_of_another_revision_are_refused_with_what_to_do(bare: Company) -> None:
    with bare.session() as session, pytest.raises(LapseError, match="migrate' first; nothing was done"):
        check_revision(session)
    to(bare, "head")
    bare.execute("update {version} v set v.version_num = '0001'")
    try:
        with bare.session() as session, pytest.raises(LapseError, match="stand at revision 0001"):
            check_revision(session)
    finally:
        bare.execute("update {version} v set v.version_num = :newest", newest=newest_revision())
    with bare.session() as session:
        check_revision(session)
