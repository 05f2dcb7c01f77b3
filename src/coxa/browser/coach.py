"""The coach as the page has it: the live engine, what is shown of it, and what is asked at a stop.

`coxa.coaching.port.Coach` measures, counts and decides; here its events become what a page shows,
and answers to its questions become what it is told. A stop is asked about until it is known what
was felt, and is taken back only by somebody who says that nothing was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from coxa.browser.shown import (
    Felt,
    Shown,
    first_shown,
    kind_question,
    score_question,
    shown_after,
    strap_text,
)
from coxa.coaching.config import CoachConfig
from coxa.coaching.done import exercises_done
from coxa.coaching.port import Coach
from coxa.coaching.state import state_from_json
from coxa.errors import RecordError
from coxa.messages.facts import Words
from coxa.records.assessment import Side
from coxa.records.session import STOP_WORDS, StopWord
from coxa.records.wire import Json, NonNegative, as_object, decode, encode

_WORDS: Final[dict[str, StopWord]] = {word: word for word in STOP_WORDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer to the question that is shown."""

    t_s: NonNegative
    name: str
    chosen: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strapped:
    """Which leg a linked phone is strapped to, as the person said there; None: it is not known."""

    t_s: NonNegative
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What `state` gives beside the engine's own: what is shown, and what was before a stop."""

    shown: Shown
    before_stop: str | None = None


