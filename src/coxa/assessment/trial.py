"""Rest and repetitions: when the person sat still, and each movement to an end range and back.

Angles in degrees from rest, internal positive; times in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.records.assessment import Direction, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialParams:
    """What counts as rest and as a repetition.

    `still_deg_s`: the slowest deliberate repetition (30 degrees in 3 s) is above it, sway below.
    `plumb_deg`: a foot under its knee, with a camera tilted by up to 10 degrees.
    `least_peak_deg`: two to three times the wander of a resting leg in recordings.
    `valley_share`: between two repetitions the same way the leg comes back at least half way.
    `short_hold_s`: what lies within the band without being held is mostly the way there and back,
    so of a short one the upper part is the peak.
    """

    smoothing_s: float = 0.15
    still_deg_s: float = 8.0
    rest_min_s: float = 0.7
    rest_max_s: float = 4.0
    rest_margin_s: float = 0.15
    late_rest_s: float = 2.0
    plumb_deg: float = 20.0
    least_peak_deg: float = 6.0
    edge_deg: float = 3.0
    edge_share: float = 0.1
    valley_share: float = 0.5
    hold_band_deg: float = 2.5
    hold_band_share: float = 0.08
    short_hold_s: float = 0.6
    short_hold_quantile: float = 0.9
    dominance: float = 0.6
    least_duration_s: float = 0.3


@dataclass(frozen=True, slots=True)
class Rest:
    """Images at rest, and whether they come first, as they should."""

    images: list[int]
    is_late: bool


@dataclass(frozen=True, slots=True)
class Excursion:
    """One movement of one leg to an end range and back; indices are images, intervals half-open."""

    side: Side
    direction: Direction
    start: int
    hold_from: int
    hold_to: int
    end: int
    peak_deg: float

    @property
    def sign(self) -> float:
        """Internal +1, external -1."""
        return 1.0 if self.direction == "internal" else -1.0


def find_rest(
    t_s: Sequence[float],
    swings_deg: Mapping[Side, Sequence[float]],
    params: TrialParams | None = None,
) -> Rest | None:
    """The first stretch in which every leg in view hangs still and about plumb.

    Parameters
    ----------
    t_s : (n,)
        Time stamps.
    swings_deg :
        side -> (n,) swing in the picture from straight down; sides that are not in view left out.
    params :
        What counts as still.

    Returns
    -------
    rest : Rest or None
        None if the person never sat still.
    """
    used = params or TrialParams()
    smooth = {s: signals.smoothed(t_s, v, used.smoothing_s) for s, v in swings_deg.items()}
    rates = {s: signals.rate_per_s(t_s, v) for s, v in smooth.items()}
    is_still = [
        all(
            abs(rates[s][i]) < used.still_deg_s and abs(smooth[s][i]) < used.plumb_deg
            for s in swings_deg
        )
        for i in range(len(t_s))
    ]
    for start, end in signals.runs(is_still):
        if t_s[end - 1] - t_s[start] >= used.rest_min_s:
            return _rest_in(t_s, start, end, used)
    return None


def _rest_in(t_s: Sequence[float], start: int, end: int, params: TrialParams) -> Rest:
    """The still run without its last moment (the onset of movement), at most `rest_max_s` long."""
    last_s = min(t_s[end - 1] - params.rest_margin_s, t_s[start] + params.rest_max_s)
    images = [i for i in range(start, end) if t_s[i] <= last_s]
    return Rest(images=images, is_late=t_s[start] > params.late_rest_s)


def find_excursions(
    t_s: Sequence[float],
    rotations_deg: Mapping[Side, Sequence[float]],
    params: TrialParams | None = None,
) -> list[Excursion]:
    """All repetitions of all legs in the order of time.

    A leg that merely follows a larger movement of the other one (the pelvis rolling, the model
    confusing crossed feet) has not made a repetition.
    """
    used = params or TrialParams()
    found: list[Excursion] = []
    for side, rotation_deg in rotations_deg.items():
        smooth = signals.smoothed(t_s, rotation_deg, used.smoothing_s)
        found.extend(_excursions_of(t_s, side, smooth, used))
    own = [e for e in found if not _is_follower(e, found, t_s, used)]
    return sorted(own, key=lambda e: t_s[e.start])


def _excursions_of(
    t_s: Sequence[float], side: Side, smooth_deg: Sequence[float], params: TrialParams
) -> list[Excursion]:
    # A line across what was not seen: a gap in a hold does not make two repetitions of one.
    whole_deg = signals.resampled(t_s, smooth_deg, t_s)
    found: list[Excursion] = []
    directions: tuple[Direction, Direction] = ("internal", "external")
    for direction in directions:
        sign = 1.0 if direction == "internal" else -1.0
        height = [sign * v for v in whole_deg]
        for start, end in signals.runs([h > params.edge_deg for h in height]):
            for part in _split_at_valleys(height, start, end, params):
                excursion = _excursion(t_s, side, direction, height, part, params)
                if excursion is not None:
                    found.append(excursion)
    return found


def _split_at_valleys(
    height: Sequence[float], start: int, end: int, params: TrialParams
) -> list[tuple[int, int]]:
    """Parts of a run between which the leg came back far enough to have ended a repetition."""
    top = max(range(start, end), key=lambda i: height[i])
    if height[top] < params.least_peak_deg:
        return []
    for way in (range(top, start - 1, -1), range(top, end)):
        valley = _valley(height, way, params)
        if valley is not None:
            return _split_at_valleys(height, start, valley, params) + _split_at_valleys(
                height, valley, end, params
            )
    return [(start, end)]


def _valley(height: Sequence[float], way: range, params: TrialParams) -> int | None:
    """Walking away from the top, the deepest image before a second peak that stands out from it."""
    deepest = way[0]
    for i in way:
        if height[i] < height[deepest]:
            deepest = i
        rises = height[i] >= params.least_peak_deg
        if rises and height[deepest] < params.valley_share * height[i]:
            return deepest
    return None


def _excursion(
    t_s: Sequence[float],
    side: Side,
    direction: Direction,
    height: Sequence[float],
    part: tuple[int, int],
    params: TrialParams,
) -> Excursion | None:
    start, end = part
    top_deg = signals.quantile(height[start:end], 0.95)
    if top_deg < params.least_peak_deg or t_s[end - 1] - t_s[start] < params.least_duration_s:
        return None
    band_deg = max(params.hold_band_deg, params.hold_band_share * top_deg)
    hold_from, hold_to = _hold(t_s, height, part, top_deg - band_deg)
    edge_deg = max(params.edge_deg, params.edge_share * top_deg)
    while start < hold_from and height[start] < edge_deg:
        start += 1
    while end > hold_to and height[end - 1] < edge_deg:
        end -= 1
    held_s = t_s[hold_to - 1] - t_s[hold_from]
    share = 0.5 if held_s >= params.short_hold_s else params.short_hold_quantile
    peak_deg = signals.quantile(height[hold_from:hold_to], share)
    return Excursion(side, direction, start, hold_from, hold_to, end, peak_deg)


def _hold(
    t_s: Sequence[float], height: Sequence[float], part: tuple[int, int], level_deg: float
) -> tuple[int, int]:
    """Longest stretch of a part above a level; never empty."""
    start, end = part
    stretches = signals.runs([h >= level_deg for h in height[start:end]])
    first, last = max(stretches, key=lambda r: t_s[start + r[1] - 1] - t_s[start + r[0]])
    return start + first, start + last


def _is_follower(
    excursion: Excursion, others: Sequence[Excursion], t_s: Sequence[float], params: TrialParams
) -> bool:
    """Whether the other leg moved clearly further at the same time."""
    for other in others:
        if other.side == excursion.side:
            continue
        from_s = max(t_s[excursion.hold_from], t_s[other.start])
        to_s = min(t_s[excursion.hold_to - 1], t_s[other.end - 1])
        overlaps = to_s >= from_s
        if overlaps and excursion.peak_deg < params.dominance * other.peak_deg:
            return True
    return False
