"""Exercises, doses, legs and days in words."""

from __future__ import annotations

from datetime import date

from coxa.messages.facts import Words, capitalised
from coxa.records.programme import Dose, ProgrammeItem
from coxa.records.session import ExerciseDone
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise

LONG_HOLD_S = 10.0
"""From here on a hold is what is counted, not the repetition."""


class VisitWords(Words):
    """The catalogue of one language, with the words of a visit."""

    def page(self, id_: str, /, **values: float | str) -> str:
        """One of the page's own sentences."""
        return self(f"coach_page.visit.{id_}", **values)

    def exercise(self, name: str) -> str:
        """Name of an exercise."""
        return self.or_code(f"exercise.{name}.name", name)

    def texts(self, exercise: Exercise, group: str) -> tuple[str, ...]:
        """Sentences of an exercise, in order: ``steps``, ``cues`` ..."""
        return tuple(self(f"exercise.{exercise.id}.{group}.{i}") for i in getattr(exercise, group))

    def legs(self, item: ProgrammeItem, care: CareTables) -> str:
        """Which legs, and which of them begins, unless both work at once."""
        if care.exercise(item.exercise).is_two_sided:
            return self("care.sides.two_sided")
        if item.sides == "both":
            return self("care.sides.both", first=self(f"side.{item.first_side}"))
        return self(f"care.sides.{item.sides}")

    def dose(self, dose: Dose) -> str:
        """How much: sets and repetitions, or how often how long."""
        if dose.hold_s >= LONG_HOLD_S and 1 in (dose.sets, dose.repetitions):
            times = dose.sets * dose.repetitions
            return self("care.dose.timed", times=times, seconds=dose.hold_s)
        amount = self("care.dose.sets", sets=dose.sets, repetitions=dose.repetitions)
        if dose.hold_s:
            amount += ", " + self("care.dose.hold", seconds=dose.hold_s)
        return amount

    def done(self, entry: ExerciseDone) -> str:
        """One exercise as it was done."""
        side = self("care.sides.both_done" if entry.side == "both" else f"care.sides.{entry.side}")
        return self(
            "care.session.summary",
            name=self.exercise(entry.exercise),
            side=side,
            repetitions=entry.repetitions,
            sets=entry.sets,
        )

    def day(self, day: date) -> str:
        """Say "Monday 23 November"."""
        return self(
            "care.date.day",
            weekday=self(f"care.weekday.{day.isoweekday()}"),
            day=day.day,
            month=self(f"report.month.{day:%m}"),
        )

    def capital(self, text: str) -> str:
        """The same with a capital first letter."""
        return capitalised(text)
