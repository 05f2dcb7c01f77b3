"""Which days: daily what is light, and never two heavy days running for the same muscles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from coxa.programme.choice import Candidate
from coxa.records.programme import Programme
from coxa.records.session import Session
from coxa.tables.care import CareTables

WEEK_DAYS: Final = 7
_MOST_HEAVY: Final = 3
"""Heavy days of a week at most, so that there is a free day before the next week."""
_FRESH: Final = (0, 4, 2, 6, 3, 1, 5)
_AFTER_HEAVY: Final = (1, 5, 3, 6, 0, 2, 4)
"""Days of the week, first chosen first: who has fewer shares them with who has more, and the first
three are free of their neighbours. The second row is for a week that follows a heavy day.
"""


def week_of(
    candidates: Sequence[Candidate], starts_on: date, is_heavy_before: bool, least: int
) -> tuple[tuple[str, ...], ...]:
    """Local dates of each exercise in the week from `starts_on`.

    All heavy exercises share their days, so that the days between rest every muscle. A day that
    would have fewer than `least` exercises is a day of rest.

    Parameters
    ----------
    candidates : (n,)
        Exercises and rungs.
    starts_on : date
        First day.
    is_heavy_before : bool
        Whether the day before was a heavy one.
    least : int
        Exercises of a day at least.
    """
    order = _AFTER_HEAVY if is_heavy_before else _FRESH
    offsets = [frozenset(order[: _days_a_week(candidate)]) for candidate in candidates]
    full = [d for d in range(WEEK_DAYS) if sum(d in days for days in offsets) >= least]
    return tuple(
        tuple((starts_on + timedelta(days=d)).isoformat() for d in full if d in days)
        for days in offsets
    )


def _days_a_week(candidate: Candidate) -> int:
    wanted = candidate.exercise.level(candidate.standing.level).days_a_week
    return min(wanted, _MOST_HEAVY) if candidate.is_heavy else wanted


def is_heavy_day(
    day: date, programmes: Sequence[Programme], sessions: Sequence[Session], care: CareTables
) -> bool:
    """Whether a heavy exercise was planned for a day by the latest programme, or done on it."""
    if programmes and any(item.is_heavy for item in programmes[-1].on(day)):
        return True
    return any(
        care.has_exercise(done.exercise)
        and 1 <= done.level <= len(care.exercise(done.exercise).levels)
        and care.exercise(done.exercise).level(done.level).is_heavy
        for session in sessions
        if session.moment.date() == day
        for done in session.exercises
    )
