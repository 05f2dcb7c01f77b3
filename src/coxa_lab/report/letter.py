"""A letter to the therapist about what was stopped: one page to print and hand over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.messages.facts import capitalised
from coxa.records.alert import SEVERITIES, Alert, Fact
from coxa.records.programme import Programme
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.template import STYLE, rendered

LETTER_STYLE = "letter.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertBlock:
    """One alert as the letter shows it."""

    severity: str
    is_grave: bool
    when: str
    message: str
    next_step: str
    facts: tuple[tuple[str, str], ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One exercise of the plan in force."""

    name: str
    dose: str
    sides: str


def render_letter(
    alerts: Sequence[Alert],
    programmes: Sequence[Programme],
    care: CareTables,
    *,
    contact: str | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> str:
    """Letter about alerts as one self-contained page, the gravest first.

    Parameters
    ----------
    alerts : (n,)
        At least one.
    programmes : (m,)
        Plans of the person; the latest before the alert is shown.
    care : CareTables
        The tables.
    contact : str or None
        To whom it goes.
    language : str
        Language of the sentences.
    """
    words = CareWords(language)
    ordered = sorted(alerts, key=lambda alert: -SEVERITIES.index(alert.severity))
    first = ordered[0]
    before = [plan for plan in programmes if plan.moment <= first.moment]
    plan = before[-1] if before else None
    return rendered(
        "letter.html",
        language,
        (STYLE, LETTER_STYLE),
        subject=first.subject,
        day=words.day_of(first.recorded_at),
        contact=contact,
        blocks=tuple(_block(words, alert) for alert in ordered),
        rule=plan.pain_rule.reason.message if plan else "",
        plan=tuple(_plan(words, plan, care)) if plan else (),
        note=words("care.letter.note", version=__version__, tables=TABLES_VERSION),
    )


def _block(words: CareWords, alert: Alert) -> AlertBlock:
    last = alert.deliveries[-1]
    return AlertBlock(
        severity=words(f"care.letter.severities.{alert.severity}"),
        is_grave=alert.severity in ("urgent", "emergency"),
        when=f"{words.day_of(alert.recorded_at)}, {alert.recorded_at[11:16]}",
        message=alert.message,
        next_step=alert.next_step,
        facts=tuple((fact_name(words, fact), fact_value(words, fact)) for fact in alert.facts),
        state=words(f"care.letter.states.{last.state}", day=words.day_of(last.at)),
    )


def fact_name(words: CareWords, fact: Fact) -> str:
    """Name of a fact."""
    return capitalised(words.or_code(f"alert.fact.{fact.name}", fact.name))


def fact_value(words: CareWords, fact: Fact) -> str:
    """Value of a fact as a person reads it."""
    if isinstance(fact.value, bool):
        return words("care.yes" if fact.value else "care.no")
    if isinstance(fact.value, float):
        return f"{fact.value:g}"
    return str(fact.value)


def _plan(words: CareWords, plan: Programme, care: CareTables) -> Iterator[PlanLine]:
    for item in plan.items:
        yield PlanLine(
            name=words.exercise(item.exercise),
            dose=words.dose(item.dose),
            sides=words.sides(item, care),
        )
