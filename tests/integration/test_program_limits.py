"""The limits of a single program, and up to how many revocations a percentage says nothing."""

import re
from typing import Any

import pytest

from tests.company import AS_OF, Company, Key, days_before

Limits = dict[str, float]
TAKEN = ("permission", "revocation", "notice", "exemption", "policy")


def keys(program: str, word: str, number: int) -> set[Key]:
    return {(program, f"{word}{n}") for n in range(number)}


def filled_offices(company: Company) -> Company:
    """Books would lose 4 of its 10 permissions, wages 1 of 10, mail 3 of 3: 8 of 23, under a fresh log."""
    company.log(("pulse", "pulse", AS_OF))
    for program, old, new in (("books", 4, 6), ("wages", 1, 9), ("mail", 3, 0)):
        company.grant(*((*key, days_before(200)) for key in sorted(keys(program, "old", old))))
        company.grant(*((*key, days_before(10)) for key in sorted(keys(program, "new", new))))
    return company


@pytest.fixture
def offices(company: Company) -> Company:
    return filled_offices(company)


def assert_revoked(offices: Company, report: dict[str, Any]) -> None:
    assert (report["exit_code"], report["message"]) == (0, None)
    assert offices.revoked() == keys("books", "old", 4) | keys("wages", "old", 1) | keys("mail", "old", 3)
    assert offices.permissions() == keys("books", "new", 6) | keys("wages", "new", 9)


def stopped(offices: Company, limits: Limits) -> str:
    """Run into a limit, with no row taken; return the message."""
    before = offices.tables(*TAKEN)
    report = offices.having(guards=limits).run()
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "revoke was not started and changed nothing" in report["message"]
    assert offices.tables(*TAKEN) == before
    return str(report["message"])


def test_each_program_has_a_limit_in_number_and_in_percent(company: Company, subtests: pytest.Subtests) -> None:
    cases: list[tuple[Limits, list[str]]] = [
        ({"max_program_revocations": 4}, []),
        ({"max_program_revocations": 3}, ["books"]),
        ({"max_program_revocations": 2}, ["books", "mail"]),
        ({"max_program_revocations": 0}, ["books", "mail", "wages"]),
        ({"max_program_revocation_percent": 100}, []),
        ({"max_program_revocation_percent": 99.9}, ["mail"]),
        ({"max_program_revocation_percent": 40}, ["mail"]),
        ({"max_program_revocation_percent": 39.9}, ["books", "mail"]),
        ({"max_program_revocation_percent": 0}, ["books", "mail", "wages"]),
        ({"max_program_revocations": 3, "max_program_revocation_percent": 50}, ["books", "mail"]),
    ]
    for limits, losing in cases:
        with subtests.test(limits=limits, losing=losing):
            company.empty()
            offices = filled_offices(company)
            if not losing:
                assert_revoked(offices, offices.having(guards=limits).run())
                continue
            message = stopped(offices, limits)
            assert [each for each in ("books", "mail", "wages") if f"program {each} would lose" in message] == losing


def test_reason_says_how_much_of_which_program_and_over_which_limit(offices: Company) -> None:
    message = stopped(offices, {"max_program_revocations": 3, "max_program_revocation_percent": 99.5})
    assert (
        "program books would lose 4 of 10 (40 %), over max_program_revocations = 3 (1 of 2 such programs); " in message
    )
    assert (
        "program mail would lose 3 of 3 (100 %), over max_program_revocation_percent = 99.5 (2 of 2 such programs); "
        in message
    )
    assert "wages" not in message
    assert "would revoke" not in message


def test_plan_names_the_whole_and_the_programs_and_stops_at_neither(offices: Company) -> None:
    limits = {"max_revocations": 7, "max_program_revocations": 3, "max_program_revocation_percent": 99.5}
    made = offices.having(guards=limits).plan()
    assert (made["exit_code"], made["status"], made["lapsing"]) == (0, "done", 8)
    assert [reason for guard in made["guards"] for reason in guard["reasons"]] == [
        "would revoke 8 of 23 (35 %) permissions, over max_revocations = 7",
        "program books would lose 4 of 10 (40 %), over max_program_revocations = 3 (1 of 2 such programs)",
        "program mail would lose 3 of 3 (100 %), over max_program_revocation_percent = 99.5 (2 of 2 such programs)",
    ]


