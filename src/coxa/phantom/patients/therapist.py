"""The simulated therapist: hears of alerts and refusals, and answers some days later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from coxa.phantom.patients.clock import day_of
from coxa.phantom.patients.person import Person
from coxa.phantom.patients.telling import later, record_id
from coxa.records.alert import Alert, DeliveryState
from coxa.records.release import Release, ReleaseItem
from coxa.safety.alerts import with_delivery
from coxa.safety.gates import Access
from coxa.safety.releases import names_to_release
from coxa.tables.care import CareTables
from coxa.version import __version__

_HOLDS_DAYS: Final = (5, 28, 60, 90)
_VISIT_RATE: Final = 0.02
_CEILING_SHARE: Final = 0.4
_WITHDRAWAL_RATE: Final = 0.005
_ORDERS: Final = (
    ReleaseItem(kind="exercise", name="band_knee_in"),
    ReleaseItem(kind="feature", name="end_range_internal"),
    ReleaseItem(kind="feature", name="single_leg"),
    ReleaseItem(kind="pain_monitoring"),
    ReleaseItem(kind="dose", name="bridge", sets=1, repetitions=6),
    ReleaseItem(kind="dose", name="clamshell", level=3),
    ReleaseItem(kind="dose", name="chair_rotation", repetitions=12, hold_s=3.0),
    ReleaseItem(kind="exclude", name="chair_rotation"),
    ReleaseItem(kind="include", name="walking_cue"),
    ReleaseItem(kind="include", name="bridge"),
    ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=20.0),
    ReleaseItem(kind="ceiling", direction="external", value_deg=25.0),
)
"""What is released or ordered at a visit that nothing led to."""
_MORE: Final = "more"
_GENTLE: Final = ("bridge", "seated_isometric", "walking_cue", "squat_alignment")
"""What is put in where too little is open."""
_ON_THE_WAY: Final[tuple[DeliveryState, ...]] = ("sent", "delivered")
_READ: Final[tuple[DeliveryState, ...]] = ("seen", "acknowledged")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is answered on a day, and why."""

    day: int
    items: tuple[ReleaseItem, ...]
    why: str


class Therapist:
    """Answers one person's questions, some days after they were asked; or nobody does."""

    def __init__(self, person: Person, care: CareTables) -> None:
        self._person = person
        self._care = care
        self._chance: Random = person.chance("therapist")
        self._waiting: list[_Answer] = []
        self._asked: set[str] = set()

    def told(self, alert: Alert) -> Alert:
        """The alert with how far the news came: without a therapist it is only recorded."""
        if self._person.answer_days is None:
            return alert
        states = (*_ON_THE_WAY, *_READ) if self._chance.random() < 0.9 else _ON_THE_WAY
        for minutes, state in enumerate(states, start=1):
            at = later(alert.recorded_at, 10.0 * minutes)
            alert = with_delivery(alert, state, at=at, by="server")
        return alert

    def asked_to_resume(self, exercise: str, day: int) -> None:
        """Hear that an exercise waits for a word."""
        self._ask(f"resume {exercise}", day, (ReleaseItem(kind="resume", name=exercise),))

    def asked_for_plan(self, access: Access, day: int) -> None:
        """Hear that there is no plan without a release."""
        known = names_to_release("condition", self._care)
        held = (*access.conditions, *(reason.rule for reason in access.holds))
        opened = (
            ReleaseItem(kind="condition", name=name)
            for name in dict.fromkeys(held)
            if name in known
        )
        limits: tuple[ReleaseItem, ...] = ()
        if self._chance.random() < _CEILING_SHARE:
            value_deg = float(self._chance.choice((10, 15, 20)))
            limits = tuple(
                ReleaseItem(kind="ceiling", side=side, direction="internal", value_deg=value_deg)
                for side in self._person.sides
            )
        self._ask("plan", day, (*opened, ReleaseItem(kind="guided_test"), *limits))

    def asked_for_more(self, day: int) -> None:
        """Hear that too little is open for a plan: put gentle exercises in, once."""
        names = self._chance.sample(_GENTLE, 3)
        self._ask(_MORE, day, tuple(ReleaseItem(kind="include", name=name) for name in names))

    def _ask(self, name: str, day: int, items: tuple[ReleaseItem, ...]) -> None:
        answer_days = self._person.answer_days
        if answer_days is not None and name not in self._asked:
            self._asked.add(name)
            self._waiting.append(_Answer(day + answer_days, items, name))

    def releases(self, day: int, earlier: Sequence[Release]) -> list[Release]:
        """Releases of a day: answers that are due, and now and then an order of a visit."""
        due = [answer for answer in self._waiting if answer.day <= day]
        self._waiting = [answer for answer in self._waiting if answer.day > day]
        self._asked -= {answer.why for answer in due} - {_MORE}
        chance = self._chance
        if self._person.answer_days is None:
            return []
        if chance.random() < _VISIT_RATE:
            due.append(_Answer(day, (chance.choice(_ORDERS),), "visit"))
        made = [self._release(answer, day) for answer in due]
        if earlier and chance.random() < _WITHDRAWAL_RATE:
            withdrawn = replace(
                self._release(_Answer(day, (), "withdrawal"), day),
                withdraws=(chance.choice(earlier).id,),
            )
            made.append(withdrawn)
        return [
            replace(release, recorded_at=later(release.recorded_at, minutes))
            for minutes, release in enumerate(made)
        ]

    def _release(self, answer: _Answer, day: int) -> Release:
        days = self._chance.choice(_HOLDS_DAYS)
        return Release(
            id=record_id(self._person, "release", day, answer.why),
            subject=self._person.subject,
            recorded_at=self._person.zone.moment(day, 4),
            coxa_version=__version__,
            given_by="simulated therapist",
            role="physical therapist",
            items=answer.items,
            starts_on=day_of(day).isoformat(),
            until=day_of(day + days).isoformat(),
            why=answer.why,
        )
