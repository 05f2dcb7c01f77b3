"""Commands to poses: sitting, and the postures that must be refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from coxa.phantom.body import Body, Leg, Pose, skeleton_from_pose
from coxa.phantom.commands import Commands, commands_at
from coxa.phantom.plan import Motion, Timeline
from coxa.phantom.space import Vector
from coxa.records.assessment import SIDES, Side

_STEP_S: Final = 0.55


def poses_from_commands(body: Body, motion: Motion, commands: Commands) -> list[Pose]:
    """Poses of a body that follows the commands, (n,).

    If the motion says so, the foot of a leg that is not in the midst of a repetition is held on
    the floor, and the leg goes where foot and pelvis put it.
    """
    if motion.posture != "seated":
        return [_other_pose(body, motion, commands, index) for index in range(len(commands.t_s))]
    planted = _resting_ankles(body, motion) if motion.resting_foot_planted else {}
    poses = []
    for index, moving in enumerate(commands.moving):
        held = {side: ankle for side, ankle in planted.items() if side != moving}
        poses.append(_seated_pose(body, motion, commands, index, held))
    return poses


def _seated_pose(
    body: Body, motion: Motion, commands: Commands, index: int, held: dict[Side, Vector]
) -> Pose:
    """Sitting with the lower hip on the seat and the hands on the thighs."""
    roll_rad = math.radians(commands.pelvis_roll_deg[index])
    height_m = body.seated_hip_height_m + body.half_hips_m * abs(math.sin(roll_rad))
    rest_deg: dict[Side, float] = {
        "left": motion.rest_rotation_left_deg,
        "right": motion.rest_rotation_right_deg,
    }

    def leg(side: Side) -> Leg:
        """Angles of one side."""
        lift_rad = math.radians(commands.lift_deg[side][index])
        knee_deg = motion.knee_flexion_deg - commands.knee_extension_deg[side][index]
        return Leg(
            flexion_rad=math.pi / 2.0 + body.thigh_slope_rad + lift_rad,
            abduction_rad=math.radians(
                motion.rest_abduction_deg + commands.abduction_deg[side][index]
            ),
            rotation_rad=math.radians(rest_deg[side] + commands.rotation_deg[side][index]),
            # The shank hangs upright at rest whatever the slope of the thigh.
            knee_flexion_rad=math.radians(knee_deg) + body.thigh_slope_rad,
            foot_twist_rad=math.radians(commands.foot_twist_deg[side][index]),
            planted_ankle_m=held.get(side),
        )

    return Pose(
        hips_m=(0.0, height_m, 0.0),
        heading_rad=math.radians(motion.facing_deg),
        pelvis_roll_rad=roll_rad,
        trunk_lean_rad=math.radians(commands.trunk_lean_deg[index]),
        trunk_flexion_rad=math.radians(commands.trunk_flexion_deg[index]),
        arm_flexion_rad=(0.2, 0.2),
        elbow_flexion_rad=0.9,
        left=leg("left"),
        right=leg("right"),
    )


def _resting_ankles(body: Body, motion: Motion) -> dict[Side, Vector]:
    """Where the ankles are while nothing moves."""
    still = replace(motion, sway_deg=0.0, drift_deg=0.0, tremor_deg=0.0, disturbance_at_s=None)
    commands = commands_at(still, Timeline(repetitions=(), duration_s=0.0), (0.0,), 0)
    skeleton = skeleton_from_pose(body, _seated_pose(body, still, commands, 0, {}))
    return {side: skeleton.point(f"{side}_ankle") for side in SIDES}


def _other_pose(body: Body, motion: Motion, commands: Commands, index: int) -> Pose:
    """Standing, walking or lying."""
    standing = Pose(
        hips_m=(0.0, body.standing_hip_height_m, 0.0),
        heading_rad=math.radians(motion.facing_deg),
        trunk_lean_rad=math.radians(commands.trunk_lean_deg[index]),
        trunk_flexion_rad=math.radians(commands.trunk_flexion_deg[index]),
    )
    if motion.posture == "lying":
        # Supine on something as high as the chair.
        height_m = body.chair_height_m + 0.1
        return replace(standing, hips_m=(0.0, height_m, 0.0), recline_rad=math.pi / 2.0)
    if motion.posture == "walking":
        return _walking(standing, motion, commands.t_s[index])
    return standing


def _walking(standing: Pose, motion: Motion, now_s: float) -> Pose:
    """A plain gait: thighs and arms swing like pendulums, the knee bends in swing."""
    phase = math.pi * now_s / _STEP_S

    def leg(shift: float) -> Leg:
        """Angles of a leg at its place in the stride."""
        swing = math.sin(phase + shift)
        bend = max(0.0, math.sin(phase + shift + 0.9))
        return Leg(
            flexion_rad=math.radians(8.0 + 22.0 * swing),
            knee_flexion_rad=math.radians(8.0 + 50.0 * bend),
        )

    left, right = leg(0.0), leg(math.pi)
    forward_m = motion.walking_speed_m_s * now_s
    heading = standing.heading_rad
    x, y, z = standing.hips_m
    return replace(
        standing,
        hips_m=(x + forward_m * math.cos(heading), y, z - forward_m * math.sin(heading)),
        arm_flexion_rad=(0.5 * right.flexion_rad, 0.5 * left.flexion_rad),
        elbow_flexion_rad=0.4,
        left=left,
        right=right,
    )
