"""The tables of care, typed: screening, conditions, pain, progression, regions, exercises.

Authored as TOML beside this file, shipped as ``care.json``. Every row names its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Annotated, Final, Literal, TypeVar

from coxa.errors import RecordError, TableError
from coxa.records.assessment import Direction
from coxa.records.screening import Code, Outcome
from coxa.records.wire import NonEmpty, NonNegative, Range, decode
from coxa.tables.exercises import Aim, Equipment, Exercise, Feature
from coxa.tables.load import Confidence

QuestionKind = Literal["yes_no", "choice", "choices", "number"]
Section = Literal[
    "lock", "emergency", "urgent", "surgery", "pain", "condition", "person", "home", "roller",
    "band",
]  # fmt: skip
PainFigure = Literal[
    "monitored_go_most", "monitored_stop_from", "rise_stop_from", "session_stop_from",
    "after_surgery_stop_from", "stops_to_lock", "stops_within_sessions", "pain_before_rest_from",
    "roller_pressure_most", "any_pain_rise_from", "morning_rise_most", "first_week_days",
    "first_week_stop_from",
]  # fmt: skip
PlanFigure = Literal[
    "sessions_to_progress", "days_to_progress", "completed_share_to_progress",
    "completed_share_to_hold", "effort_over", "low_load_effort_most", "confidence_least",
    "adherence_to_simplify", "most_exercises", "least_exercises", "simple_exercises",
    "older_from_years", "older_hold_s", "target_share", "target_share_low_load", "plateau_weeks",
    "retest_days", "screening_days", "assessment_days", "overlap_share", "second_aim_share",
    "strength_share", "progress_pain_most", "most_of_a_kind", "pain_worse",
]  # fmt: skip
Goal = Literal[
    "walking", "stairs", "squatting", "dressing", "bathing", "running", "sitting", "sport",
    "floor_work",
]  # fmt: skip
GOALS: Final[tuple[Goal, ...]] = (
    "walking", "stairs", "squatting", "dressing", "bathing", "running", "sitting", "sport",
    "floor_work",
)  # fmt: skip

_Row = TypeVar("_Row")
Week = Annotated[int, Range(minimum=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskIf:
    """A question is asked only if another one was answered so; of several, one suffices."""

    question: Code
    any_of: tuple[Code, ...] = ()
    above: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRule:
    """What follows from an answer. `is_floor`: a clinic may tighten it, never loosen it.

    `any_of` are codes; `below` and `above` are for numbers, the limits themselves excluded. `code`
    names the sentence under ``screening.reason``. `locks` are features that are closed.
    """

    code: Code
    outcome: Outcome
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    any_of: tuple[Code, ...] = ()
    below: float | None = None
    above: float | None = None
    locks: tuple[Feature, ...] = ()
    is_floor: bool = False

    def fits(self, chosen: tuple[str, ...], number: float | None) -> bool:
        """Whether an answer is one this rule is about."""
        if number is not None:
            return (self.below is not None and number < self.below) or (
                self.above is not None and number > self.above
            )
        return any(code in self.any_of for code in chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    `is_lock`: asked before any guided test, and any rule of it that fits closes the test.
    `is_weekly`: asked again every week and after a stop; `only_again`: not the first time.
    `is_lasting`: a yes does not become a no then. Texts under ``screening.<id>``: ``ask``, ``help``
    where there is one, and ``choice.<code>``.
    """

    id: Code
    section: Section
    kind: QuestionKind
    rules: tuple[AnswerRule, ...]
    choices: tuple[Code, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    is_lock: bool = False
    is_weekly: bool = False
    only_again: bool = False
    is_optional: bool = False
    is_lasting: bool = False
    ask_if: tuple[AskIf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two answers that cannot both be true; `code` names the sentence."""

    code: Code
    question: Code
    any_of: tuple[Code, ...]
    other: Code
    other_any_of: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCeiling:
    """Furthest angle of the affected side in one direction; 0 closes the direction."""

    direction: Direction
    value_deg: NonNegative


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionGate:
    """What a condition, operation or finding means for the choice of exercises.

    A row holds for the condition `condition`; `approaches` and the weeks narrow it (a week is in
    the row from `week_from`, included, to `week_to`, excluded). `uses` are exercises that are
    preferred, most wanted first. `avoids` are features that are left out, whatever is released;
    `locks` features that are closed until a therapist releases them. `needs_release`: no plan at
    all without a release of the condition. Texts under ``condition.<condition>``.
    """

    id: Code
    condition: Code
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty
    approaches: tuple[Code, ...] = ()
    week_from: Week = 0
    week_to: Week | None = None
    uses: tuple[Code, ...] = ()
    aims: tuple[Aim, ...] = ()
    avoids: tuple[Feature, ...] = ()
    locks: tuple[Feature, ...] = ()
    ceilings: tuple[ConditionCeiling, ...] = ()
    needs_release: bool = False
    is_low_load: bool = False
    is_after_surgery: bool = False
    education: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A threshold of pain or of planning."""

    name: Code
    unit: NonEmpty
    value: float
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule of choosing or of progress by name: its weight, and where it comes from.

    The sentence stands under ``programme.rule.<name>``.
    """

    name: Code
    weight: float
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """Which aims serve an everyday goal, most wanted first."""

    goal: Goal
    aims: tuple[Aim, ...]
    exercises: tuple[Code, ...]
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Whom to call where. Texts under ``region.<id>``."""

    id: Code
    emergency_call: NonEmpty
    urgent_call: str
    source_id: NonEmpty
    confidence: Confidence
    reason: NonEmpty


@dataclass(frozen=True, kw_only=True)
class CareTables:
    """All tables of care of one version. Without slots: it remembers where its rows are."""

    questions: tuple[Question, ...]
    contradictions: tuple[Contradiction, ...]
    conditions: tuple[ConditionGate, ...]
    pain: tuple[Figure, ...]
    planning: tuple[Figure, ...]
    rules: tuple[RuleRow, ...]
    goals: tuple[GoalRow, ...]
    regions: tuple[Region, ...]
    exercises: tuple[Exercise, ...]
    home_equipment: tuple[Equipment, ...]

    def question(self, name: str) -> Question:
        """Question by its id; TableError if there is none."""
        return _found(self._questions, name, "screening")

    def exercise(self, name: str) -> Exercise:
        """Exercise by its id; TableError if there is none."""
        return _found(self._exercises, name, "exercises")

    def has_exercise(self, name: str) -> bool:
        """Whether the library has an exercise of this id."""
        return name in self._exercises

    def region(self, name: str) -> Region:
        """Region by its id; TableError if there is none."""
        return _found(self._regions, name, "regions")

    def pain_figure(self, name: PainFigure) -> Figure:
        """Threshold of pain; TableError if the row is missing."""
        return _found(self._pain, name, "pain")

    def plan_figure(self, name: PlanFigure) -> Figure:
        """Threshold of planning; TableError if the row is missing."""
        return _found(self._planning, name, "planning")

    def rule(self, name: str) -> RuleRow:
        """Rule by its name; TableError if there is none."""
        return _found(self._rules, name, "rules")

    def gates(
        self, condition: str, approach: str | None = None, week: int | None = None
    ) -> tuple[ConditionGate, ...]:
        """Rows that hold for a condition; an unknown approach or week fits every row."""
        return tuple(
            row
            for row in self.conditions
            if row.condition == condition
            and (not row.approaches or approach is None or approach in row.approaches)
            and (week is None or (row.week_from <= week and _is_before(week, row.week_to)))
        )

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {row.id: row for row in reversed(self.questions)}

    @cached_property
    def _exercises(self) -> dict[str, Exercise]:
        return {row.id: row for row in reversed(self.exercises)}

    @cached_property
    def _regions(self) -> dict[str, Region]:
        return {row.id: row for row in reversed(self.regions)}

    @cached_property
    def _pain(self) -> dict[str, Figure]:
        return {row.name: row for row in reversed(self.pain)}

    @cached_property
    def _planning(self) -> dict[str, Figure]:
        return {row.name: row for row in reversed(self.planning)}

    @cached_property
    def _rules(self) -> dict[str, RuleRow]:
        return {row.name: row for row in reversed(self.rules)}


def _is_before(week: int, end: int | None) -> bool:
    return end is None or week < end


def _found(rows: Mapping[str, _Row], name: str, table: str) -> _Row:
    try:
        return rows[name]
    except KeyError:
        raise TableError(f"{table}: no row {name!r}") from None


@lru_cache(maxsize=1)
def care_tables() -> CareTables:
    """Tables of care shipped with this package.

    Raises
    ------
    TableError
        The file is missing, or a row is not what its type says.
    """
    file = resources.files("coxa.tables").joinpath("care.json")
    try:
        return decode(CareTables, json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecordError) as error:
        raise TableError(f"care.json: {error}; rebuild it: python -m tools.build_tables") from error
