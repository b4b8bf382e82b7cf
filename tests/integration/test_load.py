"""Load streams a CSV file into a table; what it cannot take is kept with its line number and the reason."""

import csv
import io
import os
import select
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from typing import Any, TextIO

import pytest

from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.errors import DatabaseError, LapseError
from tests.command import Result
from tests.company import AS_OF, Company, Table, days_before
from tests.rival import rival

NOON = datetime(2024, 1, 31, 12)
LOG_HEADER = b"program_id,user_id,accessed_at\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "input.csv"


def rejects(file: Path) -> list[list[str]]:
    """The lines of FILE.rejected.csv behind its header."""
    with file.with_name(file.name + ".rejected.csv").open(encoding="utf-8", errors="replace", newline="") as lines:
        return list(csv.reader(lines))[1:]


def log_rows(company: Company) -> Table:
    return company.tables("access_log")["access_log"]


def test_good_rows_go_in_and_nothing_is_rejected(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + 'books,ann,2024-01-31 12:00:00\n\'größe %s\',"a,""b""",2024-01-31T12:00\n'.encode())
    assert company.load("access_log", file) == {
        "table": "test_access_log",
        "loaded": 2,
        "already_there": 0,
        "rejected": 0,
        "first_rejected": None,
        "rejected_file": None,
        "converted_to": None,
        "runs_passed": 0,
    }
    assert log_rows(company) == [("'größe %s'", 'a,"b"', NOON), ("books", "ann", NOON)]
    assert not file.with_name("input.csv.rejected.csv").exists()


def test_bad_lines_are_kept_as_they_were_with_number_and_reason_and_their_neighbours_go_in(
    company: Company, file: Path
) -> None:
    bad = [
        ('"bo,oks",bob', "2 cells, but the header has 3"),
        (",bob,2024-01-31", "program_id is empty"),
        ("books,bob,", "accessed_at is empty"),
        ("books,bob,31.01.2024", "accessed_at is not a time: '31.01.2024'; write YYYY-MM-DD HH:MM:SS or YYYY/MM/DD"),
        ("books,bob,2024-02-30", "accessed_at is not a time: '2024-02-30', day is out of range"),
        ("bo\0oks,bob,2024-01-31", "program_id contains a NUL byte"),
        ("books," + "x" * 256 + ",2024-01-31", "user_id is longer than 255 characters"),
    ]
    lines = ["books,ann,2024-01-31 12:00:00", *(line for line, _ in bad), "books,cem,2024-01-31 12:00:00"]
    file.write_text(LOG_HEADER.decode() + "\n".join(lines), encoding="utf-8")

    result = company.call("load", "access-log", str(file))

    kept = file.with_name("input.csv.rejected.csv")
    assert (result.code, result.out.splitlines()) == (
        3,
        [
            "2 rows loaded into test_access_log",
            f"7 lines rejected, kept in {kept}",
            "the first is line 3: 2 cells, but the header has 3",
        ],
    )
    assert log_rows(company) == [("books", "ann", NOON), ("books", "cem", NOON)]
    text = kept.read_text(encoding="utf-8")
    assert text.startswith("line,reason,program_id,user_id,accessed_at\n")
    for at, (number, reason, *cells) in enumerate(rejects(file)):
        assert number == str(at + 3)
        assert reason.startswith(bad[at][1])
        assert cells == next(csv.reader([bad[at][0]]))


def test_number_is_that_of_the_first_line_of_a_record(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b'books,"two\nlines",2024-01-31 12:00\n\nbooks,"bad\n\n\none",x\nbooks,bob,y\n')
    assert company.load("access_log", file)["rejected"] == 2
    assert [line[0] for line in rejects(file)] == ["5", "9"]
    assert log_rows(company) == [("books", "two\nlines", NOON)]


