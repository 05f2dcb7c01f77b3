"""The laboratory's arrays say the same as the core, which decides who is followed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.landmarks import follow
from coxa.landmarks.region import Region
from coxa_lab.pose.networks import POINT_COUNT, NetOutput
from coxa_lab.pose.passes import points_in_image


@pytest.mark.parametrize("is_mirrored", [False, True])
@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.floats(100.0, 1500.0), st.floats(-math.pi, math.pi))
def test_points_lie_where_the_core_puts_them(
    is_mirrored: bool, seed: int, side_px: float, rotation_rad: float
) -> None:
    values = np.random.default_rng(seed).random((POINT_COUNT, 5), np.float32)
    region = Region(300.0, 400.0, side_px, rotation_rad)
    output = NetOutput(values[:, :3], values[:, 3], values[:, 4], values[:, :3], 1.0)
    points = points_in_image(output, region, is_mirrored=is_mirrored)
    named = points[follow.mirrored_order()] if is_mirrored else points
    flat = values.ravel().tolist()
    expected = follow.points_in_image(flat, region, is_mirrored=is_mirrored)
    assert named.ravel().tolist() == pytest.approx(expected, abs=1e-3)  # single precision


def test_both_speak_of_the_same_points() -> None:
    assert follow.POINT_COUNT == POINT_COUNT
