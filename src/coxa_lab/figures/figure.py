"""A skeleton made flesh: the parts of a drawn person, each a row of rounded solids.

Widths are fractions of stature, own estimates on the figure of `coxa.phantom.body`; only joints,
axes and lengths come from the kinematics. Parts are named ``left_thigh``, ``shirt``, ``face``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coxa.phantom.body import Skeleton
from coxa.phantom.space import (
    Vector,
    add,
    cross,
    length,
    scale,
    square_to,
    subtract,
    transpose,
    turn,
    unit,
)
from coxa.records.assessment import SIDES, Side
from coxa_lab.figures import flesh
from coxa_lab.figures.frames import (
    Frame,
    foot_frame,
    head_frame,
    middle_of,
    pelvis_frame,
    round_frame,
    shank_frame,
    thigh_frame,
    trunk_frame,
)
from coxa_lab.figures.outline import Solid, ball

Paint = Literal["skin", "shirt", "shorts", "hair", "foot", "sole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the body.

    Attributes
    ----------
    name : str
        Unique in the body.
    paint : Paint
        What it is coloured as.
    solids : (n,)
        From its beginning to its end.
    samples : int
        Points on either side of the outline.
    starts_at_joint : bool
        Its beginning is covered by, or grows out of, another part: no line is drawn there.
    nearer_m : float
        Added to its nearness to the viewer when parts are put in order.
    anchor_m : (3,) or None
        Where its nearness is taken; without it, the mean of its solids.
    is_shaded : bool
        Whether its side away from the light is darker.
    is_lined : bool
        Whether it has an outline; without one it hides lines where two parts are one.
    """

    name: str
    paint: Paint
    solids: tuple[Solid, ...]
    samples: int = 8
    starts_at_joint: bool = False
    nearer_m: float = 0.0
    anchor_m: Vector | None = None
    is_shaded: bool = True
    is_lined: bool = True


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a hand points, and where its back faces; world frame, any length."""

    fingers: Vector
    back: Vector


Hands = Mapping[Side, Hand]


def parts_of(skeleton: Skeleton, stature_m: float, hands: Hands) -> list[Part]:
    """All parts of a person, in no order.

    Parameters
    ----------
    skeleton : Skeleton
        Where the joints are.
    stature_m : float
        Decides how thick everything is.
    hands : mapping
        Hands that do not simply go on along the forearm.
    """
    parts = [*_head_parts(skeleton, stature_m), *_trunk_parts(skeleton, stature_m)]
    for side in SIDES:
        parts += _leg_parts(skeleton, stature_m, side)
        parts += _arm_parts(skeleton, stature_m, side, hands.get(side))
    return parts


# ----------------------------------------------------------------------------------- head and trunk


def _head_parts(skeleton: Skeleton, stature_m: float) -> list[Part]:
    head, trunk = head_frame(skeleton), trunk_frame(skeleton)
    size = flesh.HEAD * stature_m
    face = _head_solids(head, size, flesh.FACE)
    hair = _head_solids(head, size, flesh.HAIR)
    nose = head.solid(_sized(flesh.NOSE, size), _sized((0.010, 0.011, 0.009), size))
    neck = [
        trunk.solid(_sized((-0.006, 0.0, 0.0), stature_m), _sized((0.036,) * 3, stature_m)),
        head.solid(_sized((-0.010, -0.045, 0.0), stature_m), _sized((0.033,) * 3, stature_m)),
        head.solid(_sized((-0.006, -0.010, 0.0), stature_m), _sized((0.033,) * 3, stature_m)),
    ]
    at = head.origin_m
    parts = [
        Part(name="neck", paint="skin", solids=_row(neck), samples=5, is_shaded=False),
        Part(name="hair", paint="hair", solids=hair, samples=9, anchor_m=at, nearer_m=0.01),
        Part(
            name="nose",
            paint="skin",
            solids=(nose,),
            samples=4,
            is_shaded=False,
            anchor_m=head.point(0.03, 0.0, 0.0),
        ),
        Part(
            name="face", paint="skin", solids=face, samples=9, anchor_m=head.point(0.04, 0.0, 0.0)
        ),
    ]
    for side, sign in (("left", -1.0), ("right", 1.0)):
        centre = _sized((0.0, -0.001, 0.0475 * sign), size)
        ear = head.solid(centre, _sized((0.011, 0.018, 0.006), size))
        parts.append(
            Part(name=f"{side}_ear", paint="skin", solids=(ear,), samples=4, is_shaded=False)
        )
    return parts


def _head_solids(head: Frame, size_m: float, table: flesh.Sections) -> tuple[Solid, ...]:
    """Level slices of the head; heights in the table are over the shoulders."""
    rows = flesh.finer(table)
    thick = flesh.OVERLAP * (rows[1][0] - rows[0][0])
    return tuple(
        head.solid(
            _sized((0.5 * (front + back), height - flesh.EAR_HEIGHT, 0.0), size_m),
            _sized((0.5 * (front - back), thick, half_width), size_m),
        )
        for height, front, back, half_width in rows
    )


def _trunk_parts(skeleton: Skeleton, stature_m: float) -> list[Part]:
    pelvis, trunk = pelvis_frame(skeleton), trunk_frame(skeleton)
    seat = []
    rows = flesh.finer(flesh.SEAT)
    for height, half_width, half_depth, forward in rows:
        at = _sized((forward, height, 0.0), stature_m)
        thick = flesh.OVERLAP * (rows[1][0] - rows[0][0])
        seat.append(pelvis.solid(at, _sized((half_depth, thick, half_width), stature_m)))
    return [
        Part(name="seat", paint="shorts", solids=tuple(seat), samples=8),
        Part(
            name="shirt",
            paint="shirt",
            solids=_spine_solids(pelvis, trunk, stature_m),
            samples=10,
            nearer_m=0.02,
        ),
    ]


def _spine_solids(pelvis: Frame, trunk: Frame, stature_m: float) -> tuple[Solid, ...]:
    """Sections along a curve that leaves the pelvis upward and reaches the shoulders upward."""
    low_up, high_up = (transpose(f.r_world_from_part)[1] for f in (pelvis, trunk))
    low_right, high_right = (transpose(f.r_world_from_part)[2] for f in (pelvis, trunk))
    size = length(subtract(trunk.origin_m, pelvis.origin_m))
    rows = flesh.finer(flesh.SHIRT)
    solids = []
    for share, half_width, half_depth, forward in rows:
        middle, up = _on_curve(
            (pelvis.origin_m, scale(low_up, size)), (trunk.origin_m, scale(high_up, size)), share
        )
        blended = add(scale(low_right, 1.0 - share), scale(high_right, share))
        right = unit(square_to(blended, up))
        section = Frame(middle, transpose((cross(up, right), up, right)))
        thick = flesh.OVERLAP * (rows[1][0] - rows[0][0]) * size / stature_m
        solids.append(
            section.solid(
                _sized((forward, 0.0, 0.0), stature_m),
                _sized((half_depth, thick, half_width), stature_m),
            )
        )
    return tuple(solids)


def _on_curve(
    start: tuple[Vector, Vector], end: tuple[Vector, Vector], share: float
) -> tuple[Vector, Vector]:
    """Place and direction on a cubic through two points with given slopes; straight beyond them."""
    (p0, m0), (p1, m1) = start, end
    if share > 1.0:
        return add(p1, scale(m1, share - 1.0)), unit(m1)
    t, t2, t3 = share, share * share, share**3
    place = add(
        add(scale(p0, 2 * t3 - 3 * t2 + 1), scale(m0, t3 - 2 * t2 + t)),
        add(scale(p1, 3 * t2 - 2 * t3), scale(m1, t3 - t2)),
    )
    slope = add(
        scale(subtract(p1, p0), 6 * t - 6 * t2),
        add(scale(m0, 3 * t2 - 4 * t + 1), scale(m1, 3 * t2 - 2 * t)),
    )
    return place, unit(slope)


# --------------------------------------------------------------------------------------------- legs


def _leg_parts(skeleton: Skeleton, stature_m: float, side: Side) -> list[Part]:
    thigh, shank = thigh_frame(skeleton, side), shank_frame(skeleton, side)
    foot = foot_frame(skeleton, side)
    hip, knee, ankle = (skeleton.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    thigh_m, shank_m = length(subtract(knee, hip)), length(subtract(ankle, knee))
    cap = ball(knee, 0.0318 * stature_m)
    bare = (*_limb(thigh, thigh_m, stature_m, flesh.THIGH), cap)
    shorts = (ball(hip, 0.051 * stature_m), *_limb(thigh, thigh_m, stature_m, flesh.SHORTS))
    return [
        Part(name=f"{side}_thigh", paint="skin", solids=bare),
        Part(
            name=f"{side}_shorts",
            paint="shorts",
            solids=shorts,
            samples=7,
            starts_at_joint=True,
            nearer_m=0.015,
        ),
        Part(
            name=f"{side}_shank",
            paint="skin",
            solids=(cap, *_limb(shank, shank_m, stature_m, flesh.SHANK)),
            starts_at_joint=True,
            nearer_m=0.01,
        ),
        Part(
            name=f"{side}_foot",
            paint="foot",
            solids=tuple(
                foot.solid(_sized((x, y, 0.0), stature_m), _sized((a, b, c), stature_m))
                for x, y, a, b, c in flesh.FOOT
            ),
            samples=8,
            nearer_m=0.02,
        ),
        Part(
            name=f"{side}_sole",
            paint="sole",
            solids=tuple(
                foot.solid(
                    _sized((x, flesh.SOLE_UP, 0.0), stature_m), _sized((a, 0.0045, c), stature_m)
                )
                for x, _, a, _, c in flesh.FOOT
            ),
            samples=5,
            nearer_m=0.021,
            is_shaded=False,
        ),
    ]


# --------------------------------------------------------------------------------------------- arms


def _arm_parts(skeleton: Skeleton, stature_m: float, side: Side, hand: Hand | None) -> list[Part]:
    shoulder, elbow, wrist = (
        skeleton.point(f"{side}_{joint}") for joint in ("shoulder", "elbow", "wrist")
    )
    middle = middle_of(skeleton, "shoulder")
    shoulder = add(shoulder, scale(subtract(middle, shoulder), 0.14))
    lower = turn(trunk_frame(skeleton).r_world_from_part, (0.0, -0.012 * stature_m, 0.0))
    shoulder = add(shoulder, lower)
    inward = add(shoulder, scale(subtract(middle, shoulder), 0.13))
    upper, fore = round_frame(shoulder, elbow), round_frame(elbow, wrist)
    upper_m, lower_m = length(subtract(elbow, shoulder)), length(subtract(wrist, elbow))
    joint = ball(elbow, 0.0213 * stature_m)
    sleeve = _limb(upper, upper_m, stature_m, flesh.SLEEVE)
    return [
        Part(
            name=f"{side}_arm",
            paint="skin",
            solids=(*_limb(upper, upper_m, stature_m, flesh.UPPER_ARM), joint),
            samples=6,
        ),
        Part(
            name=f"{side}_sleeve",
            paint="shirt",
            solids=(ball(shoulder, 0.032 * stature_m), *sleeve),
            samples=6,
            nearer_m=0.015,
            is_shaded=False,
        ),
        Part(
            name=f"{side}_yoke",
            paint="shirt",
            solids=_row([ball(shoulder, 0.0285 * stature_m), ball(inward, 0.030 * stature_m)]),
            samples=4,
            anchor_m=shoulder,
            nearer_m=0.03,
            is_shaded=False,
            is_lined=False,
        ),
        Part(
            name=f"{side}_forearm",
            paint="skin",
            solids=(joint, *_limb(fore, lower_m, stature_m, flesh.FOREARM)),
            samples=6,
            starts_at_joint=True,
            nearer_m=0.01,
        ),
        *_hand_parts(skeleton, stature_m, side, hand),
    ]


def _hand_parts(skeleton: Skeleton, stature_m: float, side: Side, hand: Hand | None) -> list[Part]:
    wrist = skeleton.point(f"{side}_wrist")
    index, pinky = skeleton.point(f"{side}_index"), skeleton.point(f"{side}_pinky")
    along = unit(subtract(scale(add(index, pinky), 0.5), wrist))
    thumbward = unit(square_to(subtract(index, pinky), along))
    if hand is not None:
        along = unit(hand.fingers)
        sign = 1.0 if side == "right" else -1.0
        thumbward = scale(unit(cross(hand.back, along)), sign)
    # x toward the thumb, y along the fingers.
    frame = Frame(wrist, transpose((thumbward, along, cross(thumbward, along))))
    palm = [
        frame.solid(_sized((0.0, y, 0.0), stature_m), _sized((x, 0.016, z), stature_m))
        for y, x, z in ((0.004, 0.0145, 0.013), (0.022, 0.021, 0.013), (0.042, 0.023, 0.012))
    ]
    fingers = [
        frame.solid(_sized((0.0, y, 0.0), stature_m), _sized((x, 0.016, z), stature_m))
        for y, x, z in ((0.060, 0.021, 0.010), (0.078, 0.018, 0.009), (0.088, 0.014, 0.008))
    ]
    thumb = [
        frame.solid(_sized((x, y, 0.0), stature_m), _sized((0.010, 0.013, 0.009), stature_m))
        for x, y in ((0.017, 0.018), (0.024, 0.034), (0.026, 0.046))
    ]
    return [
        Part(
            name=f"{side}_thumb",
            paint="skin",
            solids=tuple(thumb),
            samples=4,
            nearer_m=0.02,
            is_shaded=False,
        ),
        Part(
            name=f"{side}_hand",
            paint="skin",
            solids=tuple(palm + fingers),
            samples=6,
            starts_at_joint=True,
            nearer_m=0.021,
            is_shaded=False,
        ),
    ]


# ------------------------------------------------------------------------------------------- pieces


def _limb(
    frame: Frame, length_m: float, stature_m: float, profile: flesh.Profile
) -> tuple[Solid, ...]:
    """Round sections down a limb, from its upper joint."""
    rows = flesh.finer(profile)
    thick = flesh.OVERLAP * (rows[1][0] - rows[0][0]) * length_m
    return tuple(
        frame.solid(
            (forward * stature_m, -share * length_m, 0.0),
            (half * stature_m, thick, half * stature_m),
        )
        for share, half, forward in rows
    )


def _row(solids: Sequence[Solid], between: int = 3) -> tuple[Solid, ...]:
    """More solids between neighbours, so that their outlines run into each other."""
    row = [solids[0]]
    for one, other in itertools.pairwise(solids):
        for step in range(1, between + 1):
            share = step / between
            row.append(
                Solid(
                    _mix(one.centre, other.centre, share),
                    (
                        _mix(one.half_axes[0], other.half_axes[0], share),
                        _mix(one.half_axes[1], other.half_axes[1], share),
                        _mix(one.half_axes[2], other.half_axes[2], share),
                    ),
                )
            )
    return tuple(row)


def _mix(a: Vector, b: Vector, share: float) -> Vector:
    return add(scale(a, 1.0 - share), scale(b, share))


def _sized(a: Sequence[float], stature_m: float) -> Vector:
    """Fractions of stature to metres."""
    return (a[0] * stature_m, a[1] * stature_m, a[2] * stature_m)
