"""A week of exercise from findings, screening, releases, goals, equipment and history.

The same request gives the same programme. Nothing here lifts a gate: what may be done at all comes
from `coxa.safety`, how much from the tables, and every line carries its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.programme.candidates import candidates_of
from coxa.programme.case import Case, case_of
from coxa.programme.choice import Candidate, Choice, choose
from coxa.programme.dose import items_of
from coxa.programme.needs import Need, needs_of
from coxa.programme.notices import notices
from coxa.programme.reasons import Reasons
from coxa.programme.request import PlanRequest
from coxa.records.programme import ExerciseKind, NotChosen, Programme, Reason
from coxa.tables.care import CareTables, PlanFigure, care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

_ORDER: Final[tuple[ExerciseKind, ...]] = (
    "mobility", "self_massage", "stretch", "strength", "control", "cue",
)  # fmt: skip
"""Order of a day: the roll just before the stretch, strength after range, use last."""
_ALWAYS_TAUGHT: Final = ("own_range", "pain_stops", "stretch_is_not_pain", "one_day_is_noise")


def plan_week(
    request: PlanRequest, care: CareTables | None = None, language: str = DEFAULT_LANGUAGE
) -> Programme:
    """Programme of the seven days from `request.today`.

    Parameters
    ----------
    request : PlanRequest
        What is known of the person.
    care : CareTables, optional
        Tables of care; those of this package, or as a clinic changed them.
    language : str
        Language of the reasons.

    Raises
    ------
    RefusedError
        ``plan_needs_screening``, ``plan_screening_old``, ``plan_emergency``, ``plan_urgent``,
        ``plan_needs_therapist``, ``plan_under_age``, ``plan_needs_assessment``,
        ``plan_other_position``, ``session_from_future``, ``plan_unknown_goal``,
        ``plan_unknown_equipment`` or ``plan_nothing_left``.
    """
    case = case_of(request, Reasons(care or care_tables(), language))
    candidates, left_out = candidates_of(case)
    needs = needs_of(case.measured, request.findings, case.access, request.goals, case.reasons)
    chosen = _chosen(case, candidates, needs)
    items = tuple(items_of(case, chosen))
    return Programme(
        id=request.id,
        subject=request.subject,
        recorded_at=request.recorded_at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        screening_id=case.screening.id,
        assessment_id=case.measured.latest.id,
        verdict=case.access.verdict,
        starts_on=request.today.isoformat(),
        week=case.week(),
        goals=tuple(request.goals),
        equipment=tuple(request.equipment),
        pain_rule=case.access.pain_rule,
        items=items,
        not_chosen=tuple(_not_chosen(left_out, candidates, chosen, case.reasons)),
        retest_on=_retest_on(case),
        education=tuple(dict.fromkeys((*_ALWAYS_TAUGHT, *case.access.education))),
        notices=tuple(notices(case)),
        release_ids=case.release_ids,
        previous_id=case.course.latest.id if case.course.latest else None,
        sessions_seen=len(case.course.window),
    )


def _chosen(case: Case, candidates: list[Candidate], needs: tuple[Need, ...]) -> tuple[Choice, ...]:
    figure: PlanFigure = "simple_exercises" if case.is_simple() else "most_exercises"
    chosen = choose(candidates, needs, int(case.care.plan_figure(figure).value), case.reasons)
    if len(chosen) < case.care.plan_figure("least_exercises").value:
        raise RefusedError("plan_nothing_left", count=len(chosen))
    return tuple(sorted(chosen, key=lambda c: _ORDER.index(c.candidate.exercise.kind)))


def _not_chosen(
    left_out: Mapping[str, Reason],
    candidates: list[Candidate],
    chosen: tuple[Choice, ...],
    reasons: Reasons,
) -> Iterator[NotChosen]:
    for name, reason in sorted(left_out.items()):
        yield NotChosen(exercise=name, reason=reason)
    taken = {choice.candidate.exercise.id for choice in chosen}
    enough = reasons("enough")
    for candidate in candidates:
        if candidate.exercise.id not in taken:
            yield NotChosen(exercise=candidate.exercise.id, reason=enough)


def _retest_on(case: Case) -> str:
    """Day of the next test: a week after the latest one, today if that is past."""
    days = int(case.care.plan_figure("retest_days").value)
    due = case.measured.latest.moment.date() + timedelta(days=days)
    return max(due, case.request.today).isoformat()
