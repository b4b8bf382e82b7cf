"""Who is noted, for the company's mailer and for whoever asks why a permission still stands."""

import csv
import io
import json

import pytest

from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
LONG_NOTED = days_before(7)


@pytest.fixture
def office(company: Company) -> Company:
    """Seven days of notice, one permission that is about to lapse, one that is not, under a fresh log."""
    patient = company.having(policy={"notice_days": 7})
    patient.log(("pulse", "pulse", AS_OF))
    patient.grant(("books", "old", OLD), ("books", "new", days_before(1)))
    return patient


@pytest.fixture
def noted(office: Company) -> Company:
    """The same, noted by run 1."""
    office.run()
    office.execute("update {notice} n set n.noticed_at = :at", at=LONG_NOTED)
    return office


def candidates(office: Company, run_id: int) -> list[tuple[str, str, str | None]]:
    told = office.call("candidates", str(run_id), "--json")
    return [(row["user_id"], row["protected_by"], row["detail"]) for row in json.loads(told.out)]


def test_candidates_say_until_when_a_notice_protects(office: Company) -> None:
    [(user, rule, detail)] = candidates(office, office.run()["run_id"])
    assert (user, rule) == ("old", "notice_missing")
    assert str(detail).startswith("given, until ")
    office.execute("update {notice} n set n.noticed_at = :at", at=AS_OF)
    assert candidates(office, office.plan()["run_id"]) == [("old", "notice_running", "until 2024-08-27 18:00:00")]


def test_notices_lists_who_is_noted_and_from_when_it_lapses(noted: Company) -> None:
    noted.grant(("mail", "=HYPERLINK(1)", OLD), ("mail", "+ann", OLD))
    noted.decide("mail", 60)
    noted.log(("mail", "+ann", days_before(300)))
    noted.execute("delete from {watermark} w where w.run_id > 0")
    noted.run()
    noted.execute("update {notice} n set n.noticed_at = :at", at=LONG_NOTED)

    result = noted.call("notices", "--csv")

    assert result.code == 0
    rows = {row["user_id"]: row for row in csv.DictReader(io.StringIO(result.out))}
    assert set(rows) == {"'=HYPERLINK(1)", "'+ann"}
    assert list(rows["'+ann"].values()) == [
        *("mail", "'+ann", str(OLD), str(days_before(300)), "60", str(LONG_NOTED), str(AS_OF), "2024-08-20", "2")
    ]
    assert rows["'=HYPERLINK(1)"]["last_access_at"] == ""


def test_notices_prints_one_json_document(noted: Company) -> None:
    assert json.loads(noted.call("notices", "--json").out) == [
        {
            "program_id": "books",
            "user_id": "old",
            "granted_at": str(OLD),
            "last_access_at": None,
            "inactivity_days": 90,
            "noticed_at": str(LONG_NOTED),
            "lapses_from": str(AS_OF),
            "lapses_on": "2024-08-20",
            "run_id": 1,
        }
    ]


def test_notices_says_so_when_nobody_is_noted(office: Company) -> None:
    assert office.call("notices").out == "no notice is running\n"
    office.run()
    assert "old" in office.call("notices").out
