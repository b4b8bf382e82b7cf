"""What is printed does no harm: not to a terminal, not to a spreadsheet, not to the program that reads it."""

import csv
import io
import json
import logging
import os
import subprocess
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.commands import listing, log, output, reports
from tests.command import LAPSE, call

ESCAPES = "a\x1b[31m\x07\x9b\x7f\u202e\x00b"
VISIBLE = r"a\x1b[31m\x07\x9b\x7f\u202e\x00b"


def _csv(capsys: pytest.CaptureFixture[str], *values: object) -> list[str]:
    """The cells of one row, as a program reads them that knows no apostrophe."""
    output.as_csv([{str(at): value for at, value in enumerate(values)}], [str(at) for at in range(len(values))])
    return list(csv.reader(io.StringIO(capsys.readouterr().out, newline=""), strict=True))[1]


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(capsys: pytest.CaptureFixture[str]) -> None:
    for before in ("", " ", "  \t", "\u00a0", "\ufeff", "\x00"):
        for start in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"):  # noqa: RUF001
            cell = f"{before}{start}cmd|' /C calc'!A0"
            assert _csv(capsys, cell) == ["'" + cell]


def test_any_other_cell_of_a_csv_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    for cell in (
        "ann",
        "{{ guards }}",
        "'; drop table x; --",
        "a=1",
        "1-2",
        'q"u,o;te',
        "a\rb",
        "a\nb",
        "😀",
        "",
        "  ",
        "/*",
    ):
        assert _csv(capsys, cell, "end") == [cell, "end"]


def test_numbers_and_times_of_a_csv_are_as_they_were(capsys: pytest.CaptureFixture[str]) -> None:
    values = (-1, -1.5, Decimal("-2.50"), datetime(9999, 12, 31, 23, 59, 59), None)
    assert _csv(capsys, *values) == ["-1", "-1.5", "-2.50", "9999-12-31 23:59:59", ""]


def test_a_line_of_a_csv_ends_as_lines_do(capsys: pytest.CaptureFixture[str]) -> None:
    output.as_csv([{"a": "x", "b": 1}], ["a", "b"])
    assert capsys.readouterr().out == "a,b\nx,1\n"


def test_a_csv_for_excel_begins_with_a_byte_order_mark(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"program_id": "급여", "protected_by": "held_program", "run_id": 1}]
    columns = ["program_id", "protected_by"]
    said = {}
    for form in listing.Form:
        listing.print_rows(form, rows, columns, "none")
        said[form] = capsys.readouterr().out
    assert said[listing.Form.CSV] == "program_id,protected_by\n급여,held_program\n"
    assert said[listing.Form.EXCEL] == "\ufeff" + said[listing.Form.CSV]
    assert json.loads(said[listing.Form.JSON]) == rows
    assert said[listing.Form.TABLE].splitlines()[1].split() == ["급여", "held", "program", "1"]


def test_a_terminal_obeys_no_cell_and_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    output.as_table([{"user_id": ESCAPES + "\n\t"}], "")
    output.say(ESCAPES)
    reports.plan_report(
        {
            "run_id": 1,
            "as_of": "now",
            "permissions": 2,
            "candidates": 2,
            "lapsing": 1,
            "programs": [{"program_id": ESCAPES, "permissions": 2, "lapsing": 1, "protected": 1}],
            "protected": {"exempted": 1},
            "held": [{"program_id": ESCAPES, "permissions": 2, "reason": ESCAPES}],
            "what_if": {90: 2},
            "guards": [{"step": "guard", "reasons": [ESCAPES]}],
            "message": ESCAPES,
        },
        "lapse --env demo",
        "lapse --env demo run",
    )
    report = {
        "steps": [],
        "counts": {},
        "held": [],
        "status": "failed",
        "run_id": 1,
        "as_of": "now",
        "message": ESCAPES,
    }
    reports.run_report(report)
    out = capsys.readouterr().out
    assert out.count(VISIBLE) == 8
    assert VISIBLE + r"\n\t" in out
    assert all(line.isprintable() for line in out.split("\n"))


def test_counts_agree_with_their_nouns(capsys: pytest.CaptureFixture[str]) -> None:
    for count in (0, 1, 2, 1000):
        restored = {"permissions_restored": count, "permissions_already_restored": count}
        held = [{"program_id": "wiki", "permissions": count, "reason": "silent"}]
        ended = {"steps": [], "held": held, "status": "done", "run_id": 1, "as_of": "now", "message": None}
        counted = {
            **dict.fromkeys(
                ("permissions_without_grant_date", "log_rows_left_for_later", "protected_came_back"), count
            ),
            **{"permissions": count, "permissions_revoked": 0},
        }
        reports.run_report(ended | {"counts": restored})
        reports.run_report(ended | {"counts": counted})
        out = capsys.readouterr().out
        number, s = f"{count:,}", "" if count == 1 else "s"
        said = [
            f"{number} permission{s} restored",
            f"{number} permission{s} already restored",
            f"{number} permission{s} without grant date",
            f"{number} log row{s} left for later",
            f"{number} protected came back",
        ]
        assert [line for line in said if line in out.splitlines()] == (said if count else [])
        assert out.count(f"held: {number} permission{s} of wiki: silent\n") == 2
        assert f"0 of {number} permission{s} revoked, {number} left\n" in out


def test_a_terminal_obeys_no_line_of_the_log() -> None:
    record = logging.LogRecord("lapse", logging.ERROR, "", 0, "failed: %s", (ESCAPES,), None)
    assert VISIBLE in log._Text().format(record)
    assert log._JsonLines().format(record).isprintable()
    assert json.loads(log._JsonLines().format(record))["message"] == f"failed: {ESCAPES}"


@given(st.dictionaries(st.text(), st.text()))
@example({"a": ESCAPES + "\udcff\ud800\U000e0001"})
def test_json_is_the_same_document_without_control_characters(document: dict[str, str]) -> None:
    for indent in (None, 2):
        text = output.json_text(document, indent)
        assert json.loads(text.encode()) == document
        assert all(line.isprintable() for line in text.split("\n"))


def test_an_argument_that_is_no_text_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ("--env", "\udcff", "runs"),
        ("--env", "demo", "load", "access-log", "\udcff.csv"),
        ("--env", "demo", "restore", "1", "--user", "\udcff"),
        ("--env", "demo", "restore", "1", "--program", "a\udc80"),
    ):
        assert call(*arguments, "--json") == 2
        assert json.loads(capsys.readouterr().out)["message"] == "an argument is not UTF-8; nothing was done"


def test_what_the_locale_cannot_write_is_written_as_utf_8() -> None:
    for encoding in ("ascii", "latin-1"):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
        variables = kept | {"PYTHONIOENCODING": encoding, "LAPSE_DATABASE__URL": "embedded:/größe/😀"}
        done = subprocess.run([LAPSE, "--env", "demo", "env"], env=variables, capture_output=True, check=True)
        assert 'url = "embedded:/größe/😀"' in done.stdout.decode()


def test_bytes_that_are_no_text_end_the_command_without_a_traceback() -> None:
    done = subprocess.run([os.fsencode(LAPSE), b"--env", b"demo", b"runs", b"\xff"], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"an argument is not UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr
