"""What a person is told who asks why a user keeps, loses or lost a permission."""

import json
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
FAR = datetime(2999, 1, 1)


def filled_office(company: Company) -> Company:
    """Two permissions that would lapse, where a limit lets none go, and one that is exempt, judged by run 1."""
    company.log(("pulse", "pulse", AS_OF), ("books", "old", days_before(300)))
    company.grant(("books", "old", OLD), ("books", "never", days_before(200)), ("books", "exempt", OLD))
    company.exempt("books", "exempt", days_before(1), FAR)
    limited = company.having(guards={"max_revocations": 0})
    assert limited.run()["exit_code"] == 4
    return limited


@pytest.fixture
def office(company: Company) -> Company:
    return filled_office(company)


@pytest.fixture
def many_rows(company: Company) -> Iterator[Company]:
    """A company that keeps several rows of one permission, such as one for each role."""
    company.ddl("alter table {permission} drop constraint test_permission_pk")
    company.log(("pulse", "pulse", AS_OF))
    yield company
    company.empty()
    company.ddl("alter table {permission} add constraint test_permission_pk primary key (program_id, user_id)")


def clock(company: Company) -> datetime:
    now: datetime = company.query("select sysdate as now from dual")[0]["now"]
    return now


def answers(company: Company, user: str, program: str = "books") -> list[dict[str, Any]]:
    """Ask, in JSON and in words, and return the answers; nothing has changed, and no code is shown in the words."""
    before = company.tables()
    told, said = company.call("why", user, program, "--json"), company.call("why", user, program)
    assert (told.code, said.code) == (0, 0), told.err
    found = json.loads(told.out)
    assert (found["user_id"], found["program_id"]) == (user, program)
    sentences = [line for line in said.out.splitlines() if line.startswith(f"{user} in {program}: ")]
    assert sentences == [f"{user} in {program}: {answer['answer']}" for answer in found["answers"]]
    codes = {answer.get("protected_by") for answer in found["answers"]}
    assert not [code for code in codes if code and "_" in code and code in said.out]
    assert company.tables() == before
    return [dict(answer) for answer in found["answers"]]


def why(company: Company, user: str, program: str = "books") -> dict[str, Any]:
    """Ask for a permission of one row, and return the one answer."""
    [answer] = answers(company, user, program)
    return answer


