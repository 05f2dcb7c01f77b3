"""Neighbouring samples blended, where mirrored and plain looks alternate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coxa.landmarks.follow import MAX_GAP_S
from coxa_lab.pose.protocol import PoseSample


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
    points = weights[0] * own.points
    for neighbour, weight in zip(near, weights[1:], strict=True):
        if neighbour.points is not None:
            points += weight * neighbour.points
    return replace(own, points=points, outline_px=_outline(own, near, weights))


def _weights(neighbours: int) -> list[float]:
    """Weights of a sample and its neighbours; with a single one both count the same."""
    return [[1.0], [0.5, 0.5], [0.5, 0.25, 0.25]][neighbours]


def _outline(
    own: PoseSample, near: Sequence[PoseSample], weights: Sequence[float]
) -> NDArray[np.float64] | None:
    """The outline, averaged over those samples that know it, row by row."""
    if own.outline_px is None:
        return None
    total, weight_sum = np.zeros_like(own.outline_px), np.zeros_like(own.outline_px)
    for sample, weight in zip((own, *near), weights, strict=True):
        if sample.outline_px is not None:
            is_known = ~np.isnan(sample.outline_px)
            np.add(total, weight * sample.outline_px, out=total, where=is_known)
            weight_sum += weight * is_known
    return np.divide(total, weight_sum, out=own.outline_px.copy(), where=~np.isnan(own.outline_px))
