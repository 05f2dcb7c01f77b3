"""From directions of up to angles: any mounting, any rate, any hinge."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.geometry import Vector3, angle_between_rad, dot, mean_direction, unit
from coxa.inertial.hang import find_hang, find_stills
from coxa.inertial.rotation import (
    find_movements,
    hinge_swing_rad,
    movement_groups,
    principal_direction,
    sideways_tilt_rad,
    swing_in_plane_rad,
    tangent_plane,
    thinned,
    tilt_from_rest,
    turn_about_up_rad,
)
from coxa.inertial.up import UpSeries
from coxa.phantom.plan import CompensationPlan
from coxa.phantom.sensor import KneeSwing
from coxa.phantom.space import about_x, about_y, about_z, chain
from tests.core.sensor_samples import QUIET, motion, trial, true_up
from tests.strategies import between

directions = st.tuples(between(-1.0, 1.0), between(-1.0, 1.0), between(-1.0, 1.0)).filter(
    lambda v: math.hypot(*v) > 0.1
)


def series(rows: Sequence[Vector3], rate_hz: float = 50.0) -> UpSeries:
    return UpSeries(
        t_s=array("d", (i / rate_hz for i in range(len(rows)))),
        up=array("d", (v for row in rows for v in row)),
        valid=array("b", [1] * len(rows)),
    )


def tilted(angle_rad: float, toward: Vector3, rest: Vector3) -> Vector3:
    x, y, z = (
        math.cos(angle_rad) * r + math.sin(angle_rad) * t for r, t in zip(rest, toward, strict=True)
    )
    return (x, y, z)


@given(directions)
def test_the_tangent_plane_is_square_to_its_rest(direction: Vector3) -> None:
    rest = unit(direction)
    first, second = tangent_plane(rest)
    assert abs(dot(first, rest)) < 1e-12
    assert abs(dot(second, rest)) < 1e-12
    assert abs(dot(first, second)) < 1e-12
    assert dot(second, second) == pytest.approx(1.0)


@given(directions, directions)
def test_tilt_from_rest_is_the_angle_between_the_directions(a: Vector3, b: Vector3) -> None:
    rest, now = unit(a), unit(b)
    (x, y), *_ = tilt_from_rest(series([now]), rest)
    if angle_between_rad(rest, now) < math.pi - 1e-3:
        assert math.hypot(x, y) == pytest.approx(angle_between_rad(rest, now), abs=1e-9)


@given(directions, between(-3.0, 3.0), between(-1.4, 1.4))
def test_an_angle_in_a_plane_comes_back(direction: Vector3, way: float, angle_rad: float) -> None:
    rest = unit(direction)
    first, second = tangent_plane(rest)
    toward = mean_direction(
        [tilted(way, second, first)]
    )  # any direction square to the rest, by the angle `way`
    up = series([tilted(angle_rad, toward, rest)])
    assert sideways_tilt_rad(up, toward) == [pytest.approx(angle_rad, abs=1e-9)]
    assert swing_in_plane_rad(up, rest, toward) == [pytest.approx(angle_rad, abs=1e-9)]


@given(between(-3.0, 3.0), st.lists(between(-1.0, 1.0), min_size=5, max_size=30))
def test_points_on_a_line_have_its_direction(angle_rad: float, places: list[float]) -> None:
    if max(map(abs, places)) < 0.1:
        return
    points = [(v * math.cos(angle_rad), v * math.sin(angle_rad)) for v in places]
    found_rad, stray = principal_direction(points)
    assert abs(math.remainder(found_rad - angle_rad, math.pi)) < 1e-6
    assert stray < 1e-9


def test_a_few_points_beside_the_line_hardly_turn_it() -> None:
    points = [(v / 50.0, 0.0) for v in range(-50, 51)] + [(0.3, 0.8), (0.35, 0.7), (0.3, 0.75)]
    angle_rad, _ = principal_direction(points)
    assert abs(math.degrees(angle_rad)) < 2.0


@settings(max_examples=25, deadline=None)
@given(between(-3.1, 3.1), between(-3.1, 3.1), between(-3.1, 3.1))
def test_any_mounting_gives_the_same_angles(a: float, b: float, c: float) -> None:
    made = trial()
    turned = chain(about_x(a), about_y(b), about_z(c))
    curves = []
    for up in (true_up(made), true_up(made, turned)):
        hang = find_hang(find_stills(up))
        assert hang is not None
        group = movement_groups(up, hang.up)[0]
        curves.append(sideways_tilt_rad(up, group.toward))
    assert curves[1] == pytest.approx(curves[0], abs=1e-6)


def test_the_angle_is_the_rotation_of_the_phantom() -> None:
    made = trial(motion=motion(**QUIET))
    up = true_up(made)
    hang = find_hang(find_stills(up))
    assert hang is not None
    group = movement_groups(up, hang.up)[0]
    assert group.is_two_sided
    assert group.stray_share < 0.02
    found_deg = [math.degrees(v) for v in sideways_tilt_rad(up, group.toward)]
    # The thighs of this body slope by 7 degrees on this chair: up to 0.4 degrees.
    assert found_deg == pytest.approx(made.truth.rotation_deg, abs=0.6)


def test_bending_the_knee_meanwhile_does_not_enter_the_sideways_tilt() -> None:
    bent = CompensationPlan(kind="knee_angle", amount=12.0)
    made = trial(motion=motion(**QUIET, compensations=(bent,)))
    up = true_up(made)
    hang = find_hang(find_stills(up))
    assert hang is not None
    group = movement_groups(up, hang.up)[0]
    found_deg = [math.degrees(v) for v in sideways_tilt_rad(up, group.toward)]
    assert found_deg == pytest.approx(made.truth.rotation_deg, abs=1.2)


def test_a_knee_swing_is_another_group_square_to_the_turns() -> None:
    made = trial(
        motion=motion(rest_start_s=10.0), knee_swings=(KneeSwing(at_s=4.0, amount_deg=50.0),)
    )
    up = true_up(made)
    hang = find_hang(find_stills(up))
    assert hang is not None
    turns, swing = movement_groups(up, hang.up)
    assert (len(turns.members), len(swing.members)) == (4, 1)
    assert math.degrees(angle_between_rad(turns.toward, swing.toward)) == pytest.approx(90, abs=8)


def test_an_arc_bent_at_the_rest_is_one_movement() -> None:
    bent = CompensationPlan(kind="knee_angle", amount=20.0)
    up = true_up(trial(motion=motion(compensations=(bent,))))
    hang = find_hang(find_stills(up))
    assert hang is not None
    groups = movement_groups(up, hang.up)
    assert len(groups) == 1
    assert groups[0].is_two_sided


def test_the_rest_is_where_the_leg_comes_back_to_not_where_it_is_held() -> None:
    made = trial(motion=motion(rest_start_s=0.05, hold_s=2.5))
    hang = find_hang(find_stills(true_up(made)))
    assert hang is not None
    last = true_up(made).vector(len(made.truth.up) - 1)
    assert math.degrees(angle_between_rad(hang.up, last)) < 3.0


@given(between(20.0, 400.0))
@settings(max_examples=20)
def test_thinning_keeps_at_most_the_rate_asked_for(rate_hz: float) -> None:
    up = series([(0.0, 0.0, 1.0)] * 400, rate_hz)
    thin = thinned(up, 60.0)
    kept_hz = (len(thin) - 1) / (thin.t_s[-1] - thin.t_s[0])
    assert kept_hz <= 61.0
    assert kept_hz >= min(rate_hz, 40.0) - 1.0
    assert set(thin.t_s) <= set(up.t_s)


def test_a_sample_that_is_thinned_away_takes_its_flaw_to_its_neighbour() -> None:
    up = series([(0.0, 0.0, 1.0)] * 200, 200.0)
    up.valid[101] = 0
    thin = thinned(up, 50.0)
    assert list(thin.valid).count(0) == 1


def test_a_hinge_is_followed_beyond_a_right_angle() -> None:
    rows = [
        tilted(math.radians(65.0 * math.sin(i / 10.0)), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
        for i in range(400)
    ]
    swing_deg = [math.degrees(v) for v in hinge_swing_rad(series(rows))]
    assert max(swing_deg) - min(swing_deg) == pytest.approx(130.0, abs=1.0)


def test_turning_about_the_vertical_needs_a_gyroscope() -> None:
    up = series([(0.0, 1.0, 0.0)] * 101, 50.0)
    assert turn_about_up_rad(up) is None
    turning = UpSeries(
        t_s=up.t_s, up=up.up, valid=up.valid, turn_rad_s=array("d", [0.0, 0.5, 0.0] * 101)
    )
    turned = turn_about_up_rad(turning)
    assert turned is not None
    assert turned[-1] == pytest.approx(1.0)


def test_what_is_not_valid_is_not_an_angle_and_no_movement() -> None:
    made = trial()
    up = true_up(made)
    hang = find_hang(find_stills(up))
    assert hang is not None
    for i in range(len(up)):
        up.valid[i] = 0
    assert all(math.isnan(v) for v in sideways_tilt_rad(up, (1.0, 0.0, 0.0)))
    assert find_movements(up, hang.up) == []
    assert find_stills(up) == []
    assert find_hang([]) is None


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="flags"):
        UpSeries(t_s=array("d", [0.0]), up=array("d", [0.0, 0.0, 1.0]), valid=array("b"))
    with pytest.raises(ValueError, match="angular rate"):
        UpSeries(
            t_s=array("d", [0.0]), up=array("d", [0.0, 0.0, 1.0]), valid=array("b", [1]),
            turn_rad_s=array("d", [1.0]),
        )  # fmt: skip
