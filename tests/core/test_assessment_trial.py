"""Rest and repetitions: what was commanded is counted, and nothing is made up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.assessment.trial import Excursion, TrialParams, find_excursions, find_rest
from coxa.records.assessment import SIDES, Side
from tests.core.seated_samples import MOVE_S, Move, course, still, times_s
from tests.strategies import between, directions, sides

NAN = math.nan
COMMANDS = st.lists(st.tuples(sides(), directions(), between(10.0, 45.0)), min_size=1, max_size=6)


def commanded(
    commands: list[tuple[Side, str, float]], pause_s: float = 0.4
) -> tuple[list[float], dict[Side, list[float]]]:
    """Times and angles of moves one after the other."""
    moves: dict[Side, list[Move]] = {"left": [], "right": []}
    now_s = 1.5
    for side, direction, peak_deg in commands:
        moves[side].append(Move(now_s, peak_deg if direction == "internal" else -peak_deg))
        now_s += MOVE_S + pause_s
    t_s = times_s(now_s + 1.0)
    return t_s, {side: course(t_s, *moves[side]) for side in SIDES}


@settings(max_examples=40)
@given(COMMANDS)
def test_every_commanded_repetition_is_found_in_its_order(
    commands: list[tuple[Side, str, float]],
) -> None:
    t_s, angles = commanded(commands)
    found = find_excursions(t_s, angles)
    assert [(e.side, e.direction) for e in found] == [(s, d) for s, d, _ in commands]
    for k, (excursion, (_, _, peak_deg)) in enumerate(zip(found, commands, strict=True)):
        start_s = 1.5 + k * (MOVE_S + 0.4)
        assert excursion.peak_deg == pytest.approx(peak_deg, abs=0.3)
        assert start_s <= t_s[excursion.start] <= start_s + 0.6
        assert t_s[excursion.hold_from] == pytest.approx(start_s + 1.0, abs=0.35)
        assert t_s[excursion.hold_to - 1] == pytest.approx(start_s + 2.2, abs=0.35)
        assert start_s + 2.6 <= t_s[excursion.end - 1] <= start_s + MOVE_S
        assert excursion.start < excursion.hold_from < excursion.hold_to < excursion.end


@settings(max_examples=15)
@given(COMMANDS, st.integers(1, 1000))
def test_shifting_time_changes_nothing(
    commands: list[tuple[Side, str, float]], shift_s: int
) -> None:
    t_s, angles = commanded(commands)
    # Times that floats hold exactly, so that shifting them is exact too.
    early_s = [i / 32.0 for i in range(len(t_s))]
    later_s = [time_s + shift_s for time_s in early_s]
    early, later = find_excursions(early_s, angles), find_excursions(later_s, angles)
    assert early == later
    early_rest, later_rest = find_rest(early_s, angles), find_rest(later_s, angles)
    assert early_rest is not None
    assert later_rest is not None
    assert early_rest.images == later_rest.images


def test_internal_is_positive_and_external_negative() -> None:
    internal = Excursion("left", "internal", 0, 1, 2, 3, 30.0)
    external = Excursion("left", "external", 0, 1, 2, 3, 30.0)
    assert (internal.sign, external.sign) == (1.0, -1.0)


@pytest.mark.parametrize(
    ("valley_deg", "count"), [(0.0, 2), (4.0, 2), (12.0, 2), (19.0, 1), (28.0, 1)]
)
@pytest.mark.parametrize(("first_deg", "second_deg"), [(30.0, 30.0), (32.0, 30.0), (30.0, 34.0)])
def test_two_repetitions_without_a_full_return_are_split_where_the_leg_came_half_way_back(
    first_deg: float, second_deg: float, valley_deg: float, count: int
) -> None:
    t_s = times_s(10.0)
    both = [
        max(first, second, valley_deg if 3.0 < time_s < 5.5 else 0.0)
        for time_s, first, second in zip(
            t_s, course(t_s, Move(1.0, first_deg)), course(t_s, Move(4.5, second_deg)), strict=True
        )
    ]
    found = find_excursions(t_s, {"left": both})
    assert len(found) == count
    assert [e.peak_deg for e in found][: count - 1] == [pytest.approx(first_deg, abs=0.3)] * (
        count - 1
    )


def test_three_without_a_full_return_are_three() -> None:
    t_s = times_s(14.0)
    moves = [course(t_s, Move(1.0 + 3.4 * k, 30.0)) for k in range(3)]
    angles = [max(6.0 if 2.0 < t < 10.0 else 0.0, *v) for t, *v in zip(t_s, *moves, strict=True)]
    assert len(find_excursions(t_s, {"right": angles})) == 3


@settings(max_examples=20)
@given(between(15.0, 45.0), between(0.0, 0.55), directions(), st.booleans())
def test_a_leg_that_only_follows_has_made_no_repetition(
    peak_deg: float, share: float, direction: str, same_way: bool
) -> None:
    sign = 1.0 if direction == "internal" else -1.0
    t_s = times_s(6.0)
    leading = course(t_s, Move(1.5, sign * peak_deg))
    following = [(share if same_way else -share) * value for value in leading]
    found = find_excursions(t_s, {"left": leading, "right": following})
    assert [(e.side, e.direction) for e in found] == [("left", direction)]


def test_two_legs_that_move_alike_have_both_moved() -> None:
    t_s = times_s(6.0)
    angles = course(t_s, Move(1.5, 30.0))
    assert len(find_excursions(t_s, {"left": angles, "right": angles})) == 2


def test_a_smaller_movement_at_another_time_is_one() -> None:
    t_s = times_s(10.0)
    angles = {"left": course(t_s, Move(1.5, 40.0)), "right": course(t_s, Move(5.5, 10.0))}
    found = find_excursions(t_s, {"left": angles["left"], "right": angles["right"]})
    assert [e.side for e in found] == ["left", "right"]


@settings(max_examples=30)
@given(COMMANDS, st.lists(st.tuples(between(0.0, 1.0), st.integers(1, 15)), max_size=6))
def test_gaps_do_not_invent_a_repetition(
    commands: list[tuple[Side, str, float]], gaps: list[tuple[float, int]]
) -> None:
    t_s, angles = commanded(commands)
    for place, length in gaps:
        first = round(place * len(t_s))
        for side in SIDES:
            angles[side][first : first + length] = [NAN] * len(angles[side][first : first + length])
    assert len(find_excursions(t_s, angles)) <= len(commands)


def test_a_gap_in_the_middle_of_a_hold_leaves_one_repetition() -> None:
    t_s, angles = commanded([("left", "internal", 30.0)])
    angles["left"] = [
        NAN if 2.8 < time_s < 3.4 else value
        for time_s, value in zip(t_s, angles["left"], strict=True)
    ]
    found = find_excursions(t_s, angles)
    assert len(found) == 1
    assert t_s[found[0].hold_from] < 2.8
    assert t_s[found[0].hold_to - 1] > 3.4


@pytest.mark.parametrize("value", [0.0, 2.9, 5.5, NAN])
def test_where_nothing_turns_there_is_no_repetition(value: float) -> None:
    t_s = times_s(5.0)
    assert find_excursions(t_s, {"left": [value] * len(t_s)}) == []


def test_a_jerk_is_no_repetition() -> None:
    t_s = times_s(5.0, 50.0)
    jerk = course(t_s, Move(2.0, 30.0, rise_s=0.05, hold_s=0.05, fall_s=0.05))
    assert find_excursions(t_s, {"left": jerk}, TrialParams(smoothing_s=0.02)) == []


def test_a_single_spike_in_a_small_wander_is_no_repetition() -> None:
    t_s = times_s(6.0, 50.0)
    wander = [4.0 if time_s > 1.0 else 0.0 for time_s in t_s]
    wander[150] = 60.0
    assert find_excursions(t_s, {"left": wander}, TrialParams(smoothing_s=0.02)) == []


def test_the_way_to_a_far_end_range_begins_where_the_leg_leaves_its_rest() -> None:
    t_s = times_s(8.0)
    slow = course(t_s, Move(1.0, 45.0, rise_s=2.0, fall_s=2.0))
    found = find_excursions(t_s, {"left": slow})[0]
    assert slow[found.start] == pytest.approx(4.5, abs=1.5)
    assert slow[found.end - 1] == pytest.approx(4.5, abs=1.5)


@pytest.mark.parametrize("peak_deg", [20.0, 45.0])
def test_an_end_range_without_a_hold_is_read_at_the_top(peak_deg: float) -> None:
    t_s = times_s(5.0)
    angles = course(t_s, Move(1.0, peak_deg, hold_s=0.0))
    found = find_excursions(t_s, {"left": angles})
    assert [e.peak_deg for e in found] == [pytest.approx(peak_deg, rel=0.08)]


def test_rest_is_the_stretch_before_the_first_movement() -> None:
    t_s, angles = commanded([("left", "internal", 30.0)])
    rest = find_rest(t_s, angles)
    assert rest is not None
    assert not rest.is_late
    assert rest.images[0] == 0
    assert 1.0 < t_s[rest.images[-1]] < 1.6


def test_a_long_rest_is_cut_off() -> None:
    t_s = times_s(20.0)
    rest = find_rest(t_s, {"left": still(t_s)})
    assert rest is not None
    assert t_s[rest.images[-1]] == pytest.approx(TrialParams().rest_max_s)


def test_a_rest_that_comes_late_is_said_to_be_late() -> None:
    t_s = times_s(8.0)
    restless = [15.0 * math.sin(4.0 * time_s) if time_s < 3.0 else 0.0 for time_s in t_s]
    rest = find_rest(t_s, {"left": restless, "right": still(t_s)})
    assert rest is not None
    assert rest.is_late
    assert t_s[rest.images[0]] > 2.5


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    "angle_deg",
    [lambda t: 12.0 * math.sin(3.0 * t), lambda _: 25.0, lambda t: 9.0 * t, lambda _: NAN],
    ids=["swings", "not plumb", "wanders off", "not seen"],
)
def test_who_never_hangs_still_has_no_rest(side: Side, angle_deg: object) -> None:
    assert callable(angle_deg)
    t_s = times_s(6.0)
    swings = {s: still(t_s) for s in SIDES}
    swings[side] = [angle_deg(time_s) for time_s in t_s]
    assert find_rest(t_s, swings) is None
