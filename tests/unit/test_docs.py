"""What the pages say of the code that can be looked up: links, commands, packages."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner import __version__
from runner.commands.main import commands as lapse
from runner.environment.file import HOME
from tests.command import called
from tests.unit.test_imports import MODULES, RANK, imported, package

README, COMMANDS, ARCHITECTURE = HOME / "README.md", HOME / "docs" / "commands.md", HOME / "docs" / "architecture.md"
KOREAN = HOME / "README.ko.md"
PAGES = sorted(
    [
        README,
        KOREAN,
        HOME / "CONTRIBUTING.md",
        HOME / "SECURITY.md",
        HOME / "deploy" / "README.md",
        *(HOME / "docs").rglob("*.md"),
    ]
)
SHOWN = [*PAGES, HOME / "runner" / "project" / "README.md"]
CODE = re.compile(r"`([^`]+)`")
BLOCK = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"--[a-z][a-z-]*")


def prose(page: Path) -> str:
    """Return the text of a page without its blocks of code."""
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return what a link may name behind # to lead to a heading: spelt as forges do, and numbered where it recurs."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def links(page: Path) -> list[str]:
    """Return where the links of a page lead to within the repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", prose(page)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_every_link_leads_to_a_file_and_its_heading(page: Path) -> None:
    dead = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_the_pages_are_reached_from_the_readme() -> None:
    reached, ahead = set(), [README]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            found = [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
            ahead += [each for path in found for each in (sorted(path.glob("*.md")) if path.is_dir() else [path])]
            ahead = [path for path in ahead if path in PAGES]
    assert reached == set(PAGES)


def facts(section: str) -> Counter[tuple[str, str]]:
    """Return what a section says in any language: lines of code and of diagrams, links, names in code, figures."""
    lines = []
    for language, block in BLOCK.findall(section):
        words = r"(?<=:).+|(?<= as ).+|(?<=loop ).+" if language == "mermaid" else r" +# .+"
        lines += [re.sub(words, "", line) for line in block.splitlines()]
    text = BLOCK.sub("", section)
    names = {" ".join(name.split()) for name in CODE.findall(text)}
    text = CODE.sub("", text)
    led = [link.replace(".ko.", ".") for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    figures = set(re.findall(r"\d[\d.,]*\d|\d", re.sub(r"\]\([^)]+\)", "", text)))
    found = {"line": lines, "link": led, "name": names, "figure": figures}
    return Counter((kind, each) for kind, said in found.items() for each in said)


def test_the_readme_says_the_same_in_korean() -> None:
    english, korean = (
        re.split(r"^(?=#+ )", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:] for page in (README, KOREAN)
    )
    assert [len(each.split()[0]) for each in english] == [len(each.split()[0]) for each in korean], "headings differ"
    wrong = []
    for ours, theirs in zip(english, korean, strict=True):
        here, there = facts(ours), facts(theirs)
        wrong += [f"README.ko.md, {theirs.splitlines()[0]} lacks the {kind} {each}" for kind, each in here - there]
        missing = [(kind, each) for kind, each in there - here if kind != "figure"]  # where English has a word: 6개월
        wrong += [f"README.md, {ours.splitlines()[0]} lacks the {kind} {each}" for kind, each in missing]
    assert not wrong, "\n".join(wrong)


def test_the_site_has_every_page_of_the_folder() -> None:
    text = (HOME / "mkdocs.yml").read_text(encoding="utf-8")
    named = re.findall(r"^ +- (?:.+: )?(\S+\.md)$", text.partition("\nnav:\n")[2], re.MULTILINE)
    assert sorted(named) == sorted(
        str(page.relative_to(HOME / "docs")) for page in PAGES if HOME / "docs" in page.parents
    )


def test_wheels_and_images_are_named_by_the_version_that_there_is() -> None:
    files = [*HOME.glob("README*.md"), *(file for file in (HOME / "deploy").rglob("*") if file.is_file())]
    named = {
        file: re.findall(r"\blapse(?:-\w+)?[-:](\d+\.\d+\.\d+)\b", file.read_text("utf-8", "ignore")) for file in files
    }
    assert {file.name: versions for file, versions in named.items() if set(versions) - {__version__}} == {}
    assert named[README]
    changes = (HOME / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d.*?)\] - \d{4}-\d\d-\d\d$", changes, re.MULTILINE)[0] == __version__


def commands() -> dict[str, set[str]]:
    """Return the options of each command, by its words."""

    def walk(command: Any, *words: str) -> Iterator[tuple[str, set[str]]]:
        if inner := getattr(command, "commands", None):
            for name, each in inner.items():
                yield from walk(each, *words, name)
        else:
            yield " ".join(words), {name for each in command.params for name in each.opts if name.startswith("--")}

    return dict(walk(lapse()))


def told_commands(usage: str, known: dict[str, set[str]]) -> list[str]:
    """Return the commands that a usage such as `exempt add|end --reason WHY` names."""
    first, _, rest = usage.partition(" ")
    if first in known:
        return [first]
    return [f"{first} {name}" for name in rest.partition(" ")[0].split("|")]


def test_the_page_of_commands_lists_every_command_and_only_options_that_it_has() -> None:
    known = commands()
    table = COMMANDS.read_text(encoding="utf-8").partition(
        "\n| command, after `lapse --env NAME` | does |\n| --- | --- |\n"
    )[2]
    told, wrong = set(), []
    for row in table.partition("\n\n")[0].splitlines():
        usages, does = (cell.replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:3])
        of_row: set[str] = set()
        for usage in CODE.findall(usages):
            names = told_commands(usage, known)
            told |= set(names)
            options = set[str]().union(*(known.get(name, set()) for name in names))
            of_row |= options
            wrong += [f"{usage}: {option}" for option in OPTION.findall(usage) if option not in options]
        wrong += [f"{row}: {option}" for option in OPTION.findall(does) if option not in of_row]
    assert told == set(known)
    assert wrong == []


