"""Where the pose model looks: anchors, detections, regions, and when a person is lost."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.landmarks.region import (
    ANCHOR_COUNT,
    Detection,
    Region,
    RegionLook,
    RegionParams,
    RegionState,
    anchor_centers,
    blind_regions,
    detection_from_anchor,
    distinct_detections,
    is_continuous,
    mean_region,
    merge_detections,
    next_region,
    overlap,
    parts_of_image,
    region_from_key_points,
    region_step,
    sigmoid,
    starting_regions,
    sureness,
    whole_image,
)

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "pose" / "region.json").read_text(encoding="utf-8")
)
NEAR = pytest.approx
PARAMS = RegionParams()
SIZE = (640, 480)

positions = st.floats(-500.0, 1500.0)
regions = st.builds(
    Region, positions, positions, st.floats(10.0, 2000.0), st.floats(-math.pi, math.pi)
)


def as_list(region: Region) -> list[float]:
    return [region.center_x_px, region.center_y_px, region.side_px, region.rotation_rad]


def detection_at(x_px: float, y_px: float, score: float = 0.9, size_px: float = 100.0) -> Detection:
    half_px = size_px / 2
    return Detection(
        score, x_px - half_px, y_px - half_px, x_px + half_px, y_px + half_px,
        (x_px, y_px + 150.0), (x_px, y_px - 50.0),
    )  # fmt: skip


def look_at(region: Region, person: float = 1.0, legs: float = 1.0) -> RegionLook:
    """A look that finds the person exactly where it was expected."""
    radius_px = region.side_px / 2.5
    circle_px = (
        region.center_x_px + radius_px * math.sin(region.rotation_rad),
        region.center_y_px - radius_px * math.cos(region.rotation_rad),
    )
    return RegionLook(region, person, legs, (region.center_x_px, region.center_y_px), circle_px)


# ------------------------------------------------------------------------------------- golden


def test_golden_anchors() -> None:
    centers = anchor_centers()
    assert len(centers) == GOLDEN["anchors"]["count"] == ANCHOR_COUNT
    for index, x, y in GOLDEN["anchors"]["picked"]:
        assert centers[index] == NEAR((x, y), abs=GOLDEN["tolerance"])


def test_golden_regions() -> None:
    for case in GOLDEN["regions"]:
        region = region_from_key_points(tuple(case["center_px"]), tuple(case["circle_px"]))
        assert as_list(region) == NEAR(list(case["region"].values()), abs=GOLDEN["tolerance"])


def test_golden_positions() -> None:
    for case in GOLDEN["positions"]:
        position_px = Region(**case["region"]).to_image(case["u"], case["v"])
        assert position_px == NEAR(tuple(case["position_px"]), abs=GOLDEN["tolerance"])


def test_golden_detection() -> None:
    case = GOLDEN["detection"]
    detection = detection_from_anchor(
        case["values"],
        case["score"],
        anchor_centers()[case["anchor_index"]],
        whole_image(case["width_px"], case["height_px"]),
    )
    for name, expected in case["detection"].items():
        found = getattr(detection, name)
        assert found == NEAR(
            tuple(expected) if isinstance(expected, list) else expected, abs=GOLDEN["tolerance"]
        )


def test_golden_parts() -> None:
    for case in GOLDEN["parts"]:
        parts = parts_of_image(case["width_px"], case["height_px"])
        expected = [list(region.values()) for region in case["regions"]]
        assert [as_list(part) for part in parts] == [NEAR(values) for values in expected]


# --------------------------------------------------------------------------------- properties


@given(regions, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_region_keeps_distances(region: Region, u: float, v: float) -> None:
    x_px, y_px = region.to_image(u, v)
    from_center_px = math.hypot(x_px - region.center_x_px, y_px - region.center_y_px)
    assert from_center_px == NEAR(region.side_px * math.hypot(u - 0.5, v - 0.5), abs=1e-6)


@given(regions.filter(lambda region: region.side_px > 50.0))
def test_a_region_is_found_again_from_its_key_points(region: Region) -> None:
    look = look_at(region)
    again = region_from_key_points(look.center_px, look.circle_px)
    assert again.side_px == NEAR(region.side_px, rel=1e-9)
    assert math.remainder(again.rotation_rad - region.rotation_rad, math.tau) == NEAR(0, abs=1e-9)


@given(st.integers(100, 4000), st.integers(100, 4000))
def test_parts_cover_a_long_image(width_px: int, height_px: int) -> None:
    parts = parts_of_image(width_px, height_px)
    if not parts:
        assert max(width_px, height_px) < 1.2 * min(width_px, height_px)
        return
    long_px, side_px = max(width_px, height_px), min(width_px, height_px)
    middles_px = [p.center_x_px if width_px > height_px else p.center_y_px for p in parts]
    assert middles_px[0] == NEAR(side_px / 2)
    assert middles_px[-1] == NEAR(long_px - side_px / 2)
    assert all(b - a <= side_px / 2 + 1e-6 for a, b in pairwise(middles_px))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_logistic_function_stays_between_0_and_1(logit: float) -> None:
    assert 0.0 <= sigmoid(logit) <= 1.0
    assert sigmoid(logit) + sigmoid(-logit) == NEAR(1.0)


@given(st.lists(regions, min_size=1, max_size=5))
def test_the_mean_of_one_region_is_itself(some: list[Region]) -> None:
    assert as_list(mean_region(some[:1])) == NEAR(as_list(some[0]), abs=1e-9)
    sides_px = [region.side_px for region in some]
    assert min(sides_px) - 1e-9 <= mean_region(some).side_px <= max(sides_px) + 1e-9


def test_directions_are_averaged_across_the_half_turn() -> None:
    mean = mean_region([Region(0, 0, 1, math.pi - 0.1), Region(0, 0, 1, 0.1 - math.pi)])
    assert abs(mean.rotation_rad) == NEAR(math.pi)


# --------------------------------------------------------------------------------- detections


def test_overlapping_detections_become_one() -> None:
    merged = merge_detections([detection_at(100, 100, 0.6), detection_at(106, 100, 0.9)])
    assert len(merged) == 1
    assert merged[0].score == 0.9
    assert merged[0].center_px[0] == NEAR((0.6 * 100 + 0.9 * 106) / 1.5)


def test_people_apart_stay_apart() -> None:
    merged = merge_detections([detection_at(100, 100, 0.6), detection_at(300, 100, 0.9)])
    assert [d.score for d in merged] == [0.9, 0.6]
    assert overlap(merged[0], merged[1]) == 0.0


def test_one_head_seen_in_two_views_is_one_person() -> None:
    whole = detection_at(200, 100, 0.7, size_px=160)
    part = detection_at(215, 110, 0.9, size_px=90)
    assert distinct_detections([whole, part]) == [part]
    assert len(distinct_detections([whole, detection_at(400, 100)])) == 2


def test_a_turned_detection_is_doubted() -> None:
    upright = detection_at(300, 100)
    assert starting_regions(PARAMS, [upright]) == [upright.region]
    upside_down = replace(upright, mid_hip_px=(300.0, 0.0), circle_px=(300.0, 300.0))
    turned, level = starting_regions(PARAMS, [upside_down])
    assert abs(turned.rotation_rad) == NEAR(math.pi)
    assert level == Region(300.0, 100.0, turned.side_px)


def test_blind_regions_are_upright_and_in_the_middle() -> None:
    for region in blind_regions(*SIZE):
        assert (region.center_x_px, region.center_y_px) == (320.0, 240.0)
        assert region.rotation_rad == 0.0


# ---------------------------------------------------------------------------------- following

HERE = Region(320.0, 240.0, 400.0)


def test_a_person_who_stays_is_followed() -> None:
    found = next_region(PARAMS, look_at(HERE), *SIZE, is_followed=True)
    assert found is not None
    assert as_list(found) == NEAR(as_list(HERE))


@pytest.mark.parametrize(
    "look",
    [
        look_at(HERE, person=0.4),
        replace(look_at(HERE), center_px=(320.0, -300.0), circle_px=(320.0, -460.0)),
        replace(look_at(HERE), circle_px=(320.0, 240.0 - 300.0)),
        replace(look_at(HERE), circle_px=(320.0, 240.0 - 90.0)),
        replace(look_at(HERE), circle_px=(320.0, 240.0 + 160.0)),
        replace(look_at(HERE), center_px=(520.0, 240.0), circle_px=(520.0, 80.0)),
    ],
    ids=["no person", "outside", "larger", "smaller", "upside down", "elsewhere"],
)
def test_a_jump_loses_the_person(look: RegionLook) -> None:
    assert next_region(PARAMS, look, *SIZE, is_followed=True) is None


def test_a_first_look_may_correct_the_region() -> None:
    look = replace(look_at(HERE), circle_px=(320.0, 240.0 - 300.0))
    assert next_region(PARAMS, look, *SIZE, is_followed=False) is not None


def test_turned_people_and_missing_legs_are_less_sure() -> None:
    assert sureness(PARAMS, look_at(HERE)) == 1.0
    assert sureness(PARAMS, look_at(HERE, legs=0.3)) == NEAR(0.3)
    assert sureness(PARAMS, look_at(replace(HERE, rotation_rad=3.0))) == 0.5
    assert sureness(PARAMS, look_at(HERE, person=0.49)) == 0.0


def test_regions_are_averaged_over_half_a_second() -> None:
    state = RegionState()
    assert state.region is None
    for number in range(30):
        found = replace(HERE, center_x_px=320.0 + 5.0 * number)
        state = region_step(PARAMS, state, number * 0.05, found)
    assert state.region is not None
    assert state.region.center_x_px == NEAR(320.0 + 5.0 * 24.5)
    assert len(state.recent) == 10


def test_a_region_is_held_until_the_person_has_moved() -> None:
    params = replace(PARAMS, smoothing_s=0.01)
    state = region_step(params, RegionState(), 0.0, HERE)
    for number, found in enumerate(
        (
            replace(HERE, center_x_px=323.0),
            replace(HERE, side_px=407.0),
            replace(HERE, rotation_rad=-0.015),
        )
    ):
        state = region_step(params, state, 1.0 + number, found)
        assert state.region == HERE
    moved = replace(HERE, center_x_px=325.0)
    after = region_step(params, state, 5.0, moved).region
    assert after is not None
    assert as_list(after) == NEAR(as_list(moved))


def test_after_a_loss_or_a_jump_nobody_is_followed() -> None:
    state = region_step(PARAMS, RegionState(), 0.0, HERE)
    assert region_step(PARAMS, state, 0.1, None).region is None
    assert region_step(PARAMS, state, 0.1, replace(HERE, center_x_px=600.0)).region is None


@given(regions, regions)
def test_continuity_knows_no_order(a: Region, b: Region) -> None:
    assert is_continuous(PARAMS, a, b) == is_continuous(PARAMS, b, a)
