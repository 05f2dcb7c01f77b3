"""Where the limb rests: the direction of up it comes back to, among all places where it was still.

A hold at the end range is as still as a rest, a phone may lie on a table before it is strapped on,
and a strap may slip. So the rest is not simply the first still moment: it is the direction to which
the limb returns most often and from which it moves both ways.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.geometry import Vector3, angle_between_rad, mean_direction, square_part
from coxa.inertial.up import UpSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class HangParams:
    """What counts as still, and as the same place.

    `still_deg_s`: a slow repetition (30 degrees in 3 s) is above it; sway and tremor are below.
    `same_place_deg`: a leg comes back to its rest within 2-3 degrees. `near_deg`: what can be
    reached from a rest by turning a hip; a phone picked up from a table is further away.
    """

    smoothing_s: float = 0.12
    still_deg_s: float = 6.0
    still_least_s: float = 0.25
    rest_least_s: float = 0.7
    margin_s: float = 0.1
    same_place_deg: float = 5.0
    leave_deg: float = 6.0
    near_deg: float = 75.0


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch without movement; indices half-open, the direction of up meanwhile."""

    start: int
    end: int
    from_s: float
    to_s: float
    up: Vector3

    @property
    def duration_s(self) -> float:
        """How long it lasted."""
        return self.to_s - self.from_s


@dataclass(frozen=True, slots=True)
class Hang:
    """The rest: its direction of up, where it was taken from, and every return to it.

    `earlier`: where it was still before the first of them, in order of time.
    """

    up: Vector3
    taken: Still
    visits: tuple[Still, ...]
    earlier: tuple[Still, ...]

    @property
    def before(self) -> Still | None:
        """The first still moment of the recording, if that was somewhere else."""
        return self.earlier[0] if self.earlier else None

    @property
    def first(self) -> int:
        """Sample from which on the rest holds: 0 unless the limb was still elsewhere before."""
        return self.visits[0].start if self.earlier else 0


def find_stills(up: UpSeries, params: HangParams | None = None) -> list[Still]:
    """All still stretches, in order of time; samples that are not valid belong to none."""
    used = params or HangParams()
    t_s = list(up.t_s)
    rate_deg_s = _rates_deg_s(up, used.smoothing_s)
    is_still = [
        bool(up.valid[i]) and math.isfinite(rate_deg_s[i]) and rate_deg_s[i] < used.still_deg_s
        for i in range(len(t_s))
    ]
    found: list[Still] = []
    for start, end in signals.runs(is_still):
        if t_s[end - 1] - t_s[start] >= used.still_least_s:
            inner = signals.between(t_s, t_s[start] + used.margin_s, t_s[end - 1] - used.margin_s)
            indices = inner if len(inner) else range(start, end)
            direction = mean_direction([up.vector(i) for i in indices])
            found.append(Still(start, end, t_s[start], t_s[end - 1], direction))
    return found


def _rates_deg_s(up: UpSeries, smoothing_s: float) -> list[float]:
    """How fast up turns in the sensor, without heading."""
    t_s = up.t_s
    columns = [
        signals.rate_per_s(t_s, signals.smoothed(t_s, _column(up, axis), smoothing_s))
        for axis in range(3)
    ]
    return [
        math.degrees(math.sqrt(x * x + y * y + z * z)) for x, y, z in zip(*columns, strict=True)
    ]


def _column(up: UpSeries, axis: int) -> list[float]:
    flags = up.valid
    return [v if flags[i] else math.nan for i, v in enumerate(up.up[axis::3])]


def find_hang(stills: Sequence[Still], params: HangParams | None = None) -> Hang | None:
    """The rest among the still stretches.

    A place scores one for every time it was still there, two for being moved from both ways, and
    one for being the first; the earliest of the best wins.

    Returns
    -------
    hang : Hang or None
        None if nothing was still long enough.
    """
    used = params or HangParams()
    best: tuple[float, Hang] | None = None
    for group in _places(stills, used):
        long_enough = [still for still in group if still.duration_s >= used.rest_least_s]
        if not long_enough:
            continue
        taken = long_enough[0]
        score = len(group) + 2.0 * _is_between(taken, stills, used) + (taken is stills[0])
        if best is None or score > best[0]:
            earlier = tuple(still for still in stills if still.start < group[0].start)
            best = (score, Hang(taken.up, taken, tuple(group), earlier))
    return best[1] if best else None


def _places(stills: Sequence[Still], params: HangParams) -> list[list[Still]]:
    """Still stretches grouped by place, in order of first time."""
    groups: list[list[Still]] = []
    limit_rad = math.radians(params.same_place_deg)
    for still in stills:
        near = [g for g in groups if angle_between_rad(g[0].up, still.up) <= limit_rad]
        if near:
            min(near, key=lambda g: angle_between_rad(g[0].up, still.up)).append(still)
        else:
            groups.append([still])
    return groups


def _is_between(place: Still, stills: Sequence[Still], params: HangParams) -> bool:
    """Whether holds lie on two opposite sides of a place, within reach of a hip."""
    around: list[Vector3] = []
    for still in stills:
        angle_rad = angle_between_rad(place.up, still.up)
        if math.radians(params.leave_deg) < angle_rad < math.radians(params.near_deg):
            around.append(square_part(still.up, place.up))
    return any(
        angle_between_rad(a, b) > math.radians(120.0)
        for i, a in enumerate(around)
        for b in around[i + 1 :]
    )
