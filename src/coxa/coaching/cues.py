"""Which cue is said, and which is not: priorities, quiet after each, and never over a stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from coxa.coaching.config import CoachConfig
from coxa.coaching.events import Cue, Value
from coxa.messages.catalog import has_sentence
from coxa.tables.coaching import CoachingTables, CueId, CueRow

_MOST_WAITING: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A cue that may be said a little later, until when."""

    cue: CueId
    words: str
    until_s: float
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CueState:
    """What was said last, until when it is quiet, when each cue was said, and what waits.

    What waits is in the order it will be said: the more important first.
    """

    priority: int = 0
    quiet_until_s: float = 0.0
    said_s: dict[str, float] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()


def say(
    coaching: CoachingTables,
    state: CueState,
    t_s: float,
    cue: CueId,
    wording: tuple[str, Mapping[str, Value]],
) -> tuple[CueState, Cue | None]:
    """Say a cue if it is its turn; one that can wait is kept for a moment.

    Parameters
    ----------
    coaching :
        Priorities and times.
    state :
        Start with ``CueState()``.
    t_s :
        Now.
    cue :
        Which.
    wording :
        Id of the sentence, and what it quotes.
    """
    row = coaching.cue(cue)
    words, values = wording
    said_s = state.said_s.get(f"{cue}/{words}")
    if said_s is not None and t_s - said_s < row.repeat_s:
        return state, None
    if t_s < state.quiet_until_s and row.priority <= state.priority:
        return _kept(coaching, state, t_s, row, wording), None
    return _said(state, t_s, row, wording), Cue(cue, row.priority, words, dict(values))


def say_waiting(
    coaching: CoachingTables, state: CueState, t_s: float
) -> tuple[CueState, Cue | None]:
    """What waits longest and weighs most, if it is quiet now; too late, and it is forgotten."""
    if not state.waiting or t_s < min(state.quiet_until_s, *(w.until_s for w in state.waiting)):
        return state, None
    left = tuple(waiting for waiting in state.waiting if t_s < waiting.until_s)
    if not left or t_s < state.quiet_until_s:
        return replace(state, waiting=left), None
    first = left[0]
    state = replace(state, waiting=left[1:])
    return say(coaching, state, t_s, first.cue, (first.words, first.values))


def words_of(config: CoachConfig, name: str) -> str:
    """Id of a coaching sentence in the set the configuration asks for.

    `name` is what follows ``coaching.cue``; a helper's sentences come before those without a
    screen, and both before the plain ones.
    """
    sets = (("helper", config.has_helper), ("audio", config.is_audio_only))
    for group, is_wanted in sets:
        if is_wanted and has_sentence(f"coaching.{group}.{name}", config.language):
            return f"coaching.{group}.{name}"
    return f"coaching.cue.{name}"


def _said(
    state: CueState, t_s: float, row: CueRow, wording: tuple[str, Mapping[str, Value]]
) -> CueState:
    words, _ = wording
    return CueState(
        priority=row.priority,
        quiet_until_s=t_s + row.quiet_s,
        said_s={**state.said_s, f"{row.cue}/{words}": t_s} if row.repeat_s else state.said_s,
        waiting=state.waiting,
    )


def _kept(
    coaching: CoachingTables,
    state: CueState,
    t_s: float,
    row: CueRow,
    wording: tuple[str, Mapping[str, Value]],
) -> CueState:
    """Let a cue wait; the same cue waits once, with its latest words."""
    if not row.waits:
        return state
    words, values = wording
    until_s = t_s + coaching.figure("pending_s")
    new = Waiting(cue=row.cue, words=words, until_s=until_s, values=dict(values))
    others = [waiting for waiting in state.waiting if waiting.cue != row.cue]
    ordered = sorted([*others, new], key=lambda w: -coaching.cue(w.cue).priority)
    return replace(state, waiting=tuple(ordered[:_MOST_WAITING]))
