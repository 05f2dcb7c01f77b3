"""The page of today: the one next thing, what else is due, and the exercises of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from django.urls import reverse

from coxa.messages.catalog import Value
from coxa.messages.facts import capitalised
from coxa.records.programme import ProgrammeItem
from coxa.records.session import Session
from coxa.tables.care import CareTables
from coxa_lab.keeping import History
from coxa_lab.report.care_words import minutes_of
from coxa_web.home.alerts import AlertFact, alert_facts
from coxa_web.home.choices import Choices
from coxa_web.home.pictures import Addresses, addresses
from coxa_web.home.tasks import State, TaskCode, morning_due
from coxa_web.home.telling import test_address
from coxa_web.home.words import HomeWords

_TEST_PICTURE: Final = "chair_rotation"
_WITH_PICTURE: Final = ("test_first", "test_again")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFact:
    """One thing that is due: what, why, and where it is done."""

    code: TaskCode
    title: str
    text: str
    action: str
    address: str
    picture: Addresses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoFact:
    """One exercise of today."""

    exercise: str
    name: str
    amount: str
    sides: str
    minutes: int
    picture: Addresses | None
    picture_alt: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayFacts:
    """Everything the page of today says, in order."""

    day: str
    main: TaskFact | None
    others: tuple[TaskFact, ...]
    headline: str
    text: str
    exercises: tuple[DoFact, ...]
    minutes: int
    open_count: int
    waiting: tuple[tuple[str, str], ...]
    held: tuple[str, ...]
    alerts: tuple[AlertFact, ...]
    rule: str
    reminder: str


def today_facts(
    history: History, state: State, chosen: Choices, words: HomeWords, care: CareTables
) -> TodayFacts:
    """All facts of the page of today.

    Parameters
    ----------
    history, state :
        The person's records, and where the person stands.
    chosen :
        The settings, for the reminder.
    words :
        The language.
    care :
        The tables.
    """
    exercises = tuple(_exercises(state, words, care))
    is_open = [fact for fact in exercises if fact.exercise in state.open_exercises]
    tasks = tuple(_task(code, state, history, words, care) for code in state.due)
    main = tasks[0] if tasks else None
    headline, text = _headline(state, main, words)
    return TodayFacts(
        day=words.day(state.now.date()),
        main=main,
        others=tuple(task for task in tasks[1:] if task.code != "exercises"),
        headline=headline,
        text=text,
        exercises=exercises,
        minutes=sum(fact.minutes for fact in is_open),
        open_count=len(is_open),
        waiting=tuple(waiting_lines(state, words)),
        held=_held(state),
        alerts=alert_facts(history, words),
        rule=state.today.rule.reason.message if state.today else "",
        reminder=_reminder(state, chosen, words),
    )


def _task(
    code: TaskCode, state: State, history: History, words: HomeWords, care: CareTables
) -> TaskFact:
    values = _values(code, state, history, words, care)
    picture = None
    if code in _WITH_PICTURE:
        picture = addresses(_TEST_PICTURE, "right")
    elif code == "exercises" and state.today is not None:
        name = state.open_exercises[0]
        item = next(item for item in state.today.due if item.exercise == name)
        picture = addresses(name, item.first_side)
    return TaskFact(
        code=code,
        title=words(f"home.task.{code}.title", **values),
        text=words(f"home.task.{code}.text", **values),
        action=words(f"home.task.{code}.action", **values),
        address=_address(code),
        picture=picture,
    )


def _values(
    code: TaskCode, state: State, history: History, words: HomeWords, care: CareTables
) -> dict[str, Value]:
    if code == "exercises":
        open_items = [item for item in _items(state) if item.exercise in state.open_exercises]
        minutes = sum(minutes_of(item, care) for item in open_items)
        return {"count": words.counted("exercises", len(open_items)), "minutes": minutes}
    session = morning_due(history, state.now) if code == "morning" else None
    return {} if session is None else {"day": words.day(session.moment.date())}


def _address(code: TaskCode) -> str:
    if code.startswith("test"):
        return test_address()
    names = {"morning": "morning", "activities": "checkin", "exercises": "coach"}
    if code.startswith("questions"):
        return reverse("questions")
    return reverse(names.get(code, "plan_make"))


def _headline(state: State, main: TaskFact | None, words: HomeWords) -> tuple[str, str]:
    """What stands largest on the page, and the line under it."""
    if main is not None:
        return main.title, main.text
    if state.access is not None and state.access.holds:
        return words("home.today.held.title"), words("home.today.held.text")
    if state.done:
        return words("home.today.done.title"), _next_day(state, words)
    if state.today is not None:
        return words("home.today.rest.title"), _next_day(state, words)
    return words("home.today.nothing.title"), words("home.today.nothing.text")


def _next_day(state: State, words: HomeWords) -> str:
    following = state.today.next_day if state.today else None
    if following is None:
        return words("home.today.next_none")
    return words("home.today.next_day", day=words.day(following))


def _items(state: State) -> tuple[ProgrammeItem, ...]:
    return state.today.due if state.today else ()


def _exercises(state: State, words: HomeWords, care: CareTables) -> Iterator[DoFact]:
    done = set(_done(state.done))
    for item in _items(state):
        if state.is_stopped and item.exercise not in done:
            continue
        name, sides = words.exercise(item.exercise), words.sides(item, care)
        yield DoFact(
            exercise=item.exercise,
            name=name,
            amount=words.amount(item.dose),
            sides=sides,
            minutes=minutes_of(item, care),
            picture=addresses(item.exercise, item.first_side),
            picture_alt=words("care.plan.picture", name=name, side=sides),
            is_done=item.exercise in done,
        )


def _done(sessions: tuple[Session, ...]) -> Iterator[str]:
    for session in sessions:
        for entry in session.exercises:
            yield entry.exercise


def waiting_lines(state: State, words: HomeWords) -> Iterator[tuple[str, str]]:
    """Exercises of today that may not be done, each with its reason.

    Parameters
    ----------
    state :
        Where the person stands.
    words :
        The language.
    """
    if state.today is None:
        return
    if state.is_stopped:
        yield words("home.today.rest_of_day"), words("care.session.not_again")
    for pause in state.today.paused:
        yield words.exercise(pause.exercise), pause.reason.message
    for gate in state.today.closed:
        told = gate.reasons[0].message if gate.reasons else ""
        yield words.exercise(gate.exercise), told


def _held(state: State) -> tuple[str, ...]:
    """Reasons why there is no plan before the therapist has decided."""
    if state.access is None:
        return ()
    return tuple(dict.fromkeys(reason.message for reason in state.access.holds))


def _reminder(state: State, chosen: Choices, words: HomeWords) -> str:
    """From the time on that the person chose, that exercises are still open."""
    if chosen.remind_from is None or not state.open_exercises:
        return ""
    if _clock(state.now) < time.fromisoformat(chosen.remind_from):
        return ""
    count = words.counted("exercises", len(state.open_exercises))
    return capitalised(words("home.today.reminder", count=count))


def _clock(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)
