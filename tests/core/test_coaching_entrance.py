"""Simulated people who come in and go again, and what the coach makes of them: nothing."""

from __future__ import annotations

import math

import pytest

from coxa.assessment.trial import TrialParams
from coxa.phantom.body import Body, Pose
from coxa.phantom.camera import Camera
from coxa.phantom.entrance import FOOT_REACH_M, entrance
from coxa.phantom.noise import Noise
from coxa.phantom.poses import PoseScene, recording_of_poses
from coxa.records.codec import landmarks_from_json, landmarks_to_json
from coxa.records.landmarks import POINTS_PER_IMAGE
from tests.core.coaching_samples import TEST, coached, config_of, counted, images_of, phases
from tests.core.seated_samples import times_s


@pytest.mark.parametrize("seed", range(1, 13))
def test_nothing_is_counted_of_an_entrance(seed: int) -> None:
    recording = entrance(seed)
    for config in (TEST, config_of("chair_rotation"), config_of("squat_alignment")):
        _, events = coached(config, images_of(recording))
        assert counted(events) == 0
    _, events = coached(TEST, images_of(recording))
    assert phases(events)[:2] == ["setup", "active"]


def test_the_same_seed_is_the_same_entrance() -> None:
    texts = [landmarks_to_json(made) for made in (entrance(3), entrance(3), entrance(4))]
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]
    wide = [landmarks_to_json(entrance(seed, 0.07)) for seed in (3, 4)]
    assert wide != [texts[0], texts[2]]


def test_an_entrance_comes_from_outside_and_leaves() -> None:
    recording = entrance(2)
    assert recording.person[0] == 0.0 or recording.person[-1] == 0.0
    assert max(recording.person) > 0.9
    again = landmarks_from_json(landmarks_to_json(recording))
    assert landmarks_to_json(again) == landmarks_to_json(recording)


def test_a_foot_set_aside_turns_the_hip_less_than_the_least_movement() -> None:
    turned_deg = math.degrees(2.0 * math.asin(FOOT_REACH_M / Body(stature_m=1.52).shank_m))
    assert turned_deg < TrialParams().least_peak_deg + 0.5


def test_poses_are_seen_with_the_errors_asked_for() -> None:
    t_s = times_s(1.0)
    poses = [Pose(hips_m=(0.0, 0.9, 0.0))] * len(t_s)
    exact = recording_of_poses(PoseScene(name="still"), t_s, poses)
    noisy = recording_of_poses(PoseScene(name="still", noise=Noise()), t_s, poses)
    first = list(exact.points[:POINTS_PER_IMAGE])
    assert first == list(exact.points[-POINTS_PER_IMAGE:])
    assert first != list(noisy.points[:POINTS_PER_IMAGE])
    away = [Pose(hips_m=(0.0, 0.9, 9.0))] * len(t_s)
    gone = recording_of_poses(PoseScene(name="gone"), t_s, away)
    assert set(gone.person) == {0.0}
    assert math.isnan(gone.points[0])
    half = PoseScene(name="half", camera=Camera(aim_height_m=1.4, distance_m=1.5, height_m=1.4))
    partly = recording_of_poses(half, t_s, poses)
    assert {round(v, 2) for v in partly.column("left_ankle", "visibility")} == {0.05}
