"""The safety questions: begin, a few at a time and back again, what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, has_sentence
from coxa.records.screening import Answer, Occasion
from coxa.safety.words import asked_text
from coxa.tables.care import CareTables, Question, care_tables
from coxa_lab.care.contact import Contact
from coxa_lab.care.files import answer_of
from coxa_lab.care.screening import latest_screening, occasion_for, questions_at_odds
from coxa_lab.keeping import History
from coxa_web.home import asking, clock
from coxa_web.home.asking import Form, Page
from coxa_web.home.choices import choices, keep_choices
from coxa_web.home.person import Person, person
from coxa_web.home.screened import screened_facts
from coxa_web.home.telling import refusal_here
from coxa_web.home.words import HomeWords
from coxa_web.pages.answers import sent_on

_YES_NO: Final = ("yes", "no", "unsure")
_SCALE: Final = 10
_SHOWN: Final = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question as the form shows it: `kind` says how it is answered."""

    id: str
    kind: str
    ask: str
    help: str
    choices: tuple[tuple[str, str, bool], ...]
    number: str
    minimum: float | None
    maximum: float | None
    is_optional: bool
    problem: str


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What the questions are for, and where to begin or go on."""
    care, own, now = care_tables(), person(), clock.now()
    form, words = asking.form_of(now), HomeWords()
    latest = latest_screening(own.history)
    occasion = occasion_for(own.history)
    intro = f"home.questions.intro_{occasion}"
    context = {
        "occasion": occasion,
        "intro": words(intro),
        "has_form": form is not None,
        "answered": len(form.answers) if form else 0,
        "regions": regions(choices().region, words, care),
        "latest_day": words.day_of(latest.recorded_at) if latest else "",
    }
    return render(request, "coxa/questions.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin anew; an unfinished form is forgotten."""
    care, own = care_tables(), person()
    wanted: Occasion | None = "changed" if request.POST.get("occasion") == "changed" else None
    region = request.POST.get("region", choices().region)
    if region not in [row.id for row in care.regions]:
        region = choices().region
    if region != choices().region:
        keep_choices(replace(choices(), region=region))  # one place for all that names a number
    asking.begin(occasion_for(own.history, wanted), region, clock.now())
    return sent_on("questions_ask")


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The questions of one page."""
    care, own, now = care_tables(), person(), clock.now()
    form = asking.form_of(now)
    if form is None:
        return sent_on("questions")
    page = asking.page_at(form, request.GET.get("at"), own.history, care)
    if page is None:
        page = asking.page_at(form, None, own.history, care)
    if page is None:
        return _finished(request, form, own, care)
    return _asked(request, form, page, {}, None)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Take the answers of one page, and go on where they lead."""
    care, own, now = care_tables(), person(), clock.now()
    form = asking.form_of(now)
    if form is None:
        return sent_on("questions")
    shown = set(request.POST.getlist(_SHOWN))
    asked = [q for q in asking.due_questions(form, own.history, care) if q.id in shown]
    given = {question.id: _given(request, question) for question in asked}
    problems = {
        question.id: problem
        for question in asked
        if (problem := asking.problem_of(question, given[question.id], care)) is not None
    }
    sound = {name: one for name, one in given.items() if name not in problems}
    form = asking.answered(form, sound, own.history, care)
    if asking.is_enough(form, care):
        return _finished(request, form, own, care)
    if problems:
        page = asking.page_of(frozenset(given), form, own.history, care)
        return _asked(request, form, page, problems, None)
    error = asking.contradiction(form, own.history, now, care)
    if error is not None:
        return _at_odds(request, form, error, own.history, care)
    return sent_on("questions_ask")


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """What followed from the answers given last."""
    own, chosen = person(), choices()
    latest = latest_screening(own.history)
    if latest is None:
        return sent_on("questions")
    if latest.urgency is not None:
        return emergency_page(request, own.history, chosen.contact)
    facts = screened_facts(latest, own.history, HomeWords(), care_tables())
    context = {"facts": facts, "contact": chosen.contact}
    return render(request, "coxa/questions_result.html", context)


def emergency_page(request: HttpRequest, history: History, contact: Contact | None) -> HttpResponse:
    """The page that takes the whole screen: get help, and nothing else."""
    latest = latest_screening(history)
    if latest is None:
        return sent_on("questions")
    facts = screened_facts(latest, history, HomeWords(), care_tables())
    return render(request, "coxa/emergency.html", {"facts": facts, "contact": contact})


