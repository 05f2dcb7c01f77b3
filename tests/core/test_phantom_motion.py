"""The simulated test: the repetitions that were asked for, smooth, at the size asked for."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.phantom import (
    COMPENSATION_KINDS,
    EXACT,
    CompensationPlan,
    Motion,
    PhantomScenario,
    RepetitionPlan,
    simulate,
)
from coxa.phantom.commands import Commands, commands_at
from coxa.phantom.plan import CompensationKind, minimum_jerk, timeline_from_motion
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Side
from tests.strategies import SEEDS, between, directions, motions, scripts, sides

QUIET = Motion(sway_deg=0.0, drift_deg=0.0, tremor_deg=0.0, peak_sd_deg=0.0, timing_sd_ratio=0.0)


def at_hold(motion: Motion, part: float = 0.5) -> tuple[Commands, Side]:
    """Commands in the middle of the first hold, and the side that moves."""
    timeline = timeline_from_motion(motion, seed=1)
    first = timeline.repetitions[0]
    now_s = first.hold_from_s + part * (first.hold_to_s - first.hold_from_s)
    return commands_at(motion, timeline, [now_s], seed=1), first.side


@given(between(-1.0, 2.0))
def test_the_smooth_way_stays_between_its_ends(fraction: float) -> None:
    assert 0.0 <= minimum_jerk(fraction) <= 1.0
    assert minimum_jerk(fraction) + minimum_jerk(1.0 - fraction) == pytest.approx(1.0)


@given(motions(most_repetitions=3), SEEDS)
def test_repetitions_follow_each_other_without_overlap(motion: Motion, seed: int) -> None:
    timeline = timeline_from_motion(motion, seed)
    assert len(timeline.repetitions) == 4 * motion.repetitions
    for repetition in timeline.repetitions:
        assert (
            repetition.start_s < repetition.hold_from_s <= repetition.hold_to_s < repetition.end_s
        )
    for one, other in pairwise(timeline.repetitions):
        assert one.end_s < other.start_s
    assert timeline.repetitions[0].start_s == motion.rest_start_s
    assert timeline.repetitions[-1].end_s < timeline.duration_s


@given(scripts())
def test_a_script_is_followed_in_its_order(script: tuple[RepetitionPlan, ...]) -> None:
    timeline = timeline_from_motion(replace(QUIET, script=script), seed=1)
    made = [(r.side, r.direction, r.peak_deg) for r in timeline.repetitions]
    assert made == [(plan.side, plan.direction, plan.peak_deg) for plan in script]


def test_directions_alternate_or_come_in_blocks() -> None:
    def made(motion: Motion) -> list[Direction]:
        return [r.direction for r in timeline_from_motion(motion, seed=1).repetitions]

    two = replace(QUIET, order=("left",), repetitions=2)
    internal, external = DIRECTIONS
    assert made(two) == [internal, external, internal, external]
    blocks = replace(two, is_alternating=False)
    assert made(blocks) == [internal, internal, external, external]


@given(sides(), directions(), between(10.0, 50.0))
def test_the_hold_is_at_the_commanded_angle(
    side: Side, direction: Direction, peak_deg: float
) -> None:
    plan = RepetitionPlan(side=side, direction=direction, peak_deg=peak_deg)
    commands, _ = at_hold(replace(QUIET, script=(plan,)))
    sign = 1.0 if direction == "internal" else -1.0
    other: Side = "left" if side == "right" else "right"
    assert commands.rotation_deg[side] == [pytest.approx(sign * peak_deg)]
    assert commands.rotation_deg[other] == [0.0]
    assert commands.moving == [side]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("kind", COMPENSATION_KINDS)
def test_each_compensation_goes_where_it_says(kind: CompensationKind, side: Side) -> None:
    spoiler = CompensationPlan(kind=kind, amount=0.5 if kind == "no_hold" else 8.0)
    plan = RepetitionPlan(side=side, direction="internal", peak_deg=30.0)
    commands, _ = at_hold(replace(QUIET, script=(plan,), compensations=(spoiler,)))
    other: Side = "left" if side == "right" else "right"
    left_up = 1.0 if side == "left" else -1.0
    expected_roll = 8.0 * left_up if kind == "pelvic_hike" else 0.0
    expected_lean = 8.0 * left_up if kind == "trunk_lean" else 0.0
    assert commands.pelvis_roll_deg == [pytest.approx(expected_roll)]
    assert commands.trunk_lean_deg == [pytest.approx(expected_lean)]
    of_leg = {
        "thigh_drift": commands.abduction_deg,
        "thigh_lift": commands.lift_deg,
        "knee_angle": commands.knee_extension_deg,
        "foot_twist": commands.foot_twist_deg,
    }
    for name, series in of_leg.items():
        assert series[side] == [pytest.approx(8.0 if kind == name else 0.0)]
        assert series[other] == [0.0]


@pytest.mark.parametrize(("timing", "expected"), [("proportional", 4.0), ("hold", 0.0)])
def test_a_compensation_grows_with_the_movement_or_comes_at_its_end(
    timing: str, expected: float
) -> None:
    spoiler = CompensationPlan(
        kind="thigh_drift", amount=8.0, timing="hold" if timing == "hold" else "proportional"
    )
    plan = RepetitionPlan(side="left", direction="internal", peak_deg=30.0)
    motion = replace(QUIET, script=(plan,), compensations=(spoiler,))
    timeline = timeline_from_motion(motion, seed=1)
    half_way_s = timeline.repetitions[0].start_s + 0.5 * plan.rise_s
    commands = commands_at(motion, timeline, [half_way_s], seed=1)
    assert commands.rotation_deg["left"] == [pytest.approx(15.0)]
    assert commands.abduction_deg["left"] == [pytest.approx(expected)]


def test_a_compensation_keeps_to_its_side_and_direction() -> None:
    spoiler = CompensationPlan(
        kind="pelvic_hike", amount=8.0, sides=("left",), directions=("internal",)
    )
    motion = replace(QUIET, compensations=(spoiler,))
    timeline = timeline_from_motion(motion, seed=1)
    for repetition in timeline.repetitions:
        spoiled = repetition.side == "left" and repetition.direction == "internal"
        held_s = 0.5 * (repetition.hold_from_s + repetition.hold_to_s)
        commands = commands_at(motion, timeline, [held_s], seed=1)
        assert commands.pelvis_roll_deg == [pytest.approx(8.0 if spoiled else 0.0)]
        assert ("pelvic_hike" in repetition.compensations) == spoiled


def test_hurry_and_a_missing_hold_shorten_the_repetition() -> None:
    def first(*spoilers: CompensationPlan) -> dict[str, float]:
        motion = replace(QUIET, compensations=spoilers)
        return timeline_from_motion(motion, seed=1).repetitions[0].compensations

    assert first()["pace"] == pytest.approx(1.875 * 32.0)
    assert first()["no_hold"] == pytest.approx(1.2)
    assert first(CompensationPlan(kind="pace", amount=2.0))["pace"] == pytest.approx(120.0)
    assert first(CompensationPlan(kind="no_hold", amount=1.0))["no_hold"] == pytest.approx(0.0)


def test_a_cough_bends_the_trunk_and_passes() -> None:
    motion = replace(QUIET, disturbance_at_s=1.0, disturbance_deg=12.0)
    timeline = timeline_from_motion(motion, seed=1)
    commands = commands_at(motion, timeline, [0.9, 1.25, 1.6], seed=1)
    assert commands.trunk_flexion_deg == [0.0, pytest.approx(12.0), 0.0]
    assert commands.rotation_deg["left"] == [0.0, pytest.approx(3.0), 0.0]


@settings(max_examples=10)
@given(SEEDS)
def test_unrest_has_the_size_it_says(seed: int) -> None:
    motion = replace(QUIET, sway_deg=1.0, tremor_deg=0.5, repetitions=0)
    times_s = [0.1 * index for index in range(1200)]
    commands = commands_at(motion, timeline_from_motion(motion, seed), times_s, seed)
    for series, expected in ((commands.trunk_lean_deg, 1.0), (commands.rotation_deg["left"], 0.5)):
        mean = sum(series) / len(series)
        spread = (sum((v - mean) ** 2 for v in series) / len(series)) ** 0.5
        assert spread == pytest.approx(expected, rel=0.35)


@pytest.mark.parametrize("planted", [True, False])
def test_the_resting_leg_stays_on_the_floor_or_goes_with_the_pelvis(planted: bool) -> None:
    motion = replace(
        QUIET,
        order=("right",),
        repetitions=1,
        resting_foot_planted=planted,
        compensations=(CompensationPlan(kind="pelvic_hike", amount=8.0),),
    )
    truth = simulate(PhantomScenario(motion=motion, noise=EXACT)).truth
    ankle_px = truth.joint_centres_px["ankle_left"]
    wander_px = max(abs(x - ankle_px[0][0]) for x, _ in ankle_px)
    turned_deg = max(abs(angle) for angle in truth.rotation_deg["left"])
    assert (wander_px < 0.5) == planted
    assert (turned_deg > 6.0) == planted


@given(st.sampled_from(("standing", "walking", "lying")))
def test_other_postures_make_no_repetitions(posture: str) -> None:
    motion = replace(QUIET, posture=posture)  # type: ignore[arg-type]  # drawn from the literals
    timeline = timeline_from_motion(motion, seed=1)
    assert timeline.repetitions == ()
    assert timeline.duration_s == motion.duration_s
