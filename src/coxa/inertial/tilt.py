"""Which way is up, live: one sample in, state and the unit vector "up" in the sensor frame out.

The accelerometer shows up plus what the phone is accelerated by, the gyroscope how it turns. So the
acceleration is averaged over seconds in a frame that does not turn: the mean is turned back with
every step of the gyroscope. Velocities of a limb stay bounded, so accelerations cancel in the mean
and gravity stays. That is VQF's idea (Laidig & Seel 2023, doi:10.1016/j.inffus.2022.10.014) in an
own implementation: the mean is kept in the sensor frame and needs no quaternion.

Stored numbers never come from here; `coxa_lab.orientation` is the recording path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from coxa.geometry import Vector3, cross, dot

GYR_DELAY_S = 0.004
"""How much later than the movement a gyroscope's sample is: the delay of its low-pass filter.

Data sheets give 1 to 6 ms at the settings phones use; 3.9 ms at 92 Hz (MPU-6500 register map 2.1).
The recording path uses the same figure.
"""

_NOWHERE: Vector3 = (math.nan, math.nan, math.nan)
_ZERO: Vector3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TiltParams:
    """How the live tilt is made.

    Attributes
    ----------
    gyr_bias_rad_s : tuple or None
        Bias from a calibration; None if unknown. Rest improves on it.
    acc_s : float
        Delay of the averaging of acceleration, in two equal stages: VQF's published `tauAcc`, 3 s.
    alone_s : float
        The same without a gyroscope: long enough for tremor, short enough to follow.
    settle_s : float
        From a start in movement until the tilt counts as settled; at rest it counts at once.
    bias_s, bias_fast_s : float
        How slowly the bias follows from the movement while no rest and no calibration is known:
        long against `acc_s`, or the two would swing. The fast one holds at the beginning.
    rest_gyr_rad_s, rest_acc_m_s2, rest_s, rest_mean_s :
        Rest as in VQF: deviation from a short mean (`rest_mean_s`) for at least `rest_s`.
    rest_bias_s : float
        Over how much rest the bias is averaged at most: it drifts with temperature.
    largest_bias_rad_s : float
        As in `coxa.inertial.rest.RestParams`.
    max_gap_s : float
        A longer step starts anew.
    gyr_limit_rad_s : float
        At this value the gyroscope is saturated and the tilt starts anew; 2000 deg/s is the usual
        end of range.
    gyr_delay_s : float
        See `GYR_DELAY_S`.
    """

    gyr_bias_rad_s: Vector3 | None = None
    acc_s: float = 3.0
    alone_s: float = 0.25
    settle_s: float = 2.5
    bias_s: float = 30.0
    bias_fast_s: float = 10.0
    rest_gyr_rad_s: float = math.radians(2.0)
    rest_acc_m_s2: float = 0.5
    rest_s: float = 1.5
    rest_mean_s: float = 0.5
    rest_bias_s: float = 30.0
    largest_bias_rad_s: float = math.radians(15.0)
    max_gap_s: float = 0.25
    gyr_limit_rad_s: float = math.radians(1995.0)
    gyr_delay_s: float = GYR_DELAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class StillState:
    """Short means of both sensors, and since when neither left them."""

    since_s: float
    gyr_rad_s: Vector3
    acc_m_s2: Vector3


@dataclass(frozen=True, slots=True, kw_only=True)
class TiltState:
    """Everything one sample hands to the next; plain data, so that it survives as JSON.

    Attributes
    ----------
    t_s, gyr_rad_s :
        Last sample.
    age_s : float
        Since the last start; `restarts` counts the starts after the first.
    fast_m_s2, slow_m_s2 :
        Acceleration after the first and the second averaging, sensor frame.
    still :
        Looking for rest.
    bias_rad_s, rest_s :
        Bias in use, and how much rest it stands on.
    is_settled : bool
        Whether the tilt may be used: false after a start, a gap or saturation.
    """

    t_s: float | None = None
    gyr_rad_s: Vector3 | None = None
    age_s: float = 0.0
    restarts: int = 0
    fast_m_s2: Vector3 = _ZERO
    slow_m_s2: Vector3 = _ZERO
    still: StillState | None = None
    bias_rad_s: Vector3 | None = None
    rest_s: float = 0.0
    is_settled: bool = False


def tilt_step(
    params: TiltParams,
    state: TiltState,
    t_s: float,
    acc_m_s2: Vector3,
    gyr_rad_s: Vector3 | None,
) -> tuple[TiltState, Vector3]:
    """One sample in; the new state, and up in the sensor frame.

    Parameters
    ----------
    params, state :
        Start with ``TiltState()``.
    t_s : float
        Time stamp. One that is not later than the last sample's changes nothing.
    acc_m_s2 :
        Specific force: +9.81 along the axis that points up when still.
    gyr_rad_s :
        Angular velocity with its bias, or None without a gyroscope (always, or never).

    Returns
    -------
    state : TiltState
        Ask `is_settled` before using `up`.
    up :
        Unit vector; NaN where the sample is not finite or the phone has no weight.
    """
    gyr = _ZERO if gyr_rad_s is None else gyr_rad_s
    if not all(map(math.isfinite, (t_s, *acc_m_s2, *gyr))):
        return state, _NOWHERE
    if state.t_s is not None and t_s <= state.t_s:
        return state, _up(params, state)
    if state.t_s is None or t_s - state.t_s > params.max_gap_s or _is_saturated(params, gyr):
        state = _started(params, state, t_s, acc_m_s2, gyr)
    elif gyr_rad_s is None:
        state = _followed(params, state, t_s, acc_m_s2)
    else:
        state = _turned_on(params, state, t_s, acc_m_s2, gyr)
    return state, _up(params, state)


def state_to_json(state: TiltState) -> dict[str, Any]:
    """The state as plain JSON values."""
    return asdict(state)


def state_from_json(value: Mapping[str, Any]) -> TiltState:
    """The state that `state_to_json` wrote.

    Raises
    ------
    KeyError, TypeError
        The value is something else.
    """
    still = value["still"]
    read = TiltState(**_with_vectors(value))
    return replace(read, still=None if still is None else StillState(**_with_vectors(still)))


def _with_vectors(value: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples: vectors become tuples again."""
    return {key: tuple(v) if isinstance(v, list) else v for key, v in value.items()}


