"""The page of a report as a reader has it: with a mouse, a keyboard, a screen reader, a printer or a telephone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Opened
from tests.reported import BREAKING, HOSTILE

Files = dict[str, Path]
REVOCATIONS = 'input[aria-controls="revocations-table"]'


@pytest.mark.parametrize(("language", "heading"), [("en", "What needs attention"), ("ko", "확인이 필요한 사항")])
def test_the_page_says_nothing_to_the_console_and_asks_for_nothing_but_itself(
    browser: Browser, files: Files, language: str, heading: str
) -> None:
    opened = Opened(browser, files[language])
    assert opened.page.locator("html").get_attribute("lang") == language
    expect(opened.page.get_by_role("heading", name=heading)).to_be_visible()
    assert opened.page.get_by_role("img").count() == 3  # the charts
    assert opened.said == []
    assert opened.asked == [files[language].as_uri()]


def test_names_made_to_break_the_page_are_shown_as_text_and_run_nothing(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["en"])
    for table, place in (("programs", 1), ("notices", 2), ("revocations", 2)):
        assert {HOSTILE, BREAKING} <= set(opened.cells(table, place))
    assert HOSTILE in opened.page.locator("svg.chart text").all_text_contents()
    assert opened.page.evaluate("window.hacked") is None
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("script").count() == 1


def test_not_even_a_script_that_got_into_the_page_runs(browser: Browser, files: Files, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text(
        files["en"]
        .read_text(encoding="utf-8")
        .replace("<footer>", f"{HOSTILE}<img src=https://example.invalid/x onerror='window.hacked=1'><footer>"),
        encoding="utf-8",
    )
    opened = Opened(browser, broken)
    assert opened.page.evaluate("window.hacked") is None
    assert len([text for text in opened.said if "Content Security Policy" in text]) >= 2


def test_a_heading_sorts_numbers_dates_or_texts_and_sorts_them_the_other_way_round(
    browser: Browser, files: Files
) -> None:
    opened = Opened(browser, files["en"])
    columns: tuple[tuple[str, int, Callable[[str], Any]], ...] = (
        ("programs", 2, lambda text: int(text.replace(",", ""))),
        ("revocations", 3, str),
        ("about_to_lapse", 1, str),
    )
    for table, place, key in columns:
        before = opened.cells(table, place)
        head = opened.page.locator(f"#{table}-table thead th").nth(place - 1)
        for order, is_reverse in (("ascending", False), ("descending", True)):
            head.get_by_role("button").click()
            assert head.get_attribute("aria-sort") == order
            assert opened.cells(table, place) == sorted(before, key=key, reverse=is_reverse)
        assert opened.page.locator(f"#{table}-table [aria-sort]").count() == 1


def test_a_heading_is_reached_and_pressed_by_keyboard(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["en"])
    opened.page.keyboard.press("Tab")
    expect(opened.page.locator(".skip")).to_be_focused()
    opened.page.locator('input[aria-controls="programs-table"]').focus()
    opened.page.keyboard.press("Tab")  # the region that scrolls
    opened.page.keyboard.press("Tab")
    button = opened.page.locator("#programs-table thead button").first
    expect(button).to_be_focused()
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#programs-table thead th").first).to_have_attribute("aria-sort", "ascending")
    expect(button).to_be_focused()


def test_a_filter_keeps_the_rows_that_have_its_text_and_says_how_many(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["en"])
    opened.page.locator(REVOCATIONS).fill("USER00010")
    told = opened.page.locator("output:near(#revocations-table)").filter(has_text="rows match")
    expect(told).to_have_text("10 of 190 rows match. ")
    assert opened.cells("revocations", 2) == [f"user00010{n}" for n in range(10)]
    assert told.get_attribute("aria-live") != "off"
    opened.page.locator(REVOCATIONS).fill("")
    expect(opened.page.locator("#revocations-table tbody tr")).to_have_count(190)


def test_a_long_table_shows_its_first_rows_then_all_and_is_filtered_and_printed_as_a_whole(
    browser: Browser, files: Files
) -> None:
    opened = Opened(browser, files["long"])
    rows = opened.page.locator("#revocations-table tbody tr")
    expect(rows).to_have_count(500)
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(600)
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(rows).to_have_count(500)
    opened.page.locator(REVOCATIONS).fill("user000599")
    expect(rows).to_have_count(1)
    opened.page.locator(REVOCATIONS).fill("")
    expect(rows).to_have_count(500)
    opened.page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(600)


def test_without_scripts_every_row_is_there_and_no_control(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["long"], java_script_enabled=False)
    assert opened.page.locator("#revocations-table tbody tr").count() == 600
    assert opened.page.locator("button, input").count() == 0


def test_axe_finds_nothing_serious_in_light_or_dark(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["ko"], color_scheme="light")
    for details in opened.page.locator("details").all():
        details.locator("summary").click()
    found = Axe().run(opened.page).response["violations"]
    opened.page.emulate_media(color_scheme="dark")
    found += Axe().run(opened.page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_the_page_never_scrolls_sideways_on_a_narrow_screen(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["en"], viewport={"width": 360, "height": 740})
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 360


def test_print_has_no_controls_and_says_of_what_is_closed_how_to_print_it(browser: Browser, files: Files) -> None:
    opened = Opened(browser, files["en"], color_scheme="dark")
    opened.page.emulate_media(media="print")
    for control in ("nav", "input"):
        expect(opened.page.locator(control).first).to_be_hidden()
    style = "getComputedStyle(document.body)"
    assert opened.page.evaluate(f"[{style}.color, {style}.backgroundColor]") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    closed = "getComputedStyle(document.querySelector('summary'), '::after').content"
    assert "open it before printing" in opened.page.evaluate(closed)
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
