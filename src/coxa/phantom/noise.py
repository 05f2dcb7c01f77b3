"""What a pose model does to the true positions: the errors of landmarks, drawn by seed.

Sizes are parts of the shank's true length in the image, so that near and far, large and small
pictures are alike. What the defaults rest on: knees and ankles found in rendered and real
recordings were 2 to 4 % of the shank's length off, square to the shank (``docs/protocols/
phantom.md``); most of that stays for seconds, so averaging over a hold does not remove it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from coxa.phantom.chance import stream, wander
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import LANDMARKS

Pixel = tuple[float, float]
Picture = list[Pixel]
Row = TypeVar("Row")

_DEGREES_OF_FULL_SLIDE: Final = 45.0
# How much worse than a knee each part is found. Own estimates from looking at a pose model's
# output: the face is sharp, hips lie under cloth and flesh, feet and hands are small.
_PART_FACTORS: Final = {
    "nose": 0.4,
    "eye": 0.4,
    "ear": 0.5,
    "mouth": 0.4,
    "shoulder": 0.8,
    "hip": 1.3,
    "knee": 1.0,
    "ankle": 1.0,
    "heel": 1.3,
    "foot": 1.4,
}
_OTHER_PART_FACTOR: Final = 1.5
FACTORS: Final = tuple(
    next((f for part, f in _PART_FACTORS.items() if part in name), _OTHER_PART_FACTOR)
    for name in LANDMARKS
)
_SWAPPED: Final = tuple(
    LANDMARKS.index(
        name.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
    )
    for name in LANDMARKS
)
_AT: Final = {name: index for index, name in enumerate(LANDMARKS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Errors of the landmarks. All sizes zero: exact projections.

    Attributes
    ----------
    white_ratio : float
        Standard deviation of the jitter from image to image, of the shank's length.
    drift_ratio : float
        Of the error that wanders over `drift_time_s`. Default: with the others about 2.5 %.
    drift_time_s : float
        Its time constant: about as long as a hold, so that a hold does not average it out.
    offset_ratio : float
        Of the error that stays for the whole recording (clothes, build). Rest removes it.
    depth_ratio : float
        Of the error of z.
    knee_slide_ratio, ankle_slide_ratio : float
        How far the landmark slides along the shank, toward its middle, at 45 degrees of rotation.
        Default: some hundredths; up to a tenth has been seen.
    ankle_lag_ratio : float
        How far the foot lags behind its movement, as a part of it: a pose model is drawn to usual
        poses. Positive under-reads.
    hip_roll_gain : float
        How much of the hip line's true roll shows. Default: 0.55 to 0.75 has been seen.
    hip_draw_ratio : float
        How far both hip landmarks follow the moving ankle, as a part of its movement. Default: the
        hip line is confounded by the rotation itself by some degrees.
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
        Standard deviation of an edge's error, of the shank's length; half of it shifts a whole
        edge for seconds. Default: about one pixel of a coarse mask.
    outline_lost_ratio : float
        Part of the edges not found.
    """

    white_ratio: float = 0.006
    drift_ratio: float = 0.016
    drift_time_s: float = 1.5
    offset_ratio: float = 0.018
    depth_ratio: float = 0.08
    knee_slide_ratio: float = 0.05
    ankle_slide_ratio: float = 0.03
    ankle_lag_ratio: float = 0.02
    hip_roll_gain: float = 0.65
    hip_draw_ratio: float = 0.02
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
    knee_slide_ratio=0.0,
    ankle_slide_ratio=0.0,
    ankle_lag_ratio=0.0,
    hip_roll_gain=1.0,
    hip_draw_ratio=0.0,
    outline_ratio=0.0,
    outline_lost_ratio=0.0,
)


def displaced(
    noise: Noise,
    picture: Picture,
    resting: Picture,
    rotation_deg: dict[Side, float],
) -> Picture:
    """Landmarks with the errors that follow from the posture.

    Parameters
    ----------
    noise : Noise
        Sizes.
    picture, resting : (33, 2)
        True image positions now, and at rest in the same view; pixels.
    rotation_deg : dict
        Hip rotation of each side from neutral, internal positive.

    Returns
    -------
    (33, 2)
        Pixels. A NaN position stays NaN and touches no other.
    """
    moved = list(picture)
    for side in SIDES:
        _slide(noise, moved, picture, side, rotation_deg[side])
        _lag(noise, moved, picture, resting, side)
    _flatten_hip_line(noise, moved, picture, resting)
    _draw_hips(noise, moved, picture, resting)
    return moved


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
        axes = []
        for white, drift, offset in (
            (noise.white_ratio, noise.drift_ratio, noise.offset_ratio),
            (noise.white_ratio, noise.drift_ratio, noise.offset_ratio),
            (0.0, 0.5 * noise.depth_ratio, noise.depth_ratio),
        ):
            stays, sd = factor * offset * gauss(0.0, 1.0), factor * white
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


def _toward(a: Pixel, b: Pixel, part: float) -> Pixel:
    """Displacement that is a part of the way from a to b."""
    return (part * (b[0] - a[0]), part * (b[1] - a[1]))


def _shift(moved: Picture, name: str, by: Pixel) -> None:
    """Displace one landmark."""
    x, y = moved[_AT[name]]
    moved[_AT[name]] = (x + by[0], y + by[1])


def _slide(noise: Noise, moved: Picture, picture: Picture, side: Side, angle_deg: float) -> None:
    """Knee and ankle slide along the shank, toward each other, as the leg turns."""
    knee, ankle = picture[_AT[f"{side}_knee"]], picture[_AT[f"{side}_ankle"]]
    turned = abs(angle_deg) / _DEGREES_OF_FULL_SLIDE
    _shift(moved, f"{side}_knee", _toward(knee, ankle, noise.knee_slide_ratio * turned))
    _shift(moved, f"{side}_ankle", _toward(ankle, knee, noise.ankle_slide_ratio * turned))


def _lag(noise: Noise, moved: Picture, picture: Picture, resting: Picture, side: Side) -> None:
    """The foot lags behind its movement."""
    ankle = _AT[f"{side}_ankle"]
    by = _toward(picture[ankle], resting[ankle], noise.ankle_lag_ratio)
    for part in ("ankle", "heel", "foot_index"):
        _shift(moved, f"{side}_{part}", by)


def _flatten_hip_line(noise: Noise, moved: Picture, picture: Picture, resting: Picture) -> None:
    """The hips' line shows only a part of its change of height."""
    left, right = _AT["left_hip"], _AT["right_hip"]
    now = picture[left][1] - picture[right][1]
    at_rest = resting[left][1] - resting[right][1]
    missing = 0.5 * (1.0 - noise.hip_roll_gain) * (now - at_rest)
    _shift(moved, "left_hip", (0.0, -missing))
    _shift(moved, "right_hip", (0.0, missing))


def _draw_hips(noise: Noise, moved: Picture, picture: Picture, resting: Picture) -> None:
    """Both hips follow the foot that moves, the hip of its side twice as much."""
    for side in SIDES:
        ankle = _AT[f"{side}_ankle"]
        by = _toward(resting[ankle], picture[ankle], noise.hip_draw_ratio)
        if math.isnan(by[0]):
            continue
        for hip_side in SIDES:
            share = 1.0 if hip_side == side else 0.5
            _shift(moved, f"{hip_side}_hip", (share * by[0], share * by[1]))
