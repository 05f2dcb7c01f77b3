"""`coxa.programme/1`: one week of exercise for one person, each line with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.assessment import Direction, Side
from coxa.records.release import LocalDate
from coxa.records.screening import Code, Verdict
from coxa.records.wire import (
    AngleDeg,
    Count,
    DateTime,
    NonEmpty,
    NonNegative,
    PainScore,
    Range,
    Uuid,
)

SCHEMA: Final = "coxa.programme/1"
MOST_A_DAY: Final = 4
LEAST_A_DAY: Final = 2
"""Exercises of one day. Source: Bachmann 2018, two to at most four raise adherence."""

ExerciseKind = Literal["mobility", "strength", "stretch", "self_massage", "control", "cue"]
ItemSides = Literal["left", "right", "both"]
Step = Literal["start", "progress", "hold", "regress", "pause", "resume", "override"]
PainRuleName = Literal["any_pain", "monitored", "after_surgery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that led to a choice: its name, what it says here, and where it comes from."""

    rule: Code
    message: NonEmpty
    source_id: NonEmpty
    confidence: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeTarget:
    """How far one side is to turn, and how far at most.

    `warn_from_deg` is the ceiling less the error: from there on the coach says "not further".
    """

    side: Side
    direction: Direction
    target_deg: AngleDeg
    ceiling_deg: AngleDeg
    warn_from_deg: AngleDeg

    def check(self, path: str) -> None:
        """RecordError if the target lies beyond the warning, or that beyond the ceiling."""
        if not self.target_deg <= self.warn_from_deg <= self.ceiling_deg:
            raise RecordError(f"{path}: target, warning and ceiling are not in order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much of it on one day. Times are of one repetition: out, hold there, back."""

    sets: Annotated[int, Range(minimum=1)]
    repetitions: Annotated[int, Range(minimum=1)]
    hold_s: NonNegative
    out_s: NonNegative
    back_s: NonNegative
    rest_s: NonNegative
    effort_low: Annotated[int, Range(minimum=0, maximum=10)]
    effort_high: Annotated[int, Range(minimum=0, maximum=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItem:
    """One exercise of the week. `sides` are the sides that do it; `first_side` begins."""

    exercise: Code
    level: Annotated[int, Range(minimum=1)]
    kind: ExerciseKind
    sides: ItemSides
    first_side: Side
    dose: Dose
    days: tuple[LocalDate, ...]
    is_heavy: bool
    step: Step
    reasons: tuple[Reason, ...]
    targets: tuple[RangeTarget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChosen:
    """An exercise that was thought of and left out, and why."""

    exercise: Code
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PainRule:
    """At which pain an exercise is stopped.

    From `stop_from` on, whatever it was before; and from a rise of `rise_from`, or, where that is
    None, at any pain that it brings on or worsens.
    """

    name: PainRuleName
    stop_from: PainScore | None
    rise_from: PainScore | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The record itself: seven days from `starts_on`. `items` are in the order they are done."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    screening_id: Uuid
    assessment_id: Uuid
    verdict: Verdict
    starts_on: LocalDate
    week: Annotated[int, Range(minimum=1)]
    goals: tuple[Code, ...]
    equipment: tuple[Code, ...]
    pain_rule: PainRule
    items: tuple[ProgrammeItem, ...]
    not_chosen: tuple[NotChosen, ...]
    retest_on: LocalDate
    education: tuple[Code, ...]
    notices: tuple[Reason, ...] = ()
    release_ids: tuple[Uuid, ...] = ()
    previous_id: Uuid | None = None
    sessions_seen: Count = 0

    @property
    def moment(self) -> datetime:
        """When it was made, with its UTC offset."""
        return datetime.fromisoformat(self.recorded_at)

    def item(self, exercise: str) -> ProgrammeItem | None:
        """Item of an exercise, None if it is not in the plan."""
        return next((item for item in self.items if item.exercise == exercise), None)

    def on(self, day: date) -> tuple[ProgrammeItem, ...]:
        """Items of one local date, in their order."""
        return tuple(item for item in self.items if day.isoformat() in item.days)

    def check(self, path: str) -> None:
        """RecordError if there is a plan where none may be, or a day holds too much."""
        where = f"{path}." if path else ""
        if self.verdict == "seek_care_now":
            raise RecordError(f"{where}verdict: there is no plan for somebody who needs care now")
        names = [item.exercise for item in self.items]
        if len(set(names)) < len(names):
            raise RecordError(f"{where}items: an exercise stands there twice")
        for day in {day for item in self.items for day in item.days}:
            if sum(day in item.days for item in self.items) > MOST_A_DAY:
                raise RecordError(f"{where}items: more than {MOST_A_DAY} on {day}")
