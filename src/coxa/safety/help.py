"""Whom to turn to, in the words of a region."""

from __future__ import annotations

from coxa.messages.catalog import DEFAULT_LANGUAGE, sentence
from coxa.records.screening import Urgency
from coxa.tables.care import CareTables


def help_text(
    region: str, urgency: Urgency, care: CareTables, language: str = DEFAULT_LANGUAGE
) -> str:
    """What to do now, with the number to call; TableError for an unknown region."""
    row = care.region(region)
    return sentence(
        f"region.{row.id}.{urgency}",
        language,
        emergency_call=row.emergency_call,
        urgent_call=row.urgent_call,
    )
