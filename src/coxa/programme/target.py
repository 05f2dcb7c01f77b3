"""How far a side is to turn, how far at most, and which sides may do an exercise at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coxa.assessment.change import detectable_deg
from coxa.programme.measured import Measured
from coxa.programme.reasons import Reasons
from coxa.records.assessment import SIDES, Direction, RangeOfMotion, Side
from coxa.records.programme import RangeTarget, Reason
from coxa.safety.gates import Access
from coxa.tables.exercises import Exercise, Start

_POSITION: Final[dict[Start, str]] = {"seated": "seated", "prone": "prone"}
"""Position of the test in which an exercise's angle was measured."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """Targets of an exercise on the sides that may do it, and why others may not."""

    sides: tuple[Side, ...]
    targets: tuple[RangeTarget, ...]
    reasons: tuple[Reason, ...]


def aimed(
    exercise: Exercise, measured: Measured, access: Access, is_careful: bool, reasons: Reasons
) -> Aimed:
    """Sides, targets and ceilings of an exercise.

    A side whose turn has a ceiling does only what is measured against it: an exercise that turns
    that way without a measured angle is closed on that side.

    Parameters
    ----------
    exercise : Exercise
        Row of the library.
    measured : Measured
        Latest values.
    access : Access
        Its ceilings are those of conditions and of the therapist.
    is_careful : bool
        Low load, or an old measurement: stay well inside the range shown.
    reasons : Reasons
        Tables and language.
    """
    sides: list[Side] = []
    targets: list[RangeTarget] = []
    told: list[Reason] = []
    for side in SIDES:
        found = _targets_of(exercise, side, measured, access, is_careful, reasons)
        if found is None:
            told.append(reasons("side_closed", side=reasons.say(f"side.{side}")))
        else:
            sides.append(side)
            targets += found
    if targets:
        told.append(reasons("target_careful" if is_careful else "target_own_range"))
    return Aimed(tuple(sides), tuple(targets), tuple(told))


def _targets_of(
    exercise: Exercise,
    side: Side,
    measured: Measured,
    access: Access,
    is_careful: bool,
    reasons: Reasons,
) -> list[RangeTarget] | None:
    """Targets of one side, none where nothing was measured; None: the side is closed."""
    targets: list[RangeTarget] = []
    for direction in exercise.directions:
        ceiling_deg = clinical_ceiling_deg(access, side, direction)
        value = _value(exercise, side, direction, measured)
        if value is None:
            if ceiling_deg is not None:
                return None
            continue
        target = _target(side, direction, value, ceiling_deg, share_of(is_careful, value, reasons))
        if target is None:
            return None
        targets.append(target)
    return targets


def clinical_ceiling_deg(access: Access, side: Side, direction: Direction) -> float | None:
    """Lowest ceiling that a condition or a therapist set, None if nobody did."""
    return min(
        (c.value_deg for c in access.ceilings if (c.side, c.direction) == (side, direction)),
        default=None,
    )


def share_of(is_careful: bool, value: RangeOfMotion, reasons: Reasons) -> float:
    """Share of the range shown that is aimed at: less with pain in the test."""
    is_less = is_careful or bool(value.pain)
    return reasons.care.plan_figure("target_share_low_load" if is_less else "target_share").value


def _value(
    exercise: Exercise, side: Side, direction: Direction, measured: Measured
) -> RangeOfMotion | None:
    """Value measured in the position of the exercise; None if it is not done to an angle."""
    position = _POSITION.get(exercise.start)
    if not exercise.has_target or position is None:
        return None
    return measured.value(position, side, direction)


def _target(
    side: Side,
    direction: Direction,
    value: RangeOfMotion,
    clinical_deg: float | None,
    share: float,
) -> RangeTarget | None:
    """Target and ceiling; None if the ceiling leaves no room for the error.

    The own ceiling is the range shown and what can be told from it at all. The warning comes at the
    ceiling less the error, so that a true angle beyond the ceiling is unlikely.
    """
    own_deg = value.value_deg + detectable_deg(value, value)
    ceiling_deg = own_deg if clinical_deg is None else min(own_deg, clinical_deg)
    warn_deg = ceiling_deg - value.error_95_deg
    if clinical_deg is not None and warn_deg <= 0.0:
        return None
    wanted_deg = value.value_deg * share if value.value_deg > 0.0 else value.value_deg
    return RangeTarget(
        side=side,
        direction=direction,
        target_deg=round(min(wanted_deg, warn_deg), 1),
        ceiling_deg=round(ceiling_deg, 1),
        warn_from_deg=round(warn_deg, 1),
    )
