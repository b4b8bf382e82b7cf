"""Hostile CSV files: each record is loaded as it is or kept with its reason, and no name is ever more than data."""

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.database import schema as migrate
from runner.engine.progress import Progress
from runner.engine.signals import Stop
from runner.errors import DatabaseError, Fault, LapseError
from runner.jobs.restore import Choice, restore
from tests.command import call
from tests.company import AS_OF, Company, Table, days_before
from tests.integration.test_load import LOG_HEADER, NOON, log_rows, rejects

NAMES = [
    *(
        "{{ guards }}",
        "{% raw %}",
        "'; drop table x; --",
        '"',
        "''",
        "a\nb",
        "a\r\nb",
        "\r",
        "-- x",
        "/* x */",
        "*/",
        ";",
    ),
    *("%s", "%(user_id)s", "%%", ":user_id", "\\N", "\\.", "\\", "$1", "null", "NULL", "\t", " x ", "a,b", "😀" * 255),
    *("\x1b[31m", "\u202e", "\ufeff", "=1+1", "é", "e\u0301", "\x01", "\x7f", "../x", "'x'", "q'[x]'"),
]
TIMES = [
    *("2024-01-31", "2024-02-29 23:59:59.999999", "0001-01-01", "9999-12-31 23:59:59", "2024-01-31T12:00"),
    *("0000-00-00", "2023-02-29", "10000-01-01", "2024/01/31 12:00", "2024/01-31", "2024-01-31 24:00"),
    *("2024-01-31 12:00 CET", "infinity", "now", "epoch", "31.01.2024", "-infinity", "2024-01-31 BC"),
]
WORST = "'; drop table x; --"

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_names = st.sampled_from([*NAMES, "", "\0", "x" * 256]) | _texts
_records = st.one_of(
    st.tuples(_names, _names, st.sampled_from(TIMES)).map(list),
    st.lists(_names, min_size=1, max_size=5),
)


