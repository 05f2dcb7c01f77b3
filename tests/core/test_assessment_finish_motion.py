"""A phone on the shank, measured whole: right numbers where it can, a named refusal where not."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from coxa.assessment.finish_motion import (
    MotionFacts,
    MotionOptions,
    finish_motion,
)
from coxa.assessment.motion_axis import Mounting
from coxa.assessment.motion_error import (
    MotionRepetitionError,
    model_motion_error_95_deg,
    motion_error_95_deg,
    slope_error_deg,
)
from coxa.errors import RefusedError
from coxa.hip import Facing, internal_direction
from coxa.inertial.up import UpSeries
from coxa.messages.catalog import has_sentence, refusal_of, warning
from coxa.phantom.plan import CompensationPlan, Motion, RepetitionPlan
from coxa.phantom.sensor import (
    KneeSwing,
    PhoneMounting,
    SensorPosition,
    SensorTrial,
    mounting_facing,
)
from coxa.phantom.space import about_x, about_y, about_z, chain
from coxa.records.assessment import SIDES, Direction, Side
from coxa.records.codec import assessment_from_json, assessment_to_json
from tests.core.sensor_samples import (
    QUIET,
    RECORD_ID,
    finished,
    motion,
    ranges,
    side_of,
    trial,
    true_up,
)
from tests.strategies import between

ANY_SENSOR = Mounting(screen_axis=None, long_axis=None)
FACINGS: tuple[Facing, ...] = get_args(Facing)
POSITIONS: tuple[SensorPosition, ...] = get_args(SensorPosition)


def refused(code: str, told: Mounting | None = None, **values: Any) -> None:  # noqa: ANN401
    made = trial(**values)
    with pytest.raises(RefusedError) as caught:
        finished(made, mounting=told)
    assert caught.value.code == code
    assert refusal_of(caught.value).next_step


def codes(done: Any) -> set[str]:  # noqa: ANN401  # a Finished
    """Of everything a person is told."""
    assessment = done.assessment
    return {n.code for n in (*assessment.quality.reasons, *assessment.warnings)}


# ------------------------------------------------------------------------------------ right numbers


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("side", SIDES)
def test_both_ranges_are_found(position: SensorPosition, side: Side) -> None:
    made = trial(position=position, motion=motion(side), seed=3)
    done = finished(made)
    internal, external = ranges(made, done)
    assert internal.value_deg == pytest.approx(made.truth.mean_peak_deg("internal"), abs=1.0)
    assert external.value_deg == pytest.approx(made.truth.mean_peak_deg("external"), abs=1.0)
    assert (internal.n, external.n) == (2, 2)
    assert done.assessment.device == "sensor"
    assert done.assessment.position == position
    assert done.assessment.side_source == "side_option"
    other: Side = "right" if side == "left" else "left"
    assert done.assessment.side(other) is None
    assert done.series.side(side) is not None
    assert done.series.side(other) is None


@pytest.mark.parametrize("facing", FACINGS)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("position", POSITIONS)
def test_a_declared_mounting_says_which_way_is_inward(
    facing: Facing, side: Side, position: SensorPosition
) -> None:
    made = trial(
        position=position,
        mounting=mounting_facing(facing, side, roll_deg=130.0),
        motion=motion(side, directions=("external", "internal"), repetitions=1,
                      left_internal_deg=20.0, right_internal_deg=20.0),
    )  # fmt: skip
    done = finished(made, mounting=Mounting(facing=facing))
    internal, external = ranges(made, done)
    assert internal.value_deg == pytest.approx(20.0, abs=3.5)
    assert external.value_deg == pytest.approx(36.0, abs=3.5)
    assert done.assessment.method.params["direction_from"] == "mounting"
    assert not {c for c in codes(done) if c.startswith("sensor_first")}


def test_without_a_mounting_the_first_movement_decides_and_the_record_says_so() -> None:
    made = trial(motion=motion(left_internal_deg=20.0, left_external_deg=40.0))
    done = finished(made)
    swapped = finished(made, mounting=Mounting(first_direction="external"))
    assert "sensor_first_internal" in codes(done)
    assert "sensor_first_external" in codes(swapped)
    assert done.assessment.method.params["direction_from"] == "first_movement"
    assert done.assessment.method.params["first_direction"] == "internal"
    assert ranges(made, done)[0].value_deg == ranges(made, swapped)[1].value_deg


@settings(max_examples=20, deadline=None)
@given(between(-3.1, 3.1), between(-3.1, 3.1), between(-3.1, 3.1))
def test_any_mounting_gives_the_same_values(a: float, b: float, c: float) -> None:
    made = trial(motion=motion(repetitions=1))
    turned = true_up(made, chain(about_x(a), about_y(b), about_z(c)))
    for one, other in zip(
        ranges(made, finished(made, mounting=ANY_SENSOR)),
        ranges(made, finished(made, turned, ANY_SENSOR)),
        strict=True,
    ):
        assert other.value_deg == pytest.approx(one.value_deg, abs=0.11)


@settings(max_examples=15, deadline=None)
@given(between(0.0, 5000.0))
def test_a_recording_that_began_earlier_gives_the_same_values(later_s: float) -> None:
    made = trial(motion=motion(repetitions=1))
    up = true_up(made)
    shifted = replace(up, t_s=array("d", (t + later_s for t in up.t_s)))
    for one, other in zip(
        ranges(made, finished(made)), ranges(made, finished(made, shifted)), strict=True
    ):
        assert other.value_deg == pytest.approx(one.value_deg, abs=0.11)


def test_the_rate_hardly_matters() -> None:
    values = []
    for rate_hz in (20.0, 50.0, 60.0, 200.0):
        made = trial(rate_hz=rate_hz, motion=motion(**QUIET))
        values.append([r.value_deg for r in ranges(made, finished(made))])
    for other in values[1:]:
        assert other == pytest.approx(values[0], abs=0.6)


def test_the_record_survives_as_json_and_repeats() -> None:
    made = trial()
    done = finished(made)
    assert assessment_from_json(assessment_to_json(done.assessment)) == done.assessment
    assert finished(made).assessment == done.assessment


def test_a_knee_that_bends_along_is_named_and_does_not_spoil_the_value() -> None:
    plan = CompensationPlan(kind="knee_angle", amount=20.0)
    made = trial(motion=motion(compensations=(plan,)))
    done = finished(made)
    internal, external = ranges(made, done)
    assert internal.value_deg == pytest.approx(made.truth.mean_peak_deg("internal"), abs=1.5)
    assert external.value_deg == pytest.approx(made.truth.mean_peak_deg("external"), abs=1.5)
    assert {c.kind for c in side_of(made, done).compensations} >= {"knee_angle"}


# --------------------------------------------------------------------- what a phone cannot see


def test_a_hip_lift_reads_one_to_one_and_the_record_says_that_it_is_not_seen() -> None:
    plan = CompensationPlan(kind="pelvic_hike", amount=5.0)
    made = trial(motion=motion(compensations=(plan,)))
    done = finished(made)
    internal, _ = ranges(made, done)
    error_deg = internal.value_deg - (made.truth.mean_peak_deg("internal") or 0.0)
    assert error_deg == pytest.approx(5.0, abs=1.2)
    assert "sensor_pelvis_unseen" in codes(done)
    assert abs(error_deg) < internal.error_95_deg


def test_the_error_allows_for_a_pelvis_nobody_watches_and_keeps_the_floor() -> None:
    one = MotionRepetitionError(peak_deg=30.0, bend_deg=0.0, rest_sd_deg=0.0, has_gyroscope=True)
    assert model_motion_error_95_deg([one] * 3) > 1.96 * 2.0
    assert motion_error_95_deg([one] * 50) >= 3.8
    blind = replace(one, has_gyroscope=False)
    assert model_motion_error_95_deg([blind] * 3) > model_motion_error_95_deg([one] * 3)
    unsure = replace(one, rest_sd_deg=5.0)
    assert model_motion_error_95_deg([unsure] * 3) > model_motion_error_95_deg([one] * 3)
    with pytest.raises(ValueError, match="no repetition"):
        model_motion_error_95_deg([])


def test_a_sloping_thigh_costs_what_plane_geometry_says() -> None:
    # evidence.md 2.3: sloped by 10 degrees 0.3 to 0.7, by 20 degrees 1.3 to 2.8, at 20 to 40.
    assert slope_error_deg(20.0, 10.0) == pytest.approx(0.3, abs=0.06)
    assert slope_error_deg(40.0, 10.0) == pytest.approx(0.7, abs=0.06)
    assert slope_error_deg(20.0, 20.0) == pytest.approx(1.3, abs=0.06)
    assert slope_error_deg(40.0, 20.0) == pytest.approx(2.8, abs=0.06)


# ---------------------------------------------------------------------------- slips and false rests


@pytest.mark.parametrize("slip_deg", [12.0, 40.0, -15.0])
def test_a_slip_refuses_what_comes_after_it(slip_deg: float) -> None:
    made = trial(slip_at_s=9.5, slip_deg=slip_deg, motion=motion(repetitions=3))
    done = finished(made)
    result = side_of(made, done)
    assert "sensor_slipped" in codes(done)
    assert any("slipped" in r.reasons for r in result.repetitions)
    for repetition in result.repetitions:
        if repetition.accepted:
            true_deg = made.truth.mean_peak_deg(repetition.direction) or 0.0
            assert repetition.peak_deg == pytest.approx(true_deg, abs=4.0)


def test_an_early_slip_does_not_exchange_the_directions() -> None:
    made = trial(
        slip_at_s=5.2, slip_deg=12.0,
        motion=motion(repetitions=3, left_internal_deg=20.0, left_external_deg=40.0),
    )  # fmt: skip
    internal, external = ranges(made, finished(made))
    assert internal.value_deg == pytest.approx(20.0, abs=3.0)
    assert external.value_deg == pytest.approx(40.0, abs=3.0)


def test_a_phone_strapped_on_after_the_start_is_measured_and_told() -> None:
    made = trial(
        turned_until_s=3.0, turned_deg=85.0, mounting=PhoneMounting(),
        motion=motion(rest_start_s=6.0),
    )  # fmt: skip
    done = finished(made)
    assert "sensor_turned" in codes(done)
    internal, _ = ranges(made, done)
    assert internal.value_deg == pytest.approx(made.truth.mean_peak_deg("internal"), abs=1.0)


def test_a_recording_that_begins_in_the_midst_of_a_movement_is_refused() -> None:
    refused("sensor_first_unseen", motion=motion(rest_start_s=0.05, repetitions=3))


def test_a_gap_before_the_first_movement_is_refused_unless_the_mounting_is_known() -> None:
    plan = motion(repetitions=3)
    lost: dict[str, Any] = {
        "gaps_s": ((2.0, 4.5),),
        "motion": plan,
        "mounting": mounting_facing("forward", "left"),
    }
    refused("sensor_first_unseen", **lost)
    made = trial(**lost)
    internal, _ = ranges(made, finished(made, mounting=Mounting(facing="forward")))
    assert internal.value_deg == pytest.approx(made.truth.mean_peak_deg("internal"), abs=2.0)


def test_a_repetition_with_a_gap_does_not_count() -> None:
    made = trial(motion=motion(repetitions=3), gaps_s=((6.6, 7.4),))
    done = finished(made)
    reasons = [r.reasons for r in side_of(made, done).repetitions if not r.accepted]
    assert ("gap",) in reasons or any("gap" in r for r in reasons)


def test_a_leg_that_turns_round_does_not_count() -> None:
    made = trial(motion=motion(repetitions=3))
    up = true_up(made)
    first = made.truth.repetitions[2]
    turning = array("d")
    for i, now_s in enumerate(up.t_s):
        rate_rad_s = 1.0 if first.start_s < now_s < first.hold_from_s else 0.0
        turning.extend(rate_rad_s * v for v in up.vector(i))
    done = finished(made, replace(up, turn_rad_s=turning))
    reasons = [r.reasons for r in side_of(made, done).repetitions]
    assert [i for i, r in enumerate(reasons) if "turned_round" in r] == [2]


# -------------------------------------------------------------------------------- knee or hip


def test_knee_swings_beside_the_test_are_told_apart() -> None:
    made = trial(
        motion=motion(rest_start_s=11.0),
        knee_swings=(KneeSwing(at_s=3.0, amount_deg=60.0), KneeSwing(at_s=7.0, amount_deg=55.0)),
    )
    done = finished(made)
    internal, _ = ranges(made, done)
    assert internal.value_deg == pytest.approx(made.truth.mean_peak_deg("internal"), abs=1.0)
    assert "sensor_knee_swing" in codes(done)


def swings(*amounts_deg: float) -> dict[str, Any]:
    """Knee swings and nothing else."""
    return {
        "motion": Motion(order=("left",), repetitions=0, duration_s=4.0 * len(amounts_deg) + 4.0),
        "knee_swings": tuple(
            KneeSwing(at_s=2.0 + 4.0 * i, amount_deg=v) for i, v in enumerate(amounts_deg)
        ),
    }


def test_straightening_the_knee_is_not_a_turn_of_the_hip() -> None:
    refused("sensor_knee_swing", **swings(70.0, 72.0, 68.0))
    refused("sensor_knee_swing", **swings(65.0, -15.0, 66.0, -15.0))
    refused("sensor_one_direction", **swings(35.0, 33.0, 36.0))


def test_a_swing_to_and_fro_is_told_apart_where_the_mounting_is_known() -> None:
    pendulum = swings(30.0, -25.0, 30.0, -25.0)
    mounting = mounting_facing("forward", "left")
    refused("sensor_knee_swing", Mounting(facing="forward"), mounting=mounting, **pendulum)
    # Without it nothing can tell: the warning names it.
    assert "knee" in warning("sensor_first_internal").message


def test_one_way_only_counts_where_the_mounting_is_known() -> None:
    plan = motion(directions=("internal",), repetitions=3)
    mounting = mounting_facing("outward", "left")
    refused("sensor_one_direction", motion=plan, mounting=mounting)
    made = trial(motion=plan, mounting=mounting)
    result = side_of(made, finished(made, mounting=Mounting(facing="outward")))
    assert result.external_rotation is None
    assert result.internal_rotation is not None
    assert result.internal_rotation.n == 3


def test_a_mounting_that_is_not_so_is_refused() -> None:
    refused(
        "sensor_knee_swing",
        Mounting(facing="forward"),
        mounting=mounting_facing("outward", "left"),
    )


# ---------------------------------------------------------------------------- not on the shank


def test_places_that_are_no_shank() -> None:
    refused("sensor_still", placement="table")
    refused("sensor_never_still", placement="hand", motion=motion(repetitions=3))
    refused("sensor_lies_flat", placement="thigh", mounting=PhoneMounting(round_deg=8.0))


def test_the_outside_of_the_thigh_is_warned_of() -> None:
    made = trial(placement="thigh", mounting=PhoneMounting(round_deg=80.0))
    assert "sensor_maybe_thigh" in codes(finished(made))


def test_a_leg_that_hardly_moves_and_a_phone_that_does_not() -> None:
    small = motion(left_internal_deg=4.0, left_external_deg=4.0, peak_sd_deg=0.0)
    refused("no_movement", motion=small)
    refused("sensor_still", motion=Motion(order=("left",), repetitions=0, duration_s=10.0))


# ------------------------------------------------------------------- no repetition that counts


TOLD: dict[str, Any] = {"mounting": mounting_facing("forward", "left")}
FORWARD = Mounting(facing="forward")


def with_gaps(made: SensorTrial, *numbers: int) -> UpSeries:
    """Half a second of these repetitions' holds is missing."""
    up = true_up(made)
    holds_s = [made.truth.repetitions[number].hold_from_s for number in numbers]
    lost = [any(from_s < t_s - 0.3 < from_s + 0.5 for from_s in holds_s) for t_s in up.t_s]
    return replace(up, valid=array("b", (int(not is_lost) for is_lost in lost)))


