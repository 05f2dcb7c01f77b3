"""Hypothesis strategies shared by the property tests: phantoms that are physically sane and short.

All chance comes from Hypothesis: a scenario's seed is drawn like everything else.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from coxa.phantom import (
    EXACT,
    Body,
    Camera,
    CompensationPlan,
    Motion,
    Noise,
    PhantomScenario,
    RepetitionPlan,
)
from coxa.phantom.body import Leg, Pose
from coxa.phantom.plan import CompensationKind
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side

SEEDS = st.integers(min_value=0, max_value=2**31 - 1)
ANGLE_COMPENSATIONS: tuple[CompensationKind, ...] = (
    "pelvic_hike",
    "trunk_lean",
    "thigh_drift",
    "thigh_lift",
    "knee_angle",
    "foot_twist",
)


def between(lowest: float, highest: float) -> st.SearchStrategy[float]:
    """Finite numbers in a range, both ends included, to a thousandth."""
    return st.integers(round(lowest * 1000), round(highest * 1000)).map(lambda n: n / 1000.0)


def sides() -> st.SearchStrategy[Side]:
    """Left or right."""
    return st.sampled_from(SIDES)


def directions() -> st.SearchStrategy[Direction]:
    """Internal or external."""
    return st.sampled_from(DIRECTIONS)


def bodies() -> st.SearchStrategy[Body]:
    """Adults of all sizes on usual chairs."""
    return st.builds(
        Body,
        stature_m=between(1.45, 2.0),
        chair_height_m=between(0.42, 0.52),
        thigh_ratio=between(0.93, 1.07),
        shank_ratio=between(0.93, 1.07),
        hips_ratio=between(0.85, 1.15),
    )


def legs() -> st.SearchStrategy[Leg]:
    """A leg anywhere near the seated test."""
    return st.builds(
        Leg,
        flexion_rad=between(1.2, 1.9),
        abduction_rad=between(-0.3, 0.5),
        rotation_rad=between(-1.0, 1.0),
        knee_flexion_rad=between(0.9, 2.0),
        foot_twist_rad=between(-0.6, 0.6),
    )


def poses() -> st.SearchStrategy[Pose]:
    """A seated body in any sane posture, facing anywhere."""
    return st.builds(
        Pose,
        hips_m=st.tuples(between(-1.0, 1.0), between(0.4, 0.7), between(-1.0, 1.0)),
        heading_rad=between(-3.1, 3.1),
        recline_rad=between(-0.3, 1.6),
        pelvis_roll_rad=between(-0.3, 0.3),
        pelvis_tilt_rad=between(-0.3, 0.3),
        pelvis_yaw_rad=between(-0.3, 0.3),
        trunk_lean_rad=between(-0.4, 0.4),
        trunk_flexion_rad=between(-0.3, 0.5),
        left=legs(),
        right=legs(),
    )


def cameras() -> st.SearchStrategy[Camera]:
    """Cameras that a person who follows the instructions might put up."""
    return st.builds(
        Camera,
        yaw_deg=between(-12.0, 12.0),
        roll_deg=between(-4.0, 4.0),
        distance_m=between(2.2, 3.2),
        height_m=between(0.5, 1.1),
        vertical_fov_deg=between(46.0, 60.0),
        rate_hz=st.sampled_from((12.0, 15.0)),
        jitter_ratio=st.sampled_from((0.0, 0.05)),
    )


def realistic_noise() -> st.SearchStrategy[Noise]:
    """Landmark errors up to the size a pose model has."""
    return st.builds(
        Noise,
        white_ratio=between(0.001, 0.005),
        drift_ratio=between(0.002, 0.008),
        offset_ratio=between(0.0, 0.02),
        knee_slide_ratio=between(0.0, 0.08),
        across_spread_ratio=between(0.0, 0.03),
        gives_outline=st.booleans(),
    )


def compensations() -> st.SearchStrategy[CompensationPlan]:
    """One unwanted movement that is an angle."""
    return st.builds(
        CompensationPlan,
        kind=st.sampled_from(ANGLE_COMPENSATIONS),
        amount=between(2.0, 12.0),
        timing=st.sampled_from(("proportional", "hold")),
    )


@st.composite
def motions(draw: st.DrawFn, *, unrest: bool = True, most_repetitions: int = 1) -> Motion:
    """A short seated test: each side each way, in any order."""
    order: tuple[Side, ...] = draw(st.permutations(SIDES).map(tuple))
    motion = Motion(
        order=order,
        directions=draw(st.permutations(DIRECTIONS).map(tuple)),
        repetitions=draw(st.integers(1, most_repetitions)),
        left_internal_deg=draw(between(16.0, 45.0)),
        left_external_deg=draw(between(16.0, 45.0)),
        right_internal_deg=draw(between(16.0, 45.0)),
        right_external_deg=draw(between(16.0, 45.0)),
        rise_s=draw(between(0.7, 1.3)),
        hold_s=draw(between(1.0, 1.6)),
        fall_s=draw(between(0.7, 1.3)),
        rest_start_s=draw(between(2.0, 3.0)),
        rest_abduction_deg=draw(between(0.0, 8.0)),
        knee_flexion_deg=draw(between(82.0, 98.0)),
    )
    if unrest:
        return motion
    return replace(motion, sway_deg=0.0, drift_deg=0.0, tremor_deg=0.0)


def scripts() -> st.SearchStrategy[tuple[RepetitionPlan, ...]]:
    """Repetitions in any order of sides and directions."""
    plan = st.builds(
        RepetitionPlan,
        side=sides(),
        direction=directions(),
        peak_deg=between(16.0, 45.0),
        rise_s=between(0.7, 1.4),
        hold_s=between(1.0, 1.6),
        fall_s=between(0.7, 1.4),
        pause_s=between(0.4, 1.0),
    )
    return st.lists(plan, min_size=1, max_size=5).map(tuple)


def exact_scenarios() -> st.SearchStrategy[PhantomScenario]:
    """Perfect landmarks, without a mask, of a person who does nothing else; a usual camera."""
    return st.builds(
        PhantomScenario,
        seed=SEEDS,
        body=bodies(),
        motion=motions(unrest=False),
        camera=cameras(),
        noise=st.just(replace(EXACT, gives_outline=False)),
    )


def realistic_scenarios() -> st.SearchStrategy[PhantomScenario]:
    """Realistic landmarks of a person who sits as people do."""
    return st.builds(
        PhantomScenario,
        seed=SEEDS,
        body=bodies(),
        motion=motions(),
        camera=cameras(),
        noise=realistic_noise(),
    )


def mirrored_sides(motion: Motion) -> Motion:
    """The motion of somebody who does with the left what the other does with the right."""

    def other(side: Side) -> Side:
        return "left" if side == "right" else "right"

    return replace(
        motion,
        order=tuple(other(side) for side in motion.order),
        left_internal_deg=motion.right_internal_deg,
        left_external_deg=motion.right_external_deg,
        right_internal_deg=motion.left_internal_deg,
        right_external_deg=motion.left_external_deg,
        rest_rotation_left_deg=motion.rest_rotation_right_deg,
        rest_rotation_right_deg=motion.rest_rotation_left_deg,
        script=tuple(replace(plan, side=other(plan.side)) for plan in motion.script),
        compensations=tuple(
            replace(plan, sides=tuple(other(side) for side in plan.sides))
            for plan in motion.compensations
        ),
    )
