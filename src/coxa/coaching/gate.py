"""The start gate: nothing counts until the ready position has been held still for a while.

What is held is a row of numbers (places of joints, or a direction); their mean while held is what
everything afterwards is measured from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa.tables.coaching import CoachingTables

_SMOOTHING_S: Final = 0.2
"""Noise of single images is not movement; a way out and back takes longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateParams:
    """How long the position must be held, and how long it may be lost on the way, seconds."""

    hold_s: float
    gap_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """Everything one image hands to the next.

    Attributes
    ----------
    since_s :
        When the holding began; None while nothing is held.
    seen_s :
        When the position was last seen.
    smooth, sums, count :
        The numbers without their noise, and their sums since `since_s`.
    home :
        Their mean over the hold, once the gate is open; empty before.
    """

    since_s: float | None = None
    seen_s: float | None = None
    smooth: tuple[float, ...] = ()
    sums: tuple[float, ...] = ()
    count: int = 0
    home: tuple[float, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the position was held long enough."""
        return bool(self.home)


def gate_params(coaching: CoachingTables) -> GateParams:
    """Figures of the gate."""
    return GateParams(hold_s=coaching.figure("gate_s"), gap_s=coaching.figure("gate_gap_s"))


def gate_step(
    params: GateParams,
    state: GateState,
    t_s: float,
    values: Sequence[float] | None,
    allowed: Sequence[float],
) -> GateState:
    """One image in; the new state.

    Parameters
    ----------
    params, state :
        Start with ``GateState()``.
    t_s :
        Time stamp.
    values : (n,) or None
        The numbers that must keep still; None where the position is not the ready one.
    allowed : (n,)
        How far each may wander from its mean; infinite where it may do as it likes.
    """
    if values is None:
        is_lost = state.seen_s is None or t_s - state.seen_s > params.gap_s
        return GateState() if is_lost else state
    if state.since_s is None or state.seen_s is None:
        return _begun(t_s, values)
    share = 1.0 - math.exp(-(t_s - state.seen_s) / _SMOOTHING_S)
    smooth = tuple([s + share * (v - s) for s, v in zip(state.smooth, values, strict=True)])
    count = state.count
    if any(
        abs(s - total / count) > most
        for s, total, most in zip(smooth, state.sums, allowed, strict=True)
    ):
        return _begun(t_s, values)
    sums = tuple([total + v for total, v in zip(state.sums, values, strict=True)])
    count += 1
    is_long = t_s - state.since_s >= params.hold_s
    return GateState(
        since_s=state.since_s,
        seen_s=t_s,
        smooth=smooth,
        sums=sums,
        count=count,
        home=tuple([total / count for total in sums]) if is_long else (),
    )


def _begun(t_s: float, values: Sequence[float]) -> GateState:
    held = tuple(values)
    return GateState(since_s=t_s, seen_s=t_s, smooth=held, sums=held, count=1)
