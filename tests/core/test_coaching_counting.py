"""Gate, counter and judge: heights over time to repetitions with a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.coaching.counter import (
    CounterParams,
    CounterState,
    Instant,
    Movement,
    counter_step,
)
from coxa.coaching.gate import GateParams, GateState, gate_params, gate_step
from coxa.coaching.judge import Judged, JudgeParams, compensation_of, judge_params, judged
from coxa.coaching.reading import Channel
from coxa.coaching.seated import FORM
from coxa.errors import TableError
from coxa.tables.coaching import FormRule, coaching_tables
from tests.core.coaching_samples import TEST, config_of, dose
from tests.core.seated_samples import Move, course, times_s

ROWS = coaching_tables()
GATE = GateParams(hold_s=1.0, gap_s=0.3)
COUNTING = CounterParams(
    out_at=7.0,
    rise=5.0,
    home_at=4.0,
    home_share=0.4,
    band=2.5,
    band_share=0.08,
    steady=2.0,
    reach=None,
    most=None,
    unseen_s=0.5,
    longest_s=20.0,
    trace_s=0.04,
)
INTERNAL = Channel("left", "internal")
STILL_FORM = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
JUDGING = judge_params(TEST, "seated_rotation", FORM, (), ROWS)


def held(values: Sequence[float | None], step_s: float = 0.1) -> list[GateState]:
    state, states = GateState(), []
    for i, value in enumerate(values):
        state = gate_step(
            GATE, state, i * step_s, None if value is None else (value, 7.0), (1.0, math.inf)
        )
        states.append(state)
    return states


def counted(
    t_s: Sequence[float],
    heights: Sequence[float],
    params: CounterParams = COUNTING,
    form: tuple[float, ...] = STILL_FORM,
) -> tuple[CounterState, list[Movement]]:
    state, movements = CounterState(), []
    for time_s, height in zip(t_s, heights, strict=True):
        state, movement = counter_step(params, state, time_s, (height, height), form)
        if movement is not None:
            movements.append(movement)
    return state, movements


def one(
    height_deg: float = 30.0,
    form: tuple[float, ...] = STILL_FORM,
    counting: CounterParams = COUNTING,
    hold_s: float = 1.2,
) -> Movement:
    t_s = times_s(6.0)
    move = Move(1.0, height_deg, 1.0, hold_s, 1.0)
    return counted(t_s, course(t_s, move), counting, form)[1][0]


def verdict(
    movement: Movement,
    params: JudgeParams = JUDGING,
    counting: CounterParams = COUNTING,
    channel: Channel = INTERNAL,
) -> Judged:
    found = judged(params, counting, channel, movement)
    assert found is not None
    return found


def with_rules(*rules: FormRule) -> JudgeParams:
    return replace(JUDGING, rules=rules)


# --------------------------------------------------------------------------------------------- gate


def test_the_gate_opens_after_the_hold_and_knows_its_mean() -> None:
    states = held([5.0, 5.2] * 8)
    first = next(i for i, state in enumerate(states) if state.is_open)
    assert first == 10
    assert states[first].home == pytest.approx((5.09, 7.0), abs=0.02)
    assert states[first].since_s == 0.0


def test_who_moves_begins_anew_and_a_number_may_wander_where_it_may() -> None:
    states = held([5.0] * 6 + [9.0] * 20)
    first = next(i for i, state in enumerate(states) if state.is_open)
    assert (states[first].since_s or 0.0) > 0.55
    assert states[first].home[0] > 8.0


def test_a_short_gap_is_forgiven_and_a_long_one_is_not() -> None:
    short = held([5.0] * 5 + [None] * 2 + [5.0] * 5)
    assert short[-1].is_open
    long = held([5.0] * 5 + [None] * 5 + [5.0] * 5)
    assert not long[-1].is_open
    assert long[9] == GateState()
    assert held([None])[-1] == GateState()


def test_the_gate_of_the_tables() -> None:
    params = gate_params(ROWS)
    assert (params.hold_s, params.gap_s) == (ROWS.figure("gate_s"), ROWS.figure("gate_gap_s"))


# ------------------------------------------------------------------------------------------ counter


def test_out_held_and_back_is_one_movement() -> None:
    t_s = times_s(8.0)
    state, movements = counted(t_s, course(t_s, Move(1.0, 30.0)))
    assert len(movements) == 1
    assert not state.is_out
    assert movements[0].broken is None
    assert movements[0].held_s == pytest.approx(1.2, abs=0.4)
    assert movements[0].end_s - movements[0].since_s == pytest.approx(2.4, abs=0.3)


def test_two_thresholds_a_wobble_at_the_edge_is_no_movement() -> None:
    t_s = times_s(10.0)
    wobble = [7.0 + 1.5 * math.sin(9.0 * time_s) for time_s in t_s]
    state, movements = counted(t_s, wobble)
    assert movements == []
    assert not state.is_out


def test_half_way_back_and_out_again_is_one_movement_and_further_back_several() -> None:
    t_s = times_s(12.0)

    def swinging(middle: float, size: float) -> list[float]:
        return [
            middle + size * math.cos(1.5 * (time_s - 2.0)) if 2.0 < time_s < 10.0 else 0.0
            for time_s in t_s
        ]

    assert len(counted(t_s, swinging(22.0, 8.0))[1]) == 1
    assert len(counted(t_s, swinging(16.0, 14.0))[1]) == 3


def test_what_is_not_seen_for_long_is_broken_off() -> None:
    t_s = times_s(8.0)
    heights = course(t_s, Move(1.0, 30.0, hold_s=3.0))
    gone = [math.nan if 2.5 < time_s < 3.4 else h for time_s, h in zip(t_s, heights, strict=True)]
    assert [m.broken for m in counted(t_s, gone)[1]] == ["gap"]
    short = [math.nan if 2.5 < time_s < 2.8 else h for time_s, h in zip(t_s, heights, strict=True)]
    assert [m.broken for m in counted(t_s, short)[1]] == [None]


def test_who_never_comes_home_has_another_zero() -> None:
    t_s = times_s(30.0)
    _, movements = counted(t_s, [0.0 if time_s < 1.0 else 15.0 for time_s in t_s])
    assert movements[0].broken == "unfinished"
    assert movements[0].end_s - movements[0].since_s > COUNTING.longest_s


def test_a_hold_runs_only_in_position() -> None:
    t_s = times_s(8.0)
    heights = course(t_s, Move(1.0, 30.0, hold_s=2.0))
    near = replace(COUNTING, reach=20.0)
    assert counted(t_s, heights, near)[1][0].held_s == pytest.approx(2.2, abs=0.4)
    assert counted(t_s, heights, replace(COUNTING, reach=35.0))[1][0].held_s == 0.0
    assert counted(t_s, heights, replace(COUNTING, most=25.0))[1][0].held_s < 0.4


def test_before_anything_is_seen_nothing_happens() -> None:
    state, movement = counter_step(COUNTING, CounterState(), 0.0, (math.nan, math.nan), ())
    assert (state, movement) == (CounterState(), None)


@given(st.lists(st.floats(-20.0, 60.0) | st.just(math.nan), max_size=80))
def test_whatever_comes_a_movement_is_whole_and_in_order(heights: list[float]) -> None:
    t_s = times_s(0.1 * max(1, len(heights)), 10.0)[: len(heights)]
    _, movements = counted(t_s, heights)
    for movement in movements:
        assert movement.since_s < movement.end_s
        assert movement.trace[0].t_s == movement.since_s
        assert all(math.isfinite(instant.height) for instant in movement.trace)


# -------------------------------------------------------------------------------------------- judge


def test_a_good_one_counts_and_its_value_is_that_of_the_hold() -> None:
    found = verdict(one())
    assert found.reasons == ()
    assert found.faults == ()
    assert found.value_deg == pytest.approx(30.0, abs=0.3)
    assert found.height == pytest.approx(30.0, abs=0.3)


def test_too_small_too_far_and_not_held() -> None:
    assert verdict(one(7.6)).reasons == ("too_small",)
    near = replace(COUNTING, reach=25.0, most=28.0)
    assert verdict(one(22.0, counting=near), counting=near).reasons == ("too_small",)
    assert verdict(one(30.0, counting=near), counting=near).reasons == ("too_far",)
    chair = judge_params(
        config_of("chair_rotation", dosed=dose(hold_s=4.0)), "seated_rotation", FORM, (), ROWS
    )
    assert verdict(one(), chair).reasons == ("no_hold",)


def test_a_broken_one_says_only_that() -> None:
    movement = replace(one(7.6), broken="gap")
    assert verdict(movement).reasons == ("gap",)


def test_a_twitch_and_a_leg_that_follows_are_no_movements() -> None:
    quick = Movement(0.0, 0.4, 0.0, (Instant(0.0, 12.0, STILL_FORM),), None)
    assert judged(JUDGING, COUNTING, INTERNAL, quick) is None
    follower = one(10.0, (40.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert judged(JUDGING, COUNTING, INTERNAL, follower) is None


def test_both_legs_at_once_do_not_count() -> None:
    together = one(20.0, (19.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert "both_legs_moved" in verdict(together).reasons


def test_the_roll_of_the_pelvis_is_taken_out_and_told() -> None:
    # the resting leg tips inward by 8 degrees: the moving side went up
    rolled = one(40.0, (-8.0, 5.0, 0.0, 0.0, 0.0, 0.0))
    params = with_rules(FormRule(measure="pelvic_hike", words="x"))
    found = verdict(rolled, params)
    assert found.value_deg == pytest.approx(32.0, abs=0.7)
    assert found.faults == ("pelvic_hike",)
    assert found.reasons == ()
    outward = verdict(rolled, params, channel=Channel("left", "external"))
    assert outward.value_deg == pytest.approx(48.0, abs=0.7)
    far = one(40.0, (-14.0, 9.0, 0.0, 0.0, 0.0, 0.0))
    assert verdict(far, params).reasons == ("pelvic_hike",)


def test_the_worst_fault_comes_first_and_either_way_counts() -> None:
    form = (0.0, 0.0, 0.0, -8.0, 14.0, 0.0)
    params = with_rules(
        FormRule(measure="trunk_lean", words="x"),
        FormRule(measure="thigh_drift", words="x"),
        FormRule(measure="thigh_lift", words="x", warn_from=1.0),
    )
    assert verdict(one(30.0, form), params).faults == ("thigh_drift", "trunk_lean")


def test_a_rule_of_its_own_limits() -> None:
    form = (0.0, 0.0, 0.0, 0.0, 0.0, 3.0)
    warn = with_rules(FormRule(measure="thigh_lift", words="x", warn_from=2.0))
    assert verdict(one(30.0, form), warn).reasons == ()
    refuse = with_rules(FormRule(measure="thigh_lift", words="x", warn_from=2.0, refuse_from=3.0))
    assert verdict(one(30.0, form), refuse).reasons == ("thigh_lift",)
    foot = with_rules(FormRule(measure="foot_twist", words="x"))
    with pytest.raises(KeyError):
        verdict(one(), foot)


def test_pace_is_told_from_the_movement() -> None:
    params = with_rules(FormRule(measure="pace", words="x"))
    t_s = times_s(4.0, 60.0)
    fast = counted(t_s, course(t_s, Move(1.0, 40.0, 0.25, 1.0, 0.4)))[1][0]
    assert verdict(fast, params).faults == ("pace",)
    config = config_of("chair_rotation", dosed=dose(hold_s=0.5))
    slow = judge_params(config, "seated_rotation", FORM, (), ROWS)
    assert verdict(fast, slow).is_quick
    assert not verdict(one(hold_s=1.0), slow).is_quick


def test_a_form_that_was_not_seen_spoils_nothing() -> None:
    unseen = (math.nan,) * len(FORM)
    params = with_rules(FormRule(measure="thigh_drift", words="x"))
    assert verdict(one(30.0, unseen), params).reasons == ()


def test_who_stays_down_has_sat_down() -> None:
    config = config_of("squat_alignment", dosed=dose(hold_s=0.0))
    params = judge_params(config, "squat", (), (), ROWS)
    row = ROWS.pattern("squat")
    counting = replace(
        COUNTING, out_at=row.out_at, rise=row.rise, home_at=row.home_at, band=row.band, steady=0.03
    )
    both = Channel("both", None)
    sat = _squat(0.4, 4.0, counting)
    assert verdict(sat, params, counting, both).reasons == ("rested",)
    assert verdict(_squat(0.4, 0.5, counting), params, counting, both).reasons == ()
    assert verdict(_squat(0.4, 0.5, counting), params, counting, both).value_deg is None


def _squat(depth: float, hold_s: float, counting: CounterParams) -> Movement:
    t_s = times_s(9.0)
    return counted(t_s, course(t_s, Move(1.0, depth, hold_s=hold_s)), counting, ())[1][0]


def test_a_measure_without_limits_is_named() -> None:
    assert compensation_of("pace").unit == "deg/s"
    with pytest.raises(TableError, match="'heel_lift'"):
        compensation_of("heel_lift")
