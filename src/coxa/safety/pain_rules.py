"""Which pain rule holds for somebody on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, sentence
from coxa.records.programme import PainRule, PainRuleName, Reason
from coxa.records.screening import Screening
from coxa.safety.releases import Given
from coxa.tables.care import CareTables, PainFigure


@dataclass(frozen=True, slots=True)
class _Kind:
    """A rule: its name, the id of its sentence, and the figure it stops from."""

    name: PainRuleName
    text: str
    figure: PainFigure


_ANY_PAIN: Final = _Kind("any_pain", "any_pain", "any_pain_rise_from")
_MONITORED: Final = _Kind("monitored", "monitored", "monitored_stop_from")
_FIRST_WEEK: Final = _Kind("monitored", "first_week", "first_week_stop_from")
_SURGERY: Final = _Kind("after_surgery", "after_surgery", "after_surgery_stop_from")
_SURGERY_MONITORED: Final = _Kind(
    "after_surgery", "after_surgery_monitored", "after_surgery_stop_from"
)


def is_first_week(screening: Screening, day: date, care: CareTables) -> bool:
    """Whether a local date lies in the first days after the first screening."""
    days = (day - screening.moment.date()).days
    return screening.occasion == "first" and days < care.pain_figure("first_week_days").value


def pain_rule_of(
    monitoring: Given | None,
    is_after_surgery: bool,
    is_first: bool,
    care: CareTables,
    language: str = DEFAULT_LANGUAGE,
) -> PainRule:
    """Any pain, unless a therapist has released a range; stricter after an operation.

    Parameters
    ----------
    monitoring : Given or None
        Release of pain monitoring, if one is in force.
    is_after_surgery : bool
        Whether the hip was operated on.
    is_first : bool
        Whether this is the first week.
    care : CareTables
        Tables of care.
    language : str
        Language of the reason.
    """
    if is_after_surgery:
        kind = _SURGERY_MONITORED if monitoring else _SURGERY
    elif monitoring is None:
        kind = _ANY_PAIN
    else:
        kind = _FIRST_WEEK if is_first else _MONITORED
    figure = care.pain_figure(kind.figure)
    rise = care.pain_figure("rise_stop_from").value
    values: dict[str, Value] = {"stop_from": figure.value, "rise_from": rise}
    if monitoring is not None:
        release = monitoring.release
        values |= {"given_by": release.given_by, "until": release.until}
    return PainRule(
        name=kind.name,
        stop_from=None if kind is _ANY_PAIN else int(figure.value),
        rise_from=None if monitoring is None else int(rise),
        reason=Reason(
            rule=kind.text,
            message=sentence(f"safety.pain_rule.{kind.text}", language, **values),
            source_id=figure.source_id,
            confidence=figure.confidence,
        ),
    )
