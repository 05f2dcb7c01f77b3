"""The coach as the browser's worker calls it: one buffer or one text in, one JSON text out.

The same three functions as any engine of the worker (``docs/protocols/worker.md``), and four more:
`input` for what a person says, `state` and `resume` for a killed tab, `measure` for the pauses.
Nothing is raised and no error's own text goes out: what is wrong has a code, a sentence, a next
step. What the texts hold: ``docs/protocols/coaching.md``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from coxa.coaching import engine
from coxa.coaching.config import CoachConfig
from coxa.coaching.done import exercises_done
from coxa.coaching.events import Cue, Event
from coxa.coaching.keep import Identity, Keeper, Measured
from coxa.coaching.prepare import coached
from coxa.coaching.sample import Batch, Felt, Image, PersonInput, Tick
from coxa.coaching.state import CoachState, state_from_json, state_to_json
from coxa.errors import CoxaError, RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, refusal_of, sentence
from coxa.records.codec import assessment_to_json
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, UNKNOWN_PEOPLE
from coxa.records.plain import plain_to_json
from coxa.records.wire import Json, NonNegative, as_object, decode, encode

VERSION: Final = 1
IMAGE: Final = 3
FELT: Final = 4
"""Kinds of buffers, their first number; a batch of no samples is nothing but the time."""
HEAD_LENGTH: Final = 4
"""Kind, time stamp, width and height of the image."""
IMAGE_LENGTH: Final = HEAD_LENGTH + 3 + POINTS_PER_IMAGE
IMAGE_WITH_OUTLINE_LENGTH: Final = IMAGE_LENGTH + OUTLINE_PER_IMAGE
FELT_LENGTH: Final = 7
_LARGEST_PX: Final = 100_000
_MOST_SAMPLES: Final = 10_000
_BROKEN: Final = (CoxaError, ArithmeticError, LookupError, TypeError, ValueError)
"""What reading anything that comes from outside may end in."""


class PortError(CoxaError):
    """Something from outside that cannot be used; `code` names its sentences."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What `Coach.start` is given: what is coached, for whom, and the time now."""

    coach: CoachConfig
    identity: Identity
    t_s: NonNegative = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What `Coach.state` gives beside the engine's state, and `Coach.resume` is given back."""

    start: Start
    measured: tuple[Measured, ...] = ()


class Coach:
    """One exercise or test being coached. Holds the state and the samples that are measured."""

    def __init__(self) -> None:
        self._start: Start | None = None
        self._state: CoachState | None = None
        self._keeper: Keeper | None = None

    def start(self, config_json: str) -> str:
        """Begin. The reply has the first words."""
        return self._answered(lambda: self._begin(config_json))

    def step(self, buffer: Sequence[float]) -> str:
        """One image, or a batch of the sensor's samples."""
        return self._answered(lambda: self._take(buffer))

    def input(self, said_json: str) -> str:
        """What a person says or presses."""
        return self._answered(lambda: self._hear(said_json))

    def state(self) -> str:
        """Everything that `resume` needs to go on; write it down once a second."""
        return self._answered(self._written)

    def resume(self, state_json: str) -> str:
        """Go on from what `state` gave. Samples from before are not there any more."""
        return self._answered(lambda: self._read(state_json))

    def measure(self) -> str:
        """Measure one stretch that is complete; in a rest, since it takes seconds."""
        return self._answered(self._measure)

    def finish(self) -> str:
        """End, and give what is to be stored."""
        return self._answered(self._finish)

    # --------------------------------------------------------------------------------- the insides

    def _begin(self, config_json: str) -> Json:
        start = _decoded(Start, config_json, "coach_config")
        try:
            sentence("coaching.cue.stop", start.coach.language)  # whether it is spoken at all
            state, events = engine.begin(start.coach, start.t_s)
        except CoxaError as error:
            raise PortError("coach_config") from error
        self._start, self._state = start, state
        self._keeper = Keeper(start.coach, start.identity)
        return self._reply(events)

    def _take(self, buffer: Sequence[float]) -> Json:
        start, state, keeper = self._begun()
        sample = _sample_of(buffer)
        events: list[Event] = []
        parts = _parts(sample)
        for part in parts:
            state, new = engine.step(start.coach, state, part)
            events.extend(new)
            if isinstance(part, Image):
                keeper.keep(state, part)
            elif isinstance(part, Batch):
                keeper.keep(state, part.samples[0])
        self._state = state
        return self._reply(events)

    def _hear(self, said_json: str) -> Json:
        start, state, _ = self._begun()
        said = _decoded(PersonInput, said_json, "coach_input")
        self._state, events = engine.step(start.coach, state, said)
        return self._reply(events)

    def _written(self) -> Json:
        start, state, keeper = self._begun()
        kept = Kept(start=start, measured=tuple(keeper.measured))
        return {"v": VERSION, "kept": encode(kept), "state": state_to_json(state)}

    def _read(self, state_json: str) -> Json:
        try:
            value = as_object(json.loads(state_json), "")
            kept = decode(Kept, value.get("kept"))
            state = state_from_json(value.get("state"))
            coached(kept.start.coach)
        except (CoxaError, ValueError) as error:
            raise PortError("coach_state") from error
        self._start, self._state = kept.start, state
        self._keeper = Keeper(kept.start.coach, kept.start.identity)
        self._keeper.measured = list(kept.measured)
        return self._reply(())

    def _measure(self) -> Json:
        start, _, keeper = self._begun()
        if start.coach.kind == "exercise":
            keeper.measure_next()
        return {"v": VERSION, "waiting": keeper.waiting}

    def _finish(self) -> Json:
        start, state, keeper = self._begun()
        keeper.end()
        if start.coach.kind == "assessment":
            language = start.coach.language
            records = [
                plain_to_json(refusal_of(made, language))
                if isinstance(made, RefusedError)
                else assessment_to_json(made.assessment)
                for made in keeper.assessments()
            ]
            return {"v": VERSION, "is_stopped": _is_stopped(state), "records": records}
        while keeper.waiting:
            keeper.measure_next()
        done = exercises_done(start.coach, state, keeper.measured)
        return {
            "v": VERSION,
            "is_stopped": _is_stopped(state),
            "exercises": [encode(line) for line in done],
        }

    def _begun(self) -> tuple[Start, CoachState, Keeper]:
        if self._start is None or self._state is None or self._keeper is None:
            raise PortError("coach_not_begun")
        return self._start, self._state, self._keeper

    def _reply(self, events: Sequence[Event]) -> Json:
        start, state, _ = self._begun()
        language = start.coach.language
        progress = state.progress
        return {
            "v": VERSION,
            "phase": progress.phase,
            "side": progress.side,
            "set": progress.set_number,
            "events": [_event(event, language) for event in events],
        }

    def _answered(self, do: Callable[[], Json]) -> str:
        try:
            return _text(do())
        except PortError as error:
            return _text(_refused(error.code, self._language()))
        except _BROKEN:
            return _text(_refused("coach_fault", self._language()))

    def _language(self) -> str:
        return DEFAULT_LANGUAGE if self._start is None else self._start.coach.language


