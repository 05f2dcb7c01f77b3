"""Which exercises: those that serve the needs best, one after the other, until the plan is full.

What serves an aim that is served already counts less, and so does a second exercise of one kind: a
plan is not four of one thing. All
weights are rows of the tables, ties go by name: the same input gives the same plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coxa.programme.needs import Need
from coxa.programme.progress import Standing
from coxa.programme.reasons import Reasons
from coxa.programme.target import Aimed
from coxa.records.assessment import Side
from coxa.records.programme import Reason
from coxa.tables.exercises import Aim, Exercise


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that may be chosen: rung, sides, and what speaks for it besides the needs.

    `bonus` are reasons with their weights; `is_forced`: the therapist put it in.
    """

    exercise: Exercise
    standing: Standing
    aimed: Aimed
    bonus: tuple[tuple[Reason, float], ...]
    is_forced: bool = False

    @property
    def is_daily(self) -> bool:
        """Whether it is done every day."""
        return self.exercise.level(self.standing.level).days_a_week == _DAYS

    @property
    def is_heavy(self) -> bool:
        """Whether the muscles need a day of rest after it."""
        return self.exercise.level(self.standing.level).is_heavy


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen exercise, its sides, and the reasons that brought it there, weightiest first."""

    candidate: Candidate
    sides: tuple[Side, ...]
    first_side: Side
    reasons: tuple[Reason, ...]


_DAYS = 7
_MOST_REASONS = 4
_FINDINGS = ("below_usual", "well_below_usual", "asymmetry", "side_recheck", "pain_in_test")
"""Rules that say something of their own for each side and direction."""


def choose(
    candidates: Sequence[Candidate], needs: Sequence[Need], most: int, reasons: Reasons
) -> tuple[Choice, ...]:
    """Choose up to `most` exercises.

    Parameters
    ----------
    candidates : (n,)
        All that may be chosen.
    needs : (m,)
        What they are to serve.
    most : int
        Exercises of a day at most.
    reasons : Reasons
        Tables and language.

    Returns
    -------
    chosen : tuple
        In the order of choice. Not more than `most` less two are not daily, so that every day has
        two; if too few would be left, more of them, and the week has days of rest.
    """
    chosen: list[Choice] = []
    left = sorted(candidates, key=lambda c: c.exercise.id)
    while len(chosen) < most and (open_to := _open_to(left, chosen, most, reasons)):
        worth = _worth(needs, chosen, reasons)
        best = max(open_to, key=lambda c: (c.is_forced, _gain(c, worth, chosen, reasons)))
        left.remove(best)
        chosen.append(_choice(best, needs, reasons))
    return tuple(chosen)


def _open_to(
    left: Sequence[Candidate], chosen: Sequence[Choice], most: int, reasons: Reasons
) -> list[Candidate]:
    """What may be added, of which there is not enough yet."""
    care = reasons.care
    most_of_kind = care.plan_figure("most_of_a_kind").value
    least = care.plan_figure("least_exercises").value
    kinds = Counter(c.candidate.exercise.kind for c in chosen)
    rare = sum(not c.candidate.is_daily for c in chosen)
    free = [c for c in left if c.is_forced or kinds[c.exercise.kind] < most_of_kind]
    often = [c for c in free if c.is_forced or c.is_daily or rare < most - least]
    return often or (free if len(chosen) < least else [])


def _worth(
    needs: Sequence[Need], chosen: Sequence[Choice], reasons: Reasons
) -> list[tuple[Need, float]]:
    """Needs with what serving them is worth now: less for each chosen exercise that does."""
    overlap = reasons.care.plan_figure("overlap_share").value
    return [
        (need, overlap ** sum(_share(c.candidate, need, reasons) > 0.0 for c in chosen))
        for need in needs
    ]


def _gain(
    candidate: Candidate,
    worth: Sequence[tuple[Need, float]],
    chosen: Sequence[Choice],
    reasons: Reasons,
) -> float:
    """What an exercise adds to those chosen."""
    total = sum(weight for _, weight in candidate.bonus)
    for need, left in worth:
        total += need.weight * _share(candidate, need, reasons) * left
    alike = sum(c.candidate.exercise.kind == candidate.exercise.kind for c in chosen)
    return total * reasons.care.plan_figure("overlap_share").value ** alike


def _share(candidate: Candidate, need: Need, reasons: Reasons) -> float:
    """How far an exercise serves a need: its first aim whole, others in part."""
    aims: tuple[Aim, ...] = candidate.exercise.aims
    if need.aim not in aims or (need.side is not None and need.side not in candidate.aimed.sides):
        return 0.0
    return 1.0 if need.aim == aims[0] else reasons.care.plan_figure("second_aim_share").value


def _choice(candidate: Candidate, needs: Sequence[Need], reasons: Reasons) -> Choice:
    served = [
        (need.weight * _share(candidate, need, reasons), need)
        for need in needs
        if _share(candidate, need, reasons) > 0.0
    ]
    served.sort(key=lambda pair: -pair[0])
    own = [need.side for _, need in served if need.side is not None]
    sides, side_reason = _sides(candidate, own, reasons)
    first: Side = next((side for side in own if side in sides), sides[0])
    weighed = [(weight, need.reason) for weight, need in served]
    weighed += [(weight, reason) for reason, weight in candidate.bonus]
    weighed.sort(key=lambda pair: -pair[0])
    told: dict[str, Reason] = {}
    for _, reason in weighed:
        told.setdefault(reason.message if reason.rule in _FINDINGS else reason.rule, reason)
    best = tuple(told.values())[:_MOST_REASONS]
    return Choice(candidate, sides, first, (*best, side_reason))


def _sides(
    candidate: Candidate, own: Sequence[Side], reasons: Reasons
) -> tuple[tuple[Side, ...], Reason]:
    """Sides that do it: a stretch the side that needs it, all else every open side."""
    open_sides = candidate.aimed.sides
    wanted = tuple(side for side in open_sides if side in own)
    if candidate.exercise.kind in ("stretch", "self_massage") and len(wanted) == 1:
        return wanted, reasons("side_of_need", side=reasons.say(f"side.{wanted[0]}"))
    if len(open_sides) == 1:
        return open_sides, reasons("side_of_need", side=reasons.say(f"side.{open_sides[0]}"))
    return open_sides, reasons("both_sides")
