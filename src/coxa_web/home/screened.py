"""What followed from the safety questions, in the order a person must know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from coxa.records.screening import Outcome, Screening, ScreeningReason, Urgency, Verdict
from coxa.safety.words import help_text
from coxa.tables.care import CareTables
from coxa_lab.keeping import History
from coxa_web.home.alerts import AlertFact, alert_facts
from coxa_web.home.words import HomeWords

_GRAVEST_FIRST: Final[tuple[Outcome, ...]] = (
    "emergency", "urgent", "therapist", "low_load", "locks", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedFacts:
    """The result on a page.

    Attributes
    ----------
    call :
        Number to call, empty where the region has no common one.
    help :
        What to do now, in the words of the region.
    signs :
        Answers behind an urgent result; `reasons` are what else follows.
    """

    verdict: Verdict
    urgency: Urgency | None
    title: str
    do_now: str
    help: str
    call: str
    check: str
    signs: tuple[str, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    closed: str
    day: str
    again: str
    is_measured: bool
    alerts: tuple[AlertFact, ...]


def screened_facts(
    screening: Screening, history: History, words: HomeWords, care: CareTables
) -> ScreenedFacts:
    """All facts of a result.

    Parameters
    ----------
    screening :
        The record.
    history :
        The person's records, for the alert that goes with it.
    words :
        The language.
    care :
        The tables, for whom to call where.
    """
    ordered = sorted(screening.reasons, key=lambda r: _GRAVEST_FIRST.index(r.outcome))
    urgent = [r for r in ordered if r.outcome in ("emergency", "urgent")]
    told = [r for r in ordered if r.outcome not in ("note", "emergency", "urgent")]
    region = care.region(screening.region)
    urgency = screening.urgency
    calls = {"emergency": region.emergency_call, "urgent": region.urgent_call}
    days = timedelta(days=care.plan_figure("screening_days").value)
    about = frozenset(a.id for a in history.alerts if a.about == screening.id)
    features = tuple(dict.fromkeys(name for reason in told for name in reason.locks))
    return ScreenedFacts(
        verdict=screening.verdict,
        urgency=urgency,
        title=words(f"care.verdict.{screening.verdict}"),
        do_now=words(f"care.screen.do.{urgency or screening.verdict}"),
        help=help_text(screening.region, urgency, care) if urgency else "",
        call=calls[urgency] if urgency else "",
        check=words("region.check"),
        signs=_messages(urgent),
        reasons=_messages(told),
        notes=_messages([r for r in ordered if r.outcome == "note"]),
        closed=words.listed("care.feature", features),
        day=words.day_of(screening.recorded_at),
        again=words.day((screening.moment + days).date()),
        is_measured=any(record.position == "seated" for record in history.assessments),
        alerts=tuple(fact for fact in alert_facts(history, words) if fact.id in about),
    )


def _messages(reasons: list[ScreeningReason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.message for reason in reasons))
