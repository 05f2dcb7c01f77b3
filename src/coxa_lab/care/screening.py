"""The safety questions: which occasion it is, what was answered, what is kept and told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.alert import Alert
from coxa.records.plain import plain_to_json
from coxa.records.screening import Answer, Occasion, Screening
from coxa.safety.alerts import alert_of_screening
from coxa.safety.answers import check_together, checked
from coxa.safety.asking import aged, carried_over, merged
from coxa.safety.screening import reasons_of, screen, verdict_of
from coxa.safety.stops import is_painful
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from coxa_lab.keeping import History
from coxa_lab.store import RecordStore

DEFAULT_REGION: Final = "international"
_CAN_WAIT: Final = ("screening_incomplete", "screening_contradiction")
"""What is wrong with answers and does not hold up an emergency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRequest:
    """What was answered, when, and why it was asked; None takes what the folder suggests."""

    answers: Sequence[Answer]
    recorded_at: str
    occasion: Occasion | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A screening as it lies in the folder, and the alert that goes with it."""

    screening: Screening
    path: Path
    alert: Alert | None
    alert_path: Path | None


def latest_screening(history: History) -> Screening | None:
    """The latest screening of a folder, None if there is none."""
    return history.screenings[-1] if history.screenings else None


def occasion_for(history: History, wanted: Occasion | None = None) -> Occasion:
    """Why the questions are asked: as wanted, else the first time, after a stop, or weekly.

    Without an earlier screening everything is asked, whatever is wanted.
    """
    earlier = latest_screening(history)
    if earlier is None:
        return "first"
    if wanted is not None:
        return wanted
    stopped = (
        session.moment
        for session in history.sessions
        if any(is_painful(done.stop) for done in session.exercises)
    )
    return "after_stop" if any(at > earlier.moment for at in stopped) else "weekly"


def region_for(history: History, wanted: str | None = None) -> str:
    """Region whose telephone numbers are named: as wanted, else as the last time."""
    earlier = latest_screening(history)
    return wanted or (earlier.region if earlier else DEFAULT_REGION)


def screen_person(
    store: RecordStore, history: History, request: ScreenRequest, care: CareTables
) -> Screened:
    """Judge answers and keep them, with an alert where the verdict asks for one.

    Raises
    ------
    RefusedError
        ``screening_nothing``, or what `coxa.safety.screening.screen` raises; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    if not request.answers:
        raise RefusedError("screening_nothing")
    made = _judged(store.subject, history, request, care)
    alert = alert_of_screening(
        made, new_id=ids_of(made.id), earlier=latest_screening(history), care=care
    )
    # The news first: an alert without its screening is safer than a screening nobody hears of.
    alert_path = store.add(plain_to_json(alert)) if alert else None
    return Screened(
        screening=made, path=store.add(plain_to_json(made)), alert=alert, alert_path=alert_path
    )


def check_so_far(
    answers: Sequence[Answer],
    request: ScreenRequest,
    earlier: Screening | None,
    care: CareTables,
) -> None:
    """Refuse answers that cannot all be true, before all of them are given.

    Parameters
    ----------
    answers : (n,)
        Given so far; those of `request` are not looked at.
    request : ScreenRequest
        Its occasion and moment.
    earlier : Screening or None
        The latest one.
    care : CareTables
        The tables.

    Raises
    ------
    RefusedError
        ``screening_contradiction``, or what `coxa.safety.answers.checked` raises.
    """
    occasion = request.occasion or "first"
    given = checked(answers, care, DEFAULT_LANGUAGE)
    carried = carried_over(given, occasion, earlier, care)
    known = merged(aged(carried, earlier, request.recorded_at), given, care)
    check_together(given, known, earlier if carried else None, care, DEFAULT_LANGUAGE)


def questions_at_odds(error: RefusedError, care: CareTables) -> frozenset[str]:
    """Questions whose answers do not fit together, by a ``screening_contradiction``."""
    names = {str(error.values["name"])}
    for row in care.contradictions:
        if row.code == error.values["contradiction"]:
            names |= {row.question, row.other}
    return frozenset(names)


def needs_help_at_once(answers: Sequence[Answer], care: CareTables) -> bool:
    """Whether an answer is a sign that needs help at once: no other is waited for then."""
    return verdict_of(reasons_of(answers, care))[1] == "emergency"


def _judged(subject: str, history: History, request: ScreenRequest, care: CareTables) -> Screening:
    """What follows from the answers. A sign that needs help at once makes the others wait."""
    occasion = occasion_for(history, request.occasion)
    region = region_for(history, request.region)
    head = {"id": str(uuid.uuid4()), "subject": subject, "recorded_at": request.recorded_at}
    try:
        return screen(
            request.answers,
            **head,
            occasion=occasion,
            region=region,
            earlier=latest_screening(history),
            care=care,
        )
    except RefusedError as error:
        reasons = reasons_of(request.answers, care)
        verdict, urgency = verdict_of(reasons)
        if error.code not in _CAN_WAIT or urgency != "emergency":
            raise
    return Screening(
        **head,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        occasion=occasion,
        region=region,
        answers=tuple(request.answers),
        verdict=verdict,
        reasons=reasons,
        urgency=urgency,
    )


def ids_of(about: str) -> Callable[[], str]:
    """Ids for the alerts about a record: the same record always gives the same ones."""
    numbers = iter(range(1, 1 << 16))
    return lambda: str(uuid.uuid5(uuid.UUID(about), f"alert {next(numbers)}"))