def facts(answer: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(answer[name] for name in names)


def test_what_lapses_is_told_with_its_dates_and_the_judgement_it_rests_on(office: Company) -> None:
    answer = why(office, "old")
    dates = {"granted_at": str(OLD), "last_access_at": str(days_before(300)), "lapses_from": str(days_before(210))}
    assert {name: answer[name] for name in dates} == dates
    assert facts(answer, "verdict", "inactivity_days", "protected_by") == ("lapses", 90, None)
    assert answer["answer"].startswith("lapses: not used for 90 days, and no rule protects it")
    assert f"judged by run 1 as of {AS_OF}, " in answer["answer"]
    never = why(office, "never")
    assert facts(never, "verdict", "last_access_at", "lapses_from") == ("lapses", None, str(days_before(110)))


def test_what_lapses_but_was_not_revoked_is_told_with_what_would_revoke_it(office: Company) -> None:
    stopped = why(office, "old")
    assert facts(stopped, "judged_by_run", "judged_jobs", "judged_status") == (1, "sync judge revoke", "stopped")
    assert stopped["answer"].endswith(
        "; run 1 was stopped and revoked nothing: the next run that is not stopped revokes it, "
        "as does accepting that list"
    )
    office.plan()
    planned = why(office, "old")
    assert facts(planned, "verdict", "judged_by_run", "judged_jobs") == ("lapses", 2, "sync judge")
    assert planned["answer"].endswith(
        "; run 2 was a plan: the next run revokes it unless a guard or limit stops that run"
    )


def test_the_age_of_the_judgement_is_told_by_the_clock_of_the_database(
    company: Company, subtests: pytest.Subtests
) -> None:
    for age, words in [
        ({"days": 3, "hours": 1}, ", 3 days ago)"),
        ({"days": 1, "hours": 1}, ", 1 day ago)"),
        ({"hours": 5, "minutes": 30}, ", 5 hours ago)"),
        ({"minutes": 5}, ", less than an hour ago)"),
    ]:
        with subtests.test(age=age, words=words):
            company.empty()
            as_of = clock(company) - timedelta(**age)
            company.grant(("books", "old", OLD))
            company.log(("pulse", "pulse", as_of))
            company.plan(as_of=as_of)
            assert f" (judged by run 1 as of {as_of}{words}" in why(company, "old")["answer"]


def test_what_is_protected_is_told_with_its_rule_and_until_when(office: Company) -> None:
    answer = why(office, "exempt")
    assert facts(answer, "verdict", "protected_by", "detail") == ("protected", "exempted", f"until {FAR}")
    assert facts(answer, "until", "decided_by", "reason") == (str(FAR), "cfo", "audit")
    assert answer["answer"].startswith(f"protected: exempted by cfo (audit), until {FAR} (judged by run 1 as of")


def test_an_exemption_to_come_does_not_lengthen_the_one_in_force(office: Company) -> None:
    office.exempt("books", None, FAR + timedelta(days=9), FAR + timedelta(days=99))
    answer = why(office, "exempt")
    assert facts(answer, "protected_by", "detail", "until") == ("exempted", f"until {FAR}", str(FAR))
    listed = json.loads(office.call("candidates", "1", "--json").out)
    assert [row["detail"] for row in listed if row["user_id"] == "exempt"] == [f"until {FAR}"]


def test_what_protected_it_and_is_over_or_withdrawn_leaves_it_to_the_next_judgement(office: Company) -> None:
    office.execute("update {exemption} e set e.ends_at = :at", at=days_before(0.5))
    ended = why(office, "exempt")
    assert facts(ended, "verdict", "until") == ("protected", str(days_before(0.5)))
    assert "this has expired, so the next judgement decides again" in ended["answer"]
    office.decide("books", revocation_mode="off")
    office.run()
    assert "set by cfo (audit)" in why(office, "old")["answer"]
    office.execute("delete from {policy} y")
    withdrawn = why(office, "old")
    assert facts(withdrawn, "verdict", "protected_by", "reason") == ("protected", "policy_off", None)
    assert "this was withdrawn, so the next judgement decides again" in withdrawn["answer"]


def test_a_policy_protects_with_its_reason(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", OLD), ("stock", "old", OLD))
    company.decide("books", revocation_mode="off")
    company.decide("stock", revocation_mode="report")
    company.run()
    for program, rule, words in (
        ("books", "policy_off", "protected: its program's policy is off, set by cfo (audit)"),
        ("stock", "report_only", "protected: its program's policy is report-only, set by cfo (audit)"),
    ):
        answer = why(company, "old", program)
        assert facts(answer, "verdict", "protected_by", "reason") == ("protected", rule, "audit")
        assert answer["answer"].startswith(words)


def test_a_held_program_protects_with_the_reason_of_the_hold(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "old", OLD))
    company.having(guards={"silent_program_min_permissions": 1}).run()
    [held] = company.query("select r.held_reason from {run_program} r where r.program_id = 'books'")
    answer = why(company, "old")
    assert facts(answer, "protected_by", "detail") == ("held_program", held["held_reason"])
    assert answer["answer"].startswith(f"protected: its program is held: {held['held_reason']}")


def test_a_notice_protects_until_its_days_are_over(company: Company) -> None:
    now = clock(company)
    noting = company.having(policy={"notice_days": 14})
    company.log(("pulse", "pulse", now))
    company.grant(("books", "old", OLD))
    noting.plan(as_of=now)
    missing = why(noting, "old")
    assert facts(missing, "protected_by", "until") == ("notice_missing", None)
    assert "notice not yet sent; the next run writes it" in missing["answer"]

    for _ in range(2):  # the first evening gives it, the second finds it running
        assert noting.run(as_of=now)["exit_code"] == 0
        [given] = company.query("select n.noticed_at from {notice} n")
        until = given["noticed_at"] + timedelta(days=14)
        answer = why(noting, "old")
        assert facts(answer, "verdict", "until") == ("protected", str(until))
        assert answer["answer"].startswith(f"protected: notice was given {given['noticed_at']}, until {until}")
    assert answer["protected_by"] == "notice_running"


def test_who_came_back_could_lapse_that_long_after_the_access(office: Company) -> None:
    used, late = AS_OF + timedelta(hours=2), AS_OF + timedelta(hours=9)
    office.log(("books", "old", used), ("books", "old", late))
    office.run()
    answer = why(office, "old")
    until = late + timedelta(days=90)
    assert facts(answer, "protected_by", "decided_at", "until") == ("came_back", str(late), str(until))
    assert answer["answer"].startswith(f"protected: used {late}; it can lapse from {until}")
    assert why(office, "never")["verdict"] == "lapses"


def test_who_came_back_under_another_spelling_is_told_when(office: Company) -> None:
    used = AS_OF + timedelta(hours=2)
    office.log(("Books", " OLD ", used))
    office.run()
    answer = why(office, "old")
    assert facts(answer, "protected_by", "decided_at") == ("came_back", str(used))
    assert answer["answer"].startswith(f"protected: used {used}; it can lapse from {used + timedelta(days=90)}")

    exact = office.having(guards={"match_spelling": False})
    exact.log(("books", "never", used))
    exact.run()
    assert why(exact, "old")["protected_by"] is None
    assert facts(why(exact, "never"), "protected_by", "decided_at") == ("came_back", str(used))


@pytest.mark.parametrize(
    ("used", "rule", "words"),
    [
        (AS_OF + timedelta(hours=2), "came_back", "protected: used {used} (judged by run 2"),
        (FAR, "future_access", "protected: the access log has an access dated in the future: used {used} (judged by"),
    ],
)
def test_an_access_that_the_log_has_no_more_is_told_as_the_judgement_found_it(
    office: Company, used: datetime, rule: str, words: str
) -> None:
    office.log(("books", "old", used))
    office.run()
    office.execute("delete from {access_log} l where l.user_id = 'old' and l.accessed_at = :used", used=used)
    answer = why(office, "old")
    assert facts(answer, "protected_by", "decided_at", "until") == (rule, None, None)
    assert answer["answer"].startswith(words.format(used=used))


def test_an_access_dated_in_the_future_is_named(office: Company) -> None:
    office.log(("books", "old", FAR))
    office.run()
    answer = why(office, "old")
    assert facts(answer, "protected_by", "decided_at") == ("future_access", str(FAR))
    assert f"an access dated in the future, {FAR}" in answer["answer"]


def test_times_at_the_end_of_the_calendar_are_told(office: Company) -> None:
    last = datetime(9999, 12, 31, 23, 59, 59)
    office.log(("books", "old", last))
    office.grant(("books", "ahead", last - timedelta(days=1)))
    office.run()
    assert facts(why(office, "old"), "protected_by", "decided_at", "until") == ("future_access", str(last), str(last))
    assert facts(why(office, "ahead"), "verdict", "lapses_from") == ("in use", str(last))


def test_what_the_accepted_list_does_not_have_stays(office: Company) -> None:
    office.grant(("books", "late", OLD))
    office.accept(1)
    answer = why(office, "late")
    assert facts(answer, "protected_by", "accepted_plan") == ("not_in_accepted_plan", 1)
    assert answer["answer"].startswith("protected: the accepted list (run 1) does not have it as lapsing")


def test_another_spelling_protects_and_is_named_with_its_access(office: Company) -> None:
    used = days_before(2)
    office.log(("Books", " OLD ", used))
    office.run()
    answer = why(office, "old")
    assert facts(answer, "verdict", "protected_by") == ("protected", "other_spelling")
    twin = f'" OLD " of program "Books" used {used}'
    assert answer["answer"].startswith(f"protected: it has another spelling (case or surrounding spaces): {twin}")
    assert why(office, "never")["verdict"] == "lapses"


def test_what_else_protects_is_told_in_words(company: Company, subtests: pytest.Subtests) -> None:
    for rule, detail, words in [
        ("changed", None, "it changed during the run"),
        ("policy_changed", None, "its program's policy became stricter during the run"),
        ("rule_of_tomorrow", "by a later version", "rule of tomorrow: by a later version"),
    ]:
        with subtests.test(rule=rule, detail=detail, words=words):
            company.empty()
            office = filled_office(company)
            office.execute(
                "update {candidate} c set c.protected_by = :rule, c.detail = :detail where c.user_id = 'old'",
                rule=rule,
                detail=detail,
            )
            answer = why(office, "old")
            assert facts(answer, "verdict", "protected_by", "detail") == ("protected", rule, detail)
            assert f"{words} (judged by run 1 as of" in answer["answer"]
            assert why(office, "never")["verdict"] == "lapses"


def pause(office: Company, ends: datetime) -> None:
    office.execute(
        "insert into {pause} (reason, paused_by, starts_at, ends_at) values ('a feed is late', 'ann', :starts, :ends)",
        starts=days_before(1),
        ends=ends,
    )


def test_a_pause_is_told_with_who_paused_why_and_until_when(office: Company) -> None:
    pause(office, FAR)
    office.run()
    answer = why(office, "old")
    assert facts(answer, "protected_by", "until", "decided_by", "reason") == (
        "paused",
        str(FAR),
        "ann",
        "a feed is late",
    )
    assert answer["answer"].startswith(f"protected: revocation is paused by ann (a feed is late), until {FAR}")
    listed = json.loads(office.call("candidates", "2", "--json").out)
    assert [row["detail"] for row in listed if row["user_id"] == "old"] == [f"until {FAR}"]


def test_what_was_decided_after_the_judgement_is_told_beside_it(office: Company) -> None:
    pause(office, FAR)
    paused = why(office, "never")
    assert facts(paused, "verdict", "protected_by", "protected_next_by") == ("lapses", None, "paused")
    assert "the next judgement protects it: revocation is paused by ann" in paused["answer"]
    office.exempt("books", "old", days_before(1), FAR + timedelta(days=1))
    exempted = why(office, "old")
    assert facts(exempted, "verdict", "protected_next_by") == ("lapses", "exempted")
    assert exempted["until"] == str(FAR + timedelta(days=1))
    assert "it lapses when" not in exempted["answer"]


def test_the_newest_judgement_counts(office: Company) -> None:
    office.exempt("books", "old", days_before(1), FAR)
    assert why(office, "old")["verdict"] == "lapses"
    office.run()
    answer = why(office, "old")
    assert facts(answer, "verdict", "judged_by_run") == ("protected", 2)
    assert office.run(as_of=AS_OF + timedelta(days=9))["exit_code"] == 4
    assert office.protected(3) == {}  # its log is stale: a run that could not judge changes no answer
    assert why(office, "old")["judged_by_run"] == 2
    office.run("judge")
    assert why(office, "old")["judged_by_run"] == 4


def test_what_is_in_use_is_told_with_the_instant_from_which_it_could_lapse(office: Company) -> None:
    now = clock(office)
    office.grant(("books", "new", now - timedelta(days=10)), ("stock", "used", OLD))
    office.log(("stock", "used", now - timedelta(days=5)))
    office.decide("stock", 30)
    assert why(office, "used", "stock")["verdict"] == "idle"  # no sync has carried the access yet
    office.run("sync", as_of=now)
    for user, program, until in (("new", "books", 80), ("used", "stock", 25)):
        answer = why(office, user, program)
        assert facts(answer, "verdict", "lapses_from") == ("in use", str(now + timedelta(days=until)))
        assert f"it can lapse from {now + timedelta(days=until)}" in answer["answer"]


def test_what_was_used_since_the_judgement_is_in_use_and_the_judgement_is_called_older(office: Company) -> None:
    now = clock(office)
    office.log(("books", "old", now - timedelta(days=5)))
    office.run("sync", as_of=now)
    answer = why(office, "old")
    assert facts(answer, "verdict", "is_candidate", "protected_by") == ("in use", 1, None)
    assert f"; an older judgement lists it (judged by run 1 as of {AS_OF}, " in answer["answer"]
    assert why(office, "never")["verdict"] == "lapses"


def test_a_last_access_that_was_recorded_late_is_told_where_it_still_lapses(office: Company) -> None:
    office.execute("update {last_access} a set a.last_access_at = :at where a.user_id = 'old'", at=days_before(200))
    answer = why(office, "old")
    assert facts(answer, "verdict", "last_access_at", "judged_last_access_at") == (
        "lapses",
        str(days_before(200)),
        str(days_before(300)),
    )
    assert "a newer last access was recorded after that judgement" in answer["answer"]


def test_what_no_judgement_has_seen_is_called_idle_and_not_lapsing(office: Company) -> None:
    office.grant(("books", "late", OLD), ("books", "slow", days_before(89)))
    office.execute("update {permission} p set p.granted_at = :at where p.user_id = 'never'", at=days_before(201))
    changed = "it or its program's policy changed after that"
    for user, since, reason in (
        ("late", days_before(310), changed),
        ("never", days_before(111), changed),
        ("slow", days_before(-1), "it became due after that"),
    ):
        answer = why(office, user)
        assert facts(answer, "verdict", "is_candidate") == ("idle", 0)
        assert answer["answer"].startswith(f"unused for 90 days or more (due since {since}): the next run judges it")
        assert f"the newest judgement does not list it, because {reason} (run 1 as of {AS_OF}, " in answer["answer"]
        assert "judged by run" not in answer["answer"]


def test_before_the_first_judgement_it_says_so(company: Company) -> None:
    company.grant(("books", "old", OLD))
    answer = why(company, "old")
    assert facts(answer, "verdict", "judged_by_run", "judged_as_of") == ("idle", None, None)
    assert answer["answer"].endswith("; no run has judged yet")


def test_without_a_grant_date_a_permission_never_lapses(office: Company) -> None:
    office.grant(("books", "undated", None))
    assert facts(why(office, "undated"), "verdict", "answer") == (
        "no grant date",
        "never lapses: it has no grant date",
    )


def test_what_was_revoked_is_told_with_its_run_and_how_to_put_it_back(office: Company) -> None:
    number = office.accept(1)["run_id"]
    answer = why(office, "old")
    assert facts(answer, "verdict", "run_id", "granted_at") == ("revoked", number, str(OLD))
    command = answer["restore_command"]
    said = office.call("why", "old", "books").out.splitlines()
    assert said[:2] == [f"old in books: {answer['answer']}", f"to restore it: {command}"]
    assert command.endswith(f" restore {number} --program books --user old --reason WHY")

    assert office.call(*shlex.split(command)[3:]).code == 0
    restored = why(office, "old")
    assert facts(restored, "verdict", "since_revoked", "revoked_by_run") == ("idle", "restored", number)
    back = datetime.fromisoformat(restored["restored_at"])
    assert facts(restored, "protected_next_by", "until") == ("restored", str(back + timedelta(days=90)))
    assert (
        f"restored {back} by {restored['restored_by']} (WHY), until {back + timedelta(days=90)}" in restored["answer"]
    )
    assert why(office, "never")["verdict"] == "revoked"

    office.run()
    judged = why(office, "old")
    assert facts(judged, "verdict", "protected_by", "until") == ("protected", "restored", restored["until"])
    office.execute("delete from {permission} p where p.user_id = 'old'")
    gone = why(office, "old")
    assert facts(gone, "verdict", "restore_command") == ("revoked", None)
    assert gone["answer"].endswith(f"; restored {back} by {restored['restored_by']}, and removed since")


def test_the_command_that_puts_back_is_quoted_for_the_shell(company: Company) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("stock & co", "o'neil", OLD))
    number = company.run()["run_id"]
    command = why(company, "o'neil", "stock & co")["restore_command"]
    chosen = ["--program", "stock & co", "--user", "o'neil", "--reason", "WHY"]
    assert shlex.split(command) == ["lapse", "--env", str(company.file), "restore", str(number), *chosen]


