"""The person of the demonstration: three weeks, made with the same use cases as everybody's.

Nobody real. The tests are simulated recordings, measured like any other; what is done and felt is
made up here, and always the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Final

from django.db import transaction

from coxa.assessment.finish import FinishOptions, finish
from coxa.records.assessment import Assessment, Side
from coxa.records.programme import ProgrammeItem
from coxa.records.screening import Answer
from coxa.records.session import ExerciseDone, RangeReached, Session, Stop
from coxa.safety.screening import questions_for
from coxa.tables.care import CareTables, care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.contact import Contact
from coxa_lab.care.files import answers_of, read_members
from coxa_lab.care.planning import PlanWish, plan, plan_next
from coxa_lab.care.screening import ScreenRequest, latest_screening, occasion_for, screen_person
from coxa_lab.care.sessions import log_morning, log_session, today_of
from coxa_lab.keeping import check_in_to, history_of, keep_in
from coxa_lab.report.care_words import is_two_sided, sides_of
from coxa_lab.simulation import simulated
from coxa_web.home.alerts import mark
from coxa_web.home.choices import Choices, keep_choices
from coxa_web.home.person import DEMO_SUBJECT, Person, name_subject
from coxa_web.records.store import DatabaseStore

DAYS: Final = 23
"""How long ago the story begins."""
CONTACT: Final = Contact("Anna Weber (made up)", "030 23125 014")
_GOALS: Final = ("walking", "dressing")
_EQUIPMENT: Final = ("chair", "wall", "mat", "long_band", "foam_roll")
_ACTIVITIES: Final = ("putting on socks", "stairs", "walking an hour")
_STOP_ON: Final = 12
_SKIPPED: Final = frozenset({4, 9, 16, 20})


@dataclass(frozen=True, slots=True)
class _Week:
    """A day with questions, test and plan: the true angles, and how the activities go."""

    day: int
    angles: Mapping[str, float]
    scores: tuple[int, int, int]


_WEEKS: Final = (
    _Week(0, {"left_internal": 30, "left_external": 35, "right_internal": 17, "right_external": 33},
          (4, 6, 5)),
    _Week(7, {"left_internal": 29, "left_external": 36, "right_internal": 19, "right_external": 34},
          (5, 6, 5)),
    _Week(14, {"left_internal": 31, "left_external": 35, "right_internal": 23,
               "right_external": 33}, (6, 7, 6)),
    _Week(21, {"left_internal": 30, "left_external": 36, "right_internal": 26,
               "right_external": 34}, (7, 7, 8)),
)  # fmt: skip


def make(now: datetime) -> None:
    """Write the story into an empty database, all of it or nothing.

    Parameters
    ----------
    now : datetime
        The present moment: the story ends the evening before.
    """
    with transaction.atomic():
        name_subject(DEMO_SUBJECT)
        keep_choices(Choices(contact=CONTACT, goals=_GOALS, equipment=_EQUIPMENT))
        story = _Story(now)
        for day in range(DAYS):
            story.live(day)


class _Story:
    """The person on the way, day by day."""

    def __init__(self, now: datetime) -> None:
        self._first = now - timedelta(days=DAYS)
        self._store = DatabaseStore(DEMO_SUBJECT)
        self._care: CareTables = care_tables()
        self._weeks = {week.day: week for week in _WEEKS}

    def live(self, day: int) -> None:
        """Pass one day: morning, questions and test if it is their day, exercises."""
        if day and day - 1 not in _SKIPPED:
            self._morning(day)
        if day in self._weeks:
            self._begin_week(self._weeks[day])
        elif day == _STOP_ON + 1:
            self._screen(day)
        if day not in _SKIPPED:
            self._train(day)

    def _at(self, day: int, hour: int, minute: int) -> datetime:
        """A moment of a day, with this machine's offset then."""
        on = (self._first + timedelta(days=day)).date()
        return datetime.combine(on, time(hour, minute)).astimezone()

    def _person(self) -> Person:
        return Person(self._store, history_of(self._store))

    # ---------------------------------------------------------------------------- the week's first

    def _begin_week(self, week: _Week) -> None:
        self._screen(week.day)
        at = self._at(week.day, 9, 10)
        keep_in(self._store, _measured(week, at))
        activities = list(zip(_ACTIVITIES, week.scores, strict=True))
        check_in_to(self._store, self._at(week.day, 9, 20).isoformat(), _pain(week.day), activities)
        history, made_at = self._person().history, self._at(week.day, 9, 30)
        if week.day == 0:
            wish = PlanWish(goals=_GOALS, equipment=_EQUIPMENT)
            plan(self._store, history, wish, made_at, self._care)
        else:
            plan_next(self._store, history, made_at, self._care)

    def _screen(self, day: int) -> None:
        own, at = self._person(), self._at(day, 9, 0)
        occasion, earlier = occasion_for(own.history), latest_screening(own.history)
        usual = {answer.question: answer for answer in _usual_answers(self._care)}
        given: tuple[Answer, ...] = ()
        while True:
            due = questions_for(given, occasion, self._care, earlier)
            left = [q for q in due if q.id not in {answer.question for answer in given}]
            told = [usual.get(q.id, Answer(question=q.id, chosen=("no",))) for q in left]
            if not told:
                break
            given = (*given, *told)
        request = ScreenRequest(answers=given, recorded_at=at.isoformat(), occasion=occasion)
        screen_person(self._store, own.history, request, self._care)

    # ------------------------------------------------------------------------------------ the days

    def _morning(self, day: int) -> None:
        own = self._person()
        if any(
            session.moment.date() < self._at(day, 0, 1).date() for session in own.history.sessions
        ):
            answers = (_pain(day), False)
            log_morning(self._store, own.history, answers, self._at(day, 7, 40), self._care)

    def _train(self, day: int) -> None:
        own, at = self._person(), self._at(day, 18, 5)
        today = today_of(own.history, at, self._care)
        if not today.due:
            return
        done: list[ExerciseDone] = []
        for item in today.due:
            done += _done(item, day, self._care)
            if day == _STOP_ON and len(done) > 1:
                done[-1] = _stopped(done[-1])
                break
        session = Session(
            id=str(uuid.uuid4()),
            subject=DEMO_SUBJECT,
            recorded_at=at.isoformat(),
            coxa_version=__version__,
            tables_version=TABLES_VERSION,
            programme_id=today.programme.id,
            pain_before=_pain(day),
            exercises=tuple(done),
            finished_at=(at + timedelta(minutes=19)).isoformat(),
            pain_after=_pain(day),
        )
        logged = log_session(self._store, own.history, session, at, self._care)
        for alert in logged.alerts:
            mark(self._person(), alert, "told", at + timedelta(hours=1))