def calls(page: Path) -> list[str]:
    """Return the calls of lapse in the blocks of a page, without what a shell would take off them."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    lines = [(language == "console", line) for language, block in blocks for line in block.splitlines()]
    prompts = [line.removeprefix("$ ") if line.startswith("$ ") or not is_console else "" for is_console, line in lines]
    found = [line for line in prompts if re.match(r"lapse (-|[a-z])", line)]
    return [re.split(r" +# | [|<>] ", line)[0] for line in found]


@pytest.mark.parametrize("page", [page for page in SHOWN if calls(page)], ids=lambda page: str(page.relative_to(HOME)))
def test_every_call_in_a_block_of_a_page_is_one_that_lapse_takes(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is parsed with examples in place of the words in capitals; the command itself is not called."""
    taken: list[Any] = []

    def take(command: Any) -> None:
        for each in getattr(command, "commands", {}).values():
            take(each)
        if not hasattr(command, "commands"):
            monkeypatch.setattr(command, "callback", lambda **given: taken.append(given))

    take(lapse())
    for call in calls(page):
        words = re.sub(r"\b(DAY|DAY_AFTER|TIME|DATE|D)\b", "2026-10-09", re.sub(r"\b(RUN|ITEM|N)\b", "1", call))
        result = called(*shlex.split(words)[1:])
        assert (result.code, result.err, len(taken)) == (0, "", 1), call
        taken.clear()


def test_the_architecture_shows_every_package_and_only_imports_that_there_are() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    picture = text.partition("```mermaid\n")[2].partition("```")[0]
    drawn = set(re.findall(r"^ +(\w+)\[\"<b>\1</b>", picture, re.MULTILINE))
    assert drawn == set(RANK)
    inner = {path.parent.relative_to(HOME / "runner") for path in (HOME / "runner").glob("*/*/__init__.py")}
    assert all(f"{path}" in picture for path in inner)
    arrows = set(re.findall(r"^ +(\w+) --(?: \"[^\"]+\" --)?> (\w+)$", picture, re.MULTILINE))
    there = {(package(module), package(other)) for module in MODULES for other in imported(module) if other != "runner"}
    assert {above for above, _ in arrows} | {below for _, below in arrows} == set(RANK)
    assert arrows <= there
