"""Postures beyond sitting: lying on a side, legs apart, feet pointed, arms led and held."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from coxa.phantom.body import Body, Leg, Pose, skeleton_from_pose
from coxa.phantom.space import Vector
from coxa.records.assessment import SIDES, Side
from tests.strategies import between, bodies, sides

HIPS: Vector = (0.0, 0.9, 0.0)
OUTWARD = {"left": -1.0, "right": 1.0}


def test_a_quarter_roll_of_a_supine_body_lies_on_the_left_side() -> None:
    lying = Pose(hips_m=HIPS, recline_rad=math.pi / 2.0, roll_rad=math.pi / 2.0)
    skeleton = skeleton_from_pose(Body(), lying)
    right, left = skeleton.point("right_hip"), skeleton.point("left_hip")
    assert right[1] - left[1] == pytest.approx(2.0 * Body().half_hips_m)
    assert skeleton.point("nose")[2] < skeleton.point("right_ear")[2], "faces the left"


@given(bodies(), between(0.0, 0.8), sides())
def test_spread_leads_a_straight_leg_straight_outward(
    body: Body, angle_rad: float, side: Side
) -> None:
    apart = Leg(spread_rad=angle_rad)
    skeleton = skeleton_from_pose(body, Pose(hips_m=HIPS, left=apart, right=apart))
    hip, ankle = skeleton.point(f"{side}_hip"), skeleton.point(f"{side}_ankle")
    leg_m = body.thigh_m + body.shank_m
    assert OUTWARD[side] * (ankle[2] - hip[2]) == pytest.approx(leg_m * math.sin(angle_rad))
    assert ankle[0] == pytest.approx(hip[0], abs=1e-9)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("ankle_m", [None, (0.1, 0.2, 0.1)])
def test_ankle_flexion_points_the_toes_down(side: Side, ankle_m: Vector | None) -> None:
    def toe_below_ankle(angle_rad: float) -> float:
        leg = Leg(ankle_flexion_rad=angle_rad, knee_flexion_rad=0.1, planted_ankle_m=ankle_m)
        skeleton = skeleton_from_pose(Body(), Pose(hips_m=HIPS, left=leg, right=leg))
        return skeleton.point(f"{side}_ankle")[1] - skeleton.point(f"{side}_foot_index")[1]

    assert toe_below_ankle(0.6) > toe_below_ankle(0.0) + 0.05


@given(between(0.0, 1.5), sides())
def test_arms_are_led_outward_on_both_sides(angle_rad: float, side: Side) -> None:
    pose = Pose(hips_m=HIPS, arm_abduction_rad=(angle_rad, angle_rad), elbow_flexion_rad=0.0)
    skeleton = skeleton_from_pose(Body(), pose)
    shoulder, wrist = skeleton.point(f"{side}_shoulder"), skeleton.point(f"{side}_wrist")
    arm_m = math.dist(shoulder, wrist)
    assert OUTWARD[side] * (wrist[2] - shoulder[2]) == pytest.approx(arm_m * math.sin(angle_rad))


def test_a_bent_head_lowers_the_nose_and_leaves_the_shoulders() -> None:
    straight = skeleton_from_pose(Body(), Pose(hips_m=HIPS))
    bent = skeleton_from_pose(Body(), Pose(hips_m=HIPS, head_flexion_rad=0.5))
    assert bent.point("nose")[1] < straight.point("nose")[1] - 0.02
    assert bent.point("left_shoulder") == straight.point("left_shoulder")


@given(between(-0.3, 0.3), between(1.0, 1.3), between(0.1, 0.4))
def test_a_held_wrist_is_where_it_is_held_and_the_arm_keeps_its_lengths(
    x: float, y: float, z: float
) -> None:
    free = skeleton_from_pose(Body(), Pose(hips_m=HIPS))
    held = skeleton_from_pose(Body(), Pose(hips_m=HIPS, planted_wrists_m=(None, (x, y, z))))
    assert held.point("right_wrist") == pytest.approx((x, y, z), abs=1e-6)
    for ends in (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "index"), ("index", "thumb")):
        before, after = (
            math.dist(skeleton.point(f"right_{ends[0]}"), skeleton.point(f"right_{ends[1]}"))
            for skeleton in (free, held)
        )
        assert after == pytest.approx(before)
    assert held.point("left_wrist") == free.point("left_wrist")


def test_a_wrist_out_of_reach_is_approached() -> None:
    far = Pose(hips_m=HIPS, planted_wrists_m=((5.0, 1.4, -0.3), None))
    skeleton = skeleton_from_pose(Body(), far)
    shoulder, wrist = skeleton.point("left_shoulder"), skeleton.point("left_wrist")
    free = skeleton_from_pose(Body(), Pose(hips_m=HIPS, elbow_flexion_rad=0.0))
    arm_m = math.dist(free.point("left_shoulder"), free.point("left_wrist"))
    assert math.dist(shoulder, wrist) == pytest.approx(arm_m, rel=0.01)
    assert wrist[0] - shoulder[0] > 0.95 * arm_m
