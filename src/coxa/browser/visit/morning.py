"""The morning after a session: two questions, a check-in, and news if it is worse."""

from __future__ import annotations

from coxa.browser.visit.known import Known
from coxa.browser.visit.questions import ids_of
from coxa.browser.visit.screens import Choice, Question
from coxa.browser.visit.state import VisitState
from coxa.browser.visit.words import VisitWords
from coxa.records.alert import Alert
from coxa.records.checkin import CheckIn
from coxa.safety.alerts import alert_of_morning
from coxa.tables.care import CareTables
from coxa.version import __version__

PAIN = "morning_pain"
NIGHT = "morning_night"


def is_due(known: Known, state: VisitState) -> bool:
    """Whether a morning is still to be asked about."""
    due = known.checkin_due
    return due is not None and not state.has_said_morning and due.day < state.day.isoformat()


def pain_question(words: VisitWords) -> Question:
    """Pain this morning, 0 to 10."""
    return score(words, PAIN, title=words.page("morning"))


def night_question(words: VisitWords) -> Question:
    """Whether pain woke the person, and did not before."""
    return Question(
        name=NIGHT,
        title=words.page("morning"),
        ask=words.page("morning_night"),
        input="choice",
        choices=tuple(Choice(code=code, text=words.page(code)) for code in ("yes", "no")),
        can_go_back=True,
    )


def score(words: VisitWords, name: str, title: str = "", *, can_go_back: bool = False) -> Question:
    """A question about pain from 0 to 10."""
    return Question(
        name=name,
        title=title,
        ask=words.page(name),
        input="score",
        minimum=0,
        maximum=10,
        low=words.page("no_pain"),
        high=words.page("worst_pain"),
        can_go_back=can_go_back,
    )


def checkin_of(known: Known, state: VisitState, new_id: str) -> CheckIn:
    """The check-in that the answers give."""
    due = known.checkin_due
    return CheckIn(
        id=new_id,
        subject=known.subject,
        recorded_at=state.now,
        coxa_version=__version__,
        pain=state.morning_pain,
        after_session=None if due is None else due.session_id,
        new_night_pain=state.is_night_pain,
    )


def news_of(known: Known, checkin: CheckIn, care: CareTables) -> Alert | None:
    """The news of a morning that is not back to where it was.

    None where this device does not know the session: the server that does raises it then.
    """
    session = known.session(checkin.after_session or "")
    if session is None:
        return None
    return alert_of_morning(checkin, session, new_id=ids_of(checkin.id), care=care)
