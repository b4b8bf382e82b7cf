"""Rejected items that can never be written: people dismiss them, and take that back."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from runner.engine.ledger import os_user
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.jobs.why import why
from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
BAD = ("books", "bad")
WHY = ("--reason", "left the company")
HELD = "accesses that could not be written, see lapse rejected"
TOMORROW = AS_OF + timedelta(days=1)


@pytest.fixture
def office(company: Company) -> Company:
    """Of two users of books, one's access was refused; run 1 held the program."""
    company.grant(("Books", "old", OLD), (*BAD, OLD))
    company.log((*BAD, days_before(1)), ("pulse", "pulse", AS_OF))
    with company.refusing("user_id <> 'bad'"):
        assert company.run()["exit_code"] == 3
    assert company.permissions() == {("Books", "old"), BAD}
    return company


def evening(company: Company, as_of: datetime = TOMORROW) -> dict[str, Any]:
    """Run while the access is still refused."""
    with company.refusing("user_id <> 'bad'"):
        return company.run(as_of=as_of)


def items(company: Company, run_id: int = 1) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(company.call("rejected", str(run_id), "--json").out)
    return rows


def said(company: Company, *arguments: str) -> str:
    done = company.call("rejected", *arguments)
    assert done.code == 0, done.err
    return done.out


def refused(company: Company, *arguments: str) -> str:
    before = company.tables()
    done = company.call("rejected", *arguments)
    assert (done.code, company.tables()) == (2, before)
    assert "nothing was done" in done.err
    return done.err


def outstanding(company: Company) -> int:
    count: int = json.loads(company.call("status", "--json").out)["rejected_items"]
    return count


def test_the_last_line_of_the_log_says_where_the_rejected_items_are(office: Company) -> None:
    with office.refusing("user_id <> 'bad'"):
        done = office.call("run", "--as-of", str(TOMORROW))
    assert done.code == 3
    look = f"done with rejected items: see {office.database.environment.command} rejected 2"
    assert f"run 2: {look}" in done.err.splitlines()[-1]


def test_rejected_items_are_listed_with_and_without_the_word_list(office: Company) -> None:
    assert said(office, "1") == said(office, "list", "1")
    assert "dismissed_by" not in said(office, "1")
    [item] = items(office)
    assert (item["program_id"], item["user_id"], item["dismissed_by"]) == (*BAD, None)
    assert "there is no run 7" in office.call("rejected", "7").err
    assert office.call("rejected", "dismiss").code == 2


def test_without_a_reason_the_effect_is_told_and_nothing_changes(office: Company) -> None:
    [item] = items(office)
    before = office.tables()
    told = said(office, "dismiss", "1", str(item["item_no"]))
    assert f"accesses of bad to books up to {days_before(1)} are not recorded (last recorded access: never)" in told
    assert "books is no longer held by it, which releases 2 permissions" in told
    assert f"rejected dismiss 1 {item['item_no']} --reason WHY" in told
    assert office.tables() == before


def test_a_dismissed_item_holds_its_program_no_longer_although_the_access_is_read_again(office: Company) -> None:
    assert outstanding(office) == 1
    said(office, "dismiss", "1", str(items(office)[0]["item_no"]), *WHY)
    assert outstanding(office) == 0
    report = evening(office)
    assert (report["exit_code"], report["held"]) == (3, [])
    assert (office.permissions(), office.revoked()) == ({BAD}, {("Books", "old")})  # the log still shows the access
    for run_id in (1, 2):
        [item] = items(office, run_id)
        assert (item["dismissed_by"], item["dismiss_reason"]) == (os_user(), "left the company")
    assert json.loads(office.call("show", "1", "--json").out)["dismissed_items"] == 1
    assert "1 item could not be written (1 dismissed): see lapse" in office.call("show", "1").out
    assert report["dismissed_items"] == 1
    assert "dismissed_by" in said(office, "1")


def test_why_and_the_audit_name_the_dismissal_that_a_revocation_rests_on(office: Company) -> None:
    said(office, "dismiss", "1", str(items(office)[0]["item_no"]), *WHY)
    office.log(("pulse", "pulse", AS_OF + timedelta(days=7)))
    told = f"; accesses up to {days_before(1)} could not be recorded, and {os_user()} dismissed them (left the company)"
    evening(office)
    [answer] = why(office.database, *BAD[::-1])["answers"]
    assert (answer["protected_by"], answer["until"]) == ("came_back", None)  # by the window alone
    assert answer["answer"].startswith(f"protected: used {days_before(1)} (judged by run 2 ")
    assert told in answer["answer"]
    evening(office, AS_OF + timedelta(days=7))
    assert evening(office, AS_OF + timedelta(days=8))["exit_code"] == 0  # the access is behind the window by now
    assert office.revoked() == {("Books", "old"), BAD}
    [answer] = why(office.database, *BAD[::-1])["answers"]
    assert answer["verdict"] == "revoked"
    assert told in answer["answer"]
    [other] = why(office.database, "old", "Books")["answers"]
    assert (other["dismissed_until"], "dismissed" in other["answer"]) == (None, False)
    rows = json.loads(office.call("audit", "--from", "2000-01-01", "--to", "2999-01-01", "--json").out)
    names = ("user_id", "dismissed_access_at", "dismissed_by", "dismiss_reason")
    assert {tuple(row[name] for name in names) for row in rows} == {
        ("old", None, None, None),
        ("bad", str(days_before(1)), os_user(), "left the company"),
    }


