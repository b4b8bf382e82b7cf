"""A pause: evenings sync and judge, say that they are paused, and revoke nothing until it ends."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before
from tests.rival import rival

UNTIL = "2999-12-31 18:30:00"
AUDIT = ("--reason", "audit")
SAID = f"paused until {UNTIL} (audit): revoked nothing"
IDLE = {("books", "ann"), ("stock", "bob")}


@pytest.fixture
def office(company: Company) -> Company:
    """Two permissions that nobody used for 200 days, and a log that is alive."""
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*((*key, days_before(200)) for key in sorted(IDLE)))
    return company


def pauses(company: Company) -> list[dict[str, Any]]:
    columns = "z.reason, z.paused_by, z.starts_at, z.ends_at, z.resumed_by"
    return company.query(f"select {columns} from {{pause}} z order by z.pause_id")


def clock(company: Company) -> datetime:
    with company.session() as session:
        now: datetime = session.query("ledger/read_clock.sql")[0]["now"]
        return now


def pause(company: Company, until: str = UNTIL, reason: str = "audit") -> str:
    """Pause, and return what the command said."""
    done = company.call("pause", "--until", until, "--reason", reason)
    assert done.code == 0, done.err
    return done.out


def resume(company: Company) -> None:
    done = company.call("resume")
    assert (done.code, done.out) == (0, "resumed: the next run revokes again\n"), done.err


def test_a_pause_keeps_until_when_why_and_who(office: Company) -> None:
    before = clock(office)
    done = office.call("pause", "--until", UNTIL, *AUDIT)
    assert (done.code, done.out) == (0, f"paused until {UNTIL} (audit): runs revoke nothing\n"), done.err
    [row] = pauses(office)
    assert row["paused_by"]
    assert before <= row["starts_at"] <= clock(office)
    assert (row["reason"], str(row["ends_at"]), row["resumed_by"]) == ("audit", UNTIL, None)


def test_pausing_again_ends_the_pause_in_force_and_begins_another(office: Company) -> None:
    pause(office)
    said = pause(office, "2999-01-01", "outage of the log")
    assert said.startswith("paused until 2999-01-01 00:00:00 (outage of the log)")
    first, second = pauses(office)
    assert first["ends_at"] <= second["starts_at"] <= clock(office)
    assert first["resumed_by"]
    assert (second["ends_at"], second["resumed_by"]) == (datetime(2999, 1, 1), None)


def test_a_pause_that_would_be_over_is_refused_and_the_one_in_force_stays(office: Company) -> None:
    pause(office)
    before = office.tables()
    past = (clock(office) - timedelta(hours=1)).replace(microsecond=0)
    refused = office.call("pause", "--until", str(past), *AUDIT)
    assert refused.code == 2
    assert f"--until {past} is not later than the database's clock" in refused.err
    assert "nothing was done" in refused.err
    assert office.tables() == before


def test_a_pause_needs_an_end_and_a_reason(office: Company, subtests: pytest.Subtests) -> None:
    for arguments in [("--until", UNTIL), AUDIT, ("--until", UNTIL, "--reason", " ")]:
        with subtests.test(arguments=arguments):
            assert office.call("pause", *arguments).code == 2
            assert pauses(office) == []


def test_resume_without_a_pause_is_refused(office: Company) -> None:
    refused = office.call("resume")
    assert refused.code == 2
    assert "no pause is in force; nothing was done" in refused.err
    pause(office)
    resume(office)
    ended = pauses(office)
    assert office.call("resume").code == 2
    assert pauses(office) == ended


def test_a_paused_evening_revokes_nothing_and_says_so_everywhere(office: Company) -> None:
    pause(office)
    done = office.call("run", "--as-of", str(AS_OF), "--json")
    report = json.loads(done.out)
    assert (done.code, report["status"], report["message"]) == (0, "done", SAID)
    assert office.protected() == dict.fromkeys(IDLE, "paused")
    assert (office.permissions(), office.revoked()) == (IDLE, set())
    assert office.synced_to() == [AS_OF]
    assert f"run {report['run_id']}: {SAID}" in done.err
    assert json.loads(office.call("show", str(report["run_id"]), "--json").out)["message"] == SAID
    assert SAID in office.call("run", "--as-of", str(AS_OF)).out


def test_an_evening_after_the_resume_revokes_and_speaks_of_no_pause(office: Company) -> None:
    pause(office)
    office.run()
    resume(office)
    report = office.run()
    assert (report["status"], report["message"]) == ("done", None)
    assert (office.permissions(), office.revoked()) == (set(), IDLE)


def test_a_pause_that_has_run_out_or_is_to_come_protects_nobody(office: Company) -> None:
    pause(office)
    office.execute("update {pause} z set z.starts_at = :long_ago, z.ends_at = sysdate", long_ago=days_before(900))
    office.pause(datetime(2998, 1, 1), datetime(2999, 1, 1))
    assert office.plan()["message"] is None
    assert office.run()["message"] is None
    assert office.revoked() == IDLE


def test_a_plan_shows_what_would_lapse_and_that_evenings_are_paused(office: Company) -> None:
    pause(office)
    done = office.call("plan", "--as-of", str(AS_OF))
    said = f"paused until {UNTIL} (audit): runs revoke nothing until then"
    lines = done.out.splitlines()
    assert done.code == 0, done.err
    assert said in lines
    assert f"2 of 2 permissions would lapse as of {AS_OF}" in lines
    assert office.protected() == dict.fromkeys(IDLE)
    assert office.plan()["message"] == said
    resume(office)
    assert office.plan()["message"] is None


def test_a_sync_and_a_judgement_speak_of_no_pause_for_they_revoke_nothing_anyway(office: Company) -> None:
    pause(office)
    assert office.run("sync")["message"] is None
    assert office.run("judge")["message"] is None


def test_an_evening_paused_too_late_speaks_of_no_pause(office: Company) -> None:
    with rival(("revoke", "count permissions"), lambda: office.pause(days_before(1), datetime(2999, 1, 1))):
        report = office.run()
    assert (report["status"], report["message"]) == ("done", None)
    assert office.revoked() == IDLE


def test_notices_stay_as_they_were_while_evenings_are_paused(office: Company) -> None:
    noting = office.having(policy={"notice_days": 7})
    noting.note(("books", "ann"), days_before(3))
    noting.grant(("wiki", "cid", days_before(300)))
    before = noting.tables("notice")
    pause(noting)
    assert noting.run()["message"] == SAID
    assert noting.tables("notice") == before
    assert noting.permissions() == IDLE | {("wiki", "cid")}
    resume(noting)
    noting.run()
    noted = {row["user_id"] for row in noting.query("select n.user_id from {notice} n")}
    assert noted == {"ann", "bob", "cid"}


@pytest.mark.parametrize(("notice_days", "listed"), [(0, "lapsing"), (7, "protected_notice_missing")])
def test_a_pause_set_while_a_run_works_protects_too(office: Company, notice_days: int, listed: str) -> None:
    judged = ("revoke", "guard run is judged")
    noting = office.having(policy={"notice_days": notice_days})
    with rival(judged, lambda: office.call("pause", "--until", UNTIL, *AUDIT)):
        report = noting.run()
    assert (report["status"], report["message"], report["counts"][listed]) == ("done", SAID, len(IDLE))
    assert (office.permissions(), office.revoked()) == (IDLE, set())
    assert office.tables("notice") == {"notice": []}
