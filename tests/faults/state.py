"""What stands in the tables, read at one instant, and what must hold of it whatever has happened."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.company import AS_OF, Company, Key
from tests.faults.data import EXTRA
from tests.faults.model import Archived, Model
from tests.faults.rows import Row
from tests.faults.server import driver

_COLUMNS = ", ".join(f"p.{name}" for name in Row._fields)
# Per run: its archive rows, and what its list, its committed steps and its counts say of them.
_RUNS = """
select r.run_id, r.status, r.exit_code, r.judged_at,
       (select min(w.synced_to) from {watermark} w where w.run_id = r.run_id) as synced_to,
       (select count(*) from {revocation} v where v.run_id = r.run_id) as archived,
       (select sum(s.affected) from {run_step} s where s.run_id = r.run_id and s.step = 'delete permissions'
           and s.status = 'done') as deleted,
       (select nvl(sum(c.permission_rows), 0) from {candidate} c where c.run_id = r.run_id) as listed,
       (select nvl(sum(c.permission_rows), 0) from {candidate} c where c.run_id = r.run_id
           and c.protected_by is null) as lapsing,
       (select sum(k.count_value) from {run_count} k where k.run_id = r.run_id
           and (k.count_name = 'lapsing' or substr(k.count_name, 1, 10) = 'protected_')) as candidates,
       (select sum(k.count_value) from {run_count} k where k.run_id = r.run_id
           and k.count_name = 'permissions_revoked') as revoked
  from {run} r
 order by r.run_id
