"""The screen that belongs to where a visit is."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Final

from coxa.browser.visit import morning, tellings
from coxa.browser.visit.cards import (
    TEST_PICTURE,
    exercise_screen,
    picture_of,
    test_screen,
    today_screen,
)
from coxa.browser.visit.day import day_of, pause_text, pauses_now, rule_now, was_stopped
from coxa.browser.visit.ending import session_of
from coxa.browser.visit.flow import Scene, watchers
from coxa.browser.visit.questions import next_question, question_screen
from coxa.browser.visit.result import refused_screen, result_screen
from coxa.browser.visit.screens import Button, Link, Live, Message, Picture, Screen, Section
from coxa.browser.visit.state import Stage, VisitState
from coxa.browser.visit.words import VisitWords
from coxa.coaching.config import Choices, CoachConfig, config_of_item, config_of_test
from coxa.errors import RecordError
from coxa.records import assessment
from coxa.records.codec import assessment_from_json, schema_of
from coxa.records.landmarks import PoseMethod
from coxa.records.plain import plain_from_json
from coxa.records.programme import ProgrammeItem
from coxa.records.refusal import Refusal
from coxa.records.wire import encode

_SECOND_ID: Final = "second"
_RECORDING_ID: Final = "recording"


def screen_of(scene: Scene, state: VisitState) -> Screen:
    """What is shown now.

    Parameters
    ----------
    scene, state :
        Where the visit is.
    """
    return _SCREENS[state.stage](scene, state)


def left_over_screen(state: VisitState) -> Message:
    """Something was left in the middle: go on, or end it.

    Parameters
    ----------
    state :
        Where it was.
    """
    words = VisitWords()
    clock = datetime.fromisoformat(state.began_at).strftime("%H:%M")
    name = "left_over_test" if state.kind == "test" else "left_over_session"
    done = tuple(words.done(entry) for entry in state.done)
    sections = [Section(items=(words.page(name, clock=clock),))]
    if state.kind == "session" and done:
        sections.append(Section(items=done, title=words.page("done_so_far")))
    return Message(
        title=words.page("left_over"),
        sections=tuple(sections),
        buttons=(
            Button(press="go_on", text=words.page("go_on"), is_main=True),
            Button(press="end", text=words.page("end_it")),
        ),
    )


def item_now(scene: Scene, state: VisitState) -> ProgrammeItem:
    """The line of the plan that is its turn.

    Raises
    ------
    RecordError
        The plan does not have it.
    """
    programme, name = scene.known.programme, state.todo[state.place]
    item = None if programme is None else programme.item(name)
    if item is None:
        raise RecordError(f"todo: {name} is not in the plan")
    return item


# ------------------------------------------------------------------------------------------ screens


def _question(scene: Scene, state: VisitState) -> Screen:
    asked = next_question(scene.known, state, scene.care)
    if asked is None:
        raise RecordError("questions: none is open")
    return question_screen(scene.known, state, scene.care, asked)


def _morning_pain(_scene: Scene, _state: VisitState) -> Screen:
    return morning.pain_question(VisitWords())


def _morning_night(_scene: Scene, _state: VisitState) -> Screen:
    return morning.night_question(VisitWords())


def _pain_before(_scene: Scene, state: VisitState) -> Screen:
    can_go_back = bool(state.answers) and state.screening is None
    return morning.score(VisitWords(), "pain_before", can_go_back=can_go_back)


def _pain_after(_scene: Scene, _state: VisitState) -> Screen:
    return morning.score(VisitWords(), "pain_after")


def _told(scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    sections = [Section(items=state.told, tone="warn" if state.alerts else "plain")]
    if state.alerts:
        sections.append(tellings.nobody_told(words, scene.known))
    return Message(
        title=words.page("please_note"),
        tone="warn" if state.alerts else "plain",
        sections=tuple(sections),
        buttons=()
        if state.is_sent_home
        else (Button(press="go_on", text=words.page("go_on"), is_main=True),),
        links=(tellings.home_link(words),) if state.is_sent_home else (),
    )


def _contradiction(_scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    return Message(
        title=words.page("not_clear"),
        tone="warn",
        sections=(Section(items=state.problem),),
        buttons=(Button(press="again", text=words.page("answer_again"), is_main=True),),
    )


def _closed(scene: Scene, state: VisitState) -> Screen:
    if state.screening is not None:
        return tellings.screening_message(state.screening, scene.known, scene.care)
    return tellings.lock_message(state.problem)


def _locked(scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    links: tuple[Link, ...] = (
        Link(href="/plan", text=words.page("to_plan"), is_main=True),
        Link(href="/coach/test/", text=words.page("to_test")),
        tellings.home_link(words),
    )
    if was_stopped(scene.known, state, scene.care):  # nothing is to be done today
        links = (tellings.home_link(words, is_main=True),)
    return Message(
        title=words.page("nothing_now"),
        tone="warn",
        sections=(Section(items=state.problem),),
        links=links,
    )


def _rest(scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    pain = words("care.session.much_pain", pain=state.pain_before or 0)
    contact = scene.known.contact
    tell = (
        words.page("tell_pain", contact=contact.line) if contact else words.page("tell_pain_self")
    )
    return Message(
        title=words.page("rest_day"),
        tone="warn",
        sections=(Section(items=(pain, tell)), Section(items=(words("safety"),))),
        links=(tellings.home_link(words, is_main=True),),
    )


def _today(scene: Scene, state: VisitState) -> Screen:
    return today_screen(day_of(scene.known, state, scene.care), state.day, scene.care)


def _ready(scene: Scene, state: VisitState) -> Screen:
    if state.kind == "test":
        return test_screen(state, scene.care)
    place = (state.place + 1, len(state.todo))
    return exercise_screen(item_now(scene, state), place, state, scene.care)


def _live(scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    config = coach_config(scene, state)
    if state.kind == "test":
        title, place = words.page("test"), ""
        picture = Picture(exercise=TEST_PICTURE, side="right", text=title)
    else:
        item = item_now(scene, state)
        title = words.exercise(item.exercise)
        place = words.page("place", number=state.place + 1, all=len(state.todo))
        picture = picture_of(words, item)
    return Live(
        title=title,
        place=place,
        source=config.source,
        picture=picture,
        config_json=config_json_of(scene, state),
        has_clock="none" in watchers(state),
    )


def config_json_of(scene: Scene, state: VisitState) -> str:
    """What the engine is started with; the page adds the time.

    Parameters
    ----------
    scene, state :
        Where the visit is.
    """
    config = coach_config(scene, state)
    return json.dumps({"coach": encode(config), "identity": _identity(scene, state)})


def coach_config(scene: Scene, state: VisitState) -> CoachConfig:
    """How what comes next is coached.

    Parameters
    ----------
    scene, state :
        Where the visit is.
    """
    chosen = state.choices
    choices = Choices(
        source=state.source,
        pain_before=state.pain_before,
        is_audio_only=chosen.is_audio_only,
        has_helper=chosen.has_helper,
        facing=chosen.facing,
    )
    rule = rule_now(scene.known, state, scene.care)
    if state.kind == "test":
        return config_of_test(rule, choices, asks_side=not chosen.is_file)
    item = item_now(scene, state)
    return config_of_item(item, rule, scene.care.exercise(item.exercise).directions, choices)


def _go_on(_scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    last = state.done[-1]
    is_last = state.place + 1 >= len(state.todo)
    buttons = [Button(press="end", text=words.page("end_session"), is_main=is_last)]
    if not is_last:
        buttons.insert(0, Button(press="next", text=words.page("next_exercise"), is_main=True))
    return Message(
        title=words.page("stopped_early"),
        sections=(Section(items=(tellings.stop_text(words, last), words.page("stopped_rest"))),),
        buttons=tuple(buttons),
    )


def _stopped(scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    known = scene.known
    rests: tuple[str, ...] = ()
    if state.kind == "session":
        after = known.with_sessions((session_of(known, state, is_finished=True),))
        rule = rule_now(known, state, scene.care)
        rests = tuple(
            pause_text(words, pause.exercise, pause.reason.message, pause.needs)
            for pause in pauses_now(after, state, rule, scene.care)
        )
    return tellings.stop_message(
        state.done, state.alerts, rests, known, (tellings.home_link(words, is_main=True),)
    )


def _end(_scene: Scene, state: VisitState) -> Screen:
    words = VisitWords()
    pain = words.page("pain_now", pain=state.pain_after or 0)
    return Message(
        title=words.page("done_title"),
        tone="good",
        sections=(
            Section(items=tuple(words.done(entry) for entry in state.done)),
            Section(items=(pain, words.page("tomorrow"))),
        ),
        links=(
            tellings.home_link(words, is_main=True),
            Link(href="/progress", text=words.page("to_progress")),
        ),
    )


def _result(_scene: Scene, state: VisitState) -> Screen:
    values = json.loads(state.result_json)
    measured = [v for v in values if schema_of(v) == assessment.SCHEMA]
    if not measured:
        return refused_screen(plain_from_json(Refusal, values[0]))
    records = [assessment_from_json(value) for value in measured]
    is_stopped = any(entry.stop is not None for entry in state.done)
    return result_screen(records, is_stopped=is_stopped)


_Show = Callable[[Scene, VisitState], Screen]
_SCREENS: Final[dict[Stage, _Show]] = {
    "morning_pain": _morning_pain,
    "morning_night": _morning_night,
    "told": _told,
    "questions": _question,
    "contradiction": _contradiction,
    "closed": _closed,
    "locked": _locked,
    "pain_before": _pain_before,
    "rest": _rest,
    "today": _today,
    "ready": _ready,
    "live": _live,
    "stopped": _stopped,
    "go_on": _go_on,
    "pain_after": _pain_after,
    "end": _end,
    "result": _result,
}


def _identity(scene: Scene, state: VisitState) -> dict[str, object]:
    """Ids of what may come out: all follow from the visit's own."""
    device, own = state.device, uuid.UUID(state.id)
    is_camera = state.source == "camera"
    pose = PoseMethod(
        name="blazepose",
        version=device.pose_version,
        model=device.model,
        params={"passes": device.passes},
    )
    return {
        "ids": [state.id, str(uuid.uuid5(own, _SECOND_ID))],
        "recording_id": str(uuid.uuid5(own, _RECORDING_ID)),
        "subject": scene.known.subject,
        "recorded_at": state.began_at,
        "pose": encode(pose) if is_camera else None,
        "mirrored": None,
    }
