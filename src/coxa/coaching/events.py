"""What comes out: what happened, as small values with a JSON form.

Nothing here holds a sentence: `words` is the id of one in the messages, `values` what it quotes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from coxa.coaching.config import TrainedSide
from coxa.records.assessment import Direction, Side
from coxa.records.session import StopReason, StopWord
from coxa.tables.coaching import CueId

Phase = Literal[
    "side_check", "setup", "active", "rest", "change", "asking", "paused", "stopped", "finished",
]  # fmt: skip
"""Where a coached exercise is.

``side_check``: is the picture a mirror image; ``setup``: the ready position is waited for, nothing
counts; ``active``; ``rest`` between sets; ``change`` of side, where it takes a person's word or
time; ``asking`` for pain and effort; ``paused``; ``stopped`` and ``finished`` are the ends.
"""
Zone = Literal["start", "on_the_way", "target", "near_limit", "too_far"]
"""Where the movement is: near the start, on the way, in the target, from the warning on, beyond."""
Asked = Literal["stop_reason", "count", "pain", "effort"]
Value = float | int | str


class Event:
    """Base of all events: they name their type and write themselves."""

    __slots__: tuple[str, ...] = ()
    type: ClassVar[str]

    def to_json(self) -> dict[str, Any]:
        """The event as plain JSON values; what is not measurable is null."""
        value: dict[str, Any] = {"type": self.type}
        for name in self.__slots__:
            item = getattr(self, name)
            if isinstance(item, float):
                item = round(item, 3) if math.isfinite(item) else None
            value[name] = item
        return value


@dataclass(frozen=True, slots=True)
class PhaseChanged(Event):
    """A phase begins. `until_s` where it ends by itself; `reason` of a pause or a way back."""

    type: ClassVar[str] = "phase"
    phase: Phase
    side: TrainedSide
    set_number: int
    until_s: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RangeNow(Event):
    """How far the movement is now.

    `share` is the way to the target (or to the least that counts); `value_deg` is the rotation of
    the hip where the source measures it, else None.
    """

    type: ClassVar[str] = "range"
    side: TrainedSide
    direction: Direction | None
    value_deg: float | None
    share: float
    zone: Zone
    target_deg: float | None = None
    ceiling_deg: float | None = None


@dataclass(frozen=True, slots=True)
class RepetitionMade(Event):
    """A movement out and back. `number` counts those of its direction in the set.

    `reasons` say why it did not count; `faults` what was told about it.
    """

    type: ClassVar[str] = "repetition"
    side: TrainedSide
    direction: Direction | None
    is_counted: bool
    number: int
    reasons: tuple[str, ...] = ()
    value_deg: float | None = None
    held_s: float = 0.0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldNow(Event):
    """Seconds held so far; they run only while in position."""

    type: ClassVar[str] = "hold"
    side: TrainedSide
    direction: Direction | None
    seconds: float
    of_s: float
    is_in_position: bool


@dataclass(frozen=True, slots=True)
class Cue(Event):
    """Something to say. A higher priority may interrupt a lower one."""

    type: ClassVar[str] = "cue"
    cue: CueId
    priority: int
    words: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QualityChanged(Event):
    """What is wrong with what is seen or felt, None: nothing. `blocks`: nothing counts meanwhile.

    Sentences: ``coaching.quality.<code>``, and what to do, ``coaching.next.<code>``.
    """

    type: ClassVar[str] = "quality"
    code: str | None
    blocks: bool


@dataclass(frozen=True, slots=True)
class SetDone(Event):
    """A set is complete."""

    type: ClassVar[str] = "set"
    side: TrainedSide
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class RestNow(Event):
    """Seconds of rest left, each whole one once."""

    type: ClassVar[str] = "rest"
    seconds_left: int


@dataclass(frozen=True, slots=True)
class SideSeen(Event):
    """The side check: which foot was asked for, which the picture showed, what follows."""

    type: ClassVar[str] = "side_check"
    asked: Side
    seen: Side
    is_flipped: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Ask(Event):
    """A question to the person."""

    type: ClassVar[str] = "ask"
    what: Asked
    suggested: int | None = None


@dataclass(frozen=True, slots=True)
class Stopped(Event):
    """It is over, and why. What to do: ``coaching.stop.<reason>``."""

    type: ClassVar[str] = "stopped"
    reason: StopReason
    word: StopWord | None
    pain: int | None


@dataclass(frozen=True, slots=True)
class Finished(Event):
    """The exercise is done, or was stopped: what was counted on each side."""

    type: ClassVar[str] = "finished"
    sides: tuple[TrainedSide, ...]
    sets: tuple[int, ...]
    repetitions: tuple[int, ...]
    is_stopped: bool
