"""The simulated camera: exact where it can be checked by hand, and turned the way it says."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.phantom import Camera
from coxa.phantom.camera import image_times_s, view_from_camera, views_at
from coxa.phantom.space import Vector, dot, length
from tests.strategies import SEEDS, between, cameras

LEVEL = Camera(height_m=0.7, aim_height_m=0.7, aim_forward_m=0.0, distance_m=3.0)
CENTER_PX = (240.0, 320.0)
POINTS = st.tuples(between(-0.5, 0.8), between(0.0, 1.5), between(-0.6, 0.6))


def test_the_aim_is_in_the_middle_of_the_picture() -> None:
    assert view_from_camera(LEVEL).project((0.0, 0.7, 0.0)) == pytest.approx(CENTER_PX)


def test_the_field_of_view_ends_at_the_upper_and_lower_edge() -> None:
    above_m = 0.7 + 3.0 * math.tan(math.radians(25.0))
    _, y_px = view_from_camera(LEVEL).project((0.0, above_m, 0.0))
    assert y_px == pytest.approx(0.0, abs=1e-9)


def test_the_persons_left_is_on_the_right_of_the_picture() -> None:
    x_px, y_px = view_from_camera(LEVEL).project((0.0, 0.7, -0.3))
    assert x_px > CENTER_PX[0]
    assert y_px == pytest.approx(CENTER_PX[1])


def test_a_camera_toward_the_persons_left_sees_the_knees_left_of_the_hips() -> None:
    view = view_from_camera(replace(LEVEL, yaw_deg=10.0))
    hips, knees = view.project((0.0, 0.7, 0.0)), view.project((0.4, 0.7, 0.0))
    assert knees[0] < hips[0]


def test_roll_turns_the_content_clockwise() -> None:
    view = view_from_camera(replace(LEVEL, roll_deg=5.0))
    persons_right, persons_left = (view.project((0.0, 0.7, z)) for z in (0.3, -0.3))
    turned = math.atan2(persons_left[1] - persons_right[1], persons_left[0] - persons_right[0])
    assert math.degrees(turned) == pytest.approx(5.0)


def test_pitch_looks_down_and_so_lifts_the_content() -> None:
    view = view_from_camera(replace(LEVEL, pitch_deg=5.0))
    assert view.project((0.0, 0.7, 0.0))[1] < CENTER_PX[1]


@given(cameras())
def test_the_axes_of_a_view_are_square_and_of_unit_length(camera: Camera) -> None:
    view = view_from_camera(camera)
    axes = (view.right, view.down, view.forward)
    for index, axis in enumerate(axes):
        assert length(axis) == pytest.approx(1.0)
        assert dot(axis, axes[index - 1]) == pytest.approx(0.0, abs=1e-12)


@given(cameras(), POINTS)
def test_a_mirror_image_differs_in_x_only(camera: Camera, point: Vector) -> None:
    plain = view_from_camera(camera).project(point)
    flipped = view_from_camera(replace(camera, mirrored=True, tells_mirrored=False)).project(point)
    assert flipped[0] == pytest.approx(camera.image_width_px - plain[0])
    assert flipped[1] == plain[1]


@given(cameras(), POINTS)
def test_a_mirror_image_that_is_declared_is_undone(camera: Camera, point: Vector) -> None:
    declared = replace(camera, mirrored=True, tells_mirrored=True)
    assert view_from_camera(declared).project(point) == view_from_camera(camera).project(point)


@given(POINTS)
def test_a_barrel_lens_draws_points_toward_the_middle(point: Vector) -> None:
    straight = view_from_camera(LEVEL).project(point)
    bent = view_from_camera(replace(LEVEL, k1=-0.1)).project(point)
    assert math.dist(bent, CENTER_PX) <= math.dist(straight, CENTER_PX) + 1e-9


def test_a_point_behind_the_camera_is_nowhere() -> None:
    assert all(math.isnan(v) for v in view_from_camera(LEVEL).project((4.0, 0.7, 0.0)))


@given(SEEDS, between(0.0, 0.3), between(0.0, 0.3))
def test_time_stamps_start_at_zero_and_increase(
    seed: int, jitter_ratio: float, lost_ratio: float
) -> None:
    camera = Camera(jitter_ratio=jitter_ratio, lost_ratio=lost_ratio)
    times_s = image_times_s(camera, 5.0, seed)
    assert times_s[0] == 0.0
    assert all(a < b for a, b in pairwise(times_s))
    assert times_s[-1] <= 5.2


def test_a_camera_that_stands_still_has_one_view() -> None:
    views = views_at(LEVEL, [0.0, 1.0, 2.0], seed=1)
    assert views[0] is views[2]


def test_a_bump_changes_the_view_once_and_for_good() -> None:
    camera = replace(LEVEL, moved_at_s=1.0, moved_yaw_deg=3.0, moved_roll_deg=2.0)
    before, at, after, later = views_at(camera, [0.0, 1.0, 1.4, 9.0], seed=1)
    assert before == at == view_from_camera(LEVEL)
    assert after == later
    assert math.degrees(math.acos(dot(before.forward, after.forward))) > 2.0


def test_a_hand_held_camera_trembles_about_its_aim() -> None:
    times_s = [0.05 * index for index in range(400)]
    views = views_at(replace(LEVEL, shake_deg=1.0), times_s, seed=3)
    aside = [view.project((0.0, 0.7, 0.0))[0] - CENTER_PX[0] for view in views]
    assert abs(math.fsum(aside)) / len(aside) < 8.0
    assert max(map(abs, aside)) > 5.0
