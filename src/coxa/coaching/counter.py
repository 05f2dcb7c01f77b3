"""One way of moving, watched for repetitions: out over one threshold, home over another.

Knows nothing of bodies: a height in degrees or shares comes in, image by image. What was held, and
everything that went with it, is handed on whole when the movement has come home.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_SLOW_S: Final = 0.3
"""A deliberate movement of 30 degrees in 2 seconds is 4.5 degrees ahead of its mean over this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterParams:
    """What counts as out, home and held; heights in the unit of the pattern.

    Attributes
    ----------
    out_at, rise :
        A movement begins above `out_at`, and `rise` above the lowest point since the last one.
    home_at, home_share :
        It ends below the larger of `home_at` and that share of its top.
    band, band_share, steady :
        Held is what stays within the band below the top and wanders by `steady` at most.
    reach, most :
        From where on a hold counts, and up to where; None where nobody says.
    unseen_s, longest_s :
        A movement that was not seen for so long, or does not come home, is broken off.
    trace_s :
        Distance of the instants that are kept.
    """

    out_at: float
    rise: float
    home_at: float
    home_share: float
    band: float
    band_share: float
    steady: float
    reach: float | None
    most: float | None
    unseen_s: float
    longest_s: float
    trace_s: float


@dataclass(frozen=True, slots=True)
class Instant:
    """One instant of a movement. `form` is what goes with it; None: not seen."""

    t_s: float
    height: float
    form: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterState:
    """Everything one image hands to the next.

    Attributes
    ----------
    low :
        Lowest height since the last movement; None before the first.
    is_out :
        A movement is under way: since `since_s`, last seen at `seen_s`, its highest point `top`.
    slow :
        Mean of the last moments.
    is_holding, held_s :
        In position now, and for how long altogether.
    trace :
        Its instants.
    """

    low: float | None = None
    is_out: bool = False
    since_s: float = 0.0
    seen_s: float = 0.0
    top: float = 0.0
    slow: float = 0.0
    is_holding: bool = False
    held_s: float = 0.0
    trace: tuple[Instant, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement that has come to its end.

    Attributes
    ----------
    broken :
        ``gap``: not seen for too long; ``unfinished``: it never came home; else None.
    """

    since_s: float
    end_s: float
    held_s: float
    trace: tuple[Instant, ...]
    broken: str | None


def counter_step(
    params: CounterParams,
    state: CounterState,
    t_s: float,
    heights: tuple[float, float],
    form: tuple[float, ...],
) -> tuple[CounterState, Movement | None]:
    """One image in; the new state, and the movement that ended with it.

    Parameters
    ----------
    params, state :
        Start with ``CounterState()``.
    t_s :
        Time stamp.
    heights :
        As seen, which decides about out and home, and corrected, which is held. NaN: not seen.
    form :
        What goes with it; kept for the judgement.
    """
    height, true = heights
    if not state.is_out:
        return _at_home(params, state, t_s, heights, form), None
    if t_s - state.seen_s > params.unseen_s:
        return _ended(state, t_s, None, "gap")
    if height != height:  # NaN, and the fastest way to say so
        return state, None
    state = _further(params, state, t_s, (height, true), form)
    if height < max(params.home_at, params.home_share * state.top):
        return _ended(state, t_s, height, None)
    if t_s - state.since_s > params.longest_s:
        return _ended(state, t_s, height, "unfinished")
    return state, None


def _at_home(
    params: CounterParams,
    state: CounterState,
    t_s: float,
    heights: tuple[float, float],
    form: tuple[float, ...],
) -> CounterState:
    height = heights[0]
    if height != height:  # NaN
        return state
    low = height if state.low is None else min(state.low, height)
    if height <= params.out_at or height - low <= params.rise:
        return state if low == state.low else CounterState(low=low)
    return CounterState(
        low=low,
        is_out=True,
        since_s=t_s,
        seen_s=t_s,
        top=height,
        slow=height,
        trace=(_instant(t_s, height, form),),
    )


def _further(
    params: CounterParams,
    state: CounterState,
    t_s: float,
    heights: tuple[float, float],
    form: tuple[float, ...],
) -> CounterState:
    height, true = heights
    step_s = t_s - state.seen_s
    top = max(state.top, height)
    slow = state.slow + (1.0 - math.exp(-step_s / _SLOW_S)) * (height - state.slow)
    is_holding = _is_holding(params, state, (height, true, top), slow)
    kept = state.trace
    if t_s - kept[-1].t_s >= params.trace_s:
        kept = (*kept, _instant(t_s, height, form))
    return CounterState(
        low=state.low,
        is_out=True,
        since_s=state.since_s,
        seen_s=t_s,
        top=top,
        slow=slow,
        is_holding=is_holding,
        held_s=state.held_s + (step_s if is_holding and state.is_holding else 0.0),
        trace=kept,
    )


def _is_holding(
    params: CounterParams, state: CounterState, heights: tuple[float, float, float], slow: float
) -> bool:
    """Still, far enough and not too far; what is held may sag a little before it counts as left."""
    height, true, top = heights
    slack = 0.5 * params.band if state.is_holding else 0.0
    if abs(height - slow) > params.steady + slack:
        return False
    if params.most is not None and true > params.most:
        return False
    if params.reach is not None:
        return true >= params.reach - slack
    return height >= top - max(params.band, params.band_share * top) - slack


def _ended(
    state: CounterState, t_s: float, height: float | None, broken: str | None
) -> tuple[CounterState, Movement]:
    movement = Movement(state.since_s, t_s, state.held_s, state.trace, broken)
    return CounterState(low=height), movement


def _instant(t_s: float, height: float, form: tuple[float, ...]) -> Instant:
    return Instant(t_s, height, tuple([v if math.isfinite(v) else None for v in form]))
