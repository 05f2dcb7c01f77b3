"""Whether accelerometer and gyroscope tell of the same movement: unit, direction and lag.

Gravity stands still in the room, so in the sensor's frame it turns against the gyroscope: its
direction u obeys du/dt = -ω × u, whichever sign the accelerometer has. The slope of the one
against the other is 1 if ω is in rad/s and π/180 if it is in °/s; where it fits best when one clock
is shifted, the clocks differ by that much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from coxa_lab.recordings.sensor.stream import FloatArray, Stream

_STEP_S: Final = 0.02
_SMOOTH_S: Final = 0.2
_STRETCH_S: Final = 60.0
_LEAST_TURNING: Final = 0.05
_LEAST_R2: Final = 0.5
_BAND: Final = 2.5
_DEGREE: Final = float(np.pi / 180.0)
_LEAST_FIT: Final = 0.8
_BETTER_FIT: Final = 0.02


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the gyroscope's values compare with what the accelerometer shows.

    Attributes
    ----------
    slope : float
        Rate of turn shown by gravity over the gyroscope's values.
    r2 : float
        Share of the one that the other explains.
    """

    slope: float
    r2: float

    @property
    def unit(self) -> str | None:
        """``rad_s`` or ``deg_s``, None where the movement does not say."""
        if self.r2 < _LEAST_R2:
            return None
        if 1.0 / _BAND < self.slope < _BAND:
            return "rad_s"
        return "deg_s" if _DEGREE / _BAND < self.slope < _DEGREE * _BAND else None

    @property
    def is_opposite(self) -> bool:
        """Whether the gyroscope turns the other way: other axes, or another hand."""
        return self.r2 >= _LEAST_R2 and (
            1.0 / _BAND < -self.slope < _BAND or _DEGREE / _BAND < -self.slope < _DEGREE * _BAND
        )


@dataclass(frozen=True, slots=True)
class _Turning:
    """Both sensors on one even grid: how gravity turned (n, 3), and its direction (n, 3)."""

    t_s: FloatArray
    up: FloatArray
    up_rate: FloatArray


def agreement(acc: Stream, gyr: Stream) -> Agreement | None:
    """Compare the sensors; None if there is too little movement to say."""
    turning = _turning(acc, gyr)
    if turning is None:
        return None
    expected = -np.cross(_gyr_on(turning, gyr, 0.0), turning.up)
    power = float((expected**2).sum())
    if power == 0.0:
        return None
    product = float((expected * turning.up_rate).sum())
    return Agreement(product / power, product**2 / (power * float((turning.up_rate**2).sum())))


def lag_s(acc: Stream, gyr: Stream, largest_s: float) -> tuple[float, float] | None:
    """How much later the gyroscope's clock shows a moment, and how well both then fit (0 to 1).

    None if no shift makes them fit clearly better than none.
    """
    turning = _turning(acc, gyr)
    if turning is None:
        return None
    shifts = np.arange(-largest_s, largest_s + _STEP_S / 2, _STEP_S)
    fits = np.array([_fit(turning, gyr, shift) for shift in shifts])
    best = int(np.argmax(fits))
    if fits[best] < _LEAST_FIT or best in (0, len(fits) - 1):
        return None
    if fits[best] - fits[len(fits) // 2] < _BETTER_FIT:
        return None
    before, at, after = fits[best - 1 : best + 2]
    vertex = 0.5 * (before - after) / (before - 2 * at + after)
    return float(shifts[best] + vertex * _STEP_S), float(at)


def _fit(turning: _Turning, gyr: Stream, shift_s: float) -> float:
    expected = -np.cross(_gyr_on(turning, gyr, shift_s), turning.up)
    size = np.sqrt((expected**2).sum() * (turning.up_rate**2).sum())
    return float((expected * turning.up_rate).sum() / size) if size else 0.0


def _turning(acc: Stream, gyr: Stream) -> _Turning | None:
    """The most moving minute of gravity's direction; None if it does not turn."""
    start, end = max(acc.t_s[0], gyr.t_s[0]), min(acc.t_s[-1], gyr.t_s[-1])
    grid = np.arange(start, end, _STEP_S)
    if len(grid) * _STEP_S < 1.0:
        return None
    up = _smoothed(_resampled(grid, acc))
    norm = np.sqrt((up**2).sum(axis=1, keepdims=True))
    up = up / np.where(norm > 0, norm, 1.0)
    rate = np.gradient(up, _STEP_S, axis=0)
    grid, up, rate = _most_moving(grid, up, rate)
    if float(np.sqrt((rate**2).sum(axis=1).mean())) < _LEAST_TURNING:
        return None
    return _Turning(grid, up, rate)


def _most_moving(
    grid: FloatArray, up: FloatArray, rate: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    width = round(_STRETCH_S / _STEP_S)
    if len(grid) <= width:
        return grid, up, rate
    total = np.concatenate([[0.0], np.cumsum((rate**2).sum(axis=1))])
    start = int(np.argmax(total[width:] - total[:-width]))
    chosen = slice(start, start + width)
    return grid[chosen], up[chosen], rate[chosen]


def _gyr_on(turning: _Turning, gyr: Stream, shift_s: float) -> FloatArray:
    return _smoothed(_resampled(turning.t_s + shift_s, gyr))


def _resampled(grid: FloatArray, stream: Stream) -> FloatArray:
    first, last = np.searchsorted(stream.t_s, [grid[0], grid[-1]])
    chosen = slice(max(int(first) - 2, 0), int(last) + 2)
    t_s, xyz = stream.t_s[chosen], stream.xyz[chosen]
    return np.stack([np.interp(grid, t_s, xyz[:, axis]) for axis in range(3)], axis=1)


def _smoothed(values: FloatArray) -> FloatArray:
    width = round(_SMOOTH_S / _STEP_S)
    padded = np.pad(values, ((width // 2, width - width // 2), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0)
    return (total[width:] - total[:-width])[: len(values)] / width
