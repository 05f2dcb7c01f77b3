"""`coxa.session/1`: what was done on one day, how it felt, and where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.assessment import Direction
from coxa.records.screening import Code
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

SCHEMA: Final = "coxa.session/1"

MeasuredBy = Literal["camera", "sensor", "timer", "self_report"]
StopReason = Literal["pain", "stop_word", "ceiling", "fatigue", "other"]
StopWord = Literal[
    "sharp_groin_pinch", "catching", "giving_way", "numbness", "tingling",
]  # fmt: skip
PainKind = Literal["none", "same_as_before", "brought_on", "worse"]
"""How the pain during an exercise stands to the pain before it; ``none`` is no pain at all."""

STOP_WORDS: Final[tuple[StopWord, ...]] = (
    "sharp_groin_pinch", "catching", "giving_way", "numbness", "tingling",
)  # fmt: skip

Effort = Annotated[int, Range(minimum=0, maximum=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why an exercise was stopped. `at_s` counts from the start of the session, where known."""

    reason: StopReason
    word: StopWord | None = None
    pain: PainScore | None = None
    at_s: NonNegative | None = None

    def check(self, path: str) -> None:
        """RecordError if the reason and what it needs do not agree."""
        if (self.reason == "stop_word") != (self.word is not None):
            raise RecordError(f"{path}.word: goes with the reason stop_word, and only with it")
        if self.reason == "pain" and self.pain is None:
            raise RecordError(f"{path}.pain: how much it was is missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeReached:
    """Mean end range of the counted repetitions of one direction, with its 95 % error."""

    direction: Direction
    value_deg: AngleDeg
    error_95_deg: NonNegative
    highest_deg: AngleDeg


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDone:
    """One exercise on one side. `repetitions` are those of all sets together, as counted.

    `pain_during` is the most that was felt while doing it; `effort` 0 none, 10 the hardest.
    """

    exercise: Code
    side: Literal["left", "right", "both"]
    level: Annotated[int, Range(minimum=1)]
    measured_by: MeasuredBy
    sets: Count
    repetitions: Count
    held_s: NonNegative = 0.0
    pain_before: PainScore | None = None
    pain_during: PainScore | None = None
    pain_kind: PainKind | None = None
    pain_after: PainScore | None = None
    effort: Effort | None = None
    ranges: tuple[RangeReached, ...] = ()
    stop: Stop | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The record itself. `finished_at` is None where it was broken off without a word."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    programme_id: Uuid
    pain_before: PainScore
    exercises: tuple[ExerciseDone, ...]
    finished_at: DateTime | None = None
    pain_after: PainScore | None = None
    note: str = ""

    @property
    def moment(self) -> datetime:
        """When it began, with its UTC offset."""
        return datetime.fromisoformat(self.recorded_at)

    def check(self, path: str) -> None:
        """RecordError if it ends before it begins."""
        where = f"{path}." if path else ""
        if self.finished_at is not None:
            try:
                is_before = datetime.fromisoformat(self.finished_at) < self.moment
            except ValueError as error:
                raise RecordError(f"{where}finished_at: no such moment: {error}") from error
            if is_before:
                raise RecordError(f"{where}finished_at: before it began")
