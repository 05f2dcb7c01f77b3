"""Errors of a pose model that come with the posture: the same in every hold, not averaged out.

Knee and ankle are off along and across the shank, and turn with it; more so the further the leg is
turned, by amounts that differ by leg and direction. The line of the hips shows too little of the
pelvis's roll, and tips with the rotation itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from coxa.phantom.chance import stream
from coxa.phantom.noise import Noise, Picture, Pixel
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from coxa.records.landmarks import LANDMARKS

_FULL: Final = math.sin(math.radians(45.0))
_ANKLE_SLIDE_SHARE: Final = 0.5
_ANKLE_ACROSS_SHARE: Final = 0.75
_ANKLE_OFFSET_SHARE: Final = 0.6
_AT: Final = {name: index for index, name in enumerate(LANDMARKS)}


@dataclass(frozen=True, slots=True)
class Offset:
    """Displacement of a landmark in shanks: along it toward the foot, across it outward."""

    along: float
    across: float


@dataclass(frozen=True, slots=True)
class _Turned:
    """What a full turn in one direction adds, and the hip line's tip per unit of rotation."""

    knee: Offset
    ankle: Offset
    hip_leak: float


class PostureErrors:
    """The posture-dependent errors of one recording, drawn once by seed."""

    def __init__(self, noise: Noise, seed: int) -> None:
        self._noise = noise
        self._resting: dict[tuple[Side, str], Offset] = {}
        self._turned: dict[tuple[Side, Direction], _Turned] = {}
        for side in SIDES:
            chance = stream(seed, f"resting {side} leg")
            self._resting[side, "knee"] = _resting_offset(chance, noise.offset_ratio, 0.0)
            self._resting[side, "ankle"] = _resting_offset(
                chance, _ANKLE_OFFSET_SHARE * noise.offset_ratio, noise.ankle_above_ratio
            )
            for direction in DIRECTIONS:
                self._turned[side, direction] = _drawn(
                    noise, direction, stream(seed, f"turned {side} leg {direction}")
                )

    def displaced(
        self,
        picture: Picture,
        resting: Picture,
        rotation_deg: dict[Side, float],
        shank_px: float,
    ) -> Picture:
        """Landmarks with the errors that follow from the posture.

        Parameters
        ----------
        picture, resting : (33, 2)
            True image positions now, and at rest in the same view; pixels.
        rotation_deg : dict
            Hip rotation of each side from neutral, internal positive.
        shank_px : float
            Length of a resting shank in the image.

        Returns
        -------
        (33, 2)
            Pixels. A NaN position stays NaN and touches no other.
        """
        moved = list(picture)
        self._flatten_hip_line(moved, picture, resting)
        for side in SIDES:
            direction: Direction = "internal" if rotation_deg[side] >= 0.0 else "external"
            turned = self._turned[side, direction]
            share = turned_share(rotation_deg[side])
            self._displace_leg(moved, picture, side, (turned, share, shank_px))
            _tip_hips(moved, picture, side, math.radians(turned.hip_leak * rotation_deg[side]))
        for side in SIDES:
            _shift(moved, f"{side}_hip", (0.0, -self._noise.hip_above_ratio * shank_px))
        return moved

    def _displace_leg(
        self, moved: Picture, picture: Picture, side: Side, by: tuple[_Turned, float, float]
    ) -> None:
        """Knee and ankle off along and across the shank; the foot goes with the ankle."""
        turned, share, shank_px = by
        along, outward = _shank_axes(picture, side)
        for joint, full in (("knee", turned.knee), ("ankle", turned.ankle)):
            rest = self._resting[side, joint]
            a = shank_px * (rest.along + share * full.along)
            b = shank_px * (rest.across + share * full.across)
            shift = (a * along[0] + b * outward[0], a * along[1] + b * outward[1])
            _shift(moved, f"{side}_{joint}", shift)
            if joint == "ankle":
                _shift(moved, f"{side}_heel", shift)
                _shift(moved, f"{side}_foot_index", shift)

    def _flatten_hip_line(self, moved: Picture, picture: Picture, resting: Picture) -> None:
        """The hips' line shows only a part of its change of height."""
        left, right = _AT["left_hip"], _AT["right_hip"]
        now = picture[left][1] - picture[right][1]
        at_rest = resting[left][1] - resting[right][1]
        missing = 0.5 * (1.0 - self._noise.hip_roll_gain) * (now - at_rest)
        _shift(moved, "left_hip", (0.0, -missing))
        _shift(moved, "right_hip", (0.0, missing))


def turned_share(rotation_deg: float) -> float:
    """How much of the errors of a leg turned by 45 degrees one turned by this much has."""
    return math.sin(math.radians(min(90.0, abs(rotation_deg)))) / _FULL


def _resting_offset(chance: Random, sd: float, above: float) -> Offset:
    """Where a landmark of a resting leg is seen."""
    return Offset(along=sd * chance.gauss(0.0, 1.0) - above, across=sd * chance.gauss(0.0, 1.0))


def _drawn(noise: Noise, direction: Direction, chance: Random) -> _Turned:
    """Errors of one leg turned one way."""
    toward_foot = 1.0 if direction == "internal" else -1.0
    slide, across = noise.slide_spread_ratio, noise.across_spread_ratio

    def normal(sd: float) -> float:
        """One draw, without the rare large ones."""
        return sd * min(2.5, max(-2.5, chance.gauss(0.0, 1.0)))

    return _Turned(
        knee=Offset(
            along=noise.knee_slide_ratio + normal(slide),
            across=toward_foot * noise.knee_follow_ratio + normal(across),
        ),
        ankle=Offset(
            along=normal(_ANKLE_SLIDE_SHARE * slide), across=normal(_ANKLE_ACROSS_SHARE * across)
        ),
        hip_leak=noise.hip_leak_ratio + normal(noise.hip_leak_spread_ratio),
    )


def _shank_axes(picture: Picture, side: Side) -> tuple[Pixel, Pixel]:
    """Unit vectors along the shank and away from the midline; zero for a shank seen end on."""
    knee, ankle = picture[_AT[f"{side}_knee"]], picture[_AT[f"{side}_ankle"]]
    x, y = ankle[0] - knee[0], ankle[1] - knee[1]
    length_px = math.hypot(x, y)
    if length_px == 0.0:
        return (0.0, 0.0), (0.0, 0.0)
    along = (x / length_px, y / length_px)
    sign = 1.0 if _is_on_the_right(picture, side) else -1.0
    return along, (sign * along[1], -sign * along[0])


def _is_on_the_right(picture: Picture, side: Side) -> bool:
    """Whether this leg is the one on the right of the picture, going by the hips."""
    own, other = _AT[f"{side}_hip"], _AT["left_hip" if side == "right" else "right_hip"]
    return picture[own][0] > picture[other][0]


def _tip_hips(moved: Picture, picture: Picture, moving: Side, angle_rad: float) -> None:
    """Tip the line of the hips, the moving side up for a positive angle."""
    apart_px = abs(picture[_AT["left_hip"]][0] - picture[_AT["right_hip"]][0])
    rise_px = 0.5 * apart_px * math.tan(angle_rad)
    for side in SIDES:
        _shift(moved, f"{side}_hip", (0.0, -rise_px if side == moving else rise_px))


def _shift(moved: Picture, name: str, by: Pixel) -> None:
    """Displace one landmark."""
    x, y = moved[_AT[name]]
    moved[_AT[name]] = (x + by[0], y + by[1])
