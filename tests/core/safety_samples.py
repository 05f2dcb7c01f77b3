"""People who answer, therapists who release, and sessions, for the tests of safety."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from hypothesis import strategies as st

from coxa.records.checkin import CheckIn
from coxa.records.programme import PainRule, PainRuleName, Reason
from coxa.records.release import Release, ReleaseItem
from coxa.records.screening import Answer, Occasion, Screening
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.safety.screening import codes_of, questions_for, screen
from coxa.tables.care import CareTables, Question, care_tables

ID: Final = "123e4567-e89b-42d3-a456-426614174000"
SUBJECT: Final = "somebody"
DAY: Final = date(2026, 11, 22)
WELL: Final[dict[str, Any]] = {
    "age": 40.0,
    "surgery_weeks": 40.0,
    "confidence": 8.0,
    "floor_transfer": "yes",
    "kneel": "yes",
    "fracture_seen": "yes",
}
"""What somebody without any trouble answers where it is not no, none or the first choice."""

Told = float | str | tuple[str, ...]
Field = Any
"""What a field of a record or row may be."""


def at(day: date, hour: int = 10) -> str:
    """A moment of a day, an hour ahead of UTC."""
    return f"{day.isoformat()}T{hour:02d}:00:00+01:00"


def answer(question: Question, told: Told | None) -> Answer:
    """Answer to a question; None is the answer of somebody without any trouble."""
    if question.kind == "number":
        least = question.minimum or 0.0
        number = told if isinstance(told, int | float) else WELL.get(question.id, least)
        return Answer(question=question.id, number=float(number))
    if told is None:
        usual = "no" if question.kind == "yes_no" else codes_of(question)[0]
        told = str(WELL.get(question.id, usual))
    return Answer(question=question.id, chosen=told if isinstance(told, tuple) else (str(told),))


def answers_for(
    told: Mapping[str, Told],
    occasion: Occasion = "first",
    earlier: Screening | None = None,
    care: CareTables | None = None,
) -> tuple[Answer, ...]:
    """All answers that are asked for, as told, else as somebody without any trouble gives them."""
    given: dict[str, Answer] = {}
    while True:
        asked = questions_for(tuple(given.values()), occasion, care, earlier)
        left = [q for q in asked if q.id not in given and (not q.is_optional or q.id in told)]
        if not left:
            return tuple(given.values())
        given[left[0].id] = answer(left[0], told.get(left[0].id))


def screened(
    told: Mapping[str, Told] | None = None,
    day: date = DAY,
    occasion: Occasion = "first",
    earlier: Screening | None = None,
    care: CareTables | None = None,
) -> Screening:
    """Screening of somebody who answers as told."""
    return screen(
        answers_for(told or {}, occasion, earlier, care),
        id=ID,
        subject=SUBJECT,
        recorded_at=at(day),
        occasion=occasion,
        region="europe",
        earlier=earlier,
        care=care,
    )


def surgery(kind: str, weeks: float = 40.0, approach: str = "posterior") -> dict[str, Told]:
    """Answers of somebody whose right hip was operated on."""
    return {
        "hip_surgery": "yes",
        "surgery_kind": kind,
        "surgery_weeks": weeks,
        "surgery_approach": approach,
        "surgery_side": "right",
    }


def release(*items: ReleaseItem, day: date = DAY, days: int = 30, **more: Field) -> Release:
    """A release of a therapist from a day on."""
    head: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.UUID(ID), f"{day}{items}{more}")),
        "subject": SUBJECT,
        "recorded_at": at(day, 8),
        "coxa_version": "0.1.0",
        "given_by": "A. Therapist",
        "role": "physical therapist",
        "starts_on": day.isoformat(),
        "until": (day + timedelta(days=days)).isoformat(),
        "why": "seen today",
    }
    return Release(items=items, **(head | more))


def done(exercise: str = "chair_rotation", **more: Field) -> ExerciseDone:
    """An exercise as planned, without pain."""
    return ExerciseDone(
        **{
            "exercise": exercise,
            "side": "left",
            "level": 1,
            "measured_by": "self_report",
            "sets": 1,
            "repetitions": 8,
            "pain_before": 1,
            "pain_during": 1,
            "pain_kind": "same_as_before",
            "pain_after": 1,
            "effort": 2,
            **more,
        }
    )


def stopped(exercise: str = "chair_rotation", pain: int = 3, **more: Field) -> ExerciseDone:
    """An exercise stopped for pain."""
    stop = Stop(reason="pain", pain=pain)
    felt: dict[str, Field] = {"pain_during": pain, "pain_kind": "brought_on", "stop": stop}
    return done(exercise, **(felt | more))


def session(
    *entries: ExerciseDone, day: date = DAY, pain_before: int = 1, **more: Field
) -> Session:
    """A session of a day."""
    return Session(
        **{
            "id": str(uuid.uuid5(uuid.UUID(ID), f"session {day}")),
            "subject": SUBJECT,
            "recorded_at": at(day),
            "coxa_version": "0.1.0",
            "tables_version": "2026.11.2",
            "programme_id": ID,
            "pain_before": pain_before,
            "exercises": entries,
            "finished_at": at(day, 11),
            **more,
        }
    )


def morning(
    after: Session, pain: int | None = 1, day: date | None = None, **more: Field
) -> CheckIn:
    """Answers of the morning after a session."""
    on = day or datetime.fromisoformat(after.recorded_at).date() + timedelta(days=1)
    return CheckIn(
        **{
            "id": str(uuid.uuid5(uuid.UUID(ID), f"morning {on}")),
            "subject": SUBJECT,
            "recorded_at": at(on, 7),
            "coxa_version": "0.1.0",
            "pain": pain,
            "after_session": after.id,
            **more,
        }
    )


def ids() -> Callable[[], str]:
    """Ids one after the other."""
    numbers = iter(range(1, 1000))
    return lambda: str(uuid.uuid5(uuid.UUID(ID), str(next(numbers))))


def rule(
    name: PainRuleName = "any_pain", stop_from: int | None = None, rise: int | None = None
) -> PainRule:
    """A pain rule."""
    reason = Reason(rule="any_pain", message="Said.", source_id="coxa_proposal", confidence="D")
    return PainRule(name=name, stop_from=stop_from, rise_from=rise, reason=reason)


ANY: Final = rule()
MONITORED: Final = rule("monitored", 5, 2)
SURGERY: Final = rule("after_surgery", 3)
RULES: Final = (ANY, MONITORED, SURGERY, rule("after_surgery", 3, 2), rule("monitored", 3, 2))


# ------------------------------------------------------------------------------------ any answers


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions of the tables."""
    return care_tables().questions


