"""A request checked, with everything that is looked up about it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coxa.errors import RefusedError
from coxa.messages.comparing import day_text
from coxa.programme.measured import Measured, measured_of
from coxa.programme.progress import Course, course_of
from coxa.programme.reasons import Reasons
from coxa.programme.request import PlanRequest
from coxa.programme.schedule import WEEK_DAYS
from coxa.records.release import ReleaseItem
from coxa.records.screening import Screening
from coxa.safety.gates import Access, access_of, require_plan
from coxa.safety.screening import is_current
from coxa.tables.care import CareTables


@dataclass(frozen=True, slots=True)
class Case:
    """A request with everything found about it."""

    request: PlanRequest
    screening: Screening
    access: Access
    measured: Measured
    course: Course
    reasons: Reasons
    orders: tuple[ReleaseItem, ...]
    release_ids: tuple[str, ...]

    @property
    def care(self) -> CareTables:
        """Tables of care."""
        return self.reasons.care

    def is_old(self) -> bool:
        """Whether the measurement is too old for more than careful targets."""
        limit = self.care.plan_figure("assessment_days").value
        return self.measured.age_days(self.request.today) > limit

    def is_older(self) -> bool:
        """Whether the person is of the age for longer holds."""
        age = self.screening.number("age")
        return age is not None and age >= self.care.plan_figure("older_from_years").value

    def ordered(self, kind: str, exercise: str) -> ReleaseItem | None:
        """Latest order of a therapist of one kind about an exercise."""
        found = [item for item in self.orders if (item.kind, item.name) == (kind, exercise)]
        return found[-1] if found else None

    def is_simple(self) -> bool:
        """Whether fewer exercises come first: little confidence, or little was done."""
        confidence, adherence = self.request.confidence, self.course.adherence()
        if confidence is not None and confidence < self.care.plan_figure("confidence_least").value:
            return True
        least = self.care.plan_figure("adherence_to_simplify").value
        return adherence is not None and adherence < least

    def week(self) -> int:
        """Number of the week, from 1."""
        latest = self.course.latest
        if latest is None:
            return 1
        days = (self.request.today - date.fromisoformat(latest.starts_on)).days
        return latest.week + days // WEEK_DAYS


def case_of(request: PlanRequest, reasons: Reasons) -> Case:
    """Check a request and look everything up."""
    _check(request, reasons.care)
    screening = _latest_screening(request, reasons.care)
    withdrawn = {id for release in request.releases for id in release.withdraws}
    releases = tuple(
        sorted(
            (r for r in request.releases if r.holds_on(request.today) and r.id not in withdrawn),
            key=lambda release: release.recorded_at,
        )
    )
    access = access_of(
        screening,
        releases,
        request.today,
        has_version_pattern=request.findings.has_version_angles,
        care=reasons.care,
        language=reasons.language,
    )
    require_plan(access)
    return Case(
        request=request,
        screening=screening,
        access=access,
        measured=measured_of(request.assessments, request.today),
        course=course_of(
            request.programmes,
            request.sessions,
            request.checkins,
            request.today,
            datetime.fromisoformat(request.recorded_at).date(),
        ),
        reasons=reasons,
        orders=tuple(item for release in releases for item in release.items),
        release_ids=tuple(release.id for release in releases),
    )


def _check(request: PlanRequest, care: CareTables) -> None:
    goals = {row.goal for row in care.goals}
    for goal in request.goals:
        if goal not in goals:
            raise RefusedError("plan_unknown_goal", value=goal, known=", ".join(sorted(goals)))
    known = {name for row in care.exercises for name in row.equipment}
    known |= {name for row in care.exercises for rung in row.levels for name in rung.equipment}
    for name in request.equipment:
        if name not in known | set(care.home_equipment):
            raise RefusedError("plan_unknown_equipment", value=name, known=", ".join(sorted(known)))
    for session in request.sessions:
        if session.moment.date() > request.today:
            raise RefusedError("session_from_future", day=day_text(session.recorded_at))


def _latest_screening(request: PlanRequest, care: CareTables) -> Screening:
    past = [s for s in request.screenings if s.moment.date() <= request.today]
    if not past:
        raise RefusedError("plan_needs_screening")
    latest = max(past, key=lambda screening: screening.moment)
    if not is_current(latest, request.today, care=care):
        raise RefusedError("plan_screening_old", day=day_text(latest.recorded_at))
    return latest