# ------------------------------------------------------------------------------------------ finding


def _finished(request: HttpRequest, form: Form, own: Person, care: CareTables) -> HttpResponse:
    """Judge the answers; those that do not fit are asked again."""
    try:
        asking.finish(form, own, clock.now(), care)
    except RefusedError as error:
        if error.code == "screening_contradiction":
            return _at_odds(request, form, error, own.history, care)
        name = str(error.values.get("name", ""))
        page = asking.page_at(form, name, own.history, care)
        if error.code != "screening_incomplete" or page is None:
            raise
        return _asked(request, form, page, {name: "missing"}, None)
    return sent_on("questions_result")


def _at_odds(
    request: HttpRequest, form: Form, error: RefusedError, history: History, care: CareTables
) -> HttpResponse:
    """The questions whose answers do not fit together, both on one page, with what is wrong."""
    names = questions_at_odds(error, care)
    page = asking.page_of(names, form, history, care)
    return _asked(request, form, page, {}, error)


def _given(request: HttpRequest, question: Question) -> Answer | None:
    """Answer to a question as the form brought it; None if there is none that can be read."""
    values = [value for value in request.POST.getlist(question.id) if value.strip()]
    if not values:
        return None
    try:
        if question.kind == "number":
            return answer_of(question, float(values[0].replace(",", ".")))
        return answer_of(question, values if question.kind == "choices" else values[:1])
    except (RefusedError, ValueError):
        return None


# ------------------------------------------------------------------------------------------ showing


def _asked(
    request: HttpRequest,
    form: Form,
    page: Page,
    problems: Mapping[str, str],
    error: RefusedError | None,
) -> HttpResponse:
    """A page of questions, with what is wrong with the answers."""
    words = HomeWords()
    fields = tuple(_field(question, form, problems, words) for question in page.questions)
    told = refusal_here(error) if error is not None else None
    context = {
        "fields": fields,
        "page": page,
        "section": words(f"care.section.{page.questions[0].section}"),
        "step": page.asked + 1,
        "last_step": page.asked + len(page.questions),
        "told": told,
        "problem_count": sum(1 for field in fields if field.problem),
        "shown_name": _SHOWN,
    }
    is_wrong = told is not None or bool(problems)
    return render(request, "coxa/questions_ask.html", context, status=422 if is_wrong else 200)


def _field(question: Question, form: Form, problems: Mapping[str, str], words: HomeWords) -> Field:
    given = form.answer(question.id)
    helped = f"screening.{question.id}.help"
    problem = problems.get(question.id)
    is_scale = question.kind == "number" and question.maximum == _SCALE
    return Field(
        id=question.id,
        kind="scale" if is_scale else question.kind,
        ask=asked_text(question, DEFAULT_LANGUAGE),
        help=words(helped) if has_sentence(helped) else "",
        choices=_choices(question, given, words, is_scale=is_scale),
        number="" if given is None or given.number is None else f"{given.number:g}",
        minimum=question.minimum,
        maximum=question.maximum,
        is_optional=question.is_optional,
        problem="" if problem is None else _problem_text(question, problem, words),
    )


def _choices(
    question: Question, given: Answer | None, words: HomeWords, *, is_scale: bool
) -> tuple[tuple[str, str, bool], ...]:
    """Codes with their words, and whether they are chosen."""
    if is_scale:
        number = None if given is None else given.number
        return tuple((str(n), str(n), number == n) for n in range(_SCALE + 1))
    chosen = () if given is None else given.chosen
    if question.kind == "yes_no":
        return tuple((code, words(f"home.answer.{code}"), code in chosen) for code in _YES_NO)
    stem = f"screening.{question.id}.choice"
    return tuple((code, words(f"{stem}.{code}"), code in chosen) for code in question.choices)


def _problem_text(question: Question, problem: str, words: HomeWords) -> str:
    if problem == "number" or question.kind == "number":
        return words(
            "home.problem.number", minimum=question.minimum or 0, maximum=question.maximum or 0
        )
    name = "missing_yes_no" if problem == "missing" and question.kind == "yes_no" else problem
    return words(f"home.problem.{name}")


def regions(chosen: str, words: HomeWords, care: CareTables) -> tuple[tuple[str, str, bool], ...]:
    """Regions with their names, by name, and which is chosen."""
    rows = [(row.id, words(f"region.{row.id}.name"), row.id == chosen) for row in care.regions]
    return tuple(sorted(rows, key=lambda row: (row[0] == "international", row[1])))
