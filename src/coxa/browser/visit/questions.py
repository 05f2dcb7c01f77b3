"""The safety questions of a visit: which one is due, and what follows once they are answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from coxa.browser.visit.known import Known
from coxa.browser.visit.screens import Choice, Input, Question
from coxa.browser.visit.state import VisitState
from coxa.browser.visit.words import VisitWords
from coxa.messages.catalog import has_sentence
from coxa.records.alert import Alert
from coxa.records.screening import Answer, Occasion, Screening
from coxa.safety.alerts import alert_of_screening
from coxa.safety.asking import applies
from coxa.safety.screening import (
    codes_of,
    is_current,
    questions_for,
    reasons_of,
    screen,
    verdict_of,
)
from coxa.safety.stops import is_painful
from coxa.tables.care import CareTables
from coxa.tables.care import Question as Asked

NEW: Final = "anything_new"
DEFAULT_REGION: Final = "international"
_SKIPPED: Final = "skip"


def occasion_of(known: Known, state: VisitState, care: CareTables) -> Occasion | None:
    """Why safety questions are asked before a session; None where only "anything new" is.

    Anything new, or not being sure of it, is a reason to ask everything again.
    """
    earlier = known.screening
    if earlier is None:
        return "first"
    new = state.answer(NEW)
    if new is not None and new.chosen != ("no",):
        return "changed"
    if _was_stopped_since(known, earlier):
        return "after_stop"
    return None if is_current(earlier, state.day, care) else "weekly"


def questions_due(known: Known, state: VisitState, care: CareTables) -> tuple[Asked, ...]:
    """Every question of this visit so far, in order; the answers can bring more."""
    if state.kind == "test":
        return _locks(known, state, care)
    occasion = occasion_of(known, state, care)
    if occasion is None:
        return tuple(question for question in care.questions if question.id == NEW)
    return questions_for(_given(state, care, occasion), occasion, care, known.screening)


def next_question(known: Known, state: VisitState, care: CareTables) -> Asked | None:
    """The first one that is still open; None also where help is needed at once."""
    if is_emergency(state, care):
        return None
    for question in questions_due(known, state, care):
        if state.answer(question.id) is None:
            return question
    return None


def is_emergency(state: VisitState, care: CareTables) -> bool:
    """Whether an answer of this visit is a sign that needs help at once."""
    _, urgency = verdict_of(reasons_of(state.answers, care))
    return urgency == "emergency"


def screening_of(
    known: Known, state: VisitState, care: CareTables, new_id: str
) -> Screening | None:
    """The screening that the answers of this visit give; None where they are none by themselves.

    Raises
    ------
    RefusedError
        The answers contradict each other, or those of before.
    """
    occasion = occasion_of(known, state, care)
    if is_emergency(state, care):
        occasion = occasion or "changed"
    elif state.kind == "test" or occasion is None:
        return None
    earlier = known.screening
    return screen(
        [answer for answer in _given(state, care, occasion) if answer.chosen != (_SKIPPED,)],
        id=new_id,
        subject=known.subject,
        recorded_at=state.now,
        occasion=occasion,
        region=earlier.region if earlier else DEFAULT_REGION,
        earlier=earlier,
        care=care,
    )


def alert_about(screening: Screening, care: CareTables) -> Alert | None:
    """The news that goes with a screening."""
    return alert_of_screening(screening, new_id=ids_of(screening.id), care=care)


def ids_of(about: str) -> Callable[[], str]:
    """Ids for the alerts about a record: the same record always gives the same ones."""
    numbers = iter(range(1, 1 << 16))
    return lambda: str(uuid.uuid5(uuid.UUID(about), f"alert {next(numbers)}"))


def lock_answers(known: Known, state: VisitState, care: CareTables) -> tuple[Answer, ...]:
    """Answers to the lock questions: of this visit, and lasting ones of before."""
    locks = {question.id: question for question in care.questions if question.is_lock}
    carried = [
        answer
        for answer in (known.screening.answers if known.screening else ())
        if answer.question in locks and not locks[answer.question].is_weekly
    ]
    given = [answer for answer in state.answers if answer.question in locks]
    names = {answer.question for answer in given}
    return (*(answer for answer in carried if answer.question not in names), *given)


def question_screen(known: Known, state: VisitState, care: CareTables, asked: Asked) -> Question:
    """A safety question as it is shown."""
    words = VisitWords()
    due = [question.id for question in questions_due(known, state, care)]
    return replace(
        asked_screen(asked, words),
        place=words.page("place", number=due.index(asked.id) + 1, all=len(due)) if due[1:] else "",
        can_go_back=bool(state.answers),
    )


def asked_screen(asked: Asked, words: VisitWords) -> Question:
    """A safety question with its words and choices."""
    stem = f"screening.{asked.id}"
    return Question(
        name=asked.id,
        title=words.or_code(f"care.section.{asked.section}", asked.section),
        ask=words(f"{stem}.ask"),
        help=words(f"{stem}.help") if has_sentence(f"{stem}.help") else "",
        input=_input_of(asked),
        choices=tuple(
            Choice(
                code=code,
                text=words.page(code)
                if asked.kind == "yes_no"
                else words.capital(words(f"{stem}.choice.{code}")),
            )
            for code in codes_of(asked)
        ),
        minimum=asked.minimum,
        maximum=asked.maximum,
        can_skip=asked.is_optional,
    )


def answered(state: VisitState, name: str, chosen: tuple[str, ...], number: float | None) -> Answer:
    """An answer to a safety question; one that was left out is kept as such for this visit.

    Raises
    ------
    RecordError
        It says nothing, or two things.
    """
    if not chosen and number is None:
        chosen = (_SKIPPED,)
    answer = Answer(question=name, chosen=chosen, number=number)
    answer.check(f"answers[{len(state.answers)}]")
    return answer


# ------------------------------------------------------------------------------------------- parts


def _input_of(asked: Asked) -> Input:
    return asked.kind


def _locks(known: Known, state: VisitState, care: CareTables) -> tuple[Asked, ...]:
    """The lock questions: what changes within days always, the rest where nobody knows it yet."""
    told = {answer.question: answer for answer in lock_answers(known, state, care)}
    given = {answer.question for answer in state.answers}
    return tuple(
        question
        for question in care.questions
        if question.is_lock
        and (question.is_weekly or question.id in given or question.id not in told)
        and applies(question, told)
    )


def _given(state: VisitState, care: CareTables, occasion: Occasion) -> tuple[Answer, ...]:
    """Answers of this visit that belong to the occasion."""
    again = occasion in ("weekly", "after_stop")
    only_again = {question.id for question in care.questions if question.only_again}
    return tuple(a for a in state.answers if again or a.question not in only_again)


def _was_stopped_since(known: Known, earlier: Screening) -> bool:
    return known.occasion == "after_stop" or any(
        session.moment > earlier.moment and any(is_painful(d.stop) for d in session.exercises)
        for session in known.sessions
    )
