"""The simulated body: rigid, mirrored, and at the angles it was commanded to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.phantom.body import Body, Leg, Pose, hip_rotation_rad, skeleton_from_pose
from coxa.phantom.space import Vector
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import LANDMARKS
from tests.strategies import between, bodies, legs, poses

RIGID = ("hip", "knee", "ankle", "shoulder", "elbow", "wrist", "heel", "foot_index")


def distance(a: Vector, b: Vector) -> float:
    return math.dist(a, b)


def twist_rad(pose: Pose, body: Body, side: Side) -> float:
    """Rotation read from the points alone, with the pelvis upright and facing along x.

    Seen along the thigh, the foot of a leg turned inward is outward of the knee: on the right
    toward +z, on the left toward -z.
    """
    skeleton = skeleton_from_pose(body, pose)
    hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    thigh = [k - h for k, h in zip(knee, hip, strict=True)]
    shank = [a - k for a, k in zip(ankle, knee, strict=True)]
    size = math.hypot(*thigh)
    axis = [value / size for value in thigh]

    def square(v: list[float]) -> list[float]:
        along = sum(a * b for a, b in zip(v, axis, strict=True))
        return [a - along * b for a, b in zip(v, axis, strict=True)]

    down, across = square([0.0, -1.0, 0.0]), square(shank)
    turn = [
        down[1] * across[2] - down[2] * across[1],
        down[2] * across[0] - down[0] * across[2],
        down[0] * across[1] - down[1] * across[0],
    ]
    sine = sum(a * b for a, b in zip(turn, axis, strict=True))
    cosine = sum(a * b for a, b in zip(down, across, strict=True))
    outward = -math.atan2(sine, cosine)  # about the axis from hip to knee
    return outward if side == "right" else -outward


@given(bodies(), poses(), poses())
def test_segment_lengths_do_not_depend_on_the_pose(body: Body, one: Pose, other: Pose) -> None:
    first, second = skeleton_from_pose(body, one), skeleton_from_pose(body, other)
    for side in SIDES:
        for near, far in (
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "heel"),
            ("ankle", "foot_index"),
            ("heel", "foot_index"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
        ):
            ends = (f"{side}_{near}", f"{side}_{far}")
            before = distance(first.point(ends[0]), first.point(ends[1]))
            after = distance(second.point(ends[0]), second.point(ends[1]))
            assert before == pytest.approx(after, abs=1e-9)


@given(bodies(), poses())
def test_thigh_and_shank_have_the_lengths_of_the_body(body: Body, pose: Pose) -> None:
    skeleton = skeleton_from_pose(body, pose)
    for side in SIDES:
        hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in RIGID[:3])
        assert distance(hip, knee) == pytest.approx(body.thigh_m)
        assert distance(knee, ankle) == pytest.approx(body.shank_m)


@given(bodies(), legs(), legs())
def test_exchanging_the_legs_mirrors_the_body(body: Body, one: Leg, other: Leg) -> None:
    pose = Pose(hips_m=(0.0, 0.5, 0.0), left=one, right=other)
    exchanged = Pose(hips_m=(0.0, 0.5, 0.0), left=other, right=one)
    first, second = skeleton_from_pose(body, pose), skeleton_from_pose(body, exchanged)
    for name in LANDMARKS:
        twin = name.replace("left", "LEFT").replace("right", "left").replace("LEFT", "right")
        x, y, z = second.point(twin)
        assert first.point(name) == pytest.approx((x, y, -z), abs=1e-12)


@given(bodies(), legs(), legs())
def test_the_points_contain_exactly_the_commanded_rotation(
    body: Body, left: Leg, right: Leg
) -> None:
    pose = Pose(hips_m=(0.0, 0.5, 0.0), left=left, right=right)
    assert twist_rad(pose, body, "left") == pytest.approx(left.rotation_rad, abs=1e-9)
    assert twist_rad(pose, body, "right") == pytest.approx(right.rotation_rad, abs=1e-9)


@given(bodies(), poses())
def test_rotation_is_counted_from_the_pelvis_wherever_the_body_is(body: Body, pose: Pose) -> None:
    skeleton = skeleton_from_pose(body, pose)
    for side in SIDES:
        commanded = pose.leg(side).rotation_rad
        assert hip_rotation_rad(skeleton, side) == pytest.approx(commanded, abs=1e-9)


@given(bodies(), between(0.05, 0.9), st.sampled_from(SIDES))
def test_internal_rotation_moves_the_foot_outward(body: Body, angle_rad: float, side: Side) -> None:
    turned = Leg(flexion_rad=math.pi / 2, knee_flexion_rad=math.pi / 2, rotation_rad=angle_rad)
    pose = Pose(hips_m=(0.0, 0.5, 0.0), left=turned, right=turned)
    skeleton = skeleton_from_pose(body, pose)
    knee, ankle = skeleton.point(f"{side}_knee"), skeleton.point(f"{side}_ankle")
    outward = 1.0 if side == "right" else -1.0
    assert outward * (ankle[2] - knee[2]) == pytest.approx(body.shank_m * math.sin(angle_rad))


def test_internal_rotation_of_a_standing_leg_turns_the_toes_inward() -> None:
    pose = Pose(hips_m=(0.0, 0.9, 0.0), left=Leg(rotation_rad=0.5), right=Leg(rotation_rad=0.5))
    skeleton = skeleton_from_pose(Body(), pose)
    assert skeleton.point("right_foot_index")[2] < skeleton.point("right_ankle")[2]
    assert skeleton.point("left_foot_index")[2] > skeleton.point("left_ankle")[2]


@given(bodies(), between(-0.2, 0.2))
def test_a_planted_ankle_stays_while_the_pelvis_rolls(body: Body, roll_rad: float) -> None:
    resting = Leg(
        flexion_rad=math.pi / 2 + body.thigh_slope_rad,
        knee_flexion_rad=math.pi / 2 + body.thigh_slope_rad,
    )
    height_m = body.seated_hip_height_m
    still = skeleton_from_pose(body, Pose(hips_m=(0.0, height_m, 0.0), left=resting, right=resting))
    held = Leg(
        flexion_rad=resting.flexion_rad,
        knee_flexion_rad=resting.knee_flexion_rad,
        planted_ankle_m=still.point("left_ankle"),
    )
    rolled = skeleton_from_pose(
        body,
        Pose(hips_m=(0.0, height_m, 0.0), pelvis_roll_rad=roll_rad, left=held, right=resting),
    )
    assert rolled.point("left_ankle") == pytest.approx(still.point("left_ankle"), abs=1e-6)
    hip, knee, ankle = (rolled.point(f"left_{joint}") for joint in RIGID[:3])
    assert distance(hip, knee) == pytest.approx(body.thigh_m)
    assert distance(knee, ankle) == pytest.approx(body.shank_m)
    # The leg stays and the pelvis turns under it: the left hip going up is outward rotation.
    turned_rad = hip_rotation_rad(rolled, "left")
    assert turned_rad == pytest.approx(-roll_rad, abs=0.35 * abs(roll_rad) + 1e-6)


def test_segments_have_the_published_share_of_stature() -> None:
    body = Body(stature_m=2.0)
    assert body.thigh_m == pytest.approx(0.490)
    assert body.shank_m == pytest.approx(0.492)
    assert body.knee_height_m == pytest.approx(0.570)
    assert body.standing_hip_height_m == pytest.approx(1.060)


@pytest.mark.parametrize(("chair_height_m", "slope"), [(0.30, "upward"), (0.55, "downward")])
def test_the_chair_decides_the_slope_of_the_thighs(chair_height_m: float, slope: str) -> None:
    body = Body(chair_height_m=chair_height_m)
    assert (body.thigh_slope_rad > 0.0) == (slope == "upward")


def test_an_ankle_out_of_reach_is_approached_without_stretching_the_leg() -> None:
    body = Body()
    far = Leg(flexion_rad=1.0, knee_flexion_rad=0.5, planted_ankle_m=(3.0, 0.1, 0.1))
    skeleton = skeleton_from_pose(body, Pose(hips_m=(0.0, 0.5, 0.0), right=far))
    hip, knee, ankle = (skeleton.point(f"right_{joint}") for joint in RIGID[:3])
    assert distance(hip, knee) == pytest.approx(body.thigh_m)
    assert distance(knee, ankle) == pytest.approx(body.shank_m)
