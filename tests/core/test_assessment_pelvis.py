"""Roll of the pelvis: taken out by how likely it is, doubted where it cannot be seen."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from coxa.assessment.pelvis import PelvisParams, pelvic_roll, roll_probability
from tests.strategies import between

PARAMS = PelvisParams()
NAN = math.nan


@given(between(0.0, 60.0), between(0.0, 60.0))
def test_the_larger_the_tip_the_likelier_a_roll(a_deg: float, b_deg: float) -> None:
    small, large = sorted((a_deg, b_deg))
    assert roll_probability(small, PARAMS) <= roll_probability(large, PARAMS)


@given(between(-180.0, 180.0))
def test_a_probability_is_one_and_does_not_depend_on_the_way(tip_deg: float) -> None:
    share = roll_probability(tip_deg, PARAMS)
    assert 0.0 <= share <= 1.0
    assert share == roll_probability(-tip_deg, PARAMS)


@given(between(-60.0, 60.0))
def test_never_more_is_taken_out_than_was_seen(tip_deg: float) -> None:
    roll = pelvic_roll(tip_deg, 0.0, 0.0)
    assert abs(roll.removed_deg) <= abs(tip_deg)
    assert roll.removed_deg * tip_deg >= 0.0
    assert roll.measured_deg == tip_deg
    assert roll.error_sd_deg > 0.0


def test_what_a_landmark_may_do_stays_in_and_a_real_roll_comes_out() -> None:
    assert pelvic_roll(1.0, 0.0, 0.0).removed_deg < 0.1
    assert pelvic_roll(8.0, 5.0, 0.0).removed_deg == pytest.approx(8.0, abs=0.1)


def test_the_doubt_is_largest_between_the_two() -> None:
    errors = [pelvic_roll(tip, 0.0, 0.0).error_sd_deg for tip in (0.0, 3.3, 7.0)]
    assert errors[1] > errors[0]
    assert errors[1] > errors[2]


@given(between(-20.0, 20.0))
def test_shoulders_that_tip_along_explain_the_hips(tilt_deg: float) -> None:
    roll = pelvic_roll(0.0, tilt_deg, max(0.0, tilt_deg))
    assert roll.measured_deg == 0.0


@given(between(6.0, 20.0))
def test_a_planted_foot_hides_a_roll_the_hips_show(hips_deg: float) -> None:
    roll = pelvic_roll(0.0, hips_deg, 0.0)
    assert roll.measured_deg == pytest.approx(hips_deg / PARAMS.hip_line_gain)
    assert roll.removed_deg == 0.0
    assert roll.error_sd_deg > 0.5 * roll.measured_deg > pelvic_roll(0.0, 0.0, 0.0).error_sd_deg


def test_hips_that_agree_with_the_resting_shank_add_nothing() -> None:
    assert pelvic_roll(8.0, 6.0, 0.0) == pelvic_roll(8.0, 0.0, 0.0)


@pytest.mark.parametrize("hips_deg", [0.0, 3.0, NAN, -12.0])
def test_without_a_resting_leg_nothing_is_taken_out(hips_deg: float) -> None:
    roll = pelvic_roll(NAN, hips_deg, 0.0)
    assert (roll.measured_deg, roll.removed_deg) == (0.0, 0.0)
    assert roll.error_sd_deg == 2.0 * PARAMS.resting_sd_deg


def test_without_a_resting_leg_the_hips_are_believed_and_doubted() -> None:
    roll = pelvic_roll(NAN, 13.0, 0.0)
    assert roll.measured_deg == pytest.approx(20.0)
    assert roll.removed_deg == 0.0
    assert roll.error_sd_deg == pytest.approx(10.0)


def test_other_habits_of_a_model_can_be_given() -> None:
    assert roll_probability(3.0, PelvisParams(roll_share=0.9)) > roll_probability(3.0, PARAMS)
