"""What a recording is like: one value for each demand, each spoiled on purpose."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import pytest

from coxa.landmarks.body import body_from_recording
from coxa.landmarks.quality import (
    QualityValues,
    leg_visibility,
    legs_in_image_share,
    motion_quality,
    recording_quality,
    sides_in_view,
)
from coxa.records.assessment import SIDES, Side
from coxa.records.landmarks import UNKNOWN_PEOPLE, LandmarkRecording
from coxa.tables.load import tables
from tests.core.seated_samples import (
    SHANK_PX,
    Move,
    Row,
    body_and_motion,
    changed,
    course,
    scaled,
    seated,
    times_s,
    unseen,
)

T_S = times_s(5.0)
SWINGS = {"left": course(T_S, Move(1.5, 30.0))}


def a_recording() -> LandmarkRecording:
    return seated(T_S, {"left": SWINGS["left"]})


def before(recording: LandmarkRecording) -> QualityValues:
    return recording_quality(recording, body_from_recording(recording))


def after(recording: LandmarkRecording, *only: Side) -> QualityValues:
    return motion_quality(*body_and_motion(recording, only or SIDES))


def shifted(part: str, across_px: float, down_px: float, from_image: int = 0) -> LandmarkRecording:
    def change(i: int, name: str, row: Row) -> Row:
        if i < from_image or part not in name:
            return row
        return (row[0] + across_px, row[1] + down_px, *row[2:])

    return changed(a_recording(), change)


def test_a_good_recording_meets_every_demand() -> None:
    values = before(a_recording()) | after(a_recording())
    for limit in tables().quality:
        assert limit.verdict(values.get(limit.name, math.nan)) == "good", limit.name


def test_a_good_recording_in_numbers() -> None:
    assert before(a_recording()) == {
        "person_seen_share": 1.0,
        "two_people_share": 0.0,
        "duration": 5.0,
        "frame_rate": pytest.approx(20.0),
        "largest_gap": pytest.approx(0.05),
        "luminance": 0.5,
        "swap_share": 0.0,
        "head_out_of_view_share": 0.0,
    }


def test_where_nobody_is_seen_is_a_gap_and_its_light_does_not_count() -> None:
    recording = unseen(a_recording(), range(20, 40))
    dark = array("d", [0.01 if 20 <= i < 40 else 0.3 for i in range(len(T_S))])
    values = before(replace(recording, luminance=dark))
    assert values["person_seen_share"] == pytest.approx(81 / 101)
    assert values["largest_gap"] == pytest.approx(1.05)
    assert values["luminance"] == 0.3


def test_of_nothing_nothing_is_said() -> None:
    empty = replace(
        a_recording(),
        t_s=array("d"),
        points=array("d"),
        person=array("d"),
        people=array("i"),
        luminance=array("d"),
    )
    values = before(empty)
    assert values["duration"] == 0.0
    assert values["largest_gap"] == math.inf
    assert math.isnan(values["frame_rate"])
    assert math.isnan(values["person_seen_share"])


def test_people_are_a_share_of_the_images_in_which_somebody_counted() -> None:
    counts = [UNKNOWN_PEOPLE, 1, 2, 3] * 26
    people = array("i", counts[: len(T_S)])
    assert before(replace(a_recording(), people=people))["two_people_share"] == pytest.approx(
        2 / 3, abs=0.02
    )
    nobody = array("i", [UNKNOWN_PEOPLE] * len(T_S))
    assert math.isnan(before(replace(a_recording(), people=nobody))["two_people_share"])


@pytest.mark.parametrize(
    ("part", "across_px", "down_px"),
    [
        ("nose", 0.0, -150.0),
        ("left_shoulder", 300.0, 0.0),
        ("right_shoulder", -300.0, 0.0),
        ("nose", 0.0, 700.0),
    ],
)
def test_a_head_out_of_the_picture_is_noticed(part: str, across_px: float, down_px: float) -> None:
    recording = unseen(shifted(part, across_px, down_px, from_image=51), [100])
    assert before(recording)["head_out_of_view_share"] == pytest.approx(49 / 101)


def test_a_side_is_in_view_if_knee_and_ankle_are() -> None:
    def change(_i: int, name: str, row: Row) -> Row:
        return (*row[:3], 0.2, row[4]) if name == "right_ankle" else row

    body = body_from_recording(changed(a_recording(), change))
    assert leg_visibility(body, "right") == pytest.approx(0.2 * 0.999)
    assert sides_in_view(body, 0.35) == ["left"]
    assert sides_in_view(body, 0.1) == ["left", "right"]
    assert after(changed(a_recording(), change))["leg_visibility"] == pytest.approx(0.2 * 0.999)
    assert after(changed(a_recording(), change), "left")["leg_visibility"] > 0.9


def test_legs_that_leave_the_picture_are_a_share() -> None:
    body = body_from_recording(unseen(shifted("left_ankle", 0.0, 300.0, from_image=76), [3]))
    assert legs_in_image_share(body, SIDES) == pytest.approx(76 / 101)
    assert legs_in_image_share(body, ["right"]) == 1.0


def test_pixels_count_for_the_length_of_the_shank_only() -> None:
    small, large = after(a_recording()), after(scaled(a_recording(), 2))
    assert small["shank_length"] == pytest.approx(SHANK_PX, abs=0.01)
    for name, value in small.items():
        factor = 2.0 if name == "shank_length" else 1.0
        assert large[name] == pytest.approx(factor * value, abs=1e-3)


@pytest.mark.parametrize("tilt_deg", [-12.0, 12.0])
def test_a_tilted_camera_tips_hips_and_shoulders(tilt_deg: float) -> None:
    tilts = [tilt_deg] * len(T_S)
    recording = seated(T_S, {}, hip_tilt_deg=tilts, shoulder_tilt_deg=tilts)
    assert after(recording)["roll"] == pytest.approx(12.0, abs=0.1)


def test_a_turned_camera_is_a_yaw() -> None:
    values = after(shifted("_hip", -40.0, 0.0))
    assert values["yaw"] == values["side_on"] > 15.0


def test_a_moved_camera_shifts_both_hips() -> None:
    assert after(a_recording())["camera_movement"] < 0.01
    moved = after(shifted("", 30.0, 40.0, from_image=50))
    assert moved["camera_movement"] == pytest.approx(0.5, abs=0.01)
    one_hip = after(shifted("left_hip", 0.0, -30.0, from_image=50))
    assert one_hip["camera_movement"] == pytest.approx(0.15, abs=0.01)


def test_unrest_at_rest_is_noise() -> None:
    shaky = [4.0 * math.sin(2.0 * math.pi * t_s) for t_s in T_S]
    assert after(seated(T_S, {"right": shaky}))["rest_noise"] > 1.0
    assert after(a_recording())["rest_noise"] < 0.05


def test_the_rest_has_a_length_and_the_movement_a_size() -> None:
    values = after(a_recording())
    assert values["rest_duration"] == pytest.approx(1.0)
    assert values["largest_angle"] == pytest.approx(30.0, abs=0.2)
