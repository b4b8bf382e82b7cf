"""The rule in plain Python: what a run at an instant must leave, said once more and without SQL."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.company import Key
from tests.faults.data import Data, Row


class Archived(NamedTuple):
    """One row of the archive, without run ids and clock times."""

    key: Key
    row: Row
    last_access_at: datetime | None
    inactivity_days: int


@dataclass
class Model:
    """The tables as they must be; a run of it is never disturbed.

    Attributes:
        data: the customer's tables, the exemptions, the policies.
        last_access: the newest access of each (program, user).
        archive: what lapsed.
    """

    data: Data
    last_access: dict[Key, datetime] = field(default_factory=dict)
    archive: list[Archived] = field(default_factory=list)

    def sync(self, as_of: datetime) -> None:
        """Carry the newest accesses forward, never back."""
        for key, at in self.accessed(as_of).items():
            self.last_access[key] = max(at, self.last_access.get(key, at))

    def run(self, as_of: datetime) -> None:
        """Sync, judge, revoke."""
        self.sync(as_of)
        for key in self.candidates(as_of):
            for row in [row for row in self.data.permissions[key] if self._lapses(key, row, as_of)]:
                self.archive.append(Archived(key, row, self.last_access.get(key), self._days(key)))
                self.data.permissions[key].remove(row)
            if not self.data.permissions[key]:
                del self.data.permissions[key]

    def candidates(self, as_of: datetime) -> list[Key]:
        """What would lapse: granted so many days ago, not used since then, not exempt, not switched off."""
        came_back = {(program, user) for program, user, at in self.data.log if at > as_of}
        standing = self.data.permissions.items()
        return [
            key for key, rows in standing if key not in came_back and any(self._lapses(key, row, as_of) for row in rows)
        ]

    def accessed(self, as_of: datetime) -> dict[Key, datetime]:
        """The newest access of each (program, user) up to as-of, as the log has it."""
        newest: dict[Key, datetime] = {}
        for program, user, at in self.data.log:
            if at <= as_of:
                newest[program, user] = max(at, newest.get((program, user), at))
        return newest

    def _lapses(self, key: Key, row: Row, as_of: datetime) -> bool:
        cutoff = as_of - timedelta(days=self._days(key))
        return (
            row.granted_at is not None
            and row.granted_at <= cutoff
            and key[0] not in self.data.switched_off
            and self.last_access.get(key, cutoff) <= cutoff
            and not any(exemption.protects(key, as_of) for exemption in self.data.exemptions)
        )

    def _days(self, key: Key) -> int:
        return self.data.days.get(key[0], 90)
