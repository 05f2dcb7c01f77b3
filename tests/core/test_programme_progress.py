"""Rungs: up when done in full without more pain, else held; pain lowers and never raises them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.programme.change import changes_between
from coxa.programme.request import PlanRequest
from coxa.records.checkin import Activity, CheckIn
from coxa.records.programme import Programme, ProgrammeItem
from coxa.records.release import ReleaseItem
from coxa.records.session import ExerciseDone, RangeReached, Session, Stop
from coxa.tables.care import care_tables
from tests.core.history_samples import EVEN, FIRST_DAY
from tests.core.programme_samples import (
    SUBJECT,
    done,
    following,
    full_week,
    moment,
    morning,
    new_id,
    plan,
    release,
    request,
    screening,
    session,
)

CARE = care_tables()
FIRST = request(EVEN)
WEEK_1 = plan(FIRST)
CHAIR = "chair_rotation"


def week_with(
    change: Callable[[ExerciseDone], ExerciseDone], days: Sequence[int] = range(7), **head: object
) -> list[Session]:
    """A week in which every exercise done is changed."""
    made = []
    for day in days:
        whole = session(WEEK_1, day)
        changed = replace(whole, exercises=tuple(change(entry) for entry in whole.exercises))
        made.append(replace(changed, **head))  # type: ignore[arg-type]  # fields by name
    return made


def next_plan(
    sessions: Sequence[Session], checkins: Sequence[CheckIn] = (), **more: object
) -> Programme:
    return plan(following(FIRST, WEEK_1, sessions, checkins=tuple(checkins), **more))  # type: ignore[arg-type]  # fields by name


def item(programme: Programme, exercise: str = CHAIR) -> ProgrammeItem:
    found = programme.item(exercise)
    assert found is not None
    return found


def told(programme: Programme, exercise: str = CHAIR) -> set[str]:
    return {reason.rule for reason in item(programme, exercise).reasons}


# ------------------------------------------------------------------------------------------ upwards


def test_a_full_week_goes_up_one_step() -> None:
    programme = next_plan(full_week(WEEK_1, 0))
    assert item(programme).step == "progress"
    assert item(programme).level == 2
    assert "progress_done" in told(programme)


def test_the_last_step_is_held_and_leads_to_the_next_exercise() -> None:
    made, programme = FIRST, WEEK_1
    for week in range(4):
        made = following(made, programme, full_week(programme, 7 * week), 7 * (week + 1))
        programme = plan(made)
    levels = len(CARE.exercise(CHAIR).levels)
    assert item(programme).level == levels
    assert "progress_last_rung" in told(programme)
    offered = {i.exercise for i in programme.items} & set(CARE.exercise(CHAIR).harder)
    assert offered
    assert any("ladder" in told(programme, name) for name in offered)


def test_a_plan_made_anew_on_the_same_day_changes_nothing() -> None:
    again = plan(
        following(FIRST, WEEK_1, [], 0, assessments=FIRST.assessments, screenings=FIRST.screenings)
    )
    assert again.week == 1
    assert {i.exercise: i.level for i in again.items} == {i.exercise: i.level for i in WEEK_1.items}
    assert "hold_this_week" in told(again)


# ------------------------------------------------------------------------------------------- held


def reached(value_deg: float, highest_deg: float) -> Callable[[ExerciseDone], ExerciseDone]:
    ranges = tuple(
        RangeReached(
            direction=direction, value_deg=value_deg, error_95_deg=4.0, highest_deg=highest_deg
        )
        for direction in ("internal", "external")
    )
    return lambda entry: replace(entry, ranges=ranges) if entry.exercise == CHAIR else entry


@pytest.mark.parametrize(
    ("sessions", "rule"),
    [
        (week_with(lambda e: e, days=range(2)), "hold_few_sessions"),
        (week_with(lambda e: replace(e, repetitions=round(0.8 * e.repetitions))), "hold_not_full"),
        (week_with(lambda e: replace(e, effort=None)), "hold_no_score"),
        (week_with(lambda e: replace(e, pain_during=None)), "hold_no_score"),
        (week_with(lambda e: replace(e, effort=4)), "hold_effort"),
        (week_with(lambda e: replace(e, pain_before=3, pain_during=3)), "hold_pain"),
        (week_with(reached(20.0, 25.0)), "hold_range"),
        (week_with(reached(30.0, 60.0)), "hold_ceiling"),
    ],
)
def test_what_holds(sessions: list[Session], rule: str) -> None:
    programme = next_plan(sessions)
    assert rule in told(programme)
    assert item(programme).level == 1
    assert item(programme).step == "hold"


def test_an_activity_that_got_harder_holds() -> None:
    def checkin(day: int, score: int) -> CheckIn:
        return CheckIn(
            id=new_id("activity", day),
            subject=SUBJECT,
            recorded_at=moment(day),
            coxa_version="0.1.0",
            activities=(Activity(name="stairs", score=score),),
        )

    worse = next_plan(full_week(WEEK_1, 0), [checkin(0, 7), checkin(6, 4)])
    assert "hold_activity" in told(worse)
    same = next_plan(full_week(WEEK_1, 0), [checkin(0, 7), checkin(6, 6)])
    assert item(same).step == "progress"


def test_growing_pain_before_exercise_holds_everything() -> None:
    second = next_plan(full_week(WEEK_1, 0))
    made = following(FIRST, WEEK_1, full_week(WEEK_1, 0))
    sessions = [replace(s, pain_before=2) for s in full_week(second, 7)]
    third = plan(following(made, second, sessions, 14))
    assert "hold_pain_before" in told(third)
    assert "worsening" in {notice.rule for notice in third.notices}
    assert all(i.step in ("hold", "start") for i in third.items)


def test_low_load_brings_a_higher_step_back() -> None:
    made, programme = FIRST, WEEK_1
    for week in range(3):
        made = following(made, programme, full_week(programme, 7 * week), 7 * (week + 1))
        programme = plan(made)
    worse = screening({"conditions": ["unknown_condition"]}, 28)
    made = following(made, programme, full_week(programme, 21), 28)
    careful = plan(replace(made, screenings=(*made.screenings[:-1], worse)))
    most = CARE.plan_figure("low_load_effort_most").value
    assert all(i.dose.effort_high <= most for i in careful.items)
    steps = {r.rule for i in careful.items for r in i.reasons}
    steps |= {n.reason.rule for n in careful.not_chosen}
    assert steps & {"regress_low_load", "hold_low_load", "too_much_load"}


def test_the_next_step_waits_for_its_equipment() -> None:
    needy = [
        (row.id, number)
        for row in CARE.exercises
        for number, rung in enumerate(row.levels, start=1)
        if number > 1 and set(rung.equipment) - set(row.equipment) - set(CARE.home_equipment)
    ]
    assert needy, "some exercise goes on with more equipment than it begins with"
    name, number = needy[0]
    order = release(
        ReleaseItem(kind="include", name=name),
        ReleaseItem(kind="dose", name=name, level=number - 1),
    )
    there = (*CARE.exercise(name).equipment, "chair")
    first = request(EVEN, releases=(order,), equipment=there)
    programme = plan(first)
    later = following(
        first,
        programme,
        full_week(programme, 0),
        releases=(release(ReleaseItem(kind="include", name=name)),),
    )
    held = plan(later)
    assert item(held, name).level == number - 1
    assert "hold_equipment" in told(held, name)


# ---------------------------------------------------------------------------------------- downwards


def test_a_stop_lowers_pauses_and_keeps_all_else_where_it_is() -> None:
    second = next_plan(full_week(WEEK_1, 0))
    made = following(FIRST, WEEK_1, full_week(WEEK_1, 0))
    week = full_week(second, 7)
    stopped = tuple(
        replace(e, stop=Stop(reason="pain", pain=4), pain_during=4, pain_kind="brought_on")
        if e.exercise == CHAIR
        else e
        for e in week[-1].exercises
    )
    week[-1] = replace(week[-1], exercises=stopped)
    third = plan(following(made, second, week, 14))
    assert third.item(CHAIR) is None
    assert all(i.step != "progress" for i in third.items)
    assert all("hold_stop_this_week" in {r.rule for r in i.reasons} for i in third.items)
    left_out = {n.exercise: n.reason.rule for n in third.not_chosen}
    assert "no_new_after_stop" in left_out.values()
    gone = {c.exercise: c for c in changes_between(second, third)}
    assert gone[CHAIR].step == "pause"
    assert gone[CHAIR].after is None
    assert gone[CHAIR].reasons

    # The morning after is quiet, the questions were answered again: it comes back, one step lower.
    quiet = morning(week[-1], 14)
    after = replace(
        following(made, second, week, 21),
        programmes=(WEEK_1, second, third),
        checkins=(quiet,),
        screenings=(*made.screenings, screening(day=14), screening(day=21)),
    )
    back = plan(after)
    assert item(back).step == "resume"
    assert item(back).level == 1


def level_two() -> tuple[PlanRequest, Programme]:
    made = following(FIRST, WEEK_1, full_week(WEEK_1, 0))
    return made, plan(made)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"pain_before": 1, "pain_during": 1, "pain_after": 2}, "regress_pain"),
        ({"effort": 9}, "regress_effort"),
        ({"repetitions": 2}, "regress_not_full"),
    ],
)
def test_what_lowers(change: dict[str, object], rule: str) -> None:
    made, second = level_two()
    week = full_week(second, 7)
    entries = tuple(
        replace(e, **change) if e.exercise == CHAIR else e  # type: ignore[arg-type]
        for e in week[-1].exercises
    )
    days = [replace(s, exercises=entries) for s in week]
    third = plan(following(made, second, days, 14))
    assert item(third).level == 1
    assert item(third).step == "regress"
    assert rule in told(third)


@pytest.mark.parametrize("night", [False, True])
def test_a_bad_next_morning_lowers(night: bool) -> None:
    made, second = level_two()
    week = full_week(second, 7)
    bad = morning(week[-1], 14, pain=0 if night else 2, night=night)
    third = plan(following(made, second, week, 14, checkins=(bad,)))
    assert "regress_morning" in told(third)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"stop": Stop(reason="pain", pain=3), "pain_during": 3}, "regress_stop"),
        ({"pain_kind": "worse", "pain_during": 1}, "regress_pain"),
    ],
)
def test_what_was_stopped_early_in_the_week_comes_back_one_step_lower(
    change: dict[str, object], rule: str
) -> None:
    made, second = level_two()
    week = full_week(second, 7)
    entries = tuple(
        replace(e, **change) if e.exercise == CHAIR else e  # type: ignore[arg-type]
        for e in week[0].exercises
    )
    week[0] = replace(week[0], exercises=entries)
    later = following(made, second, week, 14, checkins=(morning(week[0], 8),))
    asked = (*made.screenings, screening(day=8), later.screenings[-1])
    third = plan(replace(later, screenings=asked))
    assert item(third).level == 1
    assert rule in told(third)


def test_below_the_first_step_an_exercise_rests_and_an_easier_one_is_offered() -> None:
    name = "seated_band_internal"
    easier = CARE.exercise(name).easier
    assert easier
    first = request(EVEN, releases=(release(ReleaseItem(kind="include", name=name), days=3),))
    programme = plan(first)
    week = [
        replace(
            s,
            exercises=tuple(
                replace(e, pain_after=1) if e.exercise == name else e for e in s.exercises
            ),
        )
        for s in full_week(programme, 0)
    ]
    after = plan(following(first, programme, week))
    left_out = {n.exercise: n.reason.rule for n in after.not_chosen}
    assert left_out[name] == "regress_pain"
    offered = [i for i in after.items if i.exercise in easier]
    assert any("ladder" in {r.rule for r in i.reasons} for i in offered)


def test_two_sides_of_one_entry_count_for_both() -> None:
    both = [
        replace(
            s,
            exercises=tuple(replace(e, side="both") for e in s.exercises if e.side == "left"),
        )
        for s in full_week(WEEK_1, 0)
    ]
    assert item(next_plan(both)).step == "progress"


# --------------------------------------------------------------------------------------- properties


PAIN = st.integers(0, 10)
ENTRY = st.fixed_dictionaries(
    {
        "pain_during": st.none() | PAIN,
        "pain_after": st.none() | PAIN,
        "effort": st.none() | st.integers(0, 10),
        "pain_kind": st.sampled_from([None, "none", "same_as_before", "brought_on", "worse"]),
    }
)
SHARES = st.floats(0.0, 1.2)


def loads(programme: Programme) -> dict[str, float]:
    return {
        i.exercise: CARE.exercise(i.exercise).level(i.level).load * i.dose.sets * i.dose.repetitions
        for i in programme.items
    }


def hurt_more(entry: ExerciseDone, more: int) -> ExerciseDone:
    def up(pain: int | None) -> int:
        return min(10, (pain or 0) + more)

    is_new = entry.pain_kind in (None, "none", "same_as_before")
    return replace(
        entry,
        pain_during=up(entry.pain_during),
        pain_after=up(entry.pain_after),
        pain_kind="brought_on" if is_new else "worse",
    )


@settings(max_examples=60, deadline=None)
@given(ENTRY, SHARES, st.integers(1, 10), st.integers(0, 10), st.booleans())
def test_more_pain_never_raises_a_dose(
    entry: dict[str, object], share: float, more: int, next_morning: int, is_stopped: bool
) -> None:
    made, second = level_two()
    week = full_week(second, 7)
    less = [
        replace(
            s,
            exercises=tuple(
                replace(e, **entry, repetitions=round(share * e.repetitions))  # type: ignore[arg-type]
                for e in s.exercises
            ),
        )
        for s in week
    ]
    hurt = [replace(s, exercises=tuple(hurt_more(e, more) for e in s.exercises)) for s in less]
    if is_stopped:
        stop = Stop(reason="pain", pain=more)
        hurt[-1] = replace(
            hurt[-1], exercises=tuple(replace(e, stop=stop) for e in hurt[-1].exercises)
        )
    calm = morning(week[-1], 14, pain=min(next_morning, 1))
    bad = morning(week[-1], 14, pain=max(next_morning, 1), night=is_stopped)
    before = _loads_or_nothing(following(made, second, less, 14, checkins=(calm,)))
    after = _loads_or_nothing(following(made, second, hurt, 14, checkins=(bad,)))
    for exercise in before.keys() & after.keys():
        assert after[exercise] <= before[exercise]
    started = loads(second)
    for exercise in after.keys() & started.keys():
        assert after[exercise] <= started[exercise], "pain in every exercise: nothing went up"


def _loads_or_nothing(made: PlanRequest) -> dict[str, float]:
    from coxa.errors import RefusedError

    try:
        return loads(plan(made))
    except RefusedError as error:
        assert error.code == "plan_nothing_left"  # noqa: PT017  nothing may be done: no dose at all
        return {}


def test_a_course_is_the_same_in_any_order() -> None:
    made, second = level_two()
    week = full_week(second, 7)
    forward = following(made, second, week, 14)
    backward = replace(forward, sessions=tuple(reversed(forward.sessions)))
    assert plan(forward) == plan(backward)


def test_a_session_of_another_plan_does_not_count() -> None:
    other = [replace(s, programme_id=new_id("another")) for s in full_week(WEEK_1, 0)]
    assert "hold_few_sessions" in told(next_plan(other))


def test_little_done_makes_the_next_plan_short() -> None:
    programme = next_plan(full_week(WEEK_1, 0)[:2])
    assert len(programme.items) == 2


def test_days_that_have_not_happened_are_not_missed() -> None:
    ahead = replace(following(FIRST, WEEK_1, full_week(WEEK_1, 0)[:1]), recorded_at=moment(1, 10))
    assert len(plan(ahead).items) > 2


def test_changes_name_what_is_new() -> None:
    second = next_plan(full_week(WEEK_1, 0), goals=("stairs",))
    changes = {c.exercise: c for c in changes_between(WEEK_1, second)}
    new = [c for c in changes.values() if c.before is None]
    assert {c.exercise for c in changes.values() if c.after is not None} == {
        i.exercise for i in second.items
    }
    assert all(c.step == "start" for c in new)
    assert done(item(second))[0].level == 2
    assert (FIRST_DAY + timedelta(days=7)).isoformat() == second.starts_on
