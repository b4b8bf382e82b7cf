"""What `make docs` adds to MkDocs: links that leave docs/, pictures, and a check of what the site loads."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#\s]+)(?:#[^)\s]*)?\)")
_LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
}
_FETCHED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
_CSS = re.compile(r"(?:@import\s+|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)")
_PICTURE = "The source of a picture, which a forge such as GitHub draws. This site loads no script from elsewhere.\n\n"


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return a page as the site has it: a file outside docs/ is named instead of linked, a picture is its source."""
    folder = Path(page.file.src_uri).parent
    parts = _FENCED.split(markdown)
    parts[::2] = [_LINK.sub(lambda link: _named(link, folder), text) for text in parts[::2]]
    parts[1::2] = [_PICTURE + text if text.startswith("```mermaid") else text for text in parts[1::2]]
    return "".join(parts)


def on_post_build(config: Any) -> None:
    """Refuse a site that would load a script, a style, a font or an image from elsewhere.

    Raises:
        SystemExit: it would; the message names the pages.
    """
    site = Path(config.site_dir)
    found = [f"{path.relative_to(site)}: {each}" for path in sorted(site.rglob("*.html")) for each in _loaded(path)]
    found += [
        f"{path.relative_to(site)}: {each}"
        for path in sorted(site.rglob("*.css"))
        for each in _CSS.findall(path.read_text(encoding="utf-8"))
    ]
    if found:
        raise SystemExit("the site loads from elsewhere:\n  " + "\n  ".join(found))


def _named(link: re.Match[str], folder: Path) -> str:
    path = os.path.normpath(Path("docs", folder, link[2]))
    if not path.startswith(".."):
        text = link[1].strip("`")
        inside = Path(path).is_relative_to("docs")
        return link[0] if inside else f"`{path}`" if path.endswith(text) else f"{link[1]} (`{path}`)"
    return link[0]


class _Parser(HTMLParser):
    """Collects what a page makes a browser fetch from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = dict(attrs)
        address = given.get(_LOADS.get(tag, ""))
        if tag == "link" and _FETCHED & set((given.get("rel") or "").split()):
            address = given.get("href")
        found = [address or "", *_CSS.findall(given.get("style") or "")]
        self.foreign += [each for each in found if re.match(r"(https?:)?//", each)]
        if "mermaid" in (given.get("class") or "").split():
            self.foreign.append("mermaid, which the theme would load")


def _loaded(page: Path) -> list[str]:
    parser = _Parser()
    text = page.read_text(encoding="utf-8")
    parser.feed(text)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL)
    return parser.foreign + [each for style in styles for each in _CSS.findall(style)]
