"""What rests after a stop, and what lets it go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, sentence
from coxa.messages.comparing import day_text
from coxa.records.checkin import CheckIn
from coxa.records.programme import PainRule, Reason
from coxa.records.release import Release
from coxa.records.screening import Screening
from coxa.records.session import Session
from coxa.safety.facts import Same
from coxa.safety.releases import withdrawn_ids
from coxa.safety.stops import is_painful, stop_of
from coxa.tables.care import CareTables, PainFigure, care_tables

PauseNeed = Literal["morning_and_screening", "therapist"]
_CACHE_SIZE: Final = 1024


@dataclass(frozen=True, slots=True)
class Pause:
    """An exercise that rests after a stop, since when, why, and what lets it go on."""

    exercise: str
    since: date
    reason: Reason
    needs: PauseNeed


@dataclass(frozen=True, slots=True)
class Run:
    """One session with an exercise, and whether pain or a stop word stopped it there."""

    session: Session
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class _History:
    """What came after the stops, up to a day."""

    checkins: tuple[tuple[date, CheckIn], ...]
    screenings: tuple[Screening, ...]
    resumed: dict[str, datetime]
    care: CareTables
    language: str

    def reason(self, text: str, figure: PainFigure, **values: Value) -> Reason:
        """Reason of a pause, resting on a figure of pain."""
        row = self.care.pain_figure(figure)
        return Reason(
            rule=f"pause_{text}",
            message=sentence(f"safety.pause.{text}", self.language, **values),
            source_id=row.source_id,
            confidence=row.confidence,
        )


def paused(  # noqa: PLR0913 - everything known of a person
    sessions: Sequence[Session],
    checkins: Sequence[CheckIn],
    screenings: Sequence[Screening],
    releases: Sequence[Release],
    day: date,
    rule: PainRule,
    care: CareTables | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> tuple[Pause, ...]:
    """Exercises that rest on a local date.

    A stopped exercise rests until a morning after it is back to the pain from before the session,
    without new pain at night, and a later screening has given go or low load. After stops in
    several of the latest sessions with it, or where the screening asks for the therapist, it rests
    until a therapist's ``resume`` release. That one answers the stops before it, and does not end.

    Parameters
    ----------
    sessions, checkins, screenings, releases : (n,)
        All records of the person; what is later than `day` counts for nothing.
    day : date
        Local date.
    rule : PainRule
        The rule in force, for stops that nobody noted.
    care : CareTables, optional
        Tables of care; those of this package.
    language : str
        Language of the reasons.
    """
    past = sorted((s for s in sessions if s.moment.date() <= day), key=lambda s: s.moment)
    runs_by_name = runs_of(past, rule)
    if not runs_by_name:
        return ()
    history = _History(
        checkins=tuple((d, c) for d, c in map(_dated, checkins) if d <= day),
        screenings=tuple(
            sorted((s for s in screenings if s.moment.date() <= day), key=lambda s: s.moment)
        ),
        resumed=_resumed(releases, day),
        care=care or care_tables(),
        language=language,
    )
    pauses = (_pause(name, runs, history) for name, runs in runs_by_name.items())
    return tuple(pause for pause in pauses if pause is not None)


def runs_of(sessions: Sequence[Session], rule: PainRule) -> dict[str, list[Run]]:
    """Sessions with each exercise that was ever stopped, in their order, by exercise."""
    found = [(session, _stopped_in(Same(session), rule)) for session in sessions]
    names = {name for _, stopped in found for name in stopped if stopped[name]}
    return {
        name: [Run(session, stopped[name]) for session, stopped in found if name in stopped]
        for name in sorted(names)
    }


@lru_cache(maxsize=_CACHE_SIZE)
def _stopped_in(session: Same[Session], rule: PainRule) -> dict[str, bool]:
    """Exercises of a session, and whether pain or a stop word stopped them there."""
    stopped: dict[str, bool] = {}
    for done in session.value.exercises:
        is_stop = is_painful(stop_of(done, session.value, rule))
        stopped[done.exercise] = stopped.get(done.exercise, False) or is_stop
    return stopped


def is_back(checkin: CheckIn, session: Session, care: CareTables) -> bool:
    """Whether an answer of a later morning is back to where it was before the session."""
    if checkin.pain is None or checkin.new_night_pain is True:
        return False
    most = care.pain_figure("morning_rise_most").value
    return checkin.pain - session.pain_before <= most


def _pause(name: str, runs: list[Run], history: _History) -> Pause | None:
    resumed_at = history.resumed.get(name)
    runs = [run for run in runs if resumed_at is None or run.session.moment > resumed_at]
    stopped = [run.session for run in runs if run.is_stopped]
    if not stopped:
        return None
    last = stopped[-1]
    since = last.moment.date()
    within = int(history.care.pain_figure("stops_within_sessions").value)
    stops = sum(run.is_stopped for run in runs[-within:])
    if stops >= history.care.pain_figure("stops_to_lock").value:
        told = history.reason("repeated", "stops_to_lock", stops=stops, sessions=within)
        return Pause(name, since, told, "therapist")
    return _until_settled(name, last, since, history)


def _until_settled(name: str, last: Session, since: date, history: _History) -> Pause | None:
    later = [s for s in history.screenings if s.moment > last.moment]
    if later and later[-1].verdict not in ("go", "low_load"):
        told = history.reason(
            "therapist", "stops_to_lock", day=day_text(since.isoformat(), history.language)
        )
        return Pause(name, since, told, "therapist")
    is_settled = any(
        on > since and is_back(checkin, last, history.care) for on, checkin in history.checkins
    )
    if later and is_settled:
        return None
    text = "screening" if is_settled else "morning" if later else "both"
    told = history.reason(
        text,
        "morning_rise_most",
        day=day_text(since.isoformat(), history.language),
        baseline=last.pain_before,
    )
    return Pause(name, since, told, "morning_and_screening")


def _dated(checkin: CheckIn) -> tuple[date, CheckIn]:
    return datetime.fromisoformat(checkin.recorded_at).date(), checkin


def _resumed(releases: Sequence[Release], day: date) -> dict[str, datetime]:
    """When a therapist last let each exercise go on, up to a local date."""
    gone = withdrawn_ids(releases, day)
    resumed: dict[str, datetime] = {}
    for release in releases:
        if release.id in gone or date.fromisoformat(release.starts_on) > day:
            continue
        at = datetime.fromisoformat(release.recorded_at)
        for item in release.items:
            if item.kind == "resume" and item.name is not None:
                resumed[item.name] = max(at, resumed.get(item.name, at))
    return resumed
