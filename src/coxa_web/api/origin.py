"""Who may send: only pages of this server, told by what a browser says of itself and a header."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

HEADER: Final = "X-Coxa"
_OWN: Final = "same-origin"


def is_own(request: HttpRequest) -> bool:
    """Whether a request that changes something comes from a page of this server.

    The header alone keeps strangers out: another site may not send it without asking first, and is
    never answered. Where the browser says where the page is from, that must be here.
    """
    if request.headers.get(HEADER) != "1":
        return False
    if request.headers.get("Sec-Fetch-Site", _OWN) != _OWN:
        return False
    here = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", here) == here
