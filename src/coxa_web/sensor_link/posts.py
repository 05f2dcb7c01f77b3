"""The relay by plain requests, for phones whose browser opens no socket.

Browsers of one maker let a person look at a page whose certificate nobody vouches for, and refuse
its sockets all the same. So a phone may carry its texts in requests, one after the other; what the
relay has for it comes back as the answer.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from coxa_web.sensor_link.connection import Connection
from coxa_web.sensor_link.hub import Hub
from coxa_web.sensor_link.messages import VERSION
from coxa_web.sensor_link.port import CLOSE_CODES
from coxa_web.sensor_link.socket import is_own_page
from coxa_web.wire import (
    Receive,
    Scope,
    Send,
    TooLargeError,
    answer,
    answer_json,
    body_of,
    header,
)

PATH: Final = "/sensor/post"
_LARGEST_BODY: Final = 1 << 16
_MOST_TEXTS: Final = 32
_MOST_CONNECTIONS: Final = 8
_GONE_S: Final = 3.0


@dataclass(slots=True)
class _Carried:
    connection: Connection
    heard_s: float


@dataclass(slots=True)
class SensorPosts:
    """ASGI application for `PATH`.

    Attributes
    ----------
    hub :
        The relay.
    hosts :
        Names of this server.
    now_s :
        A clock that never goes back.
    """

    hub: Hub
    hosts: Sequence[str]
    now_s: Callable[[], float] = time.monotonic
    _carried: dict[str, _Carried] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request with what the phone says; the answer has what it is told."""
        if scope["method"] != "POST":
            await answer(send, 405, "", more={"Allow": "POST"})
            return
        if not is_own_page(scope, self.hosts) or header(scope, "X-Coxa") != "1":
            await answer(send, 403, "Only the phone's page of this server may do that.\n")
            return
        try:
            asked = _asked(await body_of(receive, _LARGEST_BODY))
        except TooLargeError:
            await answer(send, 413, "Too much at once.\n")
        except ConnectionError:
            return
        except ValueError:
            await answer(send, 400, "Not what the phone's page sends.\n")
        else:
            await self._answered(*asked, send)

    def sweep(self) -> None:
        """Let go of phones that have not been heard of for a while."""
        now_s = self.now_s()
        for name, carried in list(self._carried.items()):
            if now_s - carried.heard_s > _GONE_S:
                self._let_go(name)

    async def _answered(self, name: str | None, texts: list[str], send: Send) -> None:
        self.sweep()
        if name is None:
            if len(self._carried) >= _MOST_CONNECTIONS:
                await answer(send, 503, "Too many at once.\n")
                return
            name = secrets.token_urlsafe(16)
            connection = Connection(self.hub, self.now_s(), is_phone_only=True)
            self._carried[name] = _Carried(connection, self.now_s())
        elif name not in self._carried:
            await answer(send, 404, "This connection has ended.\n")
            return
        await answer_json(send, 200, self._exchanged(name, texts))

    def _exchanged(self, name: str, texts: list[str]) -> dict[str, Any]:
        carried = self._carried[name]
        carried.heard_s = self.now_s()
        for text in texts:
            carried.connection.receive(text, self.now_s())
        carried.connection.tick(self.now_s())
        port = carried.connection.port
        told = [json.loads(text) for text in port.taken()]
        closed = None
        if port.closed is not None:
            closed = {"code": CLOSE_CODES[port.closed], "reason": port.closed}
            self._let_go(name)
        return {"v": VERSION, "connection": name, "messages": told, "closed": closed}

    def _let_go(self, name: str) -> None:
        self._carried.pop(name).connection.leave()


def _asked(body: bytes) -> tuple[str | None, list[str]]:
    """Name of the connection (None: a new one) and the texts of a request; ValueError if none."""
    try:
        value = json.loads(body.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(value, dict) or value.keys() != {"v", "connection", "messages"}:
        raise ValueError("fields")
    name, messages = value["connection"], value["messages"]
    if value["v"] != VERSION or not isinstance(name, str | None):
        raise ValueError("connection")
    if not isinstance(messages, list) or len(messages) > _MOST_TEXTS:
        raise ValueError("messages")
    return name, [json.dumps(message) for message in messages]
