"""Load streams a CSV file into a table; what it cannot take is kept with its line number and the reason."""

import csv
import os
import select
import subprocess
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import pytest

from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
from runner.errors import LapseError
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
    report = company.load("access_log", file)
    assert report == {"table": "test_access_log", "loaded": 2, "rejected": 0, "rejected_file": None, "runs_passed": 0}
    assert log_rows(company) == [("'größe %s'", 'a,"b"', NOON), ("books", "ann", NOON)]
    assert not file.with_name("input.csv.rejected.csv").exists()


def test_bad_line_is_kept_with_number_and_reason_and_its_neighbours_go_in(
    company: Company, file: Path, subtests: pytest.Subtests
) -> None:
    for line, reason in [
        (b"books,bob", "2 cells, but the header has 3"),
        (b"books,bob,2024-01-31,more", "4 cells, but the header has 3"),
        (b",bob,2024-01-31", "program_id is empty"),
        (b"books,,2024-01-31", "user_id is empty"),
        (b"books,bob,", "accessed_at is empty"),
        (b"books,bob,31.01.2024", "accessed_at is not a time: '31.01.2024'"),
        (b"books,bob,2024-02-30", "accessed_at is not a time: '2024-02-30'"),
        (b"books,bob,2024-01-31 12:00:00+02:00", "without a time zone"),
        (b"books,bob,2024-01-31T12:00:00Z", "without a time zone"),
        (b"bo\0oks,bob,2024-01-31", "program_id contains a NUL byte"),
        (b"books," + b"x" * 256 + b",2024-01-31", "user_id is longer than 255 characters"),
    ]:
        with subtests.test(line=line, reason=reason):
            company.empty()
            file.write_bytes(
                LOG_HEADER + b"books,ann,2024-01-31 12:00:00\n" + line + b"\nbooks,cem,2024-01-31 12:00:00\n"
            )
            report = company.load("access_log", file)
            assert (report["loaded"], report["rejected"]) == (2, 1)
            assert report["rejected_file"] == f"{file}.rejected.csv"
            assert log_rows(company) == [("books", "ann", NOON), ("books", "cem", NOON)]
            [kept] = rejects(file)
            assert kept[0] == "3"
            assert reason in kept[1]


def test_rejected_file_repeats_the_header_and_the_line_as_it_was(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b'"bo,oks",bob,never\n')
    company.load("access_log", file)
    kept = file.with_name("input.csv.rejected.csv").read_text(encoding="utf-8").splitlines()
    assert kept[0] == "line,reason,program_id,user_id,accessed_at"
    assert kept[1].startswith("2,")
    assert kept[1].endswith(',"bo,oks",bob,never')


def test_number_is_that_of_the_first_line_of_a_record(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b'books,"two\nlines",2024-01-31 12:00\n\nbooks,"bad\n\n\none",x\nbooks,bob,y\n')
    assert company.load("access_log", file)["rejected"] == 2
    assert [line[0] for line in rejects(file)] == ["5", "9"]
    assert log_rows(company) == [("books", "two\nlines", NOON)]


def test_permission_refused_by_the_database_is_kept_and_all_others_go_in(company: Company, file: Path) -> None:
    company.grant(("books", "ann", NOON))
    users = ["bob", "ann", "cem", "bob", "dora"]
    lines = [f"books,{user},2024-01-31" for user in users]
    file.write_text("\n".join(["program_id,user_id,granted_at", *lines]), encoding="utf-8")
    report = company.load("permission", file)
    assert (report["loaded"], report["rejected"]) == (3, 2)
    assert company.permissions() == {("books", user) for user in users}
    assert [line[0] for line in rejects(file)] == ["3", "5"]
    assert all("unique constraint" in line[1] for line in rejects(file))
    first = company.query("select p.granted_at from {permission} p where p.user_id = 'ann'")
    assert first == [{"granted_at": NOON}]


def test_permission_without_a_grant_date_is_loaded_without_one(company: Company, file: Path) -> None:
    file.write_text("program_id,user_id,granted_at\nbooks,ann,\n", encoding="utf-8")
    assert company.load("permission", file)["loaded"] == 1
    assert company.query("select p.granted_at from {permission} p") == [{"granted_at": None}]


def test_columns_are_found_in_any_order_by_either_name_and_others_are_passed_over(company: Company, file: Path) -> None:
    renamed = company.having(columns={"access_log": {"user_id": "member"}})
    company.ddl("alter table {access_log} rename column user_id to member")
    try:
        for name in ("member", "USER_ID"):
            file.write_text(f"note,accessed_at,{name},program_id\nx,2024-01-31 12:00,ann,books\n", encoding="utf-8")
            assert renamed.load("access_log", file)["loaded"] == 1
        assert log_rows(company) == [("books", "ann", NOON)] * 2
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


