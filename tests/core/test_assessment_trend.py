"""Lines over many days: only what exceeds its error is called change."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coxa.assessment.bridge import bridge_between
from coxa.assessment.trend import (
    ActivityEntry,
    PainEntry,
    score_line,
    slope_of,
    trend_of,
)
from coxa.messages.comparing import not_compared_text, score_text, trend_texts
from coxa.records.assessment import Assessment
from coxa.records.findings import TrendLine
from tests.core.history_samples import only, record

ID = "123e4567-e89b-42d3-a456-426614174001"
SERIES = st.lists(
    st.tuples(st.integers(0, 120), st.floats(5, 60).map(lambda value: round(value, 1))),
    min_size=2,
    max_size=9,
    unique_by=lambda point: point[0],
)


def line(points: list[tuple[int, float]], error_95_deg: float = 4.0) -> TrendLine:
    records = [record(only(value), day, error_95_deg=error_95_deg) for day, value in points]
    lines = trend_of(records).lines
    assert len(lines) == 1
    return lines[0]


def test_a_clear_gain_is_more_and_its_slope_is_told() -> None:
    found = line([(0, 20.0), (10, 24.0), (20, 28.0), (30, 32.0), (40, 36.0)])
    assert (found.finding, found.slope_deg_30d, found.change_deg) == ("more", 12.0, 16.0)
    assert found.change_error_95_deg is not None
    assert 4.0 < found.change_error_95_deg < 8.0
    assert list(trend_texts(found)) == [
        "Left, turning in (internal rotation): 16° more in 40 days. This is more than error."
    ]


def test_noise_is_no_change() -> None:
    found = line([(0, 30.0), (10, 34.0), (20, 29.0), (30, 33.0), (40, 31.0)])
    assert found.finding == "no_measurable_change"
    assert "cannot be told from error" in next(trend_texts(found))


@pytest.mark.parametrize("days", [[0], [0, 20], [0, 10, 20], [0, 1, 2, 3, 4], [0, 0, 0, 20]])
def test_too_few_days_say_nothing(days: list[int]) -> None:
    records = [record(only(20.0 + 5 * i), day, hour=8 + i) for i, day in enumerate(days)]
    found = trend_of(records).lines[0]
    assert found.finding == "too_few"
    assert found.slope_deg_30d is None
    assert "too few days" in next(trend_texts(found))


def test_one_odd_day_does_not_make_a_trend() -> None:
    days = [(0, 30.0), (7, 31.0), (14, 30.0), (21, 29.0), (28, 30.0), (35, 50.0)]
    assert line(days).finding == "no_measurable_change"


def test_three_readings_of_a_day_are_one_day() -> None:
    records = [record(only(30.0 + hour), 3, hour=hour) for hour in (8, 9, 10)]
    found = trend_of(records).lines[0]
    assert (len(found.points), found.days, found.span_days) == (3, 1, 0)


@settings(max_examples=60)
@given(SERIES, st.floats(3.8, 10), st.floats(0, 10))
def test_more_error_never_turns_noise_into_change(
    points: list[tuple[int, float]], error: float, more: float
) -> None:
    if line(points, error).finding == "no_measurable_change":
        assert line(points, error + more).finding == "no_measurable_change"


@settings(max_examples=60)
@given(SERIES)
def test_time_turned_round_turns_the_slope_round(points: list[tuple[int, float]]) -> None:
    there = line(points)
    back = line([(120 - day, value) for day, value in points])
    opposite = {"more": "less", "less": "more"}
    assert back.finding == opposite.get(there.finding, there.finding)
    if there.slope_deg_30d is not None:
        assert back.slope_deg_30d == pytest.approx(-there.slope_deg_30d, abs=0.011)
        assert back.detectable_deg == there.detectable_deg


@settings(max_examples=60)
@given(SERIES, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    points: list[tuple[int, float]], chance: random.Random
) -> None:
    shuffled = points.copy()
    chance.shuffle(shuffled)
    assert line(shuffled) == line(points)


def test_pure_noise_is_called_change_in_few_of_many() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    sd_deg = 4.0 / 1.96
    called = 0
    for _ in range(300):
        points = [(7 * i, round(30 + chance.gauss(0, sd_deg), 1)) for i in range(6)]
        called += line(points).finding != "no_measurable_change"
    assert called <= 15


def test_a_sudden_loss_is_shown_to_the_therapist() -> None:
    found = line([(0, 30.0), (10, 21.0)])
    assert found.is_rapid_loss
    assert "Show it to your physical therapist" in list(trend_texts(found))[-1]
    assert not line([(0, 30.0), (60, 21.0)]).is_rapid_loss
    assert not line([(0, 30.0), (10, 26.0)]).is_rapid_loss
    assert not line([(0, 21.0), (10, 30.0)]).is_rapid_loss


def test_positions_modes_and_devices_have_lines_of_their_own() -> None:
    records = [
        record(only(30.0), 0),
        record(only(38.0), 1, position="prone", device="sensor"),
        record(only(40.0), 2, mode="passive"),
        record(only(34.0), 3, device="goniometer"),
    ]
    trend = trend_of(records)
    assert [len(found.points) for found in trend.lines] == [1, 1, 1, 1]
    assert [reason.code for reason in trend.separate] == [
        "other_position", "other_mode", "other_device",
    ]  # fmt: skip
    said = [not_compared_text(reason) for reason in trend.separate]
    assert said[0].startswith("Seated and lying on the front are not compared.")


def bridge_day() -> list[Assessment]:
    return [record(only(34.0), 5, device="goniometer"), record(only(30.0), 5, hour=11)]


def test_a_bridge_brings_older_values_to_the_device_used_last() -> None:
    old = [record(only(30.0 + i), i, device="goniometer") for i in range(3)]
    day = bridge_day()
    records = [*old, *day, record(only(31.0), 20)]
    trend = trend_of(records, [bridge_between(day[0], day[1], ID)])
    assert trend.separate == ()
    by_hand, camera = trend.lines
    assert (by_hand.device, len(by_hand.points)) == ("goniometer", 4)
    assert [point.is_bridged for point in camera.points] == [True, True, True, True, False, False]
    assert camera.points[0].value_deg == 26.0
    assert camera.points[0].error_95_deg == 7.0
    assert [reason.code for reason in trend_of(records).separate] == ["other_device"]


def test_points_are_in_order_of_time_and_counted_from_the_first() -> None:
    found = line([(20, 31.0), (5, 30.0), (9, 32.0)])
    assert [point.day for point in found.points] == [0, 4, 15]
    assert all(a.recorded_at < b.recorded_at for a, b in pairwise(found.points))


def test_a_record_that_comes_twice_counts_once() -> None:
    own = record()
    assert all(len(found.points) == 1 for found in trend_of([own, own]).lines)
    assert trend_of([]).lines == ()


def test_two_people_make_no_line() -> None:
    with pytest.raises(ValueError, match="more than one person"):
        trend_of([record(), record(subject="bob")])


def test_the_slope_of_too_few_points_is_unknown() -> None:
    assert math.isnan(slope_of([1.0], [1.0], [1.0]).value)
    two = slope_of([0.0, 2.0], [1.0, 5.0], [4.0, 4.0])
    assert two.value == 2.0
    assert math.isnan(two.error_95)


def test_many_days_have_a_small_error() -> None:
    days = [7.0 * i for i in range(14)]
    found = slope_of(days, [20.0 + 0.1 * day for day in days], [4.0] * 14)
    assert found.value == pytest.approx(0.1)
    assert found.error_95 * 91 < 5.4


def stamp(day: int) -> str:
    return f"2026-11-{day:02d}T08:00:00+01:00"


def test_pain_and_own_activities_stand_beside_the_range() -> None:
    pains = [
        PainEntry(recorded_at=stamp(d), score=s) for d, s in ((1, 6), (9, 5), (16, 4), (23, 3))
    ]
    walks = [
        ActivityEntry(recorded_at=stamp(d), activity="Climb stairs", score=s)
        for d, s in ((1, 6), (9, 5), (16, 4), (23, 3))
    ]
    pain, walking = trend_of([], pains=pains, activities=walks).scores
    assert (pain.finding, walking.finding) == ("better", "worse")
    assert score_text(pain) == "Pain: better, by 3 points of 10."
    assert score_text(walking).startswith("Climb stairs: worse, by 3 points")


def test_scores_say_little_where_there_is_little() -> None:
    steady = [(stamp(d), 4.0) for d in (1, 9, 16, 23)]
    assert score_line("pain", "", steady).finding == "no_clear_change"
    assert score_line("pain", "", steady[:3]).finding == "too_few"
    assert score_text(score_line("pain", "", steady[:3])) == (
        "Pain: too few days to say anything yet."
    )
    for broken in ([], [(stamp(1), 11.0)], [(stamp(1), math.nan)]):
        with pytest.raises(ValueError, match="0 to 10"):
            score_line("activity", "Run", broken)