def _is_saturated(params: TiltParams, gyr_rad_s: Vector3) -> bool:
    return max(map(abs, gyr_rad_s)) >= params.gyr_limit_rad_s


def _up(params: TiltParams, state: TiltState) -> Vector3:
    """Direction of the mean acceleration, turned on by what the gyroscope is late."""
    length = math.sqrt(dot(state.slow_m_s2, state.slow_m_s2))
    if length == 0.0 or state.gyr_rad_s is None:
        return _NOWHERE
    up = _times(1.0 / length, state.slow_m_s2)
    rate = _minus(state.gyr_rad_s, state.bias_rad_s or _ZERO)
    return _seen_after_turn(up, _times(params.gyr_delay_s, rate))


def _started(
    params: TiltParams, state: TiltState, t_s: float, acc: Vector3, gyr: Vector3
) -> TiltState:
    """Nothing is known but this sample; the bias stays."""
    bias = params.gyr_bias_rad_s if state.t_s is None else state.bias_rad_s
    return TiltState(
        t_s=t_s,
        gyr_rad_s=gyr,
        restarts=state.restarts + (state.t_s is not None),
        fast_m_s2=acc,
        slow_m_s2=acc,
        bias_rad_s=bias,
        rest_s=state.rest_s,
    )


def _followed(params: TiltParams, state: TiltState, t_s: float, acc: Vector3) -> TiltState:
    """Without a gyroscope: a short mean of the acceleration itself."""
    step_s = t_s - (state.t_s or 0.0)
    share = _share(step_s, params.alone_s, state.age_s)
    mean = _towards(state.slow_m_s2, acc, share)
    age_s = state.age_s + step_s
    return replace(
        state,
        t_s=t_s,
        age_s=age_s,
        fast_m_s2=mean,
        slow_m_s2=mean,
        is_settled=age_s >= params.alone_s,
    )


