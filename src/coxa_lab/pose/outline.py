"""Where the segmentation mask ends beside each shank, for `coxa.records.landmarks`' outline."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.records.landmarks import OUTLINE_DECIMALS, OUTLINE_ROWS

_REACH: Final = 0.42
"""How far to look to either side, in shank lengths: a calf is a third of a shank wide."""
_STEPS: Final = 42
_OUTWARD_SIGN: Final = (1.0, -1.0)

FloatArray = NDArray[np.float64]


def outline_px(
    mask_logits: NDArray[np.float32],
    knees_px: FloatArray,
    ankles_px: FloatArray,
    to_mask: FloatArray,
) -> FloatArray:
    """Distances to the mask's edges beside both shanks.

    Parameters
    ----------
    mask_logits : (side, side)
        Segmentation mask of the crop; positive is person.
    knees_px, ankles_px : (2, 2)
        Landmarks of the left and the right leg, image pixels.
    to_mask : (2, 3)
        Affine map from image pixels to mask pixels.

    Returns
    -------
    outline_px : (2, OUTLINE_ROWS, 2)
        Left and right leg; lateral and medial edge, away from the midline positive, image pixels;
        NaN where the row starts outside the person or meets no edge.
    """
    lines = ankles_px - knees_px
    lengths_px = np.hypot(lines[:, 0], lines[:, 1])
    if not np.all(np.isfinite(lengths_px)) or np.any(lengths_px < 1.0):
        return np.full((2, OUTLINE_ROWS, 2), np.nan)
    signs = np.array(_OUTWARD_SIGN)
    across = np.stack([lines[:, 1], -lines[:, 0]], axis=1) / lengths_px[:, None]
    across *= signs[:, None]
    shares = (np.arange(OUTLINE_ROWS) + 0.5) / OUTLINE_ROWS
    starts = knees_px[:, None, :] + shares[None, :, None] * lines[:, None, :]
    steps_px = np.linspace(0.0, _REACH, _STEPS)[None, :] * lengths_px[:, None]
    directions = np.stack([across, -across])
    edges = _first_edges(mask_logits, starts, directions, steps_px, to_mask)
    signed = np.stack([edges[0], -edges[1]], axis=2)
    return np.round(signed, OUTLINE_DECIMALS)


def _first_edges(
    mask: NDArray[np.float32],
    starts: FloatArray,
    directions: FloatArray,
    steps_px: FloatArray,
    to_mask: FloatArray,
) -> FloatArray:
    """Distances (2, 2, rows), way and leg, at which the mask first turns negative; NaN if never."""
    ways_px = steps_px[:, None, :, None] * directions[:, :, None, None, :]
    points = starts[:, :, None, :] + ways_px
    values = _sampled(mask, points @ to_mask[:, :2].T + to_mask[:, 2])
    outside = values < 0.0
    first = np.argmax(outside, axis=3)
    found = np.take_along_axis(outside, first[..., None], axis=3)[..., 0] & (first > 0)
    before = np.maximum(first - 1, 0)
    a = _squashed(np.take_along_axis(values, before[..., None], axis=3)[..., 0])
    b = _squashed(np.take_along_axis(values, first[..., None], axis=3)[..., 0])
    share = np.divide(a, a - b, out=np.zeros_like(a), where=a > b)
    step_px = (steps_px[:, 1] - steps_px[:, 0])[:, None]
    return np.where(found, (before + share) * step_px, np.nan)


def _squashed(logits: NDArray[np.floating]) -> FloatArray:
    """Logits as -1 to 1 (their sigmoid, shifted), so that an edge lies half way in brightness."""
    return np.tanh(0.5 * np.clip(logits.astype(np.float64), -60.0, 60.0))


def _sampled(mask: NDArray[np.float32], points: FloatArray) -> FloatArray:
    """Bilinear samples of the squashed mask's logits; outside the mask is not person."""
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    size = mask.shape[0]
    inside = (x >= 0.0) & (y >= 0.0) & (x < size - 1) & (y < size - 1)
    column = np.clip(x.astype(np.intp), 0, size - 2)
    row = np.clip(y.astype(np.intp), 0, size - 2)
    right, down = x - column, y - row
    left, top = int(column.min()), int(row.min())
    part = _squashed(mask[top : int(row.max()) + 2, left : int(column.max()) + 2])
    width = part.shape[1]
    first = (row - top) * width + (column - left)
    values = part.reshape(-1)
    above = values.take(first) * (1 - right) + values.take(first + 1) * right
    below = values.take(first + width) * (1 - right) + values.take(first + width + 1) * right
    return np.where(inside, above * (1 - down) + below * down, -1.0)
