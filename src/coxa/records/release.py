"""`coxa.release/1`: what a therapist allows, limits or changes, until when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.assessment import Direction, Side
from coxa.records.screening import Code
from coxa.records.wire import DateTime, NonEmpty, Pattern, Range, Uuid

SCHEMA: Final = "coxa.release/1"

ReleaseKind = Literal[
    "exercise", "feature", "condition", "guided_test", "pain_monitoring",
    "ceiling", "dose", "include", "exclude", "resume",
]  # fmt: skip
LocalDate = Annotated[
    str, Pattern(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a date, as 2026-11-22")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseItem:
    """One thing that is allowed, limited or changed.

    ``exercise`` and ``feature`` open what is locked; ``condition`` opens the plan that a condition
    holds back; ``guided_test`` the test; ``pain_monitoring`` the range of pain in which an exercise
    may go on; ``resume`` an exercise after a stop. ``ceiling`` sets the furthest angle of one side
    and direction, wider or narrower. ``dose`` sets sets, repetitions and hold of an exercise;
    ``include`` and ``exclude`` put one into the plan or keep it out.
    """

    kind: ReleaseKind
    name: Code | None = None
    side: Side | None = None
    direction: Direction | None = None
    value_deg: Annotated[float, Range(minimum=0, maximum=90)] | None = None
    level: Annotated[int, Range(minimum=1)] | None = None
    sets: Annotated[int, Range(minimum=1, maximum=10)] | None = None
    repetitions: Annotated[int, Range(minimum=1, maximum=50)] | None = None
    hold_s: Annotated[float, Range(minimum=0, maximum=180)] | None = None

    def check(self, path: str) -> None:
        """RecordError if what the kind needs is missing."""
        needs_name = self.kind in (
            "exercise", "feature", "condition", "dose", "include", "exclude", "resume",
        )  # fmt: skip
        if needs_name and self.name is None:
            raise RecordError(f"{path}.name: a release of this kind names what it is for")
        if self.kind == "ceiling" and (self.value_deg is None or self.direction is None):
            raise RecordError(f"{path}: a ceiling has a direction and value_deg")
        dose = (self.level, self.sets, self.repetitions, self.hold_s)
        if self.kind == "dose" and all(value is None for value in dose):
            raise RecordError(f"{path}: a dose has a level, sets, repetitions or hold_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The record itself: who, what, when, until when, why. `until` is the last day it holds."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    given_by: NonEmpty
    role: NonEmpty
    items: tuple[ReleaseItem, ...]
    starts_on: LocalDate
    until: LocalDate
    why: NonEmpty
    withdraws: tuple[Uuid, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a local date."""
        return date.fromisoformat(self.starts_on) <= day <= date.fromisoformat(self.until)

    def check(self, path: str) -> None:
        """RecordError if it says nothing, or ends before it starts."""
        where = f"{path}." if path else ""
        if not self.items and not self.withdraws:
            raise RecordError(f"{where}items: nothing is released and nothing withdrawn")
        try:
            start, end = date.fromisoformat(self.starts_on), date.fromisoformat(self.until)
        except ValueError as error:
            raise RecordError(f"{where}starts_on: no such day: {error}") from error
        if end < start:
            raise RecordError(f"{where}until: the last day is before the first")
