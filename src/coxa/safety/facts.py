"""What is known of one case before anything is decided, and what holds a plan back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from coxa.messages.catalog import sentence
from coxa.records.programme import Reason
from coxa.records.release import Release
from coxa.records.screening import Screening, ScreeningReason, Urgency
from coxa.safety.closings import Orders, reason_of, row_reason
from coxa.safety.conditions import InForce, conditions_of, surgeries_of
from coxa.safety.releases import Given, given_items
from coxa.safety.screening import reasons_of, verdict_of
from coxa.safety.words import help_text
from coxa.tables.care import CareTables

UNDER_AGE: Final = "under_age"
_SURGERY_QUESTIONS: Final = ("hip_surgery", "surgery_kind", "surgery_weeks")
_PROPOSAL: Final = "coxa_proposal"

_Held = TypeVar("_Held")


class Same(Generic[_Held]):
    """Holds a value and compares by identity: a large record becomes a quick key."""

    __slots__ = ("value",)

    def __init__(self, value: _Held) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@dataclass(frozen=True, slots=True)
class Case:
    """All that an access depends on; days with the same case share it."""

    screening: Same[Screening]
    releases: tuple[Release, ...]
    week: int | None
    is_first_week: bool
    has_version_pattern: bool
    care: Same[CareTables]
    language: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A case with everything that was told, named and released."""

    case: Case
    told: tuple[ScreeningReason, ...]
    conditions: tuple[InForce, ...]
    orders: Orders
    given: tuple[Given, ...]

    @property
    def screening(self) -> Screening:
        """The latest screening."""
        return self.case.screening.value

    @property
    def care(self) -> CareTables:
        """Tables of care."""
        return self.case.care.value

    @property
    def language(self) -> str:
        """Language of the reasons."""
        return self.case.language

    def is_released(self, *names: str) -> bool:
        """Whether a condition of one of these names is released."""
        return any(self.orders.get("condition", name) is not None for name in names)

    def is_opened(self, told: ScreeningReason) -> bool:
        """Whether a therapist has released what an answer holds back; being under age never is.

        A release names the code of the reason; for what follows from an operation, also the
        operation.
        """
        if told.code == UNDER_AGE:
            return False
        about = surgeries_of(self.screening) if told.question in _SURGERY_QUESTIONS else ()
        return self.is_released(told.code, *about)


def facts_of(case: Case) -> Facts:
    """Look everything up: the rules as they stand now, and what the screening found then."""
    screening, care = case.screening.value, case.care.value
    now = reasons_of(screening.answers, care, case.language)
    given = given_items(case.releases)
    return Facts(
        case=case,
        told=tuple(dict.fromkeys((*screening.reasons, *now))),
        conditions=conditions_of(
            screening, case.week, case.has_version_pattern, care, case.language
        ),
        orders=Orders(given),
        given=given,
    )


def urgency_of(facts: Facts) -> Urgency | None:
    """How soon care is to be sought, by the screening as it was made or as the rules are now."""
    found = {facts.screening.urgency, verdict_of(facts.told)[1]}
    if "emergency" in found:
        return "emergency"
    return "urgent" if "urgent" in found else None


def help_of(facts: Facts, urgency: Urgency) -> str:
    """Whom to turn to, in the words of the region."""
    return help_text(facts.screening.region, urgency, facts.care, facts.language)


def signs_of(facts: Facts, urgency: Urgency) -> tuple[Reason, ...]:
    """Reasons why care is to be sought now; never empty."""
    signs = [reason_of(t) for t in facts.told if t.outcome in ("emergency", "urgent")]
    unnamed = Reason(
        rule=urgency, message=help_of(facts, urgency), source_id=_PROPOSAL, confidence="D"
    )
    return tuple(dict.fromkeys(signs)) or (unnamed,)


def held_back(facts: Facts) -> tuple[Reason, ...]:
    """Reasons why a plan waits for the therapist."""
    return tuple(dict.fromkeys((*_held_by_answers(facts), *_held_by_conditions(facts))))


def is_low_load(facts: Facts) -> bool:
    """Whether only low load is allowed.

    A release of the condition lifts it, unless the condition needs one for any plan at all.
    """
    if any(t.outcome == "low_load" and not facts.is_opened(t) for t in facts.told):
        return True
    return any(
        row.is_low_load and (row.needs_release or not facts.is_released(condition.condition))
        for condition in facts.conditions
        for row in condition.rows
    )


def _held_by_answers(facts: Facts) -> Iterator[Reason]:
    for told in facts.told:
        if told.outcome == "therapist" and not facts.is_opened(told):
            yield reason_of(told)


def _held_by_conditions(facts: Facts) -> Iterator[Reason]:
    for condition in facts.conditions:
        if facts.is_released(condition.condition):
            continue
        message = sentence("safety.gate.needs_release", facts.language, condition=condition.name)
        for row in condition.rows:
            if row.needs_release:
                yield row_reason(row, message)
