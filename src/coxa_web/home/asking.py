"""The safety questions a few at a time: what is asked next, what was answered, when it is enough.

An unfinished form is kept as a note, so that a closed window loses nothing. What follows from the
answers is judged elsewhere (`coxa_lab.care.screening`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.screening import Answer, Occasion
from coxa.records.wire import DateTime, decode, encode
from coxa.safety.answers import checked
from coxa.safety.screening import questions_for
from coxa.tables.care import CareTables, Question
from coxa_lab.care.screening import (
    Screened,
    ScreenRequest,
    check_so_far,
    latest_screening,
    needs_help_at_once,
    screen_person,
)
from coxa_lab.keeping import History
from coxa_web.home.person import Person
from coxa_web.records.notes import drop_note, keep_note, note_of

_NOTE: Final = "questions"
_HOLDS: Final = timedelta(hours=24)
"""An unfinished form older than this is not gone on with: things may have changed."""
MOST_AT_ONCE: Final = 3
"""Questions with the same short answers that stand on one page."""

Problem = Literal["missing", "number", "none_with_others"]
"""What is wrong with one answer; the page has a sentence for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Questions on the way: why they are asked, where, and the answers so far.

    `passed` are the questions that were on a page already, answered or left out.
    """

    occasion: Occasion
    region: str
    began_at: DateTime
    answers: tuple[Answer, ...] = ()
    passed: tuple[str, ...] = ()

    def answer(self, question: str) -> Answer | None:
        """Answer to a question, None if there is none."""
        return next((a for a in self.answers if a.question == question), None)

    def is_open(self, question: Question) -> bool:
        """Whether a question must still be asked."""
        is_answered = self.answer(question.id) is not None
        return not is_answered and not (question.is_optional and question.id in self.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Questions that are asked together.

    `before` is the first question of the page before; `asked` counts the questions on the pages
    before, `due` all that are to be asked as far as can be told.
    """

    questions: tuple[Question, ...]
    before: str | None
    asked: int
    due: int


# -------------------------------------------------------------------------------------------- form


def form_of(now: datetime) -> Form | None:
    """The unfinished form; None if there is none, or it is too old."""
    value = note_of(_NOTE)
    if value is None:
        return None
    form = decode(Form, value)
    return form if now - datetime.fromisoformat(form.began_at) < _HOLDS else None


def begin(occasion: Occasion, region: str, now: datetime) -> Form:
    """A new form, in place of an unfinished one."""
    form = Form(occasion=occasion, region=region, began_at=now.isoformat())
    _keep(form)
    return form


def discard() -> None:
    """Forget the unfinished form."""
    drop_note(_NOTE)


def _keep(form: Form) -> None:
    keep_note(_NOTE, encode(form))


# ------------------------------------------------------------------------------------------- asking


def due_questions(form: Form, history: History, care: CareTables) -> tuple[Question, ...]:
    """Every question that is to be asked, given the answers so far."""
    return questions_for(form.answers, form.occasion, care, latest_screening(history))


def pages_of(due: Sequence[Question]) -> tuple[tuple[Question, ...], ...]:
    """Questions page by page: alone, or a few short ones of one section."""
    pages: list[tuple[Question, ...]] = []
    for question in due:
        last = pages[-1] if pages else ()
        if last and _fits(question, last):
            pages[-1] = (*last, question)
        else:
            pages.append((question,))
    return tuple(pages)


def page_at(form: Form, name: str | None, history: History, care: CareTables) -> Page | None:
    """The page with a question; without a name, what waits for its answer first.

    None if there is no such page: everything is answered, or the question is not asked.
    """
    due = due_questions(form, history, care)
    pages = pages_of(due)
    for number, questions in enumerate(pages):
        names = {question.id for question in questions}
        waiting = tuple(filter(form.is_open, questions))
        is_wanted = bool(waiting) if name is None else name in names
        if is_wanted:
            shown = waiting if name is None else questions
            return Page(
                questions=shown,
                before=pages[number - 1][0].id if number else None,
                asked=sum(map(len, pages[:number])) + len(questions) - len(shown),
                due=len(due),
            )
    return None


def page_of(names: frozenset[str], form: Form, history: History, care: CareTables) -> Page:
    """A page with just some of the questions: those whose answers do not fit together."""
    due = due_questions(form, history, care)
    return Page(
        questions=tuple(question for question in due if question.id in names),
        before=None,
        asked=len(form.answers),
        due=len(due),
    )


def _fits(question: Question, page: Sequence[Question]) -> bool:
    """Whether a question may stand on a page: short, of its section, and not about its answers."""
    names = {other.id for other in page}
    return (
        len(page) < MOST_AT_ONCE
        and question.kind == "yes_no"
        and all(other.kind == "yes_no" and other.section == question.section for other in page)
        and not any(condition.question in names for condition in question.ask_if)
    )


# ---------------------------------------------------------------------------------------- answering


def answered(
    form: Form,
    given: Mapping[str, Answer | None],
    history: History,
    care: CareTables,
) -> Form:
    """The form with some answers put in, and kept; None takes one out.

    An answer to a question that is no longer asked with the others is dropped.
    """
    kept = {answer.question: answer for answer in form.answers}
    for name, answer in given.items():
        if answer is None:
            kept.pop(name, None)
        else:
            kept[name] = answer
    made = replace(
        form,
        answers=tuple(kept[q.id] for q in care.questions if q.id in kept),
        passed=tuple(dict.fromkeys((*form.passed, *given))),
    )
    while (asked := _only_asked(made, history, care)) != made:
        made = asked
    _keep(made)
    return made


def _only_asked(form: Form, history: History, care: CareTables) -> Form:
    """The form without answers to what is not asked with the others."""
    asked = {question.id for question in due_questions(form, history, care)}
    return replace(form, answers=tuple(a for a in form.answers if a.question in asked))


def problem_of(question: Question, answer: Answer | None, care: CareTables) -> Problem | None:
    """What is wrong with one answer by itself."""
    if answer is None:
        return None if question.is_optional else "missing"
    try:
        checked([answer], care, DEFAULT_LANGUAGE)
    except RefusedError as error:
        if error.code == "screening_number":
            return "number"
        return "none_with_others" if error.code == "screening_contradiction" else "missing"
    return None


def contradiction(
    form: Form, history: History, now: datetime, care: CareTables
) -> RefusedError | None:
    """Two answers so far that cannot both be true; None if all fit together."""
    request = ScreenRequest(
        answers=form.answers, recorded_at=now.isoformat(), occasion=form.occasion
    )
    try:
        check_so_far(form.answers, request, latest_screening(history), care)
    except RefusedError as error:
        return error
    return None


def is_enough(form: Form, care: CareTables) -> bool:
    """Whether help comes first: no other answer is waited for then."""
    return needs_help_at_once(form.answers, care)


def finish(form: Form, person: Person, now: datetime, care: CareTables) -> Screened:
    """Judge the answers, keep what follows, and forget the form.

    Raises
    ------
    RefusedError
        What `coxa_lab.care.screening.screen_person` raises; the form stays then.
    OutputError
        ``output_unwritable``
    """
    request = ScreenRequest(
        answers=form.answers,
        recorded_at=now.isoformat(),
        occasion=form.occasion,
        region=form.region,
    )
    screened = screen_person(person.store, person.history, request, care)
    discard()
    return screened
