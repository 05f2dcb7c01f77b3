"""The stated error: never below its floor, and larger wherever less is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxa.assessment.error import (
    ErrorParams,
    RepetitionError,
    error_95_deg,
    model_error_95_deg,
)
from coxa.signals import sample_sd
from coxa.tables.load import tables
from tests.strategies import between

ERRORS = st.builds(
    RepetitionError,
    peak_deg=between(5.0, 60.0),
    support=between(0.0, 1.0),
    disagreement_deg=between(-8.0, 8.0),
    geometry_sd_deg=between(0.0, 5.0),
    roll_error_sd_deg=between(0.0, 5.0),
    drift_deg=between(-15.0, 15.0),
)
SETS = st.lists(ERRORS, min_size=1, max_size=6)
SOUND = RepetitionError(
    peak_deg=30.0,
    support=1.0,
    disagreement_deg=0.0,
    geometry_sd_deg=0.3,
    roll_error_sd_deg=0.6,
    drift_deg=0.0,
)


def with_spread(count: int, sd_deg: float) -> list[RepetitionError]:
    """Sound repetitions whose end ranges have just this standard deviation."""
    peaks = [float(i) for i in range(count)]
    own = sample_sd(peaks)
    return [replace(SOUND, peak_deg=30.0 + sd_deg * (p - peaks[-1] / 2.0) / own) for p in peaks]


@given(SETS)
def test_no_error_is_below_the_floor(repetitions: list[RepetitionError]) -> None:
    floor_deg = tables().error_figure("error_floor_95")
    assert error_95_deg(repetitions) == max(floor_deg, model_error_95_deg(repetitions))


def test_sound_repetitions_are_at_the_floor() -> None:
    assert error_95_deg([SOUND] * 3) == tables().error_figure("error_floor_95")
    assert model_error_95_deg([SOUND] * 3) < 3.0


@given(SETS, st.permutations(range(6)))
def test_the_order_of_the_repetitions_does_not_matter(
    repetitions: list[RepetitionError], order: list[int]
) -> None:
    mixed = [repetitions[i] for i in order if i < len(repetitions)]
    assert model_error_95_deg(mixed) == pytest.approx(model_error_95_deg(repetitions))


@given(SETS, between(1.0, 3.0))
def test_the_error_grows_with_the_spread(repetitions: list[RepetitionError], factor: float) -> None:
    middle = math.fsum(r.peak_deg for r in repetitions) / len(repetitions)
    wider = [replace(r, peak_deg=middle + factor * (r.peak_deg - middle)) for r in repetitions]
    assert model_error_95_deg(wider) >= model_error_95_deg(repetitions) - 1e-9


@given(SETS, between(0.0, 1.0))
def test_the_error_grows_with_less_support(
    repetitions: list[RepetitionError], share: float
) -> None:
    less = [replace(r, support=share * r.support) for r in repetitions]
    assert model_error_95_deg(less) >= model_error_95_deg(repetitions) - 1e-9


@pytest.mark.parametrize(
    "part", ["disagreement_deg", "geometry_sd_deg", "roll_error_sd_deg", "drift_deg"]
)
@given(repetitions=SETS, factor=between(1.0, 4.0))
def test_the_error_grows_with_every_part(
    part: str, repetitions: list[RepetitionError], factor: float
) -> None:
    worse = [replace(r, **{part: factor * getattr(r, part)}) for r in repetitions]
    assert model_error_95_deg(worse) >= model_error_95_deg(repetitions) - 1e-9


@given(st.integers(2, 9), between(0.0, 12.0))
def test_more_repetitions_with_the_same_spread_never_raise_the_error(
    count: int, sd_deg: float
) -> None:
    fewer, more = with_spread(count, sd_deg), with_spread(count + 1, sd_deg)
    assert model_error_95_deg(more) <= model_error_95_deg(fewer) + 1e-9


@given(SETS, between(-20.0, 20.0))
def test_the_size_of_the_angle_does_not_matter(
    repetitions: list[RepetitionError], more_deg: float
) -> None:
    moved = [replace(r, peak_deg=r.peak_deg + more_deg) for r in repetitions]
    assert model_error_95_deg(moved) == pytest.approx(model_error_95_deg(repetitions))


def test_one_repetition_has_the_spread_expected_of_anybody() -> None:
    none = ErrorParams(prior_sd_deg=0.0)
    alone, sure = model_error_95_deg([SOUND]), model_error_95_deg([SOUND], none)
    assert alone == pytest.approx(math.hypot(sure, 1.96 * ErrorParams().prior_sd_deg))


@pytest.mark.parametrize("support", [-0.2, 1.3])
def test_support_is_a_share(support: float) -> None:
    edge = replace(SOUND, support=min(1.0, max(0.0, support)))
    assert model_error_95_deg([replace(SOUND, support=support)]) == model_error_95_deg([edge])


def test_without_a_repetition_there_is_no_error() -> None:
    with pytest.raises(ValueError, match="no repetition"):
        error_95_deg([])


def test_the_smallest_network_states_a_larger_error() -> None:
    floor_deg = tables().error_figure("error_floor_95_lite")
    assert error_95_deg([SOUND] * 3, network="lite") == floor_deg
    assert error_95_deg([SOUND] * 3, network="heavy") == tables().error_figure("error_floor_95")
