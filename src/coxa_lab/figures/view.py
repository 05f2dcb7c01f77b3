"""Where a picture is seen from: an orthographic camera, so that lengths stay true everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from coxa.phantom.space import Matrix, Vector, cross, dot, unit

Flat = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An orthographic camera on the world frame.

    Attributes
    ----------
    azimuth_deg : float
        0 looks from in front of a person who faces along x, 90 from that person's right.
    elevation_deg : float
        How far from above.
    scale : float
        Picture units per metre.
    origin : (2,)
        Where the world's origin falls in the picture.
    """

    azimuth_deg: float
    elevation_deg: float
    scale: float = 1.0
    origin: Flat = (0.0, 0.0)

    @property
    def axes(self) -> Matrix:
        """Unit vectors to the right and up in the picture, and toward the viewer."""
        return _axes(self.azimuth_deg, self.elevation_deg)

    def flat(self, point: Vector) -> Flat:
        """Where a point falls: x to the right, y down, picture units."""
        right, up, _ = self.axes
        x, y = self.origin
        return (x + self.scale * dot(point, right), y - self.scale * dot(point, up))

    def nearness(self, point: Vector) -> float:
        """How near to the viewer a point is, metres; only differences mean anything."""
        return dot(point, self.axes[2])


@lru_cache(maxsize=64)
def _axes(azimuth_deg: float, elevation_deg: float) -> Matrix:
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    toward = (
        math.cos(elevation) * math.cos(azimuth),
        math.sin(elevation),
        math.cos(elevation) * math.sin(azimuth),
    )
    right = unit(cross((0.0, 1.0, 0.0), toward))
    return (right, cross(toward, right), toward)
