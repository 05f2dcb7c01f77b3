"""One repetition judged: its value, what helped it along, and whether it counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings

from coxa.assessment.repetition import (
    HOLD_NOISE_LIMIT_DEG,
    SHANK_SHARE_DOUBT,
    TOE_REACH_SHANKS,
    MeasuredRepetition,
    graded_compensation,
    measure_repetition,
)
from coxa.assessment.trial import Excursion, find_excursions
from coxa.landmarks.body import Body
from coxa.landmarks.motion import LegMotion, Motion
from coxa.records.assessment import SIDES, Compensation, Side
from tests.core.seated_samples import Move, body_and_motion, course, seated, still, times_s
from tests.strategies import between, directions, sides

T_S = times_s(7.0)
MOVE = Move(1.5, 30.0, hold_s=1.6)
NAN = math.nan


@lru_cache(maxsize=4)
def sample(side: Side = "left", peak_deg: float = 30.0) -> tuple[Body, Motion]:
    """One repetition of one leg, nothing else."""
    return body_and_motion(seated(T_S, {side: course(T_S, replace(MOVE, peak_deg=peak_deg))}))


def excursions_of(motion: Motion) -> list[Excursion]:
    return find_excursions(
        motion.t_s, {s: [math.degrees(v) for v in g.rotation_rad] for s, g in motion.legs.items()}
    )


def measured(body: Body, motion: Motion) -> MeasuredRepetition:
    found = excursions_of(motion)
    return measure_repetition(body, motion, found[0], found)


def with_leg(motion: Motion, side: Side, change: Callable[[LegMotion], LegMotion]) -> Motion:
    return replace(motion, legs={**motion.legs, side: change(motion.legs[side])})


def radians(peak_deg: float) -> list[float]:
    """Goes with the repetition up to this many degrees."""
    return [math.radians(v) for v in course(T_S, replace(MOVE, peak_deg=peak_deg))]


def kinds(result: MeasuredRepetition) -> dict[str, Compensation]:
    return {c.kind: c for c in result.record.compensations}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("peak_deg", [30.0, -30.0])
def test_a_sound_repetition_counts_with_nothing_to_say(side: Side, peak_deg: float) -> None:
    result = measured(*sample(side, peak_deg))
    record = result.record
    assert record.accepted
    assert record.reasons == ()
    assert record.compensations == ()
    assert result.all_compensations == ()
    assert record.direction == ("internal" if peak_deg > 0 else "external")
    assert record.peak_deg == pytest.approx(30.0, abs=0.2)
    assert record.start_s < record.hold_from_s < record.hold_to_s < record.end_s
    assert result.side == side
    assert result.resting_leg_deg == pytest.approx(0.0, abs=0.05)
    assert result.error.support == 0.0
    assert result.error.disagreement_deg == pytest.approx(0.0, abs=0.1)
    assert 0.0 < result.error.geometry_sd_deg < 3.0


@settings(max_examples=15)
@given(sides(), directions(), between(4.0, 10.0))
def test_a_roll_of_the_pelvis_is_taken_out(side: Side, direction: str, roll_deg: float) -> None:
    body, motion = sample(side, 30.0 if direction == "internal" else -30.0)
    other = next(s for s in SIDES if s != side)
    # The moving side up: both feet swing toward it, inward for the resting leg.
    rolled = with_leg(motion, other, lambda leg: replace(leg, rotation_rad=radians(-roll_deg)))
    result = measured(body, rolled)
    removed_deg = result.roll.removed_deg
    assert result.roll.measured_deg == pytest.approx(roll_deg, abs=0.1)
    assert 0.0 < removed_deg <= roll_deg + 0.1
    toward = -1.0 if direction == "internal" else 1.0
    assert result.error.peak_deg == pytest.approx(30.0 + toward * removed_deg, abs=0.2)
    assert result.resting_leg_deg == pytest.approx(roll_deg - removed_deg, abs=0.1)


def test_a_planted_foot_hides_the_roll_that_the_hips_show() -> None:
    body, motion = sample("right")
    result = measured(body, replace(motion, hip_tilt_rad=radians(-8.0)))
    assert kinds(result)["pelvic_hike"].value == pytest.approx(8.0 / 0.65, abs=0.2)
    assert result.roll.removed_deg == 0.0
    lowered = measured(body, replace(motion, hip_tilt_rad=radians(8.0)))
    assert "pelvic_hike" not in kinds(lowered)


def test_without_a_resting_leg_in_view_it_is_not_known_whether_it_moved() -> None:
    body, motion = body_and_motion(seated(T_S, {"left": course(T_S, MOVE)}), ["left"])
    result = measured(body, motion)
    assert result.record.accepted
    assert math.isnan(result.resting_leg_deg)


@pytest.mark.parametrize("way", [1.0, -1.0])
@pytest.mark.parametrize(("drift_deg", "grade"), [(4.0, "note"), (12.0, "warn"), (21.0, "refuse")])
def test_a_thigh_that_drifts_either_way_is_told(way: float, drift_deg: float, grade: str) -> None:
    body, motion = sample()
    drift_rad = radians(way * drift_deg)
    result = measured(body, with_leg(motion, "left", lambda leg: replace(leg, drift_rad=drift_rad)))
    assert kinds(result)["thigh_drift"].grade == grade
    assert kinds(result)["thigh_drift"].value == pytest.approx(drift_deg, abs=0.1)
    assert result.record.accepted == (grade != "refuse")


@pytest.mark.parametrize(("lift_deg", "grade"), [(8.0, "note"), (12.0, "warn"), (21.0, "refuse")])
def test_a_thigh_that_rises_is_told(lift_deg: float, grade: str) -> None:
    body, motion = sample()
    lift_rad = radians(lift_deg)
    result = measured(body, with_leg(motion, "left", lambda leg: replace(leg, lift_rad=lift_rad)))
    kind = "thigh_lift"
    assert kinds(result)[kind].grade == grade
    assert kinds(result)[kind].value == pytest.approx(lift_deg, abs=0.1)
    assert kinds(result)[kind].direction == "internal"
    assert result.record.accepted == (grade != "refuse")
    assert result.record.reasons == ((kind,) if grade == "refuse" else ())


def test_a_thigh_that_sinks_is_not_lifted() -> None:
    body, motion = sample()
    sunk = with_leg(motion, "left", lambda leg: replace(leg, lift_rad=radians(-15.0)))
    assert kinds(measured(body, sunk)) == {}


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_a_trunk_that_leans_either_way_is_told(way: float) -> None:
    body, motion = sample()
    result = measured(body, replace(motion, trunk_lean_rad=radians(way * 9.0)))
    assert kinds(result)["trunk_lean"].grade == "warn"
    assert kinds(result)["trunk_lean"].value == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize("bend_deg", [12.0, 20.0])
def test_a_shank_that_is_seen_shorter_has_bent_the_knee_at_least_so_far(bend_deg: float) -> None:
    body, motion = sample()
    share = math.cos(math.radians(bend_deg)) - SHANK_SHARE_DOUBT
    bent = with_leg(motion, "left", lambda leg: replace(leg, shank_share=[share] * len(T_S)))
    assert kinds(measured(body, bent))["knee_angle"].value == pytest.approx(bend_deg, abs=0.1)


@pytest.mark.parametrize("twist_deg", [-20.0, 20.0, 30.0])
def test_a_foot_that_twists_is_told_and_never_refused(twist_deg: float) -> None:
    body, motion = sample()
    share = TOE_REACH_SHANKS * math.sin(math.radians(twist_deg))
    twisted = with_leg(motion, "left", lambda leg: replace(leg, toe_share=[share] * len(T_S)))
    result = measured(body, twisted)
    assert kinds(result)["foot_twist"].value == pytest.approx(abs(twist_deg), abs=0.1)
    assert result.record.accepted


def test_a_toe_farther_out_than_a_foot_is_long_is_a_quarter_turn() -> None:
    body, motion = sample()
    far = with_leg(motion, "left", lambda leg: replace(leg, toe_share=[2.0] * len(T_S)))
    assert kinds(measured(body, far))["foot_twist"].value == 90.0


def test_what_cannot_be_seen_is_no_compensation() -> None:
    body, motion = sample()
    nothing = [NAN] * len(T_S)
    blind = with_leg(
        replace(motion, trunk_lean_rad=nothing),
        "left",
        lambda leg: replace(leg, toe_share=nothing, shank_share=nothing, drift_rad=nothing),
    )
    assert kinds(measured(body, blind)) == {}


@pytest.mark.parametrize(
    ("move", "kind", "grade"),
    [
        (Move(1.5, 30.0, hold_s=0.5), "no_hold", "note"),
        (Move(1.5, 35.0, rise_s=0.8, hold_s=0.0, fall_s=0.8), "no_hold", "warn"),
        (Move(1.5, 40.0, rise_s=0.8, fall_s=0.8), "pace", "note"),
        (Move(1.5, 45.0, rise_s=0.45, fall_s=0.45), "pace", "warn"),
    ],
)
def test_haste_is_told(move: Move, kind: str, grade: str) -> None:
    result = measured(*body_and_motion(seated(T_S, {"left": course(T_S, move)})))
    assert kinds(result)[kind].grade == grade


@pytest.mark.parametrize("value", [NAN, 1.9])
def test_below_the_first_limit_there_is_no_compensation(value: float) -> None:
    excursion = excursions_of(sample()[1])[0]
    assert graded_compensation("pelvic_hike", value, excursion) is None


def test_a_repetition_with_a_gap_in_its_hold_does_not_count() -> None:
    body, motion = sample()
    found = excursions_of(motion)
    hold = range(found[0].hold_from + 5, found[0].hold_to - 5)
    holed = with_leg(
        motion,
        "left",
        lambda leg: replace(
            leg, rotation_rad=[NAN if i in hold else v for i, v in enumerate(leg.rotation_rad)]
        ),
    )
    result = measured(body, holed)
    assert len(excursions_of(holed)) == 1
    assert not result.record.accepted
    assert result.record.reasons == ("gap",)


@pytest.mark.parametrize("start_s", [-1.5, 4.5])
def test_a_repetition_that_the_recording_cuts_off_does_not_count(start_s: float) -> None:
    body, motion = body_and_motion(seated(T_S, {"left": still(T_S)}))
    cut = course(T_S, Move(start_s, 30.0, hold_s=1.6))
    moved = with_leg(
        motion, "left", lambda leg: replace(leg, rotation_rad=[math.radians(v) for v in cut])
    )
    assert "unfinished" in measured(body, moved).record.reasons


def test_a_hold_that_shakes_is_not_reliable() -> None:
    body, motion = sample()
    found = excursions_of(motion)
    size_rad = math.radians(2.0 * HOLD_NOISE_LIMIT_DEG)
    shaken = with_leg(
        motion,
        "left",
        lambda leg: replace(
            leg,
            rotation_rad=[v + size_rad * math.sin(1.7 * i) for i, v in enumerate(leg.rotation_rad)],
        ),
    )
    assert measure_repetition(body, shaken, found[0], found).record.reasons[0] == (
        "landmarks_unreliable"
    )


@pytest.mark.parametrize("name", ["knee", "ankle"])
def test_a_leg_hardly_seen_in_the_hold_is_not_reliable(name: str) -> None:
    body, motion = sample()
    seen = body.visibility["left", name]
    hidden = [0.2 if 2.4 < t_s < 4.2 else v for t_s, v in zip(T_S, seen, strict=True)]
    covered = replace(body, visibility={**body.visibility, ("left", name): hidden})
    assert measured(covered, motion).record.reasons == ("landmarks_unreliable",)


@pytest.mark.parametrize(("start_s", "both"), [(1.5, True), (2.5, True), (3.7, True), (5.6, False)])
def test_who_moves_both_legs_at_once_has_no_rest_to_measure_from(
    start_s: float, both: bool
) -> None:
    t_s = times_s(10.0)
    swings: dict[Side, list[float]] = {
        "left": course(t_s, MOVE),
        "right": course(t_s, replace(MOVE, start_s=start_s)),
    }
    result = measured(*body_and_motion(seated(t_s, swings)))
    assert result.side == "left"
    assert ("both_legs_moved" in result.record.reasons) == both


@settings(max_examples=10)
@given(between(15.0, 45.0), directions())
def test_mirrored_legs_read_alike(peak_deg: float, direction: str) -> None:
    signed = peak_deg if direction == "internal" else -peak_deg
    left, right = measured(*sample("left", signed)), measured(*sample("right", signed))
    assert left.record == right.record
    assert left.error.geometry_sd_deg == pytest.approx(right.error.geometry_sd_deg, abs=1e-6)
