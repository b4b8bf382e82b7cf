"""What a monitor asks: does the evening's run do its work?"""

import json

from tests.company import Company, days_before

HOUR = 1 / 24


def _status(company: Company) -> tuple[int, str | None]:
    done = company.lapse("status", "--json")
    return done.code, json.loads(done.out)["problem"]


def test_status_of_a_company_without_a_run_is_a_problem(company: Company) -> None:
    assert _status(company) == (1, "no evening has run yet")


def test_plan_and_sync_are_no_evening(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.plan()
    company.run("sync")
    assert _status(company) == (1, "no evening has run yet")
    company.run()
    company.plan()
    assert _status(company) == (0, None)


def test_status_after_a_good_evening_is_well(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    assert _status(company) == (0, None)


def test_status_of_an_evening_that_was_stopped_names_it(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    company.execute("delete from {access_log} l")
    assert company.run()["exit_code"] == 4
    assert _status(company) == (4, "the newest evening: stopped")


def test_status_tells_when_the_evening_is_overdue(company: Company) -> None:
    company.log(("a", "u1", days_before(1)))
    company.run()
    company.execute("update {run} r set r.finished_at = r.finished_at - :days", days=24.9 * HOUR)
    assert _status(company) == (0, None)
    company.execute("update {run} r set r.finished_at = r.finished_at - :days", days=0.2 * HOUR)
    code, problem = _status(company)
    assert code == 1
    assert problem is not None
    assert problem.startswith("no evening has ended well since ")


def test_status_counts_items_that_are_still_to_be_written(company: Company) -> None:
    company.log(("a", "bad", days_before(1)), ("a", "good", days_before(1)))
    with company.refusing("user_id <> 'bad'"):
        company.run()
    assert json.loads(company.lapse("status", "--json").out)["outstanding_items"] == 1
    company.run()
    assert json.loads(company.lapse("status", "--json").out)["outstanding_items"] == 0