"""


@dataclass
class State:
    """The tables at one instant."""

    permissions: dict[Key, list[Row]]
    last_access: dict[Key, datetime]
    archive: list[Archived]
    runs: list[dict[str, Any]]


def read(company: Company) -> State:
    """Read all tables at one instant."""
    with company.session() as session:
        driver(session).execute("set transaction isolation level repeatable read")

        def query(text: str) -> list[dict[str, Any]]:
            return session.query(company.statement(text))

        permissions = query(f"select p.program_id, p.user_id, {_COLUMNS} from {{permission}} p")
        accesses = query("select a.program_id, a.user_id, a.last_access_at from {last_access} a")
        archive = query(
            "select v.program_id, v.user_id, v.granted_at, v.last_access_at, v.inactivity_days, v.lost_day,"
            " v.extra_columns from {revocation} v"
        )
        standing: dict[Key, list[Row]] = {}
        for found in permissions:
            standing.setdefault(_key(found), []).append(Row(*list(found.values())[2:]))
        return State(
            standing,
            {_key(found): found["last_access_at"] for found in accesses},
            [_archived(found) for found in archive],
            query(_RUNS),
        )


@dataclass
class History:
    """What a round knows besides the tables.

    Attributes:
        stood: all that ever stood.
        removed: what a rival did away with.
        unseen: whose access came too late for a run to see it.
    """

    stood: dict[Key, list[Row]]
    removed: set[Key] = field(default_factory=set)
    unseen: set[Key] = field(default_factory=set)


def violations(before: State, after: State, history: History, model: Model) -> Iterator[str]:
    """Say what no fault may bring about, by whatever came between two instants.

    Args:
        before: the tables before the fault.
        after: and behind it.
        history: what else is known.
        model: the data behind it all.
    """
    taken = Counter(after.archive)
    taken.subtract(before.archive)
    yield from _of_permissions(before, after, history, taken)
    yield from _of_archive(after, history, taken)
    yield from _of_those_in_use(history, taken, model)
    yield from _of_last_access(before, after, model)
    yield from _of_runs(after)


def _of_permissions(before: State, after: State, history: History, taken: Counter[Archived]) -> Iterator[str]:
    archived = {found.key for found in taken.elements()}
    for key, rows in before.permissions.items():
        if key not in after.permissions and key not in archived | history.removed:
            yield f"gone without an archive row: {key} {rows}"
    for key, rows in after.permissions.items():
        for row in rows:
            if row not in history.stood.get(key, []):
                yield f"stands otherwise than it was granted: {key} {row}"


def _of_archive(after: State, history: History, taken: Counter[Archived]) -> Iterator[str]:
    for found, more in taken.items():
        if more not in (0, 1):
            yield f"archived {more} times: {found}"
        if more > 0 and found.row not in history.stood.get(found.key, []):
            yield f"archived otherwise than it stood: {found}, stood {history.stood.get(found.key)}"
        if more > 0 and found.row in after.permissions.get(found.key, []):
            yield f"archived and still there: {found}"


def _of_those_in_use(history: History, taken: Counter[Archived], model: Model) -> Iterator[str]:
    newest: dict[Key, datetime] = {}
    for program, user, at in (row for rows in model.data.logs for row in rows):
        key = model.spelt((program, user))
        newest[key] = max(at, newest.get(key, at))
    for found in taken.elements():
        used = newest.get(model.spelt(found.key), datetime.min)
        if used > AS_OF - timedelta(days=found.inactivity_days) and found.key not in history.unseen:
            yield f"taken although used {used}: {found}"


def _of_last_access(before: State, after: State, model: Model) -> Iterator[str]:
    newest = model.accessed(AS_OF)
    for key, at in before.last_access.items():
        if after.last_access.get(key, datetime.min) < at:
            yield f"last access of {key} went from {at} to {after.last_access.get(key)}"
    for key, at in after.last_access.items():
        if at > newest.get(key, datetime.min):
            yield f"last access of {key} is {at}, the log says {newest.get(key)}"


def _of_runs(after: State) -> Iterator[str]:
    running = [found["run_id"] for found in after.runs if found["status"] == "running"]
    if len(running) > 1 or (running and running[0] != after.runs[-1]["run_id"]):
        yield f"runs left running: {running}"
    for found in after.runs:
        if not (found["archived"] == (found["deleted"] or 0) == (found["revoked"] or 0)):
            yield f"half a revoke: {found}"
        if found["deleted"] is not None and not (
            found["synced_to"] and found["judged_at"] and found["lapsing"] == found["deleted"]
        ):
            yield f"revoked otherwise than its own list says: {found}"
        if found["judged_at"] and (found["candidates"] or 0) != found["listed"]:
            yield f"listed otherwise than it counted: {found}"
        steps_done = found["synced_to"] and found["judged_at"] and found["deleted"] is not None
        if found["status"] in ("done", "rejected") and not steps_done:
            yield f"said to be {found['status']} and is not: {found}"


def differences(state: State, model: Model) -> Iterator[str]:
    """Say where the tables are not as a run that was never disturbed would leave them."""
    yield from _differing("permission", _in_order(state.permissions), _in_order(model.data.permissions))
    yield from _differing("last access", state.last_access, model.last_access)
    yield from _differing("archive rows", Counter(state.archive), Counter(model.archive))


def _in_order(permissions: dict[Key, list[Row]]) -> dict[Key, list[Row]]:
    return {key: sorted(rows, key=repr) for key, rows in permissions.items()}


def _differing(what: str, found: dict[Any, Any], expected: dict[Any, Any]) -> Iterator[str]:
    for key in sorted(found.keys() | expected.keys(), key=repr):
        if found.get(key) != expected.get(key):
            yield f"{what} {key}: {found.get(key)}, but undisturbed {expected.get(key)}"


def _archived(found: dict[str, Any]) -> Archived:
    extra = json.loads(found["extra_columns"], parse_float=Decimal)
    extra["valid_to"] = extra["valid_to"] and datetime.fromisoformat(extra["valid_to"])
    row = Row(found["granted_at"], *(extra.pop(name) for name in EXTRA))
    if extra:
        raise AssertionError(f"archived columns that nobody asked for: {extra}")
    return Archived(_key(found), row, found["last_access_at"], found["inactivity_days"], found["lost_day"])


def _key(found: dict[str, Any]) -> Key:
    return found["program_id"], found["user_id"]
