"""`coxa.checkin/1`: pain now, and how well the person's own activities go, asked between tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from coxa.errors import RecordError
from coxa.records.wire import DateTime, NonEmpty, PainScore, Pattern, Range, Uuid

SCHEMA: Final = "coxa.checkin/1"
MOST_ACTIVITIES: Final = 3
LONGEST_NAME: Final = 60

ActivityName = Annotated[
    str,
    Pattern(
        rf"[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]{{0,{LONGEST_NAME - 2}}}"
        r"[^\s\x00-\x1f\x7f-\x9f])?",
        f"a name on one line, at most {LONGEST_NAME} letters, no space at its ends",
    ),
]
ActivityScore = Annotated[int, Range(minimum=0, maximum=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity that matters to the person: 0 cannot do it, 10 as well as before."""

    name: ActivityName
    score: ActivityScore


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Answers of one moment; `pain` goes from 0, none, to 10, the worst there is.

    `after_session` names the session of the day before, where this is the morning after it;
    `new_night_pain` says whether pain woke the person who was not woken before.
    """

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    pain: PainScore | None = None
    activities: tuple[Activity, ...] = ()
    after_session: Uuid | None = None
    new_night_pain: bool | None = None

    def check(self, path: str) -> None:
        """RecordError if nothing is said, too much, or one thing twice."""
        where = f"{path}." if path else ""
        if self.pain is None and not self.activities:
            raise RecordError(f"{where}pain: neither pain nor an activity")
        if len(self.activities) > MOST_ACTIVITIES:
            raise RecordError(f"{where}activities: at most {MOST_ACTIVITIES}")
        names = {activity.name.casefold() for activity in self.activities}
        if len(names) < len(self.activities):
            raise RecordError(f"{where}activities: one stands there twice")
