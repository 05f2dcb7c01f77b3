"""Which of the movements of a strapped-on sensor is the turn of the hip, and which way is inward.

Gravity alone cannot say: a shank that turns with the hip tips sideways, a shank that swings at the
knee tips forward and back, and the sensor may sit anywhere round it. What can say it, in order:

1. a declared mounting: then sideways and its sign are known;
2. the sizes: a knee hanging at a right angle swings far forward and hardly back, a hip turns both
   ways. Movement to one side only decides nothing and is refused;
3. the protocol: the first movement takes the foot outward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coxa.assessment.motion_first import first_way
from coxa.errors import RefusedError
from coxa.geometry import Vector3, angle_between_rad, cross, dot
from coxa.hip import Facing, internal_direction
from coxa.inertial.hang import Hang
from coxa.inertial.rotation import MovementGroup, movement_groups
from coxa.inertial.up import UpSeries
from coxa.records.assessment import Direction, Position, Side

DirectionSource = Literal["mounting", "first_movement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisParams:
    """What tells a turn of the hip from other movements.

    `flat_deg`: a screen within this of level faces the ceiling: not on a shank. `mounting_deg`: a
    phone strapped by hand sits within 20-30 degrees of where it was said to sit, and a knee swing
    is 90 away. `largest_deg`: nobody turns a hip further. `knee_far_deg` and `knee_ratio`: a knee
    swings from a right angle to straight (90) and back under a seat by a third of it at most.
    `clear_ratio`: how many times as many movements one axis needs to win against another.
    `stray_share`: beyond it the movement has no axis; a turn of 32 degrees with a knee that
    straightens by 20 stays below. `never_moved_deg`: noise of a phone on a table, with somebody
    walking past.
    """

    flat_deg: float = 30.0
    mounting_deg: float = 40.0
    largest_deg: float = 75.0
    knee_far_deg: float = 55.0
    knee_ratio: float = 2.5
    clear_ratio: float = 2.0
    stray_share: float = 0.35
    never_moved_deg: float = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting:
    """How the sensor sits, as far as anybody says so.

    Attributes
    ----------
    screen_axis : (3,) or None
        Direction out of the screen, sensor frame; None for a sensor without a flat face, whose
        axes say nothing.
    long_axis : (3,) or None
        Direction of the long side, sensor frame; None where there is none.
    facing :
        Which way the screen faces; None if nobody says.
    first_direction :
        The first movement of the test, as the protocol asks for it.
    """

    screen_axis: Vector3 | None = (0.0, 0.0, 1.0)
    long_axis: Vector3 | None = (0.0, 1.0, 0.0)
    facing: Facing | None = None
    first_direction: Direction = "internal"


@dataclass(frozen=True, slots=True)
class RotationAxis:
    """The turn of the hip among the movements.

    Attributes
    ----------
    internal : (3,)
        Way up moves in internal rotation, sensor frame, square to the rest.
    group : MovementGroup
        The movements along it.
    others : int
        Number of movements along other axes.
    source :
        What the sign rests on.
    may_be_thigh : bool
        The phone turns about its own long side, as one strapped along a thigh does.
    """

    internal: Vector3
    group: MovementGroup
    others: int
    source: DirectionSource
    may_be_thigh: bool


def rotation_axis(
    up: UpSeries, hang: Hang, mounting: Mounting, side: Side, position: Position
) -> RotationAxis:
    """Choose the turn of the hip.

    Parameters
    ----------
    up :
        Directions of up, sensor frame.
    hang :
        The rest.
    mounting :
        What is known of how the sensor sits.
    side, position :
        Of the test.

    Raises
    ------
    RefusedError
        ``sensor_still``, ``no_movement``, ``sensor_lies_flat``, ``sensor_knee_swing``,
        ``sensor_one_direction``, ``sensor_axis_unclear`` or ``sensor_first_unseen``.
    """
    used = AxisParams()
    groups = movement_groups(up, hang.up, hang.first)
    if not groups:
        raise RefusedError(_without_movement(up, hang, used))
    _refuse_flat(hang, mounting, used)
    if mounting.facing is not None and mounting.screen_axis is not None:
        internal = internal_direction(
            hang.up, mounting.screen_axis, mounting.facing, side, position
        )
        group = _along(internal, groups, used)
        sign = math.copysign(1.0, dot(group.toward, internal))
        source: DirectionSource = "mounting"
    else:
        group = _by_sizes(groups, used)
        sign = first_way(up, hang, group)
        sign *= 1.0 if mounting.first_direction == "internal" else -1.0
        source = "first_movement"
    if group.stray_share > used.stray_share:
        raise RefusedError("sensor_axis_unclear")
    x, y, z = group.toward
    others = sum(len(other.members) for other in groups if other is not group)
    internal = (sign * x, sign * y, sign * z)
    return RotationAxis(
        internal, group, others, source, _may_be_thigh(hang, internal, mounting, used)
    )


def _may_be_thigh(hang: Hang, internal: Vector3, mounting: Mounting, params: AxisParams) -> bool:
    """Whether the axis of rotation lies along the long side of the phone."""
    if mounting.long_axis is None or mounting.facing is not None:
        return False
    along = abs(dot(cross(hang.up, internal), mounting.long_axis))
    return along > math.cos(math.radians(params.mounting_deg))


def _without_movement(up: UpSeries, hang: Hang, params: AxisParams) -> str:
    """Not moved at all, as on a table, or not far enough."""
    largest_rad = max(
        (angle_between_rad(hang.up, up.vector(i)) for i in range(len(up)) if up.valid[i]),
        default=0.0,
    )
    is_still = math.degrees(largest_rad) < params.never_moved_deg
    return "sensor_still" if is_still else "no_movement"


def _refuse_flat(hang: Hang, mounting: Mounting, params: AxisParams) -> None:
    """A screen that faces the ceiling or the floor at rest is not strapped to a shank."""
    if mounting.screen_axis is None:
        return
    tilt_rad = angle_between_rad(mounting.screen_axis, hang.up)
    if min(tilt_rad, math.pi - tilt_rad) < math.radians(params.flat_deg):
        raise RefusedError("sensor_lies_flat")


def _along(internal: Vector3, groups: Sequence[MovementGroup], params: AxisParams) -> MovementGroup:
    """Movements that go sideways by the declared mounting."""
    apart_deg = [math.degrees(math.acos(min(1.0, abs(dot(g.toward, internal))))) for g in groups]
    for group, off_deg in zip(groups, apart_deg, strict=True):
        if off_deg <= params.mounting_deg:
            return group
    if all(off_deg >= 90.0 - params.mounting_deg for off_deg in apart_deg):
        raise RefusedError("sensor_knee_swing")
    raise RefusedError("sensor_axis_unclear")


def _by_sizes(groups: Sequence[MovementGroup], params: AxisParams) -> MovementGroup:
    """Movements that go both ways as a hip can; anything that is not clear is refused."""
    possible = [g for g in groups if g.is_two_sided and not _is_knee_swing(g, params)]
    if not possible:
        raise RefusedError(_impossible(groups, params))
    first, *rest = possible
    if any(len(first.members) < params.clear_ratio * len(other.members) for other in rest):
        raise RefusedError("sensor_axis_unclear")
    return first


def _is_knee_swing(group: MovementGroup, params: AxisParams) -> bool:
    """Whether it goes further than a hip, or far one way and little the other, as a knee does."""
    larger_deg = max(group.positive_deg, group.negative_deg)
    smaller_deg = min(group.positive_deg, group.negative_deg)
    is_lopsided = larger_deg > params.knee_ratio * smaller_deg
    return larger_deg > params.largest_deg or (larger_deg > params.knee_far_deg and is_lopsided)


def _impossible(groups: Sequence[MovementGroup], params: AxisParams) -> str:
    """Why none of the movements can be taken for a turn of the hip."""
    if _is_knee_swing(groups[0], params):
        return "sensor_knee_swing"
    return "sensor_one_direction" if len(groups) == 1 else "sensor_axis_unclear"
