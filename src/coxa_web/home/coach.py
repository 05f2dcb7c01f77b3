"""What the coach in the browser must know to work without the server: one answer, kept there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from coxa.errors import RefusedError
from coxa.messages.catalog import DEFAULT_LANGUAGE
from coxa.records.codec import assessment_to_json
from coxa.records.plain import plain_to_json
from coxa.records.refusal import Refusal
from coxa.records.wire import encode
from coxa.safety.gates import require_plan
from coxa.safety.screening import is_current
from coxa.tables.care import CareTables
from coxa.tables.exercises import Exercise
from coxa.version import __version__
from coxa_lab.care.planning import latest_seated
from coxa_lab.care.screening import latest_screening
from coxa_lab.keeping import History
from coxa_lab.report.care_words import CareWords
from coxa_lab.report.plan_facts import texts_of
from coxa_web.core_files import core_zip
from coxa_web.home.choices import Choices
from coxa_web.home.pictures import addresses
from coxa_web.home.tasks import State, morning_due, questions_due, state_of
from coxa_web.home.telling import refusal_here

VERSION = 1
_CARD_PARTS = ("setup", "steps", "cues", "faults", "feel", "not_feel", "stop_signs")

Json = dict[str, Any]
"""A JSON object."""


def coach_pack(history: History, chosen: Choices, now: datetime, care: CareTables) -> Json:
    """Everything the coach needs, as ``GET /api/coach`` gives it.

    Parameters
    ----------
    history :
        The person's records.
    chosen :
        The settings, for the card of contact.
    now :
        The present moment.
    care :
        The tables.
    """
    state = state_of(history, now, care)
    screening, assessment = latest_screening(history), latest_seated(history)
    morning, locked = morning_due(history, now), _locked(history, state, care)
    today = state.today
    return {
        "v": VERSION,
        "subject": history.subject,
        "today": now.date().isoformat(),
        "server_version": __version__,
        "core_sha256": core_zip().sha256,
        "contact": encode(chosen.contact),
        "has_plan": state.plan is not None,
        "programme": plain_to_json(state.plan) if state.plan else None,
        "screening": plain_to_json(screening) if screening else None,
        "sessions_today": [plain_to_json(session) for session in state.done],
        "assessment": assessment_to_json(assessment) if assessment else None,
        "releases": [plain_to_json(release) for release in history.releases],
        "checkin_due": None
        if morning is None
        else {
            "session_id": morning.id,
            "day": morning.moment.date().isoformat(),
            "session": plain_to_json(morning),
        },
        "occasion": _occasion(history, now, care),
        "locked": None if locked is None else plain_to_json(locked),
        "due": list(state.open_exercises),
        "waiting": _waiting(state),
        "pain_rule": encode(today.rule) if today else None,
        "test": _test(state),
    }


def exercise_card(exercise: Exercise) -> Json:
    """The card of an exercise, as ``GET /api/exercises/<id>`` gives it."""
    words = CareWords(DEFAULT_LANGUAGE)
    pictures = {side: addresses(exercise.id, side) for side in ("left", "right")}
    return {
        "v": VERSION,
        "id": exercise.id,
        "title": words.exercise(exercise.id),
        "purpose": words.or_code(f"exercise.{exercise.id}.purpose", ""),
        **{
            part: list(texts_of(words, exercise, part, getattr(exercise, part)))
            for part in _CARD_PARTS
        },
        "pictures": {
            side: {"still": found.still, "moving": found.moving}
            for side, found in pictures.items()
            if found is not None
        },
    }


def _locked(history: History, state: State, care: CareTables) -> Refusal | None:
    """Why nothing may be done at all; None where only a plan may be missing."""
    screening = latest_screening(history)
    if screening is None or state.access is None:
        return refusal_here(RefusedError("plan_needs_screening"))
    try:
        require_plan(state.access)
    except RefusedError as error:
        return refusal_here(error)
    if not is_current(screening, state.now.date(), care):
        day = CareWords(DEFAULT_LANGUAGE).day_of(screening.recorded_at)
        return refusal_here(RefusedError("plan_screening_old", day=day))
    return None


def _occasion(history: History, now: datetime, care: CareTables) -> str | None:
    """``after_stop`` where a stop has not been followed by safety questions."""
    is_due = questions_due(history, now.date(), care) == "questions_after_stop"
    return "after_stop" if is_due else None


def _waiting(state: State) -> list[Json]:
    """Exercises of today that rest or are closed now, and why."""
    if state.today is None:
        return []
    paused = [(p.exercise, p.reason.message) for p in state.today.paused]
    closed = [(g.exercise, r.message) for g in state.today.closed for r in g.reasons[:1]]
    return [{"exercise": exercise, "reason": reason} for exercise, reason in (*paused, *closed)]


def _test(state: State) -> Json:
    """Whether the guided test may be done, and why not."""
    if state.access is None:
        return {"is_open": False, "reasons": []}
    gate = state.access.test
    is_open = gate.status == "open"
    reasons = [] if is_open else list(dict.fromkeys(reason.message for reason in gate.reasons))
    return {"is_open": is_open, "reasons": reasons}
