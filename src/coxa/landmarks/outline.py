"""The shank's outline against its outline at rest: how far the landmarks' swing is off.

Turning the hip turns the shank about an axis that points at the camera, so the picture of the shank
turns without changing its shape. Where the segmentation mask ends on both sides of it is therefore
the same pair of curves, turned and shifted; what is left between the curve seen and the curve at
rest, once both are drawn along the fitted rod, is the rod's error. Edges that belong to something
else (the other leg, a hand, the chair) are outliers and lose their weight.

Lengths are in shanks, from the knee along the rod and across it, outward positive.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa import signals
from coxa.geometry import solved
from coxa.landmarks.body import Body
from coxa.landmarks.shank import ShankFit, Template
from coxa.records.assessment import Side
from coxa.records.landmarks import OUTLINE_ROWS

_GRID = tuple(0.12 + 0.78 * i / 23 for i in range(24))
_MAX_ROW_GAP = 0.12
Profile = tuple[list[float], list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineParams:
    """How far the rod may be off (prior standard deviations), and how sharp an edge is.

    `turn_rad` is the landmark error of design.md (2 degrees) doubled; `across` and `along` that of
    the knee landmark; `edge` one to two mask pixels of a shank that fills a quarter of the mask;
    neighbouring rows share their error, so each counts for `row_share` of an independent one.
    """

    turn_rad: float = math.radians(4.0)
    across: float = 0.05
    along: float = 0.08
    edge: float = 0.015
    row_share: float = 0.25
    min_rows: int = 8
    iterations: int = 8
    rate_hz: float = 5.0


@dataclass(frozen=True, slots=True)
class OutlineFit:
    """Correction of the rod in every image, (n,) each.

    Attributes
    ----------
    turn_rad :
        To be added to the swing; 0 where the outline says nothing.
    drift :
        To be added to the knee's place outward, shanks.
    support :
        Share of the edge that was found where it should be, 0 to 1.
    """

    turn_rad: list[float]
    drift: list[float]
    support: list[float]


@dataclass(frozen=True, slots=True)
class _Correction:
    turn_rad: float
    across_at_knee: float
    support: float


def fit_outline(
    body: Body, side: Side, fit: ShankFit, rest: Sequence[int], params: OutlineParams | None = None
) -> OutlineFit:
    """Corrections from the outline at a few images a second, in between by straight lines."""
    used = params or OutlineParams()
    count = len(body.t_s)
    if side not in body.outlines:
        return OutlineFit([0.0] * count, [0.0] * count, [0.0] * count)
    chosen = _chosen_images(body.t_s, used.rate_hz)
    rest_images = [i for i in rest if math.isfinite(fit.swing_rad[i])]
    at_rest = _median_profile([_profile(body, side, fit, i) for i in _thinned(rest_images, 20)])
    slopes = (_slope(at_rest[0]), _slope(at_rest[1]))
    corrections = [_correction(_profile(body, side, fit, i), at_rest, slopes, used) for i in chosen]
    times_s = [body.t_s[i] for i in chosen]

    def everywhere(values: list[float]) -> list[float]:
        return [signals.interpolated(times_s, values, t_s) for t_s in body.t_s]

    turn_rad = everywhere([c.turn_rad for c in corrections])
    across = everywhere([c.across_at_knee for c in corrections])
    swing_rad = fit.swing_rad
    return OutlineFit(
        turn_rad=turn_rad,
        drift=[
            a * math.cos(s) if math.isfinite(s) else math.nan
            for a, s in zip(across, swing_rad, strict=True)
        ],
        support=everywhere([c.support for c in corrections]),
    )


def _chosen_images(t_s: Sequence[float], rate_hz: float) -> list[int]:
    """Images about 1 / rate_hz apart, the first and the last among them."""
    chosen: list[int] = []
    for i, time_s in enumerate(t_s):
        if not chosen or time_s - t_s[chosen[-1]] >= 1.0 / rate_hz - 1e-9 or i == len(t_s) - 1:
            chosen.append(i)
    return chosen


def _thinned(indices: Sequence[int], most: int) -> list[int]:
    step = max(1, len(indices) // most)
    return list(indices[::step])


def _profile(body: Body, side: Side, fit: ShankFit, i: int) -> Profile:
    """Lateral and medial edge across the rod at `_GRID`; NaN where there is none."""
    empty = [math.nan] * len(_GRID)
    if not math.isfinite(fit.swing_rad[i]):
        return empty, empty
    template = fit.template
    knee = template.to_shanks(body.track(side, "knee").x_px[i], body.track(side, "knee").y_px[i])
    ankle = template.to_shanks(body.track(side, "ankle").x_px[i], body.track(side, "ankle").y_px[i])
    outline = body.outlines[side]
    rod = (fit.swing_rad[i], fit.drift[i], -fit.lift[i])
    lateral = _along_rod(knee, ankle, _scaled(outline.lateral_px[i], template), rod)
    medial = _along_rod(knee, ankle, _scaled(outline.medial_px[i], template), rod)
    return _on_grid(lateral), _on_grid(medial)


def _scaled(offsets_px: Sequence[float], template: Template) -> list[float]:
    return [offset / template.shank_px for offset in offsets_px]


def _along_rod(
    knee: tuple[float, float],
    ankle: tuple[float, float],
    offsets: Sequence[float],
    rod: tuple[float, float, float],
) -> list[tuple[float, float]]:
    """Edge points as (along, across) of the fitted rod."""
    line_out, line_down = ankle[0] - knee[0], ankle[1] - knee[1]
    length = math.hypot(line_out, line_down)
    if length == 0.0:
        return []
    across_out, across_down = line_down / length, -line_out / length
    sin, cos = math.sin(rod[0]), math.cos(rod[0])
    points: list[tuple[float, float]] = []
    for row, offset in enumerate(offsets):
        if not math.isfinite(offset):
            continue
        share = (row + 0.5) / OUTLINE_ROWS
        out = knee[0] + share * line_out + offset * across_out - rod[1]
        down = knee[1] + share * line_down + offset * across_down - rod[2]
        points.append((out * sin + down * cos, out * cos - down * sin))
    return points


def _on_grid(points: list[tuple[float, float]]) -> list[float]:
    """Edge at the grid by straight lines between neighbouring rows; NaN across a missing row."""
    points.sort()
    values: list[float] = []
    k = 0
    for along in _GRID:
        while k + 1 < len(points) and points[k + 1][0] < along:
            k += 1
        values.append(_line_between(points, k, along))
    return values


def _line_between(points: list[tuple[float, float]], k: int, along: float) -> float:
    if k + 1 >= len(points):
        return math.nan
    (from_along, from_across), (to_along, to_across) = points[k], points[k + 1]
    width = to_along - from_along
    if not from_along <= along <= to_along or not 0.0 < width <= _MAX_ROW_GAP:
        return math.nan
    return from_across + (along - from_along) / width * (to_across - from_across)


def _median_profile(profiles: list[Profile]) -> Profile:
    """Row by row the median of many profiles."""

    def middle(which: int) -> list[float]:
        return [signals.median([p[which][row] for p in profiles]) for row in range(len(_GRID))]

    return middle(0), middle(1)


def _slope(curve: list[float]) -> list[float]:
    """Derivative of an edge along the rod; NaN at its ends and gaps."""
    return signals.rate_per_s(_GRID, curve)


def _correction(
    seen: Profile, at_rest: Profile, slopes: Profile, params: OutlineParams
) -> _Correction:
    """Turn and shift that carry the curves at rest over to the curves seen, outliers ignored."""
    rows = [
        (1.0, along - 0.5, slope, edge - base)
        for which in (0, 1)
        for along, slope, edge, base in zip(
            _GRID, slopes[which], seen[which], at_rest[which], strict=True
        )
        if math.isfinite(slope) and math.isfinite(edge) and math.isfinite(base)
    ]
    if len(rows) < params.min_rows:
        return _Correction(0.0, 0.0, 0.0)
    solution = [0.0, 0.0, 0.0]
    weights = [1.0] * len(rows)
    for _ in range(params.iterations):
        weights = [_edge_weight(row, solution, params.edge) for row in rows]
        solution = _weighted_solution(rows, weights, params)
    return _Correction(
        turn_rad=math.atan(solution[1]),
        across_at_knee=solution[0] - 0.5 * solution[1],
        support=math.fsum(weights) / (2 * len(_GRID)),
    )


def _edge_weight(
    row: tuple[float, float, float, float], solution: list[float], edge: float
) -> float:
    """Weight of an edge point, 1 where it should be, towards 0 far off (Cauchy)."""
    miss = row[3] - row[0] * solution[0] - row[1] * solution[1] - row[2] * solution[2]
    return 1.0 / (1.0 + (miss / edge) ** 2)


def _weighted_solution(
    rows: list[tuple[float, float, float, float]], weights: list[float], params: OutlineParams
) -> list[float]:
    """Least squares with the priors of `params`: shift across, turn (tangent), shift along."""
    scale = params.row_share / params.edge**2
    prior = (1.0 / params.across**2, 1.0 / params.turn_rad**2, 1.0 / params.along**2)
    normal = [[0.0] * 3 for _ in range(3)]
    right = [0.0] * 3
    for row, weight in zip(rows, weights, strict=True):
        w = scale * weight
        for i in range(3):
            right[i] += w * row[i] * row[3]
            for j in range(i, 3):
                normal[i][j] += w * row[i] * row[j]
    for i in range(3):
        normal[i][i] += prior[i]
        for j in range(i):
            normal[i][j] = normal[j][i]
    return solved(normal, right)
