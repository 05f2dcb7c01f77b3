"""A sensor strapped to the shank: the angle of `coxa.inertial.tilt`, from the held rest.

Gravity alone cannot say which way is inward. Either somebody says where the screen faces, or the
first movement is taken to lead the foot outward, as the coach asks for it; that is kept until the
strap goes to the other leg.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final

from coxa.coaching.config import CoachConfig, TrainedSide
from coxa.coaching.reading import Reading
from coxa.coaching.sample import Felt
from coxa.geometry import Vector3, angle_between_rad, cross, dot, square_part, unit
from coxa.hip import internal_direction
from coxa.inertial.tilt import TiltParams, TiltState, tilt_step
from coxa.signals import NAN

FORM: Final = ("bend",)
"""What goes with each movement: tilt square to it, degrees; what the knee did."""
ALLOWED: Final = (0.4, 0.4, 0.4)
ALLOWED_TURNING: Final = (*ALLOWED, 0.035, 0.035, 0.035)
"""How far acceleration (m/s2) and turning (rad/s) may wander while the leg rests: 2 degrees, and
2 degrees a second."""
_TILT: Final = TiltParams()
_SCREEN: Final[Vector3] = (0.0, 0.0, 1.0)
_GRAVITY_M_S2: Final = 9.81
_WEIGHT_OFF_M_S2: Final = 1.5
"""A phone that weighs more or less than it should is being moved, or its scale is far off."""
FLAT_RAD: Final = math.radians(30.0)
"""A screen within this of level faces the ceiling: the phone is not on a shank."""
FIRST_RAD: Final = math.radians(8.0)
"""The first movement is one from here on: sway and settling stay below."""
AWAY_RAD: Final = math.radians(75.0)
"""Nobody turns a hip further: the phone was taken off, or the person got up."""
MOVED_RAD: Final = math.radians(30.0)
"""A rest that is further from the one before is another place on the leg, or another leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TiltingState:
    """The filter, up at rest, and the way up moves in internal rotation, as far as known.

    `first_rad` is how far the first movement has gone while it still tells the way; None before
    it, and once the way is known.
    """

    tilt: TiltState = field(default_factory=TiltState)
    home: Vector3 | None = None
    internal: Vector3 | None = None
    first_rad: float | None = None


def felt(state: TiltingState, sample: Felt) -> tuple[TiltingState, Vector3 | None]:
    """One sample in; the new state, and up in the sensor's frame, None while it is not settled."""
    tilt, up = tilt_step(_TILT, state.tilt, sample.t_s, sample.acc_m_s2, sample.gyr_rad_s)
    new = TiltingState(
        tilt=tilt, home=state.home, internal=state.internal, first_rad=state.first_rad
    )
    is_known = tilt.is_settled and math.isfinite(up[0])
    return new, up if is_known else None


def pose_problem(sample: Felt) -> str | None:
    """Why this is not a phone on a resting shank; None: it may be."""
    length = math.hypot(*sample.acc_m_s2)
    if not abs(length - _GRAVITY_M_S2) < _WEIGHT_OFF_M_S2:
        return "sensor_moves"
    tilt_rad = angle_between_rad(_SCREEN, sample.acc_m_s2)
    return "sensor_flat" if min(tilt_rad, math.pi - tilt_rad) < FLAT_RAD else None


def held_values(sample: Felt) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What must keep still while the leg rests, and how far each may wander."""
    if sample.gyr_rad_s is None:
        return sample.acc_m_s2, ALLOWED
    return (*sample.acc_m_s2, *sample.gyr_rad_s), ALLOWED_TURNING


def zero(
    state: TiltingState,
    home: tuple[float, ...],
    held_s: float,
    config: CoachConfig,
    side: TrainedSide,
) -> TiltingState:
    """What was held as the rest: its acceleration is gravity, its turning the gyroscope's bias.

    Parameters
    ----------
    state :
        What was known before: the way inward is kept if the rest is about the same.
    home : (3,) or (6,)
        Means while it was held: acceleration, and angular rate with a gyroscope.
    held_s :
        For how long.
    config, side :
        Where the screen faces, if somebody said so, and which leg carries it.
    """
    gravity = (home[0], home[1], home[2])
    tilt = replace(
        state.tilt, fast_m_s2=gravity, slow_m_s2=gravity, age_s=_TILT.acc_s, is_settled=True
    )
    if len(home) > len(gravity):
        tilt = replace(tilt, bias_rad_s=(home[3], home[4], home[5]), rest_s=held_s)
    rest = unit(gravity)
    return TiltingState(tilt=tilt, home=rest, internal=_internal(state, rest, config, side))


def read(
    state: TiltingState, up: Vector3 | None, sides: tuple[TrainedSide, ...], side: TrainedSide
) -> tuple[TiltingState, Reading]:
    """Angle of the leg that carries the sensor; other sides have none.

    Parameters
    ----------
    state :
        From `zero`.
    up :
        From `felt`.
    sides, side :
        All that are done, in order, and the one that carries it.
    """
    if up is None or state.home is None:
        nothing = tuple([(NAN, NAN) for _ in sides for _ in "io"])
        return state, Reading(nothing, ((NAN,),) * len(nothing), up is None)
    away_rad = angle_between_rad(state.home, up)
    state = _with_way(state, state.home, up, away_rad)
    turn_deg, bend_deg = _angles_deg(state, up)
    heights: list[tuple[float, float]] = []
    for each in sides:
        own_deg = turn_deg if each == side else NAN
        heights += [(own_deg, own_deg), (-own_deg, -own_deg)]
    form = (bend_deg,)
    return state, Reading(tuple(heights), (form,) * len(heights), away_rad <= AWAY_RAD)


def _with_way(state: TiltingState, home: Vector3, up: Vector3, away_rad: float) -> TiltingState:
    """The first movement tells the way inward, best where it has gone furthest."""
    before_rad = state.first_rad or 0.0
    if state.internal is None or state.first_rad is not None:
        if away_rad > max(FIRST_RAD, before_rad):
            toward = unit(square_part(up, home))
            return TiltingState(tilt=state.tilt, home=home, internal=toward, first_rad=away_rad)
        if away_rad < 0.5 * before_rad:
            return TiltingState(tilt=state.tilt, home=home, internal=state.internal)
    return state


def _angles_deg(state: TiltingState, up: Vector3) -> tuple[float, float]:
    """Turn of the hip, internal positive, and tilt square to it; 0 before a first movement."""
    if state.home is None or state.internal is None:
        return 0.0, 0.0
    sideways = cross(state.home, state.internal)
    return _tilt_deg(up, state.internal), _tilt_deg(up, sideways)


def _tilt_deg(up: Vector3, toward: Vector3) -> float:
    return math.degrees(math.asin(max(-1.0, min(1.0, dot(up, toward)))))


def _internal(
    state: TiltingState, rest: Vector3, config: CoachConfig, side: TrainedSide
) -> Vector3 | None:
    if config.facing is not None and side != "both":
        return internal_direction(rest, _SCREEN, config.facing, side, config.position)
    if state.internal is None or state.home is None:
        return None
    if angle_between_rad(state.home, rest) > MOVED_RAD:
        return None
    return unit(square_part(state.internal, rest))
