"""The default pose model over a sequence of images: found, followed, lost, counted."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest

from coxa.records.landmarks import LANDMARKS, UNKNOWN_PEOPLE
from coxa_lab.pose.blazepose import BlazePose, BlazePoseParams
from coxa_lab.pose.crop import ImageArray
from coxa_lab.pose.protocol import PoseSample
from coxa_lab.video import VideoImage
from tests.lab.pose_samples import SEATED, empty_image, images_of, seated_image

LEGS = ("left_knee", "right_knee", "left_ankle", "right_ankle")
HEAD_ENDS_PX = 190  # rows of the image above which head and shoulders are


@cache
def lite() -> BlazePose:
    return BlazePose(BlazePoseParams(model="lite"))


def samples_of(pictures: Sequence[ImageArray], interval_s: float = 0.05) -> list[PoseSample]:
    return list(lite().samples(images_of(pictures, interval_s)))


def leg_errors_px(
    sample: PoseSample, left_px: float = 0.0, above_px: float = 0.0
) -> dict[str, float]:
    """How far knees and ankles are from the true joint centres."""
    assert sample.points is not None
    errors = {}
    for name in LEGS:
        side, joint = name.split("_")
        x_px, y_px = SEATED["true_joint_centres_px"][f"{joint}_{side}"]
        found = sample.points[LANDMARKS.index(name), :2].tolist()
        errors[name] = math.dist(found, (x_px + left_px, y_px - above_px))
    return errors


def dimmed(picture: ImageArray, factor: float) -> ImageArray:
    dark = (picture * factor).astype(np.uint8)
    dark[:, :, 3] = 255
    return dark


def test_a_person_is_found_and_followed() -> None:
    samples = samples_of([seated_image()] * 8)
    assert len(samples) == 8
    for sample in samples:
        assert max(leg_errors_px(sample).values()) < SEATED["true_tolerance_px"]
        assert sample.person > 0.9
    assert [sample.t_s for sample in samples] == [0.05 * number for number in range(8)]


def test_people_are_counted_by_time_and_not_by_image() -> None:
    often = samples_of([seated_image()] * 6, interval_s=0.5)
    assert [sample.people for sample in often] == [1, UNKNOWN_PEOPLE] * 3
    rarely = samples_of([seated_image()] * 6, interval_s=0.05)
    assert [sample.people for sample in rarely] == [1] + [UNKNOWN_PEOPLE] * 5


def test_a_second_person_is_counted() -> None:
    two = np.ascontiguousarray(np.concatenate([seated_image(), seated_image()[:, ::-1]], axis=1))
    samples = samples_of([two] * 4, interval_s=1.0)
    assert max(sample.people for sample in samples) == 2


def test_in_a_wide_image_a_small_person_is_found() -> None:
    wall = np.concatenate([empty_image()] * 2, axis=1)
    wide = np.ascontiguousarray(np.concatenate([wall, seated_image(), wall], axis=1))
    samples = samples_of([wide] * 3)
    assert max(leg_errors_px(samples[-1], left_px=wall.shape[1]).values()) < 25.0


def test_nobody_is_seen_in_an_empty_room() -> None:
    samples = samples_of([empty_image()] * 4, interval_s=0.6)
    assert [sample.points for sample in samples] == [None] * 4
    assert {sample.people for sample in samples} == {0}
    assert all(sample.luminance > 0.1 for sample in samples)


def test_a_person_without_head_is_found_upright() -> None:
    headless = np.ascontiguousarray(seated_image()[HEAD_ENDS_PX:])
    samples = samples_of([headless] * 4)
    for sample in samples[2:]:
        errors_px = leg_errors_px(sample, above_px=HEAD_ENDS_PX)
        assert max(errors_px.values()) < 40.0  # upside down, or swapped, they are 100 off


def test_a_person_who_comes_back_is_found_again() -> None:
    pictures = [seated_image()] * 3 + [empty_image()] * 4 + [seated_image()] * 4
    seen = [sample.points is not None for sample in samples_of(pictures)]
    assert seen[:3] == [True] * 3
    assert not any(seen[5:7])
    assert all(seen[9:])


def test_brightness_is_that_of_the_person_s_region() -> None:
    bright, dark = (
        samples_of([picture] * 2)[-1].luminance
        for picture in (seated_image(), dimmed(seated_image(), 0.25))
    )
    assert dark == pytest.approx(bright / 4, abs=0.02)


def test_timing_changes_nothing() -> None:
    pictures = [np.roll(seated_image(), number, axis=1) for number in range(6)]

    def slowly() -> Iterator[VideoImage]:
        for number, image in enumerate(images_of(pictures)):
            time.sleep(0.05 if number % 2 else 0.0)
            yield image

    for one, other in zip(lite().samples(slowly()), samples_of(pictures), strict=True):
        assert one.points is not None
        assert other.points is not None
        assert (one.points == other.points).all()
        assert one.person == other.person


def test_outlines_come_with_the_landmarks_unless_switched_off() -> None:
    assert samples_of([seated_image()] * 2)[0].outline_px is not None
    without = BlazePose(BlazePoseParams(model="lite", outline=False))
    (sample,) = without.samples(images_of([seated_image()]))
    assert sample.outline_px is None


def test_no_images_give_no_samples() -> None:
    assert samples_of([]) == []


def test_an_error_of_the_images_comes_through() -> None:
    def broken() -> Iterator[VideoImage]:
        yield VideoImage(0.0, seated_image())
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(lite().samples(broken()))


def test_the_method_says_how_it_was_run() -> None:
    method = lite().method
    assert (method.name, method.model) == ("blazepose", "lite")
    assert method.params["passes"] == "alternate"
    assert method.params["min_person"] == 0.5
