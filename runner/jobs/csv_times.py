"""The times in a CSV file, as people and programs write them; those with a zone offset become local times."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ..errors import LapseError

_TIME = re.compile(
    r"""(\d{4}) ([-/]) (\d{1,2}) \2 (\d{1,2})
        (?: [ ]?[T ] (\d{1,2}) : (\d\d) (?: : (\d\d) (?: [.] (\d{1,9}) )? )?
            (?: [ ]? (Z | [+-] \d\d (?: :?\d\d )? ) )?
        )?""",
    re.ASCII | re.VERBOSE,
)

# The forms that most times have, with 0 for each digit. datetime.fromisoformat reads them
# fast; it accepts other forms too, which are not wanted here.
_CLOCKS = ("", *(f"{mark}00:00{rest}" for mark in " T" for rest in ("", ":00", ":00.000", ":00.000000")))
_SHAPES = frozenset(f"0000-00-00{clock}" for clock in _CLOCKS)
_DIGITS = str.maketrans("123456789", "000000000")


def plain_times(cells: Sequence[str]) -> list[datetime] | None:
    """Return the times of many cells, where all have one of the forms that most times have; else None."""
    shape, text = cells[0].translate(_DIGITS), "\n".join(cells)
    is_plain = shape in _SHAPES and text.translate(_DIGITS) == "\n".join([shape] * len(cells))
    if is_plain and " 24" not in text and "T24" not in text:  # hour 24, which some versions of Python take
        with suppress(ValueError):
            return list(map(datetime.fromisoformat, cells))
    return None


class Times:
    """Reads times, and remembers whether one of them was converted.

    Args:
        zone: of the times in the database, by its IANA name; None where the environment does not say.

    Attributes:
        converted_to: that zone, once a time with an offset was read.
    """

    def __init__(self, zone: str | None = None) -> None:
        self._zone = ZoneInfo(zone) if zone else None
        self.converted_to: str | None = None

    def read(self, column: str, cell: str) -> datetime:
        """Return the time that a cell says, without a zone; a day alone begins at midnight.

        Args:
            column: the name of its column, for errors.
            cell: its text.

        Raises:
            ValueError: it is not a time; the text of the error is the reason.
            LapseError: it has a zone offset, and the zone of the database is not known.
        """
        found = _TIME.fullmatch(cell)
        if not found:
            raise ValueError(
                f"{column} is not a time: {cell[:40]!r}; write YYYY-MM-DD HH:MM:SS or YYYY/MM/DD HH:MM:SS, "
                "with a zone offset such as +09:00 if it is not local"
            )
        year, _, month, day, hour, minute, second, fraction, offset = found.groups()
        clock = (int(hour or 0), int(minute or 0), int(second or 0), int(f"{fraction or '':0<6.6}"))
        try:
            time = datetime(int(year), int(month), int(day), *clock)
            return self._local(column, time, offset) if offset else time
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{column} is not a time: {cell[:40]!r}, {error}") from None

    def _local(self, column: str, time: datetime, offset: str) -> datetime:
        if self._zone is None:
            raise LapseError(
                f"{column} has a zone offset, {offset}, and the zone of the times in the database is not known: set "
                '[database] time_zone in the environment file, for example time_zone = "Asia/Seoul"'
            )
        self.converted_to = self._zone.key
        return time.replace(tzinfo=_zone_of(offset)).astimezone(self._zone).replace(tzinfo=None)


def _zone_of(offset: str) -> timezone:
    """Return the zone of `Z`, `+HH`, `+HHMM` or `+HH:MM`."""
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if digits[2:] > "59":
        raise ValueError("minutes of the zone offset must be in 0..59")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)
