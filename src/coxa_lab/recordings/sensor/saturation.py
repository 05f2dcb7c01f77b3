"""Stretches in which a sensor stood at the end of its range."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.records.motion import Interval, Sensor
from coxa_lab.recordings.sensor.stream import Stream

_SAME: Final = 1e-3
"""Share by which values at the end of the range may differ: a bias is taken from some."""
_SHORTEST_RUN: Final = 3
_LEAST: Final[dict[Sensor, float]] = {"accelerometer": 15.0, "gyroscope": 3.4}
"""m/s² and rad/s below which no sensor ends: ±2 g and ±250 °/s are the smallest ranges."""

BoolArray = NDArray[np.bool_]


def saturated_intervals(stream: Stream) -> list[Interval]:
    """Where an axis stays at its extreme for three samples while the others go on.

    A sample that was written several times is no saturation: then the other axes stand as well.
    """
    is_full = np.zeros(len(stream.t_s), np.bool_)
    for axis in range(stream.xyz.shape[1]):
        others = np.delete(stream.xyz, axis, axis=1)
        for end in (stream.xyz[:, axis], -stream.xyz[:, axis]):
            extreme = float(end.max())
            if extreme >= _LEAST[stream.sensor]:
                is_full |= _long_runs(end >= extreme * (1.0 - _SAME), others)
    return _intervals(stream, is_full)


def _runs(is_set: BoolArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_set, [False]]).astype(np.int8)))
    return edges[::2], edges[1::2]


def _long_runs(is_extreme: BoolArray, others: NDArray[np.float64]) -> BoolArray:
    kept = np.zeros_like(is_extreme)
    for start, end in zip(*_runs(is_extreme), strict=True):
        moving = np.count_nonzero(np.diff(others[start:end], axis=0).any(axis=1))
        if moving + 1 >= _SHORTEST_RUN:
            kept[start:end] = True
    return kept


def _intervals(stream: Stream, is_full: BoolArray) -> list[Interval]:
    period_s = stream.period_s
    found: list[Interval] = []
    for start, end in zip(*_runs(is_full), strict=True):
        from_s = max(float(stream.t_s[start]) - period_s, 0.0)
        to_s = float(stream.t_s[end - 1]) + period_s
        if found and from_s <= found[-1].to_s:
            from_s = found.pop().from_s
        found.append(Interval(from_s=from_s, to_s=to_s, sensor=stream.sensor))
    return found
