"""What comes next: each word moves the visit on, and may leave records behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from coxa.browser.visit import morning
from coxa.browser.visit.day import access_now, day_of, rule_now, was_stopped
from coxa.browser.visit.ending import news_of, session_of, test_news, with_stops
from coxa.browser.visit.known import Known
from coxa.browser.visit.questions import (
    alert_about,
    answered,
    lock_answers,
    next_question,
    screening_of,
)
from coxa.browser.visit.state import DayChoices, VisitState, Word
from coxa.browser.visit.watching import watchers_of
from coxa.browser.visit.words import VisitWords
from coxa.coaching.config import Source
from coxa.errors import RecordError, RefusedError
from coxa.messages.catalog import has_sentence, refusal_of
from coxa.records import assessment
from coxa.records.checkin import CheckIn
from coxa.records.codec import schema_of
from coxa.records.plain import plain_to_json
from coxa.records.session import ExerciseDone
from coxa.records.wire import Json, as_list, decode
from coxa.safety.screening import LockVerdict, lock_verdict
from coxa.safety.stops import is_painful, rests_today
from coxa.tables.care import CareTables
from coxa.version import __version__

_GRAVE: Final = ("seek_care_now", "ask_therapist")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a visit rests on: what is known of the person, and the tables."""

    known: Known
    care: CareTables


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the visit is now, and records that came out on the way."""

    state: VisitState
    records: tuple[dict[str, Json], ...] = ()


def settled(scene: Scene, state: VisitState, new_id: str) -> Moved:
    """Go on from answers to what has to be shown next, as far as today's list or the test.

    Parameters
    ----------
    scene, state :
        Where it is.
    new_id :
        Of a record that may come out.
    """
    looks = (_look_at_morning, _look_at_told, _look_at_stop, _look_at_questions, _look_at_pain)
    for look in looks:
        found = look(scene, state, new_id)
        if found is not None:
            return found
    if state.kind == "test":
        return Moved(replace(state, stage="ready"))
    try:
        due = day_of(scene.known, state, scene.care).due
    except RefusedError as error:
        return Moved(replace(state, stage="locked", problem=refusal_lines(error)))
    return Moved(replace(state, stage="today", todo=tuple(item.exercise for item in due)))


def heard(scene: Scene, state: VisitState, word: Word) -> Moved:
    """Where a word leads.

    Raises
    ------
    RecordError
        It makes no sense where the visit is.
    """
    state = replace(state, now=word.now)
    if word.do == "back":
        return settled(scene, _before(state), word.new_id)
    if word.do == "answer":
        return _answered(scene, state, word)
    press = _PRESSES.get((state.stage, word.name))
    if press is None:
        raise RecordError(f"name: nothing to press called {word.name} at {state.stage}")
    return press(scene, state, word)


def watchers(state: VisitState) -> tuple[Source, ...]:
    """What could watch what comes next, the best first.

    Parameters
    ----------
    state :
        Where the visit is.
    """
    name = None if state.kind == "test" else state.todo[state.place]
    return watchers_of(name, state.device)


def done(scene: Scene, state: VisitState, now: str, result: Mapping[str, Json]) -> Moved:
    """The engine has ended: enter what was done, and go on.

    Parameters
    ----------
    scene, state :
        Where it is.
    now :
        When.
    result :
        As `coxa.browser.coach.CoachEngine.finish` gives it.

    Raises
    ------
    RecordError
        Nothing was under way, or the result is none.
    """
    if state.stage != "live":
        raise RecordError(f"done: nothing was under way at {state.stage}")
    state = replace(state, now=now)
    if state.kind == "test":
        return _tested(scene, state, result)
    return _exercised(scene, state, _lines(result, "exercises"))


def broken_off(scene: Scene, state: VisitState, result: Mapping[str, Json] | None) -> Moved:
    """A visit that nobody goes on with: what was done is kept, without an end.

    Parameters
    ----------
    scene, state :
        Where it was.
    result :
        What the engine had under way, None if nothing was.
    """
    if state.kind == "test" or state.stage in ("stopped", "end"):
        return Moved(state)
    lines = () if result is None else _lines(result, "exercises")
    state = replace(state, done=(*state.done, *lines))
    if not state.done:
        return Moved(state)
    return _closed(scene, state, is_finished=False)


def score_of(number: float | None) -> int:
    """A score of pain as the page heard it.

    Parameters
    ----------
    number :
        What was answered.

    Raises
    ------
    RecordError
        It is no whole number from 0 to 10.
    """
    if number is None or number != int(number) or not 0 <= number <= 10:
        raise RecordError("number: a whole number from 0 to 10 is missing")
    return int(number)


def refusal_lines(error: RefusedError) -> tuple[str, str]:
    """What is wrong and what to do, in the page's words where it has its own."""
    words = VisitWords()
    stem = f"coach_page.locked.{error.code}"
    if has_sentence(f"{stem}.message"):
        return words(f"{stem}.message", **error.values), words(f"{stem}.next_step", **error.values)
    refusal = refusal_of(error)
    return refusal.message, refusal.next_step


