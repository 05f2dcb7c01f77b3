"""Who is followed, message by message, as the browser's networks answer."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from coxa.browser.buffers import SampleValues
from coxa.browser.following import Follower, FollowParams, Neighbours
from coxa.errors import RecordError
from coxa.landmarks.follow import MAX_GAP_S, Detect, Passes, See
from coxa.landmarks.region import Region
from coxa.records.landmarks import OUTLINE_PER_IMAGE, POINTS_PER_IMAGE, UNKNOWN_PEOPLE
from tests.core.room_samples import HEIGHT_PX, OUTLINE, WIDTH_PX, Body, Room, buffer

STEP_S = 0.05


def follower(passes: Passes = "alternate", wide_period_s: float = 1.0) -> Follower:
    new = Follower(FollowParams(passes=passes, wide_period_s=wide_period_s))
    new.begin(WIDTH_PX, HEIGHT_PX)
    return new


def image(following: Follower, room: Room, t_s: float) -> tuple[SampleValues, int]:
    """One image answered to its end, and the number of messages it took."""
    for count in range(1, 50):
        sent = buffer(room, following.todo, t_s, is_mirrored=following.is_mirrored)
        sample = following.step(sent)
        if sample is not None:
            return sample, count
    raise AssertionError("the image does not end")


@pytest.mark.parametrize("passes", ["single", "alternate"])
def test_somebody_is_found_and_then_takes_one_message_an_image(passes: Passes) -> None:
    following, body = follower(passes), Body()
    counts, mirrored = [], []
    for number in range(6):
        sample, count = image(following, Room([body]), STEP_S * number)
        counts.append(count)
        mirrored.append(following.is_mirrored)
        assert sample.points[:2] == pytest.approx([body.x_px, body.y_px])
        assert sample.outline == pytest.approx([OUTLINE * body.region.side_px] * OUTLINE_PER_IMAGE)
        assert (sample.person, sample.luminance) == (body.person, 0.5)
        assert sample.people == (UNKNOWN_PEOPLE if number else 1)
    assert counts == [3, 1, 1, 1, 1, 1]  # the detector, the net, and the detector that counts
    assert mirrored == ([True, False] * 3 if passes == "alternate" else [False] * 6)


def test_people_are_counted_at_every_wide_look() -> None:
    following = follower(wide_period_s=0.1)
    room = Room([Body(), Body(x_px=400.0)])
    counted = [image(following, room, STEP_S * number)[0].people for number in range(5)]
    assert counted == [2, UNKNOWN_PEOPLE, 2, UNKNOWN_PEOPLE, 2]


@pytest.mark.parametrize("room", [Room([]), Room([Body(person=0.3)])])
def test_who_is_not_there_has_no_points(room: Room) -> None:
    sample, _ = image(follower(), room, 0.0)
    assert all(map(math.isnan, [*sample.points, *sample.outline]))
    assert sample.people == 0


def test_a_phone_that_is_turned_makes_the_detector_look_again() -> None:
    following, room = follower(), Room([Body()])
    image(following, room, 0.0)
    head_turned = buffer(room, following.todo, STEP_S, is_mirrored=True)
    head_turned[2] = WIDTH_PX + 100
    assert following.step(head_turned) is None
    assert following.todo == Detect(Region(290.0, 240.0, 580.0))


def test_before_the_first_image_only_its_size_is_missing() -> None:
    following = Follower(FollowParams())
    assert following.todo is None
    assert not following.is_mirrored
    sent = buffer(Room([Body()]), Detect(Region(240.0, 240.0, 480.0)), 0.0, is_mirrored=False)
    assert following.step(sent) is None
    assert following.todo == See(Body().region)


def test_an_answer_to_something_else_is_refused() -> None:
    following, room = follower(), Room([Body()])
    sent = buffer(room, following.todo, 0.0, is_mirrored=False)
    following.step(sent)
    with pytest.raises(RecordError, match="not asked"):
        following.step(sent)


def sample(t_s: float, value: float, edge: float = 1.0) -> SampleValues:
    points, outline = [value] * POINTS_PER_IMAGE, [edge] * OUTLINE_PER_IMAGE
    return SampleValues(t_s, WIDTH_PX, HEIGHT_PX, 0.9, 1, 0.5, points, outline)


def test_neighbours_are_averaged_and_times_are_the_sample_s_own() -> None:
    neighbours = Neighbours()
    assert neighbours.blended(sample(0.0, 2.0)) == sample(0.0, 2.0)
    assert neighbours.blended(sample(0.1, 4.0, 3.0)) == sample(0.1, 3.0, 2.0)
    assert neighbours.blended(sample(0.2, 8.0, 5.0)) == sample(0.2, 6.0, 4.0)


@pytest.mark.parametrize(
    ("before", "own"),
    [
        (sample(0.0, 2.0), sample(0.01 + MAX_GAP_S, 4.0)),
        (sample(0.0, math.nan), sample(0.1, 4.0)),
    ],
)
def test_a_neighbour_far_away_or_without_a_person_does_not_count(
    before: SampleValues, own: SampleValues
) -> None:
    neighbours = Neighbours()
    neighbours.blended(before)
    assert neighbours.blended(own) == own


def test_who_is_not_seen_stays_unseen() -> None:
    neighbours = Neighbours()
    neighbours.blended(sample(0.0, 2.0))
    assert math.isnan(neighbours.blended(sample(0.1, math.nan)).points[0])


@pytest.mark.parametrize(("before", "own"), [(math.nan, 3.0), (3.0, math.nan)])
def test_an_edge_known_once_is_taken_as_it_is(before: float, own: float) -> None:
    neighbours = Neighbours()
    neighbours.blended(sample(0.0, 2.0, before))
    assert neighbours.blended(sample(0.1, 2.0, own)) == replace(
        sample(0.1, 2.0), outline=[3.0] * OUTLINE_PER_IMAGE
    )
