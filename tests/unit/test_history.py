"""The reasons of a guard, as the ledger keeps them in a column."""

import json

import pytest

from runner.engine.history import packed


@pytest.mark.parametrize("reasons", [["one"], ["two\nlines", "", '"', "\\"], ["程序 \x00 😀", "\r\n"]])
def test_reasons_come_back_as_they_were(reasons: list[str]) -> None:
    assert json.loads(packed(reasons, 4000)) == reasons


@pytest.mark.parametrize("letter", ["x", "\n", "é", "😀"])
def test_reasons_that_do_not_fit_are_cut_at_the_end(letter: str) -> None:
    reasons = ["first", letter * 50, "never reached"]
    for size in range(10, 50):
        text = packed(reasons, size)
        kept = json.loads(text)
        assert len(text.encode()) <= size
        assert kept[0] == "first"
        assert all(reasons[1].startswith(part) for part in kept[1:])
        assert size - len(text) < 2 * 12 + 4  # no more is lost than a character or two
    assert len(packed(["x" * 10] * 100_000, 4000)) <= 4000
