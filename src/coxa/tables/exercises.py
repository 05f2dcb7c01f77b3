"""The exercise library, typed: one row an exercise, in ``exercises/<name>.toml``.

Each row has what CERT and TIDieR ask for; its sentences stand in the same file and reach the
messages under ``exercise.<name>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from coxa.errors import TableError
from coxa.records.assessment import Direction
from coxa.records.programme import ExerciseKind
from coxa.records.screening import Code
from coxa.records.session import MeasuredBy
from coxa.records.wire import NonEmpty, NonNegative, Range
from coxa.tables.load import Confidence

Start = Literal[
    "seated", "side_lying", "prone", "supine", "kneeling", "half_kneeling", "standing", "walking",
]  # fmt: skip
Equipment = Literal[
    "chair", "thick_band", "long_band", "foam_roll", "ball", "wall", "mat", "step", "cushion",
]  # fmt: skip
MuscleGroup = Literal[
    "internal_rotators", "external_rotators", "abductors", "adductors", "flexors", "extensors",
]  # fmt: skip
Feature = Literal[
    "flexion_adduction_internal", "deep_flexion", "end_range_internal", "end_range_external",
    "end_range_extension", "adduction_stretch", "band_at_groin", "pressure_on_buttock",
    "side_lying", "kneeling", "floor", "single_leg", "weight_bearing", "loaded_rotation",
    "loaded_flexion", "loaded_adduction", "loaded_abduction", "seated_rotation", "prone", "supine",
]  # fmt: skip
"""What an exercise asks of a hip or a person: gates close features, not names."""
MuscleRole = Literal["works", "is_lengthened", "steadies"]
Aim = Literal[
    "internal_range", "external_range", "flexor_length", "internal_strength",
    "external_strength", "abductor_strength", "adductor_strength", "flexor_strength",
    "extensor_strength", "control", "function", "comfort",
]  # fmt: skip

Level10 = Annotated[int, Range(minimum=0, maximum=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """A muscle and what it does in this position, as the models and papers have it.

    `turns` is the way it turns the hip at this flexion; None: hardly, or its models disagree.
    """

    name: NonEmpty
    role: MuscleRole
    source_id: NonEmpty
    confidence: Confidence
    turns: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One rung of an exercise, from the easiest up. `load` grows with every rung.

    `load` is a number for comparing rungs, with no unit; it grows along `harder` links too.
    `is_heavy` rungs rest the muscles for a day afterwards. `sentence` says what is different at
    this rung: an id under ``exercise.<id>.level``.
    """

    load: Annotated[float, Range(minimum=0)]
    sets: Annotated[int, Range(minimum=1)]
    repetitions: Annotated[int, Range(minimum=1)]
    hold_s: NonNegative
    out_s: NonNegative
    back_s: NonNegative
    rest_s: NonNegative
    days_a_week: Annotated[int, Range(minimum=1, maximum=7)]
    effort_low: Level10
    effort_high: Level10
    is_heavy: bool
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    equipment: tuple[Equipment, ...] = ()
    sentence: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """What is known of it: `sentence` is the id under the exercise's texts."""

    sentence: Code
    source_id: NonEmpty
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the library.

    `cues`, `faults`, `feel`, `not_feel`, `stop_signs`, `steps`, `setup` are ids of sentences under
    ``exercise.<id>``, in order. `easier` and `harder` name other exercises: where to go from the
    first and the last rung. `contraindications` are sentences as well: they say what features and
    gates decide. `locked_by_default` exercises open when every question of `unlock` was answered
    no, or by a therapist's release. `ceiling_locks` are directions in which a ceiling closes it.
    `is_two_sided`: both legs work at once, so that no side begins.
    """

    id: Code
    kind: ExerciseKind
    aims: tuple[Aim, ...]
    start: Start
    hip_flexion_deg: float
    directions: tuple[Direction, ...]
    groups: tuple[MuscleGroup, ...]
    muscles: tuple[Muscle, ...]
    features: tuple[Feature, ...]
    equipment: tuple[Equipment, ...]
    measured_by: tuple[MeasuredBy, ...]
    setup: tuple[Code, ...]
    steps: tuple[Code, ...]
    cues: tuple[Code, ...]
    faults: tuple[Code, ...]
    feel: tuple[Code, ...]
    not_feel: tuple[Code, ...]
    stop_signs: tuple[Code, ...]
    levels: tuple[LevelRow, ...]
    evidence: tuple[EvidenceRow, ...]
    source_item: Literal["", "chair", "mobility_band", "foam_roll", "standing_cue"] = ""
    has_target: bool = False
    locked_by_default: bool = False
    unlock: tuple[Code, ...] = ()
    easier: tuple[Code, ...] = ()
    harder: tuple[Code, ...] = ()
    ceiling_locks: tuple[Direction, ...] = ()
    most_pressure: Level10 | None = None
    contraindications: tuple[Code, ...] = ()
    is_two_sided: bool = False

    def level(self, number: int) -> LevelRow:
        """Rung by its number from 1; TableError if there is none."""
        if not 1 <= number <= len(self.levels):
            raise TableError(f"exercises.{self.id}: no level {number}")
        return self.levels[number - 1]
