"""Which way is up in a sensor recording: at full rate, looking both ways in time.

1. the gyroscope's bias: from rest anywhere in the recording, from a calibration recording, or, when
   there is neither, from the movement (a first pass of VQF with a wide prior);
2. its slow drift: `offlineVQF` at about 25 Hz, looking forward and backward, around that bias; a
   bias that was measured at rest follows further rests only, since steps and swings mislead;
3. the sensor's turning: VQF's strapdown integration at full rate of the gyroscope less that bias;
4. up: the acceleration in the frame that this makes almost inertial, averaged over seconds without
   delay, and turned back into the sensor's frame.

2 to 4 together are what `offlineVQF` does at full rate, in less than half its time. Where samples
are missing or the gyroscope was at the end of its range, the turning is unknown: the recording is
split there, and what lies beside the split is marked. In prose: docs/protocols/tilt.md.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from vqf import BasicVQF, offlineVQF

from coxa.errors import RefusedError
from coxa.inertial.rest import (
    Block,
    GyroBias,
    RestParams,
    RestWindow,
    bias_after_calibration,
    bias_from_rest,
    rest_windows,
)
from coxa.inertial.tilt import GYR_DELAY_S
from coxa.inertial.up import UpSeries
from coxa.records.motion import Interval, MotionRecording
from coxa_lab.recordings.sensor import GyroscopeRecording

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

Calibration = MotionRecording | GyroscopeRecording

AXES: Final = 3
_CHUNK: Final = 16384
_BIN_S: Final = 0.1
_REACH_SIGMAS: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationParams:
    """How a recording is oriented.

    Attributes
    ----------
    acc_sigma_s : float
        Standard deviation of the Gaussian that averages the acceleration. 2.5 s has the half-power
        frequency (0.075 Hz) of VQF's forward-backward filter at its published `tauAcc` of 3 s.
    alone_sigma_s, alone_m_s2 : float
        Without a gyroscope: the averaging, and how far its length may lie from that of gravity.
    settle_s : float
        How far beside a gap or saturation the tilt is marked when there is no rest: there only half
        of the average exists.
    max_gap_s : float
        A longer step is a gap; at low rates, 2.5 usual steps.
    slow_hz : float
        Rate at which the drift of the bias is estimated: a bias is slow.
    wide_sigma_deg_s, wide_clip_deg_s : float
        Prior of the bias when nothing is known: what data sheets of phones' gyroscopes allow.
    differs_rad_s : float
        A calibration further than this from rest in the recording itself is not believed: four
        times what a bias may move (`RestParams.drift_rad_s`).
    gyr_delay_s : float
        See `coxa.inertial.tilt.GYR_DELAY_S`.
    """

    acc_sigma_s: float = 2.5
    alone_sigma_s: float = 0.25
    alone_m_s2: float = 0.5
    settle_s: float = 2.5
    max_gap_s: float = 0.25
    slow_hz: float = 25.0
    wide_sigma_deg_s: float = 5.0
    wide_clip_deg_s: float = 15.0
    differs_rad_s: float = float(np.radians(2.0))
    gyr_delay_s: float = GYR_DELAY_S
    rest: RestParams = field(default_factory=RestParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Up, sample by sample, at the recording's own rate.

    Attributes
    ----------
    t_s : (n,)
        The recording's.
    up : (n, 3)
        Unit vectors against gravity, sensor frame. NaN where nothing is known.
    valid : (n,)
        False in and beside gaps and saturated stretches until the tilt has recovered.
    turn_rad_s : (n, 3) or None
        Angular velocity less its bias; None without a gyroscope.
    bias : GyroBias or None
        Where the estimate began; `bias_source` is ``rest``, ``calibration``,
        ``rest_and_calibration``, ``movement`` or ``none``.
    rests :
        Every rest that was found.
    restarts :
        Gaps and stretches of a saturated gyroscope at which the estimate began anew.
    notices : tuple of str
        Codes: what a person should know about this tilt.
    """

    t_s: FloatArray
    up: FloatArray
    valid: BoolArray
    turn_rad_s: FloatArray | None
    bias: GyroBias | None
    bias_source: str
    rests: tuple[RestWindow, ...]
    restarts: tuple[Interval, ...]
    notices: tuple[str, ...]


