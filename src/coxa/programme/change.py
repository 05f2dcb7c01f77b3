"""What changes from one week's plan to the next, exercise by exercise."""

from __future__ import annotations

from dataclasses import dataclass

from coxa.records.programme import Programme, ProgrammeItem, Reason, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """One exercise before and after. `step` says what happens to it; None before: it is new."""

    exercise: str
    step: Step
    before: ProgrammeItem | None
    after: ProgrammeItem | None
    reasons: tuple[Reason, ...]


def changes_between(previous: Programme, following: Programme) -> tuple[ItemChange, ...]:
    """Changes of every exercise of either plan: the new plan in its order, then what is gone.

    An exercise that is gone has the step ``pause`` and the reason the new plan gives for leaving it
    out.
    """
    changes = [
        ItemChange(
            exercise=item.exercise,
            step=item.step,
            before=previous.item(item.exercise),
            after=item,
            reasons=item.reasons,
        )
        for item in following.items
    ]
    left_out = {row.exercise: row.reason for row in following.not_chosen}
    changes += [
        ItemChange(
            exercise=item.exercise,
            step="pause",
            before=item,
            after=None,
            reasons=(left_out[item.exercise],) if item.exercise in left_out else (),
        )
        for item in previous.items
        if following.item(item.exercise) is None
    ]
    return tuple(changes)