def code_of(made: SensorTrial, up: UpSeries) -> str:
    """Code of the refusal of a recording whose mounting is known."""
    with pytest.raises(RefusedError) as caught:
        finished(made, up, FORWARD)
    assert refusal_of(caught.value).next_step
    return caught.value.code


def test_gaps_in_every_repetition_are_named() -> None:
    made = trial(**TOLD)
    assert code_of(made, with_gaps(made, 0, 1, 2, 3)) == "sensor_unusable"


def test_repetitions_that_all_turn_round_are_too_few() -> None:
    made = trial(**TOLD)
    up = true_up(made)
    turning = array("d")
    for i, now_s in enumerate(up.t_s):
        is_out = any(r.start_s < now_s < r.hold_from_s for r in made.truth.repetitions)
        turning.extend((1.0 if is_out else 0.0) * v for v in up.vector(i))
    assert code_of(made, replace(up, turn_rad_s=turning)) == "too_few_repetitions"


def test_a_strap_that_slips_right_after_the_only_movement_is_named() -> None:
    refused("sensor_slipped", FORWARD, slip_at_s=5.0, motion=motion(repetitions=1), **TOLD)


def test_a_knee_that_swings_further_than_the_hip_turns_is_named() -> None:
    hip: tuple[tuple[Direction, float], ...] = (("internal", 30.0), ("external", 30.0))
    knee: tuple[tuple[Direction, float], ...] = 4 * (("internal", 18.0),)
    script = tuple(
        RepetitionPlan(side="left", direction=direction, peak_deg=peak_deg, pause_s=1.0)
        for direction, peak_deg in (*hip, *knee)
    )
    plan = motion(script=script, **QUIET)
    starts_s = [r.start_s for r in trial(motion=plan).truth.repetitions[2:]]
    made = trial(
        motion=plan,
        knee_swings=tuple(KneeSwing(at_s=at_s, amount_deg=55.0) for at_s in starts_s),
        **TOLD,
    )
    assert code_of(made, with_gaps(made, 0, 1)) == "sensor_knee_swing"


