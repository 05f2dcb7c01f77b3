"""The exercises as a person may do them now: open, resting, closed, in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from coxa.records.programme import ExerciseKind, Programme
from coxa.safety.gates import Access
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa_web.home.pictures import Addresses, addresses
from coxa_web.home.words import HomeWords

Place = Literal["plan", "open", "locked", "avoided", "unknown"]
"""Where an exercise stands for the person; ``unknown`` before the safety questions."""

_KINDS: Final[tuple[ExerciseKind, ...]] = (
    "mobility", "strength", "stretch", "control", "self_massage", "cue",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFact:
    """One exercise in the list."""

    id: str
    name: str
    purpose: str
    kind: str
    picture: Addresses | None
    place: Place
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Exercises of one kind."""

    title: str
    cards: tuple[CardFact, ...]


def shelves(
    access: Access | None, plan: Programme | None, words: HomeWords, care: CareTables
) -> tuple[Shelf, ...]:
    """All exercises, those of the plan first, the others by what they are for."""
    cards = {row.id: _card(row, access, plan, words) for row in care.exercises}
    in_plan = tuple(cards[item.exercise] for item in plan.items) if plan else ()
    names = {card.id for card in in_plan}
    found = [Shelf(title=words("home.exercises.in_plan"), cards=in_plan)]
    for kind in _KINDS:
        rows = [row.id for row in care.exercises if row.kind == kind and row.id not in names]
        title = words(f"home.exercises.kind.{kind}")
        found.append(Shelf(title=title, cards=tuple(cards[name] for name in rows)))
    return tuple(shelf for shelf in found if shelf.cards)


def place_of(exercise: str, access: Access | None, plan: Programme | None) -> Place:
    """Where an exercise stands for the person."""
    if access is None:
        return "unknown"
    status = access.gates[exercise].status
    if status != "open":
        return status
    return "plan" if plan is not None and plan.item(exercise) is not None else "open"


def reasons_of(exercise: str, access: Access | None) -> Iterator[str]:
    """Why an exercise is closed, or who opened it."""
    if access is not None:
        yield from dict.fromkeys(reason.message for reason in access.gates[exercise].reasons)


def _card(
    row: Exercise, access: Access | None, plan: Programme | None, words: HomeWords
) -> CardFact:
    place = place_of(row.id, access, plan)
    item = plan.item(row.id) if plan else None
    return CardFact(
        id=row.id,
        name=words.exercise(row.id),
        purpose=words.or_code(f"exercise.{row.id}.purpose", ""),
        kind=words.code("kind", row.kind),
        picture=addresses(row.id, item.first_side if item else "right"),
        place=place,
        state=words(f"home.exercises.place.{place}"),
    )
