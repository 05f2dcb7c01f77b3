"""From judged repetitions to a result: ranges, total arc, quality. Every device builds on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from coxa import signals
from coxa.assessment.series import RotationSeries
from coxa.errors import RefusedError
from coxa.messages.catalog import warning
from coxa.records.assessment import (
    DIRECTIONS,
    Assessment,
    Compensation,
    Direction,
    Notice,
    Quality,
    QualityGrade,
    RangeOfMotion,
    Repetition,
    Side,
    SideResult,
    TotalArc,
)
from coxa.tables.load import QualityName, tables


class Judged(Protocol):
    """A repetition as recorded, with its value before rounding."""

    @property
    def side(self) -> Side:
        """Leg that moved."""

    @property
    def record(self) -> Repetition:
        """The repetition, accepted or refused."""

    @property
    def peak_deg(self) -> float:
        """Its end-range value, magnitude."""


JudgedT = TypeVar("JudgedT", bound=Judged)


@dataclass(frozen=True, slots=True)
class Finished:
    """The record, and the curves a report draws beside it."""

    assessment: Assessment
    series: RotationSeries


def refuse_where_demanded(values: Mapping[QualityName, float]) -> None:
    """Raise for the first value beyond its refusal limit, in the order of the table."""
    for limit in tables().quality:
        value = values.get(limit.name, math.nan)
        if limit.verdict(value) == "refuse":
            raise RefusedError(limit.code, value=round(value, 2))


def side_result(
    measured: Sequence[JudgedT], side: Side, error_95_deg: Callable[[Sequence[JudgedT]], float]
) -> SideResult | None:
    """Everything about one side; None if it made no repetition.

    Parameters
    ----------
    measured :
        All repetitions of the recording.
    side :
        Whose to take.
    error_95_deg :
        95 % error of the mean of some accepted repetitions, as the device knows it.
    """
    own = [m for m in measured if m.side == side]
    if not own:
        return None
    ranges = {direction: _range(own, direction, error_95_deg) for direction in DIRECTIONS}
    return SideResult(
        internal_rotation=ranges["internal"],
        external_rotation=ranges["external"],
        total_arc=total_arc(ranges["internal"], ranges["external"]),
        repetitions=tuple(m.record for m in own),
        compensations=tuple(_worst_compensations(own)),
    )


def _range(
    own: Sequence[JudgedT],
    direction: Direction,
    error_95_deg: Callable[[Sequence[JudgedT]], float],
) -> RangeOfMotion | None:
    """Mean of the accepted repetitions one way, with its error; None if none was accepted."""
    accepted = [m for m in own if m.record.direction == direction and m.record.accepted]
    if not accepted:
        return None
    peaks_deg = [m.peak_deg for m in accepted]
    sd_deg = signals.sample_sd(peaks_deg)
    return RangeOfMotion(
        value_deg=round(signals.mean(peaks_deg), 1),
        error_95_deg=round(error_95_deg(accepted), 1),
        sd_deg=round(sd_deg, 1) if math.isfinite(sd_deg) else None,
        n=len(accepted),
    )


def total_arc(internal: RangeOfMotion | None, external: RangeOfMotion | None) -> TotalArc | None:
    """Both directions together; None unless both were measured."""
    if internal is None or external is None:
        return None
    return TotalArc(
        value_deg=round(internal.value_deg + external.value_deg, 1),
        error_95_deg=round(math.hypot(internal.error_95_deg, external.error_95_deg), 1),
    )


def _worst_compensations(own: Sequence[Judged]) -> list[Compensation]:
    """The worst of each kind and direction over a side's repetitions."""
    worst: dict[tuple[str, Direction], Compensation] = {}
    order = ("note", "warn", "refuse")
    for measured in own:
        for found in measured.record.compensations:
            key = (found.kind, measured.record.direction)
            known = worst.get(key)
            if known is None or order.index(found.grade) > order.index(known.grade):
                worst[key] = found
    return list(worst.values())


def set_quality(results: Mapping[Side, SideResult | None]) -> dict[QualityName, float]:
    """What can be said of the set of repetitions: how many counted, and how far they differ."""
    counts: list[float] = []
    spreads_deg: list[float] = []
    for result in results.values():
        if result is None:
            continue
        for direction in DIRECTIONS:
            peaks_deg = [
                r.peak_deg for r in result.repetitions if r.direction == direction and r.accepted
            ]
            counts.append(float(len(peaks_deg)))
            spreads_deg.append(max(peaks_deg) - min(peaks_deg) if peaks_deg else 0.0)
    return {"repetitions": max(1.0, min(counts)), "repetition_spread": max(spreads_deg)}


def quality_of(values: Mapping[QualityName, float], others: Sequence[Notice] = ()) -> Quality:
    """Grade and reasons: every demand of the table met only half, and `others` beside them."""
    reasons: dict[str, Notice] = {notice.code: notice for notice in others}
    for limit in tables().quality:
        if limit.name in values and limit.verdict(values[limit.name]) != "good":
            reasons.setdefault(limit.code, warning(limit.code))
    grade: QualityGrade = "good" if not reasons else "fair" if len(reasons) <= 2 else "poor"
    return Quality(grade=grade, reasons=tuple(reasons.values()))
