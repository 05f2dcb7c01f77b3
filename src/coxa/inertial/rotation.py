"""From directions of up to the angle of a swinging limb: the plane of movement, and turns in it.

A sensor strapped to the shank sees up move when the shank tilts. At rest up points along the shank,
however the sensor is mounted; everything here is counted from that direction (the rest). A shank
that swings to one side and back draws an arc through the rest; its direction on the sphere is the
axis of movement, found from the movement itself. So the sensor may sit anywhere round the shank, at
any angle.

What gravity cannot tell: which way along the arc is outward, and whether the arc is a turn of the
hip (the shank swings sideways) or a swing of the knee (it swings forward and back). Both need
something else: the order of the movements, their sizes, or a declared mounting (`coxa.hip`).
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.geometry import (
    Vector2,
    Vector3,
    angle_between_rad,
    cross,
    dot,
    mean_direction,
    square_part,
    unit,
)
from coxa.inertial.up import UpSeries

_RATE_SLACK = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementParams:
    """What counts as a movement away from the rest, and which movements belong together.

    `least_deg`: two to three times the wander of a resting leg. `top_share`: the part of a movement
    that decides its direction. `same_axis_deg`: repetitions of one person scatter by 5-10 degrees
    in direction; a knee swing is 90 away. `bent_deg`: an arc may be bent at the rest, because the
    knee bends or the thigh slopes; its arms are then still this far apart, and a turn of the hip
    and a swing of the knee only 90. `axis_points`: enough for the direction of an arc.
    """

    smoothing_s: float = 0.12
    least_deg: float = 6.0
    least_s: float = 0.3
    top_share: float = 0.85
    same_axis_deg: float = 30.0
    bent_deg: float = 110.0
    axis_points: int = 4000


@dataclass(frozen=True, slots=True)
class Movement:
    """One way out from the rest and back; indices half-open.

    Attributes
    ----------
    angle_rad : float
        Direction on the sphere at the largest tilt, in the plane of `tangent_plane`.
    size_rad : float
        Largest tilt.
    """

    start: int
    end: int
    angle_rad: float
    size_rad: float


@dataclass(frozen=True, slots=True)
class MovementGroup:
    """Movements along one axis, either way.

    Attributes
    ----------
    toward : (3,)
        Direction of the axis, unit vector square to up at rest, sensor frame. Positive is the way
        of the first of its movements.
    members :
        In order of time.
    positive_deg, negative_deg : float
        Largest tilt each way; 0 if there was none.
    stray_share : float
        Share of the movement that is square to the axis (0: a perfect arc).
    """

    toward: Vector3
    members: tuple[Movement, ...]
    positive_deg: float
    negative_deg: float
    stray_share: float

    @property
    def is_two_sided(self) -> bool:
        """Whether it went both ways."""
        return self.positive_deg > 0.0 and self.negative_deg > 0.0


def thinned(up: UpSeries, rate_hz: float = 60.0) -> UpSeries:
    """At most `rate_hz` samples a second; a sample next to one that is not valid is not valid.

    Parameters
    ----------
    up :
        Any rate.
    rate_hz :
        Upper limit. A series that is slow enough comes back as it is.
    """
    step_s = 1.0 / rate_hz
    chosen: list[int] = []
    valid = array("b")
    due_s, is_sound = -math.inf, True
    for i, now_s in enumerate(up.t_s):
        is_sound = is_sound and bool(up.valid[i])
        if now_s >= due_s - _RATE_SLACK * step_s:
            chosen.append(i)
            valid.append(1 if is_sound else 0)
            due_s = max(due_s + step_s, now_s + 0.5 * step_s)
            is_sound = True
    if len(chosen) == len(up):
        return up
    return UpSeries(
        t_s=array("d", (up.t_s[i] for i in chosen)),
        up=_rows(up.up, chosen),
        valid=valid,
        turn_rad_s=_rows(up.turn_rad_s, chosen) if up.turn_rad_s else array("d"),
        notices=up.notices,
    )


def _rows(flat: array[float], chosen: Sequence[int]) -> array[float]:
    return array("d", (flat[3 * i + axis] for i in chosen for axis in range(3)))


def tangent_plane(rest: Vector3) -> tuple[Vector3, Vector3]:
    """Two directions square to the rest and to each other; with the rest right-handed."""
    smallest = min(range(3), key=lambda axis: abs(rest[axis]))
    helper = (float(smallest == 0), float(smallest == 1), float(smallest == 2))
    first = unit(square_part(helper, rest))
    return first, cross(rest, first)


def tilt_from_rest(up: UpSeries, rest: Vector3) -> list[Vector2]:
    """How far and which way up is from the rest, (n, 2), radians in the plane of `tangent_plane`.

    The length is the angle from rest, the direction that of the great circle; NaN where up is not
    valid.
    """
    first, second = tangent_plane(rest)
    places: list[Vector2] = []
    for i in range(len(up)):
        if not up.valid[i]:
            places.append((math.nan, math.nan))
            continue
        now = up.vector(i)
        x, y = dot(now, first), dot(now, second)
        across = math.hypot(x, y)
        stretch = angle_between_rad(rest, now) / across if across > 0.0 else 1.0
        places.append((x * stretch, y * stretch))
    return places


def find_movements(
    up: UpSeries, rest: Vector3, first: int = 0, params: MovementParams | None = None
) -> list[Movement]:
    """Every way out from the rest and back, whatever its direction, in order of time.

    Only those that begin at the sample `first` or later: before it the rest was another one.
    """
    used = params or MovementParams()
    t_s = list(up.t_s)
    places = tilt_from_rest(up, rest)
    smooth = [signals.smoothed(t_s, [p[k] for p in places], used.smoothing_s) for k in (0, 1)]
    x, y = (signals.bridged(t_s, column, used.least_s) for column in smooth)
    size = [math.hypot(a, b) for a, b in zip(x, y, strict=True)]
    found: list[Movement] = []
    for start, end in signals.runs([v > math.radians(used.least_deg) for v in size]):
        if start < first or t_s[end - 1] - t_s[start] < used.least_s:
            continue
        largest = max(size[start:end])
        top = [i for i in range(start, end) if size[i] >= used.top_share * largest]
        angle = math.atan2(math.fsum(y[i] for i in top), math.fsum(x[i] for i in top))
        found.append(Movement(start, end, angle, largest))
    return found


def movement_groups(
    up: UpSeries, rest: Vector3, first: int = 0, params: MovementParams | None = None
) -> list[MovementGroup]:
    """Movements sorted by axis, the group with most movements first (then the larger ones).

    Parameters
    ----------
    up :
        Directions of up, sensor frame.
    rest : (3,)
        Direction of up at rest.
    first :
        Movements that begin before this sample are left out.
    params :
        What counts as a movement.

    Returns
    -------
    groups : list of MovementGroup
        Empty if nothing moved. The axis of each is the robust principal direction of its movements
        through the rest.
    """
    used = params or MovementParams()
    left = find_movements(up, rest, first, used)
    places = tilt_from_rest(up, rest)
    groups: list[MovementGroup] = []
    while left:
        members = max(
            ([m for m in left if _same_axis(m, leader, used)] for leader in left),
            key=lambda group: (len(group), math.fsum(m.size_rad for m in group)),
        )
        groups.append(_group(places, rest, members, used))
        left = [m for m in left if m not in members]
    return _with_bent_arcs(groups, places, rest, used)


def _with_bent_arcs(
    groups: list[MovementGroup],
    places: Sequence[Vector2],
    rest: Vector3,
    params: MovementParams,
) -> list[MovementGroup]:
    """The two largest one-sided groups as one where they are the arms of a bent arc."""
    arms = [group for group in groups if not group.is_two_sided][:2]
    if len(arms) < 2:
        return groups
    if angle_between_rad(arms[0].toward, arms[1].toward) < math.radians(params.bent_deg):
        return groups
    members = sorted((*arms[0].members, *arms[1].members), key=lambda m: m.start)
    others = [group for group in groups if group not in arms]
    whole = [_group(places, rest, members, params), *others]
    return sorted(whole, key=lambda group: -len(group.members))


def _same_axis(one: Movement, other: Movement, params: MovementParams) -> bool:
    """Whether two movements lie along one line through the rest, either way."""
    apart = math.remainder(one.angle_rad - other.angle_rad, math.pi)
    return abs(apart) <= math.radians(params.same_axis_deg)


def _group(
    places: Sequence[Vector2], rest: Vector3, members: Sequence[Movement], params: MovementParams
) -> MovementGroup:
    points = [places[i] for m in members for i in range(m.start, m.end)]
    points = [p for p in points if math.isfinite(p[0])]
    points = points[:: 1 + len(points) // params.axis_points]
    angle_rad, stray_share = principal_direction(points)
    if math.cos(members[0].angle_rad - angle_rad) < 0.0:
        angle_rad += math.pi
    along = [m.size_rad * math.cos(m.angle_rad - angle_rad) for m in members]
    return MovementGroup(
        toward=_direction(rest, angle_rad),
        members=tuple(members),
        positive_deg=math.degrees(max(0.0, *along, 0.0)),
        negative_deg=math.degrees(max(0.0, *(-v for v in along), 0.0)),
        stray_share=stray_share,
    )


def _direction(rest: Vector3, angle_rad: float) -> Vector3:
    """Unit vector at an angle in the plane of `tangent_plane`."""
    first, second = tangent_plane(rest)
    c, s = math.cos(angle_rad), math.sin(angle_rad)
    x, y, z = (c * a + s * b for a, b in zip(first, second, strict=True))
    return (x, y, z)


def principal_direction(points: Sequence[Vector2], rounds: int = 4) -> tuple[float, float]:
    """Line through the origin along which points lie, robustly.

    Far points decide; points off the line lose their weight by how far off they are, compared with
    the middle one (Cauchy weights).

    Returns
    -------
    angle_rad : float
        Direction of the line, defined up to half a turn.
    stray_share : float
        Share of the squared distances that is square to the line, of all points alike.
    """
    weights = [1.0] * len(points)
    angle_rad = 0.0
    for _ in range(rounds):
        xx = math.fsum(w * x * x for w, (x, _) in zip(weights, points, strict=True))
        yy = math.fsum(w * y * y for w, (_, y) in zip(weights, points, strict=True))
        xy = math.fsum(w * x * y for w, (x, y) in zip(weights, points, strict=True))
        angle_rad = 0.5 * math.atan2(2.0 * xy, xx - yy)
        off = [_off_line(point, angle_rad) for point in points]
        scale = 2.0 * signals.median([abs(v) for v in off]) + math.radians(0.5)
        weights = [1.0 / (1.0 + (v / scale) ** 2) for v in off]
    total = math.fsum(x * x + y * y for x, y in points)
    stray = math.fsum(_off_line(point, angle_rad) ** 2 for point in points)
    return angle_rad, stray / total if total > 0.0 else 0.0


def _off_line(point: Vector2, angle_rad: float) -> float:
    return point[1] * math.cos(angle_rad) - point[0] * math.sin(angle_rad)


def sideways_tilt_rad(up: UpSeries, toward: Vector3) -> list[float]:
    """Tilt of the limb toward one side, (n,): positive where up has moved toward `toward`.

    With the thigh level this is the turn about the thigh, however the knee bends meanwhile: bending
    it turns the sensor about `toward` itself, which leaves that component as it is. NaN where
    up is not valid.

    Parameters
    ----------
    up :
        Directions of up, sensor frame.
    toward : (3,)
        Unit vector square to the rest, sensor frame.
    """
    return [
        math.asin(max(-1.0, min(1.0, dot(up.vector(i), toward)))) if up.valid[i] else math.nan
        for i in range(len(up))
    ]


def swing_in_plane_rad(up: UpSeries, rest: Vector3, toward: Vector3) -> list[float]:
    """Angle of up from the rest in the plane of rest and `toward`, (n,), of any size.

    For any hinge: it goes beyond a right angle, where `sideways_tilt_rad` ends. NaN where up is not
    valid.
    """
    return [
        math.atan2(dot(up.vector(i), toward), dot(up.vector(i), rest)) if up.valid[i] else math.nan
        for i in range(len(up))
    ]


def hinge_swing_rad(up: UpSeries) -> list[float]:
    """Swing of a limb about whatever hinge moves it, (n,): no rest, no side, no protocol.

    The plane is the one in which up moves most, through the mean direction, from which the angle is
    counted. Its sign means nothing. NaN where up is not valid.

    Raises
    ------
    ValueError
        No sample is valid.
    """
    middle = mean_direction([up.vector(i) for i in range(len(up)) if up.valid[i]])
    places = [p for p in tilt_from_rest(up, middle) if math.isfinite(p[0])]
    angle_rad, _ = principal_direction(places)
    return swing_in_plane_rad(up, middle, _direction(middle, angle_rad))


def turn_about_up_rad(up: UpSeries) -> list[float] | None:
    """How far the sensor has turned about the vertical, (n,); None without a gyroscope.

    Gravity does not show it. A hip that turns with a level thigh does not make any; a swivelling
    seat, or a phone that slides round the shank, does.
    """
    if not up.turn_rad_s:
        return None
    turned, total, before_s = [], 0.0, math.nan
    for i in range(len(up)):
        now_s = up.t_s[i]
        if up.valid[i] and math.isfinite(before_s):
            total += dot(up.turn(i), up.vector(i)) * (now_s - before_s)
        before_s = now_s
        turned.append(total)
    return turned
