"""Everything one sample hands to the next, as plain data that survives as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from coxa.coaching.config import TrainedSide
from coxa.coaching.counter import CounterState
from coxa.coaching.cues import CueState
from coxa.coaching.events import Asked, Phase
from coxa.coaching.gate import GateState
from coxa.coaching.lying import LyingState
from coxa.coaching.quality import QualityState
from coxa.coaching.seated import SeatedState
from coxa.coaching.standing import StandingState
from coxa.coaching.tilting import TiltingState
from coxa.records.assessment import Side
from coxa.records.plain import opened
from coxa.records.session import PainKind, Stop
from coxa.records.wire import Json, decode, encode

SCHEMA: Final = "coxa.coach_state/1"
Beat = Literal["ready", "out", "hold", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one side has done.

    Attributes
    ----------
    sets, repetitions :
        Complete sets, and what was counted in them.
    counted :
        Of each direction in the set that is under way.
    refused :
        Movements that did not count.
    held_s :
        Seconds in position, all sets.
    """

    side: TrainedSide
    counted: tuple[int, ...]
    sets: int = 0
    repetitions: int = 0
    refused: int = 0
    held_s: float = 0.0

    @property
    def has_begun(self) -> bool:
        """Whether anything was done."""
        return any((self.sets, self.repetitions, self.held_s, *self.counted))

    @property
    def all_repetitions(self) -> int:
        """Repetitions of all sets, the one under way included: each needs all directions."""
        return self.repetitions + min(self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """What the person said it was like. `pain_side` None: all sides that were done."""

    pain: int | None = None
    pain_kind: PainKind | None = None
    pain_side: TrainedSide | None = None
    effort: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where in the exercise it is.

    Attributes
    ----------
    side_index, set_number :
        Of the side and set under way; sets count from 1.
    until_s :
        When the phase ends by itself.
    left_s, before_pause :
        What was left of it when it was paused, and which phase that was.
    reason :
        Of the pause, or why the position is waited for again.
    asks :
        Questions still open, the first one asked.
    too_far :
        Movements beyond the ceiling.
    is_fresh :
        Nothing has moved since the set began.
    stop, stop_side :
        Why it was stopped, and on which side; None: on all that were done.
    rest_told :
        Last whole second of rest that was told.
    moved_s :
        When the last movement ended, or it was last said what to do.
    """

    phase: Phase
    tallies: tuple[Tally, ...]
    side_index: int = 0
    set_number: int = 1
    until_s: float | None = None
    left_s: float | None = None
    before_pause: Phase | None = None
    reason: str | None = None
    asks: tuple[Asked, ...] = ()
    too_far: int = 0
    is_fresh: bool = True
    rest_told: int | None = None
    moved_s: float = 0.0
    said: Feeling = Feeling()
    stop: Stop | None = None
    stop_side: TrainedSide | None = None

    @property
    def tally(self) -> Tally:
        """Of the side under way."""
        return self.tallies[self.side_index]

    @property
    def side(self) -> TrainedSide:
        """Side under way."""
        return self.tallies[self.side_index].side


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideState:
    """The clock's place within a repetition: beat, direction, since when, last second told."""

    beat: Beat = "ready"
    way: int = 0
    since_s: float = 0.0
    told: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCheck:
    """The side check: which foot is up and since when, and how often the other one was."""

    side: Side | None = None
    since_s: float = 0.0
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachState:
    """All of it. At most one of the last four is there: the zero of what watches.

    `good_s` is when the person was last seen in position. `settling` watches, until something has
    moved, whether they come to rest elsewhere.
    """

    t_s: float
    good_s: float
    progress: Progress
    counters: tuple[CounterState, ...]
    guide: GuideState = GuideState()
    gate: GateState = field(default_factory=GateState)
    settling: GateState = field(default_factory=GateState)
    quality: QualityState = field(default_factory=QualityState)
    cues: CueState = field(default_factory=CueState)
    side_check: SideCheck = SideCheck()
    is_flipped: bool = False
    seated: SeatedState | None = None
    standing: StandingState | None = None
    lying: LyingState | None = None
    tilting: TiltingState | None = None


def state_to_json(state: CoachState) -> dict[str, Json]:
    """The state as plain JSON values, with the name of its form.

    Raises
    ------
    RecordError
        A number is not finite.
    """
    return {"schema": SCHEMA, **encode(state)}


def state_from_json(value: Any) -> CoachState:  # noqa: ANN401  # anything may come in
    """The state that `state_to_json` wrote, exactly.

    Raises
    ------
    RecordError
        It is something else.
    """
    return decode(CoachState, opened(value, SCHEMA))
