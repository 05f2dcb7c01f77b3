"""Exercises lying on the back, the side or the front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from coxa.phantom.body import Leg, Pose
from coxa.phantom.space import Vector
from coxa.records.assessment import Side
from coxa_lab.figures import furniture, paint
from coxa_lab.figures.figure import Hand
from coxa_lab.figures.furniture import Disc, Prop
from coxa_lab.figures.scene import Arrow, Beat, Glow, Moment, Scene, leg, there_and_back

_MAT: Final = 0.02
# Middle of the hips above what one lies on.
_ON_BACK: Final = 0.118
_ON_SIDE: Final = 0.17
_QUARTER: Final = math.pi / 2.0
# What throws a shadow on the mat.
_LYING: Final = dict.fromkeys(("seat", "shirt", "left_foot", "right_foot"), _MAT)
_PALMS_DOWN: Final[dict[Side, Hand]] = {
    "left": Hand((1.0, 0.0, -0.1), (0.0, 1.0, 0.0)),
    "right": Hand((1.0, 0.0, 0.1), (0.0, 1.0, 0.0)),
}


def _floor(low: tuple[float, float], high: tuple[float, float]) -> list[Prop]:
    middle = (0.5 * (low[0] + high[0]), 0.0, 0.5 * (low[1] + high[1]))
    radii = (0.62 * (high[0] - low[0]), 0.85 * (high[1] - low[1]))
    return [
        Disc(name="floor", centre=middle, radii=radii, colour=paint.FLOOR),
        furniture.mat(low, high, _MAT),
    ]


# ------------------------------------------------------------------------------------- on the back


def _supine(
    left: Leg, right: Leg, *, hips_m: Vector = (0.0, _MAT + _ON_BACK, 0.0), lift_deg: float = 0.0
) -> Pose:
    """On the back, the head toward -x, arms beside; hips lifted so that the body slopes so much."""
    lift = math.radians(lift_deg)
    wrist = (-0.02, _MAT + 0.035, 0.36)
    return Pose(
        hips_m=hips_m,
        recline_rad=_QUARTER + lift,
        trunk_flexion_rad=0.06,
        head_flexion_rad=0.3 + lift,
        arm_abduction_rad=(0.5, 0.5),
        planted_wrists_m=((wrist[0], wrist[1], -wrist[2]), wrist),
        left=left,
        right=right,
    )


def _hook(flexion: float, ankle_m: Vector, *, spread: float = 0.0, lift_deg: float = 0.0) -> Leg:
    """Knee up, the foot flat on the mat."""
    return leg(flexion, 100.0, spread=spread, toes_down=90.0 + lift_deg, ankle_m=ankle_m)


_SOLE: Final = _MAT + 0.067


def _head_pillow(height: float = 0.045) -> Prop:
    return furniture.pillow((-0.70, _MAT + height, 0.0), (0.17, height, 0.26), -15.0)


def bridge() -> Scene:
    """The hips lift until body and thighs make one line."""
    foot = 0.34

    def pose(hips: Vector, lift: float) -> Pose:
        return _supine(
            _hook(50.0 - 2.0 * lift, (foot, _SOLE, -0.1), lift_deg=lift),
            _hook(50.0 - 2.0 * lift, (foot, _SOLE, 0.1), lift_deg=lift),
            hips_m=hips,
            lift_deg=lift,
        )

    return Scene(
        keys=(pose((0.0, _MAT + _ON_BACK, 0.0), 0.0), pose((-0.042, 0.335, 0.0), 24.0)),
        beats=there_and_back(2.0, 1.5),
        azimuth_deg=72.0,
        elevation_deg=14.0,
        props=lambda _: _floor((-0.95, -0.42), (0.62, 0.42)),
        arrows=(Arrow(point="right_hip", shift=(0.02, -0.06), stretch=1.1),),
        glows=(Glow(frame="pelvis", at=(-0.06, -0.04, 0.1), radius_m=0.14),),
        muted=("left_",),
        hands=_PALMS_DOWN,
        is_shod=False,
        shadows=_LYING,
    )


def hook_lying_knees_in() -> Scene:
    """One knee sinks inward, the foot stays where it is."""
    left = _hook(52.0, (0.5, _SOLE, -0.23), spread=14.0)

    def pose(spread: float) -> Pose:
        return _supine(left, _hook(52.0, (0.5, _SOLE, 0.23), spread=spread))

    return Scene(
        keys=(pose(14.0), pose(-22.0)),
        beats=there_and_back(3.0, 2.0),
        azimuth_deg=32.0,
        elevation_deg=24.0,
        props=lambda _: [*_floor((-0.95, -0.5), (0.72, 0.5)), _head_pillow()],
        arrows=(Arrow(point="right_knee", shift=(0.0, 0.11), stretch=0.9),),
        glows=(Glow(frame="pelvis", at=(0.02, 0.03, 0.15), radius_m=0.12),),
        hands=_PALMS_DOWN,
        is_shod=False,
        shadows=_LYING,
    )


def adductor_squeeze() -> Scene:
    """Both knees press a ball between them."""

    def pose(spread: float) -> Pose:
        return _supine(
            _hook(52.0, (0.47, _SOLE, -0.12), spread=spread),
            _hook(52.0, (0.47, _SOLE, 0.12), spread=spread),
        )

    def props(moment: Moment) -> Sequence[Prop]:
        left, right = moment.point("left_knee"), moment.point("right_knee")
        half = 0.5 * (right[2] - left[2]) - 0.045
        middle = (left[0] - 0.02, left[1] - 0.02, 0.0)
        depth = 0.2
        return [
            *_floor((-0.95, -0.45), (0.72, 0.45)),
            _head_pillow(),
            furniture.gym_ball(middle, 0.1, nearness=depth, half_z_m=half),
        ]

    return Scene(
        keys=(pose(10.0), pose(7.0)),
        beats=there_and_back(2.0, 2.0, (0, 1)),
        azimuth_deg=34.0,
        elevation_deg=22.0,
        props=props,
        arrows=(
            Arrow(point="right_knee", press=(0.0, 0.0, -0.17), shift=(-0.07, 0.0)),
            Arrow(point="left_knee", press=(0.0, 0.0, 0.17), shift=(0.07, 0.0)),
        ),
        glows=(
            Glow(frame="right_thigh", at=(0.02, -0.2, -0.06), radius_m=0.1),
            Glow(frame="left_thigh", at=(0.02, -0.2, 0.06), radius_m=0.1),
        ),
        muted=(),
        hands=_PALMS_DOWN,
        is_shod=False,
        shadows=_LYING,
    )


def edge_flexor_stretch() -> Scene:
    """The near leg sinks over the edge of the bed, by its own weight."""
    top = 0.55
    hips = (0.0, top + _ON_BACK, 0.0)

    def pose(flexion: float, knee: float, toes_down: float) -> Pose:
        lying = _supine(
            leg(50.0, 100.0, toes_down=90.0, ankle_m=(0.43, top + 0.067, -0.12)),
            leg(flexion, knee, spread=25.0, toes_down=toes_down),
            hips_m=hips,
        )
        belly = ((-0.2, top + 0.245, -0.02), (-0.17, top + 0.235, 0.10))
        return replace(lying, planted_wrists_m=belly, arm_abduction_rad=(0.9, 0.9))

    return Scene(
        keys=(pose(6.0, 40.0, 20.0), pose(-13.0, 62.0, 14.0)),
        beats=there_and_back(3.0, 2.0),
        azimuth_deg=62.0,
        elevation_deg=16.0,
        props=lambda _: [
            Disc(name="floor", centre=(-0.1, 0.0, 0.1), radii=(1.2, 0.85), colour=paint.FLOOR),
            *furniture.bed((-1.05, -0.6), (0.95, 0.18), top),
            furniture.pillow((-0.74, top + 0.05, -0.1), (0.17, 0.05, 0.26), -15.0),
            *furniture.books((0.53, 0.34), 0.095),
        ],
        arrows=(Arrow(point="right_ankle", shift=(0.1, 0.0), stretch=0.8),),
        glows=(Glow(frame="pelvis", at=(0.09, 0.0, 0.1), radius_m=0.12),),
        hands={
            "left": Hand((0.2, 0.0, 1.0), (0.0, 1.0, 0.0)),
            "right": Hand((0.2, 0.1, -1.0), (0.0, 1.0, 0.1)),
        },
        is_shod=False,
        shadows={"seat": top, "left_foot": top, "right_foot": 0.0},
    )


# ------------------------------------------------------------------------------------- on the side


def _on_left_side(left: Leg, right: Leg) -> Pose:
    """On the left side, the head toward -x, facing -z; the right leg is the upper one."""
    return Pose(
        hips_m=(0.0, _MAT + _ON_SIDE, 0.0),
        recline_rad=_QUARTER,
        roll_rad=_QUARTER,
        trunk_lean_rad=0.13,
        arm_abduction_rad=(-0.3, -0.35),
        arm_flexion_rad=(1.4, 1.2),
        planted_wrists_m=((-0.72, _MAT + 0.05, -0.27), (-0.30, _MAT + 0.045, -0.33)),
        left=left,
        right=right,
    )


_SIDE_HANDS: Final[dict[Side, Hand]] = {
    "left": Hand((-1.0, 0.0, 0.5), (0.0, -1.0, 0.0)),
    "right": Hand((-0.6, 0.0, -0.8), (0.0, 1.0, 0.0)),
}
# Where the upper ankle lies on the lower one, hips bent half way to a right angle.
_STACKED_ANKLE: Final[Vector] = (0.592, 0.192, 0.0)


def _side_props() -> list[Prop]:
    return [
        *_floor((-1.05, -0.62), (0.95, 0.33)),
        furniture.pillow((-0.72, _MAT + 0.055, -0.02), (0.15, 0.055, 0.24), -15.0),
    ]


def clamshell() -> Scene:
    """The upper knee lifts, the feet stay together."""
    lower = leg(45.0, 90.0)

    def pose(flexion: float, spread: float) -> Pose:
        upper = leg(flexion, 90.0, spread=spread, toes_down=45.0, ankle_m=_STACKED_ANKLE)
        return _on_left_side(lower, upper)

    return Scene(
        keys=(pose(45.0, -8.0), pose(37.0, 26.0)),
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=-74.0,
        elevation_deg=16.0,
        props=lambda _: _side_props(),
        arrows=(Arrow(point="right_knee", shift=(-0.02, 0.2)),),
        glows=(Glow(frame="pelvis", at=(-0.06, 0.02, 0.15), radius_m=0.12),),
        hands=_SIDE_HANDS,
        is_shod=False,
        shadows=_LYING,
    )


def reverse_clamshell() -> Scene:
    """The upper foot lifts, the knees stay together."""
    lower = leg(45.0, 90.0)

    def pose(rotation: float) -> Pose:
        return _on_left_side(lower, leg(45.0, 90.0, spread=-6.0, rotation=rotation))

    def props(moment: Moment) -> Sequence[Prop]:
        knee = moment.along("left_knee", "right_knee", 0.5)
        towel = furniture.TowelRoll(middle=knee, radius_m=0.03, half_m=0.05, nearness=0.43)
        return [*_side_props(), towel]

    return Scene(
        keys=(pose(-6.0), pose(27.0)),
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=-74.0,
        elevation_deg=16.0,
        props=props,
        arrows=(Arrow(point="right_foot_index", shift=(-0.12, 0.0)),),
        glows=(Glow(frame="pelvis", at=(0.05, 0.02, 0.14), radius_m=0.12),),
        hands=_SIDE_HANDS,
        is_shod=False,
        shadows=_LYING,
    )


def side_lying_rotation() -> Scene:
    """The straight upper leg lifts, its toes turned down."""
    lower = leg(38.0, 75.0)

    def pose(spread: float) -> Pose:
        return _on_left_side(lower, leg(-3.0, 4.0, spread=spread, rotation=22.0))

    return Scene(
        keys=(pose(-2.0), pose(28.0)),
        beats=there_and_back(2.0, 1.0),
        azimuth_deg=-80.0,
        elevation_deg=14.0,
        props=lambda _: _side_props(),
        arrows=(Arrow(point="right_ankle", shift=(-0.2, 0.0), stretch=0.9),),
        glows=(Glow(frame="pelvis", at=(0.0, 0.04, 0.15), radius_m=0.12),),
        hands=_SIDE_HANDS,
        is_shod=False,
        shadows=_LYING,
    )


# ------------------------------------------------------------------------------------ on the front


def prone_rotation() -> Scene:
    """The lower leg, upright, sinks outward, comes back, sinks inward."""

    def pose(rotation: float) -> Pose:
        return Pose(
            hips_m=(0.0, _MAT + 0.115, 0.0),
            recline_rad=-_QUARTER,
            trunk_flexion_rad=-0.06,
            head_flexion_rad=-0.1,
            arm_abduction_rad=(1.5, 1.5),
            arm_flexion_rad=(-0.25, -0.25),
            planted_wrists_m=((0.72, _MAT + 0.04, -0.12), (0.72, _MAT + 0.04, 0.12)),
            left=leg(5.0, 3.0, spread=9.0, toes_down=62.0),
            right=leg(6.0, 92.0, spread=4.0, rotation=rotation),
        )

    return Scene(
        keys=tuple(pose(angle) for angle in (0.0, 35.0, -30.0)),
        beats=(
            Beat(start=0, end=0, seconds=0.6),
            Beat(start=0, end=1, seconds=2.0, arrows=(0,)),
            Beat(start=1, end=1, seconds=2.0, arrows=(0,)),
            Beat(start=1, end=0, seconds=2.0),
            Beat(start=0, end=2, seconds=2.0, arrows=(1,)),
            Beat(start=2, end=2, seconds=2.0, arrows=(1,)),
            Beat(start=2, end=0, seconds=2.0),
        ),
        azimuth_deg=162.0,
        elevation_deg=30.0,
        props=lambda _: _floor((-1.0, -0.45), (0.98, 0.45)),
        arrows=(
            Arrow(point="right_ankle", base="right_knee", reach=1.3, stretch=0.8),
            Arrow(
                point="right_ankle", base="right_knee", reach=1.3, stretch=0.75, end=2,
                is_return=True,
            ),
        ),
        glows=(Glow(frame="pelvis", at=(-0.08, 0.0, 0.1), radius_m=0.13),),
        hands={
            "left": Hand((0.2, 0.0, 1.0), (0.0, 1.0, 0.0)),
            "right": Hand((0.2, 0.0, -1.0), (0.0, 1.0, 0.0)),
        },
        is_shod=False,
        has_ghost_in_front=True,
        shadows=dict.fromkeys(("seat", "shirt", "left_foot"), _MAT),
    )  # fmt: skip
