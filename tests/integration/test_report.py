"""`lapse report`: its figures are those of the ledger, its page has what it should and is one file of its owner."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from errno import ENOSPC
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from runner.commands.report import Language
from runner.database.session import Row
from runner.engine.ledger import EVENING
from runner.report import findings
from runner.report.reading import read
from runner.report.words import LANGUAGES
from tests.company import AS_OF, Company, days_before

OLD = days_before(400)
NEXT = AS_OF + timedelta(days=1)
HOSTILE = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]>", "{{ 7*7 }}", "급여관리"),
    *("</td></tr></table>&amp;", "bell \x07"),
)
_RUN, _ALONE = ("--run", "1"), ("--from", "2024-01-01")
_PERIOD = ("--from", "2000-01-01", "--to", "2001-01-01")


class Page(HTMLParser):
    """The texts, elements and attributes of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


@pytest.fixture
def office(company: Company) -> Company:
    """Two evenings: the first revokes seven permissions and protects two, the second revokes one more."""
    company.log(("pulse", "pulse", AS_OF), ("books", "busy", days_before(60)), ("books", "late", days_before(89)))
    company.decide("keep", None, revocation_mode="report")
    company.exempt("books", "boss", days_before(9), datetime(9999, 1, 1))
    company.grant(*((name, name, OLD) for name in HOSTILE), ("keep", "kim", OLD), ("books", "boss", OLD))
    company.grant(("books", "busy", OLD), ("books", "late", OLD))
    assert company.run()["counts"]["permissions_revoked"] == 7
    company.log(("pulse", "pulse", NEXT))
    assert company.run(as_of=NEXT)["counts"]["permissions_revoked"] == 1
    return company


def keys(rows: Any) -> list[tuple[str, str]]:
    return [(row["program_id"], row["user_id"]) for row in rows]


def made(company: Company, *arguments: str) -> dict[str, Any]:
    result = company.call("report", *arguments, "--out", str(company.folder / "page.html"), "--json")
    assert result.code == 0, result.err
    written: dict[str, Any] = json.loads(result.out)
    return written


def test_figures_of_an_evening_and_of_a_period_are_those_of_the_ledger(office: Company) -> None:
    with office.session() as session:
        last = read(session)
        assert (last.run_id, [run["run_id"] for run in last.runs], last.judged_run_id) == (2, [2], 2)
        assert keys(last.revocations) == [("books", "late")]
        assert (last.figures["revoked"], last.figures["candidates"], last.figures["protected"]) == (1, 3, 2)

        first = read(session, 1)
        assert first.figures == last.figures | {"revoked": 7, "programs": 7, "users": 7, "permissions": 11} | {
            "candidates": 9,
            "without_notice": 7,
        }
        assert [row["protected_by"] for row in first.protections] == ["exempted", "report_only"]
        programs = {row["program_id"]: row for row in first.programs}
        assert set(programs) == {*HOSTILE, "keep", "books"}
        assert [programs["books"][name] for name in ("permissions", "candidates", "revoked", "protected")] == [
            3,
            1,
            0,
            1,
        ]
        assert {programs[name]["never_used"] for name in HOSTILE} == {1}
        assert (programs["keep"]["revocation_mode"], programs["keep"]["policy_set_by"]) == ("report", "cfo")
        assert (first.permission_table, first.review_required) == (office.names["permission"], False)
        assert [row["access_log"] for row in first.logs] == [office.names["access_log"]]
        assert (first.first_as_of, first.current_as_of) == (AS_OF, NEXT)
        assert [(row["reason"], row["approved_by"]) for row in first.exemptions] == [("audit", "cfo")]
        assert sorted(keys(first.revocations)) == sorted((name, name) for name in HOSTILE)
        assert first.sql_digest == first.runs[0]["sql_digest"] == office.database.catalog.digest(EVENING)
        assert [step["status"] for step in first.steps] == ["done"] * len(first.steps)

        whole = read(session, period=(datetime(2000, 1, 1), datetime(9999, 1, 1)))
        assert [(run["run_id"], run["revoked"], run["protected"]) for run in whole.runs] == [(1, 7, 2), (2, 1, 2)]
        assert [(row["run_id"], row["revoked"]) for row in whole.history] == [(1, 7), (2, 1)]
        assert (whole.run_id, whole.judged_run_id, whole.figures["revoked"]) == (None, 2, 8)
        assert {row["program_id"] for row in whole.programs} == {*HOSTILE, "keep", "books"}
        assert set(keys(whole.revocations)) == office.revoked()


