"""The page of a report without a browser: its words, its size, what of the data reaches it and how."""

import re
import string
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


def test_a_list_that_lacks_revocations_says_so(tmp_path: Path) -> None:
    assert "This list is complete: it has 20 lines" in written(tmp_path)
    assert "This list has 20 lines, but the runs recorded 21." in written(tmp_path, runs=[run(40, revoked=21)])


def test_what_is_empty_says_in_a_sentence_that_there_is_nothing(tmp_path: Path) -> None:
    lists = dict.fromkeys(("programs", "protected", "about_to_lapse", "notices", "exemptions"), iter(()))
    lists |= dict.fromkeys(("rejected_items", "revocations"), iter(()))
    empty: dict[str, list[Row]] = {
        name: [] for name in ("history", "protections", "idle_days", "held_programs", "lost_days", "pauses")
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
