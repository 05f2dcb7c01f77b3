"""The angle now, for cues: one image in, state and angle out. Stored numbers never come from here.

The same rod and the same camera geometry as `finish` uses, but causal and without the outline. The
state is plain data: written as JSON and read back in the middle of a session it goes on the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from coxa.geometry import wrapped_rad
from coxa.hip import swing_in_image_rad
from coxa.landmarks.camera import CameraView, view_from_rest
from coxa.landmarks.shank import ShankFitParams, Template, fit_pose
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import COLUMNS, LANDMARKS
from coxa.signals import LowPassParams, LowPassState, low_pass_step

Point = tuple[float, float]
_ROD: Final = ShankFitParams()
_VISIBILITY: Final = COLUMNS.index("visibility")
_PRESENCE: Final = COLUMNS.index("presence")
_PLACES: Final = {
    side: tuple(
        LANDMARKS.index(f"{side}_{joint}") * len(COLUMNS) for joint in ("hip", "knee", "ankle")
    )
    for side in SIDES
}
"""Where hip, knee and ankle of a leg begin in an image's numbers: x, y, z, visibility, presence."""


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
    """One leg between two images. `at_rest_rad`: rotation at rest, from the plane's own down."""

    template: Template | None = None
    at_rest_rad: float = 0.0
    pose: tuple[float, float, float] | None = None
    rest: LegRest = field(default_factory=LegRest)
    low_pass: LowPassState = field(default_factory=LowPassState)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """Everything one image hands to the next. `view`: known once the legs were at rest."""

    still_since_s: float | None = None
    view: CameraView | None = None
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
    if state.view is None:
        state = _look_for_rest(params, state, image)
    if state.view is None:
        return state, LiveAngles(
            t_s=image.t_s, is_ready=False, left_rad=math.nan, right_rad=math.nan
        )
    left, left_rad = _turned(params, state.view, state.left, image.t_s, image.legs.get("left"))
    right, right_rad = _turned(params, state.view, state.right, image.t_s, image.legs.get("right"))
    moved = LiveState(still_since_s=state.still_since_s, view=state.view, left=left, right=right)
    return moved, LiveAngles(t_s=image.t_s, is_ready=True, left_rad=left_rad, right_rad=right_rad)


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
    legs: dict[Side, LegPoints] = {}
    for side in SIDES:
        hip, knee, ankle = _PLACES[side]
        leg = LegPoints(
            hip_px=(points[hip], points[hip + 1]),
            knee_px=(points[knee], points[knee + 1]),
            ankle_px=(points[ankle], points[ankle + 1]),
        )
        is_there = all(map(math.isfinite, (*leg.hip_px, *leg.knee_px, *leg.ankle_px)))
        is_sure = all(_sureness(points, place) >= least_visibility for place in (knee, ankle))
        if is_there and is_sure:
            legs[side] = leg
    return LiveImage(t_s=t_s, legs=legs)


def _sureness(points: Sequence[float], place: int) -> float:
    """Visibility by presence of the landmark whose numbers begin there."""
    return points[place + _VISIBILITY] * points[place + _PRESENCE]


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
    view = value["view"]
    return LiveState(
        still_since_s=value["still_since_s"],
        view=None if view is None else CameraView(**_with_points(view)),
        left=_leg_state(value["left"]),
        right=_leg_state(value["right"]),
    )


def _leg_state(value: Mapping[str, Any]) -> LegState:
    template, pose, rest = value["template"], value["pose"], value["rest"]
    return LegState(
        template=None if template is None else Template(**_with_points(template)),
        at_rest_rad=value["at_rest_rad"],
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
    return _ready(params, gathered) if image.t_s - since_s >= params.rest_s else gathered


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


def _ready(params: LiveParams, state: LiveState) -> LiveState:
    """The legs at rest become what everything is measured from."""
    templates = {
        side: _template(rest, side) for side in SIDES if (rest := state.leg(side).rest).count > 0
    }
    view = view_from_rest(list(templates.values()), params.width_px, params.height_px)
    left, right = (_from_rest(state.leg(side), templates.get(side), view) for side in SIDES)
    return replace(state, view=view, left=left, right=right)


def _template(rest: LegRest, side: Side) -> Template:
    n = rest.count
    return Template(
        side=side,
        knee_px=(rest.knee_px[0] / n, rest.knee_px[1] / n),
        hip_px=(rest.hip_px[0] / n, rest.hip_px[1] / n),
        shank_px=rest.shank_px / n,
        swing_rad=rest.swing_rad / n,
    )


def _from_rest(leg: LegState, template: Template | None, view: CameraView) -> LegState:
    if template is None:
        return leg
    at_rest_rad = view.rotation_rad(template.swing_rad, template.knee_px, template)
    return replace(leg, template=template, at_rest_rad=at_rest_rad)


def _turned(
    params: LiveParams, view: CameraView, leg: LegState, t_s: float, points: LegPoints | None
) -> tuple[LegState, float]:
    """Rotation of one leg now, from its rest, and the leg with its rod and filter moved on."""
    template = leg.template
    if template is None or points is None:
        return leg, math.nan
    pose = _pose(leg, template, points)
    knee_px = (
        template.knee_px[0] + template.sign * pose[1] * template.shank_px,
        template.knee_px[1] + pose[2] * template.shank_px,
    )
    turned_rad = wrapped_rad(view.rotation_rad(pose[0], knee_px, template) - leg.at_rest_rad)
    low_pass, angle_rad = low_pass_step(params.low_pass, leg.low_pass, t_s, turned_rad)
    moved = LegState(
        template=template,
        at_rest_rad=leg.at_rest_rad,
        pose=pose,
        rest=leg.rest,
        low_pass=low_pass,
    )
    return moved, angle_rad


def _pose(leg: LegState, template: Template, points: LegPoints) -> tuple[float, float, float]:
    knee = template.to_shanks(*points.knee_px)
    ankle = template.to_shanks(*points.ankle_px)
    before = leg.pose or (template.swing_rad, 0.0, 0.0)
    guess = (math.atan2(ankle[0] - knee[0], ankle[1] - knee[1]), before[1], before[2])
    return fit_pose(knee, ankle, guess, _ROD)
