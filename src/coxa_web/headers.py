"""Headers beside the content policy: isolation, which the networks' threads need; permissions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, Final

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware

HEADERS: Final = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), accelerometer=(self), gyroscope=(self), screen-wake-lock=(self), "
        "microphone=(), geolocation=(), payment=(), usb=()"
    ),
}
_PART: Final = 1 << 18

Respond = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@async_only_middleware
def isolation(respond: Respond) -> Respond:
    """Put `HEADERS` on every response, static files included; stands first, so that it sees all."""

    async def responded(request: HttpRequest) -> HttpResponseBase:
        response = await respond(request)
        if isinstance(response, FileResponse):
            response.streaming_content = _parts(response.file_to_stream)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return responded


async def _parts(file: IO[bytes] | None) -> AsyncIterator[bytes]:
    """A file in large parts, read beside the loop; nothing where there is none ("not modified").

    Left to itself Django reads a file whole, and warns.
    """
    while file is not None and (part := await asyncio.to_thread(file.read, _PART)):
        yield part
