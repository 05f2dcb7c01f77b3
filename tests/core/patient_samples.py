"""Simulated patients, lived once for all tests that look at them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from coxa.phantom.patients.life import Diary, Planned, lived
from coxa.phantom.patients.person import drawn_person
from coxa.records.programme import ProgrammeItem
from coxa.records.release import ReleaseItem
from coxa.records.screening import Answer
from coxa.tables.care import care_tables
from tests.core.programme_samples import release

PEOPLE = 60
WEEKS = 12
SEED = 1


@lru_cache(maxsize=1)
def diaries() -> tuple[Diary, ...]:
    """Sixty people over twelve weeks."""
    people = (drawn_person(SEED, number) for number in range(PEOPLE))
    return tuple(lived(person, WEEKS, care_tables()) for person in people)


def first_plan(exercise: str | None = None) -> Planned:
    """A first plan without releases and with a target; one that holds an exercise if named."""
    return next(
        planned
        for diary in diaries()
        for planned in diary.planned[:1]
        if not planned.request.releases
        and any(item.targets for item in planned.programme.items)
        and (exercise is None or planned.programme.item(exercise) is not None)
    )


def with_answer(
    planned: Planned, question: str, *chosen: str, number: float | None = None
) -> Planned:
    """The plan, had a question been answered otherwise."""
    latest = planned.request.screenings[-1]
    kept = tuple(answer for answer in latest.answers if answer.question != question)
    given = Answer(question=question, chosen=chosen, number=number)
    screening = replace(latest, answers=(*kept, given))
    return with_request(planned, screenings=(screening,))


def with_request(planned: Planned, **fields: object) -> Planned:
    """The plan, made from another request."""
    request = replace(planned.request, **fields)  # type: ignore[arg-type]  # fields by name
    return replace(planned, request=request)


def with_release(planned: Planned, *items: ReleaseItem) -> Planned:
    """The plan with more releases in force."""
    given = replace(
        release(*items),
        starts_on=planned.request.today.isoformat(),
        until=planned.request.today.isoformat(),
    )
    return with_request(planned, releases=(*planned.request.releases, given))


def with_item(planned: Planned, index: int = 0, **fields: object) -> Planned:
    """The plan with one of its items changed."""
    items = list(planned.programme.items)
    items[index] = replace(items[index], **fields)  # type: ignore[arg-type]  # fields by name
    return with_items(planned, *items)


def with_items(planned: Planned, *items: ProgrammeItem) -> Planned:
    """The plan with other items."""
    return replace(planned, programme=replace(planned.programme, items=items))