Rows = slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """Samples without a break between them, and which rows of the recording they are."""

    rows: Rows
    t_s: FloatArray
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray  # without a gyroscope: not looked at
    acc_is_sound: BoolArray


def up_from_motion(
    recording: MotionRecording,
    calibration: Calibration | None = None,
    params: OrientationParams | None = None,
) -> UpSeries:
    """Up of a recording as the core takes it; arguments and errors as `orientation_from_motion`."""
    found = orientation_from_motion(recording, calibration, params)
    turn = array("d") if found.turn_rad_s is None else array("d", found.turn_rad_s.tobytes())
    return UpSeries(
        t_s=array("d", found.t_s.tobytes()),
        up=array("d", found.up.tobytes()),
        valid=array("b", found.valid.astype(np.int8).tobytes()),
        turn_rad_s=turn,
        notices=found.notices,
    )


def orientation_from_motion(
    recording: MotionRecording,
    calibration: Calibration | None = None,
    params: OrientationParams | None = None,
) -> Orientation:
    """Up of a recording at its own rate.

    Parameters
    ----------
    recording :
        Of an accelerometer, with or without a gyroscope.
    calibration :
        Of the same phone lying still, near in time; its accelerometer is not needed.
    params :
        Defaults are physical, not fitted.

    Raises
    ------
    RefusedError
        ``sensor_no_accelerometer``, ``sensor_too_short``; for the calibration
        ``calibration_no_gyroscope`` or ``calibration_not_still``.
    """
    params = params or OrientationParams()
    t_s = np.asarray(recording.t_s, dtype=np.float64)
    acc, gyr = _rows(recording.acc_m_s2), _rows(recording.gyr_rad_s)
    if len(t_s) < 2:
        raise RefusedError("sensor_too_short")
    if acc is None:
        raise RefusedError("sensor_no_accelerometer")
    segments, restarts = _segments(params, recording, t_s, acc, gyr)
    if not segments:
        raise RefusedError("sensor_too_short")
    up = np.empty((len(t_s), AXES))
    valid = np.zeros(len(t_s), dtype=bool)
    if gyr is None:
        up[:] = np.nan
        for segment in segments:
            _tilt_alone(params, segment, up, valid)
        return Orientation(
            t_s=t_s, up=up, valid=valid, turn_rad_s=None, bias=None, bias_source="none", rests=(),
            restarts=restarts, notices=("tilt_no_gyroscope", *_restart_notices(restarts)),
        )  # fmt: skip
    rests = tuple(
        rest
        for segment in segments
        for rest in _rests(params.rest, segment.t_s, segment.acc_m_s2, segment.gyr_rad_s)
    )
    bias, source, notices = _bias(params, segments, rests, calibration)
    turn = np.empty((len(t_s), AXES))
    for segment in segments:
        _tilt(params, segment, bias, up, turn)
        valid[segment.rows] = True
    up[~valid] = np.nan
    turn[~valid] = np.nan
    valid &= np.isfinite(up[:, 0])  # an accelerometer that stood at its end for long shows nothing
    _mark_unsettled(params, segments, rests, valid)
    is_still_first = bool(rests) and rests[0].from_s <= segments[0].t_s[0] + params.settle_s
    starts = () if is_still_first else ("tilt_starts_moving",)
    return Orientation(
        t_s=t_s, up=up, valid=valid, turn_rad_s=turn, bias=bias, bias_source=source, rests=rests,
        restarts=restarts, notices=(*notices, *_restart_notices(restarts), *starts),
    )  # fmt: skip


def gyro_bias(calibration: Calibration, params: RestParams | None = None) -> GyroBias:
    """Bias of the gyroscope from a recording of the phone lying still.

    Raises
    ------
    RefusedError
        ``calibration_no_gyroscope``; ``calibration_not_still`` if no rest is in it.
    """
    params = params or RestParams()
    gyr = _rows(calibration.gyr_rad_s)
    if gyr is None:
        raise RefusedError("calibration_no_gyroscope")
    t_s = np.asarray(calibration.t_s, dtype=np.float64)
    acc = _rows(calibration.acc_m_s2) if isinstance(calibration, MotionRecording) else None
    bias = bias_from_rest(params, _rests(params, t_s, acc, gyr))
    if bias is None:
        raise RefusedError("calibration_not_still")
    return bias


