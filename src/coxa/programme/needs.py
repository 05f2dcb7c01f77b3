"""What the findings, the condition and the person's goals ask of a programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from coxa.programme.measured import Measured
from coxa.programme.reasons import Reasons
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from coxa.records.findings import Findings
from coxa.records.programme import Reason
from coxa.safety.gates import Access
from coxa.tables.exercises import Aim

_RANGE_AIM: Final[dict[Direction, Aim]] = {
    "internal": "internal_range",
    "external": "external_range",
}
_STRENGTH_AIM: Final[dict[Direction, Aim]] = {
    "internal": "internal_strength",
    "external": "external_strength",
}


@dataclass(frozen=True, slots=True)
class Need:
    """An aim, how much it counts, for which side (None: both), and why."""

    aim: Aim
    weight: float
    side: Side | None
    reason: Reason


def needs_of(
    measured: Measured,
    findings: Findings,
    access: Access,
    goals: Sequence[str],
    reasons: Reasons,
) -> tuple[Need, ...]:
    """All needs, in a fixed order.

    Parameters
    ----------
    measured :
        Latest values.
    findings :
        What several days showed together.
    access :
        What screening and releases allow; its aims are those of the conditions.
    goals :
        Codes of everyday goals.
    reasons :
        Tables and language.
    """
    return (
        *_from_norms(measured, reasons),
        *_from_sides(measured, findings, reasons),
        *_from_pain(measured, reasons),
        *_from_conditions(access, reasons),
        *_from_goals(goals, reasons),
        *_to_maintain(reasons),
    )


def _from_norms(measured: Measured, reasons: Reasons) -> Iterator[Need]:
    share = reasons.care.plan_figure("strength_share").value
    for side in SIDES:
        for direction in DIRECTIONS:
            row = measured.norm(side, direction)
            if row is None or row.finding not in ("below_usual", "well_below_usual"):
                continue
            reason = reasons(
                row.finding,
                side=reasons.say(f"side.{side}"),
                direction=reasons.say(f"direction.{direction}"),
                value_deg=row.value_deg,
                from_deg=row.mean_deg - row.sd_deg,
                to_deg=row.mean_deg + row.sd_deg,
            )
            weight = reasons.care.rule(row.finding).weight
            yield Need(_RANGE_AIM[direction], weight, side, reason)
            yield Need(_STRENGTH_AIM[direction], share * weight, side, reason)


def _from_sides(measured: Measured, findings: Findings, reasons: Reasons) -> Iterator[Need]:
    known = {row.direction: row for row in findings.asymmetry}
    for direction in DIRECTIONS:
        found = known.get(direction)
        row = measured.difference(direction)
        if found is not None:
            rule, side, size_deg = "asymmetry", found.smaller_side, found.difference_deg
        elif row is not None and row.finding != "no_measurable_difference":
            rule, size_deg = "side_recheck", row.difference_deg
            side = "left" if row.left_deg < row.right_deg else "right"
        else:
            continue
        reason = reasons(
            rule,
            side=reasons.say(f"side.{side}"),
            direction=reasons.say(f"direction.{direction}"),
            difference_deg=abs(size_deg),
        )
        weight = reasons.care.rule(rule).weight
        yield Need(_RANGE_AIM[direction], weight, side, reason)


def _from_pain(measured: Measured, reasons: Reasons) -> Iterator[Need]:
    for side in SIDES:
        for direction in DIRECTIONS:
            found = measured.value("seated", side, direction)
            if found is not None and found.pain:
                reason = reasons(
                    "pain_in_test",
                    side=reasons.say(f"side.{side}"),
                    direction=reasons.say(f"direction.{direction}"),
                    pain=found.pain,
                )
                yield Need("comfort", reasons.care.rule("pain_in_test").weight, side, reason)


def _from_conditions(access: Access, reasons: Reasons) -> Iterator[Need]:
    weight = reasons.care.rule("condition_aim").weight
    for aim, reason in access.aims:
        yield Need(aim, weight, None, reason)


def _from_goals(goals: Sequence[str], reasons: Reasons) -> Iterator[Need]:
    weight = reasons.care.rule("goal").weight
    for row in reasons.care.goals:
        if row.goal in goals:
            reason = reasons("goal", goal=reasons.say(f"goal.{row.goal}"))
            for rank, aim in enumerate(row.aims):
                yield Need(aim, weight / (1 + rank), None, reason)


def _to_maintain(reasons: Reasons) -> Iterator[Need]:
    weight = reasons.care.rule("maintain").weight
    reason = reasons("maintain")
    for direction in DIRECTIONS:
        yield Need(_RANGE_AIM[direction], weight, None, reason)
        yield Need(_STRENGTH_AIM[direction], weight, None, reason)
    share = reasons.care.plan_figure("second_aim_share").value
    yield Need("control", share * weight, None, reason)