def _turned_on(
    params: TiltParams, state: TiltState, t_s: float, acc: Vector3, gyr: Vector3
) -> TiltState:
    """Turn the means back by the gyroscope, then move them towards the acceleration."""
    step_s = t_s - (state.t_s or 0.0)
    state = _with_rest(params, state, t_s, acc, gyr)
    bias = state.bias_rad_s or _ZERO
    rate = _minus(_times(0.5, _plus(state.gyr_rad_s or gyr, gyr)), bias)
    turn = _times(step_s, rate)
    turned_slow = _seen_after_turn(state.slow_m_s2, turn)
    share = _share(step_s, 0.5 * params.acc_s, state.age_s)
    fast = _towards(_seen_after_turn(state.fast_m_s2, turn), acc, share)
    slow = _towards(turned_slow, fast, share)
    age_s = state.age_s + step_s
    is_at_rest = _is_at_rest(params, state, t_s)
    is_measured = state.rest_s > 0.0 or params.gyr_bias_rad_s is not None
    if not is_measured and age_s >= params.acc_s:
        state = _with_bias_from_movement(params, state, turned_slow, slow)
    return replace(
        state,
        t_s=t_s,
        gyr_rad_s=gyr,
        age_s=age_s,
        fast_m_s2=fast,
        slow_m_s2=slow,
        is_settled=state.is_settled or is_at_rest or age_s >= params.settle_s,
    )


def _with_rest(
    params: TiltParams, state: TiltState, t_s: float, acc: Vector3, gyr: Vector3
) -> TiltState:
    """Rest looked for, and the bias taken from it."""
    still = state.still
    if still is None:
        return replace(state, still=StillState(since_s=t_s, gyr_rad_s=gyr, acc_m_s2=acc))
    step_s = t_s - (state.t_s or 0.0)
    is_still = (
        _largest(_minus(gyr, still.gyr_rad_s)) <= params.rest_gyr_rad_s
        and _largest(_minus(acc, still.acc_m_s2)) <= params.rest_acc_m_s2
        and _largest(still.gyr_rad_s) <= params.largest_bias_rad_s
    )
    share = _share(step_s, params.rest_mean_s, math.inf)
    still = StillState(
        since_s=still.since_s if is_still else t_s,
        gyr_rad_s=_towards(still.gyr_rad_s, gyr, share),
        acc_m_s2=_towards(still.acc_m_s2, acc, share),
    )
    state = replace(state, still=still)
    if not _is_at_rest(params, state, t_s):
        return state
    rest_s = min(state.rest_s + step_s, params.rest_bias_s)
    before = state.bias_rad_s or _ZERO
    bias = _towards(before, still.gyr_rad_s, min(1.0, step_s / rest_s))
    return replace(state, rest_s=rest_s, bias_rad_s=bias)


def _is_at_rest(params: TiltParams, state: TiltState, t_s: float) -> bool:
    return state.still is not None and t_s - state.still.since_s >= params.rest_s


def _with_bias_from_movement(
    params: TiltParams, state: TiltState, predicted: Vector3, corrected: Vector3
) -> TiltState:
    """Whatever the gyroscope must be corrected by all the time is bias.

    Only the part about horizontal axes shows; the part about the vertical does not change the tilt.
    Steps and swings mislead it, so a bias that was measured at rest is left alone.
    """
    span_s = min(params.bias_s, max(params.bias_fast_s, state.age_s))
    lengths = math.sqrt(dot(predicted, predicted) * dot(corrected, corrected))
    if lengths == 0.0:
        return state
    correction = _times(1.0 / (lengths * span_s), cross(predicted, corrected))
    return replace(state, bias_rad_s=_plus(state.bias_rad_s or _ZERO, correction))


def _share(step_s: float, mean_s: float, age_s: float) -> float:
    """How far a mean goes towards a new value; at first all samples count alike."""
    settled = 1.0 - math.exp(-step_s / mean_s)
    return max(settled, step_s / (age_s + step_s)) if math.isfinite(age_s) else settled


def _seen_after_turn(vector: Vector3, turn_rad: Vector3) -> Vector3:
    """What a sensor sees of a vector fixed in space after it has turned itself (Rodrigues)."""
    angle = math.sqrt(dot(turn_rad, turn_rad))
    if angle == 0.0:
        return vector
    sine = math.sin(angle) / angle
    versine = 2.0 * (math.sin(0.5 * angle) / angle) ** 2
    once = cross(turn_rad, vector)
    twice = cross(turn_rad, once)
    return _plus(vector, _plus(_times(-sine, once), _times(versine, twice)))


def _plus(a: Vector3, b: Vector3) -> Vector3:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _minus(a: Vector3, b: Vector3) -> Vector3:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _times(factor: float, a: Vector3) -> Vector3:
    return (factor * a[0], factor * a[1], factor * a[2])


def _towards(a: Vector3, b: Vector3, share: float) -> Vector3:
    return _plus(a, _times(share, _minus(b, a)))


def _largest(a: Vector3) -> float:
    return max(abs(a[0]), abs(a[1]), abs(a[2]))
