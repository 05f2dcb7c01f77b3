"""Where the camera stands to the person, read off the thighs at rest.

Both thighs of a seated person point forward; seen from the front, how far the knee lies beside the
hip in the picture is the turn of the camera. The vertical part is not used: a pose model's hip lies
above the joint by about a tenth of a shank, which would read as six degrees of tilt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from coxa.geometry import Vector3, unit
from coxa.hip import rotation_from_swing_rad
from coxa.landmarks.shank import Template

FOCAL_SHARE: Final = 0.85
"""Focal length over the picture's longer side. Phones' main cameras are 24-28 mm (35 mm equivalent)
and crop for video, webcams 70-80 degrees diagonal: 0.7 to 1.1. The result hardly depends on it."""
THIGH_PER_SHANK: Final = 1.0
"""Length of the thigh over the shank: 0.245 and 0.246 of stature (Drillis and Contini 1966)."""
_MIN_DEPTH_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class CameraView:
    """Direction of the thighs as the camera sees them, and what is needed to look along a ray."""

    thigh_axis: Vector3
    center_px: tuple[float, float]
    focal_px: float

    @property
    def yaw_rad(self) -> float:
        """Angle of the thighs out of the line of sight, positive when the knees point right."""
        return math.atan2(self.thigh_axis[0], -self.thigh_axis[2])

    def turned(self, yaw_rad: float, pitch_rad: float, focal_factor: float = 1.0) -> CameraView:
        """The same view with the thighs turned further, for asking how much that would matter."""
        yaw = self.yaw_rad + yaw_rad
        axis = (
            math.sin(yaw) * math.cos(pitch_rad),
            math.sin(pitch_rad),
            -math.cos(yaw) * math.cos(pitch_rad),
        )
        return CameraView(axis, self.center_px, self.focal_px * focal_factor)

    def rotation_rad(
        self,
        swing_rad: float,
        knee_px: tuple[float, float],
        template: Template,
        drift_rad: float = 0.0,
        knee_rad: float = 0.0,
    ) -> float:
        """Rotation about the thigh that looks like the swing, from the plane's own down.

        A thigh that swings outward by `drift_rad` takes the plane of rotation with it; a knee
        straightened by `knee_rad` leaves it.
        """
        if drift_rad != 0.0:
            thigh = self.turned(template.sign * drift_rad, 0.0)
            return thigh.rotation_rad(swing_rad, knee_px, template, knee_rad=knee_rad)
        knee = (
            (knee_px[0] - self.center_px[0]) / self.focal_px,
            (knee_px[1] - self.center_px[1]) / self.focal_px,
        )
        return rotation_from_swing_rad(
            swing_rad, knee, self.thigh_axis, template.side, knee_rad=knee_rad
        )


def view_from_rest(templates: Sequence[Template], width_px: int, height_px: int) -> CameraView:
    """The camera's view of the thighs from both legs at rest (or the one that was seen)."""
    focal_px = FOCAL_SHARE * max(width_px, height_px)
    center_px = (0.5 * width_px, 0.5 * height_px)
    axes = [_thigh_axis(template, center_px, focal_px) for template in templates]
    summed = (
        math.fsum(a[0] for a in axes),
        math.fsum(a[1] for a in axes),
        math.fsum(a[2] for a in axes),
    )
    return CameraView(unit(summed), center_px, focal_px)


def _thigh_axis(template: Template, center_px: tuple[float, float], focal_px: float) -> Vector3:
    """Level direction from hip to knee of one leg, by the pinhole model, lengths in shanks.

    The knee's depth follows from the shank's size; the hip's from the thigh's length, by iteration.
    """
    knee_depth = focal_px / template.shank_px
    knee_x = (template.knee_px[0] - center_px[0]) / focal_px
    hip_x = (template.hip_px[0] - center_px[0]) / focal_px
    behind = THIGH_PER_SHANK
    across = 0.0
    for _ in range(20):
        across = knee_x * knee_depth - hip_x * (knee_depth + behind)
        behind = math.sqrt(max(THIGH_PER_SHANK**2 - across**2, _MIN_DEPTH_SHARE**2))
    return unit((across, 0.0, -behind))
