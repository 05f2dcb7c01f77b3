"""The 95 % error of a mean range of motion, put together from where errors come from.

Every part is a standard deviation in degrees of the mean of one side and direction. Parts that all
repetitions share (landmarks, camera, what was left of a compensation) do not shrink with their
number; the spread of the repetitions does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.tables.load import tables

_Z_95 = 1.96
SMALLEST = "lite"
"""The pose network that is fast and sees large turns too small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorParams:
    """Sizes of the parts.

    `landmark_deg`: what is left of the pose model's error when the outline agrees over its whole
    length; `landmark_alone_deg`: without any outline (design.md: 1.5-2.3 degrees on average).
    `disagreement_share`: of the difference between rod and outline. `drift_share`: rotation error
    per degree of thigh drift. `prior_sd_deg`: spread of a person's repetitions expected before any
    was seen, which steadies the estimate from few of them; with a `prior_count` above 2 a third
    repetition could raise the error.
    """

    landmark_deg: float = 0.9
    landmark_alone_deg: float = 2.0
    disagreement_share: float = 0.25
    drift_share: float = 0.08
    prior_sd_deg: float = 1.2
    prior_count: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionError:
    """What one repetition says of its own error, degrees."""

    peak_deg: float
    support: float
    disagreement_deg: float
    geometry_sd_deg: float
    roll_error_sd_deg: float
    drift_deg: float


def error_95_deg(
    repetitions: Sequence[RepetitionError],
    params: ErrorParams | None = None,
    *,
    network: str = "full",
) -> float:
    """Stated 95 % error of the mean of the repetitions: never below the floor of the tables.

    Parameters
    ----------
    repetitions :
        Those the mean is made of.
    params :
        Sizes of the parts.
    network :
        Which pose network saw them; the smallest one has a floor of its own.

    Raises
    ------
    ValueError
        No repetition.
    """
    floor_deg = tables().error_figure("error_floor_95")
    if network == SMALLEST:
        floor_deg = max(floor_deg, tables().error_figure("error_floor_95_lite"))
    return max(floor_deg, model_error_95_deg(repetitions, params))


def model_error_95_deg(
    repetitions: Sequence[RepetitionError], params: ErrorParams | None = None
) -> float:
    """What the parts add up to, before the floor that holds until real people were measured."""
    if not repetitions:
        raise ValueError("no repetition, no error")
    used = params or ErrorParams()
    shared = math.hypot(
        _landmark_sd_deg(repetitions, used),
        signals.mean([r.geometry_sd_deg for r in repetitions]),
        signals.mean([r.roll_error_sd_deg for r in repetitions]),
        used.drift_share * signals.mean([abs(r.drift_deg) for r in repetitions]),
    )
    peaks_deg = [r.peak_deg for r in repetitions]
    return with_spread_95_deg(shared, peaks_deg, used.prior_sd_deg, used.prior_count)


def _landmark_sd_deg(repetitions: Sequence[RepetitionError], params: ErrorParams) -> float:
    """Between the two sizes by how much outline was found, and the two opinions' distance."""
    support = signals.mean([r.support for r in repetitions])
    trust = max(0.0, min(1.0, support))
    base = trust * params.landmark_deg + (1.0 - trust) * params.landmark_alone_deg
    disagreement = signals.mean([abs(r.disagreement_deg) for r in repetitions])
    return math.hypot(base, params.disagreement_share * disagreement)


def with_spread_95_deg(
    shared_sd_deg: float, peaks_deg: Sequence[float], prior_sd_deg: float, prior_count: float
) -> float:
    """95 % error of a mean: what all repetitions share, and their spread over their number."""
    spread_deg = spread_sd_deg(peaks_deg, prior_sd_deg, prior_count) / math.sqrt(len(peaks_deg))
    return _Z_95 * math.hypot(shared_sd_deg, spread_deg)


def spread_sd_deg(peaks_deg: Sequence[float], prior_sd_deg: float, prior_count: float) -> float:
    """Standard deviation of the repetitions, drawn toward the expected one when they are few."""
    own = signals.sample_sd(peaks_deg)
    if not math.isfinite(own):
        return prior_sd_deg
    weight = len(peaks_deg) - 1
    total = weight * own**2 + prior_count * prior_sd_deg**2
    return math.sqrt(total / (weight + prior_count))
