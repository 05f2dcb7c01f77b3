"""What the page shows of a coached exercise: kept up from the engine's events, whole every time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from coxa.browser.visit.screens import Choice, Question
from coxa.coaching.config import CoachConfig, TrainedSide
from coxa.coaching.events import Phase, Zone
from coxa.messages.catalog import has_sentence
from coxa.messages.facts import Words
from coxa.records.assessment import Direction, Side
from coxa.records.session import STOP_WORDS, PainKind, StopReason, StopWord
from coxa.records.wire import Json

REASONS: Final = ("pain", *STOP_WORDS, "fatigue", "other", "mistake")
"""Answers to what was felt at a stop, in the order in which they are offered."""
KINDS: Final[tuple[PainKind, ...]] = ("same_as_before", "brought_on", "worse")
_NUMBERS: Final = frozenset({"count", "second"})
_MOST: Final = 10
_LONG_HOLD_S: Final = 10.0
"""From here on the seconds left of a hold are what is counted."""
_MOST_COUNT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How far the movement is now, and how far it is to go."""

    side: TrainedSide
    direction: Direction | None
    value_deg: float | None
    share: float
    zone: Zone
    target_deg: float | None
    ceiling_deg: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Seconds in position."""

    seconds: float
    of_s: float
    is_in_position: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with what is seen or felt, and what to do. `blocks`: nothing counts."""

    text: str
    next_step: str
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """What was said of a stop so far."""

    reason: StopReason | None = None
    word: StopWord | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All of it.

    Attributes
    ----------
    count, of :
        Repetitions counted in this set, and how many it has. A repetition has all directions; in
        the test each direction is counted by itself, and the further one shown.
    big, small :
        What is to be read from three metres, and what it is: the count, or seconds left.
    counted :
        By side: what was counted of each direction in the set, from which `count` follows.
    rest_s :
        Seconds left of a rest.
    caption :
        What was said last.
    strap :
        That a linked phone is said to be strapped to the other leg.
    ask :
        The question that is open.
    felt :
        What was answered of a stop, while more is asked.
    """

    phase: Phase = "setup"
    reason: str | None = None
    side: TrainedSide = "both"
    side_text: str = ""
    set: int = 1
    sets: int = 1
    count: int = 0
    of: int = 1
    counted: dict[str, tuple[int, ...]] = field(default_factory=dict)
    big: str = ""
    small: str = ""
    set_text: str = ""
    range: Range | None = None
    hold: Hold | None = None
    rest_s: int | None = None
    problem: Problem | None = None
    caption: str = ""
    strap: str = ""
    ask: Question | None = None
    felt: Felt = Felt()

    @property
    def is_over(self) -> bool:
        """Whether the exercise has ended and nothing more is to be asked."""
        return self.phase == "finished" or (self.phase == "stopped" and self.ask is None)


def first_shown(config: CoachConfig) -> Shown:
    """What is shown before anything has happened."""
    return Shown(sets=config.dose.sets, of=config.dose.repetitions)


def shown_after(shown: Shown, config: CoachConfig, reply: Mapping[str, Json]) -> Shown:
    """What is shown after a reply of the engine.

    Parameters
    ----------
    shown :
        Before it.
    config :
        What is coached.
    reply :
        As `coxa.coaching.port.Coach` gives it.
    """
    words = Words(config.language)
    for event in reply["events"]:
        shown = _EVENTS.get(event["type"], _nothing)(shown, config, event)
    side = reply["side"]
    ways = shown.counted.get(side, (0,))
    shown = replace(
        shown,
        phase=reply["phase"],
        set=reply["set"],
        side=side,
        side_text=words(f"coach_page.side.{side}"),
        count=max(ways) if config.kind == "assessment" else min(ways),
    )
    return _in_words(shown, config, words)


def _in_words(shown: Shown, config: CoachConfig, words: Words) -> Shown:
    """With what is read from afar."""
    big, small = str(shown.count), words("coach_page.ui.of", of=shown.of)
    hold = shown.hold
    if shown.phase == "rest":
        big, small = str(shown.rest_s or ""), words("coach_page.ui.rest")
    elif hold is not None and config.source == "none" and hold.of_s >= _LONG_HOLD_S:
        left_s = math.ceil(hold.of_s - hold.seconds)
        big, small = str(left_s), words("coach_page.ui.seconds_left")
    text = words("coach_page.ui.set", set=shown.set, sets=shown.sets) if shown.sets > 1 else ""
    return replace(shown, big=big, small=small, set_text=text)


def strap_text(shown: Shown, config: CoachConfig, strapped_to: Side | None) -> str:
    """What is said while a phone is said to be on another leg than the one that exercises."""
    if config.source != "sensor" or strapped_to is None or shown.side in ("both", strapped_to):
        return ""
    words = Words(config.language)
    there, here = (words(f"coach_page.side.{side}") for side in (strapped_to, shown.side))
    return words("coach_page.ui.other_leg", there=there, here=here)


def score_question(name: str, words: Words) -> Question:
    """A question from 0 to 10: pain, or effort."""
    return Question(
        name=name,
        ask=words(f"coach_page.ask.{name}"),
        help=_or_nothing(words, f"coach_page.ask.{name}_help"),
        input="score",
        minimum=0,
        maximum=_MOST,
        low=words(f"coach_page.ask.{name}_low"),
        high=words(f"coach_page.ask.{name}_high"),
    )


def kind_question(words: Words) -> Question:
    """How the pain stands to that before."""
    return Question(
        name="pain_kind",
        ask=words("coach_page.ask.pain_kind"),
        input="choice",
        choices=tuple(Choice(code=k, text=words(f"coach_page.kind.{k}")) for k in KINDS),
    )


def reason_question(words: Words) -> Question:
    """What was felt when it was stopped."""
    return Question(
        name="stop_reason",
        ask=words("coach_page.ask.stop_reason"),
        help=words("coach_page.ask.stop_reason_help"),
        input="choice",
        choices=tuple(Choice(code=r, text=words(f"coach_page.felt.{r}")) for r in REASONS),
    )


# ------------------------------------------------------------------------------------------ events

_Event = Mapping[str, Json]


def _phase(shown: Shown, config: CoachConfig, event: _Event) -> Shown:
    """A phase begins: what belonged to the one before is gone."""
    phase = event["phase"]
    is_asking = phase in ("asking", "stopped")
    is_anew = phase == "setup" and config.kind == "assessment"
    return replace(
        shown,
        counted=_from_another_zero(shown, config, event["side"]) if is_anew else shown.counted,
        reason=event["reason"],
        range=None,
        hold=None,
        rest_s=None,
        ask=shown.ask if is_asking else None,
        problem=shown.problem if phase == "setup" or _is_advice(shown.problem) else None,
    )


def _is_advice(problem: Problem | None) -> bool:
    """Whether it goes on with it: then it stands until it is over."""
    return problem is not None and not problem.blocks


def _from_another_zero(
    shown: Shown, config: CoachConfig, side: TrainedSide
) -> dict[str, tuple[int, ...]]:
    """What still counts when the test waits for the position again."""
    if config.source == "camera":
        return {}
    return {name: ways for name, ways in shown.counted.items() if name != side}


def _range(shown: Shown, _config: CoachConfig, event: _Event) -> Shown:
    return replace(shown, range=Range(**_members(event)))


def _hold(shown: Shown, _config: CoachConfig, event: _Event) -> Shown:
    names = ("seconds", "of_s", "is_in_position")
    return replace(shown, hold=Hold(**{name: event[name] for name in names}))


def _repetition(shown: Shown, config: CoachConfig, event: _Event) -> Shown:
    if not event["is_counted"]:
        return replace(shown, hold=None)
    way = config.ways.index(event["direction"])
    before = shown.counted.get(event["side"], (0,) * len(config.ways))
    ways = tuple(event["number"] if k == way else n for k, n in enumerate(before))
    return replace(shown, counted={**shown.counted, event["side"]: ways}, hold=None)


def _set(shown: Shown, config: CoachConfig, event: _Event) -> Shown:
    nothing = (0,) * len(config.ways)
    return replace(shown, counted={**shown.counted, event["side"]: nothing})


def _rest(shown: Shown, _config: CoachConfig, event: _Event) -> Shown:
    return replace(shown, rest_s=event["seconds_left"])


def _quality(shown: Shown, config: CoachConfig, event: _Event) -> Shown:
    code = event["code"]
    if code is None:
        return replace(shown, problem=None)
    words = Words(config.language)
    problem = Problem(
        text=words(f"coaching.quality.{code}"),
        next_step=words(f"coaching.next.{code}"),
        blocks=event["blocks"],
    )
    return replace(shown, problem=problem)


def _cue(shown: Shown, _config: CoachConfig, event: _Event) -> Shown:
    """What is said stands there as well; numbers stand large beside it."""
    return shown if event["cue"] in _NUMBERS else replace(shown, caption=event["text"])


def _ask(shown: Shown, config: CoachConfig, event: _Event) -> Shown:
    words = Words(config.language)
    what = event["what"]
    if what == "stop_reason":
        return replace(shown, ask=reason_question(words))
    if what == "count":
        question = Question(
            name="count",
            ask=words("coach_page.ask.count"),
            input="number",
            minimum=0,
            maximum=_MOST_COUNT,
            low=str(event["suggested"]),
        )
        return replace(shown, ask=question)
    return replace(shown, ask=score_question("pain_during" if what == "pain" else what, words))


def _stopped(shown: Shown, _config: CoachConfig, event: _Event) -> Shown:
    return replace(shown, reason=event["reason"])


def _finished(shown: Shown, _config: CoachConfig, _event: _Event) -> Shown:
    return replace(shown, ask=None)


def _nothing(shown: Shown, _config: CoachConfig, _event: _Event) -> Shown:
    return shown


_EVENTS: Final = {
    "phase": _phase,
    "range": _range,
    "hold": _hold,
    "repetition": _repetition,
    "set": _set,
    "rest": _rest,
    "quality": _quality,
    "cue": _cue,
    "ask": _ask,
    "stopped": _stopped,
    "finished": _finished,
}


def _members(event: _Event) -> dict[str, Json]:
    return {name: value for name, value in event.items() if name != "type"}


def _or_nothing(words: Words, id_: str) -> str:
    return words(id_) if has_sentence(id_, words.language) else ""
