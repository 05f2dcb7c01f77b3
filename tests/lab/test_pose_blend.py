"""Neighbours blended: what alternates goes, what moves stays."""

from __future__ import annotations

import numpy as np
import pytest

from coxa.landmarks.follow import MAX_GAP_S
from coxa_lab.pose.blend import blended
from coxa_lab.pose.protocol import PoseSample


def sample(t_s: float, value: float | None, outline: float | None = None) -> PoseSample:
    points = None if value is None else np.full((33, 5), value, np.float32)
    rows = None if outline is None else np.full((2, 24, 2), outline)
    return PoseSample(t_s, points, 1.0, 1, 0.5, rows)


def values_of(samples: list[PoseSample]) -> list[float | None]:
    return [None if s.points is None else float(s.points[0, 0]) for s in blended(samples)]


def test_what_alternates_is_taken_out() -> None:
    values = values_of([sample(0.05 * n, 10.0 + (n % 2)) for n in range(6)])
    assert values == [10.5] * 6


def test_what_moves_evenly_is_not_delayed() -> None:
    values = values_of([sample(0.05 * n, 2.0 * n) for n in range(5)])
    assert values[1:4] == [2.0, 4.0, 6.0]


def test_who_is_not_seen_stays_unseen_and_does_not_count() -> None:
    assert values_of([sample(0.0, 1.0), sample(0.1, None), sample(0.2, 5.0)]) == [1.0, None, 5.0]


def test_a_neighbour_far_away_does_not_count() -> None:
    assert values_of([sample(0.0, 1.0), sample(2 * MAX_GAP_S, 5.0)]) == [1.0, 5.0]


def test_times_and_counts_are_the_sample_s_own() -> None:
    given = [sample(0.05 * n, float(n)) for n in range(3)]
    kept = [(s.t_s, s.person, s.people, s.luminance) for s in blended(given)]
    assert kept == [(s.t_s, s.person, s.people, s.luminance) for s in given]


def test_outlines_are_averaged_where_they_are_known() -> None:
    samples = [sample(0.0, 1.0, 4.0), sample(0.1, 1.0, 8.0), sample(0.2, 1.0)]
    assert samples[0].outline_px is not None
    samples[0].outline_px[0, 0, 0] = np.nan
    first, middle, last = (s.outline_px for s in blended(samples))
    assert first is not None
    assert middle is not None
    assert last is None
    assert np.isnan(first[0, 0, 0])
    assert first[1, 0, 0] == pytest.approx(6.0)
    assert middle[0, 0, 0] == pytest.approx(8.0)
    assert middle[1, 0, 0] == pytest.approx((0.5 * 8.0 + 0.25 * 4.0) / 0.75)


def test_nothing_gives_nothing() -> None:
    assert list(blended([])) == []
    assert values_of([sample(0.0, 3.0)]) == [3.0]
