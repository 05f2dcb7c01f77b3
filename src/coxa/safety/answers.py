"""Which answers are sound: each by itself, all together, and none missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import sentence
from coxa.records.screening import Answer, Screening
from coxa.safety.asking import Known, applies
from coxa.safety.words import asked_text
from coxa.tables.care import CareTables, Question

_NONE: Final = "none"


def codes_of(question: Question) -> tuple[str, ...]:
    """Answers a question may have; none for one that asks for a number."""
    return ("yes", "no", "unsure") if question.kind == "yes_no" else question.choices


def checked(answers: Sequence[Answer], care: CareTables, language: str) -> dict[str, Answer]:
    """Answers by question, each sound by itself.

    Raises
    ------
    RefusedError
        ``screening_unknown_question``, ``screening_unknown_answer``, ``screening_number``,
        ``screening_incomplete`` or ``screening_contradiction``.
    """
    questions = {question.id: question for question in care.questions}
    given: dict[str, Answer] = {}
    for answer in answers:
        question = questions.get(answer.question)
        if question is None:
            raise RefusedError("screening_unknown_question", name=answer.question)
        if question.id in given:
            raise _contradiction("answered_twice", question, language)
        if question.kind == "number":
            _check_number(answer, question, language)
            given[question.id] = answer
        else:
            given[question.id] = _with_codes(answer, question, language)
    return given


def check_together(
    given: Known,
    known: Known,
    earlier: Screening | None,
    care: CareTables,
    language: str,
) -> None:
    """Refuse answers that cannot all be true.

    Parameters
    ----------
    given : dict
        What was answered now.
    known : dict
        That, and what was carried over.
    earlier : Screening or None
        The latest screening, where answers were carried over from it.
    care : CareTables
        Tables of care.
    language : str
        Language of the sentences.

    Raises
    ------
    RefusedError
        ``screening_contradiction``
    """
    questions = {question.id: question for question in care.questions}
    for name, answer in given.items():
        if not applies(questions[name], known):
            raise _contradiction("not_asked", questions[name], language)
        if earlier is not None and questions[name].is_lasting:
            _check_lasting(answer, questions[name], earlier, language)
    for row in care.contradictions:
        if _has_any(known, row.question, row.any_of) and _has_any(
            known, row.other, row.other_any_of
        ):
            raise _contradiction(row.code, questions[row.question], language)


def check_complete(
    asked: Sequence[Question],
    given: Known,
    needed: Sequence[Question],
    known: Known,
    language: str,
) -> None:
    """Refuse if a question has no answer that must have one.

    Parameters
    ----------
    asked : (n,)
        Questions that must be answered now.
    given : dict
        What was answered now.
    needed : (m,)
        Questions that must have an answer, from now or from earlier, if they apply.
    known : dict
        All answers.
    language : str
        Language of the sentences.

    Raises
    ------
    RefusedError
        ``screening_incomplete``
    """
    missing = [q for q in asked if q.id not in given]
    missing += [q for q in needed if not q.only_again and q.id not in known and applies(q, known)]
    for question in missing:
        if not question.is_optional:
            raise _incomplete(question, language)


def _check_number(answer: Answer, question: Question, language: str) -> None:
    least = -math.inf if question.minimum is None else question.minimum
    most = math.inf if question.maximum is None else question.maximum
    number = answer.number
    if answer.chosen or number is None or not least <= number <= most:
        raise RefusedError(
            "screening_number",
            value=", ".join(answer.chosen) if number is None else f"{number:g}",
            minimum=least,
            maximum=most,
            question=asked_text(question, language),
        )


def _with_codes(answer: Answer, question: Question, language: str) -> Answer:
    """The answer, each code once."""
    chosen = tuple(dict.fromkeys(answer.chosen))
    if answer.number is not None:
        raise _unknown_answer(f"{answer.number:g}", question, language)
    for code in chosen:
        if code not in codes_of(question):
            raise _unknown_answer(code, question, language)
    if not chosen:
        raise _incomplete(question, language)
    if len(chosen) > 1 and question.kind != "choices":
        raise _contradiction("two_answers", question, language)
    if len(chosen) > 1 and _NONE in chosen:
        raise _contradiction("none_with_others", question, language)
    return replace(answer, chosen=chosen)


def _check_lasting(answer: Answer, question: Question, earlier: Screening, language: str) -> None:
    if "yes" in earlier.chosen(question.id) and answer.chosen != ("yes",):
        raise _contradiction("no_longer", question, language)


def _has_any(known: Known, name: str, codes: tuple[str, ...]) -> bool:
    return name in known and any(code in codes for code in known[name].chosen)


def _contradiction(code: str, question: Question, language: str) -> RefusedError:
    asked = asked_text(question, language)
    problem = sentence(f"screening.contradiction.{code}", language, question=asked)
    return RefusedError(
        "screening_contradiction", contradiction=code, name=question.id, problem=problem
    )


def _unknown_answer(value: str, question: Question, language: str) -> RefusedError:
    choices, asked = ", ".join(codes_of(question)), asked_text(question, language)
    return RefusedError("screening_unknown_answer", value=value, choices=choices, question=asked)


def _incomplete(question: Question, language: str) -> RefusedError:
    asked = asked_text(question, language)
    return RefusedError("screening_incomplete", name=question.id, question=asked)