def _written(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _value(record: list[str]) -> tuple[Any, ...] | None:
    """What stands in the table for a record, or None where it may not stand there."""
    if len(record) != 3 or not re.fullmatch(r"\d{4}([-/])\d\d\1\d\d([ T][\d:.]{5,15})?", record[2]):
        return None
    if any(not 0 < len(name) < 256 or "\0" in name for name in record[:2]):
        return None
    try:
        return record[0], record[1], datetime.fromisoformat(record[2].replace("/", "-"))
    except ValueError:
        return None


def _kept(file: Path) -> list[list[str]]:
    path = file.with_name(file.name + ".rejected.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, strict=True))[1:]


def _outcome(company: Company, content: bytes, tmp_path: Path) -> tuple[dict[str, Any], Table, list[list[str]]] | None:
    """Load a file into the empty log; None where nothing was loaded, for it cannot be."""
    company.execute("delete from {access_log} l")
    file = tmp_path / "fuzz.csv"
    file.write_bytes(content)
    try:
        report = company.load("access_log", file)
    except LapseError as error:
        assert "nothing was loaded" in str(error)  # noqa: PT017 - either outcome is right
        assert log_rows(company) == []
        assert list(tmp_path.glob("fuzz*")) == [file]
        return None
    kept = _kept(file) if report["rejected_file"] else []
    rows = log_rows(company)
    assert (report["loaded"], report["rejected"]) == (len(rows), len(kept))
    assert all(int(line[0]) > 1 and line[1] for line in kept)
    return report, rows, kept


@settings(max_examples=20)
@given(st.lists(_records, max_size=12))
@example([[name, WORST, "2024-01-31"] for name in NAMES])
@example([["books", "ann", time] for time in TIMES])
def test_each_record_is_loaded_as_it_is_or_kept_with_its_number(
    company: Company, tmp_path: Path, records: list[list[str]]
) -> None:
    outcome = _outcome(company, LOG_HEADER + _written(records), tmp_path)
    assert outcome
    _, rows, kept = outcome
    values = [_value(record) for record in records]
    assert rows == sorted((value for value in values if value), key=repr)
    lines = [len(re.findall(rb"\r\n|\r|\n", _written([record]))) for record in records]
    numbers = [str(2 + sum(lines[:at])) for at in range(len(records))]
    refused = [[number, *record] for number, record, value in zip(numbers, records, values, strict=True) if not value]
    assert [[line[0], *line[2:]] for line in kept] == refused


_bytes = st.lists(
    st.sampled_from(
        [b",", b'"', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"books,ann,2024-01-31\n", b"'", b";", b"\xef\xbb\xbf"]
    )
    | st.binary(max_size=8)
).map(b"".join)


@settings(max_examples=20)
@given(_bytes, st.booleans())
@example(b"books,ann,2024-01-31 12:00:00\n", True)
def test_any_bytes_are_loaded_or_kept_or_refused(
    company: Company, tmp_path: Path, content: bytes, with_header: bool
) -> None:
    outcome = _outcome(company, (LOG_HEADER if with_header else b"") + content, tmp_path)
    try:
        content.decode()
    except UnicodeDecodeError:
        assert outcome is None
    else:
        assert outcome or not with_header or b'"' in content  # one that is never closed
    for row in outcome[1] if outcome else []:
        assert all(name.replace('"', '""').encode() in content for name in row[:2])


def test_hostile_record_is_kept_as_it_was(company: Company, tmp_path: Path, subtests: pytest.Subtests) -> None:
    for line, reason in [
        (b"books,ann,0000-00-00", "is not a time: '0000-00-00', year 0 is out of range"),
        (b"books,ann,2023-02-29", "is not a time: '2023-02-29', day is out of range for month"),
        (b"books,ann,2024-01-31 24:00", "is not a time: '2024-01-31 24:00', hour must be in 0..23"),
        (b"books,ann,2024-01-31 12:00:00 Europe/Berlin", "write YYYY-MM-DD HH:MM:SS or YYYY/MM/DD"),
        (b"books,ann,infinity", "is not a time: 'infinity'"),
        (b"books,a\0nn,2024-01-31", "user_id contains a NUL byte"),
        (b'"books"x,ann,2024-01-31', "not CSV: ',' expected after '\"'"),
    ]:
        with subtests.test(line=line, reason=reason):
            outcome = _outcome(company, LOG_HEADER + b"books,bob,2024-01-31 12:00\n" + line, tmp_path)
            assert outcome
            _, rows, [kept] = outcome
            assert rows == [("books", "bob", NOON)]
            assert kept[0] == "3"
            assert reason in kept[1]
            assert ",".join(kept[2:]).encode() == line


def test_cell_of_ten_megabytes_is_kept_whole(company: Company, tmp_path: Path) -> None:
    line = b'books,"' + b"x" * 9_999_999 + b"\n" + b'",2024-01-31\n'
    outcome = _outcome(company, LOG_HEADER + line + b"books,ann,2024-01-31 12:00\n", tmp_path)
    assert outcome
    _, rows, [kept] = outcome
    assert rows == [("books", "ann", NOON)]
    assert kept[:3] == ["2", "user_id is longer than 255 characters", "books"]
    assert kept[3] == "x" * 9_999_999 + "\n"


def test_file_in_utf_16_is_told_by_its_mark_or_its_nul_characters(
    company: Company, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for encoding, words in [
        ("utf-16", r":1: byte 1 \(0xFF\) is not UTF-8; nothing was loaded\. .* --encoding utf-16$"),
        ("utf-16-le", r":1: no columns program_id.*if the file is UTF-16, add --encoding utf-16-le, or utf-16-be; not"),
        ("utf-16-be", r":1: no columns program_id.*if the file is UTF-16, add --encoding utf-16-le, or utf-16-be; not"),
    ]:
        with subtests.test(encoding=encoding, words=words):
            (tmp_path / "wide.csv").write_bytes((LOG_HEADER.decode() + "books,ann,2024-01-31\n").encode(encoding))
            with pytest.raises(LapseError, match=words):
                company.load("access_log", tmp_path / "wide.csv")
            assert log_rows(company) == []


def test_hostile_header_loads_nothing(company: Company, tmp_path: Path, subtests: pytest.Subtests) -> None:
    for case, header, words in [
        ("quote in the middle", b'"program_id"x,user_id,accessed_at', "1: not CSV: "),
        ("quote without an end", b'"program_id', "1: a quote is opened here and never closed"),
        ("a name twice", b"program_id,user_id,accessed_at,User_ID", "1: two columns are named user_id"),
        ("a name of a megabyte", b"x" * 1_000_000, "1: no columns program_id"),
    ]:
        with subtests.test(case):
            (tmp_path / "head.csv").write_bytes(header + b"\nbooks,ann,2024-01-31\n")
            with pytest.raises(LapseError, match=words) as caught:
                company.load("access_log", tmp_path / "head.csv")
            assert str(caught.value).endswith("; nothing was loaded")
            assert len(str(caught.value)) < 1000
            assert log_rows(company) == []


def test_hostile_names_are_data_from_the_file_to_the_export(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [(name, other) for name, other in zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True)]
    for name, at in (("permission", days_before(400)), ("access_log", days_before(200))):
        header = ["program_id", "user_id", {"permission": "granted_at"}.get(name, "accessed_at")]
        (tmp_path / f"{name}.csv").write_bytes(_written([header, *([*key, str(at)] for key in keys)]))
        assert company.load(name, tmp_path / f"{name}.csv")["loaded"] == len(keys)
    company.log(("pulse", "pulse", days_before(1)))
    before = company.tables("permission")

    assert company.run()["counts"]["permissions_revoked"] == len(keys)
    assert company.last_accesses() == dict.fromkeys(keys, days_before(200)) | {("pulse", "pulse"): days_before(1)}
    assert company.revoked() == set(keys)
    assert company.permissions() == set()

    assert call("--env", str(company.file), "revocations", "1", "--csv") == 0
    exported = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert {(row["program_id"], row["user_id"]) for row in exported} == {
        (_shown(one), _shown(two)) for one, two in keys
    }

    for program, user in keys[:3]:
        chosen = (f"--program={program}", f"--user={user}", "--json")
        assert call("--env", str(company.file), "restore", "1", *chosen, "--reason", "mistake") == 0
        assert json.loads(capsys.readouterr().out)["counts"]["permissions_restored"] == 1
    assert company.permissions() == set(keys[:3])
    restore(company.database, Choice(1), "mistake", Progress(), Stop())
    assert company.tables("permission") == before


def _shown(name: str) -> str:
    """A name as the export shows it: with an apostrophe where a spreadsheet would run it."""
    return f"'{name}" if name in ("=1+1", "-- x", "\t", "\r") else name


@pytest.mark.parametrize("as_of", ["0001-01-01"])
def test_an_instant_at_the_beginning_of_time_ends_in_good_order(company: Company, as_of: str) -> None:
    company.log(("books", "ann", datetime(1, 1, 1)), ("books", "bob", datetime(9999, 12, 31, 23, 59, 59)))
    company.grant(("books", "ann", datetime(1, 1, 1)), ("books", "bob", datetime(9999, 12, 31)))
    report = company.run(as_of=datetime.fromisoformat(as_of))
    assert report["status"] in ("done", "stopped", "failed")
    assert company.permissions() == {("books", "ann"), ("books", "bob")}


def test_dates_at_both_ends_of_time_are_judged_as_dates(company: Company) -> None:
    company.log(("books", "ann", datetime(1, 1, 1)), ("books", "bob", datetime(9999, 12, 31, 23, 59, 59)))
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "ann", datetime(1, 1, 1)), ("books", "bob", datetime(9999, 12, 31)))
    report = company.run()
    assert (report["status"], report["counts"]["log_rows_left_for_later"]) == ("done", 1)
    assert company.revoked() == {("books", "ann")}


@pytest.mark.usefixtures("embedded_only")
def test_names_with_every_letter_that_oracle_allows_are_names_here_too(company: Company, tmp_path: Path) -> None:
    odd = company.having(
        tables={"prefix": "odd#$_", "access_log": "log#$", "permission": "perm#$"},
        columns={"permission": {"user_id": "user#", "program_id": "prog$", "extra": {"cost#": "number(5,2)"}}},
    )
    with odd.session() as session:
        migrate.migrate(session)
    try:
        odd.read_long_ago()
        (tmp_path / "log.csv").write_text(f"program_id,user_id,accessed_at\npulse,pulse,{AS_OF}\n", encoding="utf-8")
        (tmp_path / "permission.csv").write_text(
            "prog$,USER#,granted_at,Cost#\nx,ann,2020-01-01,-1.50\n", encoding="utf-8"
        )
        assert odd.load("access_log", tmp_path / "log.csv")["loaded"] == 1
        assert odd.load("permission", tmp_path / "permission.csv")["loaded"] == 1
        before = odd.tables("permission")
        assert odd.run()["counts"]["permissions_revoked"] == 1
        report = restore(odd.database, Choice(1, "x", "ann"), "mistake", Progress(), Stop())
        assert report["counts"]["permissions_restored"] == 1
        assert odd.tables("permission") == before
    finally:
        with odd.session() as session:
            migrate.migrate(session, "base")
        for table in ("access_log", "permission"):
            odd.ddl("", embedded=f'drop table "{odd.names[table]}"')


def test_extra_columns_take_what_their_types_take(company: Company, tmp_path: Path) -> None:
    wide = company.having(
        tables={"permission": "test_wide"},
        columns={"permission": {"extra": {"note": "varchar2(1000 char)", "rank_no": "number"}}},
    )
    with wide.session() as session:
        session.execute("customer/30_permission.sql")
        session.commit()
    lines = [
        "p,a," + "x" * 1000 + ",1e3",
        "p,b," + "x" * 1001 + ",1",
        "p,c,,NaN",
        "p,d,,Infinity",
        "p,e,,1_0",
        "p,f,,0x10",
    ]
    (tmp_path / "wide.csv").write_text(
        "program_id,user_id,note,rank_no,granted_at\n" + "".join(f"{line},\n" for line in lines)
    )
    try:
        assert wide.load("permission", tmp_path / "wide.csv")["loaded"] == 1
        assert wide.query("select p.user_id, p.note, p.rank_no from {permission} p") == [
            {"user_id": "a", "note": "x" * 1000, "rank_no": 1000}
        ]
        reasons = [line[1] for line in rejects(tmp_path / "wide.csv")]
        assert reasons == ["note is longer than 1000 characters"] + [
            f"rank_no is not a number: '{cell}'" for cell in ("NaN", "Infinity", "1_0", "0x10")
        ]
    finally:
        wide.ddl("drop table {permission}")


@pytest.mark.usefixtures("embedded_only")
def test_a_date_that_the_driver_cannot_read_is_no_lost_session(company: Company, subtests: pytest.Subtests) -> None:
    for at in ["infinity", "-infinity", "12000-01-01", "0044-03-15 BC"]:
        with subtests.test(at=at):
            company.empty()
            company.ddl("", embedded=f"insert into {{permission}} values ('books', 'ann', '{at}')")
            with pytest.raises(DatabaseError) as raised:
                company.query("select p.granted_at from {permission} p")
            assert (raised.value.code, raised.value.fault) == ("driver", Fault.FATAL)
