"""The exercises: all of them, one of them, their pictures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coxa.tables.care import care_tables
from coxa_lab.report.exercise_facts import exercise_facts
from coxa_web.home import clock
from coxa_web.home.library import place_of, reasons_of, shelves
from coxa_web.home.person import person
from coxa_web.home.pictures import addresses, picture
from coxa_web.home.tasks import access_now, plan_now
from coxa_web.home.words import HomeWords

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A picture holds its own style, and loads nothing."""


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All exercises, and which of them are open."""
    history, day, care = person().history, clock.now().date(), care_tables()
    found = shelves(access_now(history, day, care), plan_now(history, day), HomeWords(), care)
    return render(request, "coxa/exercises.html", {"shelves": found})


@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    """Everything about one exercise."""
    history, day, care = person().history, clock.now().date(), care_tables()
    if not care.has_exercise(name):
        raise Http404
    words, access, plan = HomeWords(), access_now(history, day, care), plan_now(history, day)
    item = plan.item(name) if plan else None
    side = request.GET.get("side", item.first_side if item else "right")
    side = "left" if side == "left" else "right"
    context = {
        "facts": exercise_facts(care.exercise(name), care),
        "side": side,
        "other_side": "right" if side == "left" else "left",
        "picture": addresses(name, side),
        "alt": words(
            "care.plan.picture", name=words.exercise(name), side=words(f"care.sides.{side}")
        ),
        "place": place_of(name, access, plan),
        "reasons": tuple(reasons_of(name, access)),
        "amount": words.dose(item.dose) if item else "",
    }
    return render(request, "coxa/exercise.html", context)


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponse:
    """A picture; kept for long under an address that names its content."""
    found = picture(name)
    if found is None:
        raise Http404
    response = HttpResponse(found.svg, content_type="image/svg+xml")
    is_named = request.GET.get("v") == found.hash
    kept = "public, max-age=31536000, immutable" if is_named else "no-cache"
    response.headers["Cache-Control"] = kept
    response.headers["Content-Security-Policy"] = _POLICY
    return response
