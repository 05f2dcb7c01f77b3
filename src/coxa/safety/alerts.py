"""What the therapist must know: an alert for every stop, and how far the news has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, sentence
from coxa.records.alert import Alert, Delivery, DeliveryState, Fact, Severity
from coxa.records.checkin import CheckIn
from coxa.records.programme import PainRule
from coxa.records.screening import Screening
from coxa.records.session import ExerciseDone, Session, Stop
from coxa.safety.pauses import is_back, runs_of
from coxa.safety.stops import is_painful, stop_of
from coxa.safety.words import help_text, plain, said
from coxa.tables.care import CareTables, care_tables
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__

WRITTEN_BY: Final = "coxa"
_NEXT: Final[dict[DeliveryState, tuple[DeliveryState, ...]]] = {
    "recorded": ("sent", "escalated"),
    "sent": ("delivered", "escalated"),
    "delivered": ("seen", "escalated"),
    "seen": ("acknowledged", "escalated"),
    "escalated": ("sent", "delivered", "seen", "acknowledged", "escalated"),
    "acknowledged": (),
}
"""What may follow: one step after the other; passed on from anywhere, until it is answered."""


@dataclass(frozen=True, slots=True)
class _News:
    """What an alert says, before it has a head."""

    code: str
    severity: Severity
    facts: tuple[Fact, ...]
    values: dict[str, Value]


def alerts_of_session(
    session: Session,
    rule: PainRule,
    earlier_sessions: Sequence[Session],
    *,
    new_id: Callable[[], str],
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> tuple[Alert, ...]:
    """An alert for every stop of a session, noted or demanded by the rule.

    Parameters
    ----------
    session : Session
        The session.
    rule : PainRule
        The rule in force.
    earlier_sessions : (n,)
        Sessions before it, for stops that repeat.
    new_id : callable
        Gives a new id for each alert.
    care : CareTables, optional
        Tables of care; those of this package.
    language : str
        Language of the sentences.
    """
    care = care or care_tables()
    found = [(done, stop_of(done, session, rule)) for done in session.exercises]
    stopped = [(done, stop) for done, stop in found if stop is not None]
    if not stopped:
        return ()
    earlier = sorted((s for s in earlier_sessions if s.id != session.id), key=lambda s: s.moment)
    runs = runs_of([*earlier, session], rule)
    within = int(care.pain_figure("stops_within_sessions").value)
    alerts = []
    for done, stop in stopped:
        stops = sum(run.is_stopped for run in runs.get(done.exercise, [])[-within:])
        news = _stop_news(_Stopped(done, stop, session, stops, rule), care, language)
        at = session.finished_at or session.recorded_at
        alerts.append(_alert(news, (session.id, session.subject, at), new_id(), language))
    return tuple(alerts)


def alert_of_screening(
    screening: Screening,
    *,
    new_id: Callable[[], str],
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
    earlier: Screening | None = None,
) -> Alert | None:
    """Alert of answers that call for help or for the therapist, None for the others.

    Parameters
    ----------
    screening : Screening
        The screening.
    new_id : callable
        Gives a new id for the alert.
    care : CareTables, optional
        Tables of care; those of this package.
    language : str
        Language of the sentences.
    earlier : Screening, optional
        The one before: what waited for the therapist then already is no news again. A sign that
        needs care now always is.
    """
    urgency = screening.urgency
    told = _calling(screening)
    known = {} if earlier is None else _calling(earlier)
    if urgency is None and (not told or told == known):
        return None
    care = care or care_tables()
    news = _News(
        code=f"screening_{urgency or 'therapist'}",
        severity=urgency or "concern",
        facts=(
            Fact(name="verdict", value=sentence(f"care.verdict.{screening.verdict}", language)),
            *(Fact(name=code, value=message) for code, message in told.items()),
        ),
        values={
            "reason": " ".join(dict.fromkeys(told.values())),
            "help": help_text(screening.region, urgency, care, language) if urgency else "",
        },
    )
    head = (screening.id, screening.subject, screening.recorded_at)
    return _alert(news, head, new_id(), language)


def _calling(screening: Screening) -> dict[str, str]:
    """Reasons that call for somebody, by code; none where exercise may go on."""
    wanted = {"seek_care_now": ("emergency", "urgent"), "ask_therapist": ("therapist",)}
    outcomes = wanted.get(screening.verdict, ())
    return {r.code: r.message for r in screening.reasons if r.outcome in outcomes}


def alert_of_morning(
    checkin: CheckIn,
    session: Session,
    *,
    new_id: Callable[[], str],
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Alert | None:
    """Alert of a morning that is not back to where it was before the session, else None.

    Parameters
    ----------
    checkin : CheckIn
        Answers of the morning.
    session : Session
        Session of the day before.
    new_id : callable
        Gives a new id for the alert.
    care : CareTables, optional
        Tables of care; those of this package.
    language : str
        Language of the sentences.
    """
    care = care or care_tables()
    found = _morning_code(checkin, session, care)
    if found is None:
        return None
    code, severity = found
    pain = "–" if checkin.pain is None else checkin.pain
    facts = [
        Fact(name="pain_before", value=session.pain_before),
        Fact(name="pain_morning", value=pain),
        Fact(name="night_pain", value=checkin.new_night_pain is True),
    ]
    values: dict[str, Value] = {"pain": pain, "baseline": session.pain_before}
    news = _News(code, severity, tuple(facts), values)
    return _alert(news, (checkin.id, checkin.subject, checkin.recorded_at), new_id(), language)


# --------------------------------------------------------------------------------------- on its way


def with_delivery(alert: Alert, state: DeliveryState, at: str, by: str) -> Alert:
    """Alert with one more step on its way.

    Parameters
    ----------
    alert : Alert
        The alert so far.
    state : str
        The step that follows.
    at : str
        When, with its UTC offset; not before the last step.
    by : str
        Who or what: a device, a server, a person.

    Raises
    ------
    RefusedError
        ``alert_order``: that step does not follow; ``alert_time``: it was before the last one.
    """
    if state not in _NEXT[alert.state]:
        raise RefusedError("alert_order", before=alert.state, state=state)
    before = alert.deliveries[-1].at
    if not _is_not_before(at, before):
        raise RefusedError("alert_time", at=at, before=before)
    step = Delivery(state=state, at=at, by=by)
    return replace(alert, deliveries=(*alert.deliveries, step))


def delivery_text(alert: Alert, language: str = DEFAULT_LANGUAGE) -> str:
    """How far the news has come; "nobody has been told" as long as it is only recorded."""
    return sentence(f"alert.state.{alert.state}", language)


def _is_not_before(at: str, before: str) -> bool:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment >= datetime.fromisoformat(before)


# ------------------------------------------------------------------------------------- what is said


@dataclass(frozen=True, slots=True)
class _Stopped:
    """An exercise that was stopped, and in how many of the latest sessions it was."""

    done: ExerciseDone
    stop: Stop
    session: Session
    stops: int
    rule: PainRule

    @property
    def before(self) -> int:
        """Pain before the exercise, else before the session."""
        own = self.done.pain_before
        return self.session.pain_before if own is None else own

    @property
    def most(self) -> int:
        """Most pain that was said about it."""
        said = (self.stop.pain, self.done.pain_during, self.done.pain_after)
        return max((pain for pain in said if pain is not None), default=self.before)


def _stop_news(stopped: _Stopped, care: CareTables, language: str) -> _News:
    done, stop = stopped.done, stopped.stop
    name = f"exercise.{done.exercise}.name"
    values: dict[str, Value] = {
        "exercise": said(name, plain(done.exercise), language),
        "side": sentence(f"side.{done.side}", language),
        "pain": stopped.most,
        "reason": sentence(f"alert.reason.{stop.reason}", language),
        "word": "" if stop.word is None else sentence(f"safety.word.{stop.word}", language),
        "stops": stopped.stops,
        "sessions": int(care.pain_figure("stops_within_sessions").value),
    }
    code, severity = _stop_code(stopped, care)
    return _News(code, severity, tuple(_stop_facts(stopped, values, language)), values)


def _stop_code(stopped: _Stopped, care: CareTables) -> tuple[str, Severity]:
    """Gravest thing to say of a stop."""
    reason = stopped.stop.reason
    if stopped.most >= care.pain_figure("session_stop_from").value:
        return "pain_high", "urgent"
    if not is_painful(stopped.stop):
        return ("stop_ceiling" if reason == "ceiling" else "stop_other"), "concern"
    if stopped.stops >= care.pain_figure("stops_to_lock").value:
        return "stop_repeated", "urgent"
    return ("stop_word" if reason == "stop_word" else "stop_pain"), "stop"


def _stop_facts(stopped: _Stopped, values: dict[str, Value], language: str) -> list[Fact]:
    done = stopped.done
    facts = [Fact(name=name, value=values[name]) for name in ("exercise", "side", "reason")]
    if values["word"]:
        facts.append(Fact(name="word", value=values["word"]))
    facts += [
        Fact(name="level", value=done.level),
        Fact(name="repetitions", value=done.repetitions),
        Fact(name="pain_before", value=stopped.before),
        Fact(name="pain_during", value=stopped.most),
        Fact(name="stops", value=stopped.stops),
        Fact(name="pain_rule", value=stopped.rule.reason.message),
    ]
    if done.pain_kind is not None:
        kind = sentence(f"safety.kind.{done.pain_kind}", language)
        facts.append(Fact(name="pain_kind", value=kind))
    return facts


def _morning_code(
    checkin: CheckIn, session: Session, care: CareTables
) -> tuple[str, Severity] | None:
    if checkin.new_night_pain is True:
        return "night_pain_new", "urgent"
    if checkin.pain is None or is_back(checkin, session, care):
        return None
    if checkin.pain - session.pain_before >= care.pain_figure("rise_stop_from").value:
        return "morning_not_settled", "urgent"
    return "morning_more", "concern"


def _alert(news: _News, head: tuple[str, str, str], id_: str, language: str) -> Alert:
    """The record; `head` is what it is about, whom, and when."""
    about, subject, at = head
    return Alert(
        id=id_,
        subject=subject,
        recorded_at=at,
        coxa_version=__version__,
        tables_version=TABLES_VERSION,
        severity=news.severity,
        code=news.code,
        message=sentence(f"alert.{news.code}.message", language, **news.values),
        next_step=sentence(f"alert.{news.code}.next_step", language, **news.values),
        facts=news.facts,
        deliveries=(Delivery(state="recorded", at=at, by=WRITTEN_BY),),
        about=about,
    )
