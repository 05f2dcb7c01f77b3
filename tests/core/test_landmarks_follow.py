"""Which looks are taken and who is followed, in rooms of which every answer is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.landmarks.follow import (
    POINT_COUNT,
    Answer,
    Detect,
    Look,
    LookTask,
    Passes,
    Request,
    See,
    Turns,
    is_mirrored,
    look,
    looked,
    mirrored_order,
    outline_in_image,
    points_in_image,
)
from coxa.landmarks.region import Region, whole_image
from coxa.records.landmarks import LANDMARKS, OUTLINE_PER_IMAGE, OUTLINE_ROWS
from tests.core.room_samples import HEIGHT_PX, PARAMS, WIDTH_PX, Body, Room

NOBODY = Look(None, is_seen=False, people=0, region=None)


def test_somebody_is_detected_and_then_followed_with_one_look_an_image() -> None:
    room = Room([Body()])
    found = room.look()
    assert found.is_seen
    assert found.people is None
    assert found.region == Body().region
    assert room.asked == [Detect(whole_image(WIDTH_PX, HEIGHT_PX)), See(Body().region)]
    assert room.look(found.region).region == found.region
    assert room.asked == [See(Body().region)]


def test_in_an_empty_room_only_a_wide_look_looks_further() -> None:
    room = Room([])
    assert room.look() == NOBODY
    assert len(room.asked) == 1
    assert room.look(turn=0) == NOBODY
    assert room.plain_looks == 2


def test_who_is_hardly_one_is_not_seen_and_not_followed() -> None:
    found = Room([Body(person=0.3)]).look(turn=0)
    assert found.seen is not None
    assert (found.is_seen, found.people, found.region) == (False, 0, None)


def test_who_jumps_is_lost() -> None:
    moved = Body(x_px=340.0)
    assert Room([moved]).look(Body().region).region is None


def test_who_is_too_small_in_a_long_image_is_found_in_a_part_of_it() -> None:
    room = Room([Body(x_px=1500.0)], smallest_share=0.1)
    assert room.look(width_px=1708) == NOBODY
    found = room.look(turn=0, width_px=1708)
    assert found.region == Body(x_px=1500.0).region


def test_who_has_no_head_is_found_if_the_legs_are_sure() -> None:
    headless = Body(has_head=False)
    assert Room([headless]).look(turn=0).region == headless.region
    assert Room([replace(headless, legs=0.8)]).look(turn=0) == NOBODY


def test_who_is_not_seen_twice_alike_is_nobody() -> None:
    def answer(request: Request) -> Answer:
        if isinstance(request, Detect):
            return []
        return Body(x_px=240.0 if request.is_plain else 400.0).seen(request.region)

    assert looked(PARAMS, LookTask(WIDTH_PX, HEIGHT_PX, None, 0), answer) == NOBODY


def test_doubtful_legs_are_held_against_a_new_search_in_wide_looks_only() -> None:
    doubtful, clear = Body(x_px=200.0, legs=0.5), Body(x_px=300.0)
    both = Room([doubtful, clear])
    assert both.look(doubtful.region).region == doubtful.region
    assert both.look(doubtful.region, turn=0).region == clear.region
    alone = Room([doubtful])
    assert alone.look(doubtful.region, turn=0).region == doubtful.region
    headless = Room([replace(doubtful, has_head=False)])
    assert headless.look(doubtful.region, turn=0).region == doubtful.region


@pytest.mark.parametrize(
    ("other", "people"),
    [
        (Body(x_px=400.0), 2),
        (Body(x_px=400.0, person=0.7), 1),  # not sure enough
        (Body(x_px=250.0), 1),  # the same region
        (Body(x_px=250.0, size_px=180.0), 1),  # another region around the same trunk
    ],
)
def test_others_are_counted_by_their_trunks(other: Body, people: int) -> None:
    found = Room([Body(), other]).look(Body().region, turn=0)
    assert found.people == people
    assert found.region == Body().region


def test_no_more_than_three_others_are_looked_at() -> None:
    row = [Body(x_px=100.0 + 60.0 * number, size_px=40.0) for number in range(6)]
    room = Room(row)
    assert room.look(row[0].region, turn=0).people == 4
    assert room.plain_looks == 3


def test_each_turn_counts_in_another_view_of_a_long_image() -> None:
    room = Room([Body(), Body(x_px=1500.0)], smallest_share=0.1)
    counts = [room.look(Body().region, turn, width_px=1708).people for turn in range(9)]
    assert counts[0] == 1  # in the whole image both are too small
    assert 2 in counts


def test_an_answer_to_something_else_is_a_fault() -> None:
    looking = look(PARAMS, LookTask(WIDTH_PX, HEIGHT_PX, None, None))
    next(looking)
    with pytest.raises(TypeError, match="Detect"):
        looking.send(Body().seen(Body().region))
    looking = look(PARAMS, LookTask(WIDTH_PX, HEIGHT_PX, Body().region, None))
    next(looking)
    with pytest.raises(TypeError, match="See"):
        looking.send([])


def test_a_look_tells_legs_and_the_next_region_s_points() -> None:
    seen = Body(legs=0.6).seen(Region(0.0, 0.0, 10.0)).look
    assert seen.legs == pytest.approx(0.6)
    assert (seen.center_px, seen.circle_px) == ((240.0, 280.0), (240.0, 180.0))


@pytest.mark.parametrize(
    ("passes", "mirrored"), [("single", [False] * 4), ("alternate", [False, True, False, True])]
)
def test_every_other_image_is_shown_mirrored(passes: Passes, mirrored: list[bool]) -> None:
    assert [is_mirrored(passes, image) for image in range(4)] == mirrored


def test_wide_looks_are_numbered_by_time() -> None:
    turns = Turns(1.0)
    times_s = (0.0, 0.5, 0.99, 1.0, 1.5, 5.0, 5.9, 6.0)
    assert [turns.turn(t_s) for t_s in times_s] == [0, None, None, 1, None, 2, None, 3]


REGIONS = st.builds(
    Region,
    st.floats(-500.0, 2000.0),
    st.floats(-500.0, 2000.0),
    st.floats(10.0, 2000.0),
    st.floats(-math.pi, math.pi),
)
NET_POINTS = st.lists(
    st.tuples(*[st.floats(-0.5, 1.5)] * 3, *[st.floats(0.0, 1.0)] * 2),
    min_size=POINT_COUNT,
    max_size=POINT_COUNT,
)


@given(NET_POINTS, REGIONS)
def test_a_mirrored_look_names_and_places_the_same_points(
    rows: list[tuple[float, ...]], region: Region
) -> None:
    plain = points_in_image([value for row in rows for value in row], region)
    turned = [(1.0 - u, *rest) for u, *rest in (rows[i] for i in mirrored_order())]
    mirrored = points_in_image([v for row in turned for v in row], region, is_mirrored=True)
    assert mirrored == pytest.approx(plain, abs=1e-6)


@given(REGIONS, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_points_lie_where_the_region_says(region: Region, u: float, v: float) -> None:
    points = points_in_image([u, v, 0.5, 0.7, 0.8] * POINT_COUNT, region)
    assert points[:2] == pytest.approx(region.to_image(u, v))
    assert points[2:5] == [0.5 * region.side_px, 0.7, 0.8]


def test_in_a_mirror_image_the_outlines_of_the_legs_change_places() -> None:
    half = OUTLINE_PER_IMAGE // 2
    net = [0.125] * half + [-0.25] * (half - 1) + [math.nan]
    region = Region(0.0, 0.0, 100.0)
    plain = outline_in_image(net, region)
    assert plain[: half + 1] == [12.5] * half + [-25.0]
    assert math.isnan(plain[-1])
    mirrored = outline_in_image(net, region, is_mirrored=True)
    assert mirrored[half:] == plain[:half]
    assert mirrored[: half - 1] == plain[half:-1]
    assert len(mirrored) == 4 * OUTLINE_ROWS


def test_the_order_of_a_mirror_image_is_its_own_inverse() -> None:
    order = mirrored_order()
    assert [order[i] for i in order] == list(range(POINT_COUNT))
    assert LANDMARKS[order[LANDMARKS.index("left_knee")]] == "right_knee"
