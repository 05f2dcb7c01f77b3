"""A result beside the other side, the norms, the clinic's figure; each judged by its error."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from coxa.assessment.comparison import compare, norm_finding, range_in, side_difference
from coxa.records.assessment import RangeOfMotion, SideResult
from coxa.tables.load import tables
from tests.strategies import between

DETECTABLE_DEG = tables().error_figure("detectable_change")
LARGE_DEG = tables().side_rule("side_difference_large")


def rom(value_deg: float, error_95_deg: float = 3.8) -> RangeOfMotion:
    return RangeOfMotion(value_deg=value_deg, error_95_deg=error_95_deg, sd_deg=1.0, n=3)


def side(internal_deg: float | None, external_deg: float | None) -> SideResult:
    return SideResult(
        internal_rotation=None if internal_deg is None else rom(internal_deg),
        external_rotation=None if external_deg is None else rom(external_deg),
        total_arc=None,
        repetitions=(),
        compensations=(),
    )


def test_a_direction_is_found_where_it_was_measured() -> None:
    assert range_in(None, "internal") is None
    assert range_in(side(30.0, None), "external") is None
    assert range_in(side(30.0, None), "internal") == rom(30.0)
    assert range_in(side(None, 40.0), "external") == rom(40.0)


@given(between(0.0, 60.0), between(0.0, 60.0), between(0.0, 8.0), between(0.0, 8.0))
def test_exchanged_sides_differ_by_the_opposite(
    a_deg: float, b_deg: float, a_error: float, b_error: float
) -> None:
    one = side_difference("internal", rom(a_deg, a_error), rom(b_deg, b_error))
    other = side_difference("internal", rom(b_deg, b_error), rom(a_deg, a_error))
    assert one.difference_deg == -other.difference_deg
    assert one.finding == other.finding
    assert one.detectable_deg == other.detectable_deg >= round(DETECTABLE_DEG, 1)
    assert one.error_95_deg == pytest.approx(math.hypot(a_error, b_error), abs=0.051)


@pytest.mark.parametrize(
    ("difference_deg", "error_95_deg", "finding"),
    [
        (DETECTABLE_DEG - 0.1, 1.0, "no_measurable_difference"),
        (DETECTABLE_DEG + 0.1, 1.0, "small_recheck"),
        (LARGE_DEG, 1.0, "small_recheck"),
        (LARGE_DEG + 0.1, 1.0, "large_recheck"),
        (11.0, 8.0, "no_measurable_difference"),
        (12.0, 8.0, "large_recheck"),
    ],
)
def test_a_difference_is_judged_against_what_can_be_detected(
    difference_deg: float, error_95_deg: float, finding: str
) -> None:
    left, right = rom(20.0 + difference_deg, error_95_deg), rom(20.0, error_95_deg)
    assert side_difference("external", left, right).finding == finding
    assert side_difference("external", right, left).finding == finding


@pytest.mark.parametrize(
    ("standard_deviations", "finding"),
    [
        (-2.1, "well_below_usual"),
        (-1.9, "below_usual"),
        (-0.9, "usual_range"),
        (0.0, "usual_range"),
        (0.9, "usual_range"),
        (1.1, "above_usual"),
        (3.0, "above_usual"),
    ],
)
def test_a_value_lies_somewhere_among_those_published(
    standard_deviations: float, finding: str
) -> None:
    norm = tables().norm("seated", "active", "internal")
    assert norm is not None
    assert norm_finding(norm.mean_deg + standard_deviations * norm.sd_deg, norm) == finding


def test_everything_measured_is_compared() -> None:
    found = compare(side(30.0, 40.0), side(20.0, 38.0), "seated", "active")
    assert [(s.direction, s.difference_deg) for s in found.sides] == [
        ("internal", 10.0),
        ("external", 2.0),
    ]
    assert [(n.side, n.direction, n.value_deg) for n in found.norms] == [
        ("left", "internal", 30.0),
        ("left", "external", 40.0),
        ("right", "internal", 20.0),
        ("right", "external", 38.0),
    ]
    assert [r.value_deg for r in found.reference] == [30.0, 40.0, 20.0, 38.0]
    assert found.change == ()
    sources = {source.id for source in tables().sources}
    assert {n.source_id for n in found.norms} | {r.source_id for r in found.reference} <= sources


def test_one_side_alone_has_no_difference() -> None:
    found = compare(None, side(20.0, None), "seated", "active")
    assert found.sides == ()
    assert [(n.side, n.direction) for n in found.norms] == [("right", "internal")]


def test_directions_that_only_one_side_has_are_not_compared() -> None:
    assert compare(side(20.0, None), side(None, 30.0), "seated", "active").sides == ()


def test_where_nothing_was_published_nothing_is_said() -> None:
    found = compare(side(30.0, 40.0), side(30.0, 40.0), "standing", "passive")
    assert found.norms == ()
    assert found.reference == ()
    assert len(found.sides) == 2
