"""The columns of a file are found by lapse's names, the customer's or those given; else the message says what helps."""

import pytest

from runner.errors import LapseError, UsageError
from runner.jobs.csv_header import (
    Column,
    column_positions,
    columns_named,
    delimiter_of,
    log_columns,
    permission_columns,
)
from tests.unit.conftest import ReadToml

USER = Column("user_id", ("user_id", "usr"))
TIME = Column("accessed_at", ("accessed_at", "zeit"), is_time=True)
COLUMNS = [Column("program_id", ("program_id",)), USER, TIME]


def test_columns_go_by_the_names_of_lapse_or_the_customers() -> None:
    for header, places in (
        (["user_id", "accessed_at"], [0, 1]),
        (["Accessed_At", "program_id", " USER_ ID "], [2, 0]),
        (["zeit", "usr"], [1, 0]),
        (["usr", "user_id", "zeit"], [1, 2]),
    ):
        assert column_positions(header, [USER, TIME], "log.csv:1") == places


def test_columns_go_by_the_names_that_are_given() -> None:
    named = columns_named(COLUMNS, ["PROGRAM_ID=프로그램", "usr=사용자 ID", "accessed_at=a=b"])
    assert column_positions(["a=b", "사용자id", "user_id", "프로그램"], named, "log.csv:1") == [3, 1, 0]
    assert column_positions(["a=b", "사용자id", "프로그램"], named, "log.csv:1") == [2, 1, 0]


def test_name_given_for_no_column_is_a_usage_error() -> None:
    for pairs, words in (
        (["usr_id=x"], r"--map usr_id=x: did you mean user_id\? write COLUMN=HEADER.* program_id, usr, zeit "),
        (["zzz=x"], r"--map zzz=x: write COLUMN=HEADER"),
        (["user_id"], r"--map user_id: write COLUMN=HEADER"),
        (["user_id=a", "usr=b"], r"--map usr=b: the column or its header is named twice"),
        (["user_id=a", "program_id=A "], r"--map program_id=A : the column or its header is named twice"),
    ):
        with pytest.raises(UsageError, match=words):
            columns_named(COLUMNS, pairs)


def test_missing_column_is_named_with_what_would_help() -> None:
    for header, named, words in (
        (["program_id", "usr_id", "zeit"], [], "usr; the header has program_id, usr_id, zeit; "),
        (["program_id", "user", "zeit"], [], "names it otherwise, add --map user_id=user;"),
        (["앱", "usr", "zeit"], [], "program_id; .*add --map program_id=HEADER;"),
        (["앱", "usr", "zeit"], ["program_id=웹앱"], "웹앱; the header has 앱, usr, zeit; .*program_id="),
        (["program_id;user_id;accessed_at"], [], "add --delimiter ';';"),
        (["program_id\tuser_id\tzeit\tnote, more"], [], "add --delimiter tab;"),
        (["프로그램|사용자|일시"], [], r"add --delimiter '\|';"),
        (["books", "ann", "2024-08-20 18:00"], [], "the first line looks like data: write a header line before it, "),
        (["books", "ann", "2024-08-20T18:00Z"], [], "the first line looks like data"),
        (["u\0s\0r"], [], "if the file is UTF-16, add --encoding utf-16-le, or utf-16-be;"),
    ):
        with pytest.raises(LapseError, match=rf"^log\.csv:1: no columns? .*{words}.*nothing was loaded$"):
            column_positions(header, columns_named(COLUMNS, named), "log.csv:1")
    with pytest.raises(LapseError, match="no columns program_id, usr, zeit; the header has a, b; "):
        column_positions(["a", "b"], COLUMNS, "log.csv:1")
    with pytest.raises(LapseError, match="add --delimiter ','"):
        column_positions(["program_id,usr,zeit"], COLUMNS, "log.csv:1", ";")


def test_delimiter_is_one_character_or_a_tab() -> None:
    assert [delimiter_of(text) for text in (";", "|", "tab", r"\t", "\t", "、")] == [";", "|", "\t", "\t", "\t", "、"]
    for text in ("", ";;", '"', "\n", "\0", "\x1f"):
        with pytest.raises(UsageError, match=r"write one character, for example ';', or tab; nothing was done"):
            delimiter_of(text)


def test_columns_of_a_table_stand_in_the_order_of_its_binds(read_toml: ReadToml) -> None:
    read = read_toml(
        '[columns.permission]\nuser_id = "usr"\n[columns.permission.extra]\nvalid_to = "DATE"\nby = "char(3)"'
    )
    columns = permission_columns(read)
    assert [column.names[-1] for column in columns] == ["program_id", "usr", "granted_at", "valid_to", "by"]
    assert [column.is_time for column in columns] == [False, False, True, True, False]
    assert [column.required for column in columns] == [True, True, False, False, False]
    assert all(column.required for column in log_columns(read.logs[0]))