def test_a_newer_access_that_is_refused_holds_the_program_again(office: Company) -> None:
    said(office, "dismiss", "1", str(items(office)[0]["item_no"]), *WHY)
    office.log((*BAD, AS_OF + timedelta(hours=1)))
    report = evening(office)
    assert {row["program_id"]: row["reason"] for row in report["held"]} == {"books": HELD, "Books": HELD}
    assert office.revoked() == set()
    assert outstanding(office) == 1
    [newer] = items(office, 2)
    assert newer["dismissed_by"] is None
    assert items(office)[0]["dismissed_by"] == os_user()
    said(office, "dismiss", "2", str(newer["item_no"]), "--reason", "for good")
    assert (outstanding(office), items(office)[0]["dismiss_reason"]) == (0, "for good")
    kept = office.query("select d.reason, d.ended_by from {dismissal} d order by d.dismissal_id")
    assert [tuple(row.values()) for row in kept] == [("left the company", os_user()), ("for good", None)]


def test_a_program_with_another_rejected_item_stays_held_and_that_is_told(office: Company) -> None:
    office.log(("BOOKS", "sly", days_before(1)))
    with office.refusing("user_id not in ('bad', 'sly')"):
        assert office.run(as_of=TOMORROW)["exit_code"] == 3
        assert office.run(as_of=TOMORROW)["exit_code"] == 3  # each run records the same accesses again
    assert outstanding(office) == 2
    [item] = [row for row in items(office, 2) if row["user_id"] == "bad"]
    assert "books stays held, by 1 other rejected item" in said(office, "dismiss", "2", str(item["item_no"]), *WHY)
    with office.refusing("user_id not in ('bad', 'sly')"):
        held = office.run(as_of=TOMORROW)["held"]
    assert {row["program_id"]: row["reason"] for row in held} == {"books": HELD, "Books": HELD}
    assert office.revoked() == set()


def test_a_reopened_item_holds_again_and_is_written_once_it_can_be(office: Company) -> None:
    number = str(items(office)[0]["item_no"])
    said(office, "dismiss", "1", number, *WHY)
    later = AS_OF + timedelta(days=9)  # the access is behind the window by now
    office.log(("pulse", "pulse", later))
    said(office, "reopen", "1", number)
    assert (outstanding(office), items(office)[0]["dismissed_by"]) == (1, None)
    assert f"item {number} of run 1 is not dismissed" in refused(office, "reopen", "1", number)
    assert office.run(as_of=later)["held"] == []
    assert office.last_accesses()[BAD] == days_before(1)
    assert (office.permissions(), office.revoked()) == ({BAD}, {("Books", "old")})


def test_an_item_is_not_reopened_while_a_run_works_that_has_judged_without_it(office: Company) -> None:
    number = str(items(office)[0]["item_no"])
    said(office, "dismiss", "1", number, *WHY)
    with hold_lock(office.database, Stop()):
        done = office.call("rejected", "reopen", "1", number)
    assert (done.code, items(office)[0]["dismissed_by"]) == (75, os_user())
    assert "another run, or a load, holds the lock; nothing was done" in done.err


def test_what_holds_nothing_cannot_be_dismissed(office: Company) -> None:
    number = str(items(office)[0]["item_no"])
    assert f"run 1 rejected no item 77; see: lapse --env {office.folder}" in refused(office, "dismiss", "1", "77", *WHY)
    assert "there is no run 7" in office.call("rejected", "dismiss", "7", "1", *WHY).err
    assert "must not be empty" in office.call("rejected", "dismiss", "1", number, "--reason", " ").err
    said(office, "dismiss", "1", number, *WHY)
    assert f"{os_user()} dismissed item {number} of run 1 at " in refused(office, "dismiss", "1", number, *WHY)
    said(office, "reopen", "1", number)
    office.run(as_of=TOMORROW)
    assert "has been written since" in refused(office, "dismiss", "1", number, *WHY)
    office.execute("update {rejected_item} x set x.job = 'restore'")
    assert "a permission that could not be restored" in refused(office, "dismiss", "1", number, *WHY)


