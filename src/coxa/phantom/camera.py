"""A pinhole camera with a lens: 3D points in the room to pixels of an image.

Image axes as in `coxa.records.landmarks`: x right, y down, pixels, origin at the outer corner of
the top left pixel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from coxa.phantom.chance import stream, wander
from coxa.phantom.plan import minimum_jerk
from coxa.phantom.space import Vector, add, cross, dot, scale, subtract, unit

_UP: Final[Vector] = (0.0, 1.0, 0.0)
_NEAREST_M: Final = 0.05
_SHAKE_S: Final = 0.4
_BUMP_S: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Where the camera stands, how it looks, and how it takes time.

    Attributes
    ----------
    yaw_deg : float
        Direction in which the camera stands, seen from straight in front of the person: positive
        toward the person's left.
    pitch_deg, roll_deg : float
        Looking down, beyond aiming at `aim_height_m`; the picture's content turned clockwise.
    distance_m, height_m : float
        Level distance from the aim, and height above the floor.
    aim_forward_m, aim_height_m : float
        What it looks at: a point in front of the hips' resting place. Defaults: between the knees,
        as one who wants the whole seated person in the picture.
    vertical_fov_deg : float
        Angle between the top and the bottom of the picture. Default: a phone held upright.
    image_width_px, image_height_px : int
        Size of the picture.
    k1 : float
        First radial coefficient of the lens, of the undistorted radius in focal lengths; negative
        is a barrel. Phones correct theirs, cheap webcams reach -0.1.
    rate_hz : float
        Mean images per second.
    jitter_ratio : float
        Standard deviation of an interval as a part of it (cut at three).
    lost_ratio : float
        Part of the images that never arrive (variable rate).
    mirrored : bool
        The picture is flipped, as many self-view cameras store it.
    tells_mirrored : bool
        Whether the recording says which it is. A reader that is told undoes the flip, and so the
        landmarks are then those of the picture as another person sees it.
    shake_deg : float
        Standard deviation of the direction of a camera held in the hand. 0 stands still.
    moved_at_s : float or None
        When somebody knocks against the camera.
    moved_yaw_deg, moved_pitch_deg, moved_roll_deg : float
        How its direction differs from then on.
    """

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 2.6
    height_m: float = 0.8
    aim_forward_m: float = 0.25
    aim_height_m: float = 0.68
    vertical_fov_deg: float = 50.0
    image_width_px: int = 480
    image_height_px: int = 640
    k1: float = 0.0
    rate_hz: float = 20.0
    jitter_ratio: float = 0.0
    lost_ratio: float = 0.0
    mirrored: bool = False
    tells_mirrored: bool = True
    shake_deg: float = 0.0
    moved_at_s: float | None = None
    moved_yaw_deg: float = 4.0
    moved_pitch_deg: float = 2.0
    moved_roll_deg: float = 3.0

    @property
    def stays_mirrored(self) -> bool:
        """Whether the landmarks are those of a mirror image: nobody could know and undo it."""
        return self.mirrored and not self.tells_mirrored


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A camera at one instant: where it is and its three axes, world frame, and its lens."""

    position_m: Vector
    right: Vector
    down: Vector
    forward: Vector
    focal_px: float
    center_px: tuple[float, float]
    k1: float
    mirror_width_px: float | None

    @property
    def is_flipped(self) -> bool:
        """Whether it makes mirror images."""
        return self.mirror_width_px is not None

    def depth_m(self, point_m: Vector) -> float:
        """Distance in front of the image plane; negative behind the camera."""
        return dot(subtract(point_m, self.position_m), self.forward)

    def project(self, point_m: Vector) -> tuple[float, float]:
        """Image position (x, y), pixels; NaN for a point at or behind the camera."""
        away = subtract(point_m, self.position_m)
        depth_m = dot(away, self.forward)
        if depth_m < _NEAREST_M:
            return (math.nan, math.nan)
        across, downward = dot(away, self.right) / depth_m, dot(away, self.down) / depth_m
        bent = self.focal_px * (1.0 + self.k1 * (across * across + downward * downward))
        x_px = self.center_px[0] + bent * across
        if self.mirror_width_px is not None:
            x_px = self.mirror_width_px - x_px
        return (x_px, self.center_px[1] + bent * downward)


def image_times_s(camera: Camera, duration_s: float, seed: int) -> list[float]:
    """Time stamps of the images, seconds from the first, strictly increasing."""
    chance = stream(seed, "image times")
    times_s, now_s, interval_s = [0.0], 0.0, 1.0 / camera.rate_hz
    while now_s < duration_s - interval_s:
        late = 0.0
        if camera.jitter_ratio:
            late = camera.jitter_ratio * min(3.0, max(-3.0, chance.gauss(0.0, 1.0)))
        now_s += interval_s * max(0.1, 1.0 + late)
        if not camera.lost_ratio or chance.random() >= camera.lost_ratio:
            times_s.append(round(now_s, 6))
    return times_s


def views_at(camera: Camera, t_s: Sequence[float], seed: int) -> list[View]:
    """The camera at every time, (n,): one and the same view unless it shakes or is moved."""
    if not camera.shake_deg and camera.moved_at_s is None:
        return [view_from_camera(camera)] * len(t_s)
    shake_deg = [
        [camera.shake_deg * value for value in wander(stream(seed, axis), t_s, _SHAKE_S)]
        for axis in ("shake yaw", "shake pitch", "shake roll")
    ]
    views = []
    for index, now_s in enumerate(t_s):
        moved = 0.0
        if camera.moved_at_s is not None:
            moved = minimum_jerk((now_s - camera.moved_at_s) / _BUMP_S)
        turned = replace(
            camera,
            pitch_deg=camera.pitch_deg + shake_deg[1][index] + moved * camera.moved_pitch_deg,
            roll_deg=camera.roll_deg + shake_deg[2][index] + moved * camera.moved_roll_deg,
        )
        views.append(view_from_camera(turned, shake_deg[0][index] + moved * camera.moved_yaw_deg))
    return views


def view_from_camera(camera: Camera, look_aside_deg: float = 0.0) -> View:
    """Position, axes and lens of a camera.

    Parameters
    ----------
    camera : Camera
        The camera.
    look_aside_deg : float
        Turn of its direction to its left, beyond aiming, without moving it.
    """
    yaw_rad = math.radians(camera.yaw_deg)
    aim = (camera.aim_forward_m, camera.aim_height_m, 0.0)
    position = (
        aim[0] + camera.distance_m * math.cos(yaw_rad),
        camera.height_m,
        -camera.distance_m * math.sin(yaw_rad),
    )
    forward = unit(subtract(aim, position))
    right = unit(cross(forward, _UP))
    down = cross(forward, right)
    forward, right = _turned(forward, right, math.radians(-look_aside_deg))
    forward, down = _turned(forward, down, math.radians(camera.pitch_deg))
    right, down = _turned(right, down, math.radians(-camera.roll_deg))
    half_height_px = camera.image_height_px / 2.0
    return View(
        position_m=position,
        right=right,
        down=down,
        forward=forward,
        focal_px=half_height_px / math.tan(math.radians(camera.vertical_fov_deg) / 2.0),
        center_px=(camera.image_width_px / 2.0, half_height_px),
        k1=camera.k1,
        mirror_width_px=float(camera.image_width_px) if camera.stays_mirrored else None,
    )


def _turned(first: Vector, second: Vector, angle_rad: float) -> tuple[Vector, Vector]:
    """Two square unit vectors turned in their plane, the first toward the second."""
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    return (
        add(scale(first, c), scale(second, s)),
        subtract(scale(second, c), scale(first, s)),
    )
