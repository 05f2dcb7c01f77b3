"""Exercises kneeling or sitting on the floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from coxa.phantom.body import Pose
from coxa.phantom.space import Vector
from coxa_lab.figures import furniture, paint
from coxa_lab.figures.figure import Hand
from coxa_lab.figures.furniture import Disc, Prop
from coxa_lab.figures.scene import Arrow, Glow, Moment, Scene, leg, there_and_back

_MAT: Final = 0.02


def _floor(low: tuple[float, float], high: tuple[float, float]) -> list[Prop]:
    middle = (0.5 * (low[0] + high[0]), 0.0, 0.5 * (low[1] + high[1]))
    radii = (0.68 * (high[0] - low[0]), 0.8 * (high[1] - low[1]))
    return [
        Disc(name="floor", centre=middle, radii=radii, colour=paint.FLOOR),
        furniture.mat(low, high, _MAT),
    ]


def half_kneeling_flexor_stretch() -> Scene:
    """On one knee: the tail tucked under, the body moves forward a little."""
    knee_y = _MAT + 0.058
    thigh = 0.4214

    def pose(forward: float, tuck: float) -> Pose:
        lean = math.degrees(math.asin(forward / thigh))
        height = knee_y + math.sqrt(thigh**2 - forward**2)
        return Pose(
            hips_m=(forward, height, 0.0),
            pelvis_tilt_rad=math.radians(-tuck),
            arm_abduction_rad=(0.3, 0.75),
            arm_flexion_rad=(0.2, -0.5),
            planted_wrists_m=((0.36, 0.90, -0.42), (forward - 0.07, height + 0.07, 0.185)),
            left=leg(80.0, 85.0, spread=3.0, ankle_m=(0.52, _MAT + 0.067, -0.1)),
            right=leg(-lean - tuck, 90.0 - lean, toes_down=72.0),
        )

    def props(_: Moment) -> Sequence[Prop]:
        return [
            *_floor((-0.75, -0.3), (0.78, 0.38)),
            *furniture.chair(0.42, back_x=0.42, front_x=-0.02, aside_m=-0.56),
            furniture.folded_towel((0.02, 0.09), _MAT),
        ]

    return Scene(
        keys=(pose(-0.005, 0.0), pose(0.085, 6.0)),
        beats=there_and_back(3.0, 2.0),
        azimuth_deg=74.0,
        elevation_deg=10.0,
        props=props,
        arrows=(Arrow(point="right_hip", shift=(-0.26, 0.05), stretch=1.9),),
        glows=(Glow(frame="pelvis", at=(0.1, -0.02, 0.1), radius_m=0.12),),
        hands={
            "left": Hand((0.8, -0.1, -0.3), (0.0, 1.0, 0.0)),
            "right": Hand((-0.2, -0.9, -0.1), (-0.4, 0.0, 1.0)),
        },
        is_shod=False,
        shadows={"right_shank": _MAT, "left_foot": _MAT},
    )


def stretch_90_90() -> Scene:
    """Front hip turned out, rear hip turned in, both at a right angle; leaning forward."""

    def pose(lean: float, hands: Vector) -> Pose:
        x, y, z = hands
        trunk = math.radians(10.0 + lean)
        return Pose(
            hips_m=(0.0, _MAT + 0.105, 0.0),
            pelvis_roll_rad=math.radians(10.0),
            pelvis_yaw_rad=math.radians(-10.0),
            pelvis_tilt_rad=math.radians(0.6 * lean),
            trunk_flexion_rad=trunk,
            head_flexion_rad=0.6 * trunk,
            arm_abduction_rad=(0.5, 0.5),
            planted_wrists_m=((x, y, -z), hands),
            left=leg(52.0 + 0.6 * lean, 90.0, spread=62.0, rotation=48.0, toes_down=20.0),
            right=leg(92.0 + 0.6 * lean, 92.0, spread=28.0, rotation=-76.0),
        )

    return Scene(
        keys=(pose(0.0, (0.2, 0.075, 0.33)), pose(24.0, (0.38, 0.06, 0.42))),
        beats=there_and_back(3.0, 2.0),
        azimuth_deg=24.0,
        elevation_deg=24.0,
        props=lambda _: _floor((-0.75, -0.85), (0.85, 0.7)),
        arrows=(Arrow(point="nose", shift=(0.2, 0.06)),),
        glows=(Glow(frame="pelvis", at=(-0.06, -0.02, 0.12), radius_m=0.13),),
        hands={
            "left": Hand((1.0, -0.1, -0.4), (0.0, 1.0, 0.0)),
            "right": Hand((1.0, -0.1, 0.4), (0.0, 1.0, 0.0)),
        },
        is_shod=False,
        shadows={"right_shank": _MAT, "left_shank": _MAT, "seat": _MAT},
    )


def glute_roll() -> Scene:
    """Leaning back on a roller under one buttock, moving a hand's breadth over it."""
    radius = 0.075

    def pose(forward: float) -> Pose:
        return Pose(
            hips_m=(forward, _MAT + 2.0 * radius + 0.085, 0.0),
            recline_rad=math.radians(30.0),
            pelvis_roll_rad=math.radians(16.0),
            trunk_lean_rad=math.radians(16.0),
            head_flexion_rad=math.radians(22.0),
            arm_abduction_rad=(0.5, 0.6),
            arm_flexion_rad=(0.6, -0.9),
            planted_wrists_m=((forward + 0.25, 0.535, -0.16), (-0.33, 0.075, 0.36)),
            left=leg(70.0, 90.0, spread=4.0, toes_down=30.0, ankle_m=(0.45, _MAT + 0.067, -0.14)),
            right=leg(75.0, 30.0, (0.72, _MAT + 0.075, 0.16), spread=8.0, toes_down=-22.0),
        )

    def props(moment: Moment) -> Sequence[Prop]:
        # The roller goes half as far as what rolls over it.
        middle: Vector = (0.5 * moment.pose.hips_m[0] - 0.02, _MAT + radius, 0.06)
        return [
            *_floor((-0.8, -0.45), (1.05, 0.55)),
            furniture.Roller(middle=middle, radius_m=radius, half_m=0.3, nearness=-0.3),
        ]

    return Scene(
        keys=(pose(-0.045), pose(0.045)),
        beats=there_and_back(2.5, 0.6),
        azimuth_deg=58.0,
        elevation_deg=14.0,
        props=props,
        arrows=(Arrow(point="right_hip", shift=(0.0, -0.33), stretch=2.2),),
        glows=(Glow(frame="pelvis", at=(-0.07, -0.04, 0.1), radius_m=0.13),),
        hands={
            "right": Hand((-0.7, -0.1, 0.6), (0.0, 1.0, 0.0)),
            "left": Hand((0.9, -0.2, 0.1), (0.0, 1.0, 0.0)),
        },
        is_shod=False,
        shadows={"seat": _MAT, "left_foot": _MAT, "right_foot": _MAT},
    )
