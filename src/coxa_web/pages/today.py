"""The page of today, and what the person says of the news for the therapist."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from coxa.records.alert import Alert
from coxa.tables.care import care_tables
from coxa_lab.care.contact import Contact
from coxa_lab.keeping import History
from coxa_lab.report.letter import render_letter
from coxa_web.home import clock
from coxa_web.home.alerts import mark
from coxa_web.home.choices import choices
from coxa_web.home.person import person
from coxa_web.home.tasks import state_of
from coxa_web.home.today import today_facts
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import self_contained, sent_on
from coxa_web.pages.questions import emergency_page


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done today; whoever needs help at once sees only that."""
    care, chosen, own = care_tables(), choices(), person()
    state = state_of(own.history, clock.now(), care)
    if state.access is not None and state.access.urgency is not None:
        return emergency_page(request, own.history, chosen.contact)
    facts = today_facts(own.history, state, chosen, HomeWords(), care)
    return render(request, "coxa/today.html", {"facts": facts, "contact": chosen.contact})


@require_safe
def letter(request: HttpRequest, alert_id: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Letter to the therapist about one alert, to print."""
    history = person().history
    alert = _alert_or_404(history, alert_id)
    page = render_letter(
        (alert,), history.programmes, care_tables(), contact=_line(choices().contact)
    )
    return self_contained(page)


@require_POST
def told(request: HttpRequest, alert_id: str) -> HttpResponse:
    """The person has told the therapist, or the therapist has answered."""
    own = person()
    alert = _alert_or_404(own.history, alert_id)
    is_answered = request.POST.get("step") == "answered"
    mark(own, alert, "answered" if is_answered else "told", clock.now())
    return sent_on("today", told="answered" if is_answered else "told")


def _alert_or_404(history: History, alert_id: str) -> Alert:
    for alert in reversed(history.alerts):
        if alert.id == alert_id:
            return alert
    raise Http404


def _line(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    return ", ".join(part for part in (contact.name, contact.phone) if part)
