"""Loading by array inserts: many batches, empty cells first, and a bad row among good ones; and the demo's company."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.company import AS_OF, Company, days_before


def test_column_that_begins_with_empty_cells_is_loaded_with_its_type(company: Company, tmp_path: Path) -> None:
    file = tmp_path / "permission.csv"
    lines = [f"p,u{n},{'' if n < 5500 else '2024-01-31 12:00'}\n" for n in range(6000)]
    file.write_text("program_id,user_id,granted_at\n" + "".join(lines), encoding="utf-8")
    assert company.load("permission", file)["loaded"] == 6000
    rows = company.query("select p.granted_at, count(*) as n from {permission} p group by p.granted_at")
    assert {row["granted_at"]: row["n"] for row in rows} == {None: 5500, datetime(2024, 1, 31, 12): 500}


def test_rows_refused_in_the_middle_of_an_array_are_kept_alone(company: Company, tmp_path: Path) -> None:
    file = tmp_path / "permission.csv"
    lines = [f"p,u{n},2024-01-31\n" for n in range(10_001)]
    lines[4998] = lines[9000] = "p,u7,2024-01-30\n"
    file.write_text("program_id,user_id,granted_at\n" + "".join(lines), encoding="utf-8")
    report = company.load("permission", file)
    assert (report["loaded"], report["rejected"]) == (9_999, 2)
    with Path(report["rejected_file"]).open(encoding="utf-8", newline="") as kept:
        rejected = list(csv.reader(kept))[1:]
    assert [(line[0], line[1].startswith("ORA-00001")) for line in rejected] == [("5000", True), ("9002", True)]
    assert company.query("select count(*) as n from {permission} p") == [{"n": 9_999}]


def test_array_without_a_row_inserts_none(company: Company) -> None:
    company.log()
    assert company.tables("access_log") == {"access_log": []}


@pytest.fixture
def truncated(company: Company) -> Iterator[Company]:
    """A company whose many rows go without undo."""
    yield company
    company.ddl("truncate table {access_log}")


def test_company_of_the_demo_is_the_one_of_the_embedded_database(truncated: Company) -> None:
    report = truncated.run("demo")
    assert report["exit_code"] == 0
    assert [step["affected"] for step in report["steps"]] == [0, 59_930, 1_072_555]
    oldest = truncated.query("select min(l.accessed_at) as oldest, max(l.accessed_at) as newest from {access_log} l")[0]
    assert days_before(200) < oldest["oldest"] < oldest["newest"] <= AS_OF


def test_log_whose_time_is_a_date_is_not_loaded_twice(company: Company, tmp_path: Path) -> None:
    company.ddl("alter table {access_log} modify (accessed_at date)")
    try:
        file = tmp_path / "log.csv"
        file.write_text("program_id,user_id,accessed_at\nbooks,ann,2024-01-31 12:00:00.7\n", encoding="utf-8")
        assert company.load("access_log", file)["loaded"] == 1
        assert company.load("access_log", file)["already_there"] == 1
        assert company.tables("access_log")["access_log"] == [("books", "ann", datetime(2024, 1, 31, 12))]
    finally:
        company.empty()
        company.ddl("alter table {access_log} modify (accessed_at timestamp(6))")
