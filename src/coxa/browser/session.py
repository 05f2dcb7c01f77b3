"""One session of the worker: follows the person, asks an engine, replies in JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from coxa.browser.buffers import (
    MOTION,
    SAMPLE,
    VERSION,
    SampleValues,
    head_of,
    sample_buffer,
    sample_of,
)
from coxa.browser.coach import CoachEngine
from coxa.browser.following import Follower, FollowParams
from coxa.browser.live_assessment import LiveAssessment
from coxa.errors import RecordError
from coxa.landmarks.follow import Detect
from coxa.landmarks.region import Region
from coxa.records.landmarks import COLUMNS, LANDMARKS


class Engine(Protocol):
    """What makes something of the samples: live, JSON out, state inside.

    `start` is given the engine's own part of the configuration, `step` one `SAMPLE` or `MOTION`
    buffer, `finish` nothing; each returns a JSON object.
    """

    def start(self, config_json: str) -> str:
        """Begin."""
        ...

    def step(self, buffer: Sequence[float]) -> str:
        """One image, or a batch of sensor samples."""
        ...

    def finish(self) -> str:
        """End, and say what is to be stored."""
        ...


@runtime_checkable
class Listener(Protocol):
    """An engine that also takes a person's word, and survives a killed tab."""

    def input(self, said_json: str) -> str:
        """What a person says or presses."""
        ...

    def state(self) -> str:
        """Everything that `resume` needs."""
        ...

    def resume(self, state_json: str) -> str:
        """Go on from there."""
        ...

    def measure(self) -> str:
        """Measure what is complete, while there is time."""
        ...


ENGINES: Final[dict[str, Callable[[], Engine]]] = {
    "assessment": LiveAssessment,
    "coach": CoachEngine,
}
"""Engines by the name the page asks for."""

_NOT_YET: Final = "null"
"""What stands for the engine's part while an image needs more inferences."""

_SKELETON: Final = tuple(
    f"{side}_{part}"
    for side in ("left", "right")
    for part in ("shoulder", "hip", "knee", "ankle", "foot_index")
)
_SKELETON_PLACES: Final = tuple(LANDMARKS.index(name) * len(COLUMNS) for name in _SKELETON)


class Session:
    """What the browser's worker holds: `start` once, `step` for every buffer, `finish` once.

    Engines that listen have three more: `input` for what a person says, `state` once a second,
    `resume` after `start` where a killed tab is gone on with.
    """

    def __init__(self) -> None:
        self._follower = Follower(FollowParams())
        self._engine: Engine = LiveAssessment()

    def start(self, config_json: str) -> str:
        """Begin with an engine; the reply says what the networks are to do first.

        Raises
        ------
        RecordError
            The configuration is of another version, or names no known engine.
        """
        config = json.loads(config_json)
        if config.get("v") != VERSION:
            raise RecordError(f"protocol {config.get('v')!r} where {VERSION} is spoken")
        if config.get("engine") not in ENGINES:
            raise RecordError(f"there is no engine {config.get('engine')!r}")
        self._follower = Follower(FollowParams(passes=config.get("passes", "alternate")))
        self._follower.begin(config["width_px"], config["height_px"])
        self._engine = ENGINES[config["engine"]]()
        return self._reply(None, self._engine.start(json.dumps(config["config"])))

    def step(self, buffer: Sequence[float]) -> str:
        """One buffer of any kind in, one reply out.

        Raises
        ------
        RecordError
            The buffer is not one, or not an answer to what was asked.
        """
        kind = head_of(buffer).kind
        if kind == MOTION:
            return self._reply(None, self._engine.step(buffer))
        if kind == SAMPLE:
            return self._reply(sample_of(buffer), self._engine.step(buffer))
        sample = self._follower.step(buffer)
        if sample is None:
            return self._reply(None, _NOT_YET)
        return self._reply(sample, self._engine.step(sample_buffer(sample)))

    def input(self, said_json: str) -> str:
        """What a person says or presses; RecordError if nobody listens, or it makes no sense."""
        return self._reply(None, self._listener().input(said_json))

    def state(self) -> str:
        """What `resume` takes; RecordError if this engine keeps none."""
        return f'{{"v": {VERSION}, "state": {self._listener().state()}}}'

    def resume(self, state_json: str) -> str:
        """Go on from what `state` gave; RecordError if it is something else."""
        kept = json.loads(state_json)
        if kept.get("v") != VERSION:
            raise RecordError(f"a state of protocol {kept.get('v')!r} where {VERSION} is spoken")
        return self._reply(None, self._listener().resume(json.dumps(kept.get("state"))))

    def measure(self) -> str:
        """Measure what is complete, in a rest; RecordError if this engine cannot."""
        return f'{{"v": {VERSION}, "result": {self._listener().measure()}}}'

    def finish(self) -> str:
        """What the engine says at the end."""
        return f'{{"v": {VERSION}, "result": {self._engine.finish()}}}'

    def _listener(self) -> Listener:
        if not isinstance(self._engine, Listener):
            raise RecordError("this engine does not listen")
        return self._engine

    def _reply(self, sample: SampleValues | None, coach_json: str) -> str:
        is_done = "false" if coach_json == _NOT_YET else "true"
        return (
            f'{{"v": {VERSION}, "is_done": {is_done}, "todo": {json.dumps(self._todo())}, '
            f'"skeleton": {_skeleton_json(sample)}, "coach": {coach_json}}}'
        )

    def _todo(self) -> dict[str, Any] | None:
        todo = self._follower.todo
        if todo is None:
            return None
        if isinstance(todo, Detect):
            return {"do": "detect", "region": _region(todo.view)}
        return {
            "do": "see",
            "region": _region(todo.region),
            "is_mirrored": self._follower.is_mirrored,
        }


def _region(region: Region) -> list[float]:
    return [region.center_x_px, region.center_y_px, region.side_px, region.rotation_rad]


def _skeleton_json(sample: SampleValues | None) -> str:
    """x, y and visibility of the points that are drawn, as JSON; null where nobody is."""
    if sample is None or math.isnan(sample.points[0]):
        return "null"
    points, rows = sample.points, []
    for first in _SKELETON_PLACES:
        x, y, _, seen = points[first : first + 4]
        rows.append(f"[{x:.1f}, {y:.1f}, {seen:.2f}]")
    return f"[{', '.join(rows)}]"
