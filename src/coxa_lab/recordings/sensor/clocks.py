"""Two sensors on one clock: the accelerometer at the gyroscope's times, nothing extrapolated."""

from __future__ import annotations

from typing import Final

import numpy as np

from coxa.errors import RefusedError
from coxa.records.motion import Interval
from coxa_lab.recordings.sensor.findings import Findings
from coxa_lab.recordings.sensor.movement import agreement, lag_s
from coxa_lab.recordings.sensor.stream import SHORTEST_S, Stream, gaps_of

LEAST_LAG_S: Final = 0.06
"""A smaller shift is not told from what the body's own acceleration does to the search."""
LARGEST_LAG_S: Final = 0.5
_LARGEST_BLIND_LAG_S: Final = 2.0
_UNEVEN: Final = 0.02


def on_one_clock(acc: Stream, gyr: Stream, name: str, findings: Findings) -> tuple[Stream, Stream]:
    """Both sensors on the accelerometer's clock, each still at its own times.

    Where the clocks began elsewhere the first samples are laid together; where the movement then
    shows a lag, that is taken out. Both are stated.

    Raises
    ------
    RefusedError
        ``sensor_clocks_differ``: they have no time in common, and the movement does not say how
        they belong together.
    """
    if np.array_equal(acc.t_s, gyr.t_s):
        return acc, gyr
    overlap_s = min(acc.t_s[-1], gyr.t_s[-1]) - max(acc.t_s[0], gyr.t_s[0])
    is_blind = overlap_s < SHORTEST_S
    blind_s = float(gyr.t_s[0] - acc.t_s[0]) if is_blind else 0.0
    moved = Stream("gyroscope", gyr.t_s - blind_s, gyr.xyz) if is_blind else gyr
    found = lag_s(acc, moved, _LARGEST_BLIND_LAG_S if is_blind else LARGEST_LAG_S)
    if is_blind and found is None and not _fit_as_they_are(acc, moved):
        raise RefusedError("sensor_clocks_differ", name=name)
    extra_s = found[0] if found is not None and abs(found[0]) >= LEAST_LAG_S else 0.0
    if not is_blind and extra_s == 0.0:
        return acc, gyr
    findings.add("sensor_clock_offset", seconds=round(blind_s + extra_s, 3))
    findings.params["clock_offset_s"] = round(blind_s + extra_s, 4)
    return acc, Stream("gyroscope", moved.t_s - extra_s, gyr.xyz)


def _fit_as_they_are(acc: Stream, gyr: Stream) -> bool:
    found = agreement(acc, gyr)
    return found is not None and found.unit is not None


def at_the_gyroscopes_times(acc: Stream, gyr: Stream, findings: Findings) -> tuple[Stream, Stream]:
    """The accelerometer at those times of the gyroscope for which it has a sample on both sides.

    Linear between two samples; the gyroscope's samples before the first, after the last, and
    within a gap of the accelerometer are left out.
    """
    if np.array_equal(acc.t_s, gyr.t_s):
        return acc, gyr
    if abs(acc.rate_hz / gyr.rate_hz - 1.0) > _UNEVEN:
        findings.add(
            "sensor_uneven_rates", acc_hz=round(acc.rate_hz, 1), gyr_hz=round(gyr.rate_hz, 1)
        )
    is_inside = (gyr.t_s >= acc.t_s[0]) & (gyr.t_s <= acc.t_s[-1])
    for gap in gaps_of(acc):
        first = np.searchsorted(gyr.t_s, gap.from_s, side="right")
        last = np.searchsorted(gyr.t_s, gap.to_s, side="left")
        is_inside[first:last] = False
    t_s = gyr.t_s[is_inside]
    xyz = np.stack([np.interp(t_s, acc.t_s, acc.xyz[:, axis]) for axis in range(3)], axis=1)
    return Stream("accelerometer", t_s, xyz), Stream("gyroscope", t_s, gyr.xyz[is_inside])


def shifted(intervals: list[Interval], zero_s: float, end_s: float) -> list[Interval]:
    """Intervals counted from another zero, cut to what lies between it and the end."""
    moved = (
        (max(gap.from_s - zero_s, 0.0), min(gap.to_s - zero_s, end_s), gap.sensor)
        for gap in intervals
    )
    return [
        Interval(from_s=round(from_s, 6), to_s=round(to_s, 6), sensor=sensor)
        for from_s, to_s, sensor in moved
        if to_s > from_s
    ]