def test_a_revocation_names_the_day_that_its_log_lacks(office: Company) -> None:
    office.accept(1)
    day = datetime(2024, 6, 13)
    office.execute("update {revocation} v set v.lost_day = :day where v.user_id = 'old'", day=day)
    lacking = why(office, "old")
    assert lacking["lost_day"] == str(day)
    assert "; the access log lacks rows of 2024-06-13, accepted as lost" in lacking["answer"]
    assert "the access log lacks" not in why(office, "never")["answer"]


def test_what_was_granted_again_after_its_revocation_is_told_as_it_stands(office: Company) -> None:
    number = office.accept(1)["run_id"]
    office.grant(("books", "old", clock(office) + timedelta(seconds=1)), ("books", "never", days_before(200)))
    for user, verdict in (("old", "in use"), ("never", "idle")):
        answer = why(office, user)
        assert facts(answer, "verdict", "since_revoked", "revoked_by_run") == (verdict, "re-granted", number)
        assert answer["answer"].endswith(f"; re-granted since run {number} revoked it")


def test_each_row_of_the_permission_table_has_its_answer(many_rows: Company) -> None:
    recent = clock(many_rows) - timedelta(days=30)
    many_rows.grant(("books", "old", OLD), ("books", "old", recent), ("books", "old", None))
    many_rows.plan()
    dates = {str(OLD): "lapses", str(recent): "in use", None: "no grant date"}
    assert {row["granted_at"]: row["verdict"] for row in answers(many_rows, "old")} == dates

    number = many_rows.run()["run_id"]
    many_rows.execute("update {permission} p set p.granted_at = :at where p.granted_at > :old", at=AS_OF, old=OLD)
    left = {row["granted_at"]: row for row in answers(many_rows, "old")}
    assert set(left) == {str(AS_OF), None}
    for row in left.values():
        assert facts(row, "since_revoked", "revoked_by_run") == ("other row", number)
        assert row["answer"].endswith(f"; run {number} revoked another row of this permission")


