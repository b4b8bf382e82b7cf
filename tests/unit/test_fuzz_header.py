"""Hostile text in SQL files: what stands there is a header that tells the truth, or an error that names the file."""

import re
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.environment import file as environment
from runner.errors import SqlFileError
from runner.statements.catalog import Catalog
from runner.statements.header import KEYS, parse, used_binds
from runner.statements.templates import SQL

HEADER = "-- name: n\n-- purpose: p\n-- transaction: statement\n-- binds: {}\n-- index: i\n-- undo: u\n"
# Code with the bind that it uses, if any, as Oracle reads it.
PIECES = {
    ":a": "a",
    ": B": "b",
    ":c\n": "c",
    "(:a)": "a",
    "':a'": "",
    "'it''s :a'": "",
    "'{{ :a }}'": "",
    "q'[it's :b]'": "",
    "nQ'zAZ :b z'": "",
    '":c"': "",
    "-- :a ' {%\n": "",
    "-- q'[ :a\r\x85\u2028 :b\n": "",
    "/* ' :b \n */": "",
    "/*+ index(p :c) */": "",
    "';'": "",
    "x := 1": "",
    "'ключ😀'": "",
}
_MARKS = [
    *("'", '"', "''", "q'[", "]'", "q'a", "/*", "*/", "--", ":", ":=", ": x", ";", "\n", "\r", "\0", "\x0b", "\x85"),
    *("\u2028", "😀", "\ud800", "{{", "}}", "{% raw %}", "-- name: x\n", "-- binds: none\n", "-- binds: as_of\n"),
]


@cache
def _files() -> tuple[str, ...]:
    rendered = [statement.text for statement in Catalog(environment.read("prod")).all()]
    return (*rendered, *(path.read_text(encoding="utf-8") for path in sorted(SQL.rglob("*.sql"))))


_marks = st.sampled_from(_MARKS) | st.text(max_size=3)
_changes = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), _marks), min_size=1, max_size=4)


def _changed(text: str, changes: list[tuple[int, int, str]]) -> str:
    """Put marks in the place of some characters of a text."""
    for at, length, mark in changes:
        start = at % len(text) if text else 0
        text = text[:start] + mark + text[start + length :]
    return text


def _is_header_or_error(text: str) -> None:
    try:
        header = parse(text, "f.sql")
    except SqlFileError as error:
        assert re.match(r"f\.sql:(\d+:)? ", str(error))  # noqa: PT017 - either outcome is right
    else:
        assert set(header.binds) == set(used_binds(text))
        keys = [key for key in KEYS if key != "items" or header.items]
        assert all(line.startswith(f"-- {key}:") for key, line in zip(keys, text.split("\n"), strict=False))


@given(st.text())
@example("\ud800")
def test_any_text_is_a_header_or_an_error(text: str) -> None:
    _is_header_or_error(text)
    _is_header_or_error(HEADER.format("none") + text)


@settings(max_examples=200)
@given(st.integers(0), _changes)
def test_a_changed_file_is_a_header_or_an_error(number: int, changes: list[tuple[int, int, str]]) -> None:
    files = _files()
    _is_header_or_error(_changed(files[number % len(files)], changes))


@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1), st.sets(st.sampled_from("abc")))
def test_the_binds_declared_are_those_that_the_text_uses(pieces: list[str], declared: set[str]) -> None:
    used = {PIECES[piece] for piece in pieces} - {""}
    text = "select 1, " + ", ".join(pieces)
    assert set(used_binds(text)) == used
    file = HEADER.format(", ".join(sorted(declared)) or "none") + text
    if declared == used:
        assert set(parse(file, "f.sql").binds) == used
    else:
        with pytest.raises(SqlFileError, match=r"is used but not declared|is declared but not used"):
            parse(file, "f.sql")


def test_a_line_of_the_header_ends_where_a_comment_of_sql_ends() -> None:
    for separator in ("\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\r"):
        text = HEADER.format("none").replace("\n", separator) + "\nselect 1 from dual\n"
        with pytest.raises(SqlFileError, match=r"^f\.sql:2: expected '-- purpose: \.\.\.'"):
            parse(text, "f.sql")


def test_a_quote_of_ones_own_ends_with_the_very_letter_that_began_it() -> None:
    assert used_binds("select q'aA':x a', :b from dual") == {"b": 1}
