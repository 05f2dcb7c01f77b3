"""The relay: one phone, one coach, and what goes between them. Knows no socket and no clock.

The phone numbers its samples and keeps the last ten seconds. The relay tells it from which number
to send on (`from`), and under which turn; samples of an earlier turn are let pass. So after any
break, of the phone, of the coach, or because the coach was too slow, they go on where they were.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from coxa_web.sensor_link.clocks import Clock, between
from coxa_web.sensor_link.messages import (
    Awake,
    Bye,
    CoachHello,
    FromCoach,
    FromPhone,
    Have,
    Measuring,
    PhoneHello,
    Placed,
    Pong,
    Samples,
    Side,
    System,
)
from coxa_web.sensor_link.port import ClosedError, Port
from coxa_web.sensor_link.signal import Signal

CoachState = Literal["absent", "idle", "measuring"]
PhoneState = Literal["absent", "connected", "strapped", "lost"]

_SIGNAL_S: Final = 0.5
_CLOCK_MOVED_S: Final = 0.002
_MOST_STREAMS: Final = 8


@dataclass(slots=True, kw_only=True)
class PhoneEnd:
    """A phone that is there."""

    port: Port
    phone: str
    stream: str
    side: Side
    system: System
    is_strapped: bool = False
    is_awake: bool = True
    is_silent: bool = False
    turn: int = 0
    is_behind: bool = False
    """The coach had no room: the samples on the way are let pass until it is asked again."""
    clock: Clock = field(default_factory=Clock)
    signal: Signal

    @property
    def state(self) -> PhoneState:
        """As the coach is told."""
        if self.is_silent or not self.is_awake:
            return "lost"
        return "strapped" if self.is_strapped else "connected"


@dataclass(slots=True)
class CoachEnd:
    """A coach page that is there."""

    port: Port
    is_measuring: bool = False
    clock: Clock = field(default_factory=Clock)


@dataclass(slots=True, eq=False)
class WatcherEnd:
    """A page that shows how it is with the phone."""

    port: Port


@dataclass(slots=True)
class Hub:
    """Who is connected, and how far each stream has come."""

    _phone: PhoneEnd | None = None
    _coach: CoachEnd | None = None
    _watchers: list[WatcherEnd] = field(default_factory=list)
    _next: dict[str, int | None] = field(default_factory=dict)
    """For each stream the number of the sample that the coach is to get next; None: the newest."""
    _lost: dict[str, Any] | None = None
    """The phone that was here last and did not say good-bye, as the coach was told of it."""
    _clock_told: tuple[str, float, float] | None = None
    _signal_s: float = 0.0

    # --------------------------------------------------------------------------- coming and going

    def join_phone(self, hello: PhoneHello, port: Port, now_s: float) -> PhoneEnd:
        """Take in a phone; one that was there and is silent is sent away for it.

        Raises
        ------
        ClosedError
            ``phone_taken``: another one is there, and this one does not take over.
        """
        there = self._phone
        if there is not None:
            is_other = there.phone != hello.phone
            if is_other and there.state != "lost" and not hello.takes_over:
                raise ClosedError("phone_taken")
            there.port.close("replaced")
        self._phone = phone = PhoneEnd(
            port=port,
            phone=hello.phone,
            stream=hello.stream,
            side=hello.side,
            system=hello.system,
            signal=Signal(heard_s=now_s),
        )
        self._lost = None
        self._remember(hello.stream)
        port.tell("welcome", coach=self._coach_state())
        self._ask_from(phone)
        self._tell_phone()
        return phone

    def join_coach(self, hello: CoachHello, port: Port) -> CoachEnd:
        """Take in a coach page; one that was there before is sent away."""
        if self._coach is not None:
            self._coach.port.close("replaced")
        self._coach = coach = CoachEnd(port)
        self._clock_told = None
        port.tell("welcome")
        if hello.stream is not None:
            self._remember(hello.stream)
        for stream in self._next:
            self._next[stream] = hello.next if stream == hello.stream else None
        self._tell_phone()
        self._tell_coach()
        if self._phone is not None:
            self._ask_from(self._phone)
        return coach

    def join_watcher(self, port: Port) -> WatcherEnd:
        """Take in a page that only shows; the coach keeps its samples."""
        self._watchers.append(watcher := WatcherEnd(port))
        port.tell("welcome")
        port.tell("phone", **self._phone_facts())
        return watcher

    def leave(self, end: PhoneEnd | CoachEnd | WatcherEnd) -> None:
        """A connection is gone; whoever took its place stays."""
        if isinstance(end, WatcherEnd):
            self._watchers.remove(end)
            return
        if end is self._phone:
            self._lost = {**self._phone_facts(), "state": "lost"}
            self._phone = None
            self._tell_phone()
        elif end is self._coach:
            self._coach = None
            self._tell_coach()

    # ---------------------------------------------------------------------------- what is said

    def hear_phone(self, end: PhoneEnd, said: FromPhone, now_s: float) -> None:
        """A message of the phone.

        Raises
        ------
        ClosedError
            ``ended``: it said good-bye.
        """
        if isinstance(said, Samples):
            self._take(end, said, now_s)
        elif isinstance(said, Pong):
            end.clock.pong(said.ping, said.t_s, now_s)
        elif isinstance(said, Placed):
            end.is_strapped, end.side = said.is_strapped, said.side
            self._tell_phone()
        elif isinstance(said, Awake):
            end.is_awake = said.is_awake
            self._tell_phone()
        elif isinstance(said, Bye):
            if end is self._phone:
                self._phone = self._lost = None
                self._tell_phone()
            raise ClosedError("ended")

    def hear_coach(self, end: CoachEnd, said: FromCoach, now_s: float) -> None:
        """A message of the coach page."""
        if isinstance(said, Pong):
            end.clock.pong(said.ping, said.t_s, now_s)
        elif isinstance(said, Measuring):
            end.is_measuring = said.is_measuring
            self._tell_coach()
        elif isinstance(said, Have):
            phone = self._phone
            if end is self._coach and phone is not None and phone.stream == said.stream:
                phone.port.tell("have", next=said.next)

    def tick(self, now_s: float) -> None:
        """What time brings: pings, the signal, silence, and room for who was behind."""
        for end in (self._phone, self._coach):
            if end is not None and (ping := end.clock.ping(now_s)) is not None:
                end.port.tell("ping", ping=ping)
        phone = self._phone
        if phone is None:
            return
        is_silent = phone.signal.is_silent(now_s)
        if is_silent != phone.is_silent:
            phone.is_silent = is_silent
            self._signal_s = -math.inf
            self._tell_phone()
        if phone.is_behind and self._coach is not None and self._coach.port.has_room():
            self._ask_from(phone)
        if now_s - self._signal_s >= _SIGNAL_S:
            self._signal_s = now_s
            self._tell_signal(phone, now_s)
        self._tell_clock(phone)

    # ------------------------------------------------------------------------------ the insides

    def _take(self, end: PhoneEnd, said: Samples, now_s: float) -> None:
        """Samples on their way to the coach, each once and in order."""
        end.signal.add(said.samples, now_s)
        coach = self._coach
        if end is not self._phone or coach is None or said.turn != end.turn or end.is_behind:
            return
        following = self._next[end.stream]
        following = said.first if following is None else following
        if said.end <= following:
            return
        begin = max(said.first, following)
        if begin > following:
            coach.port.tell("gap", stream=end.stream, first=following, next=begin)
        samples = said.samples[begin - said.first :]
        if coach.port.offer_samples(stream=end.stream, first=begin, samples=samples):
            self._next[end.stream] = said.end
        else:
            self._next[end.stream] = begin
            end.is_behind = True

    def _ask_from(self, phone: PhoneEnd) -> None:
        """Tell the phone from which sample on the coach needs them."""
        phone.turn += 1
        phone.is_behind = False
        phone.port.tell("from", turn=phone.turn, next=self._next[phone.stream])

    def _remember(self, stream: str) -> None:
        """Keep a stream's number; of streams long gone nothing is kept."""
        self._next.setdefault(stream, None)
        while len(self._next) > _MOST_STREAMS:
            del self._next[next(iter(self._next))]

    def _coach_state(self) -> CoachState:
        if self._coach is None:
            return "absent"
        return "measuring" if self._coach.is_measuring else "idle"

    def _phone_facts(self) -> dict[str, Any]:
        phone = self._phone
        if phone is None:
            absent = {"state": "absent", "side": None, "system": None, "stream": None}
            return absent if self._lost is None else self._lost
        return {
            "state": phone.state,
            "side": phone.side,
            "system": phone.system,
            "stream": phone.stream,
        }

    def _tell_phone(self) -> None:
        """Tell the coach, and who watches, how it is with the phone."""
        facts = self._phone_facts()
        for port in self._showing():
            port.tell("phone", **facts)

    def _showing(self) -> list[Port]:
        """Everybody who shows how it is with the phone."""
        coach = [] if self._coach is None else [self._coach.port]
        return [*coach, *(watcher.port for watcher in self._watchers)]

    def _tell_coach(self) -> None:
        """Tell the phone how it is with the coach."""
        if self._phone is not None:
            self._phone.port.tell("coach", state=self._coach_state())

    def _tell_signal(self, phone: PhoneEnd, now_s: float) -> None:
        reading = phone.signal.read(now_s).to_json()
        for port in (phone.port, *self._showing()):
            port.tell("signal", **reading)

    def _tell_clock(self, phone: PhoneEnd) -> None:
        """Tell the coach how the clocks differ, once it is known and when it has moved."""
        coach = self._coach
        if coach is None or phone.clock.offset is None or coach.clock.offset is None:
            return
        offset = between(phone.clock.offset, coach.clock.offset)
        told = (phone.stream, offset.offset_s, offset.error_s)
        before = self._clock_told
        if before is not None and before[0] == phone.stream:
            moved_s = abs(before[1] - offset.offset_s)
            if moved_s < _CLOCK_MOVED_S and offset.error_s > before[2] / 2.0:
                return
        self._clock_told = told
        coach.port.tell(
            "clock", stream=phone.stream, offset_s=offset.offset_s, error_s=offset.error_s
        )