# --------------------------------------------------------------------------------- before it begins


def _look_at_morning(scene: Scene, state: VisitState, new_id: str) -> Moved | None:
    if state.kind == "test" or not morning.is_due(scene.known, state):
        return None
    if state.morning_pain is None:
        return Moved(replace(state, stage="morning_pain"))
    if state.is_night_pain is None:
        return Moved(replace(state, stage="morning_night"))
    checkin = morning.checkin_of(scene.known, state, new_id)
    alert = morning.news_of(scene.known, checkin, scene.care)
    state = replace(state, has_said_morning=True)
    if alert is None:
        moved = settled(scene, state, new_id)
        return Moved(moved.state, (plain_to_json(checkin), *moved.records))
    is_urgent = alert.severity == "urgent"
    told = replace(
        state, stage="told", told=(alert.next_step, alert.message), is_sent_home=is_urgent,
        alerts=(alert,),
    )  # fmt: skip
    return Moved(told, (plain_to_json(alert), plain_to_json(checkin)))


def _look_at_told(_scene: Scene, state: VisitState, _new_id: str) -> Moved | None:
    return Moved(replace(state, stage="told")) if state.told else None


def _look_at_stop(scene: Scene, state: VisitState, _new_id: str) -> Moved | None:
    """After a stop for pain the rest of the day is one of rest, for the test as well."""
    if not was_stopped(scene.known, state, scene.care):
        return None
    problem = refusal_lines(RefusedError("session_stopped_today"))
    return Moved(replace(state, stage="locked", problem=problem))


def _look_at_questions(scene: Scene, state: VisitState, new_id: str) -> Moved | None:
    if state.has_passed:
        return None
    if next_question(scene.known, state, scene.care) is not None:
        return Moved(replace(state, stage="questions"))
    try:
        judged = _judged(scene, state, new_id)
    except RefusedError as error:
        return Moved(replace(state, stage="contradiction", problem=refusal_lines(error)))
    if not judged.state.has_passed:
        return judged
    moved = settled(scene, judged.state, new_id)
    return Moved(moved.state, (*judged.records, *moved.records))


def _judged(scene: Scene, state: VisitState, new_id: str) -> Moved:
    """What follows from the answers, now that they are complete."""
    screening = screening_of(scene.known, state, scene.care, new_id)
    if screening is None:
        if state.kind == "test":
            return Moved(_unlocked(scene, state))
        return Moved(replace(state, has_passed=True))
    alert = alert_about(screening, scene.care)
    state = replace(state, screening=screening)
    news = () if alert is None else (alert,)
    records = tuple(plain_to_json(record) for record in (*news, screening))
    if screening.verdict in _GRAVE:
        return Moved(replace(state, stage="closed", alerts=news), records)
    told = tuple(r.message for r in screening.reasons if r.outcome != "note")
    return Moved(replace(state, has_passed=True, told=tuple(dict.fromkeys(told))), records)


