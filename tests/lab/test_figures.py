"""Pictures of the exercises: they show the right leg, the right way, by the right angle."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from coxa.phantom.body import hip_rotation_rad
from coxa.phantom.space import Vector, dot, subtract
from coxa.records.assessment import SIDES
from coxa_lab.figures import EXERCISES, FOLDER, picture, picture_name, picture_path
from coxa_lab.figures.__main__ import main, stale_files
from coxa_lab.figures.band import Band
from coxa_lab.figures.catalogue import scene_of
from coxa_lab.figures.compose import key_frames
from coxa_lab.figures.draw import arrow_way, fitted_view
from coxa_lab.figures.figure import parts_of
from coxa_lab.figures.furniture import Roller
from coxa_lab.figures.measure import HipAngles, hip_angles, lowest_m
from coxa_lab.figures.scene import Moment, Scene
from tests.house.tree import SRC

MOST_BYTES = 100_000
# What is soft gives way: the heaviest parts and the mat. Metres.
GIVES_WAY_M = 0.015
KINDS = ((True, "moving"), (False, "still"))
PICTURES = [
    pytest.param(exercise, side, is_animated, id=f"{exercise}-{side}-{kind}")
    for exercise in EXERCISES
    for side in SIDES
    for is_animated, kind in KINDS
]


@cache
def loop_of(exercise: str) -> tuple[list[float], list[Moment]]:
    """All drawn moments of the animation."""
    scene = scene_of(exercise)
    return key_frames(scene, fitted_view(scene))


def moved(exercise: str, landmark: str, key: int = 1) -> Vector:
    """How far a landmark goes from the start to a key pose, world frame, metres."""
    scene = scene_of(exercise)
    return subtract(scene.key(key).point(landmark), scene.key(0).point(landmark))


def most_moved_m(exercise: str, landmark: str) -> float:
    """The farthest a landmark is from where it began, in the whole loop."""
    _, moments = loop_of(exercise)
    return max(math.dist(moment.point(landmark), moments[0].point(landmark)) for moment in moments)


def right(exercise: str, key: int) -> HipAngles:
    return hip_angles(scene_of(exercise).key(key).skeleton, "right")


def left(exercise: str, key: int) -> HipAngles:
    return hip_angles(scene_of(exercise).key(key).skeleton, "left")


def band_of(scene: Scene, key: int) -> Band:
    (band,) = (prop for prop in scene.props(scene.key(key)) if isinstance(prop, Band))
    return band


# ------------------------------------------------------------------------------------- all of them


def test_every_exercise_of_the_library_has_pictures() -> None:
    library = {path.stem for path in (SRC / "coxa/tables/exercises").glob("*.toml")}
    assert set(EXERCISES) == library


def test_the_pictures_that_came_with_the_program_are_those_drawn_now() -> None:
    assert stale_files(FOLDER) == [], "run python -m coxa_lab.figures"


def test_a_changed_missing_or_left_over_picture_is_seen(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(main, ["--folder", str(tmp_path)]).exit_code == 0
    assert run(main, ["--check", "--folder", str(tmp_path)]).exit_code == 0
    (tmp_path / picture_name("bridge", "left", True)).write_text("<svg/>")
    (tmp_path / picture_name("bridge", "left", False)).unlink()
    (tmp_path / "hat-left.svg").write_text("<svg/>")
    checked = run(main, ["--check", "--folder", str(tmp_path)])
    assert checked.exit_code == 1
    assert checked.output.count("stale: ") == 3


def test_an_exercise_nobody_drew_is_refused() -> None:
    with pytest.raises(KeyError):
        picture("hopping", "left", False)


@pytest.mark.parametrize(("exercise", "side", "is_animated"), PICTURES)
def test_a_picture_is_small_alone_and_without_words(
    exercise: str, side: str, is_animated: bool
) -> None:
    path = FOLDER / f"{exercise}-{side}{'' if is_animated else '-still'}.svg"
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size <= MOST_BYTES
    root = ET.fromstring(text)  # noqa: S314  # our own file
    names = [element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()]
    assert not {"text", "tspan", "image", "use", "script", "foreignObject", "a"} & set(names)
    assert "href" not in text
    assert text.count("http") == 1, "only the name of the format"
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(re.findall(r' id="([^"]+)"', text))
    title, description = root[0].text or "", root[1].text or ""
    assert side in title
    assert len(description) > 40


@pytest.mark.parametrize("exercise", EXERCISES)
def test_coordinates_are_whole(exercise: str) -> None:
    text = picture(exercise, "right", True)
    paths = re.findall(r' d="([^"]+)"', text) + re.findall(
        r'attributeName="d" values="([^"]+)"', text
    )
    assert len(paths) > 60
    assert not [path for path in paths if "." in path]


def test_no_id_is_used_in_two_pictures() -> None:
    ids = [
        name
        for path in FOLDER.glob("*.svg")
        for name in re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("is_animated", [True, False])
def test_the_left_is_the_mirror_image_of_the_right(exercise: str, is_animated: bool) -> None:
    def drawn(side: str) -> str:
        text = picture(exercise, "left" if side == "left" else "right", is_animated)
        body = text[text.index("</desc>") :].replace(f"-{side}", "")
        return body.replace(' transform="matrix(-1 0 0 1 1200 0)"', "")

    assert drawn("left") == drawn("right")
    assert 'transform="matrix(-1 0 0 1 1200 0)"' in picture(exercise, "left", is_animated)
    assert "transform" not in picture(exercise, "right", is_animated)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_who_wants_no_motion_sees_the_still(exercise: str) -> None:
    moving, still = (picture(exercise, "right", is_animated) for is_animated in (True, False))
    assert "@media print,(prefers-reduced-motion:reduce){" in moving
    assert "<animate " in moving
    assert "<animate " not in still
    rest = moving[moving.index('<g class="coxa-figure-still">') :]
    assert "<animate " not in rest
    drawn = re.findall(r' d="([^"]+)"', still)
    assert re.findall(r' d="([^"]+)"', rest) == drawn


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_segment_keeps_its_length_all_the_time(exercise: str) -> None:
    _, moments = loop_of(exercise)
    for side in SIDES:
        for ends in (
            ("hip", "knee"),
            ("knee", "ankle"),
            ("heel", "foot_index"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
        ):
            one, other = (f"{side}_{joint}" for joint in ends)
            lengths = [math.dist(moment.point(one), moment.point(other)) for moment in moments]
            assert max(lengths) - min(lengths) < 1e-6


@pytest.mark.parametrize("exercise", EXERCISES)
def test_hands_and_feet_are_where_they_are_held(exercise: str) -> None:
    _, moments = loop_of(exercise)
    for moment in moments:
        for index, side in enumerate(SIDES):
            held = {
                f"{side}_wrist": moment.pose.planted_wrists_m[index],
                f"{side}_ankle": moment.pose.leg(side).planted_ankle_m,
            }
            for landmark, place in held.items():
                assert place is None or math.dist(moment.point(landmark), place) < 1e-6


@pytest.mark.parametrize("exercise", EXERCISES)
def test_nobody_sinks_into_the_floor(exercise: str) -> None:
    scene = scene_of(exercise)
    for moment in loop_of(exercise)[1]:
        parts = [
            part
            for part in parts_of(moment.skeleton, scene.body.stature_m, scene.hands)
            if part.paint != "sole"
        ]
        assert lowest_m(parts) > -GIVES_WAY_M


@pytest.mark.parametrize("exercise", EXERCISES)
def test_arrows_go_the_way_of_what_they_follow(exercise: str) -> None:
    scene = scene_of(exercise)
    assert scene.arrows
    assert {index for beat in scene.beats for index in beat.arrows} == set(range(len(scene.arrows)))
    for arrow in scene.arrows:
        way = arrow_way(scene, arrow)
        shown = subtract(way[-1], way[0])
        if arrow.press is not None:
            assert shown == pytest.approx(arrow.press)
            continue
        start, end = (scene.key(key).point(arrow.point) for key in (arrow.start, arrow.end))
        assert dot(shown, subtract(end, start)) > 0.0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_loop_ends_where_it_begins(exercise: str) -> None:
    times, moments = loop_of(exercise)
    for one, other in zip(moments[0].skeleton.points_m, moments[-1].skeleton.points_m, strict=True):
        assert math.dist(one, other) < 1e-9
    assert times == sorted(times)
    assert 4.0 <= times[-1] <= 15.0


# ---------------------------------------------------------------------------------- limb, direction


@pytest.mark.parametrize(
    ("exercise", "key", "turned_deg"),
    [
        ("chair_rotation", 1, 32.0),
        ("chair_rotation", 2, -28.0),
        ("seated_band_internal", 1, 30.0),
        ("seated_band_external", 1, -26.0),
    ],
)
def test_seated_turns_move_the_foot_and_nothing_else(
    exercise: str, key: int, turned_deg: float
) -> None:
    scene = scene_of(exercise)
    start, end = scene.key(0).skeleton, scene.key(key).skeleton
    assert hip_rotation_rad(start, "right") == pytest.approx(0.0, abs=1e-9)
    assert math.degrees(hip_rotation_rad(end, "right")) == pytest.approx(turned_deg, abs=1e-6)
    assert hip_rotation_rad(end, "left") == hip_rotation_rad(start, "left")
    assert right(exercise, key).flexion == pytest.approx(90.0, abs=0.5)
    assert right(exercise, key).knee == pytest.approx(90.0, abs=0.5)
    # Internal rotation moves the foot outward: on the right toward +z.
    assert moved(exercise, "right_ankle", key)[2] * turned_deg > 0.0
    assert abs(moved(exercise, "right_ankle", key)[2]) > 0.15
    assert most_moved_m(exercise, "right_knee") < 1e-9


def test_the_chair_exercise_turns_outward_first() -> None:
    scene = scene_of("chair_rotation")
    moves = [beat for beat in scene.beats if beat.start != beat.end]
    assert [(beat.start, beat.end) for beat in moves] == [(0, 1), (1, 0), (0, 2), (2, 0)]
    assert scene.azimuth_deg == 0.0, "seen from the front"


@pytest.mark.parametrize("exercise", ["seated_band_internal", "seated_band_external"])
def test_the_band_pulls_against_the_turn(exercise: str) -> None:
    scene = scene_of(exercise)
    turn = moved(exercise, "right_ankle")
    pull = subtract(band_of(scene, 0).anchor, scene.key(0).point("right_ankle"))
    assert pull[2] * turn[2] < 0.0
    assert band_of(scene, 0).anchor[1] == pytest.approx(0.10, abs=0.05), "ten centimetres up"


def test_pressing_moves_nothing_and_goes_outward_first() -> None:
    scene = scene_of("seated_isometric")
    assert scene.keys[0] == scene.keys[1]
    out, inward = (arrow.press for arrow in scene.arrows)
    assert out is not None
    assert inward is not None
    assert out[2] > 0.0 > inward[2]


def test_the_band_exercise_drives_the_knee_inward_over_planted_feet() -> None:
    name = "band_knee_in"
    _, moments = loop_of(name)
    for moment in moments:
        assert hip_angles(moment.skeleton, "right").flexion < 45.0
    assert most_moved_m(name, "right_ankle") < 0.02
    assert most_moved_m(name, "left_ankle") < 0.02
    assert most_moved_m(name, "right_heel") < 0.02
    assert moved(name, "right_knee")[2] < -0.10
    assert right(name, 1).rotation - right(name, 0).rotation > 25.0
    assert most_moved_m(name, "pelvis") < 1e-9
    ahead = subtract(moments[0].point("right_ankle"), moments[0].point("left_ankle"))
    assert ahead[0] > 0.3, "this foot in front"


def test_the_thick_band_pulls_straight_outward_from_close_to_the_groin() -> None:
    scene = scene_of("band_knee_in")
    for key in (0, 1):
        band = band_of(scene, key)
        loop = scene.key(key).along("right_hip", "right_knee", band.share)
        assert band.share < 0.3
        assert band.anchor[2] - loop[2] > 0.5
        assert abs(band.anchor[1] - loop[1]) < 0.06
        assert abs(band.anchor[0] - loop[0]) < 0.06


def test_a_clamshell_opens_the_knees_with_the_feet_together() -> None:
    name = "clamshell"
    assert right(name, 0).flexion == pytest.approx(45.0, abs=3.0)
    assert right(name, 1).rotation - right(name, 0).rotation < -20.0, "external"
    assert moved(name, "right_knee")[1] > 0.15
    for moment in loop_of(name)[1]:
        apart = math.dist(moment.point("left_ankle"), moment.point("right_ankle"))
        assert apart < 0.10
    assert most_moved_m(name, "left_knee") < 1e-9
    assert most_moved_m(name, "left_hip") < 1e-9


def test_a_reverse_clamshell_lifts_the_foot_with_the_knees_together() -> None:
    name = "reverse_clamshell"
    assert right(name, 1).rotation - right(name, 0).rotation == pytest.approx(33.0, abs=0.5)
    assert moved(name, "right_ankle")[1] > 0.15
    assert most_moved_m(name, "right_knee") < 1e-9
    for moment in loop_of(name)[1]:
        assert math.dist(moment.point("left_knee"), moment.point("right_knee")) < 0.15


def test_the_side_lying_leg_is_straight_its_toes_turned_down() -> None:
    name = "side_lying_rotation"
    assert right(name, 0).spread == pytest.approx(-2.0, abs=1.0)
    assert right(name, 1).spread == pytest.approx(28.0, abs=1.0)
    for moment in loop_of(name)[1]:
        angles = hip_angles(moment.skeleton, "right")
        assert angles.knee < 6.0
        assert angles.flexion <= 0.0
        assert angles.rotation == pytest.approx(22.0, abs=3.0)
        assert moment.point("right_foot_index")[1] < moment.point("right_heel")[1]


def test_lying_on_the_front_the_foot_sinks_outward_then_inward() -> None:
    name = "prone_rotation"
    assert [round(right(name, key).rotation) for key in (0, 1, 2)] == [0, 35, -30]
    assert moved(name, "right_ankle", 1)[2] > 0.2
    assert moved(name, "right_ankle", 2)[2] < -0.15
    assert most_moved_m(name, "right_knee") < 1e-9
    assert right(name, 0).knee == pytest.approx(90.0, abs=3.0)
    nose, ear = (scene_of(name).key(0).point(point) for point in ("nose", "right_ear"))
    assert nose[1] < ear[1], "face down"


def test_lying_on_the_back_one_knee_sinks_inward() -> None:
    name = "hook_lying_knees_in"
    assert right(name, 1).rotation - right(name, 0).rotation > 15.0
    assert moved(name, "right_knee")[2] < -0.15
    assert most_moved_m(name, "right_ankle") < 1e-6
    assert most_moved_m(name, "left_knee") < 1e-6
    assert most_moved_m(name, "pelvis") < 1e-9
    start = scene_of(name).key(0)
    feet = start.point("right_ankle")[2] - start.point("left_ankle")[2]
    hips = start.point("right_hip")[2] - start.point("left_hip")[2]
    assert feet > 2.0 * hips, "feet wider than the hips"


def test_half_kneeling_moves_the_hip_over_the_knee_with_the_tail_tucked() -> None:
    name = "half_kneeling_flexor_stretch"
    assert right(name, 1).flexion < -10.0
    assert most_moved_m(name, "right_knee") < 0.01
    assert most_moved_m(name, "left_ankle") < 1e-6
    assert 0.05 < moved(name, "right_hip")[0] < 0.12, "a few centimetres are enough"
    tuck = scene_of(name).keys[1].pelvis_tilt_rad - scene_of(name).keys[0].pelvis_tilt_rad
    assert tuck < 0.0
    knee, heel = (scene_of(name).key(1).point(f"left_{point}") for point in ("knee", "heel"))
    assert abs(knee[0] - heel[0]) < 0.1, "the knee above the heel"


def test_at_the_edge_of_the_bed_the_near_leg_sinks() -> None:
    name = "edge_flexor_stretch"
    assert right(name, 0).flexion > 0.0
    assert right(name, 1).flexion == pytest.approx(-13.0, abs=1.0)
    assert moved(name, "right_ankle")[1] < -0.2
    assert most_moved_m(name, "left_ankle") < 1e-6
    assert most_moved_m(name, "pelvis") < 1e-9
    scene = scene_of(name)
    foot = [
        part
        for part in parts_of(scene.key(1).skeleton, scene.body.stature_m, scene.hands)
        if part.name == "right_foot"
    ]
    assert lowest_m(foot) == pytest.approx(0.095, abs=0.02), "on the books"


def test_ninety_ninety_turns_the_front_hip_out_and_the_rear_hip_in() -> None:
    name = "stretch_90_90"
    for key in (0, 1):
        assert right(name, key).rotation < -60.0
        assert left(name, key).rotation > 40.0
        assert right(name, key).knee == pytest.approx(90.0, abs=4.0)
        assert left(name, key).knee == pytest.approx(90.0, abs=4.0)
    assert right(name, 1).flexion - right(name, 0).flexion > 10.0
    assert most_moved_m(name, "right_ankle") < 0.005
    assert moved(name, "nose")[0] > 0.05
    assert moved(name, "nose")[1] < -0.03


def test_the_figure_four_lays_one_ankle_on_the_other_knee() -> None:
    name = "figure_four_stretch"
    assert right(name, 0).rotation < -60.0, "external"
    for key in (0, 1):
        moment = scene_of(name).key(key)
        ankle, knee = moment.point("right_ankle"), moment.point("left_knee")
        assert math.dist(ankle, knee) < 0.15
        assert ankle[1] > knee[1] + 0.05
    assert right(name, 1).flexion - right(name, 0).flexion > 10.0
    assert moved(name, "nose")[0] > 0.1


def test_the_pelvis_turns_over_the_standing_foot() -> None:
    name = "standing_pelvis_turn"
    for landmark in ("right_ankle", "right_heel", "right_foot_index"):
        assert most_moved_m(name, landmark) < 1e-6
    assert most_moved_m(name, "right_knee") < 0.02, "foot and knee keep pointing forward"
    assert right(name, 1).rotation - right(name, 0).rotation > 25.0, "internal"
    assert moved(name, "left_hip")[0] > 0.05, "the other side of the pelvis comes forward"
    assert moved(name, "buckle")[2] > 0.03, "the buckle goes to the standing side"
    scene = scene_of(name)
    assert scene.key(0).point("left_heel")[1] > 0.03, "the other foot is off the floor"


def test_stepping_down_keeps_the_knee_over_the_foot_and_the_pelvis_level() -> None:
    name = "step_down"
    assert most_moved_m(name, "right_ankle") < 1e-6
    assert right(name, 1).knee - right(name, 0).knee > 30.0
    for moment in loop_of(name)[1]:
        assert abs(moment.point("right_knee")[2] - moment.point("right_ankle")[2]) < 0.03
        assert moment.point("left_hip")[1] == pytest.approx(moment.point("right_hip")[1], abs=1e-6)
    scene = scene_of(name)
    foot = [
        part
        for part in parts_of(scene.key(1).skeleton, scene.body.stature_m, scene.hands)
        if part.name == "left_foot"
    ]
    assert lowest_m(foot) == pytest.approx(0.0, abs=0.015), "the heel touches the floor"


def test_a_squat_takes_each_knee_over_its_foot_and_no_deeper_than_the_seat() -> None:
    name = "squat_alignment"
    for moment in loop_of(name)[1]:
        for side in SIDES:
            knee, toe = moment.point(f"{side}_knee"), moment.point(f"{side}_foot_index")
            assert abs(knee[2] - toe[2]) < 0.03
    scene = scene_of(name)
    seat = [
        part
        for part in parts_of(scene.key(1).skeleton, scene.body.stature_m, scene.hands)
        if part.name == "seat"
    ]
    assert 0.0 < lowest_m(seat) - 0.49 < 0.1
    assert right(name, 1).flexion == pytest.approx(75.0, abs=15.0)
    assert right(name, 1).flexion == pytest.approx(left(name, 1).flexion)


def test_the_walking_cue_turns_the_toes_toward_the_other_foot() -> None:
    name = "walking_cue"
    assert [round(right(name, key).rotation) for key in (0, 1)] == [-8, 32]
    assert moved(name, "right_foot_index")[2] < -0.05
    assert most_moved_m(name, "right_knee") < 1e-9
    assert most_moved_m(name, "left_foot_index") < 1e-9


def test_the_knee_lifts_to_just_below_the_hip_against_a_band_from_behind() -> None:
    name = "standing_band_flexion"
    assert right(name, 1).flexion == pytest.approx(72.0, abs=0.5)
    end = scene_of(name).key(1)
    assert 0.0 < end.point("right_hip")[1] - end.point("right_knee")[1] < 0.2
    assert abs(right(name, 1).rotation) < 2.0, "straight forward"
    assert most_moved_m(name, "left_ankle") < 1e-9
    assert band_of(scene_of(name), 1).anchor[0] < end.point("left_heel")[0]


def test_both_knees_press_the_ball() -> None:
    name = "adductor_squeeze"
    assert moved(name, "right_knee")[2] < 0.0 < moved(name, "left_knee")[2]
    assert abs(moved(name, "right_knee")[2]) < 0.04, "hardly a movement"
    presses = [arrow.press for arrow in scene_of(name).arrows]
    assert [press and press[2] < 0.0 for press in presses] == [True, False]


def test_a_bridge_makes_one_line_of_body_and_thighs() -> None:
    name = "bridge"
    end = scene_of(name).key(1)
    assert abs(right(name, 1).flexion) < 6.0
    assert moved(name, "right_hip")[1] > 0.15
    assert most_moved_m(name, "right_ankle") < 1e-6
    assert most_moved_m(name, "right_shoulder") < 0.03
    assert end.point("left_hip")[1] == pytest.approx(end.point("right_hip")[1])


def test_the_roller_is_under_the_buttock_that_rolls() -> None:
    name = "glute_roll"
    scene = scene_of(name)
    for moment in loop_of(name)[1]:
        (roller,) = (prop for prop in scene.props(moment) if isinstance(prop, Roller))
        hip = moment.point("right_hip")
        assert abs(roller.middle[0] - hip[0]) < 0.06
        assert abs(roller.middle[2] - hip[2]) < roller.half_m
        buttock = [
            part
            for part in parts_of(moment.skeleton, scene.body.stature_m, scene.hands)
            if part.name in {"seat", "right_shorts"}
        ]
        top = roller.middle[1] + roller.radius_m
        assert -0.05 < lowest_m(buttock) - top < 0.01
    assert 0.05 < moved(name, "right_hip")[0] < 0.15, "a hand's breadth"
    start = scene.key(0)
    assert start.point("right_hip")[1] < start.point("left_hip")[1], "this side carries"


def test_the_ball_is_between_wall_and_buttock() -> None:
    name = "glute_ball_wall"
    scene = scene_of(name)
    for moment in loop_of(name)[1]:
        props = scene.props(moment)
        (ball,) = (prop for prop in props if getattr(prop, "name", "") == "ball")
        (wall,) = (prop for prop in props if getattr(prop, "name", "") == "wall")
        (solid,) = ball.solids  # type: ignore[attr-defined]  # a rounded thing
        radius = solid.half_axes[0][0]
        assert solid.centre[0] - wall.high[0] == pytest.approx(radius)  # type: ignore[attr-defined]
        assert math.dist(solid.centre, moment.point("right_hip")) < radius + 0.16
    assert moved(name, "right_hip")[1] < -0.05
    assert most_moved_m(name, "right_ankle") < 1e-6


def test_paths_are_told() -> None:
    assert picture_path("bridge", "left", False) == FOLDER / "bridge-left-still.svg"
    assert picture_path("bridge", "right", True).is_file()
