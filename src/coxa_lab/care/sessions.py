"""What was done today and how it felt: kept whole, with an alert for every stop."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.comparing import day_text
from coxa.programme.sessions import programme_of
from coxa.records.alert import Alert
from coxa.records.checkin import CheckIn
from coxa.records.plain import plain_to_json
from coxa.records.programme import PainRule, Programme, ProgrammeItem
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.safety.alerts import alert_of_morning, alerts_of_session
from coxa.safety.gates import Access, Gate, access_of, require_plan
from coxa.safety.pauses import Pause, paused
from coxa.safety.screening import is_current
from coxa.safety.stops import stop_of
from coxa.tables.care import CareTables
from coxa.version import __version__
from coxa_lab.care.planning import begun, findings_now
from coxa_lab.care.screening import ids_of
from coxa_lab.keeping import History
from coxa_lab.store import RecordStore

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is planned for a day: `due` may be done, `paused` may not; `rule` says when to stop.

    `closed` was planned, and answers or a release since then have closed it.
    """

    day: date
    programme: Programme
    due: tuple[ProgrammeItem, ...]
    paused: tuple[Pause, ...]
    rule: PainRule
    next_day: date | None
    closed: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A session as it lies in the folder, the alerts it gave, and what may not be done now."""

    session: Session
    path: Path
    programme: Programme
    rule: PainRule
    alerts: tuple[Alert, ...]
    paused: tuple[Pause, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """Answers of the morning after a session."""

    checkin: CheckIn
    session: Session
    alert: Alert | None
    paused: tuple[Pause, ...]


def today_of(history: History, now: datetime, care: CareTables) -> Today:
    """What may be done today.

    Raises
    ------
    RefusedError
        ``session_no_plan``, ``session_week_over``, ``plan_needs_screening``,
        ``plan_screening_old``, or what `coxa.safety.gates.require_plan` raises.
    """
    day = now.date()
    programme = begun(history, day)
    if programme is None:
        raise RefusedError("session_no_plan", day=day_text(day.isoformat()))
    if day >= date.fromisoformat(programme.starts_on) + _WEEK:
        raise RefusedError("session_week_over", day=day_text(programme.starts_on))
    access = _access(history, now, care)
    stopped = _paused(history, now, access.pain_rule, care)
    due = programme.on(day)
    closed = tuple(
        gate
        for item in due
        if (gate := access.gates.get(item.exercise)) is not None and gate.status != "open"
    )
    names = {pause.exercise for pause in stopped} | {gate.exercise for gate in closed}
    later = sorted(
        {d for item in programme.items for d in item.days if date.fromisoformat(d) > day}
    )
    return Today(
        day=day,
        programme=programme,
        due=tuple(item for item in due if item.exercise not in names),
        paused=tuple(
            pause for pause in stopped if any(item.exercise == pause.exercise for item in due)
        ),
        rule=access.pain_rule,
        next_day=date.fromisoformat(later[0]) if later else None,
        closed=closed,
    )


def log_session(
    store: RecordStore, history: History, session: Session, now: datetime, care: CareTables
) -> Logged:
    """Check a session against its plan, find the stops in it, and keep it with its alerts.

    Raises
    ------
    RefusedError
        What `coxa.programme.sessions.programme_of` raises, ``another_person``, or
        ``record_differs``; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    if session.subject != store.subject:
        raise RefusedError("another_person", subject=session.subject, owner=store.subject)
    programme = programme_of(session, history.programmes, now, care)
    rule = rule_at(history, session, care)
    whole = with_stops(session, rule)
    known = [known for known in history.sessions if known.id == whole.id]
    earlier = [s for s in history.sessions if s.moment < whole.moment]
    alerts = alerts_of_session(whole, rule, earlier, new_id=ids_of(whole.id), care=care)
    if known:
        path = store.add(plain_to_json(whole))  # raises if it says something else
    else:
        values = [plain_to_json(alert) for alert in alerts]
        last = plain_to_json(whole)
        # The news first: an alert without its session is safer than a stop nobody hears of.
        for value in values:
            store.add(value)
        path = store.add(last)
    after = replace(history, sessions=(*(s for s in history.sessions if s not in known), whole))
    return Logged(
        session=whole,
        path=path,
        programme=programme,
        rule=rule,
        alerts=alerts,
        paused=_paused(after, now, rule, care),
        is_new=not known,
    )


