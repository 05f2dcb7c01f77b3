"""How a visit ends: the record of the session, and the news of its stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from coxa.browser.visit.known import Known
from coxa.browser.visit.questions import ids_of
from coxa.browser.visit.state import VisitState
from coxa.errors import RecordError
from coxa.records.alert import Alert
from coxa.records.programme import PainRule
from coxa.records.session import ExerciseDone, Session
from coxa.safety.alerts import alerts_of_session
from coxa.safety.stops import stop_of
from coxa.tables.care import CareTables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__


def session_of(known: Known, state: VisitState, *, is_finished: bool) -> Session:
    """The record of what was done. One that is broken off has no end.

    A clock that was set back meanwhile does not make it end before it began.
    """
    programme = known.programme
    if programme is None:
        raise RecordError("programme: a session without a plan")
    return Session(
        id=state.id,
        subject=known.subject,
        recorded_at=state.began_at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        programme_id=programme.id,
        pain_before=state.pain_before or 0,
        exercises=state.done,
        finished_at=later_of(state.began_at, state.now) if is_finished else None,
        pain_after=state.pain_after,
    )


def later_of(began_at: str, now: str) -> str:
    """The later of two moments."""
    is_back = datetime.fromisoformat(now) < datetime.fromisoformat(began_at)
    return began_at if is_back else now


def with_stops(session: Session, rule: PainRule) -> Session:
    """The session with a stop wherever the rule says an exercise had to stop and none is noted."""
    done = tuple(replace(entry, stop=stop_of(entry, session, rule)) for entry in session.exercises)
    return replace(session, exercises=done)


def news_of(known: Known, session: Session, rule: PainRule, care: CareTables) -> tuple[Alert, ...]:
    """The news of a session's stops."""
    earlier = [s for s in known.sessions if s.moment < session.moment]
    return alerts_of_session(session, rule, earlier, new_id=ids_of(session.id), care=care)


def test_news(
    known: Known,
    state: VisitState,
    stopped: Sequence[ExerciseDone],
    rule: PainRule,
    care: CareTables,
) -> tuple[Alert, ...]:
    """The news of a test that was stopped; a test is no session and leaves none."""
    session = Session(
        id=state.id,
        subject=known.subject,
        recorded_at=state.began_at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        programme_id=state.id,
        pain_before=state.pain_before or 0,
        exercises=tuple(stopped),
        finished_at=later_of(state.began_at, state.now),
    )
    return news_of(known, session, rule, care)