def _unlocked(scene: Scene, state: VisitState) -> VisitState:
    """The guided test is open, or why it is closed."""
    verdict = lock_verdict(lock_answers(scene.known, state, scene.care), scene.care)
    closed = _test_closed(scene, state, verdict)
    if not closed:
        return replace(state, has_passed=True)
    return replace(state, stage="closed", problem=tuple(dict.fromkeys(closed)))


def _test_closed(scene: Scene, state: VisitState, verdict: LockVerdict) -> tuple[str, ...]:
    """Sentences on what closes the test: an answer of now, or what was known before.

    A therapist's release opens what the earlier answers closed, and nothing that is new.
    """
    screening = scene.known.screening
    answers = tuple(reason.message for reason in verdict.reasons)
    if screening is None:
        return answers
    gate = access_now(scene.known, screening, state.day, scene.care).test
    told = {reason.code for reason in screening.reasons}
    new = tuple(r.message for r in verdict.reasons if r.code not in told)
    if gate.status == "open":
        return new
    return answers or tuple(reason.message for reason in gate.reasons)


def _look_at_pain(scene: Scene, state: VisitState, new_id: str) -> Moved | None:
    if state.pain_before is None:
        return Moved(replace(state, stage="pain_before"))
    if not rests_today(state.pain_before, scene.care):
        return None
    if state.stage == "rest":
        return Moved(state)
    checkin = CheckIn(
        id=new_id,
        subject=scene.known.subject,
        recorded_at=state.now,
        coxa_version=__version__,
        pain=state.pain_before,
    )
    return Moved(replace(state, stage="rest"), (plain_to_json(checkin),))


# ------------------------------------------------------------------------------------------ answers


def _answered(scene: Scene, state: VisitState, word: Word) -> Moved:
    if state.stage == "questions":
        asked = next_question(scene.known, state, scene.care)
        if asked is None or asked.id != word.name:
            raise RecordError(f"name: {word.name} was not asked")
        answer = answered(state, word.name, word.chosen, word.number)
        return settled(scene, replace(state, answers=(*state.answers, answer)), word.new_id)
    if word.name != state.stage:
        raise RecordError(f"name: {word.name} was not asked at {state.stage}")
    if state.stage == "morning_night":
        state = replace(state, is_night_pain=word.chosen == ("yes",))
        return settled(scene, state, word.new_id)
    if state.stage not in ("morning_pain", "pain_before", "pain_after"):
        raise RecordError(f"answer: nothing is asked at {state.stage}")
    pain = score_of(word.number)
    if state.stage == "morning_pain":
        return settled(scene, replace(state, morning_pain=pain), word.new_id)
    if state.stage == "pain_before":
        return settled(scene, replace(state, pain_before=pain), word.new_id)
    return _closed(scene, replace(state, pain_after=pain), is_finished=True)


def _before(state: VisitState) -> VisitState:
    """The question before is open again."""
    if state.stage == "morning_night":
        return replace(state, morning_pain=None)
    if state.stage in ("questions", "pain_before") and state.screening is None:
        return replace(state, answers=state.answers[:-1], has_passed=False)
    return state


# ------------------------------------------------------------------------------------------ presses


def _read(scene: Scene, state: VisitState, word: Word) -> Moved:
    if state.is_sent_home:
        raise RecordError("name: there is no going on from here today")
    return settled(scene, replace(state, told=()), word.new_id)


def _answer_again(scene: Scene, state: VisitState, word: Word) -> Moved:
    return settled(scene, replace(state, answers=(), problem=()), word.new_id)


def _begin(_scene: Scene, state: VisitState, word: Word) -> Moved:
    choices = word.choices or state.choices
    return Moved(replace(state, stage="ready", place=0, began_at=word.now, choices=choices))


def _start(_scene: Scene, state: VisitState, word: Word) -> Moved:
    """It begins. What cannot watch here stays what is wished for the next."""
    chosen: DayChoices = word.choices or state.choices
    could = watchers(state)
    wished = chosen.source if state.choices.source in could else state.choices.source
    choices = replace(chosen, source=wished)
    return Moved(replace(state, stage="live", source=chosen.source, choices=choices))


