"""Somebody who comes in, sits down, shuffles, sits for a while, gets up and goes: no repetition.

What a person does before and after an exercise moves the legs at least as much as the exercise
does. A coach must count none of it. Everything about one entrance is drawn from its seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from coxa.phantom.body import ANKLE_HEIGHT, Body, Leg, Pose
from coxa.phantom.camera import Camera, image_times_s
from coxa.phantom.chance import stream
from coxa.phantom.noise import Noise
from coxa.phantom.plan import minimum_jerk
from coxa.phantom.poses import PoseScene, recording_of_poses
from coxa.phantom.space import Vector
from coxa.records.landmarks import LandmarkRecording

FOOT_REACH_M: Final = 0.02
"""A foot set from one side to the other then turns the shank by less than 6 degrees, the least that
the stored result calls a movement (`coxa.assessment.trial`)."""
_STEP_S: Final = 0.55
_Ankles = tuple[Vector, Vector]


@dataclass(frozen=True, slots=True)
class _Seat:
    """How somebody sits now: hips sideways, both ankles, trunk; metres and radians."""

    hips_z_m: float
    ankles_m: _Ankles
    flexion_rad: float = 0.0
    lean_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the entrance: how long, and the pose at each fraction of it."""

    lasts_s: float
    pose: Callable[[float], Pose]


def entrance(seed: int, foot_reach_m: float = FOOT_REACH_M) -> LandmarkRecording:
    """The recording of one entrance.

    Parameters
    ----------
    seed : int
        Decides the person, the camera, the errors and every movement.
    foot_reach_m : float
        How far to either side a foot is set at most. Beyond the default a foot that is set aside
        and back turns the hip as far as the least repetition, and nobody can tell the two apart.
    """
    chance = stream(seed, "entrance")
    body = Body(
        stature_m=chance.uniform(1.52, 1.92),
        chair_height_m=chance.uniform(0.42, 0.52),
    )
    camera = Camera(
        distance_m=chance.uniform(2.2, 3.2),
        height_m=chance.uniform(0.5, 1.1),
        yaw_deg=chance.uniform(-12.0, 12.0),
        rate_hz=chance.choice((12.0, 15.0, 20.0, 24.0, 30.0)),
        jitter_ratio=0.1,
    )
    parts = _parts(body, chance, foot_reach_m)
    t_s = image_times_s(camera, math.fsum(part.lasts_s for part in parts), seed)
    scene = PoseScene(name="entrance", seed=seed, body=body, camera=camera, noise=Noise())
    return recording_of_poses(scene, t_s, [_pose_at(parts, now_s) for now_s in t_s])


def _pose_at(parts: list[_Part], now_s: float) -> Pose:
    """Pose at a time from the beginning."""
    for part in parts[:-1]:
        if now_s < part.lasts_s:
            return part.pose(now_s / part.lasts_s)
        now_s -= part.lasts_s
    return parts[-1].pose(min(1.0, now_s / parts[-1].lasts_s))


def _parts(body: Body, chance: Random, foot_reach_m: float) -> list[_Part]:
    """Walk in, turn, sit down, shuffle and sit by turns, get up, turn, walk out."""
    ankles = _ankles(body, chance)
    side = chance.choice((-1.0, 1.0))
    speed_m_s = chance.uniform(0.6, 1.1)
    away_m = chance.uniform(1.2, 2.2)
    way_in = _walk(body, ankles, (side * away_m, 0.0), side * math.pi / 2.0)
    parts = [
        _Part(away_m / speed_m_s, way_in),
        _Part(chance.uniform(0.8, 1.6), _turning(body, ankles, side * math.pi / 2.0, 0.0)),
    ]
    seat = _Seat(0.0, ankles)
    bend_rad = math.radians(chance.uniform(25.0, 50.0))
    parts.append(_Part(chance.uniform(1.0, 2.2), _sitting_down(body, ankles, bend_rad)))
    for _ in range(chance.randint(1, 3)):
        for _ in range(chance.randint(2, 6)):
            part, seat = _shuffle(body, seat, chance, (ankles, foot_reach_m))
            parts.append(part)
        parts.append(_Part(chance.uniform(0.5, 5.0), _still(body, seat)))
    down = _sitting_down(body, seat.ankles_m, bend_rad, seat.hips_z_m)
    leaves = chance.choice((-1.0, 1.0))
    last = seat.ankles_m
    parts += [
        _Part(chance.uniform(1.0, 2.0), lambda share: down(1.0 - share)),
        _Part(chance.uniform(0.8, 1.4), _turning(body, last, 0.0, leaves * math.pi / 2.0)),
        _Part(
            away_m / speed_m_s,
            _walk(body, last, (0.0, -leaves * away_m), leaves * math.pi / 2.0),
        ),
    ]
    return parts


