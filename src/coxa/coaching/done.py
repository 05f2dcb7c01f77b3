"""What was done, as a session keeps it: `coxa.session/1`'s lines of one exercise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from coxa.coaching.config import CoachConfig, TrainedSide
from coxa.coaching.keep import Measured
from coxa.coaching.prepare import coached
from coxa.coaching.state import CoachState, Tally
from coxa.records.session import ExerciseDone, MeasuredBy, RangeReached
from coxa.tables.coaching import Guide

_BY_CLOCK: Final[dict[Guide, MeasuredBy]] = {"timer": "timer", "paced": "self_report"}


def exercises_done(
    config: CoachConfig, state: CoachState, measured: Sequence[Measured] = ()
) -> tuple[ExerciseDone, ...]:
    """Lines of a session, one for each side that was begun.

    Parameters
    ----------
    config :
        What was coached.
    state :
        After the last sample; the exercise need not have come to its end.
    measured :
        Stored ranges, as `coxa.coaching.keep` made them. Live angles are not stored.
    """
    stopped = state.progress.stop_side
    begun = [t for t in state.progress.tallies if t.has_begun or t.side == stopped]
    return tuple(_done(config, state, tally, measured) for tally in begun)


def measured_by(config: CoachConfig) -> MeasuredBy:
    """Who or what counted."""
    if config.source != "none":
        return config.source
    return _BY_CLOCK[coached(config).row.guide]


def _done(
    config: CoachConfig, state: CoachState, tally: Tally, measured: Sequence[Measured]
) -> ExerciseDone:
    progress, said = state.progress, state.progress.said
    hurts = said.pain_side in (None, "both", tally.side) or tally.side == "both"
    is_stopped = progress.stop_side in (None, "both", tally.side) or tally.side == "both"
    return ExerciseDone(
        exercise=config.exercise,
        side=tally.side,
        level=config.level,
        measured_by=measured_by(config),
        sets=tally.sets,
        repetitions=tally.all_repetitions,
        held_s=round(tally.held_s, 1),
        pain_before=config.pain_before,
        pain_during=said.pain if hurts else None,
        pain_kind=said.pain_kind if hurts else None,
        effort=said.effort,
        ranges=_ranges(tally.side, measured),
        stop=progress.stop if is_stopped else None,
    )


def _ranges(side: TrainedSide, measured: Sequence[Measured]) -> tuple[RangeReached, ...]:
    """Mean over the stretches, weighted by repetitions; the error is that of the least sure one.

    What is wrong with a camera or a strap is wrong in every set: it does not average out.
    """
    reached = []
    for direction in dict.fromkeys(m.direction for m in measured if m.side == side):
        own = [m for m in measured if (m.side, m.direction) == (side, direction)]
        total = math.fsum(m.n * m.value_deg for m in own)
        reached.append(
            RangeReached(
                direction=direction,
                value_deg=round(total / sum(m.n for m in own), 1),
                error_95_deg=max(m.error_95_deg for m in own),
                highest_deg=max(m.highest_deg for m in own),
            )
        )
    return tuple(reached)
