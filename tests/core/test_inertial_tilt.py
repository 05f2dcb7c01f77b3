"""The live tilt: right on what is known, and the same streamed, in one go, or split and resumed."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.geometry import Vector3, dot
from coxa.inertial.tilt import (
    TiltParams,
    TiltState,
    state_from_json,
    state_to_json,
    tilt_step,
)
from tests.strategies import SEEDS, between

GRAVITY = 9.81
Sample = tuple[float, Vector3, Vector3 | None]

VECTORS = st.tuples(between(-12.0, 12.0), between(-12.0, 12.0), between(-12.0, 12.0))


@st.composite
def streams(draw: st.DrawFn) -> list[Sample]:
    """Any samples at all: gaps, steps back, values that are not finite, saturation."""
    has_gyroscope = draw(st.booleans())
    steps = draw(st.lists(st.sampled_from([10, 10, 10, 20, 0, -5, 400]), min_size=1, max_size=40))
    samples: list[Sample] = []
    tick = 0
    for step in steps:
        tick += step
        acc = draw(VECTORS)
        if draw(st.integers(0, 15)) == 0:
            acc = (math.nan, acc[1], acc[2])
        gyr = draw(st.one_of(VECTORS, st.just((40.0, 0.0, 0.0)))) if has_gyroscope else None
        samples.append((tick / 1000.0, acc, gyr))
    return samples


def run(
    params: TiltParams, state: TiltState, samples: Sequence[Sample]
) -> tuple[TiltState, list[Vector3]]:
    """One after the other."""
    ups: list[Vector3] = []
    for sample in samples:
        state, up = tilt_step(params, state, *sample)
        ups.append(up)
    return state, ups


def swinging(
    seconds: float,
    *,
    bias_deg_s: Vector3 = (0.0, 0.0, 0.0),
    rest_s: float = 0.0,
    seed: int = 1,
    rate_hz: float = 100.0,
) -> tuple[list[Sample], list[Vector3]]:
    """A shank swinging sideways about the sensor's x, after a rest, with noise; and the true up."""
    chance = random.Random(seed)  # noqa: S311  # noise, not a secret
    samples: list[Sample] = []
    truth: list[Vector3] = []
    bias = [math.radians(b) for b in bias_deg_s]
    for i in range(round(seconds * rate_hz)):
        t_s = i / rate_hz
        phase = max(0.0, t_s - rest_s) * 1.5
        angle, rate = 0.5 * math.sin(phase), 0.75 * math.cos(phase) * (t_s > rest_s)
        up = (0.0, math.cos(angle), -math.sin(angle))
        acc = tuple(GRAVITY * u + chance.gauss(0.0, 0.05) for u in up)
        turn = (rate, 0.0, 0.0)
        gyr = tuple(w + b + chance.gauss(0.0, 0.005) for w, b in zip(turn, bias, strict=True))
        samples.append((t_s, (acc[0], acc[1], acc[2]), (gyr[0], gyr[1], gyr[2])))
        truth.append(up)
    return samples, truth


def angle_deg(a: Vector3, b: Vector3) -> float:
    """Angle between unit vectors."""
    return math.degrees(math.acos(max(-1.0, min(1.0, dot(a, b)))))


def rmse_deg(ups: Sequence[Vector3], truth: Sequence[Vector3]) -> float:
    """Root mean square angle."""
    squares = [angle_deg(a, b) ** 2 for a, b in zip(ups, truth, strict=True)]
    return math.sqrt(math.fsum(squares) / len(squares))


NO_DELAY = TiltParams(gyr_delay_s=0.0)  # the samples made here are not late


@given(streams(), st.data())
def test_streamed_is_batch_is_split_and_resumed(samples: list[Sample], data: st.DataObject) -> None:
    params = TiltParams()
    whole_state, whole = run(params, TiltState(), samples)
    cut = data.draw(st.integers(0, len(samples)))
    state, first = run(params, TiltState(), samples[:cut])
    resumed = state_from_json(json.loads(json.dumps(state_to_json(state), allow_nan=False)))
    assert resumed == state
    state, second = run(params, resumed, samples[cut:])
    assert state == whole_state
    assert str(first + second) == str(whole)  # as text, since NaN is not equal to itself


@given(streams())
def test_up_is_a_unit_vector_or_not_known(samples: list[Sample]) -> None:
    for (_, acc, _), up in zip(samples, run(TiltParams(), TiltState(), samples)[1], strict=True):
        if math.isnan(up[0]):
            assert not all(map(math.isfinite, acc)) or all(map(math.isnan, up))
        else:
            assert math.isclose(math.hypot(*up), 1.0, abs_tol=1e-9)


@given(streams(), between(-1000.0, 1000.0))
def test_when_it_happened_does_not_matter(samples: list[Sample], shift_s: float) -> None:
    grid = [(round(t_s * 1024) / 1024, acc, gyr) for t_s, acc, gyr in samples]
    shift_s = float(round(shift_s))
    moved = [(t_s + shift_s, acc, gyr) for t_s, acc, gyr in grid]
    assert str(run(TiltParams(), TiltState(), grid)[1]) == str(
        run(TiltParams(), TiltState(), moved)[1]
    )


