"""Standing in front of the camera: knee inward over a planted foot, squat, step-down, pelvis turn.

What a camera in front sees of them is how things move across and down in the picture from the ready
position: no angle of the hip follows from that, and none is stated. Degrees here are those of the
shank in the picture; shares are of the leg's length. Turning the pelvis narrows the line of the
hips: 20 degrees by 6 %, so only a clear turn shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from coxa.coaching.reading import Reading
from coxa.coaching.seen import (
    ANKLE,
    BASE,
    HEEL,
    HIP,
    KNEE,
    LEFT,
    RIGHT,
    SHOULDER,
    TOE,
    Joints,
    Seen,
    length_px,
    middle,
    shank_px,
)
from coxa.geometry import wrapped_rad
from coxa.hip import outward_sign, swing_in_image_rad
from coxa.landmarks.posture import LYING_RAD, STANDING_THIGH
from coxa.records.assessment import SIDES, Side
from coxa.signals import NAN, LowPassParams, LowPassState, low_pass_step
from coxa.tables.coaching import Pattern

FORM: Final = ("knee_in", "foot_moved", "heel_lift", "drop", "lean", "shift", "pelvis")
"""What goes with each movement: tilt of the shank inward (deg), way of the foot and of the heel up
(shanks), hips sinking (share of the leg), lean of the trunk (deg), hips sideways over the feet
(share of the leg), and the free side of the pelvis dropping (deg)."""
FEET_WIDE: Final = 0.8
"""Standing feet further apart than this many shanks is a stride."""
AWAY: Final = 0.6
"""Feet that left their place by this many shanks: the person walks off. Sinking hips do not."""
SUNK: Final = 0.2
"""Hips lower by this share of the leg are on their way to a chair."""
_SINKING: Final[frozenset[Pattern]] = frozenset({"squat", "step_down"})
_LOW_PASS: Final = LowPassParams()
_WANDER: Final = (0.12, 0.10, 0.07, math.inf, math.inf, 0.15)
"""Hip, knee, ankle, heel, toe, shoulder while standing ready, in shanks: quiet standing sways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingState:
    """The ready position, its sizes in the picture, and the filters of both sides."""

    home: Joints
    shank_px: float
    leg_px: float
    low_pass: tuple[LowPassState, ...] = (LowPassState(), LowPassState())


def pose_problem(seen: Seen) -> str | None:
    """Why this is not somebody standing ready in front of the camera; None: it is."""
    joints = seen.joints
    shank = shank_px(joints)
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    if abs(math.atan2(shoulders[0] - hips[0], hips[1] - shoulders[1])) > LYING_RAD:
        return "not_upright"
    thighs = (joints[base + KNEE + 1] - joints[base + HIP + 1] for base in (LEFT, RIGHT))
    if min(thighs) < STANDING_THIGH * shank:
        return "not_standing"
    apart = abs(joints[LEFT + ANKLE] - joints[RIGHT + ANKLE])
    width = abs(joints[LEFT + SHOULDER] - joints[RIGHT + SHOULDER])
    if width < 0.5 * abs(joints[LEFT + HIP] - joints[RIGHT + HIP]) or _is_crossed(joints):
        return "side_on"
    return "feet_apart" if apart > FEET_WIDE * shank else None


def allowed_px(seen: Seen) -> tuple[float, ...]:
    """How far each joint may wander while the ready position is held."""
    shank = shank_px(seen.joints)
    side = tuple([share * shank for share in _WANDER for _ in "xy"])
    return side + side


def zero(home: Joints) -> StandingState:
    """The held position as what everything is counted from."""
    left = length_px(home, LEFT + HIP, LEFT + ANKLE)
    leg = 0.5 * (left + length_px(home, RIGHT + HIP, RIGHT + ANKLE))
    return StandingState(home=home, shank_px=shank_px(home), leg_px=leg)


def read(pattern: Pattern, state: StandingState, seen: Seen) -> tuple[StandingState, Reading]:
    """One image in; the new state, and the height of each side (a squat has one for both)."""
    joints = seen.joints
    raw = [_height(pattern, state, joints, side) for side in SIDES]
    filtered = [
        low_pass_step(_LOW_PASS, low_pass, seen.t_s, value)
        for low_pass, value in zip(state.low_pass, raw, strict=True)
    ]
    new = StandingState(
        home=state.home,
        shank_px=state.shank_px,
        leg_px=state.leg_px,
        low_pass=tuple([low_pass for low_pass, _ in filtered]),
    )
    heights = tuple([(value, value) for _, value in filtered])
    forms = tuple([_form(state, joints, side) for side in SIDES])
    is_placed = _is_placed(pattern, state, joints)
    if pattern == "squat":
        worse = tuple([max(a, b) for a, b in zip(*forms, strict=True)])
        return new, Reading(heights[:1], (worse,), is_placed)
    return new, Reading(heights, forms, is_placed)


