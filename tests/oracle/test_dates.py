"""The customer's times may be DATE or TIMESTAMP: the bound of 90 days and the indexes hold for each."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.company import AS_OF, Company, days_before

FRACTION = timedelta(milliseconds=250)


def typed(company: Company, kind: str) -> Iterator[Company]:
    """Make a company whose access log and permissions keep their times as this type."""
    made = company.having(tables={"access_log": "test_typed_log", "permission": "test_typed_permission"})
    with made.session() as session:
        for name in ("10_access_log", "30_permission"):
            session.execute(f"customer/{name}.sql")
        session.commit()
    made.ddl(f"alter table {{access_log}} modify (accessed_at {kind})")
    made.ddl(f"alter table {{permission}} modify (granted_at {kind})")
    with made.session() as session:
        session.execute("customer/20_access_log_ix.sql")
        session.commit()
    yield made
    for table in ("access_log", "permission"):
        made.ddl(f"drop table {{{table}}}")


@pytest.fixture(params=["date", "timestamp(0)", "timestamp(6)", "timestamp(9)"])
def customer(company: Company, request: pytest.FixtureRequest) -> Iterator[Company]:
    """A company with times of each type."""
    yield from typed(company, request.param)


@pytest.fixture(params=["timestamp(6)", "timestamp(9)"])
def precise(company: Company, request: pytest.FixtureRequest) -> Iterator[Company]:
    """A company whose times hold a fraction of a second."""
    yield from typed(company, request.param)


def test_grant_of_exactly_ninety_days_lapses_and_a_second_less_stays(customer: Company) -> None:
    customer.log(("pulse", "pulse", AS_OF))
    customer.grant(
        ("books", "second more", days_before(90, seconds=1)),
        ("books", "exact", days_before(90)),
        ("books", "second less", days_before(90, seconds=-1)),
    )
    assert customer.run()["exit_code"] == 0
    assert customer.permissions() == {("books", "second less")}


def test_access_exactly_ninety_days_ago_lapses_and_a_second_less_stays(customer: Company) -> None:
    users = {"more": days_before(90, seconds=1), "exact": days_before(90), "less": days_before(90, seconds=-1)}
    customer.log(("pulse", "pulse", AS_OF), *(("books", user, at) for user, at in users.items()))
    customer.grant(*(("books", user, days_before(500)) for user in users))
    assert customer.run()["exit_code"] == 0
    assert customer.permissions() == {("books", "less")}
    assert {user: at for (_, user), at in customer.last_accesses().items() if user in users} == users


def test_fraction_of_a_second_less_than_ninety_days_stays(precise: Company) -> None:
    users = {"more": days_before(90) - FRACTION, "exact": days_before(90), "less": days_before(90) + FRACTION}
    precise.log(("pulse", "pulse", AS_OF), *(("books", user, at) for user, at in users.items()))
    precise.grant(*(("books", user, days_before(500)) for user in users))
    precise.grant(*(("stock", user, at) for user, at in users.items()))
    assert precise.run()["exit_code"] == 0
    assert precise.permissions() == {("books", "less"), ("stock", "less")}
    archived = precise.query(
        "select v.granted_at from {revocation} v where v.program_id = 'stock' and v.user_id = 'more'"
    )
    assert archived == [{"granted_at": users["more"]}]


def test_access_a_fraction_after_as_of_is_left_for_the_next_run(precise: Company) -> None:
    precise.log(("books", "ann", AS_OF - FRACTION), ("books", "bob", AS_OF + FRACTION))
    report = precise.run("sync")
    assert precise.last_accesses() == {("books", "ann"): AS_OF - FRACTION}
    assert report["counts"]["log_rows_left_for_later"] == 1


def test_bound_as_of_leaves_the_index_of_the_log_usable(customer: Company) -> None:
    hinted = customer.having(hints={"stage_items": "index(l test_typed_log_ix)"})
    result = hinted.lapse("explain", "sync", "--json")
    [stage] = [plan for plan in json.loads(result.out) if plan["path"].endswith("stage_items.sql")]
    assert stage["problems"] == []
    assert any("INDEX RANGE SCAN" in line and "TEST_TYPED_LOG_IX" in line for line in stage["plan"])


def test_load_keeps_the_fraction_of_a_second_in_every_batch(precise: Company, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    times = [AS_OF - timedelta(seconds=n) + (FRACTION if n == 7000 else timedelta()) for n in range(12_001)]
    file.write_text(
        "program_id,user_id,accessed_at\n" + "".join(f"p,u{n},{at.isoformat()}\n" for n, at in enumerate(times)),
        encoding="utf-8",
    )
    assert precise.load("access_log", file)["loaded"] == len(times)
    rows = precise.query("select l.user_id, l.accessed_at from {access_log} l")
    assert {row["user_id"]: row["accessed_at"] for row in rows} == {f"u{n}": at for n, at in enumerate(times)}