def test_up_to_the_floor_percentages_say_nothing_and_zero_means_zero(
    company: Company, subtests: pytest.Subtests
) -> None:
    cases: list[tuple[Limits, str | None]] = [
        ({"max_program_revocation_percent": 1, "percent_floor": 4}, None),
        ({"max_program_revocation_percent": 1, "percent_floor": 3}, "books would lose 4 of 10"),
        ({"max_revocation_percent": 1, "percent_floor": 8}, None),
        ({"max_revocation_percent": 1, "percent_floor": 7}, "would revoke 8 of 23"),
        ({"max_program_revocation_percent": 0, "percent_floor": 1000}, "wages would lose 1 of 10"),
        ({"max_revocation_percent": 0, "percent_floor": 1000}, "would revoke 8 of 23"),
        ({"max_program_revocations": 0, "percent_floor": 1000}, "wages would lose 1 of 10"),
        ({"max_revocations": 0, "percent_floor": 1000}, "would revoke 8 of 23"),
        ({"max_program_revocations": 3, "percent_floor": 1000}, "books would lose 4 of 10"),
        ({"max_revocations": 7, "percent_floor": 1000}, "would revoke 8 of 23"),
    ]
    for limits, reason in cases:
        with subtests.test(limits=limits, reason=reason):
            company.empty()
            offices = filled_offices(company)
            if reason is None:
                assert_revoked(offices, offices.having(guards=limits).run())
            else:
                assert reason in stopped(offices, limits)


@pytest.mark.parametrize("limits", [{"max_program_revocations": 0}, {"max_program_revocation_percent": 0}], ids=str)
def test_zero_lets_a_run_without_revocations_pass(offices: Company, limits: Limits) -> None:
    offices.execute("delete from {permission} p where p.granted_at = :old", old=days_before(200))
    assert offices.having(guards=limits).run()["exit_code"] == 0
    assert offices.permissions() == keys("books", "new", 6) | keys("wages", "new", 9)


def test_what_is_protected_is_no_loss_of_its_program(offices: Company) -> None:
    offices.exempt("books", "old0", days_before(1), AS_OF.replace(year=2030))
    offices.decide("mail", revocation_mode="report")
    report = offices.having(guards={"max_program_revocations": 3}).run()
    assert report["exit_code"] == 0
    assert report["counts"]["protected_report_only"] == 3
    assert offices.revoked() == keys("books", "old", 4) - {("books", "old0")} | keys("wages", "old", 1)


def test_the_five_that_lose_most_are_named_and_all_are_counted(company: Company, subtests: pytest.Subtests) -> None:
    for programs, named in [(5, "43210"), (6, "54321"), (8, "76543")]:
        with subtests.test(programs=programs, named=named):
            company.empty()
            company.log(("pulse", "pulse", AS_OF))
            for number in range(programs):
                company.grant(*((*key, days_before(200)) for key in sorted(keys(f"p{number}", "old", 2 + number))))

            message = stopped(company, {"max_program_revocations": 1})

            places = re.findall(
                r"program p(\d) would lose \d of \d \(100 %\), over [^;]* \((\d of \d) such programs\);", message
            )
            assert places == [(number, f"{place} of {programs}") for place, number in enumerate(named, start=1)]
            assert message.count("would lose") == 5


def test_equal_losses_are_named_in_the_order_of_the_programs(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*((f"p{number}", "old", days_before(200)) for number in range(7)))
    message = stopped(company, {"max_program_revocations": 0})
    assert re.findall(r"program p(\d) would lose 1 of 1 \(100 %\)", message) == list("01234")
    assert "(5 of 7 such programs);" in message
