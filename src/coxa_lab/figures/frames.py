"""Frames of the parts of a drawn body, read from its joints."""

from __future__ import annotations

import math
from dataclasses import dataclass

from coxa.phantom.body import Skeleton
from coxa.phantom.space import (
    Matrix,
    Vector,
    add,
    cross,
    dot,
    scale,
    square_to,
    subtract,
    transpose,
    turn,
    unit,
)
from coxa.records.assessment import Side
from coxa_lab.figures import flesh
from coxa_lab.figures.outline import Solid


@dataclass(frozen=True, slots=True)
class Frame:
    """An origin and the rotation world from part: x to its front, y up, z to the person's right."""

    origin_m: Vector
    r_world_from_part: Matrix

    def point(self, forward: float, up: float, right: float) -> Vector:
        """World position of a point given in metres in this frame."""
        return add(self.origin_m, turn(self.r_world_from_part, (forward, up, right)))

    def solid(self, at: Vector, half: Vector) -> Solid:
        """An ellipsoid along this frame's axes."""
        x, y, z = transpose(self.r_world_from_part)
        axes = (scale(x, half[0]), scale(y, half[1]), scale(z, half[2]))
        return Solid(self.point(*at), axes)


def trunk_frame(skeleton: Skeleton) -> Frame:
    """Middle of the shoulders; up is away from the hips."""
    shoulders, hips = middle_of(skeleton, "shoulder"), middle_of(skeleton, "hip")
    up = unit(subtract(shoulders, hips))
    across = subtract(skeleton.point("right_shoulder"), skeleton.point("left_shoulder"))
    right = unit(square_to(across, up))
    return Frame(shoulders, transpose((cross(up, right), up, right)))


def head_frame(skeleton: Skeleton) -> Frame:
    """Where the head sits on the shoulders."""
    ears, eyes = middle_of(skeleton, "ear"), middle_of(skeleton, "eye")
    right = unit(subtract(skeleton.point("right_ear"), skeleton.point("left_ear")))
    ahead = unit(square_to(subtract(eyes, ears), right))
    upward = cross(right, ahead)
    tilt = math.atan2(flesh.EYE_OVER_EAR[1], flesh.EYE_OVER_EAR[0])
    forward = add(scale(ahead, math.cos(tilt)), scale(upward, -math.sin(tilt)))
    return Frame(ears, transpose((forward, cross(right, forward), right)))


def pelvis_frame(skeleton: Skeleton) -> Frame:
    """Middle of the hip joints."""
    return Frame(middle_of(skeleton, "hip"), skeleton.r_world_from_pelvis)


def thigh_frame(skeleton: Skeleton, side: Side) -> Frame:
    """Hip joint; up is away from the knee, the front is where the knee cap is."""
    hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    up = unit(subtract(hip, knee))
    bend = scale(square_to(unit(subtract(ankle, knee)), up), -1.0)
    toes = square_to(_toes(skeleton, side), up)
    return limb_frame(hip, up, add(bend, scale(toes, 0.35)))


def shank_frame(skeleton: Skeleton, side: Side) -> Frame:
    """Knee joint; up is away from the ankle."""
    hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    up = unit(subtract(knee, ankle))
    bend = square_to(unit(subtract(knee, hip)), up)
    toes = square_to(_toes(skeleton, side), up)
    return limb_frame(knee, up, add(bend, scale(toes, 0.35)))


def foot_frame(skeleton: Skeleton, side: Side) -> Frame:
    """Ankle joint; forward along the sole."""
    ankle, heel = skeleton.point(f"{side}_ankle"), skeleton.point(f"{side}_heel")
    ahead = _toes(skeleton, side)
    up = unit(square_to(subtract(ankle, heel), ahead))
    tilt = math.atan2(flesh.TOE_BELOW_HEEL[1], flesh.TOE_BELOW_HEEL[0])
    forward = add(scale(ahead, math.cos(tilt)), scale(up, math.sin(tilt)))
    return limb_frame(ankle, unit(square_to(up, forward)), forward)


def limb_frame(origin: Vector, up: Vector, front: Vector) -> Frame:
    """A frame whose upward axis is given, and its front as nearly as that allows."""
    forward = unit(square_to(front, up))
    return Frame(origin, transpose((forward, up, cross(forward, up))))


def round_frame(start: Vector, end: Vector) -> Frame:
    """A frame down a limb that looks the same from all sides."""
    up = unit(subtract(start, end))
    least = min(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), key=lambda e: abs(dot(e, up)))
    return limb_frame(start, up, least)


def _toes(skeleton: Skeleton, side: Side) -> Vector:
    return unit(subtract(skeleton.point(f"{side}_foot_index"), skeleton.point(f"{side}_heel")))


def middle_of(skeleton: Skeleton, joint: str) -> Vector:
    """Middle between the left and the right one of a pair of landmarks."""
    return scale(add(skeleton.point(f"left_{joint}"), skeleton.point(f"right_{joint}")), 0.5)
