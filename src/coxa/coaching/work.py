"""One step's workbench: the state taken apart, and the events gathered, until it is put together.

Lives within one call of `engine.step` and never leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coxa.coaching.config import CoachConfig, TrainedSide
from coxa.coaching.counter import CounterState
from coxa.coaching.cues import say, say_waiting, words_of
from coxa.coaching.events import Event, Phase, PhaseChanged, Value
from coxa.coaching.gate import GateState
from coxa.coaching.prepare import Coached
from coxa.coaching.state import CoachState, GuideState, Tally
from coxa.tables.coaching import CoachFigure, CueId


class Work:
    """The state of one step on its way to the next. `events` are in the order they happened."""

    __slots__ = (
        "coached", "counters", "cues", "events", "gate", "good_s", "guide", "is_flipped",
        "lying", "progress", "quality", "seated", "settling", "side_check",
        "standing", "t_s", "tilting",
    )  # fmt: skip

    def __init__(self, coached: Coached, state: CoachState) -> None:
        self.coached = coached
        self.events: list[Event] = []
        self.t_s = state.t_s
        self.good_s = state.good_s
        self.progress = state.progress
        self.counters = state.counters
        self.guide = state.guide
        self.gate = state.gate
        self.settling = state.settling
        self.quality = state.quality
        self.cues = state.cues
        self.side_check = state.side_check
        self.is_flipped = state.is_flipped
        self.seated = state.seated
        self.standing = state.standing
        self.lying = state.lying
        self.tilting = state.tilting

    def state(self) -> CoachState:
        """The parts as one value."""
        return CoachState(
            t_s=self.t_s,
            good_s=self.good_s,
            progress=self.progress,
            counters=self.counters,
            guide=self.guide,
            gate=self.gate,
            settling=self.settling,
            quality=self.quality,
            cues=self.cues,
            side_check=self.side_check,
            is_flipped=self.is_flipped,
            seated=self.seated,
            standing=self.standing,
            lying=self.lying,
            tilting=self.tilting,
        )

    @property
    def config(self) -> CoachConfig:
        """What is coached."""
        return self.coached.config

    @property
    def phase(self) -> Phase:
        """Phase under way."""
        return self.progress.phase

    @property
    def side(self) -> TrainedSide:
        """Side under way."""
        return self.progress.side

    def figure(self, name: CoachFigure) -> float:
        """A figure of the tables."""
        return self.coached.coaching.figure(name)

    def advance(self, **changes: Any) -> None:  # noqa: ANN401  # fields of Progress
        """Change fields of the progress."""
        self.progress = replace(self.progress, **changes)

    def tallied(self, side: TrainedSide, **changes: Any) -> Tally:  # noqa: ANN401  # of Tally
        """Change fields of a side's tally, and give it."""
        tallies = tuple(
            replace(tally, **changes) if tally.side == side else tally
            for tally in self.progress.tallies
        )
        self.advance(tallies=tallies)
        return next(tally for tally in tallies if tally.side == side)

    def enter(
        self,
        phase: Phase,
        until_s: float | None = None,
        reason: str | None = None,
    ) -> None:
        """Begin a phase: whatever was under way is dropped, and the position is asked for anew.

        A hold by the clock that is broken off has been held so far.
        """
        if self.phase == "active" and self.guide.beat == "hold":
            tally = self.progress.tally
            self.tallied(tally.side, held_s=tally.held_s + self.t_s - self.guide.since_s)
        self.advance(
            phase=phase,
            until_s=until_s,
            reason=reason,
            rest_told=None,
            is_fresh=True,
            moved_s=self.t_s,
        )
        self.good_s = self.t_s
        self.guide = GuideState(since_s=self.t_s)
        self.settling = GateState()
        if phase != "active":
            self.gate = GateState()
            self.counters = (CounterState(),) * len(self.counters)
        progress = self.progress
        self.events.append(PhaseChanged(phase, progress.side, progress.set_number, until_s, reason))

    def say(
        self, cue: CueId, words: str | None = None, values: Mapping[str, Value] | None = None
    ) -> None:
        """Say a cue if it is its turn; without words, those of its own name."""
        wording = (words or words_of(self.config, cue), values or {})
        self.cues, said = say(self.coached.coaching, self.cues, self.t_s, cue, wording)
        if said is not None:
            self.events.append(said)

    def say_waiting(self) -> None:
        """Say what had to wait, if it is quiet now."""
        self.cues, said = say_waiting(self.coached.coaching, self.cues, self.t_s)
        if said is not None:
            self.events.append(said)
