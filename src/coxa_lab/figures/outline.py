"""Rounded solids to outlines, and outlines to short path data.

A solid is an ellipsoid: a centre and three half axes. A limb is a row of them. Its outline is, at
every place along the limb's axis in the picture, the outermost reach of any of them: right from any
side, however foreshortened, and always with the same number of points, so that it can be animated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa.phantom.space import Matrix, Vector, dot
from coxa_lab.figures.view import Flat, View


@dataclass(frozen=True, slots=True)
class Solid:
    """An ellipsoid: centre and half axes, metres, world frame."""

    centre: Vector
    half_axes: Matrix


@dataclass(frozen=True, slots=True)
class _Ellipse:
    """A solid as seen: centre along and across an axis, and its second moments there."""

    along: float
    across: float
    moment_along: float
    moment_both: float
    moment_across: float

    @property
    def reach(self) -> float:
        return math.sqrt(self.moment_along)

    def span_at(self, along: float) -> tuple[float, float] | None:
        """Lowest and highest place across, at a place along; None beyond its ends."""
        off = along - self.along
        share = off * off / self.moment_along
        if share >= 1.0:
            return None
        slope = self.moment_both / self.moment_along
        middle = self.across + slope * off
        half = math.sqrt(max(0.0, (self.moment_across - slope * self.moment_both) * (1.0 - share)))
        return middle - half, middle + half


def ball(centre: Vector, radius: float) -> Solid:
    """A sphere."""
    return Solid(centre, ((radius, 0.0, 0.0), (0.0, radius, 0.0), (0.0, 0.0, radius)))


def outline(
    solids: Sequence[Solid], view: View, samples: int, *, starts_at_joint: bool = False
) -> list[Flat]:
    """Outline of a row of solids, picture units: up one side of it and down the other.

    Parameters
    ----------
    solids : sequence of Solid
        From one end to the other; their neighbours overlap.
    view : View
        Where from.
    samples : int
        Points on either side.
    starts_at_joint : bool
        Leave out what lies before the centre of the first solid: another part covers it.

    Returns
    -------
    points : (2 * samples,)
        Not closed: the last point is opposite the first.
    """
    axis = _axis(solids, view)
    seen = [_ellipse(solid, view, axis) for solid in solids]
    low = min(ellipse.along - ellipse.reach for ellipse in seen)
    high = max(ellipse.along + ellipse.reach for ellipse in seen)
    if starts_at_joint:
        low = min(seen[0].along, 0.5 * (low + high))
    there: list[Flat] = []
    back: list[Flat] = []
    for index in range(samples):
        share = 0.5 - 0.5 * math.cos(math.pi * index / (samples - 1))
        along = low + (high - low) * min(0.998, max(0.002, share))
        spans = [span for ellipse in seen if (span := ellipse.span_at(along)) is not None]
        there.append((along, min(span[0] for span in spans)))
        back.append((along, max(span[1] for span in spans)))
    return [_from_axis(point, axis) for point in (*there, *reversed(back))]


def smooth_path(points: Sequence[Flat], *, is_closed: bool = True) -> str:
    """Path data of a smooth curve along a polygon, in whole picture units.

    A quadratic spline with the points as control points: its pieces meet half way between them, so
    that every piece but the first takes one pair of numbers.
    """
    control = _whole(points[1])
    if is_closed:
        at = start = _whole(_halfway(points[0], points[1]))
        path, ahead = f"M{_pair(start)}", (*points[2:], points[0])
    else:
        start, at = _whole(points[0]), _whole(_halfway(points[0], points[1]))
        path, ahead = f"M{_pair(start)}l{_pair(_less(at, start))}", tuple(points[2:])
    for index, point in enumerate(ahead):
        # Half way from where the control point has really come to: rounding does not add up.
        joint = _whole(_halfway(control, point))
        path += f"q{_pair(_less(control, at))} " if index == 0 else ""
        path += ("t" if index == 1 else " " if index else "") + _pair(_less(joint, at))
        control, at = (2 * joint[0] - control[0], 2 * joint[1] - control[1]), joint
    if is_closed:
        return f"{path} {_pair(_less(start, at))}z".replace(" -", "-")
    return f"{path}l{_pair(_less(_whole(points[-1]), at))}".replace(" -", "-")


def straight_path(points: Sequence[Flat], *, is_closed: bool = True) -> str:
    """Path data of a polygon or a broken line, in whole picture units."""
    first, *others = (_whole(point) for point in points)
    steps, at = [], first
    for point in others:
        steps.append(_pair(_less(point, at)))
        at = point
    path = f"M{_pair(first)}l{' '.join(steps)}{'z' if is_closed else ''}"
    return path.replace(" -", "-")


def _whole(point: Flat) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _halfway(a: Flat, b: Flat) -> Flat:
    return (0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]))


def _less(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] - b[0], a[1] - b[1]


def _pair(point: tuple[int, int]) -> str:
    return f"{point[0]} {point[1]}"


def _axis(solids: Sequence[Solid], view: View) -> Flat:
    """Direction of the row in the picture; up the picture where it points at the viewer."""
    (x0, y0), (x1, y1) = view.flat(solids[0].centre), view.flat(solids[-1].centre)
    size = math.hypot(x1 - x0, y1 - y0)
    if size < 1e-3 * view.scale:
        return (0.0, -1.0)
    return ((x1 - x0) / size, (y1 - y0) / size)


def _ellipse(solid: Solid, view: View, axis: Flat) -> _Ellipse:
    right, up, _ = view.axes
    x, y = view.flat(solid.centre)
    pairs = []
    for half in solid.half_axes:
        dx, dy = view.scale * dot(half, right), -view.scale * dot(half, up)
        pairs.append((dx * axis[0] + dy * axis[1], dy * axis[0] - dx * axis[1]))
    return _Ellipse(
        along=x * axis[0] + y * axis[1],
        across=y * axis[0] - x * axis[1],
        moment_along=sum(a * a for a, _ in pairs),
        moment_both=sum(a * b for a, b in pairs),
        moment_across=sum(b * b for _, b in pairs),
    )


def _from_axis(point: Flat, axis: Flat) -> Flat:
    along, across = point
    return (along * axis[0] - across * axis[1], along * axis[1] + across * axis[0])