def with_stops(session: Session, rule: PainRule) -> Session:
    """The session with a stop wherever the rule says an exercise had to stop and none is noted."""
    done = tuple(replace(entry, stop=stop_of(entry, session, rule)) for entry in session.exercises)
    return replace(session, exercises=done)


def morning_session(history: History, now: datetime) -> Session:
    """The latest session of an earlier day whose morning after has not been asked.

    Raises
    ------
    RefusedError
        ``session_no_session``
    """
    answered = {checkin.after_session for checkin in history.checkins}
    for session in reversed(history.sessions):
        if session.moment.date() < now.date() and session.id not in answered:
            return session
    raise RefusedError("session_no_session")


def log_morning(
    store: RecordStore,
    history: History,
    answers: tuple[int, bool],
    now: datetime,
    care: CareTables,
) -> Morning:
    """Keep pain of the morning after a session, and whether pain newly woke the person.

    Parameters
    ----------
    answers : tuple
        Pain from 0 to 10, and whether it woke the person as it did not before.

    Raises
    ------
    RefusedError
        ``session_no_session``
    OutputError
        ``output_unwritable``
    """
    session = morning_session(history, now)
    pain, is_night_pain = answers
    checkin = CheckIn(
        id=str(uuid.uuid4()),
        subject=store.subject,
        recorded_at=now.isoformat(timespec="seconds"),
        coxa_version=__version__,
        pain=pain,
        after_session=session.id,
        new_night_pain=is_night_pain,
    )
    alert = alert_of_morning(checkin, session, new_id=ids_of(checkin.id), care=care)
    if alert is not None:
        store.add(plain_to_json(alert))
    store.add(plain_to_json(checkin))
    after = replace(history, checkins=(*history.checkins, checkin))
    return Morning(
        checkin=checkin,
        session=session,
        alert=alert,
        paused=_paused(after, now, rule_at(history, session, care), care),
    )


def rule_at(history: History, session: Session, care: CareTables) -> PainRule:
    """Pain rule in force when a session was done: of the screening and releases of that moment.

    Without a screening it is that of the plan.
    """
    screening = _screening_at(history, session.moment)
    if screening is None:
        plan = next(p for p in history.programmes if p.id == session.programme_id)
        return plan.pain_rule
    return _access_on(history, screening, session.moment.date(), care).pain_rule


# ------------------------------------------------------------------------------------------ looking


def _access(history: History, now: datetime, care: CareTables) -> Access:
    """What may be done now.

    Raises
    ------
    RefusedError
        ``plan_needs_screening`` or ``plan_screening_old``.
    """
    screening = _screening_at(history, now)
    if screening is None:
        raise RefusedError("plan_needs_screening")
    access = _access_on(history, screening, now.date(), care)
    require_plan(access)
    if not is_current(screening, now.date(), care=care):
        raise RefusedError("plan_screening_old", day=day_text(screening.recorded_at))
    return access


def _access_on(history: History, screening: Screening, day: date, care: CareTables) -> Access:
    return access_of(
        screening,
        history.releases,
        day,
        has_version_pattern=findings_now(history).has_version_angles,
        care=care,
    )


def _screening_at(history: History, moment: datetime) -> Screening | None:
    """The latest screening up to a moment; None before the first one."""
    past = [screening for screening in history.screenings if screening.moment <= moment]
    return past[-1] if past else None


def _paused(history: History, now: datetime, rule: PainRule, care: CareTables) -> tuple[Pause, ...]:
    return paused(
        history.sessions,
        history.checkins,
        history.screenings,
        history.releases,
        now.date(),
        rule,
        care=care,
    )