def test_a_knee_that_swings_with_every_repetition_is_named_once() -> None:
    plan = motion(repetitions=3, rest_start_s=3.0, pause_s=1.5, **QUIET)
    starts_s = [r.start_s for r in trial(motion=plan).truth.repetitions]
    made = trial(
        motion=plan,
        knee_swings=tuple(KneeSwing(at_s=at_s - 0.5, amount_deg=30.0) for at_s in starts_s),
        **TOLD,
    )
    reasons = {r.reasons for r in side_of(made, finished(made)).repetitions}
    assert reasons == {(), ("knee_swing",)}


# ------------------------------------------------------------------------------- no clear axis


def test_a_knee_held_out_before_every_turn_leaves_no_clear_axis() -> None:
    plan = motion(repetitions=1, rest_start_s=8.0, pause_s=7.0, **QUIET)
    starts_s = [r.start_s for r in trial(motion=plan).truth.repetitions]
    held = tuple(KneeSwing(at_s=t_s - 4.0, amount_deg=22.0, duration_s=6.0) for t_s in starts_s)
    refused("sensor_axis_unclear", FORWARD, motion=plan, knee_swings=held, **TOLD)


def test_a_mounting_that_is_half_so_is_refused() -> None:
    refused("sensor_axis_unclear", FORWARD, mounting=PhoneMounting(round_deg=45.0))


