"""Where a patient lives: local days and moments, across the day the clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

FIRST_DAY: Final = date(2026, 9, 7)
"""A Monday; twelve weeks from it clocks change in Europe, North America, Australia, New Zealand."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Hours ahead of UTC before and from the local day on which the clocks change."""

    region: str
    before_h: float
    after_h: float
    changes_on: date

    def moment(self, day: int, hour: int, minute: int = 0) -> str:
        """Moment with its UTC offset; `day` counts from the first one."""
        on = day_of(day)
        hours = self.before_h if on < self.changes_on else self.after_h
        at = datetime.combine(on, time(hour, minute), timezone(timedelta(hours=hours)))
        return at.isoformat()


ZONES: Final = (
    Zone("germany", 2.0, 1.0, date(2026, 10, 25)),
    Zone("united_kingdom", 1.0, 0.0, date(2026, 10, 25)),
    Zone("united_states", -7.0, -8.0, date(2026, 11, 1)),
    Zone("canada", -2.5, -3.5, date(2026, 11, 1)),
    Zone("australia", 10.0, 11.0, date(2026, 10, 4)),
    Zone("new_zealand", 12.0, 13.0, date(2026, 9, 27)),
    Zone("india", 5.5, 5.5, date(2026, 10, 25)),
)


def day_of(day: int) -> date:
    """Local date of a day counted from the first one."""
    return FIRST_DAY + timedelta(days=day)
