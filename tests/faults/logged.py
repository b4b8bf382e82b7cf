"""One access log as the syncs come to know it: windows, rows a day, lost days; and what its guards say."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from runner.environment import Environment
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
        usual: what is usual on days that are old enough to be held against it.
        found_lost: the as-of of the last sync that found a day lost.
    """

    environment: Environment
    rows: list[LogRow]
    windows: list[Window] = field(default_factory=list)
    counts: dict[datetime, int] = field(default_factory=dict)
    usual: dict[datetime, int] = field(default_factory=dict)
    found_lost: dict[datetime, datetime] = field(default_factory=dict)

    def sync(self, as_of: datetime, longest: int, accepted: set[datetime]) -> list[LogRow]:
        """Read the next window.

        Args:
            as_of: of the sync.
            longest: the longest inactivity period of any program, in days.
            accepted: the days of this log that are accepted.

        Returns:
            The rows of the window.
        """
        begin, today = self._begin(as_of, accepted), midnight(as_of)
        seen = Counter(midnight(at) for _, _, at in self.rows if at >= midnight(begin))
        for day, number in seen.items():
            if day < today and (day >= begin or day not in self.counts):
                self.counts[day] = number
        for day in [today - back * DAY for back in range(1, longest + 2)]:
            if self.counts and day > min(self.counts):
                self.counts.setdefault(day, 0)
        self._rate(as_of, longest)
        newest = max((at for _, _, at in self.rows if at <= as_of), default=None)
        self.windows.append(Window(newest and newest.replace(microsecond=0), as_of))
        return [row for row in self.rows if begin <= row[2] <= as_of]

    def lost(self, day: datetime) -> bool:
        """Whether a day has next to nothing of what is usual."""
        usual = self.usual.get(day, 0)
        return usual >= _RATED_ROWS and 100 * self.counts[day] < self.environment.guards.lost_day_percent * usual

    def open_days(self, accepted: set[datetime]) -> list[datetime]:
        """Return the lost days that nobody has accepted, the oldest first."""
        return sorted(day for day in self.counts if self.lost(day) and day not in accepted)

    def is_stale(self, as_of: datetime) -> bool:
        """Whether its newest row is too old."""
        newest = self.windows[-1].read_to
        return newest is None or newest < as_of - timedelta(hours=self.environment.guards.max_log_age_hours)

    def is_thin(self, as_of: datetime) -> bool:
        """Whether the last whole day has too little of what eight days of its kind had lately."""
        last, percent = midnight(as_of) - DAY, self.environment.guards.min_log_volume_percent
        lately = last - (49 if is_weekend(last) else 21) * DAY
        alike = [day for day in self.counts if lately <= day < last and is_weekend(day) == is_weekend(last)]
        return sum(percent * self.counts[day] > 100 * self.counts.get(last, 0) for day in alike) >= 8

    def covers(self, days: int, as_of: datetime) -> bool:
        """Whether it tells of so many days: a row of as many days before them, or a sync as old of a fresh log."""
        fresh = timedelta(hours=self.environment.guards.max_log_age_hours)
        begin = as_of - days * DAY
        return any(number and begin - days * DAY < day <= begin - DAY for day, number in self.counts.items()) or any(
            window.read_to and window.synced_to <= begin and window.read_to >= window.synced_to - fresh
            for window in self.windows
        )

    def _begin(self, as_of: datetime, accepted: set[datetime]) -> datetime:
        """A lost day is read until nobody can be in the midst of inserting its rows, or somebody has accepted it."""
        finished = [window.read_to for window in self.windows if window.read_to and window.read_to <= as_of]
        if not finished:
            return datetime.min
        look_back = self.environment.sync.look_back_days * DAY
        lately = {day for day, at in self.found_lost.items() if at > as_of - look_back}
        lost = {day for day in self.counts if self.lost(day)}
        return min([max(finished) - look_back, *((lost | lately) - accepted)])

    def _rate(self, as_of: datetime, longest: int) -> None:
        today = midnight(as_of)
        young = today - self.environment.sync.look_back_days * DAY
        rated = [day for day in self.counts if as_of - (longest + 1) * DAY < day < young]
        year = [day for day, number in self.counts.items() if number and today - 365 * DAY <= day < today]
        self.usual = {}
        for weekend in (False, True):
            numbers = sorted(self.counts[day] for day in year if is_weekend(day) == weekend)
            if numbers:
                median = numbers[(len(numbers) - 1) // 2]
                self.usual |= {day: median for day in rated if is_weekend(day) == weekend}
        self.found_lost |= {day: as_of for day in self.counts if self.lost(day)}


def midnight(at: datetime) -> datetime:
    """Return the beginning of an instant's day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def is_weekend(day: datetime) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= 5
