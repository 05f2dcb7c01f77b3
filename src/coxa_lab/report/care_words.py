"""Days, doses, sides and exercises in words: what plan, session, exercise and letter share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Final

from coxa.messages.catalog import has_sentence
from coxa.messages.facts import Words, capitalised
from coxa.records.assessment import Side
from coxa.records.programme import Dose, ProgrammeItem, RangeTarget
from coxa.records.session import ExerciseDone
from coxa.tables.care import CareTables

DAYS_A_WEEK: Final = 7
SECONDS_A_MINUTE: Final = 60.0
LONG_HOLD_S: Final = 10.0
"""From here on a hold is what is counted, not the repetition."""


class CareWords(Words):
    """The catalogue of one language, with the words of care."""

    def day(self, day: date) -> str:
        """Say "Monday 23 November"."""
        return self(
            "care.date.day",
            weekday=self(f"care.weekday.{day.isoweekday()}"),
            day=day.day,
            month=self(f"report.month.{day:%m}"),
        )

    def full_date(self, day: date) -> str:
        """Say "23 November 2026"."""
        month = self(f"report.month.{day:%m}")
        return self("care.date.day_year", day=day.day, month=month, year=day.year)

    def day_of(self, text: str) -> str:
        """Day of a date or time stamp, as it stood on its own clock."""
        return self.full_date(date.fromisoformat(text[:10]))

    def weekday(self, day: date) -> str:
        """Say "Mon"."""
        return self(f"care.weekday_short.{day.isoweekday()}")

    def exercise(self, name: str) -> str:
        """Name of an exercise."""
        return self.or_code(f"exercise.{name}.name", name)

    def code(self, group: str, code: str) -> str:
        """Word for a code of a group, or the code itself without its lines."""
        return self.or_code(f"{group}.{code}", code)

    def listed(self, group: str, codes: Iterable[str]) -> str:
        """Words for codes, with commas between."""
        return ", ".join(self.code(group, code) for code in codes)

    def sides(self, item: ProgrammeItem, care: CareTables) -> str:
        """Which legs, and which of them begins, unless both work at once."""
        if is_two_sided(item.exercise, care):
            return self("care.sides.two_sided")
        if item.sides == "both":
            return self("care.sides.both", first=self(f"side.{item.first_side}"))
        return self(f"care.sides.{item.sides}")

    def side_done(self, done: ExerciseDone) -> str:
        """Which leg an exercise was done with."""
        return self("care.sides.both_done" if done.side == "both" else f"care.sides.{done.side}")

    def amount(self, dose: Dose) -> str:
        """Sets times repetitions, or how often a long hold."""
        if is_timed(dose):
            times = dose.sets * dose.repetitions
            return self("care.dose.timed", times=times, seconds=dose.hold_s)
        return self("care.dose.sets", sets=dose.sets, repetitions=dose.repetitions)

    def effort(self, dose: Dose) -> str:
        """How hard it may be."""
        if dose.effort_low == dose.effort_high:
            return self("care.dose.effort_one", low=dose.effort_low)
        return self("care.dose.effort", low=dose.effort_low, high=dose.effort_high)

    def dose(self, dose: Dose) -> str:
        """All of a dose in one line; what is nothing is left out."""
        return ", ".join([self.amount(dose), *self.details(dose)])

    def details(self, dose: Dose) -> tuple[str, ...]:
        """What stands beside sets and repetitions; what is nothing is left out."""
        held_s = 0.0 if is_timed(dose) else dose.hold_s
        pace = (("out", dose.out_s), ("hold", held_s), ("back", dose.back_s))
        told = [self(f"care.dose.{name}", seconds=seconds) for name, seconds in pace if seconds]
        parts = [", ".join(told)] if told else []
        if dose.sets > 1 and dose.rest_s:
            parts.append(self("care.dose.rest", seconds=dose.rest_s))
        return (*parts, self.effort(dose))

    def target_name(self, target: RangeTarget) -> str:
        """Side and direction of a target, with what the foot does."""
        movement = self(f"care.target.{target.direction}")
        name = self(f"care.sides.{target.side}")
        return capitalised(self("care.target.name", side=name, movement=movement))

    def target_short(self, target: RangeTarget) -> str:
        """Side and what the foot does, where there is little room."""
        foot = self(f"care.target.foot_{target.direction}")
        side = self(f"care.sides.{target.side}")
        return capitalised(self("care.target.name", side=side, movement=foot))

    def target(self, target: RangeTarget) -> str:
        """How far one side is to turn, and how far at most."""
        return self(
            "care.target.both",
            name=self.target_name(target),
            target_deg=math.floor(target.target_deg),
            ceiling_deg=math.floor(target.ceiling_deg),
        )


def is_two_sided(exercise: str, care: CareTables) -> bool:
    """Whether both legs do an exercise at once; no for one the tables do not know."""
    return care.has_exercise(exercise) and care.exercise(exercise).is_two_sided


def is_timed(dose: Dose) -> bool:
    """Whether a dose is told as a number of long holds: 2 × 30 s."""
    return dose.hold_s >= LONG_HOLD_S and 1 in (dose.sets, dose.repetitions)


def minutes_of(item: ProgrammeItem, care: CareTables) -> int:
    """How long an exercise takes on one day, whole minutes, at least one."""
    dose = item.dose
    legs = 2 if item.sides == "both" and not is_two_sided(item.exercise, care) else 1
    moving_s = dose.sets * dose.repetitions * (dose.out_s + dose.hold_s + dose.back_s)
    resting_s = (dose.sets - 1) * dose.rest_s
    return max(1, math.ceil(legs * (moving_s + resting_s) / SECONDS_A_MINUTE))


def sides_of(item: ProgrammeItem) -> tuple[Side, ...]:
    """Sides that do an exercise, the one that begins first."""
    if item.sides != "both":
        return (item.sides,)
    return ("left", "right") if item.first_side == "left" else ("right", "left")


def condition_name(words: CareWords, condition: str) -> str:
    """Name of a condition or operation; the sentence of an answer that holds something back."""
    known = (f"condition.{condition}.name", f"screening.reason.{condition}")
    found = next((id_ for id_ in known if has_sentence(id_, words.language)), known[0])
    return words.or_code(found, condition)