# --------------------------------------------------------------------------------------- segments


def _rows(flat: Sequence[float] | FloatArray) -> FloatArray | None:
    """(n, 3) view of a column, flat or not; None if it is empty."""
    return np.asarray(flat, dtype=np.float64).reshape(-1, AXES) if len(flat) else None


def _within(t_s: FloatArray, intervals: Iterable[Interval]) -> BoolArray:
    """Samples inside the intervals, both ends included."""
    inside = np.zeros(len(t_s), dtype=bool)
    for interval in intervals:
        first = np.searchsorted(t_s, interval.from_s, side="left")
        inside[first : np.searchsorted(t_s, interval.to_s, side="right")] = True
    return inside


def _segments(
    params: OrientationParams,
    recording: MotionRecording,
    t_s: FloatArray,
    acc: FloatArray,
    gyr: FloatArray | None,
) -> tuple[list[_Segment], tuple[Interval, ...]]:
    """Stretches in which the turning is known throughout, and what lies between them."""
    lost = _within(t_s, [i for i in recording.saturated if i.sensor != "accelerometer"])
    for gap in recording.gaps:  # the ends of a gap are samples that are there
        lost |= (t_s > gap.from_s) & (t_s < gap.to_s)
    acc_is_sound = ~_within(t_s, [i for i in recording.saturated if i.sensor == "accelerometer"])
    is_known = _finite_rows(acc)
    if gyr is None:
        lost |= ~acc_is_sound
    else:
        is_known &= _finite_rows(gyr)
    is_known &= ~lost
    kept = np.flatnonzero(is_known)
    if len(kept) < 2:
        return [], ()
    steps = np.diff(t_s[kept])
    largest = max(params.max_gap_s, 2.5 * float(np.median(steps)))
    lost_before = np.cumsum(lost)
    is_break = (steps > largest) | (np.diff(lost_before[kept]) > 0)
    for gap in recording.gaps:  # a named gap splits, however short
        first = int(np.searchsorted(t_s[kept], gap.from_s, side="right"))
        if 0 < first < len(kept) and t_s[kept[first]] >= gap.to_s:
            is_break[first - 1] = True
    edges = [0, *(np.flatnonzero(is_break) + 1).tolist(), len(kept)]
    restarts = tuple(
        Interval(from_s=float(t_s[kept[i - 1]]), to_s=float(t_s[kept[i]])) for i in edges[1:-1]
    )
    segments = [
        _Segment(
            rows=(chosen := _as_slice(kept[first:last])),
            t_s=t_s[chosen],
            acc_m_s2=acc[chosen],
            gyr_rad_s=acc[chosen] if gyr is None else gyr[chosen],
            acc_is_sound=acc_is_sound[chosen],
        )
        for first, last in pairwise(edges)
        if last - first >= 2
    ]
    return segments, restarts


def _finite_rows(rows: FloatArray) -> BoolArray:
    """Rows in which every number is finite."""
    if np.isfinite(rows.sum()):
        return np.ones(len(rows), dtype=bool)
    return np.asarray(np.isfinite(rows).all(axis=1))


def _as_slice(indices: NDArray[np.intp]) -> Rows:
    """The same rows without a copy, where none is missing between them."""
    first, last = int(indices[0]), int(indices[-1]) + 1
    return slice(first, last) if last - first == len(indices) else indices


def _restart_notices(restarts: Sequence[Interval]) -> tuple[str, ...]:
    return ("tilt_restarted",) if restarts else ()


def _mark_unsettled(
    params: OrientationParams,
    segments: Sequence[_Segment],
    rests: Sequence[RestWindow],
    valid: BoolArray,
) -> None:
    """Beside a break the tilt counts from the first rest on, or once it has settled.

    Backward from the end before a break as forward from the start after it; the recording's own
    start and end are left as they are.
    """
    for number, segment in enumerate(segments):
        t_s = segment.t_s
        from_s, to_s = float(t_s[0]), float(t_s[-1])
        if number > 0:
            after = [max(from_s, r.from_s) for r in rests if from_s < r.to_s and r.from_s < to_s]
            from_s = min([from_s + params.settle_s, *after])
        if number < len(segments) - 1:
            start_s = float(t_s[0])
            before = [min(to_s, r.to_s) for r in rests if start_s < r.to_s and r.from_s < to_s]
            to_s = max([to_s - params.settle_s, *before])
        is_out = (t_s < from_s) | (t_s > to_s)
        valid[segment.rows] &= ~is_out


