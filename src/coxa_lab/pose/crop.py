"""Cuts a turned square out of an image, and makes it what the networks take."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from coxa.landmarks.region import Region

FloatArray = NDArray[np.float32]
ImageArray = NDArray[np.uint8]
_Packed = NDArray[np.uint32]

_FRACTION_BITS: Final = 16
_SAMPLES: Final = ((0.25, 0.75), (0.75, 0.25))
_ALL_BUT_HIGHEST_BITS: Final = np.uint32(0x7F7F7F7F)


def crop(rgbx: ImageArray, region: Region, side_px: int) -> ImageArray:
    """The region of an image as a (side, side, 4) array; outside the image all bytes are 0.

    Every pixel of the crop is the mean of the image's pixels under two points of it, which lie
    square to each other about its middle. That is as near to the area under it as bilinear
    sampling where the crop is coarser than the image, which is the rule, and three times as fast as
    Pillow's: 0.7 against 2.3 ms on a busy machine, mean difference 0.4 of 255.

    Parameters
    ----------
    rgbx : (height, width, 4)
        Contiguous in memory.
    region, side_px :
        What is cut out, and how large the crop is.
    """
    first, second = (_sampled(rgbx, region, side_px, point) for point in _SAMPLES)
    mean = _rounded_mean(first, second)
    return mean[:, :, np.newaxis].view(np.uint8)


def rgb_floats(rgbx: ImageArray) -> FloatArray:
    """Red, green and blue (height, width, 3), 0 to 1, of an image (height, width, 4).

    Pillow drops the fourth byte four times as fast as numpy does.
    """
    height_px, width_px = rgbx.shape[:2]
    contiguous = np.ascontiguousarray(rgbx)
    view = Image.frombuffer("RGBX", (width_px, height_px), contiguous, "raw", "RGBX", 0, 1)
    rgb = np.frombuffer(view.tobytes("raw", "RGB"), np.uint8).reshape(height_px, width_px, 3)
    return rgb * np.float32(1.0 / 255.0)


def _sampled(rgbx: ImageArray, region: Region, side_px: int, point: tuple[float, float]) -> _Packed:
    """The image's pixels under one point of every pixel of the crop, (side, side), packed."""
    height_px, width_px = rgbx.shape[:2]
    scale = region.side_px / side_px
    along, across = scale * math.cos(region.rotation_rad), scale * math.sin(region.rotation_rad)
    left_px, top_px = region.to_image(0.0, 0.0)
    steps = np.arange(side_px, dtype=np.float64)
    u, v = steps + point[0], (steps + point[1])[:, np.newaxis]
    column = _fixed(along * u + left_px) + _fixed(-across * v)
    row = _fixed(across * u + top_px) + _fixed(along * v)
    column >>= _FRACTION_BITS
    row >>= _FRACTION_BITS
    index = row * np.int32(width_px) + column
    pixels = rgbx.view(np.uint32).reshape(-1).take(index, mode="clip")
    if not _is_inside(region, width_px, height_px):
        # Read as unsigned, a negative position is far beyond the other edge.
        pixels *= column.view(np.uint32) < width_px
        pixels *= row.view(np.uint32) < height_px
    return pixels


def _fixed(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Positions with a fixed number of binary places; good to 32767 px."""
    return np.floor(values * (1 << _FRACTION_BITS)).astype(np.int32)


def _is_inside(region: Region, width_px: int, height_px: int) -> bool:
    """Whether the whole region, and a pixel around it, is in the image."""
    corners = [region.to_image(u, v) for u in (0.0, 1.0) for v in (0.0, 1.0)]
    return all(1.0 <= x < width_px - 1.0 and 1.0 <= y < height_px - 1.0 for x, y in corners)


def _rounded_mean(a: _Packed, b: _Packed) -> _Packed:
    """Mean of packed pixels, byte by byte, rounded up: all their bits, less half the difference."""
    half = (a ^ b) >> np.uint32(1)
    half &= _ALL_BUT_HIGHEST_BITS
    return (a | b) - half
