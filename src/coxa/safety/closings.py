"""What closes an exercise, and which release opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from coxa.messages.catalog import sentence
from coxa.records.assessment import Direction
from coxa.records.programme import Reason
from coxa.records.release import ReleaseKind
from coxa.records.screening import Screening, ScreeningReason
from coxa.safety.conditions import InForce
from coxa.safety.releases import Given
from coxa.tables.care import ConditionGate
from coxa.tables.exercises import Exercise, Feature, Start

GateStatus = Literal["open", "locked", "avoided"]
ClosedStatus = Literal["locked", "avoided"]

_PROPOSAL: Final = "coxa_proposal"
_START_FEATURES: Final[Mapping[Start, Feature]] = {
    "side_lying": "side_lying",
    "prone": "prone",
    "supine": "supine",
    "kneeling": "kneeling",
    "half_kneeling": "kneeling",
}
"""What a starting position asks for, whether the row of an exercise says so or not."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether an exercise may be done, and why not; open with reasons if it was released."""

    exercise: str
    status: GateStatus
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """One thing that closes an exercise or the test."""

    status: ClosedStatus
    reason: Reason


class Orders:
    """What therapists have released, by kind and name; of two about the same, the later one."""

    def __init__(self, given: Iterable[Given]) -> None:
        self._items: dict[tuple[ReleaseKind, str | None], Given] = {}
        for one in given:
            self._add(one)

    def _add(self, one: Given) -> None:
        kind, name = one.item.kind, one.item.name
        if kind in ("exercise", "include"):
            self._items.pop(("exclude", name), None)
        self._items[kind, name] = one

    def get(self, kind: ReleaseKind, name: str | None = None) -> Given | None:
        """Release of a kind and name, None if there is none."""
        return self._items.get((kind, name))

    def opener(self, exercise: str, feature: str | None, status: ClosedStatus) -> Given | None:
        """Release that opens what closes an exercise.

        Naming the exercise or the feature opens either status; putting the exercise into the plan
        opens what is locked.
        """
        found = self.get("exercise", exercise)
        if found is None and feature is not None:
            found = self.get("feature", feature)
        if found is None and status == "locked":
            found = self.get("include", exercise)
        return found


def features_of(exercise: Exercise) -> tuple[Feature, ...]:
    """What an exercise asks for, its starting position included."""
    start = _START_FEATURES.get(exercise.start)
    return tuple(dict.fromkeys((*exercise.features, *((start,) if start else ()))))


def reason_of(told: ScreeningReason) -> Reason:
    """Reason of a programme from one of a screening."""
    return Reason(
        rule=told.code,
        message=told.message,
        source_id=told.source_id,
        confidence=told.confidence,
    )


def row_reason(row: ConditionGate, message: str) -> Reason:
    """Reason that rests on a row of a condition."""
    return Reason(rule=row.id, message=message, source_id=row.source_id, confidence=row.confidence)


def closings_by_feature(
    told: Iterable[ScreeningReason], conditions: Iterable[InForce], language: str
) -> dict[str, list[Closing]]:
    """Everything that closes a feature, by feature."""
    found: dict[str, list[Closing]] = {}
    for condition in conditions:
        for row in condition.rows:
            for feature, closing in _of_row(row, condition.name, language):
                found.setdefault(feature, []).append(closing)
    for reason in told:
        for code in reason.locks:
            found.setdefault(code, []).append(Closing("locked", reason_of(reason)))
    return found


def _of_row(row: ConditionGate, condition: str, language: str) -> Iterator[tuple[str, Closing]]:
    for feature in row.avoids:
        yield feature, Closing("avoided", _gated("avoids", row, feature, condition, language))
    for feature in row.locks:
        yield feature, Closing("locked", _gated("locks", row, feature, condition, language))


def _gated(
    text: str, row: ConditionGate, feature: Feature, condition: str, language: str
) -> Reason:
    named = sentence(f"care.feature.{feature}", language)
    message = sentence(f"safety.gate.{text}", language, condition=condition, feature=named)
    return row_reason(row, message)


@dataclass(frozen=True, slots=True)
class Closer:
    """Everything that decides about one exercise after another.

    `blocks` close everything, whatever is released; `by_feature` are closings by feature; `limited`
    are the directions in which a side has a ceiling.
    """

    blocks: tuple[Closing, ...]
    by_feature: Mapping[str, list[Closing]]
    orders: Orders
    limited: frozenset[Direction]
    screening: Screening
    language: str

    def gate(self, exercise: Exercise) -> Gate:
        """Whether an exercise may be done."""
        return gate_from(exercise.id, self._closings(exercise), self.language)

    def _closings(self, exercise: Exercise) -> Iterator[tuple[Closing, Given | None]]:
        """Each closing with the release that opens it, None if nothing does."""
        for block in self.blocks:
            yield block, None
        excluded = self.orders.get("exclude", exercise.id)
        if excluded is not None:
            yield Closing("avoided", excluded.reason("safety.gate.excluded", self.language)), None
        for direction in exercise.ceiling_locks:
            if direction in self.limited:
                yield Closing("locked", self._ceiling_reason(direction)), None
        for feature in features_of(exercise):
            for closing in self.by_feature.get(feature, ()):
                yield closing, self.orders.opener(exercise.id, feature, closing.status)
        if exercise.locked_by_default and not self._is_unlocked(exercise):
            opener = self.orders.opener(exercise.id, None, "locked")
            yield Closing("locked", self._reason("locked_by_default", "default")), opener

    def _is_unlocked(self, exercise: Exercise) -> bool:
        """Whether every question that opens it was answered no."""
        return bool(exercise.unlock) and all(
            self.screening.chosen(question) == ("no",) for question in exercise.unlock
        )

    def _ceiling_reason(self, direction: Direction) -> Reason:
        named = sentence(f"direction.{direction}", self.language)
        return self._reason("ceiling_locks", "ceiling", direction=named)

    def _reason(self, rule: str, text: str, **values: str) -> Reason:
        return Reason(
            rule=rule,
            message=sentence(f"safety.gate.{text}", self.language, **values),
            source_id=_PROPOSAL,
            confidence="D",
        )


def gate_from(name: str, closings: Iterable[tuple[Closing, Given | None]], language: str) -> Gate:
    """Gate of an exercise or the test from what closes it and what opens that.

    The reasons of the graver status come first; an open gate names the releases that opened it.
    """
    avoided: dict[Reason, None] = {}
    locked: dict[Reason, None] = {}
    opened: dict[Reason, None] = {}
    for closing, given in closings:
        if given is not None:
            opened[given.reason("safety.gate.released", language)] = None
        elif closing.status == "avoided":
            avoided[closing.reason] = None
        else:
            locked[closing.reason] = None
    if avoided:
        return Gate(name, "avoided", (*avoided, *locked))
    if locked:
        return Gate(name, "locked", tuple(locked))
    return Gate(name, "open", tuple(opened))
