"""What must hold over the weeks of a simulated patient: days, stops, alerts, records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from coxa.errors import CoxaError
from coxa.phantom.patients.life import Diary
from coxa.phantom.patients.plan_rules import names_a_disease
from coxa.programme.sessions import programme_of
from coxa.records.alert import Alert
from coxa.records.checkin import CheckIn
from coxa.records.codec import assessment_to_json
from coxa.records.plain import plain_to_json
from coxa.records.programme import Programme, ProgrammeItem
from coxa.records.release import Release
from coxa.records.screening import Screening
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.safety.pain import stop_of
from coxa.tables.care import CareTables

_Plain = Screening | Release | Programme | Session | CheckIn | Alert
_BAD_STOPS: Final = ("pain", "stop_word")

Found = Iterator[tuple[str, str, str]]
"""Day, rule that was broken, and what was found."""


def course_faults(diary: Diary, care: CareTables) -> Found:
    """Every rule that the weeks of a person break.

    Parameters
    ----------
    diary : Diary
        All records of the person.
    care : CareTables
        Tables they were made with.
    """
    yield from _heavy_days(diary, care)
    yield from _back_too_soon(diary)
    yield from _unheard(diary)
    yield from _sessions(diary, care)
    yield from _texts(diary)
    yield from _records(diary)


def _heavy_days(diary: Diary, care: CareTables) -> Found:
    """Never two heavy days running for the same muscles, across plans too."""
    loaded: dict[date, set[str]] = {}
    for day, item in planned_days(diary.programmes):
        if item.is_heavy:
            loaded.setdefault(day, set()).update(care.exercise(item.exercise).groups)
    for day in sorted(loaded):
        shared = loaded[day] & loaded.get(day + timedelta(days=1), set())
        if shared:
            yield day.isoformat(), "no_heavy_days_running", ", ".join(sorted(shared))


def planned_days(programmes: Sequence[Programme]) -> Iterator[tuple[date, ProgrammeItem]]:
    """Days and items as they came to hold: a later plan takes the place of an earlier one."""
    starts = [date.fromisoformat(programme.starts_on) for programme in programmes]
    for programme, end in zip(programmes, (*starts, date.max)[1:], strict=True):
        for item in programme.items:
            for day in map(date.fromisoformat, item.days):
                if day < end:
                    yield day, item


def _back_too_soon(diary: Diary) -> Found:
    """What was stopped comes back only after the questions were asked again, or by a release."""
    for session, done, stop in stops_of(diary):
        if stop.reason in _BAD_STOPS:
            back = _comes_back(diary, session, done.exercise)
            if back is not None and not _may_come_back(diary, session, done.exercise, back):
                yield back.date().isoformat(), "stopped_waits", done.exercise


def stops_of(diary: Diary) -> Iterator[tuple[Session, ExerciseDone, Stop]]:
    """Every stop: those that were noted, and those the rule of the plan asked for."""
    plans = {programme.id: programme for programme in diary.programmes}
    for session in diary.sessions:
        plan = plans.get(session.programme_id)
        for done in session.exercises:
            stop = stop_of(done, session, plan.pain_rule) if plan else done.stop
            if stop is not None:
                yield session, done, stop


def _comes_back(diary: Diary, stopped: Session, exercise: str) -> datetime | None:
    """First plan or session after a stop that holds the exercise again."""
    back = [p.moment for p in diary.programmes if p.moment > stopped.moment and p.item(exercise)]
    back += [
        session.moment
        for session in diary.sessions
        if session.moment > stopped.moment
        and any(done.exercise == exercise for done in session.exercises)
    ]
    return min(back, default=None)


def _may_come_back(diary: Diary, stopped: Session, exercise: str, back: datetime) -> bool:
    is_asked = any(stopped.moment < s.moment < back for s in diary.screenings)
    return is_asked or any(
        (item.kind, item.name) == ("resume", exercise)
        for release in diary.releases
        if stopped.moment.date() <= date.fromisoformat(release.starts_on)
        for item in release.items
    )


def _unheard(diary: Diary) -> Found:
    """Every stop has an alert, and so has every sign that care comes first."""
    heard = Counter(alert.about for alert in diary.alerts)
    stops = Counter(session.id for session, _, _ in stops_of(diary))
    for session in diary.sessions:
        if stops[session.id] > heard[session.id]:
            yield session.moment.date().isoformat(), "every_stop_has_an_alert", session.id
    for screening in diary.screenings:
        if screening.verdict == "seek_care_now" and not heard[screening.id]:
            yield screening.moment.date().isoformat(), "every_stop_has_an_alert", "screening"


def _sessions(diary: Diary, care: CareTables) -> Found:
    """Every session fits its plan."""
    for session in diary.sessions:
        try:
            programme_of(session, diary.programmes, session.moment, care)
        except CoxaError as error:
            yield session.moment.date().isoformat(), "session_fits_its_plan", str(error)


def _texts(diary: Diary) -> Found:
    """No sentence of a screening or an alert says that the person has a disease."""
    told = [(row.moment, reason.message) for row in diary.screenings for reason in row.reasons]
    told += [
        (alert.moment, text) for alert in diary.alerts for text in (alert.message, alert.next_step)
    ]
    for moment, text in told:
        if names_a_disease(text):
            yield moment.date().isoformat(), "no_text_names_a_disease", text


def _records(diary: Diary) -> Found:
    """Every record keeps its schema, there and back."""
    plain: tuple[_Plain, ...] = (
        *diary.screenings, *diary.releases, *diary.programmes, *diary.sessions, *diary.checkins,
        *diary.alerts,
    )  # fmt: skip
    for record in plain:
        try:
            plain_to_json(record)
        except CoxaError as error:
            yield record.recorded_at[:10], "records_are_valid", str(error)
    for assessment in diary.assessments:
        try:
            assessment_to_json(assessment)
        except CoxaError as error:
            yield assessment.recorded_at[:10], "records_are_valid", str(error)
