"""Seated rotation by camera: the angle of `coxa.landmarks.live`, and what goes with it.

The same rod, the same view, the same filter; what does not change from image to image (the camera's
view, the angle at rest) is worked out once, when the ready position has been held.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from coxa.assessment.pelvis import pelvic_roll
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
    shank_px,
)
from coxa.geometry import wrapped_rad
from coxa.hip import swing_in_image_rad
from coxa.landmarks.camera import CameraView, view_from_rest
from coxa.landmarks.posture import LYING_RAD, SIDE_ON_THIGH, STANDING_THIGH, UNSEEN_TRUNK
from coxa.landmarks.shank import ShankFitParams, Template, fit_pose
from coxa.records.assessment import SIDES, Direction, Side
from coxa.signals import NAN, LowPassParams, LowPassState, low_pass_step
from coxa.tables.load import tables

WAYS: Final[tuple[Direction, ...]] = ("internal", "external")
"""Order of the heights of one leg."""
FORM: Final = (
    "other_leg", "hip_line", "shoulder_line", "trunk_lean", "thigh_drift", "thigh_lift",
)  # fmt: skip
"""What goes with each movement, degrees: rotation of the other leg, the two lines moving side up,
lean, and the thigh outward and upward."""
_ROD: Final = ShankFitParams(iterations=2)
"""Each image starts from the one before: two steps are within 0.1 degrees of four."""
_LOW_PASS: Final = LowPassParams()
PLUMB_RAD: Final = math.radians(20.0)
"""A foot under its knee, with a camera tilted by up to 10 degrees; as in `landmarks.live`."""
HIPS_MOVED: Final = 0.35
"""Way of the hips in shanks from where they sat: twice what somebody shifts on the seat."""
KNEE_MOVED: Final = 0.45
"""Of a knee: a thigh that drifts by 15 degrees, which no repetition survives, moves it by 0.26."""
TRUNK_SHORT: Final = 0.7
"""Seen length of the trunk over that at rest: somebody who bends to stand up, or to the floor."""
MOST_ROLL_DEG: Final = 15.0
"""More roll of the pelvis than that is not taken out: the person is no longer sitting on both."""
QUIET_DEG: Final = 3.0
"""While both legs turn less, nothing is under way and nothing goes with it."""
_QUIET: Final = ((0.0,) * len(FORM),) * 4
_WANDER: Final = (0.10, 0.07, 0.07, math.inf, math.inf, 0.12)
"""Hip, knee, ankle, heel, toe, shoulder at rest, in shanks: 4 degrees of a leg, sway of a trunk."""


@dataclass(frozen=True, slots=True)
class SeatedLeg:
    """One leg between two images: its rest, the rod, the filter."""

    template: Template
    at_rest_rad: float
    pose: tuple[float, float, float]
    low_pass: LowPassState


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedState:
    """The ready position as the zero, and both legs. A leg that was not in view is None."""

    home: Joints
    shank_px: float
    trunk_px: float
    view: CameraView
    hip_rad: float
    shoulder_rad: float
    lean_rad: float
    left: SeatedLeg | None
    right: SeatedLeg | None


def pose_problem(seen: Seen, needs: tuple[Side, ...]) -> str | None:
    """Why this is not somebody sitting ready in front of the camera; None: it is.

    Parameters
    ----------
    seen :
        The image.
    needs :
        Legs that the camera's place is read off.
    """
    joints = seen.joints
    shank = shank_px(joints)
    trunk = _trunk(joints)
    if abs(math.atan2(trunk[0], trunk[1])) > LYING_RAD:
        return "not_upright"
    thighs = [_thigh(joints, side) for side in SIDES]
    if min(down for _, down in thighs) > STANDING_THIGH * shank:
        return "not_seated"
    left, right = (across / shank for across, _ in thighs)
    if left * right > 0.0 and min(abs(left), abs(right)) > SIDE_ON_THIGH:
        return "side_on"
    if math.hypot(*trunk) < UNSEEN_TRUNK * shank:
        return "head_out_of_view"
    swings = [_swing_rad(joints, side) for side in SIDES]
    if max(map(abs, swings)) > PLUMB_RAD:
        return "feet_not_down"
    templates = [_template(joints, side) for side in needs]
    view = view_from_rest(templates, seen.width_px, seen.height_px)
    most_deg = tables().quality_limit("yaw").refuse_at or math.inf
    return "camera_turned" if abs(math.degrees(view.yaw_rad)) > most_deg else None


def allowed_px(seen: Seen) -> tuple[float, ...]:
    """How far each joint may wander while the ready position is held."""
    shank = shank_px(seen.joints)
    side = tuple([share * shank for share in _WANDER for _ in "xy"])
    return side + side


def zero(needs: tuple[Side, ...], home: Joints, seen: Seen, least_visibility: float) -> SeatedState:
    """The held position as what every angle is counted from.

    Parameters
    ----------
    needs :
        Legs that must be in view; the other one is used if it is.
    home :
        Mean joints while it was held.
    seen :
        The last image of it.
    least_visibility :
        Legs that are seen less are left out.
    """
    templates = {
        side: _template(home, side)
        for side, visibility in zip(SIDES, seen.visibility, strict=True)
        if visibility >= least_visibility or side in needs
    }
    view = view_from_rest(list(templates.values()), seen.width_px, seen.height_px)
    legs = {side: _leg(template, view) for side, template in templates.items()}
    return SeatedState(
        home=home,
        shank_px=shank_px(home),
        trunk_px=math.hypot(*_trunk(home)),
        view=view,
        hip_rad=_tilt_rad(home, HIP),
        shoulder_rad=_tilt_rad(home, SHOULDER),
        lean_rad=math.atan2(*_trunk(home)),
        left=legs.get("left"),
        right=legs.get("right"),
    )


def read(state: SeatedState, seen: Seen, least_visibility: float) -> tuple[SeatedState, Reading]:
    """One image in; the new state, and both directions of both legs.

    Parameters
    ----------
    state :
        From `zero`.
    seen :
        The image.
    least_visibility :
        A leg that is seen less has no angle.
    """
    is_seen = [visibility >= least_visibility for visibility in seen.visibility]
    left, left_deg = _turned(state, state.left, seen) if is_seen[0] else (state.left, NAN)
    right, right_deg = _turned(state, state.right, seen) if is_seen[1] else (state.right, NAN)
    new = SeatedState(
        home=state.home,
        shank_px=state.shank_px,
        trunk_px=state.trunk_px,
        view=state.view,
        hip_rad=state.hip_rad,
        shoulder_rad=state.shoulder_rad,
        lean_rad=state.lean_rad,
        left=left,
        right=right,
    )
    return new, _reading(new, seen.joints, left_deg, right_deg)


def _thigh(joints: Joints, side: Side) -> tuple[float, float]:
    """From hip to knee in the picture: across and down."""
    base = BASE[side]
    return (
        joints[base + KNEE] - joints[base + HIP],
        joints[base + KNEE + 1] - joints[base + HIP + 1],
    )


def _trunk(joints: Joints) -> tuple[float, float]:
    """From the middle of the hips to that of the shoulders: toward the person's left, and up."""
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    return shoulders[0] - hips[0], hips[1] - shoulders[1]


