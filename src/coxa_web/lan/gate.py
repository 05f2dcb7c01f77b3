"""The gate of the local network: every request by https passes it before anything else sees it.

Let through: a host of ours, no other origin behind it, and a paired device. Who is not paired gets
the page where a code is typed, with the few files it is made of, and nothing more.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, Final

from django.http.request import split_domain_port

from coxa_web.lan.state import PAIR_PATH, Lan
from coxa_web.wire import App, Receive, Scope, Send, answer, header, is_from_here

PAIRED_KEY: Final = "coxa.paired"
OPEN_PATHS: Final = frozenset(
    {
        PAIR_PATH,
        "/static/coxa/icon.svg",
        "/static/coxa/sensor.css",
        "/static/coxa/sensor-pair.js",
        "/static/coxa/page.js",
    }
)
"""What a device sees that is not paired."""
_UNKNOWN: Final = (400, "This server is not known by that name.\n")
NOT_PAIRED: Final = 4401
"""Close code of a socket whose device is not paired."""


def gate(app: App, lan: Lan) -> App:
    """The application behind the gate."""

    async def passed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await app(scope, receive, send)
            return
        refused = _refused(scope, lan)
        if refused is not None:
            await _refuse(scope, receive, send, *refused)
            return
        is_paired = lan.devices.is_paired(header(scope, "Cookie"))
        scope[PAIRED_KEY] = is_paired
        if is_paired and scope["type"] == "websocket":
            await _while_paired(app, lan, (scope, receive, send))
        elif is_paired or (scope["type"] == "http" and scope["path"] in OPEN_PATHS):
            await app(scope, receive, send)
        else:
            await _ask_to_pair(scope, receive, send)

    return passed


def only_named(app: App, names: Sequence[str]) -> App:
    """The application for those who call the server by one of its names, at whatever port.

    A page elsewhere whose name was made to point here brings its own name along, and is refused.
    """

    async def passed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            domain, _ = split_domain_port(header(scope, "Host"))
            if domain not in names:
                await _refuse(scope, receive, send, *_UNKNOWN)
                return
        await app(scope, receive, send)

    return passed


async def _while_paired(app: App, lan: Lan, socket: tuple[Scope, Receive, Send]) -> None:
    """The application for a socket, until its device is forgotten."""
    scope, receive, send = socket
    is_ended = False

    async def heard() -> MutableMapping[str, Any]:
        nonlocal is_ended
        event = await receive()
        if event["type"] != "websocket.receive" or lan.devices.is_paired(header(scope, "Cookie")):
            return event
        is_ended = True
        await send({"type": "websocket.close", "code": NOT_PAIRED, "reason": "not_paired"})
        return {"type": "websocket.disconnect", "code": NOT_PAIRED}

    async def said(event: MutableMapping[str, Any]) -> None:
        if not is_ended:
            await send(event)

    await app(scope, heard, said)


def _refused(scope: Scope, lan: Lan) -> tuple[int, str] | None:
    """Status and words for who is turned away whatever is known of the device."""
    if header(scope, "Host") not in lan.hosts:
        return _UNKNOWN
    if not is_from_here(scope) and not _is_opened(scope):
        return 403, "Another page may not ask this server for anything.\n"
    return None


def _is_opened(scope: Scope) -> bool:
    """Whether a person opens a page here, by a link that stands elsewhere."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and header(scope, "Sec-Fetch-Mode") == "navigate"
        and header(scope, "Sec-Fetch-Dest") == "document"
        and not header(scope, "Origin")
    )


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before it opens: status 403
    else:
        await answer(send, status, words)


async def _ask_to_pair(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})  # a page is told the code only of an open socket
        await send({"type": "websocket.close", "code": NOT_PAIRED, "reason": "not_paired"})
    elif scope["method"] == "GET" and "text/html" in header(scope, "Accept"):
        await answer(send, 303, "", more={"Location": PAIR_PATH})
    else:
        await answer(send, 401, "Pair this device first.\n")
