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

from coxa.geometry import solved
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
    """Swing (rad), knee outward and knee downward (shanks) by damped-free Gauss-Newton steps."""
    swing, out, down = guess
    for _ in range(params.iterations):
        rows = _equations(seen_knee, seen_ankle, (swing, out, down), params)
        normal = [[math.fsum(r[i] * r[j] for r in rows) for j in range(3)] for i in range(3)]
        right = [-math.fsum(r[i] * r[3] for r in rows) for i in range(3)]
        step = solved(normal, right)
        swing, out, down = swing + step[0], out + step[1], down + step[2]
    return swing, out, down


def _equations(
    seen_knee: tuple[float, float],
    seen_ankle: tuple[float, float],
    pose: tuple[float, float, float],
    params: ShankFitParams,
) -> list[tuple[float, float, float, float]]:
    """Residuals and their derivatives: (by swing, by out, by down, residual), each over its sd."""
    swing, out, down = pose
    sin, cos = math.sin(swing), math.cos(swing)
    knee_out, knee_down = seen_knee[0] - out, seen_knee[1] - down
    along = knee_out * sin + knee_down * cos
    across = knee_out * cos - knee_down * sin
    a, b, c = 1.0 / params.along, 1.0 / params.across, 1.0 / params.ankle
    d = _tail_weight(out, params.drift, params.tail_freedom) / params.drift
    e = _tail_weight(down, params.lift, params.tail_freedom) / params.lift
    return [
        (a * across, -a * sin, -a * cos, a * along),
        (-b * along, -b * cos, b * sin, b * across),
        (-c * cos, -c, 0.0, c * (seen_ankle[0] - out - sin)),
        (c * sin, 0.0, -c, c * (seen_ankle[1] - down - cos)),
        (0.0, d, 0.0, d * out),
        (0.0, 0.0, e, e * down),
    ]


def _tail_weight(value: float, sd: float, freedom: float) -> float:
    """Square root of the weight a heavy-tailed prior gives a value."""
    return 1.0 / math.sqrt(1.0 + (value / sd) ** 2 / freedom)
