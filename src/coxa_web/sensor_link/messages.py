"""What phone and coach may say to the relay; anything else ends the connection.

In prose: ``docs/protocols/sensor_link.md``. The browser's side is ``sensor-protocol.js``; both pass
``tests/golden/sensor_link/``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal, NoReturn

VERSION: Final = 1
LARGEST_TEXT: Final = 16_384
MOST_SAMPLES: Final = 64
"""In one message: a second's worth of any phone."""
SAMPLE_LENGTH: Final = 7
"""Time, acceleration x y z, rotation rate x y z."""

Side = Literal["left", "right"]
System = Literal["apple", "other"]
Sample = tuple[float, float, float, float, float | None, float | None, float | None]

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{16,40}")
_LATEST_S: Final = 1e8
_MOST_M_S2: Final = 1000.0
_MOST_RAD_S: Final = 200.0
_LARGEST_COUNT: Final = 1 << 40


class MessageError(ValueError):
    """A message that nobody may send; `is_version` where only its version is another."""

    def __init__(self, problem: str, *, is_version: bool = False) -> None:
        super().__init__(problem)
        self.is_version = is_version


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneHello:
    """The first message of a phone.

    Attributes
    ----------
    phone, stream :
        Random names: of the page on this phone, and of what it sends without a break in counting.
    side :
        Leg it is strapped to.
    system :
        ``apple``: its acceleration was turned round (docs/protocols/sensor_files.md).
    takes_over :
        Whether another phone is to be sent away.
    """

    phone: str
    stream: str
    side: Side
    system: System
    takes_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachHello:
    """The first message of a coach page: what it has of which stream, if any."""

    stream: str | None
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatcherHello:
    """The first message of a page that shows how it is with the phone, and takes no samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Samples of a phone, numbered from the beginning of its stream; `turn` as last told."""

    turn: int
    first: int
    samples: tuple[Sample, ...]

    @property
    def end(self) -> int:
        """Number after the last sample."""
        return self.first + len(self.samples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Whether the phone is strapped on, says the person, and to which leg."""

    is_strapped: bool
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Awake:
    """Whether the phone's page is seen; a hidden one gets no motion."""

    is_awake: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Have:
    """The coach has every sample of a stream before this number."""

    stream: str
    next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """Whether the coach uses the samples now."""

    is_measuring: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """Answer to a ping: the clock of the one who answers."""

    ping: int
    t_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bye:
    """The person ends it."""


FromPhone = Samples | Placed | Awake | Pong | Bye
FromCoach = Have | Measuring | Pong
Said = PhoneHello | CoachHello | WatcherHello | FromPhone | FromCoach


def parse(text: str) -> Said:
    """The message in a text.

    Raises
    ------
    MessageError
        It is too long, no JSON, of another version, of no known type, or any of its fields is
        missing, unknown, or not what it has to be.
    """
    if len(text) > LARGEST_TEXT:
        raise MessageError("too long")
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MessageError("no JSON") from error
    if not isinstance(value, dict):
        raise MessageError("no object")
    if type(value.get("v")) is not int or value["v"] != VERSION:
        raise MessageError(f"version {value.get('v')!r}", is_version=True)
    fields = {key: part for key, part in value.items() if key not in {"v", "type"}}
    kind = value.get("type")
    if kind == "hello":
        kind = f"hello {fields.pop('role', None)}"
    if not isinstance(kind, str) or kind not in _KINDS:
        raise MessageError("of no known type")
    return _KINDS[kind](fields)


def _phone_hello(fields: Mapping[str, Any]) -> PhoneHello:
    _only(fields, "phone", "stream", "side", "system", "takes_over")
    if fields["system"] not in ("apple", "other"):
        raise MessageError("system")
    return PhoneHello(
        phone=_name(fields["phone"]),
        stream=_name(fields["stream"]),
        side=_side(fields["side"]),
        system=fields["system"],
        takes_over=_truth(fields["takes_over"]),
    )


def _coach_hello(fields: Mapping[str, Any]) -> CoachHello:
    _only(fields, "stream", "next")
    if (fields["stream"] is None) != (fields["next"] is None):
        raise MessageError("next goes with stream")
    if fields["stream"] is None:
        return CoachHello(stream=None, next=None)
    return CoachHello(stream=_name(fields["stream"]), next=_count(fields["next"]))


def _watcher_hello(fields: Mapping[str, Any]) -> WatcherHello:
    _only(fields)
    return WatcherHello()


def _samples(fields: Mapping[str, Any]) -> Samples:
    _only(fields, "turn", "first", "samples")
    rows = fields["samples"]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_SAMPLES:
        raise MessageError("samples")
    samples = tuple(_sample(row) for row in rows)
    times = [sample[0] for sample in samples]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise MessageError("times do not increase")
    return Samples(turn=_count(fields["turn"]), first=_count(fields["first"]), samples=samples)


def _sample(row: object) -> Sample:
    if not isinstance(row, list) or len(row) != SAMPLE_LENGTH:
        raise MessageError("sample")
    t_s = _number(row[0], 0.0, _LATEST_S)
    x, y, z = (_number(value, -_MOST_M_S2, _MOST_M_S2) for value in row[1:4])
    if row[4:] == [None] * 3:
        return (t_s, x, y, z, None, None, None)
    a, b, c = (_number(value, -_MOST_RAD_S, _MOST_RAD_S) for value in row[4:])
    return (t_s, x, y, z, a, b, c)


def _placed(fields: Mapping[str, Any]) -> Placed:
    _only(fields, "is_strapped", "side")
    return Placed(is_strapped=_truth(fields["is_strapped"]), side=_side(fields["side"]))


def _awake(fields: Mapping[str, Any]) -> Awake:
    _only(fields, "is_awake")
    return Awake(is_awake=_truth(fields["is_awake"]))


def _have(fields: Mapping[str, Any]) -> Have:
    _only(fields, "stream", "next")
    return Have(stream=_name(fields["stream"]), next=_count(fields["next"]))


def _measuring(fields: Mapping[str, Any]) -> Measuring:
    _only(fields, "is_measuring")
    return Measuring(is_measuring=_truth(fields["is_measuring"]))


def _pong(fields: Mapping[str, Any]) -> Pong:
    _only(fields, "ping", "t_s")
    return Pong(ping=_count(fields["ping"]), t_s=_number(fields["t_s"], 0.0, _LATEST_S))


def _bye(fields: Mapping[str, Any]) -> Bye:
    _only(fields)
    return Bye()


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], Said]]] = {
    "hello phone": _phone_hello,
    "hello coach": _coach_hello,
    "hello watcher": _watcher_hello,
    "samples": _samples,
    "placed": _placed,
    "awake": _awake,
    "have": _have,
    "measuring": _measuring,
    "pong": _pong,
    "bye": _bye,
}


def _refuse(name: str) -> NoReturn:
    raise MessageError(f"{name} is not a number")


def _only(fields: Mapping[str, Any], *names: str) -> None:
    if fields.keys() != set(names):
        raise MessageError("fields")


def _name(value: object) -> str:
    if not isinstance(value, str) or _NAME.fullmatch(value) is None:
        raise MessageError("name")
    return value


def _side(value: object) -> Side:
    if value not in ("left", "right"):
        raise MessageError("side")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise MessageError("neither true nor false")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST_COUNT:
        raise MessageError("count")
    return value


def _number(value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MessageError("number")
    number = float(value) if abs(value) <= most else math.inf
    if not least <= number <= most:  # not so for NaN either
        raise MessageError("number")
    return number
