"""Noting what was done without the coach."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coxa.records.session import STOP_WORDS
from coxa.tables.care import care_tables
from coxa_lab.care.sessions import Today, log_session, today_of
from coxa_web.home import clock
from coxa_web.home.noting import DONE, KINDS, SCORES, ProblemsError, asked_facts, session_from
from coxa_web.home.person import person
from coxa_web.home.tasks import state_of
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on

_REFUSED: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
def noting(request: HttpRequest) -> HttpResponse:
    """Ask what was done today and how it felt; keep it, with the news that follows."""
    own, now, care = person(), clock.now(), care_tables()
    left = state_of(own.history, now, care).open_exercises
    today = today_of(own.history, now, care)
    today = replace(today, due=tuple(item for item in today.due if item.exercise in left))
    if request.method != "POST":
        return _form(request, today, {}, {})
    fields = {name: str(value) for name, value in request.POST.items()}
    try:
        session = session_from(today, own.store.subject, fields, now, care)
    except ProblemsError as error:
        return _form(request, today, fields, dict(error.problems))
    if session is None:
        return sent_on("today")
    logged = log_session(own.store, own.history, session, now, care)
    return sent_on("today", told="session_stop" if logged.alerts else "session")


def _form(
    request: HttpRequest, today: Today, fields: dict[str, str], problems: dict[str, str]
) -> HttpResponse:
    words = HomeWords()
    told = {name: words(id_) for name, id_ in problems.items()}
    context = {
        "day": words.day(today.day),
        "exercises": asked_facts(today, fields, told, words, care_tables()),
        "pain_before": fields.get("pain_before", ""),
        "pain_after": fields.get("pain_after", ""),
        "problems": told,
        "scale": SCORES,
        "done": tuple((code, words(f"home.noting.done.{code}")) for code in DONE),
        "kinds": tuple((code, words(f"home.noting.kind.{code}")) for code in KINDS),
        "stop_words": tuple((code, words(f"care.session.word.{code}")) for code in STOP_WORDS),
        "rule": today.rule.reason.message,
    }
    return render(request, "coxa/noting.html", context, status=_REFUSED if problems else 200)