# ------------------------------------------------------------------------------------------- bias


def _rests(
    params: RestParams, t_s: FloatArray, acc: FloatArray | None, gyr: FloatArray
) -> list[RestWindow]:
    """`coxa.inertial.rest.rest_windows` of samples.

    Blocks that differ from the next by more than a rest may span cannot be in one rest with it, so
    only runs without such a step are looked at.
    """
    numbers = np.floor((t_s - t_s[0]) / params.block_s).astype(np.int64)
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    counts = np.diff(first, append=len(t_s))[:, None]
    middles = t_s[0] + (numbers[first] + 0.5) * params.block_s
    gyr_means = np.add.reduceat(gyr, first, axis=0) / counts
    is_step = np.abs(np.diff(gyr_means, axis=0)).max(axis=1) > 2.0 * params.gyr_rad_s
    acc_means = None
    if acc is not None:
        acc_means = np.add.reduceat(acc, first, axis=0) / counts
        is_step |= np.abs(np.diff(acc_means, axis=0)).max(axis=1) > 2.0 * params.acc_m_s2
    edges = [0, *(np.flatnonzero(is_step) + 1).tolist(), len(first)]
    found: list[RestWindow] = []
    for start, stop in pairwise(edges):
        if (stop - start) * params.block_s >= params.least_s:
            part = slice(start, stop)
            accs = None if acc_means is None else acc_means[part]
            found += rest_windows(params, [*_as_blocks(middles[part], accs, gyr_means[part])])
    return found


def _as_blocks(middles_s: FloatArray, accs: FloatArray | None, gyrs: FloatArray) -> Iterator[Block]:
    columns = [None] * len(gyrs) if accs is None else [tuple(row) for row in accs.tolist()]
    for t_s, acc, gyr in zip(middles_s.tolist(), columns, gyrs.tolist(), strict=True):
        yield Block(t_s=t_s, acc_m_s2=acc, gyr_rad_s=tuple(gyr))


def _bias(
    params: OrientationParams,
    segments: Sequence[_Segment],
    rests: Sequence[RestWindow],
    calibration: Calibration | None,
) -> tuple[GyroBias, str, tuple[str, ...]]:
    """The best that is known of the bias, where it comes from, and what to say about it.

    Rest within the recording is nearest in time and temperature, but a person's rest is short; so
    both count by their uncertainty, unless they contradict each other.
    """
    rest = bias_from_rest(params.rest, rests)
    calibrated = None if calibration is None else gyro_bias(calibration, params.rest)
    if rest is not None and calibrated is not None:
        apart = zip(rest.bias_rad_s, calibrated.bias_rad_s, strict=True)
        if max(abs(a - b) for a, b in apart) > params.differs_rad_s:
            return rest, "rest", ("tilt_calibration_differs",)
        both = bias_after_calibration(params.rest, rest, calibrated)
        return both, "rest_and_calibration", ()
    if rest is not None:
        return rest, "rest", ()
    if calibrated is not None:
        return calibrated, "calibration", ()
    longest = max(segments, key=lambda segment: segment.t_s[-1] - segment.t_s[0])
    return _bias_from_movement(params, longest), "movement", ("tilt_bias_from_movement",)


def _bias_from_movement(params: OrientationParams, segment: _Segment) -> GyroBias:
    """First pass of two, without any knowledge."""
    sigma = float(np.radians(params.wide_sigma_deg_s))
    if segment.t_s[-1] - segment.t_s[0] < params.settle_s:
        return GyroBias(bias_rad_s=(0.0, 0.0, 0.0), sigma_rad_s=(sigma,) * 3, rest_s=0.0)
    bins = _bins(segment.t_s, 1.0 / params.slow_hz)
    gyr, acc = bins.means(segment.gyr_rad_s), bins.means(segment.acc_m_s2)
    prior = {"biasSigmaInit": params.wide_sigma_deg_s, "biasClip": params.wide_clip_deg_s}
    drift = offlineVQF(gyr, acc, None, bins.width_s, prior)
    x, y, z = np.median(drift["bias"], axis=0).tolist()
    left = min(sigma, float(np.median(drift["biasSigma"])))
    return GyroBias(bias_rad_s=(x, y, z), sigma_rad_s=(left,) * 3, rest_s=0.0)