def _usual_answers(care: CareTables) -> tuple[Answer, ...]:
    """What the person answers; the same as in the demonstration of the command line."""
    with resources.as_file(resources.files("coxa_lab.bundled") / "answers.toml") as file:
        members = read_members(file, "answers", "")
    return answers_of({**members, "condition_side": "right"}, care)


def _measured(week: _Week, at: datetime) -> Assessment:
    """A simulated recording of the true angles, measured like any other."""
    settings = [f"motion.{name}_deg={value}" for name, value in week.angles.items()]
    trial = simulated("plain", week.day + 1, settings)
    made = finish(trial.recording, FinishOptions(id=str(uuid.uuid4()), side_source="side_check"))
    return replace(made.assessment, recorded_at=at.isoformat())


def _pain(day: int) -> int:
    """Pain of a day before exercise: three at first, one at the end."""
    return 3 if day < 6 else 2 if day < 15 else 1


def _done(item: ProgrammeItem, day: int, care: CareTables) -> Iterator[ExerciseDone]:
    """An exercise done in full on its sides."""
    sides: tuple[Side | str, ...] = sides_of(item)
    if is_two_sided(item.exercise, care):
        sides = ("both",)
    for side in sides:
        reached = tuple(
            RangeReached(
                direction=target.direction,
                value_deg=round(target.target_deg - 0.4, 1),
                error_95_deg=3.8,
                highest_deg=round(target.target_deg, 1),
            )
            for target in item.targets
            if target.side == side
        )
        yield ExerciseDone(
            exercise=item.exercise,
            side="left" if side == "left" else "right" if side == "right" else "both",
            level=item.level,
            measured_by="camera" if reached else "timer",
            sets=item.dose.sets,
            repetitions=item.dose.sets * item.dose.repetitions,
            held_s=item.dose.hold_s,
            pain_before=_pain(day),
            pain_during=_pain(day),
            pain_kind="same_as_before",
            pain_after=_pain(day),
            effort=round((item.dose.effort_low + item.dose.effort_high) / 2),
            ranges=reached,
        )


def _stopped(done: ExerciseDone) -> ExerciseDone:
    """The same, broken off when it began to hurt."""
    return replace(
        done,
        repetitions=max(1, done.repetitions // 3),
        pain_during=4,
        pain_kind="worse",
        pain_after=3,
        ranges=(),
        stop=Stop(reason="pain", pain=4, at_s=212.0),
    )
