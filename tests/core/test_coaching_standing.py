"""Standing and lying exercises before a camera: what it can judge, and what it says it cannot."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from coxa.coaching import standing
from coxa.coaching.done import exercises_done
from coxa.coaching.engine import begin, step
from coxa.coaching.events import QualityChanged
from coxa.coaching.keep import Identity, Keeper
from coxa.coaching.sample import Image
from coxa.coaching.seen import seen_in
from coxa.phantom.body import Pose
from coxa.phantom.camera import Camera
from coxa.phantom.noise import EXACT, Noise
from tests.core.coaching_samples import (
    LYING_CAMERA,
    NOISE,
    STANDING_CAMERA,
    TALL_M,
    Maker,
    acted,
    clamshell,
    coached,
    config_of,
    counted,
    cues,
    dose,
    images_of,
    knee_in,
    leg_lift,
    lying_on_left,
    moves,
    pelvis_turn,
    phases,
    repetitions,
    reverse_clamshell,
    squat,
    step_down,
)
from tests.core.seated_samples import Move, Row, changed, seated, still, times_s

PATTERNS = [
    ("squat_alignment", squat, 0.35, STANDING_CAMERA),
    ("standing_pelvis_turn", pelvis_turn, 27.0, STANDING_CAMERA),
    ("band_knee_in", knee_in, 15.0, STANDING_CAMERA),
    ("step_down", step_down, 0.12, STANDING_CAMERA),
    ("clamshell", clamshell, 32.0, LYING_CAMERA),
    ("reverse_clamshell", reverse_clamshell, 30.0, LYING_CAMERA),
    ("side_lying_rotation", leg_lift, 30.0, LYING_CAMERA),
]


@pytest.mark.parametrize("noise", [EXACT, NOISE], ids=["exact", "noisy"])
@pytest.mark.parametrize(("exercise", "pose", "height", "camera"), PATTERNS)
def test_each_pattern_is_counted(
    exercise: str, pose: Maker, height: float, camera: Camera, noise: Noise
) -> None:
    recording = acted(pose, moves(3, height), camera=camera, noise=noise)
    _, events = coached(config_of(exercise), images_of(recording))
    assert counted(events) == 3
    assert {e.side for e in repetitions(events)} <= {"right", "both"}
    assert {e.value_deg for e in repetitions(events)} == {None}


@pytest.mark.parametrize(("exercise", "pose", "height", "camera"), PATTERNS)
def test_a_small_movement_does_not_count(
    exercise: str, pose: Maker, height: float, camera: Camera
) -> None:
    recording = acted(pose, moves(2, 0.3 * height), camera=camera)
    _, events = coached(config_of(exercise), images_of(recording))
    assert counted(events) == 0


@pytest.mark.parametrize("exercise", ["squat_alignment", "clamshell"])
def test_who_sits_is_asked_to_stand_or_lie(exercise: str) -> None:
    t_s = times_s(4.0)
    _, events = coached(config_of(exercise), images_of(seated(t_s, {"left": still(t_s)})))
    codes = [e.code for e in events if isinstance(e, QualityChanged)]
    assert codes == ["not_standing" if exercise == "squat_alignment" else "not_lying"]
    assert phases(events) == ["setup"]


def test_who_lies_on_the_wrong_side_is_told() -> None:
    recording = acted(reverse_clamshell, moves(1, 0.0), camera=LYING_CAMERA)
    left_first = config_of("clamshell", sides=("left", "right"))
    _, events = coached(left_first, images_of(recording))
    assert [e.code for e in events if isinstance(e, QualityChanged)] == ["other_side_up"]
    upper = lying_on_left(replace(clamshell(0.0).right), is_turned=True)
    turned = acted(lambda _h: upper, moves(1, 0.0), camera=LYING_CAMERA)
    _, events = coached(left_first, images_of(turned))
    assert phases(events) == ["setup", "active"]


def test_who_turns_over_or_gets_up_has_left_the_position() -> None:
    t_s = times_s(6.0)

    def away(height: float) -> Pose:
        pose = clamshell(0.0)
        x, y, z = pose.hips_m
        return replace(pose, hips_m=(x, y + height, z))

    recording = acted(away, [Move(3.0, 0.5, 0.5, 3.0, 0.5)], camera=LYING_CAMERA)
    _, events = coached(config_of("clamshell"), images_of(recording))
    assert phases(events)[:3] == ["setup", "active", "setup"]
    assert len(t_s) > 0


def codes_of(image: Image) -> list[str | None]:
    later = [replace(image, t_s=0.1 * i) for i in range(12)]
    _, events = coached(config_of("squat_alignment"), later)
    return [e.code for e in events if isinstance(e, QualityChanged)]


def standing_image(**places: tuple[float, float]) -> Image:
    recording = acted(squat, moves(1, 0.0), camera=STANDING_CAMERA)

    def change(_i: int, name: str, row: Row) -> Row:
        x, y = places.get(name, places.get(name.rpartition("_")[2], (0.0, 0.0)))
        return (row[0] + x, row[1] + y, *row[2:])

    return images_of(changed(recording, change))[0]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (standing_image(), None),
        (standing_image(shoulder=(400.0, 100.0)), "not_upright"),
        (standing_image(left_shoulder=(-140.0, 0.0)), "side_on"),
        (standing_image(left_hip=(-60.0, 0.0)), "side_on"),
        (standing_image(left_shoulder=(-40.0, 0.0), right_shoulder=(40.0, 0.0)), "side_on"),
        (standing_image(left_ankle=(60.0, 0.0)), "feet_apart"),
    ],
)
def test_what_is_wrong_with_standing_is_named(image: Image, code: str | None) -> None:
    assert codes_of(image) == ([] if code is None else [code])


def test_faults_of_a_squat_are_told() -> None:
    base = acted(squat, moves(2, 0.35), camera=STANDING_CAMERA)
    middles = [i for i, t_s in enumerate(base.t_s) if math.fmod(max(0.0, t_s - 3.0), 4.5) > 0.4]

    def knee_inward(i: int, name: str, row: Row) -> Row:
        is_in = i in set(middles) and base.t_s[i] > 3.0 and name == "left_knee"
        return (row[0] - 14.0, *row[1:]) if is_in else row

    _, events = coached(config_of("squat_alignment"), images_of(changed(base, knee_inward)))
    assert repetitions(events)[0].faults == ("knee_in",)
    words = [getattr(e, "words", "") for e in events if getattr(e, "cue", "") == "fault"]
    assert "exercise.squat_alignment.cues.knees_over_feet" in words


def test_a_foot_that_steps_away_spoils_the_band_exercise() -> None:
    base = acted(knee_in, moves(1, 15.0), camera=STANDING_CAMERA)

    def stepping(i: int, name: str, row: Row) -> Row:
        is_off = 3.3 < base.t_s[i] < 6.2 and name in ("right_foot_index",)
        return (row[0] - 40.0, *row[1:]) if is_off else row

    _, events = coached(config_of("band_knee_in"), images_of(changed(base, stepping)))
    assert repetitions(events)[0].reasons == ("foot_moved",)


def test_no_range_is_stored_of_what_has_no_angle() -> None:
    identity = Identity(
        ids=("123e4567-e89b-42d3-a456-426614174000",),
        recording_id="123e4567-e89b-42d3-a456-426614174000",
        subject="somebody",
        recorded_at="2026-11-22T10:15:00+01:00",
    )
    config = config_of("squat_alignment")
    keeper, state = Keeper(config, identity), begin(config)[0]
    for image in images_of(acted(squat, moves(3, 0.35), camera=STANDING_CAMERA)):
        state, _ = step(config, state, image)
        keeper.keep(state, image)
    keeper.end()
    assert keeper.waiting == 1
    keeper.measure_next()
    assert (keeper.waiting, keeper.measured) == (0, [])
    (line,) = exercises_done(config, state)
    assert (line.side, line.repetitions, line.measured_by) == ("both", 3, "camera")


def test_who_sits_down_has_not_squatted() -> None:
    sat = acted(squat, [Move(3.0, 0.4, 1.5, 9.0, 1.5)], camera=STANDING_CAMERA)
    _, events = coached(config_of("squat_alignment", dosed=dose(hold_s=0.0)), images_of(sat))
    assert repetitions(events)[0].reasons == ("rested",)
    # in the other standing exercises the hips stay up
    sunk = acted(squat, [Move(3.0, 0.4, 0.5, 3.0, 0.5)], camera=STANDING_CAMERA)
    _, events = coached(config_of("band_knee_in"), images_of(sunk))
    assert phases(events)[:3] == ["setup", "active", "setup"]


def test_who_walks_off_has_left_the_position() -> None:
    def away(height: float) -> Pose:
        x, y, z = (0.0, TALL_M, height)
        pose = squat(0.0)
        left, right = pose.left.planted_ankle_m, pose.right.planted_ankle_m
        assert left is not None
        assert right is not None
        return replace(
            pose,
            hips_m=(x, y, z),
            left=replace(pose.left, planted_ankle_m=(left[0], left[1], left[2] + height)),
            right=replace(pose.right, planted_ankle_m=(right[0], right[1], right[2] + height)),
        )

    recording = acted(away, [Move(3.0, 0.5, 0.5, 3.0, 0.5)], camera=STANDING_CAMERA)
    _, events = coached(config_of("squat_alignment"), images_of(recording))
    assert phases(events)[:3] == ["setup", "active", "setup"]
    assert "problem" in cues(events)


def test_hips_in_one_place_have_no_turn() -> None:
    seen = seen_in(standing_image(), is_flipped=False)
    flat = list(seen.joints)
    flat[0:2] = flat[12:14]
    state = standing.zero(tuple(flat))
    _, reading = standing.read("pelvis_turn", state, seen)
    assert math.isnan(reading.heights[0][0])
