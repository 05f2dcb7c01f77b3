"""What "hip rotation" is here: axis, zero and sign, from the direction of the shank.

Seated, with the knee bent, the thigh's long axis is the axis of rotation and the shank is its hand:
the angle of the shank about the thigh, from its own neutral at rest, is the rotation of the hip.
Internal rotation swings the foot outward, external rotation inward; internal is positive on both
sides. This is the one place where left is mirrored to right. Frames: ``docs/conventions.md``.
"""

from __future__ import annotations

import math

from coxa.geometry import Vector2, Vector3, cross, dot, unit, wrapped_rad
from coxa.records.assessment import Side

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
