"""One exercise as a scene: key poses, when they are reached, what stands around, where from.

Scenes show the right side being exercised; the left is the mirror image of the picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypedDict, Unpack

from coxa.phantom.body import Body, Leg, Pose, Skeleton, skeleton_from_pose
from coxa.phantom.space import Vector, add, scale, subtract
from coxa.records.assessment import Side
from coxa_lab.figures.figure import Hand
from coxa_lab.figures.frames import pelvis_frame
from coxa_lab.figures.furniture import Prop

BODY: Final = Body()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """From one key pose to another in so many seconds; the same twice is a hold.

    `arrows` are the numbers of the arrows that show this move, counted from 0.
    """

    start: int
    end: int
    seconds: float
    arrows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Glow:
    """Where the work or the stretch is: a spot in the frame of the pelvis or of a thigh.

    `at` is metres forward, up and to the right of the frame's origin.
    """

    frame: str
    at: Vector
    radius_m: float = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """The way a point of the body goes between two key poses.

    Attributes
    ----------
    point : str
        Landmark.
    start, end : int
        Key poses. The arrow follows the point between them.
    base, reach : str and float, or None
        The arrow follows not the point but what lies in line with it, seen from this landmark, at
        `reach` times the distance: an arc beyond the foot of a swinging leg.
    shift : (2,)
        Moved aside by this much to the right and up in the picture, metres, so that it does not lie
        on the limb.
    stretch : float
        Its length as a share of the way: small moves need a longer arrow.
    is_return : bool
        A second move, drawn hollow.
    press : (3,) or None
        A push that hardly moves anything: the arrow ends at the point, and comes along this vector,
        metres.
    """

    point: str
    base: str | None = None
    reach: float = 1.0
    start: int = 0
    end: int = 1
    shift: tuple[float, float] = (0.0, 0.0)
    stretch: float = 1.0
    is_return: bool = False
    press: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The body at one instant."""

    pose: Pose
    skeleton: Skeleton

    def point(self, landmark: str) -> Vector:
        """Position of a landmark, of the ``pelvis``'s middle or of the belt's ``buckle``."""
        if landmark == "pelvis":
            return pelvis_frame(self.skeleton).origin_m
        if landmark == "buckle":
            return pelvis_frame(self.skeleton).point(0.12, 0.0, 0.0)
        return self.skeleton.point(landmark)

    def along(self, start: str, end: str, share: float) -> Vector:
        """A point between two landmarks."""
        first, last = self.point(start), self.point(end)
        return add(first, scale(subtract(last, first), share))


def _no_props(_: Moment) -> Sequence[Prop]:
    return ()


def _under_feet() -> dict[str, float]:
    return {"left_foot": 0.0, "right_foot": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that one exercise's pictures are made from.

    Attributes
    ----------
    keys : (n,)
        Key poses; 0 is the start.
    beats : (n,)
        The loop of the animation.
    azimuth_deg, elevation_deg : float
        Where from, as in `View`.
    still : int
        The key pose that the still shows; pose 0 is its ghost.
    props : callable
        What stands around, and what moves with the body.
    arrows : sequence of Arrow
        In the order of the movement.
    glows : sequence of Glow
        What the exercise is felt in.
    hands : mapping
        Hands that do not simply go on along the forearm.
    muted : set of str
        Beginnings of the names of parts in quieter colours: what is far or does not work.
    nearer_m : mapping
        Corrections to the order in depth, by part.
    shadows : mapping
        Parts that throw a shadow, and the height of what it falls on, metres.
    has_ghost_in_front : bool
        Whether the ghost lies over what does not move, or behind the whole body.
    is_shod : bool
        Shoes, or else socks.
    body : Body
        Size of the person and of the chair.
    """

    keys: tuple[Pose, ...]
    beats: tuple[Beat, ...]
    azimuth_deg: float
    elevation_deg: float
    still: int = 1
    props: Callable[[Moment], Sequence[Prop]] = _no_props
    arrows: tuple[Arrow, ...] = ()
    glows: tuple[Glow, ...]
    hands: Mapping[Side, Hand] = field(default_factory=dict)
    muted: tuple[str, ...] = ("left_",)
    nearer_m: Mapping[str, float] = field(default_factory=dict)
    shadows: Mapping[str, float] = field(default_factory=_under_feet)
    has_ghost_in_front: bool = False
    is_shod: bool = True
    body: Body = BODY

    def moment(self, start: int, end: int, share: float) -> Moment:
        """The body on the way from one key pose to another."""
        pose = between(self.keys[start], self.keys[end], share)
        return Moment(pose=pose, skeleton=skeleton_from_pose(self.body, pose))

    def key(self, index: int) -> Moment:
        """The body in a key pose."""
        return self.moment(index, index, 0.0)


def there_and_back(
    seconds: float = 2.0, hold_s: float = 1.2, arrows: tuple[int, ...] = (0,)
) -> tuple[Beat, ...]:
    """From the start to the one other key pose, held, and back."""
    return (
        Beat(start=0, end=0, seconds=0.7),
        Beat(start=0, end=1, seconds=seconds, arrows=arrows),
        Beat(start=1, end=1, seconds=hold_s, arrows=arrows),
        Beat(start=1, end=0, seconds=seconds),
    )


def between(first: Pose, last: Pose, share: float) -> Pose:
    """The pose in between: every angle and position at the same share of its way."""
    return replace(first, **_all_mixed(first, last, _POSE, share))


def _all_mixed(first: Any, last: Any, names: Sequence[str], share: float) -> dict[str, Any]:  # noqa: ANN401  # a pose or a leg
    return {name: _mixed(getattr(first, name), getattr(last, name), share) for name in names}


def _mixed(first: Any, last: Any, share: float) -> Any:  # noqa: ANN401  # any field of a pose
    if isinstance(first, Leg):
        return replace(first, **_all_mixed(first, last, _LEG, share))
    if isinstance(first, tuple):
        return tuple(_mixed(a, b, share) for a, b in zip(first, last, strict=True))
    return None if first is None else (1.0 - share) * first + share * last


_POSE: Final = tuple(field.name for field in fields(Pose))
_LEG: Final = tuple(field.name for field in fields(Leg))


class Turns(TypedDict, total=False):
    """Smaller turns of a leg, degrees; as in `Leg`."""

    abduction: float
    spread: float
    rotation: float
    toes_in: float
    toes_down: float


def leg(flexion: float, knee: float, ankle_m: Vector | None = None, **turns: Unpack[Turns]) -> Leg:
    """A leg by its angles, degrees; `ankle_m` is where its ankle is held."""
    return Leg(
        flexion_rad=math.radians(flexion),
        knee_flexion_rad=math.radians(knee),
        abduction_rad=math.radians(turns.get("abduction", 0.0)),
        spread_rad=math.radians(turns.get("spread", 0.0)),
        rotation_rad=math.radians(turns.get("rotation", 0.0)),
        foot_twist_rad=math.radians(turns.get("toes_in", 0.0)),
        ankle_flexion_rad=math.radians(turns.get("toes_down", 0.0)),
        planted_ankle_m=ankle_m,
    )
