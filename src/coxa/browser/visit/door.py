"""The visit as the browser's worker holds it: texts in, texts out, and nothing is lost between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from coxa.browser.coach import CoachEngine
from coxa.browser.visit.flow import (
    Moved,
    Scene,
    broken_off,
    done,
    heard,
    score_of,
    settled,
)
from coxa.browser.visit.known import known_from_json
from coxa.browser.visit.own import own_from_json, with_own
from coxa.browser.visit.screens import Screen
from coxa.browser.visit.showing import config_json_of, left_over_screen, screen_of
from coxa.browser.visit.state import SCHEMA, DayChoices, Device, Kind, VisitState, Word
from coxa.errors import RecordError
from coxa.records.plain import opened
from coxa.records.screening import Answer
from coxa.records.wire import DateTime, Json, Uuid, as_object, decode, encode
from coxa.tables.care import CareTables, care_tables

VERSION: Final = 1
_OPEN: Final = frozenset({"today", "ready", "live", "go_on", "pain_after"})
"""Stages in which something is left if nobody goes on."""
_WAITING: Final = frozenset({"today", "locked", "questions", "pain_before", "rest"})
"""Stages in which what the server tells anew changes what is shown."""
_PAIN_BEFORE: Final = "pain_before"
"""The one answer of the page that is no answer to a safety question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What `Visit.begin` is given beside what is known.

    Attributes
    ----------
    answers :
        What was answered while Python was loading, as the page heard it.
    """

    kind: Kind
    now: DateTime
    new_id: Uuid
    choices: DayChoices = field(default_factory=DayChoices)
    device: Device = field(default_factory=Device)
    answers: tuple[Answer, ...] = ()


class Visit:
    """One visit. Every answer has the screen, the records that came out, and the state to keep."""

    def __init__(self, care: CareTables | None = None) -> None:
        self._care = care or care_tables()
        self._scene: Scene | None = None
        self._state: VisitState | None = None
        self._opening: Opening | None = None
        self._known_json: Json = None
        self._live: Json = None
        self._is_left_over = False

    def begin(self, opening_json: str) -> str:
        """Begin, or find what was left over.

        `opening_json` has an `Opening`, ``known`` (the server's answer), ``own`` (records of this
        device), ``kept`` (the state of a visit that was not ended, or null) and ``live`` (what its
        engine gave last, or null).

        Raises
        ------
        RecordError
            One of them is not what it should be.
        """
        members = dict(as_object(json.loads(opening_json), "opening"))
        self._known_json, own = members.pop("known", None), members.pop("own", [])
        kept, self._live = members.pop("kept", None), members.pop("live", None)
        self._opening = decode(Opening, members, "opening")
        self._scene = self._scene_of(self._known_json, own, self._opening.now)
        self._is_left_over = False
        if kept is None:
            return self._fresh(())
        state, was_json = _state_from(kept)
        if state.stage not in _OPEN:
            return self._fresh(())
        was = self._scene_of(was_json, own, self._opening.now)
        if not self._goes_on(was, state):
            return self._fresh(self._ended(was, state).records)
        self._scene, self._state, self._known_json = was, state, was_json
        self._is_left_over = True
        return self._reply(left_over_screen(state), (), kept)

    def hear(self, word_json: str) -> str:
        """What the person answered or pressed.

        Raises
        ------
        RecordError
            It makes no sense where the visit is.
        """
        scene, state = self._begun()
        word = decode(Word, json.loads(word_json), "word")
        if self._is_left_over:
            return self._heard_of_left_over(scene, state, word)
        return self._shown(heard(scene, state, word))

    def done(self, ended_json: str) -> str:
        """The engine has ended: ``now``, and its ``result``.

        Raises
        ------
        RecordError
            Nothing was under way.
        """
        scene, state = self._begun()
        members = as_object(json.loads(ended_json), "ended")
        result = as_object(members.get("result"), "ended.result")
        return self._shown(done(scene, state, str(members.get("now")), result))

    def learn(self, told_json: str) -> str:
        """The server has told anew; what is under way goes on with what it began with.

        `told_json` has ``known`` and ``own``, as for `begin`.

        Raises
        ------
        RecordError
            It is no answer of the server.
        """
        scene, state = self._begun()
        members = as_object(json.loads(told_json), "told")
        value = members.get("known")
        told = self._scene_of(value, members.get("own", []), state.now)
        if self._is_left_over or state.stage not in _WAITING:
            return self._shown(Moved(state))
        if told.known.subject != scene.known.subject:
            raise RecordError("coach.subject: another person")
        self._scene, self._known_json = told, value
        return self._shown(settled(self._scene, state, state.id))

    # --------------------------------------------------------------------------------- the insides

    def _scene_of(self, known_json: Json, own_json: Json, now: str) -> Scene:
        known = known_from_json(known_json)
        own = own_from_json(own_json, known.subject)
        return Scene(with_own(known, own, datetime.fromisoformat(now).date()), self._care)

    def _goes_on(self, was: Scene, state: VisitState) -> bool:
        """Whether a visit that was left can be gone on with: this kind, today, of this person."""
        opening, scene = self._opened()
        is_theirs = was.known.subject == scene.known.subject
        return is_theirs and state.kind == opening.kind and _is_same_day(state, opening.now)

    def _fresh(self, records: tuple[dict[str, Json], ...]) -> str:
        opening, scene = self._opened()
        scores = [a.number for a in opening.answers if a.question == _PAIN_BEFORE]
        state = VisitState(
            kind=opening.kind,
            id=opening.new_id,
            began_at=opening.now,
            now=opening.now,
            choices=opening.choices,
            device=opening.device,
            answers=tuple(a for a in opening.answers if a.question != _PAIN_BEFORE),
            pain_before=score_of(scores[-1]) if scores else None,
        )
        moved = settled(scene, state, opening.new_id)
        return self._shown(Moved(moved.state, (*records, *moved.records)))

    def _heard_of_left_over(self, scene: Scene, state: VisitState, word: Word) -> str:
        if word.do != "press" or word.name not in ("go_on", "end"):
            raise RecordError(f"name: {word.name} does not say whether to go on")
        self._is_left_over = False
        if word.name == "go_on":
            is_test = state.kind == "test" and state.stage == "live"
            return self._shown(Moved(replace(state, stage="ready") if is_test else state))
        moved = self._ended(scene, replace(state, now=word.now))
        if moved.records:
            return self._shown(moved)
        opening, _ = self._opened()
        self._opening = replace(opening, new_id=word.new_id, now=word.now)
        return self._fresh(())

    def _ended(self, scene: Scene, state: VisitState) -> Moved:
        """What was left over is closed, with what its engine had under way."""
        result = None
        if self._live is not None and state.stage == "live" and state.kind == "session":
            result = _result_of(scene, state, self._live)
        return broken_off(scene, state, result)

    def _shown(self, moved: Moved) -> str:
        self._state = moved.state
        scene, state = self._begun()
        kept = {"schema": SCHEMA, "known": self._known_json, "visit": encode(state)}
        return self._reply(screen_of(scene, state), moved.records, kept)

    def _reply(self, screen: Screen, records: tuple[dict[str, Json], ...], kept: Json) -> str:
        told = {
            "v": VERSION,
            "screen": screen.to_json(),
            "records": list(records),
            "state": kept,
            "is_open": self._begun()[1].stage in _OPEN,
            "choices": encode(self._begun()[1].choices),
        }
        return json.dumps(told, allow_nan=False, ensure_ascii=False)

    def _begun(self) -> tuple[Scene, VisitState]:
        if self._scene is None or self._state is None:
            raise RecordError("no visit has begun")
        return self._scene, self._state

    def _opened(self) -> tuple[Opening, Scene]:
        if self._opening is None or self._scene is None:
            raise RecordError("no visit has begun")
        return self._opening, self._scene


def _state_from(kept: Json) -> tuple[VisitState, Json]:
    """The state that was kept, and what was known then; RecordError if it is something else."""
    members = opened(kept, SCHEMA)
    return decode(VisitState, members.get("visit"), "kept.visit"), members.get("known")


def _is_same_day(state: VisitState, now: str) -> bool:
    return state.began_at[:10] == now[:10]


def _result_of(scene: Scene, state: VisitState, live: Json) -> dict[str, Json]:
    """What the engine gives for what it had under way when the page went."""
    engine = CoachEngine()
    engine.start(config_json_of(scene, state))
    engine.resume(json.dumps(live))
    return as_object(json.loads(engine.finish()), "result")
