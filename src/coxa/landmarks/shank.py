"""The shank as a rigid rod on a knee that hardly moves, fitted to noisy landmarks in each image.

A pose model's knee slides along the shank and off its line as the leg turns, by up to a tenth of
its length; the shank itself cannot change its length, and the knee of a seated person cannot wander
far. The fit asks for the swing of the rod and the place of the knee that agree best with what was
seen.

Lengths are in shanks (the distance of knee and ankle at rest in the picture), outward and downward
from the knee at rest; angles are the swing in the picture, outward positive.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coxa.hip import outward_sign, swing_in_image_rad
from coxa.landmarks.body import Body, Track
from coxa.records.assessment import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ShankFitParams:
    """Standard deviations, in shanks.

    `across` and `ankle` are the landmark errors that design.md reports for the pose model (1.5-2.3
    degrees of a shank: 3 %). `along` is how far the knee landmark slides. `drift` is how far a knee
    moves sideways without anyone calling it thigh drift (about 2 degrees of a thigh, which is as
    long as a shank); its tails are heavy, so that a real drift is followed. `lift` likewise upward.
    """

    across: float = 0.03
    along: float = 0.12
    ankle: float = 0.03
    drift: float = 0.04
    lift: float = 0.03
    tail_freedom: float = 2.0
    iterations: int = 4


@dataclass(frozen=True, slots=True)
class Template:
    """The leg at rest, in the picture.

    `swing_rad` is the direction of the shank at rest, outward positive; `sign` the picture's
    direction of "outward".
    """

    side: Side
    knee_px: tuple[float, float]
    hip_px: tuple[float, float]
    shank_px: float
    swing_rad: float

    @property
    def sign(self) -> float:
        """Outward along the picture's x axis."""
        return outward_sign(self.side)

    def to_shanks(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Outward and downward from the knee at rest, in shanks."""
        return (
            self.sign * (x_px - self.knee_px[0]) / self.shank_px,
            (y_px - self.knee_px[1]) / self.shank_px,
        )


@dataclass(frozen=True, slots=True)
class ShankFit:
    """Swing and knee of one leg in every image, (n,) each; NaN where the leg was not seen."""

    template: Template
    swing_rad: list[float]
    drift: list[float]
    lift: list[float]


def template_at_rest(body: Body, side: Side, rest: Sequence[int]) -> Template:
    """The leg as it stands in the images at rest."""
    knee_px = body.track(side, "knee").at(rest)
    ankle_px = body.track(side, "ankle").at(rest)
    return Template(
        side=side,
        knee_px=knee_px,
        hip_px=body.track(side, "hip").at(rest),
        shank_px=math.hypot(ankle_px[0] - knee_px[0], ankle_px[1] - knee_px[1]),
        swing_rad=swing_in_image_rad(knee_px, ankle_px, side),
    )


def fit_shank(
    knee: Track, ankle: Track, template: Template, params: ShankFitParams | None = None
) -> ShankFit:
    """The rod that agrees best with knee and ankle, image by image.

    Each image starts near the solution of the one before: the cost is a few small systems.
    """
    used = params or ShankFitParams()
    swing_rad: list[float] = []
    drift: list[float] = []
    lift: list[float] = []
    start = (template.swing_rad, 0.0, 0.0)
    for i in range(len(knee.x_px)):
        seen_knee = template.to_shanks(knee.x_px[i], knee.y_px[i])
        seen_ankle = template.to_shanks(ankle.x_px[i], ankle.y_px[i])
        if not all(map(math.isfinite, (*seen_knee, *seen_ankle))):
            found = (math.nan, math.nan, math.nan)
        else:
            guess = (math.atan2(*_difference(seen_ankle, seen_knee)), start[1], start[2])
            found = start = fit_pose(seen_knee, seen_ankle, guess, used)
        swing_rad.append(found[0])
        drift.append(found[1])
        lift.append(-found[2])
    return ShankFit(template, swing_rad, drift, lift)


def _difference(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return a[0] - b[0], a[1] - b[1]


def fit_pose(
    seen_knee: tuple[float, float],
    seen_ankle: tuple[float, float],
    guess: tuple[float, float, float],
    params: ShankFitParams,
) -> tuple[float, float, float]:
    """Swing (rad), knee outward and knee downward (shanks) by damped-free Gauss-Newton steps.

    The sums are written out, since this runs in a browser for every image: three unknowns, and a
    matrix that is symmetric and, with both joints seen, never singular.
    """
    swing, out, down = guess
    for _ in range(params.iterations):
        normal, gradient = _equations(seen_knee, seen_ankle, (swing, out, down), params)
        by_swing, by_out, by_down = _solved(normal, gradient)
        swing, out, down = swing - by_swing, out - by_out, down - by_down
    return swing, out, down


_Triple = tuple[float, float, float]
_Upper = tuple[float, float, float, float, float, float]
"""Upper triangle of a symmetric matrix, row by row."""


def _equations(
    seen_knee: tuple[float, float],
    seen_ankle: tuple[float, float],
    pose: _Triple,
    params: ShankFitParams,
) -> tuple[_Upper, _Triple]:
    """Normal matrix and gradient of the squared residuals, each residual over its sd.

    By swing, out and down the residuals change so: knee along the rod `across`, -sin, -cos; knee
    across it -`along`, -cos, sin; ankle outward -cos, -1, 0; ankle downward sin, 0, -1; and the
    priors of out and down by themselves.
    """
    swing, out, down = pose
    sin, cos = math.sin(swing), math.cos(swing)
    knee_out, knee_down = seen_knee[0] - out, seen_knee[1] - down
    along = knee_out * sin + knee_down * cos
    across = knee_out * cos - knee_down * sin
    ankle_out, ankle_down = seen_ankle[0] - out - sin, seen_ankle[1] - down - cos
    a, b, c = 1.0 / params.along**2, 1.0 / params.across**2, 1.0 / params.ankle**2
    d = _prior_weight(out, params.drift, params.tail_freedom)
    e = _prior_weight(down, params.lift, params.tail_freedom)
    normal = (
        a * across * across + b * along * along + c,
        (b * along + c) * cos - a * across * sin,
        -(b * along + c) * sin - a * across * cos,
        a * sin * sin + b * cos * cos + c + d,
        (a - b) * sin * cos,
        a * cos * cos + b * sin * sin + c + e,
    )
    gradient = (
        (a - b) * across * along + c * (ankle_down * sin - ankle_out * cos),
        d * out - a * along * sin - b * across * cos - c * ankle_out,
        e * down - a * along * cos + b * across * sin - c * ankle_down,
    )
    return normal, gradient


def _prior_weight(value: float, sd: float, freedom: float) -> float:
    """Weight, over the variance, that a heavy-tailed prior gives a value."""
    share = value / sd
    return 1.0 / ((1.0 + share * share / freedom) * sd * sd)


def _solved(normal: _Upper, right: _Triple) -> _Triple:
    """Solution of a positive definite system: elimination, for which it needs no pivots."""
    xx, xy, xz, yy, yz, zz = normal
    x, y, z = right
    y_share, z_share = xy / xx, xz / xx
    yy, yz, zz = yy - y_share * xy, yz - y_share * xz, zz - z_share * xz
    y, z = y - y_share * x, z - z_share * x
    share = yz / yy
    third = (z - share * y) / (zz - share * yz)
    second = (y - yz * third) / yy
    return (x - xy * second - xz * third) / xx, second, third
