"""Whether somebody sits in front of the camera: everything else has its own refusal."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from coxa.landmarks.body import body_from_recording
from coxa.landmarks.posture import posture_refusal
from coxa.phantom import EXACT, Camera, Motion, PhantomScenario, simulate
from coxa.records.landmarks import LandmarkRecording
from tests.core.seated_samples import (
    HIP_PX,
    SHANK_PX,
    Row,
    changed,
    mirror_image,
    scaled,
    seated,
    times_s,
    unseen,
)
from tests.strategies import between

T_S = times_s(2.0)


def refusal_of(recording: LandmarkRecording) -> str | None:
    return posture_refusal(body_from_recording(recording))


def moved(part: str, across_px: float, down_px: float) -> LandmarkRecording:
    """Somebody seated, some landmarks elsewhere."""

    def change(_i: int, name: str, row: Row) -> Row:
        if not name.endswith(part):
            return row
        return (row[0] + across_px, row[1] + down_px, *row[2:])

    return changed(seated(T_S, {}), change)


@settings(max_examples=15)
@given(between(-20.0, 20.0), between(-10.0, 10.0))
def test_somebody_who_sits_and_leans_is_not_refused(lean_deg: float, tilt_deg: float) -> None:
    recording = seated(
        T_S, {}, lean_deg=[lean_deg] * len(T_S), shoulder_tilt_deg=[tilt_deg] * len(T_S)
    )
    assert refusal_of(recording) is None


def test_thighs_that_hang_down_are_standing() -> None:
    standing = moved("_hip", 0.0, -70.0)
    assert refusal_of(standing) == "standing"
    assert refusal_of(scaled(standing, 3)) == "standing"


def test_one_hanging_thigh_is_not_standing() -> None:
    assert refusal_of(moved("left_hip", 0.0, -70.0)) is None


def test_standing_that_crosses_the_picture_is_walking() -> None:
    def walk(i: int, _name: str, row: Row) -> Row:
        return (row[0] + 4.0 * i - 80.0, row[1], *row[2:])

    assert refusal_of(changed(moved("_hip", 0.0, -70.0), walk)) == "walking"


def test_a_simulated_person_who_crosses_the_picture_is_walking() -> None:
    scenario = PhantomScenario(
        motion=Motion(posture="walking", walking_speed_m_s=0.3, duration_s=5.0, facing_deg=90.0),
        camera=Camera(distance_m=4.5),
        noise=EXACT,
    )
    assert refusal_of(simulate(scenario).recording) == "walking"


@pytest.mark.parametrize("turn", [1.0, -1.0])
def test_a_picture_turned_on_its_side_is_lying(turn: float) -> None:
    # Made from the landmarks of a simulated seated person, turned by a right angle.
    recording = simulate(
        PhantomScenario(motion=Motion(repetitions=0, duration_s=2.0), noise=EXACT)
    ).recording
    x_px, y_px = recording.image_width_px / 2.0, recording.image_height_px / 2.0

    def change(_i: int, _name: str, row: Row) -> Row:
        return (x_px + turn * (row[1] - y_px), y_px - turn * (row[0] - x_px), *row[2:])

    assert refusal_of(recording) is None
    assert refusal_of(changed(recording, change)) == "lying"


def test_who_lies_with_the_feet_to_the_camera_has_a_short_trunk_over_long_thighs() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (row[0], HIP_PX[1] - 150.0, *row[2:]) if name.endswith("shoulder") else row

    assert refusal_of(changed(moved("_hip", 0.0, -80.0), change)) == "lying"


def test_standing_that_comes_nearer_is_walking() -> None:
    def approach(i: int, _name: str, row: Row) -> Row:
        growth = 1.0 + 1.2 * i / len(T_S)
        return (240.0 + growth * (row[0] - 240.0), growth * row[1], *row[2:])

    assert refusal_of(changed(moved("_hip", 0.0, -70.0), approach)) == "walking"


def test_shoulders_on_the_hips_are_a_guess_of_a_head_out_of_view() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (row[0], HIP_PX[1] - 30.0, *row[2:]) if name.endswith("shoulder") else row

    assert refusal_of(changed(seated(T_S, {}), change)) == "head_out_of_view"


def test_both_thighs_across_the_picture_are_side_on() -> None:
    recording = moved("_hip", -SHANK_PX * 1.1, 0.0)
    assert refusal_of(recording) == "side_on"
    assert refusal_of(mirror_image(recording)) == "side_on"


def test_knees_wide_apart_are_not_side_on() -> None:
    recording = seated(T_S, {}, drift={side: [0.8] * len(T_S) for side in ("left", "right")})
    assert refusal_of(recording) is None


def test_nobody_is_unreliable() -> None:
    assert refusal_of(unseen(seated(T_S, {}), range(len(T_S)))) == "landmarks_unreliable"


def test_a_shank_without_length_is_unreliable() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (200.0, 300.0, *row[2:]) if name.endswith(("knee", "ankle")) else row

    assert refusal_of(changed(seated(T_S, {}), change)) == "landmarks_unreliable"


def test_without_shoulders_nobody_is_said_to_lie() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (math.nan, math.nan, *row[2:]) if name.endswith("shoulder") else row

    assert refusal_of(changed(seated(T_S, {}), change)) is None


def test_a_few_images_decide_nothing() -> None:
    def change(i: int, name: str, row: Row) -> Row:
        stands = i < len(T_S) // 3 and name.endswith("hip")
        return (row[0], HIP_PX[1] - 90.0, *row[2:]) if stands else row

    assert refusal_of(changed(seated(T_S, {}), change)) is None