def _swing_rad(joints: Joints, side: Side) -> float:
    base = BASE[side]
    knee, ankle = base + KNEE, base + ANKLE
    return swing_in_image_rad(
        (joints[knee], joints[knee + 1]), (joints[ankle], joints[ankle + 1]), side
    )


def _tilt_rad(joints: Joints, joint: int) -> float:
    """Tilt of the line between a pair of joints, left up positive."""
    across = joints[LEFT + joint] - joints[RIGHT + joint]
    return math.atan2(joints[RIGHT + joint + 1] - joints[LEFT + joint + 1], across)


def _template(home: Joints, side: Side) -> Template:
    base = BASE[side]
    knee, hip = base + KNEE, base + HIP
    return Template(
        side=side,
        knee_px=(home[knee], home[knee + 1]),
        hip_px=(home[hip], home[hip + 1]),
        shank_px=length_px(home, knee, base + ANKLE),
        swing_rad=_swing_rad(home, side),
    )


def _leg(template: Template, view: CameraView) -> SeatedLeg:
    at_rest_rad = view.rotation_rad(template.swing_rad, template.knee_px, template)
    return SeatedLeg(template, at_rest_rad, (template.swing_rad, 0.0, 0.0), LowPassState())


def _turned(
    state: SeatedState, leg: SeatedLeg | None, seen: Seen
) -> tuple[SeatedLeg | None, float]:
    """Rotation of one leg now in degrees from its rest, internal positive."""
    if leg is None:
        return None, math.nan
    joints, template = seen.joints, leg.template
    base = BASE[template.side]
    knee = template.to_shanks(joints[base + KNEE], joints[base + KNEE + 1])
    ankle = template.to_shanks(joints[base + ANKLE], joints[base + ANKLE + 1])
    swing_rad = math.atan2(ankle[0] - knee[0], ankle[1] - knee[1])
    pose = fit_pose(knee, ankle, (swing_rad, leg.pose[1], leg.pose[2]), _ROD)
    knee_px = (
        template.knee_px[0] + template.sign * pose[1] * template.shank_px,
        template.knee_px[1] + pose[2] * template.shank_px,
    )
    turned_rad = wrapped_rad(state.view.rotation_rad(pose[0], knee_px, template) - leg.at_rest_rad)
    low_pass, angle_rad = low_pass_step(_LOW_PASS, leg.low_pass, seen.t_s, turned_rad)
    return SeatedLeg(template, leg.at_rest_rad, pose, low_pass), math.degrees(angle_rad)


