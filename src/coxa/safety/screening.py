"""What follows from the answers to the safety questions.

The rules stand in the tables; nothing here knows a sign or a condition by its name. The same
answers always give the same screening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.screening import (
    VERDICTS,
    Answer,
    Occasion,
    Outcome,
    Screening,
    ScreeningReason,
    Urgency,
    Verdict,
)
from coxa.safety.answers import check_complete, check_together, checked, codes_of
from coxa.safety.asking import aged, carried_over, merged, questions_for
from coxa.safety.words import reason_text
from coxa.tables.care import CareTables, care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

__all__ = [
    "LockVerdict",
    "codes_of",
    "is_current",
    "lock_verdict",
    "questions_for",
    "reasons_of",
    "screen",
    "verdict_of",
]

_VERDICT_OF: Final[dict[Outcome, Verdict]] = {
    "emergency": "seek_care_now",
    "urgent": "seek_care_now",
    "therapist": "ask_therapist",
    "low_load": "low_load",
    "locks": "go",
    "note": "go",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockVerdict:
    """Whether somebody may be guided through the test, from the lock questions alone."""

    is_open: bool
    verdict: Verdict
    urgency: Urgency | None
    reasons: tuple[ScreeningReason, ...]


def screen(  # noqa: PLR0913 - the head of a record, all by name
    answers: Sequence[Answer],
    *,
    id: str,
    subject: str,
    recorded_at: str,
    occasion: Occasion = "first",
    region: str = "international",
    earlier: Screening | None = None,
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Screening:
    """Judge answers.

    A sign that needs help at once is told at once: no other answer is waited for then.

    Parameters
    ----------
    answers : (n,)
        What was answered now. Weekly and after a stop, the rest is carried over from `earlier`; the
        weeks since an operation go on counting.
    id, subject, recorded_at, occasion, region : str
        Head of the record.
    earlier : Screening, optional
        The latest one of the same person.
    care : CareTables, optional
        Tables of care; those of this package, or as a clinic tightened them.
    language : str
        Language of the reasons.

    Raises
    ------
    RefusedError
        ``screening_unknown_question``, ``screening_unknown_answer``, ``screening_number``,
        ``screening_incomplete``, ``screening_contradiction``, ``screening_region`` or
        ``screening_other_person``.
    """
    care = care or care_tables()
    _check_head(subject, region, earlier, care)
    given = checked(answers, care, language)
    carried = carried_over(given, occasion, earlier, care)
    known = merged(aged(carried, earlier, recorded_at), given, care)
    ordered = tuple(known.values())
    reasons = reasons_of(ordered, care, language)
    verdict, urgency = verdict_of(reasons)
    if urgency != "emergency":
        check_together(given, known, earlier if carried else None, care, language)
        due = questions_for(tuple(given.values()), occasion, care, earlier)
        check_complete(due, given, care.questions, known, language)
    return Screening(
        id=id,
        subject=subject,
        recorded_at=recorded_at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        occasion=occasion,
        region=region,
        answers=ordered,
        verdict=verdict,
        reasons=reasons,
        urgency=urgency,
    )


def lock_verdict(
    answers: Sequence[Answer], care: CareTables | None = None, language: str = DEFAULT_LANGUAGE
) -> LockVerdict:
    """Whether the lock questions let somebody be guided through the test.

    Any rule of a lock question that fits closes it, whatever follows for exercise. Answers to other
    questions are left aside.

    Raises
    ------
    RefusedError
        As `screen`.
    """
    care = care or care_tables()
    locks = tuple(question for question in care.questions if question.is_lock)
    names = {question.id for question in locks}
    given = checked([a for a in answers if a.question in names], care, language)
    known = merged({}, given, care)
    reasons = reasons_of(known.values(), care, language)
    verdict, urgency = verdict_of(reasons)
    if urgency != "emergency":
        check_together(given, known, None, care, language)
        check_complete((), given, locks, known, language)
    return LockVerdict(is_open=not reasons, verdict=verdict, urgency=urgency, reasons=reasons)


def reasons_of(
    answers: Iterable[Answer], care: CareTables, language: str = DEFAULT_LANGUAGE
) -> tuple[ScreeningReason, ...]:
    """Every rule that fits an answer, in order; an answer to an unknown question gives none."""
    questions = {question.id: question for question in care.questions}
    return tuple(
        ScreeningReason(
            code=rule.code,
            question=answer.question,
            outcome=rule.outcome,
            message=reason_text(rule, language),
            source_id=rule.source_id,
            confidence=rule.confidence,
            locks=rule.locks,
        )
        for answer in answers
        if answer.question in questions
        for rule in questions[answer.question].rules
        if rule.fits(answer.chosen, answer.number)
    )


def verdict_of(reasons: Iterable[ScreeningReason]) -> tuple[Verdict, Urgency | None]:
    """Gravest of what follows, and how soon where care is to be sought."""
    outcomes = {reason.outcome for reason in reasons}
    verdicts = {_VERDICT_OF[outcome] for outcome in outcomes}
    gravest = [verdict for verdict in VERDICTS if verdict in verdicts]
    if "seek_care_now" in verdicts:
        return "seek_care_now", "emergency" if "emergency" in outcomes else "urgent"
    return gravest[-1] if gravest else "go", None


def is_current(screening: Screening, day: date, care: CareTables | None = None) -> bool:
    """Whether a screening still holds on a local date: for ``screening_days`` from its own."""
    most = (care or care_tables()).plan_figure("screening_days").value
    return 0 <= (day - screening.moment.date()).days <= most


def _check_head(subject: str, region: str, earlier: Screening | None, care: CareTables) -> None:
    regions = [row.id for row in care.regions]
    if region not in regions:
        raise RefusedError("screening_region", name=region, choices=", ".join(regions))
    if earlier is not None and earlier.subject != subject:
        raise RefusedError("screening_other_person")