@settings(max_examples=5)
@given(SEEDS, st.tuples(between(-6.0, 6.0), between(-6.0, 6.0), between(-6.0, 6.0)))
def test_bias_is_taken_from_rest(seed: int, bias_deg_s: Vector3) -> None:
    samples, truth = swinging(15.0, bias_deg_s=bias_deg_s, rest_s=5.0, seed=seed)
    state, ups = run(NO_DELAY, TiltState(), samples)
    assert state.bias_rad_s is not None
    for found, true in zip(state.bias_rad_s, bias_deg_s, strict=True):
        assert math.degrees(found) == pytest.approx(true, abs=0.15)
    assert rmse_deg(ups[500:], truth[500:]) < 1.0


def test_bias_is_found_from_movement_when_it_is_never_still() -> None:
    samples, truth = swinging(60.0, bias_deg_s=(4.0, 0.0, 0.0))
    state, ups = run(NO_DELAY, TiltState(), samples)
    assert state.bias_rad_s is not None
    assert math.degrees(state.bias_rad_s[0]) == pytest.approx(4.0, abs=0.3)
    assert rmse_deg(ups[4500:], truth[4500:]) < 1.0


def test_a_calibrated_bias_is_used_at_once() -> None:
    samples, truth = swinging(20.0, bias_deg_s=(6.0, -1.0, 2.0))
    bias = (math.radians(6.0), math.radians(-1.0), math.radians(2.0))
    ups = run(TiltParams(gyr_bias_rad_s=bias, gyr_delay_s=0.0), TiltState(), samples)[1]
    assert rmse_deg(ups[300:], truth[300:]) < 0.7


def test_a_gap_starts_anew_and_is_flagged_until_settled() -> None:
    samples, truth = swinging(30.0, rest_s=3.0)
    params = NO_DELAY
    state, _ = run(params, TiltState(), samples[:1000])
    assert state.is_settled
    state, _ = tilt_step(params, state, *samples[1600])
    assert not state.is_settled
    assert state.restarts == 1
    state, _ = run(params, state, samples[1601:1700])
    assert not state.is_settled
    state, ups = run(params, state, samples[1700:])
    assert state.is_settled
    assert rmse_deg(ups[300:], truth[2000:]) < 1.0


def test_rest_after_a_gap_settles_it_early() -> None:
    still: list[Sample] = [(i / 100.0, (0.0, GRAVITY, 0.0), (0.1, 0.0, 0.0)) for i in range(600)]
    state, _ = run(TiltParams(), TiltState(), still[:200])
    state, _ = run(TiltParams(), state, still[400:570])
    assert state.restarts == 1
    assert state.is_settled


def test_a_saturated_gyroscope_starts_anew() -> None:
    samples, _ = swinging(10.0, rest_s=3.0)
    state, _ = run(TiltParams(), TiltState(), samples)
    assert state.is_settled
    full = (math.radians(2000.0), 0.0, 0.0)
    state, _ = tilt_step(TiltParams(), state, 10.0, (0.0, GRAVITY, 0.0), full)
    assert not state.is_settled


def test_an_accelerometer_alone_follows_it() -> None:
    samples, truth = swinging(10.0)
    alone: list[Sample] = [(t_s, acc, None) for t_s, acc, _ in samples]
    state, ups = run(TiltParams(), TiltState(), alone)
    assert state.is_settled
    assert rmse_deg(ups[100:], truth[100:]) < 12.0  # late by `alone_s` at up to 43 deg/s


def test_what_is_not_finite_gives_no_direction_and_changes_nothing() -> None:
    samples, _ = swinging(3.0)
    state, _ = run(TiltParams(), TiltState(), samples)
    for acc, gyr in [
        ((math.nan, 0.0, 9.8), (0.0, 0.0, 0.0)),
        ((0.0, 0.0, 9.8), (0.0, math.inf, 0.0)),
    ]:
        after, up = tilt_step(TiltParams(), state, 3.0, acc, gyr)
        assert after == state
        assert all(map(math.isnan, up))


def test_a_phone_without_weight_has_no_up() -> None:
    zero = (0.0, 0.0, 0.0)
    state, up = tilt_step(TiltParams(), TiltState(), 0.0, zero, zero)
    assert all(map(math.isnan, up))
    for i in range(1, 500):
        state, up = tilt_step(TiltParams(), state, i / 100.0, zero, zero)
    assert all(map(math.isnan, up))


def test_a_phone_that_turns_without_weight_has_no_up_and_no_bias() -> None:
    zero = (0.0, 0.0, 0.0)
    state = TiltState()
    for i in range(500):
        rate = (math.sin(i / 5.0), 0.0, 0.0)
        state, up = tilt_step(TiltParams(), state, i / 100.0, zero, rate)
        assert all(map(math.isnan, up))
    assert state.bias_rad_s is None


def test_up_runs_ahead_by_what_the_gyroscope_is_late() -> None:
    acc, gyr = (0.0, GRAVITY, 0.0), (2.0, 0.0, 0.0)
    _, now = tilt_step(NO_DELAY, TiltState(), 0.0, acc, gyr)
    _, ahead = tilt_step(TiltParams(gyr_delay_s=0.01), TiltState(), 0.0, acc, gyr)
    assert angle_deg(now, ahead) == pytest.approx(math.degrees(0.02))
    assert ahead[2] < 0.0  # turning about x takes up from y towards -z, seen from the sensor
