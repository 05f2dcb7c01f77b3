"""What is on its way to one client: a queue with an end, however slow the client is."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from coxa_web.sensor_link.messages import VERSION

MOST_SAMPLES_WAITING: Final = 64
"""Messages with samples that may wait; then they are not taken any more, and asked for again."""
MOST_WAITING: Final = 256

CLOSE_CODES: Final = {
    "message_invalid": 4400,
    "not_paired": 4401,
    "hello_late": 4408,
    "phone_taken": 4409,
    "replaced": 4410,
    "too_slow": 4413,
    "version_unknown": 4426,
    "too_fast": 4429,
    "ended": 4499,
}
"""Why the relay ends a connection. The phone's page has a sentence for each."""


class ClosedError(Exception):
    """A connection is to be ended, and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Port:
    """Messages that wait to be sent to a client, and whether it is to be sent away."""

    _waiting: deque[str] = field(default_factory=deque)
    _samples_waiting: int = 0
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)
    closed: str | None = None
    """Reason, a key of `CLOSE_CODES`."""

    def tell(self, kind: str, **fields: object) -> None:
        """Put a message into the queue; who does not take so many is sent away."""
        if self.closed is not None:
            return
        if len(self._waiting) >= MOST_WAITING:
            self.close("too_slow")
            return
        self._waiting.append(_text(kind, fields))
        self._stirred.set()

    def offer_samples(self, **fields: object) -> bool:
        """Put samples into the queue; whether there was room."""
        if self.closed is not None or self._samples_waiting >= MOST_SAMPLES_WAITING:
            return False
        self._samples_waiting += 1
        self.tell("samples", **fields)
        return self.closed is None

    def has_room(self) -> bool:
        """Whether at least half of the queue for samples is free again."""
        return self.closed is None and self._samples_waiting <= MOST_SAMPLES_WAITING // 2

    def close(self, reason: str) -> None:
        """End the connection; what waits is not sent any more."""
        if self.closed is None:
            self.closed = reason
            self._waiting.clear()
            self._stirred.set()

    def taken(self) -> list[str]:
        """Everything that waits, which waits no longer."""
        texts = list(self._waiting)
        self._waiting.clear()
        self._samples_waiting = 0
        self._stirred.clear()
        return texts

    async def stirred(self, at_most_s: float) -> None:
        """Wait until there is something to send or to end, but not for ever."""
        try:
            await asyncio.wait_for(self._stirred.wait(), at_most_s)
        except TimeoutError:
            return


def _text(kind: str, fields: dict[str, object]) -> str:
    return json.dumps({"v": VERSION, "type": kind, **fields}, allow_nan=False)
