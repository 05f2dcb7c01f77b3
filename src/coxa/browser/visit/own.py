"""What this device has recorded itself, of which the home server may not have heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeVar

from coxa.browser.visit.known import CheckinDue, Known
from coxa.errors import RecordError
from coxa.records import assessment, checkin, screening, session
from coxa.records.assessment import Assessment
from coxa.records.checkin import CheckIn
from coxa.records.codec import assessment_from_json, schema_of
from coxa.records.plain import plain_from_json
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.records.wire import Json, as_list, as_object

MORNING_DAYS: Final = 3
"""So many days after a session its morning is still asked for."""

_Made = Session | Screening | CheckIn | Assessment
_Dated = TypeVar("_Dated", Screening, Assessment)


@dataclass(frozen=True, slots=True)
class Own:
    """A record of this device, and whether the server has taken it."""

    record: _Made
    is_sent: bool


def own_from_json(value: Json, subject: str) -> tuple[Own, ...]:
    """Records of a person as the page keeps them: ``[{"record": ..., "is_sent": ...}]``.

    What cannot be read, what says nothing here and what is another person's is left aside.

    Raises
    ------
    RecordError
        It is no list of that kind.
    """
    entries = [as_object(entry, "own") for entry in as_list(value, "own")]
    read = ((_read(entry.get("record")), entry.get("is_sent") is True) for entry in entries)
    return tuple(Own(made, is_sent) for made, is_sent in read if made and made.subject == subject)


def with_own(known: Known, own: Sequence[Own], day: date) -> Known:
    """The same with what this device has made and the server did not know when it told.

    Parameters
    ----------
    known :
        What the server told last.
    own :
        What this device keeps.
    day :
        The local date.
    """
    unsent = tuple(entry.record for entry in own if not entry.is_sent)
    latest = _latest(known.screening, _of(Screening, own))
    whole = replace(
        known.with_sessions(tuple(made for made in _sessions(known, own))),
        checkins=tuple(made for made in unsent if isinstance(made, CheckIn)),
        screening=latest,
        occasion=known.occasion if latest is known.screening else None,
        assessment=_latest(known.assessment, _of(Assessment, own)),
    )
    mine = [made for made in unsent if isinstance(made, Session) and made.moment.date() < day]
    return replace(whole, checkin_due=_due(whole, mine, day))


def _read(record: Json) -> _Made | None:
    readers: dict[str, Callable[[Json], _Made]] = {
        session.SCHEMA: lambda found: plain_from_json(Session, found),
        screening.SCHEMA: lambda found: plain_from_json(Screening, found),
        checkin.SCHEMA: lambda found: plain_from_json(CheckIn, found),
        assessment.SCHEMA: assessment_from_json,
    }
    read = readers.get(schema_of(record) or "")
    try:
        return None if read is None else read(record)
    except RecordError:
        return None


def _of(cls: type[_Dated], own: Sequence[Own]) -> list[_Dated]:
    return [entry.record for entry in own if isinstance(entry.record, cls)]


def _sessions(known: Known, own: Sequence[Own]) -> Iterable[Session]:
    """Those the server has not taken, or may have taken after it told."""
    for entry in own:
        made = entry.record
        if isinstance(made, Session):
            is_told = known.told_on is not None and made.moment.date().isoformat() < known.told_on
            if not (entry.is_sent and is_told):
                yield made


def _latest(told: _Dated | None, own: Sequence[_Dated]) -> _Dated | None:
    """The one recorded last."""
    latest = told
    for made in own:
        if latest is None or _moment(made) > _moment(latest):
            latest = made
    return latest


def _moment(made: Screening | Assessment) -> datetime:
    return datetime.fromisoformat(made.recorded_at)


def _due(known: Known, mine: Sequence[Session], day: date) -> CheckinDue | None:
    """The morning to be asked about: of the last session before today, wherever it was recorded."""
    due = known.checkin_due
    last = max(mine, key=lambda made: made.moment, default=None)
    if last is not None:
        when = last.moment.date()
        if (day - when).days <= MORNING_DAYS and (due is None or due.day <= when.isoformat()):
            due = CheckinDue(session_id=last.id, day=when.isoformat())
    answered = {made.after_session for made in known.checkins}
    return None if due is None or due.session_id in answered else due
