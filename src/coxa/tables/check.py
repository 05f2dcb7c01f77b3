"""Whether edited tables of care hang together, and whether a clinic's stay above the floor.

The types have been checked when a table was read; here is what goes from row to row: sources that
are there, exercises and questions that exist, progressions without a loop, loads that grow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, get_args

from coxa.errors import TableError
from coxa.records.screening import Outcome
from coxa.tables.care import (
    AnswerRule,
    CareTables,
    PainFigure,
    PlanFigure,
    Question,
)
from coxa.tables.exercises import Exercise
from coxa.tables.load import Source

_YES_NO: Final = ("yes", "no", "unsure")
_GRAVEST_FIRST: Final[tuple[Outcome, ...]] = (
    "emergency", "urgent", "therapist", "low_load", "locks", "note",
)  # fmt: skip
_ID_OF: Final[Mapping[str, str]] = {
    "questions": "id",
    "contradictions": "code",
    "conditions": "id",
    "pain": "name",
    "planning": "name",
    "rules": "name",
    "goals": "goal",
    "regions": "id",
    "exercises": "id",
}
"""Tables of rows, and the field that names a row."""


def problems_of(care: CareTables, sources: Sequence[Source]) -> tuple[str, ...]:
    """Everything that does not hang together, each naming its row; empty if all does.

    Parameters
    ----------
    care : CareTables
        Tables of care.
    sources : (n,)
        All sources there are.
    """
    return (
        *_twice(care),
        *_without_source(care, {source.id for source in sources}),
        *_missing_figures(care),
        *_in_questions(care),
        *_in_contradictions(care),
        *_in_conditions(care),
        *_in_exercises(care),
        *_in_goals(care),
    )


def checked(care: CareTables, sources: Sequence[Source]) -> CareTables:
    """The tables themselves; TableError naming the first row that is not right.

    Parameters
    ----------
    care : CareTables
        Tables of care.
    sources : (n,)
        All sources there are.
    """
    problems = problems_of(care, sources)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise TableError(problems[0] + more)
    return care


def tightened(base: CareTables, clinic: CareTables) -> CareTables:
    """Tables in which a clinic's rows stand in the place of those of the same name.

    Rows the clinic does not name stay; rows of its own are added. What belongs to the red-flag
    floor may become stricter, never milder.

    Parameters
    ----------
    base : CareTables
        Tables of this package.
    clinic : CareTables
        The clinic's rows.

    Raises
    ------
    TableError
        A rule of the floor is loosened, or its question is no longer asked as it was.
    """
    joined = dataclasses.replace(
        base,
        home_equipment=clinic.home_equipment,
        **{table: _joined(base, clinic, table) for table in _ID_OF},
    )
    for question in base.questions:
        if any(rule.is_floor for rule in question.rules):
            _check_floor(question, joined.question(question.id))
    return joined


# ---------------------------------------------------------------------------------------- the floor


def _joined(base: CareTables, clinic: CareTables, table: str) -> tuple[Any, ...]:
    rows = {getattr(row, _ID_OF[table]): row for row in getattr(base, table)}
    rows |= {getattr(row, _ID_OF[table]): row for row in getattr(clinic, table)}
    return tuple(rows.values())


def _check_floor(base: Question, clinic: Question) -> None:
    """Refuse a question of the floor that is asked less, or a rule of it that is milder."""
    is_asked_less = (
        (base.kind, base.choices) != (clinic.kind, clinic.choices)
        or (clinic.is_optional or clinic.only_again)
        or (base.is_lock and not clinic.is_lock)
        or (base.is_weekly and not clinic.is_weekly)
        or not _is_asked_as_often(base, clinic)
    )
    if is_asked_less:
        raise TableError(f"screening.{base.id}: a question of the floor is asked as it is")
    for rule in base.rules:
        if rule.is_floor and not any(_is_as_strict(own, rule) for own in clinic.rules):
            raise TableError(
                f"screening.{base.id}.{rule.code}: a rule of the floor may be tightened only"
            )


def _is_asked_as_often(base: Question, clinic: Question) -> bool:
    """Whether every answer that brings the question up still does."""
    if not clinic.ask_if:
        return True
    return bool(base.ask_if) and set(_ways(base)) <= set(_ways(clinic))


def _ways(question: Question) -> Iterator[tuple[str, str | float]]:
    """Every answer that brings a question up."""
    for condition in question.ask_if:
        yield from ((condition.question, code) for code in condition.any_of)
        if condition.above is not None:
            yield condition.question, condition.above


def _is_as_strict(own: AnswerRule, floor: AnswerRule) -> bool:
    """Whether a rule holds for all that one of the floor holds for, and is as grave."""
    is_wide = (
        set(floor.any_of) <= set(own.any_of)
        and _reaches(own.below, floor.below, 1.0)
        and _reaches(own.above, floor.above, -1.0)
    )
    is_grave = _GRAVEST_FIRST.index(own.outcome) <= _GRAVEST_FIRST.index(floor.outcome)
    return own.is_floor and is_wide and is_grave and set(floor.locks) <= set(own.locks)


def _reaches(own: float | None, floor: float | None, sign: float) -> bool:
    return floor is None or (own is not None and sign * (own - floor) >= 0.0)


# --------------------------------------------------------------------------------- rows and sources


def _twice(care: CareTables) -> Iterator[str]:
    for table, field in _ID_OF.items():
        seen: set[str] = set()
        for row in getattr(care, table):
            name = getattr(row, field)
            if name in seen:
                yield f"{table}.{name}: stands there twice"
            seen.add(name)


def _without_source(care: CareTables, sources: set[str]) -> Iterator[str]:
    for table, field in _ID_OF.items():
        for row in getattr(care, table):
            for name in dict.fromkeys(_source_ids(row)):
                if name not in sources:
                    yield f"{table}.{getattr(row, field)}: no source {name!r}"


def _source_ids(value: object) -> Iterator[str]:
    """Every source that a row or anything in it names."""
    if isinstance(value, tuple):
        for item in value:
            yield from _source_ids(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            found = getattr(value, field.name)
            if field.name == "source_id":
                yield found
            else:
                yield from _source_ids(found)


def _missing_figures(care: CareTables) -> Iterator[str]:
    for table, rows, wanted in (
        ("pain", care.pain, get_args(PainFigure)),
        ("planning", care.planning, get_args(PlanFigure)),
    ):
        there = {row.name for row in rows}
        yield from (f"{table}.{name}: the row is missing" for name in wanted if name not in there)


# ---------------------------------------------------------------------------------------- screening


def _codes(question: Question) -> tuple[str, ...]:
    return _YES_NO if question.kind == "yes_no" else question.choices


def _in_questions(care: CareTables) -> Iterator[str]:
    before: dict[str, Question] = {}
    for question in care.questions:
        where = f"screening.{question.id}"
        if question.kind in ("choice", "choices") and not question.choices:
            yield f"{where}: a choice without choices"
        for condition in question.ask_if:
            asked = before.get(condition.question)
            if asked is None:
                yield f"{where}: no question {condition.question!r} before it"
            else:
                yield from _unknown_codes(f"{where}.ask_if", condition.any_of, asked)
        for rule in question.rules:
            yield from _in_rule(f"{where}.{rule.code}", rule, question)
        before[question.id] = question


def _in_rule(where: str, rule: AnswerRule, question: Question) -> Iterator[str]:
    if question.kind == "number":
        if rule.below is None and rule.above is None:
            yield f"{where}: no number to compare with"
    elif not rule.any_of:
        yield f"{where}: no answer it is about"
    yield from _unknown_codes(where, rule.any_of, question)


def _in_contradictions(care: CareTables) -> Iterator[str]:
    questions = {question.id: question for question in care.questions}
    for row in care.contradictions:
        for name, codes in ((row.question, row.any_of), (row.other, row.other_any_of)):
            where = f"contradictions.{row.code}"
            if name in questions:
                yield from _unknown_codes(where, codes, questions[name])
            else:
                yield f"{where}: no question {name!r}"


def _unknown_codes(where: str, codes: Iterable[str], question: Question) -> Iterator[str]:
    for code in codes:
        if code not in _codes(question):
            yield f"{where}: no answer {code!r} to {question.id}"


# --------------------------------------------------------------------- conditions, exercises, goals


def _in_conditions(care: CareTables) -> Iterator[str]:
    names = {exercise.id for exercise in care.exercises}
    approaches = {code for q in care.questions if q.id == "surgery_approach" for code in q.choices}
    for row in care.conditions:
        where = f"conditions.{row.id}"
        yield from (f"{where}: no exercise {name!r}" for name in row.uses if name not in names)
        yield from (f"{where}: no approach {a!r}" for a in row.approaches if a not in approaches)
        if row.week_to is not None and row.week_to <= row.week_from:
            yield f"{where}: it ends before it begins"
        closed = {*row.avoids, *row.locks}
        for exercise in care.exercises:
            if exercise.id in row.uses and closed & set(exercise.features):
                yield f"{where}: it uses {exercise.id} and closes it"


def _in_exercises(care: CareTables) -> Iterator[str]:
    exercises = {exercise.id: exercise for exercise in care.exercises}
    questions = {question.id for question in care.questions}
    for exercise in care.exercises:
        where = f"exercises.{exercise.id}"
        linked = (*exercise.easier, *exercise.harder)
        yield from (f"{where}: no exercise {name!r}" for name in linked if name not in exercises)
        unlocked_by = exercise.unlock
        yield from (f"{where}: no question {q!r}" for q in unlocked_by if q not in questions)
        yield from _in_levels(where, exercise)
    for way in ("easier", "harder"):
        for name in _in_a_loop(exercises, way):
            yield f"exercises.{name}: {way} leads back to it"


def _in_levels(where: str, exercise: Exercise) -> Iterator[str]:
    if not exercise.levels:
        yield f"{where}: no levels"
    if any(one.load >= two.load for one, two in pairwise(exercise.levels)):
        yield f"{where}: the load does not grow from level to level"


def _in_a_loop(exercises: Mapping[str, Exercise], way: str) -> Iterator[str]:
    for name in exercises:
        seen: set[str] = set()
        ahead = [*getattr(exercises[name], way)]
        while ahead:
            found = ahead.pop()
            if found in exercises and found not in seen:
                seen.add(found)
                ahead += getattr(exercises[found], way)
        if name in seen:
            yield name


def _in_goals(care: CareTables) -> Iterator[str]:
    names = {exercise.id for exercise in care.exercises}
    for row in care.goals:
        for name in row.exercises:
            if name not in names:
                yield f"goals.{row.goal}: no exercise {name!r}"
