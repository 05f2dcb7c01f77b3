"""What may be chosen for a person, on which rung and side, and why all else may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from coxa.programme.case import Case
from coxa.programme.choice import Candidate
from coxa.programme.progress import Standing, standing_of
from coxa.programme.target import aimed
from coxa.records.assessment import SIDES
from coxa.records.programme import Reason
from coxa.safety.pain import paused
from coxa.tables.exercises import Exercise


def candidates_of(case: Case) -> tuple[list[Candidate], dict[str, Reason]]:
    """What may be chosen, and the reason for all that may not."""
    pauses = {
        pause.exercise: pause.reason
        for pause in paused(
            case.request.sessions,
            case.request.checkins,
            case.request.screenings,
            case.request.releases,
            case.request.today,
            case.access.pain_rule,
            care=case.care,
            language=case.reasons.language,
        )
    }
    found: list[Candidate] = []
    left_out: dict[str, Reason] = {}
    for exercise in case.care.exercises:
        if exercise.id in pauses:
            left_out[exercise.id] = pauses[exercise.id]
            continue
        candidate = _candidate(case, exercise)
        if isinstance(candidate, Candidate):
            found.append(candidate)
        else:
            left_out[exercise.id] = candidate
    return _with_ladder(case, found, left_out), left_out


def _candidate(case: Case, exercise: Exercise) -> Candidate | Reason:
    """An exercise with its rung and sides, or why it may not be chosen."""
    reasons = case.reasons
    gate = case.access.gates[exercise.id]
    if gate.status != "open":
        return gate.reasons[0]
    missing = _missing(case, exercise.equipment)
    if missing is not None:
        return reasons("no_equipment", equipment=reasons.say(f"equipment.{missing}"))
    standing = _standing(case, exercise)
    if isinstance(standing, Reason):
        return standing
    is_careful = case.access.is_low_load or case.is_old()
    sides = aimed(exercise, case.measured, case.access, is_careful, reasons)
    if not sides.sides or (exercise.is_two_sided and len(sides.sides) < len(SIDES)):
        return sides.reasons[0]
    is_forced = case.ordered("include", exercise.id) is not None
    bonus = tuple(_bonus(case, exercise, is_forced=is_forced))
    return Candidate(exercise, standing, sides, bonus, is_forced)


def _missing(case: Case, needed: tuple[str, ...]) -> str | None:
    there = {*case.request.equipment, *case.care.home_equipment}
    return next((name for name in needed if name not in there), None)


def _standing(case: Case, exercise: Exercise) -> Standing | Reason:
    """Rung for the week; a reason where there is none."""
    reasons = case.reasons
    highest = _highest_level(case, exercise)
    if highest == 0:
        return reasons("too_much_load")
    standing = standing_of(exercise, case.course, reasons)
    if standing is None:
        is_new_allowed = not case.course.has_stop() or case.course.latest is None
        if not is_new_allowed and not case.ordered("include", exercise.id):
            return reasons("no_new_after_stop")
        standing = Standing(1, "start", (reasons("start_low"),))
    if standing.is_out:
        return standing.reasons[0]
    if standing.level > highest:
        if case.access.is_low_load and standing.step != "progress":
            return Standing(highest, "regress", (reasons("regress_low_load"),))
        rule = "hold_low_load" if case.access.is_low_load else "hold_equipment"
        return Standing(highest, "hold", (reasons(rule),))
    return standing


def _highest_level(case: Case, exercise: Exercise) -> int:
    """Highest rung that load and equipment allow; 0 if not even the first."""
    most = case.care.plan_figure("low_load_effort_most").value
    highest = 0
    for number, rung in enumerate(exercise.levels, start=1):
        is_too_much = case.access.is_low_load and (rung.is_heavy or rung.effort_high > most)
        if is_too_much or _missing(case, rung.equipment) is not None:
            break
        highest = number
    return highest


def _bonus(case: Case, exercise: Exercise, *, is_forced: bool) -> Iterator[tuple[Reason, float]]:
    """What speaks for an exercise besides the needs it serves."""
    reasons, care = case.reasons, case.care
    yield from _asked_for(case, exercise)
    is_kept = case.course.latest is not None and case.course.latest.item(exercise.id) is not None
    has_trials = any(row.confidence in ("A", "B") for row in exercise.evidence)
    for name, holds in (
        ("override_include", is_forced),
        ("source_programme", bool(exercise.source_item)),
        ("evidence", has_trials),
        ("continuity", is_kept),
    ):
        if holds:
            yield reasons(name), care.rule(name).weight


def _asked_for(case: Case, exercise: Exercise) -> Iterator[tuple[Reason, float]]:
    """Conditions and goals that name the exercise."""
    reasons, care = case.reasons, case.care
    for rank, (name, reason) in enumerate(case.access.uses):
        if name == exercise.id:
            yield reason, care.rule("condition_use").weight / (1.0 + rank / 2.0)
    for row in care.goals:
        if row.goal in case.request.goals and exercise.id in row.exercises:
            told = reasons("goal_exercise", goal=reasons.say(f"goal.{row.goal}"))
            yield told, care.rule("goal_exercise").weight


def _with_ladder(
    case: Case, candidates: list[Candidate], left_out: Mapping[str, Reason]
) -> list[Candidate]:
    """Candidates that follow on another exercise: after its last rung, or below its first."""
    reasons = case.reasons
    wanted: dict[str, str] = {}
    for candidate in candidates:
        told = {reason.rule for reason in candidate.standing.reasons}
        if "progress_last_rung" in told:
            for name in candidate.exercise.harder:
                wanted.setdefault(name, candidate.exercise.id)
    for name, reason in left_out.items():
        if reason.rule.startswith("regress_"):
            for easier in case.care.exercise(name).easier:
                wanted.setdefault(easier, name)
    weight = case.care.rule("ladder").weight
    return [
        candidate
        if candidate.exercise.id not in wanted
        else replace(
            candidate,
            bonus=(
                *candidate.bonus,
                (
                    reasons(
                        "ladder",
                        exercise=reasons.say(f"exercise.{wanted[candidate.exercise.id]}.name"),
                    ),
                    weight,
                ),
            ),
        )
        for candidate in candidates
    ]
