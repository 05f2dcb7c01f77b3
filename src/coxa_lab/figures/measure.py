"""Angles and heights read from a drawn body: what a picture shows, not what was asked of it.

The hip's angles are counted as an examiner names them: flexion, then spread (sideways), then
rotation about the thigh. `coxa.phantom.body.hip_rotation_rad` is the same for a flexed hip that is
not spread; it has no zero for a straight one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa.phantom.body import Skeleton
from coxa.phantom.space import Vector, cross, dot, square_to, subtract, transpose, turn, unit
from coxa.records.assessment import Side
from coxa_lab.figures.figure import Part

# Below this the shank tells nothing of the thigh's rotation: then the foot does.
_LEAST_BEND_DEG: Final = 8.0


@dataclass(frozen=True, slots=True)
class HipAngles:
    """Hip and knee of one side, degrees: flexion, spread outward, internal rotation."""

    flexion: float
    spread: float
    rotation: float
    knee: float


def hip_angles(skeleton: Skeleton, side: Side) -> HipAngles:
    """The angles between pelvis, thigh and shank that a skeleton has."""
    hip, knee, ankle, heel, toe = (
        skeleton.point(f"{side}_{joint}")
        for joint in ("hip", "knee", "ankle", "heel", "foot_index")
    )
    sign = 1.0 if side == "right" else -1.0
    r_pelvis_from_world = transpose(skeleton.r_world_from_pelvis)

    def seen(way: Vector) -> Vector:
        return turn(r_pelvis_from_world, way)

    up, shank = unit(subtract(hip, knee)), unit(subtract(ankle, knee))
    bend = math.degrees(math.acos(max(-1.0, min(1.0, -dot(up, shank)))))
    ahead = subtract(toe, heel)
    if bend > _LEAST_BEND_DEG:
        ahead = subtract((0.0, 0.0, 0.0), shank)
    forward = seen(unit(square_to(ahead, up)))
    up = seen(up)
    right = cross(forward, up)
    return HipAngles(
        flexion=math.degrees(math.atan2(-up[0], up[1])),
        spread=-sign * math.degrees(math.asin(max(-1.0, min(1.0, up[2])))),
        rotation=sign * math.degrees(math.atan2(-forward[2], right[2])),
        knee=bend,
    )


def lowest_m(parts: Sequence[Part]) -> float:
    """Height of the lowest point of a body, metres."""
    return min(
        solid.centre[1] - math.sqrt(sum(half[1] ** 2 for half in solid.half_axes))
        for part in parts
        for solid in part.solids
    )
