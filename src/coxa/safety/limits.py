"""Ceilings, and what is used, aimed at and told with the conditions that were named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coxa.messages.catalog import sentence
from coxa.records.assessment import SIDES, Direction, Side
from coxa.records.programme import Reason
from coxa.safety.closings import reason_of, row_reason
from coxa.safety.conditions import InForce
from coxa.safety.facts import Facts
from coxa.safety.words import minded_text
from coxa.tables.care import ConditionCeiling, ConditionGate
from coxa.tables.exercises import Aim


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Furthest angle of a side in a direction; 0 closes the direction."""

    side: Side
    direction: Direction
    value_deg: float
    reason: Reason


def ceilings_of(facts: Facts) -> tuple[Ceiling, ...]:
    """One for each side and direction: the therapist's, else the lowest of the conditions."""
    found: dict[tuple[Side, Direction], Ceiling] = {}
    for ceiling in _of_conditions(facts):
        place = (ceiling.side, ceiling.direction)
        if place not in found or ceiling.value_deg < found[place].value_deg:
            found[place] = ceiling
    for ceiling in _of_releases(facts):
        found[ceiling.side, ceiling.direction] = ceiling
    return tuple(found.values())


def uses_of(facts: Facts) -> tuple[tuple[str, Reason], ...]:
    """Exercises used with the conditions that were named, each once, most wanted first."""
    found: dict[str, Reason] = {}
    for condition, row in _rows(facts):
        for name in row.uses:
            found.setdefault(name, row_reason(row, _named("exercise", condition, facts)))
    return tuple(found.items())


def aims_of(facts: Facts) -> tuple[tuple[Aim, Reason], ...]:
    """What is trained with the conditions that were named, each once, most wanted first."""
    found: dict[Aim, Reason] = {}
    for condition, row in _rows(facts):
        for aim in row.aims:
            found.setdefault(aim, row_reason(row, _named("aim", condition, facts)))
    return tuple(found.items())


def education_of(facts: Facts) -> tuple[str, ...]:
    """What is taught with the conditions that were named, each once."""
    return tuple(dict.fromkeys(code for _, row in _rows(facts) for code in row.education))


def notices_of(facts: Facts) -> tuple[Reason, ...]:
    """What the person should know besides: notes, why only low load, what is minded and why."""
    return tuple(dict.fromkeys((*_of_answers(facts), *_minded(facts))))


def _of_conditions(facts: Facts) -> Iterator[Ceiling]:
    for condition, row in _rows(facts):
        for limit in row.ceilings:
            for side in condition.sides:
                yield _of_condition(facts, condition, row, limit, side)


def _of_condition(
    facts: Facts, condition: InForce, row: ConditionGate, limit: ConditionCeiling, side: Side
) -> Ceiling:
    message = sentence(
        "safety.ceiling.condition" if limit.value_deg else "safety.ceiling.closed",
        facts.language,
        condition=condition.name,
        side=sentence(f"side.{side}", facts.language),
        direction=sentence(f"direction.{limit.direction}", facts.language),
        value_deg=limit.value_deg,
    )
    return Ceiling(side, limit.direction, limit.value_deg, row_reason(row, message))


def _of_releases(facts: Facts) -> Iterator[Ceiling]:
    """Ceilings set by therapists, in order of time."""
    for one in facts.given:
        item = one.item
        if item.kind != "ceiling" or item.direction is None or item.value_deg is None:
            continue
        for side in SIDES if item.side is None else (item.side,):
            reason = one.reason(
                "safety.ceiling.release",
                facts.language,
                side=sentence(f"side.{side}", facts.language),
                direction=sentence(f"direction.{item.direction}", facts.language),
                value_deg=item.value_deg,
            )
            yield Ceiling(side, item.direction, item.value_deg, reason)


def _of_answers(facts: Facts) -> Iterator[Reason]:
    for told in facts.told:
        is_low_load = told.outcome == "low_load" and not facts.is_opened(told)
        if told.outcome == "note" or is_low_load:
            yield reason_of(told)


def _minded(facts: Facts) -> Iterator[Reason]:
    for condition in facts.conditions:
        if condition.rows:
            row = condition.rows[0]
            yield row_reason(row, minded_text(row, facts.language))


def _rows(facts: Facts) -> Iterator[tuple[InForce, ConditionGate]]:
    for condition in facts.conditions:
        for row in condition.rows:
            yield condition, row


def _named(text: str, condition: InForce, facts: Facts) -> str:
    return sentence(f"safety.use.{text}", facts.language, condition=condition.name)
