"""The angle now, for cues: one image in, state and angle out. Stored numbers never come from here.

The same rod and the same camera geometry as `finish` uses, but causal and without the outline. The
state is plain data: written as JSON and read back in the middle of a session it goes on the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from coxa.geometry import wrapped_rad
from coxa.hip import outward_sign, swing_in_image_rad
from coxa.landmarks.camera import view_from_rest
from coxa.landmarks.shank import ShankFitParams, Template, fit_pose
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import COLUMNS, LANDMARKS
from coxa.signals import LowPassParams, LowPassState, low_pass_step

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveParams:
    """How the live angle is made.

    `rest_s`: how long both legs must hang still before anything counts. `still_rad`: how far a leg
    at rest may wander meanwhile (landmark noise and sway). `plumb_rad`: a foot under its knee.
    """

    width_px: int
    height_px: int
    rest_s: float = 1.0
    still_rad: float = math.radians(3.0)
    plumb_rad: float = math.radians(20.0)
    least_visibility: float = 0.35
    low_pass: LowPassParams = field(default_factory=LowPassParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPoints:
    """Hip, knee and ankle of one leg in the picture, pixels."""

    hip_px: Point
    knee_px: Point
    ankle_px: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveImage:
    """What one image gives: its time, and the legs that were seen."""

    t_s: float
    legs: Mapping[Side, LegPoints]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRest:
    """Sums over the images since a leg began to hang still."""

    count: int = 0
    swing_rad: float = 0.0
    hip_px: Point = (0.0, 0.0)
    knee_px: Point = (0.0, 0.0)
    shank_px: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegState:
    """One leg between two images."""

    template: Template | None = None
    pose: tuple[float, float, float] | None = None
    rest: LegRest = field(default_factory=LegRest)
    low_pass: LowPassState = field(default_factory=LowPassState)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """Everything one image hands to the next."""

    still_since_s: float | None = None
    is_ready: bool = False
    left: LegState = field(default_factory=LegState)
    right: LegState = field(default_factory=LegState)

    def leg(self, side: Side) -> LegState:
        """State of one leg."""
        return self.left if side == "left" else self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAngles:
    """Rotation now, internal positive; NaN before the rest was found, or where it was not seen."""

    t_s: float
    is_ready: bool
    left_rad: float
    right_rad: float


def step(params: LiveParams, state: LiveState, image: LiveImage) -> tuple[LiveState, LiveAngles]:
    """One image in; the new state and the angles now.

    Parameters
    ----------
    params, state :
        Start with ``LiveState()``.
    image :
        Times must not go back.
    """
    if not state.is_ready:
        state = _look_for_rest(params, state, image)
    if not state.is_ready:
        return state, LiveAngles(
            t_s=image.t_s, is_ready=False, left_rad=math.nan, right_rad=math.nan
        )
    angles: dict[Side, float] = {}
    for side in SIDES:
        state, angles[side] = _leg_angle(params, state, side, image)
    return state, LiveAngles(
        t_s=image.t_s, is_ready=True, left_rad=angles["left"], right_rad=angles["right"]
    )


def live_image(t_s: float, points: Sequence[float], least_visibility: float = 0.35) -> LiveImage:
    """The legs of one image from its flat landmarks.

    Parameters
    ----------
    t_s :
        Time stamp.
    points : (33 * 5,)
        As in `coxa.records.landmarks.LandmarkRecording.points`, one image.
    least_visibility :
        Legs whose knee or ankle the model gives less are left out.
    """

    def value(name: str, column: str) -> float:
        return points[LANDMARKS.index(name) * len(COLUMNS) + COLUMNS.index(column)]

    legs: dict[Side, LegPoints] = {}
    for side in SIDES:
        names = [f"{side}_{joint}" for joint in ("hip", "knee", "ankle")]
        places = [(value(name, "x_px"), value(name, "y_px")) for name in names]
        seen = [value(n, "visibility") * value(n, "presence") for n in names[1:]]
        is_there = all(math.isfinite(x) and math.isfinite(y) for x, y in places)
        if is_there and min(seen) >= least_visibility:
            legs[side] = LegPoints(hip_px=places[0], knee_px=places[1], ankle_px=places[2])
    return LiveImage(t_s=t_s, legs=legs)


def state_to_json(state: LiveState) -> dict[str, Any]:
    """The state as plain JSON values."""
    return asdict(state)


def state_from_json(value: Mapping[str, Any]) -> LiveState:
    """The state that `state_to_json` wrote.

    Raises
    ------
    KeyError, TypeError
        The value is something else.
    """
    return LiveState(
        still_since_s=value["still_since_s"],
        is_ready=value["is_ready"],
        left=_leg_state(value["left"]),
        right=_leg_state(value["right"]),
    )


def _leg_state(value: Mapping[str, Any]) -> LegState:
    template, pose, rest = value["template"], value["pose"], value["rest"]
    return LegState(
        template=None if template is None else Template(**_with_points(template)),
        pose=None if pose is None else (pose[0], pose[1], pose[2]),
        rest=LegRest(**_with_points(rest)),
        low_pass=LowPassState(**value["low_pass"]),
    )


def _with_points(value: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples: points become pairs again."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}


def _look_for_rest(params: LiveParams, state: LiveState, image: LiveImage) -> LiveState:
    """Gather images while every leg hangs still; ready after `rest_s` of them."""
    swings = {
        side: swing_in_image_rad(leg.knee_px, leg.ankle_px, side)
        for side, leg in image.legs.items()
    }
    if not swings:
        return LiveState()
    if not all(_is_still(params, state.leg(side), swing) for side, swing in swings.items()):
        state = LiveState()
    since_s = image.t_s if state.still_since_s is None else state.still_since_s
    gathered = replace(
        state,
        still_since_s=since_s,
        left=_gathered(state.left, image.legs.get("left"), swings.get("left")),
        right=_gathered(state.right, image.legs.get("right"), swings.get("right")),
    )
    return _ready(gathered) if image.t_s - since_s >= params.rest_s else gathered


def _is_still(params: LiveParams, leg: LegState, swing_rad: float) -> bool:
    if abs(swing_rad) > params.plumb_rad:
        return False
    if leg.rest.count == 0:
        return True
    return abs(swing_rad - leg.rest.swing_rad / leg.rest.count) <= params.still_rad


def _gathered(leg: LegState, points: LegPoints | None, swing_rad: float | None) -> LegState:
    if points is None or swing_rad is None:
        return leg
    (hip_x, hip_y), (knee_x, knee_y) = leg.rest.hip_px, leg.rest.knee_px
    shank_px = math.hypot(
        points.ankle_px[0] - points.knee_px[0], points.ankle_px[1] - points.knee_px[1]
    )
    rest = LegRest(
        count=leg.rest.count + 1,
        swing_rad=leg.rest.swing_rad + swing_rad,
        hip_px=(hip_x + points.hip_px[0], hip_y + points.hip_px[1]),
        knee_px=(knee_x + points.knee_px[0], knee_y + points.knee_px[1]),
        shank_px=leg.rest.shank_px + shank_px,
    )
    return replace(leg, rest=rest)


def _ready(state: LiveState) -> LiveState:
    """The legs at rest become what everything is measured from."""
    left, right = (_with_template(state.leg(side), side) for side in SIDES)
    return replace(state, is_ready=True, left=left, right=right)


def _with_template(leg: LegState, side: Side) -> LegState:
    rest = leg.rest
    if rest.count == 0:
        return leg
    n = rest.count
    template = Template(
        side=side,
        knee_px=(rest.knee_px[0] / n, rest.knee_px[1] / n),
        hip_px=(rest.hip_px[0] / n, rest.hip_px[1] / n),
        shank_px=rest.shank_px / n,
        swing_rad=rest.swing_rad / n,
    )
    return replace(leg, template=template)


def _leg_angle(
    params: LiveParams, state: LiveState, side: Side, image: LiveImage
) -> tuple[LiveState, float]:
    """Rotation of one leg now, from its rest, and the state with its rod and filter moved on."""
    leg, points = state.leg(side), image.legs.get(side)
    template = leg.template
    if template is None or points is None:
        return state, math.nan
    pose = _pose(leg, template, points)
    templates = [t for s in SIDES if (t := state.leg(s).template) is not None]
    view = view_from_rest(templates, params.width_px, params.height_px)
    knee_px = (
        template.knee_px[0] + outward_sign(side) * pose[1] * template.shank_px,
        template.knee_px[1] + pose[2] * template.shank_px,
    )
    at_rest_rad = view.rotation_rad(template.swing_rad, template.knee_px, template)
    turned_rad = wrapped_rad(view.rotation_rad(pose[0], knee_px, template) - at_rest_rad)
    low_pass, angle_rad = low_pass_step(params.low_pass, leg.low_pass, image.t_s, turned_rad)
    moved = replace(leg, pose=pose, low_pass=low_pass)
    new = replace(state, left=moved) if side == "left" else replace(state, right=moved)
    return new, angle_rad


def _pose(leg: LegState, template: Template, points: LegPoints) -> tuple[float, float, float]:
    knee = template.to_shanks(*points.knee_px)
    ankle = template.to_shanks(*points.ankle_px)
    before = leg.pose or (template.swing_rad, 0.0, 0.0)
    guess = (math.atan2(ankle[0] - knee[0], ankle[1] - knee[1]), before[1], before[2])
    return fit_pose(knee, ankle, guess, ShankFitParams())
