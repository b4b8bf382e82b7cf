"""Eight runs started at once: one of them works, the others say so, end with 75 and write nothing."""

import subprocess
import sys
import time

import pytest

from tests.company import AS_OF, Company, days_before

RUNS = 8

LOADED_BEHIND_THE_LOCK = """
import sys
from runner.database.session import Database
from runner.environment.file import read
from runner.engine.lock import hold_lock
from runner.engine.signals import Stop
with hold_lock(Database(read(sys.argv[1])), Stop()):
    print(*sorted({"alembic", "sqlalchemy", "sqlglot"} & set(sys.modules)))
"""


def test_one_of_eight_runs_works_and_the_others_write_nothing(company: Company) -> None:
    company.log(("books", "busy", days_before(50)), ("books", "busy", AS_OF))
    company.grant(("books", "old", days_before(200)))
    company.run("sync", as_of=days_before(20))
    command = ("run", "--as-of", str(AS_OF))
    with company.session() as rival:  # holds a row that the one which works needs, until the others have ended
        rival.execute(company.statement("update {last_access} a set a.run_id = a.run_id"))
        started = [company.start(*command) for _ in range(RUNS)]
        while sum(process.poll() is None for process in started) > 1:
            time.sleep(0.05)
        rival.rollback()
        ended = [(*process.communicate(timeout=120), process.returncode) for process in started]
    assert sorted(code for _, _, code in ended) == [0] + [75] * (RUNS - 1)
    for out, errors, code in ended:
        if code:
            assert out == ""
            assert "another run, or a load, holds the lock; nothing was done" in errors.splitlines()[-1]
    assert company.statuses() == ["done", "done"]
    assert company.last_accesses() == {("books", "busy"): AS_OF}
    assert company.permissions() == set()
    assert company.revoked() == {("books", "old")}


@pytest.mark.usefixtures("embedded_only")
def test_lock_is_asked_for_before_the_heavy_packages_are_loaded(company: Company) -> None:
    command = [sys.executable, "-c", LOADED_BEHIND_THE_LOCK, str(company.file)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "\n"
