"""The doctor names permissions that differ only in how they spell a program or a user."""

from datetime import datetime, timedelta

import pytest

from runner.dba.doctor import Finding, examine
from tests.company import Company, days_before

GRANTED = days_before(10)


def spellings(company: Company) -> list[Finding]:
    return [finding for finding in examine(company.database) if finding.check == "spellings"]


def test_permissions_spelt_in_one_way_are_well(company: Company) -> None:
    company.grant(("books", "ann", GRANTED), ("books", "bob", GRANTED), ("stock", "ann", GRANTED))
    [finding] = spellings(company)
    assert finding.verdict == "ok"
    assert finding.finding == "no two permissions differ only in case or surrounding blanks"


@pytest.mark.parametrize("twin", [("books", "ANN"), ("Books", "ann"), (" books", "ann "), ("BOOKS", " Ann")])
def test_a_pair_of_spellings_is_bad_and_both_are_named(company: Company, twin: tuple[str, str]) -> None:
    company.grant(("books", "ann", GRANTED), ("stock", "ann", GRANTED), (*twin, GRANTED))
    [finding] = spellings(company)
    assert finding.verdict == "bad"
    assert '"ann" of program "books"' in finding.finding
    assert f'"{twin[1]}" of program "{twin[0]}"' in finding.finding
    assert finding.todo == "merge them; until then each protects the other"
    assert company.call("doctor").code == 1


def test_a_permission_of_several_rows_is_no_pair(company: Company) -> None:
    company.ddl("alter table {permission} drop constraint test_permission_pk")
    try:
        company.grant(("books", "ann", GRANTED), ("books", "ann", days_before(20)))
        assert [finding.verdict for finding in spellings(company)] == ["ok"]
    finally:
        company.execute("delete from {permission} p")
        company.ddl("alter table {permission} add constraint test_permission_pk primary key (program_id, user_id)")


def test_twenty_pairs_are_named_and_all_are_counted(company: Company) -> None:
    for number in range(21):
        company.grant(("books", f"u{number}", GRANTED), ("books", f"U{number}", GRANTED))
    found = spellings(company)
    assert len(found) == 20
    assert len({finding.finding for finding in found}) == 20
    assert all(finding.finding.endswith(" of 21)") for finding in found)


def test_spellings_are_not_compared_where_the_environment_says_so(company: Company) -> None:
    company.grant(("books", "ann", GRANTED), ("books", "ANN", GRANTED))
    [finding] = spellings(company.having(guards={"match_spelling": False}))
    assert finding.verdict == "ok"
    assert "match_spelling is false" in finding.finding


def test_a_spelling_in_use_that_holds_no_permission_is_bad_and_names_both(company: Company) -> None:
    company.grant(("pay", "LEE02", GRANTED), ("pay", "ann", GRANTED))
    now = datetime.now().replace(microsecond=0)
    company.log(("pay", "lee02 ", now - timedelta(days=1)), ("pay", "ann", now - timedelta(days=1)))
    company.log(("pay", "ANN", now - timedelta(days=91)))
    company.run("sync", as_of=now - timedelta(hours=1))
    [finding] = [each for each in examine(company.database) if each.check == "spellings in use"]
    assert finding.verdict == "bad"
    assert finding.finding.startswith('"lee02 " of program "pay", last used ')
    assert finding.finding.endswith('is spelt "LEE02" of program "pay" in the permissions (1 of 1)')
    strict = company.having(guards={"match_spelling": False})
    assert [each.verdict for each in examine(strict.database) if each.check == "spellings in use"] == ["ok"]
