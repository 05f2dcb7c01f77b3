"""What may be done today, as it follows from all that is known: plan, answers, releases, stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coxa.assessment.balance import findings_of
from coxa.browser.visit.known import Known
from coxa.browser.visit.morning import checkin_of
from coxa.browser.visit.state import VisitState
from coxa.browser.visit.words import VisitWords
from coxa.errors import RefusedError
from coxa.records.programme import PainRule, Programme, ProgrammeItem
from coxa.records.screening import Screening
from coxa.safety.gates import Access, access_of, require_plan
from coxa.safety.pain_rules import pain_rule_of
from coxa.safety.pauses import Pause, paused
from coxa.safety.screening import is_current
from coxa.safety.stops import is_painful, stop_of
from coxa.tables.care import CareTables

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Exercises that are due and may be done, and sentences on those that may not.

    `was_done` are due ones that a session of today has already.
    """

    rule: PainRule
    due: tuple[ProgrammeItem, ...]
    left_out: tuple[str, ...]
    was_done: tuple[ProgrammeItem, ...]
    next_day: date | None


def screening_now(known: Known, state: VisitState) -> Screening | None:
    """The latest screening: of this visit, or from before."""
    return state.screening or known.screening


def access_now(known: Known, screening: Screening, day: date, care: CareTables) -> Access:
    """What the answers and releases allow on a day."""
    record = known.assessment
    findings = None if record is None else findings_of(record, (record,), ())
    has_pattern = findings is not None and findings.has_version_angles
    return access_of(screening, known.releases, day, has_version_pattern=has_pattern, care=care)


def rule_now(known: Known, state: VisitState, care: CareTables) -> PainRule:
    """Pain rule in force; before the first screening the strictest one."""
    screening = screening_now(known, state)
    if screening is None:
        return pain_rule_of(None, False, False, care)
    return access_now(known, screening, state.day, care).pain_rule


def day_of(known: Known, state: VisitState, care: CareTables) -> Day:
    """What may be done today.

    Raises
    ------
    RefusedError
        ``session_no_plan``, ``session_week_over``, ``plan_needs_screening``,
        ``plan_screening_old``, ``plan_changed``, or what `coxa.safety.gates.require_plan` raises.
    """
    day = state.day
    programme = _programme(known, day)
    screening = screening_now(known, state)
    if screening is None:
        raise RefusedError("plan_needs_screening")
    access = access_now(known, screening, day, care)
    require_plan(access)
    if not is_current(screening, day, care):
        raise RefusedError("plan_screening_old", day=screening.moment.date().isoformat())
    if access.is_low_load and programme.verdict == "go":
        raise RefusedError("plan_changed")
    closed = dict(_closed(known, state, access, care))
    done = {entry.exercise for s in known.sessions_on(day) for entry in s.exercises if entry.sets}
    on_day = programme.on(day)
    open_items = tuple(item for item in on_day if item.exercise not in closed)
    later = sorted(d for item in programme.items for d in item.days if d > day.isoformat())
    return Day(
        rule=access.pain_rule,
        due=tuple(item for item in open_items if item.exercise not in done),
        left_out=tuple(closed[item.exercise] for item in on_day if item.exercise in closed),
        was_done=tuple(item for item in open_items if item.exercise in done),
        next_day=date.fromisoformat(later[0]) if later else None,
    )


def pauses_now(
    known: Known, state: VisitState, rule: PainRule, care: CareTables
) -> tuple[Pause, ...]:
    """Exercises that rest, as far as the sessions that are known here tell."""
    screenings = tuple(s for s in (known.screening, state.screening) if s is not None)
    checkins = known.checkins
    if state.has_said_morning:
        checkins = (*checkins, checkin_of(known, state, state.id))
    return paused(known.sessions, checkins, screenings, known.releases, state.day, rule, care=care)


def was_stopped(known: Known, state: VisitState, care: CareTables) -> bool:
    """Whether pain or a stop word has ended the exercises of today."""
    rule = rule_now(known, state, care)
    return any(
        is_painful(stop_of(entry, session, rule))
        for session in known.sessions_on(state.day)
        for entry in session.exercises
    )


def pause_text(words: VisitWords, exercise: str, message: str, needs: str) -> str:
    """What may not be done now, and until when."""
    need = words.page(f"need.{needs}")
    return words.page("rests", name=words.exercise(exercise), message=message, need=need)


def _programme(known: Known, day: date) -> Programme:
    programme = known.programme
    if programme is None or date.fromisoformat(programme.starts_on) > day:
        raise RefusedError("session_no_plan", day=day.isoformat())
    if day >= date.fromisoformat(programme.starts_on) + _WEEK:
        raise RefusedError("session_week_over", day=programme.starts_on)
    return programme


def _closed(
    known: Known, state: VisitState, access: Access, care: CareTables
) -> Iterator[tuple[str, str]]:
    """Exercises that may not be done, each with its sentence."""
    words = VisitWords()
    for name, gate in access.gates.items():
        if gate.status != "open":
            reasons = " ".join(dict.fromkeys(reason.message for reason in gate.reasons))
            yield name, words.page("closed_item", name=words.exercise(name), reason=reasons)
    for waiting in known.waiting:
        name = words.exercise(waiting.exercise)
        yield waiting.exercise, words.page("closed_item", name=name, reason=waiting.reason)
    for pause in pauses_now(known, state, access.pain_rule, care):
        yield pause.exercise, pause_text(words, pause.exercise, pause.reason.message, pause.needs)