def _ankles(body: Body, chance: Random) -> _Ankles:
    """Where the feet of this person stand in front of the chair: left, right."""
    forward_m = body.thigh_m * math.cos(body.thigh_slope_rad) + chance.uniform(-0.06, 0.06)
    apart_m = body.half_hips_m + chance.uniform(0.0, 0.08)
    up_m = ANKLE_HEIGHT * body.stature_m
    return (forward_m, up_m, -apart_m), (forward_m, up_m, apart_m)


# ------------------------------------------------------------------------------------------ on foot


def _standing(body: Body, ankles: _Ankles, heading_rad: float = 0.0, z_m: float = 0.0) -> Pose:
    """Upright over the place in front of the chair."""
    x_m = 0.5 * (ankles[0][0] + ankles[1][0])
    return Pose(
        hips_m=(x_m, 0.995 * body.standing_hip_height_m, z_m),
        heading_rad=heading_rad,
        arm_flexion_rad=(0.05, 0.05),
    )


def _stepping(pose: Pose, phase: float, size: float) -> Pose:
    """Legs and arms in the midst of a stride; `size` 1 walks, less steps on the spot."""

    def leg(shift: float) -> Leg:
        """Angles of a leg at its place in the stride."""
        swing = math.sin(phase + shift)
        bend = max(0.0, math.sin(phase + shift + 0.9))
        return Leg(
            flexion_rad=size * math.radians(8.0 + 22.0 * swing),
            knee_flexion_rad=size * math.radians(8.0 + 50.0 * bend),
        )

    left, right = leg(0.0), leg(math.pi)
    arms = (0.5 * right.flexion_rad, 0.5 * left.flexion_rad)
    return replace(pose, left=left, right=right, arm_flexion_rad=arms)


def _walk(
    body: Body, ankles: _Ankles, z_m: tuple[float, float], heading_rad: float
) -> Callable[[float], Pose]:
    """Across the picture, from one place to another; z to the person's right when seated."""
    from_m, to_m = z_m
    steps = abs(to_m - from_m) / 0.6

    def pose(share: float) -> Pose:
        """Somewhere on the way."""
        standing = _standing(body, ankles, heading_rad, from_m + share * (to_m - from_m))
        return _stepping(standing, math.pi * steps * share, 1.0)

    return pose


def _turning(
    body: Body, ankles: _Ankles, from_rad: float, to_rad: float
) -> Callable[[float], Pose]:
    """Steps on the spot while the body turns."""

    def pose(share: float) -> Pose:
        """Somewhere in the turn."""
        heading_rad = from_rad + minimum_jerk(share) * (to_rad - from_rad)
        size = 0.5 * math.sin(math.pi * share)
        return _stepping(_standing(body, ankles, heading_rad), math.pi * share / _STEP_S, size)

    return pose


# --------------------------------------------------------------------------------------- on a chair


def _sitting_down(
    body: Body, ankles: _Ankles, bend_rad: float, hips_z_m: float = 0.0
) -> Callable[[float], Pose]:
    """From standing in front of the chair to sitting on it, the feet where they are."""
    forward_m = 0.5 * (ankles[0][0] + ankles[1][0])
    up_m, down_m = 0.995 * body.standing_hip_height_m, body.seated_hip_height_m

    def pose(share: float) -> Pose:
        """Somewhere on the way down: back first, then down, bent in between."""
        back, sunk = minimum_jerk(1.3 * share), minimum_jerk(1.25 * share - 0.25)
        legs = [_leg(body, ankle, sunk) for ankle in ankles]
        return Pose(
            hips_m=(forward_m * (1.0 - back), up_m + sunk * (down_m - up_m), back * hips_z_m),
            trunk_flexion_rad=bend_rad * math.sin(math.pi * share),
            arm_flexion_rad=(0.3 * share, 0.3 * share),
            elbow_flexion_rad=0.1 + 0.8 * share,
            left=legs[0],
            right=legs[1],
        )

    return pose


