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
        """Sync, then revoke."""
        self.sync(as_of)
        for key in self.candidates(as_of):
            found = Archived(key, self.data.permissions.pop(key), self.last_access.get(key), self._days(key))
            self.archive.append(found)

    def candidates(self, as_of: datetime) -> list[Key]:
        """What would lapse: granted so many days ago, not used since, and not exempt."""
        return [key for key in self.data.permissions if self._lapses(key, as_of)]

    def accessed(self, as_of: datetime) -> dict[Key, datetime]:
        """The newest access of each (program, user) up to as-of, as the log has it."""
        newest: dict[Key, datetime] = {}
        for program, user, at in self.data.log:
            if at <= as_of:
                newest[program, user] = max(at, newest.get((program, user), at))
        return newest

    def _lapses(self, key: Key, as_of: datetime) -> bool:
        cutoff = as_of - timedelta(days=self._days(key))
        granted_at = self.data.permissions[key].granted_at
        return (
            granted_at is not None
            and granted_at <= cutoff
            and self.last_access.get(key, cutoff) <= cutoff
            and not any(exemption.protects(key, as_of) for exemption in self.data.exemptions)
        )

    def _days(self, key: Key) -> int:
        return self.data.days.get(key[0], 90)
