"""Series over time: NaN stays NaN and does not spread, and when it happened does not matter."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa import signals
from coxa.signals import NAN, LowPassParams, LowPassState, low_pass_step
from tests.strategies import between

VALUES = st.lists(between(-100.0, 100.0), min_size=1, max_size=30)


@st.composite
def series(draw: st.DrawFn, *, gaps: bool = True) -> tuple[list[float], list[float]]:
    """Times on a grid that floats hold exactly, and values of which some may be NaN."""
    steps = draw(st.lists(st.integers(1, 8), min_size=1, max_size=40))
    ticks = [sum(steps[: i + 1]) for i in range(len(steps))]
    value = between(-50.0, 50.0)
    values = st.one_of(value, st.just(NAN)) if gaps else value
    return [tick / 64.0 for tick in ticks], [draw(values) for _ in ticks]


def same(a: list[float], b: list[float]) -> bool:
    """Equal up to rounding, NaN where the other is NaN."""
    return all(
        (math.isnan(x) and math.isnan(y)) or math.isclose(x, y, abs_tol=1e-9)
        for x, y in zip(a, b, strict=True)
    )


@given(VALUES)
def test_the_usual_statistics_are_the_usual_ones(values: list[float]) -> None:
    assert signals.median(values) == pytest.approx(statistics.median(values))
    assert signals.mean(values) == pytest.approx(statistics.fmean(values), abs=1e-9)
    assert signals.quantile(values, 0.0) == min(values)
    assert signals.quantile(values, 1.0) == max(values)
    if len(values) > 1:
        assert signals.sample_sd(values) == pytest.approx(statistics.stdev(values), abs=1e-6)


@given(VALUES, st.integers(0, 5))
def test_statistics_leave_out_what_is_not_a_number(values: list[float], gaps: int) -> None:
    holed = [NAN] * gaps + values + [math.inf] * gaps
    for statistic in (signals.median, signals.mean, signals.robust_sd):
        assert statistic(holed) == statistic(values)


@pytest.mark.parametrize("statistic", [signals.median, signals.mean, signals.robust_sd])
@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_of_nothing_there_is_no_statistic(statistic: object, values: list[float]) -> None:
    assert callable(statistic)
    assert math.isnan(statistic(values))


@pytest.mark.parametrize("values", [[], [1.0], [1.0, NAN]])
def test_one_value_has_no_spread(values: list[float]) -> None:
    assert math.isnan(signals.sample_sd(values))


def test_one_wild_value_hardly_changes_the_robust_spread() -> None:
    calm = [float(i % 5) for i in range(50)]
    assert signals.robust_sd([*calm, 1e6]) == pytest.approx(signals.robust_sd(calm), abs=0.1)
    assert signals.robust_sd([1.0, 2.0, 3.0, 4.0, 5.0]) == pytest.approx(1.4826)


def test_an_interval_is_half_open() -> None:
    t_s = [0.0, 1.0, 2.0, 3.0]
    assert list(signals.between(t_s, 1.0, 3.0)) == [1, 2]
    assert signals.taken([5.0, 6.0, 7.0, 8.0], signals.between(t_s, 0.5, 2.5)) == [6.0, 7.0]


def test_between_samples_lies_the_line_and_outside_the_nearest_sample() -> None:
    t_s, values = [1.0, 2.0, 4.0], [10.0, 20.0, 0.0]
    at_s = [0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 9.0]
    expected = [10.0, 10.0, 15.0, 20.0, 10.0, 0.0, 0.0]
    assert [signals.interpolated(t_s, values, time_s) for time_s in at_s] == expected
    assert math.isnan(signals.interpolated([], [], 1.0))


def test_resampling_draws_the_line_across_what_is_missing() -> None:
    t_s, values = [0.0, 1.0, 2.0, 3.0], [0.0, NAN, NAN, 3.0]
    assert signals.resampled(t_s, values, [0.5, 2.5]) == [0.5, 2.5]
    assert math.isnan(signals.resampled(t_s, [NAN] * 4, [1.0])[0])


def test_short_gaps_are_bridged_and_long_ones_stay() -> None:
    t_s = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    values = [NAN, 1.0, NAN, 3.0, NAN, NAN, 6.0, NAN]
    assert same(signals.bridged(t_s, values, 0.25), [NAN, 1.0, 2.0, 3.0, NAN, NAN, 6.0, NAN])


@given(series())
def test_bridging_touches_nothing_that_was_seen(data: tuple[list[float], list[float]]) -> None:
    t_s, values = data
    filled = signals.bridged(t_s, values, 0.2)
    assert all(
        math.isnan(before) or before == after for before, after in zip(values, filled, strict=True)
    )


@given(series())
def test_smoothing_keeps_nan_where_it_is_and_does_not_spread_it(
    data: tuple[list[float], list[float]],
) -> None:
    t_s, values = data
    smooth = signals.smoothed(t_s, values, 0.1)
    assert [math.isnan(v) for v in smooth] == [math.isnan(v) for v in values]
    known = [i for i, v in enumerate(values) if not math.isnan(v)]
    alone = signals.smoothed([t_s[i] for i in known], [values[i] for i in known], 0.1)
    assert same([smooth[i] for i in known], alone)


@given(series(), st.integers(0, 10_000))
def test_shifting_time_changes_nothing(data: tuple[list[float], list[float]], shift: int) -> None:
    t_s, values = data
    later_s = [time_s + shift for time_s in t_s]
    assert signals.smoothed(later_s, values, 0.1) == pytest.approx(
        signals.smoothed(t_s, values, 0.1), nan_ok=True
    )
    assert signals.rate_per_s(later_s, values) == pytest.approx(
        signals.rate_per_s(t_s, values), nan_ok=True
    )
    assert signals.bridged(later_s, values, 0.2) == pytest.approx(
        signals.bridged(t_s, values, 0.2), nan_ok=True
    )


@given(series())
def test_smoothing_has_no_delay(data: tuple[list[float], list[float]]) -> None:
    t_s, values = data
    backward_s = [t_s[-1] - time_s for time_s in reversed(t_s)]
    backward = signals.smoothed(backward_s, values[::-1], 0.1)
    assert same(backward[::-1], signals.smoothed(t_s, values, 0.1))


@given(series(gaps=False))
def test_smoothing_stays_within_what_was_seen(data: tuple[list[float], list[float]]) -> None:
    t_s, values = data
    smooth = signals.smoothed(t_s, values, 0.1)
    assert min(values) - 1e-9 <= min(smooth)
    assert max(smooth) <= max(values) + 1e-9


@given(series(), between(-9.0, 9.0))
def test_the_rate_of_a_line_is_its_slope(
    data: tuple[list[float], list[float]], slope: float
) -> None:
    t_s, _ = data
    rates = signals.rate_per_s(t_s, [1.0 + slope * time_s for time_s in t_s])
    if len(t_s) == 1:
        assert math.isnan(rates[0])
    else:
        assert rates == [pytest.approx(slope, abs=1e-6)] * len(t_s)


def test_there_is_no_rate_beside_a_gap() -> None:
    rates = signals.rate_per_s([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, NAN, 3.0, 4.0])
    assert same(rates, [1.0, NAN, 1.0, NAN, 1.0])


@given(st.lists(st.booleans(), max_size=30))
def test_runs_are_the_flags_again(flags: list[bool]) -> None:
    found = signals.runs(flags)
    assert [any(a <= i < b for a, b in found) for i in range(len(flags))] == flags
    assert all(a < b for a, b in found)
    assert all(b < c for (_, b), (c, _) in pairwise(found))


def test_the_low_pass_starts_at_the_first_value_and_comes_near_a_new_one() -> None:
    params, state = LowPassParams(), LowPassState()
    state, first = low_pass_step(params, state, 0.0, 5.0)
    assert first == 5.0
    filtered = first
    for i in range(1, 20):
        state, filtered = low_pass_step(params, state, i / 20.0, 10.0)
    assert 9.9 < filtered < 10.0


def test_the_low_pass_does_not_depend_on_the_rate_of_images() -> None:
    params = LowPassParams()
    _, once = low_pass_step(params, LowPassState(t_s=0.0, value=0.0), 0.2, 1.0)
    state, _ = low_pass_step(params, LowPassState(t_s=0.0, value=0.0), 0.1, 1.0)
    _, twice = low_pass_step(params, state, 0.2, 1.0)
    assert once == pytest.approx(twice)


def test_nan_goes_through_the_low_pass_and_leaves_no_trace() -> None:
    before = LowPassState(t_s=1.0, value=3.0)
    after, filtered = low_pass_step(LowPassParams(), before, 1.1, NAN)
    assert math.isnan(filtered)
    assert after == before


@pytest.mark.parametrize(
    ("t_s", "expected"), [(1.6, 8.0), (1.0, 3.0), (0.5, 3.0)], ids=["gap", "no time", "back"]
)
def test_the_low_pass_starts_anew_after_a_gap_and_stands_where_time_stands(
    t_s: float, expected: float
) -> None:
    state = LowPassState(t_s=1.0, value=3.0)
    assert low_pass_step(LowPassParams(), state, t_s, 8.0)[1] == expected