def _is_stopped(state: CoachState) -> bool:
    return state.progress.stop is not None


def _decoded(cls: Any, text: str, code: str) -> Any:  # noqa: ANN401  # an instance of the class
    try:
        return decode(cls, json.loads(text))
    except (CoxaError, ValueError, TypeError, RecursionError) as error:
        raise PortError(code) from error


def _parts(sample: Image | Batch | Tick) -> tuple[Image | Batch | Tick, ...]:
    """A batch sample by sample: what is kept belongs to the state after each."""
    if isinstance(sample, Batch):
        return tuple(Batch((felt,)) for felt in sample.samples)
    return (sample,)


def _sample_of(buffer: Sequence[float]) -> Image | Batch | Tick:
    """The sample in a buffer; PortError if it is none."""
    length = len(buffer)
    kind = buffer[0] if length >= HEAD_LENGTH else None
    if kind == IMAGE and length in (IMAGE_LENGTH, IMAGE_WITH_OUTLINE_LENGTH):
        return _image_of(buffer)
    if kind == FELT and (length - HEAD_LENGTH) % FELT_LENGTH == 0:
        return _batch_of(buffer)
    raise PortError("coach_sample")


def _image_of(buffer: Sequence[float]) -> Image:
    _, t_s, width_px, height_px, person, people, luminance = buffer[: HEAD_LENGTH + 3]
    is_sound = math.isfinite(t_s) and math.isfinite(person)
    if not is_sound or not (1 <= width_px <= _LARGEST_PX and 1 <= height_px <= _LARGEST_PX):
        raise PortError("coach_sample")
    if math.isinf(people) or math.isinf(luminance):
        raise PortError("coach_sample")
    return Image(
        t_s,
        int(width_px),
        int(height_px),
        person,
        UNKNOWN_PEOPLE if math.isnan(people) else int(people),
        luminance,
        buffer[HEAD_LENGTH + 3 : IMAGE_LENGTH],
        buffer[IMAGE_LENGTH:],
    )


def _batch_of(buffer: Sequence[float]) -> Batch | Tick:
    length = len(buffer)
    if not math.isfinite(buffer[1]) or length > HEAD_LENGTH + FELT_LENGTH * _MOST_SAMPLES:
        raise PortError("coach_sample")
    if length == HEAD_LENGTH:
        return Tick(buffer[1])
    samples = []
    for first in range(HEAD_LENGTH, length, FELT_LENGTH):
        t_s, ax, ay, az, gx, gy, gz = buffer[first : first + FELT_LENGTH]
        if not math.isfinite(t_s):
            raise PortError("coach_sample")
        has_gyroscope = math.isfinite(gx) and math.isfinite(gy) and math.isfinite(gz)
        samples.append(Felt(t_s, (ax, ay, az), (gx, gy, gz) if has_gyroscope else None))
    return Batch(tuple(samples))


def _event(event: Event, language: str) -> Json:
    """The event with what is to be said, where it is said."""
    value = event.to_json()
    if isinstance(event, Cue):
        value["text"] = sentence(event.words, language, **event.values)
    return value


def _refused(code: str, language: str) -> Mapping[str, Json]:
    return {
        "v": VERSION,
        "events": [],
        "error": {
            "code": code,
            "message": sentence(f"coaching.error.{code}.message", language),
            "next_step": sentence(f"coaching.error.{code}.next_step", language),
        },
    }


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
)


def _text(value: Json) -> str:
    return _ENCODER.encode(value)