class CoachEngine:
    """One exercise or test on the page: an engine of the worker that also listens."""

    def __init__(self) -> None:
        self._coach = Coach()
        self._config: CoachConfig | None = None
        self._shown = Shown()
        self._before_stop: str | None = None
        self._strapped_to: Side | None = None

    def start(self, config_json: str) -> str:
        """Begin; `config_json` as `coxa.coaching.port.Start`.

        Raises
        ------
        RecordError
            It is no configuration of an exercise.
        """
        members = as_object(json.loads(config_json), "config")
        self._config = decode(CoachConfig, members.get("coach"), "config.coach")
        self._shown, self._before_stop = first_shown(self._config), None
        self._strapped_to = None
        return self._told(self._coach.start(config_json))

    def step(self, buffer: Sequence[float]) -> str:
        """One image, a batch of the sensor's samples, or (an empty batch) the time."""
        self._shown = replace(self._shown, range=None, hold=None)
        return self._told(self._coach.step(buffer))

    def input(self, said_json: str) -> str:
        """What the person says or presses: the engine's own words, an ``answer``, or ``strapped``.

        Raises
        ------
        RecordError
            It is an answer to something that was not asked.
        """
        said = as_object(json.loads(said_json), "said")
        members = {name: value for name, value in said.items() if name != "say"}
        if said.get("say") == "answer":
            return self._answer(decode(Answered, members, "said"))
        if said.get("say") == "strapped":
            self._strapped_to = decode(Strapped, members, "said").side
            return self._told(None)
        if said.get("say") == "stop" and self._shown.phase != "stopped":
            self._before_stop = self._coach.state()
        return self._told(self._coach.input(said_json))

    def state(self) -> str:
        """Everything `resume` needs; to be written down once a second."""
        own = encode(Snapshot(shown=self._shown, before_stop=self._before_stop))
        return f'{{"page": {json.dumps(own, allow_nan=False)}, "coach": {self._coach.state()}}}'

    def resume(self, state_json: str) -> str:
        """Go on from what `state` gave.

        Raises
        ------
        RecordError
            It is something else.
        """
        value = as_object(json.loads(state_json), "state")
        own = decode(Snapshot, value.get("page"), "state.page")
        reply = self._coach.resume(json.dumps(value.get("coach")))
        self._shown, self._before_stop = own.shown, own.before_stop
        return self._told(reply)

    def measure(self) -> str:
        """Measure a stretch that is complete: in a rest, it takes long."""
        return self._coach.measure()

    def finish(self) -> str:
        """What is to be stored: exercises done, or the records of a test and where it was stopped.

        Of a test, ``stopped`` has what was done on each side as the lines of a session: it is told
        when it was stopped, and not stored.
        """
        told = as_object(json.loads(self._coach.finish()), "finish")
        config = self._require()
        if config.kind == "assessment" and "error" not in told:
            state = state_from_json(json.loads(self._coach.state()).get("state"))
            is_stopped = state.progress.stop is not None
            lines = exercises_done(config, state) if is_stopped else ()
            told["stopped"] = [encode(line) for line in lines]
        return json.dumps(told, allow_nan=False, ensure_ascii=False)

    # ------------------------------------------------------------------------------------- answers

    def _answer(self, answer: Answered) -> str:
        question = self._shown.ask
        if question is None or question.name != answer.name:
            raise RecordError(f"said.name: {answer.name} was not asked")
        if question.input in ("score", "number"):
            return self._number(answer, int(_number_of(answer)))
        code = _only(answer)
        if code not in [choice.code for choice in question.choices]:
            raise RecordError(f"said.chosen: {code} cannot be chosen")
        if answer.name == "pain_kind":
            return self._said_pain(answer, self._shown.felt.score, code)
        return self._said_reason(answer, code)

    def _number(self, answer: Answered, number: int) -> str:
        if answer.name in ("count", "effort"):
            key = "count" if answer.name == "count" else "score"
            return self._say(answer, say=answer.name, **{key: number})
        felt = replace(self._shown.felt, score=number)
        if self._must_compare(number):
            self._shown = replace(self._shown, felt=felt, ask=kind_question(self._words()))
            return self._told(None)
        self._shown = replace(self._shown, felt=felt)
        return self._said_pain(answer, number, None)

    def _must_compare(self, score: int) -> bool:
        """Whether the numbers alone do not say how the pain stands to that before."""
        before = self._require().pain_before
        return before is not None and 0 < score <= before

    def _said_pain(self, answer: Answered, score: int | None, kind: str | None) -> str:
        """The pain is told: of a stop with its reason, else as what it was like."""
        felt = self._shown.felt
        self._shown = replace(self._shown, ask=None, felt=Felt())
        said: dict[str, Json] = {"score": score, "pain_kind": kind or self._kind(score or 0)}
        if felt.reason is None:
            return self._say(answer, say="pain", **said)
        return self._say(answer, say="stop", reason=felt.reason, word=felt.word, **said)

    def _kind(self, score: int) -> str:
        """How the pain stands to that before, where the numbers say it."""
        if score == 0:
            return "none"
        return "worse" if self._require().pain_before else "brought_on"

    def _said_reason(self, answer: Answered, code: str) -> str:
        """Why it was stopped. Pain and the stop words are followed by how much it hurts."""
        if code == "mistake":
            return self._taken_back(answer)
        if code in ("fatigue", "other"):
            self._shown = replace(self._shown, ask=None)
            return self._say(answer, say="stop", reason=code)
        felt = Felt(reason="pain")
        if code in _WORDS:
            felt = Felt(reason="stop_word", word=_WORDS[code])
        self._shown = replace(
            self._shown, felt=felt, ask=score_question("pain_stop", self._words())
        )
        return self._told(None)

    def _taken_back(self, answer: Answered) -> str:
        """Pressed by mistake: back to the moment before it, and paused there."""
        if self._before_stop is None:
            raise RecordError("said.chosen: there was no stop to take back")
        reply = self._coach.resume(self._before_stop)
        self._before_stop = None
        self._shown = replace(self._shown, ask=None, felt=Felt(), reason=None)
        self._told(reply)
        return self._say(answer, say="pause")

    def _say(self, answer: Answered, **said: Json) -> str:
        return self._told(self._coach.input(json.dumps({"t_s": answer.t_s, **said})))

    # --------------------------------------------------------------------------------------- reply

    def _told(self, reply_json: str | None) -> str:
        """The engine's reply with all that is shown; without one, only that."""
        reply: dict[str, Any] = {"events": []} if reply_json is None else json.loads(reply_json)
        if "error" not in reply and reply_json is not None:
            self._shown = shown_after(self._shown, self._require(), reply)
        strap = strap_text(self._shown, self._require(), self._strapped_to)
        self._shown = replace(self._shown, strap=strap)
        told = {
            "events": [event for event in reply["events"] if event["type"] in _TOLD],
            "error": reply.get("error"),
            "is_over": self._shown.is_over,
            "show": encode(self._shown),
        }
        return _ENCODER.encode(told)

    def _require(self) -> CoachConfig:
        if self._config is None:
            raise RecordError("nothing has been begun")
        return self._config

    def _words(self) -> Words:
        return Words(self._require().language)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)
_TOLD: Final = frozenset({"cue", "repetition"})
"""Events the page is given beside what is shown: what is spoken, and what flashes."""


def _number_of(answer: Answered) -> float:
    if answer.number is None or answer.number != int(answer.number):
        raise RecordError("said.number: a whole number is missing")
    return answer.number


def _only(answer: Answered) -> str:
    if len(answer.chosen) != 1:
        raise RecordError("said.chosen: one answer is missing")
    return answer.chosen[0]
