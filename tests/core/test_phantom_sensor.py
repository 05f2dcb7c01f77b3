"""The simulated phone: what it feels is what physics says, and the same seed gives the same."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from coxa.hip import Facing
from coxa.phantom.plan import Motion
from coxa.phantom.sensor import (
    EXACT_SENSOR,
    GRAVITY_M_S2,
    PhoneMounting,
    SensorErrors,
    SensorScenario,
    mounting_facing,
    mounting_from_seed,
    simulate_sensor,
    turn_vector,
)
from coxa.phantom.space import about_x, about_y, chain, transpose, turn
from coxa.records.assessment import SIDES, Side
from tests.core.sensor_samples import motion, scenario, trial


def test_the_same_scenario_gives_the_same_samples() -> None:
    one, other = (simulate_sensor(SensorScenario(seed=5, rate_hz=25.0)) for _ in range(2))
    assert one.recording == other.recording
    another = simulate_sensor(SensorScenario(seed=6, rate_hz=25.0))
    assert one.recording.acc_m_s2 != another.recording.acc_m_s2


def test_a_phone_at_rest_feels_gravity_upward_and_no_turn() -> None:
    made = trial(motion=Motion(order=("left",), repetitions=0, duration_s=1.0, sway_deg=0.0,
                               drift_deg=0.0, tremor_deg=0.0))  # fmt: skip
    up = made.truth.up[10]
    assert list(made.recording.acc_m_s2[30:33]) == pytest.approx([GRAVITY_M_S2 * v for v in up])
    assert list(made.recording.gyr_rad_s[30:33]) == pytest.approx([0.0] * 3, abs=1e-12)


def test_the_gyroscope_turns_up_as_it_truly_turns() -> None:
    made = trial(rate_hz=200.0)
    gyr, up = made.recording.gyr_rad_s, made.truth.up
    now, step_s = up[500], 1.0 / 200.0
    for i in range(500, 900):
        w = [0.5 * (gyr[3 * i + k] + gyr[3 * i + 3 + k]) * step_s for k in range(3)]
        # Up is fixed in the world: in the phone it turns the other way.
        now = (
            now[0] + now[1] * w[2] - now[2] * w[1],
            now[1] + now[2] * w[0] - now[0] * w[2],
            now[2] + now[0] * w[1] - now[1] * w[0],
        )
        size = math.hypot(*now)
        now = (now[0] / size, now[1] / size, now[2] / size)
    assert math.degrees(math.acos(min(1.0, sum(a * b for a, b in zip(now, up[900]))))) < 0.3  # noqa: B905


@pytest.mark.parametrize("side", SIDES)
def test_a_screen_faces_where_it_is_said_to(side: Side) -> None:
    outward = (0.0, 0.0, 1.0 if side == "right" else -1.0)
    wanted: dict[Facing, tuple[float, float, float]] = {
        "forward": (1.0, 0.0, 0.0),
        "backward": (-1.0, 0.0, 0.0),
        "outward": outward,
    }
    for facing, direction in wanted.items():
        mounting = replace(mounting_facing(facing, side, roll_deg=40.0), lean_deg=0.0)
        r_segment_from_phone = mounting.r_segment_from_phone
        assert turn(r_segment_from_phone, (0.0, 0.0, 1.0)) == pytest.approx(direction, abs=1e-9)


def test_a_drawn_mounting_stays_flat_on_the_shank() -> None:
    drawn = [mounting_from_seed(seed) for seed in range(50)]
    assert len({m.round_deg for m in drawn}) == 50
    for mounting in drawn:
        out_of_screen = turn(mounting.r_segment_from_phone, (0.0, 0.0, 1.0))
        assert abs(out_of_screen[1]) < math.sin(math.radians(21.0))


def test_the_truth_holds_the_commanded_ranges() -> None:
    made = trial(motion=motion(left_internal_deg=20.0, left_external_deg=41.0, peak_sd_deg=0.0))
    assert made.truth.mean_peak_deg("internal") == pytest.approx(20.0, abs=1.0)
    assert made.truth.mean_peak_deg("external") == pytest.approx(41.0, abs=1.0)
    data = made.truth.to_json()
    assert data["order"] == ["left"]
    assert len(data["repetitions"]["left"]) == 4
    assert set(data["mean_peak_deg"]["left"]) == {"ir", "er"}


def test_gaps_and_saturation_are_marked() -> None:
    made = trial(
        gaps_s=((3.0, 4.0),), errors=replace(EXACT_SENSOR, gyr_range_rad_s=0.5), rate_hz=100.0
    )
    assert [(round(g.from_s, 2), round(g.to_s, 2)) for g in made.recording.gaps] == [(2.99, 4.0)]
    assert made.recording.saturated
    assert {interval.sensor for interval in made.recording.saturated} == {"gyroscope"}
    assert max(map(abs, made.recording.gyr_rad_s)) == 0.5


def test_without_a_gyroscope_there_is_none() -> None:
    assert not trial(has_gyroscope=False).recording.has_gyroscope


def test_errors_are_of_the_size_asked_for() -> None:
    quiet = scenario(motion=Motion(order=("left",), repetitions=0, duration_s=20.0))
    noisy = replace(quiet, errors=SensorErrors(wobble_deg=0.0, acc_noise_m_s2=0.1))
    exact, made = simulate_sensor(quiet).recording, simulate_sensor(noisy).recording
    errors = [a - b for a, b in zip(made.acc_m_s2[0::3], exact.acc_m_s2[0::3], strict=True)]
    mean = sum(errors) / len(errors)
    assert math.sqrt(sum((e - mean) ** 2 for e in errors) / len(errors)) == pytest.approx(
        0.1, rel=0.15
    )


def test_on_a_table_nothing_moves() -> None:
    made = trial(placement="table", mounting=PhoneMounting())
    assert len(set(made.truth.up)) == 1
    assert made.truth.up[0] == pytest.approx((0.0, 0.0, 1.0), abs=1e-9)


def test_a_small_turn_comes_back_as_axis_and_angle() -> None:
    assert turn_vector(about_x(0.02)) == pytest.approx((0.02, 0.0, 0.0))
    r = chain(about_y(0.7), about_x(0.3))
    assert turn_vector(chain(transpose(r), r)) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
