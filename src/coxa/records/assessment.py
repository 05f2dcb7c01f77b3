"""`coxa.assessment/1`: the result of one test of hip rotation, every number with its error."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.wire import (
    AngleDeg,
    DateTime,
    NonEmpty,
    NonNegative,
    PainScore,
    Range,
    Sha256,
    Uuid,
)

SCHEMA: Final = "coxa.assessment/1"

Side = Literal["left", "right"]
Direction = Literal["internal", "external"]
Position = Literal["seated", "prone", "supine_hip_flexed", "supine_hip_extended", "standing"]
Mode = Literal["active", "passive"]
Device = Literal["camera", "sensor", "goniometer", "inclinometer"]
SideSource = Literal["mirrored_option", "metadata", "side_check", "side_option", "assumed"]
Grade = Literal["note", "warn", "refuse"]
QualityGrade = Literal["good", "fair", "poor"]

SIDES: Final[tuple[Side, ...]] = ("left", "right")
DIRECTIONS: Final[tuple[Direction, ...]] = ("internal", "external")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a person should know: a code for machines, a sentence, and one next step."""

    code: NonEmpty
    message: NonEmpty
    next_step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """A movement that helps or spoils the rotation, measured and graded."""

    kind: NonEmpty
    value: float
    unit: NonEmpty
    grade: Grade
    direction: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """One movement to an end range and back. `peak_deg` is a magnitude in its direction."""

    direction: Direction
    start_s: float
    hold_from_s: float
    hold_to_s: float
    end_s: float
    peak_deg: AngleDeg
    accepted: bool
    reasons: tuple[str, ...] = ()
    compensations: tuple[Compensation, ...] = ()

    def check(self, path: str) -> None:
        """RecordError if the times are out of order, or a refused one gives no reason."""
        if not self.start_s <= self.hold_from_s <= self.hold_to_s <= self.end_s:
            raise RecordError(f"{path}: start, hold and end are not in order of time")
        if self.accepted == bool(self.reasons):
            raise RecordError(f"{path}.reasons: a repetition is refused with reasons or accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeOfMotion:
    """One direction of one side: mean of the accepted repetitions and its 95 % error."""

    value_deg: AngleDeg
    error_95_deg: NonNegative
    sd_deg: NonNegative | None
    n: Annotated[int, Range(minimum=1)]
    limited_by: str | None = None
    pain: PainScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalArc:
    """Internal plus external rotation."""

    value_deg: Annotated[float, Range(minimum=-360, maximum=360)]
    error_95_deg: NonNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class SideResult:
    """Everything about one side. A direction without an accepted repetition is None."""

    internal_rotation: RangeOfMotion | None
    external_rotation: RangeOfMotion | None
    total_arc: TotalArc | None
    repetitions: tuple[Repetition, ...]
    compensations: tuple[Compensation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideDifference:
    """Left against right in one direction, judged against what can be detected at all."""

    direction: Direction
    left_deg: AngleDeg
    right_deg: AngleDeg
    difference_deg: float
    error_95_deg: NonNegative
    detectable_deg: NonNegative
    finding: Literal["no_measurable_difference", "small_recheck", "large_recheck"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormComparison:
    """One value beside a published norm for the same position and mode."""

    side: Side
    direction: Direction
    value_deg: AngleDeg
    mean_deg: float
    sd_deg: NonNegative
    finding: Literal["usual_range", "below_usual", "well_below_usual", "above_usual"]
    population: NonEmpty
    source_id: NonEmpty
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceComparison:
    """One value beside the clinic's own reference. It is shown, never judged."""

    side: Side
    direction: Direction
    value_deg: AngleDeg
    reference_deg: float
    source_id: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFinding:
    """One value against an earlier one of the same person, position, mode and device.

    `change_deg` is after less before. With `before_device` the earlier value came over a bridge
    from that device. `recheck` says why a change, though larger than its error, should be measured
    again before anybody relies on it.
    """

    side: Side
    direction: Direction
    before_deg: AngleDeg
    after_deg: AngleDeg
    change_deg: float
    error_95_deg: NonNegative
    detectable_deg: NonNegative
    finding: Literal["no_measurable_change", "more", "less"]
    before_id: Uuid
    before_recorded_at: DateTime
    before_device: Device | None = None
    recheck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All comparisons of one assessment. `change` needs an earlier record and is filled with it."""

    sides: tuple[SideDifference, ...] = ()
    norms: tuple[NormComparison, ...] = ()
    reference: tuple[ReferenceComparison, ...] = ()
    change: tuple[ChangeFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How far the recording can be trusted, with the reasons."""

    grade: QualityGrade
    reasons: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What made the numbers."""

    name: NonEmpty
    version: NonEmpty
    model: str
    params: dict[str, float | int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The record itself. A side that was not tested is None (absent in JSON).

    So is an `examiner` where nobody is named.
    """

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    position: Position
    mode: Mode
    device: Device
    side_source: SideSource
    method: Method
    recording_sha256: Sha256
    left: SideResult | None
    right: SideResult | None
    comparison: Comparison
    quality: Quality
    warnings: tuple[Notice, ...] = ()
    examiner: NonEmpty | None = None

    @property
    def moment(self) -> datetime:
        """When it was recorded, with its UTC offset."""
        return datetime.fromisoformat(self.recorded_at)

    def side(self, side: Side) -> SideResult | None:
        """Result of one side, None if it was not tested."""
        return self.left if side == "left" else self.right
