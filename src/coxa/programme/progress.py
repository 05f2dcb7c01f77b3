"""From what was done and how it felt: which rung of an exercise comes next, and why.

More pain never raises a rung: every rule that looks at pain can only hold or lower, and a rung goes
up only when none of them speaks. Whoever does not say pain or effort stays where they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from coxa.programme.reasons import Reasons
from coxa.records.checkin import CheckIn
from coxa.records.programme import Programme, ProgrammeItem, Reason, Step
from coxa.records.session import ExerciseDone, Session
from coxa.tables.exercises import Exercise, LevelRow
from coxa.tables.load import tables


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on the rungs of an exercise. `is_out`: no rung is low enough."""

    level: int
    step: Step
    reasons: tuple[Reason, ...]
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What has been done so far, as the rules look at it.

    `window` are the sessions of the latest programme, `before` all earlier ones; `mornings` the
    answers of the next morning by session id. `today` is the first day planned; days from `as_of`
    on have not happened yet.
    """

    programmes: tuple[Programme, ...]
    window: tuple[Session, ...]
    before: tuple[Session, ...]
    mornings: dict[str, CheckIn]
    activity_is_worse: bool
    today: date
    as_of: date

    @property
    def latest(self) -> Programme | None:
        """Programme of the past days, None at the beginning."""
        return self.programmes[-1] if self.programmes else None

    def has_stop(self) -> bool:
        """Whether anything was stopped in the window because of what was felt."""
        return any(_is_bad_stop(done) for session in self.window for done in session.exercises)

    def is_worsening(self, least_rise: float) -> bool:
        """Whether pain before exercise rose above the lowest of the weeks before."""
        if not self.before or not self.window:
            return False
        base = min(session.pain_before for session in self.before)
        return max(session.pain_before for session in self.window) - base >= least_rise

    def adherence(self) -> float | None:
        """Days with a session as a share of the days planned so far; None before any plan."""
        if self.latest is None:
            return None
        planned = {
            day
            for item in self.latest.items
            for day in item.days
            if date.fromisoformat(day) < self.as_of
        }
        done = {session.moment.date().isoformat() for session in self.window}
        return len(done & planned) / len(planned) if planned else None


@dataclass(frozen=True, slots=True)
class _Case:
    """One exercise of the latest programme and everything the rules look at.

    `entries` are what was done of it in the window, with the session each belongs to.
    """

    exercise: Exercise
    item: ProgrammeItem
    entries: list[tuple[Session, ExerciseDone]]
    course: Course
    reasons: Reasons

    def rung(self) -> LevelRow:
        """Rung it was done on."""
        return self.exercise.level(min(self.item.level, len(self.exercise.levels)))

    def effort(self) -> float | None:
        """Mean effort that was said, None if none was."""
        said = [done.effort for _, done in self.entries if done.effort is not None]
        return fmean(said) if said else None

    def share(self) -> float | None:
        """Mean share of the dose done; more than the whole counts as the whole."""
        sides = 2 if self.item.sides == "both" else 1
        planned = sides * self.item.dose.sets * self.item.dose.repetitions
        done: dict[str, int] = {}
        for session, entry in self.entries:
            times = sides if entry.side == "both" else 1
            done[session.id] = done.get(session.id, 0) + times * entry.repetitions
        return fmean(min(1.0, count / planned) for count in done.values()) if done else None


def course_of(
    programmes: Sequence[Programme],
    sessions: Sequence[Session],
    checkins: Sequence[CheckIn],
    today: date,
    as_of: date,
) -> Course:
    """Order what has been done; records from after `today` are left out."""
    past = sorted((p for p in programmes if p.moment.date() <= today), key=lambda p: p.moment)
    done = sorted((s for s in sessions if s.moment.date() <= today), key=lambda s: s.moment)
    latest_id = past[-1].id if past else None
    return Course(
        programmes=tuple(past),
        window=tuple(s for s in done if s.programme_id == latest_id),
        before=tuple(s for s in done if s.programme_id != latest_id),
        mornings={c.after_session: c for c in checkins if c.after_session is not None},
        activity_is_worse=_activity_is_worse(checkins),
        today=today,
        as_of=min(today, as_of),
    )


def standing_of(exercise: Exercise, course: Course, reasons: Reasons) -> Standing | None:
    """Rung of an exercise for the next days; None if it was never in a programme.

    Parameters
    ----------
    exercise : Exercise
        Row of the library.
    course : Course
        What has been done.
    reasons : Reasons
        Tables and language.
    """
    found = _latest_item(exercise.id, course.programmes)
    if found is None:
        return None
    item, programme = found
    level = min(item.level, len(exercise.levels))
    if programme is not course.latest:
        lower = max(1, level - 1)
        return Standing(lower, "resume", (reasons("resume_lower"),))
    case = _Case(exercise, item, _entries(exercise.id, course.window), course, reasons)
    lowering = tuple(_lowering(case))
    if lowering:
        if level > 1:
            return Standing(level - 1, "regress", lowering)
        return Standing(1, "regress", (*lowering, reasons("regress_out")), is_out=True)
    holding = tuple(_holding(case))
    if holding:
        return Standing(level, "hold", holding)
    if level == len(exercise.levels):
        return Standing(level, "hold", (reasons("progress_last_rung"),))
    return Standing(level + 1, "progress", (reasons("progress_done"),))


# -------------------------------------------------------------------------------------- what lowers


def _lowering(case: _Case) -> Iterator[Reason]:
    """Reasons to go down a rung."""
    reasons, care = case.reasons, case.reasons.care
    if any(_is_bad_stop(done) for _, done in case.entries):
        yield reasons("regress_stop")
    elif any(_rose(done) for _, done in case.entries):
        yield reasons("regress_pain")
    if any(_is_worse_next_morning(session, case.course) for session, _ in case.entries):
        yield reasons("regress_morning")
    effort = case.effort()
    most = case.rung().effort_high + care.plan_figure("effort_over").value
    if effort is not None and effort > most:
        yield reasons("regress_effort", effort=effort)
    share = case.share()
    if share is not None and share < care.plan_figure("completed_share_to_hold").value:
        yield reasons("regress_not_full", share=100.0 * share)


def _is_bad_stop(done: ExerciseDone) -> bool:
    return done.stop is not None and done.stop.reason in ("pain", "stop_word")


def _rose(done: ExerciseDone) -> bool:
    """Pain that the exercise brought on or made worse, as told or as counted."""
    if done.pain_kind in ("brought_on", "worse"):
        return True
    said = [pain for pain in (done.pain_during, done.pain_after) if pain is not None]
    return done.pain_before is not None and any(pain > done.pain_before for pain in said)


def _is_worse_next_morning(session: Session, course: Course) -> bool:
    answer = course.mornings.get(session.id)
    if answer is None:
        return False
    is_more = answer.pain is not None and answer.pain > session.pain_before
    return is_more or answer.new_night_pain is True


# --------------------------------------------------------------------------------------- what holds


def _holding(case: _Case) -> Iterator[Reason]:
    """Reasons to stay on the rung."""
    yield from _hold_time(case)
    yield from _hold_course(case.course, case.reasons)
    yield from _hold_feeling(case)
    share = case.share()
    least = case.reasons.care.plan_figure("completed_share_to_progress").value
    if share is not None and share < least:
        yield case.reasons("hold_not_full", share=100.0 * share)
    yield from _hold_range(case)


def _hold_time(case: _Case) -> Iterator[Reason]:
    care, course = case.reasons.care, case.course
    chain = _chain(case.exercise.id, case.item.level, course.programmes)
    days = (course.today - date.fromisoformat(chain[0].starts_on)).days
    if days < care.plan_figure("days_to_progress").value:
        yield case.reasons("hold_this_week")
    needed = care.plan_figure("sessions_to_progress").value
    ids = {programme.id for programme in chain}
    earlier = [session for session in course.before if session.programme_id in ids]
    done = {session.id for session, _ in (*case.entries, *_entries(case.exercise.id, earlier))}
    if len(done) < needed:
        yield case.reasons("hold_few_sessions", done=len(done), needed=int(needed))


def _hold_course(course: Course, reasons: Reasons) -> Iterator[Reason]:
    care = reasons.care
    if course.has_stop():
        yield reasons("hold_stop_this_week")
    if course.is_worsening(care.plan_figure("pain_worse").value):
        yield reasons("hold_pain_before")
    if course.activity_is_worse:
        yield reasons("hold_activity")
    most = care.plan_figure("progress_pain_most").value
    if any(_most_pain(session, course) > most for session in course.window):
        yield reasons("hold_pain", most=int(most))


def _hold_feeling(case: _Case) -> Iterator[Reason]:
    if any(done.effort is None or done.pain_during is None for _, done in case.entries):
        yield case.reasons("hold_no_score")
    effort = case.effort()
    if effort is not None and effort > case.rung().effort_high:
        yield case.reasons("hold_effort", effort=effort)


def _hold_range(case: _Case) -> Iterator[Reason]:
    for target in case.item.targets:
        found = [
            reached
            for _, done in case.entries
            if done.side == target.side
            for reached in done.ranges
            if reached.direction == target.direction
        ]
        if any(reached.highest_deg > target.ceiling_deg for reached in found):
            yield case.reasons("hold_ceiling", ceiling_deg=target.ceiling_deg)
        short = [r for r in found if r.value_deg < target.target_deg - r.error_95_deg]
        if short:
            yield case.reasons("hold_range", value_deg=short[-1].value_deg)


# ------------------------------------------------------------------------------------------ looking


def _latest_item(
    exercise: str, programmes: Sequence[Programme]
) -> tuple[ProgrammeItem, Programme] | None:
    for programme in reversed(programmes):
        item = programme.item(exercise)
        if item is not None:
            return item, programme
    return None


def _chain(exercise: str, level: int, programmes: Sequence[Programme]) -> list[Programme]:
    """Latest programmes without a break that have the exercise on this rung, earliest first."""
    chain: list[Programme] = []
    for programme in reversed(programmes):
        item = programme.item(exercise)
        if item is None or item.level != level:
            break
        chain.insert(0, programme)
    return chain


def _entries(exercise: str, sessions: Sequence[Session]) -> list[tuple[Session, ExerciseDone]]:
    return [
        (session, done)
        for session in sessions
        for done in session.exercises
        if done.exercise == exercise
    ]


def _most_pain(session: Session, course: Course) -> int:
    """Most pain said about a session, the next morning included."""
    said = [session.pain_before, session.pain_after]
    for done in session.exercises:
        said += [done.pain_before, done.pain_during, done.pain_after]
    morning = course.mornings.get(session.id)
    if morning is not None:
        said.append(morning.pain)
    return max(pain for pain in said if pain is not None)


def _activity_is_worse(checkins: Sequence[CheckIn]) -> bool:
    """Whether the latest answer about an activity is clearly below the one before."""
    scores: dict[str, list[int]] = {}
    for checkin in sorted(checkins, key=lambda c: c.recorded_at):
        for activity in checkin.activities:
            scores.setdefault(activity.name.casefold(), []).append(activity.score)
    least = tables().side_rule("activity_change")
    return any(len(row) > 1 and row[-2] - row[-1] >= least for row in scores.values())
