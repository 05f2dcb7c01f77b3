"""One connection to the relay, however its texts travel: limits, hello, and who hears what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from coxa_web.sensor_link.hub import CoachEnd, Hub, PhoneEnd, WatcherEnd
from coxa_web.sensor_link.messages import (
    Awake,
    Bye,
    CoachHello,
    Have,
    Measuring,
    MessageError,
    PhoneHello,
    Placed,
    Pong,
    Said,
    Samples,
    WatcherHello,
    parse,
)
from coxa_web.sensor_link.port import ClosedError, Port
from coxa_web.sensor_link.rate import MESSAGES, SAMPLES, Spending

_HELLO_S: Final = 5.0


@dataclass(slots=True)
class Connection:
    """Texts of one client in, its port out.

    Attributes
    ----------
    hub :
        The relay.
    began_s :
        When it was opened.
    is_phone_only :
        Whether only a phone may come this way.
    """

    hub: Hub
    began_s: float
    is_phone_only: bool = False
    port: Port = field(default_factory=Port)
    _end: PhoneEnd | CoachEnd | WatcherEnd | None = None
    _messages: Spending = field(init=False)
    _samples: Spending = field(init=False)

    def __post_init__(self) -> None:
        """Every connection begins with its whole allowance."""
        self._messages = Spending.begun(MESSAGES, self.began_s)
        self._samples = Spending.begun(SAMPLES, self.began_s)

    def receive(self, text: str | None, now_s: float) -> None:
        """One text of the client (None: it was none); what is wrong with it ends the connection."""
        if self.port.closed is not None:
            return
        try:
            self._hear(self._parsed(text, now_s), now_s)
        except ClosedError as error:
            self.port.close(error.reason)

    def tick(self, now_s: float) -> None:
        """What time brings."""
        if self._end is None and now_s - self.began_s > _HELLO_S:
            self.port.close("hello_late")
        self.hub.tick(now_s)

    def leave(self) -> None:
        """The client is gone."""
        if self._end is not None:
            self.hub.leave(self._end)
            self._end = None

    def _parsed(self, text: str | None, now_s: float) -> Said:
        if not self._messages.spend(1.0, now_s):
            raise ClosedError("too_fast")
        try:
            said = parse("" if text is None else text)
        except MessageError as error:
            reason = "version_unknown" if error.is_version else "message_invalid"
            raise ClosedError(reason) from error
        if isinstance(said, Samples) and not self._samples.spend(len(said.samples), now_s):
            raise ClosedError("too_fast")
        return said

    def _hear(self, said: Said, now_s: float) -> None:
        end = self._end
        if end is None:
            self._begin(said, now_s)
        elif isinstance(end, PhoneEnd) and isinstance(said, Samples | Placed | Awake | Pong | Bye):
            self.hub.hear_phone(end, said, now_s)
        elif isinstance(end, CoachEnd) and isinstance(said, Have | Measuring | Pong):
            self.hub.hear_coach(end, said, now_s)
        else:
            raise ClosedError("message_invalid")

    def _begin(self, said: Said, now_s: float) -> None:
        if isinstance(said, PhoneHello):
            self._end = self.hub.join_phone(said, self.port, now_s)
        elif isinstance(said, CoachHello) and not self.is_phone_only:
            self._end = self.hub.join_coach(said, self.port)
        elif isinstance(said, WatcherHello) and not self.is_phone_only:
            self._end = self.hub.join_watcher(self.port)
        else:
            raise ClosedError("message_invalid")
