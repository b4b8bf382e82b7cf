"""The evening in plain Python: what it must read, revoke, note and leave, said once more and without SQL."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from runner.environment.file import Environment
from tests.company import Key
from tests.faults.judge import Candidate, Evening, Grant, Judge, Verdict
from tests.faults.logged import Log
from tests.faults.rows import DAY, Data, Policy, Row

_KEEPS_ITS_NOTICE = ("notice_running", "held_program", "not_in_accepted_plan", "paused")


class Archived(NamedTuple):
    """One row of the archive, without run ids and clock times."""

    key: Key
    row: Row
    last_access_at: datetime | None
    inactivity_days: int
    lost_day: datetime | None = None


@dataclass
class Model:
    """The tables as they must be; a run of it is never disturbed.

    Attributes:
        environment: its settings.
        data: the customer's tables, and what people have told lapse.
        last_access: the newest access of each (program, user).
        rejected: the newest access that could not be written.
        archive: what lapsed.
        judged: what the newest judgement says of each program.
    """

    environment: Environment
    data: Data
    last_access: dict[Key, datetime] = field(default_factory=dict)
    rejected: dict[Key, datetime] = field(default_factory=dict)
    archive: list[Archived] = field(default_factory=list)
    judged: dict[str, Verdict] = field(default_factory=dict)

    @cached_property
    def logs(self) -> list[Log]:
        """The access logs, which grow with the data."""
        return [Log(self.environment, rows) for rows in self.data.logs]

    def policy(self, program: str) -> Policy:
        """Return a program's policy."""
        return self.data.policies.get(program, Policy())

    def days(self, program: str) -> int:
        """Return the days after which a program's permissions lapse."""
        return self.policy(program).days or self.environment.policy.inactivity_days

    def accepted(self, log_no: int) -> set[datetime]:
        """Return the accepted days of a log."""
        return {day for each, day in self.data.accepted if each == log_no}

    def accessed(self, as_of: datetime) -> dict[Key, datetime]:
        """The newest access of each (program, user) up to as-of, as the logs have it."""
        newest: dict[Key, datetime] = {}
        for program, user, at in (row for rows in self.data.logs for row in rows):
            if at <= as_of:
                newest[program, user] = max(at, newest.get((program, user), at))
        return newest

    def spelt(self, key: Key) -> Key:
        """Return a key as far as its spelling counts."""
        if not self.environment.guards.match_spelling:
            return key
        return key[0].strip(" ").upper(), key[1].strip(" ").upper()

    def sync(self, as_of: datetime) -> None:
        """Read the windows and carry the newest accesses forward, never back."""
        longest = max(
            [self.environment.policy.inactivity_days, *(each.days or 0 for each in self.data.policies.values())]
        )
        long_ago = as_of - self.environment.sync.look_back_days * DAY
        gaps = [
            verdict.gap.begin for verdict in self.judged.values() if verdict.gap and verdict.gap.ended_at <= long_ago
        ]
        for log_no, log in enumerate(self.logs):
            for program, user, at in log.sync(as_of, longest, self.accepted(log_no), gaps):
                known = self.rejected if (program, user) in self.data.unwritable else self.last_access
                known[program, user] = max(at, known.get((program, user), at))

    def judge(self, as_of: datetime, accepted: set[Grant] | None = None, *, revokes: bool = True) -> Evening:
        """Judge what the last sync has left.

        Args:
            as_of: the instant.
            accepted: what an accepted plan listed, where one was accepted.
            revokes: whether it is an evening's; a plan knows of no pause.
        """
        return Judge(self, as_of, accepted, revokes).evening()

    def plan(self, as_of: datetime) -> Evening:
        """Sync, judge; whatever the guards say."""
        self.sync(as_of)
        evening = self.judge(as_of, revokes=False)
        self.judged = evening.verdicts
        return evening

    def run(self, as_of: datetime, accepted: set[Grant] | None = None) -> Evening:
        """Sync, judge, revoke."""
        self.sync(as_of)
        evening = self.judge(as_of, accepted)
        if not evening.stops:
            self.judged = evening.verdicts
            for each in evening.candidates:
                if each.rule is None:
                    self._revoke(each, as_of)
            self._note(evening)
        return evening

    def lapsing(self, as_of: datetime) -> list[Key]:
        """Return what a run would revoke now."""
        self.sync(as_of)
        return sorted({each.key for each in self.judge(as_of).candidates if each.rule is None})

    def _revoke(self, candidate: Candidate, as_of: datetime) -> None:
        key, days = candidate.key, self.days(candidate.key[0])
        lost = [
            day
            for (log_no, day), accepted_as in self.data.accepted.items()
            if accepted_as == "lost" and self.logs[log_no].lost(day) and day > as_of - (days + 1) * DAY
        ]
        standing = self.data.permissions.pop(key)
        for row in standing:
            if row.granted_at == candidate.granted_at:
                self.archive.append(Archived(key, row, self.last_access.get(key), days, max(lost, default=None)))
        if left := [row for row in standing if row.granted_at != candidate.granted_at]:
            self.data.permissions[key] = left

    def _note(self, evening: Evening) -> None:
        """Keep the notices of who may still lose what he was told of; note who is to lose his next."""
        kept = {key for key, rule in evening.rules.items() if rule in _KEEPS_ITS_NOTICE}
        self.data.notices = {key: at for key, at in self.data.notices.items() if key in kept}
        now = datetime.now()
        self.data.notices |= {key: now for key, rule in evening.rules.items() if rule == "notice_missing"}
