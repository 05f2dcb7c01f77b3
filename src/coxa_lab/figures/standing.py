"""Exercises on the feet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from coxa.phantom.body import Pose
from coxa.phantom.space import Vector, about_y, add, turn
from coxa.records.assessment import Side
from coxa_lab.figures import furniture, paint
from coxa_lab.figures.band import Band, Belt
from coxa_lab.figures.figure import Hand
from coxa_lab.figures.frames import pelvis_frame
from coxa_lab.figures.furniture import Disc, Prop
from coxa_lab.figures.scene import BODY, Arrow, Glow, Moment, Scene, leg, there_and_back

_ANKLE: Final = 0.067
_TALL: Final = BODY.standing_hip_height_m
_ON_HIPS: Final[dict[Side, Hand]] = {
    "left": Hand((0.75, -0.6, 0.3), (0.2, 0.2, -1.0)),
    "right": Hand((0.75, -0.6, -0.3), (0.2, 0.2, 1.0)),
}
_ON_WALL: Final = Hand((0.5, 0.8, -0.1), (0.0, 0.0, 1.0))


def _floor(x: float = 0.0, z: float = 0.0, radii: tuple[float, float] = (0.7, 0.75)) -> Disc:
    return Disc(name="floor", centre=(x, 0.0, z), radii=radii, colour=paint.FLOOR)


def _wall_left(z: float = -0.52, x: tuple[float, float] = (-0.45, 0.5)) -> Prop:
    return furniture.wall((x[0], 0.0, z - 0.03), (x[1], 1.6, z))


def band_knee_in() -> Scene:
    """Split stance: the knee goes inward over the planted foot, a band holds the thigh outward."""
    hips = (0.0, 0.815, 0.0)

    def pose(inward: float) -> Pose:
        waist = hips[1] + 0.09
        return Pose(
            hips_m=hips,
            arm_abduction_rad=(0.8, 0.8),
            arm_flexion_rad=(-0.5, -0.5),
            planted_wrists_m=((0.04, waist, -0.185), (0.04, waist, 0.185)),
            left=leg(5.0, 30.0, spread=6.0, toes_in=-8.0, ankle_m=(-0.24, _ANKLE, -0.13)),
            right=leg(35.0, 45.0, abduction=4.0 - inward, ankle_m=(0.17, _ANKLE, 0.1)),
        )

    anchor: Vector = (0.06, 0.745, 0.78)

    def props(moment: Moment) -> Sequence[Prop]:
        limb = (moment.point("right_hip"), moment.point("right_knee"))
        return [
            _floor(0.0, 0.25, (0.75, 1.0)),
            *furniture.post((anchor[0], anchor[2]), 1.05),
            Band(anchor=anchor, limb=limb, share=0.22, radius_m=0.086, width_m=0.05, nearer_m=0.02),
        ]

    return Scene(
        keys=(pose(0.0), pose(38.0)),
        beats=there_and_back(2.0, 2.0),
        azimuth_deg=14.0,
        elevation_deg=10.0,
        props=props,
        arrows=(Arrow(point="right_knee", shift=(0.1, -0.07), stretch=1.3),),
        glows=(Glow(frame="pelvis", at=(0.03, 0.04, 0.13), radius_m=0.1),),
        hands=_ON_HIPS,
    )


def glute_ball_wall() -> Scene:
    """The buttock leans on a ball at the wall; the knees bend a little."""
    wall_x, radius = -0.275, 0.062
    heading = math.radians(-28.0)

    def pose(height: float) -> Pose:
        return Pose(
            hips_m=(0.0, height, 0.0),
            heading_rad=heading,
            recline_rad=math.radians(7.0),
            head_flexion_rad=math.radians(7.0),
            arm_abduction_rad=(0.3, 0.3),
            arm_flexion_rad=(-0.3, -0.3),
            planted_wrists_m=((0.17, height - 0.03, -0.1), (0.08, height - 0.005, 0.13)),
            left=leg(20.0, 20.0, spread=3.0, toes_down=7.0, ankle_m=(0.27, _ANKLE, -0.05)),
            right=leg(20.0, 20.0, spread=3.0, toes_down=7.0, ankle_m=(0.19, _ANKLE, 0.15)),
        )

    def props(moment: Moment) -> Sequence[Prop]:
        _, y, z = moment.point("right_hip")
        return [
            _floor(0.0, 0.0, (0.6, 0.7)),
            furniture.wall((wall_x - 0.04, 0.0, -0.5), (wall_x, 1.65, 0.55)),
            # The ball rolls half as far as what leans on it.
            furniture.gym_ball((wall_x + radius, 0.5 * (y + 0.83) + 0.03, z + 0.01), radius),
        ]

    return Scene(
        keys=(pose(0.865), pose(0.795)),
        beats=there_and_back(2.5, 0.8),
        azimuth_deg=84.0,
        elevation_deg=8.0,
        props=props,
        arrows=(Arrow(point="right_hip", shift=(0.3, 0.0), stretch=2.8),),
        glows=(Glow(frame="pelvis", at=(-0.09, -0.01, 0.1), radius_m=0.11),),
    )


def standing_pelvis_turn() -> Scene:
    """On one foot: the foot stays, the pelvis turns over it."""
    hip = (0.0, 0.885, 0.086)

    def pose(turn_deg: float) -> Pose:
        angle = math.radians(turn_deg)
        half = BODY.half_hips_m
        hips = (half * math.sin(angle), hip[1], hip[2] - half * math.cos(angle))
        on_hip = add(hips, turn(about_y(-angle), (0.02, 0.1, 0.2)))
        return Pose(
            hips_m=hips,
            pelvis_yaw_rad=-angle,
            trunk_yaw_rad=-0.9 * angle,
            head_yaw_rad=-0.5 * angle,
            arm_abduction_rad=(0.7, 0.9),
            arm_flexion_rad=(0.3, -0.6),
            planted_wrists_m=((0.16, 1.12, -0.5), on_hip),
            left=leg(16.0, 66.0, abduction=4.0, toes_down=24.0),
            right=leg(14.0, 22.0, abduction=-turn_deg, ankle_m=(0.0, _ANKLE, 0.07)),
        )

    def props(moment: Moment) -> Sequence[Prop]:
        belt = Belt(
            frame=pelvis_frame(moment.skeleton),
            up_m=0.07,
            half_width_m=0.17,
            half_depth_m=0.115,
        )
        return [_floor(), _wall_left(-0.58), belt]

    return Scene(
        keys=(pose(0.0), pose(32.0)),
        beats=there_and_back(2.0, 2.0),
        azimuth_deg=10.0,
        elevation_deg=30.0,
        props=props,
        arrows=(
            Arrow(point="buckle", base="pelvis", reach=3.8, stretch=1.9, shift=(0.0, 0.0)),
        ),
        glows=(Glow(frame="pelvis", at=(0.05, 0.0, 0.15), radius_m=0.11),),
        hands={"left": _ON_WALL, "right": _ON_HIPS["right"]},
    )  # fmt: skip


def step_down() -> Scene:
    """The standing leg bends until the other heel touches the floor."""
    height = 0.10

    def pose(hips: Vector, lean: float, free: tuple[float, float, float]) -> Pose:
        flexion, knee, toes = free
        return Pose(
            hips_m=hips,
            trunk_flexion_rad=math.radians(lean),
            pelvis_tilt_rad=math.radians(0.5 * lean),
            arm_abduction_rad=(0.6, 0.25),
            arm_flexion_rad=(0.4, 0.2),
            elbow_flexion_rad=0.5,
            planted_wrists_m=((0.2, 1.12, -0.53), None),
            left=leg(flexion, knee, spread=4.0, toes_down=toes),
            right=leg(30.0, 40.0, spread=0.0, ankle_m=(0.0, height + _ANKLE, 0.09)),
        )

    return Scene(
        keys=(
            pose((0.0, height + _TALL - 0.012, 0.0), 2.0, (10.0, 14.0, 0.0)),
            pose((-0.1, height + _TALL - 0.105, 0.0), 14.0, (24.0, 4.0, -10.0)),
        ),
        beats=there_and_back(3.0, 0.6),
        azimuth_deg=24.0,
        elevation_deg=12.0,
        props=lambda _: [
            _floor(0.05, 0.0, (0.7, 0.75)),
            _wall_left(-0.58),
            furniture.step((-0.2, -0.01), (0.28, 0.34), height),
        ],
        arrows=(Arrow(point="left_ankle", shift=(0.17, 0.08), stretch=2.0),),
        glows=(Glow(frame="pelvis", at=(0.0, 0.03, 0.13), radius_m=0.11),),
        hands={"left": _ON_WALL},
    )


def squat_alignment() -> Scene:
    """To the chair and up again, the knees over the feet."""
    feet = ((0.0, _ANKLE, -0.105), (0.0, _ANKLE, 0.105))

    def pose(hips: Vector, lean: float, arms: float) -> Pose:
        return Pose(
            hips_m=hips,
            trunk_flexion_rad=math.radians(lean),
            pelvis_tilt_rad=math.radians(0.4 * lean),
            head_flexion_rad=math.radians(0.2 * lean),
            arm_flexion_rad=(math.radians(arms + lean), math.radians(arms + lean)),
            left=leg(60.0, 80.0, spread=4.5, toes_in=-5.0, ankle_m=feet[0]),
            right=leg(60.0, 80.0, spread=4.5, toes_in=-5.0, ankle_m=feet[1]),
        )

    return Scene(
        keys=(
            pose((-0.01, _TALL - 0.012, 0.0), 2.0, 20.0),
            pose((-0.27, 0.615, 0.0), 32.0, 78.0),
        ),
        beats=there_and_back(3.0, 0.8),
        azimuth_deg=48.0,
        elevation_deg=10.0,
        props=lambda _: [
            _floor(-0.15, 0.0, (0.8, 0.75)),
            *furniture.chair(0.49, back_x=-0.62, front_x=-0.2),
        ],
        arrows=(Arrow(point="right_hip", shift=(-0.22, 0.1), stretch=0.8),),
        glows=(Glow(frame="pelvis", at=(-0.07, -0.01, 0.1), radius_m=0.13),),
        muted=("left_",),
    )


def walking_cue() -> Scene:
    """Weight off one foot: the leg turns in from the hip, its toes toward the other foot."""

    def pose(rotation: float) -> Pose:
        return Pose(
            hips_m=(0.0, _TALL + 0.004, 0.0),
            pelvis_roll_rad=-0.05,
            arm_abduction_rad=(0.6, 0.12),
            arm_flexion_rad=(0.3, 0.05),
            elbow_flexion_rad=0.25,
            planted_wrists_m=((0.18, 1.12, -0.5), None),
            left=leg(0.0, 0.0, spread=2.0),
            right=leg(8.0, 9.0, spread=9.0, rotation=rotation, toes_down=-3.0),
        )

    return Scene(
        keys=(pose(-8.0), pose(32.0)),
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=10.0,
        elevation_deg=24.0,
        props=lambda _: [_floor(0.1), _wall_left(-0.56)],
        arrows=(Arrow(point="right_foot_index", base="right_heel", reach=1.9, stretch=1.2),),
        glows=(Glow(frame="pelvis", at=(0.06, 0.03, 0.12), radius_m=0.11),),
        hands={"left": _ON_WALL},
    )


def standing_band_flexion() -> Scene:
    """The knee lifts forward against a band that pulls the ankle back."""

    def pose(flexion: float, knee: float, toes_down: float) -> Pose:
        return Pose(
            hips_m=(0.0, _TALL, 0.0),
            arm_abduction_rad=(0.6, 0.15),
            arm_flexion_rad=(0.3, 0.1),
            elbow_flexion_rad=0.3,
            planted_wrists_m=((0.2, 1.12, -0.5), None),
            left=leg(0.0, 0.0, spread=1.0),
            right=leg(flexion, knee, toes_down=toes_down),
        )

    anchor: Vector = (-0.78, 0.12, 0.086)

    def props(moment: Moment) -> Sequence[Prop]:
        limb = (moment.point("right_knee"), moment.point("right_ankle"))
        return [
            _floor(-0.2, 0.0, (1.0, 0.7)),
            _wall_left(-0.56, (-0.35, 0.6)),
            *furniture.table_leg((anchor[0], anchor[2])),
            Band(anchor=anchor, limb=limb, share=0.86, radius_m=0.046),
        ]

    return Scene(
        keys=(pose(7.0, 24.0, -17.0), pose(72.0, 82.0, 4.0)),
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=76.0,
        elevation_deg=10.0,
        props=props,
        arrows=(Arrow(point="right_knee", base="right_hip", reach=1.3, stretch=0.85),),
        glows=(Glow(frame="pelvis", at=(0.09, -0.02, 0.1), radius_m=0.12),),
        hands={"left": _ON_WALL},
    )
