"""What keeps a permission that nobody used: a missing date, days of its own, an exemption, missing data."""

from datetime import datetime, timedelta

import pytest

from runner.plan import plan
from tests.company import AS_OF, Company, days_before


@pytest.fixture(autouse=True)
def _fresh_log(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))


def test_permission_without_grant_date_stays_and_is_counted(company: Company) -> None:
    company.grant(("books", "undated", None), ("books", "old", days_before(100)))
    report = company.run()
    assert company.permissions() == {("books", "undated")}
    assert report["counts"]["permissions_without_grant_date"] == 1


def test_days_of_a_program_hold_whether_shorter_or_longer(company: Company) -> None:
    company.decide("short", 30)
    company.decide("long", 365)
    programs = ("short", "long", "usual")
    ages = {"29": 29, "30": 30, "89": 89, "90": 90, "364": 364, "365": 365}
    company.grant(*((program, user, days_before(age)) for program in programs for user, age in ages.items()))
    company.grant(*((program, "active", days_before(900)) for program in programs))
    company.log(*((program, "active", days_before(60)) for program in programs))
    company.run()
    assert company.permissions() == {
        ("short", "29"),
        *(("usual", user) for user in ("29", "30", "89", "active")),
        *(("long", user) for user in ("29", "30", "89", "90", "364", "active")),
    }
    days = company.query("select distinct v.program_id, v.inactivity_days from {revocation} v order by v.program_id")
    assert [(row["program_id"], row["inactivity_days"]) for row in days] == [
        ("long", 365),
        ("short", 30),
        ("usual", 90),
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "protects"),
    [
        (AS_OF, AS_OF + timedelta(seconds=1), True),
        (days_before(10), AS_OF + timedelta(days=10), True),
        (days_before(10), AS_OF, False),
        (AS_OF + timedelta(seconds=1), AS_OF + timedelta(days=10), True),
        (datetime.now() + timedelta(days=1), datetime.now() + timedelta(days=10), False),
    ],
    ids=["begins at as-of", "in force", "ends at as-of", "begun since as-of", "not begun"],
)
def test_exemption_protects_from_its_start_until_before_its_end(
    company: Company, starts: datetime, ends: datetime, protects: bool
) -> None:
    company.grant(("books", "exempt", days_before(200)), ("books", "other", days_before(200)))
    company.exempt("books", "exempt", starts, ends)
    report = company.run()
    assert company.permissions() == ({("books", "exempt")} if protects else set())
    assert company.revoked() == {("books", "other")} | (set() if protects else {("books", "exempt")})
    assert report["counts"]["permissions_exempt"] == int(protects)


@pytest.mark.parametrize(
    ("program", "user", "kept"),
    [
        ("books", None, {("books", "ann"), ("books", "bob")}),
        (None, "ann", {("books", "ann"), ("stock", "ann")}),
        ("books", "ann", {("books", "ann")}),
    ],
    ids=["program", "user", "both"],
)
def test_exemption_covers_its_program_its_user_or_both(
    company: Company, program: str | None, user: str | None, kept: set[tuple[str, str]]
) -> None:
    all_of_them = {(name, who) for name in ("books", "stock") for who in ("ann", "bob")}
    company.grant(*((name, who, days_before(200)) for name, who in all_of_them))
    company.exempt(program, user, days_before(1), AS_OF + timedelta(days=1))
    company.run()
    assert company.permissions() == kept
    assert company.revoked() == all_of_them - kept


def test_program_with_rejected_items_is_left_alone_until_they_settle(company: Company) -> None:
    company.grant(("books", "old", days_before(200)), ("stock", "old", days_before(200)))
    company.log(("stock", "bad", days_before(1)))
    with company.refusing("user_id <> 'bad'"):
        report = company.run()
    assert (report["exit_code"], report["status"]) == (3, "rejected")
    assert report["counts"]["programs_with_rejected_items"] == 1
    assert company.permissions() == {("stock", "old")}
    assert company.revoked() == {("books", "old")}
    assert company.run()["exit_code"] == 0
    assert company.permissions() == set()


def test_an_access_logged_after_the_sync_protects_from_a_revoke_of_its_own(company: Company) -> None:
    company.log(("a", "busy", days_before(1)))
    company.grant(("a", "busy", days_before(400)), ("a", "back", days_before(400)), ("a", "away", days_before(400)))
    company.run("sync", as_of=days_before(0, hours=2))
    company.log(("a", "back", days_before(0, hours=1)))

    assert plan(company.database, AS_OF)["candidates"] == 1
    assert company.run("revoke")["counts"]["permissions_revoked"] == 1

    assert company.permissions() == {("a", "busy"), ("a", "back")}
    assert company.revoked() == {("a", "away")}
