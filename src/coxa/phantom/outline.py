"""Where a segmentation mask would end beside each shank, seen from the landmarks' line.

The shank is drawn as a flat shape about its true axis; what is given is, as in
`coxa.records.landmarks`, the distance from the line between the *landmarks* to both edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Final

from coxa.phantom.bias import turned_share
from coxa.phantom.chance import stream, wander
from coxa.phantom.noise import Noise, Pixel
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import OUTLINE_ROWS

NO_EDGE: Final = (math.nan,) * (2 * OUTLINE_ROWS)
_FROM, _STEP = -0.4, 0.2
# Half widths of a bare leg from above the knee to below the ankle, in shanks, every `_STEP` of it
# (own estimates from pictures): the calf bulges more on the inner side.
_USUAL_HALF_WIDTH: Final = 0.12
_LATERAL: Final = (0.17, 0.16, 0.135, 0.125, 0.11, 0.09, 0.075, 0.08, 0.10, 0.10)
_MEDIAL: Final = (0.17, 0.16, 0.135, 0.150, 0.13, 0.10, 0.080, 0.085, 0.10, 0.10)

_LAST: Final = len(_LATERAL) - 1


@dataclass(frozen=True, slots=True)
class Rod:
    """A shank as a line in the picture: knee, unit vectors along and outward, length; pixels."""

    knee: Pixel
    along: Pixel
    outward: Pixel
    length_px: float

    def seen(self, point: Pixel) -> Pixel:
        """Distances of a picture's point from the knee along and across the rod, pixels."""
        x, y = point[0] - self.knee[0], point[1] - self.knee[1]
        return self.within((x, y))

    def within(self, vector: Pixel) -> Pixel:
        """Components of a picture's vector along and across the rod."""
        x, y = vector
        return (
            x * self.along[0] + y * self.along[1],
            x * self.outward[0] + y * self.outward[1],
        )


def rod_between(knee: Pixel, ankle: Pixel, *, outward_is_right: bool) -> Rod | None:
    """Rod of two landmarks, None if they are not apart.

    Parameters
    ----------
    knee, ankle : (2,)
        Image positions, pixels.
    outward_is_right : bool
        Whether away from the midline is to the right of the picture for a hanging shank.
    """
    x, y = ankle[0] - knee[0], ankle[1] - knee[1]
    length_px = math.hypot(x, y)
    if not length_px > 0.0:
        return None
    along = (x / length_px, y / length_px)
    sign = 1.0 if outward_is_right else -1.0
    return Rod(knee, along, (sign * along[1], -sign * along[0]), length_px)


def edges_px(true: Rod, line: Rod, width_px: float) -> list[float]:
    """Distances from the landmarks' line to both edges of the true shank.

    Parameters
    ----------
    true, line : Rod
        The true shank, and the line between its knee and ankle landmarks.
    width_px : float
        What a half width of 1 is in the picture.

    Returns
    -------
    (2 * OUTLINE_ROWS,)
        Lateral, medial, row by row, outward positive; pixels.
    """
    tilt, cosine = true.within(line.outward)
    distances: list[float] = []
    for row in range(OUTLINE_ROWS):
        at_px = (row + 0.5) / OUTLINE_ROWS * line.length_px
        point = (line.knee[0] + at_px * line.along[0], line.knee[1] + at_px * line.along[1])
        along_px, across_px = true.seen(point)
        for widths, sign in ((_LATERAL, 1.0), (_MEDIAL, -1.0)):
            distance_px = sign * _USUAL_HALF_WIDTH * width_px
            for _ in range(2):
                place = (along_px + distance_px * tilt) / true.length_px
                edge_px = sign * width_px * _half_width(widths, place)
                distance_px = (edge_px - across_px) / cosine
            distances.append(distance_px)
    return distances


class MaskErrors:
    """Errors of the mask's edges, drawn once for a whole recording."""

    def __init__(self, noise: Noise, t_s: list[float], seed: int) -> None:
        self._noise = noise
        self._chance: dict[Side, Random] = {side: stream(seed, f"mask of {side}") for side in SIDES}
        self._shifts = {
            (side, edge): wander(stream(seed, f"{edge} edge of {side}"), t_s, noise.drift_time_s)
            for side in SIDES
            for edge in (0, 1)
        }
        self._turns = {
            (side, is_internal): _ends(noise, stream(seed, f"mask of {side} {is_internal}"))
            for side in SIDES
            for is_internal in (True, False)
        }

    def spoil(
        self, distances_px: list[float], at: tuple[Side, int], rotation_deg: float, unit_px: float
    ) -> None:
        """Add the errors of one image to the distances of one leg, in place.

        Parameters
        ----------
        distances_px : (2 * OUTLINE_ROWS,)
            Lateral, medial, row by row.
        at : (side, int)
            Which leg, and which image.
        rotation_deg : float
            Rotation of that hip, internal positive.
        unit_px : float
            Length of a resting shank.
        """
        side, index = at
        noise, chance = self._noise, self._chance[side]
        size_px = noise.outline_ratio * unit_px
        shifts = [self._shifts[side, edge][index] for edge in (0, 1)]
        near, far = self._turns[side, rotation_deg >= 0.0]
        turned_px = turned_share(rotation_deg) * unit_px
        for place, distance_px in enumerate(distances_px):
            row = (place // 2 + 0.5) / OUTLINE_ROWS
            # A flat distribution of unit standard deviation is quick to draw and bounded.
            error = 0.7 * shifts[place % 2] + 0.7 * (3.4641 * chance.random() - 1.7321)
            lasting_px = turned_px * (near + row * (far - near))
            is_lost = chance.random() < noise.outline_lost_ratio
            distances_px[place] = (
                math.nan if is_lost else distance_px + size_px * error + lasting_px
            )


def _ends(noise: Noise, chance: Random) -> tuple[float, float]:
    """How far the mask leaves a leg turned one way, at the knee and at the ankle; shanks."""
    return (
        noise.outline_turn_ratio * chance.gauss(0.0, 1.0),
        noise.outline_turn_ratio * chance.gauss(0.0, 1.0),
    )


def _half_width(widths: tuple[float, ...], place: float) -> float:
    """Half width at a fraction of the shank, held level beyond the ends."""
    at = (place - _FROM) / _STEP
    if not 0.0 <= at < _LAST:
        return widths[0] if at < 0.0 else widths[-1]
    whole = int(at)
    return widths[whole] + (at - whole) * (widths[whole + 1] - widths[whole])
