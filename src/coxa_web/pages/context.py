"""What every page knows: which one it is, and whether the person is made up."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest

from coxa_web.home.person import DEMO_SUBJECT, subject


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Values for the frame of all pages; it stands even where the database does not answer."""
    match = request.resolver_match
    return {"here": match.url_name if match else "", "is_demo": _is_demo()}


def _is_demo() -> bool:
    try:
        return subject() == DEMO_SUBJECT
    except (DatabaseError, ValueError):
        return False
