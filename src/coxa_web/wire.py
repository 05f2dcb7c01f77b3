"""ASGI without a framework: its types, headers of a request, short answers, who asks."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from coxa_web.headers import HEADERS

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_ALWAYS: Final = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SECURE: Final = frozenset({"https", "wss"})


class TooLargeError(Exception):
    """A request whose body is larger than it may be."""


def header(scope: Scope, name: str) -> str:
    """A header of a request, all its lines joined; empty if it is not there."""
    wanted = name.lower().encode("ascii")
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == wanted]
    return ("; " if name == "Cookie" else ", ").join(lines)


def own_origin(scope: Scope) -> str:
    """Origin of this server as the one who asks calls it."""
    scheme = "https" if scope["scheme"] in _SECURE else "http"
    return f"{scheme}://{header(scope, 'Host')}"


def is_from_here(scope: Scope) -> bool:
    """Whether no other origin is behind a request, as far as the browser says."""
    if header(scope, "Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return False
    return header(scope, "Origin") in {"", own_origin(scope)}


async def answer(
    send: Send,
    status: int,
    text: str,
    content_type: str = "text/plain; charset=utf-8",
    more: Mapping[str, str] | None = None,
) -> None:
    """A short answer that nobody keeps."""
    body = text.encode("utf-8")
    headers = {
        **_ALWAYS,
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        **(more or {}),
    }
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def answer_json(send: Send, status: int, value: object) -> None:
    """A short answer in JSON."""
    await answer(send, status, json.dumps(value, allow_nan=False), "application/json")


async def body_of(receive: Receive, most_bytes: int) -> bytes:
    """The whole body of a request.

    Raises
    ------
    TooLargeError
        It is larger than it may be.
    ConnectionError
        The one who asked has gone.
    """
    parts: list[bytes] = []
    length, is_more = 0, True
    while is_more:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError
        part = message.get("body", b"")
        length += len(part)
        if length > most_bytes:
            raise TooLargeError
        parts.append(part)
        is_more = message.get("more_body", False)
    return b"".join(parts)
