"""Views: parse, call, render."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coxa_web.core_files import core_zip
from coxa_web.pages.coach_config import coach_config


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done today."""
    return render(request, "coxa/today.html")


@require_safe
def coach(request: HttpRequest) -> HttpResponse:
    """The live coach."""
    return render(request, "coxa/coach.html", {"coach_config": json.dumps(coach_config())})


@require_safe
def core_files(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The clinical core as one file for the browser's Python, under its own hash."""
    content = core_zip()
    if sha256 != content.sha256:
        raise Http404
    response = HttpResponse(content.bytes, content_type="application/zip")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
