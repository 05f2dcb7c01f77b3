"""The morning after a session, and once a week the person's own activities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coxa.errors import RefusedError
from coxa.records.checkin import LONGEST_NAME, MOST_ACTIVITIES
from coxa.tables.care import care_tables
from coxa_lab.care.sessions import log_morning
from coxa_lab.keeping import activity_names, check_in_to, pain_of
from coxa_web.home import clock
from coxa_web.home.person import person
from coxa_web.home.tasks import morning_due
from coxa_web.home.telling import refusal_here
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on

_SCALE: Final = tuple(str(n) for n in range(11))
_REFUSED: Final = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityField:
    """One activity of the form: its name, given or to be given, and its score."""

    number: int
    name: str
    is_known: bool
    score: str


@require_http_methods(["GET", "HEAD", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    """Pain on the morning after a session, and whether it woke the person."""
    own, now, words = person(), clock.now(), HomeWords()
    session = morning_due(own.history, now)
    if session is None:
        return sent_on("checkin")
    pain, night = request.POST.get("pain", ""), request.POST.get("night", "")
    problems = {
        name: words("home.problem.missing")
        for name, value, known in (("pain", pain, _SCALE), ("night", night, ("yes", "no")))
        if request.method == "POST" and value not in known
    }
    if request.method == "POST" and not problems:
        answers = (pain_of(pain), night == "yes")
        made = log_morning(own.store, own.history, answers, now, care_tables())
        return sent_on("today", told="morning_alert" if made.alert else "morning")
    context = {
        "day": words.day(session.moment.date()),
        "scale": _SCALE,
        "pain": pain,
        "night": night,
        "problems": problems,
    }
    return render(request, "coxa/morning.html", context, status=_REFUSED if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def checkin(request: HttpRequest) -> HttpResponse:
    """Pain now, and how well up to three activities of one's own go."""
    own, now = person(), clock.now()
    known = activity_names(own.history)
    refusal = None
    if request.method == "POST":
        named = [(field.name, field.score) for field in _fields(request, known) if field.name]
        try:
            activities = [(name, _whole(score)) for name, score in named]
            said = request.POST.get("pain", "")
            pain = pain_of(said) if said else None
            kept = check_in_to(own.store, now.isoformat(), pain, activities)
        except RefusedError as error:
            refusal = refusal_here(error)
        else:
            return sent_on("today", told="checkin_more" if kept.pain_before else "checkin")
    context = {
        "fields": tuple(_fields(request, known)),
        "scale": _SCALE,
        "pain": request.POST.get("pain", ""),
        "longest": LONGEST_NAME,
        "refusal": refusal,
    }
    return render(request, "coxa/checkin.html", context, status=_REFUSED if refusal else 200)


def _fields(request: HttpRequest, known: tuple[str, ...]) -> list[ActivityField]:
    """Activities of the last time, then free ones, as many as may be."""
    return [
        ActivityField(
            number=number,
            name=request.POST.get(
                f"name-{number}", known[number - 1] if number <= len(known) else ""
            ).strip(),
            is_known=number <= len(known),
            score=request.POST.get(f"score-{number}", ""),
        )
        for number in range(1, MOST_ACTIVITIES + 1)
    ]


def _whole(score: str) -> int:
    """A score as it was sent; one that is missing is refused where it is checked."""
    return int(score) if score in _SCALE else -1
