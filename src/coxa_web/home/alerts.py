"""News for the therapist that nobody has answered yet, and the person's word that they told it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from coxa.messages.facts import capitalised
from coxa.records.alert import SEVERITIES, Alert, DeliveryState
from coxa.records.plain import plain_to_json
from coxa.safety.alerts import delivery_text, with_delivery
from coxa_lab.keeping import History
from coxa_lab.report.care_words import CareWords
from coxa_web.home.person import Person

Step = Literal["told", "answered"]
"""What the person says: they told it themselves; the therapist has answered."""
BY: Final = "person"
_WAY: Final[dict[Step, tuple[DeliveryState, ...]]] = {
    "told": ("sent", "delivered", "seen"),
    "answered": ("sent", "delivered", "seen", "acknowledged"),
}
_UNTOLD: Final[frozenset[DeliveryState]] = frozenset({"recorded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFact:
    """One alert as a page shows it. `is_told` False: nobody knows of it yet."""

    id: str
    severity: str
    is_grave: bool
    is_told: bool
    when: str
    message: str
    next_step: str
    state: str


def open_alerts(history: History) -> tuple[Alert, ...]:
    """Alerts that nobody has answered, the gravest first, then the latest; each news once."""
    news: dict[tuple[str | None, str, str], Alert] = {}
    for alert in history.alerts:
        key = (alert.about, alert.code, alert.message)
        known = news.get(key)
        if known is None or len(alert.deliveries) > len(known.deliveries):
            news[key] = alert
    waiting = [alert for alert in news.values() if alert.state != "acknowledged"]
    waiting.sort(key=lambda alert: alert.moment, reverse=True)
    return tuple(sorted(waiting, key=lambda alert: -SEVERITIES.index(alert.severity)))


def alert_facts(history: History, words: CareWords) -> tuple[AlertFact, ...]:
    """Open alerts in words."""
    return tuple(_facts(open_alerts(history), words))


def mark(person: Person, alert: Alert, step: Step, now: datetime) -> None:
    """Note that the therapist was told of an alert, or has answered; of its twins too.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    for twin in person.history.alerts:
        if (twin.about, twin.code, twin.message) == (alert.about, alert.code, alert.message):
            made = _moved(twin, step, max(now, datetime.fromisoformat(twin.deliveries[-1].at)))
            if made is not twin:
                person.store.add(plain_to_json(made))


def _moved(alert: Alert, step: Step, now: datetime) -> Alert:
    """The alert with the steps that are still missing on its way; itself if none is."""
    way = _WAY[step]
    passed = way.index(alert.state) + 1 if alert.state in way else 0
    if alert.state == "acknowledged":
        return alert
    for state in way[passed:]:
        alert = with_delivery(alert, state, now.isoformat(timespec="seconds"), BY)
    return alert


def _facts(alerts: tuple[Alert, ...], words: CareWords) -> Iterator[AlertFact]:
    for alert in alerts:
        is_told = alert.state not in _UNTOLD
        day = words.day_of(alert.deliveries[-1].at)
        yield AlertFact(
            id=alert.id,
            severity=capitalised(words(f"home.alert.severity.{alert.severity}")),
            is_grave=alert.severity in ("urgent", "emergency"),
            is_told=is_told,
            when=words("home.alert.when", day=words.day_of(alert.recorded_at), time=_time(alert)),
            message=alert.message,
            next_step=alert.next_step,
            state=words("home.alert.told", day=day) if is_told else delivery_text(alert),
        )


def _time(alert: Alert) -> str:
    return alert.recorded_at[11:16]
