"""How far another device's clock is from ours: the usual exchange of pings.

A ping leaves at a, is answered with the other's clock, and the answer is here at b: the other's
clock was read between, so that its offset is known to half of b - a. The quickest exchange of the
last ones counts: it had the least to wait.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

_KEPT: Final = 32
_MOST_WAITING: Final = 8
_QUICK: Final = 5
_QUICK_S: Final = 0.1
_STEADY_S: Final = 1.0
_ENOUGH: Final = 3


@dataclass(frozen=True, slots=True)
class Offset:
    """The other's clock less ours, and what it may be wrong by at most (s)."""

    offset_s: float
    error_s: float


@dataclass(slots=True)
class Clock:
    """Pings to one device and what they showed."""

    _number: int = 0
    _waiting: dict[int, float] = field(default_factory=dict)
    _seen: deque[Offset] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _next_s: float = 0.0

    def ping(self, now_s: float) -> int | None:
        """Number of the ping that is to be sent now; None if none is due."""
        if now_s < self._next_s or len(self._waiting) >= _MOST_WAITING:
            self._forget_late(now_s)
            return None
        self._number += 1
        self._waiting[self._number] = now_s
        self._next_s = now_s + (_QUICK_S if self._number <= _QUICK else _STEADY_S)
        return self._number

    def pong(self, ping: int, t_s: float, now_s: float) -> None:
        """An answer: what the other's clock showed. One that was not asked for is left aside."""
        sent_s = self._waiting.pop(ping, None)
        if sent_s is not None:
            half_s = (now_s - sent_s) / 2.0
            self._seen.append(Offset(t_s - (sent_s + half_s), half_s))

    @property
    def offset(self) -> Offset | None:
        """The best that is known; None before a few answers."""
        if len(self._seen) < _ENOUGH:
            return None
        return min(self._seen, key=lambda seen: seen.error_s)

    def _forget_late(self, now_s: float) -> None:
        late = [ping for ping, sent_s in self._waiting.items() if now_s - sent_s > _KEPT]
        for ping in late:
            del self._waiting[ping]


def between(of: Offset, to: Offset) -> Offset:
    """Clock `to` less clock `of`, both known by their offsets from ours."""
    return Offset(to.offset_s - of.offset_s, to.error_s + of.error_s)
