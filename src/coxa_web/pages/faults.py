"""What a person sees when something cannot be done: what it is, and one thing to do next."""

from __future__ import annotations

import logging
from typing import Final

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.records.refusal import Refusal
from coxa_lab.errors import OutputError, PathError
from coxa_web.home.telling import next_here, refusal_here
from coxa_web.records.store import database_path

_REFUSED: Final = 422
_UNAVAILABLE: Final = 503
_LOG: Final = logging.getLogger(__name__)


class FaultsMiddleware(MiddlewareMixin):
    """Turns refusals, and a database that does not answer, into a page."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for errors that can be told; None lets others go on."""
        if isinstance(error, DatabaseError):
            _LOG.error("the database did not answer: %s", error)
            error = OutputError("output_unwritable", database_path())
        if isinstance(error, RefusedError):
            return told(request, refusal_here(error), _REFUSED)
        if isinstance(error, PathError):
            return told(request, refusal_here(error), _UNAVAILABLE)
        return None


def told(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """A page that says what was refused and what to do next."""
    context = {"refusal": refusal, "next": next_here(refusal.code)}
    return render(request, "coxa/fault.html", context, status=status)


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:  # noqa: ARG001 - Django's
    """There is no such page."""
    return _fault(request, "not_found", 404)


def unexpected(request: HttpRequest) -> HttpResponse:
    """A fault of this program."""
    return _fault(request, "unexpected", 500)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """A form that did not come from one of these pages."""
    return _fault(request, "form_expired", 403)


def _fault(request: HttpRequest, code: str, status: int) -> HttpResponse:
    message, step = (sentence(f"home.fault.{code}.{part}") for part in ("message", "next_step"))
    return told(request, Refusal(code=code, message=message, next_step=step), status)
