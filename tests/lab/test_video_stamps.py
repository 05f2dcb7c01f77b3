"""Time stamps that are missing, repeat or go back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coxa_lab.video.stamps import Stamps

TENTH = Fraction(1, 10)


def times_of(stamps_s: Sequence[Fraction | None]) -> list[float]:
    stamps = Stamps(TENTH)
    times = [stamps.next(stamp_s) for stamp_s in stamps_s]
    return [t_s for t_s in times if t_s is not None]


def test_the_first_image_is_the_origin() -> None:
    assert times_of([Fraction(7), Fraction(71, 10), Fraction(8)]) == [0.0, 0.1, 1.0]


def test_a_missing_stamp_is_one_interval_later() -> None:
    assert times_of([Fraction(0), None, Fraction(2, 10)]) == [0.0, 0.1, 0.2]


def test_without_any_stamp_the_rate_counts() -> None:
    assert times_of([None, None, None]) == [0.0, 0.1, 0.2]


def test_a_repeated_stamp_drops_its_image() -> None:
    assert times_of([Fraction(0), TENTH, TENTH, 2 * TENTH]) == [0.0, 0.1, 0.2]


def test_one_step_back_drops_one_image() -> None:
    assert times_of([Fraction(0), 2 * TENTH, TENTH, 3 * TENTH]) == [0.0, 0.2, 0.3]


def test_after_a_restarted_clock_time_goes_on() -> None:
    joined = [Fraction(n, 10) for n in [*range(20), *range(20)]]
    times = times_of(joined)
    assert len(times) == 35
    assert times[-1] == 3.4


@given(st.lists(st.one_of(st.none(), st.fractions(-5, 50, max_denominator=1000)), max_size=60))
def test_times_always_increase_from_zero(stamps_s: list[Fraction | None]) -> None:
    times = times_of(stamps_s)
    assert all(a < b for a, b in pairwise(times))
    assert times[:1] in ([], [0.0])