def test_two_axes_moved_about_equally_often_are_refused() -> None:
    pendulum = tuple(
        KneeSwing(at_s=2.0 + 4.0 * i, amount_deg=v) for i, v in enumerate((30, -25, 30, -25))
    )
    refused("sensor_axis_unclear", motion=motion(rest_start_s=19.0), knee_swings=pendulum)


def test_one_way_of_each_of_two_axes_is_refused() -> None:
    refused(
        "sensor_axis_unclear",
        motion=motion(rest_start_s=10.0, directions=("internal",)),
        knee_swings=(KneeSwing(at_s=2.0, amount_deg=30.0), KneeSwing(at_s=6.0, amount_deg=30.0)),
    )


# ---------------------------------------------------------------------------------- bad input


def test_a_recording_without_any_rest_is_refused() -> None:
    hasty = motion(rest_start_s=0.3, rest_end_s=0.3, hold_s=0.1, pause_s=0.1, repetitions=3)
    refused("sensor_no_rest", motion=hasty)


def test_what_the_orientation_noticed_is_told() -> None:
    made = trial()
    assert "tilt_restarted" in codes(
        finished(made, replace(true_up(made), notices=("tilt_restarted",)))
    )


def options(**values: Any) -> MotionOptions:  # noqa: ANN401
    return MotionOptions(id=RECORD_ID, side="left", **values)


