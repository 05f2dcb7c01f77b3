"""A record that a person's own device made: kept as it came, with the alerts that follow from it.

A device may send the same record many times and in any order; what follows is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from coxa.errors import RecordError, RefusedError
from coxa.records import alert, assessment, checkin, screening, session
from coxa.records.alert import Alert
from coxa.records.assessment import Assessment
from coxa.records.checkin import CheckIn
from coxa.records.codec import assessment_from_json, schema_of
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.programme import PainRule
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.safety.alerts import alert_of_morning, alert_of_screening, alerts_of_session
from coxa.safety.pain_rules import pain_rule_of
from coxa.tables.care import CareTables
from coxa_lab.care.screening import ids_of
from coxa_lab.care.sessions import rule_at
from coxa_lab.keeping import History
from coxa_lab.store import RecordStore

Json = dict[str, Any]
"""A record as a JSON object."""
_Made = Alert | Assessment | CheckIn | Screening | Session


def _plain(cls: type[_Made]) -> Callable[[Json], _Made]:
    return lambda value: plain_from_json(cls, value)


_READ: Final[dict[str, Callable[[Json], _Made]]] = {
    alert.SCHEMA: _plain(Alert),
    assessment.SCHEMA: assessment_from_json,
    checkin.SCHEMA: _plain(CheckIn),
    screening.SCHEMA: _plain(Screening),
    session.SCHEMA: _plain(Session),
}
"""What a person's device makes, and how it is read."""


@dataclass(frozen=True, slots=True)
class Received:
    """A record as it was understood, and the alerts that were made for it now."""

    record: _Made
    alerts: tuple[Alert, ...]


def read_made(value: object) -> _Made:
    """Record of a person's device from a JSON value.

    Raises
    ------
    RefusedError
        ``not_a_record``, or ``received_kind``: a device makes no such record.
    """
    schema = schema_of(value)
    if schema is None or not isinstance(value, dict):
        raise RefusedError("not_a_record", name="record", problem="no schema")
    if schema not in _READ:
        raise RefusedError("received_kind", schema=schema, choices=", ".join(_READ))
    try:
        return _READ[schema](value)
    except RecordError as error:
        raise RefusedError("not_a_record", name="record", problem=str(error)) from error


def receive(store: RecordStore, history: History, value: Json, care: CareTables) -> Received:
    """Keep a record as it came, and the alerts that follow from it before it.

    Parameters
    ----------
    store, history :
        The person's records.
    value : dict
        The record as a JSON object; it is kept as it stands.
    care : CareTables
        The tables.

    Raises
    ------
    RefusedError
        What `read_made` raises, ``another_person`` or ``record_differs``; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    record = read_made(value)
    if record.subject != store.subject:
        raise RefusedError("another_person", subject=record.subject, owner=store.subject)
    if record.id in history.paths:
        store.add(value)  # raises if it says something else
    told = {(known.about, known.code, known.message) for known in history.alerts}
    alerts = tuple(
        made
        for made in _alerts_of(record, history, care)
        if (made.about, made.code, made.message) not in told
    )
    # The news first: an alert without its record is safer than a stop nobody hears of.
    for made in alerts:
        store.add(plain_to_json(made))
    store.add(value)
    return Received(record, alerts)


def _alerts_of(record: _Made, history: History, care: CareTables) -> Iterator[Alert]:
    """Alerts about a record; the same record always gives the same ones."""
    if isinstance(record, Session):
        earlier = [s for s in history.sessions if s.moment < record.moment]
        rule = _rule_of(record, history, care)
        yield from alerts_of_session(record, rule, earlier, new_id=ids_of(record.id), care=care)
    elif isinstance(record, Screening):
        found = alert_of_screening(record, new_id=ids_of(record.id), care=care)
        yield from () if found is None else (found,)
    elif isinstance(record, CheckIn):
        yield from _morning_alerts(record, history, care)


def _morning_alerts(record: CheckIn, history: History, care: CareTables) -> Iterator[Alert]:
    """Alert of a morning, if the session before it is here."""
    for before in history.sessions:
        if before.id == record.after_session:
            found = alert_of_morning(record, before, new_id=ids_of(record.id), care=care)
            yield from () if found is None else (found,)


def _rule_of(record: Session, history: History, care: CareTables) -> PainRule:
    """Pain rule in force at a session; the strictest where neither plan nor answers are here."""
    is_known = any(plan.id == record.programme_id for plan in history.programmes)
    if is_known or any(made.moment <= record.moment for made in history.screenings):
        return rule_at(history, record, care)
    return pain_rule_of(None, is_after_surgery=False, is_first=False, care=care)
