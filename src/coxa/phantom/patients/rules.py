"""Every rule that was broken for a simulated patient. There should be none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coxa.phantom.patients.course_rules import course_faults
from coxa.phantom.patients.life import Diary
from coxa.phantom.patients.plan_rules import plan_faults
from coxa.phantom.patients.twin_rules import twin_faults
from coxa.tables.care import CareTables


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that did not hold, for whom, on which day, and what was found."""

    rule: str
    subject: str
    day: str
    found: str


def violations_of(diary: Diary, care: CareTables, every: int = 1) -> tuple[Violation, ...]:
    """Every rule that was broken in the records of a person.

    Parameters
    ----------
    diary : Diary
        All records of the person.
    care : CareTables
        Tables the records were made with.
    every : int
        Each plan of so many is made again, from the same and with more pain; 1 is all of them.
    """
    subject = diary.person.subject
    return tuple(
        Violation(rule, subject, day, found) for day, rule, found in _all(diary, care, every)
    )


def _all(diary: Diary, care: CareTables, every: int) -> Iterator[tuple[str, str, str]]:
    for number, planned in enumerate(diary.planned, start=diary.person.number):
        faults = [*plan_faults(planned, care)]
        if number % every == 0:
            faults += twin_faults(planned, care)
        for rule, found in faults:
            yield planned.request.today.isoformat(), rule, found
    yield from course_faults(diary, care)
