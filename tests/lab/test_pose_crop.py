"""A turned square out of an image: where each pixel comes from, half a pixel exactly."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from coxa.landmarks.region import Region
from coxa_lab.pose.crop import ImageArray, crop, rgb_floats

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "pose" / "crop.json").read_text(encoding="utf-8")
)
WIDTH_PX, HEIGHT_PX = 160, 120


def coordinate_image() -> ImageArray:
    """Red is the column, green the row, blue the mean of both."""
    rows, columns = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    layers = [columns, rows, np.round((columns + rows) / 2), np.full(rows.shape, 255)]
    return np.ascontiguousarray(np.stack(layers, axis=-1).astype(np.uint8))


IMAGE = coordinate_image()


def test_golden_pixels() -> None:
    image = coordinate_image()
    for case in GOLDEN["crops"]:
        square = crop(image, Region(**case["region"]), case["side_px"]).astype(int)
        for row, column, *expected in case["pixels"]:
            assert square[row, column].tolist() == pytest.approx(expected, abs=GOLDEN["tolerance"])


def test_the_whole_image_at_its_own_size_is_itself() -> None:
    image = np.ascontiguousarray(coordinate_image()[:, :HEIGHT_PX])
    middle_px = HEIGHT_PX / 2
    assert (crop(image, Region(middle_px, middle_px, HEIGHT_PX), HEIGHT_PX) == image).all()


def errors_px(region: Region, side_px: int = 64) -> NDArray[np.float64]:
    """Column and row each pixel of a crop came from, less the middle of its place, (n, 2)."""
    doubled = np.ascontiguousarray(2 * IMAGE[:, :HEIGHT_PX])  # means of two stay whole
    square = 0.5 * crop(doubled, region, side_px).astype(np.float64)
    steps = (np.arange(side_px, dtype=np.float64) + 0.5 - side_px / 2) * region.side_px / side_px
    right, down = np.meshgrid(steps, steps)
    cos, sin = math.cos(region.rotation_rad), math.sin(region.rotation_rad)
    column = region.center_x_px + right * cos - down * sin - 0.5  # a colour stands for a middle
    row = region.center_y_px + right * sin + down * cos - 0.5
    errors: NDArray[np.float64] = square[:, :, :2] - np.stack([column, row], axis=-1)
    is_inside = square[:, :, 3] == square[:, :, 3].max()
    inside: NDArray[np.float64] = errors[is_inside]
    return inside


@given(
    st.floats(40.0, 80.0),
    st.floats(40.0, 80.0),
    st.floats(20.0, 100.0),
    st.floats(-math.pi, math.pi),
)
@settings(max_examples=30)
def test_every_pixel_comes_from_its_place(
    x_px: float, y_px: float, side_px: float, rotation_rad: float
) -> None:
    errors = errors_px(Region(x_px, y_px, side_px, rotation_rad))
    assert np.abs(errors).max() <= 1.01  # the image's pixel, and half a pixel of the crop


@pytest.mark.parametrize("rotation_rad", [0.0, 0.05, -0.4, 1.3, 3.0])
@pytest.mark.parametrize("side_px", [81.3, 97.7])
def test_no_half_pixel_is_lost(side_px: float, rotation_rad: float) -> None:
    bias_px = errors_px(Region(57.3, 58.6, side_px, rotation_rad)).mean(axis=0)
    assert np.abs(bias_px).max() < 0.1


def test_outside_the_image_everything_is_black() -> None:
    square = crop(np.full((50, 50, 4), 255, np.uint8), Region(0.0, 0.0, 40.0), 40)
    assert (square[:20] == 0).all()
    assert (square[:, :20] == 0).all()
    assert (square[20:, 20:] == 255).all()


def test_far_outside_is_black_as_well() -> None:
    assert not crop(coordinate_image(), Region(-5000.0, 9000.0, 300.0, 1.0), 32).any()


def test_floats_are_red_green_blue_from_0_to_1() -> None:
    image = coordinate_image()
    floats = rgb_floats(image)
    assert floats.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert floats.dtype == np.float32
    assert np.allclose(floats, image[:, :, :3] / 255.0, atol=1e-6)
    assert np.allclose(rgb_floats(image[:, ::-1]), floats[:, ::-1])
