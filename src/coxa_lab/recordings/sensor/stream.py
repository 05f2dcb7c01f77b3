"""One sensor's samples with times that strictly increase: broken rows and stamps put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from coxa.errors import RefusedError
from coxa.records.motion import Interval, Sensor
from coxa_lab.recordings.sensor.findings import SENSOR_NAMES, Findings

FloatArray = NDArray[np.float64]

SHORTEST_S: Final = 2.0
"""Below this there is neither a rest nor a movement to be found."""
LOWEST_HZ: Final = 8.0
"""Below this a hold of a second is a handful of samples."""
LOW_HZ: Final = 20.0
"""Below this the number stands, with a warning."""

_LEAST_READABLE: Final = 0.7
_MOST_BACKWARD: Final = 0.05
_LONGEST_BACKWARD_S: Final = 0.5
_FINEST_S: Final = 2e-6
_GAP_PERIODS: Final = 4.0
_SHORTEST_GAP_S: Final = 0.05
_PER_SECOND: Final = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_PLAUSIBLE_S: Final = (5e-4, 0.5)
_WRAP: Final = 2.0**32


@dataclass(frozen=True, slots=True)
class Stream:
    """Samples of one sensor: times (n,) in seconds, strictly increasing, and values (n, 3)."""

    sensor: Sensor
    t_s: FloatArray
    xyz: FloatArray

    @property
    def period_s(self) -> float:
        """Usual time between two samples."""
        return float(np.median(np.diff(self.t_s)))

    @property
    def rate_hz(self) -> float:
        """Usual number of samples in a second."""
        return 1.0 / self.period_s

    @property
    def gap_s(self) -> float:
        """Time between two samples from which on it is a gap."""
        return max(_GAP_PERIODS * self.period_s, _SHORTEST_GAP_S)


def clock_in_seconds(
    ticks: FloatArray, unit: str | None, name: str, findings: Findings
) -> FloatArray:
    """Times of a clock in seconds; NaN stays NaN.

    Where nothing states the unit it is the one in which the samples come 2 to 2000 times a second.

    Raises
    ------
    RefusedError
        ``sensor_no_time``: no two times differ, or none can be read.
    """
    steps = np.diff(ticks[np.isfinite(ticks)])
    forward = steps[steps > 0]
    if len(forward) == 0:
        raise RefusedError("sensor_no_time", name=name)
    if unit is None:
        usual = float(np.median(forward))
        fitting = [
            name_
            for name_, per_second in _PER_SECOND.items()
            if _PLAUSIBLE_S[0] <= usual / per_second < _PLAUSIBLE_S[1]
        ]
        unit = fitting[0] if fitting else "s"
        if unit != "s":
            findings.add("sensor_clock_unit_guessed", unit=unit)
    findings.params["clock_unit"] = unit
    return ticks / _PER_SECOND[unit]


def unwrapped(ticks: FloatArray, findings: Findings) -> FloatArray:
    """Ticks of a 32-bit counter that may begin again at zero."""
    known = np.isfinite(ticks)
    steps = np.diff(ticks[known])
    wraps = np.concatenate([[0], np.cumsum(steps < -_WRAP / 2)])
    if wraps[-1:].any():
        findings.add("sensor_clock_wrapped", count=int(wraps[-1]))
    out = ticks.copy()
    out[known] += wraps * _WRAP
    return out


def steady_stream(
    sensor: Sensor, t_s: FloatArray, xyz: FloatArray, name: str, findings: Findings
) -> Stream:
    """Samples whose times strictly increase.

    Rows without a number are left out; rows of one time become their mean; rows that come late are
    left out.

    Raises
    ------
    RefusedError
        ``sensor_cells_unreadable``, ``sensor_clock_unsteady``, ``sensor_too_short``,
        ``sensor_low_rate``.
    """
    is_whole = np.isfinite(t_s) & np.isfinite(xyz).all(axis=1)
    is_blank = np.isnan(xyz).all(axis=1)  # a row of the other sensor
    if sensor == "accelerometer":
        is_whole &= (xyz != 0.0).any(axis=1)  # three zeros are a missing value: there is gravity
    broken = int(np.count_nonzero(~is_whole & ~is_blank))
    whole = int(np.count_nonzero(is_whole))
    if whole < _LEAST_READABLE * (whole + broken) or whole + broken == 0:
        raise RefusedError("sensor_cells_unreadable", name=name, count=broken or len(t_s))
    if broken:
        findings.add("sensor_cells_unreadable", sensor=sensor, count=broken)
    if whole < len(t_s):
        t_s, xyz = t_s[is_whole], xyz[is_whole]
    t_s, xyz = _without_late_rows(t_s, xyz, name, findings)
    t_s, xyz = _one_row_a_time(t_s, xyz, findings)
    return _checked(Stream(sensor, t_s, xyz), name, findings)


def gaps_of(stream: Stream) -> list[Interval]:
    """Stretches in which the sensor gave nothing."""
    steps = np.diff(stream.t_s)
    starts = np.flatnonzero(steps > stream.gap_s)
    return [
        Interval(from_s=float(stream.t_s[i]), to_s=float(stream.t_s[i + 1]), sensor=stream.sensor)
        for i in starts
    ]


def _without_late_rows(
    t_s: FloatArray, xyz: FloatArray, name: str, findings: Findings
) -> tuple[FloatArray, FloatArray]:
    newest = np.maximum.accumulate(t_s)
    is_late = t_s < newest
    late = int(np.count_nonzero(is_late))
    if late == 0:
        return t_s, xyz
    longest_s = float(np.max(newest - t_s))
    if late > _MOST_BACKWARD * len(t_s) or longest_s > _LONGEST_BACKWARD_S:
        raise RefusedError("sensor_clock_unsteady", name=name, count=late, seconds=longest_s)
    findings.add("sensor_backward_times", count=late)
    return t_s[~is_late], xyz[~is_late]


def _one_row_a_time(
    t_s: FloatArray, xyz: FloatArray, findings: Findings
) -> tuple[FloatArray, FloatArray]:
    is_new = np.concatenate([[True], np.diff(t_s) >= _FINEST_S]) if len(t_s) else t_s > 0
    twice = len(t_s) - int(np.count_nonzero(is_new))
    if twice == 0:
        return t_s, xyz
    findings.add("sensor_duplicate_times", count=twice)
    starts = np.flatnonzero(is_new)
    rows = np.diff(np.append(starts, len(t_s)))
    return t_s[starts], np.add.reduceat(xyz, starts, axis=0) / rows[:, None]


def _checked(stream: Stream, name: str, findings: Findings) -> Stream:
    length_s = float(stream.t_s[-1] - stream.t_s[0])
    if length_s < SHORTEST_S:
        raise RefusedError("sensor_too_short", name=name, seconds=length_s)
    rate_hz = stream.rate_hz
    findings.params[f"{SENSOR_NAMES[stream.sensor]}_rate_hz"] = round(rate_hz, 2)
    if rate_hz < LOWEST_HZ:
        raise RefusedError("sensor_low_rate", name=name, rate_hz=rate_hz)
    if rate_hz < LOW_HZ:
        findings.add("sensor_low_rate", rate_hz=round(rate_hz, 1))
    return stream
