"""Which way the first movement of the test went, where no mounting says which way is inward.

The protocol's first movement takes the foot outward. A test whose second movement is taken for its
first has its two directions exchanged, and no number shows it. So the first movement must be seen
whole, from the rest it began at. Whatever may have come before it is refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coxa import signals
from coxa.errors import RefusedError
from coxa.geometry import Vector3, angle_between_rad, dot, square_part, unit
from coxa.inertial.hang import Hang
from coxa.inertial.rotation import (
    Movement,
    MovementGroup,
    find_movements,
    tangent_plane,
    tilt_from_rest,
    turn_about_up_rad,
)
from coxa.inertial.up import UpSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstParams:
    """What makes a first movement certain.

    `along_deg`: a movement within this of an axis goes along it. `farthest_deg`: nobody turns a hip
    further. `large_share`: of an end range; a smaller movement is no repetition, and a place nearer
    to the rest no hold. `least_deg`: what a movement needs to go beyond a slip. `turned_deg`: a
    rest further off than this was before the phone sat where it sits. `same_place_deg`: one place.
    `hidden_s`: too short for a movement out and back. `gap_s`: long enough to hide which way one
    began. `knee_deg`: one way only, further than this, is a knee. `slid_deg`, `reversed_deg`: a
    phone that slid round the limb by less shows a movement along the same axis, the same way.
    """

    along_deg: float = 40.0
    farthest_deg: float = 75.0
    large_share: float = 0.5
    least_deg: float = 6.0
    turned_deg: float = 25.0
    same_place_deg: float = 5.0
    hidden_s: float = 1.6
    gap_s: float = 0.3
    knee_deg: float = 55.0
    slid_deg: float = 20.0
    reversed_deg: float = 90.0


@dataclass(frozen=True, slots=True)
class _Origin:
    """The rest from which movements are counted.

    Attributes
    ----------
    first : int
        Sample from which on it holds.
    rest_end : int
        End of the rest itself.
    offset_deg : float
        How far the rest of the test lies from it, along the axis.
    """

    up: Vector3
    first: int
    rest_end: int
    offset_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class _Way:
    """A movement, and how far it went along the axis: 0 if it went another way.

    `is_two_sided`: it went to both sides without coming to rest between.
    """

    movement: Movement
    along_deg: float
    is_two_sided: bool


def first_way(
    up: UpSeries, hang: Hang, group: MovementGroup, params: FirstParams | None = None
) -> float:
    """Way of the first movement along an axis: 1 toward it, -1 against it.

    Parameters
    ----------
    up :
        Directions of up, sensor frame.
    hang :
        The rest.
    group :
        The movements along the axis, of both ways.
    params :
        What makes it certain.

    Raises
    ------
    RefusedError
        ``sensor_first_unseen``: another movement may have come before the first that was seen.
    """
    used = params or FirstParams()
    origin = _origin(hang, group, used)
    ways = _ways(up, origin, group, used)
    large_deg = _large_deg(group, used)
    if not _is_certain(up, hang, origin, ways, used) or _may_hide_movement(
        up, origin, ways[-1].movement, large_deg, used
    ):
        raise RefusedError("sensor_first_unseen")
    return math.copysign(1.0, ways[-1].along_deg)


def _origin(hang: Hang, group: MovementGroup, params: FirstParams) -> _Origin:
    """The rest before the first movement; a refusal if a movement may lie before that rest.

    A strap that slips after the first movements leaves a rest that was not theirs: they are counted
    from the one before.
    """
    before, rest = hang.before, hang.visits[0]
    if before is None:
        return _Origin(hang.up, 0, rest.end)
    off_deg = math.degrees(angle_between_rad(before.up, hang.up))
    share = dot(unit(square_part(before.up, hang.up)), group.toward)
    is_along = abs(share) >= math.cos(math.radians(params.along_deg))
    if _came_straight(hang, params):
        if not is_along or off_deg > params.farthest_deg:
            return _Origin(hang.up, rest.start, rest.end)
    elif off_deg <= params.turned_deg and not (
        is_along and off_deg >= params.large_share * _usual_deg(hang.up, group, share)
    ):
        return _Origin(before.up, 0, before.end, -off_deg * share)
    raise RefusedError("sensor_first_unseen")


def _usual_deg(rest: Vector3, group: MovementGroup, side: float) -> float:
    """How far the movements to one side usually go."""
    axis_rad = _axis_rad(rest, group)
    return signals.median(
        [
            math.degrees(member.size_rad)
            for member in group.members
            if math.cos(member.angle_rad - axis_rad) * side > 0.0
        ]
    )


def _axis_rad(rest: Vector3, group: MovementGroup) -> float:
    """Direction of the axis in the tangent plane of a rest."""
    x_axis, y_axis = tangent_plane(rest)
    return math.atan2(dot(group.toward, y_axis), dot(group.toward, x_axis))


def _came_straight(hang: Hang, params: FirstParams) -> bool:
    """Whether leg or phone came to the rest from one place, too fast for a movement between."""
    start, *others = hang.earlier
    same_place_rad = math.radians(params.same_place_deg)
    if any(angle_between_rad(start.up, still.up) > same_place_rad for still in others):
        return False
    still_s = math.fsum(still.duration_s for still in hang.earlier)
    return hang.visits[0].from_s - start.from_s - still_s <= params.hidden_s


def _ways(up: UpSeries, origin: _Origin, group: MovementGroup, params: FirstParams) -> list[_Way]:
    """Movements up to the first large one along the axis; a refusal if there is none."""
    axis_rad = _axis_rad(origin.up, group)
    x, y = math.cos(axis_rad), math.sin(axis_rad)
    tilt_deg = [math.degrees(x * a + y * b) for a, b in tilt_from_rest(up, origin.up)]
    ways: list[_Way] = []
    for movement in find_movements(up, origin.up, origin.first):
        share = math.cos(movement.angle_rad - axis_rad)
        is_along = movement in group.members or abs(share) > math.cos(
            math.radians(params.along_deg)
        )
        run_deg = [0.0, *signals.finite(tilt_deg[movement.start : movement.end])]
        ways.append(
            _Way(
                movement,
                along_deg=math.degrees(movement.size_rad) * share * is_along,
                is_two_sided=min(max(run_deg), -min(run_deg)) > params.least_deg,
            )
        )
        if abs(ways[-1].along_deg) >= _large_deg(group, params) and is_along:
            return ways
    raise RefusedError("sensor_first_unseen")


def _large_deg(group: MovementGroup, params: FirstParams) -> float:
    """Tilt from which on a movement may be one of the test."""
    return params.large_share * min(group.positive_deg, group.negative_deg)


def _is_certain(
    up: UpSeries, hang: Hang, origin: _Origin, ways: Sequence[_Way], params: FirstParams
) -> bool:
    """Whether the last of the movements is the first of the test, and its way the one it shows."""
    first = ways[-1]
    along = [way for way in ways if way.along_deg != 0.0]
    sign = math.copysign(1.0, first.along_deg)
    beyond_slip_deg = sign * (first.along_deg - origin.offset_deg)
    return (
        not any(way.is_two_sided for way in ways)
        and all(sign * way.along_deg > 0.0 for way in along)
        and any(up.valid[: along[0].movement.start])
        and beyond_slip_deg >= min(params.least_deg, abs(first.along_deg))
        and not _has_slid(up, hang, ways, params)
    )


def _may_hide_movement(
    up: UpSeries, origin: _Origin, first: Movement, large_deg: float, params: FirstParams
) -> bool:
    """Whether too much is missing before the end of the first movement.

    A filter that has not settled at the start hides nothing if what it shows is near the rest.
    """
    known = [i for i in range(first.end) if up.valid[i]]
    before_known = [angle_between_rad(origin.up, up.vector(i)) for i in range(known[0])]
    is_near = all(math.degrees(angle_rad) < large_deg for angle_rad in before_known)
    steps = [*([] if is_near else [(0, known[0])]), *pairwise(known)]
    return any(
        up.t_s[b] - up.t_s[a] > (params.gap_s if b >= origin.rest_end else params.hidden_s)
        for a, b in steps
    )


def _has_slid(up: UpSeries, hang: Hang, ways: Sequence[_Way], params: FirstParams) -> bool:
    """Whether the phone slid round the limb, so that what it showed before was another way.

    Gravity does not show it. A gyroscope does; without one any movement beside the axis, unless it
    is a knee's, may be the first of the test as a phone shows it that sits elsewhere.
    """
    *earlier, first = ways
    others = [way.movement for way in earlier if way.along_deg == 0.0]
    turned_rad = turn_about_up_rad(up)
    if turned_rad is None:
        largest_rad = max((other.size_rad for other in others), default=math.inf)
        return math.degrees(largest_rad) <= params.knee_deg
    rests = [visit.start for visit in hang.visits]
    start, end = first.movement.start, first.movement.end - 1
    return any(
        abs(math.degrees(turned_rad[late] - turned_rad[early])) > limit_deg
        for early, lates, limit_deg in (
            *((other.start, [start, end, *rests], params.slid_deg) for other in others),
            (start, rests, params.reversed_deg),
        )
        for late in lates
    )
