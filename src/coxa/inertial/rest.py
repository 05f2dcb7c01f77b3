"""Rest, wherever it lies in a recording, and the gyroscope's bias with its uncertainty from it.

A recording is first cut into blocks of a quarter of a second and only their means are looked at: a
still phone has still means, whatever the sensor's noise. The laboratory makes the same blocks with
numpy (`coxa_lab.orientation`); the decisions are made here alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa.geometry import Vector3, angle_between_rad, dot, mean_direction, unit

AXES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RestParams:
    """What counts as rest.

    Attributes
    ----------
    block_s, least_s : float
        Length of a block; shortest rest. 1.5 s as in VQF (Laidig & Seel 2023, `restMinT`).
    max_gap_s : float
        Blocks further apart than this do not belong to one rest.
    gyr_rad_s : float
        How far a block's mean angular velocity may lie from the middle of its rest. 2 deg/s as in
        VQF (`restThGyr`): a hanging leg sways by less.
    acc_m_s2 : float
        The same for acceleration. 0.2 m/s² is a tilt of 1.2 degrees: tighter than VQF's 0.5,
        because a slow steady turn must not pass for rest.
    largest_bias_rad_s : float
        A steady angular velocity above this is a movement, not a bias: data sheets of phones'
        gyroscopes allow up to 10 deg/s.
    sway_rad, turn_rad : float
        What a person who holds still may turn unnoticed from one end of a rest to the other: about
        horizontal axes, where the accelerometer would show it, and about the vertical.
    drift_rad_s : float
        How far (one standard deviation) a bias may have moved since a calibration: VQF's
        `biasSigmaInit`, 0.5 deg/s.
    """

    block_s: float = 0.25
    least_s: float = 1.5
    max_gap_s: float = 0.6
    gyr_rad_s: float = math.radians(2.0)
    acc_m_s2: float = 0.2
    largest_bias_rad_s: float = math.radians(15.0)
    sway_rad: float = math.radians(0.3)
    turn_rad: float = math.radians(1.5)
    drift_rad_s: float = math.radians(0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Means over one block; `acc_m_s2` is None where only a gyroscope was recorded."""

    t_s: float
    acc_m_s2: Vector3 | None
    gyr_rad_s: Vector3


@dataclass(frozen=True, slots=True, kw_only=True)
class RestWindow:
    """One rest: from the first block's beginning to the last one's end, and what was seen in it.

    `sigma_rad_s` is the uncertainty (one standard deviation) of `gyr_rad_s` as a bias.
    """

    from_s: float
    to_s: float
    acc_m_s2: Vector3 | None
    gyr_rad_s: Vector3
    sigma_rad_s: Vector3


@dataclass(frozen=True, slots=True, kw_only=True)
class GyroBias:
    """What the gyroscope says at rest, one standard deviation of it, and the length of all rest."""

    bias_rad_s: Vector3
    sigma_rad_s: Vector3
    rest_s: float


def blocks_from_motion(
    params: RestParams,
    t_s: Sequence[float],
    acc_m_s2: Sequence[float],
    gyr_rad_s: Sequence[float],
) -> list[Block]:
    """Means of the samples of every block; blocks without samples are left out.

    Parameters
    ----------
    params :
        Length of a block.
    t_s : (n,)
        Increasing.
    acc_m_s2 : (n * 3,)
        Flat, or empty.
    gyr_rad_s : (n * 3,)
        Flat.
    """
    blocks: list[Block] = []
    n, first = len(t_s), 0
    while first < n:
        number = block_number(params, t_s[first], t_s[0])
        last = first + 1
        while last < n and block_number(params, t_s[last], t_s[0]) == number:
            last += 1
        blocks.append(
            Block(
                t_s=t_s[0] + (number + 0.5) * params.block_s,
                acc_m_s2=_mean(acc_m_s2, first, last) if len(acc_m_s2) else None,
                gyr_rad_s=_mean(gyr_rad_s, first, last),
            )
        )
        first = last
    return blocks


def block_number(params: RestParams, t_s: float, start_s: float) -> int:
    """Which block a moment belongs to."""
    return math.floor((t_s - start_s) / params.block_s)


def rest_windows(params: RestParams, blocks: Sequence[Block]) -> list[RestWindow]:
    """Every rest in the recording, in order of time; none overlap.

    Parameters
    ----------
    params, blocks :
        Blocks in order of time; one with a value that is not finite ends a rest.
    """
    values = [_values(block) for block in blocks]
    limits = [params.acc_m_s2] * (len(values[0]) - AXES) if values else []
    spans = [2.0 * limit for limit in [*limits, *[params.gyr_rad_s] * AXES]]
    least = max(2, math.ceil(params.least_s / params.block_s - 1e-9))
    found: list[RestWindow] = []
    first = 0
    while first + least <= len(blocks):
        last = _still_until(params, blocks, values, spans, first)
        window = _window(params, blocks[first:last]) if last - first >= least else None
        if window is None:
            first += 1
            continue
        found.append(window)
        first = last
    return found


