"""The way from the command `run` to the driver: short, and past nothing that an evening does not need."""

import inspect
import subprocess
import sys
from collections import defaultdict
from typing import Any
from unittest import mock

import psycopg
import pytest

from runner.environment import file
from runner.statements.templates import Templates
from tests.company import AS_OF, Company, days_before

COMMAND = "runner.commands.run"
FRAMES = 7


@pytest.fixture
def office(company: Company) -> Company:
    """One access to carry forward and one permission that lapses."""
    company.log(("books", "busy", days_before(1)), ("pulse", "pulse", AS_OF))
    company.grant(("books", "busy", days_before(400)), ("books", "old", days_before(400)))
    return company


@pytest.mark.usefixtures("embedded_only")
def test_seven_frames_lead_from_the_command_to_the_statement_of_a_step(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: dict[str, list[str]] = defaultdict(list)
    execute = psycopg.Cursor.execute

    def watched(cursor: psycopg.Cursor[Any], query: Any, *arguments: Any, **named: Any) -> object:
        frame = inspect.currentframe()
        way: list[str] = []
        while frame is not None and frame.f_globals["__name__"] != COMMAND:
            frame = frame.f_back
            way.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}" if frame else "")
        step = sys._getframe(1).f_locals.get("statement")
        if frame is not None and step is not None and step.path.startswith("jobs/"):
            ways[step.header.transaction] = way
        return execute(cursor, query, *arguments, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", watched)
    assert office.call("run", "--as-of", str(AS_OF)).code == 0
    assert set(ways) == {"guard", "statement", "chunk", "tasklet"}
    for kind, way in ways.items():
        assert len(way) + 1 <= FRAMES, (kind, way)  # the driver's own is one of them
    assert office.permissions() == {("books", "busy")}


def test_a_command_reads_its_environment_once(office: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    once = mock.Mock(wraps=file.read)
    monkeypatch.setattr(file, "read", once)
    for command in (("plan", "--csv"), ("run",), ("restore", "2", "--reason", "mistake")):
        once.reset_mock()
        assert office.call(*command, *(["--as-of", str(AS_OF)] if command[0] != "restore" else [])).code == 0
        assert once.call_count == 1, command


def test_an_evening_under_review_renders_neither_grants_nor_migrations(
    office: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = office.having(review={"required": True})
    assert pinned.call("review").code == 0
    rendered: set[str] = set()
    render = Templates.render

    def noted(templates: Templates, path: str, more: dict[str, Any]) -> Any:
        rendered.add(path)
        return render(templates, path, more)

    monkeypatch.setattr(Templates, "render", noted)
    monkeypatch.setattr("runner.database.schema.script", lambda *_given, **_named: pytest.fail("migrations rendered"))
    assert pinned.call("run", "--as-of", str(AS_OF)).code == 0
    assert {"jobs/sync", "jobs/judge", "jobs/revoke"} <= {path.rpartition("/")[0] for path in rendered}
    assert {path.split("/")[0] for path in rendered} == {"jobs", "ledger", "chunk", "locks", "reports"}
    assert office.permissions() == {("books", "busy")}


NOT_FOR_AN_EVENING = ("apprise", "pygal", "alembic", "runner.report", "runner.dba", "runner.jobs.receivers")
LOADED = f"""
import sys
from runner.commands.main import main
try:
    main(sys.argv[1:])
finally:
    print("loaded:", *sorted(name for name in sys.modules if name.startswith({NOT_FOR_AN_EVENING})))
"""


def test_an_evening_that_notifies_nobody_loads_only_what_it_needs(office: Company) -> None:
    command = ("--env", str(office.file), "run", "--as-of", str(AS_OF))
    ended = subprocess.run([sys.executable, "-c", LOADED, *command], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "loaded:"
    assert office.revoked() == {("books", "old")}
