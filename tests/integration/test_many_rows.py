"""A permission table without a key may hold several rows of one (program, user), say one per role."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.company import AS_OF, Company, days_before
from tests.rival import rival

OLD = days_before(200)


@pytest.fixture
def many(company: Company) -> Iterator[Company]:
    """A company that keeps one row per role, under no key, and one permission that is new."""
    company.log(("pulse", "pulse", AS_OF))
    many = company.having(
        tables={"permission": "test_many_permission"}, columns={"permission": {"extra": {"role": "varchar2(10 char)"}}}
    )
    with many.session() as session:
        session.execute("customer/30_permission.sql")
        session.commit()
    many.ddl("alter table {permission} drop constraint test_many_permission_pk")
    many.grant(("books", "new", days_before(1), "reader"))
    yield many
    many.ddl("drop table {permission}")


def rows_of(many: Company) -> list[tuple[object, ...]]:
    rows = many.query("select p.user_id, p.granted_at, p.role from {permission} p order by p.user_id, p.role")
    return [tuple(row.values()) for row in rows]


def listed(many: Company) -> list[tuple[object, ...]]:
    text = (
        "select c.user_id, c.granted_at, c.permission_rows, c.protected_by from {candidate} c"
        " where c.run_id = (select max(r.run_id) from {run} r) order by c.granted_at"
    )
    return [tuple(row.values()) for row in many.query(text)]


NEW = ("new", days_before(1), "reader")


def test_rows_of_equal_grant_dates_are_one_candidate_and_all_go(many: Company) -> None:
    many.grant(*(("books", "ann", days_before(200), role) for role in ("admin", "reader", "reader")))
    report = many.having(guards={"max_revocations": 3, "max_program_revocations": 3}).run()
    assert (report["exit_code"], report["message"]) == (0, None)
    assert listed(many) == [("ann", days_before(200), 3, None)]
    assert rows_of(many) == [NEW]
    archived = many.query("select v.revocation_no, v.extra_columns from {revocation} v order by v.revocation_no")
    assert [row["revocation_no"] for row in archived] == [1, 2, 3]
    assert sorted(json.loads(row["extra_columns"])["role"] for row in archived) == ["admin", "reader", "reader"]
    assert [report["counts"][name] for name in ("lapsing", "permissions_revoked", "permissions")] == [3, 3, 4]


def test_limits_count_rows_not_candidates(many: Company) -> None:
    many.grant(*(("books", "ann", days_before(200), f"role{n}") for n in range(3)))
    report = many.having(guards={"max_revocations": 2}).run()
    assert (report["exit_code"], "would revoke 3 of 4 (75 %)" in report["message"]) == (4, True)
    assert len(rows_of(many)) == 4


def test_rows_of_different_grant_dates_lapse_each_by_its_own(many: Company) -> None:
    many.grant(("books", "ann", days_before(200), "admin"), ("books", "ann", days_before(90), "reader"))
    many.grant(("books", "ann", days_before(89), "writer"), ("books", "ann", None, "auditor"))
    assert many.run()["counts"]["permissions_revoked"] == 2
    assert listed(many) == [("ann", days_before(200), 1, None), ("ann", days_before(90), 1, None)]
    assert rows_of(many) == [("ann", None, "auditor"), ("ann", days_before(89), "writer"), NEW]


def test_an_access_keeps_all_rows_of_its_user(many: Company) -> None:
    many.grant(("books", "ann", days_before(200), "admin"), ("books", "ann", days_before(300), "reader"))
    many.log(("books", "ann", days_before(1)))
    assert many.run()["counts"]["permissions_revoked"] == 0
    assert len(rows_of(many)) == 3


def test_a_permission_without_program_or_user_is_never_listed_and_keeps_nobody_else(many: Company) -> None:
    many.ddl(
        "alter table {permission} modify (program_id null, user_id null)",
        embedded="alter table {permission} alter column program_id drop not null, alter column user_id drop not null",
    )
    many.grant(("books", None, OLD, "admin"), (None, "ann", OLD, "admin"), ("books", "bob", OLD, "admin"))
    report = many.run()
    assert (report["exit_code"], report["message"]) == (0, None)
    assert (many.protected(), many.revoked()) == ({("books", "bob"): None}, {("books", "bob")})
    assert many.permissions() == {("books", None), (None, "ann"), ("books", "new")}


def test_a_row_younger_than_the_notice_of_its_user_leaves_that_notice_as_it_is(many: Company) -> None:
    many.grant(("books", "ann", days_before(200), "admin"), ("books", "ann", days_before(95), "reader"))
    many.note(("books", "ann"), days_before(100))
    before = many.tables("notice")
    report = many.having(policy={"notice_days": 120}).run()
    assert (report["exit_code"], report["message"]) == (0, None)
    older, younger = ("ann", days_before(200), 1, "notice_running"), ("ann", days_before(95), 1, "notice_missing")
    assert listed(many) == [older, younger]
    assert many.tables("notice") == before


def test_all_rows_under_one_notice_are_one_line_for_the_mailer(many: Company) -> None:
    rows = (("admin", 200), ("writer", 150), ("reader", 95))  # the last is younger than the notice
    many.grant(*(("books", "ann", days_before(days), role) for role, days in rows))
    many.note(("books", "ann"), days_before(100))
    [line] = json.loads(many.having(policy={"notice_days": 120}).call("notices", "--json").out)
    assert (line["user_id"], line["granted_at"]) == ("ann", str(days_before(150)))


JUDGED = ("revoke", "guard run is judged")
LOCKED = ("revoke", "lock candidates")
PROTECTED = ("revoke", "protect by policy since")
ARCHIVED = ("revoke", "archive permissions")
Act = Callable[[Company], object]


def remove(many: Company) -> None:
    assert many.execute("delete from {permission} p where p.role = 'writer'") == 1


def regrant(many: Company) -> None:
    assert many.execute("update {permission} p set p.granted_at = :at where p.role = 'writer'", at=AS_OF) == 1


def add(many: Company) -> None:
    many.grant(("books", "ann", OLD, "auditor"))


@pytest.mark.parametrize(
    ("at", "act", "left"),
    [
        (JUDGED, remove, [("ann", OLD, "admin")]),
        (JUDGED, regrant, [("ann", OLD, "admin"), ("ann", AS_OF, "writer")]),
        (JUDGED, add, [("ann", OLD, "admin"), ("ann", OLD, "auditor"), ("ann", OLD, "writer")]),
        (LOCKED, add, [("ann", OLD, "admin"), ("ann", OLD, "auditor"), ("ann", OLD, "writer")]),
    ],
    ids=["one removed", "one granted again", "one more", "one more once locked"],
)
def test_all_rows_of_one_date_stay_when_a_rival_changes_their_number(
    many: Company, at: tuple[str, str], act: Act, left: list[tuple[str, datetime, str]]
) -> None:
    many.grant(
        ("books", "ann", OLD, "admin"), ("books", "ann", OLD, "writer"), ("books", "ann", days_before(90), "reader")
    )
    many.grant(("books", "bob", OLD, "admin"))
    with rival(at, lambda: act(many)):
        report = many.run()
    assert (report["exit_code"], report["message"]) == (0, None)
    assert rows_of(many) == [*left, NEW]
    gone = many.query("select v.user_id, v.granted_at from {revocation} v order by v.user_id, v.granted_at")
    assert [tuple(row.values()) for row in gone] == [("ann", days_before(90)), ("bob", OLD)]


@pytest.mark.parametrize("at", [PROTECTED, ARCHIVED], ids=["before the archive", "before the delete"])
def test_a_row_that_comes_too_late_to_be_protected_rolls_all_of_it_back(many: Company, at: tuple[str, str]) -> None:
    many.grant(("books", "ann", OLD, "admin"), ("books", "bob", OLD, "admin"))
    before = many.tables("revocation", "notice")
    with rival(at, lambda: add(many)):
        report = many.run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "all of revoke was rolled back: no row of it is deleted or changed" in report["message"]
    assert rows_of(many) == [("ann", OLD, "admin"), ("ann", OLD, "auditor"), ("bob", OLD, "admin"), NEW]
    assert many.tables("revocation", "notice") == before
    assert many.run()["counts"]["permissions_revoked"] == 3
