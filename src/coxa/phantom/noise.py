"""What a pose model does to the true positions: how large its errors are, drawn by seed.

Sizes are parts of the shank's true length in the image, so that near and far, large and small
pictures are alike. The defaults are what the default pose model did on the rendered recordings with
known joint centres (``docs/protocols/phantom.md``): little jitter, some wandering, and above all
errors that come with the posture and stay through every hold, different by leg and direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from coxa.phantom.chance import stream, wander
from coxa.records.landmarks import LANDMARKS

Pixel = tuple[float, float]
Picture = list[Pixel]
Row = TypeVar("Row")

# How much worse than an ankle each part jitters and wanders. Hips and knees were measured with the
# defaults; the others are estimates: the face is sharp, hands and toes are small and hidden.
_PART_FACTORS: Final = {
    "nose": 0.4,
    "eye": 0.4,
    "ear": 0.5,
    "mouth": 0.4,
    "shoulder": 0.6,
    "hip": 0.5,
    "knee": 1.2,
    "ankle": 1.0,
    "heel": 1.3,
    "foot": 1.4,
}
_OTHER_PART_FACTOR: Final = 1.5
FACTORS: Final = tuple(
    next((f for part, f in _PART_FACTORS.items() if part in name), _OTHER_PART_FACTOR)
    for name in LANDMARKS
)
# Their lasting error turns with the leg and is drawn in `coxa.phantom.bias`.
_LASTING_ERROR_IS_OF_THE_LEG: Final = ("knee", "ankle", "heel", "foot_index")
_SWAPPED: Final = tuple(
    LANDMARKS.index(
        name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
    )
    for name in LANDMARKS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Errors of the landmarks. All sizes zero: exact projections.

    Attributes
    ----------
    white_ratio : float
        Standard deviation of the jitter from image to image, of the shank's length. Measured:
        0.001 to 0.010.
    drift_ratio : float
        Of the error that wanders over `drift_time_s`. Measured: 0.002 to 0.018 at rest.
    drift_time_s : float
        Its time constant: about as long as a hold, so that a hold does not average it out.
    offset_ratio : float
        Of the error that stays for the whole recording (clothes, build); of knee and ankle it turns
        with the shank. Measured: 0.01 to 0.035.
    depth_ratio : float
        Of the error of z (own estimate: z is the weakest column).
    hip_above_ratio, ankle_above_ratio : float
        How far the hip and the ankle landmarks lie above their joint centres. Measured: 0.08 to
        0.15, and 0.06 with a standard deviation of 0.03.
    knee_slide_ratio, slide_spread_ratio : float
        How far the knee landmark slides along the shank at 45 degrees of rotation, and the standard
        deviation of that between legs and directions (half of it for the ankle). Measured: 0.06 and
        0.09.
    knee_follow_ratio, across_spread_ratio : float
        How far the knee landmark follows the foot square to the shank at 45 degrees, and the
        standard deviation of that between legs and directions (three quarters of it for the ankle).
        Measured: 0.04 and 0.055, partly shared by knee and ankle, which are independent here; so
        the defaults are lower, for the same error of the shank's angle: about 2 degrees.
    hip_roll_gain : float
        How much of the hip line's true roll shows. Measured: 0.4 to 0.7.
    hip_leak_ratio, hip_leak_spread_ratio : float
        Degrees by which the hip line tips per degree of rotation, the moving side up with internal
        rotation, and its standard deviation. Measured: 0.084 and 0.07.
    dropouts_per_minute, dropout_s : float
        How often nobody is seen, and for how long on average.
    weak_per_minute, weak_s, weak_visibility : float
        How often one leg is badly seen (covered by a hand, out of light), for how long on average,
        and the visibility it then has; its errors are four times as large meanwhile.
    swap_from_s, swap_to_s : float or None
        Stretch in which the names left and right are exchanged.
    bystander_from_s, bystander_to_s : float or None
        Stretch in which the landmarks are those of somebody standing beside the person.
    bystander_seen : bool
        Whether the second person is counted in that stretch.
    counts_people : bool
        Whether anybody counted.
    luminance : float
        Mean brightness of the person, 0 to 1.
    gives_outline : bool
        Whether the pose model gives a mask, and so the outline of the shanks.
    outline_ratio : float
        Standard deviation of an edge's error, of the shank's length; half of its variance shifts a
        whole edge for seconds. Default: about one pixel of a coarse mask.
    outline_turn_ratio : float
        Standard deviation of how far the mask's ends at knee and ankle leave the shank at 45
        degrees, different by leg and direction. Default: as much as makes end ranges read with
        the outline wrong by about 1 degree, as they were on the rendered recordings.
    outline_lost_ratio : float
        Part of the edges not found.
    """

    white_ratio: float = 0.004
    drift_ratio: float = 0.007
    drift_time_s: float = 1.5
    offset_ratio: float = 0.02
    depth_ratio: float = 0.08
    hip_above_ratio: float = 0.10
    ankle_above_ratio: float = 0.05
    knee_slide_ratio: float = 0.06
    slide_spread_ratio: float = 0.08
    knee_follow_ratio: float = 0.03
    across_spread_ratio: float = 0.035
    hip_roll_gain: float = 0.6
    hip_leak_ratio: float = 0.08
    hip_leak_spread_ratio: float = 0.06
    dropouts_per_minute: float = 0.0
    dropout_s: float = 0.3
    weak_per_minute: float = 0.0
    weak_s: float = 0.5
    weak_visibility: float = 0.3
    swap_from_s: float | None = None
    swap_to_s: float | None = None
    bystander_from_s: float | None = None
    bystander_to_s: float | None = None
    bystander_seen: bool = True
    counts_people: bool = True
    luminance: float = 0.5
    gives_outline: bool = True
    outline_ratio: float = 0.012
    outline_turn_ratio: float = 0.015
    outline_lost_ratio: float = 0.03

    @property
    def is_random(self) -> bool:
        """Whether any error without a cause in the posture is drawn."""
        return any((self.white_ratio, self.drift_ratio, self.offset_ratio, self.depth_ratio))