def test_a_dismissal_under_another_spelling_is_named_by_the_audit_and_kept_as_long_as_the_revocation(
    company: Company,
) -> None:
    company.grant((*BAD, OLD))
    week, later = AS_OF + timedelta(days=7), AS_OF + timedelta(days=8)
    company.log(("Books", "BAD", days_before(1)), ("pulse", "pulse", AS_OF), ("pulse", "pulse", week))
    with company.refusing("user_id <> 'BAD'"):
        assert [row["program_id"] for row in company.run()["held"]] == ["books"]
        number = str(items(company)[0]["item_no"])
        said(company, "dismiss", "1", number, *WHY)
        company.run(as_of=week)
        company.run(as_of=later)  # the access is behind the window by now
    assert company.revoked() == {BAD}
    [row] = json.loads(company.call("audit", "--from", "2000-01-01", "--to", "2999-01-01", "--json").out)
    assert (row["user_id"], row["dismissed_by"], row["dismiss_reason"]) == ("bad", os_user(), "left the company")
    said(company, "reopen", "1", number)
    assert company.run(as_of=later)["exit_code"] == 0  # writes it
    company.execute("update {dismissal} d set d.dismissed_at = d.dismissed_at - 2000")
    company.execute("update {rejected_item} x set x.rejected_at = x.rejected_at - 2000")
    assert purged(company) == {"rejected items": 2, "dismissals": 0, "revocations": 0}
    assert len(company.tables("dismissal")["dismissal"]) == 1
    company.execute("update {revocation} v set v.revoked_at = v.revoked_at - 2000")
    assert purged(company) == {"rejected items": 0, "dismissals": 1, "revocations": 1}
    assert company.tables("dismissal", "revocation") == {"dismissal": [], "revocation": []}


def test_an_audit_names_one_person_where_two_spellings_were_dismissed(office: Company) -> None:
    for number, (program, user) in enumerate((BAD, ("Books", "BAD"))):
        office.dismiss((program, user), days_before(1))
        office.execute(
            "update {dismissal} d set d.dismissed_by = :who, d.reason = :why where d.program_id = :program",
            program=program,
            who=("ann", "zoe")[number],
            why=("zoster", "audit")[number],
        )
    office.log(("pulse", "pulse", AS_OF + timedelta(days=7)))
    evening(office, AS_OF + timedelta(days=7))
    evening(office, AS_OF + timedelta(days=8))
    rows = json.loads(office.call("audit", "--from", "2000-01-01", "--to", "2999-01-01", "--json").out)
    [named] = [(row["dismissed_by"], row["dismiss_reason"]) for row in rows if row["user_id"] == "bad"]
    assert named in {("ann", "zoster"), ("zoe", "audit")}


def test_what_another_session_is_dismissing_is_refused_in_words(office: Company) -> None:
    evening(office)
    first, second = items(office)[0]["item_no"], items(office, 2)[0]["item_no"]
    with office.session() as other:
        other.query("rejected/lock_items.sql", run_id=1, item_no=first)
        done = office.call("rejected", "dismiss", "2", str(second), *WHY)
        shown = said(office, "dismiss", "2", str(second))
    assert (done.code, office.tables("dismissal")["dismissal"]) == (1, [])
    assert f"another session is dismissing or reopening item {second} of run 2" in done.err
    assert "nothing was done, try again in a moment" in done.err
    assert "releases 2 permissions" in shown
    said(office, "dismiss", "2", str(second), *WHY)


def test_options_may_stand_before_the_command(office: Company) -> None:
    number = str(items(office)[0]["item_no"])
    assert json.loads(said(office, "--json", "1")) == json.loads(said(office, "--json", "list", "1")) == items(office)
    assert (
        "lapse rejected dismiss has no option --json" in office.call("rejected", "--json", "dismiss", "1", number).err
    )
    assert "is dismissed" in said(office, *WHY, "dismiss", "1", number)
    assert "there is no environment" in office.call("rejected", "--env", "list", "1").err


def purged(company: Company) -> dict[str, int]:
    """Purge records older than 1500 days, and return how many were to go of some tables."""
    before = ("purge", "--before", f"{datetime.now() - timedelta(days=1500):%Y-%m-%d}", "--json")
    counted = json.loads(company.call(*before).out)
    assert company.call(*before, "--yes").code == 0
    kinds = ("rejected items", "dismissals", "revocations")
    return {row["record_kind"]: row["to_purge"] for row in counted if row["record_kind"] in kinds}


def test_a_purge_keeps_a_dismissal_in_force_and_its_item_which_can_be_reopened(office: Company) -> None:
    number = str(items(office)[0]["item_no"])
    evening(office)
    said(office, "dismiss", "1", number, *WHY)
    office.execute("update {dismissal} d set d.dismissed_at = d.dismissed_at - 2000")
    assert purged(office) == {"rejected items": 0, "dismissals": 0, "revocations": 0}
    office.execute("update {rejected_item} x set x.rejected_at = x.rejected_at - 2000")
    assert purged(office) == {"rejected items": 1, "dismissals": 0, "revocations": 0}  # that of run 2 is dismissed too
    assert len(items(office)) == 1
    assert outstanding(office) == 0
    said(office, "reopen", "1", number)
    assert purged(office) == {"rejected items": 0, "dismissals": 0, "revocations": 0}
    assert outstanding(office) == 1
    office.run(as_of=TOMORROW)  # writes it
    assert purged(office) == {"rejected items": 1, "dismissals": 1, "revocations": 0}
    assert office.tables("dismissal", "rejected_item") == {"dismissal": [], "rejected_item": []}
