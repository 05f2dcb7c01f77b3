"""Rest is found wherever it lies, movement is not taken for it; the bias comes with its error."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.inertial.rest import (
    Block,
    GyroBias,
    RestParams,
    bias_after_calibration,
    bias_from_rest,
    blocks_from_motion,
    rest_windows,
)
from tests.strategies import SEEDS, between

PARAMS = RestParams()
BIAS = (0.1, -0.02, 0.03)
RATE_HZ = 50.0


def recorded(
    parts: list[tuple[float, bool]], seed: int = 1, gyr_noise: float = 0.004
) -> tuple[list[float], list[float], list[float]]:
    """Stretches of so many seconds, moving or not: times, acceleration, gyroscope with `BIAS`."""
    chance = random.Random(seed)  # noqa: S311  # noise, not a secret
    t_s: list[float] = []
    acc: list[float] = []
    gyr: list[float] = []
    for seconds, is_moving in parts:
        for _ in range(round(seconds * RATE_HZ)):
            now_s = len(t_s) / RATE_HZ
            turn = math.sin(4.0 * now_s) if is_moving else 0.0
            t_s.append(now_s)
            acc += [chance.gauss(0.0, 0.03), 9.81 * math.cos(turn), 9.81 * math.sin(turn)]
            gyr += [
                b + chance.gauss(turn if i == 0 else 0.0, gyr_noise) for i, b in enumerate(BIAS)
            ]
    return t_s, acc, gyr


def test_rest_is_found_at_the_beginning_in_the_middle_and_at_the_end() -> None:
    motion = recorded([(3.0, False), (10.0, True), (4.0, False), (10.0, True), (2.0, False)])
    windows = rest_windows(PARAMS, blocks_from_motion(PARAMS, *motion))
    assert len(windows) == 3
    for window, (from_s, to_s) in zip(windows, [(0, 3), (13, 17), (27, 29)], strict=True):
        assert window.from_s == pytest.approx(from_s, abs=0.3)
        assert window.to_s == pytest.approx(to_s, abs=0.3)
        assert window.acc_m_s2 is not None
        assert math.hypot(*window.acc_m_s2) == pytest.approx(9.81, abs=0.05)


@settings(max_examples=20)
@given(SEEDS)
def test_bias_lies_within_its_uncertainty(seed: int) -> None:
    motion = recorded([(5.0, True), (4.0, False), (5.0, True), (3.0, False)], seed)
    bias = bias_from_rest(PARAMS, rest_windows(PARAMS, blocks_from_motion(PARAMS, *motion)))
    assert bias is not None
    assert bias.rest_s == pytest.approx(7.0, abs=0.6)
    for found, sigma, true in zip(bias.bias_rad_s, bias.sigma_rad_s, BIAS, strict=True):
        assert abs(found - true) < 4.0 * sigma
        assert sigma < math.radians(0.6)


def test_movement_has_no_rest_and_no_bias() -> None:
    blocks = blocks_from_motion(PARAMS, *recorded([(20.0, True)]))
    assert rest_windows(PARAMS, blocks) == []
    assert bias_from_rest(PARAMS, []) is None


def test_a_longer_rest_is_more_certain() -> None:
    def sigma(seconds: float) -> float:
        motion = recorded([(seconds, False)])
        bias = bias_from_rest(PARAMS, rest_windows(PARAMS, blocks_from_motion(PARAMS, *motion)))
        assert bias is not None
        return max(bias.sigma_rad_s)

    assert sigma(20.0) < 0.3 * sigma(2.0)


def test_a_turn_about_the_vertical_is_what_a_rest_may_hide_most() -> None:
    motion = recorded([(3.0, False)])
    (window,) = rest_windows(PARAMS, blocks_from_motion(PARAMS, *motion))
    assert window.sigma_rad_s[1] > 3.0 * window.sigma_rad_s[0]  # y points up


def test_a_gyroscope_alone_is_enough_for_a_calibration() -> None:
    t_s, _, gyr = recorded([(6.0, False)])
    (window,) = rest_windows(PARAMS, blocks_from_motion(PARAMS, t_s, [], gyr))
    assert window.acc_m_s2 is None
    assert window.gyr_rad_s == pytest.approx(BIAS, abs=0.002)


def steady(rate_rad_s: float, *, tips: bool) -> list[Block]:
    """Turning steadily about z; if it tips, z is level and gravity goes round."""
    blocks: list[Block] = []
    for i in range(40):
        angle = rate_rad_s * i * PARAMS.block_s if tips else 0.0
        acc = (9.81 * math.sin(angle), 9.81 * math.cos(angle), 0.0)
        blocks.append(Block(t_s=i * PARAMS.block_s, acc_m_s2=acc, gyr_rad_s=(0.0, 0.0, rate_rad_s)))
    return blocks


def test_a_slow_steady_turn_that_tips_the_phone_is_no_rest() -> None:
    assert rest_windows(PARAMS, steady(math.radians(3.0), tips=True)) == []


def test_a_very_slow_turn_widens_the_uncertainty_by_itself() -> None:
    for window in rest_windows(PARAMS, steady(math.radians(1.0), tips=True)):
        assert window.sigma_rad_s[2] > math.radians(0.9)


def test_a_steady_turn_faster_than_any_bias_is_no_rest() -> None:
    assert rest_windows(PARAMS, steady(math.radians(30.0), tips=False)) == []


def test_a_window_that_contradicts_the_best_one_is_left_out() -> None:
    motion = recorded([(10.0, False)])
    windows = rest_windows(PARAMS, blocks_from_motion(PARAMS, *motion))
    x, y, z = windows[0].sigma_rad_s
    odd = replace(windows[0], gyr_rad_s=(0.1, -0.02, 0.2), sigma_rad_s=(2.0 * x, 2.0 * y, 2.0 * z))
    assert bias_from_rest(PARAMS, [*windows, odd]) == bias_from_rest(PARAMS, windows)


def test_windows_that_scatter_widen_the_uncertainty() -> None:
    (window,) = rest_windows(PARAMS, blocks_from_motion(PARAMS, *recorded([(10.0, False)])))
    other = replace(window, gyr_rad_s=(BIAS[0] + 0.02, BIAS[1], BIAS[2]))
    alike = bias_from_rest(PARAMS, [window, window])
    apart = bias_from_rest(PARAMS, [window, other])
    assert alike is not None
    assert apart is not None
    assert apart.sigma_rad_s[0] > 3.0 * alike.sigma_rad_s[0]


def test_a_gap_and_a_value_that_is_not_finite_end_a_rest() -> None:
    blocks = blocks_from_motion(PARAMS, *recorded([(6.0, False)]))
    holed = blocks[:8] + blocks[14:]
    assert len(rest_windows(PARAMS, holed)) == 2
    broken = [*blocks[:8], replace(blocks[8], gyr_rad_s=(math.nan, 0.0, 0.0)), *blocks[9:]]
    assert len(rest_windows(PARAMS, broken)) == 2


@given(between(-5.0, 5.0), between(-5.0, 5.0))
def test_rest_and_calibration_meet_between_them(rest_deg_s: float, calibrated_deg_s: float) -> None:
    def bias(deg_s: float, sigma_deg_s: float) -> GyroBias:
        value, sigma = math.radians(deg_s), math.radians(sigma_deg_s)
        return GyroBias(bias_rad_s=(value,) * 3, sigma_rad_s=(sigma,) * 3, rest_s=2.0)

    both = bias_after_calibration(PARAMS, bias(rest_deg_s, 0.5), bias(calibrated_deg_s, 0.0))
    middle = 0.5 * (rest_deg_s + calibrated_deg_s)  # a calibration has 0.5 deg/s of its own
    assert math.degrees(both.bias_rad_s[0]) == pytest.approx(middle, abs=1e-6)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30))
def test_blocks_hold_every_sample_once(steps: list[int]) -> None:
    ticks = [sum(steps[: i + 1]) for i in range(len(steps))]
    t_s = [tick / 64.0 for tick in ticks]
    acc = [float(tick) for tick in ticks for _ in range(3)]
    blocks = blocks_from_motion(PARAMS, t_s, acc, acc)
    for block in blocks:
        inside = [t for t in t_s if abs(t - block.t_s) <= 0.5 * PARAMS.block_s]
        assert inside
        mean = math.fsum(64.0 * t for t in inside) / len(inside)
        assert block.gyr_rad_s[0] == pytest.approx(mean, abs=16.0)
    assert len(blocks) <= len(t_s)