def test_what_people_must_know_is_that_of_the_ledger(office: Company) -> None:
    log = office.names["access_log"]
    office.execute("update {run_program} r set r.held_reason = 'audit' where r.run_id = 2 and r.program_id = 'books'")
    office.execute("update {revocation} v set v.restored_at = sysdate, v.restored_by = 'ann' where v.user_id = 'late'")
    for day, rows in ((7, 9), (8, 3), (9, 1200)):
        office.execute(
            "insert into {log_day} (access_log, log_day, day_kind, log_rows, rows_without_id, usual_rows, run_id)"
            " values (:log, :log_day, 'workday', :log_rows, 0, 1000, 1)",
            log=log,
            log_day=datetime(2023, 8, day),
            log_rows=rows,
        )
    office.accept_day(log, datetime(2023, 8, 7), "holiday")
    for run_id, item in ((1, 1), (2, 1)):
        office.execute(
            "insert into {rejected_item} (run_id, item_no, job, program_id, user_id, accessed_at, error_code,"
            " error_message, rejected_at) values (:run_id, :item, 'sync', 'p', 'u', :at, '22001', 'too long', sysdate)",
            run_id=run_id,
            item=item,
            at=AS_OF,
        )
    office.dismiss(("p", "u"), AS_OF)
    office.pause(datetime(2000, 1, 1), datetime(2001, 1, 1))
    office.pause(datetime(2001, 1, 1), datetime(9999, 1, 1))
    office.note(("books", "boss"), AS_OF)
    with office.session() as session:
        found = read(session)
        held = [
            [row[name] for name in ("run_id", "runs", "program_id", "candidates", "last_free_at")]
            for row in found.held_programs
        ]
        assert held == [[2, 1, "books", 2, AS_OF]]
        days = [(row["log_day"], row["log_rows"], row["accepted_as"], row["accepted_by"]) for row in found.lost_days]
        assert days == [("2023-08-07", 9, "holiday", "cfo"), ("2023-08-08", 3, None, None)]
        assert [(row["starts_at"], row["paused_by"]) for row in found.pauses] == [(datetime(2001, 1, 1), "cfo")]
        assert keys(found.notices) == [("books", "boss")]
        assert [(row["run_id"], row["dismissed_by"]) for row in found.rejected_items] == [(2, "cfo")]
        counts = (
            "restored",
            "rejected_items",
            "open_items",
            "held_programs",
            "put_back_within_30_days",
            "revocations_90_days",
        )
        assert [found.figures[name] for name in counts] == [1, 1, 0, 1, 1, 8]
        assert [row["restored_by"] for row in found.revocations] == ["ann"]


def test_what_is_about_to_lapse_and_the_curve_are_as_of_the_newest_evening(office: Company) -> None:
    with office.session() as session:
        found = read(session, 1)
        assert found.current_as_of == NEXT
        assert [(row["idle_days"], row["permissions"]) for row in found.idle_days] == [(61, 1), (401, 2)]
        rows = [(row["program_id"], row["within_7_days"], row["within_30_days"]) for row in found.about_to_lapse]
        assert rows == [("books", 0, 1)]


def test_a_plan_and_a_run_that_was_not_judged_are_no_hold_and_no_judgement_of_a_period(office: Company) -> None:
    hold = "update {run_program} r set r.held_reason = 'audit' where r.run_id = :run_id and r.program_id = 'books'"
    office.execute(hold, run_id=1)
    plan = office.plan(as_of=NEXT)["run_id"]
    office.execute(hold, run_id=plan)
    office.execute("update {run} r set r.judged_at = null where r.run_id = 2")
    office.execute("update {run_program} r set r.held_reason = 'half' where r.run_id = 2 and r.program_id = 'keep'")
    with office.session() as session:
        whole = read(session, period=(datetime(2000, 1, 1), datetime(9999, 1, 1)))
        assert [run["run_id"] for run in whole.runs] == [1, 2, plan]
        assert whole.judged_run_id == 1
        assert [(row["program_id"], row["run_id"], row["runs"]) for row in whole.held_programs] == [("books", 1, 1)]
        assert (whole.figures["candidates"], whole.figures["revoked"]) == (9, 8)

        found = read(session, plan).held_programs
        assert [(row["program_id"], row["run_id"], row["last_free_at"]) for row in found] == [("books", plan, None)]

    office.execute("update {run} r set r.judged_at = null where r.run_id = 1")
    with office.session() as session:
        evenings = read(session, period=(datetime(2000, 1, 1), datetime(9999, 1, 1)))
        assert (evenings.judged_run_id, evenings.figures["candidates"], evenings.held_programs) == (None, 0, [])


