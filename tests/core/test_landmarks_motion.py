"""What moved: every movement made is read back with its sign, and nothing else is."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from coxa.landmarks.motion import Motion
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import LandmarkRecording
from tests.core.seated_samples import (
    SHANK_PX,
    BySide,
    Move,
    Row,
    body_and_motion,
    changed,
    course,
    edges,
    mirror_image,
    seated,
    still,
    times_s,
    unseen,
)
from tests.strategies import between, sides

T_S = times_s(3.0)
HELD = 40
"""An image in the middle of the hold of `swing`."""


def swing(peak_deg: float) -> list[float]:
    return course(T_S, Move(1.0, peak_deg, rise_s=0.5, hold_s=1.2, fall_s=0.3))


def motion_of(recording: LandmarkRecording, *only: Side) -> Motion:
    return body_and_motion(recording, only or SIDES)[1]


def degrees(values_rad: list[float]) -> float:
    return math.degrees(values_rad[HELD])


@settings(max_examples=6)
@given(between(-45.0, 45.0), between(-45.0, 45.0))
def test_straight_in_front_the_rotation_is_the_swing(left_deg: float, right_deg: float) -> None:
    motion = motion_of(seated(T_S, {"left": swing(left_deg), "right": swing(right_deg)}))
    assert degrees(motion.legs["left"].rotation_rad) == pytest.approx(left_deg, abs=0.05)
    assert degrees(motion.legs["right"].rotation_rad) == pytest.approx(right_deg, abs=0.05)
    assert motion.view.yaw_rad == pytest.approx(0.0, abs=1e-3)
    for leg in motion.legs.values():
        assert leg.landmark_rotation_rad == leg.rotation_rad
        assert leg.support == still(T_S)
        assert math.degrees(abs(leg.drift_rad[HELD])) < 0.1
        assert leg.shank_share[HELD] == pytest.approx(1.0, abs=0.002)


@settings(max_examples=5)
@given(between(-12.0, 12.0), between(-30.0, 30.0))
def test_rotation_counts_from_the_persons_own_rest(rest_deg: float, turned_deg: float) -> None:
    swings = [rest_deg + value for value in swing(turned_deg)]
    motion = motion_of(seated(T_S, {"left": swings, "right": still(T_S)}))
    assert math.degrees(motion.legs["left"].rotation_rad[2]) == pytest.approx(0.0, abs=0.05)
    assert degrees(motion.legs["left"].rotation_rad) == pytest.approx(turned_deg, abs=0.1)


def test_a_mirror_image_moves_with_the_other_leg() -> None:
    recording = seated(T_S, {"left": swing(30.0), "right": swing(-10.0)})
    plain, mirrored = motion_of(recording), motion_of(mirror_image(recording))
    for side, other in zip(SIDES, reversed(SIDES), strict=True):
        assert mirrored.legs[other].rotation_rad == [
            pytest.approx(v, abs=1e-9) for v in plain.legs[side].rotation_rad
        ]


@settings(max_examples=6)
@given(sides(), between(-0.2, 0.2), between(0.0, 0.2))
def test_a_knee_that_wanders_is_drift_and_lift(side: Side, drift: float, lift: float) -> None:
    ways: BySide = {s: swing(drift) if s == side else still(T_S) for s in SIDES}
    ups: BySide = {s: swing(lift) if s == side else still(T_S) for s in SIDES}
    leg = motion_of(seated(T_S, {}, drift=ways, lift=ups)).legs[side]
    assert math.tan(leg.drift_rad[HELD]) == pytest.approx(drift, abs=0.06)
    assert math.tan(leg.lift_rad[HELD]) == pytest.approx(lift, abs=0.06)


@pytest.mark.parametrize("side", SIDES)
def test_a_twisted_foot_is_seen(side: Side) -> None:
    twists: BySide = {s: swing(30.0 * (s == side)) for s in SIDES}
    legs = motion_of(seated(T_S, {}, toe_deg=twists)).legs
    expected = 15.0 * math.sin(math.radians(30.0)) / SHANK_PX
    assert legs[side].toe_share[HELD] == pytest.approx(expected, abs=0.002)
    other = next(s for s in SIDES if s != side)
    assert legs[other].toe_share[HELD] == pytest.approx(0.0, abs=0.002)


@settings(max_examples=5)
@given(between(-15.0, 15.0), between(-10.0, 10.0), between(-15.0, 15.0))
def test_tilts_are_left_up_and_a_lean_is_to_the_left(
    hips_deg: float, shoulders_deg: float, lean_deg: float
) -> None:
    tilted = motion_of(
        seated(T_S, {}, hip_tilt_deg=swing(hips_deg), shoulder_tilt_deg=swing(shoulders_deg))
    )
    assert degrees(tilted.hip_tilt_rad) == pytest.approx(hips_deg, abs=0.05)
    assert degrees(tilted.shoulder_tilt_rad) == pytest.approx(shoulders_deg, abs=0.05)
    leaned = motion_of(seated(T_S, {}, lean_deg=swing(lean_deg)))
    assert degrees(leaned.trunk_lean_rad) == pytest.approx(lean_deg, abs=0.05)


def test_one_leg_is_measured_alone() -> None:
    motion = motion_of(seated(T_S, {"right": swing(25.0)}), "right")
    assert set(motion.legs) == {"right"}
    assert not motion.is_late_rest
    assert motion.rest == list(range(21))


def test_what_is_not_seen_is_nan_in_every_series_of_the_leg() -> None:
    gap = range(30, 45)
    motion = motion_of(unseen(seated(T_S, {"left": swing(30.0)}), list(gap)))
    leg = motion.legs["left"]
    for values in (
        leg.swing_rad,
        leg.rotation_rad,
        leg.drift_rad,
        leg.lift_rad,
        leg.shank_share,
        leg.toe_share,
        motion.trunk_lean_rad,
    ):
        assert [i for i, v in enumerate(values) if math.isnan(v)] == list(gap)


def test_an_angle_does_not_jump_where_the_circle_closes() -> None:
    # Lying on the back the trunk points down the picture: its lean is near half a turn.
    def upside_down(_i: int, name: str, row: Row) -> Row:
        return (row[0], 400.0, *row[2:]) if name.endswith("shoulder") else row

    recording = changed(seated(T_S, {}, lean_deg=course(T_S, Move(1.0, 20.0))), upside_down)
    lean_deg = [math.degrees(v) for v in motion_of(recording).trunk_lean_rad]
    assert max(abs(b - a) for a, b in pairwise(lean_deg)) < 10.0


@settings(max_examples=3)
@given(between(-3.0, 3.0))
def test_the_outline_corrects_landmarks_that_are_off(off_deg: float) -> None:
    swings = swing(25.0)
    off = [off_deg * value / 25.0 for value in swings]
    seen: BySide = {"left": [a + b for a, b in zip(swings, off, strict=True)]}
    outline = array("d")
    for angle_deg, off_by_deg in zip(swings, off, strict=True):
        true_rad, line_rad = math.radians(angle_deg), math.radians(angle_deg + off_by_deg)
        for line in ((line_rad, true_rad), (0.0, 0.0)):
            for pair in edges((line[0], 0.0), (line[1], 0.0)):
                outline.extend(SHANK_PX * value for value in pair)
    leg = motion_of(replace(seated(T_S, seen), outline=outline)).legs["left"]
    assert degrees(leg.rotation_rad) == pytest.approx(25.0, abs=0.4)
    assert degrees(leg.landmark_rotation_rad) == pytest.approx(25.0 + off_deg, abs=0.1)
    assert leg.support[HELD] > 0.9
