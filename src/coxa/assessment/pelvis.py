"""The roll of the pelvis during a repetition, and how much of it is taken out of the rotation.

A pelvis that rolls takes both thighs along, and seated, with the thighs pointing forward, its roll
adds to the picture of the shank one to one. The resting shank then tips by the same angle, and
shows it far better than a pose model's hips do: those under-read a roll by a third and follow the
moving leg. Where the resting foot stays planted the resting shank shows nothing; the hips then
still tell that something rolled, but not how far: nothing is taken out and the error is widened.

Degrees, positive when the moving side goes up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PelvisParams:
    """What a resting shank and a hip line may show without any roll of the pelvis.

    `resting_sd_deg`: landmark error of a shank that hardly moves (2 % of its length). `roll_sd_deg`
    and `roll_share`: rolls worth the name are some degrees, and most repetitions have none.
    `hip_line_gain`: how much of a roll the pose model's hip line shows (design.md: 0.55-0.75).
    `hip_line_noise_deg`: what it shows of the rotation itself.
    """

    resting_sd_deg: float = 1.3
    roll_sd_deg: float = 6.0
    roll_share: float = 0.15
    hip_line_gain: float = 0.65
    hip_line_noise_deg: float = 5.0


@dataclass(frozen=True, slots=True)
class PelvicRoll:
    """Roll during one repetition.

    Attributes
    ----------
    measured_deg : float
        What is reported and graded.
    removed_deg : float
        What is taken out of the rotation.
    error_sd_deg : float
        Standard deviation of what is left in it.
    """

    measured_deg: float
    removed_deg: float
    error_sd_deg: float


def pelvic_roll(
    resting_shank_deg: float,
    hip_line_deg: float,
    shoulder_line_deg: float,
    params: PelvisParams | None = None,
) -> PelvicRoll:
    """Roll of the pelvis from what else tips with it.

    Parameters
    ----------
    resting_shank_deg :
        Tip of the resting shank in the picture, the way a rising moving side tips it; NaN if that
        leg is not in view.
    hip_line_deg, shoulder_line_deg :
        Tilt of the lines between the hips and the shoulders, moving side up; NaN if not seen.
    params :
        What may show without any roll.
    """
    used = params or PelvisParams()
    hips_alone_deg = hip_line_deg - max(0.0, shoulder_line_deg)
    hips_show_roll = hips_alone_deg > used.hip_line_noise_deg
    by_hips_deg = hips_alone_deg / used.hip_line_gain if hips_show_roll else 0.0
    if not math.isfinite(resting_shank_deg):
        return PelvicRoll(by_hips_deg, 0.0, max(0.5 * by_hips_deg, 2.0 * used.resting_sd_deg))
    share = roll_probability(resting_shank_deg, used)
    removed_deg = share * resting_shank_deg
    doubt_deg = math.sqrt(share * (1.0 - share)) * abs(resting_shank_deg)
    error_sd_deg = math.hypot(0.5 * used.resting_sd_deg, 0.12 * removed_deg, doubt_deg)
    if hips_show_roll and abs(removed_deg) < 0.5 * by_hips_deg:
        unseen_deg = by_hips_deg - removed_deg
        return PelvicRoll(by_hips_deg, removed_deg, math.hypot(error_sd_deg, 0.5 * unseen_deg))
    return PelvicRoll(resting_shank_deg, removed_deg, error_sd_deg)


def roll_probability(resting_shank_deg: float, params: PelvisParams) -> float:
    """How likely a tip of the resting shank is a roll rather than landmark error, 0 to 1."""
    wide_sd = math.hypot(params.roll_sd_deg, params.resting_sd_deg)
    rolled = params.roll_share * _density(resting_shank_deg, wide_sd)
    still = (1.0 - params.roll_share) * _density(resting_shank_deg, params.resting_sd_deg)
    return rolled / (rolled + still)


def _density(value: float, sd: float) -> float:
    """Normal density about zero, up to the constant both hypotheses share."""
    return math.exp(-0.5 * (value / sd) ** 2) / sd
