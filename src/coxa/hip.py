"""What "hip rotation" is here: axis, zero and sign, from the direction of the shank.

Seated, with the knee bent, the thigh's long axis is the axis of rotation and the shank is its hand:
the angle of the shank about the thigh, from its own neutral at rest, is the rotation of the hip.
Internal rotation swings the foot outward, external rotation inward; internal is positive on both
sides. This is the one place where left is mirrored to right. Frames: ``docs/conventions.md``.
"""

from __future__ import annotations

import math
from typing import Literal

from coxa.geometry import Vector2, Vector3, cross, dot, square_part, unit, wrapped_rad
from coxa.records.assessment import Position, Side

DOWN: Vector3 = (0.0, 1.0, 0.0)


def outward_sign(side: Side) -> float:
    """Direction of "away from the midline" along the x axis of a picture taken from the front.

    The person faces the camera and the picture is not mirrored: the left leg is on the right.
    """
    return 1.0 if side == "left" else -1.0


def swing_in_image_rad(knee_px: Vector2, ankle_px: Vector2, side: Side) -> float:
    """Angle of knee to ankle in the picture, from straight down, outward positive."""
    outward_px = outward_sign(side) * (ankle_px[0] - knee_px[0])
    return math.atan2(outward_px, ankle_px[1] - knee_px[1])


def rotation_plane(thigh_axis: Vector3, side: Side) -> tuple[Vector3, Vector3]:
    """The plane in which the shank swings: its outward and its downward direction.

    Parameters
    ----------
    thigh_axis : (3,)
        Unit vector from hip to knee, camera frame (x right, y down, z away).
    side :
        Of the leg: outward is away from the midline.

    Returns
    -------
    outward, downward : (3,)
        Unit vectors square to the thigh; `downward` as near to the picture's down as can be.
    """
    share = dot(DOWN, thigh_axis)
    downward = unit((-share * thigh_axis[0], 1.0 - share * thigh_axis[1], -share * thigh_axis[2]))
    across = cross(downward, thigh_axis)
    sign = outward_sign(side) * (1.0 if across[0] >= 0.0 else -1.0)
    return (sign * across[0], sign * across[1], sign * across[2]), downward


def rotation_from_swing_rad(
    swing_rad: float, knee: Vector2, thigh_axis: Vector3, side: Side, knee_rad: float = 0.0
) -> float:
    """Rotation of the shank about the thigh that looks like `swing_rad` in the picture.

    A shank direction v at the image position k (pinhole camera, focal length 1) is seen along
    (v_x - k_x v_z, v_y - k_y v_z). With v = outward sin θ + downward cos θ, and a share of the
    thigh's own direction where the knee is not at a right angle, this is linear in sin θ and cos θ:
    perspective and a turned camera are undone without knowing the distance.

    Parameters
    ----------
    swing_rad :
        Angle in the picture from straight down, outward positive.
    knee : (2,)
        Knee in the picture, from the optical centre, in focal lengths.
    thigh_axis : (3,)
        Unit vector from hip to knee, camera frame.
    side :
        Of the leg.
    knee_rad :
        How far the knee is straighter than a right angle; NaN results where nothing looks so.

    Returns
    -------
    rotation_rad : float
        In (-π, π], from the plane's own down; not yet from the person's neutral.
    """
    outward, downward = rotation_plane(thigh_axis, side)
    seen_x, seen_y = outward_sign(side) * math.sin(swing_rad), math.cos(swing_rad)

    def miss(direction: Vector3) -> float:
        across = (direction[0] - knee[0] * direction[2]) * seen_y
        along = (direction[1] - knee[1] * direction[2]) * seen_x
        return across - along

    sign = outward_sign(side)
    across, along = sign * miss(outward), sign * miss(downward)
    forward = -sign * math.tan(knee_rad) * miss(thigh_axis) / math.hypot(across, along)
    if abs(forward) > 1.0:
        return math.nan
    return wrapped_rad(math.asin(forward) - math.atan2(along, across))


def rotation_from_frames_rad(
    pelvis: tuple[Vector3, Vector3, Vector3], thigh: tuple[Vector3, Vector3, Vector3], side: Side
) -> float:
    """Hip rotation from the frames of pelvis and thigh, for markers and musculoskeletal models.

    Parameters
    ----------
    pelvis, thigh : (3, 3)
        Forward, upward and rightward unit vectors of each segment, as vectors of one common frame.
    side :
        Of the thigh.

    Returns
    -------
    rotation_rad : float
        Third angle of the sequence flexion, adduction, rotation; internal positive on both sides.
        Absolute: it holds the frames' own offset, so compare changes from neutral.

    Notes
    -----
    The thigh in the pelvis' frame is Rz(flexion) Rx(adduction) Ry(rotation), with z to the right;
    on the right a positive turn about y is internal, on the left a negative one.
    """
    forward_x = dot(pelvis[0], thigh[0]), dot(pelvis[1], thigh[0])
    forward_z = dot(pelvis[2], thigh[0])
    right_z = dot(pelvis[2], thigh[2])
    if forward_x == (0.0, 0.0) and right_z == 0.0:
        raise ValueError("the thigh's frame has no direction")
    turned = math.atan2(-forward_z, right_z)
    return -outward_sign(side) * turned


Facing = Literal["forward", "outward", "inward", "backward"]
"""Which way the screen of a phone on the shank faces, seen by the person who wears it."""


def internal_direction(
    rest_up: Vector3, screen: Vector3, facing: Facing, side: Side, position: Position
) -> Vector3:
    """Way up moves in a sensor on the shank when the hip turns internally.

    Internal rotation swings the foot outward. The shank then leans outward at the foot's end, and
    seen from the sensor up moves: outward where the shank hangs, inward where it stands (prone,
    knee bent). Forward is the front of the shank, the shin.

    Parameters
    ----------
    rest_up : (3,)
        Direction of up at rest, sensor frame, unit vector.
    screen : (3,)
        Direction out of the screen, sensor frame, not along `rest_up`.
    facing :
        Where the screen faces.
    side, position :
        Of the test.

    Returns
    -------
    direction : (3,)
        Unit vector square to `rest_up`, sensor frame.
    """
    faced = unit(square_part(screen, rest_up))
    stands = -1.0 if position == "prone" else 1.0
    if facing in ("outward", "inward"):
        sign = stands if facing == "outward" else -stands
    else:
        # To the right of a hanging shank is forward x up; standing on its head, up is down.
        faced = cross(faced, rest_up)
        sign = -outward_sign(side) if facing == "forward" else outward_sign(side)
    return (sign * faced[0], sign * faced[1], sign * faced[2])
