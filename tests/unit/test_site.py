"""What the site of docs/ adds to its pages, and what it may not load; the site itself is built by make docs."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from pages import site

FOREIGN = (
    '<script src="https://cdn.example/x.js"></script>',
    '<link rel="stylesheet" href="//fonts.example/css">',
    '<img src="https://cdn.example/x.png">',
    '<p style="background: url(https://cdn.example/x.png)">',
    "<style>@import 'https://cdn.example/x.css'</style>",
    '<div class="mermaid"></div>',
)
OWN = (
    '<script src="assets/x.js"></script><a href="https://example.com">elsewhere</a><img src="data:image/png;base64,AA">'
)


def test_a_site_that_loads_something_from_elsewhere_is_refused_and_one_that_links_there_is_not(tmp_path: Path) -> None:
    config = SimpleNamespace(site_dir=str(tmp_path))
    page = tmp_path / "page.html"
    page.write_text(OWN, encoding="utf-8")
    site.on_post_build(config)
    for each in FOREIGN:
        page.write_text(OWN + each, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^the site loads from elsewhere:\n  page\.html: "):
            site.on_post_build(config)


def test_a_link_that_leaves_the_folder_becomes_a_name_and_code_stays_as_it_is() -> None:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="decisions/01.md"))
    text = "[README](../../README.md#install), [judge](../../sql/jobs/judge), [rules](../rules.md)\n"
    code = "```\n[README](../../README.md)\n```\n"
    assert site.on_page_markdown(text + code, page) == (
        "README (`README.md`), `sql/jobs/judge`, [rules](../rules.md)\n" + code
    )
