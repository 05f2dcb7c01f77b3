"""Masks of two shanks by a formula, and where they end: golden for Python and the browser.

``python -m tests.lab.outline_samples`` writes ``tests/golden/pose/outline.json`` anew.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from coxa_lab.pose.crop import FloatArray
from coxa_lab.pose.outline import outline_px
from tests.house.tree import ROOT

GOLDEN: Final = ROOT / "tests" / "golden" / "pose" / "outline.json"
SIDE: Final = 256
SCALE: Final = 1e6
"""Pixels of the image to a side of the square: distances are rounded to pixels' hundredths."""
_DECIMALS: Final = 9
_APART: Final = [[0.62, 0.45, 0.66, 0.78], [0.38, 0.46, 0.33, 0.79]]
"""Knee x, y, ankle x, y of the left and the right leg, fractions of the square."""
_CASES: Final[list[dict[str, Any]]] = [
    {"name": "two legs apart", "legs": _APART, "seen": _APART, "radii": [0.075, 0.045]},
    {
        "name": "landmarks a little beside the legs",
        "legs": _APART,
        "seen": [[0.64, 0.44, 0.65, 0.80], [0.37, 0.47, 0.35, 0.77]],
        "radii": [0.075, 0.045],
    },
    {
        "name": "a knee outside its leg, and legs that touch at the knees",
        "legs": [[0.53, 0.45, 0.62, 0.78], [0.44, 0.45, 0.38, 0.79]],
        "seen": [[0.53, 0.45, 0.62, 0.78], [0.30, 0.45, 0.38, 0.79]],
        "radii": [0.07, 0.04],
    },
    {
        "name": "a leg at the border of the square",
        "legs": [[0.95, 0.60, 0.97, 0.93], [0.55, 0.60, 0.54, 0.94]],
        "seen": [[0.95, 0.60, 0.97, 0.93], [0.55, 0.60, 0.54, 0.94]],
        "radii": [0.07, 0.05],
    },
]
_STEEPNESS: Final = 120.0


def mask_of(legs: Sequence[Sequence[float]], radii: Sequence[float]) -> FloatArray:
    """Logits (SIDE, SIDE): how far inside the nearer leg, whose radius shrinks from knee to ankle.

    Only the four rules and a square root, so that every language gets the same bits.
    """
    middles = (np.arange(SIDE) + 0.5) / SIDE
    y, x = middles[:, np.newaxis], middles[np.newaxis, :]
    inside = []
    for knee_x, knee_y, ankle_x, ankle_y in legs:
        line_x, line_y = ankle_x - knee_x, ankle_y - knee_y
        along = ((x - knee_x) * line_x + (y - knee_y) * line_y) / (line_x**2 + line_y**2)
        along = np.minimum(1.0, np.maximum(0.0, along))
        away_x, away_y = x - (knee_x + along * line_x), y - (knee_y + along * line_y)
        radius = radii[0] + along * (radii[1] - radii[0])
        inside.append(_STEEPNESS * (radius - np.sqrt(away_x * away_x + away_y * away_y)))
    mask: FloatArray = np.maximum(*inside).astype(np.float32)
    return mask


def outline_in_square(mask: FloatArray, seen: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Outline (2, 24, 2) in fractions of the square."""
    joints = SCALE * np.array(seen)
    to_mask = np.array([[SIDE / SCALE, 0.0, 0.0], [0.0, SIDE / SCALE, 0.0]])
    outline: NDArray[np.float64] = outline_px(mask, joints[:, :2], joints[:, 2:], to_mask) / SCALE
    return outline


def golden() -> dict[str, Any]:
    """What the file holds."""
    cases = []
    for case in _CASES:
        outline = outline_in_square(mask_of(case["legs"], case["radii"]), case["seen"])
        flat = [None if math.isnan(v) else round(v, _DECIMALS) for v in outline.ravel().tolist()]
        cases.append({**case, "outline": flat})
    return {
        "tolerance": 1e-6,
        "tolerance_reason": "Python rounds to a hundredth of a pixel, here a millionth of a side",
        "side": SIDE,
        "steepness": _STEEPNESS,
        "cases": cases,
    }


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(golden(), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{GOLDEN.relative_to(ROOT)} written\n")