# ------------------------------------------------------------------------------------------- tilt


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bins:
    """Samples in bins of equal width; bins without a sample are not listed."""

    width_s: float
    first: NDArray[np.intp]
    number: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of bins, with those that are not listed."""
        return int(self.number[-1]) + 1

    def means(self, rows: FloatArray) -> FloatArray:
        """Mean row of every bin, by straight lines where a bin has no sample."""
        mean = np.add.reduceat(rows, self.first, axis=0) / self.sizes[:, None]
        if len(mean) == self.count:
            return mean
        return _at(np.arange(self.count, dtype=np.float64), self.number.astype(np.float64), mean)


def _bins(t_s: FloatArray, least_s: float) -> _Bins:
    """Bins of at least this width, and not narrower than the usual step."""
    width_s = max(least_s, float(t_s[-1] - t_s[0]) / (len(t_s) - 1))
    places = t_s - t_s[0]
    places *= 1.0 / width_s
    numbers = places.astype(np.int64)
    first = np.flatnonzero(numbers[1:] != numbers[:-1]) + 1
    first = np.concatenate((np.zeros(1, dtype=np.intp), first))
    sizes = np.diff(first, append=len(t_s))
    return _Bins(width_s=width_s, first=first, number=numbers[first], sizes=sizes)


def _at(times: FloatArray, known: FloatArray, rows: FloatArray) -> FloatArray:
    """Rows at other times, by straight lines."""
    result = np.empty((len(times), AXES))
    for i in range(AXES):
        result[:, i] = np.interp(times, known, rows[:, i])
    return result


def _tilt(
    params: OrientationParams,
    segment: _Segment,
    bias: GyroBias,
    up: FloatArray,
    turn: FloatArray,
) -> None:
    """Steps 2 to 4 on one segment, written into the recording's rows."""
    is_in_place = isinstance(segment.rows, slice)
    rate = turn[segment.rows] if is_in_place else np.empty_like(segment.gyr_rad_s)
    found = up[segment.rows] if is_in_place else np.empty_like(segment.gyr_rad_s)
    np.subtract(segment.gyr_rad_s, np.asarray(bias.bias_rad_s), out=rate)
    _take_drift(params, segment, rate, is_measured=bias.rest_s > 0.0)
    _find_up(params, segment, rate, found)
    if not is_in_place:
        up[segment.rows], turn[segment.rows] = found, rate


def _take_drift(
    params: OrientationParams, segment: _Segment, rate: FloatArray, *, is_measured: bool
) -> None:
    """Take out of the rate how the bias moves around its start."""
    if segment.t_s[-1] - segment.t_s[0] < params.settle_s:
        return
    bins = _bins(segment.t_s, 1.0 / params.slow_hz)
    acc = bins.means(segment.acc_m_s2)
    prior = {"motionBiasEstEnabled": not is_measured}
    drift = offlineVQF(bins.means(rate), acc, None, bins.width_s, prior)["bias"][bins.number]
    for chosen, part in _chunks(bins):
        rate[part] -= np.repeat(drift[chosen], bins.sizes[chosen], axis=0)


