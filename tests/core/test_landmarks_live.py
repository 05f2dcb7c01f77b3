"""The angle now: after a rest, from the same geometry, and the same after a break."""

from __future__ import annotations

import json
import math
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.assessment.finish import finish
from coxa.landmarks.live import (
    LegPoints,
    LiveAngles,
    LiveImage,
    LiveParams,
    LiveState,
    live_image,
    state_from_json,
    state_to_json,
    step,
)
from coxa.phantom import EXACT, Camera, Motion, PhantomScenario, PhantomTrial, simulate
from coxa.records.assessment import Side
from coxa.records.landmarks import POINTS_PER_IMAGE, LandmarkRecording
from tests.core.seated_samples import (
    HEIGHT_PX,
    OPTIONS,
    WIDTH_PX,
    Move,
    Row,
    changed,
    course,
    seated,
    still,
    times_s,
    unseen,
)

PARAMS = LiveParams(width_px=WIDTH_PX, height_px=HEIGHT_PX)
T_S = times_s(6.0)


@lru_cache(maxsize=1)
def a_recording() -> LandmarkRecording:
    swings: dict[Side, list[float]] = {
        "left": course(T_S, Move(2.0, 30.0)),
        "right": still(T_S),
    }
    return seated(T_S, swings)


@lru_cache(maxsize=1)
def a_trial() -> PhantomTrial:
    motion = Motion(
        repetitions=1,
        sway_deg=0.0,
        drift_deg=0.0,
        tremor_deg=0.0,
        rest_start_s=2.0,
        hold_s=1.5,
        order=("left",),
    )
    camera = Camera(yaw_deg=8.0)
    return simulate(PhantomScenario(motion=motion, camera=camera, noise=EXACT))


def images_of(recording: LandmarkRecording) -> list[LiveImage]:
    size = POINTS_PER_IMAGE
    return [
        live_image(t_s, recording.points[i * size : (i + 1) * size])
        for i, t_s in enumerate(recording.t_s)
    ]


def run(
    images: list[LiveImage], params: LiveParams = PARAMS, state: LiveState | None = None
) -> tuple[LiveState, list[LiveAngles]]:
    now, angles = state or LiveState(), []
    for image in images:
        now, angle = step(params, now, image)
        angles.append(angle)
    return now, angles


def left_deg(angles: list[LiveAngles]) -> list[float]:
    return [math.degrees(angle.left_rad) for angle in angles]


def test_there_is_no_angle_before_a_rest_and_one_after_it() -> None:
    _, angles = run(images_of(a_recording()))
    for angle in angles:
        assert angle.is_ready == (angle.t_s >= PARAMS.rest_s)
        assert math.isnan(angle.left_rad) == math.isnan(angle.right_rad) == (not angle.is_ready)
    assert left_deg(angles)[30] == pytest.approx(0.0, abs=0.05)


def test_the_hold_is_read_and_the_resting_leg_rests() -> None:
    _, angles = run(images_of(a_recording()))
    held = next(i for i, t_s in enumerate(T_S) if t_s >= 4.0)
    assert left_deg(angles)[held] == pytest.approx(30.0, abs=0.1)
    assert math.degrees(angles[held].right_rad) == pytest.approx(0.0, abs=0.05)


@settings(max_examples=6)
@given(st.integers(0, len(T_S)))
def test_a_session_split_anywhere_and_resumed_from_json_goes_on_the_same(split: int) -> None:
    images = images_of(a_recording())
    whole_state, whole = run(images)
    state, first = run(images[:split])
    again = state_from_json(json.loads(json.dumps(state_to_json(state), allow_nan=False)))
    assert again == state
    resumed_state, second = run(images[split:], state=again)
    assert resumed_state == whole_state
    assert repr(first + second) == repr(whole)


def test_live_holds_agree_with_the_finished_assessment() -> None:
    trial = a_trial()
    recording = trial.recording
    params = LiveParams(width_px=recording.image_width_px, height_px=recording.image_height_px)
    _, angles = run(images_of(recording), params)
    series = finish(recording, OPTIONS).series
    curve = series.side("left")
    assert curve is not None
    for repetition in trial.truth.repetitions["left"]:
        at_s = repetition.hold_to_s - 0.2
        i = next(k for k, t_s in enumerate(recording.t_s) if t_s >= at_s)
        assert left_deg(angles)[i] == pytest.approx(curve.rotation_deg[i], abs=1.0)


def test_mirrored_legs_read_alike() -> None:
    swings = course(T_S, Move(2.0, -25.0))
    _, left = run(images_of(seated(T_S, {"left": swings})))
    _, right = run(images_of(seated(T_S, {"right": swings})))
    for a, b in zip(left, right, strict=True):
        assert a.left_rad == pytest.approx(b.right_rad, abs=1e-4, nan_ok=True)


@pytest.mark.parametrize("start_deg", [25.0, -25.0])
def test_a_leg_that_does_not_hang_is_no_rest(start_deg: float) -> None:
    state, angles = run(images_of(seated(T_S, {"left": [start_deg] * len(T_S)})))
    assert not any(angle.is_ready for angle in angles)
    assert state.left.rest.count == 0 or state.left.template is None


def test_a_leg_that_moves_starts_the_rest_anew() -> None:
    swings = [0.0 if t_s < 0.6 else 8.0 for t_s in T_S]
    _, angles = run(images_of(seated(T_S, {"left": swings})))
    first_s = next(angle.t_s for angle in angles if angle.is_ready)
    # The first moved image starts over and does not count itself.
    assert first_s == pytest.approx(0.6 + PARAMS.rest_s, abs=0.06)


def test_nobody_in_the_picture_starts_the_rest_anew() -> None:
    _, angles = run(images_of(unseen(a_recording(), range(8, 12))))
    first_s = next(angle.t_s for angle in angles if angle.is_ready)
    assert first_s == pytest.approx(0.6 + PARAMS.rest_s)


def test_one_leg_alone_gives_one_angle() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (*row[:3], 0.1, row[4]) if name == "right_knee" else row

    _, angles = run(images_of(changed(a_recording(), change)))
    assert left_deg(angles)[-1] == pytest.approx(0.0, abs=0.5)
    assert all(math.isnan(angle.right_rad) for angle in angles)


def test_an_image_without_the_leg_gives_no_angle_and_does_no_harm() -> None:
    held = next(i for i, t_s in enumerate(T_S) if t_s >= 3.6)
    _, broken = run(images_of(unseen(a_recording(), [held])))
    _, whole = run(images_of(a_recording()))
    assert math.isnan(broken[held].left_rad)
    assert left_deg(broken)[held + 4] == pytest.approx(left_deg(whole)[held + 4], abs=0.1)


def test_a_leg_the_model_hardly_sees_is_left_out() -> None:
    points = a_recording().points[:POINTS_PER_IMAGE]
    assert set(live_image(0.0, points).legs) == {"left", "right"}
    assert live_image(0.0, points, least_visibility=0.99).legs == {}
    assert live_image(0.0, [math.nan] * POINTS_PER_IMAGE).legs == {}
    left = live_image(0.0, points).legs["left"]
    assert left == LegPoints(hip_px=(285.0, 330.0), knee_px=(300.0, 360.0), ankle_px=(300.0, 460.0))


@pytest.mark.parametrize("value", [{}, {"still_since_s": None, "is_ready": False, "left": None}])
def test_a_state_that_is_none_is_refused(value: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        state_from_json(value)
