"""What must hold of the measurement for every phantom: the whole of `finish`, from landmarks on."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.assessment.finish import FinishOptions, finish
from coxa.assessment.result import Finished
from coxa.phantom import EXACT, Camera, PhantomScenario, PhantomTrial, RepetitionPlan, simulate
from coxa.records.assessment import DIRECTIONS, SIDES, Direction, Repetition, Side
from coxa.records.landmarks import COLUMNS, POINTS_PER_IMAGE, LandmarkRecording
from tests.strategies import (
    between,
    exact_scenarios,
    mirrored_sides,
    realistic_scenarios,
    scripts,
)

RECORD_ID: Final = "00000000-0000-4000-8000-000000000000"
# Landmarks are kept to 0.01 px and values to 0.1 degrees.
ROUNDING_DEG: Final = 0.25
# design.md: perfect joint centres and a camera up to 10 degrees off give 0.4 to 1.8 degrees on
# average; single phantoms here add a steep or sideways thigh and a low chair.
GEOMETRY_DEG: Final = 5.0

Values = dict[tuple[Side, Direction], float]


def measured(recording: LandmarkRecording, *, flip: bool = False) -> Finished:
    return finish(recording, FinishOptions(id=RECORD_ID, flip=flip))


def repetitions(finished: Finished) -> list[tuple[Side, Repetition]]:
    """All repetitions found, in the order of time."""
    found = [
        (side, repetition)
        for side in SIDES
        if (result := finished.assessment.side(side)) is not None
        for repetition in result.repetitions
    ]
    return sorted(found, key=lambda item: item[1].start_s)


def peaks_deg(finished: Finished) -> list[float]:
    return [repetition.peak_deg for _, repetition in repetitions(finished)]


def true_order(trial: PhantomTrial) -> list[tuple[Side, Direction, float]]:
    made = [r for side in SIDES for r in trial.truth.repetitions[side]]
    return [(r.side, r.direction, r.peak_deg) for r in sorted(made, key=lambda r: r.start_s)]


def scaled(recording: LandmarkRecording, factor: int) -> LandmarkRecording:
    """The recording as a camera with `factor` times as many pixels would have made it."""
    is_pixels = [column.endswith("_px") for column in COLUMNS]
    return replace(
        recording,
        image_width_px=factor * recording.image_width_px,
        image_height_px=factor * recording.image_height_px,
        points=array(
            "d",
            (
                value * factor if is_pixels[place % len(COLUMNS)] else value
                for place, value in enumerate(recording.points)
            ),
        ),
        outline=array("d", (value * factor for value in recording.outline)),
    )


def with_gap(recording: LandmarkRecording, from_s: float, to_s: float) -> LandmarkRecording:
    """The recording with nobody seen in [from, to)."""
    points, person = array("d", recording.points), array("d", recording.person)
    for index, now_s in enumerate(recording.t_s):
        if from_s <= now_s < to_s:
            first = index * POINTS_PER_IMAGE
            points[first : first + POINTS_PER_IMAGE] = array("d", [math.nan] * POINTS_PER_IMAGE)
            person[index] = 0.0
    return replace(recording, points=points, person=person)


@settings(max_examples=4)
@given(exact_scenarios())
def test_rotation_is_recovered_whatever_the_body_and_the_camera(scenario: PhantomScenario) -> None:
    trial = simulate(scenario)
    found, true = repetitions(measured(trial.recording)), true_order(trial)
    assert [(side, r.direction) for side, r in found] == [(s, d) for s, d, _ in true]
    for (_, repetition), (_, _, peak_deg) in zip(found, true, strict=True):
        assert repetition.peak_deg == pytest.approx(peak_deg, abs=GEOMETRY_DEG)


@settings(max_examples=5)
@given(scripts())
def test_every_order_of_sides_and_directions_is_found(script: tuple[RepetitionPlan, ...]) -> None:
    trial = simulate(with_script(script))
    found, true = repetitions(measured(trial.recording)), true_order(trial)
    assert [(side, r.direction) for side, r in found] == [(s, d) for s, d, _ in true]


def with_script(script: tuple[RepetitionPlan, ...]) -> PhantomScenario:
    plain = PhantomScenario(noise=replace(EXACT, gives_outline=False))
    return replace(plain, motion=replace(plain.motion, script=script))


@settings(max_examples=4)
@given(exact_scenarios())
def test_mirrored_legs_read_alike(scenario: PhantomScenario) -> None:
    camera = replace(scenario.camera, jitter_ratio=0.0)
    quiet = replace(scenario, camera=camera)
    twin = replace(
        quiet,
        motion=mirrored_sides(quiet.motion),
        camera=replace(camera, yaw_deg=-camera.yaw_deg, roll_deg=-camera.roll_deg),
    )
    one, other = (
        repetitions(measured(simulate(quiet).recording)),
        repetitions(measured(simulate(twin).recording)),
    )
    assert [(s, r.direction) for s, r in one] == [
        ("left" if s == "right" else "right", r.direction) for s, r in other
    ]
    assert [r.peak_deg for _, r in one] == [
        pytest.approx(r.peak_deg, abs=ROUNDING_DEG) for _, r in other
    ]


@settings(max_examples=4)
@given(realistic_scenarios())
def test_a_mirror_image_turned_round_gives_the_same_values(scenario: PhantomScenario) -> None:
    flipped = replace(
        scenario,
        noise=replace(scenario.noise, white_ratio=0.0, drift_ratio=0.0, offset_ratio=0.0)
        if scenario.noise.gives_outline
        else replace(EXACT, gives_outline=False),
    )
    mirror = replace(flipped, camera=replace(flipped.camera, mirrored=True, tells_mirrored=False))
    plain = measured(simulate(flipped).recording)
    undone = measured(simulate(mirror).recording, flip=True)
    assert [s for s, _ in repetitions(undone)] == [s for s, _ in repetitions(plain)]
    assert peaks_deg(undone) == [
        pytest.approx(value, abs=ROUNDING_DEG) for value in peaks_deg(plain)
    ]


@settings(max_examples=3)
@given(realistic_scenarios(), st.sampled_from((2, 3)))
def test_the_size_of_the_picture_changes_nothing(scenario: PhantomScenario, factor: int) -> None:
    recording = simulate(scenario).recording
    assert peaks_deg(measured(scaled(recording, factor))) == [
        pytest.approx(value, abs=0.11) for value in peaks_deg(measured(recording))
    ]


@settings(max_examples=3)
@given(realistic_scenarios(), between(0.1, 0.9))
def test_when_the_recording_began_changes_nothing(
    scenario: PhantomScenario, later_s: float
) -> None:
    recording = simulate(scenario).recording
    later = replace(recording, t_s=array("d", (t_s + later_s for t_s in recording.t_s)))
    before, after = measured(recording), measured(later)
    assert peaks_deg(after) == [pytest.approx(value, abs=0.11) for value in peaks_deg(before)]
    assert [r.start_s for _, r in repetitions(after)] == [
        pytest.approx(r.start_s + later_s, abs=0.002) for _, r in repetitions(before)
    ]


@settings(max_examples=4)
@given(exact_scenarios(), between(-14.0, 14.0))
def test_turning_the_camera_changes_little(scenario: PhantomScenario, yaw_deg: float) -> None:
    straight = replace(scenario, camera=replace(scenario.camera, yaw_deg=0.0))
    turned = replace(scenario, camera=replace(scenario.camera, yaw_deg=yaw_deg))
    before, after = (measured(simulate(s).recording) for s in (straight, turned))
    assert peaks_deg(after) == [pytest.approx(value, abs=4.0) for value in peaks_deg(before)]


@settings(max_examples=4)
@given(exact_scenarios(), between(-10.0, 10.0))
def test_turning_the_whole_body_changes_little(
    scenario: PhantomScenario, facing_deg: float
) -> None:
    straight = replace(scenario, camera=Camera(rate_hz=15.0))
    turned = replace(straight, motion=replace(straight.motion, facing_deg=facing_deg))
    before, after = (measured(simulate(s).recording) for s in (straight, turned))
    assert peaks_deg(after) == [pytest.approx(value, abs=4.0) for value in peaks_deg(before)]


@settings(max_examples=2)
@given(realistic_scenarios())
def test_the_same_recording_gives_the_same_result(scenario: PhantomScenario) -> None:
    recording = simulate(scenario).recording
    assert measured(recording) == measured(recording)


@settings(max_examples=4)
@given(realistic_scenarios(), between(0.4, 0.6))
def test_a_gap_between_repetitions_leaves_their_values_alone(
    scenario: PhantomScenario, length_s: float
) -> None:
    motion = replace(scenario.motion, pause_s=1.4, timing_sd_ratio=0.0)
    trial = simulate(replace(scenario, motion=motion))
    first = min(
        (r for side in SIDES for r in trial.truth.repetitions[side]), key=lambda r: r.start_s
    )
    from_s = first.end_s + 0.4
    whole = measured(trial.recording)
    holed = measured(with_gap(trial.recording, from_s, from_s + length_s))
    assert peaks_deg(holed) == [pytest.approx(value, abs=0.4) for value in peaks_deg(whole)]
    for side in SIDES:
        series, full = holed.series.side(side), whole.series.side(side)
        assert series is not None
        assert full is not None
        for now_s, value, complete in zip(
            series.t_s, series.rotation_deg, full.rotation_deg, strict=True
        ):
            if value is None:
                assert from_s - 0.3 <= now_s <= from_s + length_s + 0.3
            else:
                assert complete is not None
                assert math.isfinite(value)


@settings(max_examples=5)
@given(realistic_scenarios())
def test_with_realistic_landmarks_every_repetition_is_found_once(
    scenario: PhantomScenario,
) -> None:
    trial = simulate(scenario)
    found, true = repetitions(measured(trial.recording)), true_order(trial)
    assert [(side, r.direction) for side, r in found] == [(s, d) for s, d, _ in true]


def test_end_ranges_of_realistic_phantoms_are_within_the_budget() -> None:
    errors_deg: list[float] = []
    covered: list[bool] = []
    for seed in range(6):
        plain = PhantomScenario(seed=seed, camera=Camera(rate_hz=15.0, yaw_deg=3.0 * seed - 8.0))
        trial = simulate(replace(plain, motion=replace(plain.motion, repetitions=1)))
        assessment = measured(trial.recording).assessment
        for side in SIDES:
            result = assessment.side(side)
            assert result is not None
            ranges = (result.internal_rotation, result.external_rotation)
            for direction, found in zip(DIRECTIONS, ranges, strict=True):
                true_deg = trial.truth.mean_peak_deg(side, direction)
                assert true_deg is not None
                assert found is not None
                errors_deg.append(found.value_deg - true_deg)
                covered.append(abs(errors_deg[-1]) <= found.error_95_deg)
    # Issue 2: at most 2 degrees on average; at least nine of ten within their stated error.
    assert math.fsum(map(abs, errors_deg)) / len(errors_deg) <= 2.0
    assert sum(covered) >= 0.9 * len(covered)