def bias_from_rest(params: RestParams, windows: Sequence[RestWindow]) -> GyroBias | None:
    """Bias from all rests, the steadier and longer ones counting more; None without a rest.

    A window that contradicts the best one by more than a rest may vary is left out (a steady turn
    about the vertical looks like rest). Where the others scatter more than they should, the
    uncertainty grows with the scatter.
    """
    if not windows:
        return None
    best = min(windows, key=lambda window: max(window.sigma_rad_s))
    kept = [w for w in windows if _distance(w, best) <= params.gyr_rad_s]
    pairs = [_pooled([(w.gyr_rad_s[i], w.sigma_rad_s[i]) for w in kept]) for i in range(AXES)]
    return GyroBias(
        bias_rad_s=(pairs[0][0], pairs[1][0], pairs[2][0]),
        sigma_rad_s=(pairs[0][1], pairs[1][1], pairs[2][1]),
        rest_s=math.fsum(w.to_s - w.from_s for w in kept),
    )


def bias_after_calibration(params: RestParams, rest: GyroBias, calibration: GyroBias) -> GyroBias:
    """Rest in the recording and a calibration together, each by its uncertainty.

    The calibration is of another time and temperature, which widens its own.
    """
    pairs = [
        _pooled(
            [
                (rest.bias_rad_s[i], rest.sigma_rad_s[i]),
                (
                    calibration.bias_rad_s[i],
                    math.hypot(calibration.sigma_rad_s[i], params.drift_rad_s),
                ),
            ]
        )
        for i in range(AXES)
    ]
    return GyroBias(
        bias_rad_s=(pairs[0][0], pairs[1][0], pairs[2][0]),
        sigma_rad_s=(pairs[0][1], pairs[1][1], pairs[2][1]),
        rest_s=rest.rest_s,
    )


def _mean(flat: Sequence[float], first: int, last: int) -> Vector3:
    count = last - first
    x, y, z = (math.fsum(flat[AXES * first + i : AXES * last : AXES]) / count for i in range(AXES))
    return (x, y, z)


def _values(block: Block) -> tuple[float, ...]:
    return (*(block.acc_m_s2 or ()), *block.gyr_rad_s)


def _still_until(
    params: RestParams,
    blocks: Sequence[Block],
    values: Sequence[Sequence[float]],
    spans: Sequence[float],
    first: int,
) -> int:
    """Index after the last block that is still together with the first."""
    lowest, highest = list(values[first]), list(values[first])
    if not all(map(math.isfinite, lowest)):
        return first
    for i in range(first + 1, len(blocks)):
        if blocks[i].t_s - blocks[i - 1].t_s > params.max_gap_s:
            return i
        for k, value in enumerate(values[i]):
            if not math.isfinite(value):
                return i
            lowest[k] = min(lowest[k], value)
            highest[k] = max(highest[k], value)
            if highest[k] - lowest[k] > spans[k]:
                return i
    return len(blocks)


def _window(params: RestParams, blocks: Sequence[Block]) -> RestWindow | None:
    """The rest these blocks make; None if its steady angular velocity is no bias."""
    gyr = [_moments([block.gyr_rad_s[i] for block in blocks]) for i in range(AXES)]
    if max(abs(mean) for mean, _ in gyr) > params.largest_bias_rad_s:
        return None
    from_s = blocks[0].t_s - 0.5 * params.block_s
    to_s = blocks[-1].t_s + 0.5 * params.block_s
    acc = [block.acc_m_s2 for block in blocks if block.acc_m_s2 is not None]
    means = [math.fsum(a[i] for a in acc) / len(acc) for i in range(AXES)] if acc else None
    unseen = [angle / (to_s - from_s) for angle in _turned_meanwhile(params, acc)]
    sigma = [
        math.hypot(sd / math.sqrt(len(blocks)), rate)
        for (_, sd), rate in zip(gyr, unseen, strict=True)
    ]
    return RestWindow(
        from_s=from_s,
        to_s=to_s,
        acc_m_s2=None if means is None else (means[0], means[1], means[2]),
        gyr_rad_s=(gyr[0][0], gyr[1][0], gyr[2][0]),
        sigma_rad_s=(sigma[0], sigma[1], sigma[2]),
    )


def _turned_meanwhile(params: RestParams, acc_m_s2: Sequence[Vector3]) -> list[float]:
    """Angle about each axis of the sensor that it may have turned in a rest (one σ).

    About horizontal axes what the accelerometer shows of it, and what a person hides; about the
    vertical only the latter is known.
    """
    ups = [unit(acc) for acc in acc_m_s2 if dot(acc, acc) > 0.0]
    half = len(ups) // 2
    if half == 0:
        return [params.sway_rad] * AXES
    before, after = mean_direction(ups[:half]), mean_direction(ups[-half:])
    # the middles of the halves are half of the rest apart
    sway_rad = math.hypot(params.sway_rad, 2.0 * angle_between_rad(before, after))
    shares = [component**2 for component in mean_direction(ups)]
    return [
        math.hypot(sway_rad * math.sqrt(max(0.0, 1.0 - s)), params.turn_rad * math.sqrt(s))
        for s in shares
    ]


def _moments(values: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation."""
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def _distance(a: RestWindow, b: RestWindow) -> float:
    return max(abs(x - y) for x, y in zip(a.gyr_rad_s, b.gyr_rad_s, strict=True))


def _pooled(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean weighted by 1/σ², and its σ, widened where the values scatter more than their σ."""
    weights = [1.0 / sigma**2 for _, sigma in pairs]
    total = math.fsum(weights)
    mean = math.fsum(w * value for w, (value, _) in zip(weights, pairs, strict=True)) / total
    scatter = math.fsum(w * (v - mean) ** 2 for w, (v, _) in zip(weights, pairs, strict=True))
    excess = scatter / (len(pairs) - 1) if len(pairs) > 1 else 1.0
    return mean, math.sqrt(max(1.0, excess) / total)
