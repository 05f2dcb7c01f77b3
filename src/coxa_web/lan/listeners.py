"""One or two servers in one process: this machine by http, the local network by https."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

import uvicorn

from coxa_web.wire import App

LOOPBACK: Final = "127.0.0.1"
HOME_NAMES: Final = (LOOPBACK, "localhost", "[::1]")
"""What this machine calls itself."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_LARGEST_MESSAGE: Final = 1 << 16
_ALIVE_S: Final = 5.0
_OPTIONS: Final[dict[str, Any]] = {
    "log_level": "warning",
    "lifespan": "off",
    "proxy_headers": False,  # nobody stands between: who asks is who is connected
    "server_header": False,
    "ws_max_size": _LARGEST_MESSAGE,
    "ws_per_message_deflate": False,
    "ws_ping_interval": _ALIVE_S,
    "ws_ping_timeout": _ALIVE_S,
    "timeout_graceful_shutdown": 3,
}


class _Server(uvicorn.Server):
    """A server that leaves signals to the one who runs several."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


def opened(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Sockets bound to addresses of this machine, and to nothing else.

    Port 0 takes one that is free, the same at every address.

    Raises
    ------
    OSError
        The port is taken, or an address is not of this machine.
    """
    sockets: list[socket.socket] = []
    try:
        for address in addresses:
            sockets.append(_bound(address, port))
            port = sockets[0].getsockname()[1]
    except OSError:
        for bound in sockets:
            bound.close()
        raise
    return sockets


@dataclass(frozen=True, slots=True)
class Listener:
    """A server and the sockets it listens at."""

    server: uvicorn.Server
    sockets: list[socket.socket]


def home_listener(app: App, sockets: list[socket.socket]) -> Listener:
    """The server for this machine."""
    return Listener(_Server(uvicorn.Config(app, **_OPTIONS)), sockets)


def lan_listener(app: App, sockets: list[socket.socket], pem: Path) -> Listener:
    """The server for the local network; `pem` holds its key and its certificate."""
    return Listener(_Server(uvicorn.Config(app, ssl_certfile=pem, **_OPTIONS)), sockets)


def run(listeners: Sequence[Listener]) -> None:
    """Serve until somebody ends it (Ctrl+C, or the system)."""

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's form
        for listener in listeners:
            listener.server.force_exit = listener.server.should_exit  # asked twice: at once
            listener.server.should_exit = True

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        asyncio.run(_served(listeners))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _served(listeners: Sequence[Listener]) -> None:
    await asyncio.gather(*(each.server.serve(each.sockets) for each in listeners))


def _bound(address: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made
