"""What is printed does no harm: not to a terminal, not to a spreadsheet, not to the program that reads it."""

import contextlib
import csv
import io
import json
import logging
import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.commands import listing, log, output, summary
from runner.commands.listing import Form
from runner.commands.summary import Detail
from runner.errors import LapseError
from tests.command import LAPSE, call

ESCAPES = "a\x1b[31m\x07\x9b\x7f\u202e\x00b"
VISIBLE = r"a\x1b[31m\x07\x9b\x7f\u202e\x00b"


def report(**more: object) -> dict[str, Any]:
    """Return the report of an evening that did nothing, with what a test says of it."""
    empty = {"status": "done", "exit_code": 0, "jobs": "sync judge revoke", "message": None, "run_id": 7}
    return empty | {"steps": [], "counts": {}, "held": [], "guards": [], "as_of": "2026-11-29 18:00:00"} | more


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
    told = {"held": [{"program_id": ESCAPES, "permissions": 2, "reason": ESCAPES}], "message": ESCAPES}
    plan = report(counts={"permissions": 2, "lapsing": 1}, guards=[{"step": "guard", "reasons": [ESCAPES]}], **told)
    programs = [{"program_id": ESCAPES, "permissions": 2, "lapsing": 1, "protected": 1}]
    more = {"lapsing": 1, "programs": programs, "what_if": {90: 2}}
    summary.plan_report(plan | more, "lapse", "lapse run", Detail.NORMAL)
    summary.run_report(report(status="failed", **told), "lapse", Detail.VERBOSE)
    out = capsys.readouterr().out
    assert out.count(VISIBLE) == 10
    assert VISIBLE + r"\n\t" in out
    assert all(line.isprintable() for line in out.split("\n"))


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


@given(st.lists(st.dictionaries(st.text(), st.text() | st.none()), max_size=3))
@example([{"user_id": ESCAPES + "\udcff\ud800\u2028\n"}, {"user_id": "[]"}])
def test_json_of_rows_is_a_list_or_the_last_value_of_a_document(rows: list[dict[str, str | None]]) -> None:
    for document in (None, {"held": [], "message": "[]"}):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            output.as_json_rows(iter(rows), document)
        assert json.loads(out.getvalue().encode()) == (rows if document is None else document | {"rows": rows})


def test_nothing_of_a_json_list_is_printed_where_a_row_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield {"user_id": "ann"}
        raise LapseError("lost")

    with pytest.raises(LapseError, match="lost"):
        listing.print_rows(Form.JSON, rows(), ["user_id"], "")
    assert capsys.readouterr().out == ""


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
