"""A recording in, an assessment or a refusal out: the whole way, and every way to leave it."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.assessment.finish import FinishOptions, finish
from coxa.assessment.result import Finished
from coxa.assessment.series import RotationSeries, SideSeries
from coxa.errors import RefusedError
from coxa.messages.catalog import refusal_of
from coxa.phantom import (
    EXACT,
    Camera,
    CompensationPlan,
    Motion,
    Noise,
    PhantomScenario,
    PhantomTrial,
    simulate,
)
from coxa.records.assessment import DIRECTIONS, SIDES, Assessment, RangeOfMotion, Side
from coxa.records.codec import assessment_from_json, assessment_to_json
from coxa.records.landmarks import LandmarkRecording
from coxa.tables.load import TABLES_VERSION
from coxa.version import __version__
from tests.core.seated_samples import (
    MOVE_S,
    OPTIONS,
    Move,
    Row,
    a_test,
    changed,
    course,
    mirror_image,
    scaled,
    seated,
    still,
    times_s,
    unseen,
)
from tests.strategies import between

Spoil = Callable[[LandmarkRecording], LandmarkRecording]
SHORT = Motion(repetitions=1, rest_start_s=2.0, rest_end_s=1.0)


@lru_cache(maxsize=1)
def a_recording() -> LandmarkRecording:
    """One repetition each way of each leg, left first."""
    return seated(*a_test())


@lru_cache(maxsize=1)
def a_full_recording() -> LandmarkRecording:
    """Three repetitions each way of each leg."""
    return seated(*a_test(peaks_deg=(30.0, -35.0, 31.0, -36.0, 32.0, -34.0)))


@lru_cache(maxsize=1)
def a_trial() -> PhantomTrial:
    """Realistic landmarks with their outline."""
    return simulate(PhantomScenario(motion=SHORT, seed=3))


def ranges(assessment: Assessment) -> dict[tuple[str, str], float]:
    """Every value that was measured."""
    return {
        (side, direction): rom.value_deg
        for side in SIDES
        if (result := assessment.side(side)) is not None
        for direction in DIRECTIONS
        if (rom := getattr(result, f"{direction}_rotation")) is not None
    }


def refused(recording: LandmarkRecording, options: FinishOptions = OPTIONS) -> str:
    """Code of the refusal, which has a sentence and a next step."""
    with pytest.raises(RefusedError) as refusal:
        finish(recording, options)
    assert refusal_of(refusal.value).next_step
    return refusal.value.code


def first_images(recording: LandmarkRecording, count: int) -> LandmarkRecording:
    width = len(recording.points) // len(recording)
    return replace(
        recording,
        t_s=recording.t_s[:count],
        points=recording.points[: count * width],
        person=recording.person[:count],
        people=recording.people[:count],
        luminance=recording.luminance[:count],
    )


def moving_while(
    recording: LandmarkRecording, part: str, across_px: float, down_px: float
) -> LandmarkRecording:
    """Some landmarks elsewhere whenever the left foot is off its rest."""
    home_px = recording.column("left_ankle", "x_px")[0]
    away = [abs(x - home_px) > 20.0 for x in recording.column("left_ankle", "x_px")]

    def change(i: int, name: str, row: Row) -> Row:
        if part not in name or not away[i]:
            return row
        return (row[0] + across_px, row[1] + down_px, *row[2:])

    return changed(recording, change)


def hidden_while_moving(recording: LandmarkRecording, side: Side) -> LandmarkRecording:
    """The model hardly sees a leg off its rest."""
    x_px = recording.column(f"{side}_ankle", "x_px")

    def change(i: int, name: str, row: Row) -> Row:
        is_hidden = name == f"{side}_knee" and abs(x_px[i] - x_px[0]) > 20.0
        return (*row[:3], 0.2, row[4]) if is_hidden else row

    return changed(recording, change)


# --------------------------------------------------------------------------------- what is measured


def test_every_side_and_direction_is_measured() -> None:
    assessment = finish(a_full_recording(), OPTIONS).assessment
    assert ranges(assessment) == {
        (side, direction): pytest.approx(31.0 if direction == "internal" else 35.0, abs=0.3)
        for side in SIDES
        for direction in DIRECTIONS
    }
    assert assessment.quality.grade == "good"
    assert assessment.quality.reasons == assessment.warnings == ()
    for side in SIDES:
        result = assessment.side(side)
        assert result is not None
        assert result.total_arc is not None
        assert result.total_arc.value_deg == pytest.approx(66.0, abs=0.4)
        assert result.total_arc.error_95_deg > 5.0
        assert result.compensations == ()
        assert [r.accepted for r in result.repetitions] == [True] * 6
        assert result.internal_rotation is not None
        assert result.internal_rotation.n == 3
        assert result.internal_rotation.sd_deg == pytest.approx(1.0, abs=0.1)
    assert [s.finding for s in assessment.comparison.sides] == ["no_measurable_difference"] * 2
    assert len(assessment.comparison.norms) == len(assessment.comparison.reference) == 4


def test_the_record_says_where_it_comes_from() -> None:
    recording = a_recording()
    assessment = finish(recording, OPTIONS).assessment
    assert assessment.id == OPTIONS.id
    assert assessment.subject == recording.subject
    assert assessment.recorded_at == recording.recorded_at
    assert assessment.recording_sha256 == recording.recording_sha256
    assert assessment.coxa_version == __version__
    assert assessment.tables_version == TABLES_VERSION
    assert (assessment.position, assessment.mode) == ("seated", "active")
    assert assessment.method.model == "none"
    assert assessment.method.params == {
        "pose": "by hand",
        "pose_version": "1",
        "outline": False,
        "camera_yaw_deg": 0.0,
        "pose_passes": 2,
    }


def test_the_record_survives_its_file() -> None:
    assessment = finish(a_trial().recording, OPTIONS).assessment
    text = json.dumps(assessment_to_json(assessment), allow_nan=False)
    assert assessment_from_json(json.loads(text)) == assessment


def test_the_same_recording_gives_the_same_result() -> None:
    recording = a_trial().recording
    assert finish(recording, OPTIONS) == finish(recording, OPTIONS)


def test_realistic_landmarks_are_read_within_the_stated_error() -> None:
    trial = a_trial()
    assessment = finish(trial.recording, OPTIONS).assessment
    found = ranges(assessment)
    assert len(found) == 4
    for side in SIDES:
        for direction in DIRECTIONS:
            true_deg = trial.truth.mean_peak_deg(side, direction)
            # The floor of the stated error: 3.8 degrees.
            assert found[side, direction] == pytest.approx(true_deg, abs=3.8)


@pytest.mark.parametrize("factor", [2, 3])
def test_more_pixels_change_no_angle(factor: int) -> None:
    plain = finish(a_trial().recording, OPTIONS).series
    large = finish(scaled(a_trial().recording, factor), OPTIONS).series
    for side in SIDES:
        one, other = plain.side(side), large.side(side)
        assert one is not None
        assert other is not None
        assert other.rotation_deg == pytest.approx(one.rotation_deg, abs=0.05)


def test_a_mirror_image_turned_round_gives_the_same_result() -> None:
    recording = a_trial().recording
    plain = finish(recording, OPTIONS)
    turned = finish(mirror_image(recording), replace(OPTIONS, flip=True))
    assert turned.series == plain.series
    assert replace(turned.assessment, warnings=(), side_source="metadata") == replace(
        plain.assessment, warnings=()
    )


def test_a_mirror_image_nobody_turned_round_gives_the_same_values_on_the_exchanged_sides() -> None:
    recording = a_trial().recording
    plain, mirrored = finish(recording, OPTIONS), finish(mirror_image(recording), OPTIONS)
    assert mirrored.assessment.left == plain.assessment.right
    assert mirrored.assessment.right == plain.assessment.left
    assert mirrored.series.left == plain.series.right


@settings(max_examples=4)
@given(between(0.0, 500.0))
def test_when_it_happened_does_not_matter(shift_s: float) -> None:
    recording = a_recording()
    later = replace(recording, t_s=array("d", [t_s + shift_s for t_s in recording.t_s]))
    assert ranges(finish(later, OPTIONS).assessment) == {
        key: pytest.approx(value, abs=0.11)
        for key, value in ranges(finish(recording, OPTIONS).assessment).items()
    }


@settings(max_examples=4)
@given(between(15.0, 45.0), between(15.0, 45.0), st.permutations(SIDES))
def test_any_angles_in_any_order_are_read(
    internal_deg: float, external_deg: float, order: list[Side]
) -> None:
    recording = seated(*a_test(sides=order, peaks_deg=(internal_deg, -external_deg)))
    assert ranges(finish(recording, OPTIONS).assessment) == {
        (side, direction): pytest.approx(
            internal_deg if direction == "internal" else external_deg, abs=0.5
        )
        for side in SIDES
        for direction in DIRECTIONS
    }


# ------------------------------------------------------------------------------------ which side


def test_one_side_alone_is_measured_and_said() -> None:
    finished = finish(seated(*a_test(sides=("left",))), OPTIONS)
    assert finished.assessment.right is None
    assert finished.series.right is None
    assert finished.series.left is not None
    assert [w.code for w in finished.assessment.warnings] == ["one_side_only"]
    assert set(ranges(finished.assessment)) == {("left", d) for d in DIRECTIONS}


def test_one_direction_alone_has_no_total_arc() -> None:
    assessment = finish(seated(*a_test(sides=("left",), peaks_deg=(30.0,))), OPTIONS).assessment
    assert assessment.left is not None
    assert assessment.left.external_rotation is None
    assert assessment.left.total_arc is None


@pytest.mark.parametrize("side", SIDES)
def test_the_side_that_was_asked_for_is_measured(side: Side) -> None:
    assessment = finish(a_recording(), replace(OPTIONS, side=side)).assessment
    whole = finish(a_recording(), OPTIONS).assessment
    assert assessment.side(side) == whole.side(side)
    assert {s for s, _ in ranges(assessment)} == {side}


def test_a_side_that_did_not_move_was_not_tested() -> None:
    recording = seated(*a_test(sides=("left",)))
    assert refused(recording, replace(OPTIONS, side="right")) == "no_movement"


def test_the_other_leg_must_rest_also_where_one_side_was_asked_for() -> None:
    t_s = times_s(7.0)
    swings = course(t_s, Move(2.0, 30.0))
    recording = seated(t_s, {"left": swings, "right": swings})
    assert refused(recording, replace(OPTIONS, side="left")) == "both_legs_moved"


@pytest.mark.parametrize(
    ("mirrored", "asked", "expected"),
    [
        (None, None, "assumed"),
        (False, None, "metadata"),
        (True, None, "metadata"),
        (None, "side_check", "side_check"),
        (False, "mirrored_option", "mirrored_option"),
    ],
)
def test_how_left_and_right_are_known_is_said(
    mirrored: bool | None, asked: str | None, expected: str
) -> None:
    recording = replace(a_recording(), mirrored=mirrored)
    options = FinishOptions(id=OPTIONS.id, side_source=asked)  # type: ignore[arg-type]
    assessment = finish(recording, options).assessment
    assert assessment.side_source == expected
    codes = [w.code for w in assessment.warnings]
    assert codes == (["side_not_certain"] if expected == "assumed" else [])


def test_one_leg_in_view_is_measured_without_the_other() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (*row[:3], 0.1, row[4]) if name == "right_ankle" else row

    covered = changed(a_recording(), change)
    assert {s for s, _ in ranges(finish(covered, OPTIONS).assessment)} == {"left"}
    assert refused(covered, replace(OPTIONS, side="right")) == "legs_out_of_view"


# ------------------------------------------------------------------------------- quality, warnings


def codes(recording: LandmarkRecording) -> list[str]:
    return [notice.code for notice in finish(recording, OPTIONS).assessment.quality.reasons]


def test_few_repetitions_are_fair() -> None:
    assessment = finish(a_recording(), OPTIONS).assessment
    assert assessment.quality.grade == "fair"
    assert [notice.code for notice in assessment.quality.reasons] == ["too_few_repetitions"]
    assert assessment.quality.reasons[0].message


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda r: replace(r, luminance=array("d", [0.08] * len(r))), "too_dark"),
        (lambda r: unseen(r, range(len(r) - 15, len(r) - 2)), "no_person"),
        (lambda r: replace(r, people=array("i", [1 + (i % 20 == 0) for i in range(len(r))])),
         "two_people"),
        (lambda r: moving_while(r, "_hip", 25.0, 0.0), "camera_moved"),
        (lambda r: changed(r, lambda _i, n, w: (w[0], -9.0, *w[2:]) if n == "nose" else w),
         "head_out_of_view"),
    ],
    ids=["dark", "gap", "two people", "moved seat", "head out"],
)  # fmt: skip
def test_what_is_half_met_is_a_reason(spoil: Spoil, code: str) -> None:
    assert code in codes(spoil(a_recording()))


def test_many_reasons_are_poor() -> None:
    dark = replace(a_recording(), luminance=array("d", [0.08] * len(a_recording())))
    assessment = finish(unseen(dark, range(len(dark) - 15, len(dark) - 2)), OPTIONS).assessment
    assert assessment.quality.grade == "poor"
    assert len(assessment.quality.reasons) == 3


def test_repetitions_that_differ_are_a_reason() -> None:
    recording = seated(*a_test(sides=("left",), peaks_deg=(30.0, -35.0, 22.0, -35.0, 30.0, -35.0)))
    assert codes(recording) == ["repetitions_differ"]


def test_a_leg_that_tips_along_was_not_tested_and_shows_a_roll() -> None:
    t_s = times_s(7.0)
    move = Move(2.0, 35.0)
    tips = course(t_s, replace(move, peak_deg=-8.0))
    assessment = finish(seated(t_s, {"left": course(t_s, move), "right": tips}), OPTIONS).assessment
    assert assessment.right is None
    assert assessment.left is not None
    assert "pelvic_hike" in {c.kind for c in assessment.left.compensations}
    assert ranges(assessment) == {("left", "internal"): pytest.approx(27.0, abs=0.5)}


def test_a_late_rest_is_a_warning() -> None:
    t_s = times_s(12.0)
    restless = [10.0 * math.sin(4.0 * t) if t < 3.2 else 0.0 for t in t_s]
    turning = course(t_s, Move(6.0, 30.0))
    recording = seated(
        t_s, {"left": [a + b for a, b in zip(restless, turning, strict=True)], "right": still(t_s)}
    )
    assessment = finish(recording, OPTIONS).assessment
    assert "late_rest" in [w.code for w in assessment.warnings]


def test_what_was_found_on_reading_is_passed_on() -> None:
    told = finish(replace(a_recording(), notices=("truncated",)), OPTIONS).assessment
    assert [w.code for w in told.warnings] == ["truncated"]


def test_the_worst_of_each_compensation_is_told_for_the_side() -> None:
    t_s, swings = a_test(sides=("left",), peaks_deg=(30.0, -30.0, 30.0, 30.0))
    lean = course(t_s, *(Move(2.0 + k * (MOVE_S + 0.5), deg) for k, deg in ((0, 5.5), (1, 7.0))))
    worse = course(t_s, *(Move(2.0 + k * (MOVE_S + 0.5), deg) for k, deg in ((2, 8.0), (3, 5.5))))
    both = [a + b for a, b in zip(lean, worse, strict=True)]
    left = finish(seated(t_s, swings, lean_deg=both), OPTIONS).assessment.left
    assert left is not None
    leans = [c for c in left.compensations if c.kind == "trunk_lean"]
    assert {(c.direction, c.grade) for c in leans} == {("internal", "warn"), ("external", "warn")}
    assert next(c.value for c in leans if c.direction == "internal") == pytest.approx(8.0, abs=0.3)


def test_a_refused_repetition_does_not_enter_the_range() -> None:
    t_s, swings = a_test(sides=("left",), peaks_deg=(30.0, -30.0, 40.0))
    lean = course(t_s, Move(2.0 + 2 * (MOVE_S + 0.5), 20.0))
    left = finish(seated(t_s, swings, lean_deg=lean), OPTIONS).assessment.left
    assert left is not None
    assert [r.accepted for r in left.repetitions] == [True, True, False]
    assert left.repetitions[2].reasons == ("trunk_lean",)
    assert (
        left.internal_rotation
        == RangeOfMotion(
            value_deg=30.0, error_95_deg=left.internal_rotation.error_95_deg, sd_deg=None, n=1
        )
        if left.internal_rotation
        else False
    )


# ----------------------------------------------------------------------------------------- curves


def held(finished: Finished, side: Side) -> list[tuple[float, float]]:
    """Reported end-range value and the middle of the curve's hold, for each repetition."""
    result, curve = finished.assessment.side(side), finished.series.side(side)
    assert result is not None
    assert curve is not None
    found = []
    for repetition in result.repetitions:
        values = sorted(
            v
            for t_s, v in zip(curve.t_s, curve.rotation_deg, strict=True)
            if v is not None and repetition.hold_from_s <= t_s <= repetition.hold_to_s
        )
        sign = 1.0 if repetition.direction == "internal" else -1.0
        found.append((repetition.peak_deg, sign * values[len(values) // 2]))
    return found


def test_the_curve_meets_the_reported_end_ranges() -> None:
    finished = finish(a_full_recording(), OPTIONS)
    for side in SIDES:
        for reported_deg, drawn_deg in held(finished, side):
            assert drawn_deg == pytest.approx(reported_deg, abs=0.3)


def test_the_curve_meets_them_also_where_a_roll_was_taken_out() -> None:
    roll = CompensationPlan(kind="pelvic_hike", amount=8.0)
    scenario = PhantomScenario(
        motion=replace(
            SHORT, compensations=(roll,), directions=("internal",), rise_s=1.6, fall_s=1.6
        ),
        noise=EXACT,
    )
    finished = finish(simulate(scenario).recording, OPTIONS)
    for side in SIDES:
        result = finished.assessment.side(side)
        assert result is not None
        assert [c.kind for c in result.compensations] == ["pelvic_hike"]
        for reported_deg, drawn_deg in held(finished, side):
            assert drawn_deg == pytest.approx(reported_deg, abs=0.5)


def test_where_nothing_was_seen_the_curve_has_a_gap() -> None:
    recording = unseen(a_recording(), range(len(a_recording()) - 15, len(a_recording()) - 2))
    curve = finish(recording, OPTIONS).series.side("left")
    assert curve is not None
    assert curve.rotation_deg[-10] is None
    assert curve.rotation_deg[0] is not None


def test_a_gap_within_a_roll_stays_a_gap() -> None:
    t_s, swings = a_test(sides=("left",), peaks_deg=(30.0, -30.0))
    rolled: dict[Side, list[float]] = {
        "left": swings["left"],
        "right": course(t_s, Move(2.0, -8.0), Move(2.0 + MOVE_S + 0.5, -8.0)),
    }
    out = [i for i, time_s in enumerate(t_s) if 2.3 < time_s < 2.8]
    finished = finish(unseen(seated(t_s, rolled), out), OPTIONS)
    curve = finished.series.side("left")
    assert curve is not None
    assert [i for i, v in enumerate(curve.rotation_deg) if v is None] == out
    assert finished.assessment.left is not None
    assert finished.assessment.left.repetitions[0].peak_deg < 25.0


def test_a_series_has_a_value_for_each_time() -> None:
    with pytest.raises(ValueError, match="2 times for 1 angles"):
        SideSeries(t_s=[0.0, 1.0], rotation_deg=[0.0])
    one = SideSeries(t_s=[0.0], rotation_deg=[None])
    series = RotationSeries(left=one, right=None)
    assert series.side("left") is one
    assert series.side("right") is None


# --------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(("count", "code"), [(0, "no_images"), (1, "still_picture")])
def test_no_picture_and_one_picture_are_no_recording(count: int, code: str) -> None:
    recording = first_images(a_recording(), count)
    assert refused(recording) == code
    assert refused(replace(recording, notices=("truncated",))) == "truncated"


def test_a_recording_known_to_have_lost_its_end_is_refused_for_that() -> None:
    still_there = replace(first_images(a_recording(), 60), notices=("truncated",))
    assert refused(still_there) == "truncated"
    dark = replace(still_there, luminance=array("d", [0.01] * 60))
    assert refused(dark) == "too_dark"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda r: unseen(r, range(len(r))), "no_person"),
        (lambda r: unseen(r, range(len(r) // 3, len(r))), "no_person"),
        (lambda r: first_images(r, 60), "too_short"),
        (lambda r: replace(r, t_s=array("d", [4.0 * t for t in r.t_s])), "low_frame_rate"),
        (lambda r: replace(r, luminance=array("d", [0.02] * len(r))), "too_dark"),
        (lambda r: replace(r, people=array("i", [2] * len(r))), "two_people"),
        (lambda r: changed(r, lambda _i, n, w: (*w[:3], 0.1, w[4]) if "knee" in n else w),
         "legs_out_of_view"),
        (lambda r: changed(r, lambda _i, n, w: (w[0], w[1] + 200.0, *w[2:]) if "ankle" in n else w),
         "legs_out_of_view"),
        (lambda r: changed(r, lambda _i, n, w: (w[0], w[1] - 80.0, *w[2:]) if "hip" in n else w),
         "standing"),
        (lambda r: changed(r, lambda _i, n, w: (w[0] - 110.0, *w[1:]) if "_hip" in n else w),
         "side_on"),
        (lambda r: replace(r, image_width_px=300, image_height_px=300), "legs_out_of_view"),
        (lambda r: moving_while(r, "_hip", 70.0, 0.0), "camera_moved"),
        (lambda r: hidden_while_moving(hidden_while_moving(r, "left"), "right"),
         "landmarks_unreliable"),
    ],
    ids=[
        "nobody", "mostly nobody", "short", "slow", "dark", "two people", "knees hidden",
        "feet out", "standing", "side on", "legs out", "moved seat", "unreliable holds",
    ],
)  # fmt: skip
def test_what_gives_no_honest_number_is_refused_with_the_reason(spoil: Spoil, code: str) -> None:
    assert refused(spoil(a_recording())) == code


def test_who_walks_across_the_picture_is_refused() -> None:
    def change(i: int, name: str, row: Row) -> Row:
        up_px = 80.0 if "hip" in name else 0.0
        return (row[0] + 0.8 * i - 120.0, row[1] - up_px, *row[2:])

    assert refused(changed(a_recording(), change)) == "walking"


def test_a_picture_on_its_side_is_refused_as_lying() -> None:
    # Made from the landmarks of a simulated seated person, turned by a right angle in the picture.
    motion = replace(SHORT, order=("left",), directions=("internal",))
    recording = simulate(PhantomScenario(motion=motion, noise=EXACT)).recording
    turned = changed(recording, lambda _i, _n, row: (row[1], 480.0 - row[0], *row[2:]))
    assert refused(replace(turned, image_width_px=640, image_height_px=480)) == "lying"


@pytest.mark.parametrize(
    ("scenario", "code"),
    [
        (PhantomScenario(motion=Motion(posture="standing", duration_s=5.0)), "standing"),
        (PhantomScenario(motion=Motion(repetitions=0, duration_s=6.0)), "no_movement"),
        (PhantomScenario(motion=Motion(repetitions=0, duration_s=2.0)), "too_short"),
        (PhantomScenario(motion=Motion(repetitions=0, duration_s=5.0, facing_deg=80.0)), "side_on"),
        (PhantomScenario(motion=SHORT, camera=Camera(rate_hz=5.0)), "low_frame_rate"),
        (PhantomScenario(motion=SHORT, noise=Noise(luminance=0.03)), "too_dark"),
        (PhantomScenario(motion=SHORT, noise=Noise(bystander_from_s=0.0)), "two_people"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_simulated_recordings_without_an_honest_number_are_refused(
    scenario: PhantomScenario, code: str
) -> None:
    camera = replace(scenario.camera, rate_hz=min(10.0, scenario.camera.rate_hz))
    assert refused(simulate(replace(scenario, camera=camera)).recording) == code


def test_who_never_sits_still_is_refused() -> None:
    t_s = times_s(8.0)
    swings = [15.0 * math.sin(3.0 * time_s) for time_s in t_s]
    assert refused(seated(t_s, {"left": swings, "right": still(t_s)})) == "no_rest"


@pytest.mark.parametrize("peak_deg", [0.0, 4.0, 5.6])
def test_who_hardly_turns_is_refused(peak_deg: float) -> None:
    t_s = times_s(8.0)
    assert refused(seated(t_s, {"left": course(t_s, Move(2.0, peak_deg))})) == "no_movement"


def test_both_legs_at_once_are_refused() -> None:
    t_s = times_s(7.0)
    swings = course(t_s, Move(2.0, 30.0))
    assert refused(seated(t_s, {"left": swings, "right": swings})) == "both_legs_moved"


def test_where_no_repetition_counts_there_is_no_result() -> None:
    t_s, swings = a_test(sides=("left",))
    lean = course(t_s, *(Move(2.0 + k * (MOVE_S + 0.5), 20.0) for k in range(2)))
    recording = seated(t_s, swings, lean_deg=lean)
    with pytest.raises(RefusedError) as refusal:
        finish(recording, OPTIONS)
    assert refusal.value.code == "too_few_repetitions"
    assert refusal.value.values["found"] == 2
