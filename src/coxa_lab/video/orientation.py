"""Which way up a picture is: the display matrix of the container, made into turns and flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored images become upright ones: first transposed, then flipped."""

    is_transposed: bool = False
    is_flipped_x: bool = False
    is_flipped_y: bool = False

    def size(self, width_px: int, height_px: int) -> tuple[int, int]:
        """Width and height of the upright image."""
        return (height_px, width_px) if self.is_transposed else (width_px, height_px)

    def mirrored(self) -> Orientation:
        """The same, with the upright image mirrored left to right."""
        return replace(self, is_flipped_x=not self.is_flipped_x)

    def apply(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The upright image of a stored one; both (rows, columns, 4), contiguous in memory."""
        pixels = image.view(np.uint32)[:, :, 0]
        if self.is_transposed:
            pixels = pixels.T
        rows = slice(None, None, -1 if self.is_flipped_y else None)
        columns = slice(None, None, -1 if self.is_flipped_x else None)
        upright = np.ascontiguousarray(pixels[rows, columns])
        return upright[:, :, np.newaxis].view(np.uint8)


UPRIGHT: Final = Orientation()
_BY_CLOCKWISE_DEG: Final = {
    0: UPRIGHT,
    90: Orientation(is_transposed=True, is_flipped_x=True),
    180: Orientation(is_flipped_x=True, is_flipped_y=True),
    270: Orientation(is_transposed=True, is_flipped_y=True),
}


def orientation_from_matrix(matrix: Sequence[int]) -> Orientation:
    """Orientation nearest to a display matrix.

    Parameters
    ----------
    matrix : (9,)
        Rows a b u, c d v, x y w: a stored point (x, y) is shown at (ax + cy, bx + dy), y down.
    """
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(is_flipped_x=a < 0, is_flipped_y=d < 0)
    return Orientation(is_transposed=True, is_flipped_x=c < 0, is_flipped_y=b < 0)


def orientation_from_tag(clockwise_deg: str) -> Orientation:
    """Orientation from the `rotate` tag older software writes; upright if it cannot be read."""
    try:
        turned = round(float(clockwise_deg) / 90.0) * 90 % 360
    except (ValueError, OverflowError):
        return UPRIGHT
    return _BY_CLOCKWISE_DEG[turned]
