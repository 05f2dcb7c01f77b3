"""Angles over time that fit the sample assessments. Made up, not measured."""

from __future__ import annotations

import math
from typing import Final

from coxa.assessment.series import RotationSeries, SideSeries
from coxa.records.assessment import Assessment, Repetition, SideResult

IMAGES_PER_S: Final = 20.0


def series_of(record: Assessment, images_per_s: float = IMAGES_PER_S) -> RotationSeries:
    """Curves that fit the repetitions: smooth ramps, a hold, a little noise, one gap."""
    return RotationSeries(
        left=_side_series(record.left, images_per_s),
        right=_side_series(record.right, images_per_s),
    )


def _side_series(result: SideResult | None, images_per_s: float) -> SideSeries | None:
    if result is None:
        return None
    last_s = max((r.end_s for r in result.repetitions), default=10.0) + 3.0
    times = [i / images_per_s for i in range(int(last_s * images_per_s))]
    angles: list[float | None] = [
        math.fsum(_share(r, t) * r.peak_deg * (1 if r.direction == "internal" else -1)
                  for r in result.repetitions)
        + 0.5 * math.sin(7.3 * t) * math.sin(2.1 * t)
        for t in times
    ]  # fmt: skip
    for i, t in enumerate(times):
        if 8.4 < t < 8.7:
            angles[i] = None
    return SideSeries(t_s=times, rotation_deg=angles)


def _share(repetition: Repetition, t_s: float) -> float:
    """How much of the peak is reached at a time: 0 to 1."""
    if not repetition.start_s < t_s < repetition.end_s:
        return 0.0
    if t_s < repetition.hold_from_s:
        share = (t_s - repetition.start_s) / (repetition.hold_from_s - repetition.start_s)
    elif t_s > repetition.hold_to_s:
        share = (repetition.end_s - t_s) / (repetition.end_s - repetition.hold_to_s)
    else:
        share = 1.0
    return 0.5 - 0.5 * math.cos(math.pi * share)
