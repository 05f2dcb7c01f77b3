"""Hip rotation from a picture: the picture is drawn here in three dimensions, and read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.geometry import Vector2, Vector3, dot
from coxa.hip import (
    outward_sign,
    rotation_from_frames_rad,
    rotation_from_swing_rad,
    rotation_plane,
    swing_in_image_rad,
)
from coxa.records.assessment import Side
from tests.strategies import between, sides

SHANK_M = 0.42


@st.composite
def thighs(draw: st.DrawFn) -> Vector3:
    """A thigh that points to the camera: turned and sloped as a seated person's may be."""
    yaw, pitch = math.radians(draw(between(-40.0, 40.0))), math.radians(draw(between(-30.0, 30.0)))
    return (
        math.sin(yaw) * math.cos(pitch),
        math.sin(pitch),
        -math.cos(yaw) * math.cos(pitch),
    )


KNEES = st.tuples(between(-0.4, 0.4), between(-0.4, 0.4))


def shank_direction(rotation_rad: float, thigh: Vector3, side: Side) -> Vector3:
    """The shank turned about the thigh from the plane's own down, by Rodrigues' formula.

    Straight down without its part along the thigh, turned so that internal brings it outward.
    """
    down = (-thigh[1] * thigh[0], 1.0 - thigh[1] ** 2, -thigh[1] * thigh[2])
    length = math.sqrt(dot(down, down))
    x, y, z = (v / length for v in down)
    # Thigh times down; for a thigh that points to the camera this is to the right of the picture.
    across = (
        thigh[1] * z - thigh[2] * y,
        thigh[2] * x - thigh[0] * z,
        thigh[0] * y - thigh[1] * x,
    )
    turn = rotation_rad if side == "left" else -rotation_rad
    cos, sin = math.cos(turn), math.sin(turn)
    return (cos * x + sin * across[0], cos * y + sin * across[1], cos * z + sin * across[2])


def swing_seen_rad(
    rotation_rad: float,
    thigh: Vector3,
    knee: Vector2,
    side: Side,
    depth_m: float,
    knee_rad: float = 0.0,
) -> float:
    """Swing in the picture of a pinhole camera of 500 pixels' focal length.

    A knee straighter than a right angle gives the shank a part along the thigh.
    """
    hanging = shank_direction(rotation_rad, thigh, side)
    cos, sin = math.cos(knee_rad), math.sin(knee_rad)
    v = tuple(cos * a + sin * b for a, b in zip(hanging, thigh, strict=True))
    x, y, z = (SHANK_M * a + depth_m * b for a, b in zip(v, (knee[0], knee[1], 1.0), strict=True))
    return swing_in_image_rad(
        (500.0 * knee[0], 500.0 * knee[1]), (500.0 * x / z, 500.0 * y / z), side
    )


@given(between(-75.0, 75.0), thighs(), KNEES, sides(), between(1.2, 6.0))
def test_rotation_is_recovered_whatever_yaw_pitch_place_and_distance(
    rotation_deg: float, thigh: Vector3, knee: Vector2, side: Side, depth_m: float
) -> None:
    rotation_rad = math.radians(rotation_deg)
    swing_rad = swing_seen_rad(rotation_rad, thigh, knee, side, depth_m)
    found_rad = rotation_from_swing_rad(swing_rad, knee, thigh, side)
    assert found_rad == pytest.approx(rotation_rad, abs=1e-9)


@given(between(-55.0, 55.0), thighs(), KNEES, sides(), between(1.2, 6.0), between(-25.0, 25.0))
def test_a_knee_of_known_bend_does_not_change_it(
    rotation_deg: float,
    thigh: Vector3,
    knee: Vector2,
    side: Side,
    depth_m: float,
    knee_deg: float,
) -> None:
    rotation_rad, knee_rad = math.radians(rotation_deg), math.radians(knee_deg)
    swing_rad = swing_seen_rad(rotation_rad, thigh, knee, side, depth_m, knee_rad)
    found_rad = rotation_from_swing_rad(swing_rad, knee, thigh, side, knee_rad)
    assert found_rad == pytest.approx(rotation_rad, abs=1e-9)


def test_a_swing_that_no_such_knee_can_make_has_no_rotation() -> None:
    thigh = (0.0, 0.0, -1.0)
    found_rad = rotation_from_swing_rad(0.0, (0.4, 0.0), thigh, "left", math.radians(80.0))
    assert math.isnan(found_rad)


