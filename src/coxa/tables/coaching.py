"""The tables of live coaching, typed: times, what counts as a repetition, form rules, cues.

Authored as ``coaching.toml`` beside this file, shipped as ``coaching.json``. Every row names its
source. The sentences stand in ``messages/en/coaching.toml`` and with the exercises.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated, Literal, TypeVar

from coxa.errors import RecordError, TableError
from coxa.records.assessment import Position
from coxa.records.screening import Code
from coxa.records.wire import NonEmpty, NonNegative, Range, decode
from coxa.tables.load import Confidence

CameraPattern = Literal[
    "seated_rotation", "knee_in", "squat", "step_down", "pelvis_turn", "side_knee", "side_foot",
    "side_leg",
]  # fmt: skip
"""What of an exercise a camera in front of the person can judge."""
SensorPattern = Literal["shank_tilt"]
Pattern = Literal[
    "seated_rotation", "knee_in", "squat", "step_down", "pelvis_turn", "side_knee", "side_foot",
    "side_leg", "shank_tilt",
]  # fmt: skip
Guide = Literal["timer", "paced"]
"""How somebody is guided through what nothing measures: by a clock, or at a pace and counted."""
CoachFigure = Literal[
    "gate_s", "gate_gap_s", "lose_s", "leave_s", "problem_s", "clear_s", "unseen_most_s",
    "shortest_s", "longest_s", "reach_share", "hold_share", "assessment_hold_s",
    "assessment_repetitions", "quick_share", "ready_s", "change_s", "too_far_most",
    "slow_images_s", "trace_step_s", "lift_share", "lift_other_share", "lift_s", "side_tries",
    "further_after_s", "waiting_after_s", "pending_s", "people_s", "asleep_s", "keep_hz",
]  # fmt: skip
CueId = Literal[
    "stop", "too_far", "near_limit", "paused", "resumed", "problem", "ready", "begin",
    "move_first", "move", "hold_first", "hold", "back_first", "back", "count", "second", "left",
    "further", "slower", "longer", "fault", "not_counted", "other_leg", "set_done", "rest",
    "rest_over", "change_side", "strap", "all_done", "ask_pain", "ask_effort", "ask_count",
    "lift_foot", "foot_down", "side_again", "restart",
]  # fmt: skip

_Row = TypeVar("_Row")
Positive = Annotated[float, Range(minimum=1e-9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachRow:
    """A figure of coaching that belongs to no exercise."""

    name: CoachFigure
    unit: NonEmpty
    value: float
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRow:
    """What counts as a repetition of a pattern, in its `unit`.

    `out_at` begins a repetition, `home_at` (the second threshold) or `home_share` of the way ends
    it, whichever is further out; `rise` is how far a new one must rise above the lowest point since
    the last. `least` is the smallest that counts. `band` and `band_share` of the furthest point are
    what is held there, `steady` how far it may wander meanwhile. Beyond `most` it is another
    movement; who stays there longer than asked by `rest_s` has sat down.
    """

    pattern: Pattern
    unit: Literal["deg", "share"]
    out_at: Positive
    home_at: NonNegative
    home_share: NonNegative
    rise: Positive
    least: Positive
    band: Positive
    band_share: NonNegative
    steady: Positive
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    most: Positive | None = None
    rest_s: Positive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRule:
    """A form measure of one exercise: from where on it is told, and from where it spoils.

    `words` is the id of the sentence that is said. Without limits of its own a measure has those of
    the table of compensations.
    """

    measure: Code
    words: NonEmpty
    warn_from: NonNegative | None = None
    refuse_from: NonNegative | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRow:
    """How an exercise is coached.

    `camera` and `sensor` are what can judge it, None where nothing can. `is_bilateral`: both legs
    do it at once. `out`, `hold` and `back` are ids of sentences for the first time, `short` and
    `short_back` of words for later; `out` and `short` have one for each direction, or one.
    `position` is that of a sensor's angles.
    """

    exercise: Code
    guide: Guide
    out: tuple[NonEmpty, ...]
    short: tuple[NonEmpty, ...]
    hold: NonEmpty
    back: NonEmpty
    short_back: NonEmpty
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    camera: CameraPattern | None = None
    sensor: SensorPattern | None = None
    is_bilateral: bool = False
    position: Position = "seated"
    rules: tuple[FormRule, ...] = ()

    def move(self, way: int, *, is_first: bool) -> str:
        """Id of the sentence for moving out, by the place of the direction."""
        words = self.out if is_first else self.short
        return words[min(way, len(words) - 1)]

    def home(self, *, is_first: bool) -> str:
        """Id of the sentence for coming back."""
        return self.back if is_first else self.short_back

    def words_of_fault(self, measure: str) -> str:
        """Id of the sentence for a form measure; TableError if it has no rule."""
        return _found(self.rules, "measure", measure).words


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRow:
    """When a cue may be said.

    Higher `priority` may interrupt. `quiet_s`: nothing of the same or lower priority follows within
    it. `repeat_s`: the same cue is not said again within it.
    """

    cue: CueId
    priority: Annotated[int, Range(minimum=0, maximum=100)]
    quiet_s: NonNegative
    repeat_s: NonNegative
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingTables:
    """All tables of coaching of one version; `cues_*`: where the figures of the cues are from."""

    figures: tuple[CoachRow, ...]
    patterns: tuple[PatternRow, ...]
    exercises: tuple[ExerciseRow, ...]
    cues: tuple[CueRow, ...]
    cues_source_id: NonEmpty
    cues_confidence: Confidence
    cues_reason: NonEmpty

    def figure(self, name: CoachFigure) -> float:
        """Value of a figure in the unit its row states; TableError if the row is missing."""
        return _found(self.figures, "name", name).value

    def pattern(self, name: Pattern) -> PatternRow:
        """What counts in a pattern; TableError if the row is missing."""
        return _found(self.patterns, "pattern", name)

    def exercise(self, name: str) -> ExerciseRow:
        """How an exercise is coached; TableError if the row is missing."""
        return _found(self.exercises, "exercise", name)

    def cue(self, name: CueId) -> CueRow:
        """When a cue may be said; TableError if the row is missing."""
        return _found(self.cues, "cue", name)


def _found(rows: tuple[_Row, ...], field: str, name: str) -> _Row:
    for row in rows:
        if getattr(row, field) == name:
            return row
    raise TableError(f"coaching: no row {name!r}")


@lru_cache(maxsize=1)
def coaching_tables() -> CoachingTables:
    """Tables of coaching shipped with this package.

    Raises
    ------
    TableError
        The file is missing, or a row is not what its type says.
    """
    file = resources.files("coxa.tables").joinpath("coaching.json")
    try:
        return decode(CoachingTables, json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecordError) as error:
        raise TableError(
            f"coaching.json: {error}; rebuild it: python -m tools.build_tables"
        ) from error
