"""Whether this is a person sitting in front of the camera at all."""

from __future__ import annotations

import math
from typing import Final

from coxa import signals
from coxa.landmarks.body import Body
from coxa.records.assessment import SIDES, Side

LYING_RAD: Final = math.radians(55.0)
"""Trunk or lower legs out of plumb: far beyond any lean on a chair, any turn of a hip."""
UNSEEN_TRUNK: Final = 0.4
"""Trunk over the shank: 0.8 to 1.0 seated. Below half of that the shoulders are a guess."""
STANDING_THIGH: Final = 0.75
"""Upright part of the thigh over the shank: 1 standing; 0.6 seated, seen from 30 degrees above."""
LYING_TRUNK: Final = 0.8
"""Trunk over the thigh: 1 to 1.8 standing; 0.6 lying on the floor with the feet to the camera."""
SIDE_ON_THIGH: Final = 0.8
"""Sideways part of the thigh over the shank: 1 from the side, 0.6 from 40 degrees off."""
WALKING_TRAVEL: Final = 1.2
"""Way of the hips across the picture in shanks: who balances on one leg was seen to move by 1.1."""
WALKING_GROWTH: Final = 1.6
"""Largest over smallest height of the hips above the feet: more than a third of the way to the
camera, and more than a crouch."""


def posture_refusal(body: Body) -> str | None:
    """Code of the refusal if the person does not sit facing the camera, else None.

    Judged on medians over the recording, so that no single image decides. A picture that is turned
    on its side or upside down cannot be told from a person who lies.
    """
    shank_px = signals.median([_length_px(body, side, "knee", "ankle") for side in SIDES])
    if not math.isfinite(shank_px) or shank_px <= 0.0:
        return "landmarks_unreliable"
    upward = (("hip", "shoulder"), ("ankle", "knee"))
    if any(_tilt_rad(body, *segment) > LYING_RAD for segment in upward):
        return "lying"
    thighs = [_vector_px(body, side, "hip", "knee") for side in SIDES]
    if min(y_px for _, y_px in thighs) > STANDING_THIGH * shank_px:
        return _upright_refusal(body, shank_px)
    across = [x_px / shank_px for x_px, _ in thighs]
    same_way = across[0] * across[1] > 0.0
    if same_way and min(map(abs, across)) > SIDE_ON_THIGH:
        return "side_on"
    return "head_out_of_view" if _trunk_px(body) < UNSEEN_TRUNK * shank_px else None


def _upright_refusal(body: Body, shank_px: float) -> str:
    """What somebody with straight legs does."""
    thigh_px = signals.median([_length_px(body, side, "hip", "knee") for side in SIDES])
    if _trunk_px(body) < LYING_TRUNK * thigh_px:
        return "lying"
    walks = _travel_px(body) > WALKING_TRAVEL * shank_px or _growth(body) > WALKING_GROWTH
    return "walking" if walks else "standing"


def _vector_px(body: Body, side: Side, start: str, end: str) -> tuple[float, float]:
    """Median vector between two points of one side."""
    a, b = body.track(side, start), body.track(side, end)
    return (
        signals.median([q - p for p, q in zip(a.x_px, b.x_px, strict=True)]),
        signals.median([q - p for p, q in zip(a.y_px, b.y_px, strict=True)]),
    )


def _length_px(body: Body, side: Side, start: str, end: str) -> float:
    return math.hypot(*_vector_px(body, side, start, end))


def _tilt_rad(body: Body, start: str, end: str) -> float:
    """Angle of a pair of segments from straight up, 0 to π."""
    vectors = [_vector_px(body, side, start, end) for side in SIDES]
    return abs(math.atan2(math.fsum(x for x, _ in vectors), -math.fsum(y for _, y in vectors)))


def _trunk_px(body: Body) -> float:
    """Length of the trunk, from the middle of the hips to that of the shoulders."""
    vectors = [_vector_px(body, side, "hip", "shoulder") for side in SIDES]
    return 0.5 * math.hypot(math.fsum(x for x, _ in vectors), math.fsum(y for _, y in vectors))


def _travel_px(body: Body) -> float:
    """How far the middle of the hips moves across the picture, without its extremes."""
    left, right = body.track("left", "hip"), body.track("right", "hip")
    middle = [0.5 * (a + b) for a, b in zip(left.x_px, right.x_px, strict=True)]
    return signals.quantile(middle, 0.95) - signals.quantile(middle, 0.05)


def _growth(body: Body) -> float:
    """How much larger the person becomes, or smaller: the hips' height above the lower ankle."""
    tracks = [body.track(side, name).y_px for name in ("hip", "ankle") for side in SIDES]
    heights_px = [max(a, b) - 0.5 * (c + d) for c, d, a, b in zip(*tracks, strict=True)]
    smallest_px = signals.quantile(heights_px, 0.05)
    return signals.quantile(heights_px, 0.95) / smallest_px if smallest_px > 0.0 else math.inf
