"""Faults of the clock: the next run's as-of lies before the last one's."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from runner.statements import templates
from tests.company import AS_OF
from tests.faults import state
from tests.faults.data import PROGRAMS, USERS, row
from tests.faults.rounds import Kind, Round

_DAY = timedelta(days=1)
_CLOCK = "ledger/read_clock.sql"
_LONGEST_S = 20 * 24 * 3600


def earlier_as_of(played: Round) -> bool:
    return _run_twice(played, clock_itself=False)


def earlier_clock(played: Round) -> bool:
    return _run_twice(played, clock_itself=True)


def _run_twice(played: Round, *, clock_itself: bool) -> bool:
    played.expect(played.run() == 0, "the run before the step did not end well")
    played.model.run(AS_OF)
    back = AS_OF - timedelta(seconds=played.random.randint(1, _LONGEST_S))
    played.detail = f"back to {back}"
    _let_time_pass(played, back)
    before = state.read(played.company)
    code = _run_by_clock(played, back) if clock_itself else played.run(back)
    played.expect(code == 0, f"exit code {code} of the run as of {back}")
    played.model.run(back)
    after = state.read(played.company)
    played.violations += state.violations(before, after, played.history, played.model)
    played.violations += state.differences(after, played.model)
    return True


def _let_time_pass(played: Round, back: datetime) -> None:
    """Grant some and log some, as late as a sync of either as-of still reads them."""
    random, made = played.random, played.model.data
    free = [(program, user) for program in PROGRAMS for user in USERS if (program, user) not in made.permissions]
    granted = {key: row(random, AS_OF - random.randint(1, 200) * _DAY) for key in random.sample(free, 30)}
    used = random.sample(sorted(made.permissions), 5) + random.sample(sorted(granted), 5)
    logged = [(*key, random.choice((back, AS_OF)) - 2 * random.random() * _DAY) for key in used]
    played.company.grant(*((*key, *columns) for key, columns in granted.items()))
    played.company.log(*logged)
    made.permissions |= {key: [columns] for key, columns in granted.items()}
    made.log.extend(logged)
    played.history.unseen.update((program, user) for program, user, _ in logged)  # some were revoked before that
    for key, columns in granted.items():
        played.history.stood.setdefault(key, []).append(columns)


def _run_by_clock(played: Round, now: datetime) -> int:
    """Run without an as-of, while the database's clock says so."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sql"
        shutil.copytree(templates.SQL, copy)
        clock = (copy / _CLOCK).read_text(encoding="utf-8")
        (copy / _CLOCK).write_text(clock.replace("sysdate", f"cast('{now}' as date)"), encoding="utf-8")
        with mock.patch.object(templates, "SQL", copy):
            return played.run(None)


KINDS = [
    Kind("clock stepped back: an earlier --as-of", earlier_as_of),
    Kind("clock stepped back: the database's own", earlier_clock),
]
