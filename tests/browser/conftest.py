"""One Chromium for all tests of a module; where there is none they are skipped."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from runner.report import page as report_page
from tests.reported import made_report

PATIENCE_MS = 120_000  # for a machine that is busy with other tests; nothing waits for it where all is well
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Opened:
    """A page in the browser, with what it said and asked for.

    Args:
        browser: opens it.
        file: the page.
        options: of the browser's context.
    """

    def __init__(self, browser: Browser, file: Path, **options: object) -> None:
        self.page: Page = browser.new_page(**options)  # type: ignore[arg-type]
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def cells(self, table: str, place: int) -> list[str]:
        """Return the texts of a column, from 1, of the rows shown of a table."""
        return self.page.locator(f"#{table}-table tbody tr > :nth-child({place})").all_text_contents()


@pytest.fixture(scope="module")  # while it is open an event loop runs, which tests of other modules could not bear
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=as_root, timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page in both languages, the Korean one short, and with more rows than it shows at first."""
    folder = tmp_path_factory.mktemp("report")
    made = {"en": (190, "en"), "ko": (30, "ko"), "long": (600, "en")}
    for name, (count, language) in made.items():
        report_page.write(made_report(count), folder / f"{name}.html", language)
    return {name: folder / f"{name}.html" for name in made}
