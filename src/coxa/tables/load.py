"""The clinical tables, typed: what a figure is, where it comes from, how sure it is.

Authored as TOML beside this file, shipped as ``tables.json`` (``tools/build_tables.py`` makes it).
Confidence marks are those of ``sources.toml``.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated, Final, Literal

from coxa.errors import RecordError, TableError
from coxa.records.assessment import Device, Direction, Grade, Mode, Position
from coxa.records.wire import NonEmpty, Range, decode

TABLES_VERSION: Final = "2026.11.2"
"""Version of the tables in this package; a test holds it to the one in ``sources.toml``."""

Confidence = Literal["A", "B", "L", "U", "C", "D"]
Worse = Literal["above", "below"]
CompensationKind = Literal[
    "pelvic_hike", "trunk_lean", "thigh_drift", "thigh_lift",
    "knee_angle", "foot_twist", "pace", "no_hold",
]  # fmt: skip
QualityName = Literal[
    "person_seen_share", "two_people_share", "leg_visibility", "legs_in_image_share",
    "shank_length", "frame_rate", "largest_gap", "luminance", "yaw", "side_on", "roll",
    "camera_movement", "rest_noise", "swap_share", "duration", "rest_duration", "largest_angle",
    "resting_leg_movement", "head_out_of_view_share", "repetitions", "repetition_spread",
]  # fmt: skip
ErrorName = Literal[
    "error_floor_95", "error_floor_95_lite", "detectable_change", "usual_range_sd",
    "well_below_sd", "reading_sd",
]  # fmt: skip
RuleName = Literal[
    "side_difference_large", "asymmetry_days", "side_difference_with_pain",
    "version_difference", "full_arc_sd", "internal_low", "rapid_loss_days",
    "trend_least_days", "trend_least_span", "pain_change", "activity_change",
    "typed_low", "typed_high", "typed_least", "typed_most",
    "version_children_internal", "version_children_external", "both_hips_total",
]  # fmt: skip
ErrorUse = Literal["typed", "caution", "shown"]
Axis = Literal["level", "plumb"]

Positive = Annotated[float, Range(minimum=1e-9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication or page, and what of it was read."""

    id: NonEmpty
    citation: NonEmpty
    doi: str
    address: str
    read: NonEmpty
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcNorm:
    """Published range of both directions together in one position and mode."""

    position: Position
    mode: Mode
    mean_deg: float
    sd_deg: Positive
    n: Annotated[int, Range(minimum=1)]
    population: NonEmpty
    source_id: NonEmpty
    confidence: Confidence
    sd_source_id: NonEmpty
    sd_confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm(ArcNorm):
    """Published range of one direction in one position and mode: what a value is compared with."""

    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Figures that were read and are shown, never compared with.

    A position or mode that the source does not name, or that was not visible, is None.
    """

    population: NonEmpty
    source_id: NonEmpty
    confidence: Confidence
    note: NonEmpty
    position: Position | None = None
    mode: Mode | None = None
    n: Annotated[int, Range(minimum=1)] | None = None
    internal_deg: float | None = None
    internal_sd_deg: Positive | None = None
    external_deg: float | None = None
    external_sd_deg: Positive | None = None
    arc_deg: float | None = None

    def mean_deg(self, direction: Direction) -> float | None:
        """Mean of one direction, None if it was not read."""
        return self.internal_deg if direction == "internal" else self.external_deg


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The clinic's own figure: shown beside the norm, never judged."""

    position: Position
    direction: Direction
    value_deg: float
    source_id: NonEmpty
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationLimit:
    """From where on a compensation is noted, warned of, and spoils its repetition.

    `worse` says on which side of the limits it is worse. Without `refuse_from` it never spoils one.
    """

    kind: CompensationKind
    unit: NonEmpty
    worse: Worse
    note_from: float
    warn_from: float
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    refuse_from: float | None = None

    def grade(self, value: float) -> Grade | None:
        """Grade of a measured value in `unit`; None below the first limit, and for NaN.

        The sign of a value graded ``above`` does not count: a trunk leans to either side.
        """
        size = abs(value) if self.worse == "above" else value
        if self.refuse_from is not None and self._reaches(size, self.refuse_from):
            return "refuse"
        if self._reaches(size, self.warn_from):
            return "warn"
        return "note" if self._reaches(size, self.note_from) else None

    def _reaches(self, size: float, limit: float) -> bool:
        return size >= limit if self.worse == "above" else size < limit


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLimit:
    """What a recording must be like, and the code of the sentence it is told with."""

    name: QualityName
    code: NonEmpty
    unit: NonEmpty
    worse: Worse
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    fair_at: float | None = None
    refuse_at: float | None = None

    def verdict(self, value: float) -> Literal["good", "fair", "refuse"]:
        """What a measured value in `unit` means.

        On a limit it is still on the better side. NaN, which is not measurable, is good.
        """
        if self.refuse_at is not None and self._is_beyond(value, self.refuse_at):
            return "refuse"
        if self.fair_at is not None and self._is_beyond(value, self.fair_at):
            return "fair"
        return "good"

    def _is_beyond(self, value: float, limit: float) -> bool:
        return value > limit if self.worse == "above" else value < limit


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorFigure:
    """A figure numbers are judged against."""

    name: ErrorName
    unit: NonEmpty
    value: float
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceError:
    """Minimal detectable change of a device, from the smallest to the largest figure read.

    None stands for whatever has no row of its own. `use` is explained in ``error.toml``.
    """

    use: ErrorUse
    device: Device
    mdc_low_deg: Positive
    mdc_high_deg: Positive
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    position: Position | None = None
    mode: Mode | None = None
    direction: Direction | None = None

    @property
    def error_95_deg(self) -> float:
        """95 % error of one value behind the largest minimal detectable change."""
        return self.mdc_high_deg / math.sqrt(2.0)

    def fits(self, position: Position, mode: Mode, direction: Direction) -> bool:
        """Whether the row holds for a measurement."""
        pairs = ((self.position, position), (self.mode, mode), (self.direction, direction))
        return all(own is None or own == asked for own, asked in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRule:
    """From where on a difference, a balance or a loss is told."""

    name: RuleName
    unit: NonEmpty
    value: float
    is_used: bool
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRule:
    """Whether a device may measure a position; `code` is the refusal where it may not."""

    device: Device
    is_allowed: bool
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRule:
    """How the leg is placed, about which axis it then turns, and what can measure that.

    `steps` and `checks` are ids of sentences under ``guide.<position>``.
    """

    position: Position
    hip_deg: float
    knee_deg: float
    axis: Axis
    is_test: bool
    steps: tuple[NonEmpty, ...]
    checks: tuple[NonEmpty, ...]
    devices: tuple[DeviceRule, ...]
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty

    def device(self, device: Device) -> DeviceRule:
        """Rule of one device; TableError if the row is missing."""
        for rule in self.devices:
            if rule.device == device:
                return rule
        raise TableError(f"positions.{self.position}: no device {device!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All tables of one version."""

    version: NonEmpty
    sources: tuple[Source, ...]
    norms: tuple[Norm, ...]
    arc_norms: tuple[ArcNorm, ...]
    published: tuple[Published, ...]
    reference: tuple[Reference, ...]
    compensations: tuple[CompensationLimit, ...]
    quality: tuple[QualityLimit, ...]
    error: tuple[ErrorFigure, ...]
    device_error: tuple[DeviceError, ...]
    side_rules: tuple[SideRule, ...]
    positions: tuple[PositionRule, ...]

    def source(self, source_id: str) -> Source:
        """Source by its id; TableError if there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise TableError(f"sources: no source {source_id!r}")

    def norm(self, position: Position, mode: Mode, direction: Direction) -> Norm | None:
        """Norm measured the same way, None if none was published or read."""
        wanted = (position, mode, direction)
        for row in self.norms:
            if (row.position, row.mode, row.direction) == wanted:
                return row
        return None

    def arc_norm(self, position: Position, mode: Mode) -> ArcNorm | None:
        """Norm of both directions together, None if none was published or read."""
        for row in self.arc_norms:
            if (row.position, row.mode) == (position, mode):
                return row
        return None

    def published_for(self, position: Position, mode: Mode) -> tuple[Published, ...]:
        """Figures of this position that may be shown: of the same mode, or of none known."""
        return tuple(
            row for row in self.published if row.position == position and row.mode in (mode, None)
        )

    def reference_for(self, position: Position, direction: Direction) -> Reference | None:
        """Return the clinic's figure, None if it has none."""
        for row in self.reference:
            if (row.position, row.direction) == (position, direction):
                return row
        return None

    def compensation(self, kind: CompensationKind) -> CompensationLimit:
        """Limits of one kind of compensation; TableError if the row is missing."""
        for row in self.compensations:
            if row.kind == kind:
                return row
        raise TableError(f"compensations: no row {kind!r}")

    def quality_limit(self, name: QualityName) -> QualityLimit:
        """One demand on a recording; TableError if the row is missing."""
        for row in self.quality:
            if row.name == name:
                return row
        raise TableError(f"quality: no row {name!r}")

    def error_figure(self, name: ErrorName) -> float:
        """Value of one figure, in the unit its row states; TableError if the row is missing."""
        for row in self.error:
            if row.name == name:
                return row.value
        raise TableError(f"error: no row {name!r}")

    def typed_error(
        self, device: Device, position: Position, mode: Mode, direction: Direction
    ) -> DeviceError:
        """Error of a typed value: the row that names most of it; TableError if there is none."""
        rows = [
            row
            for row in self.device_error
            if row.use == "typed" and row.device == device and row.fits(position, mode, direction)
        ]
        if not rows:
            raise TableError(f"device_error: no row for {device!r}")
        return max(rows, key=lambda row: -(row.position, row.mode, row.direction).count(None))

    def caution_deg(self, device: Device) -> float:
        """Change below which a device not yet tried on real people asks for a second look.

        0 for a device without such a row.
        """
        rows = (r for r in self.device_error if r.use == "caution" and r.device == device)
        return max((row.mdc_high_deg for row in rows), default=0.0)

    def side_rule(self, name: RuleName) -> float:
        """Value of one rule, in the unit its row states; TableError if the row is missing."""
        for row in self.side_rules:
            if row.name == name:
                return row.value
        raise TableError(f"side_rules: no row {name!r}")

    def position(self, position: Position) -> PositionRule:
        """How one position is measured; TableError if the row is missing."""
        for row in self.positions:
            if row.position == position:
                return row
        raise TableError(f"positions: no row {position!r}")


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Tables shipped with this package.

    Raises
    ------
    TableError
        The file is missing or a row is not what its type says.
    """
    file = resources.files("coxa.tables").joinpath("tables.json")
    try:
        return decode(Tables, json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecordError) as error:
        raise TableError(
            f"tables.json: {error}; rebuild it: python -m tools.build_tables"
        ) from error
