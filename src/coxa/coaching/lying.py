"""Lying on the side, facing the camera: how far the upper knee or foot leaves the lower one.

The gap between the knees or the ankles in the picture, less the gap at rest, as a share of the
shank. It says that the leg was lifted and for how long, not by which angle; whether the pelvis
rolled back hardly shows from the front and is not judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from coxa.coaching.config import TrainedSide
from coxa.coaching.reading import Reading
from coxa.coaching.seen import (
    ANKLE,
    BASE,
    HIP,
    KNEE,
    LEFT,
    RIGHT,
    SHOULDER,
    Joints,
    Seen,
    length_px,
    middle,
)
from coxa.landmarks.posture import LYING_RAD
from coxa.records.assessment import SIDES, Side
from coxa.signals import NAN, LowPassParams, LowPassState, low_pass_step
from coxa.tables.coaching import Pattern

FORM: Final = ("knees_part", "feet_part")
"""Gaps between the knees and between the feet more than at rest, in shanks."""
AWAY: Final = 0.6
"""Hips that left their place by this many shanks: the person turns over or gets up."""
_LOW_PASS: Final = LowPassParams()
_WANDER: Final = (0.12, 0.12, 0.12, math.inf, math.inf, 0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingState:
    """The ready position, the length of the longer shank in the picture, and the filter."""

    home: Joints
    shank_px: float
    low_pass: LowPassState = field(default_factory=LowPassState)


def pose_problem(seen: Seen, side: TrainedSide) -> str | None:
    """Why this is not somebody lying ready on the other side; None: it is."""
    joints = seen.joints
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    if abs(math.atan2(shoulders[0] - hips[0], hips[1] - shoulders[1])) < LYING_RAD:
        return "not_lying"
    return None if _upper(joints) == side else "other_side_up"


def allowed_px(seen: Seen) -> tuple[float, ...]:
    """How far each joint may wander while the ready position is held."""
    shank = longer_shank_px(seen.joints)
    side = tuple([share * shank for share in _WANDER for _ in "xy"])
    return side + side


def zero(home: Joints) -> LyingState:
    """The held position as what everything is counted from."""
    return LyingState(home=home, shank_px=longer_shank_px(home))


def read(pattern: Pattern, state: LyingState, seen: Seen) -> tuple[LyingState, Reading]:
    """One image in; the new state, and the height of the upper side; the lower one has none."""
    joints, home, shank = seen.joints, state.home, state.shank_px
    knees = (_gap_px(joints, KNEE) - _gap_px(home, KNEE)) / shank
    feet = (_gap_px(joints, ANKLE) - _gap_px(home, ANKLE)) / shank
    raw = knees if pattern == "side_knee" else feet
    low_pass, value = low_pass_step(_LOW_PASS, state.low_pass, seen.t_s, raw)
    upper = _upper(home)
    heights = tuple([(value, value) if side == upper else (NAN, NAN) for side in SIDES])
    new = LyingState(home=home, shank_px=shank, low_pass=low_pass)
    return new, Reading(heights, ((knees, feet),) * 2, _is_placed(state, joints))


def longer_shank_px(joints: Joints) -> float:
    """Length of the shank that points less at the camera."""
    return max(length_px(joints, base + KNEE, base + ANKLE) for base in (LEFT, RIGHT))


def _upper(joints: Joints) -> Side:
    """The side that lies above: y goes down."""
    return min(SIDES, key=lambda side: joints[BASE[side] + HIP + 1])


def _gap_px(joints: Joints, joint: int) -> float:
    return length_px(joints, LEFT + joint, RIGHT + joint)


def _is_placed(state: LyingState, joints: Joints) -> bool:
    hips, home = middle(joints, HIP), middle(state.home, HIP)
    return math.hypot(hips[0] - home[0], hips[1] - home[1]) <= AWAY * state.shank_px