def _reading(state: SeatedState, joints: Joints, left_deg: float, right_deg: float) -> Reading:
    hips, shoulders = middle(joints, HIP), middle(joints, SHOULDER)
    trunk = (shoulders[0] - hips[0], hips[1] - shoulders[1])
    is_placed = _is_placed(state, joints, hips, math.hypot(*trunk))
    if abs(left_deg) < QUIET_DEG and abs(right_deg) < QUIET_DEG:
        return Reading(
            (
                (left_deg, left_deg),
                (-left_deg, -left_deg),
                (right_deg, right_deg),
                (-right_deg, -right_deg),
            ),
            _QUIET,
            is_placed,
        )
    hip_deg = math.degrees(wrapped_rad(_tilt_rad(joints, HIP) - state.hip_rad))
    shoulder_deg = math.degrees(wrapped_rad(_tilt_rad(joints, SHOULDER) - state.shoulder_rad))
    lean_deg = math.degrees(wrapped_rad(math.atan2(*trunk) - state.lean_rad))
    sides = (
        (state.left, left_deg, right_deg, 1.0),
        (state.right, right_deg, left_deg, -1.0),
    )
    heights: list[tuple[float, float]] = []
    forms: list[tuple[float, ...]] = []
    for leg, own_deg, other_deg, toward_left in sides:
        hips_deg, shoulders_deg = toward_left * hip_deg, toward_left * shoulder_deg
        roll_deg = _roll_deg(own_deg, other_deg, hips_deg, shoulders_deg)
        heights += [(own_deg, own_deg - roll_deg), (-own_deg, roll_deg - own_deg)]
        _, out, down = leg.pose if leg is not None else (NAN, NAN, NAN)
        drift_deg, lift_deg = math.degrees(math.atan(out)), -math.degrees(math.atan(down))
        form = (other_deg, hips_deg, shoulders_deg, lean_deg, drift_deg, lift_deg)
        forms += [form, form]
    return Reading(tuple(heights), tuple(forms), is_placed)


def _roll_deg(own_deg: float, other_deg: float, hips_deg: float, shoulders_deg: float) -> float:
    """Roll of the pelvis that shows in the angle of the leg that moves further; 0 for the other."""
    if not abs(own_deg) > abs(other_deg):
        return 0.0
    removed_deg = pelvic_roll(-other_deg, hips_deg, shoulders_deg).removed_deg
    return min(MOST_ROLL_DEG, max(0.0, removed_deg))


def _is_placed(
    state: SeatedState, joints: Joints, hips: tuple[float, float], trunk_px: float
) -> bool:
    """Whether the person still sits where they sat."""
    home, shank = state.home, state.shank_px
    hips_home = middle(home, HIP)
    if math.hypot(hips[0] - hips_home[0], hips[1] - hips_home[1]) > HIPS_MOVED * shank:
        return False
    for knee in (LEFT + KNEE, RIGHT + KNEE):
        moved = math.hypot(joints[knee] - home[knee], joints[knee + 1] - home[knee + 1])
        if moved > KNEE_MOVED * shank:
            return False
    return trunk_px >= TRUNK_SHORT * state.trunk_px