def _leg(body: Body, ankle_m: Vector, sunk: float) -> Leg:
    """A leg whose foot stands, the knee in front."""
    flexion_rad = 0.1 + sunk * (math.pi / 2.0 + body.thigh_slope_rad - 0.1)
    return Leg(
        flexion_rad=flexion_rad,
        abduction_rad=math.radians(4.0),
        knee_flexion_rad=flexion_rad,
        planted_ankle_m=ankle_m,
    )


def _seated(body: Body, seat: _Seat) -> Pose:
    return Pose(
        hips_m=(0.0, body.seated_hip_height_m, seat.hips_z_m),
        trunk_flexion_rad=seat.flexion_rad,
        trunk_lean_rad=seat.lean_rad,
        arm_flexion_rad=(0.3, 0.3),
        elbow_flexion_rad=0.9,
        left=_leg(body, seat.ankles_m[0], 1.0),
        right=_leg(body, seat.ankles_m[1], 1.0),
    )


def _still(body: Body, seat: _Seat) -> Callable[[float], Pose]:
    """Nothing moves."""
    pose = _seated(body, seat)
    return lambda _share: pose


def _shuffle(
    body: Body, seat: _Seat, chance: Random, feet: tuple[_Ankles, float]
) -> tuple[_Part, _Seat]:
    """One unrest on the chair: the hips shift, a foot is set elsewhere, the trunk moves."""
    what = chance.choice(("hips", "left foot", "right foot", "both feet", "trunk"))
    left, right = seat.ankles_m
    goal = seat
    if what == "hips":
        z_m = min(0.08, max(-0.08, seat.hips_z_m + chance.uniform(-0.08, 0.08)))
        goal = replace(seat, hips_z_m=z_m)
    elif what == "trunk":
        flexion_rad = math.radians(chance.uniform(-5.0, 25.0))
        lean_rad = math.radians(chance.uniform(-10.0, 10.0))
        goal = replace(seat, flexion_rad=flexion_rad, lean_rad=lean_rad)
    else:
        places, reach_m = feet
        if what != "right foot":
            left = _set_elsewhere(left, places[0], reach_m, chance)
        if what != "left foot":
            right = _set_elsewhere(right, places[1], reach_m, chance)
        goal = replace(seat, ankles_m=(left, right))
    lift_m = chance.uniform(0.0, 0.03) if "f" in what else 0.0

    def pose(share: float) -> Pose:
        """On the way from how it was to how it will be."""
        return _seated(body, _between(seat, goal, minimum_jerk(share), lift_m))

    return _Part(chance.uniform(0.3, 1.0), pose), goal


def _set_elsewhere(ankle_m: Vector, place_m: Vector, reach_m: float, chance: Random) -> Vector:
    """A foot a few centimetres from where it was, never far from its place."""
    x, y, z = ankle_m
    x = min(place_m[0] + 0.08, max(place_m[0] - 0.12, x + chance.uniform(-0.08, 0.08)))
    z += chance.uniform(-reach_m, reach_m)
    z = min(place_m[2] + reach_m, max(place_m[2] - reach_m, z))
    return (x, y, z)


def _between(seat: _Seat, goal: _Seat, share: float, lift_m: float) -> _Seat:
    """A seat on the way to another; a foot that is set elsewhere leaves the floor."""

    def mixed(a: float, b: float) -> float:
        """Straight between two numbers."""
        return a + share * (b - a)

    def foot(a: Vector, b: Vector) -> Vector:
        """A foot on its way."""
        up_m = 0.0 if a == b else lift_m * math.sin(math.pi * share)
        return (mixed(a[0], b[0]), mixed(a[1], b[1]) + up_m, mixed(a[2], b[2]))

    return _Seat(
        hips_z_m=mixed(seat.hips_z_m, goal.hips_z_m),
        ankles_m=(
            foot(seat.ankles_m[0], goal.ankles_m[0]),
            foot(seat.ankles_m[1], goal.ankles_m[1]),
        ),
        flexion_rad=mixed(seat.flexion_rad, goal.flexion_rad),
        lean_rad=mixed(seat.lean_rad, goal.lean_rad),
    )