def test_a_purged_list_is_said_and_not_counted_as_nothing(office: Company) -> None:
    office.execute("update {run_program} r set r.held_reason = 'audit' where r.run_id = 1 and r.program_id = 'books'")
    office.execute("delete from {candidate} c where c.run_id = 1 and c.program_id <> 'keep'")
    with office.session() as session:
        found = read(session, 1)
        assert (found.is_listed, found.figures["candidates"], found.figures["protected"]) == (False, 9, 2)
        programs = {row["program_id"]: row for row in found.programs}
        assert set(programs) == {*HOSTILE, "keep", "books"}
        assert [programs["keep"][name] for name in ("permissions", "candidates", "protected")] == [1, None, None]
        assert [(row["program_id"], row["candidates"]) for row in found.held_programs] == [("books", None)]
        assert read(session, 2).is_listed

    page = Page(Path(made(office, "--run", "1")["path"]))
    assert any(text.startswith("The list of run 1 has been purged") for text in page.texts)
    assert any(text.startswith("2 permissions were protected. The list of this run") for text in page.texts)
    assert page.texts.count("policy: report only") == 1, "in the list of all rules"


def test_report_reads_one_moment_and_changes_nothing(office: Company) -> None:
    with office.session() as session:
        found = read(session, 1)
        office.execute("update {revocation} v set v.restored_by = 'ann' where v.run_id = 1")
        office.exempt("pulse", None, AS_OF, datetime(9999, 1, 1))
        assert [row["program_id"] for row in found.exemptions] == ["books"]
        assert {row["restored_by"] for row in found.revocations} == {None}


def test_stopped_run_has_its_list_and_revoked_nothing(office: Company) -> None:
    office.grant(("late", "lee", OLD))
    assert office.having(guards={"max_revocations": 0}).run(as_of=NEXT)["status"] == "stopped"
    with office.session() as session:
        found = read(session)
        assert (found.run_id, found.runs[0]["status"], list(found.revocations)) == (3, "stopped", [])
        assert (found.figures["revoked"], found.figures["candidates"], found.figures["protected"]) == (0, 3, 2)
        assert findings.would_lapse(found) == 1
        assert [step["reasons"] != [] for step in found.steps if step["status"] == "stopped"] == [True]
    assert ("late", "lee") in office.permissions()


def test_hostile_names_are_texts_of_a_page_that_is_only_its_owners(office: Company) -> None:
    written = made(office, "--run", "1")
    path = Path(written["path"])
    assert written == {
        "path": str(office.folder / "page.html"),
        "bytes": path.stat().st_size,
        "language": "en",
        "run_id": 1,
        "from_at": None,
        "to_at": None,
        "runs": 1,
        "revocations": 7,
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in office.folder.glob("page*")] == ["page.html"]
    page = Page(path)
    assert set(HOSTILE) <= set(page.texts)
    assert (page.elements.count("script"), page.elements.count("img")) == (1, 0)
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "busy" not in path.read_text(encoding="utf-8"), "a user who keeps the permission"

    path.unlink()
    assert [each.value for each in Language] == list(LANGUAGES)
    assert made(office, "--from", "2000-01-01", "--to", "9999-01-01", "--lang", "ko")["revocations"] == 8
    assert '<html lang="ko"' in path.read_text(encoding="utf-8")


REFUSED = (
    (("--run", "9"), "there is no run 9; nothing was done"),
    (_RUN, "run 1 ran sync, which judges no permission; nothing was written"),
    ((), "no evening has ended yet; nothing was written. The first one:"),
    (_PERIOD, "no run started from 2000-01-01 00:00:00 until 2001-01-01 00:00:00; nothing was written"),
    (("--from", "2001-01-01", "--to", "2001-01-01"), "--to must be later than --from"),
    (_ALONE, "--from and --to go together; nothing was done"),
    ((*_RUN, *_PERIOD), "--run means one run, --from and --to mean a period: give one of them; nothing was done"),
    (("--out", __file__), "exists; nothing was written. Remove it, or name another file with --out"),
)


def test_report_says_why_it_writes_nothing(company: Company) -> None:
    company.run("sync")
    before = company.tables()
    for arguments, said in REFUSED:
        result = company.call("report", *arguments)
        assert (result.code, result.out) == (2, ""), arguments
        assert said in result.err
    assert company.tables() == before


def test_failure_leaves_no_half_page(office: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = office.call("report", "--out", str(office.folder / "no" / "page.html"))
    assert missing.code == 1
    assert "page.html could not be written: No such file or directory; no part of it is kept" in missing.err

    def full_disk(*_given: object) -> Iterator[Row]:
        yield from ()
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("runner.report.reading._revocations", full_disk)
    full = office.call("report", "--out", str(office.folder / "page.html"))
    assert full.code == 1
    assert "could not be written: No space left on device" in full.err
    assert list(office.folder.glob("page*")) == []


def test_run_that_was_stopped_before_its_judgement_is_said_to_have_no_candidates(company: Company) -> None:
    company.log(("pulse", "pulse", days_before(40)))
    assert company.run()["status"] == "stopped"
    result = company.call("report", "--out", str(company.folder / "page.html"))
    assert result.code == 0
    assert "run 1 was not judged, so the report has no candidates" in result.err
