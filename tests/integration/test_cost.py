"""What an evening costs, by counts that no busy machine changes: statements, passes over tables, rows fetched."""

import re
from collections import Counter

import pytest

from runner.database.session import Row, Session
from runner.engine.ledger import EVENING
from runner.statements.catalog import Statement
from runner.statements.header import Transaction
from tests.company import AS_OF, Company, days_before

pytestmark = pytest.mark.usefixtures("embedded_only")

_CANDIDATES = 200
# Ids that look at all: every hundredth permission was last used 100 days ago, the others on every day since then.
_FILL = (
    "insert into {permission} (program_id, user_id, granted_at)"
    " select 'p' || mod(n, 50), 'u' || n, timestamp '2020-01-01' from generate_series(1, 20000) n",
    "insert into {access_log} (program_id, user_id, accessed_at)"
    " select 'p' || mod(n, 50), 'u' || n, timestamp '2024-08-20 17:00:00'"
    "        - case when mod(n, 100) = 0 then 100 else d * 8 + mod(mod(n, 79), 8) end * interval '1 day'"
    "   from generate_series(1, 20000) n cross join generate_series(0, 12) d",
)
_WRITTEN = (
    "insert into {candidate} (run_id, program_id, user_id, granted_at, permission_rows, inactivity_days)"
    " select 1, 'p', 'u' || n, timestamp '2020-01-01', 1, 90 from generate_series(1, {rows}) n",
    "insert into {revocation} (run_id, revocation_no, program_id, user_id, granted_at, inactivity_days, revoked_at)"
    " select 1, n, 'p', 'u' || n, timestamp '2020-01-01', 90, timestamp '2020-01-01' from generate_series(1, {rows}) n",
)
_SCAN = re.compile(r"(?P<how>Seq|Index|Index Only|Bitmap Heap) Scan.* on (?P<table>\w+)")


@pytest.fixture
def filled(company: Company) -> Company:
    """A company whose tables have statistics, the evening before behind it."""
    for text in _FILL:
        company.ddl("", embedded=text)
    company.run("sync", as_of=days_before(1))
    with company.session() as session:
        session.connection.autocommit = True
        session.connection.execute("vacuum (analyze)")
    return company


def _scans(company: Company) -> Counter[tuple[str, str]]:
    """Count the scans that the plans of an evening's steps hold, by kind of scan and table; a chunk is a few items."""
    found: Counter[tuple[str, str]] = Counter()
    offered = {"run_id": 2, "as_of": AS_OF, "accepted_plan": None}
    words = {name: word for word, name in company.names.items()}
    with company.session() as session:
        for job in EVENING:
            for step in session.catalog.job(job):
                if step.header.transaction is Transaction.CHUNK:
                    continue
                session.tag(job, step)
                lines = session.explain(step, {name: offered[name] for name in step.header.binds}) or []
                session.rollback()
                for match in filter(None, map(_SCAN.search, lines)):
                    table = words.get(match["table"], match["table"])
                    # whoever probes permissions asks for their dates too: a scan of the key alone is a pass over it
                    is_pass = match["how"] == "Seq" or (match["how"] == "Index Only" and table == "permission")
                    found["pass" if is_pass else "index", table] += 1
    return found


def test_evening_passes_three_times_over_permissions_four_times_over_last_accesses_and_never_over_the_log(
    filled: Company,
) -> None:
    scans = _scans(filled)
    # list candidates, count programs, protect held spelling
    assert scans["pass", "permission"] == 3, scans
    # stage items, list candidates, measure silence, protect used spelling
    assert scans["pass", "last_access"] == 4, scans
    assert scans["pass", "access_log"] == 0, scans
    # three readings of the windows, two of what is later than as-of, a count of each lost day, and the newest row
    assert scans["index", "access_log"] == 7, scans


def test_statements_and_rows_fetched_do_not_grow_with_candidates_and_permissions(
    filled: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []

    def query(session: Session, statement: Statement | str, **binds: object) -> list[Row]:
        rows = fetched(session, statement, **binds)
        sent.append(len(rows))
        return rows

    def execute(session: Session, statement: Statement | str, **binds: object) -> int:
        sent.append(0)
        return executed(session, statement, **binds)

    fetched, executed = Session.query, Session.execute
    monkeypatch.setattr(Session, "query", query)
    monkeypatch.setattr(Session, "execute", execute)
    report = filled.run()
    assert report["counts"]["permissions_revoked"] == _CANDIDATES
    statements, rows = len(sent), sum(sent)
    assert statements <= 260
    assert rows < _CANDIDATES
    sent.clear()
    report = filled.run()
    assert report["counts"]["permissions_revoked"] == 0
    assert abs(len(sent) - statements) <= 20, "an evening with nothing to revoke sends as many statements"


def test_plans_of_an_evening_do_not_depend_on_the_statistics_of_what_runs_write(filled: Company) -> None:
    def scans_of_large_tables() -> dict[tuple[str, str], int]:
        return {key: n for key, n in _scans(filled).items() if key[1] in ("permission", "last_access", "access_log")}

    expected = scans_of_large_tables()
    for rows in (0, 100_000):
        filled.ddl("", embedded=_WRITTEN[0].format(rows=rows, candidate="{candidate}"))
        filled.ddl("", embedded=_WRITTEN[1].format(rows=rows, revocation="{revocation}"))
        filled.ddl("", embedded="analyze {candidate}")
        filled.ddl("", embedded="analyze {revocation}")
        assert scans_of_large_tables() == expected, rows