def test_each_row_that_a_run_revoked_has_its_answer(many_rows: Company) -> None:
    many_rows.grant(("books", "old", OLD), ("books", "old", days_before(300)))
    many_rows.run()
    found = answers(many_rows, "old")
    assert [facts(row, "verdict", "granted_at") for row in found] == [
        ("revoked", str(OLD)),
        ("revoked", str(days_before(300))),
    ]


def test_the_document_holds_times_as_facts(office: Company) -> None:
    found = json.loads(office.call("why", "exempt", "books", "--json").out)
    assert set(found) == {"program_id", "user_id", "now", "answers"}
    assert datetime.fromisoformat(found["now"]) > AS_OF
    [answer] = found["answers"]
    assert {
        *("verdict", "answer", "granted_at", "last_access_at", "inactivity_days", "lapses_from"),
        *("protected_by", "detail", "decided_at", "decided_by", "reason", "until", "protected_next_by"),
        *("judged_by_run", "judged_as_of", "judged_jobs", "judged_status"),
        *("since_revoked", "revoked_by_run", "revoked_at", "restored_at", "restored_by"),
    } <= set(answer)


def test_of_an_unknown_permission_it_names_the_nearest_and_exits_2(company: Company, subtests: pytest.Subtests) -> None:
    for user, program, near, question in [
        ("nobody", "books", [], ""),
        ("old", "wikki", [("wiki", "old")], "; did you mean wiki?"),
        ("old", "Books", [("books", "old")], "; did you mean books?"),
        (" OLD ", "books", [("books", "old")], "; did you mean user old?"),
        ("Old", "wikki", [("wiki", "old")], "; did you mean user old in wiki?"),
        ("exemt", "books", [("books", "exempt")], "; did you mean user exempt?"),
        ("gon", "stock", [("stock", "gone")], "; did you mean user gone?"),
        ("nobody", "nothing", [], ""),
    ]:
        with subtests.test(user=user, program=program, near=near, question=question):
            company.empty()
            office = filled_office(company)
            office.grant(("wiki", "old", OLD), ("wiki", "other", OLD))
            office.restored(("stock", "gone"), days_before(3))
            said, told = office.call("why", user, program), office.call("why", user, program, "--json")
            assert (said.code, said.out, told.code) == (2, "", 2)
            message = f"{user} has no permission for {program}, and lapse never revoked one{question}"
            assert message in said.err
            found = json.loads(told.out)
            assert facts(found, "answers", "status", "exit_code", "message") == ([], "failed", 2, message)
            assert [facts(each, "program_id", "user_id") for each in found["did_you_mean"]] == near


def test_why_of_an_empty_name_exits_2(office: Company) -> None:
    for user, program in [("old", ""), ("", "books"), ("", "")]:
        answer = office.call("why", user, program)
        assert (user, program, answer.code, answer.out) == (user, program, 2, "")
        assert "must not be empty" in answer.err
