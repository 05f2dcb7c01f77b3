"""The week: made from everything in a person's folder, kept beside it, and the one after it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from coxa.assessment.balance import findings_of
from coxa.errors import RefusedError
from coxa.messages.comparing import day_text
from coxa.programme.change import ItemChange, changes_between
from coxa.programme.plan import plan_week
from coxa.programme.request import PlanRequest
from coxa.records.assessment import Assessment
from coxa.records.findings import Findings
from coxa.records.plain import plain_to_json
from coxa.records.programme import Programme
from coxa.tables.care import CareTables
from coxa_lab.care.screening import latest_screening
from coxa_lab.keeping import History
from coxa_lab.store import RecordStore

MOST_DAYS_AHEAD: Final = 28
"""How far ahead a week may start: the safety questions hold for a week, a holiday for four."""
_WEEK: Final = timedelta(days=7)
_NO_FINDINGS: Final = Findings()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What somebody asks for; None takes what the plan before had."""

    goals: Sequence[str] | None = None
    equipment: Sequence[str] | None = None
    starts: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A week as it lies in the folder.

    `is_new` False: the same plan was there already. `changes` are against the plan before, none
    for a first one.
    """

    programme: Programme
    path: Path
    is_new: bool
    previous: Programme | None
    changes: tuple[ItemChange, ...]


def plan(
    store: RecordStore, history: History, wish: PlanWish, now: datetime, care: CareTables
) -> Planned:
    """Make the week's plan and keep it.

    Raises
    ------
    RefusedError
        ``plan_start``, or what `coxa.programme.plan.plan_week` raises; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    starts = wish.starts or now.date()
    if not now.date() <= starts <= now.date() + timedelta(days=MOST_DAYS_AHEAD):
        raise RefusedError("plan_start", value=day_text(starts.isoformat()), most=MOST_DAYS_AHEAD)
    return _kept(store, history, _programme(history, replace(wish, starts=starts), now, care))


def plan_next(store: RecordStore, history: History, now: datetime, care: CareTables) -> Planned:
    """Make the plan of the week after the latest one, or from today if that week is past.

    Raises
    ------
    RefusedError
        ``next_no_plan``, or what `coxa.programme.plan.plan_week` raises; nothing is kept then.
    OutputError
        ``output_unwritable``
    """
    current = begun(history, now.date())
    if current is None:
        raise RefusedError("next_no_plan")
    starts = max(date.fromisoformat(current.starts_on) + _WEEK, now.date())
    return _kept(store, history, _programme(history, PlanWish(starts=starts), now, care))


def begun(history: History, day: date) -> Programme | None:
    """The plan that was made last and has begun by a day, None if there is none."""
    found = [p for p in history.programmes if date.fromisoformat(p.starts_on) <= day]
    return latest_of(found)


def findings_now(history: History) -> Findings:
    """What is found about the latest seated test by looking at all days; nothing without one."""
    latest = latest_seated(history)
    if latest is None:
        return _NO_FINDINGS
    return findings_of(latest, history.assessments, history.bridges)


def latest_seated(history: History) -> Assessment | None:
    """The latest test a plan can be made from, None if there is none."""
    seated = [record for record in history.assessments if record.position == "seated"]
    return seated[-1] if seated else None


def _programme(history: History, wish: PlanWish, now: datetime, care: CareTables) -> Programme:
    """The plan a folder gives for a wish."""
    starts = wish.starts or now.date()
    earlier = _earlier(history, starts)
    before = latest_of(history.programmes)
    screening = latest_screening(history)
    confidence = screening.number("confidence") if screening else None
    goals = wish.goals if wish.goals is not None else (before.goals if before else ())
    equipment = wish.equipment
    if equipment is None:
        equipment = before.equipment if before else care.home_equipment
    return plan_week(
        PlanRequest(
            id=str(uuid.uuid4()),
            subject=history.subject,
            recorded_at=now.isoformat(timespec="seconds"),
            today=starts,
            assessments=history.assessments,
            findings=findings_now(history),
            screenings=history.screenings,
            releases=history.releases,
            goals=tuple(dict.fromkeys(goals)),
            equipment=tuple(dict.fromkeys(equipment)),
            programmes=earlier,
            sessions=history.sessions,
            checkins=history.checkins,
            confidence=None if confidence is None else round(confidence),
        ),
        care,
    )


def latest_of(programmes: Sequence[Programme]) -> Programme | None:
    """The plan that was made last of some, None if there is none."""
    return max(programmes, key=lambda p: p.moment, default=None)


def _earlier(history: History, starts: date) -> tuple[Programme, ...]:
    """Plans before a week; one of the same week that nobody has begun gives way to the new one."""
    begun_ids = {session.programme_id for session in history.sessions}
    return tuple(
        programme
        for programme in history.programmes
        if date.fromisoformat(programme.starts_on) < starts or programme.id in begun_ids
    )


def _kept(store: RecordStore, history: History, made: Programme) -> Planned:
    """Put a plan into the folder, unless one that says the same is there as the latest."""
    earlier = {programme.id: programme for programme in history.programmes}
    previous = earlier.get(made.previous_id or "")
    changes = changes_between(previous, made) if previous else ()
    latest = latest_of(history.programmes)
    if latest is not None and _says_the_same(latest, made):
        path = history.paths[latest.id]
        return Planned(
            programme=latest, path=path, is_new=False, previous=previous, changes=changes
        )
    path = store.add(plain_to_json(made))
    return Planned(programme=made, path=path, is_new=True, previous=previous, changes=changes)


def _says_the_same(one: Programme, other: Programme) -> bool:
    return replace(one, id=other.id, recorded_at=other.recorded_at) == other
