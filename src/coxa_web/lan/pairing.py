"""Pairing codes: short, for one use, for ten minutes, and not to be guessed.

A code of six of 31 characters is one of 887 million; whoever guesses has ten tries at it in all,
and five a minute. So it need not be long.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is read for something else: 0 O, 1 I L."""
LENGTH: Final = 6
HOLDS_S: Final = 600.0

_SPACE_S: Final = 60.0
_MOST_BY_ONE: Final = 5
_MOST_BY_ALL: Final = 30
_MOST_AT_A_CODE: Final = 10
_MOST_CLIENTS: Final = 256

Outcome = Literal["paired", "wrong", "stale", "too_many"]
"""``stale``: it was a code of ours, and is used up or too old."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as it is shown, and for how long it holds."""

    code: str
    expires_in_s: float


@dataclass(slots=True)
class _Code:
    text: str
    until_s: float
    wrong: int = 0
    is_open: bool = True


@dataclass(slots=True)
class Pairing:
    """The code of now, and who tried what. Nothing of it is kept on disk.

    Attributes
    ----------
    now_s :
        A clock that never goes back.
    choose :
        One character of a text, not to be foreseen.
    """

    now_s: Callable[[], float] = time.monotonic
    choose: Callable[[str], str] = secrets.choice
    _code: _Code | None = None
    _before: str = ""
    _tries: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _tries_by_all: deque[float] = field(default_factory=deque)

    def shown(self, *, anew: bool = False) -> Shown:
        """The code of now; another one if it is used up or too old, or is asked for `anew`."""
        now_s = self.now_s()
        if anew or self._code is None or not self._is_open(self._code, now_s):
            self._before = "" if self._code is None else self._code.text
            text = "".join(self.choose(ALPHABET) for _ in range(LENGTH))
            self._code = _Code(text, now_s + HOLDS_S)
        return Shown(self._code.text, self._code.until_s - now_s)

    def redeem(self, typed: str, client: str) -> Outcome:
        """Use up the code if it was typed; who typed something else may not do so for ever.

        Parameters
        ----------
        typed :
            As a person types it: small letters, spaces and dashes do no harm.
        client :
            Address of the device that tries.
        """
        now_s = self.now_s()
        own = self._tries_of(client)
        if _is_full(own, _MOST_BY_ONE, now_s) or _is_full(self._tries_by_all, _MOST_BY_ALL, now_s):
            return "too_many"
        code = self._code
        is_right = code is not None and _is_same(typed, code.text)
        if code is not None and is_right and self._is_open(code, now_s):
            code.is_open = False
            return "paired"
        own.append(now_s)
        self._tries_by_all.append(now_s)
        if code is not None and not is_right:
            code.wrong += 1
            code.is_open = code.is_open and code.wrong < _MOST_AT_A_CODE
        is_ours = is_right or (self._before != "" and _is_same(typed, self._before))
        return "stale" if is_ours else "wrong"

    def _is_open(self, code: _Code, now_s: float) -> bool:
        return code.is_open and now_s < code.until_s

    def _tries_of(self, client: str) -> deque[float]:
        """Moments of a client's tries; those who tried long ago are forgotten."""
        own = self._tries.setdefault(client, deque())
        self._tries.move_to_end(client)
        while len(self._tries) > _MOST_CLIENTS:
            self._tries.popitem(last=False)
        return own


def spoken(code: str) -> str:
    """A code as it is read out and typed: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def _is_same(typed: str, code: str) -> bool:
    """Whether somebody typed a code; takes as long whether or not."""
    plain = "".join(typed.upper().split()).replace("-", "")
    return hmac.compare_digest(plain.encode("utf-8"), code.encode("utf-8"))


def _is_full(tries: deque[float], most: int, now_s: float) -> bool:
    """Whether there were as many tries of late as there may be; older ones are let go."""
    while tries and now_s - tries[0] >= _SPACE_S:
        tries.popleft()
    return len(tries) >= most
