"""Where the camera stands: two thighs drawn in space are seen, and read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from coxa.hip import outward_sign
from coxa.landmarks.camera import FOCAL_SHARE, CameraView, view_from_rest
from coxa.landmarks.shank import Template
from coxa.records.assessment import SIDES, Side
from tests.strategies import between, sides

WIDTH_PX, HEIGHT_PX = 480, 640
FOCAL_PX = FOCAL_SHARE * HEIGHT_PX


def leg(side: Side, yaw_rad: float, depth: float, knee_x: float, thigh_y: float = 0.0) -> Template:
    """A level thigh one shank long, its knee at a depth and across; lengths in shanks."""
    hip_x, hip_depth = knee_x - math.sin(yaw_rad), depth + math.cos(yaw_rad)

    def place(x: float, y: float, z: float) -> tuple[float, float]:
        return 0.5 * WIDTH_PX + FOCAL_PX * x / z, 0.5 * HEIGHT_PX + FOCAL_PX * y / z

    return Template(
        side=side,
        knee_px=place(knee_x, 0.2, depth),
        hip_px=place(hip_x, 0.2 + thigh_y, hip_depth),
        shank_px=FOCAL_PX / depth,
        swing_rad=0.0,
    )


@given(between(-40.0, 40.0), between(3.0, 9.0), between(-0.8, 0.8))
def test_the_turn_of_parallel_thighs_is_recovered(
    yaw_deg: float, depth: float, aside: float
) -> None:
    yaw_rad = math.radians(yaw_deg)
    legs = [leg(side, yaw_rad, depth, aside + 0.4 * outward_sign(side)) for side in SIDES]
    view = view_from_rest(legs, WIDTH_PX, HEIGHT_PX)
    assert math.degrees(view.yaw_rad) == pytest.approx(yaw_deg, abs=0.1)
    assert view.thigh_axis[1] == 0.0


@given(between(0.0, 15.0), between(3.0, 9.0))
def test_knees_apart_alike_are_no_turn(apart_deg: float, depth: float) -> None:
    legs = [
        leg(side, outward_sign(side) * math.radians(apart_deg), depth, 0.5 * outward_sign(side))
        for side in SIDES
    ]
    assert view_from_rest(legs, WIDTH_PX, HEIGHT_PX).yaw_rad == pytest.approx(0.0, abs=1e-9)


def test_one_leg_in_view_is_enough() -> None:
    view = view_from_rest([leg("left", 0.2, 5.0, 0.4)], WIDTH_PX, HEIGHT_PX)
    assert view.yaw_rad == pytest.approx(0.2, abs=1e-3)


def test_the_height_of_the_hip_in_the_picture_does_not_matter() -> None:
    low, high = (leg("left", 0.2, 5.0, 0.4, thigh_y) for thigh_y in (0.0, -0.4))
    assert view_from_rest([low], WIDTH_PX, HEIGHT_PX) == view_from_rest([high], WIDTH_PX, HEIGHT_PX)


def test_a_thigh_across_the_picture_is_longer_than_a_thigh_can_be_and_still_has_a_direction() -> (
    None
):
    side_on = leg("left", math.radians(89.0), 5.0, 1.6)
    view = view_from_rest([side_on], WIDTH_PX, HEIGHT_PX)
    assert 60.0 < math.degrees(view.yaw_rad) < 90.0


def test_knees_to_the_right_of_the_picture_are_a_positive_turn() -> None:
    assert view_from_rest([leg("right", 0.3, 5.0, 0.0)], WIDTH_PX, HEIGHT_PX).yaw_rad > 0.0


@given(between(-0.5, 0.5), between(-0.5, 0.5), between(-0.3, 0.3))
def test_a_turned_view_is_turned_by_just_that(
    yaw_rad: float, more_rad: float, pitch_rad: float
) -> None:
    view = CameraView((math.sin(yaw_rad), 0.0, -math.cos(yaw_rad)), (240.0, 320.0), 500.0)
    turned = view.turned(more_rad, pitch_rad, 1.2)
    assert turned.yaw_rad == pytest.approx(yaw_rad + more_rad)
    assert turned.thigh_axis[1] == pytest.approx(math.sin(pitch_rad))
    assert turned.focal_px == pytest.approx(600.0)
    assert view.turned(0.0, 0.0).thigh_axis == pytest.approx(view.thigh_axis)


@given(sides(), between(-0.8, 0.8))
def test_straight_in_front_the_rotation_is_the_swing(side: Side, swing_rad: float) -> None:
    view = CameraView((0.0, 0.0, -1.0), (240.0, 320.0), 500.0)
    found_rad = view.rotation_rad(swing_rad, (300.0, 400.0), leg(side, 0.0, 5.0, 0.4))
    assert found_rad == pytest.approx(swing_rad)


@given(sides(), between(-0.8, 0.8), between(-0.3, 0.3))
def test_a_thigh_that_drifts_takes_the_plane_of_rotation_along(
    side: Side, swing_rad: float, drift_rad: float
) -> None:
    view = CameraView((0.0, 0.0, -1.0), (240.0, 320.0), 500.0)
    template = leg(side, 0.0, 5.0, 0.4)
    found_rad = view.rotation_rad(swing_rad, (240.0, 320.0), template, drift_rad)
    assert math.tan(found_rad) == pytest.approx(math.tan(swing_rad) / math.cos(drift_rad))
    turned = view.turned(outward_sign(side) * drift_rad, 0.0)
    knee_px = (330.0, 400.0)
    assert view.rotation_rad(swing_rad, knee_px, template, drift_rad) == pytest.approx(
        turned.rotation_rad(swing_rad, knee_px, template)
    )


def test_a_level_thigh_that_points_past_the_camera_bends_what_is_seen_at_the_edge() -> None:
    view = CameraView((math.sin(0.4), 0.0, -math.cos(0.4)), (240.0, 320.0), 500.0)
    template = leg("left", 0.4, 5.0, 0.4)
    middle_rad = view.rotation_rad(0.5, (240.0, 320.0), template)
    assert math.tan(middle_rad) == pytest.approx(math.tan(0.5) / math.cos(0.4))
    assert view.rotation_rad(0.5, (400.0, 320.0), template) != pytest.approx(middle_rad, abs=0.01)
