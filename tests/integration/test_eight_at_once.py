"""Eight runs started at once: one of them works, the others say so, end with 75 and write nothing."""

import subprocess
import sys

import pytest

from tests.company import AS_OF, Company, days_before

RUNS = 8
ITEMS = 1500

LOADED_BEHIND_THE_LOCK = """
import sys
from runner.database.session import Database
from runner.environment.file import read
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
with hold_lock(Database(read(sys.argv[1])), Stop()):
    print(*sorted({"alembic", "sqlalchemy", "sqlglot"} & set(sys.modules)))
"""


@pytest.fixture
def slow(company: Company) -> Company:
    """A company whose every sync takes a while: each item commits on its own."""
    company.log(*((f"p{n % 7}", f"u{n}", days_before(1, seconds=n)) for n in range(ITEMS)))
    company.grant(("books", "old", days_before(200)))
    return company.having(sync={"chunk_rows": 1})


def test_one_of_eight_runs_works_and_the_others_write_nothing(slow: Company) -> None:
    started = [slow.start("run", "--as-of", str(AS_OF)) for _ in range(RUNS)]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in started]
    assert sorted(code for _, _, code in ended) == [0] + [75] * (RUNS - 1)
    for out, errors, code in ended:
        if code:
            assert out == ""
            assert "another run, or a load, holds the lock; nothing was done" in errors.splitlines()[-1]
    assert slow.statuses() == ["done"]
    assert len(slow.last_accesses()) == ITEMS
    assert slow.permissions() == set()
    assert slow.revoked() == {("books", "old")}


@pytest.mark.usefixtures("embedded_only")
def test_lock_is_asked_for_before_the_heavy_packages_are_loaded(company: Company) -> None:
    command = [sys.executable, "-c", LOADED_BEHIND_THE_LOCK, str(company.file)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "\n"
