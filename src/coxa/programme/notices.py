"""What else is to be known with a plan: what to expect, what to measure again, what to show."""

from __future__ import annotations

from collections.abc import Iterator

from coxa.programme.case import Case
from coxa.programme.measured import change_since_first
from coxa.records.assessment import DIRECTIONS
from coxa.records.programme import Reason


def notices(case: Case) -> Iterator[Reason]:
    """All notices of a plan, those of the conditions first."""
    yield from case.access.notices
    yield from _of_course(case)
    yield from _of_findings(case)
    if _is_plateau(case):
        yield case.reasons("plateau", weeks=int(case.care.plan_figure("plateau_weeks").value))
    if not _has_restriction(case):
        yield case.reasons("usual_range")


def _of_course(case: Case) -> Iterator[Reason]:
    reasons = case.reasons
    if case.course.latest is None:
        yield reasons("expect_weeks", weeks=int(case.care.rule("expect_weeks").weight))
    if case.is_old():
        yield reasons("old_assessment", days=case.measured.age_days(case.request.today))
    if case.is_simple():
        yield reasons("simplified")
    if case.course.is_worsening(case.care.plan_figure("pain_worse").value):
        yield reasons("worsening")


def _of_findings(case: Case) -> Iterator[Reason]:
    reasons, findings = case.reasons, case.request.findings
    for low in findings.low_internal:
        side = reasons.say(f"side.{low.side}")
        yield reasons("low_internal", side=side, value_deg=low.value_deg)
    known = {row.direction for row in findings.asymmetry}
    for direction in DIRECTIONS:
        row = case.measured.difference(direction)
        if row is not None and row.finding == "large_recheck" and direction not in known:
            told = reasons.say(f"direction.{direction}")
            yield reasons("recheck_sides", direction=told, difference_deg=abs(row.difference_deg))


def _is_plateau(case: Case) -> bool:
    """Whether nothing changed beyond its error since the start, after the weeks of the table."""
    if case.week() <= case.care.plan_figure("plateau_weeks").value:
        return False
    changes = change_since_first(case.request.assessments, case.measured.latest)
    return bool(changes) and all(c.finding == "no_measurable_change" for c in changes)


def _has_restriction(case: Case) -> bool:
    rows = case.measured.latest.comparison.norms
    return any(row.finding in ("below_usual", "well_below_usual") for row in rows)
