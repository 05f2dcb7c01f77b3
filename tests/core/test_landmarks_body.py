"""The body cleaned: mirror images turned round, exchanged sides put right, short gaps bridged."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.landmarks.body import Body, Track, body_from_recording
from coxa.records.assessment import SIDES
from coxa.records.landmarks import OUTLINE_PER_IMAGE, LandmarkRecording
from tests.core.seated_samples import (
    HEIGHT_PX,
    WIDTH_PX,
    Move,
    Row,
    changed,
    course,
    mirror_image,
    other_name,
    seated,
    times_s,
    unseen,
)

T_S = times_s(4.0)
POINTS = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder")


def a_recording() -> LandmarkRecording:
    return seated(T_S, {"left": course(T_S, Move(0.5, 30.0))})


def with_outline(recording: LandmarkRecording) -> LandmarkRecording:
    """Every number of the outline is another one."""
    count = len(recording) * OUTLINE_PER_IMAGE
    return replace(recording, outline=array("d", [float(i) for i in range(count)]))


def exchanged(recording: LandmarkRecording, images: set[int]) -> LandmarkRecording:
    """The model takes left for right in some images."""
    rows: dict[tuple[int, str], Row] = {}

    def remember(i: int, name: str, row: Row) -> Row:
        rows[i, name] = row
        return row

    changed(recording, remember)
    return changed(recording, lambda i, n, row: rows[i, other_name(n)] if i in images else row)


def assert_same_points(one: Body, other: Body, but: tuple[str, ...] = ()) -> None:
    for side in SIDES:
        for name in POINTS:
            if name in but:
                continue
            a, b = one.track(side, name), other.track(side, name)
            assert a.x_px == [pytest.approx(x, abs=1e-9, nan_ok=True) for x in b.x_px]
            assert a.y_px == [pytest.approx(y, abs=1e-9, nan_ok=True) for y in b.y_px]


def test_a_clean_recording_stays_as_it_is() -> None:
    recording = a_recording()
    body = body_from_recording(recording)
    for side in SIDES:
        for name in POINTS:
            assert body.track(side, name).x_px == recording.column(f"{side}_{name}", "x_px")
            assert body.track(side, name).y_px == recording.column(f"{side}_{name}", "y_px")
    assert body.t_s == T_S
    assert body.center_px == (WIDTH_PX / 2.0, HEIGHT_PX / 2.0)
    assert not any(body.swapped)
    assert body.outlines == {}


def test_a_mirror_image_turned_round_is_the_same_body() -> None:
    recording = with_outline(a_recording())
    plain = body_from_recording(recording)
    turned = body_from_recording(mirror_image(recording), flip=True)
    assert_same_points(plain, turned)
    assert turned.outlines == plain.outlines
    assert turned.visibility == plain.visibility


@settings(max_examples=8)
@given(st.sets(st.integers(0, len(T_S) - 1), max_size=len(T_S) // 3))
def test_exchanged_sides_are_found_and_put_right(images: set[int]) -> None:
    recording = a_recording()
    body = body_from_recording(exchanged(recording, images))
    assert body.swapped == [i in images for i in range(len(T_S))]
    assert_same_points(body, body_from_recording(recording), but=("shoulder",))


def test_an_image_with_exchanged_sides_gives_no_outline() -> None:
    recording = with_outline(a_recording())
    body = body_from_recording(exchanged(recording, {7}))
    for side in SIDES:
        outline = body.outlines[side]
        assert all(map(math.isnan, outline.lateral_px[7] + outline.medial_px[7]))
        assert not any(map(math.isnan, outline.lateral_px[6] + outline.medial_px[8]))


def test_the_outline_is_that_of_its_leg_lateral_edge_first() -> None:
    body = body_from_recording(with_outline(a_recording()))
    left, right = body.outlines["left"], body.outlines["right"]
    assert left.lateral_px[1][:2] == [96.0, 98.0]
    assert left.medial_px[1][:2] == [97.0, 99.0]
    assert right.lateral_px[0][0] == 48.0


def test_short_gaps_are_bridged_and_long_ones_are_not() -> None:
    short, long = range(20, 23), range(40, 50)
    body = body_from_recording(unseen(a_recording(), [*short, *long]))
    x_px = body.track("left", "ankle").x_px
    assert [i for i, x in enumerate(x_px) if math.isnan(x)] == list(long)


def test_what_the_model_made_up_without_a_person_is_not_used() -> None:
    recording = a_recording()
    person = array("d", [0.3 if i >= 60 else 0.99 for i in range(len(recording))])
    body = body_from_recording(replace(recording, person=person))
    assert not math.isnan(body.track("left", "knee").x_px[59])
    assert all(map(math.isnan, body.track("left", "knee").x_px[60:]))


def test_what_is_not_seen_is_not_visible() -> None:
    body = body_from_recording(unseen(a_recording(), [5]))
    assert body.visibility["left", "knee"][5] == 0.0
    assert body.visibility["left", "knee"][6] == pytest.approx(0.98 * 0.999)


def test_a_place_is_the_median_over_some_images() -> None:
    track = Track([1.0, 5.0, 100.0, math.nan], [2.0, 4.0, 6.0, math.nan])
    assert track.at([0, 1, 2, 3]) == (5.0, 4.0)
    assert track.at([0]) == (1.0, 2.0)