def test_permission_refused_by_the_database_is_kept_and_all_others_go_in(company: Company, file: Path) -> None:
    company.grant(("books", "ann", NOON))
    users = ["bob", "ann", "cem", "bob", "dora"]
    lines = [f"books,{user},2024-01-{31 - at}" for at, user in enumerate(users)]
    file.write_text("\n".join(["program_id,user_id,granted_at", *lines]), encoding="utf-8")
    report = company.load("permission", file)
    assert (report["loaded"], report["already_there"], report["rejected"]) == (3, 0, 2)
    assert company.permissions() == {("books", user) for user in users}
    assert [line[0] for line in rejects(file)] == ["3", "5"]
    for line, granted in zip(rejects(file), ("2024-01-31 12:00:00", "2024-01-31 00:00:00"), strict=True):
        assert "unique constraint" in line[1]
        assert line[1].endswith(f"the user has the program already, granted {granted}")
    first = company.query("select p.granted_at from {permission} p where p.user_id = 'ann'")
    assert first == [{"granted_at": NOON}]


def test_rows_that_the_table_has_already_are_not_loaded_again(company: Company, file: Path) -> None:
    half, end = datetime(2024, 1, 31, 12, 0, 0, 500_000), datetime(9999, 12, 31, 23, 59, 59)
    accesses: Table = [("books", "ann", NOON), ("books", "ann", half), ("b", "o", datetime(1, 1, 1)), ("b", "z", end)]
    accesses += [("books", "cem", NOON)] * 2 + [("Books", "ann", NOON), ("books", "ann", days_before(1))]
    permissions: Table = [
        ("books", "ann", NOON),
        ("books", "nia", None),
        ("Books", "ann", NOON),
        ("books", "cem", half),
    ]
    for name, header, rows in (("access-log", "accessed_at", accesses), ("permission", "granted_at", permissions)):
        table = name.replace("-", "_")
        written = [",".join(str(value or "") for value in row) + "\n" for row in rows]
        first = written[: len(rows) // 2]
        head = f"program_id,user_id,{header}\n"
        file.write_text(head + "".join(first), encoding="utf-8")
        assert company.load(table, file)["loaded"] == len(first)

        again = company.call("load", name, str(file))
        assert again.code == 0
        assert again.out.splitlines() == [
            f"nothing was loaded: all {len(first)} rows of the file are in test_{table} already"
        ]
        file.write_text(head + "".join(written), encoding="utf-8")
        both = company.call("load", name, str(file))
        assert both.out.splitlines() == [
            f"{len(rows) - len(first)} rows loaded into test_{table}",
            f"{len(first)} rows not loaded again: they are there",
        ]
        assert company.tables(table)[table] == sorted(rows, key=repr)
        assert not file.with_name("input.csv.rejected.csv").exists()


def test_row_that_a_file_has_in_two_batches_is_loaded_twice(
    company: Company, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.jobs.csv_lines.BLOCK_SIZE", 1)
    monkeypatch.setattr("runner.jobs.load.BATCH_BLOCKS", 2)
    file.write_bytes(LOG_HEADER + GOOD * 5)
    assert company.load("access_log", file)["loaded"] == 5
    assert company.load("access_log", file)["already_there"] == 5
    file.write_text("program_id,user_id,granted_at\n" + "books,ann,2024-01-31\n" * 5, encoding="utf-8")
    report = company.load("permission", file)
    assert (report["loaded"], report["already_there"], report["rejected"]) == (1, 4, 0)
    assert log_rows(company) == [("books", "ann", NOON)] * 5


def test_lines_on_both_sides_of_the_newest_row_are_loaded_once_and_refused_alike(
    company: Company, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.jobs.csv_lines.BLOCK_SIZE", 1)
    monkeypatch.setattr("runner.jobs.load.BATCH_BLOCKS", 4)
    company.log(("books", "ann", NOON), ("books", "ann", days_before(400)))
    older, later = days_before(400), datetime(2024, 1, 31, 12, 0, 1)
    users = [
        ("ann", NOON),
        ("ann", later),
        ("bob", later),
        ("bob", older),
        ("ann", older),
        ("cem", NOON),
        ("cem", NOON),
    ]
    lines = [f"{at},{user},note {number},books" for number, (user, at) in enumerate([*users, ("cem", later)], start=2)]
    file.write_text("\n".join(["accessed_at,user_id,note,program_id", *lines]), encoding="utf-8")

    with company.refusing("user_id <> 'bob'", table="access_log"):
        report = company.load("access_log", file)

    assert (report["loaded"], report["already_there"], report["rejected"]) == (4, 2, 2)
    assert sorted([line[0], *line[2:]] for line in rejects(file)) == [
        [str(number), *lines[number - 2].split(",")] for number in (4, 5)
    ]
    loaded: Table = [("books", "ann", later), ("books", "cem", NOON), ("books", "cem", NOON), ("books", "cem", later)]
    assert log_rows(company) == sorted([*loaded, ("books", "ann", NOON), ("books", "ann", older)], key=repr)


def test_file_that_ends_badly_loads_nothing_although_the_database_has_refused_a_row_of_it(
    company: Company, file: Path
) -> None:
    company.grant(("books", "u1", NOON))
    lines = "".join(f"books,u{number},2020-01-31\n" for number in range(1, 2000))
    file.write_bytes(f"program_id,user_id,granted_at\n{lines}".encode() + b"books,c\xb0m,2020-01-31\n")
    with pytest.raises(LapseError, match="nothing was loaded"):
        company.load("permission", file)
    assert company.permissions() == {("books", "u1")}


def test_file_that_fails_while_its_lines_are_inserted_is_not_taken_for_the_database(
    company: Company, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device", "input.csv.rejected.csv")

    monkeypatch.setattr("runner.jobs.rejects.Rejects.add", is_full)
    file.write_bytes(LOG_HEADER + GOOD + b"books,bob,never\n")
    with pytest.raises(LapseError, match=r"^input\.csv\.rejected\.csv: No space left on device; nothing was loaded$"):
        company.load("access_log", file)
    assert log_rows(company) == []


def test_rows_there_already_that_a_sync_has_missed_are_read_by_the_next(company: Company, file: Path) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.run("sync")
    company.log(("books", "ann", days_before(30)))
    file.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n", encoding="utf-8")

    result = company.call("load", "access-log", str(file))

    assert result.out.splitlines() == [
        "nothing was loaded: the only row of the file is in test_access_log already",
        "the file has rows older than those already synced; the next sync reads the log again from there",
    ]
    company.run("sync")
    assert company.last_accesses()["books", "ann"] == days_before(30)


def test_file_of_another_delimiter_with_other_names_and_zone_offsets(company: Company, file: Path) -> None:
    seoul = company.having(database={**company.settings["database"], "time_zone": "Asia/Seoul"})
    lines = ["프로그램;사용자 ID;일시", "books;ann;2024-01-31T03:00:00Z", "books;bob;2024/01/31 12:00"]
    file.write_bytes("\r\n".join(lines).encode("cp949"))
    how = ("--delimiter", ";", "--encoding", "cp949", "--map", "program_id=프로그램")
    named = (*how, "--map", "user_id=사용자id", "--map", "accessed_at=일시")

    refused = company.call("load", "access-log", str(file), *named)
    assert refused.code == 1
    assert f"{file}:2: accessed_at has a zone offset, Z, " in refused.err
    assert "set [database] time_zone in the environment file" in refused.err
    assert log_rows(company) == []
    assert "add --map user_id=" in seoul.call("load", "access-log", str(file), *how).err

    done = seoul.call("load", "access-log", str(file), *named)
    assert (done.code, done.out.splitlines()) == (
        0,
        ["2 rows loaded into test_access_log", "times with a zone offset were converted to Asia/Seoul"],
    )
    assert log_rows(company) == [("books", "ann", NOON), ("books", "bob", NOON)]


def test_standard_input_is_loaded_and_its_rejects_are_kept_in_the_current_folder(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = LOG_HEADER + "books,ann,2024-01-31 12:00\n재무,bob,never\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    done = company.call("load", "access-log", "-")
    assert (done.code, done.out.splitlines()[:2]) == (
        3,
        ["1 row loaded into test_access_log", "1 line rejected, kept in stdin.rejected.csv"],
    )
    assert [[line[0], *line[2:]] for line in rejects(tmp_path / "stdin")] == [["3", "재무", "bob", "never"]]
    assert log_rows(company) == [("books", "ann", NOON)]

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LOG_HEADER + b"\xb0")))
    assert "stdin:2: byte 1 (0xB0) is not UTF-8; nothing was loaded" in company.call("load", "access-log", "-").err
    assert not (tmp_path / "stdin.rejected.csv").exists()


def test_permission_without_a_grant_date_is_loaded_without_one(company: Company, file: Path) -> None:
    file.write_text("program_id,user_id,granted_at\nbooks,ann,\n", encoding="utf-8")
    assert company.load("permission", file)["loaded"] == 1
    assert company.query("select p.granted_at from {permission} p") == [{"granted_at": None}]


def test_columns_are_found_in_any_order_by_either_name_and_others_are_passed_over(company: Company, file: Path) -> None:
    renamed = company.having(columns={"access_log": {"user_id": "member"}})
    company.ddl("alter table {access_log} rename column user_id to member")
    try:
        for name, user in (("member", "ann"), ("USER_ID", "bob")):
            file.write_text(f"note,accessed_at,{name},program_id\nx,2024-01-31 12:00,{user},books\n", encoding="utf-8")
            assert renamed.load("access_log", file)["loaded"] == 1
        assert log_rows(company) == [("books", "ann", NOON), ("books", "bob", NOON)]
    finally:
        company.ddl("alter table {access_log} rename column member to user_id")


def test_extra_columns_are_loaded_with_their_types(company: Company, file: Path) -> None:
    extra = {"department": "varchar2(10 char)", "cost_share": "number(5,2)", "valid_to": "date"}
    rich = company.having(tables={"permission": "test_loaded"}, columns={"permission": {"extra": extra}})
    with rich.session() as session:
        session.execute("customer/30_permission.sql")
        session.commit()
    try:
        file.write_text(
            "program_id,user_id,granted_at,department,cost_share,valid_to\n"
            "books,ann,2024-01-31 12:00,sales,12.5,2025-01-31 23:59:58\n"
            "books,bob,2024-01-31 12:00,,,\n"
            "books,cem,2024-01-31 12:00,sales,much,\n"
            "books,dora,2024-01-31 12:00,longer than ten,1,\n"
            "books,eve,2024-01-31 12:00,sales,1,soon\n",
            encoding="utf-8",
        )
        assert rich.load("permission", file)["loaded"] == 2
        assert rich.tables("permission")["permission"] == [
            ("books", "ann", NOON, "sales", 12.5, datetime(2025, 1, 31, 23, 59, 58)),
            ("books", "bob", NOON, None, None, None),
        ]
        assert sorted(line[0] for line in rejects(file)) == ["4", "5", "6"]
    finally:
        rich.ddl("drop table {permission}")


def test_byte_order_mark_and_carriage_returns_are_no_part_of_the_data(company: Company, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + LOG_HEADER.replace(b"\n", b"\r\n") + b"books,ann,2024-01-31 12:00:00\r\n")
    assert company.load("access_log", file)["loaded"] == 1
    assert log_rows(company) == [("books", "ann", NOON)]


def test_file_that_cannot_be_used_loads_nothing(company: Company, file: Path) -> None:
    for content, words in [
        (None, "No such file or directory"),
        (b"", "input.csv: the file is empty, without even a header"),
        (b"\n\n", "input.csv: the file is empty, without even a header"),
        (
            b"program_id,accessed_at\nbooks,2024-01-31\n",
            "input.csv:1: no column user_id; the header has program_id, acc",
        ),
        (b"PK\x03\x04\x14\x00\x06\x00", "input.csv is an Excel workbook, or another ZIP archive: save the sheet as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "input.csv is an Excel workbook: save the sheet as 'CSV UTF-8'"),
        (b"\x1f\x8b\x08\x00", "input.csv is compressed by gzip: load what `gunzip --stdout FILE` prints"),
        (LOG_HEADER + GOOD + b'books,"bob,2024-01-31\n' + GOOD, "input.csv:3: a quote is opened here and never closed"),
    ]:
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(LapseError, match=words) as caught:
            company.load("access_log", file)
        assert "nothing was loaded" in str(caught.value)
        assert log_rows(company) == []


GOOD = b"books,ann,2024-01-31 12:00\n"
MANY = b"".join(b"books,u%d,2024-01-31 12:00\n" % number for number in range(6_000))
KOREAN = [(f"\uc7ac\ubb34{number % 7}", f"\ud64d\uae38\ub3d9{number}") for number in range(200)]


NOT_UTF8 = [
    (LOG_HEADER.replace(b"user", b"us\xe9r") + GOOD, "1: byte 14 (0xE9)"),
    (LOG_HEADER + GOOD + b"books,bo\xb0b,2024-01-31\n" + GOOD, "3: byte 9 (0xB0)"),
    (LOG_HEADER + b"books,bob,never\n" + MANY + b"books,\xb0,2024-01-31\n", "6003: byte 7 (0xB0)"),
    (LOG_HEADER + GOOD + b'books,"a\nb\r\nc\xff",2024-01-31\n' + GOOD, "5: byte 2 (0xFF)"),
    (LOG_HEADER + GOOD + b"books,\xec\x9e", "3: byte 7 (0xEC)"),
]


@pytest.mark.parametrize("name", ["access-log", "permission"])
def test_one_byte_that_is_not_of_the_encoding_refuses_the_whole_file(company: Company, file: Path, name: str) -> None:
    company.log(("books", "eve", NOON))
    company.grant(("books", "eve", NOON))
    before = company.tables("access_log", "permission")
    for content, place in NOT_UTF8:
        file.write_bytes(content if name == "access-log" else content.replace(b"accessed_at", b"granted_at"))
        refused = company.call("load", name, str(file))
        assert (refused.code, refused.out) == (1, "")
        assert f"{file}:{place} is not UTF-8" in refused.err
        assert "nothing was loaded. Save the file as UTF-8, or give its encoding, for example --encoding" in refused.err
        assert company.tables("access_log", "permission") == before, place
        assert [each.name for each in file.parent.glob("input*")] == ["input.csv"], place


def test_file_is_read_in_the_encoding_that_is_named(company: Company, file: Path, subtests: pytest.Subtests) -> None:
    for encoding in ["cp949", "EUC-KR", "utf-16", "utf-16-le", "utf-8-sig"]:
        with subtests.test(encoding=encoding):
            company.empty()
            lines = "".join(f"{program},{user},2024-01-31 12:00\r\n" for program, user in KOREAN)
            file.write_bytes((LOG_HEADER.decode() + lines).encode(encoding))

            result = company.call("load", "access-log", str(file), "--encoding", encoding)

            assert (result.code, result.out) == (0, "200 rows loaded into test_access_log\n")
            assert log_rows(company) == sorted(((*key, NOON) for key in KOREAN), key=repr)


def test_file_in_cp949_is_refused_whole_without_its_name_and_loaded_with_it(company: Company, file: Path) -> None:
    lines = "".join(f"{program},{user},2024-01-31 12:00\n" for program, user in KOREAN)
    file.write_bytes(b"program_id,user_id,granted_at\n" + lines.encode("cp949"))
    refused = company.call("load", "permission", str(file))
    assert refused.code == 1
    assert f"{file}:2: byte 1 (0xC0) is not UTF-8; nothing was loaded" in refused.err
    assert company.permissions() == set()

    assert company.call("load", "permission", str(file), "--encoding", "cp949").code == 0
    assert company.permissions() == set(KOREAN)


def test_line_rejected_of_another_encoding_is_kept_in_utf8(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + GOOD + "\uc7ac\ubb34,\ud64d\uae38\ub3d9,never\n".encode("cp949"))
    assert company.call("load", "access-log", str(file), "--encoding", "cp949").code == 3
    assert [[line[0], *line[2:]] for line in rejects(file)] == [["3", "\uc7ac\ubb34", "\ud64d\uae38\ub3d9", "never"]]
    assert log_rows(company) == [("books", "ann", NOON)]


def test_name_of_no_text_encoding_is_a_usage_error(company: Company, file: Path, subtests: pytest.Subtests) -> None:
    for encoding in ["rot13", "hex", "no-such"]:
        with subtests.test(encoding=encoding):
            file.write_bytes(LOG_HEADER + GOOD)
            refused = company.call("load", "access-log", str(file), "--encoding", encoding)
            assert refused.code == 2
            assert f"--encoding {encoding}: unknown text encoding" in refused.err
            assert log_rows(company) == []


def test_file_that_is_refused_leaves_no_rejects_of_an_earlier_load(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b"books,ann,never\n")
    assert company.load("access_log", file)["rejected"] == 1
    file.write_bytes(LOG_HEADER + b"books,\xe9,never\n")
    assert company.call("load", "access-log", str(file)).code == 1
    assert not file.with_name("input.csv.rejected.csv").exists()


def test_header_alone_loads_nothing_and_is_no_error(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER)
    result = company.call("load", "access-log", str(file))
    assert (result.code, result.out) == (0, "0 rows loaded into test_access_log\n")
    assert log_rows(company) == []


def test_clean_load_takes_away_the_rejects_of_an_earlier_one(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b"books,ann,never\n")
    assert company.load("access_log", file)["rejected"] == 1
    file.write_bytes(LOG_HEADER + b"books,ann,2024-01-31 12:00\n")
    report = company.load("access_log", file)
    assert (report["loaded"], report["rejected_file"]) == (1, None)
    assert not file.with_name("input.csv.rejected.csv").exists()
    assert log_rows(company) == [("books", "ann", NOON)]


def test_memory_does_not_grow_with_the_file_and_batches_go_in_around_bad_lines(
    company: Company, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.jobs.csv_lines.BLOCK_SIZE", 300)
    file.write_bytes(LOG_HEADER + b"books,ann,2024-01-31 12:00\nbooks,ann,never\n")
    company.load("access_log", file)  # what is kept for good is not counted
    peaks = []
    for user, rows in (("ann", 500), ("bob", 2_000), ("bob", 2_000)):
        lines = [f"books,{user},{'2024-01-31' if at % 199 else 'never'}\n" for at in range(rows)]
        file.write_text(LOG_HEADER.decode() + "".join(lines), encoding="utf-8")
        del lines
        tracemalloc.start()
        report = company.load("access_log", file)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        bad = [str(at + 2) for at in range(0, rows, 199)]
        assert [line[0] for line in rejects(file)] == bad
        assert report["loaded"] + report["already_there"] == rows - len(bad)
    assert max(peaks) < peaks[0] * 1.5
    assert company.query(
        "select l.user_id, count(*) as n from {access_log} l group by l.user_id order by l.user_id"
    ) == [
        {"user_id": "ann", "n": 498},
        {"user_id": "bob", "n": 1_989},
    ]


def test_rows_loaded_behind_the_watermark_are_read_by_the_next_sync(company: Company, tmp_path: Path) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "ann", days_before(400)), ("books", "bob", days_before(400)))
    company.run("sync")
    file = tmp_path / "late.csv"
    file.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n", encoding="utf-8")

    assert company.load("access_log", file)["runs_passed"] == 1
    report = company.run()

    assert company.last_accesses()["books", "ann"] == days_before(30)
    assert company.query("select d.log_day, d.log_rows from {log_day} d where d.log_rows > 0") == [
        {"log_day": days_before(30).replace(hour=0), "log_rows": 1}
    ]
    assert report["counts"]["permissions_revoked"] == 1
    assert company.permissions() == {("books", "ann")}


def test_days_of_older_rows_are_counted_anew_and_no_other_day_changes(company: Company, file: Path) -> None:
    def log_days() -> dict[datetime, tuple[int, int]]:
        rows = company.query("select d.log_day, d.log_rows, d.run_id from {log_day} d where d.log_rows > 0")
        return {row["log_day"]: (row["log_rows"], row["run_id"]) for row in rows}

    def day(days: int) -> datetime:
        return days_before(days).replace(hour=0)

    company.log(*(("books", "ann", days_before(days)) for days in (60, 45, 40, 39, 21, 20) for _ in range(days)))
    for days in (40, 20):
        company.run("sync", as_of=days_before(days))
    before = log_days()
    assert before == {day(60): (60, 1), day(45): (45, 1), day(40): (40, 2), day(39): (39, 2), day(21): (21, 2)}
    times = [days_before(39), days_before(39), days_before(30)]
    file.write_text("".join(["program_id,user_id,accessed_at\n", *(f"books,bob,{time}\n" for time in times)]))

    assert company.load("access_log", file)["runs_passed"] == 1
    company.run("sync", as_of=days_before(19))

    counted = {day(40): (40, 3), day(39): (41, 3), day(30): (1, 3), day(21): (21, 3), day(20): (20, 3)}
    assert log_days() == {day(60): (60, 1), day(45): (45, 1)} | counted


def test_load_while_an_evening_works_is_refused_and_once_repeated_is_read_by_the_next_evening(
    company: Company, file: Path, subtests: pytest.Subtests
) -> None:
    refused: list[Result] = []
    for behind in [("sync", "stage items"), ("revoke", "protect used since")]:
        with subtests.test(behind=behind):
            company.empty()
            company.log(("pulse", "pulse", AS_OF))
            company.grant(
                ("books", "old", days_before(400)), *(("books", user, days_before(89)) for user in ("ann", "bob"))
            )
            file.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n", encoding="utf-8")
            with rival(behind, lambda: refused.append(company.call("load", "access-log", str(file)))):
                report = company.run()

            again = refused.pop()
            assert again.code == 75
            assert "another run, or a load, holds the lock; nothing was done" in again.err
            assert log_rows(company) == [("pulse", "pulse", AS_OF)]
            assert (report["exit_code"], company.synced_to()) == (0, [AS_OF])
            assert company.permissions() == {("books", "ann"), ("books", "bob")}
            assert company.load("access_log", file)["runs_passed"] == 1
            assert company.run(as_of=days_before(-1))["exit_code"] == 0
            assert company.permissions() == {("books", "ann")}
            assert company.revoked() == {("books", "old"), ("books", "bob")}


@contextmanager
def loading(company: Company, pipe: Path) -> Iterator[tuple[Future[dict[str, Any]], TextIO]]:
    """Load a pipe that ends with the block, however that ends; the load has begun to read it, and holds the lock."""
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool, os.fdopen(os.open(pipe, os.O_RDWR), "w") as lines:
        load = pool.submit(company.load, "access_log", pipe)
        lines.write(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n")
        lines.flush()
        while select.select([lines], [], [], 0)[0]:
            assert not load.done()
            time.sleep(0.01)
        yield load, lines


class Waiting(Stop):
    """Waits for the lock in short steps, and tells that it has waited for some of them."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun = threading.Event()
        self.steps = 0

    def sleep(self, seconds: float) -> None:
        self.steps += 1
        if self.steps == 5:
            self.has_begun.set()
        super().sleep(min(seconds, 0.02))


def test_evening_waits_for_a_load_and_reads_its_rows_and_other_runs_end_with_75(
    company: Company, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "lapse")
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(400)) for user in ("ann", "bob", "cem")))
    before = company.tables()
    evening = Waiting()

    with ThreadPoolExecutor() as pool, loading(company, file) as (load, lines):
        for command in ("sync", "plan"):
            assert company.call(command, "--as-of", str(AS_OF)).code == 75
        assert company.tables() == before
        run = pool.submit(company.run, stop=evening)
        assert evening.has_begun.wait(60)
        lines.write(f"books,bob,{days_before(30)}\n")

    assert caplog.messages[0].startswith("a plan or a load holds the lock; waiting up to")
    assert load.result()["loaded"] == 2
    assert run.result()["exit_code"] == 0
    assert company.permissions() == {("books", "ann"), ("books", "bob")}
    assert company.revoked() == {("books", "cem")}


@pytest.mark.usefixtures("embedded_only")
def test_load_that_lost_its_lock_to_a_run_loads_nothing(company: Company, file: Path) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "ann", days_before(400)), ("books", "new", days_before(10)))
    with loading(company, file) as (load, _):
        company.end_session_of_lock()
        assert company.run()["exit_code"] == 0
    assert isinstance(load.exception(), DatabaseError)
    assert log_rows(company) == [("pulse", "pulse", AS_OF)]
    assert company.synced_to() == [AS_OF]
    assert company.permissions() == {("books", "new")}


def test_load_of_permissions_does_not_ask_for_the_lock(company: Company, file: Path) -> None:
    file.write_text(f"program_id,user_id,granted_at\nbooks,ann,{NOON}\n", encoding="utf-8")
    with hold_lock(company.database, Stop()):
        assert company.load("permission", file)["loaded"] == 1
    assert company.permissions() == {("books", "ann")}


def test_rows_loaded_before_the_watermark_leave_it_alone(company: Company, tmp_path: Path) -> None:
    company.log(("pulse", "pulse", days_before(2)))
    company.run("sync", as_of=days_before(1))
    file = tmp_path / "new.csv"
    file.write_text(f"program_id,user_id,accessed_at\nbooks,ann,{AS_OF}\n", encoding="utf-8")
    assert company.load("access_log", file)["runs_passed"] == 0
    assert company.synced_to() == [days_before(1)]
