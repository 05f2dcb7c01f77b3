"""Which questions are asked on an occasion, and which answers are carried over from earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from coxa.records.screening import Answer, Occasion, Screening
from coxa.tables.care import AskIf, CareTables, Question, care_tables

WEEKS_QUESTION: Final = "surgery_weeks"
_AGAIN: Final[tuple[Occasion, ...]] = ("weekly", "after_stop")
_DAYS_A_WEEK: Final = 7.0

Known = Mapping[str, Answer]
"""Answers by question."""


def questions_for(
    answers: Sequence[Answer],
    occasion: Occasion,
    care: CareTables | None = None,
    earlier: Screening | None = None,
) -> tuple[Question, ...]:
    """Every question that is to be asked, in order, given the answers so far.

    Weekly and after a stop, these are the ones whose answer changes within days; where an answer
    says that something is new, they are all.

    Parameters
    ----------
    answers : (n,)
        Given so far; more of them can bring more questions.
    occasion : str
        Why it is asked.
    care : CareTables, optional
        Tables of care; those of this package.
    earlier : Screening, optional
        The latest one. What it answered and does not change within days is not asked again; what it
        never answered is.
    """
    care = care or care_tables()
    given = {answer.question: answer for answer in answers}
    known = merged(carried_over(given, occasion, earlier, care), given, care)
    is_again = occasion in _AGAIN
    is_all = not is_again or _is_something_new(given, care)
    before = None if earlier is None else {answer.question for answer in earlier.answers}
    due: dict[str, Question] = {}
    for question in care.questions:
        if (question.only_again and not is_again) or not applies(question, known):
            continue
        if is_all or question.is_weekly or _is_missing(question, due, before):
            due[question.id] = question
    return tuple(due.values())


def applies(question: Question, known: Known) -> bool:
    """Whether the answers so far ask for a question."""
    return not question.ask_if or any(
        condition.question in known and _is_met(condition, known[condition.question])
        for condition in question.ask_if
    )


def _is_met(condition: AskIf, answer: Answer) -> bool:
    if answer.number is not None:
        return condition.above is not None and answer.number > condition.above
    return any(code in condition.any_of for code in answer.chosen)


def carried_over(
    given: Known, occasion: Occasion, earlier: Screening | None, care: CareTables
) -> dict[str, Answer]:
    """Earlier answers to the questions that are not asked again."""
    if earlier is None or occasion not in _AGAIN or _is_something_new(given, care):
        return {}
    again = {question.id for question in care.questions if question.is_weekly}
    return {a.question: a for a in earlier.answers if a.question not in again}


def aged(carried: Known, earlier: Screening | None, recorded_at: str) -> Known:
    """Carried answers, with the weeks since an operation counted on to the day of `recorded_at`."""
    weeks = carried.get(WEEKS_QUESTION)
    if earlier is None or weeks is None or weeks.number is None:
        return carried
    days = (datetime.fromisoformat(recorded_at).date() - earlier.moment.date()).days
    return {**carried, WEEKS_QUESTION: replace(weeks, number=weeks.number + days / _DAYS_A_WEEK)}


def merged(carried: Known, given: Known, care: CareTables) -> dict[str, Answer]:
    """Answers in the order of the questions; a carried one that no longer applies is dropped."""
    known: dict[str, Answer] = {}
    for question in care.questions:
        if question.id in given:
            known[question.id] = given[question.id]
        elif question.id in carried and applies(question, known):
            known[question.id] = carried[question.id]
    return known


def _is_missing(question: Question, due: Mapping[str, Question], before: set[str] | None) -> bool:
    """Whether a question whose answer seldom changes must be asked after all.

    `before` are the questions that were answered the last time, None without an earlier time.
    """
    if before is None:
        return any(condition.question in due for condition in question.ask_if)
    return question.id not in before


def _is_something_new(given: Known, care: CareTables) -> bool:
    """Whether an answer says that everything is to be asked again; not sure counts as yes."""
    return any(
        question.only_again and question.id in given and given[question.id].chosen != ("no",)
        for question in care.questions
    )