def _set_up(_scene: Scene, state: VisitState, word: Word) -> Moved:
    """It could not begin like this: choose anew."""
    return Moved(replace(state, stage="ready", choices=word.choices or state.choices))


def _leave_out(scene: Scene, state: VisitState, _word: Word) -> Moved:
    return _next(scene, state)


def _next_exercise(scene: Scene, state: VisitState, _word: Word) -> Moved:
    return _next(scene, state)


def _end(_scene: Scene, state: VisitState, _word: Word) -> Moved:
    return Moved(replace(state, stage="pain_after"))


def _test_again(scene: Scene, state: VisitState, word: Word) -> Moved:
    fresh = replace(state, id=word.new_id, began_at=word.now, result_json="", pain_before=None)
    return settled(scene, fresh, word.new_id)


_Press = Callable[[Scene, VisitState, Word], Moved]
_PRESSES: Final[dict[tuple[str, str], _Press]] = {
    ("told", "go_on"): _read,
    ("contradiction", "again"): _answer_again,
    ("today", "begin"): _begin,
    ("ready", "start"): _start,
    ("ready", "leave_out"): _leave_out,
    ("live", "set_up"): _set_up,
    ("go_on", "next"): _next_exercise,
    ("go_on", "end"): _end,
    ("result", "again"): _test_again,
}


# --------------------------------------------------------------------------------------------- done


def _next(scene: Scene, state: VisitState) -> Moved:
    """The next exercise, or the end of the session."""
    place = state.place + 1
    if place < len(state.todo):
        return Moved(replace(state, stage="ready", place=place))
    if state.done:
        return Moved(replace(state, stage="pain_after"))
    return settled(scene, state, state.id)


def _exercised(scene: Scene, state: VisitState, lines: tuple[ExerciseDone, ...]) -> Moved:
    state = replace(state, done=(*state.done, *lines))
    rule = rule_now(scene.known, state, scene.care)
    whole = with_stops(session_of(scene.known, state, is_finished=False), rule)
    state = replace(state, done=whole.exercises)
    now = whole.exercises[len(whole.exercises) - len(lines) :]
    if any(is_painful(entry.stop) for entry in now):
        return _closed(scene, state, is_finished=True)
    if any(entry.stop is not None for entry in now):
        return Moved(replace(state, stage="go_on"))
    return _next(scene, state)


def _closed(scene: Scene, state: VisitState, *, is_finished: bool) -> Moved:
    """The session is over: its record, and the news before it."""
    rule = rule_now(scene.known, state, scene.care)
    session = with_stops(session_of(scene.known, state, is_finished=is_finished), rule)
    alerts = news_of(scene.known, session, rule, scene.care)
    is_stopped = any(is_painful(entry.stop) for entry in session.exercises)
    state = replace(
        state,
        stage="stopped" if is_stopped else "end",
        done=session.exercises,
        alerts=alerts,
    )
    # The news first: an alert without its session is safer than a stop nobody hears of.
    return Moved(state, tuple(plain_to_json(record) for record in (*alerts, session)))


def _tested(scene: Scene, state: VisitState, result: Mapping[str, Json]) -> Moved:
    records = as_list(result.get("records"), "records")
    measured = tuple(r for r in records if schema_of(r) == assessment.SCHEMA)
    stopped = _lines(result, "stopped")
    state = replace(state, stage="result", result_json=json.dumps(records), done=stopped)
    if not any(is_painful(entry.stop) for entry in stopped):
        return Moved(state, measured)
    rule = rule_now(scene.known, state, scene.care)
    hurting = [entry for entry in stopped if is_painful(entry.stop)]
    alerts = test_news(scene.known, state, hurting, rule, scene.care)
    state = replace(state, stage="stopped", alerts=alerts)
    return Moved(state, (*(plain_to_json(alert) for alert in alerts), *measured))


def _lines(result: Mapping[str, Json], name: str) -> tuple[ExerciseDone, ...]:
    """Lines of a session in what the engine gave."""
    return tuple(
        decode(ExerciseDone, line, f"{name}[{i}]")
        for i, line in enumerate(as_list(result.get(name), name))
    )
