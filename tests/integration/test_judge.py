"""Judge lists every permission past its days, once, and says of each which rule protects it, or that it lapses."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runner.statements import templates
from tests.company import AS_OF, Company, Key, days_before

OLD = days_before(500)
EDGE = days_before(90)
LATE = timedelta(seconds=1)
FAR = datetime(2999, 1, 1)


def clock(company: Company) -> datetime:
    now: datetime = company.query("select sysdate as now from dual")[0]["now"]
    return now


def details(company: Company, run_id: int) -> dict[Key, str | None]:
    told = company.call("candidates", str(run_id), "--json")
    assert told.code == 0, told.err
    return {(row["program_id"], row["user_id"]): row["detail"] for row in json.loads(told.out)}


# Each rule beside a permission that it must not protect; who is no candidate has no entry.
CANDIDATES = {
    ("off", "ann"): "policy_off",
    ("report", "ann"): "report_only",
    ("exempt", "until later"): "exempted",
    ("exempt", "until as-of"): None,
    ("exempt", "since as-of"): "exempted",
    ("exempt", "not yet"): None,
    ("grant", "at the edge"): None,
    ("access", "at the edge"): None,
    ("unsynced", "at the edge"): None,
    ("back", "a second after"): "came_back",
    ("back", "in half a day"): "came_back",
    ("back", "in two days"): "future_access",
    ("restore", "in time"): "restored",
    ("restore", "at the edge"): None,
    ("rejected", "ann"): "held_program",
    ("settled", "ann"): None,
    **{("silent", user): "held_program" for user in ("ann", "bob", "at the edge")},
    ("alive", "ann"): None,
    ("alive", "bob"): None,
    ("long", "ann"): "held_program",
    ("noted", "at the edge"): None,
    ("noted", "in time"): "notice_running",
    ("noted", "never"): "notice_missing",
    ("noted", "used since"): "notice_missing",
    ("noted", "granted since"): "notice_missing",
    ("again", "used since"): "notice_missing",
}
IN_USE = {
    ("undated", "ann"): None,
    ("report", "in time"): EDGE + LATE,
    ("grant", "in time"): EDGE + LATE,
    ("access", "in time"): OLD,
    ("access", "came back"): OLD,
    ("unsynced", "in time"): OLD,
    ("alive", "in time"): OLD,
}
DETAILS = {
    ("off", "ann"): None,
    ("report", "ann"): None,
    ("exempt", "until later"): f"until {AS_OF + LATE}",
    ("exempt", "since as-of"): f"until {FAR}",
    ("back", "a second after"): f"used {AS_OF + LATE}",
    ("restore", "in time"): f"restored {EDGE + LATE}",
    ("rejected", "ann"): "accesses that could not be written, see lapse rejected",
    ("silent", "ann"): "no access by anyone in its inactivity period: the program or its log may be dead",
    ("long", "ann"): "an access log covers less than its 300 days",
    ("noted", "in time"): f"until {AS_OF + LATE}",
    ("noted", "never"): None,
    ("grant", "at the edge"): None,
}


@pytest.fixture
def told(company: Company) -> Iterator[Company]:
    """A company with a permission for every rule, and the log of as-of partly synced."""
    company = company.having(policy={"notice_days": 100}, guards={"silent_program_min_permissions": 3})
    company.execute("delete from {watermark} w")
    granted = {("grant", "at the edge"): EDGE, ("noted", "granted since"): days_before(95)}
    company.grant(*((*key, granted.get(key, OLD)) for key in CANDIDATES))
    company.grant(*((*key, at) for key, at in IN_USE.items()))
    modes, days = {"off": "off", "report": "report"}, {"unsynced": 30, "long": 300, "again": 10}
    for program in sorted({program for program, _ in CANDIDATES} - {"silent", "alive"}):
        notice, mode = "on" if program in ("noted", "again") else "off", modes.get(program, "enforce")
        company.decide(program, days.get(program), when_silent="revoke", notice=notice, revocation_mode=mode)
    for program in ("silent", "alive"):
        company.decide(program, notice="off")
    company.log(("pulse", "pulse", AS_OF), ("noted", "used since", EDGE))
    company.log(*(("access", user, EDGE) for user in ("at the edge", "came back")), ("access", "in time", EDGE + LATE))
    company.log(("alive", "in time", EDGE + LATE), ("silent", "at the edge", EDGE))
    company.log(("rejected", "refused", days_before(50)), ("settled", "refused before", days_before(100)))
    with company.refusing("user_id not in ('refused', 'refused before')"):
        company.run("sync", as_of=days_before(50))
    assert company.rejected() == {("rejected", "refused"), ("settled", "refused before")}
    with company.refusing("user_id <> 'refused'"):
        company.run("sync", as_of=days_before(40))
    company.log(("unsynced", "in time", days_before(30) + LATE), ("unsynced", "at the edge", days_before(30)))
    company.log(("again", "used since", days_before(20)), ("access", "came back", days_before(9)))
    now = clock(company)
    company.log(("back", "a second after", AS_OF + LATE), ("back", "a second after", now + timedelta(days=2)))
    company.log(("back", "in half a day", now + timedelta(hours=12)), ("back", "in two days", now + timedelta(days=2)))
    company.exempt("exempt", "until later", days_before(9), AS_OF + LATE)
    company.exempt("exempt", "until as-of", days_before(9), AS_OF)
    company.exempt("exempt", "since as-of", AS_OF + LATE, FAR)
    company.exempt("exempt", "not yet", now + timedelta(days=1), FAR)
    company.restored(("restore", "in time"), EDGE + LATE)
    company.restored(("restore", "at the edge"), EDGE)
    for user in ("at the edge", "used since", "granted since"):
        company.note(("noted", user), days_before(100))
    company.note(("noted", "in time"), days_before(100) + LATE)
    company.note(("again", "used since"), days_before(100))
    with company.refusing("user_id <> 'refused'"):
        yield company


def test_each_rule_protects_its_candidates_to_the_second_and_no_other_one(told: Company) -> None:
    planned = told.plan()
    assert (planned["exit_code"], planned["status"]) == (3, "rejected"), planned["message"]
    assert told.protected(planned["run_id"]) == CANDIDATES
    said = details(told, planned["run_id"])
    assert {key: said[key] for key in DETAILS} == DETAILS
    assert told.permissions() == set(CANDIDATES) | set(IN_USE)

    report = told.run()

    lapsing = {key for key, rule in CANDIDATES.items() if rule is None}
    assert (report["exit_code"], report["status"]) == (3, "rejected"), report["message"]
    assert told.protected(report["run_id"]) == CANDIDATES
    assert told.permissions() == set(IN_USE) | set(CANDIDATES) - lapsing
    assert report["counts"]["permissions_revoked"] == len(lapsing)


def test_counts_of_a_run_say_how_many_each_rule_protects(told: Company) -> None:
    counts = told.plan()["counts"]
    rules = [rule for rule in CANDIDATES.values() if rule is not None]
    assert {name.removeprefix("protected_"): value for name, value in counts.items() if "protected_" in name} == {
        rule: rules.count(rule) for rule in rules
    }
    assert (counts["lapsing"], counts["permissions"]) == (
        list(CANDIDATES.values()).count(None),
        len(CANDIDATES) + len(IN_USE),
    )
    assert counts["permissions_without_grant_date"] == 1


def test_the_first_rule_that_protects_is_the_reason_until_none_is_left(company: Company) -> None:
    office = company.having(policy={"notice_days": 7}, guards={"silent_program_min_permissions": 1})
    key = ("books", "old")
    office.log(("pulse", "pulse", AS_OF), ("stock", "busy", days_before(1)))
    office.grant(("stock", "other", OLD))
    accepted = office.plan()["run_id"]
    office.grant((*key, OLD))
    office.restored(key, days_before(1))
    office.exempt(*key, days_before(1), FAR)
    office.decide("books", revocation_mode="off")
    office.log((*key, AS_OF + LATE))

    peeled: list[tuple[str, str]] = [
        ("restored", "update {revocation} v set v.restored_at = v.revoked_at where v.user_id = 'old'"),
        ("exempted", "delete from {exemption} e"),
        ("policy_off", "update {policy} y set y.revocation_mode = 'report'"),
        ("report_only", "update {policy} y set y.revocation_mode = 'enforce'"),
        ("held_program", "update {policy} y set y.when_silent = 'revoke'"),
        ("came_back", "delete from {access_log} l where l.user_id = 'old'"),
    ]
    for rule, removal in peeled:
        assert office.protected(office.accept(accepted)["run_id"])[key] == rule
        assert office.execute(removal) == 1
    assert office.protected(office.accept(accepted)["run_id"])[key] == "not_in_accepted_plan"
    assert office.protected(office.run()["run_id"])[key] == "notice_missing"
    office.execute("update {notice} n set n.noticed_at = :at", at=days_before(7) + LATE)
    assert office.protected(office.run()["run_id"])[key] == "notice_running"
    assert key in office.permissions()
    office.execute("update {notice} n set n.noticed_at = :at", at=days_before(7))
    assert office.protected(office.run()["run_id"])[key] is None
    assert office.permissions() == set()


def test_days_of_a_program_hold_whether_shorter_or_longer(company: Company) -> None:
    company.decide("short", 30)
    company.decide("long", 365)
    programs = ("short", "long", "usual")
    ages = {"29": 29, "30": 30, "89": 89, "90": 90, "364": 364, "365": 365}
    company.log(("pulse", "pulse", AS_OF), *((program, "active", days_before(60)) for program in programs))
    company.grant(*((program, user, days_before(age)) for program in programs for user, age in ages.items()))
    company.grant(*((program, "active", days_before(900)) for program in programs))
    company.run()
    assert company.permissions() == {
        ("short", "29"),
        *(("usual", user) for user in ("29", "30", "89", "active")),
        *(("long", user) for user in ("29", "30", "89", "90", "364", "active")),
    }
    days = company.query("select distinct v.program_id, v.inactivity_days from {revocation} v order by v.program_id")
    assert [tuple(row.values()) for row in days] == [("long", 365), ("short", 30), ("usual", 90)]


def test_permission_without_grant_date_is_never_listed_and_is_counted(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.decide("books", 1, when_silent="revoke", notice="off")
    company.grant(("books", "undated", None), ("books", "undated too", None), ("books", "old", days_before(100)))
    company.grant(("stock", "undated", None))
    report = company.run()
    assert company.protected(report["run_id"]) == {("books", "old"): None}
    assert company.permissions() == {("books", "undated"), ("books", "undated too"), ("stock", "undated")}
    assert (report["counts"]["permissions"], report["counts"]["permissions_without_grant_date"]) == (4, 3)
    per_program = company.query(
        "select r.program_id, r.permission_rows, r.rows_without_grant_date from {run_program} r order by r.program_id"
    )
    assert [tuple(row.values()) for row in per_program] == [("books", 3, 2), ("stock", 1, 1)]


# ----- what judge and revoke ask of their own run -----


@pytest.fixture
def office(company: Company) -> Company:
    """Two permissions that would lapse and one in use, which an evening of before has listed but could not revoke."""
    company.log(("pulse", "pulse", AS_OF), ("books", "new", AS_OF))
    company.grant(("books", "old", OLD), ("stock", "old", OLD), ("books", "new", OLD))
    stopped = company.having(guards={"max_revocations": 0}).run()
    assert company.protected(stopped["run_id"]) == {("books", "old"): None, ("stock", "old"): None}
    return company


WRITTEN = {
    "sync": {"last_access", "watermark", "log_day", "run_count"},
    "judge": {"candidate", "run_program", "run_count"},
}


@pytest.mark.parametrize("jobs", [("revoke",), ("sync", "revoke"), ("judge", "revoke")], ids=" ".join)
def test_revoke_stops_where_its_own_run_has_not_finished_sync_and_judgement(
    office: Company, jobs: tuple[str, ...]
) -> None:
    before = office.tables()
    report = office.run(*jobs)
    assert (report["exit_code"], report["status"]) == (4, "stopped")
    assert "this run has not finished sync and judge: use lapse run" in report["message"]
    assert "revoke ran only its guards and changed nothing" in report["message"]
    own = {"run", "run_step"}.union(*(WRITTEN.get(job, set()) for job in jobs))
    assert {word for word, rows in office.tables().items() if rows != before[word]} <= own
    assert "permissions_revoked" not in report["counts"]


def test_judge_alone_lists_what_is_known_so_far_and_takes_nothing(office: Company) -> None:
    office.log(("stock", "old", days_before(1)))  # which no sync has carried yet
    before = office.tables()
    report = office.run("judge")
    assert (report["exit_code"], report["status"]) == (0, "done")
    assert office.protected(report["run_id"]) == {("books", "old"): None, ("stock", "old"): None}
    after = office.tables()
    assert {word for word in after if after[word] != before[word]} == {"run", "run_step"} | WRITTEN["judge"]

    assert office.run()["exit_code"] == 0
    assert office.revoked() == {("books", "old")}
    assert office.permissions() == {("stock", "old"), ("books", "new")}


@pytest.mark.parametrize("missing", ["close_windows", "finish_judgement"])
def test_a_sync_or_a_judgement_that_was_not_finished_lets_nothing_be_revoked(
    office: Company, missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(templates.SQL, tmp_path / "sql")
    [step] = copy.glob(f"jobs/*/*_{missing}.sql")
    step.unlink()
    monkeypatch.setattr(templates, "SQL", copy)
    before = office.tables("permission", "revocation", "notice")
    report = office.having().run()
    assert (report["exit_code"], "has not finished sync and judge" in report["message"]) == (4, True)
    assert office.tables("permission", "revocation", "notice") == before


def test_a_list_is_read_by_nobody_before_it_is_judged(office: Company) -> None:
    office.run("sync")
    [unjudged] = office.query("select max(r.run_id) as run_id from {run} r")
    office.execute(
        "insert into {candidate} (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days)"
        " values (:run_id, 'books', 'old', :granted_at, 1, 90)",
        run_id=unjudged["run_id"],
        granted_at=OLD,
    )
    number = str(unjudged["run_id"])
    for command in (("candidates", number), ("run", "--as-of", str(AS_OF), "--accept-plan", number, "--reason", "x")):
        answer = office.call(*command)
        assert (answer.code, answer.out) == (2, "")
        assert f"run {number} " in answer.err
    assert office.revoked() == set()


def test_plan_touches_none_of_the_customers_rows_and_writes_no_notice(company: Company) -> None:
    office = company.having(policy={"notice_days": 7}, guards={"silent_program_min_permissions": 3})
    office.log(("pulse", "pulse", AS_OF), ("pulse", "pulse", days_before(1)), ("mail", "u1", AS_OF + LATE))
    office.grant(*(("books", f"u{n}", OLD) for n in range(3)), ("mail", "u0", OLD), ("mail", "u1", OLD))
    office.note(("mail", "gone"), days_before(30))  # what an evening would forget
    before = office.tables()
    made = office.plan()
    assert office.protected(made["run_id"]) == {
        ("mail", "u0"): "notice_missing",
        ("mail", "u1"): "came_back",
        **{("books", f"u{n}"): "held_program" for n in range(3)},
    }
    own = ("last_access", "watermark", "log_day", "candidate", "run_program", "run", "run_step", "run_count")
    after = office.tables()
    assert {word for word in after if after[word] != before[word]} == set(own)
