"""Views of the coach: pages, service worker, manifest, and the core as one file."""

from __future__ import annotations

import json
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coxa.browser.visit.state import Kind
from coxa_web.coach.files import (
    STATIC,
    coach_config,
    coach_files,
    manifest_text,
    pages,
    version,
)
from coxa_web.coach.words import first_questions, page_sentences
from coxa_web.core_files import core_zip

_ASKED_ANEW: Final = "no-cache"
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@require_safe
def coach(request: HttpRequest) -> HttpResponse:
    """Today's session."""
    return _page(request, "session")


@require_safe
def test(request: HttpRequest) -> HttpResponse:
    """The guided test of both hips."""
    return _page(request, "test")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown instead of a page that needs the server, while there is none."""
    response = render(request, "coxa/coach_offline.html")
    response.headers["Cache-Control"] = _ASKED_ANEW
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The service worker of this version; it stands at the root, for it serves all addresses."""
    told = {
        "version": version(),
        "pages": list(pages()),
        "files": [file.to_json() for file in coach_files()],
    }
    code = (STATIC / "sw.js").read_text(encoding="utf-8")
    text = f"self.COXA = {json.dumps(told)};\n{code}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = _ASKED_ANEW
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The manifest of the web application."""
    response = HttpResponse(manifest_text(), content_type="application/manifest+json")
    response.headers["Cache-Control"] = _ASKED_ANEW
    return response


@require_safe
def core_files(request: HttpRequest, sha256: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The clinical core as one file for the browser's Python, under its own hash."""
    content = core_zip()
    if sha256 != content.sha256:
        raise Http404
    response = HttpResponse(content.bytes, content_type="application/zip")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def _page(request: HttpRequest, kind: Kind) -> HttpResponse:
    """A shell: nothing in it is of the person, so that it may be kept on the device."""
    data = {
        "config": coach_config(),
        "files": [file.to_json() for file in coach_files()],
        "texts": page_sentences(),
        "questions": first_questions(kind),
    }
    title = page_sentences()[f"ui.title_{kind}"]
    response = render(request, "coxa/coach.html", {"data": data, "kind": kind, "title": title})
    response.headers["Cache-Control"] = _ASKED_ANEW
    return response
