"""What must hold when a plan is made again: from the same, and from the same with more pain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from coxa.assessment.balance import findings_of
from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.phantom.patients.life import Planned
from coxa.phantom.patients.plan_rules import Found
from coxa.programme.candidates import candidates_of
from coxa.programme.case import case_of
from coxa.programme.plan import plan_week
from coxa.programme.reasons import Reasons
from coxa.programme.request import PlanRequest
from coxa.records.assessment import SIDES, RangeOfMotion, SideResult
from coxa.records.checkin import CheckIn
from coxa.records.programme import Programme, ProgrammeItem
from coxa.records.session import ExerciseDone, Session
from coxa.tables.care import CareTables

_MOST = 10


def twin_faults(planned: Planned, care: CareTables) -> Found:
    """Every rule that a plan breaks when it is made again.

    Parameters
    ----------
    planned : Planned
        The plan, and what it was made from.
    care : CareTables
        Tables it was made with.
    """
    request, programme = planned.request, planned.programme
    if plan_week(request, care) != programme:
        yield "same_input_same_plan", "another plan"
    for name, twin in (
        ("hurts while doing it", with_pain_during(request, 2)),
        ("hurts all week", with_pain_all_week(request, 2)),
        ("hurts in the test", with_pain_in_test(request, 3)),
    ):
        try:
            hurting = plan_week(twin, care)
        except RefusedError:
            continue
        for found in _raised(planned, hurting, care):
            yield "more_pain_never_raises", f"{name}: {found}"


def with_pain_during(request: PlanRequest, by: int) -> PlanRequest:
    """The request, had every exercise of the past week hurt more while doing it."""
    return replace(request, sessions=tuple(_session(request, s, 0, by) for s in request.sessions))


def with_pain_all_week(request: PlanRequest, by: int) -> PlanRequest:
    """The request, had there been more pain all week: before, during, after, in the morning."""
    since = request.programmes[-1].moment if request.programmes else request.screenings[-1].moment
    return replace(
        request,
        sessions=tuple(_session(request, s, by, by) for s in request.sessions),
        checkins=tuple(
            _checkin(c, by) if datetime.fromisoformat(c.recorded_at) > since else c
            for c in request.checkins
        ),
    )


def with_pain_in_test(request: PlanRequest, by: int) -> PlanRequest:
    """The request, had every turn of the latest test hurt more."""
    *earlier, latest = request.assessments
    sides = {side: _side(latest.side(side), by) for side in SIDES}
    hurting = replace(latest, left=sides["left"], right=sides["right"])
    return replace(
        request,
        assessments=(*earlier, hurting),
        findings=findings_of(hurting, (*earlier, hurting)),
    )


def _side(result: SideResult | None, by: int) -> SideResult | None:
    if result is None:
        return None
    return replace(
        result,
        internal_rotation=_turn(result.internal_rotation, by),
        external_rotation=_turn(result.external_rotation, by),
    )


def _turn(found: RangeOfMotion | None, by: int) -> RangeOfMotion | None:
    return None if found is None else replace(found, pain=_more(found.pain or 0, by))


def _is_latest(request: PlanRequest, session: Session) -> bool:
    return bool(request.programmes) and session.programme_id == request.programmes[-1].id


def _session(request: PlanRequest, session: Session, before: int, during: int) -> Session:
    if not _is_latest(request, session):
        return session
    return replace(
        session,
        pain_before=_more(session.pain_before, before),
        pain_after=None if session.pain_after is None else _more(session.pain_after, during),
        exercises=tuple(_done(done, before, during) for done in session.exercises),
    )


def _done(done: ExerciseDone, before: int, during: int) -> ExerciseDone:
    was = done.pain_before or 0
    now = _more(done.pain_during or 0, during)
    return replace(
        done,
        pain_before=_more(was, before),
        pain_during=now,
        pain_kind="worse" if was else "brought_on",
        pain_after=None if done.pain_after is None else _more(done.pain_after, during),
    )


def _checkin(checkin: CheckIn, by: int) -> CheckIn:
    return replace(checkin, pain=None if checkin.pain is None else _more(checkin.pain, by))


def _more(pain: int, by: int) -> int:
    return min(_MOST, pain + by)


def _raised(planned: Planned, hurting: Programme, care: CareTables) -> Iterator[str]:
    """Exercises that only pain opens, or whose rung or target is higher in the plan with it."""
    new = [item.exercise for item in hurting.items if planned.programme.item(item.exercise) is None]
    levels = _levels_open(planned, care) if new else {}
    for item in hurting.items:
        before = planned.programme.item(item.exercise)
        highest = before.level if before else levels.get(item.exercise, 0)
        if item.level > highest and (item.step != "override" or highest == 0):
            yield f"{item.exercise}: rung {highest} to {item.level}"
        if before is not None and _reach(item) > _reach(before):
            yield f"{item.exercise}: a target goes further"


def _levels_open(planned: Planned, care: CareTables) -> dict[str, int]:
    """Rungs that open exercises would have had without the pain, had they been chosen."""
    found, _ = candidates_of(case_of(planned.request, Reasons(care, DEFAULT_LANGUAGE)))
    return {candidate.exercise.id: candidate.standing.level for candidate in found}


def _reach(item: ProgrammeItem) -> float:
    return max((target.target_deg for target in item.targets), default=0.0)
