"""The 95 % error of a range of motion measured with a sensor on the shank.

Built like `coxa.assessment.error`: parts as standard deviations in degrees; what the repetitions
share does not shrink with their number, their spread does; never below the floor of the tables.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from coxa import signals
from coxa.assessment.error import with_spread_95_deg
from coxa.assessment.pelvis import PelvisParams
from coxa.tables.load import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionErrorParams:
    """Sizes of the parts.

    `orientation_deg`: inclination in a hold (phones against markers: 2 degrees and less over whole
    movements); without a gyroscope `accelerometer_deg`. `skin_deg`: strap and muscle over the bone.
    `slope_doubt_deg`: how far from level a thigh may be unseen (chair heights). `rest_share`: how
    much of the scatter of the rests goes into one zero. `unknown_rest_deg`: scatter assumed where
    the leg was never seen to come back. `pelvis`: a roll is not seen at all, so it is expected as
    large and as often as the camera's model expects one before it has seen any.
    """

    orientation_deg: float = 0.8
    accelerometer_deg: float = 1.5
    skin_deg: float = 0.8
    slope_doubt_deg: float = 10.0
    rest_share: float = 0.7
    unknown_rest_deg: float = 2.0
    prior_sd_deg: float = 1.2
    prior_count: float = 3.0
    pelvis: PelvisParams = field(default_factory=PelvisParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRepetitionError:
    """What one repetition says of its own error, degrees.

    `bend_deg`: how much the value depends on whether a tilt square to the turn came from the knee
    or from a sloping thigh. `rest_sd_deg`: scatter of the rests, NaN if there was one only.
    """

    peak_deg: float
    bend_deg: float
    rest_sd_deg: float
    has_gyroscope: bool


def motion_error_95_deg(
    repetitions: Sequence[MotionRepetitionError], params: MotionErrorParams | None = None
) -> float:
    """Stated 95 % error of the mean of the repetitions.

    Raises
    ------
    ValueError
        No repetition.
    """
    floor_deg = tables().error_figure("error_floor_95")
    return max(floor_deg, model_motion_error_95_deg(repetitions, params))


def model_motion_error_95_deg(
    repetitions: Sequence[MotionRepetitionError], params: MotionErrorParams | None = None
) -> float:
    """What the parts add up to, before the floor."""
    if not repetitions:
        raise ValueError("no repetition, no error")
    used = params or MotionErrorParams()
    has_gyroscope = all(r.has_gyroscope for r in repetitions)
    peaks_deg = [r.peak_deg for r in repetitions]
    shared_deg = math.hypot(
        used.orientation_deg if has_gyroscope else used.accelerometer_deg,
        used.skin_deg,
        unseen_roll_sd_deg(used.pelvis),
        slope_error_deg(signals.mean(peaks_deg), used.slope_doubt_deg),
        0.5 * signals.mean([abs(r.bend_deg) for r in repetitions]),
        used.rest_share * _rest_sd_deg(repetitions, used),
    )
    return with_spread_95_deg(shared_deg, peaks_deg, used.prior_sd_deg, used.prior_count)


def unseen_roll_sd_deg(params: PelvisParams) -> float:
    """Standard deviation of the roll of an unwatched pelvis; it reads one to one as rotation."""
    return math.sqrt(params.roll_share) * params.roll_sd_deg


def slope_error_deg(peak_deg: float, slope_deg: float) -> float:
    """How much too small the sideways tilt is when the thigh slopes by `slope_deg`.

    The shank then swings about a sloping axis: sin(tilt) = sin(rotation) cos(slope).
    """
    size_rad = math.radians(min(80.0, abs(peak_deg)))
    tilt_rad = math.asin(math.sin(size_rad) * math.cos(math.radians(slope_deg)))
    return math.degrees(size_rad - tilt_rad)


def _rest_sd_deg(repetitions: Sequence[MotionRepetitionError], params: MotionErrorParams) -> float:
    scatter_deg = signals.mean([r.rest_sd_deg for r in repetitions])
    return scatter_deg if math.isfinite(scatter_deg) else params.unknown_rest_deg
