"""What is worn or tied on: an exercise band, a belt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa.phantom.space import Vector, add, cross, dot, scale, square_to, subtract, unit
from coxa_lab.figures import paint
from coxa_lab.figures.frames import Frame
from coxa_lab.figures.shape import Shape
from coxa_lab.figures.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Belt:
    """A belt round the hips, and its buckle: they show where the pelvis faces."""

    frame: Frame
    up_m: float
    half_width_m: float
    half_depth_m: float

    def shapes(self, view: View) -> list[Shape]:
        """The front half of the belt, and the buckle: in front of the clothes."""
        depth = view.nearness(self.frame.point(0.25, 0.3, 0.0))
        front = [self._at(math.pi * (index / 12 - 0.5), self.up_m) for index in range(13)]
        buckle = [
            self._at(angle, self.up_m + rise)
            for angle, rise in ((-0.2, -0.022), (0.2, -0.022), (0.2, 0.022), (-0.2, 0.022))
        ]
        return [
            Shape(
                name="belt",
                points=tuple(view.flat(point) for point in front),
                nearness=depth,
                line=paint.BELT,
                width=0.032 * view.scale,
                is_closed=False,
            ),
            Shape(
                name="buckle",
                points=tuple(view.flat(point) for point in buckle),
                nearness=depth + 0.001,
                fill=paint.BUCKLE,
                line=paint.BELT,
                width=3.0,
                is_smooth=False,
            ),
        ]

    def _at(self, angle: float, up_m: float) -> Vector:
        return self.frame.point(
            self.half_depth_m * math.cos(angle), up_m, self.half_width_m * math.sin(angle)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band from something sturdy to a loop round a limb, and back.

    Attributes
    ----------
    anchor : (3,)
        Where it is tied.
    limb : (2, 3)
        Both ends of the limb; their middle decides what the band is in front of.
    share : float
        Where along the limb the loop is.
    radius_m : float
        Of the limb there.
    width_m : float
        Of the band.
    post_m : float
        Half width of what it is tied to.
    """

    anchor: Vector
    limb: tuple[Vector, Vector]
    share: float
    radius_m: float
    width_m: float = 0.03
    post_m: float = 0.045
    nearer_m: float = 0.0

    def shapes(self, view: View) -> list[Shape]:
        """Both runs, the loop, and the turn round the anchor."""
        start, end = self.limb
        centre = add(start, scale(subtract(end, start), self.share))
        axis = unit(subtract(end, start))
        depth = view.nearness(scale(add(start, end), 0.5)) + self.nearer_m
        to_anchor = unit(square_to(subtract(self.anchor, centre), axis))
        aside = cross(axis, to_anchor)
        if dot(aside, view.axes[2]) < 0.0:
            aside = scale(aside, -1.0)
        right = view.axes[0]
        near, far = (add(centre, scale(aside, sign * self.radius_m)) for sign in (1.0, -1.0))
        ends = [add(self.anchor, scale(aside, sign * 0.02)) for sign in (1.0, -1.0)]
        turn = [add(self.anchor, scale(right, sign * self.post_m)) for sign in (-1.0, 1.0)]
        loop = self._loop(centre, axis, to_anchor, view)
        return [
            *_strip("band-far", (ends[1], far), depth - 0.03, self.width_m, view),
            *_strip("band-near", (ends[0], near), depth + 0.05, self.width_m, view),
            *_strip("band-loop", loop, depth + 0.06, self.width_m, view),
            *_strip("band-turn", turn, depth + 0.055, self.width_m, view),
        ]

    def _loop(self, centre: Vector, axis: Vector, to_anchor: Vector, view: View) -> list[Vector]:
        """What can be seen of the loop: the near half of it, but for what faces the anchor."""
        toward = unit(square_to(view.axes[2], axis))
        across = cross(axis, toward)
        away = math.atan2(-dot(to_anchor, across), -dot(to_anchor, toward))
        low = max(-0.5 * math.pi, away - 0.5 * math.pi)
        high = min(0.5 * math.pi, away + 0.5 * math.pi)
        points = []
        for index in range(7):
            angle = low + (high - low) * index / 6
            way = add(scale(toward, math.cos(angle)), scale(across, math.sin(angle)))
            points.append(add(centre, scale(way, self.radius_m)))
        return points


def _strip(
    name: str, points: Sequence[Vector], nearness: float, width_m: float, view: View
) -> list[Shape]:
    """An edge and a face along points."""
    width = width_m * view.scale
    return [
        Shape(
            name=f"{name}-{layer}",
            points=tuple(view.flat(point) for point in points),
            nearness=nearness + 0.001 * index,
            line=colour,
            width=wide,
            is_closed=False,
            is_smooth=len(points) > 3,
        )
        for index, (layer, colour, wide) in enumerate(
            (("edge", paint.RUBBER_LINE, width), ("face", paint.RUBBER, max(2.0, width - 6.0)))
        )
    ]