@given(between(-1.3, 1.3), thighs(), KNEES)
def test_mirrored_legs_read_alike(swing_rad: float, thigh: Vector3, knee: Vector2) -> None:
    mirrored_thigh, mirrored_knee = (-thigh[0], thigh[1], thigh[2]), (-knee[0], knee[1])
    assert rotation_from_swing_rad(swing_rad, knee, thigh, "left") == pytest.approx(
        rotation_from_swing_rad(swing_rad, mirrored_knee, mirrored_thigh, "right"), abs=1e-12
    )


@given(between(-1.3, 1.3), sides())
def test_straight_in_front_the_rotation_is_the_swing(swing_rad: float, side: Side) -> None:
    found = rotation_from_swing_rad(swing_rad, (0.2, 0.1), (0.0, 0.0, -1.0), side)
    assert found == pytest.approx(swing_rad, abs=1e-12)


@given(thighs(), sides())
def test_the_plane_of_rotation_is_square_to_the_thigh_and_points_outward(
    thigh: Vector3, side: Side
) -> None:
    outward, downward = rotation_plane(thigh, side)
    for a, b, product in (
        (outward, thigh, 0.0),
        (downward, thigh, 0.0),
        (outward, downward, 0.0),
        (outward, outward, 1.0),
        (downward, downward, 1.0),
    ):
        assert dot(a, b) == pytest.approx(product, abs=1e-12)
    assert outward_sign(side) * outward[0] > 0.0
    assert downward[1] > 0.0


@given(thighs())
def test_a_thigh_that_points_away_from_the_camera_has_the_same_outward(thigh: Vector3) -> None:
    backward = (-thigh[0], -thigh[1], -thigh[2])
    assert rotation_plane(backward, "left")[0] == pytest.approx(
        rotation_plane(thigh, "left")[0], abs=1e-12
    )


def test_the_left_leg_stands_on_the_right_of_the_picture() -> None:
    assert outward_sign("left") == 1.0
    assert outward_sign("right") == -1.0


@given(between(-3.1, 3.1), between(10.0, 300.0))
def test_an_outward_swing_is_positive_on_both_sides(swing_rad: float, length_px: float) -> None:
    across_px, down_px = length_px * math.sin(swing_rad), length_px * math.cos(swing_rad)
    left = swing_in_image_rad((100.0, 50.0), (100.0 + across_px, 50.0 + down_px), "left")
    right = swing_in_image_rad((100.0, 50.0), (100.0 - across_px, 50.0 + down_px), "right")
    assert left == pytest.approx(swing_rad)
    assert right == pytest.approx(swing_rad)


LEVEL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
"""Forward, up and right of a segment that stands as the room does."""


def turned_thigh(
    flexion_rad: float, adduction_rad: float, rotation_rad: float
) -> tuple[Vector3, Vector3, Vector3]:
    """Rz(flexion) Rx(adduction) Ry(rotation) as columns, written out."""
    cf, sf = math.cos(flexion_rad), math.sin(flexion_rad)
    ca, sa = math.cos(adduction_rad), math.sin(adduction_rad)
    cr, sr = math.cos(rotation_rad), math.sin(rotation_rad)
    return (
        (cf * cr - sf * sa * sr, sf * cr + cf * sa * sr, -ca * sr),
        (-sf * ca, cf * ca, sa),
        (cf * sr + sf * sa * cr, sf * sr - cf * sa * cr, ca * cr),
    )


@given(flexion=between(-0.5, 1.8), adduction=between(-0.7, 0.7), rotation=between(-1.2, 1.2))
def test_rotation_is_found_whatever_flexion_and_adduction_are(
    flexion: float, adduction: float, rotation: float
) -> None:
    thigh = turned_thigh(flexion, adduction, rotation)
    assert rotation_from_frames_rad(LEVEL, thigh, "right") == pytest.approx(rotation)
    assert rotation_from_frames_rad(LEVEL, thigh, "left") == pytest.approx(-rotation)


def test_a_thigh_without_a_direction_has_no_rotation() -> None:
    nothing = ((0.0, 0.0, 1.0), (0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="no direction"):
        rotation_from_frames_rad(LEVEL, nothing, "left")
