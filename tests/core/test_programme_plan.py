"""A plan: two to four exercises a day from what was found, gated, dosed, and with its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from coxa.assessment.balance import findings_of
from coxa.errors import RefusedError
from coxa.records.findings import Asymmetry, Findings, LowInternalRotation
from coxa.records.plain import plain_from_json, plain_to_json
from coxa.records.programme import Programme
from coxa.records.release import ReleaseItem
from coxa.tables.care import care_tables
from coxa.tables.load import tables
from tests.core.history_samples import EVEN, FIRST_DAY, only, record
from tests.core.programme_samples import (
    ALL_EQUIPMENT,
    LOW_LEFT,
    following,
    full_week,
    plan,
    release,
    request,
    screening,
    session,
)

CARE = care_tables()


def rules(programme: Programme) -> set[str]:
    return {reason.rule for item in programme.items for reason in item.reasons}


def notices(programme: Programme) -> set[str]:
    return {reason.rule for reason in programme.notices}


def refusal_of(made: object) -> str:
    with pytest.raises(RefusedError) as caught:
        plan(made)  # type: ignore[arg-type]
    return caught.value.code


# ----------------------------------------------------------------------------------- what is chosen


def test_a_restricted_turn_comes_first_and_says_why() -> None:
    programme = plan(request(LOW_LEFT))
    assert programme.items[0].exercise == "chair_rotation"
    told = programme.items[0].reasons[0]
    assert told.rule in ("below_usual", "well_below_usual")
    assert "14°" in told.message
    assert programme.items[0].first_side == "left"


def test_every_day_has_two_to_four_exercises() -> None:
    for values in (LOW_LEFT, EVEN):
        programme = plan(request(values))
        for offset in range(7):
            assert 2 <= len(programme.on(FIRST_DAY + timedelta(days=offset))) <= 4


def test_the_same_request_gives_the_same_plan_and_it_is_a_sound_record() -> None:
    programme = plan(request())
    assert plan(request()) == programme
    assert plain_from_json(Programme, plain_to_json(programme)) == programme


def test_every_reason_rests_on_a_source() -> None:
    programme = plan(request(goals=("walking", "squatting")))
    reasons = [reason for item in programme.items for reason in item.reasons]
    reasons += [row.reason for row in programme.not_chosen]
    reasons += [programme.pain_rule.reason, *programme.notices]
    for reason in reasons:
        assert tables().source(reason.source_id).id == reason.source_id
    assert {row.exercise for row in programme.not_chosen} | {
        item.exercise for item in programme.items
    } == {row.id for row in CARE.exercises}


def test_goals_bring_their_exercises() -> None:
    programme = plan(request(EVEN, goals=("stairs",)))
    assert programme.item("step_down") is not None
    assert "goal_exercise" in rules(programme)


def test_what_needs_equipment_that_is_not_there_is_left_out() -> None:
    programme = plan(request(equipment=("chair",)))
    for item in programme.items:
        assert set(CARE.exercise(item.exercise).equipment) <= {"chair", *CARE.home_equipment}
    left_out = {row.exercise: row.reason.rule for row in programme.not_chosen}
    assert left_out["seated_band_internal"] == "no_equipment"


def test_nothing_below_the_usual_range_keeps_what_is_there() -> None:
    programme = plan(request(EVEN))
    assert "usual_range" in notices(programme)
    assert "maintain" in rules(programme)


def test_a_difference_of_one_day_is_not_more_than_a_reason_to_look_again() -> None:
    uneven = {**EVEN, ("left", "external"): 22.0}
    programme = plan(request(uneven))
    assert "recheck_sides" in notices(programme)


def test_a_difference_of_two_days_is_a_need() -> None:
    uneven = {**EVEN, ("left", "external"): 20.0}
    found = Findings(
        asymmetry=(
            Asymmetry(
                kind="asymmetry", direction="external", smaller_side="left",
                difference_deg=15.0, days=("2026-10-30", "2026-11-01"),
            ),
        )
    )  # fmt: skip
    programme = plan(request(uneven, findings=found))
    assert "asymmetry" in rules(programme)
    assert "recheck_sides" not in notices(programme)


def test_a_turn_that_hurt_in_the_test_gets_careful_work() -> None:
    measured = record(LOW_LEFT, hour=8, pain={("left", "internal"): 4})
    programme = plan(request(assessments=(measured,), findings=findings_of(measured, ())))
    item = programme.item("chair_rotation")
    assert item is not None
    targets = {(t.side, t.direction): t for t in item.targets}
    assert targets["left", "internal"].target_deg == pytest.approx(0.8 * 14.0)
    assert targets["right", "internal"].target_deg == pytest.approx(31.0)


def test_a_stretch_is_for_the_side_that_needs_it() -> None:
    programme = plan(request(LOW_LEFT))
    stretches = [item for item in programme.items if item.kind == "stretch"]
    assert stretches
    assert {item.sides for item in stretches} == {"left"}


# -------------------------------------------------------------------------------- targets, ceilings


def test_the_target_is_the_own_range_and_the_warning_comes_before_the_ceiling() -> None:
    programme = plan(request(LOW_LEFT))
    for item in programme.items:
        for target in item.targets:
            assert target.target_deg <= target.warn_from_deg < target.ceiling_deg
            assert target.ceiling_deg - target.warn_from_deg == pytest.approx(4.0)


def test_a_therapists_ceiling_is_never_passed_and_closes_what_cannot_be_measured() -> None:
    ceiling = ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=20.0)
    programme = plan(request(EVEN, releases=(release(ceiling),)))
    for item in programme.items:
        row = CARE.exercise(item.exercise)
        if "internal" in row.directions and item.sides != "right":
            left = [t for t in item.targets if (t.side, t.direction) == ("left", "internal")]
            assert left, item.exercise
            assert left[0].ceiling_deg <= 20.0
            assert left[0].target_deg <= 16.0
    assert programme.release_ids


def test_a_ceiling_smaller_than_the_error_closes_the_side() -> None:
    ceiling = ReleaseItem(kind="ceiling", side="left", direction="internal", value_deg=3.0)
    programme = plan(request(EVEN, releases=(release(ceiling),)))
    item = programme.item("chair_rotation")
    assert item is None or item.sides == "right"


def test_a_ceiling_on_both_sides_leaves_the_exercise_out() -> None:
    items = tuple(
        ReleaseItem(kind="ceiling", side=side, direction=direction, value_deg=2.0)
        for side in ("left", "right")
        for direction in ("internal", "external")
    )
    programme = plan(request(EVEN, releases=(release(*items),)))
    left_out = {row.exercise: row.reason.rule for row in programme.not_chosen}
    assert left_out["chair_rotation"] == "side_closed"


def test_a_side_that_was_not_measured_has_no_target() -> None:
    measured = record(only(14.0), hour=8)
    programme = plan(request(assessments=(measured,), findings=findings_of(measured, ())))
    item = programme.item("chair_rotation")
    assert item is not None
    assert {(t.side, t.direction) for t in item.targets} == {("left", "internal")}


def test_a_hip_that_does_not_reach_its_zero_aims_at_what_it_shows() -> None:
    measured = record({**EVEN, ("left", "internal"): -4.0}, hour=8)
    programme = plan(request(assessments=(measured,), findings=findings_of(measured, ())))
    item = programme.item("chair_rotation")
    assert item is not None
    targets = {(t.side, t.direction): t for t in item.targets}
    assert targets["left", "internal"].target_deg == -4.0


# -------------------------------------------------------------------------------- who and how much


def test_older_adults_hold_a_stretch_longer() -> None:
    programme = plan(request(LOW_LEFT, changed={"age": 71.0}))
    stretch = next(item for item in programme.items if item.kind == "stretch")
    assert stretch.dose.hold_s >= CARE.plan_figure("older_hold_s").value
    assert "older_hold" in rules(programme)


def test_an_unknown_condition_is_low_load_only() -> None:
    programme = plan(request(LOW_LEFT, changed={"conditions": ["unknown_condition"]}))
    most = CARE.plan_figure("low_load_effort_most").value
    assert programme.verdict == "low_load"
    for item in programme.items:
        assert not item.is_heavy
        assert item.dose.effort_high <= most
    left_out = {row.exercise: row.reason.rule for row in programme.not_chosen}
    assert "too_much_load" in left_out.values() or len(left_out) > 0
    assert "target_careful" in rules(programme)


def test_an_exercise_whose_first_step_is_no_low_load_waits() -> None:
    found = [
        (question.id, rule.any_of[0])
        for question in CARE.questions
        for rule in question.rules
        if rule.outcome == "low_load" and rule.any_of and not question.ask_if
    ]
    rungs = {row.id: row.levels[0] for row in CARE.exercises}
    most = CARE.plan_figure("low_load_effort_most").value
    hard = {name for name, rung in rungs.items() if rung.effort_high > most}
    assert hard
    rules_seen = set()
    for question, answer in found:
        opened = tuple(ReleaseItem(kind="exercise", name=name) for name in hard)
        made = request(EVEN, changed={question: [answer]}, releases=(release(*opened),))
        programme = plan(made)
        assert programme.verdict == "low_load"
        assert not hard & {item.exercise for item in programme.items}
        rules_seen |= {n.reason.rule for n in programme.not_chosen if n.exercise in hard}
    assert "too_much_load" in rules_seen


def test_little_turning_in_on_two_days_is_for_the_therapist() -> None:
    low = LowInternalRotation(side="left", value_deg=11.0, days=("2026-10-30", "2026-11-01"))
    programme = plan(request(LOW_LEFT, findings=Findings(low_internal=(low,))))
    assert "low_internal" in notices(programme)


def test_an_old_measurement_gives_careful_targets() -> None:
    made = request(EVEN, day=40)
    old = record(EVEN, day=2, hour=8)
    programme = plan(replace(made, assessments=(old,)))
    assert "old_assessment" in notices(programme)
    assert programme.retest_on == made.today.isoformat()
    item = programme.item("chair_rotation")
    assert item is not None
    assert item.targets[0].target_deg < 30.0


def test_little_confidence_makes_a_short_plan() -> None:
    programme = plan(request(confidence=4))
    assert len(programme.items) == 2
    assert "simplified" in notices(programme)


def test_a_therapists_orders_win_and_are_kept() -> None:
    items = (
        ReleaseItem(kind="include", name="walking_cue"),
        ReleaseItem(kind="exclude", name="figure_four_stretch"),
        ReleaseItem(kind="dose", name="walking_cue", sets=3, repetitions=5, hold_s=1.0, level=9),
    )
    programme = plan(request(EVEN, releases=(release(*items),)))
    item = programme.item("walking_cue")
    assert item is not None
    assert (item.dose.sets, item.dose.repetitions, item.dose.hold_s) == (3, 5, 1.0)
    assert item.level == len(CARE.exercise("walking_cue").levels)
    assert item.step == "override"
    left_out = {row.exercise: row.reason.rule for row in programme.not_chosen}
    assert left_out["figure_four_stretch"] == "release"


def test_a_withdrawn_release_no_longer_holds() -> None:
    given = release(ReleaseItem(kind="include", name="walking_cue"))
    back = replace(
        release(ReleaseItem(kind="exclude", name="bridge"), day=0), withdraws=(given.id,)
    )
    programme = plan(request(EVEN, releases=(given, back)))
    assert programme.release_ids == (back.id,)


# ---------------------------------------------------------------------------------- no plan at all


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"cannot_bear_weight": ["yes"]}, "plan_emergency"),
        ({"age": 15.0}, "plan_under_age"),
    ],
)
def test_some_answers_give_no_plan(changed: dict[str, object], code: str) -> None:
    assert refusal_of(request(changed=changed)) == code  # type: ignore[arg-type]


def test_what_is_missing_is_named() -> None:
    assert refusal_of(request(assessments=())) == "plan_needs_assessment"
    assert refusal_of(request(screenings=())) == "plan_needs_screening"
    assert refusal_of(request(EVEN, day=20, screenings=(screening(day=2),))) == "plan_screening_old"
    prone = record(EVEN, hour=8, position="prone")
    assert refusal_of(request(assessments=(prone,))) == "plan_other_position"
    assert refusal_of(request(goals=("flying",))) == "plan_unknown_goal"
    assert refusal_of(request(equipment=("trampoline",))) == "plan_unknown_equipment"


def test_a_session_from_tomorrow_is_named() -> None:
    first = plan(request())
    assert refusal_of(request(sessions=(session(first, 3),))) == "session_from_future"


def test_too_little_left_is_no_plan() -> None:
    kept_out = tuple(
        ReleaseItem(kind="exclude", name=row.id) for row in CARE.exercises if row.id != "bridge"
    )
    assert refusal_of(request(releases=(release(*kept_out),))) == "plan_nothing_left"


# -------------------------------------------------------------------------------------- next weeks


def test_the_week_counts_and_the_plan_names_the_one_before() -> None:
    made = request(LOW_LEFT)
    first = plan(made)
    assert first.week == 1
    assert "expect_weeks" in notices(first)
    second = plan(following(made, first, full_week(first, 0)))
    assert second.week == 2
    assert second.previous_id == first.id
    assert second.sessions_seen == 7
    assert "expect_weeks" not in notices(second)


def test_no_two_heavy_days_run_on_over_the_weeks() -> None:
    made = request(EVEN, goals=("stairs", "sport"))
    programme, heavy = plan(made), []
    for week in range(6):
        heavy += sorted({d for item in programme.items if item.is_heavy for d in item.days})
        made = following(made, programme, full_week(programme, 7 * week), 7 * (week + 1))
        programme = plan(made)
    days = sorted({(FIRST_DAY.fromisoformat(d) - FIRST_DAY).days for d in heavy})
    assert days, "six weeks done in full reach a heavy step"
    assert all(b - a > 1 for a, b in pairwise(days))


def test_a_heavy_day_yesterday_moves_the_heavy_days() -> None:
    made = request(EVEN, goals=("stairs", "sport"))
    programme, week = plan(made), 0
    while not any(item.is_heavy for item in programme.items):
        made = following(made, programme, full_week(programme, 7 * week), 7 * (week + 1))
        programme, week = plan(made), week + 1
    again = following(made, programme, [], 7 * week + 1)
    moved = plan(again)
    tomorrow = (FIRST_DAY + timedelta(days=7 * week + 1)).isoformat()
    for item in moved.items:
        assert not item.is_heavy or tomorrow not in item.days


def test_no_change_for_weeks_is_told() -> None:
    made = request(LOW_LEFT)
    programme = plan(made)
    for week in range(6):
        made = following(made, programme, full_week(programme, 7 * week), 7 * (week + 1))
        programme = plan(made)
    assert programme.week == 7
    assert "plateau" in notices(programme)


def test_all_equipment_is_known() -> None:
    asked = {name for row in CARE.exercises for name in row.equipment}
    assert asked <= {*ALL_EQUIPMENT}
