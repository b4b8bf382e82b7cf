"""An evening with each recipe of docs/recipes.md that the embedded database can carry; Oracle takes the page's DDL."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from tests.blocks import blocks_of
from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
DAY = datetime(2024, 8, 1)
OTHER = {
    "table": "test_logins",
    "columns": {"program_id": "application", "user_id": "account", "accessed_at": "logged_in_at"},
}


@contextmanager
def made(company: Company, *texts: tuple[str, str | None], dropped: list[str]) -> Iterator[None]:
    """Run DDL, each text for Oracle with that for the embedded database, and drop what it made in the end."""
    try:
        for oracle, embedded in texts:
            company.ddl(oracle, embedded=embedded)
        yield
    finally:
        for name in dropped:
            company.ddl(f"drop {name}", embedded=f"drop {name.replace('function', 'function if exists')} cascade")


def told(recipe: str, *places: int) -> list[str]:
    """Return the DDL of a recipe as this schema takes it: without the page's schema and SQL*Plus's slash."""
    found = [statement for block in blocks_of(recipe, "sql", "plsql") for statement in block.statements]
    return [found[place].replace("app.", "") for place in places]


@pytest.fixture(autouse=True)
def _fresh_log(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))


@pytest.fixture
def both(company: Company) -> Iterator[Company]:
    """A second log, whose rows tell of every day."""
    table = "create table test_logins (application varchar2(30), account varchar2(30), logged_in_at timestamp(6))"
    with made(company, (table, table.replace("varchar2", "varchar")), dropped=["table test_logins"]):
        fed = company.fed_by({"table": "test_access_log"}, OTHER)
        text = (
            "insert into {watermark} (access_log, run_id, read_from, read_to, synced_to)"
            " values ('test_logins', 0, :at, :at, :at)"
        )
        company.execute(text, at=datetime(1990, 1, 1))
        login(company, "pulse", "pulse", AS_OF)
        yield fed


def login(company: Company, application: str, account: str, at: datetime) -> None:
    text = "insert into test_logins (application, account, logged_in_at) values (:application, :account, :at)"
    company.execute(text, application=application, account=account, at=at)


def test_what_a_removed_log_told_still_counts_until_its_period_is_over(company: Company, both: Company) -> None:
    login(company, "books", "ann", days_before(30))
    both.grant(("books", "ann", OLD), ("books", "bob", OLD))
    both.run()
    assert (both.permissions(), both.revoked()) == ({("books", "ann")}, {("books", "bob")})
    kept = both.query("select w.run_id, w.read_to from {watermark} w where w.access_log = 'test_logins'")

    company.execute("delete from test_logins t")
    assert company.run()["exit_code"] == 0
    assert company.permissions() == {("books", "ann")}
    assert company.last_accesses()["books", "ann"] == days_before(30)
    assert company.query("select w.run_id, w.read_to from {watermark} w where w.access_log = 'test_logins'") == kept

    company.execute("update {last_access} a set a.last_access_at = :at where a.user_id = 'ann'", at=days_before(90))
    assert company.run()["exit_code"] == 0
    assert company.permissions() == set()


def test_renamed_log_goes_on_where_it_stopped_if_its_rows_are_renamed_too(company: Company, both: Company) -> None:
    company.execute("delete from {watermark} w")
    company.log(*(("pulse", "pulse", days_before(days)) for days in range(1, 120)))
    assert company.run()["exit_code"] == 0
    company.accept_day("test_access_log", DAY, "holiday")
    company.execute("insert into test_logins (application, account, logged_in_at) values ('books', 'ann', :at)", at=OLD)
    only = company.fed_by(OTHER)

    unknown = only.run()
    assert (unknown["exit_code"], "test_logins covers less than the 90 days" in unknown["message"]) == (4, True)
    assert only.last_accesses()["books", "ann"] == OLD, "a new name is a new log, read from its beginning"

    company.execute("delete from {watermark} w where w.access_log = 'test_logins'")
    company.execute("delete from {log_day} d where d.access_log = 'test_logins'")
    for text in told("A log that is renamed or removed", 1, 2, 3):
        table = text.split()[1].removeprefix("lapse_owner.lapse_")
        new = text.replace("usage_log", "test_logins").replace("'access_log'", "'test_access_log'")
        assert only.execute(new.replace(text.split()[1], f"{{{table}}}")) > 0
    login(company, "books", "bob", OLD)
    only.grant(("books", "old", OLD))
    report = only.run()
    assert report["exit_code"] == 0
    assert ("books", "bob") not in only.last_accesses(), "the window begins where the old name stopped"
    assert only.revoked() == {("books", "old")}
    days = only.query("select t.access_log, t.log_day from {accepted_day} t")
    assert days == [{"access_log": "test_logins", "log_day": DAY}]


def test_a_text_that_is_no_time_protects_its_user_and_the_others_are_read(company: Company) -> None:
    function, view = told("Times kept as text", 0, 1)
    table = "create table usage_history (program_id varchar2(30), user_id varchar2(30), logged_at varchar2(14))"
    texts = [
        (table, table.replace("varchar2", "varchar")),
        (function, _AS_TIME),
        (view, view.replace("nvl(", "coalesce(").replace("date '", "timestamp '")),
    ]
    dropped = ["view usage_log", "function as_time", "table usage_history"]
    with made(company, *texts, dropped=dropped):
        fed = company.fed_by({"table": "usage_log"})
        fed.read_long_ago()
        for user, text in (
            ("pulse", "20240820180000"),
            ("day", "20240801"),
            ("second", "20240801123456"),
            ("wrong", "2024-08-01"),
            ("none", None),
            ("late", "20240501120000"),
        ):
            company.execute("insert into usage_history values ('books', :usr, :at)", usr=user, at=text)
        fed.grant(*(("books", user, OLD) for user in ("day", "second", "wrong", "none", "late", "never")))
        report = fed.run()
        assert report["exit_code"] == 0
        assert fed.last_accesses()["books", "day"] == DAY
        assert fed.last_accesses()["books", "second"] == datetime(2024, 8, 1, 12, 34, 56)
        rules = {user: rule for (_, user), rule in fed.protected().items()}
        assert rules == {"wrong": "future_access", "none": "future_access", "late": None, "never": None}
        assert {user for _, user in fed.permissions()} == {"day", "second", "wrong", "none"}


def test_roles_of_one_grant_date_lapse_together_and_a_newer_one_stays(company: Company) -> None:
    [table] = told("A role column", 0)
    texts = [(table, table.replace("varchar2", "varchar").replace(" char)", ")").replace(" date,", " timestamp,"))]
    with made(company, *texts, dropped=["table permission"]):
        roles = company.having(
            tables={"permission": "permission"}, columns={"permission": {"extra": {"role": "varchar2(30 char)"}}}
        )
        roles.log(("books", "cem", days_before(1)))
        roles.grant(
            ("books", "ann", OLD, "reader"),
            ("books", "ann", OLD, "writer"),
            ("books", "ann", days_before(10), "auditor"),
            ("books", "cem", OLD, "reader"),
            ("books", "cem", OLD, "writer"),
        )
        before = roles.tables("permission")
        report = roles.run()
        assert report["counts"]["permissions_revoked"] == 2
        listed = roles.query("select c.user_id, c.permission_rows from {candidate} c")
        assert listed == [{"user_id": "ann", "permission_rows": 2}]
        left = roles.query("select p.user_id, p.role from {permission} p order by p.user_id, p.role")
        assert [tuple(row.values()) for row in left] == [("ann", "auditor"), ("cem", "reader"), ("cem", "writer")]
        assert roles.call("restore", "1", "--reason", "audit").code == 0
        assert roles.tables("permission") == before


def test_view_with_instead_of_triggers_ends_rows_and_restore_opens_them_again(company: Company) -> None:
    view, delete, insert = told("A view with INSTEAD OF triggers", 0, 2, 3)
    table = (
        "create table permission_history (program_id varchar2(30) not null, user_id varchar2(30) not null,"
        " granted_at timestamp(6), ended_at timestamp(6))"
    )
    texts: list[tuple[str, str | None]] = [
        (table, table.replace("varchar2", "varchar")),
        (view, None),
        (delete, _END_FUNCTION),
        (insert, _END_TRIGGER),
    ]
    embedded = [*texts, ("", _OPEN_FUNCTION), ("", _OPEN_TRIGGER)] if company.embedded else texts
    dropped = ["view permission_in_force", "table permission_history"]
    dropped += ["function end_permission", "function open_permission"] if company.embedded else []
    with made(company, *embedded, dropped=dropped):
        history = company.having(tables={"permission": "permission_in_force"})
        company.log(("books", "cem", days_before(1)))
        history.grant(("books", "ann", OLD), ("books", "cem", OLD))
        report = history.run()
        assert (report["exit_code"], report["counts"]["permissions_revoked"]) == (0, 1)
        was = "case when h.ended_at is null then 'open' else 'ended' end as was"
        rows = f"select h.user_id, {was} from permission_history h"
        assert {tuple(row.values()) for row in history.query(rows)} == {("ann", "ended"), ("cem", "open")}
        assert history.permissions() == {("books", "cem")}
        assert history.revoked() == {("books", "ann")}

        done = history.call("restore", "1", "--reason", "audit", "--json")
        assert (done.code, json.loads(done.out)["counts"]["permissions_restored"]) == (0, 1)
        assert history.permissions() == {("books", "ann"), ("books", "cem")}
        assert len(history.query(rows)) == 2


# What the page's PL/SQL does, for the embedded database.
_AS_TIME = """
create function as_time(p_text varchar) returns timestamp language plpgsql immutable as $$
begin
  if p_text !~ '^[0-9]+$' then return null; end if;
  return to_timestamp(rpad(p_text, 14, '0'), 'yyyymmddhh24miss')::timestamp;
exception
  when others then return null;
end $$
"""
_END_FUNCTION = """
create function end_permission() returns trigger language plpgsql as $$
begin
  update permission_history h set ended_at = now()::timestamp
   where h.program_id = old.program_id and h.user_id = old.user_id and h.granted_at = old.granted_at
     and h.ended_at is null;
  return old;
end $$
"""
_END_TRIGGER = """
create trigger permission_in_force_delete instead of delete on permission_in_force
for each row execute function end_permission()
"""
_OPEN_FUNCTION = """
create function open_permission() returns trigger language plpgsql as $$
begin
  update permission_history h set ended_at = null
   where h.program_id = new.program_id and h.user_id = new.user_id and h.granted_at = new.granted_at;
  if not found then
    insert into permission_history (program_id, user_id, granted_at)
    values (new.program_id, new.user_id, new.granted_at);
  end if;
  return new;
end $$
"""
_OPEN_TRIGGER = """
create trigger permission_in_force_insert instead of insert on permission_in_force
for each row execute function open_permission()
"""
