"""Ways to answer a request for a page: filled in, self-contained, or sent on after a form."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SEE_OTHER: Final = 303


def self_contained(page: str) -> HttpResponse:
    """A page of the report, which holds its own style and pictures, under a policy of its own.

    It may show just that, and load nothing.
    """
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(page))
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def sent_on(name: str, *args: str, told: str = "", **query: str) -> HttpResponse:
    """Go on to another page after a form; `told` names the sentence that is said there."""
    values = {key: value for key, value in {**query, "told": told}.items() if value}
    address = reverse(name, args=args) + (f"?{urlencode(values)}" if values else "")
    return HttpResponseRedirect(address, status=_SEE_OTHER)


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
