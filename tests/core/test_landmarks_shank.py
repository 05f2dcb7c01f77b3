"""The rod: exact where the landmarks are, unmoved by their known errors, moved by a real drift."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.hip import outward_sign
from coxa.landmarks.body import Track, body_from_recording
from coxa.landmarks.shank import (
    ShankFit,
    ShankFitParams,
    Template,
    fit_pose,
    fit_shank,
    template_at_rest,
)
from coxa.records.assessment import Side
from tests.core.seated_samples import KNEE_PX, SHANK_PX, WIDTH_PX, seated, still, times_s
from tests.strategies import between, sides

REST_RAD = 0.05


def template(side: Side = "left") -> Template:
    return Template(
        side=side, knee_px=(300.0, 200.0), hip_px=(290.0, 180.0), shank_px=100.0, swing_rad=REST_RAD
    )


def track(side: Side, places: list[tuple[float, float]]) -> Track:
    """Places outward and downward of the knee at rest, in shanks, as pixels."""
    rest = template(side)
    return Track(
        [rest.knee_px[0] + outward_sign(side) * out * rest.shank_px for out, _ in places],
        [rest.knee_px[1] + down * rest.shank_px for _, down in places],
    )


def fit(
    side: Side, swing_rad: float, *, drift: float = 0.0, slide: float = 0.0, follow: float = 0.0
) -> ShankFit:
    """Rod of one image: the knee landmark slid along the shank, and followed the foot across."""
    sin, cos = math.sin(swing_rad), math.cos(swing_rad)
    knee = (drift + slide * sin + follow * cos, slide * cos - follow * sin)
    ankle = (drift + sin, cos)
    return fit_shank(track(side, [knee]), track(side, [ankle]), template(side))


@given(sides(), between(-0.9, 0.9))
def test_exact_landmarks_give_the_exact_swing(side: Side, swing_rad: float) -> None:
    found = fit(side, swing_rad)
    assert found.swing_rad == [pytest.approx(swing_rad, abs=1e-6)]
    assert found.drift == [pytest.approx(0.0, abs=1e-6)]
    assert found.lift == [pytest.approx(0.0, abs=1e-6)]


@given(between(-0.9, 0.9), between(-0.1, 0.1), between(-0.1, 0.1))
def test_mirrored_legs_fit_alike(swing_rad: float, drift: float, slide: float) -> None:
    left = fit("left", swing_rad, drift=drift, slide=slide)
    right = fit("right", swing_rad, drift=drift, slide=slide)
    assert left.swing_rad == [pytest.approx(right.swing_rad[0], abs=1e-9)]
    assert left.drift == [pytest.approx(right.drift[0], abs=1e-9)]


@given(sides(), between(-0.6, 0.6), st.sampled_from((-0.17, 0.17)))
def test_a_real_drift_is_followed(side: Side, swing_rad: float, drift: float) -> None:
    found = fit(side, swing_rad, drift=drift)
    assert found.drift == [pytest.approx(drift, abs=0.06)]
    # Were the knee held at its rest, the swing would be off by nearly ten degrees.
    assert math.degrees(abs(found.swing_rad[0] - swing_rad)) < 3.0


@given(sides(), between(-0.6, 0.6), between(-0.1, 0.1))
def test_a_slide_of_the_knee_landmark_along_the_shank_moves_nothing(
    side: Side, swing_rad: float, slide: float
) -> None:
    found = fit(side, swing_rad, slide=slide)
    assert math.degrees(abs(found.swing_rad[0] - swing_rad)) < 0.5
    assert abs(found.drift[0]) < 0.01
    assert abs(found.lift[0]) < 0.01


@given(sides(), between(-0.6, 0.6), between(-0.05, 0.05).filter(lambda way: abs(way) > 0.01))
def test_a_knee_landmark_beside_the_shank_turns_the_rod_less_than_the_line(
    side: Side, swing_rad: float, follow: float
) -> None:
    found = fit(side, swing_rad, follow=follow)
    line_off_rad = math.atan(follow)
    assert abs(found.swing_rad[0] - swing_rad) < 0.75 * abs(line_off_rad)


def test_an_image_without_the_leg_is_nan_and_the_next_one_starts_where_it_was_left() -> None:
    nan = math.nan
    knees = track("left", [(0.0, 0.0), (nan, nan), (0.0, 0.0)])
    ankles = track("left", [(0.3, 0.954), (0.3, 0.954), (0.3, 0.954)])
    found = fit_shank(knees, ankles, template())
    for values in (found.swing_rad, found.drift, found.lift):
        assert [math.isnan(v) for v in values] == [False, True, False]
    assert found.swing_rad[2] == pytest.approx(found.swing_rad[0])


def test_a_knee_that_rises_is_lift() -> None:
    found = fit_shank(track("right", [(0.0, -0.2)]), track("right", [(0.0, 0.8)]), template())
    assert found.lift[0] > 0.12


def test_prior_knowledge_can_be_given_otherwise() -> None:
    places = track("left", [(0.1, 0.0)]), track("left", [(0.1, 1.0)])
    loose = fit_shank(*places, template(), ShankFitParams(drift=10.0))
    tight = fit_shank(*places, template(), ShankFitParams(drift=1e-4, tail_freedom=1e9))
    assert loose.drift == [pytest.approx(0.1, abs=1e-3)]
    assert tight.drift == [pytest.approx(0.0, abs=1e-3)]


@given(between(-0.6, 0.6), between(-0.3, 0.3))
def test_the_fit_does_not_depend_on_where_it_starts(swing_rad: float, off_rad: float) -> None:
    ankle = (math.sin(swing_rad), math.cos(swing_rad))
    found = fit_pose((0.02, 0.03), ankle, (swing_rad + off_rad, 0.0, 0.0), ShankFitParams())
    near = fit_pose((0.02, 0.03), ankle, (swing_rad, 0.0, 0.0), ShankFitParams())
    assert found == pytest.approx(near, abs=2e-3)


def test_the_template_is_the_leg_at_rest() -> None:
    t_s = times_s(1.0)
    swings_deg = [10.0 if i < 15 else 40.0 for i in range(len(t_s))]
    body = body_from_recording(seated(t_s, {"right": swings_deg, "left": still(t_s)}))
    found = template_at_rest(body, "right", range(15))
    assert found.side == "right"
    assert found.sign == -1.0
    assert found.knee_px == pytest.approx((WIDTH_PX / 2 - KNEE_PX[0], KNEE_PX[1]))
    assert found.shank_px == pytest.approx(SHANK_PX, abs=0.01)
    assert math.degrees(found.swing_rad) == pytest.approx(10.0, abs=0.01)
    assert found.to_shanks(*found.knee_px) == (0.0, 0.0)