FACTS = MotionFacts(
    subject="p", recorded_at="2026-11-22T10:00:00+01:00", recording_sha256="0" * 64, orientation="x"
)


@pytest.mark.parametrize("position", ["supine_hip_flexed", "standing"])
def test_a_position_in_which_gravity_shows_nothing_is_refused(position: Any) -> None:  # noqa: ANN401
    with pytest.raises(RefusedError) as caught:
        finish_motion(true_up(trial()), FACTS, options(position=position))
    assert has_sentence(f"refusal.{caught.value.code}")


def lying(n: int, rate_hz: float, valid: int) -> UpSeries:
    return UpSeries(
        t_s=array("d", (i / rate_hz for i in range(n))),
        up=array("d", [0.0, 1.0, 0.0] * n),
        valid=array("b", [valid] * n),
    )


def test_too_long_too_short_and_unusable() -> None:
    for up, code in (
        (lying(7200, 1.0, 1), "sensor_too_long"),
        (lying(1, 1.0, 1), "sensor_unusable"),
        (lying(500, 50.0, 0), "sensor_unusable"),
    ):
        with pytest.raises(RefusedError) as caught:
            finish_motion(up, FACTS, options())
        assert caught.value.code == code
        assert refusal_of(caught.value).message


@pytest.mark.parametrize("side", SIDES)
def test_the_way_of_up_follows_the_words(side: Side) -> None:
    """Seated, right leg, screen to the front: outward is to the person's right, -x of the phone."""
    way = internal_direction((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), "forward", side, "seated")
    assert way == pytest.approx((-1.0 if side == "right" else 1.0, 0.0, 0.0))
