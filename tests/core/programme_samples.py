"""Requests for a plan, made up: one person, answers, measurements, sessions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from coxa.assessment.balance import findings_of
from coxa.programme.plan import plan_week
from coxa.programme.request import PlanRequest
from coxa.records.assessment import SIDES, Assessment
from coxa.records.checkin import CheckIn
from coxa.records.programme import Programme, ProgrammeItem
from coxa.records.release import Release, ReleaseItem
from coxa.records.screening import Answer, Screening
from coxa.records.session import ExerciseDone, Session
from coxa.safety.screening import questions_for, screen
from tests.core.history_samples import EVEN, FIRST_DAY, Values, record

Changed = Mapping[str, Sequence[str] | float]
SUBJECT: Final = "alice"
ALL_EQUIPMENT: Final = (
    "chair", "thick_band", "long_band", "foam_roll", "ball", "wall", "mat", "step", "cushion",
)  # fmt: skip
LOW_LEFT: Final[Values] = {**EVEN, ("left", "internal"): 14.0}


def new_id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, " ".join(map(str, parts))))


def moment(day: int, hour: int = 9) -> str:
    return f"{(FIRST_DAY + timedelta(days=day)).isoformat()}T{hour:02d}:00:00+01:00"


def answers(changed: Changed | None = None) -> tuple[Answer, ...]:
    """Answers of somebody well, aged 40, with some changed; only what is asked is answered."""
    told: Changed = {
        "age": 40.0, "confidence": 9.0, "floor_transfer": ["yes"], "kneel": ["yes"],
        **(changed or {}),
    }  # fmt: skip
    given: list[Answer] = []
    while True:
        known = {answer.question for answer in given}
        open_to = [q for q in questions_for(given, "first") if q.id not in known]
        if not open_to:
            return tuple(given)
        question = open_to[0]
        value = told.get(question.id)
        if isinstance(value, float | int):
            given.append(Answer(question=question.id, number=float(value)))
        elif value is not None:
            given.append(Answer(question=question.id, chosen=tuple(value)))
        elif question.kind == "number":
            given.append(Answer(question=question.id, number=question.minimum or 0.0))
        elif question.kind == "yes_no":
            given.append(Answer(question=question.id, chosen=("no",)))
        else:
            wanted = "none" if "none" in question.choices else question.choices[0]
            given.append(Answer(question=question.id, chosen=(wanted,)))


def screening(changed: Changed | None = None, day: int = 0) -> Screening:
    return screen(
        answers(changed),
        id=new_id("screening", day, sorted((changed or {}).items(), key=str)),
        subject=SUBJECT,
        recorded_at=moment(day, 8),
    )


def release(*items: ReleaseItem, day: int = 0, days: int = 90) -> Release:
    return Release(
        id=new_id("release", day, items),
        subject=SUBJECT,
        recorded_at=moment(day, 7),
        coxa_version="0.1.0",
        given_by="T. Herapist",
        role="physical therapist",
        items=items,
        starts_on=(FIRST_DAY + timedelta(days=day)).isoformat(),
        until=(FIRST_DAY + timedelta(days=day + days)).isoformat(),
        why="seen in the clinic",
    )


def request(
    values: Values = LOW_LEFT,
    day: int = 0,
    *,
    changed: Changed | None = None,
    **more: object,
) -> PlanRequest:
    """A request on a day, measured and screened on it; `more` replaces fields."""
    assessments: tuple[Assessment, ...] = (record(values, day, hour=8),)
    made = PlanRequest(
        id=new_id("programme", day, values, changed, more.keys()),
        subject=SUBJECT,
        recorded_at=moment(day, 10),
        today=FIRST_DAY + timedelta(days=day),
        assessments=assessments,
        findings=findings_of(assessments[-1], ()),
        screenings=(screening(changed, day),),
        equipment=ALL_EQUIPMENT,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def done(
    item: ProgrammeItem,
    *,
    share: float = 1.0,
    pain_during: int | None = 0,
    effort: int | None = None,
    **more: object,
) -> list[ExerciseDone]:
    """An item done on all its sides."""
    sides = SIDES if item.sides == "both" else (item.sides,)
    entry = ExerciseDone(
        exercise=item.exercise,
        side="left",
        level=item.level,
        measured_by="self_report",
        sets=item.dose.sets,
        repetitions=round(share * item.dose.sets * item.dose.repetitions),
        pain_before=0,
        pain_during=pain_during,
        effort=item.dose.effort_low if effort is None else effort,
    )
    entry = replace(entry, **more)  # type: ignore[arg-type]  # fields by name
    return [replace(entry, side=side) for side in sides]


def session(
    programme: Programme,
    day: int,
    exercises: Sequence[ExerciseDone] | None = None,
    pain_before: int = 0,
) -> Session:
    """A session of a programme on a day; everything planned for it unless told otherwise."""
    on = FIRST_DAY + timedelta(days=day)
    made = [e for item in programme.on(on) for e in done(item)] if exercises is None else exercises
    return Session(
        id=new_id("session", day, programme.id),
        subject=SUBJECT,
        recorded_at=moment(day, 18),
        coxa_version="0.1.0",
        tables_version="2026.11.2",
        programme_id=programme.id,
        pain_before=pain_before,
        exercises=tuple(made),
        finished_at=moment(day, 19),
        pain_after=pain_before,
    )


def morning(after: Session, day: int, pain: int = 0, *, night: bool = False) -> CheckIn:
    return CheckIn(
        id=new_id("morning", day, after.id),
        subject=SUBJECT,
        recorded_at=moment(day, 7),
        coxa_version="0.1.0",
        pain=pain,
        after_session=after.id,
        new_night_pain=night,
    )


def full_week(programme: Programme, first_day: int) -> list[Session]:
    """Seven days done in full."""
    days = range(first_day, first_day + 7)
    starts = FIRST_DAY + timedelta(days=first_day)
    assert programme.starts_on == starts.isoformat()
    return [session(programme, day) for day in days if programme.on(_on(day))]


def _on(day: int) -> date:
    return FIRST_DAY + timedelta(days=day)


def following(
    first: PlanRequest,
    programme: Programme,
    sessions: Sequence[Session],
    day: int = 7,
    **more: object,
) -> PlanRequest:
    """The request a week later, with what was done; measured and screened again."""
    values = {
        (side, direction): found.value_deg
        for side in ("left", "right")
        for direction in ("internal", "external")
        if (result := first.assessments[-1].side(side)) is not None
        and (found := getattr(result, f"{direction}_rotation")) is not None
    }
    made = request(values, day)  # type: ignore[arg-type]
    made = replace(
        made,
        assessments=(*first.assessments, *made.assessments),
        screenings=(*first.screenings, *made.screenings),
        goals=first.goals,
        equipment=first.equipment,
        releases=first.releases,
        programmes=(*first.programmes, programme),
        sessions=(*first.sessions, *sessions),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def plan(made: PlanRequest) -> Programme:
    return plan_week(made)
