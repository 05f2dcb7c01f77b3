"""A body with commanded angles: angles in, the 3D positions of all landmarks out.

World frame: right-handed, x forward, y up, z to the person's right, origin on the floor; metres.
The body frame is the world frame turned by the heading (about y), reclined (about z) and rolled
about its own length.
Pelvis and trunk turn in the body frame, the thighs in the pelvis frame, the shank in the thigh's.

A thigh's orientation in the pelvis is three turns: sideways about the pelvis's upward axis
(abduction), upward about its axis to the right (flexion), then about its own length (rotation).
So, whatever the abduction and flexion, rotation is zero where the shank hangs in the upright plane
through the thigh. Internal rotation is positive on both sides; the mirror is applied once, in
`_side_sign`. With a straight hip abduction and rotation are one: to stand astride there is a
fourth turn, the spread, between flexion and rotation; it is zero wherever rotation is measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from coxa.phantom.space import (
    Matrix,
    Vector,
    about_x,
    about_y,
    about_z,
    add,
    chain,
    cross,
    dot,
    length,
    scale,
    square_to,
    subtract,
    transpose,
    turn,
    unit,
)
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import LANDMARKS

# Fractions of stature. Segment lengths: Drillis and Contini, "Body segment parameters", 1966, as
# drawn in Winter, "Biomechanics and motor control of human movement", 4th ed. 2009, figure 4.1.
THIGH: Final = 0.245
SHANK: Final = 0.246
ANKLE_HEIGHT: Final = 0.039
HIP_HEIGHT: Final = 0.530
FOOT_LENGTH: Final = 0.152
HIP_TO_SHOULDER: Final = 0.818 - HIP_HEIGHT
SHOULDER_TO_EYE: Final = 0.936 - 0.818
HALF_SHOULDERS: Final = 0.129
UPPER_ARM: Final = 0.186
FOREARM: Final = 0.146
HAND: Final = 0.108
# Hip joint centres lie 14 % of the distance between the front upper iliac spines inward of each
# (Bell 1989); that distance is about 0.14 of stature, hence half of 0.72 x 0.14.
HALF_HIPS: Final = 0.050
# Hip joint centre above the seat of a sitting person: about 9 cm of a 1.7 m adult (own estimate).
HIP_ABOVE_SEAT: Final = 0.053
# How far a high or a low seat makes the thigh slope, at most (own choice).
THIGH_SLOPE_LIMITS_DEG: Final = (-10.0, 40.0)

# Heel and toe seen from the ankle, and face points seen from the middle of the shoulders:
# forward, up, outward, fractions of stature (own estimates on the figure above).
_HEEL: Final[Vector] = (-0.040, -0.030, 0.0)
_TOE: Final[Vector] = (FOOT_LENGTH - 0.045, -0.034, 0.004)
_NOSE: Final[Vector] = (0.068, 0.097, 0.0)
_FACE: Final[dict[str, Vector]] = {
    "eye_inner": (0.056, SHOULDER_TO_EYE, 0.009),
    "eye": (0.054, SHOULDER_TO_EYE, 0.018),
    "eye_outer": (0.050, SHOULDER_TO_EYE, 0.026),
    "ear": (0.000, 0.110, 0.043),
    "mouth": (0.057, 0.078, 0.014),
}
# Finger points seen from the wrist: along the hand, then outward, fractions of stature.
_FINGERS: Final[dict[str, tuple[float, float]]] = {
    "pinky": (0.045, 0.016),
    "index": (0.052, -0.010),
    "thumb": (0.025, -0.022),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Size of a person and of the chair.

    Attributes
    ----------
    stature_m : float
        Standing height; every length follows from it.
    chair_height_m : float
        Top of the seat above the floor. Decides the slope of the thighs.
    thigh_ratio, shank_ratio, hips_ratio : float
        Factors on the published lengths, for people who differ from the average.
    """

    stature_m: float = 1.72
    chair_height_m: float = 0.45
    thigh_ratio: float = 1.0
    shank_ratio: float = 1.0
    hips_ratio: float = 1.0

    @property
    def thigh_m(self) -> float:
        """Hip joint centre to knee joint centre."""
        return THIGH * self.thigh_ratio * self.stature_m

    @property
    def shank_m(self) -> float:
        """Knee joint centre to ankle joint centre."""
        return SHANK * self.shank_ratio * self.stature_m

    @property
    def half_hips_m(self) -> float:
        """Middle of the pelvis to a hip joint centre."""
        return HALF_HIPS * self.hips_ratio * self.stature_m

    @property
    def knee_height_m(self) -> float:
        """Knee above the floor with the foot flat and the shank upright."""
        return self.shank_m + ANKLE_HEIGHT * self.stature_m

    @property
    def seated_hip_height_m(self) -> float:
        """Hip joint centres above the floor, sitting."""
        return self.chair_height_m + HIP_ABOVE_SEAT * self.stature_m

    @property
    def standing_hip_height_m(self) -> float:
        """Hip joint centres above the floor, standing."""
        return self.knee_height_m + self.thigh_m

    @property
    def thigh_slope_rad(self) -> float:
        """Upward slope of the thighs sitting with the feet flat; negative: knees below the hips."""
        rise = (self.knee_height_m - self.seated_hip_height_m) / self.thigh_m
        lowest, highest = (math.radians(limit) for limit in THIGH_SLOPE_LIMITS_DEG)
        return min(highest, max(lowest, math.asin(min(1.0, max(-1.0, rise)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Angles of one leg, radians. Zero is standing straight.

    Attributes
    ----------
    flexion_rad : float
        Thigh up and forward.
    abduction_rad : float
        Knee outward, about the pelvis's upward axis.
    spread_rad : float
        Knee outward, about the front of the thigh: what leads a straight leg away from the other.
    rotation_rad : float
        Hip rotation about the thigh's length, internal positive on both sides.
    knee_flexion_rad : float
        Heel toward the buttock.
    foot_twist_rad : float
        Toes inward about the shank.
    ankle_flexion_rad : float
        Toes down, away from the shin.
    planted_ankle_m : (3,) or None
        World position at which the ankle is held; the knee then follows from it and stays as near
        as it can to where the angles would put it. The foot then keeps to the body frame.
    """

    flexion_rad: float = 0.0
    abduction_rad: float = 0.0
    spread_rad: float = 0.0
    rotation_rad: float = 0.0
    knee_flexion_rad: float = 0.0
    foot_twist_rad: float = 0.0
    ankle_flexion_rad: float = 0.0
    planted_ankle_m: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Everything commanded at one instant; world frame, metres and radians.

    Attributes
    ----------
    hips_m : (3,)
        Middle between the hip joint centres, world frame.
    heading_rad : float
        Turn of the whole body about the upward axis, to the left positive.
    recline_rad : float
        Turn of the whole body backward about its axis to the right; a quarter turn lies supine.
    roll_rad : float
        Turn of the whole body about its own length, to the left positive; lying supine, a quarter
        turn lies on the left side.
    pelvis_roll_rad : float
        Left hip up positive.
    pelvis_tilt_rad, pelvis_yaw_rad : float
        Pelvis tilted forward; turned to the left.
    trunk_lean_rad : float
        Top of the trunk toward the person's right positive, as a lifted left side would bring it.
    trunk_flexion_rad, trunk_yaw_rad : float
        Trunk bent forward; turned to the left.
    head_yaw_rad, head_flexion_rad : float
        Face turned to the left; chin toward the chest.
    arm_flexion_rad, arm_abduction_rad : (2,)
        Upper arms forward; outward. Left and right.
    elbow_flexion_rad : float
        Both elbows.
    planted_wrists_m : (2,)
        World positions at which the wrists are held, left and right, or None where an arm is free;
        the elbow then stays as near as it can to where the angles would put it.
    """

    hips_m: Vector
    heading_rad: float = 0.0
    recline_rad: float = 0.0
    roll_rad: float = 0.0
    pelvis_roll_rad: float = 0.0
    pelvis_tilt_rad: float = 0.0
    pelvis_yaw_rad: float = 0.0
    trunk_lean_rad: float = 0.0
    trunk_flexion_rad: float = 0.0
    trunk_yaw_rad: float = 0.0
    head_yaw_rad: float = 0.0
    head_flexion_rad: float = 0.0
    arm_flexion_rad: tuple[float, float] = (0.0, 0.0)
    arm_abduction_rad: tuple[float, float] = (0.0, 0.0)
    elbow_flexion_rad: float = 0.1
    planted_wrists_m: tuple[Vector | None, Vector | None] = (None, None)
    left: Leg = field(default_factory=Leg)
    right: Leg = field(default_factory=Leg)

    def leg(self, side: Side) -> Leg:
        """Angles of one leg."""
        return self.left if side == "left" else self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """Where everything is: the 33 landmarks in the order of `LANDMARKS`, world frame, metres.

    The landmarks named hip, knee and ankle are the joint centres themselves.
    """

    points_m: tuple[Vector, ...]
    r_world_from_pelvis: Matrix

    def point(self, landmark: str) -> Vector:
        """Position of one landmark, world frame, metres.

        Raises
        ------
        ValueError
            There is no such landmark.
        """
        return self.points_m[LANDMARKS.index(landmark)]


def skeleton_from_pose(body: Body, pose: Pose) -> Skeleton:
    """Forward kinematics: where every landmark of a body in this pose is.

    Parameters
    ----------
    body : Body
        Lengths.
    pose : Pose
        Angles and position.

    Returns
    -------
    Skeleton
        All landmarks, world frame, metres. Segment lengths are those of `body`: an ankle or a wrist
        held out of reach comes as near as the limb allows.
    """
    r_world_from_body = _r_world_from_body(pose)
    r_world_from_pelvis = _r_world_from_pelvis(pose)
    points: dict[str, Vector] = {}
    for side in SIDES:
        points.update(_leg_points(body, pose, side, r_world_from_body, r_world_from_pelvis))
    points.update(_upper_points(body, pose, r_world_from_body))
    return Skeleton(
        points_m=tuple(points[name] for name in LANDMARKS),
        r_world_from_pelvis=r_world_from_pelvis,
    )


def hip_rotation_rad(skeleton: Skeleton, side: Side) -> float:
    """Hip rotation relative to the pelvis contained in a skeleton, radians, internal positive.

    The angle, about the thigh's length, between the shank and the pelvis's downward axis.
    """
    hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    along = unit(subtract(hip, knee))
    down = scale(transpose(skeleton.r_world_from_pelvis)[1], -1.0)
    neutral = unit(square_to(down, along))
    shank = square_to(subtract(ankle, knee), along)
    turned = math.atan2(dot(cross(neutral, shank), along), dot(neutral, shank))
    return _side_sign(side) * turned


@dataclass(frozen=True, slots=True)
class LegFrames:
    """Where a free leg is: hip and knee joint centres, and the frames of thigh and shank.

    Frames: x to the front of the segment, y toward the hip, z to the person's right.
    """

    hip_m: Vector
    knee_m: Vector
    r_world_from_thigh: Matrix
    r_world_from_shank: Matrix


def leg_frames(body: Body, pose: Pose, side: Side) -> LegFrames:
    """Frames of a leg that nothing holds, world frame: `planted_ankle_m` is not looked at."""
    sign, leg = _side_sign(side), pose.leg(side)
    r_world_from_pelvis = _r_world_from_pelvis(pose)
    hip, knee = _hip_and_knee(body, pose, side, r_world_from_pelvis)
    r_world_from_thigh = chain(r_world_from_pelvis, _r_pelvis_from_thigh(leg, sign))
    return LegFrames(
        hip_m=hip,
        knee_m=knee,
        r_world_from_thigh=r_world_from_thigh,
        r_world_from_shank=chain(r_world_from_thigh, about_z(-leg.knee_flexion_rad)),
    )


def _r_world_from_body(pose: Pose) -> Matrix:
    """Body frame: heading, recline and roll of the whole body."""
    return chain(about_y(pose.heading_rad), about_z(pose.recline_rad), about_y(pose.roll_rad))


def _r_world_from_pelvis(pose: Pose) -> Matrix:
    """Pelvis frame: that of the body, then the pelvis's own turns."""
    return chain(
        _r_world_from_body(pose),
        about_y(pose.pelvis_yaw_rad),
        about_x(pose.pelvis_roll_rad),
        about_z(-pose.pelvis_tilt_rad),
    )


def _r_pelvis_from_thigh(leg: Leg, sign: float) -> Matrix:
    """The turns of the hip: abduction, flexion, spread, rotation."""
    return chain(
        about_y(-sign * leg.abduction_rad),
        about_z(leg.flexion_rad),
        about_x(-sign * leg.spread_rad),
        about_y(sign * leg.rotation_rad),
    )


def _hip_and_knee(
    body: Body, pose: Pose, side: Side, r_world_from_pelvis: Matrix
) -> tuple[Vector, Vector]:
    """Joint centres of a leg that nothing holds."""
    sign = _side_sign(side)
    hip = add(pose.hips_m, turn(r_world_from_pelvis, (0.0, 0.0, sign * body.half_hips_m)))
    r_world_from_thigh = chain(r_world_from_pelvis, _r_pelvis_from_thigh(pose.leg(side), sign))
    return hip, add(hip, turn(r_world_from_thigh, (0.0, -body.thigh_m, 0.0)))


def _side_sign(side: Side) -> float:
    """Plus for the right, minus for the left: the one place where the sides are mirrored."""
    return 1.0 if side == "right" else -1.0


def _leg_points(
    body: Body, pose: Pose, side: Side, r_world_from_body: Matrix, r_world_from_pelvis: Matrix
) -> dict[str, Vector]:
    """Hip, knee, ankle, heel and toe of one side."""
    sign, leg = _side_sign(side), pose.leg(side)
    hip, knee = _hip_and_knee(body, pose, side, r_world_from_pelvis)
    r_world_from_shank = chain(
        r_world_from_pelvis, _r_pelvis_from_thigh(leg, sign), about_z(-leg.knee_flexion_rad)
    )
    if leg.planted_ankle_m is None:
        ankle = add(knee, turn(r_world_from_shank, (0.0, -body.shank_m, 0.0)))
        r_foot_base = r_world_from_shank
    else:
        knee, ankle = _held_limb((body.thigh_m, body.shank_m), hip, knee, leg.planted_ankle_m)
        r_foot_base = r_world_from_body
    r_world_from_foot = chain(
        r_foot_base, about_y(sign * leg.foot_twist_rad), about_z(-leg.ankle_flexion_rad)
    )
    heel, toe = (
        add(ankle, turn(r_world_from_foot, _outward(seen, sign, body.stature_m)))
        for seen in (_HEEL, _TOE)
    )
    return {
        f"{side}_hip": hip,
        f"{side}_knee": knee,
        f"{side}_ankle": ankle,
        f"{side}_heel": heel,
        f"{side}_foot_index": toe,
    }


def _held_limb(
    lengths_m: tuple[float, float], root: Vector, wished_middle: Vector, held_end: Vector
) -> tuple[Vector, Vector]:
    """Middle joint and end of a limb whose end is held.

    The middle joint is the nearest to where it would have been; an end out of reach is approached.
    """
    upper_m, lower_m = lengths_m
    reach = subtract(held_end, root)
    along = unit(reach)
    shortest, longest = abs(upper_m - lower_m), upper_m + lower_m
    distance = min(0.999 * longest, max(1.001 * shortest, length(reach)))
    up_to = (upper_m**2 - lower_m**2 + distance**2) / (2.0 * distance)
    bend = math.sqrt(max(0.0, upper_m**2 - up_to**2))
    outward = unit(square_to(subtract(wished_middle, root), along))
    middle = add(root, add(scale(along, up_to), scale(outward, bend)))
    return middle, add(root, scale(along, distance))


def _upper_points(body: Body, pose: Pose, r_world_from_body: Matrix) -> dict[str, Vector]:
    """Face, shoulders, arms and hands."""
    r_world_from_trunk = chain(
        r_world_from_body,
        about_y(pose.trunk_yaw_rad),
        about_x(pose.trunk_lean_rad),
        about_z(-pose.trunk_flexion_rad),
    )
    up = HIP_TO_SHOULDER * body.stature_m
    shoulders = add(pose.hips_m, turn(r_world_from_trunk, (0.0, up, 0.0)))
    r_world_from_head = chain(
        r_world_from_body,
        about_y(pose.head_yaw_rad),
        about_x(0.5 * pose.trunk_lean_rad),
        about_z(-pose.head_flexion_rad),
    )
    points = {"nose": add(shoulders, turn(r_world_from_head, scale(_NOSE, body.stature_m)))}
    for index, side in enumerate(SIDES):
        sign = _side_sign(side)
        for part, seen in _FACE.items():
            name = f"mouth_{side}" if part == "mouth" else f"{side}_{part}"
            outward = _outward(seen, sign, body.stature_m)
            points[name] = add(shoulders, turn(r_world_from_head, outward))
        shoulder = (0.0, 0.0, sign * HALF_SHOULDERS * body.stature_m)
        start = add(shoulders, turn(r_world_from_trunk, shoulder))
        r_world_from_arm = chain(
            r_world_from_trunk,
            about_x(-sign * pose.arm_abduction_rad[index]),
            about_z(pose.arm_flexion_rad[index]),
        )
        points.update(_arm_points(body, pose, side, start, r_world_from_arm))
    return points


def _arm_points(
    body: Body, pose: Pose, side: Side, shoulder: Vector, r_world_from_arm: Matrix
) -> dict[str, Vector]:
    """Shoulder, elbow, wrist and fingers of one side."""
    sign, stature_m = _side_sign(side), body.stature_m
    upper_m, lower_m = UPPER_ARM * stature_m, FOREARM * stature_m
    r_world_from_forearm = chain(r_world_from_arm, about_z(pose.elbow_flexion_rad))
    elbow = add(shoulder, turn(r_world_from_arm, (0.0, -upper_m, 0.0)))
    wrist = add(elbow, turn(r_world_from_forearm, (0.0, -lower_m, 0.0)))
    held = pose.planted_wrists_m[SIDES.index(side)]
    if held is not None:
        elbow, wrist = _held_limb((upper_m, lower_m), shoulder, elbow, held)
        r_world_from_forearm = _r_along(subtract(elbow, wrist), r_world_from_forearm)
    points = {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist}
    for finger, (along, across) in _FINGERS.items():
        seen = _outward((0.0, -along, across), sign, stature_m)
        points[f"{side}_{finger}"] = add(wrist, turn(r_world_from_forearm, seen))
    return points


def _r_along(upward: Vector, r_like: Matrix) -> Matrix:
    """The rotation nearest to another whose upward axis is this one."""
    y = unit(upward)
    z = unit(square_to(transpose(r_like)[2], y))
    return transpose((cross(y, z), y, z))


def _outward(seen: Vector, sign: float, stature_m: float) -> Vector:
    """Metres to the right from forward, up, outward as fractions of stature."""
    return (seen[0] * stature_m, seen[1] * stature_m, sign * seen[2] * stature_m)
