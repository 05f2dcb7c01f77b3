"""Phones, coaches and sockets for the tests of the relay: no network, and time as it is said."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Final

from coxa_web.sensor_link.connection import Connection
from coxa_web.sensor_link.hub import Hub
from coxa_web.wire import App, Message, Scope
from tests.house.tree import ROOT

GOLDEN: Final = json.loads(
    (ROOT / "tests" / "golden" / "sensor_link" / "messages.json").read_text(encoding="utf-8")
)
PHONE: Final = "phone-phone-phone"
OTHER_PHONE: Final = "other-other-other"
STREAM: Final = "stream-stream-stream"
RATE_HZ: Final = 60.0


def sample(number: int, begin_s: float = 100.0) -> list[float | None]:
    """A sample of a still phone at `RATE_HZ`, told from its neighbours by its last digits."""
    tremor = (number % 7) * 1e-3
    return [begin_s + number / RATE_HZ, tremor, 9.81, -tremor, tremor, 0.0, -0.25 * tremor]


def hello(phone: str = PHONE, stream: str = STREAM, **others: object) -> dict[str, object]:
    """What a phone says first."""
    return {
        "v": 1,
        "type": "hello",
        "role": "phone",
        "phone": phone,
        "stream": stream,
        "side": "left",
        "system": "other",
        "takes_over": False,
        **others,
    }


def coach_hello(stream: str | None = None, following: int | None = None) -> dict[str, object]:
    """What a coach page says first."""
    return {"v": 1, "type": "hello", "role": "coach", "stream": stream, "next": following}


@dataclass(slots=True)
class Client:
    """One end of a link to a hub, without a socket; keeps what it was told."""

    hub: Hub
    now_s: float = 0.0
    connection: Connection = field(init=False)
    told: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the connection."""
        self.connection = Connection(self.hub, self.now_s)

    def say(self, **message: object) -> None:
        """Say something in the protocol's version."""
        self.raw(json.dumps({"v": 1, **message}))

    def raw(self, text: str | None) -> None:
        """Say anything."""
        self.connection.receive(text, self.now_s)

    def at(self, now_s: float) -> None:
        """Let time come to a moment."""
        self.now_s = now_s
        self.connection.tick(now_s)

    def hear(self) -> list[dict[str, Any]]:
        """What came since the last time."""
        new = [json.loads(text) for text in self.connection.port.taken()]
        self.told += new
        return new

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """Every message of a kind, ever."""
        self.hear()
        return [message for message in self.told if message["type"] == kind]

    @property
    def closed(self) -> str | None:
        """Why it was sent away."""
        return self.connection.port.closed

    def leave(self) -> None:
        """Break off."""
        self.connection.leave()


@dataclass(slots=True)
class Phone(Client):
    """A phone as the page is one: numbers its samples, and sends from where it is asked to."""

    sent: int = 0

    @classmethod
    def joined(cls, hub: Hub, **others: object) -> Phone:
        """A phone that has said hello."""
        phone = cls(hub)
        phone.raw(json.dumps(hello(**others)))  # type: ignore[arg-type]  # passed through
        return phone

    @property
    def turn(self) -> int:
        """The turn it was told last."""
        turn: int = self.heard("from")[-1]["turn"]
        return turn

    def send(self, first: int, end: int, turn: int | None = None) -> None:
        """Samples by their numbers, as many as go into one message."""
        samples = [sample(number) for number in range(first, end)]
        turn = self.turn if turn is None else turn
        self.say(type="samples", turn=turn, first=first, samples=samples)


@dataclass(slots=True)
class Coach(Client):
    """A coach page."""

    @classmethod
    def joined(cls, hub: Hub, stream: str | None = None, following: int | None = None) -> Coach:
        """A coach that has said hello."""
        coach = cls(hub)
        coach.raw(json.dumps(coach_hello(stream, following)))
        return coach

    def numbers(self) -> list[int]:
        """Numbers of all samples that came, in the order in which they came."""
        return [
            number
            for message in self.heard("samples")
            for number in range(message["first"], message["first"] + len(message["samples"]))
        ]


# ----------------------------------------------------------------------------------- as ASGI


def scope_of(
    kind: str,
    path: str,
    *,
    method: str = "GET",
    scheme: str = "https",
    client: str = "192.168.1.20",
    **headers: str,
) -> Scope:
    """A request's scope; ``Host`` and, of sockets, ``Origin`` as a page of the server has them."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    named.setdefault("Host", "192.168.1.5:8443")
    if kind == "websocket":
        named.setdefault("Origin", f"https://{named['Host']}")
    scope: Scope = {
        "type": kind,
        "path": path,
        "scheme": {"https": "wss", "http": "ws"}[scheme] if kind == "websocket" else scheme,
        "client": (client, 50000),
        "headers": [
            (key.lower().encode(), value.encode()) for key, value in named.items() if value
        ],
    }
    if kind == "http":
        scope["method"] = method
    return scope


async def answered(app: App, scope: Scope, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a request."""
    sent: list[Message] = []
    parts = [body[i : i + 1000] for i in range(0, len(body), 1000)] or [b""]

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


class SocketClient:
    """A WebSocket client of an ASGI application."""

    def __init__(self, app: App, scope: Scope) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(_awaited(app, scope, self._to_app.get, self._from_app.put))
        self.told: list[dict[str, Any]] = []

    async def event(self) -> Message:
        """What the application does next."""
        return await asyncio.wait_for(self._from_app.get(), 5.0)

    async def opened(self) -> SocketClient:
        """The same, once it is open."""
        assert (await self.event())["type"] == "websocket.accept"
        return self

    def say(self, message: object) -> None:
        """Send JSON."""
        self._to_app.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    def raw(self, **parts: object) -> None:
        """Send a text or bytes as they are."""
        self._to_app.put_nowait({"type": "websocket.receive", **parts})

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of a kind; others before it are let pass."""
        while True:
            event = await self.event()
            assert event["type"] == "websocket.send", event
            message: dict[str, Any] = json.loads(event["text"])
            self.told.append(message)
            if message["type"] == kind:
                return message

    async def closed(self) -> tuple[int, str]:
        """Code and reason of the end; messages before it are let pass."""
        while (event := await self.event())["type"] != "websocket.close":
            pass
        return event["code"], event.get("reason", "")

    async def leave(self) -> None:
        """Go away, and wait until the application has noticed."""
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self._task, 5.0)


async def _awaited(app: App, *arguments: Any) -> None:  # noqa: ANN401 - passed through
    await app(*arguments)
