"""The made-up company of `lapse demo`: as large as promised, the same each time, and never on top of real rows."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runner.database import schema as migrate
from runner.database.session import Database, Session
from runner.engine.progress import Progress
from runner.engine.signals import Stop
from runner.environment import file as environment
from runner.jobs import plan
from tests.conftest import server_folder

LAPSE = Path(sys.executable).with_name("lapse")
AS_OF = datetime(2024, 8, 20, 18)
# The rows, and a sum that moves with nearly any change of a name or a time.
PERMISSIONS = """
select count(*), sum(extract(epoch from granted_at)::numeric + ascii(program_id) * substr(user_id, 2)::numeric)
  from permission
"""
ACCESSES = """
select count(*), sum(extract(epoch from accessed_at)::numeric + ascii(program_id) * substr(user_id, 2)::numeric)
  from access_log
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("demo") / "demo.toml"
    path.write_text(f'[database]\nurl = "{server_folder()}"\n', encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def session(file: Path) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as variables:
        for name in [name for name in os.environ if name.startswith("LAPSE_")]:
            variables.delenv(name)
        database = Database(environment.read(str(file)))
    database.dialect.create()
    with database.session() as session:
        migrate.migrate(session)
        assert _demo(file)[0] == 0
        yield session


def _demo(file: Path) -> tuple[int, dict[str, Any]]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("LAPSE_")}
    command = [str(LAPSE), "--env", str(file), "demo", "--as-of", str(AS_OF), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, env=own)
    return done.returncode, json.loads(done.stdout)


def _row(session: Session, text: str) -> tuple[Any, ...]:
    return tuple(session.connection.execute(text).fetchone())


def test_company_is_as_large_as_promised(session: Session) -> None:
    programs, users, permissions, fresh = _row(
        session,
        "select count(distinct program_id), count(distinct user_id), count(*), "
        "count(case when granted_at > timestamp '2024-05-22 18:00:00' then 1 end) from permission",
    )
    assert (programs, users) == (200, 5000)
    assert 58_000 < permissions < 62_000
    assert 0.03 < fresh / permissions < 0.08
    accesses, first, last = _row(session, "select count(*), min(accessed_at), max(accessed_at) from access_log")
    assert 1_000_000 < accesses < 1_100_000
    assert first.date() == datetime(2024, 2, 3).date()
    assert last <= AS_OF


def test_use_is_uneven_and_weekends_are_quieter(session: Session) -> None:
    (weekend,) = _row(
        session, "select avg(case when extract(isodow from accessed_at) > 5 then 1 else 0 end) from access_log"
    )
    assert 0.02 < weekend < 0.15
    most, median = _row(
        session,
        "select max(c.uses), percentile_disc(0.5) within group (order by c.uses) "
        "from (select count(*) as uses from access_log group by program_id, user_id) c",
    )
    assert most > 50 * median


def test_no_access_comes_before_its_permission(session: Session) -> None:
    joined, early = _row(
        session,
        "select count(*), count(case when l.accessed_at < p.granted_at then 1 end) "
        "from access_log l join permission p on p.program_id = l.program_id and p.user_id = l.user_id",
    )
    assert joined == _row(session, ACCESSES)[0]
    assert early == 0


def test_plausible_share_lapses(session: Session) -> None:
    made = plan.plan(session.database, AS_OF, (), Progress(), Stop())
    assert made["exit_code"] == 0
    assert 0.10 < made["lapsing"] / made["permissions"] < 0.35


def test_company_is_the_same_each_time(session: Session) -> None:
    assert _row(session, PERMISSIONS) == (59_930, 95_775_103_203_780)
    assert _row(session, ACCESSES) == (1_072_555, 1_840_281_858_631_507)


def test_demo_refuses_tables_with_rows(file: Path, session: Session) -> None:
    before = _row(session, PERMISSIONS), _row(session, ACCESSES)
    session.rollback()
    code, report = _demo(file)
    assert code == 4
    assert "access_log has rows" in report["message"]
    assert "permission has rows" in report["message"]
    assert (_row(session, PERMISSIONS), _row(session, ACCESSES)) == before
