"""Where the mask ends beside the shanks: golden vectors, and the same wherever the square lies."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.landmarks.follow import outline_in_image
from coxa.landmarks.region import Region
from coxa_lab.pose.outline import outline_px
from tests.lab.outline_samples import GOLDEN, SIDE, golden, mask_of, outline_in_square

FILE: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["name"])
def test_golden_outlines(case: dict[str, Any]) -> None:
    found = outline_in_square(mask_of(case["legs"], case["radii"]), case["seen"])
    expected = [math.nan if value is None else value for value in case["outline"]]
    assert found.ravel().tolist() == pytest.approx(expected, abs=FILE["tolerance"], nan_ok=True)


def test_the_golden_file_is_the_one_that_is_written() -> None:
    assert {**golden(), "cases": None} == {**FILE, "cases": None}
    assert [case["seen"] for case in golden()["cases"]] == [case["seen"] for case in FILE["cases"]]
    assert {value is None for case in FILE["cases"] for value in case["outline"]} == {True, False}


@pytest.mark.parametrize("is_mirrored", [False, True])
@settings(max_examples=10)
@given(st.floats(-math.pi, math.pi), st.floats(300.0, 900.0))
def test_an_outline_of_a_square_is_that_of_the_image(
    is_mirrored: bool, rotation_rad: float, side_px: float
) -> None:
    case = FILE["cases"][1]
    region = Region(200.0, 300.0, side_px, rotation_rad)
    mask, seen = mask_of(case["legs"], case["radii"]), np.array(case["seen"])
    joints_px = np.array(
        [[*region.to_image(*leg[:2]), *region.to_image(*leg[2:])] for leg in seen.tolist()]
    )
    to_mask = to_mask_of(region)
    in_image = outline_px(mask, joints_px[:, :2], joints_px[:, 2:], to_mask).ravel().tolist()
    shown = seen
    if is_mirrored:
        mask = np.ascontiguousarray(mask[:, ::-1])
        shown = (np.array([1.0, 0.0, 1.0, 0.0]) - seen * np.array([1.0, -1.0, 1.0, -1.0]))[::-1]
    in_square = outline_in_square(mask, shown.tolist()).ravel().tolist()
    moved = outline_in_image(in_square, region, is_mirrored=is_mirrored)
    assert moved == pytest.approx(in_image, abs=0.02, nan_ok=True)


def to_mask_of(region: Region) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Affine map from the image to the mask: the inverse of the square's place."""
    corner, right, down = (region.to_image(*at) for at in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    forward = np.array(
        [
            [right[0] - corner[0], down[0] - corner[0], corner[0]],
            [right[1] - corner[1], down[1] - corner[1], corner[1]],
            [0.0, 0.0, 1.0],
        ]
    )
    return SIDE * np.linalg.inv(forward)[:2]


def test_where_there_is_no_shank_there_is_no_outline() -> None:
    mask = np.ones((SIDE, SIDE), np.float32)
    assert np.isnan(outline_in_square(mask, [[0.5, 0.5, 0.5, 0.5]] * 2)).all()
