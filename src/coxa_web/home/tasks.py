"""What is due now, in the order in which it is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from coxa.browser.visit.own import MORNING_DAYS
from coxa.errors import RefusedError
from coxa.records.checkin import CheckIn
from coxa.records.programme import Programme
from coxa.records.session import Session
from coxa.safety.gates import Access, access_of
from coxa.safety.screening import is_current
from coxa.safety.stops import is_painful, stop_of
from coxa.tables.care import CareTables
from coxa_lab.care.planning import begun, findings_now, latest_of, latest_seated
from coxa_lab.care.screening import latest_screening, occasion_for
from coxa_lab.care.sessions import Today, today_of
from coxa_lab.keeping import History

TaskCode = Literal[
    "morning", "questions_first", "questions_weekly", "questions_after_stop", "test_first",
    "test_again", "plan_first", "plan_next", "exercises", "activities",
]  # fmt: skip
_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the person stands now.

    Attributes
    ----------
    access :
        None before the first safety questions.
    plan :
        The plan whose week holds today.
    today :
        What may be done today; None where there is no plan or no way.
    refusal :
        Why nothing may be done, where a plan is there.
    due :
        Everything that is due, first things first.
    """

    now: datetime
    access: Access | None
    plan: Programme | None
    today: Today | None
    refusal: RefusedError | None
    done: tuple[Session, ...]
    due: tuple[TaskCode, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether pain or a stop word has ended the exercises of today."""
        if self.today is None:
            return False
        rule = self.today.rule
        return any(
            is_painful(stop_of(entry, session, rule))
            for session in self.done
            for entry in session.exercises
        )

    @property
    def open_exercises(self) -> tuple[str, ...]:
        """Exercises of today that have not been done yet; none after a stop."""
        if self.today is None or self.is_stopped:
            return ()
        done = {entry.exercise for session in self.done for entry in session.exercises}
        return tuple(item.exercise for item in self.today.due if item.exercise not in done)


def state_of(history: History, now: datetime, care: CareTables) -> State:
    """Where a person stands, and what is due."""
    access = access_now(history, now.date(), care)
    today, refusal = _today(history, now, care)
    state = State(
        now=now,
        access=access,
        plan=plan_now(history, now.date()),
        today=today,
        refusal=refusal,
        done=tuple(s for s in history.sessions if s.moment.date() == now.date()),
    )
    if access is not None and access.urgency is not None:
        return state  # nothing else matters then
    return replace(state, due=tuple(_due(state, history, care)))


def access_now(history: History, day: date, care: CareTables) -> Access | None:
    """What may be done on a day; None before the first safety questions."""
    screening = latest_screening(history)
    if screening is None:
        return None
    return access_of(
        screening,
        history.releases,
        day,
        has_version_pattern=findings_now(history).has_version_angles,
        care=care,
    )


def plan_now(history: History, day: date) -> Programme | None:
    """The plan whose week holds a day."""
    plan = begun(history, day)
    if plan is None or day >= date.fromisoformat(plan.starts_on) + timedelta(days=_DAYS_A_WEEK):
        return None
    return plan


def morning_due(history: History, now: datetime) -> Session | None:
    """The last session before today, if its morning after has not been asked yet."""
    past = [s for s in history.sessions if s.moment.date() < now.date()]
    if not past or (now.date() - past[-1].moment.date()).days > MORNING_DAYS:
        return None
    is_answered = any(checkin.after_session == past[-1].id for checkin in history.checkins)
    return None if is_answered else past[-1]


def questions_due(history: History, day: date, care: CareTables) -> TaskCode | None:
    """Which safety questions are due: all of them, those after a stop, those of the week."""
    screening = latest_screening(history)
    if screening is None:
        return "questions_first"
    if occasion_for(history) == "after_stop":
        return "questions_after_stop"
    return None if is_current(screening, day, care) else "questions_weekly"


def _today(
    history: History, now: datetime, care: CareTables
) -> tuple[Today | None, RefusedError | None]:
    try:
        return today_of(history, now, care), None
    except RefusedError as error:
        return None, error


def _due(state: State, history: History, care: CareTables) -> Iterator[TaskCode]:
    day = state.now.date()
    questions = questions_due(history, day, care)
    if morning_due(history, state.now) is not None:
        yield "morning"
    if questions is not None:
        yield questions
    if state.access is None or state.access.holds:
        return
    yield from _test_and_plan(state, state.access, history, care)
    if state.open_exercises:
        yield "exercises"
    if history.programmes and _are_activities_due(history.checkins, day):
        yield "activities"


def _test_and_plan(
    state: State, access: Access, history: History, care: CareTables
) -> Iterator[TaskCode]:
    test = _test_due(state, access, history, care)
    if test is not None:
        yield test
    is_asked = questions_due(history, state.now.date(), care) in (None, "questions_after_stop")
    if is_asked and _is_plan_due(state, history):
        yield "plan_next" if begun(history, state.now.date()) is not None else "plan_first"


def _test_due(state: State, access: Access, history: History, care: CareTables) -> TaskCode | None:
    """The guided test: never before its gate is open."""
    if access.test.status != "open":
        return None
    latest = latest_seated(history)
    if latest is None:
        return "test_first"
    day, measured = state.now.date(), date.fromisoformat(latest.recorded_at[:10])
    is_old = (day - measured).days > care.plan_figure("assessment_days").value
    wanted = latest_of(history.programmes)
    retest = date.fromisoformat(wanted.retest_on) if wanted else None
    is_wanted = retest is not None and measured < retest <= day
    return "test_again" if is_old or is_wanted else None


def _is_plan_due(state: State, history: History) -> bool:
    """Whether there is a test, and no plan for today or a later day."""
    latest = latest_of(history.programmes)
    is_ahead = latest is not None and date.fromisoformat(latest.starts_on) > state.now.date()
    return state.plan is None and not is_ahead and latest_seated(history) is not None


def _are_activities_due(checkins: tuple[CheckIn, ...], day: date) -> bool:
    """Once a week: how well the person's own activities go."""
    named = [checkin.recorded_at for checkin in checkins if checkin.activities]
    if not named:
        return True
    return (day - date.fromisoformat(named[-1][:10])).days >= _DAYS_A_WEEK