def test_file_that_cannot_be_used_loads_nothing(company: Company, file: Path, subtests: pytest.Subtests) -> None:
    for case, content, words in [
        ("missing file", None, "No such file"),
        ("missing column", b"program_id,accessed_at\nbooks,2024-01-31\n", "no column user_id"),
        ("empty file", b"", "no column program_id"),
    ]:
        with subtests.test(case):
            if content is not None:
                file.write_bytes(content)
            with pytest.raises(LapseError, match=words) as caught:
                company.load("access_log", file)
            assert "nothing was loaded" in str(caught.value)
            assert log_rows(company) == []


GOOD = b"books,ann,2024-01-31 12:00\n"
MANY = b"".join(b"books,u%d,2024-01-31 12:00\n" % number for number in range(12_000))
KOREAN = [(f"\uc7ac\ubb34{number % 7}", f"\ud64d\uae38\ub3d9{number}") for number in range(200)]


NOT_UTF8 = [
    (LOG_HEADER.replace(b"user", b"us\xe9r") + GOOD, "1: byte 14 (0xE9)"),
    (LOG_HEADER + GOOD + b"books,bo\xb0b,2024-01-31\n" + GOOD, "3: byte 9 (0xB0)"),
    (LOG_HEADER + b"books,bob,never\n" + MANY + b"books,\xb0,2024-01-31\n", "12003: byte 7 (0xB0)"),
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
    assert company.load("access_log", file)["loaded"] == 0
    assert log_rows(company) == []


def test_clean_load_takes_away_the_rejects_of_an_earlier_one(company: Company, file: Path) -> None:
    file.write_bytes(LOG_HEADER + b"books,ann,never\n")
    assert company.load("access_log", file)["rejected"] == 1
    file.write_bytes(LOG_HEADER + b"books,ann,2024-01-31 12:00\n")
    report = company.load("access_log", file)
    assert (report["loaded"], report["rejected_file"]) == (1, None)
    assert not file.with_name("input.csv.rejected.csv").exists()
    assert log_rows(company) == [("books", "ann", NOON)]


def test_rows_of_many_batches_go_in_around_bad_lines(company: Company, file: Path) -> None:
    lines = [f"p{n},u{n},{'2024-01-31' if n % 4999 else 'never'}\n" for n in range(12_000)]
    file.write_text(LOG_HEADER.decode() + "".join(lines), encoding="utf-8")
    report = company.load("access_log", file)
    assert (report["loaded"], report["rejected"]) == (11_997, 3)
    assert [line[0] for line in rejects(file)] == ["2", "5001", "10000"]
    assert company.query("select count(*) as n from {access_log} l") == [{"n": 11_997}]


def test_memory_does_not_grow_with_the_file(company: Company, file: Path) -> None:
    peaks = []
    for rows in (10_000, 60_000):
        file.write_text(LOG_HEADER.decode() + "books,ann,2024-01-31 12:00:00\n" * rows, encoding="utf-8")
        tracemalloc.start()
        assert company.load("access_log", file)["loaded"] == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


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
    for behind in [
        ("sync", "stage items"),
        ("judge", "list candidates"),
        ("revoke", "guard run is judged"),
        ("revoke", "lock candidates"),
        ("revoke", "protect used since"),
    ]:
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
def loading(company: Company, pipe: Path) -> Iterator[tuple[subprocess.Popen[str], TextIO]]:
    """Load a file that ends with the block, however that ends; the load has begun to read it, and holds the lock."""
    os.mkfifo(pipe)
    with company.start("load", "access-log", str(pipe)) as process, os.fdopen(os.open(pipe, os.O_RDWR), "w") as lines:
        lines.write(f"program_id,user_id,accessed_at\nbooks,ann,{days_before(30)}\n")
        lines.flush()
        while select.select([lines], [], [], 0)[0]:
            assert process.poll() is None
            time.sleep(0.05)
        yield process, lines
        lines.close()
        process.wait(60)


def test_evening_waits_for_a_load_and_reads_its_rows_and_other_runs_end_with_75(company: Company, file: Path) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(*(("books", user, days_before(400)) for user in ("ann", "bob", "cem")))
    before = company.tables()

    with loading(company, file) as (process, lines):
        for command in ("sync", "plan"):
            assert company.call(command, "--as-of", str(AS_OF)).code == 75
        assert company.tables() == before
        evening = company.start("run", "--as-of", str(AS_OF))
        assert evening.stderr is not None
        assert "a plan or a load holds the lock; waiting up to" in evening.stderr.readline()
        lines.write(f"books,bob,{days_before(30)}\n")

    assert process.returncode == 0
    evening.communicate(timeout=60)
    assert evening.returncode == 0
    assert company.permissions() == {("books", "ann"), ("books", "bob")}
    assert company.revoked() == {("books", "cem")}


@pytest.mark.usefixtures("embedded_only")
def test_load_that_lost_its_lock_to_a_run_loads_nothing(company: Company, file: Path) -> None:
    company.log(("pulse", "pulse", AS_OF))
    company.grant(("books", "ann", days_before(400)), ("books", "new", days_before(10)))
    with loading(company, file) as (process, _):
        company.end_session_of_lock()
        assert company.run()["exit_code"] == 0
    assert process.returncode == 1
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