def told_answers() -> st.SearchStrategy[dict[str, Told]]:
    """What anybody may say to any of the questions; not asked, it is not said."""
    return st.fixed_dictionaries(
        {}, optional={question.id: _said(question) for question in questions()}
    )


def _said(question: Question) -> st.SearchStrategy[Told]:
    if question.kind == "number":
        least, most = question.minimum or 0.0, min(question.maximum or 100.0, 100.0)
        return st.integers(int(least), int(most)).map(float)
    codes = codes_of(question)
    if question.kind != "choices":
        return st.sampled_from(codes)
    some = st.lists(st.sampled_from([c for c in codes if c != "none"]), min_size=1, max_size=3)
    chosen = some.map(lambda found: tuple(dict.fromkeys(found)))
    return st.one_of(st.just(("none",)), chosen) if "none" in codes else chosen


def replaced(care: CareTables, table: str, **rows: Field) -> CareTables:
    """Tables in which rows, by their id, code or name, have other fields."""
    found = tuple(
        dataclasses.replace(row, **rows[name]) if (name := _name(row)) in rows else row
        for row in getattr(care, table)
    )
    return dataclasses.replace(care, **{table: found})


def _name(row: Field) -> str:
    for field in ("id", "name", "code", "goal"):
        if hasattr(row, field):
            return str(getattr(row, field))
    raise AssertionError(row)
