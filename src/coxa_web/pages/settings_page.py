"""The settings: whom to tell, where, what for, with what, when to be reminded."""

from __future__ import annotations

from typing import Final, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from coxa.errors import RecordError, RefusedError
from coxa.records.refusal import Refusal
from coxa.tables.care import GOALS, care_tables
from coxa.tables.exercises import Equipment
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.care.contact import Contact, checked_contact
from coxa_lab.care.planning import latest_of
from coxa_web.home.choices import Choices, choices, keep_choices
from coxa_web.home.person import person
from coxa_web.home.telling import refusal_here
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on
from coxa_web.pages.plan import options
from coxa_web.pages.questions import regions

_REFUSED: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show what was set, and set it."""
    chosen = choices()
    if request.method != "POST":
        return _form(request, chosen, (_name(chosen), _phone(chosen)), None)
    name, phone = request.POST.get("contact_name", ""), request.POST.get("contact_phone", "")
    try:
        contact = _contact(name, phone)
        keep_choices(_wanted(request, chosen, contact))
    except RefusedError as error:
        return _form(request, chosen, (name, phone), refusal_here(error))
    except RecordError:
        wrong = RefusedError("home_time", value=request.POST.get("remind_from", "")[:20])
        return _form(request, chosen, (name, phone), refusal_here(wrong))
    return sent_on("settings", told="saved")


def _contact(name: str, phone: str) -> Contact | None:
    """The card as it was sent; None if it is empty."""
    return checked_contact(name, phone) if name.strip() or phone.strip() else None


def _wanted(request: HttpRequest, chosen: Choices, contact: Contact | None) -> Choices:
    regions_known = [row.id for row in care_tables().regions]
    region = request.POST.get("region", chosen.region)
    goals, things = request.POST.getlist("goals"), request.POST.getlist("equipment")
    return Choices(
        contact=contact,
        region=region if region in regions_known else chosen.region,
        goals=tuple(goal for goal in GOALS if goal in goals),
        equipment=tuple(thing for thing in get_args(Equipment) if thing in things),
        remind_from=request.POST.get("remind_from", "") or None,
    )


def _form(
    request: HttpRequest, chosen: Choices, card: tuple[str, str], refusal: Refusal | None
) -> HttpResponse:
    words, before = HomeWords(), latest_of(person().history.programmes)
    goals = chosen.goals if chosen.goals is not None else (before.goals if before else ())
    things = chosen.equipment
    if things is None:
        things = before.equipment if before else care_tables().home_equipment
    context = {
        "contact_name": card[0],
        "contact_phone": card[1],
        "regions": regions(chosen.region, words, care_tables()),
        "goals": options(words, "goal", GOALS, goals),
        "equipment": options(words, "equipment", get_args(Equipment), things),
        "remind_from": chosen.remind_from or "",
        "refusal": refusal,
        "subject": person().store.subject,
        "version": __version__,
        "tables": TABLES_VERSION,
    }
    return render(request, "coxa/settings.html", context, status=_REFUSED if refusal else 200)


def _name(chosen: Choices) -> str:
    return chosen.contact.name if chosen.contact else ""


def _phone(chosen: Choices) -> str:
    return chosen.contact.phone if chosen.contact else ""
