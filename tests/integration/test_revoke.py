"""Revoke takes the permissions that nobody used, and only those."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runner.errors import SettingsError, UsageError
from runner.statements import templates
from tests.company import AS_OF, Company, days_before
from tests.rival import rival

TAKEN = ("permission", "revocation", "notice")


@pytest.fixture(autouse=True)
def _fresh_log(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))


def test_grant_of_exactly_ninety_days_lapses_and_a_second_less_stays(company: Company) -> None:
    company.grant(
        ("books", "second more", days_before(90, seconds=1)),
        ("books", "exact", days_before(90)),
        ("books", "second less", days_before(90, seconds=-1)),
    )
    report = company.run()
    assert report["exit_code"] == 0
    assert company.permissions() == {("books", "second less")}
    assert company.revoked() == {("books", "second more"), ("books", "exact")}
    assert report["counts"]["permissions_revoked"] == 2
    assert report["counts"]["permissions"] == 3


def test_access_exactly_ninety_days_ago_lapses_and_a_second_less_stays(company: Company) -> None:
    users = {
        "second more": days_before(90, seconds=1),
        "exact": days_before(90),
        "second less": days_before(90, seconds=-1),
    }
    company.grant(*(("books", user, days_before(500)) for user in users))
    company.log(*(("books", user, at) for user, at in users.items()))
    company.run()
    assert company.permissions() == {("books", "second less")}
    assert company.revoked() == {("books", "second more"), ("books", "exact")}


def test_never_used_permission_lapses_by_its_grant_date(company: Company) -> None:
    company.grant(("books", "old", days_before(100)), ("books", "new", days_before(80)))
    company.run()
    assert company.permissions() == {("books", "new")}
    archived = company.query("select v.user_id, v.last_access_at from {revocation} v")
    assert archived == [{"user_id": "old", "last_access_at": None}]


def test_access_to_another_program_or_by_another_user_keeps_nothing(company: Company) -> None:
    company.grant(("books", "ann", days_before(200)), ("stock", "ann", days_before(200)))
    company.log(("stock", "ann", days_before(1)), ("books", "bob", days_before(1)), ("books", "anna", days_before(1)))
    company.run()
    assert company.permissions() == {("stock", "ann")}


def test_recent_grant_of_an_old_user_stays(company: Company) -> None:
    company.grant(("books", "back again", days_before(10)))
    company.log(("books", "back again", days_before(1000)))
    company.run()
    assert company.permissions() == {("books", "back again")}


@pytest.mark.usefixtures("embedded_only")
def test_fewer_deleted_than_archived_rolls_all_of_it_back(company: Company) -> None:
    company.grant(*(("books", f"u{n}", days_before(200)) for n in range(3)))
    company.note(("books", "gone"), days_before(3))
    before = company.tables(*TAKEN)
    company.ddl(
        "",
        embedded="create function test_keep() returns trigger language plpgsql as"
        " $$ begin if old.user_id = 'u1' then return null; end if; return old; end $$",
    )
    company.ddl(
        "",
        embedded="create trigger test_keep before delete on {permission} for each row execute function test_keep()",
    )
    try:
        report = company.run()
    finally:
        company.ddl("", embedded="drop function test_keep() cascade")
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "locked 3, listed 3, archived 3 and deleted 2 permissions" in report["message"]
    assert "--accept-plan" not in report["message"], "its list is not what stopped it"
    assert "permissions_revoked" not in report["counts"]
    assert company.tables(*TAKEN) == before
    assert company.run()["exit_code"] == 0
    assert company.permissions() == set()


def test_what_was_not_locked_is_not_deleted(company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company.grant(("books", "old", days_before(200)), ("books", "older", days_before(300)))
    before = company.tables(*TAKEN)
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    [lock] = copy.glob("jobs/revoke/*_lock_candidates.sql")
    lock.write_text(lock.read_text(encoding="utf-8").replace(" where exists", " where p.user_id <> 'old' and exists"))
    monkeypatch.setattr(templates, "SQL", copy)
    report = company.having().run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "locked 1, listed 2, archived 2 and deleted 2 permissions" in report["message"]
    assert company.tables(*TAKEN) == before


NOT_DUE = (
    "insert into {candidate} (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days)"
    " values (1, 'books', 'new', :at, 1, 90)"
)
USED = "insert into {last_access} (program_id, user_id, last_access_at, run_id) values ('books', 'old', :at, 1)"


@pytest.mark.parametrize("wrong", [NOT_DUE, USED], ids=["not due", "in use"])
def test_what_is_wrongly_listed_is_not_deleted_and_rolls_all_of_it_back(company: Company, wrong: str) -> None:
    late = days_before(90, seconds=-1)
    company.grant(("books", "old", days_before(200)), ("books", "new", late), ("stock", "old", days_before(200)))
    before = company.tables(*TAKEN)
    with rival(("revoke", "guard run is judged"), lambda: company.execute(wrong, at=late)):
        report = company.run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "another session changed them meanwhile" in report["message"]
    assert company.tables(*TAKEN) == before


@pytest.mark.parametrize("gone", ["lock_candidates", "archive_permissions", "delete_permissions"])
def test_a_step_that_is_missing_from_the_job_rolls_all_of_it_back(
    company: Company, gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.grant(("books", "old", days_before(200)))
    company.note(("books", "gone"), days_before(3))
    before = company.tables(*TAKEN)
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    [step] = copy.glob(f"jobs/revoke/*_{gone}.sql")
    step.unlink()
    monkeypatch.setattr(templates, "SQL", copy)
    report = company.having().run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "all of revoke was rolled back: no row of it is deleted or changed" in report["message"]
    assert company.tables(*TAKEN) == before


@pytest.fixture
def rich(company: Company) -> Iterator[Company]:
    """A company whose permission table has columns of its own."""
    extra = {"department": "varchar2(40 char)", "cost_share": "number(8,2)", "valid_to": "date"}
    rich = company.having(
        tables={"permission": "test_rich_permission"},
        columns={"permission": {"user_id": "member", "granted_at": "since", "extra": extra}},
    )
    with rich.session() as session:
        session.execute("customer/30_permission.sql")
        session.commit()
    yield rich
    rich.ddl("drop table {permission}")


def test_archive_holds_the_whole_row(rich: Company) -> None:
    rich.grant(
        ("books", "ann", days_before(200), 'R&D "süd"', 12.5, datetime(2025, 1, 31, 23, 59, 58)),
        ("books", "bob", days_before(300), None, None, None),
        ("books", "new", days_before(1), "sales", 7, None),
    )
    rich.log(("books", "ann", days_before(100)))
    rich.run()
    rows = rich.query(
        "select v.run_id, v.revocation_no, v.program_id, v.user_id, v.granted_at, v.last_access_at, v.inactivity_days,"
        " v.extra_columns from {revocation} v order by v.revocation_no"
    )
    assert [row | {"extra_columns": json.loads(row["extra_columns"])} for row in rows] == [
        {
            **{"run_id": 1, "revocation_no": 1, "program_id": "books", "user_id": "ann", "inactivity_days": 90},
            **{"granted_at": days_before(200), "last_access_at": days_before(100)},
            "extra_columns": {"department": 'R&D "süd"', "cost_share": 12.5, "valid_to": "2025-01-31T23:59:58"},
        },
        {
            **{"run_id": 1, "revocation_no": 2, "program_id": "books", "user_id": "bob", "inactivity_days": 90},
            **{"granted_at": days_before(300), "last_access_at": None},
            "extra_columns": {"department": None, "cost_share": None, "valid_to": None},
        },
    ]
    left = rich.query("select p.member, p.since, p.department, p.cost_share from {permission} p")
    assert left == [{"member": "new", "since": days_before(1), "department": "sales", "cost_share": 7}]


def test_undeclared_column_of_the_permission_table_is_refused_by_name(company: Company) -> None:
    company.grant(("books", "old", days_before(200)))
    before = company.tables()
    company.ddl(
        "alter table {permission} add (granted_by varchar2(10))",
        embedded="alter table {permission} add column granted_by varchar(10)",
    )
    try:
        with pytest.raises(SettingsError, match="granted_by"):
            company.run()
    finally:
        company.ddl("alter table {permission} drop column granted_by")
    assert company.tables() == before


def test_as_of_is_a_whole_second(company: Company) -> None:
    company.grant(("books", "late", days_before(90, seconds=-1)), ("books", "old", days_before(90)))
    assert company.run(as_of=AS_OF.replace(microsecond=999_999))["as_of"] == AS_OF
    assert company.revoked() == {("books", "old")}


def test_as_of_in_the_future_is_refused(company: Company) -> None:
    company.grant(("books", "old", days_before(200)))
    before = company.tables()
    with pytest.raises(UsageError, match="nothing was done") as caught:
        company.run(as_of=datetime.now() + timedelta(days=2))
    assert caught.value.exit_code == 2
    assert company.tables() == before
