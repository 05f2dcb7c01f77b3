"""What is found by looking at several directions, days or devices together.

Plain data that `assessment` makes and `messages` puts into words. It is worked out when it is shown
and not stored: a record is about one test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coxa.records.assessment import ChangeFinding, Device, Direction, Mode, Position, Side

ArcFinding = Literal["usual_range", "below_usual", "well_below_usual", "above_usual"]
BalanceName = Literal["even", "more_internal", "more_external"]
NotComparedCode = Literal[
    "other_person", "other_position", "other_mode", "other_device",
    "same_record", "not_earlier", "nothing_common",
]  # fmt: skip
TrendName = Literal["too_few", "no_measurable_change", "more", "less"]
ScoreName = Literal["too_few", "no_clear_change", "better", "worse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCompared:
    """Why two records are not compared.

    `before` and `after` are what differs: codes of positions, modes or devices; else empty.
    """

    code: NotComparedCode
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Internal against external rotation of one side, and both together.

    `difference_deg` is internal less external. `arc_finding` is None without a published arc.
    """

    side: Side
    internal_deg: float
    external_deg: float
    difference_deg: float
    detectable_deg: float
    finding: BalanceName
    arc_deg: float
    arc_error_95_deg: float
    arc_finding: ArcFinding | None
    arc_mean_deg: float | None = None
    arc_sd_deg: float | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asymmetry:
    """A large side difference that another day shows too, or that comes with pain.

    `days` are the days it was seen, as they stood on the clock of the recordings.
    """

    kind: Literal["asymmetry", "difference_with_pain"]
    direction: Direction
    smaller_side: Side
    difference_deg: float
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPattern:
    """One direction much further than the other on both sides, the whole arc full, no pain told.

    `difference_deg` is the smaller of both sides'.
    """

    larger_direction: Direction
    difference_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LowInternalRotation:
    """Little internal rotation of one side on two days."""

    side: Side
    value_deg: float
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything found about one assessment beyond its own comparison.

    `version_angles` is the pattern by the angles alone, whatever pain was told: it closes exercises
    that may not open because it hurts.
    """

    balance: tuple[Balance, ...] = ()
    asymmetry: tuple[Asymmetry, ...] = ()
    version_pattern: VersionPattern | None = None
    version_angles: VersionPattern | None = None
    low_internal: tuple[LowInternalRotation, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()

    @property
    def has_version_angles(self) -> bool:
        """Whether the angles look like the pattern, with pain or without."""
        return self.version_pattern is not None or self.version_angles is not None


# ------------------------------------------------------------------------------------------- trends


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One value of a line. `day` counts from the first day of the line.

    `is_bridged` values were measured with another device and brought here over a bridge.
    """

    recorded_at: str
    day: int
    value_deg: float
    error_95_deg: float
    record_id: str
    is_bridged: bool = False
    pain: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """Values of one position, mode, device, side and direction, in order of time.

    The slope is in degrees in 30 days; `change_deg` is what it makes over the whole span. All are
    None where there are too few days to say anything. `since_first` is the latest value against the
    first one; None while there is one day only.
    """

    position: Position
    mode: Mode
    device: Device
    side: Side
    direction: Direction
    points: tuple[TrendPoint, ...]
    days: int
    span_days: int
    finding: TrendName
    slope_deg_30d: float | None = None
    slope_error_95_deg_30d: float | None = None
    change_deg: float | None = None
    change_error_95_deg: float | None = None
    detectable_deg: float | None = None
    since_first: ChangeFinding | None = None
    is_rapid_loss: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePoint:
    """One answer from 0 to 10."""

    recorded_at: str
    day: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """Answers to one question over time: pain (more is worse) or an activity (more is better)."""

    kind: Literal["pain", "activity"]
    name: str
    points: tuple[ScorePoint, ...]
    days: int
    finding: ScoreName
    change: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """All lines of one person, and why some records do not share one."""

    lines: tuple[TrendLine, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    separate: tuple[NotCompared, ...] = ()
