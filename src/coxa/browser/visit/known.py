"""What is known of the person when a visit begins: what the home server told last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from coxa.errors import RecordError
from coxa.records.assessment import Assessment
from coxa.records.checkin import CheckIn
from coxa.records.codec import assessment_from_json
from coxa.records.plain import plain_from_json
from coxa.records.programme import Programme
from coxa.records.release import LocalDate, Release
from coxa.records.screening import Occasion, Screening
from coxa.records.session import Session
from coxa.records.wire import Json, NonEmpty, Uuid, as_list, as_object, decode, expected

VERSION: Final = 1
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to tell, and how to reach them; `phone` may be empty."""

    name: NonEmpty
    phone: str = ""

    @property
    def line(self) -> str:
        """Both in one line."""
        return ", ".join(part for part in (self.name, self.phone) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinDue:
    """A session whose morning after has not been asked, and its day."""

    session_id: Uuid
    day: LocalDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An exercise that may not be done now, as the server knows it from all days, and why."""

    exercise: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the server told: the latest of each, and the sessions of the last days.

    Attributes
    ----------
    told_on :
        Day on which it was told, on the server's clock.
    sessions :
        Those of today and, where it is known, the one whose morning is asked.
    checkins :
        Those that this device has made and the server has not taken yet.
    waiting :
        Exercises that rest or are closed.
    occasion :
        ``after_stop`` where a stop has not been followed by safety questions.
    """

    subject: str
    told_on: LocalDate | None = None
    contact: Contact | None = None
    programme: Programme | None = None
    screening: Screening | None = None
    sessions: tuple[Session, ...] = ()
    checkins: tuple[CheckIn, ...] = ()
    assessment: Assessment | None = None
    releases: tuple[Release, ...] = ()
    checkin_due: CheckinDue | None = None
    waiting: tuple[Waiting, ...] = ()
    occasion: Occasion | None = None

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Sessions of a local date."""
        return tuple(session for session in self.sessions if session.moment.date() == day)

    def session(self, id_: str) -> Session | None:
        """A session by its id, None where it is not known here."""
        return next((session for session in self.sessions if session.id == id_), None)

    def with_sessions(self, sessions: tuple[Session, ...]) -> Known:
        """The same, with sessions that this device has kept and the server may not know yet."""
        told = {session.id for session in self.sessions}
        new = tuple(session for session in sessions if session.id not in told)
        return replace(self, sessions=(*self.sessions, *new))


def known_from_json(value: Json) -> Known:
    """What the server's answer says; members that nobody knows are left aside.

    Raises
    ------
    RecordError
        It is not an answer of this version, or a record in it is not one.
    """
    members = as_object(value, "coach")
    if members.get("v") != VERSION:
        raise expected("coach.v", str(VERSION), members.get("v"))
    due = as_object(members["checkin_due"], "checkin_due") if members.get("checkin_due") else None
    after = None if due is None else due.get("session")
    sessions = as_list(members.get("sessions_today", []), "sessions_today")
    return Known(
        subject=_text(members, "subject"),
        told_on=_one(members, "today", lambda _: _day(members, "today")),
        contact=_one(members, "contact", lambda found: _members(Contact, found)),
        programme=_one(members, "programme", lambda found: plain_from_json(Programme, found)),
        screening=_one(members, "screening", lambda found: plain_from_json(Screening, found)),
        sessions=tuple(
            plain_from_json(Session, found) for found in (*sessions, *([after] if after else []))
        ),
        assessment=_one(members, "assessment", assessment_from_json),
        releases=tuple(
            plain_from_json(Release, found)
            for found in as_list(members.get("releases", []), "releases")
        ),
        checkin_due=None if due is None else _members(CheckinDue, due),
        waiting=tuple(
            _members(Waiting, found) for found in as_list(members.get("waiting", []), "waiting")
        ),
        occasion="after_stop" if members.get("occasion") == "after_stop" else None,
    )


def _text(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise RecordError(f"{name}: expected a text, found {value!r}")
    return value


def _day(members: Mapping[str, Json], name: str) -> str:
    day = _text(members, name)
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise expected(name, "a date", day) from error


def _one(members: Mapping[str, Json], name: str, read: Callable[[Json], _Record]) -> _Record | None:
    value = members.get(name)
    return None if value is None else read(value)


def _members(cls: type[_Record], value: Json) -> _Record:
    """A value of a class from an object that may say more than it knows."""
    found = as_object(value, cls.__name__)
    names = cls.__dataclass_fields__  # type: ignore[attr-defined]  # a dataclass
    return decode(cls, {name: found[name] for name in names if name in found})
