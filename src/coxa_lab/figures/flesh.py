"""How thick a drawn person is: widths along every part, as fractions of stature.

Own estimates on the figure of `coxa.phantom.body`. Only joints, axes and lengths come from there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from coxa.phantom.space import Vector

# Along a limb from its upper joint (0) to its lower one (1): half width, and how far the middle
# lies to the front; fractions of stature.
Profile = tuple[tuple[float, float, float], ...]
THIGH: Final[Profile] = (
    (0.50, 0.0430, 0.005), (0.70, 0.0375, 0.003), (0.90, 0.0325, 0.001), (1.00, 0.0320, 0.001),
)  # fmt: skip
SHORTS: Final[Profile] = (
    (0.00, 0.0515, -0.002), (0.20, 0.0520, 0.003), (0.45, 0.0500, 0.004), (0.62, 0.0480, 0.003),
)  # fmt: skip
SHANK: Final[Profile] = (
    (0.00, 0.0310, 0.001), (0.12, 0.0305, -0.002), (0.28, 0.0335, -0.006), (0.50, 0.0290, -0.004),
    (0.75, 0.0215, -0.001), (0.92, 0.0185, 0.000), (1.00, 0.0190, 0.000),
)  # fmt: skip
UPPER_ARM: Final[Profile] = (
    (0.40, 0.0265, 0.001), (0.75, 0.0230, 0.000), (1.00, 0.0215, 0.000),
)  # fmt: skip
SLEEVE: Final[Profile] = (
    (0.00, 0.0320, 0.000), (0.25, 0.0320, 0.000), (0.55, 0.0310, 0.000),
)  # fmt: skip
FOREARM: Final[Profile] = (
    (0.00, 0.0215, 0.000), (0.25, 0.0225, 0.000), (0.70, 0.0170, 0.000), (1.00, 0.0145, 0.000),
)  # fmt: skip

# Along the spine from the hips (0) to the shoulders (1): half width, half depth, middle forward.
Sections = tuple[tuple[float, float, float, float], ...]
SHIRT: Final[Sections] = (
    (0.06, 0.0960, 0.0630, -0.002), (0.18, 0.0930, 0.0620, 0.001), (0.36, 0.0880, 0.0600, 0.004),
    (0.58, 0.0950, 0.0640, 0.003), (0.78, 0.1060, 0.0660, 0.003), (0.88, 0.1200, 0.0600, 0.000),
    (0.96, 0.1220, 0.0500, -0.003), (1.01, 0.1000, 0.0430, -0.004), (1.05, 0.0560, 0.0360, -0.004),
    (1.08, 0.0380, 0.0330, -0.003),
)  # fmt: skip
# In the pelvis frame, up from the hip joints in fractions of stature.
SEAT: Final[Sections] = (
    (-0.053, 0.0780, 0.0400, -0.010), (-0.040, 0.0930, 0.0560, -0.011),
    (-0.010, 0.0990, 0.0640, -0.009), (0.025, 0.0960, 0.0620, -0.004),
    (0.055, 0.0910, 0.0590, 0.000),
)  # fmt: skip

# Head, from the middle of the shoulders, fractions of stature: height, front, back, half width.
FACE: Final[Sections] = (
    (0.054, 0.052, 0.020, 0.010), (0.058, 0.057, 0.008, 0.019), (0.065, 0.061, -0.004, 0.028),
    (0.075, 0.060, -0.012, 0.035), (0.085, 0.061, -0.014, 0.039), (0.095, 0.062, -0.010, 0.042),
    (0.107, 0.062, -0.002, 0.0440), (0.118, 0.060, 0.002, 0.0450), (0.128, 0.064, 0.004, 0.0455),
    (0.142, 0.065, 0.014, 0.0440), (0.155, 0.061, 0.028, 0.0360), (0.163, 0.054, 0.038, 0.0240),
)  # fmt: skip
HAIR: Final[Sections] = (
    (0.066, -0.034, -0.052, 0.022), (0.080, -0.020, -0.066, 0.034), (0.095, -0.010, -0.074, 0.0430),
    (0.110, 0.002, -0.079, 0.0480), (0.125, 0.020, -0.080, 0.0510), (0.140, 0.034, -0.078, 0.0510),
    (0.155, 0.058, -0.072, 0.0480), (0.168, 0.060, -0.060, 0.0430), (0.181, 0.048, -0.048, 0.0365),
    (0.190, 0.030, -0.032, 0.0250),
)  # fmt: skip
# The head is drawn a little larger than life: a face is read first.
HEAD: Final = 1.07
EAR_HEIGHT: Final = 0.110
# Forward and up, from ear to eye and from heel to toe: they tell how head and foot are tilted.
EYE_OVER_EAR: Final = (0.054, 0.008)
TOE_BELOW_HEEL: Final = (0.147, 0.004)
NOSE: Final[Vector] = (0.064, -0.011, 0.0)

# Seen from the middle of the ears: eye, mouth (forward, up, outward).
EYE: Final[Vector] = (0.058, 0.007, 0.018)
BROW: Final = ((0.060, 0.019, 0.009), (0.058, 0.021, 0.018), (0.053, 0.018, 0.026))
MOUTH: Final = ((0.0605, -0.0345, 0.0), (0.0595, -0.0335, 0.008), (0.056, -0.0300, 0.0150))

# Foot, from the ankle along the sole: forward, up, then half length, half height, half width.
FOOT: Final[tuple[tuple[float, float, float, float, float], ...]] = (
    (-0.029, -0.020, 0.019, 0.019, 0.0185), (-0.012, -0.010, 0.022, 0.027, 0.0190),
    (0.012, -0.016, 0.030, 0.022, 0.0200), (0.040, -0.022, 0.032, 0.017, 0.0220),
    (0.072, -0.026, 0.028, 0.013, 0.0240), (0.094, -0.029, 0.018, 0.010, 0.0200),
)  # fmt: skip
SOLE_UP: Final = -0.0345
# A section's own thickness, as a share of the way to its neighbour, so that they overlap.
OVERLAP: Final = 0.8
_STEPS: Final = 16


def finer(table: Sequence[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """A table at even steps of its first column, straight between its rows."""
    first, last = table[0][0], table[-1][0]
    rows = []
    for step in range(_STEPS + 1):
        at = first + (last - first) * step / _STEPS
        low, high = _around(table, at)
        share = (at - low[0]) / (high[0] - low[0])
        rows.append(tuple(a + (b - a) * share for a, b in zip(low, high, strict=True)))
    return rows


def _around(
    table: Sequence[tuple[float, ...]], at: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The rows before and after a place."""
    pairs = list(itertools.pairwise(table))
    return next((pair for pair in pairs if at <= pair[1][0]), pairs[-1])
