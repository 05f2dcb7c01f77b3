"""Which conditions, operations and findings hold for somebody on a day, with their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.assessment import SIDES, Side
from coxa.records.screening import Screening
from coxa.safety.asking import WEEKS_QUESTION
from coxa.safety.words import condition_name
from coxa.tables.care import CareTables, ConditionGate

_NONE: Final = "none"
_UNKNOWN: Final = "unknown"
_OTHER_SURGERY: Final = "other_hip_surgery"
_VERSION: Final = "possible_version"
_DAYS_A_WEEK: Final = 7.0


@dataclass(frozen=True, slots=True)
class InForce:
    """A condition with its name in words, the sides it is about, and the rows that hold."""

    condition: str
    name: str
    sides: tuple[Side, ...]
    rows: tuple[ConditionGate, ...]


def weeks_since_surgery(screening: Screening, day: date) -> int | None:
    """Whole weeks from the latest operation to a local date, None if none was told."""
    weeks = screening.number(WEEKS_QUESTION)
    if weeks is None:
        return None
    days = max(0, (day - screening.moment.date()).days)
    return int(weeks + days / _DAYS_A_WEEK)


def surgeries_of(screening: Screening) -> tuple[str, ...]:
    """Operations that were told; one that is not known counts as another one."""
    kinds = screening.chosen("surgery_kind")
    is_operated = any(code != "no" for code in screening.chosen("hip_surgery"))
    return kinds or ((_OTHER_SURGERY,) if is_operated else ())


def conditions_of(
    screening: Screening,
    week: int | None,
    has_version_pattern: bool,
    care: CareTables,
    language: str = DEFAULT_LANGUAGE,
) -> tuple[InForce, ...]:
    """Everything that holds, in the order it was told.

    Parameters
    ----------
    screening : Screening
        The latest one.
    week : int or None
        Whole weeks since the latest operation; None fits every row.
    has_version_pattern : bool
        Whether one direction is far ahead of the other on both sides.
    care : CareTables
        Tables of care.
    language : str
        Language of the names.
    """
    found = _told(screening, week, care)
    if has_version_pattern:
        found = (*found, (_VERSION, SIDES, care.gates(_VERSION)))
    return tuple(
        InForce(condition, condition_name(condition, language), sides, rows)
        for condition, sides, rows in found
    )


def _told(
    screening: Screening, week: int | None, care: CareTables
) -> tuple[tuple[str, tuple[Side, ...], tuple[ConditionGate, ...]], ...]:
    return (*_complaints(screening, care), *_operations(screening, week, care))


def _complaints(
    screening: Screening, care: CareTables
) -> Iterator[tuple[str, tuple[Side, ...], tuple[ConditionGate, ...]]]:
    for condition in screening.chosen("conditions"):
        if condition != _NONE:
            yield condition, _sides(screening, "condition_side"), care.gates(condition)


def _operations(
    screening: Screening, week: int | None, care: CareTables
) -> Iterator[tuple[str, tuple[Side, ...], tuple[ConditionGate, ...]]]:
    approaches = screening.chosen("surgery_approach")
    approach = approaches[0] if approaches and approaches[0] != _UNKNOWN else None
    for condition in surgeries_of(screening):
        yield condition, _sides(screening, "surgery_side"), care.gates(condition, approach, week)


def _sides(screening: Screening, question: str) -> tuple[Side, ...]:
    """Sides an answer names; both where it names none."""
    chosen = screening.chosen(question)
    return tuple(side for side in SIDES if side in chosen) or SIDES
