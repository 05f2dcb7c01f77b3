"""Whether this is a person sitting in front of the camera at all."""

from __future__ import annotations

import math
from typing import Final

from coxa import signals
from coxa.landmarks.body import Body
from coxa.records.assessment import SIDES, Side

LYING_RAD: Final = math.radians(55.0)
"""Trunk out of plumb: far beyond any lean on a chair."""
STANDING_THIGH: Final = 0.75
"""Upright part of the thigh over the shank: 1 standing; 0.6 seated, seen from 30 degrees above."""
SIDE_ON_THIGH: Final = 0.8
"""Sideways part of the thigh over the shank: 1 from the side, 0.6 from 40 degrees off."""
WALKING_TRAVEL: Final = 0.6
"""Way of the hips across the picture in shanks: nobody shifts on a chair by 25 centimetres."""


def posture_refusal(body: Body) -> str | None:
    """Code of the refusal if the person does not sit facing the camera, else None.

    Judged on medians over the recording, so that no single image decides.
    """
    shank_px = signals.median([_length_px(body, side, "knee", "ankle") for side in SIDES])
    if not math.isfinite(shank_px) or shank_px <= 0.0:
        return "landmarks_unreliable"
    if _trunk_tilt_rad(body) > LYING_RAD:
        return "lying"
    thighs = [_vector_px(body, side, "hip", "knee") for side in SIDES]
    if min(y_px for _, y_px in thighs) > STANDING_THIGH * shank_px:
        return "walking" if _travel_px(body) > WALKING_TRAVEL * shank_px else "standing"
    across = [x_px / shank_px for x_px, _ in thighs]
    same_way = across[0] * across[1] > 0.0
    if same_way and min(map(abs, across)) > SIDE_ON_THIGH:
        return "side_on"
    return None


def _vector_px(body: Body, side: Side, start: str, end: str) -> tuple[float, float]:
    """Median vector between two points of one side."""
    a, b = body.track(side, start), body.track(side, end)
    return (
        signals.median([q - p for p, q in zip(a.x_px, b.x_px, strict=True)]),
        signals.median([q - p for p, q in zip(a.y_px, b.y_px, strict=True)]),
    )


def _length_px(body: Body, side: Side, start: str, end: str) -> float:
    return math.hypot(*_vector_px(body, side, start, end))


def _trunk_tilt_rad(body: Body) -> float:
    """Angle of the trunk from upright, 0 to π; 0 if it cannot be told."""
    vectors = [_vector_px(body, side, "hip", "shoulder") for side in SIDES]
    across = math.fsum(x for x, _ in vectors)
    upward = -math.fsum(y for _, y in vectors)
    return abs(math.atan2(across, upward)) if math.isfinite(across) else 0.0


def _travel_px(body: Body) -> float:
    """How far the middle of the hips moves across the picture, without its extremes."""
    left, right = body.track("left", "hip"), body.track("right", "hip")
    middle = [0.5 * (a + b) for a, b in zip(left.x_px, right.x_px, strict=True)]
    return signals.quantile(middle, 0.95) - signals.quantile(middle, 0.05)
