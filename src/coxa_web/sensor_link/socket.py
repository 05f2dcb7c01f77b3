"""The relay by WebSocket, for phone and coach."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http.request import split_domain_port, validate_host

from coxa_web.sensor_link.connection import Connection
from coxa_web.sensor_link.hub import Hub
from coxa_web.sensor_link.port import CLOSE_CODES
from coxa_web.wire import Receive, Scope, Send, header, own_origin

PATH: Final = "/sensor/link"
_TICK_S: Final = 0.1
_MOST_CONNECTIONS: Final = 16
_REFUSED: Final = 1008
_NORMAL: Final = 1000


def is_own_page(scope: Scope, hosts: Sequence[str]) -> bool:
    """Whether a page of this server asks, under a name that is this server's.

    A browser always says where a page is from that opens a socket or sends something.

    Parameters
    ----------
    scope :
        Of the request.
    hosts :
        Names of this server, as in Django's ``ALLOWED_HOSTS``.
    """
    domain, _ = split_domain_port(header(scope, "Host"))
    if not domain or not validate_host(domain, hosts):
        return False
    return header(scope, "Origin") == own_origin(scope)


@dataclass(slots=True)
class SensorSocket:
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
    _open: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket from its opening to its end."""
        await receive()
        is_welcome = scope["path"] == PATH and is_own_page(scope, self.hosts)
        if not is_welcome or self._open >= _MOST_CONNECTIONS:
            await send({"type": "websocket.close", "code": _REFUSED})
            return
        await send({"type": "websocket.accept"})
        connection = Connection(self.hub, self.now_s())
        self._open += 1
        listening = asyncio.create_task(self._listened(connection, receive))
        try:
            await self._spoken(connection, listening, send)
        finally:
            self._open -= 1
            listening.cancel()
            connection.leave()

    async def _listened(self, connection: Connection, receive: Receive) -> None:
        """Take what comes until the client is gone."""
        while (message := await receive())["type"] == "websocket.receive":
            connection.receive(message.get("text"), self.now_s())

    async def _spoken(
        self, connection: Connection, listening: asyncio.Task[None], send: Send
    ) -> None:
        """Send what waits until the client is gone or is sent away."""
        port = connection.port
        while not listening.done():
            connection.tick(self.now_s())
            for text in port.taken():
                await send({"type": "websocket.send", "text": text})
            if port.closed is not None:
                code = CLOSE_CODES[port.closed]
                await send({"type": "websocket.close", "code": code, "reason": port.closed})
                return
            await port.stirred(_TICK_S)
        listening.result()
