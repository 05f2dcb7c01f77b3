"""Sides, published norms and the clinic's reference beside a result, judged against its error."""

from __future__ import annotations

import math
from typing import Literal

from coxa.records.assessment import (
    DIRECTIONS,
    SIDES,
    Comparison,
    Direction,
    Mode,
    NormComparison,
    Position,
    RangeOfMotion,
    ReferenceComparison,
    Side,
    SideDifference,
    SideResult,
)
from coxa.tables.load import ArcNorm, Norm, tables

NormFinding = Literal["usual_range", "below_usual", "well_below_usual", "above_usual"]
SideFinding = Literal["no_measurable_difference", "small_recheck", "large_recheck"]


def range_in(result: SideResult | None, direction: Direction) -> RangeOfMotion | None:
    """Range of one direction of a side, None if it was not measured."""
    if result is None:
        return None
    return result.internal_rotation if direction == "internal" else result.external_rotation


def compare(
    left: SideResult | None, right: SideResult | None, position: Position, mode: Mode
) -> Comparison:
    """Compare one result with all it can be; change needs an earlier record and stays empty."""
    sides = {"left": left, "right": right}
    measured = [
        (side, direction, found)
        for side in SIDES
        for direction in DIRECTIONS
        if (found := range_in(sides[side], direction)) is not None
    ]
    norms = [
        _beside_norm(side, d, found, tables().norm(position, mode, d))
        for side, d, found in measured
    ]
    return Comparison(
        sides=tuple(
            side_difference(direction, a, b)
            for direction in DIRECTIONS
            if (a := range_in(left, direction)) and (b := range_in(right, direction))
        ),
        norms=tuple(norm for norm in norms if norm is not None),
        reference=tuple(
            ReferenceComparison(
                side=side,
                direction=direction,
                value_deg=found.value_deg,
                reference_deg=reference.value_deg,
                source_id=reference.source_id,
            )
            for side, direction, found in measured
            if (reference := tables().reference_for(position, direction)) is not None
        ),
    )


def side_difference(
    direction: Direction, left: RangeOfMotion, right: RangeOfMotion
) -> SideDifference:
    """Left less right, against the smallest difference that is not error.

    What can be detected is the larger of the published minimal detectable change and the combined
    95 % error of both values. One recording never makes an asymmetry: the words say "recheck".
    """
    difference_deg = left.value_deg - right.value_deg
    error_deg = math.hypot(left.error_95_deg, right.error_95_deg)
    detectable_deg = max(tables().error_figure("detectable_change"), error_deg)
    return SideDifference(
        direction=direction,
        left_deg=left.value_deg,
        right_deg=right.value_deg,
        difference_deg=round(difference_deg, 1),
        error_95_deg=round(error_deg, 1),
        detectable_deg=round(detectable_deg, 1),
        finding=_side_finding(abs(difference_deg), detectable_deg),
    )


def _side_finding(size_deg: float, detectable_deg: float) -> SideFinding:
    if size_deg < detectable_deg:
        return "no_measurable_difference"
    large_deg = max(tables().side_rule("side_difference_large"), detectable_deg)
    return "large_recheck" if size_deg > large_deg else "small_recheck"


def _beside_norm(
    side: Side, direction: Direction, found: RangeOfMotion, norm: Norm | None
) -> NormComparison | None:
    if norm is None:
        return None
    return NormComparison(
        side=side,
        direction=direction,
        value_deg=found.value_deg,
        mean_deg=norm.mean_deg,
        sd_deg=norm.sd_deg,
        finding=norm_finding(found.value_deg, norm),
        population=norm.population,
        source_id=norm.source_id,
        confidence=norm.confidence,
    )


def norm_finding(value_deg: float, norm: Norm | ArcNorm) -> NormFinding:
    """Where a value lies in the published distribution."""
    distance = (value_deg - norm.mean_deg) / norm.sd_deg
    usual = tables().error_figure("usual_range_sd")
    if distance < -tables().error_figure("well_below_sd"):
        return "well_below_usual"
    if distance < -usual:
        return "below_usual"
    return "above_usual" if distance > usual else "usual_range"
