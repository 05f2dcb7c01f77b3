"""The plan: shown with its reasons, made, gone on with, printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coxa.errors import RefusedError
from coxa.messages.facts import capitalised
from coxa.tables.care import GOALS, care_tables
from coxa.tables.exercises import Equipment
from coxa_lab.care.pictures import stills_of
from coxa_lab.care.planning import PlanWish, latest_of, plan, plan_next
from coxa_lab.report.plan_page import ContactLine, render_plan
from coxa_web.home import clock
from coxa_web.home.choices import Choices, choices, keep_choices
from coxa_web.home.person import Person, person
from coxa_web.home.planned import planned_facts, shown_plan
from coxa_web.home.tasks import plan_now, state_of
from coxa_web.home.telling import next_here, refusal_here
from coxa_web.home.today import waiting_lines
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import self_contained, sent_on

_REFUSED: Final = 422

Choice = tuple[str, str, bool]
"""A code, its words, and whether it is chosen."""


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The week with all its reasons."""
    own, day = person(), clock.now().date()
    programme = shown_plan(own.history, day)
    if programme is None:
        return sent_on("plan_make")
    words, care = HomeWords(), care_tables()
    facts = planned_facts(programme, own.history, day, words, care)
    resting = tuple(waiting_lines(state_of(own.history, clock.now(), care), words))
    return render(request, "coxa/plan.html", {"facts": facts, "resting": resting})


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The week as a sheet to print."""
    own, now, care = person(), clock.now(), care_tables()
    programme = shown_plan(own.history, now.date())
    if programme is None:
        return sent_on("plan_make")
    contact = choices().contact
    page = render_plan(
        programme,
        care,
        pictures=stills_of(programme.items),
        contact=ContactLine(name=contact.name, phone=contact.phone) if contact else None,
        resting=tuple(waiting_lines(state_of(own.history, now, care), HomeWords())),
    )
    return self_contained(page)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Say what the plan is for and what is at home; make it."""
    own, chosen = person(), choices()
    if request.method != "POST":
        return _form(request, own, chosen, None)
    goals = tuple(goal for goal in GOALS if goal in request.POST.getlist("goals"))
    things = tuple(t for t in get_args(Equipment) if t in request.POST.getlist("equipment"))
    chosen = replace(chosen, goals=goals, equipment=things)
    keep_choices(chosen)
    wish = PlanWish(goals=goals, equipment=things)
    try:
        plan(own.store, own.history, wish, clock.now(), care_tables())
    except RefusedError as error:
        return _form(request, own, chosen, error)
    return sent_on("plan", told="planned")


@require_POST
def following(request: HttpRequest) -> HttpResponse:
    """Make the plan of the week after this one."""
    own = person()
    try:
        plan_next(own.store, own.history, clock.now(), care_tables())
    except RefusedError as error:
        return _form(request, own, choices(), error)
    return sent_on("plan", told="planned_next")


def _form(
    request: HttpRequest, own: Person, chosen: Choices, error: RefusedError | None
) -> HttpResponse:
    """The form, filled in as it was the last time."""
    words, before = HomeWords(), latest_of(own.history.programmes)
    goals = chosen.goals if chosen.goals is not None else (before.goals if before else ())
    things = chosen.equipment
    if things is None:
        things = before.equipment if before else care_tables().home_equipment
    context = {
        "goals": options(words, "goal", GOALS, goals),
        "equipment": options(words, "equipment", get_args(Equipment), things),
        "has_plan": before is not None,
        "is_running": plan_now(own.history, clock.now().date()) is not None,
        "refusal": refusal_here(error) if error else None,
        "next": next_here(error.code) if error else None,
    }
    return render(request, "coxa/plan_make.html", context, status=_REFUSED if error else 200)


def options(
    words: HomeWords, group: str, codes: Sequence[str], chosen: Sequence[str]
) -> tuple[Choice, ...]:
    """Codes with their words, and which are chosen."""
    return tuple((code, capitalised(words.code(group, code)), code in chosen) for code in codes)
