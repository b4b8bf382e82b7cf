"""Guards and limits: over them the evening stops, the list of its candidates stays, and no permission is gone."""

from datetime import datetime

import pytest

from tests.company import AS_OF, Company, days_before

TAKEN = ("permission", "revocation", "notice")


def filled_offices(company: Company) -> Company:
    """Twenty permissions of which two would lapse, under a fresh log."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", f"new{n}", days_before(10)) for n in range(18)))
    company.grant(*(("books", f"old{n}", days_before(200)) for n in range(2)))
    company.note(("books", "gone"), days_before(9))
    return company


@pytest.fixture
def offices(company: Company) -> Company:
    return filled_offices(company)


def test_over_a_limit_nothing_is_taken_and_each_limit_exceeded_is_named(
    company: Company, subtests: pytest.Subtests
) -> None:
    cases: list[tuple[dict[str, float], list[str]]] = [
        ({"max_revocations": 2, "max_revocation_percent": 10}, []),
        ({"max_revocations": 1}, ["max_revocations = 1"]),
        ({"max_revocations": 0}, ["max_revocations = 0"]),
        ({"max_revocation_percent": 9.9}, ["max_revocation_percent = 9.9"]),
        ({"max_revocation_percent": 0}, ["max_revocation_percent = 0"]),
        (
            {"max_revocations": 1, "max_revocation_percent": 9.9},
            ["max_revocations = 1", "max_revocation_percent = 9.9"],
        ),
    ]
    for limits, over in cases:
        with subtests.test(limits=limits, over=over):
            company.empty()
            offices = filled_offices(company)
            before = offices.tables(*TAKEN)
            report = offices.having(guards=limits).run()
            listed = {("books", "old0"): None, ("books", "old1"): None}
            assert offices.protected(report["run_id"]) == listed
            if not over:
                assert (report["exit_code"], report["message"]) == (0, None)
                assert offices.revoked() == set(listed)
                assert len(offices.permissions()) == 18
                continue
            assert (report["exit_code"], report["status"]) == (4, "stopped")
            assert report["message"].count("would revoke") == 1
            assert f": would revoke 2 of 20 (10 %) permissions, over {' and '.join(over)};" in report["message"]
            assert "revoke was not started and changed nothing" in report["message"]
            assert f"candidates {report['run_id']}; to accept it: " in report["message"]
            assert offices.tables(*TAKEN) == before
            assert "permissions_revoked" not in report["counts"]


def test_what_would_be_noted_counts_towards_the_limits(offices: Company) -> None:
    patient = offices.having(policy={"notice_days": 7})
    patient.note(("books", "old0"), days_before(8))
    before = patient.tables(*TAKEN)
    report = patient.having(guards={"max_revocations": 1}).run()
    assert patient.protected(report["run_id"]) == {("books", "old0"): None, ("books", "old1"): "notice_missing"}
    assert (report["exit_code"], "would revoke or give notice of 2 of 20" in report["message"]) == (4, True)
    assert patient.tables(*TAKEN) == before
    assert patient.having(guards={"max_revocations": 2}).run()["exit_code"] == 0
    assert patient.revoked() == {("books", "old0")}
    patient.note(("books", "old2"), AS_OF)
    patient.grant(("books", "old2", days_before(200)))
    again = patient.having(guards={"max_revocations": 0}).run()  # notices that run are no loss of tonight
    assert (again["exit_code"], again["counts"]["protected_notice_running"]) == (0, 2)


def test_zero_limits_let_a_run_without_revocations_pass(offices: Company) -> None:
    offices.exempt("books", None, days_before(1), datetime(2999, 1, 1))
    report = offices.having(guards={"max_revocations": 0, "max_revocation_percent": 0}).run()
    assert (report["exit_code"], report["counts"]["protected_exempted"]) == (0, 2)
    assert len(offices.permissions()) == 20


def test_empty_permission_table_passes_the_limits(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    report = company.having(guards={"max_revocations": 0, "max_revocation_percent": 0}).run()
    assert report["exit_code"] == 0
    assert report["counts"]["permissions"] == report["counts"]["permissions_revoked"]


@pytest.mark.parametrize(("seconds", "exit_code"), [(0, 0), (1, 4)], ids=["as old as allowed", "a second older"])
def test_stale_log_stops_the_revocation(company: Company, seconds: int, exit_code: int) -> None:
    company.log(("pulse", "pulse", days_before(2, seconds=seconds)))
    company.grant(("books", "old", days_before(200)), ("books", "new", days_before(1)))
    report = company.run()
    assert report["exit_code"] == exit_code
    assert company.permissions() == {("books", "new")} | ({("books", "old")} if exit_code else set())
    if exit_code:
        assert "(must be within 48 hours before as-of); " in report["message"]
        assert "sync is complete" in report["message"]


def test_log_that_is_only_newer_than_as_of_is_stale(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF.replace(hour=19)))
    company.grant(("books", "old", days_before(200)))
    assert company.run()["exit_code"] == 4
    assert company.permissions() == {("books", "old")}


def test_a_judgement_alone_over_its_limit_offers_no_list_to_accept(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", days_before(200)))
    company.run("sync")
    report = company.having(guards={"max_revocations": 0}).run("judge")
    assert (report["exit_code"], report["steps"][-1]["step"]) == (4, "guard limits")
    assert "--accept-plan" not in report["message"]


def test_empty_log_stops_the_revocation(company: Company) -> None:
    company.grant(("books", "old", days_before(200)))
    report = company.run()
    assert (report["exit_code"], "newest row of test_access_log: none" in report["message"]) == (4, True)
    assert (report["steps"][-1]["step"], report["steps"][-1]["status"]) == ("guard log is fresh", "stopped")
    assert company.permissions() == {("books", "old")}