EXACT: Final = Noise(
    white_ratio=0.0,
    drift_ratio=0.0,
    offset_ratio=0.0,
    depth_ratio=0.0,
    hip_above_ratio=0.0,
    ankle_above_ratio=0.0,
    knee_slide_ratio=0.0,
    slide_spread_ratio=0.0,
    knee_follow_ratio=0.0,
    across_spread_ratio=0.0,
    hip_roll_gain=1.0,
    hip_leak_ratio=0.0,
    hip_leak_spread_ratio=0.0,
    outline_ratio=0.0,
    outline_turn_ratio=0.0,
    outline_lost_ratio=0.0,
)


def random_errors(
    noise: Noise, t_s: list[float], seed: int
) -> list[tuple[list[float], list[float], list[float]]]:
    """Errors without a cause in the posture, of every landmark.

    Returns
    -------
    list of 33 times ((n,), (n,), (n,))
        Across, down and away of each landmark, as parts of the shank's length.
    """
    still = [0.0] * len(t_s)
    errors = []
    for name, factor in zip(LANDMARKS, FACTORS, strict=True):
        chance = stream(seed, f"landmark {name}")
        gauss = chance.gauss
        is_of_leg = any(part in name for part in _LASTING_ERROR_IS_OF_THE_LEG)
        lasting = 0.0 if is_of_leg else noise.offset_ratio
        axes = []
        for white, drift, offset in (
            (noise.white_ratio, noise.drift_ratio, lasting),
            (noise.white_ratio, noise.drift_ratio, lasting),
            (0.0, 0.5 * noise.depth_ratio, noise.depth_ratio),
        ):
            stays, sd = offset * gauss(0.0, 1.0), factor * white
            slow = wander(chance, t_s, noise.drift_time_s) if drift else still
            slow = [stays + factor * drift * value for value in slow]
            axes.append([value + sd * gauss(0.0, 1.0) for value in slow] if sd else slow)
        errors.append((axes[0], axes[1], axes[2]))
    return errors


def stretches(
    seed: int, name: str, per_minute: float, mean_s: float, duration_s: float
) -> list[tuple[float, float]]:
    """Random stretches of time [start, end), seconds, at a mean rate and of a mean length."""
    found: list[tuple[float, float]] = []
    if per_minute <= 0.0:
        return found
    chance, now_s = stream(seed, name), 0.0
    while True:
        now_s += chance.expovariate(per_minute / 60.0)
        if now_s >= duration_s:
            return found
        lasts_s = chance.expovariate(1.0 / mean_s)
        found.append((now_s, now_s + lasts_s))
        now_s += lasts_s


def is_within(stretch: tuple[float | None, float | None], now_s: float) -> bool:
    """Whether a time lies in [start, end); an end of None is open, a start of None is never."""
    start_s, end_s = stretch
    return start_s is not None and start_s <= now_s and (end_s is None or now_s < end_s)


def swapped(rows: Sequence[Row]) -> list[Row]:
    """Rows of the 33 landmarks with the names left and right exchanged."""
    return [rows[index] for index in _SWAPPED]
