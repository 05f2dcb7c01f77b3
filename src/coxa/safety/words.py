"""Sentences for rows of the tables. A clinic's own row may have none and speaks for itself."""

from __future__ import annotations

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, has_sentence, sentence
from coxa.records.screening import Urgency
from coxa.tables.care import AnswerRule, CareTables, ConditionGate, Question

_ANY_REGION = "international"


def said(id: str, otherwise: str, language: str = DEFAULT_LANGUAGE, **values: Value) -> str:
    """One sentence, or what stands in its place where the catalogue has none."""
    return sentence(id, language, **values) if has_sentence(id, language) else otherwise


def asked_text(question: Question, language: str) -> str:
    """A question as it is asked."""
    return said(f"screening.{question.id}.ask", plain(question.id), language)


def reason_text(rule: AnswerRule, language: str) -> str:
    """What follows from an answer, told to the person."""
    return said(f"screening.reason.{rule.code}", rule.reason, language)


def condition_name(condition: str, language: str) -> str:
    """A condition as it is named in a sentence."""
    return said(f"condition.{condition}.name", plain(condition), language)


def minded_text(row: ConditionGate, language: str) -> str:
    """What is left out with a condition, and why."""
    return said(f"condition.{row.condition}.mind", row.reason, language)


def help_text(
    region: str, urgency: Urgency, care: CareTables, language: str = DEFAULT_LANGUAGE
) -> str:
    """What to do now, with the number to call; TableError for an unknown region."""
    row = care.region(region)
    calls: dict[str, Value] = {
        "emergency_call": row.emergency_call,
        "urgent_call": row.urgent_call,
    }
    anywhere = sentence(f"region.{_ANY_REGION}.{urgency}", language, **calls)
    return said(f"region.{row.id}.{urgency}", anywhere, language, **calls)


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")
