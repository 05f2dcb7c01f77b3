"""Neighbouring samples blended, where mirrored and plain looks alternate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa_lab.pose.protocol import PoseSample

MAX_GAP_S: Final = 0.25


def blended(samples: Iterable[PoseSample]) -> Iterator[PoseSample]:
    """Each sample averaged with its neighbours, weights 1 2 1; times and counts are its own.

    What alternates from image to image is taken out whole, whatever the rate; what moves is
    neither delayed nor, in a hold, changed. A neighbour without a person, or more than `MAX_GAP_S`
    away, does not count.
    """
    before: PoseSample | None = None
    current: PoseSample | None = None
    for after in samples:
        if current is not None:
            yield _blend(current, [n for n in (before, after) if n is not None])
        before, current = current, after
    if current is not None:
        yield _blend(current, [n for n in (before,) if n is not None])


def _blend(own: PoseSample, neighbours: Sequence[PoseSample]) -> PoseSample:
    """One sample with those of its neighbours that are near and saw somebody."""
    if own.points is None:
        return own
    near = [n for n in neighbours if n.points is not None and abs(n.t_s - own.t_s) <= MAX_GAP_S]
    weights = _weights(len(near))
    points = [own.points, *(n.points for n in near if n.points is not None)]
    blend = np.tensordot(weights, np.stack(points).astype(np.float64), axes=1)
    return replace(own, points=blend.astype(np.float32), outline_px=_outline(own, near, weights))


def _weights(neighbours: int) -> NDArray[np.float64]:
    """Weights of a sample and its neighbours; with a single one both count the same."""
    weights = np.array([float(max(1, neighbours))] + [1.0] * neighbours)
    normed: NDArray[np.float64] = weights / weights.sum()
    return normed


def _outline(
    own: PoseSample, near: Sequence[PoseSample], weights: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """The outline, averaged over those samples that know it, row by row."""
    if own.outline_px is None:
        return None
    unknown = np.full_like(own.outline_px, np.nan)
    rows = np.stack(
        [own.outline_px, *(unknown if n.outline_px is None else n.outline_px for n in near)]
    )
    known = np.where(np.isnan(rows), 0.0, weights[:, np.newaxis, np.newaxis, np.newaxis])
    total = known.sum(axis=0)
    mean = (known * np.nan_to_num(rows)).sum(axis=0) / np.where(total > 0.0, total, 1.0)
    blend: NDArray[np.float64] = np.where(np.isnan(own.outline_px), np.nan, mean)
    return blend
