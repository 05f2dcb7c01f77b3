"""One or several passes of the landmark net over one region, averaged.

A mirrored or shifted crop shows the net the same person and makes it err a little differently.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from coxa.landmarks.follow import mirrored_order
from coxa.landmarks.region import Region
from coxa_lab.pose.crop import Cropper, FloatArray, ImageArray
from coxa_lab.pose.networks import LandmarkNet, NetOutput

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255.0)
_LUMA_STEP: Final = 8


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
    luminance :
        Mean brightness of the region, 0 to 1.
    mask : (256, 256) or None
        Logits of the person's outline over the region; None unless asked for.
    """

    points: FloatArray
    person: float
    luminance: float
    mask: FloatArray | None


SINGLE: Final = (Pass(),)
MIRRORED: Final = (Pass(is_mirrored=True),)
THOROUGH: Final = tuple(
    Pass(is_mirrored, scale, turn_rad)
    for scale, turn_rad in ((1.0, 0.0), (1.08, 0.06), (0.93, -0.06))
    for is_mirrored in (False, True)
)
_MIRRORED: Final = mirrored_order()


def averaged_points(
    net: LandmarkNet,
    cropper: Cropper,
    rgbx: ImageArray,
    region: Region,
    passes: Sequence[Pass],
    with_mask: bool,
) -> Averaged:
    """What several passes see of one region, averaged.

    Parameters
    ----------
    net, cropper :
        The landmark net, and what cuts squares of the size it takes.
    rgbx :
        The image, (height, width, 4).
    region, passes :
        Where, and in which ways, to look; the first pass looks at the region itself.
    with_mask :
        Whether the outline is wanted; it is that of the first pass.
    """
    points, persons = [], []
    mask: FloatArray | None = None
    brightness = 0.0
    for number, one in enumerate(passes):
        seen = one.region(region)
        square = cropper.crop(rgbx, seen)
        shown = square[:, ::-1] if one.is_mirrored else square
        output = net.run(shown, with_mask=with_mask and number == 0)
        points.append(_points_of_pass(output, seen, one))
        persons.append(output.person)
        if number == 0:
            brightness = luminance(square)
            mask = _as_seen(output.mask, one)
    mean = points[0] if len(points) == 1 else np.stack(points).mean(axis=0, dtype=np.float32)
    return Averaged(mean, math.fsum(persons) / len(persons), brightness, mask)


def luminance(rgbx: ImageArray) -> float:
    """Mean brightness (0 to 1) of the part of a crop, or of an image, that is inside the image."""
    sparse = rgbx[_LUMA_STEP // 2 :: _LUMA_STEP, _LUMA_STEP // 2 :: _LUMA_STEP]
    inside = sparse[sparse[:, :, 3] > 0]
    return float((inside[:, :3] @ _LUMA).mean()) if len(inside) else 0.0


def _as_seen(mask: FloatArray | None, one: Pass) -> FloatArray | None:
    """The mask over the region as it is in the image."""
    return mask[:, ::-1] if mask is not None and one.is_mirrored else mask


def _points_of_pass(output: NetOutput, region: Region, one: Pass) -> FloatArray:
    """Points of one pass in pixels of the image, named as in the image as it is."""
    points = points_in_image(output, region, is_mirrored=one.is_mirrored)
    return points[_MIRRORED] if one.is_mirrored else points


def points_in_image(output: NetOutput, region: Region, *, is_mirrored: bool = False) -> FloatArray:
    """Points (39, 5) of a crop: x, y, z in pixels of the image, visibility, presence.

    `coxa.landmarks.follow.points_in_image` for arrays, and in the networks' single precision: the
    points decide which pixels the next crop takes, so that what is stored depends on their last
    bits. Names are still those of the crop.

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