def _is_crossed(joints: Joints) -> bool:
    """Whether the left side is not on the right of the picture: turned away, or from the side."""
    return joints[LEFT + SHOULDER] <= joints[RIGHT + SHOULDER] or (
        joints[LEFT + HIP] <= joints[RIGHT + HIP]
    )


def _height(pattern: Pattern, state: StandingState, joints: Joints, side: Side) -> float:
    if pattern == "knee_in":
        return _knee_in_deg(state, joints, side)
    if pattern == "squat":
        return _drop(state, joints)
    if pattern == "step_down":
        return _drop_over(state, joints, side)
    return _turn_deg(state, joints)


def _knee_in_deg(state: StandingState, joints: Joints, side: Side) -> float:
    """Tilt of the shank from the ready position, knee inward of the foot positive."""
    return math.degrees(wrapped_rad(_swing_rad(joints, side) - _swing_rad(state.home, side)))


def _swing_rad(joints: Joints, side: Side) -> float:
    base = BASE[side]
    knee, ankle = base + KNEE, base + ANKLE
    return swing_in_image_rad(
        (joints[knee], joints[knee + 1]), (joints[ankle], joints[ankle + 1]), side
    )


def _drop(state: StandingState, joints: Joints) -> float:
    """How far the hips have sunk over the feet, as a share of the leg."""
    now = middle(joints, ANKLE)[1] - middle(joints, HIP)[1]
    before = middle(state.home, ANKLE)[1] - middle(state.home, HIP)[1]
    return (before - now) / state.leg_px


def _drop_over(state: StandingState, joints: Joints, side: Side) -> float:
    """The same over one foot: the one that stays on the step."""
    ankle = BASE[side] + ANKLE + 1
    now = joints[ankle] - middle(joints, HIP)[1]
    return (state.home[ankle] - middle(state.home, HIP)[1] - now) / state.leg_px


def _turn_deg(state: StandingState, joints: Joints) -> float:
    """Turn of the pelvis either way, from how much narrower the line of the hips looks.

    Beside the trunk's length, so that stepping back is no turn.
    """
    before, now = _hips_over_trunk(state.home), _hips_over_trunk(joints)
    return math.degrees(math.acos(min(1.0, now / before))) if before > 0.0 else NAN


def _hips_over_trunk(joints: Joints) -> float:
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    trunk_px = math.hypot(shoulders[0] - hips[0], shoulders[1] - hips[1])
    return length_px(joints, LEFT + HIP, RIGHT + HIP) / max(1.0, trunk_px)


def _form(state: StandingState, joints: Joints, side: Side) -> tuple[float, ...]:
    base, home, shank = BASE[side], state.home, state.shank_px
    ankle, heel, toe = base + ANKLE, base + HEEL, base + TOE
    foot = max(
        math.hypot(joints[ankle] - home[ankle], joints[ankle + 1] - home[ankle + 1]),
        abs(joints[toe] - home[toe]),
    )
    hips, feet = middle(joints, HIP)[0], joints[ankle]
    hips_home, feet_home = middle(home, HIP)[0], home[ankle]
    return (
        _knee_in_deg(state, joints, side),
        foot / shank,
        (home[heel + 1] - joints[heel + 1]) / shank,
        _drop(state, joints),
        abs(math.degrees(wrapped_rad(_lean_rad(joints) - _lean_rad(home)))),
        abs((hips - feet) - (hips_home - feet_home)) / state.leg_px,
        outward_sign(side) * math.degrees(wrapped_rad(_tilt_rad(joints) - _tilt_rad(home))),
    )


def _lean_rad(joints: Joints) -> float:
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    return math.atan2(shoulders[0] - hips[0], hips[1] - shoulders[1])


def _tilt_rad(joints: Joints) -> float:
    """Tilt of the line of the hips, left up positive."""
    across = joints[LEFT + HIP] - joints[RIGHT + HIP]
    return math.atan2(joints[RIGHT + HIP + 1] - joints[LEFT + HIP + 1], across)


def _is_placed(pattern: Pattern, state: StandingState, joints: Joints) -> bool:
    """Whether the person still stands there: at least one foot is where it stood.

    A free foot may go where it likes; only who squats or steps down may sink.
    """
    if pattern not in _SINKING and _drop(state, joints) > SUNK:
        return False
    return any(
        math.hypot(joints[ankle] - state.home[ankle], joints[ankle + 1] - state.home[ankle + 1])
        <= AWAY * state.shank_px
        for ankle in (LEFT + ANKLE, RIGHT + ANKLE)
    )
