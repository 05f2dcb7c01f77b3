"""Chosen exercises as lines of the week: sides, dose, days, and all reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from coxa.programme.case import Case
from coxa.programme.choice import Candidate, Choice
from coxa.programme.progress import Standing
from coxa.programme.reasons import Reasons
from coxa.programme.schedule import WEEK_DAYS, is_heavy_day, week_of
from coxa.records.assessment import Side
from coxa.records.programme import Dose, ItemSides, ProgrammeItem, Reason
from coxa.records.release import ReleaseItem


def items_of(case: Case, chosen: Sequence[Choice]) -> Iterator[ProgrammeItem]:
    """Lines of the week, in the order of `chosen`."""
    today, reasons = case.request.today, case.reasons
    is_heavy_before = is_heavy_day(
        today - timedelta(days=1), case.course.programmes, case.request.sessions, case.care
    )
    orders = [case.ordered("dose", choice.candidate.exercise.id) for choice in chosen]
    placed = [
        choice.candidate if order is None else _with_order(choice.candidate, order, reasons)
        for choice, order in zip(chosen, orders, strict=True)
    ]
    least = int(case.care.plan_figure("least_exercises").value)
    week = week_of(placed, today, is_heavy_before, least)
    for choice, candidate, order, days in zip(chosen, placed, orders, week, strict=True):
        rung = candidate.exercise.level(candidate.standing.level)
        yield ProgrammeItem(
            exercise=candidate.exercise.id,
            level=candidate.standing.level,
            kind=candidate.exercise.kind,
            sides=_item_sides(choice.sides),
            first_side=choice.first_side,
            dose=_dose(case, candidate, order),
            days=days,
            is_heavy=rung.is_heavy,
            step=candidate.standing.step,
            reasons=(
                *choice.reasons,
                *candidate.standing.reasons,
                *candidate.aimed.reasons,
                *_dose_reasons(case, candidate, days),
            ),
            targets=tuple(t for t in candidate.aimed.targets if t.side in choice.sides),
        )


def _item_sides(sides: tuple[Side, ...]) -> ItemSides:
    return "both" if len(sides) > 1 else sides[0]


def _with_order(candidate: Candidate, order: ReleaseItem, reasons: Reasons) -> Candidate:
    """The candidate on the therapist's rung."""
    level = min(order.level or candidate.standing.level, len(candidate.exercise.levels))
    told = (reasons("override_dose"),)
    return replace(candidate, standing=Standing(level, "override", told))


def _dose(case: Case, candidate: Candidate, order: ReleaseItem | None) -> Dose:
    rung = candidate.exercise.level(candidate.standing.level)
    hold_s = rung.hold_s
    if _has_longer_hold(case, candidate):
        hold_s = max(hold_s, case.care.plan_figure("older_hold_s").value)
    dose = Dose(
        sets=rung.sets,
        repetitions=rung.repetitions,
        hold_s=hold_s,
        out_s=rung.out_s,
        back_s=rung.back_s,
        rest_s=rung.rest_s,
        effort_low=rung.effort_low,
        effort_high=rung.effort_high,
    )
    if order is None:
        return dose
    return replace(
        dose,
        sets=order.sets or dose.sets,
        repetitions=order.repetitions or dose.repetitions,
        hold_s=dose.hold_s if order.hold_s is None else order.hold_s,
    )


def _has_longer_hold(case: Case, candidate: Candidate) -> bool:
    return candidate.exercise.kind == "stretch" and case.is_older()


def _dose_reasons(case: Case, candidate: Candidate, days: Sequence[str]) -> Iterator[Reason]:
    reasons = case.reasons
    if candidate.is_heavy:
        yield reasons("heavy_days")
    else:
        yield reasons("daily" if len(days) == WEEK_DAYS else "some_days")
    if candidate.exercise.kind == "self_massage":
        yield reasons("massage_before_stretch")
    if _has_longer_hold(case, candidate):
        yield reasons("older_hold", hold_s=case.care.plan_figure("older_hold_s").value)
