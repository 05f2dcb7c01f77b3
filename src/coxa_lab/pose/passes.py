"""One or several passes of the landmark net over one region, averaged.

A mirrored or shifted crop shows the net the same person and makes it err a little differently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coxa.landmarks.region import Region
from coxa.records.landmarks import LANDMARKS
from coxa_lab.pose.crop import FloatArray, ImageArray, crop
from coxa_lab.pose.networks import LANDMARK_SIDE_PX, POINT_COUNT, LandmarkNet, NetOutput


@dataclass(frozen=True, slots=True)
class Pass:
    """How the crop of one pass differs from the region: mirrored, scaled, turned."""

    is_mirrored: bool = False
    scale: float = 1.0
    turn_rad: float = 0.0

    def region(self, region: Region) -> Region:
        """The square this pass looks at."""
        return Region(
            region.center_x_px,
            region.center_y_px,
            region.side_px * self.scale,
            region.rotation_rad + self.turn_rad,
        )


@dataclass(frozen=True, slots=True)
class Averaged:
    """Mean of several passes.

    Attributes
    ----------
    points : (39, 5)
        x, y, z in pixels of the image, visibility, presence.
    person :
        Mean sureness that there is a person, 0 to 1.
    mask : (256, 256) or None
        Logits of the person's outline over the region; None unless asked for.
    """

    points: FloatArray
    person: float
    mask: FloatArray | None


SINGLE: Final = (Pass(),)
MIRRORED: Final = (Pass(is_mirrored=True),)
THOROUGH: Final = tuple(
    Pass(is_mirrored, scale, turn_rad)
    for scale, turn_rad in ((1.0, 0.0), (1.08, 0.06), (0.93, -0.06))
    for is_mirrored in (False, True)
)


def _mirrored_order() -> list[int]:
    """For each of the 39 points, the point that has its place in a mirror image."""
    swapped = {"left": "right", "right": "left"}
    names = ["_".join(swapped.get(part, part) for part in name.split("_")) for name in LANDMARKS]
    order = [LANDMARKS.index(name) for name in names]
    return order + list(range(len(LANDMARKS), POINT_COUNT))


_MIRRORED: Final = _mirrored_order()


def averaged_points(
    net: LandmarkNet,
    rgbx: ImageArray,
    square: ImageArray,
    region: Region,
    passes: Sequence[Pass],
    with_mask: bool,
) -> Averaged:
    """What several passes see of one region, averaged.

    Parameters
    ----------
    net, rgbx :
        The landmark net, and the image the region belongs to.
    square :
        The region already cut out.
    region, passes :
        Where, and in which ways, to look.
    with_mask :
        Whether the outline is wanted; it is that of the first pass over the region itself.
    """
    points, persons = [], []
    mask: FloatArray | None = None
    for one in passes:
        seen = one.region(region)
        is_own = seen == region
        pixels = square if is_own else crop(rgbx, seen, LANDMARK_SIDE_PX)
        is_masked = with_mask and is_own and mask is None
        output = net.run(pixels[:, ::-1] if one.is_mirrored else pixels, with_mask=is_masked)
        points.append(_points_of_pass(output, seen, one))
        persons.append(output.person)
        if output.mask is not None:
            mask = output.mask[:, ::-1] if one.is_mirrored else output.mask
    mean: FloatArray = np.stack(points).mean(axis=0).astype(np.float32)
    return Averaged(mean, math.fsum(persons) / len(persons), mask)


def _points_of_pass(output: NetOutput, region: Region, one: Pass) -> FloatArray:
    """Points of one pass in pixels of the image, named as in the image as it is."""
    points = points_in_image(output, region, is_mirrored=one.is_mirrored)
    return points[_MIRRORED] if one.is_mirrored else points


def points_in_image(output: NetOutput, region: Region, *, is_mirrored: bool = False) -> FloatArray:
    """Points (39, 5) of a crop: x, y, z in pixels of the image, visibility, presence.

    Parameters
    ----------
    output, region :
        What the net saw, and where the crop was taken.
    is_mirrored :
        Whether the crop was shown mirrored.
    """
    right = (output.points[:, 0] - 0.5) * region.side_px * (-1.0 if is_mirrored else 1.0)
    down = (output.points[:, 1] - 0.5) * region.side_px
    cos, sin = math.cos(region.rotation_rad), math.sin(region.rotation_rad)
    points: FloatArray = np.stack(
        [
            region.center_x_px + right * cos - down * sin,
            region.center_y_px + right * sin + down * cos,
            output.points[:, 2] * region.side_px,
            output.visibility,
            output.presence,
        ],
        axis=1,
    ).astype(np.float32)
    return points
