"""What a patient tells and what is measured of them: the records, with their noise."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from coxa.assessment.comparison import compare
from coxa.assessment.result import total_arc
from coxa.phantom.patients.body import Body
from coxa.phantom.patients.person import Person
from coxa.records.assessment import (
    Assessment,
    Direction,
    Method,
    Quality,
    RangeOfMotion,
    Side,
    SideResult,
)
from coxa.records.checkin import Activity, CheckIn
from coxa.records.screening import Answer, Occasion, Screening
from coxa.records.session import Session
from coxa.safety.screening import questions_for
from coxa.tables.care import CareTables, Question
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

_Z95 = 1.96
_DAYS_A_WEEK = 7
_ACTIVITIES = ("walking an hour", "putting on socks", "stairs")


def record_id(person: Person, *parts: object) -> str:
    """Id of a record: the same for the same person, purpose and day."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{person.subject} {' '.join(map(str, parts))}"))


def later(moment: str, minutes: float) -> str:
    """A moment some minutes later, with the same UTC offset."""
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat()


# ------------------------------------------------------------------------------------- the answers


def answered(
    person: Person,
    day: int,
    occasion: Occasion,
    earlier: Screening | None,
    new: Mapping[str, tuple[str, ...]],
    care: CareTables,
) -> tuple[Answer, ...]:
    """Answers to every question that is asked on a day.

    Parameters
    ----------
    person : Person
        Who answers.
    day : int
        Day from the first one.
    occasion : Occasion
        Why it is asked.
    earlier : Screening or None
        The latest one.
    new : mapping
        Answers that today differ from the usual ones.
    care : CareTables
        Tables with the questions.
    """
    told = {**person.told, **new}
    for sign in person.signs:
        if sign.from_day <= day < sign.to_day:
            told[sign.question] = ("yes",)
    if "surgery_weeks" in person.told:
        told["surgery_weeks"] = float(str(person.told["surgery_weeks"])) + day // _DAYS_A_WEEK
    if person.confidence is not None:
        told["confidence"] = float(person.confidence)
    given: dict[str, Answer] = {}
    while True:
        asked = questions_for(tuple(given.values()), occasion, care, earlier)
        open_to = [q for q in asked if q.id not in given and (q.id in told or not q.is_optional)]
        if not open_to:
            return tuple(given.values())
        for question in open_to:
            given[question.id] = _answer(question, told.get(question.id))


def _answer(question: Question, told: tuple[str, ...] | float | None) -> Answer:
    """What is told; somebody well says no to all else."""
    if isinstance(told, float):
        return Answer(question=question.id, number=told)
    return Answer(question=question.id, chosen=told or ("no",))


# --------------------------------------------------------------------------------------- the tests


def measured(person: Person, body: Body, day: int, chance: Random) -> Assessment:
    """One seated test of both sides, in the morning, before exercise."""
    sides = {side: _side(person, body, side, chance) for side in ("left", "right")}
    left, right = sides["left"], sides["right"]
    return Assessment(
        id=record_id(person, "assessment", day),
        subject=person.subject,
        recorded_at=person.zone.moment(day, 5, 40),
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        position="seated",
        mode="active",
        device="camera",
        side_source="side_option",
        method=Method(name="phantom", version=__version__, model="patients"),
        recording_sha256="0" * 64,
        left=left,
        right=right,
        comparison=compare(left, right, "seated", "active"),
        quality=Quality(grade="good"),
    )


def _side(person: Person, body: Body, side: Side, chance: Random) -> SideResult:
    internal, external = (
        _range(person, body, side, direction, chance) for direction in ("internal", "external")
    )
    return SideResult(
        internal_rotation=internal,
        external_rotation=external,
        total_arc=total_arc(internal, external),
        repetitions=(),
        compensations=(),
    )


def _range(
    person: Person, body: Body, side: Side, direction: Direction, chance: Random
) -> RangeOfMotion:
    sd_deg = person.error_95_deg / _Z95
    hurts = side in person.sides and body.pain >= 4
    return RangeOfMotion(
        value_deg=round(chance.gauss(body.range_deg(side, direction), sd_deg), 1),
        error_95_deg=person.error_95_deg,
        sd_deg=None,
        n=3,
        pain=body.pain if hurts and direction == "internal" else None,
    )


# ------------------------------------------------------------------------------- between the tests


def morning(person: Person, body: Body, session: Session, day: int) -> CheckIn:
    """Pain of the morning after a session."""
    return CheckIn(
        id=record_id(person, "morning", day),
        subject=person.subject,
        recorded_at=person.zone.moment(day, 5, 0),
        coxa_version=__version__,
        pain=body.pain,
        after_session=session.id,
        new_night_pain=body.is_woken,
    )


def week_asked(person: Person, body: Body, day: int, names: Sequence[str] = _ACTIVITIES) -> CheckIn:
    """Pain of a morning and how well three activities go."""
    return CheckIn(
        id=record_id(person, "week", day),
        subject=person.subject,
        recorded_at=person.zone.moment(day, 5, 30),
        coxa_version=__version__,
        pain=body.pain,
        activities=tuple(
            Activity(name=name, score=body.activity(rank)) for rank, name in enumerate(names)
        ),
    )
