"""Series over time: robust statistics, interpolation, smoothing without delay.

A series is a pair of equally long lists: `t_s`, strictly increasing, and values. NaN means "not
measurable" and nothing else; it stays NaN and does not spread.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

NAN = math.nan
_MAD_TO_SD = 1.4826


def finite(values: Sequence[float]) -> list[float]:
    """The values that are numbers."""
    return [value for value in values if math.isfinite(value)]


def median(values: Sequence[float]) -> float:
    """Middle of the finite values; NaN if there is none."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float], fraction: float) -> float:
    """Value below which a fraction (0 to 1) of the finite values lies, linear between ranks."""
    ordered = sorted(finite(values))
    if not ordered:
        return NAN
    place = fraction * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def robust_sd(values: Sequence[float]) -> float:
    """Standard deviation of the bulk of the values, from the median absolute deviation."""
    middle = median(values)
    return _MAD_TO_SD * median([abs(value - middle) for value in finite(values)])


def mean(values: Sequence[float]) -> float:
    """Mean of the finite values; NaN if there is none."""
    numbers = finite(values)
    return math.fsum(numbers) / len(numbers) if numbers else NAN


def sample_sd(values: Sequence[float]) -> float:
    """Standard deviation with n - 1; NaN for fewer than two values."""
    numbers = finite(values)
    if len(numbers) < 2:
        return NAN
    middle = mean(numbers)
    return math.sqrt(math.fsum((v - middle) ** 2 for v in numbers) / (len(numbers) - 1))


def between(t_s: Sequence[float], from_s: float, to_s: float) -> range:
    """Indices of the samples in the half-open interval [from_s, to_s)."""
    return range(bisect.bisect_left(t_s, from_s), bisect.bisect_left(t_s, to_s))


def taken(values: Sequence[float], indices: Sequence[int]) -> list[float]:
    """The values at the indices."""
    return [values[i] for i in indices]


def interpolated(t_s: Sequence[float], values: Sequence[float], at_s: float) -> float:
    """Value at a time by a straight line between samples; the nearest one outside. NaN if empty."""
    if not t_s:
        return NAN
    right = bisect.bisect_left(t_s, at_s)
    if right == 0:
        return values[0]
    if right == len(t_s):
        return values[-1]
    share = (at_s - t_s[right - 1]) / (t_s[right] - t_s[right - 1])
    return values[right - 1] + share * (values[right] - values[right - 1])


def resampled(t_s: Sequence[float], values: Sequence[float], at_s: Sequence[float]) -> list[float]:
    """Values at many times by straight lines, NaN samples ignored; NaN if there is none."""
    known = [i for i, value in enumerate(values) if math.isfinite(value)]
    known_t_s = [t_s[i] for i in known]
    known_values = [values[i] for i in known]
    return [interpolated(known_t_s, known_values, time_s) for time_s in at_s]


def bridged(t_s: Sequence[float], values: Sequence[float], max_gap_s: float) -> list[float]:
    """The series with gaps up to `max_gap_s` filled by straight lines; longer gaps stay NaN."""
    filled = list(values)
    last = -1
    for i, value in enumerate(values):
        if not math.isfinite(value):
            continue
        if last >= 0 and i - last > 1 and t_s[i] - t_s[last] <= max_gap_s:
            for k in range(last + 1, i):
                share = (t_s[k] - t_s[last]) / (t_s[i] - t_s[last])
                filled[k] = values[last] + share * (value - values[last])
        last = i
    return filled


def smoothed(t_s: Sequence[float], values: Sequence[float], sigma_s: float) -> list[float]:
    """Zero-phase Gaussian mean by true time; NaN stays NaN and is left out of the others."""
    reach_s = 3.0 * sigma_s
    n = len(t_s)
    result = [NAN] * n
    left = 0
    for i in range(n):
        if not math.isfinite(values[i]):
            continue
        while t_s[left] < t_s[i] - reach_s:
            left += 1
        total = weight_total = 0.0
        k = left
        while k < n and t_s[k] <= t_s[i] + reach_s:
            if math.isfinite(values[k]):
                weight = math.exp(-0.5 * ((t_s[k] - t_s[i]) / sigma_s) ** 2)
                total += weight * values[k]
                weight_total += weight
            k += 1
        result[i] = total / weight_total
    return result


def rate_per_s(t_s: Sequence[float], values: Sequence[float]) -> list[float]:
    """Derivative by central differences; NaN where a neighbour is NaN or there is none."""
    n = len(t_s)
    rates = [NAN] * n
    for i in range(n):
        before, after = max(0, i - 1), min(n - 1, i + 1)
        if after > before:
            rates[i] = (values[after] - values[before]) / (t_s[after] - t_s[before])
    return rates


def runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Half-open index intervals in which the flag holds without a break."""
    found: list[tuple[int, int]] = []
    start = -1
    for i, flag in enumerate(flags):
        if flag and start < 0:
            start = i
        if not flag and start >= 0:
            found.append((start, i))
            start = -1
    if start >= 0:
        found.append((start, len(flags)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPassParams:
    """First-order low pass for live use; after a gap it starts anew."""

    cutoff_hz: float = 4.0
    max_gap_s: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPassState:
    """What one sample hands to the next; plain numbers, so that it survives as JSON."""

    t_s: float | None = None
    value: float | None = None


def low_pass_step(
    params: LowPassParams, state: LowPassState, t_s: float, value: float
) -> tuple[LowPassState, float]:
    """One sample in, the filtered value out. NaN gives NaN and leaves the state as it was."""
    if not math.isfinite(value):
        return state, NAN
    is_fresh = state.t_s is None or state.value is None or t_s - state.t_s > params.max_gap_s
    if is_fresh or state.t_s is None or state.value is None:
        return LowPassState(t_s=t_s, value=value), value
    step_s = max(0.0, t_s - state.t_s)
    share = 1.0 - math.exp(-math.tau * params.cutoff_hz * step_s)
    filtered = state.value + share * (value - state.value)
    return LowPassState(t_s=t_s, value=filtered), filtered
