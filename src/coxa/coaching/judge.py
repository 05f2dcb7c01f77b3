"""A movement that has ended: how far, how long held, what went with it, and whether it counts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coxa import signals
from coxa.assessment.pelvis import PelvicRoll, pelvic_roll
from coxa.coaching.config import CoachConfig
from coxa.coaching.counter import CounterParams, Instant, Movement
from coxa.coaching.reading import Channel
from coxa.errors import TableError
from coxa.tables.coaching import CoachingTables, FormRule, Pattern, PatternRow
from coxa.tables.load import CompensationLimit, tables

ANGLES: Final[frozenset[Pattern]] = frozenset({"seated_rotation", "shank_tilt"})
"""Patterns whose height is the rotation of the hip in degrees."""
_ONLY_FOR_ROLL: Final = frozenset({"other_leg", "hip_line", "shoulder_line"})
_EITHER_WAY: Final = frozenset({"trunk_lean", "thigh_drift", "bend"})
"""Measures that spoil whichever way they go."""
_NO_ROLL: Final = PelvicRoll(0.0, 0.0, 0.0)
_FOLLOWS: Final = 0.6
"""A leg that moves less than this share of the other has not moved by itself; as in `trial`."""
_TOGETHER_DEG: Final = 6.0
"""A resting leg that turns less is resting; as the least peak of `trial`."""
_SHORT_HOLD_S: Final = 0.6
_SHORT_QUANTILE: Final = 0.9
_PACE_S: Final = 0.12
"""Rates are taken over at least this, so that noise is not speed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A movement with its verdict.

    Attributes
    ----------
    value_deg :
        End range, roll of the pelvis taken out; None where the pattern gives no angle.
    height :
        End range in the unit of the pattern.
    reasons :
        Why it does not count; empty if it does.
    faults :
        Form measures that are told, the worst first.
    is_quick :
        Much faster out than asked for.
    """

    value_deg: float | None
    height: float
    held_s: float
    reasons: tuple[str, ...]
    faults: tuple[str, ...]
    is_quick: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeParams:
    """What movements of one configuration are judged by.

    Attributes
    ----------
    form :
        Names of what goes with each movement.
    hold_least_s, hold_most_s :
        A hold under the first does not count; one over the other is a rest.
    shortest_s :
        A movement under it is a twitch.
    """

    pattern: Pattern
    row: PatternRow
    form: tuple[str, ...]
    rules: tuple[FormRule, ...]
    hold_least_s: float
    hold_most_s: float
    shortest_s: float
    quick_out_s: float
    is_test: bool


def judge_params(
    config: CoachConfig,
    pattern: Pattern,
    form: tuple[str, ...],
    rules: tuple[FormRule, ...],
    coaching: CoachingTables,
) -> JudgeParams:
    """Figures of one configuration."""
    is_test = config.kind == "assessment"
    share, row = coaching.figure("hold_share"), coaching.pattern(pattern)
    refuse_s = tables().compensation("no_hold").refuse_from or 0.0
    return JudgeParams(
        pattern=pattern,
        row=row,
        form=form,
        rules=rules,
        hold_least_s=refuse_s if is_test else share * config.dose.hold_s,
        hold_most_s=math.inf if row.rest_s is None else config.dose.hold_s + row.rest_s,
        shortest_s=coaching.figure("shortest_s"),
        quick_out_s=0.0 if is_test else coaching.figure("quick_share") * config.dose.out_s,
        is_test=is_test,
    )


def judged(
    params: JudgeParams, counting: CounterParams, channel: Channel, movement: Movement
) -> Judged | None:
    """Judge a movement; None where it was none: a leg that followed the other one, or a twitch.

    Parameters
    ----------
    params, counting :
        Figures of the configuration and of this channel.
    channel :
        Whose movement it was.
    movement :
        The movement, broken off or whole.
    """
    hold = _hold(params.row, movement.trace)
    form = _medians(hold.instants, params.form)
    is_twitch = movement.end_s - movement.since_s < params.shortest_s
    other_deg = abs(form.get("other_leg", 0.0))
    if movement.broken is None and (is_twitch or hold.height < _FOLLOWS * other_deg):
        return None
    roll = _roll(form) if params.pattern == "seated_rotation" else _NO_ROLL
    sign = 1.0 if channel.direction == "internal" else -1.0
    end_range = hold.height - sign * roll.removed_deg
    told, spoiled = _graded(params.rules, _measured(form, roll, _fastest(movement.trace)))
    held_s = hold.held_s if params.is_test else movement.held_s
    reasons = (
        *_reasons(params, counting, (hold.height, end_range)),
        *(("no_hold",) if held_s < params.hold_least_s else ()),
        *(("rested",) if hold.there_s > params.hold_most_s else ()),
        *(("both_legs_moved",) if _is_together(hold.height, form, roll) else ()),
        *spoiled,
    )
    return Judged(
        value_deg=end_range if params.pattern in ANGLES else None,
        height=hold.height,
        held_s=held_s,
        reasons=reasons if movement.broken is None else (movement.broken,),
        faults=told,
        is_quick=hold.out_s < params.quick_out_s,
    )


@dataclass(frozen=True, slots=True)
class _Hold:
    """The end range of a movement, as the stored number takes it: what lies in the band.

    `held_s` is its longest stretch, `there_s` from the first to the last moment of it.
    """

    instants: list[Instant]
    held_s: float
    there_s: float
    out_s: float
    height: float


def _hold(row: PatternRow, trace: Sequence[Instant]) -> _Hold:
    top = signals.quantile([instant.height for instant in trace], 0.95)
    level = top - max(row.band, row.band_share * top)
    stretches = signals.runs([instant.height >= level for instant in trace])
    first, last = max(stretches, key=lambda run: trace[run[1] - 1].t_s - trace[run[0]].t_s)
    instants = list(trace[first:last])
    held_s = instants[-1].t_s - instants[0].t_s
    share = 0.5 if held_s >= _SHORT_HOLD_S else _SHORT_QUANTILE
    height = signals.quantile([instant.height for instant in instants], share)
    begins_s, ends_s = trace[stretches[0][0]].t_s, trace[stretches[-1][1] - 1].t_s
    return _Hold(instants, held_s, ends_s - begins_s, begins_s - trace[0].t_s, height)


def _medians(instants: Sequence[Instant], names: Sequence[str]) -> dict[str, float]:
    """What went with the hold; NaN where it was not seen."""
    return {
        name: signals.median([v for instant in instants if (v := instant.form[i]) is not None])
        for i, name in enumerate(names)
    }


def _fastest(trace: Sequence[Instant]) -> float:
    """Fastest change of the height, per second."""
    fastest, before = 0.0, trace[0]
    for now in trace[1:]:
        step_s = now.t_s - before.t_s
        if step_s >= _PACE_S:
            fastest = max(fastest, abs(now.height - before.height) / step_s)
            before = now
    return fastest


def _roll(form: Mapping[str, float]) -> PelvicRoll:
    return pelvic_roll(-form["other_leg"], form["hip_line"], form["shoulder_line"])


def _is_together(height: float, form: Mapping[str, float], roll: PelvicRoll) -> bool:
    """Whether the other leg turned by itself as well; a pelvis that rises explains a part."""
    own_deg = abs(form.get("other_leg", 0.0) + max(0.0, roll.removed_deg))
    return own_deg >= max(_TOGETHER_DEG, _FOLLOWS * height)


def _measured(form: Mapping[str, float], roll: PelvicRoll, fastest: float) -> dict[str, float]:
    """Every form measure by the name its rule goes by."""
    measured = {name: value for name, value in form.items() if name not in _ONLY_FOR_ROLL}
    measured |= {"pelvic_hike": abs(roll.measured_deg), "pace": fastest}
    for name in _EITHER_WAY & measured.keys():
        measured[name] = abs(measured[name])
    return measured


def _graded(
    rules: Sequence[FormRule], measured: Mapping[str, float]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the measures that are told, the furthest beyond first; and of those that spoil."""
    beyond: list[tuple[float, str]] = []
    spoiled: list[str] = []
    for rule in rules:
        value, (warn_from, refuse_from) = measured[rule.measure], _limits(rule)
        if value >= warn_from:
            beyond.append((value / warn_from, rule.measure))
        if value >= refuse_from:
            spoiled.append(rule.measure)
    beyond.sort(reverse=True)
    return tuple(name for _, name in beyond), tuple(spoiled)


def _limits(rule: FormRule) -> tuple[float, float]:
    """Limits of a rule; where it has none, those of its compensation."""
    if rule.warn_from is not None:
        return rule.warn_from, math.inf if rule.refuse_from is None else rule.refuse_from
    row = compensation_of(rule.measure)
    return row.warn_from, math.inf if row.refuse_from is None else row.refuse_from


def compensation_of(measure: str) -> CompensationLimit:
    """Row of the table of compensations; TableError if there is none."""
    for row in tables().compensations:
        if row.kind == measure:
            return row
    raise TableError(f"coaching: {measure!r} has no limits")


def _reasons(
    params: JudgeParams, counting: CounterParams, heights: tuple[float, float]
) -> tuple[str, ...]:
    """Why its range cannot count. Too far is what was seen or what was meant."""
    if max(heights) > (math.inf if counting.most is None else counting.most):
        return ("too_far",)
    least = params.row.least if counting.reach is None else counting.reach
    return ("too_small",) if heights[1] < least else ()
