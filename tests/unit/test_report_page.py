"""The page of a report without a browser: its words, its size, what of the data reaches it and how."""

import re
import string
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from runner.database.session import Row
from runner.engine.ledger import EVENING, PLAN
from runner.environment import file as environment
from runner.environment.file import HOME
from runner.report import charts, page
from runner.report.words import LANGUAGES, Words, read
from runner.statements.catalog import Catalog
from runner.statements.header import Transaction
from tests.reported import AS_OF, BREAKING, DIGEST, HOSTILE, made_report, run

# What a check of lapse's own tables lets a column hold, and the table of the words that has it.
CHECKED = {
    "0003_create_run": ("status", "status"),
    "0004_create_run_step": ("status", "step_status"),
    "0009_create_policy": ("revocation_mode", "revocation_mode"),
    "0018_create_accepted_day": ("accepted_as", "accepted_as"),
}


def codes(language: str, kind: str) -> set[str]:
    return {key.removeprefix(f"{kind}.") for key in read(language) if key.startswith(f"{kind}.")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def written(folder: Path, **changed: object) -> str:
    file = folder / "report.html"
    page.write(made_report(20, **changed), file, "en")
    return file.read_text(encoding="utf-8")


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    english, korean = (read(language) for language in LANGUAGES)
    assert set(english) == set(korean)
    assert [key for key in english if placeholders(english[key]) != placeholders(korean[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_code_of_the_ledger(language: str) -> None:
    for revision, (column, kind) in CHECKED.items():
        text = (HOME / "migrations" / "versions" / f"{revision}.py").read_text(encoding="utf-8")
        [values] = re.findall(rf'"{column} in \(([^)]*)\)"', text)
        assert codes(language, kind) == set(re.findall(r"'([^']+)'", values)), kind
    assert codes(language, "transaction_kind") >= {kind.value for kind in Transaction} - {"caller"}
    jobs = set(Catalog(environment.read("prod")).job_names)
    assert codes(language, "jobs") == jobs | {" ".join(PLAN), " ".join(EVENING)}


def test_words_choose_singular_and_plural_and_write_numbers_as_people_do() -> None:
    words = Words("en")
    assert words("attention.rejected", n=1).startswith("1 item could")
    assert words("attention.rejected", n=1200).startswith("1,200 items could")
    assert words.code("rule", "a_rule_of_the_project") == "a rule of the project"


def test_ten_thousand_revocations_are_less_than_a_megabyte(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    size = page.write(made_report(10_000), file, "en")
    assert size == file.stat().st_size < 1_000_000
    assert file.read_text(encoding="utf-8").count("<tr><td>PRG") == 10_000


def test_texts_of_the_database_are_escaped_in_tables_and_in_charts(tmp_path: Path) -> None:
    text = written(tmp_path)
    assert HOSTILE not in text
    assert "<img" not in text
    assert "{{ 7 * 7 }}" in text  # no template runs a second time
    drawn = charts.protections([{"protected_by": BREAKING, "permissions": 3}], Words("en"))
    root = ElementTree.fromstring(str(drawn.svg))
    assert BREAKING.replace("_", " ") in [each.text for each in root.iter() if each.tag.endswith("text")]
    assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {
        "svg",
        "g",
        "path",
        "rect",
        "text",
        "title",
        "desc",
    }
    attributes = {name: value for each in root.iter() for name, value in each.attrib.items()}
    assert not [name for name in attributes if "href" in name or name.startswith("on") or name == "style"]


def test_what_needs_attention_names_each_run_that_did_not_end_well_and_each_day_without_one(tmp_path: Path) -> None:
    states = ("failed", "abandoned", "running", "stopped")
    bad = [run(37 + place, status=status, message="the log is too old") for place, status in enumerate(states)]
    pause = made_report().pauses[0] | {"ends_at": AS_OF.replace(year=2027)}
    period = {"run_id": None, "from_at": AS_OF.replace(day=1, hour=0), "to_at": AS_OF.replace(month=10, day=1, hour=0)}
    history = [run(number) for number in range(1, 41) if number != 30]
    text = written(tmp_path, runs=[run(36), *bad], history=history, pauses=[pause], **period)
    for said in (
        *("Run 37 of 2026-09-27 18:00 failed: the log is too old", "Run 38 of 2026-09-28 18:00 died before its end."),
        "Run 39 of 2026-09-29 18:00 had not ended when this report was made.",
        "Run 40 of 2026-09-30 18:00 was stopped by a guard or limit: the log is too old",
        "paused until 2027-09-30 18:00",
    ):
        assert said in text
    assert "Run 36 of" not in text
    assert "1 day of the period without an evening run that ended well: 2026-09-20." in text
    assert "2026-09-01 to 2026-09-30" in text


def test_a_plan_says_what_would_lapse_and_what_would_stop_it(tmp_path: Path) -> None:
    figures = made_report().figures | {"revoked": 0, "candidates": 61, "protected": 41}
    step = {"step_no": 1, "job": "judge", "step": "guard lost days", "transaction_kind": "guard", "status": "done"}
    step |= {"affected": 1, "rejected": 0, "seconds": 0.1, "reasons": ["the log has lost a day"]}
    planned = run(40, jobs=" ".join(PLAN), is_evening=0, revoked=0)
    text = written(tmp_path, runs=[planned], figures=figures, steps=[step], revocations=iter(()))
    assert "A plan, which revokes nothing: 20 of 60,000 permissions would have been revoked." in text
    assert "An evening run would have been stopped: the log has lost a day" in text
    assert "users who lost permissions" not in text

    stopped = run(40, status="stopped", exit_code=4, revoked=0)
    text = written(tmp_path, runs=[stopped], figures=figures, steps=[step], revocations=iter(()))
    assert "The run did not end well and revoked nothing; 20 of 60,000 permissions would have been revoked." in text
    assert "An evening run would have been stopped" not in text


def test_what_was_not_judged_or_is_purged_is_not_said_to_be_none(tmp_path: Path) -> None:
    stopped = run(40, status="stopped", revoked=0, candidates=None, protected=None)
    figures = made_report().figures | dict.fromkeys(("permissions", "candidates", "protected", "held_programs"), 0)
    unjudged: dict[str, object] = {"judged_run_id": None, "judged_as_of": None, "protections": []}
    text = written(tmp_path, runs=[stopped], figures=figures, revocations=iter(()), **unjudged)
    said = read("en")
    assert text.count(said["section.programs.unjudged"]) == 2
    for name in ("section.programs.empty", "section.protections.empty", "tile.permissions"):
        assert said[name] not in text, name
    purged = "The list of run 40 has been purged, so it can no longer be told how many"
    assert purged not in text
    assert purged in written(tmp_path, is_listed=False)


def test_only_what_is_still_open_needs_attention(tmp_path: Path) -> None:
    text = written(tmp_path)
    assert "1 item could not be written, and is still neither" in text  # the other was dismissed
    assert "1 lost day of an access log within the inactivity period" in text
    assert "exemption ends" not in text
    assert "lasts for more than a year" not in text
    now = made_report().made_at
    old = [day | {"log_day": "2026-01-05"} for day in made_report().lost_days]
    [one] = made_report().exemptions
    exempted = [one | {"ends_at": now + timedelta(days=days)} for days in (-1, 13, 400)]
    figures = made_report().figures | {"open_items": 0}
    text = written(tmp_path, lost_days=old, exemptions=exempted, figures=figures)
    assert "1 exemption ends within 14 days." in text
    assert "1 exemption lasts for more than a year from now" in text
    assert "is still neither" not in text
    assert "within the inactivity period, accepted by nobody" not in text


def test_a_list_that_lacks_revocations_says_so(tmp_path: Path) -> None:
    assert "This list is complete: it has 20 lines" in written(tmp_path)
    assert "This list has 20 lines, but the runs recorded 21." in written(tmp_path, runs=[run(40, revoked=21)])


def test_what_is_empty_says_in_a_sentence_that_there_is_nothing(tmp_path: Path) -> None:
    lists = dict.fromkeys(("programs", "protected", "about_to_lapse", "notices"), iter(()))
    lists |= dict.fromkeys(("rejected_items", "revocations"), iter(()))
    empty: dict[str, list[Row]] = {
        name: []
        for name in ("history", "protections", "idle_days", "held_programs", "lost_days", "pauses", "exemptions")
    }
    figures = dict.fromkeys(made_report().figures, 0)
    text = written(tmp_path, **lists, **empty, figures=figures, runs=[run(40, revoked=0)])
    said = read("en")
    for name in ("attention", "programs", "protections", "held", "lost_days", "pauses", "exemptions", "plans"):
        assert said[f"section.{name}.empty"] in text, name
    assert "0 of 0 permissions were revoked." in text
    assert "Nothing needs attention." in text


def test_sql_that_has_changed_since_the_run_is_not_shown_as_what_ran(tmp_path: Path) -> None:
    assert "60_delete_permissions.sql" in written(tmp_path)
    text = written(tmp_path, sql_digest="0" * 64)
    assert "60_delete_permissions.sql" not in text
    assert f"The SQL has changed since run 40, so its text is not shown here. Digest of what ran: {DIGEST}." in text


def test_a_page_that_cannot_be_completed_leaves_the_former_one(tmp_path: Path) -> None:
    before = written(tmp_path)
    with pytest.raises(KeyError):
        written(tmp_path, revocations=iter([{"program_id": "PRG1"}]))
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == before


def test_the_axis_of_a_chart_of_few_permissions_has_whole_numbers_and_each_once() -> None:
    drawn = charts.protections([{"protected_by": "exempted", "permissions": 2}], Words("en"))
    root = ElementTree.fromstring(str(drawn.svg))
    texts = [each.text for each in root.iter() if each.tag.endswith("text") and (each.text or "").isdigit()]
    assert texts == ["0", "1", "2"]
