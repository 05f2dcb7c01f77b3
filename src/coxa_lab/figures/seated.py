"""Exercises on a chair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from coxa.phantom.body import Body, Leg, Pose
from coxa.phantom.space import Vector
from coxa.records.assessment import Side
from coxa_lab.figures import furniture, paint
from coxa_lab.figures.band import Band
from coxa_lab.figures.figure import Hand
from coxa_lab.figures.furniture import Disc, Prop
from coxa_lab.figures.scene import Arrow, Beat, Glow, Moment, Scene, leg, there_and_back

# A chair on which the feet hang free, and one on which they stand.
_HIGH: Final = Body(chair_height_m=0.46)
_LOW: Final = Body(chair_height_m=0.40)
_ON_THIGHS: Final[dict[Side, Hand]] = {
    "left": Hand((1.0, -0.15, 0.25), (0.0, 1.0, 0.0)),
    "right": Hand((1.0, -0.15, -0.25), (0.0, 1.0, 0.0)),
}
_SIDE_OF_HIP: Final = Glow(frame="pelvis", at=(0.02, 0.05, 0.16), radius_m=0.11)
# Hands lie on the thighs, in front of them for who looks from the front.
_HANDS_UP: Final = {
    f"{side}_{part}": 0.16 for side in ("left", "right") for part in ("hand", "thumb")
}


def _sitting(body: Body, left: Leg, right: Leg, *, apart_m: float = 0.13) -> Pose:
    """Upright, with the hands on the thighs."""
    hip = body.seated_hip_height_m
    return Pose(
        hips_m=(0.0, hip, 0.0),
        arm_flexion_rad=(0.2, 0.2),
        arm_abduction_rad=(0.35, 0.35),
        planted_wrists_m=((0.19, hip + 0.115, -apart_m), (0.19, hip + 0.115, apart_m)),
        left=left,
        right=right,
    )


def _room(body: Body, *, aside_m: float = 0.0) -> list[Prop]:
    floor = Disc(name="floor", centre=(0.1, 0.0, aside_m), radii=(0.75, 0.8), colour=paint.FLOOR)
    return [floor, *furniture.chair(body.chair_height_m, aside_m=aside_m)]


# The other foot is tucked back, so that the turning leg has room.
_TUCKED: Final = leg(90.0, 110.0, abduction=4.0, toes_down=8.0)


def _hanging(rotation: float) -> Leg:
    return leg(90.0, 90.0, abduction=5.0, rotation=rotation)


def chair_rotation() -> Scene:
    """The lower leg swings out, back, in and back."""
    poses = tuple(_sitting(_HIGH, _TUCKED, _hanging(angle)) for angle in (0.0, 32.0, -28.0))
    return Scene(
        keys=poses,
        beats=(
            Beat(start=0, end=0, seconds=0.6),
            Beat(start=0, end=1, seconds=2.0, arrows=(0,)),
            Beat(start=1, end=1, seconds=2.0, arrows=(0,)),
            Beat(start=1, end=0, seconds=2.0),
            Beat(start=0, end=2, seconds=2.0, arrows=(1,)),
            Beat(start=2, end=2, seconds=2.0, arrows=(1,)),
            Beat(start=2, end=0, seconds=2.0),
        ),
        azimuth_deg=0.0,
        elevation_deg=10.0,
        body=_HIGH,
        props=lambda _: _room(_HIGH),
        arrows=(
            Arrow(point="right_ankle", base="right_knee", reach=1.42, stretch=0.8),
            Arrow(
                point="right_ankle", base="right_knee", reach=1.42, stretch=0.75, end=2,
                is_return=True,
            ),
        ),
        glows=(_SIDE_OF_HIP,),
        hands=_ON_THIGHS,
        nearer_m=_HANDS_UP,
    )  # fmt: skip


def seated_isometric() -> Scene:
    """Pressing outward against a wall and inward against a towel: nothing moves."""
    pose = _sitting(_LOW, leg(90.0, 90.0, abduction=-6.0), leg(90.0, 90.0, abduction=11.0))
    wall_z = 0.225

    def props(moment: Moment) -> Sequence[Prop]:
        towel = moment.along("left_ankle", "right_ankle", 0.5)
        return [
            *_room(_LOW, aside_m=-0.08),
            furniture.wall((-0.45, 0.0, wall_z), (0.85, 1.2, wall_z + 0.03)),
            furniture.TowelRoll(
                middle=(towel[0] + 0.02, 0.12, towel[2]),
                radius_m=0.066,
                half_m=0.06,
                nearness=0.52,
            ),
        ]

    return Scene(
        keys=(pose, pose),
        beats=(
            Beat(start=0, end=0, seconds=1.0),
            Beat(start=0, end=0, seconds=5.0, arrows=(0,)),
            Beat(start=0, end=0, seconds=1.5),
            Beat(start=0, end=0, seconds=5.0, arrows=(1,)),
        ),
        azimuth_deg=-12.0,
        elevation_deg=10.0,
        body=_LOW,
        props=props,
        arrows=(
            Arrow(point="right_ankle", press=(0.0, 0.0, 0.2), shift=(-0.05, 0.15)),
            Arrow(
                point="right_ankle", press=(0.0, 0.0, -0.2), shift=(0.05, -0.02), is_return=True
            ),
        ),
        glows=(_SIDE_OF_HIP,),
        hands=_ON_THIGHS,
        nearer_m=_HANDS_UP,
    )  # fmt: skip


def _with_band(end_deg: float, anchor_z: float) -> Scene:
    """Turning the lower leg against a band that pulls from one side."""
    poses = tuple(_sitting(_HIGH, _TUCKED, _hanging(angle)) for angle in (0.0, end_deg))

    def props(moment: Moment) -> Sequence[Prop]:
        limb = (moment.point("right_knee"), moment.point("right_ankle"))
        anchor: Vector = (0.42, 0.12, anchor_z)
        return [
            *_room(_HIGH),
            *furniture.table_leg((0.42, anchor_z)),
            Band(anchor=anchor, limb=limb, share=0.88, radius_m=0.045),
        ]

    return Scene(
        keys=poses,
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=0.0,
        elevation_deg=10.0,
        body=_HIGH,
        props=props,
        arrows=(Arrow(point="right_ankle", base="right_knee", reach=1.42, stretch=0.85),),
        glows=(_SIDE_OF_HIP,),
        hands=_ON_THIGHS,
        nearer_m=_HANDS_UP,
    )


def seated_band_internal() -> Scene:
    """The foot goes outward; the band pulls it toward the other leg."""
    return _with_band(30.0, -0.72)


def seated_band_external() -> Scene:
    """The foot goes inward; the band pulls it outward."""
    scene = _with_band(-26.0, 0.8)
    return replace(scene, glows=(Glow(frame="pelvis", at=(-0.02, 0.0, 0.1), radius_m=0.13),))


def figure_four_stretch() -> Scene:
    """One ankle on the other knee, leaning forward with a long back."""
    hip = _LOW.seated_hip_height_m

    def pose(lean: float) -> Pose:
        trunk = math.radians(lean + 2.0)
        return Pose(
            hips_m=(0.0, hip, 0.0),
            pelvis_tilt_rad=math.radians(0.7 * lean),
            trunk_flexion_rad=trunk,
            head_flexion_rad=0.5 * trunk,
            arm_abduction_rad=(0.5, 0.6),
            arm_flexion_rad=(0.3, 0.3),
            planted_wrists_m=((0.27, hip + 0.18, -0.07), (0.22, hip + 0.22, 0.22)),
            left=leg(90.0 + 0.7 * lean, 90.0, spread=3.0),
            right=leg(115.5 + 0.7 * lean, 122.7, spread=32.0, rotation=-81.0),
        )

    return Scene(
        keys=(pose(0.0), pose(24.0)),
        beats=there_and_back(3.0, 2.0),
        azimuth_deg=30.0,
        elevation_deg=12.0,
        body=_LOW,
        props=lambda _: _room(_LOW),
        arrows=(Arrow(point="nose", shift=(0.10, 0.12), stretch=1.1),),
        glows=(Glow(frame="pelvis", at=(-0.05, -0.02, 0.14), radius_m=0.13),),
        hands={
            "left": Hand((0.8, -0.3, -0.1), (0.3, 1.0, 0.0)),
            "right": Hand((0.8, 0.0, 0.5), (-0.2, 1.0, 0.0)),
        },
        nearer_m={"right_hand": 0.2, "right_thumb": 0.2, "right_foot": 0.1, "right_sole": 0.1},
    )