def _chunks(bins: _Bins) -> Iterator[tuple[slice, slice]]:
    """Listed bins and their samples, so many that they stay in the processor's cache."""
    n = int(bins.first[-1] + bins.sizes[-1])
    stride = max(1, _CHUNK * len(bins.first) // n)
    for start in range(0, len(bins.first), stride):
        stop = min(len(bins.first), start + stride)
        last = n if stop == len(bins.first) else int(bins.first[stop])
        yield slice(start, stop), slice(int(bins.first[start]), last)


def _find_up(
    params: OrientationParams, segment: _Segment, rate: FloatArray, up: FloatArray
) -> None:
    """Direction of the acceleration averaged in the frame in which the first sample lies."""
    t_s = segment.t_s
    bins = _bins(t_s, _BIN_S)
    quats = np.empty((len(t_s), 4))
    total, weight = np.zeros((bins.count, AXES)), np.zeros(bins.count)
    for (chosen, part), turned in zip(_chunks(bins), _turns(bins, t_s, rate), strict=True):
        quats[part] = turned
        still = _turned(turned, segment.acc_m_s2[part], 1.0)
        sound = segment.acc_is_sound[part].astype(np.float64)
        still *= sound[:, None]
        edges = bins.first[chosen] - bins.first[chosen.start]
        sizes = bins.sizes[chosen]
        total[bins.number[chosen]] = np.add.reduceat(still, edges, axis=0) / sizes[:, None]
        weight[bins.number[chosen]] = np.add.reduceat(sound, edges) / sizes
    mean = _averaged(total, weight, bins.width_s, params.acc_sigma_s)
    middles_s = t_s[0] + (np.arange(bins.count) + 0.5) * bins.width_s
    for _, part in _chunks(bins):
        now = _turned(quats[part], _at(t_s[part], middles_s, mean), -1.0)
        now /= _lengths(now)
        ahead = params.gyr_delay_s * rate[part]
        step = np.cross(now, ahead)
        now += step + 0.5 * np.cross(step, ahead)
        up[part] = now / _lengths(now)


def _turns(bins: _Bins, t_s: FloatArray, rate: FloatArray) -> Iterator[FloatArray]:
    """Turning since the first sample, chunk by chunk: quaternions, w first.

    Between two samples the sensor turns by the mean of their rates. VQF gets that turn as a rate
    over a step of one second; without weight it corrects nothing and only integrates.
    """
    integrator = BasicVQF(1.0)
    last_s, last_rate = t_s[:1], rate[:1]
    for _, part in _chunks(bins):
        now_s, now = t_s[part], rate[part]
        between = now + np.concatenate((last_rate, now[:-1]))
        between *= (0.5 * np.diff(now_s, prepend=last_s))[:, None]
        last_s, last_rate = now_s[-1:], now[-1:]
        quats: FloatArray = integrator.updateBatch(between, np.zeros_like(between))["quat6D"]
        yield quats


def _lengths(rows: FloatArray) -> FloatArray:
    """Length of every row, (n, 1)."""
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)))[:, None]


def _turned(quats: FloatArray, rows: FloatArray, sense: float) -> FloatArray:
    """Rows turned by unit quaternions (w first), or back (`sense` -1)."""
    w, x, y, z = (quats[:, i] for i in range(4))
    w = w * sense
    a, b, c = (rows[:, i] for i in range(AXES))
    p = 2.0 * (y * c - z * b)
    q = 2.0 * (z * a - x * c)
    r = 2.0 * (x * b - y * a)
    result = np.empty((len(rows), AXES))
    result[:, 0] = a + w * p + (y * r - z * q)
    result[:, 1] = b + w * q + (z * p - x * r)
    result[:, 2] = c + w * r + (x * q - y * p)
    return result


def _averaged(total: FloatArray, weight: FloatArray, step_s: float, sigma_s: float) -> FloatArray:
    """Gaussian mean over rows at equal steps, what lies beyond the ends left out of it.

    Parameters
    ----------
    total : (m, 3)
        Means, times the weight.
    weight : (m,)
        0 where nothing is known, 1 where everything is.
    """
    reach = min(len(total), int(np.ceil(_REACH_SIGMAS * sigma_s / step_s)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step_s / sigma_s) ** 2)
    middle = slice(reach, reach + len(total))
    divisor = np.convolve(weight, kernel)[middle]
    divisor[divisor <= 0.0] = np.nan
    mean = np.empty_like(total)
    for i in range(AXES):
        mean[:, i] = np.convolve(total[:, i], kernel)[middle] / divisor
    return mean


def _tilt_alone(
    params: OrientationParams, segment: _Segment, up: FloatArray, valid: BoolArray
) -> None:
    """Up from the acceleration itself; usable where its mean is as long as gravity."""
    bins = _bins(segment.t_s, 0.0)
    middles_s = segment.t_s[0] + (np.arange(bins.count) + 0.5) * bins.width_s
    mean = bins.means(segment.acc_m_s2)
    mean = _averaged(mean, np.ones(len(mean)), bins.width_s, params.alone_sigma_s)
    at_samples = _at(segment.t_s, middles_s, mean)
    length = _lengths(at_samples)
    up[segment.rows] = at_samples / length
    valid[segment.rows] = np.abs(length[:, 0] - np.median(length)) <= params.alone_m_s2
