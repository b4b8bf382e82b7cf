"""One access log as the syncs come to know it: windows, rows a day, lost days; and what its guards say."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from runner.environment.file import Environment
from tests.faults.rows import DAY, LogRow

_RATED_ROWS = 100


class Window(NamedTuple):
    """A finished window: the newest row it found, and the as-of of its sync."""

    read_to: datetime | None
    synced_to: datetime


@dataclass
class Log:
    """An access log.

    Attributes:
        environment: whose guards and periods hold.
        rows: what the customer keeps, all of it.
        windows: those that syncs have finished.
        counts: rows of each whole day that a sync has read.
        usual: what is usual on each day that it is held against: the log has newer rows than those of the day.
        lost_at: the as-of of the last sync that found a day lost, for as long as that matters.
    """

    environment: Environment
    rows: list[LogRow]
    windows: list[Window] = field(default_factory=list)
    counts: dict[datetime, int] = field(default_factory=dict)
    usual: dict[datetime, int] = field(default_factory=dict)
    lost_at: dict[datetime, datetime] = field(default_factory=dict)

    def sync(self, as_of: datetime, longest: int, accepted: set[datetime], gaps: list[datetime]) -> list[LogRow]:
        """Read the next window.

        Args:
            as_of: of the sync.
            longest: the longest inactivity period of any program, in days.
            accepted: the days of this log that are accepted.
            gaps: since when programs were silent whose gaps are read now.

        Returns:
            The rows of the window.
        """
        begin, today = min([self._begin(as_of), *self._refilled(as_of, accepted), *gaps]), midnight(as_of)
        seen = Counter(midnight(at) for _, _, at in self.rows if at >= midnight(begin))
        for day, number in seen.items():
            if day < today and (day >= begin or day not in self.counts):
                self.counts[day] = number
        for day in [today - back * DAY for back in range(1, longest + 2)]:
            if self.counts and day > min(self.counts):
                self.counts.setdefault(day, 0)
        newest = max((at for _, _, at in self.rows if at <= as_of), default=None)
        self._rate(as_of, longest, newest)
        self.windows.append(Window(newest and newest.replace(microsecond=0), as_of))
        return [row for row in self.rows if begin <= row[2] <= as_of]

    def lost(self, day: datetime) -> bool:
        """Whether a day has next to nothing of what is usual; one that was lost, not yet enough of it."""
        usual, guards = self.usual.get(day, 0), self.environment.guards
        percent = guards.lost_day_percent
        if percent and day in self.lost_at:
            percent = max(percent, guards.min_log_volume_percent)
        return usual >= _RATED_ROWS and 100 * self.counts[day] < percent * usual

    def open_days(self, accepted: set[datetime]) -> list[datetime]:
        """Return the lost days that nobody has accepted, the oldest first."""
        return sorted(day for day in self.counts if self.lost(day) and day not in accepted)

    def is_stale(self, as_of: datetime) -> bool:
        """Whether its newest row is too old."""
        newest = self.windows[-1].read_to
        return newest is None or newest < as_of - timedelta(hours=self.environment.guards.max_log_age_hours)

    def is_thin(self, as_of: datetime, accepted: set[datetime]) -> bool:
        """Whether the last whole day has too little of what eight of its kind had lately, and is not accepted."""
        last, percent = midnight(as_of) - DAY, self.environment.guards.min_log_volume_percent
        lately = last - (49 if is_weekend(last) else 21) * DAY
        alike = [day for day in self.counts if lately <= day < last and is_weekend(day) == is_weekend(last)]
        busier = sum(percent * self.counts[day] > 100 * self.counts.get(last, 0) for day in alike)
        return last not in accepted and busier >= 8

    def covers(self, days: int, as_of: datetime) -> bool:
        """Whether it tells of so many days: a row of as many days before them, or a sync as old of a fresh log."""
        fresh = timedelta(hours=self.environment.guards.max_log_age_hours)
        begin = as_of - days * DAY
        return any(number and begin - days * DAY < day <= begin - DAY for day, number in self.counts.items()) or any(
            window.read_to and window.synced_to <= begin and window.read_to >= window.synced_to - fresh
            for window in self.windows
        )

    def _begin(self, as_of: datetime) -> datetime:
        finished = [window.read_to for window in self.windows if window.read_to and window.read_to <= as_of]
        return max(finished) - self._look_back if finished else datetime.min

    def _refilled(self, as_of: datetime, accepted: set[datetime]) -> list[datetime]:
        """Return the days that are lost, or were lately, and have other rows by now than were counted."""
        lately = {day for day, at in self.lost_at.items() if at > as_of - self._look_back}
        doubted = {day for day in self.counts if day in lately or self.lost(day)} - accepted
        have = Counter(midnight(at) for _, _, at in self.rows) if doubted else Counter()
        return [day for day in doubted if have[day] != self.counts[day]]

    def _rate(self, as_of: datetime, longest: int, newest: datetime | None) -> None:
        """Say what is usual of each day of the longest period, and which of them are lost."""
        today, oldest = midnight(as_of), as_of - (longest + 1) * DAY
        rated = [day for day in self.counts if newest and oldest < day < midnight(newest)]
        year = [day for day, number in self.counts.items() if number and today - 365 * DAY <= day < today]
        self.usual = {}
        for weekend in (False, True):
            numbers = sorted(self.counts[day] for day in year if is_weekend(day) == weekend)
            if numbers:
                median = numbers[(len(numbers) - 1) // 2]
                self.usual |= {day: median for day in rated if is_weekend(day) == weekend}
        lost = {day: as_of for day in self.counts if self.lost(day)}
        self.lost_at = {day: at for day, at in self.lost_at.items() if at > as_of - self._look_back} | lost

    @property
    def _look_back(self) -> timedelta:
        return self.environment.sync.look_back_days * DAY


def midnight(at: datetime) -> datetime:
    """Return the beginning of an instant's day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def is_weekend(day: datetime) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= 5
