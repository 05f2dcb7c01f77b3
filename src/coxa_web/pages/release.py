"""What a therapist allows, entered at the kitchen table: who, what, until when, why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coxa.errors import RefusedError
from coxa.records.refusal import Refusal
from coxa.records.release import ReleaseKind
from coxa.tables.care import care_tables
from coxa_lab.care.releasing import ReleaseWish, give_release
from coxa_web.home import clock
from coxa_web.home.person import person
from coxa_web.home.releasing import ceilings_from, offers
from coxa_web.home.telling import refusal_here
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on

_NAMED: Final[tuple[ReleaseKind, ...]] = (
    "exercise", "condition", "include", "exclude", "resume",
)  # fmt: skip
_ALONE: Final[tuple[ReleaseKind, ...]] = ("guided_test", "pain_monitoring")
_USUAL: Final = timedelta(days=28)
_REFUSED: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest) -> HttpResponse:
    """Show what can be released and what holds; keep a release."""
    refusal = None
    if request.method == "POST":
        own = person()
        try:
            give_release(own.store, own.history, _wish(request), clock.now(), care_tables())
        except RefusedError as error:
            refusal = refusal_here(error)
        else:
            return sent_on("release", told="released")
    return _form(request, refusal)


def _wish(request: HttpRequest) -> ReleaseWish:
    """What the form says.

    Raises
    ------
    RefusedError
        ``home_release_who``: who, why or until when is missing.
    """
    said = {name: request.POST.get(name, "").strip() for name in ("by", "role", "why", "until")}
    try:
        until = date.fromisoformat(said["until"])
    except ValueError:
        raise RefusedError("home_release_who") from None
    if not all(said.values()):
        raise RefusedError("home_release_who")
    return ReleaseWish(
        given_by=said["by"],
        role=said["role"],
        why=said["why"],
        until=until,
        starts=None,
        named={kind: tuple(filter(None, request.POST.getlist(kind))) for kind in _NAMED},
        alone=tuple(kind for kind in _ALONE if request.POST.get(kind) == "yes"),
        ceilings=tuple(ceilings_from({name: str(v) for name, v in request.POST.items()})),
        withdraws=tuple(request.POST.getlist("withdraw")),
    )


def _form(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    day, words = clock.now().date(), HomeWords()
    sent = request.POST
    found = offers(person().history, day, words, care_tables())
    context = {
        "offers": found,
        "groups": tuple(
            (kind, title, tuple((code, text, code in sent.getlist(kind)) for code, text in rows))
            for kind, title, rows in found.groups
        ),
        "angles": tuple((name, text, sent.get(name, "")) for name, text in found.angles),
        "by": sent.get("by", ""),
        "role": sent.get("role", words("home.release.role_usual")),
        "why": sent.get("why", ""),
        "until": sent.get("until", (day + _USUAL).isoformat()),
        "today": day.isoformat(),
        "refusal": refusal,
    }
    return render(request, "coxa/release.html", context, status=_REFUSED if refusal else 200)
